"""The run loop: blocks of instructions one after another, errors on their way to handlers, and hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.message import QT_TRANSLATE_NOOP
from model.program.native import Limit, is_user_class
from model.program.native.limits import check_error
from model.program.native.values import LINES, clean

if TYPE_CHECKING:
    from model.program.compiler import Instruction
    from model.program.machine.frames import Block, Frame, Routine
    from model.program.source import Place

DEEPEST = 200
"""Frames at a time."""

_TOO_DEEP = QT_TRANSLATE_NOOP("program", "More than {limit} calls inside each other: does a function call itself?")
_TOO_MANY_STEPS = QT_TRANSLATE_NOOP("program", "The program has taken {limit} steps and is not done.")


def is_of_program(error: BaseException) -> bool:
    """Tell whether an error is one that programs have to do with: no limit, and none of a hook."""
    if isinstance(error, MemoryError):
        return False
    return isinstance(error, (Exception, GeneratorExit, KeyboardInterrupt, SystemExit)) or is_user_class(type(error))


def check_depth(frame: Frame) -> None:
    """Raise `Limit` where a frame is one too many."""
    if frame.depth > DEEPEST:
        raise Limit(_TOO_DEEP.fill(limit=float(DEEPEST)))


def _hook(name: str, doc: str) -> Any:
    """Return a property for a hook that, where it is set, lets the watched tracks be run."""

    def read(run: Run) -> Any:
        return run.hooks.get(name)

    def write(run: Run, hook: Any) -> None:
        run.hooks[name] = hook
        watched = run.most_steps is not None or any(each is not None for each in run.hooks.values())
        if watched is not run.watched:
            run.watched = watched
            for block in run.blocks:
                block.watch(watched)

    return property(read, write, None, doc)


class Run:
    """The state of a running program, and the loop that runs it."""

    on_statement = _hook("statement", "Told of each statement before it begins, with its frame and its line.")
    on_loop = _hook("loop", "Told of each round of a loop before it begins, and where a loop is left: frame and place.")
    on_call = _hook("call", "Told of each native call: name, arguments by position and name, result, line and column.")

    def __init__(self, steps: int | None = None) -> None:
        self.frame: Any = None  # the one that is being run
        self.value: Any = None  # what a frame has returned or yielded that Python itself, or a generator, has asked
        self.globals: list[Any] = []  # the registers of the program's own frame, in which global variables live
        self.routines: list[Routine] = []
        self.blocks: list[Block] = []
        self.steps = 0  # how many statements have begun
        self.alarm = 0  # from so many steps on the hook for statements is told
        self.nested = -1  # how many native calls the run is inside of
        self.most_steps = steps
        self.watched = steps is not None
        self.hooks: dict[str, Any] = {}

    # --- what is watched ------------------------------------------------------------------------------------------

    def begin_statement(self, pc: int, place: Place) -> None:
        """Count a statement and tell of it."""
        if self.most_steps is not None and self.steps >= self.most_steps:
            raise Limit(_TOO_MANY_STEPS.fill(limit=float(self.most_steps)))
        if (hook := self.hooks.get("statement")) is not None and self.steps >= self.alarm:
            hook(self.halted(pc), place.line)
        self.steps += 1

    def begin_round(self, pc: int, place: Place) -> None:
        """Tell of a round of a loop."""
        if (hook := self.hooks.get("loop")) is not None:
            hook(self.halted(pc), place)

    def halted(self, pc: int) -> Frame:
        """Return the frame that is being run, so that a copy of it goes on with an instruction."""
        self.frame.block = self.frame.routine.block_at(pc)
        return self.frame

    # --- the loop -------------------------------------------------------------------------------------------------

    def execute(self, frame: Frame, error: BaseException | None = None) -> Any:
        """Run a frame until it returns or yields, and return that; with an error, raise it in the frame first."""
        outer = frame.back = self.frame
        frame.depth = 1 if outer is None else outer.depth + 1
        check_depth(frame)
        self.frame = frame
        self.nested += 1
        try:
            return self.go_on(outer, error)
        finally:
            self.frame = outer
            self.nested -= 1

    def go_on(self, outer: Frame | None, error: BaseException | None = None) -> Any:
        """Run the present frame and those that it calls, until ``outer`` would go on."""
        frame = self.frame
        block: Any = frame.block
        step: Any = block.end
        while True:
            if error is not None:
                frame = self.unwound(error, frame, block, step, outer)
                error = None
            registers, block = frame.registers, frame.block
            try:
                while True:
                    self.steps += block.statements
                    for step in block.steps:
                        step(registers)
                    step = block.end
                    following = step(frame)
                    if following is None:
                        frame = self.frame
                        if frame is outer:
                            return self.value
                        registers, following = frame.registers, frame.block
                    block = following
            except BaseException as raised:
                error = raised

    # --- errors ---------------------------------------------------------------------------------------------------

    def unwound(
        self, error: BaseException, frame: Frame | None, block: Block | None, step: Any, outer: Frame | None
    ) -> Frame:
        """Return the frame that handles an error, about to do so; raise it where no frame up to ``outer`` does."""
        try:
            check_error(error)
        except Limit as limit:
            error = limit
        catchable = is_of_program(error)
        innermost = True
        while frame is not outer and frame is not None and block is not None:
            pc, not_begun = block.track.reached(step)
            self.steps -= not_begun * innermost
            innermost = False
            self._note(error, frame, pc)
            if block.handler is not None and catchable:
                error.__traceback__ = None  # it holds our own frames
                clean(error)
                frame.error, frame.block, frame.delegate = error, block.handler, None
                self.frame = frame
                return frame
            frame.block = None
            frame = frame.back
            block = frame and frame.block
            step = block and block.end
        self.frame = outer
        if isinstance(error, Limit):
            Limit.raised = Limit.raised or error  # whoever swallows it does not go on
        raise error.with_traceback(None)

    def _note(self, error: BaseException, frame: Frame, pc: int) -> None:
        """Let an error keep the places that it comes through: depth, name, line, column; and what was handled there."""
        instruction: Instruction = frame.routine.code.instructions[pc]
        lines: list[tuple[int, str, int, int, Any]] = error.__dict__.setdefault(LINES, [])
        if not lines and error.__context__ is None:
            handled = self.handled(frame)
            error.__context__ = None if handled is error else handled
        if not lines or lines[-1][:2] != (frame.depth, frame.name):  # else it is raised again where it was handled
            line, column = instruction.place
            lines.append((frame.depth, frame.name, line, column, frame.routine.code.spans[pc]))

    def handled(self, frame: Frame | None) -> BaseException | None:
        """Return the error that is being dealt with, in a frame or in those that have called it."""
        while frame is not None and frame.handled is None:
            frame = frame.back
        return None if frame is None else frame.handled
