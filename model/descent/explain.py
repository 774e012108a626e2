"""One update explained: its equations as symbols, with the numbers of this step, and their results.

The equations are those of the catalogues' entries: the schedule, the noise, the clipping and the optimizer. A result
is what the update itself computed where it keeps that, else it is computed from the equation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from model.catalogue.equations import GRADIENT, Equation, Symbol, latex_decimal, latex_number, root
from model.catalogue.optimizers import HESSIAN, OPTIMIZERS
from model.formula.latex import latex_text
from model.formula.tree import Name
from model.message import QT_TRANSLATE_NOOP, Message, added_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from model.catalogue.equations import Expression
    from model.descent.history import History
    from model.experiment import Descending

_DIGITS = 6
_MOST_DIGITS = 17


@dataclass(frozen=True, slots=True)
class ExplainLine:
    """One line of an update; texts are LaTeX.

    Attributes
    ----------
    name : str
        The left-hand side.
    symbols, numbers : str
        The right-hand side as symbols, and with this step's numbers.
    result : float
        The value of the left-hand side.
    what : Message
        What it is, in a few words.
    pieces : tuple of (str, bool)
        ``numbers`` cut into the terms of a sum, each with the sign that joins it to those before and whether it is
        the largest of those that make up the step.
    state : str
        The key of the result in the optimizer's new state; ``parameter`` for the next parameter, ``noised`` and
        ``clipped`` for the gradient after that, ``learning_rate``, ``momentum`` and ``norm``; empty for what is
        computed from the line alone.
    shown : str
        ``result`` with as many digits as it is written with.
    """

    name: str
    symbols: str
    numbers: str
    result: float
    what: Message
    pieces: tuple[tuple[str, bool], ...]
    state: str
    shown: str


@dataclass(frozen=True, slots=True)
class ExplainBlock:
    """Lines that belong together, in the order of computation.

    ``parameter`` is the one that they update; empty for what all parameters share, such as the learning rate.
    """

    parameter: str
    lines: tuple[ExplainLine, ...]


def explain(experiment: Descending, history: History, index: int, digits: int = _DIGITS) -> tuple[ExplainBlock, ...]:
    """Explain the update from the row at an index to the next, with so many digits; imports torch.

    First comes the block of what all parameters share, if there is anything, then one for each parameter. Where the run
    is over there is none. The last digits of what a line is computed from are kept where its result needs them.
    """
    if history.ends_at(index):
        return ()
    update = _Update(experiment, history, index)
    shared = (*_schedule_lines(update, digits), *_norm_lines(update, digits))
    blocks = [ExplainBlock("", shared)] if shared else []
    for index, name in enumerate(update.names):
        values, results = update.values_of(index), update.results_of(index)
        lines = _lines(update.equations(), values, results, digits, partial_latex(experiment, name))
        change = _change_line(float(values["parameter"]), float(results["parameter"]), digits)
        blocks.append(ExplainBlock(name, (*lines, change)))
    return tuple(blocks)


def partial_latex(experiment: Descending, name: str) -> str:
    """Return the LaTeX of what is minimised, differentiated by one parameter."""
    if experiment.loss is None and len(experiment.parameters) == 1:
        return f"f'({name})"
    return rf"\frac{{\partial {'f' if experiment.loss is None else 'L'}}}{{\partial {latex_text(Name(name))}}}"


def _change_line(before: float, after: float, digits: int) -> ExplainLine:
    """Return the line of the change, whose numbers add up as they are written."""
    (old, new), (change,) = added_up((before, after), digits)
    wrapped = latex_decimal(old) if old >= 0 else rf"\left({latex_decimal(old)}\right)"
    pieces = (latex_decimal(new), f"- {wrapped}")
    return ExplainLine(
        name=r"\Delta p",
        symbols="p_{t+1} - p_t",
        numbers=" ".join(pieces),
        result=float(change),
        what=QT_TRANSLATE_NOOP("explain", "update Δ of the parameter"),
        pieces=tuple((piece, False) for piece in pieces),
        state="",
        shown=latex_decimal(change),
    )


class _Update:
    """The numbers of one update, before and after it."""

    def __init__(self, experiment: Descending, history: History, index: int) -> None:
        import torch

        from model.catalogue.clipping import norm_of
        from model.catalogue.optimizers.separate import damped, pseudo_inverse
        from model.descent.objectives import objective_of
        from model.descent.phases import state_at
        from model.descent.stepping import Stepper

        objective, row = objective_of(experiment), history.step_at(index)
        self.experiment, self.row, self.names = experiment, row, objective.parameters
        self.stepper = stepper = Stepper(experiment, objective)
        self.parameters = torch.tensor(history.values_at(index), dtype=objective.dtype)
        self.gradient = torch.tensor(history.gradient_at(index), dtype=objective.dtype)
        state = state_at(experiment, history, index, stepper)
        self.knobs = stepper.knobs_at(row)
        self.noised = stepper.noised(self.gradient, row)
        self.received = stepper.clipped(self.noised)
        self.norm = norm_of(self.noised).item()
        self.state = dict(stepper.state_for(self.parameters, state, self.knobs, row))
        hessian = self.state.pop(HESSIAN, None)
        self.inverse = None if hessian is None else pseudo_inverse(damped(hessian, self.knobs))
        self.updated, self.new_state = stepper.update(self.parameters, self.gradient, state, row)
        self.number: Callable[[float], Any] = getattr(np, experiment.dtype)

    def equations(self) -> list[Equation]:
        """Return the lines of one parameter: noise, clipping, the optimizer."""
        noise, clip = self.stepper.noise, self.stepper.clip
        before = [*(noise.equations if noise else ()), *(clip.equations if clip else ())]
        own = list(OPTIMIZERS[self.experiment.optimizer.name].equations)
        if self.inverse is not None:
            own.insert(len(own) - 1, self._direction())
        return before + own

    def _direction(self) -> Equation:
        """Return the line of Newton's direction: a row of the inverse times the gradient, a term for each parameter."""
        terms = [
            Symbol(f"inverse_{name}", rf"a_{{{name}}}") * Symbol(f"slope_{name}", rf"g_{{{name}}}")
            for name in self.names
        ]
        what = QT_TRANSLATE_NOOP("explain", "row of the Hessian's inverse times the gradient")
        return Equation(Symbol("direction", "d_t"), reduce(add, terms), what)

    def values_of(self, index: int) -> dict[str, Any]:
        """Return what is known before the update of one parameter."""
        number = self.number
        values: dict[str, Any] = {name: _scalar(value.item()) for name, value in self.knobs.items()}
        values |= {key: _element(value, index, number) for key, value in self.state.items()}
        if self.experiment.clip is not None:
            values |= {name: number(float(value)) for name, value in self.experiment.clip.knobs}
        values |= {
            "parameter": number(self.parameters[index].item()),
            "gradient": number(self.gradient[index].item()),
            "drawn": number((self.noised[index] - self.gradient[index]).item()),
            "norm": number(self.norm),
            "step": np.float64(self.row + 1),
        }
        for column, name in enumerate(self.names):
            values[f"slope_{name}"] = number(self.received[column].item())
            if self.inverse is not None:
                values[f"inverse_{name}"] = number(self.inverse[index, column].item())
        return values

    def results_of(self, index: int) -> dict[str, Any]:
        """Return what the update gave for one parameter, by the names under which lines keep their results."""
        results = {key: _element(value, index, self.number) for key, value in self.new_state.items()}
        given = {"parameter": self.updated, "noised": self.noised, "clipped": self.received}
        return results | {key: self.number(value[index].item()) for key, value in given.items()}


