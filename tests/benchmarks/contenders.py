"""The same descents by every means that a user might have chosen, each as a function of the number of steps.

Each contender keeps what `Contender.keeps` says, and returns the parameters that it ends at, so that a figure is only
taken of runs that agree.
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from probes import TANH_RATE, polynomial, tanh_units

from model.data.points import BOOK_DATA, points_of
from model.experiment import OptimizerSetting, Regression, Runner, Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.data.points import Data
    from model.experiment import Descending

SLOW_STEPS = 5_000
"""Steps timed of what takes a tenth of a millisecond for each."""
LINE_RATE = 0.0001
POLYNOMIAL_RATE = 0.001
ADAM_RATE = 0.01
ROSENBROCK = "(1 - x)^2 + 100(y - x^2)^2"
ROSENBROCK_START = (-1.5, 2.0)
ADAM = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


@dataclass(frozen=True)
class Contender:
    """One way to do it.

    Attributes
    ----------
    name : str
        What it is.
    steps : int
        How many steps of it are timed: fewer of what is slow.
    run : callable
        Makes that many steps, or of ``compiled`` ones any number, and returns the parameters at the end.
    """

    name: str
    steps: int
    run: Callable[[int], tuple[float, ...]]


@dataclass(frozen=True)
class Task:
    """One descent, ours and the other ways to do it."""

    name: str
    steps: int
    experiment: Callable[[int], Descending]
    others: Callable[[], list[Contender]]


# ---- the book's loop, with plain tensors, nothing kept


def _points(data: Data = BOOK_DATA) -> tuple[np.ndarray, np.ndarray]:
    x, y = points_of(data).T
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


def _book_line(steps: int) -> tuple[float, ...]:
    x, y = map(torch.tensor, _points())
    w = torch.zeros((), dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        loss = torch.mean((w * x + b - y) ** 2)
        loss.backward()
        with torch.no_grad():
            w -= LINE_RATE * w.grad
            b -= LINE_RATE * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return w.item(), b.item()


def _book_polynomial(steps: int) -> tuple[float, ...]:
    x = torch.tensor(5.0, dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        y = 2 * x**4 - 3 * x**2 + 2 * x - 20
        y.backward()
        with torch.no_grad():
            x -= POLYNOMIAL_RATE * x.grad
        x.grad.zero_()
    return (x.item(),)


# ---- torch.optim, nothing kept


def _optimised(
    parameters: list[torch.Tensor],
    optimizer: torch.optim.Optimizer,
    loss: Callable[[], torch.Tensor],
    steps: int,
) -> tuple[float, ...]:
    for _ in range(steps):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    return tuple(parameter.item() for parameter in parameters)


def _leaves(*values: float) -> list[torch.Tensor]:
    return [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in values]


def _optim_line(steps: int) -> tuple[float, ...]:
    x, y = map(torch.tensor, _points())
    w, b = _leaves(0.0, 0.0)
    optimizer = torch.optim.SGD([w, b], lr=LINE_RATE)
    return _optimised([w, b], optimizer, lambda: torch.mean((w * x + b - y) ** 2), steps)


def _optim_polynomial(steps: int) -> tuple[float, ...]:
    (x,) = _leaves(5.0)
    optimizer = torch.optim.SGD([x], lr=POLYNOMIAL_RATE)
    return _optimised([x], optimizer, lambda: 2 * x**4 - 3 * x**2 + 2 * x - 20, steps)


def _optim_rosenbrock(steps: int) -> tuple[float, ...]:
    x, y = _leaves(*ROSENBROCK_START)
    optimizer = torch.optim.Adam([x, y], lr=ADAM_RATE)
    return _optimised([x, y], optimizer, lambda: (1 - x) ** 2 + 100 * (y - x**2) ** 2, steps)


def _optim_tanh_units(steps: int) -> tuple[float, ...]:
    experiment = tanh_units(steps)
    x, y = map(torch.tensor, _points(experiment.data))
    a, b, c, d, f, g, h, k, p, q = leaves = _leaves(*experiment.start_values())

    def loss() -> torch.Tensor:
        predicted = a * torch.tanh(b * x + c) + d * torch.tanh(f * x + g) + h * torch.tanh(k * x + p) + q
        return torch.mean((predicted - y) ** 2)

    return _optimised(leaves, torch.optim.SGD(leaves, lr=TANH_RATE), loss, steps)


# ---- NumPy with the gradient derived by hand, every row kept


def _numpy_line(steps: int) -> tuple[float, ...]:
    x, y = _points()
    history = np.empty((steps + 1, 5))
    w = b = 0.0
    for k in range(steps + 1):
        off = w * x + b - y
        slope_w, slope_b = 2 * (off @ x) / len(x), 2 * off.sum() / len(x)
        history[k] = (off @ off / len(x), w, b, slope_w, slope_b)
        w, b = w - LINE_RATE * slope_w, b - LINE_RATE * slope_b
    return float(history[-1, 1]), float(history[-1, 2])


def _numpy_polynomial(steps: int) -> tuple[float, ...]:
    history = np.empty((steps + 1, 3))
    x = 5.0
    for k in range(steps + 1):
        slope = 8 * x**3 - 6 * x + 2
        history[k] = (2 * x**4 - 3 * x**2 + 2 * x - 20, x, slope)
        x -= POLYNOMIAL_RATE * slope
    return (float(history[-1, 1]),)


def _numpy_rosenbrock(steps: int) -> tuple[float, ...]:
    history = np.empty((steps + 1, 5))
    at, mean, square = np.array(ROSENBROCK_START), np.zeros(2), np.zeros(2)
    for k in range(steps + 1):
        x, y = at
        gap, rest = y - x * x, 1 - x
        slope = np.array([-2 * rest - 400 * x * gap, 200 * gap])
        history[k, 0], history[k, 1:3], history[k, 3:] = rest * rest + 100 * gap * gap, at, slope
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        spread = np.sqrt(square) / np.sqrt(1 - 0.999 ** (k + 1)) + 1e-8
        at = at - ADAM_RATE * mean / (1 - 0.9 ** (k + 1)) / spread
    return float(history[-1, 1]), float(history[-1, 2])


# ---- JAX's lax.scan, every row kept; an optional extra


def _scanned(
    task: str,
    value: Callable[[Any], Any],
    start: Any,
    update: Callable[[Any, Any, Any], Any],
) -> Callable[[int], tuple[float, ...]]:
    """Return a contender that scans rows of loss, parameters and gradient; compiled once for each number of steps."""
    import jax

    slope = jax.value_and_grad(value)

    def row(carry: Any, k: Any) -> Any:
        at, state = carry
        loss, gradient = slope(at)
        return update(at, state, (gradient, k)), (loss, *at, *gradient)

    @cache
    def compiled(steps: int) -> Any:
        numbers = jax.numpy.arange(steps + 1)
        scan = jax.jit(lambda first: jax.lax.scan(row, first, numbers)[1])
        return scan.lower(start).compile()

    def run(steps: int) -> tuple[float, ...]:
        columns = jax.block_until_ready(compiled(steps)(start))
        return tuple(float(column[-1]) for column in columns[1 : 1 + (len(columns) - 1) // 2])

    run.__name__ = task
    return run


def _jax(task: str) -> Callable[[int], tuple[float, ...]]:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def descend(rate: float) -> Callable[[Any, Any, Any], Any]:
        return lambda at, state, given: (tuple(p - rate * g for p, g in zip(at, given[0], strict=True)), state)

    if task == "line":
        x, y = map(jnp.asarray, _points())
        start = ((np.float64(0), np.float64(0)), ())
        return _scanned(task, lambda at: jnp.mean((at[0] * x + at[1] - y) ** 2), start, descend(LINE_RATE))
    if task == "polynomial":
        start = ((np.float64(5.0),), ())
        return _scanned(
            task, lambda at: 2 * at[0] ** 4 - 3 * at[0] ** 2 + 2 * at[0] - 20, start, descend(POLYNOMIAL_RATE)
        )

    def adam(at: Any, state: Any, given: Any) -> Any:
        (gradient, k), (mean, square) = given, state
        g = jnp.stack(gradient)
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
        spread = jnp.sqrt(square) / jnp.sqrt(1 - 0.999 ** (k + 1.0)) + 1e-8
        moved = jnp.stack(at) - ADAM_RATE * mean / (1 - 0.9 ** (k + 1.0)) / spread
        return (moved[0], moved[1]), (mean, square)

    start = (tuple(map(np.float64, ROSENBROCK_START)), (np.zeros(2), np.zeros(2)))
    return _scanned(task, lambda at: (1 - at[0]) ** 2 + 100 * (at[1] - at[0] ** 2) ** 2, start, adam)


# ---- C by hand, compiled by gcc, every row kept


@cache
def _library() -> ctypes.CDLL:
    folder = Path(tempfile.mkdtemp())
    library = folder / "loops.so"
    source = Path(__file__).with_name("loops.c")
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
    return ctypes.CDLL(str(library))


def _pointer(array: np.ndarray) -> Any:
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def _c(task: str) -> Callable[[int], tuple[float, ...]]:
    columns = {"polynomial": 3, "tanh units": 21}.get(task, 5)
    double, whole = ctypes.c_double, ctypes.c_long
    units = tanh_units(0)
    x, y = _points(units.data if task == "tanh units" else BOOK_DATA)

    def run(steps: int) -> tuple[float, ...]:
        history = np.empty((columns, steps + 1))
        library = _library()
        points = _pointer(x), _pointer(y), whole(len(x))
        if task == "line":
            library.line(*points, double(LINE_RATE), double(0), double(0), whole(steps), _pointer(history))
        elif task == "polynomial":
            library.polynomial(double(POLYNOMIAL_RATE), double(5), whole(steps), _pointer(history))
        elif task == "tanh units":
            start = _pointer(np.array(units.start_values()))
            library.tanh_units(*points, double(TANH_RATE), start, whole(steps), _pointer(history))
        else:
            start = map(double, ROSENBROCK_START)
            library.adam_rosenbrock(double(ADAM_RATE), *start, whole(steps), _pointer(history))
        return tuple(float(value) for value in history[1 : 1 + columns // 2, -1])

    return run


# ---- the tasks


def _contenders(
    task: str, steps: int, slow: dict[str, Callable[[int], tuple[float, ...]]], numpy: Any
) -> list[Contender]:
    found = [Contender(name, SLOW_STEPS, run) for name, run in slow.items()]
    found.append(Contender("NumPy by hand", 4 * SLOW_STEPS, numpy))
    if importlib.util.find_spec("jax") is not None:
        found.append(Contender("JAX lax.scan", steps, _jax(task)))
    return found + _in_c(task, steps)


def _in_c(task: str, steps: int) -> list[Contender]:
    return [Contender("C by hand, gcc -O2", steps, _c(task))] if shutil.which("gcc") is not None else []


def _line(epochs: int) -> Descending:
    optimizer = OptimizerSetting.of("sgd", learning_rate=LINE_RATE)
    return Regression(start=(("w", 0.0), ("b", 0.0)), optimizer=optimizer, epochs=epochs)


def _rosenbrock(epochs: int) -> Descending:
    runner = Runner(OptimizerSetting.of("adam", learning_rate=ADAM_RATE, **ADAM))
    start = tuple(zip("xy", ROSENBROCK_START, strict=True))
    return Surface(function=ROSENBROCK, start=start, runners=(runner,), epochs=epochs).run_of(0)


TASKS = (
    Task(
        "regression, 100 points",
        100_000,
        _line,
        lambda: _contenders("line", 100_000, {"book loop": _book_line, "torch.optim.SGD": _optim_line}, _numpy_line),
    ),
    Task(
        "polynomial",
        1_000_000,
        polynomial,
        lambda: _contenders(
            "polynomial",
            1_000_000,
            {"book loop": _book_polynomial, "torch.optim.SGD": _optim_polynomial},
            _numpy_polynomial,
        ),
    ),
    Task(
        "Adam on Rosenbrock",
        1_000_000,
        _rosenbrock,
        lambda: _contenders("rosenbrock", 1_000_000, {"torch.optim.Adam": _optim_rosenbrock}, _numpy_rosenbrock),
    ),
)
TANH_TASK = Task(
    "three tanh units, 200 points",
    50_000,
    tanh_units,
    lambda: [Contender("torch.optim.SGD", SLOW_STEPS, _optim_tanh_units), *_in_c("tanh units", 50_000)],
)
