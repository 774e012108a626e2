"""What the makers of instructions share: where an instruction stands, and simple kinds of steps.

Each instruction has a function that makes its step, or its end, of the place where it stands and its operands. An
operand that is a whole number is a register, a tuple several of them, and anything else is meant itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from model.program.machine.frames import Block, Routine, Step

if TYPE_CHECKING:
    from model.program.compiler import Code, Label
    from model.program.machine.run import Run
    from model.program.source import Place


class At(NamedTuple):
    """Where an instruction stands, and whether the run is told of what it does."""

    run: Run
    routine: Routine
    pc: int
    place: Place
    block: Block
    watched: bool
    block_at: Callable[[int], Block]
    linked: Callable[[Code], Routine]

    def block_of(self, label: Label) -> Block:
        """Return the block at a label."""
        return self.block_at(label.at)

    def following(self) -> Block:
        """Return the block right behind the instruction, and let the block know it."""
        self.block.following = self.block_at(self.pc + 1)
        return self.block.following

    def told(self, name: str, function: Callable[..., Any], of: slice = slice(None)) -> Callable[..., Any]:
        """Return a native function; while somebody watches, the run is told of its calls, with some of the values."""
        if not self.watched:
            return function
        run, place = self.run, self.place

        def call(*values: Any) -> Any:
            given = function(*values)
            if run.on_call is not None:
                run.on_call(name, values[of], {}, given, *place)
            return given

        return call


Maker = Callable[..., Step]


def several(registers: Sequence[int]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """Return what takes the values of some registers."""
    if len(registers) > 1:
        return operator.itemgetter(*registers)
    return lambda values: tuple(values[register] for register in registers)


def result(function: Callable[..., Any]) -> Maker:
    """Return what makes steps that put what a function returns into the first operand."""

    def make(at: At, target: int, *operands: Any) -> Step:
        call = _call(function, operands)

        def do(registers: list[Any]) -> None:
            registers[target] = call(registers)

        return do

    return make


def effect(function: Callable[..., Any]) -> Maker:
    """Return what makes steps that call a function for what it does."""
    return lambda at, *operands: _call(function, operands)


def of_run(kind: Callable[..., Maker], function: Callable[..., Any]) -> Maker:
    """Return what makes steps of a kind, with a function that is given the run first."""
    return lambda at, *operands: kind(partial(function, at.run))(at, *operands)


def _call(function: Callable[..., Any], operands: tuple[Any, ...]) -> Callable[[list[Any]], Any]:
    """Return a call of a function with operands."""
    if all(type(each) is int for each in operands):
        values = several(operands)
        return lambda registers: function(*values(registers))
    if len(operands) == 1:
        values = several(operands[0])
        return lambda registers: function(values(registers))
    return lambda registers: function(*[registers[each] if type(each) is int else each for each in operands])
