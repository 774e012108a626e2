"""What an entry of the catalogue of optimizers holds: its rule, its knobs and its equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

    from model.catalogue.equations import Equation
    from model.message import Message

__all__ = ["HESSIAN", "Knob", "Optimizer", "Rule", "State", "Update", "stateless"]

State: TypeAlias = "dict[str, Tensor]"
Start: TypeAlias = "Callable[[Tensor, Mapping[str, Tensor]], State]"
Update: TypeAlias = "Callable[[Tensor, Tensor, State, Mapping[str, Tensor], Tensor], tuple[Tensor, State]]"

HESSIAN = "hessian"
"""Where a second-order rule finds the matrix of second derivatives in the state it is given."""

_TUPLES = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_size_min", "step_size_max"),
}
"""torch's arguments that are tuples, and the knobs that stand for their parts."""
_TUPLE_OF = {part: whole for whole, parts in _TUPLES.items() for part in parts}


@dataclass(frozen=True, slots=True)
class Knob:
    """One number or switch of an optimizer, a schedule, a clip, a noise or a loss.

    Attributes
    ----------
    name : str
        PyTorch's own argument name, but for ``learning_rate`` and the parts of tuples, such as ``beta1``.
    symbol : str
        The letter that stands for it in the equations.
    default : float or bool
        The default; a switch where it is a bool.
    low, high : float
        The range accepted.
    title : Message
        The standard term.
    low_open, high_open : bool
        Whether that end itself is refused.
    whole : bool
        Whether it is a whole number, kept as an int.
    """

    name: str
    symbol: str
    default: float | bool
    low: float
    high: float
    title: Message
    low_open: bool = False
    high_open: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """The two functions of an update rule.

    Attributes
    ----------
    start : callable
        ``start(parameters, knobs)`` gives the state before the first step.
    update : callable
        ``update(parameters, gradient, state, knobs, step)`` gives the next parameters and state; ``step`` is
        1 for the first update. It changes nothing that it is given, and keeps no tensor of it but the state.
    second_order : bool
        Whether ``state["hessian"]`` must hold the loss's second derivatives at ``parameters``, of shape (n, n) or
        (runs, n, n), for each update. It is not in the state that `start` and `update` give.
    """

    start: Start
    update: Update
    second_order: bool = False


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An update rule of the catalogue.

    Attributes
    ----------
    key : str
        Its name in files.
    title : Message
        Its name in the window.
    knobs : tuple of Knob
        ``learning_rate`` first.
    latex : str
        The rule in mathematics.
    why : Message
        What it does, and when that helps, in two to four sentences.
    source : str
        Where the definition comes from.
    torch_class : str
        The class of ``torch.optim`` with the same definition; empty where there is none.
    rule : Rule
        The definition, for all values of the knobs.
    equations : tuple of Equation
        The update of one parameter line by line, the last one the new parameter.
    torch_defaults : tuple of (str, object)
        That class's defaults, where they differ from those of `knobs`.
    plain_without : tuple of str
        With all these knobs at 0 the rule is p − ηg bit for bit, and that cheaper form is used.
    """

    key: str
    title: Message
    knobs: tuple[Knob, ...]
    latex: str
    why: Message
    source: str
    torch_class: str
    rule: Rule
    equations: tuple[Equation, ...]
    torch_defaults: tuple[tuple[str, object], ...] = ()
    plain_without: tuple[str, ...] = ()

    @property
    def second_order(self) -> bool:
        """Whether its rule needs the Hessian."""
        return self.rule.second_order

    def is_plain(self, knobs: Mapping[str, float | bool]) -> bool:
        """Tell whether with these knobs it is p − ηg and nothing else."""
        return bool(self.plain_without) and not any(knobs[name] for name in self.plain_without)

    def rule_for(self, knobs: Mapping[str, float | bool]) -> Rule:
        """Return the rule for these knobs: p − ηg alone where it comes to that, which has the same bits."""
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

        Parameters
        ----------
        parameters : str
            Source text of the list of parameters, such as ``[w, b]``.
        knobs : mapping
            A value for each knob.
        """
        defaults = self.torch_arguments({knob.name: knob.default for knob in self.knobs})
        defaults.update(self.torch_defaults)
        given = [
            f"{name}={value!r}"
            for name, value in self.torch_arguments(knobs).items()
            if name == "lr" or value != defaults[name]
        ]
        return f"torch.optim.{self.torch_class}({', '.join([parameters, *given])})"


def stateless(parameters: Tensor, knobs: Mapping[str, Tensor]) -> State:
    """Return the state of a rule that remembers nothing."""
    return {}


def _plain(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
    """Gradient descent without any state: p − ηg."""
    return parameters - knobs["learning_rate"].to(parameters.dtype) * gradient, state


_PLAIN = Rule(stateless, _plain)
