"""By how much autograd's own numbers move when the last digits change of whatever two engines may round differently.

Sums may be added in any order, and no two libraries agree on the last digit of exp, sin or a power. Everything else,
from a product to a comparison, has one right answer to the bit, and is left as it is: so a tie that is made of exact
numbers stays a tie, and at every kink both engines must take the side, or the mean of the sides, that torch takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from model.descent.loop import gradient_of, leaves_of
from model.descent.objectives import objective_of
from model.descent.stepping import Stepper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from model.descent.objectives import Objective
    from model.experiment import Descending
    from tests.model.both_engines import StepPair

TRIALS = 64
_DIGITS = 2.0**-50
"""Four units in the last place at least: two of either engine."""
_TINIEST, _SMALLEST = 5e-324, 2.2250738585072014e-308
INEXACT = frozenset(
    {
        *("exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan"),
        *("sinh", "cosh", "tanh", "sigmoid", "erf", "softplus", "softplus_backward", "pow"),
    }
)
"""Operations whose last digits may differ; test_compiled_edges has all others the same to the bit."""
EXACT_POWERS = (0, 1, 2, 3, 0.5, -0.5, -1, -2)
"""Torch, too, computes these by products, quotients and roots."""
_SUMS = frozenset({"sum", "mean"})
_BOUNDED = frozenset({"maximum", "minimum", "clamp", "clamp_min", "clamp_max"})
_OF_ZEROS = _BOUNDED | {"remainder", "fmod"}
_OF_TWO = frozenset({"lt", "le", "gt", "ge", "eq", "ne"}) | _BOUNDED
_OF_ONE = frozenset({"abs", "sign", "sgn", "relu"})


class _Mode(TorchDispatchMode):
    """Sees every call of an operation, and decides what comes of it."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # to skip it torch would import its compiler, which takes seconds

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return self.call(str(func.__name__).partition(".")[0], func, args, kwargs or {})

    def call(self, name: str, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        raise NotImplementedError


class LastDigits(_Mode):
    """While it is entered, results that engines may round differently have random last digits."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._draws = np.random.default_rng(seed)

    def call(self, name: str, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name == "_linalg_eigh":
            # either engine's answer is that of a matrix so near
            matrix = args[0]
            shaken = matrix + matrix.abs().max() * self._digits(matrix)
            return func((shaken + shaken.mT) / 2, *args[1:], **kwargs)
        result = func(*args, **kwargs)
        if name in _SUMS and result.is_floating_point():
            return result + func(args[0].abs(), *args[1:], **kwargs) * self._digits(result)
        is_exact = name == "pow" and isinstance(args[1], int | float) and args[1] in EXACT_POWERS
        if name in INEXACT and not is_exact:
            moved = result * (1 + self._digits(result)) + self._digits(result) / _DIGITS * 2 * _TINIEST
            # Some libraries take a subnormal number for 0 where others return it.
            given = torch.as_tensor(args[0], dtype=result.dtype)  # a plain number to the power of a tensor
            is_lost = (result == 0) & (given.abs() < _SMALLEST)
            return torch.where(result == 0, torch.where(is_lost, given, result), moved)
        if name in _OF_ZEROS:
            # Which of 0 and −0 it is torch decides otherwise for many numbers than for few.
            return torch.where((result == 0) & (args[0] == 0) & (self._digits(result) < 0), -result, result)
        return result

    def _digits(self, like: Tensor) -> Tensor:
        return torch.from_numpy(np.asarray(self._draws.uniform(-_DIGITS, _DIGITS, like.shape)))


class _Ties(_Mode):
    """Notices whether anything that is compared is equal to what it is compared with."""

    def __init__(self) -> None:
        super().__init__()
        self.met = False

    def call(self, name: str, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name in _OF_ONE:
            self.met |= bool((args[0] == 0).any())
        elif name in _OF_TWO:
            self.met |= any(bool((args[0] == bound).any()) for bound in args[1:] if bound is not None)
        return func(*args, **kwargs)


def is_at_kink(objective: Objective, pair: StepPair) -> bool:
    """Tell whether the loss compares equal numbers where a step begins."""
    with _Ties() as ties, torch.no_grad():
        objective.loss(pair.parameters, pair.row)
    return ties.met


def moved(experiment: Descending, pair: StepPair) -> Iterator[NDArray[np.float64]]:
    """Yield by how much last digits have moved each number of a step, trial after trial.

    Infinity where they decide what is finite. A sign that they decide may be the same in several trials.
    """
    stepper = Stepper(experiment, objective_of(experiment))
    most = np.zeros(len(pair.expected))
    for seed in range(TRIALS):
        with LastDigits(seed):
            numbers = _numbers_of_step(stepper, pair)
        most = np.maximum(most, apart(numbers[: len(most)], pair.expected))
        yield most
    slopes = slice(1 + len(pair.parameters), 1 + 2 * len(pair.parameters))
    cancelled = np.abs(pair.expected[slopes]) <= most[slopes]  # in another order such a sum may come to nothing
    numbers = _numbers_of_step(stepper, pair, cancelled)
    yield np.maximum(most, apart(numbers[: len(most)], pair.expected))


def apart(found: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far numbers are apart: 0 where both are the same, or no number, infinity where only one is."""
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    with np.errstate(all="ignore"):
        distance = np.abs(found - expected)
    return np.where(same, 0.0, np.where(np.isnan(distance), np.inf, distance))


def _numbers_of_step(
    stepper: Stepper, pair: StepPair, cancelled: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    objective, row = stepper.objective, pair.row
    leaves = leaves_of(objective, pair.parameters)
    loss = objective.loss_of(objective.forward(leaves, row), leaves, row)
    gradient = gradient_of(loss, leaves)
    if cancelled is not None:
        gradient = np.where(cancelled, 0.0, gradient).tolist()
    updated, after = stepper.update(pair.parameters, torch.tensor(gradient, dtype=torch.float64), pair.state, row)
    numbers = [loss.item(), *pair.parameters.tolist(), *gradient, *updated.tolist()]
    return np.array(numbers + [number for kept in after.values() for number in kept.flatten().tolist()])
