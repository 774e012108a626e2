"""One update explained: the step as one equation, then the rule's own: symbols, this step's numbers, results.

The equations are those of the catalogues' entries: the schedule, the noise, the clipping and the optimizer. A result
is what the update itself computed where it keeps that, else it is computed from the equation.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from model.catalogue.equations import GRADIENT, Equation, Symbol, latex_number, mark_of, marked, root
from model.catalogue.optimizers import HESSIAN, OPTIMIZERS
from model.catalogue.optimizers.common import NEXT, G, P, T
from model.catalogue.schedules import SCHEDULES
from model.formula.latex import latex_text
from model.formula.tree import Name
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from model.catalogue.equations import Expression
    from model.descent.history import History
    from model.experiment import Descending

_DIGITS = 6
_MOST_DIGITS = 17
_CHANGE_DIGITS = 3
"""Significant digits that are seen of a change, where a parameter has as many."""
_INDEX = re.compile(r"_(?:t|\{t([+-]1)?\})")
_INDEXED = re.compile(r"(\\?[A-Za-z]+)\}?_")
_PARAMETER = re.compile(rf"(\\bar\{{)?p\}}?{_INDEX.pattern}")


@dataclass(frozen=True, slots=True)
class ExplainLine:
    """One line of an update; texts are LaTeX, in which the `MARKS` of the catalogue's equations stand.

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
        ``result`` with as many digits as ``numbers`` come to.
    counted : str
        ``name`` with the number of the update for t.
    """

    name: str
    symbols: str
    numbers: str
    result: float
    what: Message
    pieces: tuple[tuple[str, bool], ...]
    state: str
    shown: str
    counted: str


@dataclass(frozen=True, slots=True)
class ExplainBlock:
    """The step of one parameter, and the lines that say where its numbers come from, in the order of computation.

    Plain descent has no such lines. ``parameter`` is empty, and there is no step, for what all parameters share, such
    as the learning rate.
    """

    parameter: str
    step: ExplainLine | None
    lines: tuple[ExplainLine, ...]


def explain(experiment: Descending, history: History, index: int, digits: int = _DIGITS) -> tuple[ExplainBlock, ...]:
    """Explain the update from the row at an index to the next, with so many digits; imports torch.

    There is one block for each parameter, then one of what all share, if there is anything. Where the run is over
    there is none. The last digits of what a line is computed from are kept where its result needs them.
    """
    if history.ends_at(index):
        return ()
    update = _Update(experiment, history, index)
    blocks: list[ExplainBlock] = []
    for column, name in enumerate(update.names):
        rename = _Names(experiment, name, update.row)
        lines = _lines(update.equations(), update.values_of(column), digits, update.results_of(column), rename)
        (step,) = (line for line in lines if line.state == "parameter")
        blocks.append(ExplainBlock(name, step, tuple(line for line in lines if line is not step)))
    shared = (*_schedule_lines(update, digits), *_norm_lines(update, digits))
    return (*blocks, ExplainBlock("", None, shared)) if shared else tuple(blocks)


def value_latex(experiment: Descending, name: str, step: int | str, over: str = "") -> str:
    """Return the LaTeX of a parameter after so many updates: ``x_{3}``, or ``w_{1}^{(3)}``.

    The number stands above where names have digits, or are letters that equations have with an index for something
    else, such as Adam's m. ``over`` begins what is written over the name, such as a bar.
    """
    base = latex_text(Name(name))
    base = f"{over}{base}}}" if over else base
    parts = (experiment.optimizer, experiment.schedule)
    taken = {letter for part in parts if part is not None for letter in _letters(part.name)}
    names = experiment.parameters
    is_above = any(latex_text(Name(each)) in taken or any(map(str.isdigit, each)) for each in names)
    return f"{base}^{{({step})}}" if is_above else f"{base}_{{{step}}}"


@cache
def _letters(entry: str) -> frozenset[str]:
    """Return the letters, but for the parameter, that have an index in the equations of a rule or a schedule."""
    equations = (OPTIMIZERS.get(entry) or SCHEDULES[entry]).equations
    texts = [text for each in equations for text in (each.symbol.text, *each.expression.texts.values())]
    return frozenset(letter for text in texts for letter in _INDEXED.findall(text)) - {"p"}


def partial_latex(experiment: Descending, name: str, step: int | str) -> str:
    """Return the LaTeX of what is minimised, differentiated by one parameter, after so many updates."""
    if experiment.loss is None and len(experiment.parameters) == 1:
        return f"f'({value_latex(experiment, name, step)})"
    return rf"\frac{{\partial {'f' if experiment.loss is None else 'L'}}}{{\partial {latex_text(Name(name))}}}"


class _Names:
    """Gives the symbols of one parameter's update that parameter's name, and in the step the number of that for t.

    Symbols count updates from 1, as PyTorch does: the first takes x₀ to x₁ and makes the velocity v₁.
    """

    def __init__(self, experiment: Descending, name: str, row: int) -> None:
        self._experiment, self._name, self._step = experiment, name, row + 1
        self.counts = False
        """Whether names have the number of the step; else they have t, and are the same in every step."""
        self.texts: dict[str, str] = {}
        """The LaTeX of names that have another than that of their symbol."""

    @property
    def partial(self) -> str:
        """The LaTeX of the gradient of the loss."""
        return marked("slope", partial_latex(self._experiment, self._name, self._index("-1")))

    def __call__(self, key: str, latex: str) -> str:
        """Return the LaTeX of a name, given that of its symbol."""
        if key in self.texts:
            return self.texts[key]
        if key == GRADIENT.name:
            return self.partial
        if latex == T.text:
            return self._index("")
        mark = {P.name: "point", NEXT.name: "following"}.get(key, "")
        latex = _PARAMETER.sub(self._value, latex)
        latex = _INDEX.sub(lambda found: f"_{{{self._index(found[1])}}}", latex)
        return marked(mark, latex.replace("^{t}", f"^{{{self._index('')}}}"))

    def counted(self, key: str, latex: str) -> str:
        """Return the LaTeX of a name with the number of the step."""
        before, self.counts = self.counts, True
        name = self(key, latex)
        self.counts = before
        return name

    def _value(self, found: re.Match[str]) -> str:
        return value_latex(self._experiment, self._name, self._index(found[2]), found[1] or "")

    def _index(self, shift: str | None) -> str:
        return str(self._step + int(shift or 0)) if self.counts else f"t{shift or ''}"


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
            Symbol(f"inverse_{name}", _of("a", name)) * Symbol(f"slope_{name}", _of("g", name)) for name in self.names
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
    return _lines(stepper.schedule.equations, values, digits, results)


def _norm_lines(update: _Update, digits: int) -> tuple[ExplainLine, ...]:
    """Return the line of the gradient's norm where it is clipped by that."""
    if update.stepper.clip is None or not update.stepper.clip.uses_norm:
        return ()
    squares = [Symbol(name, _of("g", name)) ** 2 for name in update.names]
    what = QT_TRANSLATE_NOOP("explain", "gradient norm")
    norm = Equation(Symbol("norm", r"\|g\|"), root(reduce(add, squares)), what, "norm")
    values = {name: update.number(value) for name, value in zip(update.names, update.noised.tolist(), strict=True)}
    return _lines([norm], values, digits, {"norm": update.number(update.norm)})


