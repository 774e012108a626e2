"""The process of a program: it gets ready, takes one program, locks itself, runs it, and reports."""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable
from typing import IO, TypeAlias

from model.message import QT_TRANSLATE_NOOP, Message
from model.program.child import channel
from model.program.child.channel import Begun, Ended, Failure, Ready, Report, plain, sendable
from model.program.child.walls import end_with_parent, lock
from model.program.source import Refused

Tell: TypeAlias = Callable[[Report], None]
Read: TypeAlias = Callable[["channel.Begin", Tell], tuple[tuple[Message, ...], Callable[[], Ended]]]
"""Reads a program, raises `Refused`; returns notes, and what runs it and tells what comes of it on the way."""
_MEMORY = QT_TRANSLATE_NOOP("program", "The program needs more memory than the 2 GB that it may have.")


def serve(warm: Callable[[], None], read: Read) -> None:
    """Be the process of a program, until it has ended or nobody waits for it any more.

    ``warm`` imports all that a program may need, and calls what is slow or imports when it is called first.
    """
    orders, reports = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.close(nothing)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: the parent ends this process
    end_with_parent()
    warnings.simplefilter("ignore")
    warm()
    _report(reports, Ready())
    data = channel.receive(orders)
    if data is not None:
        _report(reports, _outcome(channel.order_in(data), read, reports))


def _outcome(order: channel.Begin, read: Read, reports: IO[bytes]) -> Ended:
    """Run a program and return how it ended; the memory that it used is free again by then."""
    lock_compiler = lock()
    try:
        notes, run = read(order, lambda report: _report(reports, report))
        lock_compiler()
        _report(reports, Begun([plain(note) for note in notes]))
        return run()
    except Refused as refusal:
        return Ended(Failure("refused", plain(refusal.message), None, refusal.line, refusal.column))
    except MemoryError:
        return Ended(Failure("failed", plain(_MEMORY)))
    except Exception:
        return Ended(Failure("broken", sendable(traceback.format_exc())))


def _report(reports: IO[bytes], report: Report) -> None:
    try:
        channel.send(reports, report)
    except OSError:  # nobody listens any more
        os._exit(1)
