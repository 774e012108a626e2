"""From expressions to the loop over the rows, as text in LLVM's intermediate representation.

All that is the same in every row is computed before the loop, and all that is the same at every point outside the
loop over the points. There is one such loop for everything that needs no other sum first: for most losses one for
the loss and all partials together.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.compiled.eigenvalues import diagonalise
from model.compiled.expressions import COUNT, Expression, Operand, ordered
from model.compiled.instructions import Builder, digits
from model.compiled.mathematics import OWN, REACH, text_of
from model.experiment import LIMIT
from model.history import STATE_INTERVAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.compiled.layout import Layout
    from model.compiled.lowering import Step

__all__ = ["ARGUMENTS", "Source", "source_of"]

ARGUMENTS = {
    "rows": "ptr noalias",
    "rows_of_run": "i64",
    "rows_of_column": "i64",
    "kept": "ptr noalias",
    "kept_of_run": "i64",
    "first": "i64",
    "stop": "i64",
    "carries": "ptr noalias",
    "runs": "i64",
    "numbers": "ptr noalias",
    "noise": "ptr noalias",
    "x": "ptr noalias",
    "y": "ptr noalias",
    "points": "i64",
    "batch": "i64",
    "updates": "i64",
    "tolerance": "double",
    "reached": "ptr noalias",
    "ends": "ptr noalias",
    "scratch": "ptr noalias",
}
"""What ``@descend`` is given, in its order, with LLVM's types; the lengths are in elements.