def _of(letter: str, name: str) -> str:
    return f"{letter}_{{{latex_text(Name(name))}}}"


def _scalar(value: float | bool) -> Any:
    return value if isinstance(value, bool) else np.float64(value)


def _element(value: Tensor, index: int, number: Callable[[float], Any]) -> Any:
    """Return one parameter's number of a state, which may have one for all."""
    return number(value[index].item()) if value.dim() else np.float64(value.item())


def _lines(
    equations: Sequence[Equation],
    values: dict[str, Any],
    digits: int,
    results: dict[str, Any],
    names: _Names | None = None,
) -> tuple[ExplainLine, ...]:
    """Return the lines that hold in this step, and add their results to ``values``.

    ``names`` renames the symbols. Where nothing but the gradient is needed for the step, it has no line of its own.
    """
    lines: list[ExplainLine] = []
    rename = names or (lambda _, latex: latex)
    for equation in equations:
        if not equation.holds(values):
            continue
        if names:
            is_bare = [line.symbols for line in lines] == [names.partial]
            names.counts = equation.state == "parameter"
            if names.counts and is_bare:
                lines.clear()
                names.texts[G.name] = names.partial
        result = results.get(equation.state, equation.expression.value(values))
        lines.append(_line(equation, values, result, digits, rename))
        values[equation.symbol.name] = result
        if names:
            names.counts = False
        if names and equation.symbol.name == GRADIENT.name:  # noise and clipping make another of it
            names.texts[GRADIENT.name] = equation.symbol.text
    return tuple(lines)


def _line(
    equation: Equation, values: dict[str, Any], result: Any, digits: int, rename: Callable[[str, str], str]
) -> ExplainLine:
    symbol, expression = equation.symbol, equation.expression.renamed(rename)
    most = _digits_of_change(values["parameter"], result, digits) if equation.state == "parameter" else digits
    needed, shown = _written(expression, values, float(result), digits, most)
    pieces, dominant = expression.pieces(values, needed), _dominant(equation, values)
    name = symbol.text if symbol.name == GRADIENT.name else rename(symbol.name, symbol.text)
    return ExplainLine(
        name=name,
        symbols=expression.latex(),
        numbers=expression.latex(values, needed),
        result=float(result),
        what=equation.what,
        pieces=tuple((piece, at == dominant) for at, piece in enumerate(pieces)),
        state=equation.state,
        shown=marked(mark_of(name), shown),
        counted=rename.counted(symbol.name, symbol.text) if isinstance(rename, _Names) else name,
    )


def _digits_of_change(before: float, after: float, digits: int) -> int:
    """Return with how many digits, or more, a parameter shows some of what the update has changed."""
    sizes = [abs(float(after)), abs(float(after) - float(before))]
    if not all(map(math.isfinite, sizes)) or 0 in sizes:
        return digits
    whole, change = (math.floor(math.log10(size)) for size in sizes)
    return min(max(digits, whole - change + _CHANGE_DIGITS), _MOST_DIGITS)


def _written(expression: Expression, values: dict[str, Any], result: float, digits: int, most: int) -> tuple[int, str]:
    """Return how many digits the numbers of an expression need, at least ``digits``, and the result that they come to.

    That has up to ``most`` digits: fewer where the update has rounded it on the way.
    """
    numbers = {name: float(values[name]) for name in expression.texts}
    for count in range(most, 0, -1):
        shown = latex_number(result, count)
        for needed in range(digits, _MOST_DIGITS + 1):
            written = {name: np.float64(f"{value:.{needed}g}") for name, value in numbers.items()}
            if latex_number(float(expression.value(written)), count) == shown:
                return needed, shown
    return digits, latex_number(result, digits)


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
