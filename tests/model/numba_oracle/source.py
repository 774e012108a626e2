"""From expressions to the source text of the loop over the rows.

All that is the same in every row is computed before the loop, and all that is the same at every point outside the
loop over the points. There is one such loop for everything that needs no other sum first: for most losses one for
the loss and all partials together.
"""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING

from model.compiled.expressions import COUNT, Expression, Operand, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.compiled.layout import Layout
    from model.compiled.lowering import Step

__all__ = ["source_of"]

_INFIX = frozenset({"+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!="})
_PHRASES = {
    "neg": "-{0}",
    "and": "{0} & {1}",
    "or": "{0} | {1}",
    "not": "not {0}",
    "where": "choose({0}, {1}, {2})",
    # not a number where either is not, as torch has it
    "min": "choose(({0} <= {1}) | ({0} != {0}), {0}, {1})",
    "max": "choose(({0} >= {1}) | ({0} != {0}), {0}, {1})",
    "sign": "choose({0} > 0.0, 1.0, choose({0} < 0.0, -1.0, 0.0))",
}

_BATCH = ("xs = x[epoch, begin:begin + batch]", "ys = y[epoch, begin:begin + batch]", "count = float(xs.size)")

_HEAD = """\
from tests.model.numba_oracle.support import *


def descend(rows, kept, first, stop, carries, numbers, noise, x, y, batch, updates, tolerance, reached, ends):
"""


def source_of(step: Step, layout: Layout) -> str:
    """Return the text of a module whose function ``descend`` computes rows of one run after the other.

    It is given where rows and kept states go, the rows' numbers from ``first`` to before ``stop``, what each run
    carries (parameters and state, left as they are before row ``stop``) and its numbers, noise, points in the order
    of each epoch, the batch's size, updates in an epoch and the tolerance, 0 for none. For each run it writes into
    ``reached`` the number of the row after the last one written, and into ``ends`` 0 where that is ``stop``, 1 where
    the next one is beyond the limits, or 2 where the gradient is flat at the last one.
    """
    return _Module(step, layout).text()


class _Module:
    def __init__(self, step: Step, layout: Layout) -> None:
        self.step = step
        self.layout = layout
        self.moving = {*layout.carried, "step", *(f"noise.{name}" for name in layout.parameters)}
        if layout.batched:
            self.moving |= {COUNT, "x", "y"}
        self.lines: list[str] = []

    def text(self) -> str:
        step, layout = self.step, self.layout
        rest = (*step.parameters, *step.state)
        measured = (step.loss, *step.gradient, *self._totals(rest))
        writer = _Writer(self.moving)
        carried = [f"c{index}" for index in range(len(layout.carried))]
        writer.names |= dict(zip(layout.carried, carried, strict=True))
        writer.names |= {f"noise.{name}": f"d{index}" for index, name in enumerate(layout.parameters)}
        writer.names |= {name: f"n{index}" for index, name in enumerate(layout.numbers)}
        fixed = writer.fixed((*measured, *rest))
        measuring, updating = writer.moving(measured), writer.moving(rest)
        if layout.has_points and not layout.batched:
            self._line(1, "xs = x[0]", "ys = y[0]", "count = float(xs.size)")
        self._line(1, *writer.scratch, "for run in range(carries.shape[0]):")
        self._line(2, *(f"{name} = carries[run, {index}]" for index, name in enumerate(carried)))
        for index, name in enumerate(layout.numbers):
            self._line(2, f"n{index} = numbers[run, {index}]" + (" != 0.0" if name in layout.flags else ""))
        self._line(2, *fixed, "spot = 0", "reached[run], ends[run] = stop, 0", "for row in range(first, stop):")
        self._line(3, "at = row - first", "step = row + 1.0")
        self._batch()
        self._line(3, *measuring)
        loss, *gradient = (writer.operand(part) for part in (step.loss, *step.gradient))
        self._record(loss, gradient, carried)
        self._stop_where_flat(writer, gradient)
        if layout.has_noise:
            self._line(3, *(f"d{index} = noise[at, {index}]" for index in range(len(layout.parameters))))
        self._line(3, *updating)
        # all at once: one parameter's next value is made of the others' present ones
        self._line(3, f"{', '.join(carried)}, = {', '.join(writer.operand(part) for part in rest)},")
        self._line(2, *(f"carries[run, {index}] = {name}" for index, name in enumerate(carried)))
        return _HEAD + "\n".join(self.lines) + "\n"

    def _line(self, depth: int, *lines: str) -> None:
        self.lines += ["    " * depth + line for line in lines]

    def _totals(self, parts: Iterable[Operand]) -> tuple[Operand, ...]:
        """Return the sums over points that stand in an update, so that they share the loops of the loss."""
        return tuple(part for part in ordered(parts) if part.operation == "total" and part.stage == 1)

    def _batch(self) -> None:
        if self.layout.batched:
            self._line(3, "epoch = row // updates - first // updates", "begin = row % updates * batch", *_BATCH)

    def _record(self, loss: str, gradient: Sequence[str], carried: Sequence[str]) -> None:
        parameters = carried[: len(self.layout.parameters)]
        within = [f"abs({value}) <= LIMIT" for value in (loss, *parameters)]
        within += [f"abs({value}) <= GREATEST" for value in gradient]
        self._line(3, f"if not ({' and '.join(within)}):")
        self._line(4, "reached[run], ends[run] = row, 1", "break")
        state = carried[len(parameters) :]
        self._line(3, "if row % STATE_INTERVAL == 0:")
        self._line(4, *(f"kept[run, spot, {index}] = {value}" for index, value in enumerate(state)), "spot += 1")
        row = (loss, *parameters, *gradient)
        self._line(3, *(f"rows[run, {index}, at] = {value}" for index, value in enumerate(row)))

    def _stop_where_flat(self, writer: _Writer, gradient: Sequence[str]) -> None:
        if not self.layout.batched:
            self._line(3, f"if tolerance > 0.0 and {_norm(gradient)} < tolerance:")
            self._line(4, "reached[run], ends[run] = row + 1, 2", "break")
            return
        # once an epoch, at the gradient of all its points
        whole = writer.again()
        self._line(3, "if tolerance > 0.0 and row % updates == 0:")
        self._line(4, "xs = x[epoch]", "ys = y[epoch]", "count = float(xs.size)")
        self._line(4, *whole.moving(self.step.gradient))
        self._line(4, f"if {_norm([whole.operand(part) for part in self.step.gradient])} < tolerance:")
        self._line(5, "reached[run], ends[run] = row + 1, 2", "break")
        self._line(4, *_BATCH)  # the update is that of the batch