``rows_of_run``, ``rows_of_column`` and ``kept_of_run`` say how far apart the rows of two runs, two columns of a row
and the kept states of two runs lie; the rest is explained in `model.compiled.machine_code.MachineCode`.
"""

_INFIX = {
    **{"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"},
    **{"<": "fcmp olt", "<=": "fcmp ole", ">": "fcmp ogt", ">=": "fcmp oge", "==": "fcmp oeq", "!=": "fcmp une"},
}
_INTRINSICS = {"sqrt": "@llvm.sqrt.f64", "abs": "@llvm.fabs.f64", "floor": "@llvm.floor.f64"}
_GREATEST = digits(sys.float_info.max)
_RARELY, _NEARLY_ALWAYS = ", !prof !0", ", !prof !1"
_WEIGHTS = '!0 = !{!"branch_weights", i32 1, i32 1000}\n!1 = !{!"branch_weights", i32 2000, i32 1}'
_BOUNDED = frozenset({"sin", "cos"})
"""Own functions that hold for arguments up to `REACH` only."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a module with the function ``@descend``.

    Attributes
    ----------
    text : str
        For LLVM's assembler.
    layout : Layout
        Where its numbers stand in the arrays that it is given.
    scratch : int
        How many numbers its scratch memory holds: on the stack they might ask for more than a page at once.
    """

    text: str
    layout: Layout
    scratch: int


def source_of(step: Step, layout: Layout) -> Source:
    """Return the loop that computes rows of one run after the other."""
    return _Descent(step, layout).source()


class _Expressions(Builder):
    """Writes expressions, each once, and knows the names that they were given.

    Attributes
    ----------
    names : dict
        The name of what is computed, by the identity of its expression, and of what is given, by its own name.
    arrays : dict
        The addresses of the first x and y of the points seen here.
    size : str
        How many points are seen here.
    scratch : int
        How many numbers of scratch memory are used.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[int | str, str] = {}
        self.arrays: dict[str, str] = {}
        self.size = ""
        self.scratch = 0
        self._own: set[str] = set()
        self._system: dict[str, int] = {}
        self._diagonal: dict[tuple[str, ...], tuple[str, str]] = {}

    def operand(self, operand: Operand) -> str:
        """Return what an operand is called, or its digits."""
        if not isinstance(operand, Expression):
            return digits(float(operand))
        return self.names[operand.name if not operand.operands else id(operand)]

    def statements(self, parts: Iterable[Operand]) -> None:
        """Write all that the parts are made of but what has been written already."""
        self.write(ordered(parts))

    def write(self, parts: Iterable[Expression]) -> None:
        """Write expressions, each of which follows its operands, but those that have been written already."""
        missing = [part for part in parts if part.operands and not part.pointwise and id(part) not in self.names]
        for stage in sorted({part.stage for part in missing}):
            here = [part for part in missing if part.stage == stage]
            totals = [part for part in here if part.operation == "total"]
            if totals:
                self._totals(totals)
            for part in here:
                if part.operation != "total":
                    self.names[id(part)] = self._result(part)

    def within(self, number: str, limit: str) -> str:
        """Return whether a number is finite and no larger than a limit."""
        return self.value(f"fcmp ole double {self.call('@llvm.fabs.f64', number)}, {limit}")

    def system(self, function: str, *operands: str) -> str:
        """Return what a function of the system's library gives."""
        self._system[function] = len(operands)
        return self.call(f"@system_{function}", *operands)

    def definitions(self) -> list[str]:
        """Return the functions that are called, and the declarations of those that the module does not hold."""
        if self._diagonal:
            self._system["hypot"] = 2
        return [
            *([diagonalise()] if self._diagonal else []),
            text_of(self._own),
            *(f"declare double {name}(double)" for name in _INTRINSICS.values()),
            *(
                f"declare double @system_{name}({', '.join(['double'] * operands)}) #1"
                for name, operands in self._system.items()
            ),
        ]

    def _result(self, part: Expression, own: bool = False) -> str:
        """Write one expression and return its name; with ``own`` by functions that a loop over points takes in."""
        operation, of = part.operation, [self.operand(operand) for operand in part.operands]
        match operation:
            case _ if operation in _INFIX:
                return self.value(f"{_INFIX[operation]} double {of[0]}, {of[1]}")
            case "neg":
                return self.value(f"fneg double {of[0]}")
            case "and" | "or":
                return self.value(f"{operation} i1 {of[0]}, {of[1]}")
            case "not":
                return self.value(f"xor i1 {of[0]}, true")
            case "where":
                return self._choice(of[0], of[1], of[2])
            case "min" | "max":
                # not a number where either is not, as torch has it
                order = "ole" if operation == "min" else "oge"
                first = self.value(f"fcmp {order} double {of[0]}, {of[1]}")
                unknown = self.value(f"fcmp uno double {of[0]}, {of[0]}")
                return self._choice(self.value(f"or i1 {first}, {unknown}"), of[0], of[1])
            case "sign":
                above, below = (self.value(f"fcmp {order} double {of[0]}, 0.0") for order in ("ogt", "olt"))
                return self._choice(above, "1.0", self._choice(below, "-1.0", "0.0"))
            case "eigenvalue" | "eigenvector":
                return self._part_of_diagonal(part, of)
            case _ if operation in _INTRINSICS:
                return self.call(_INTRINSICS[operation], *of)
            case _ if own and operation in OWN:
                self._own.add(operation)
                return self.call(f"@own_{operation}", *of)
            case _:
                return self.system(operation, *of)

    def _choice(self, condition: str, yes: str, no: str) -> str:
        return self.value(f"select i1 {condition}, double {yes}, double {no}")

    def _part_of_diagonal(self, part: Expression, lower: Sequence[str]) -> str:
        """Return an eigenvalue or a number of an eigenvector of a matrix, which is turned once for all of them."""
        size, key = round(len(lower) ** 0.5), tuple(lower)
        if key not in self._diagonal:
            matrix, vectors = (self.place("%scratch", self.scratch + each * size**2) for each in range(2))
            self.scratch += 2 * size**2
            for index, number in enumerate(lower):
                self.store(number, self.place(matrix, index))
            self.do(f"call void @diagonalise(ptr {matrix}, ptr {vectors}, i64 {size})")
            self._diagonal[key] = matrix, vectors
        matrix, vectors = self._diagonal[key]
        row, column = map(int, part.name.split(","))
        return self.load(self.place(matrix if part.operation == "eigenvalue" else vectors, row * size + column))

    def _totals(self, totals: Sequence[Expression]) -> None:
        """Write the loop over the points that adds up several sums."""
        parts = [part for part in ordered(total.operands[0] for total in totals) if part.pointwise]
        sums, end, beyond = self._point_loop(totals, parts, own=True)
        if beyond:
            # some argument is out of reach: all over again, one point after the other
            again, after = self.name("again"), self.name("sums")
            self.branch(beyond, again, after, _RARELY)
            self.block(again)
            slow, slow_end, _ = self._point_loop(totals, parts, own=False)
            self.do(f"br label %{after}")
            self.block(after)
            sums = [
                self.value(f"phi double [{one}, %{end}], [{other}, %{slow_end}]")
                for one, other in zip(sums, slow, strict=True)
            ]
        self.names |= {id(total): name for total, name in zip(totals, sums, strict=True)}

    def _point_loop(
        self, totals: Sequence[Expression], parts: Sequence[Expression], own: bool
    ) -> tuple[list[str], str, str]:
        """Return the sums, the label of the block where they are known, and whether an argument was out of reach."""
        before, body, after = self.name("before"), self.name("point"), self.name("added")
        outside = dict(self.names)
        self.do(f"br label %{before}")
        self.block(before)
        self.branch(self.value(f"icmp sgt i64 {self.size}, 0"), body, after)
        self.block(body)
        index, following = (f"%{self.name('index')}" for _ in range(2))
        so_far, added = ([f"%{self.name('sum')}" for _ in totals] for _ in range(2))
        is_bounded = own and any(part.operation in _BOUNDED & OWN for part in parts)
        far, farther = (f"%{self.name('far')}" for _ in range(2))
        self.do(f"{index} = phi i64 [0, %{before}], [{following}, %{body}]")
        self.do(*(f"{a} = phi double [0.0, %{before}], [{b}, %{body}]" for a, b in zip(so_far, added, strict=True)))
        if is_bounded:
            self.do(f"{far} = phi i1 [false, %{before}], [{farther}, %{body}]")
        outreaching = far
        for part in parts:
            if part.operation == "point":
                self.names[part.name] = self.load(self.place(self.arrays[part.name], index))
                continue
            self.names[id(part)] = self._result(part, own)
            if is_bounded and part.operation in _BOUNDED:
                size = self.call("@llvm.fabs.f64", self.operand(part.operands[0]))
                is_beyond = self.value(f"fcmp ogt double {size}, {digits(REACH)}")
                outreaching = self.value(f"or i1 {outreaching}, {is_beyond}")
        if is_bounded:
            self.do(f"{farther} = or i1 {outreaching}, false")
        # Only these sums may be reordered, so that several points are computed at a time; everything that goes into
        # them keeps its order, and so its bits, which decide at a kink on which side a point is.
        for a, b, total in zip(so_far, added, totals, strict=True):
            self.do(f"{b} = fadd reassoc double {a}, {self.operand(total.operands[0])}")
        self.do(f"{following} = add nuw nsw i64 {index}, 1")
        self.branch(self.value(f"icmp slt i64 {following}, {self.size}"), body, after)
        self.block(after)
        self.names = outside
        sums = [self.value(f"phi double [0.0, %{before}], [{name}, %{body}]") for name in added]
        return sums, after, self.value(f"phi i1 [false, %{before}], [{farther}, %{body}]") if is_bounded else ""


