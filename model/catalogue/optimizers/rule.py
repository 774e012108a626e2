"""What an entry of the catalogue of optimizers holds: its rule, its equations and its source text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from model.catalogue.entry import KnobbedEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch import Tensor

    from model.catalogue.equations import Equation

State: TypeAlias = "dict[str, Tensor]"
Numbers: TypeAlias = "Mapping[str, Tensor]"
"""The knobs as tensors, by name."""
Start: TypeAlias = "Callable[[Tensor, Numbers], State]"
Update: TypeAlias = "Callable[[Tensor, Tensor, State, Numbers, Tensor], tuple[Tensor, State]]"

StableLimit: TypeAlias = "Callable[[Mapping[str, float | bool], float], tuple[float, str] | None]"

Direction: TypeAlias = "Callable[[Sequence[str], Mapping[str, float | bool]], list[str | tuple[str, str]]]"

HESSIAN = "hessian"
"""The key of the matrix of second derivatives in the state given to a second-order rule."""

_TUPLES = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_size_min", "step_size_max"),
}
"""torch's arguments that are tuples, and the knobs for their parts."""
_TUPLE_OF = {part: whole for whole, parts in _TUPLES.items() for part in parts}


@dataclass(frozen=True, slots=True)
class Rule:
    """The two functions of an update rule.

    ``start(parameters, knobs)`` gives the state before the first step. ``update(parameters, gradient, state, knobs,
    step)`` gives the next parameters and state; ``step`` is 1 for the first update. It changes nothing that it is
    given, and keeps no tensor of it but the state. With ``second_order`` each update needs the loss's second
    derivatives at ``parameters``, of shape (n, n) or (runs, n, n), as ``state["hessian"]``, which is not in the state
    that the two functions give.
    """

    start: Start
    update: Update
    second_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer(KnobbedEntry):
    """An update rule of the catalogue; its first knob is ``learning_rate``.

    ``torch_class`` is the class of ``torch.optim`` with the same definition, empty where there is none, and
    ``torch_defaults`` are its defaults, where they differ from those of the knobs. The equations are the update of one
    parameter line by line, the last one the new parameter. With all knobs of ``plain_without`` at 0 the rule is p − ηg
    bit for bit, and that cheaper form is used.

    Where ``torch.optim`` has no such class, ``definition`` is source text of a `torch.optim.Optimizer` that has it: its
    name is the key with a capital, and it takes the knobs as torch's classes do. Or ``direction(names, knobs)`` returns
    the lines of source text that compute ``direction``, which takes the place of the gradient in gradient descent; a
    pair is a name and what is assigned to it.

    ``stable_limit(knobs, steepest)`` returns the learning rate above which the rule diverges on a quadratic whose
    Hessian has no negative eigenvalue and the largest ``steepest``, greater than 0, and its formula in λmax and the
    symbols of the knobs; None where every rate, or none, is stable. It is None itself for a rule whose limit depends
    on past gradients or is not known.
    """

    torch_class: str
    rule: Rule
    equations: tuple[Equation, ...]
    torch_defaults: tuple[tuple[str, object], ...] = ()
    plain_without: tuple[str, ...] = ()
    definition: str = ""
    direction: Direction | None = None
    stable_limit: StableLimit | None = None

    def is_plain(self, knobs: Mapping[str, float | bool]) -> bool:
        """Return whether with these knobs the rule is p − ηg."""
        return bool(self.plain_without) and not any(knobs[name] for name in self.plain_without)

    def rule_for(self, knobs: Mapping[str, float | bool]) -> Rule:
        """Return the rule for these knobs: the cheaper p − ηg where the result is the same to the last bit."""
        return _PLAIN if self.is_plain(knobs) else self.rule

    def torch_arguments(self, knobs: Mapping[str, float | bool]) -> dict[str, object]:
        """Return the keyword arguments for `torch_class` that give this rule with these knobs."""
        arguments: dict[str, object] = {}
        for name, value in knobs.items():
            whole = _TUPLE_OF.get(name)
            if whole is not None:
                arguments[whole] = tuple(knobs[part] for part in _TUPLES[whole])
            else:
                arguments["lr" if name == "learning_rate" else name] = value
        return arguments

    def torch_call(self, parameters: str, knobs: Mapping[str, float | bool]) -> str:
        """Return the source text that makes this optimizer; arguments at torch's default are left out.

        ``parameters`` is the source text of a list such as ``[w, b]``; every knob has a value.
        """
        if self.direction is not None:
            return f"torch.optim.SGD({parameters}, lr={knobs['learning_rate']!r})"
        defaults = self.torch_arguments({knob.name: knob.default for knob in self.knobs})
        defaults.update(self.torch_defaults)
        given = [
            f"{name}={value!r}"
            for name, value in self.torch_arguments(knobs).items()
            if name == "lr" or value != defaults[name]
        ]
        name = f"torch.optim.{self.torch_class}" if self.torch_class else self.key.capitalize()
        return f"{name}({', '.join([parameters, *given])})"


def state_of(**values: int) -> Start:
    """Return what begins a state with these keys: 0 gives a zero for each parameter, 1 a one to multiply decays by."""

    def start(parameters: Tensor, knobs: Numbers) -> State:
        return {
            key: knobs["beta1"].new_ones(knobs["beta1"].shape) if value else parameters.new_zeros(parameters.shape)
            for key, value in values.items()
        }

    return start


def _plain(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    """Gradient descent without any state: p − ηg."""
    return parameters - knobs["learning_rate"].to(parameters.dtype) * gradient, state


_PLAIN = Rule(state_of(), _plain)