def _norm(gradient: Sequence[str]) -> str:
    first, *others = gradient
    norm = f"abs({first})"
    for other in others:
        norm = f"hypot({norm}, {other})"
    return norm


class _Writer:
    """Writes statements, each expression once, and knows the names that they were given.

    Parameters
    ----------
    moving : set of str
        The names of what is not the same in every row.
    """

    def __init__(self, moving: set[str]) -> None:
        self._moving = frozenset(moving)
        self.names: dict[str | int, str] = {COUNT: "count", "step": "step"}
        self.scratch: list[str] = []
        self._prefix = "v"
        self._written = 0
        self._matrices: dict[str, int] = {}

    def again(self) -> _Writer:
        """Return one that writes once more, under other names, what is not fixed."""
        other = _Writer(set(self._moving))
        other.names = {key: name for key, name in self.names.items() if isinstance(key, str) or name[0] == "f"}
        other._prefix = "w"
        return other

    def fixed(self, parts: Iterable[Operand]) -> list[str]:
        """Return the statements for all that is the same in every row."""
        self._prefix = "f"
        lines = self._statements([part for part in ordered(parts) if not part.givens & self._moving])
        self._prefix = "v"
        return lines

    def moving(self, parts: Iterable[Operand]) -> list[str]:
        """Return the statements for everything else that the parts are made of."""
        return self._statements(list(ordered(parts)))

    def operand(self, operand: Operand) -> str:
        """Return what an operand is called, or its digits."""
        if isinstance(operand, Expression):
            if not operand.operands and operand.name in self.names:
                return self.names[operand.name]
            return self.names[id(operand)]
        if isnan(operand):
            return "nan"
        text = repr(float(operand)) if abs(operand) != inf else ("inf" if operand > 0 else "-inf")
        return f"({text})" if text[0] == "-" else text

    def _statements(self, parts: list[Expression]) -> list[str]:
        lines: list[str] = []
        open_parts = [part for part in parts if not part.pointwise and part.operands and id(part) not in self.names]
        stages = sorted({part.stage for part in open_parts})
        for stage in stages:
            totals = [part for part in open_parts if part.operation == "total" and part.stage == stage]
            if totals:
                lines += self._loop(totals)
            for part in open_parts:
                if part.stage == stage and part.operation != "total":
                    lines += self._statement(part)
        return lines

    def _loop(self, totals: Sequence[Expression]) -> list[str]:
        """Return one loop over the points that adds up several sums."""
        names = [self._name(total) for total in totals]
        outside = dict(self.names)
        lines = [f"{name} = 0.0" for name in names] + ["for i in range(xs.size):"]
        for part in ordered(total.operands[0] for total in totals):
            if part.pointwise and part.operation == "point":
                self.names[id(part)] = f"{part.name}i"
                lines.append(f"    {part.name}i = {part.name}s[i]")
            elif part.pointwise:
                lines += [f"    {line}" for line in self._statement(part)]
        lines += [
            f"    {name} = plus({name}, {self.operand(total.operands[0])})"
            for name, total in zip(names, totals, strict=True)
        ]
        self.names = outside
        return lines

    def _statement(self, part: Expression) -> list[str]:
        operands = [self.operand(operand) for operand in part.operands]
        if part.operation in ("eigenvalue", "eigenvector"):
            return self._eigen(part, operands)
        name = self._name(part)
        if part.operation in _INFIX:
            return [f"{name} = {operands[0]} {part.operation} {operands[1]}"]
        phrase = _PHRASES.get(part.operation)
        if phrase is not None:
            return [f"{name} = {phrase.format(*operands)}"]
        return [f"{name} = {part.operation}({', '.join(operands)})"]

    def _eigen(self, part: Expression, operands: Sequence[str]) -> list[str]:
        size = round(len(operands) ** 0.5)
        key = ",".join(operands)
        lines: list[str] = []
        if key not in self._matrices:
            index = self._matrices[key] = len(self._matrices)
            self.scratch += [f"m{index} = empty(({size}, {size}))", f"u{index} = empty(({size}, {size}))"]
            lines += [f"m{index}[{place // size}, {place % size}] = {each}" for place, each in enumerate(operands)]
            lines.append(f"diagonalise(m{index}, u{index})")
        index = self._matrices[key]
        source = f"m{index}[{part.name}]" if part.operation == "eigenvalue" else f"u{index}[{part.name}]"
        return [*lines, f"{self._name(part)} = {source}"]

    def _name(self, part: Expression) -> str:
        name = f"{self._prefix}{self._written}"
        self._written += 1
        self.names[id(part)] = name
        return name
