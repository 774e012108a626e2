"""The process of a program: it gets ready, takes one program, locks itself, runs it, and reports."""

from __future__ import annotations

import os
import signal
import stat
import traceback
import warnings
from collections.abc import Callable
from typing import IO, Protocol, TypeAlias

from model.message import QT_TRANSLATE_NOOP, Message
from model.program.child import channel, fork_server
from model.program.child.channel import Begun, Ended, Failure, Ready, Report, plain, sendable
from model.program.child.walls import end_with_parent, lock
from model.program.source import Refused


class Program(Protocol):
    """A program that was read.

    Attributes
    ----------
    notes : tuple of Message
        What was passed over in it.
    """

    notes: tuple[Message, ...]

    def run(self) -> Ended:
        """Run it, and tell on the way what comes of it."""
        ...

    def answer(self, question: channel.Question) -> Report:
        """Return what is asked about it, after it was run."""
        ...


Tell: TypeAlias = Callable[[Report], None]
Read: TypeAlias = Callable[["channel.Begin", Tell], Program]
"""Reads a program, which tells by that what comes of it; raises `Refused`."""
_MEMORY = QT_TRANSLATE_NOOP("program", "The program needs more memory than the 2 GB that it may have.")


def serve(warm: Callable[[], None], watch: Callable[[], None], read: Read) -> None:
    """Be the process of a program, until it has ended or nobody waits for it any more; or be the one that forks those.

    The latter is asked for by a socket in the place of the pipe for orders.

    ``warm`` imports all that a program may need, and calls what is slow or imports when it is called first. ``watch``
    is called in the process of each program, before it is locked.
    """
    orders, reports, nothing = os.dup(0), os.dup(1), os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.close(nothing)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the parent ends this process
    end_with_parent()
    warnings.simplefilter("ignore")
    warm()
    if stat.S_ISSOCK(os.fstat(orders).st_mode):
        os.close(reports)
        orders = reports = fork_server.wait_for_program(orders)
    watch()
    _answer(os.fdopen(orders, "rb"), os.fdopen(reports, "wb"), read)


def _answer(orders: IO[bytes], reports: IO[bytes], read: Read) -> None:
    _report(reports, Ready())
    data = channel.receive(orders)
    program = None if data is None else _run(channel.begin_in(data), read, lambda report: _report(reports, report))
    while program is not None and (data := channel.receive(orders)) is not None:
        _report(reports, program.answer(channel.question_in(data)))


def _run(order: channel.Begin, read: Read, tell: Tell) -> Program | None:
    """Run a program and tell how it ended; return it where it can still be looked at, else its memory is free."""
    program: Program | None = None
    lock_compiler = lock()
    try:
        program = read(order, tell)
        lock_compiler()
        tell(Begun([plain(note) for note in program.notes]))
        ended = program.run()
    except Refused as refusal:
        ended = Ended(Failure("refused", plain(refusal.message), None, refusal.line, refusal.column))
    except MemoryError:
        program, ended = None, Ended(Failure("failed", plain(_MEMORY)))
    except Exception:
        program, ended = None, Ended(Failure("broken", sendable(traceback.format_exc())))
    tell(ended)
    return program


def _report(reports: IO[bytes], report: Report) -> None:
    try:
        channel.send(reports, report)
    except OSError:  # nobody listens any more
        os._exit(1)