def _schedule_lines(update: _Update, digits: int) -> tuple[ExplainLine, ...]:
    """Return the lines of the learning rate, and of the momentum where it is cycled."""
    stepper, setting = update.stepper, update.experiment.schedule
    if stepper.schedule is None or setting is None:
        return ()
    values: dict[str, Any] = {name: _scalar(value) for name, value in setting.knobs}
    values |= {
        "base": np.float64(update.experiment.optimizer.learning_rate),
        "update": np.float64(update.row),
        "updates": np.float64(stepper.updates.item()),
        "cycle_momentum": bool(stepper.cycled),
    }
    results = {"learning_rate": np.float64(update.knobs["learning_rate"].item())}
    if stepper.cycled:
        results["momentum"] = np.float64(update.knobs[stepper.cycled].item())
    return _lines(stepper.schedule.equations, values, results, digits)


def _norm_lines(update: _Update, digits: int) -> tuple[ExplainLine, ...]:
    """Return the line of the gradient's norm where it is clipped by that."""
    if update.stepper.clip is None or not update.stepper.clip.uses_norm:
        return ()
    squares = [Symbol(name, rf"g_{{{name}}}") ** 2 for name in update.names]
    what = QT_TRANSLATE_NOOP("explain", "gradient norm")
    norm = Equation(Symbol("norm", r"\|g\|"), root(reduce(add, squares)), what, "norm")
    values = {name: update.number(value) for name, value in zip(update.names, update.noised.tolist(), strict=True)}
    return _lines([norm], values, {"norm": update.number(update.norm)}, digits)


