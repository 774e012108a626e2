"""Writes scalars as a loop over the rows, in LLVM's intermediate representation.

What is the same in every row is computed before the loop, and what is the same at every point outside the loop over
the points. Sums that need no other sum first share one loop: for most losses there is one for the loss and all
partials.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from model.descent.history import STATE_INTERVAL
from model.engine.compiled.eigenvalues import diagonalise
from model.engine.compiled.instructions import Builder, Double, Flag, Integer
from model.engine.compiled.mathematics import OWN, REACH, ir_name, text_of
from model.engine.compiled.operations import Unsupported
from model.engine.compiled.scalars import COUNT, Operand, Scalar, ordered
from model.engine.compiled.system_functions import FUNCTIONS
from model.experiment import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.engine.compiled.instructions import Address
    from model.engine.compiled.layout import StepLayout
    from model.engine.compiled.lowering import Step

SIGNATURE = (
    "ptr noalias %rows, i64 %rows_of_run, i64 %rows_of_column, ptr noalias %kept, i64 %kept_of_run,"
    " i64 %first, i64 %stop, ptr noalias %carries, i64 %runs, ptr noalias %numbers, ptr noalias %noise,"
    " ptr noalias %x, ptr noalias %y, i64 %points, i64 %batch, i64 %updates, double %tolerance,"
    " ptr noalias %reached, ptr noalias %ends, ptr noalias %scratch"
)
"""The arguments of ``@descend``, which `model.engine.compiled.machine_code.MachineCode` describes.

