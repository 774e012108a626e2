"""A machine that runs a program: what others of the project use of this room."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from model.program import native
from model.program.compiler import UNBOUND, Code
from model.program.machine.frames import Frame
from model.program.machine.linking import link
from model.program.machine.run import DEEPEST, Run, is_of_program
from model.program.native.values import LINES, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from model.message import Message


_RECURSION = 20 * DEEPEST


@dataclass(frozen=True)
class ProgramError:
    """How a program has ended in an error of its own, or at a limit.

    Attributes
    ----------
    type
        The name of the error's class; None for a limit.
    message
        What the error says, in the words of Python or PyTorch; of a limit, a sentence to translate.
    line, column
        Where it was raised, counted from 1.
    frames
        The functions that the program was in, outermost first, each with its line.
    """

    type: str | None
    message: str | Message
    line: int | None
    column: int | None
    frames: tuple[tuple[str, int], ...]


class Machine(Run):
    """Runs a program.

    Parameters
    ----------
    code
        What the compiler has made of the program.
    seed
        Of all random numbers.
    on_print
        Told of each piece of text that is printed.
    steps
        How many statements may be run.

    Raises
    ------
    model.program.source.Refused
        Where the program imports or uses what is not there, before anything of it runs.
    """

    def __init__(
        self,
        code: Code,
        *,
        seed: int = 0,
        on_statement: Callable[[Frame, int], object] | None = None,
        on_print: Callable[[str], object] | None = None,
        steps: int | None = None,
    ) -> None:
        super().__init__(steps)
        self.on_statement = on_statement
        self.seed = seed
        self.output = native.Printed(on_print)
        self.plots = native.Plots()
        self.clock = native.Clock()
        self.world = native.World()
        self.error: ProgramError | None = None
        self.is_running = False
        native.prepare_traces(code)
        native.begin()  # what has ended another program does not end this one
        routine = link(code, self)
        self.globals[:] = routine.template
        self.frame = Frame(routine, self.globals)

    def run(self) -> None:
        """Run the program from where it stands to its end; what it ends with is in `error`."""
        native.begin()
        native.use_printed(self.output)
        native.use_plots(self.plots)
        native.use_clock(self.clock)
        native.use_world(self.world, self)
        if self.steps == 0:
            random.seed(self.seed)
            np.random.seed(self.seed)
            torch.manual_seed(self.seed)
        self.nested = 0
        self.is_running = True
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, _RECURSION))  # native code that calls the program, which calls native code…
        try:
            self.go_on(None)
            if native.Limit.raised is not None:
                raise native.Limit.raised
        except BaseException as error:
            if isinstance(error, SystemExit):
                return
            if not isinstance(error, native.Limit) and not is_of_program(error):
                raise
            self.error = _program_error(native.Limit.raised or error)
        finally:
            self.is_running = False
            sys.setrecursionlimit(before)

    @property
    def lines(self) -> list[str]:
        """The lines of its text."""
        return self.routines[0].code.text.split("\n")

    @property
    def printed(self) -> str:
        """All that the program has printed."""
        return self.output.text

    @property
    def frames(self) -> list[Frame]:
        """The frames of the program, outermost first."""
        frames: list[Frame] = []
        frame = self.frame
        while frame is not None:
            frames.insert(0, frame)
            frame = frame.back
        return frames

    @property
    def variables(self) -> Mapping[str, Any]:
        """The global variables that have a value, in the order in which they stand in the program."""
        template = self.routines[0].template
        named = self.routines[0].code.variables
        values = {name: self.globals[register] for name, register in named.items()}
        return {
            name: value
            for name, value in values.items()
            if value is not UNBOUND and (value is not template[named[name]])
        }

    def state(self) -> dict[str, Any]:
        """Return all that changes in the course of a run; what is in it is not copied."""
        return {
            **{"frame": self.frame, "steps": self.steps, "read": self.clock.at},
            **{"pieces": list(self.output.pieces), "drawn": list(self.plots.drawn), "weight": self.plots.weight},
            "world": vars(self.world),
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Take over what `state` has given, here or as a copy of it in another machine of the same code."""
        self.frame, self.steps, self.clock.at = state["frame"], state["steps"], state["read"]
        self.output.pieces[:] = state["pieces"]
        self.output.letters = sum(map(len, state["pieces"]))
        self.plots.drawn[:], self.plots.weight = state["drawn"], state["weight"]
        vars(self.world).update(state["world"])
        outermost = self.frames[0]
        self.globals[:] = outermost.registers
        outermost.registers = self.globals


def _program_error(error: BaseException) -> ProgramError:
    lines: list[tuple[int, str, int, int, Any]] = error.__dict__.get(LINES, [])
    frames = tuple((name, line) for _, name, line, *_ in reversed(lines))
    line, column = lines[0][2:4] if lines else (None, None)
    if isinstance(error, native.Limit):
        return ProgramError(None, error.message, line, column, frames)
    clean(error)
    try:
        message = native.text_of(error)
    except Exception:
        message = "<exception str() failed>"
    return ProgramError(type(error).__name__, message, line, column, frames)
