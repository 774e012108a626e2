"""An end to calls that do not come back by themselves.

In some Python looks for signals, as in a regular expression. A process in which it did not for much longer is ended.
"""

from __future__ import annotations

import signal
from typing import Any

from model.message import QT_TRANSLATE_NOOP
from model.program.native.limits import Limit
from model.program.native.world import World

SECONDS = 20.0
"""Of the processor's time that a program may take without beginning another statement."""
_TOO_LONG = QT_TRANSLATE_NOOP(
    "program", "One call takes more than {seconds} seconds. Is it a regular expression with repetitions in repetitions?"
)
_BETWEEN = 0.5
AT_MOST = 60.0
"""Seconds of the processor's time without a look."""
_seen: list[Any] = [None, 0]


def watch() -> None:
    """Look from now on again and again whether a program goes on, where the system can tell; threads do not see it."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGVTALRM, _look)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, AT_MOST)
        signal.setitimer(signal.ITIMER_VIRTUAL, _BETWEEN, _BETWEEN)


def _look(*_: object) -> None:
    signal.setitimer(signal.ITIMER_PROF, AT_MOST)  # SIGPROF ends the process
    running = World.running
    at = (id(running), running.steps) if running is not None and running.is_running else None
    _seen[:] = [at, _seen[1] + 1 if at is not None and at == _seen[0] else 0]
    if _seen[1] * _BETWEEN > SECONDS:
        raise Limit(_TOO_LONG.fill(seconds=SECONDS))