``rows_of_run``, ``rows_of_column`` and ``kept_of_run`` are how many numbers lie between the rows of two runs, two
columns of a row, and the kept states of two runs.
"""

_ARITHMETIC = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
_ORDER = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}
_INTRINSICS = {"sqrt": "@llvm.sqrt.f64", "abs": "@llvm.fabs.f64", "floor": "@llvm.floor.f64"}
_GREATEST = sys.float_info.max
_RARELY, _NEARLY_ALWAYS = ", !prof !0", ", !prof !1"
_ATTRIBUTES = """\
attributes #0 = { nounwind "no-builtins" }
attributes #1 = { nounwind willreturn memory(none) }
!0 = !{!"branch_weights", i32 1, i32 1000}
!1 = !{!"branch_weights", i32 2000, i32 1}
"""
_BOUNDED = frozenset({"sin", "cos"})
"""Own functions that are right for arguments up to `REACH` only."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a module with the function ``@descend``, for LLVM's assembler, and the order of its numbers.

    ``scratch`` is how many numbers its scratch memory holds: on the stack they might need more than a page at once.
    """

    text: str
    layout: StepLayout
    scratch: int


def source_of(step: Step, layout: StepLayout) -> Source:
    """Return the loop that computes rows of one run after the other."""
    return _Descent(step, layout).source()


class _Scalars(Builder):
    """Writes scalars, each once.

    ``values`` has what is computed, by the identity of its scalar, and what is given, by its name; ``arrays`` the first
    x and y of the points summed over, ``size`` how many these are, ``scratch`` how many numbers of scratch memory are
    used.
    """

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[int | str, Double | Flag] = {}
        self.arrays: dict[str, Address] = {}
        self.size = self.integer(0)
        self.scratch = 0
        self._own: set[str] = set()
        self._system: set[str] = set()
        self._diagonal: dict[tuple[str, ...], tuple[Address, Address]] = {}

    def number(self, operand: Operand) -> Double:
        """Return the value of an operand that is a number."""
        if not isinstance(operand, Scalar):
            return self.double(operand)
        value = self.values[id(operand) if operand.operands else operand.name]
        assert isinstance(value, Double)
        return value

    def _flag(self, operand: Operand) -> Flag:
        value = self.values[id(operand)]
        assert isinstance(value, Flag)
        return value

    def write(self, parts: Iterable[Scalar]) -> None:
        """Write those of some scalars that are not written yet; each comes after its operands."""
        missing = [part for part in parts if part.operands and not part.pointwise and id(part) not in self.values]
        for stage in sorted({part.stage for part in missing}):
            here = [part for part in missing if part.stage == stage]
            totals = [part for part in here if part.operation == "total"]
            if totals:
                self._totals(totals)
            for part in here:
                if part.operation != "total":
                    self.values[id(part)] = self._result(part)

    def system(self, function: str, *operands: Double) -> Double:
        """Return the result of a function of the system's library."""
        if function not in FUNCTIONS:
            raise Unsupported(function)
        self._system.add(function)
        return self.call(f"@system_{function}", *operands)

    def definitions(self) -> list[str]:
        """Return the functions that are called, and the declarations of the system's."""
        if self._diagonal:
            self._system.add("hypot")
        operands = {name: ", ".join(["double"] * FUNCTIONS[name]) for name in sorted(self._system)}
        return [
            *([diagonalise()] if self._diagonal else []),
            text_of(self._own),
            *(f"declare double @system_{name}({kinds}) #1" for name, kinds in operands.items()),
        ]

    def _result(self, part: Scalar, in_loop: bool = False) -> Double | Flag:
        """Write one scalar; in a loop over the points by functions that LLVM inlines."""
        operation = part.operation
        match operation:
            case "and":
                return self._flag(part.operands[0]) & self._flag(part.operands[1])
            case "or":
                return self._flag(part.operands[0]) | self._flag(part.operands[1])
            case "not":
                return ~self._flag(part.operands[0])
            case "where":
                condition, yes, no = part.operands
                return self._flag(condition).choose(self.number(yes), self.number(no))
            case _:
                of = [self.number(operand) for operand in part.operands]
        match operation:
            case _ if operation in _ARITHMETIC:
                return of[0].of(_ARITHMETIC[operation], of[1])
            case _ if operation in _ORDER:
                return of[0].compare(_ORDER[operation], of[1])
            case "neg":
                return -of[0]
            case "min" | "max":
                # not a number where either is not, as torch has it
                is_first = of[0].compare("ole" if operation == "min" else "oge", of[1])
                return (is_first | of[0].compare("uno", of[0])).choose(of[0], of[1])
            case "sign":
                return (of[0] > 0.0).choose(1.0, (of[0] < 0.0).choose(-1.0, 0.0))
            case "eigenvalue" | "eigenvector":
                return self._part_of_diagonal(part, of)
            case _ if operation in _INTRINSICS:
                return self.call(_INTRINSICS[operation], *of)
            case _ if operation in OWN and (in_loop or operation not in FUNCTIONS):
                self._own.add(operation)
                return self.call(ir_name(operation), *of)
            case _:
                return self.system(operation, *of)

    def _part_of_diagonal(self, part: Scalar, lower: Sequence[Double]) -> Double:
        """Return an eigenvalue or a number of an eigenvector of a matrix, which is diagonalised only once."""
        size, key = round(len(lower) ** 0.5), tuple(number.name for number in lower)
        if key not in self._diagonal:
            matrix, vectors = (self.array("scratch").at(self.scratch + each * size**2) for each in range(2))
            self.scratch += 2 * size**2
            for index, number in enumerate(lower):
                matrix.at(index).store(number)
            self.do(f"call void @diagonalise(ptr {matrix.name}, ptr {vectors.name}, i64 {size})")
            self._diagonal[key] = matrix, vectors
        matrix, vectors = self._diagonal[key]
        row, column = map(int, part.name.split(","))
        return (matrix if part.operation == "eigenvalue" else vectors).at(row * size + column).load()

    def _totals(self, totals: Sequence[Scalar]) -> None:
        """Write the loop over the points that adds up several sums."""
        parts = [part for part in ordered(total.operands[0] for total in totals) if part.pointwise]
        bounded = [part for part in parts if part.operation in _BOUNDED]
        sums, end, is_far = self._point_loop(totals, parts, bounded)
        if is_far is not None:
            # some argument is out of reach: compute all of it again, one point after the other
            again, after = self.name("again"), self.name("sums")
            self.branch(is_far, again, after, _RARELY)
            self.block(again)
            slow, slow_end, _ = self._point_loop(totals, parts)
            self.go_to(after)
            self.block(after)
            sums = [
                Double(self, self.value(f"phi double [{one.name}, %{end}], [{other.name}, %{slow_end}]"))
                for one, other in zip(sums, slow, strict=True)
            ]
        self.values |= {id(total): value for total, value in zip(totals, sums, strict=True)}

    def _point_loop(
        self, totals: Sequence[Scalar], parts: Sequence[Scalar], bounded: Sequence[Scalar] | None = None
    ) -> tuple[list[Double], str, Flag | None]:
        """Write one loop over the points; return sums, the label of its block, and whether an argument is out of reach.

        ``parts`` are all that differs from point to point, in order; the arguments of those ``bounded`` must be within
        `REACH`, while None calls the system's functions instead.
        """
        before, body, after = self.name("before"), self.name("point"), self.name("added")
        outside = dict(self.values)
        self.go_to(before)
        self.block(before)
        self.branch(self.integer(0) < self.size, body, after)
        self.block(body)
        index, following, far, farther = (f"%{self.name('next')}" for _ in range(4))
        so_far, added = ([f"%{self.name('sum')}" for _ in totals] for _ in range(2))
        self.do(f"{index} = phi i64 [0, %{before}], [{following}, %{body}]")
        self.do(*(f"{a} = phi double [0.0, %{before}], [{b}, %{body}]" for a, b in zip(so_far, added, strict=True)))
        if bounded:
            self.do(f"{far} = phi i1 [false, %{before}], [{farther}, %{body}]")
        for part in parts:
            if part.operands:
                self.values[id(part)] = self._result(part, in_loop=bounded is not None)
            else:
                self.values[part.name] = self.arrays[part.name].at(Integer(self, index)).load()
        # Only these sums may be reordered, so that several points are computed at a time; everything that goes into
        # them keeps its order, and so its bits, which decide at a kink on which side a point is.
        for a, b, total in zip(so_far, added, totals, strict=True):
            self.do(f"{b} = fadd reassoc double {a}, {self.number(total.operands[0]).name}")
        if bounded:
            is_far = Flag(self, far)
            for part in bounded:
                is_far |= abs(self.number(part.operands[0])) > REACH
            self.do(f"{farther} = or i1 {is_far.name}, false")
        self.do(f"{following} = add nuw nsw i64 {index}, 1")
        self.branch(Integer(self, following) < self.size, body, after)
        self.block(after)
        self.values = outside
        sums = [Double(self, self.value(f"phi double [0.0, %{before}], [{name}, %{body}]")) for name in added]
        end = Flag(self, self.value(f"phi i1 [false, %{before}], [{farther}, %{body}]")) if bounded else None
        return sums, after, end