class _Descent(_Expressions):
    """Writes the loop over the runs, and in it that over the rows."""

    def __init__(self, step: Step, layout: Layout) -> None:
        super().__init__()
        self.step = step
        self.layout = layout
        self.next = (*step.parameters, *step.state)
        self.moving = {*layout.carried, "step", *(f"noise.{name}" for name in layout.parameters)}
        if layout.batched:
            self.moving |= {COUNT, "x", "y"}

    def source(self) -> Source:
        """Return the whole module."""
        carried = [self.variable() for _ in self.layout.carried]
        self.first_block = self.value(
            f"sdiv i64 {self.value(f'add i64 %first, {STATE_INTERVAL - 1}')}, {STATE_INTERVAL}"
        )
        if self.layout.batched:
            self.first_epoch = self.value("sdiv i64 %first, %updates")
        elif self.layout.has_points:
            self._see({"x": "%x", "y": "%y"}, "%points")
        with self.loop(0, "%runs") as run:
            self._run(run, carried)
        self.do("ret void")
        signature = ", ".join(f"{kind} %{name}" for name, kind in ARGUMENTS.items())
        descend = self.function(f"void @descend({signature}) #0")
        attributes = (
            'attributes #0 = { nounwind "no-builtins" }',
            "attributes #1 = { nounwind willreturn memory(none) }",
        )
        return Source("\n".join([descend, *self.definitions(), *attributes, _WEIGHTS, ""]), self.layout, self.scratch)

    def _see(self, arrays: dict[str, str], size: str) -> None:
        """Have the sums go over these points."""
        self.arrays, self.size = arrays, size
        self.names[COUNT] = self.value(f"sitofp i64 {size} to double")

    def _run(self, run: str, carried: Sequence[str]) -> None:
        """Write the rows of one run."""
        layout = self.layout
        begin = self.place("%carries", self._times(run, len(carried)))
        for index, variable in enumerate(carried):
            self.store(self.load(self.place(begin, index)), variable)
        numbers = self.place("%numbers", self._times(run, len(layout.numbers)))
        for index, name in enumerate(layout.numbers):
            number = self.load(self.place(numbers, index))
            self.names[name] = self.value(f"fcmp une double {number}, 0.0") if name in layout.flags else number
        totals = [part for part in ordered(self.next) if part.operation == "total" and part.stage == 1]
        measured = (self.step.loss, *self.step.gradient, *totals)  # they share one loop over the points
        self.write([part for part in ordered((*measured, *self.next)) if not part.givens & self.moving])
        self.store("%stop", self.place("%reached", run, "i64"), "i64")
        self.store(0, self.place("%ends", run, "i64"), "i64")
        row, head, body, self.leave = self.variable("i64"), self.name("rows"), self.name("row"), self.name("leave")
        self.store("%first", row, "i64")
        self.do(f"br label %{head}")
        self.block(head)
        here = self.load(row, "i64")
        self.branch(self.value(f"icmp slt i64 {here}, %stop"), body, self.leave)
        self.block(body)
        self._row(run, here, carried, measured)
        self.store(self.value(f"add nsw i64 {here}, 1"), row, "i64")
        self.do(f"br label %{head}")
        self.block(self.leave)
        for index, variable in enumerate(carried):
            self.store(self.load(variable), self.place(begin, index))

    def _row(self, run: str, row: str, carried: Sequence[str], measured: Sequence[Operand]) -> None:
        layout, count = self.layout, len(self.layout.parameters)
        index, following = self.value(f"sub nsw i64 {row}, %first"), self.value(f"add nsw i64 {row}, 1")
        self.names["step"] = self.value(f"sitofp i64 {following} to double")
        here = [self.load(variable) for variable in carried]
        self.names |= dict(zip(layout.carried, here, strict=True))
        if layout.batched:
            self._see_batch(row)
        self.statements(measured)
        loss, *gradient = (self.operand(part) for part in (self.step.loss, *self.step.gradient))
        self._stop_beyond_limits(run, row, [loss, *here[:count]], gradient)
        self._keep(run, row, here[count:])
        columns = self.place("%rows", self.value(f"add nsw i64 {self._times(run, '%rows_of_run')}, {index}"))
        for column, number in enumerate((loss, *here[:count], *gradient)):
            self.store(number, self.place(columns, self._times(column, "%rows_of_column")))
        self._stop_where_flat(run, row, following, gradient)
        if layout.has_noise:
            drawn = self.place("%noise", self._times(index, count))
            for place, name in enumerate(layout.parameters):
                self.names[f"noise.{name}"] = self.load(self.place(drawn, place))
        self.statements(self.next)
        for variable, part in zip(carried, self.next, strict=True):
            self.store(self.operand(part), variable)

    def _times(self, left: str | int, right: str | int) -> str:
        return self.value(f"mul nsw i64 {left}, {right}")

    def _see_batch(self, row: str) -> str:
        """Have the sums go over the points of a row's mini-batch; return the epoch's place among those given."""
        epoch = self.value(f"sub i64 {self.value(f'sdiv i64 {row}, %updates')}, {self.first_epoch}")
        begin = self._times(self.value(f"srem i64 {row}, %updates"), "%batch")
        left = self.value(f"sub i64 %points, {begin}")
        size = self.value(f"select i1 {self.value(f'icmp slt i64 {left}, %batch')}, i64 {left}, i64 %batch")
        at = self.value(f"add i64 {self._times(epoch, '%points')}, {begin}")
        self._see({name: self.place(f"%{name}", at) for name in "xy"}, size)
        return epoch

    def _end(self, run: str, reached: str, why: int) -> None:
        """End the run's loop after the row before ``reached``."""
        self.store(reached, self.place("%reached", run, "i64"), "i64")
        self.store(why, self.place("%ends", run, "i64"), "i64")
        self.do(f"br label %{self.leave}")

    def _stop_beyond_limits(self, run: str, row: str, bounded: Sequence[str], finite: Sequence[str]) -> None:
        is_good = "true"
        for number, limit in (*((each, digits(LIMIT)) for each in bounded), *((each, _GREATEST) for each in finite)):
            is_good = self.value(f"and i1 {is_good}, {self.within(number, limit)}")
        good, bad = self.name("good"), self.name("bad")
        self.branch(is_good, good, bad, _NEARLY_ALWAYS)
        self.block(bad)
        self._end(run, row, 1)
        self.block(good)

    def _keep(self, run: str, row: str, state: Sequence[str]) -> None:
        """Keep the state of every so many rows."""
        if not state:
            return
        with self.when(self.value(f"icmp eq i64 {self.value(f'and i64 {row}, {STATE_INTERVAL - 1}')}, 0"), _RARELY):
            block = self.value(f"sub i64 {self.value(f'sdiv i64 {row}, {STATE_INTERVAL}')}, {self.first_block}")
            at = self.value(f"add i64 {self._times(run, '%kept_of_run')}, {self._times(block, len(state))}")
            place = self.place("%kept", at)
            for index, number in enumerate(state):
                self.store(number, self.place(place, index))

    def _stop_where_flat(self, run: str, row: str, following: str, gradient: Sequence[str]) -> None:
        """End the run where the gradient's norm is below the tolerance: with mini-batches that of all points."""
        is_asked = self.value("fcmp ogt double %tolerance, 0.0")
        if self.layout.batched:
            begins = self.value(f"icmp eq i64 {self.value(f'srem i64 {row}, %updates')}, 0")
            is_asked = self.value(f"and i1 {is_asked}, {begins}")
        with self.when(is_asked, _RARELY):
            batch = dict(self.names), self.arrays, self.size
            if self.layout.batched:
                gradient = self._gradient_of_all_points(row)
            flat, steep = self.name("flat"), self.name("steep")
            self.branch(self.value(f"fcmp olt double {self._norm(gradient)}, %tolerance"), flat, steep)
            self.block(flat)
            self._end(run, following, 2)
            self.block(steep)
            self.names, self.arrays, self.size = batch

    def _gradient_of_all_points(self, row: str) -> list[str]:
        gradient = self.step.gradient
        moving = {id(part) for part in ordered(gradient) if part.givens & self.moving}
        self.names = {key: name for key, name in self.names.items() if key not in moving}
        epoch = self.value(f"sub i64 {self.value(f'sdiv i64 {row}, %updates')}, {self.first_epoch}")
        at = self._times(epoch, "%points")
        self._see({name: self.place(f"%{name}", at) for name in "xy"}, "%points")
        self.statements(gradient)
        return [self.operand(part) for part in gradient]

    def _norm(self, gradient: Sequence[str]) -> str:
        first, *others = gradient
        norm = self.call("@llvm.fabs.f64", first)
        for other in others:
            norm = self.system("hypot", norm, other)
        return norm
