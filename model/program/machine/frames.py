"""What a running program consists of: routines with their blocks of instructions, frames, cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from model.program.compiler import UNBOUND, Code

if TYPE_CHECKING:
    from types import CodeType

Step = Callable[[list[Any]], object]
"""An instruction that works on registers, with what follows on it right behind it."""
End = Callable[["Frame"], "Block | None"]
"""An instruction that says which block follows, or with None that another frame goes on."""


class Cell:
    """What a variable that several functions share is kept in."""

    __slots__ = ("value",)

    def __init__(self, value: Any = UNBOUND) -> None:
        self.value = value


@dataclass(eq=False, slots=True)
class Track:
    """Steps and an end, with the numbers of the instructions behind them.

    ``begun`` says of each statement that is not counted by a step of its own before which step it begins.
    """

    steps: list[Step] = field(default_factory=list[Step])
    pcs: list[int] = field(default_factory=list[int])
    begun: list[int] = field(default_factory=list[int])
    end: End = lambda frame: None

    def add(self, pc: int, step: Step) -> None:
        """Add a step, which is that of an instruction."""
        self.steps.append(step)
        self.pcs.append(pc)

    def finish(self, pc: int, end: End) -> None:
        """Set the end, which is that of an instruction."""
        self.end = end
        self.pcs.append(pc)

    def reached(self, step: Any) -> tuple[int, int]:
        """Return of a step, or of the end, the number of the instruction, and how many statements begin after it."""
        index = self.steps.index(step) if step in self.steps else len(self.steps)
        return self.pcs[index], sum(begun > index for begun in self.begun)


class Block:
    """Instructions that are run one after another: those from ``start`` on.

    Of its tracks ``plain`` is run while nobody watches, and ``watched`` while somebody does, who is told of everything.
    """

    __slots__ = ("end", "following", "handler", "plain", "start", "statements", "steps", "track", "watched")

    def __init__(self, start: int) -> None:
        self.start = start
        self.plain, self.watched = Track(), Track()
        self.following: Block | None = None  # the one behind, where a frame goes on after a call
        self.handler: Block | None = None  # where errors lead

    def watch(self, watched: bool) -> None:
        """Choose the track that is run."""
        self.track = track = self.watched if watched else self.plain
        self.steps, self.end, self.statements = track.steps, track.end, len(track.begun)


@dataclass(eq=False)
class Routine:
    """Code that has been linked for a run, as the one of this ``number``."""

    code: Code
    number: int
    template: list[Any]  # what is in the registers of a frame when it begins
    execute: Callable[..., Any]  # runs a frame until it returns or yields, with an error that is raised in it first
    block_at: Callable[[int], Block]  # returns the block that begins with an instruction

    def __post_init__(self) -> None:
        parameters = self.code.parameters
        plain = not (parameters.star or parameters.double_star or parameters.keyword_only)
        self.simple = parameters.positional if plain else -1  # so many arguments go to the first registers as they are
        self.others = self.template[len(parameters.names) :]
        self.is_generator = self.code.is_generator
        self.free = self.code.free
        self.entry = Block(0)
        self.binder: CodeType | None = None


class Frame:
    """A call of a routine."""

    made: Any = None  # the object whose __init__ this is, which is returned in place of its None
    handled: BaseException | None = None  # the error that an "except" or "finally" is dealing with
    error: BaseException | None = None  # one on its way to the handler that is about to run
    awaiting = -1  # of a generator that has yielded, the register for what is sent to it
    delegate: Any = None  # of one in "yield from", the iterator that it takes from
    running = False

    def __init__(self, routine: Routine, registers: list[Any], back: Frame | None = None, result: int = -1) -> None:
        self.routine = routine
        self.registers = registers
        self.block: Block | None = routine.entry  # where it goes on, or waits for a call; None once it has ended
        self.back = back  # the frame that goes on afterwards
        self.result = result  # its register for what is returned; -1 where Python itself has called
        self.depth = 1 if back is None else back.depth + 1

    @property
    def name(self) -> str:
        """The name of the function, or ``<program>``."""
        return self.routine.code.name

    @property
    def pc(self) -> int:
        """The number of the instruction with which `block` begins; -1 once the frame has ended."""
        return -1 if self.block is None else self.block.start

    @property
    def locals(self) -> Mapping[str, Any]:
        """The variables that have a value."""
        found = {name: self.registers[register] for name, register in self.routine.code.variables.items()}
        found = {name: each.value if isinstance(each, Cell) else each for name, each in found.items()}
        return {name: each for name, each in found.items() if each is not UNBOUND and name[0] != "."}

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "block": self.pc}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        pc = state["block"]
        self.block = None if pc < 0 else self.routine.block_at(pc)