def _scalar(value: float | bool) -> Any:
    return value if isinstance(value, bool) else np.float64(value)


def _element(value: Tensor, index: int, number: Callable[[float], Any]) -> Any:
    """Return one parameter's number of a state, which may have one for all."""
    return number(value[index].item()) if value.dim() else np.float64(value.item())


def _lines(
    equations: Sequence[Equation], values: dict[str, Any], results: dict[str, Any], digits: int, partial: str = ""
) -> tuple[ExplainLine, ...]:
    """Return the lines that hold in this step, and add their results to ``values``.

    ``partial`` is the LaTeX of the gradient of the loss, which noise and clipping change into something else.
    """
    lines: list[ExplainLine] = []
    gradient = partial
    for equation in equations:
        if not equation.holds(values):
            continue
        expression = equation.expression
        result = results.get(equation.state, expression.value(values))
        dominant = _dominant(equation, values)
        needed = _digits_needed(expression, values, float(result), digits)
        lines.append(
            ExplainLine(
                name=equation.symbol.text,
                symbols=expression.latex().replace(GRADIENT.text, gradient),
                numbers=expression.latex(values, needed),
                result=float(result),
                what=equation.what,
                pieces=tuple((piece, at == dominant) for at, piece in enumerate(expression.pieces(values, needed))),
                state=equation.state,
                shown=latex_number(float(result), digits),
            )
        )
        values[equation.symbol.name] = result
        if equation.symbol.name == GRADIENT.name:
            gradient = equation.symbol.text
    return tuple(lines)


def _digits_needed(expression: Expression, values: dict[str, Any], result: float, digits: int) -> int:
    """Return with how many digits, or more, the numbers of an expression come to its result as that is written."""
    shown = latex_number(result, digits)
    numbers = {name: float(values[name]) for name in expression.texts}
    for needed in range(digits, _MOST_DIGITS + 1):
        written = {name: np.float64(f"{value:.{needed}g}") for name, value in numbers.items()}
        if latex_number(float(expression.value(written)), digits) == shown:
            return needed
    return digits  # of a result that the update has rounded on the way


def _dominant(equation: Equation, values: dict[str, Any]) -> int | None:
    """Return the index of the largest of the terms that make up the step: all but the present parameter.

    Of equals it is the first; None with fewer than two such terms, and where one is not finite or all are 0.
    """
    terms, is_next = equation.expression.terms, equation.state == "parameter"
    moving = [index for index, term in enumerate(terms) if not (is_next and term.node == Name("parameter"))]
    sizes = [abs(float(terms[index].value(values))) for index in moving]
    if len(sizes) < 2 or not all(map(math.isfinite, sizes)) or max(sizes) == 0:
        return None
    return moving[sizes.index(max(sizes))]