class _Descent(_Scalars):
    """Writes the loop over the runs, with the loop over the rows in it."""

    def __init__(self, step: Step, layout: StepLayout) -> None:
        super().__init__()
        self.step = step
        self.layout = layout
        self.next = (*step.parameters, *step.state)
        self.moving = {*layout.carried, "step", *(f"noise.{name}" for name in layout.parameters)}
        if layout.batched:
            self.moving |= {COUNT, "x", "y"}
        self.first, self.stop, self.updates = (self.argument(name) for name in ("first", "stop", "updates"))
        self.points = self.argument("points")

    def source(self) -> Source:
        """Return the whole module."""
        carried = [self.variable() for _ in self.layout.carried]
        if self.layout.has_points:
            self._sum_over(self.integer(0), self.points)
        with self.loop(0, self.argument("runs")) as (run, _):
            self._run(run, carried)
        self.do("ret void")
        descend = self.function(f"void @descend({SIGNATURE}) #0")
        return Source("\n".join([descend, *self.definitions(), _ATTRIBUTES]), self.layout, self.scratch)

    def _sum_over(self, begin: Integer, size: Integer) -> None:
        """Let the sums go over so many points, beginning with one."""
        self.arrays, self.size = {name: self.array(name).at(begin) for name in "xy"}, size
        self.values[COUNT] = size.number()

    def _run(self, run: Integer, carried: Sequence[Address]) -> None:
        """Write the rows of one run."""
        layout = self.layout
        begin = self.array("carries").at(run * len(carried))
        for index, variable in enumerate(carried):
            variable.store(begin.at(index).load())
        numbers = self.array("numbers").at(run * len(layout.numbers))
        self.values |= {name: numbers.at(index).load() for index, name in enumerate(layout.numbers)}
        totals = [part for part in ordered(self.next) if part.operation == "total" and part.stage == 1]
        measured = (self.step.loss, *self.step.gradient, *totals)  # these share one loop over the points
        self.write([part for part in ordered((*measured, *self.next)) if not part.givens & self.moving])
        self._report(run, self.stop, 0)
        with self.loop(self.first, self.stop) as (row, self.leave):
            self._row(run, row, carried, measured)
        for index, variable in enumerate(carried):
            begin.at(index).store(variable.load())

    def _row(self, run: Integer, row: Integer, carried: Sequence[Address], measured: Sequence[Operand]) -> None:
        layout, count, index = self.layout, len(self.layout.parameters), row - self.first
        self.values["step"] = (row + 1).number()
        here = [variable.load() for variable in carried]
        self.values |= dict(zip(layout.carried, here, strict=True))
        epoch = self.integer(0)
        if layout.batched:
            epoch = row // self.updates - self.first // self.updates
            batch, begin = self.argument("batch"), row % self.updates * self.argument("batch")
            left = self.points - begin
            size = self.value(f"select i1 {(left < batch).name}, i64 {left.name}, i64 {batch.name}")
            self._sum_over(epoch * self.points + begin, Integer(self, size))
        self.write(ordered(measured))
        loss, *gradient = (self.number(part) for part in (self.step.loss, *self.step.gradient))
        self._stop_beyond_limits(run, row, [loss, *here[:count]], gradient)
        self._keep(run, row, here[count:])
        columns = self.array("rows").at(run * self.argument("rows_of_run") + index)
        for column, number in enumerate((loss, *here[:count], *gradient)):
            columns.at(self.argument("rows_of_column") * column).store(number)
        self._stop_where_flat(run, row, epoch, gradient)
        if layout.has_noise:
            drawn = self.array("noise").at(index * count)
            self.values |= {f"noise.{name}": drawn.at(place).load() for place, name in enumerate(layout.parameters)}
        self.write(ordered(self.next))
        for variable, part in zip(carried, self.next, strict=True):
            variable.store(self.number(part))

    def _report(self, run: Integer, reached: Integer, why: int) -> None:
        self.array("reached").at(run, "i64").store(reached)
        self.array("ends").at(run, "i64").store(why)

    def _leave_unless(self, goes_on: Flag, run: Integer, reached: Integer, why: int, expected: str = "") -> None:
        """End the run's loop after the row before ``reached`` where a condition does not hold."""
        on, end = self.name("on"), self.name("end")
        self.branch(goes_on, on, end, expected)
        self.block(end)
        self._report(run, reached, why)
        self.go_to(self.leave)
        self.block(on)

    def _stop_beyond_limits(
        self, run: Integer, row: Integer, bounded: Sequence[Double], finite: Sequence[Double]
    ) -> None:
        within = [abs(number) <= LIMIT for number in bounded] + [abs(number) <= _GREATEST for number in finite]
        self._leave_unless(reduce(and_, within), run, row, 1, _NEARLY_ALWAYS)

    def _keep(self, run: Integer, row: Integer, state: Sequence[Double]) -> None:
        """Keep the state of every so many rows."""
        if not state:
            return
        with self.when((row & (STATE_INTERVAL - 1)).is_equal(0), _RARELY):
            block = row // STATE_INTERVAL - (self.first + (STATE_INTERVAL - 1)) // STATE_INTERVAL
            place = self.array("kept").at(run * self.argument("kept_of_run") + block * len(state))
            for index, number in enumerate(state):
                place.at(index).store(number)

    def _stop_where_flat(self, run: Integer, row: Integer, epoch: Integer, gradient: Sequence[Double]) -> None:
        """End the run where the gradient's norm is below the tolerance: with mini-batches that of all points."""
        tolerance = Double(self, "%tolerance")
        is_checked = tolerance > 0.0
        if self.layout.batched:
            is_checked &= (row % self.updates).is_equal(0)
        with self.when(is_checked, _RARELY):
            batch = dict(self.values), self.arrays, self.size
            if self.layout.batched:
                parts = list(ordered(self.step.gradient))
                for part in parts:
                    if part.givens & self.moving:
                        self.values.pop(id(part), None)
                self._sum_over(epoch * self.points, self.points)
                self.write(parts)
                gradient = [self.number(part) for part in self.step.gradient]
            first, *others = gradient
            norm = reduce(lambda norm, other: self.system("hypot", norm, other), others, abs(first))
            self._leave_unless(norm.compare("uge", tolerance), run, row + 1, 2)
            self.values, self.arrays, self.size = batch
