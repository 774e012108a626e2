"""What is watched while a random user is at work: errors, Qt's warnings, stalls, and what there is of everything."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractEventDispatcher, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from gui.shell.unexpected_errors import UnexpectedErrors
from model.engine.spare_memory import give_back

if TYPE_CHECKING:
    from collections.abc import Iterator

STALL = 0.3
"""Seconds of its own processor time that the window's thread may take from one turn of its event loop to the next."""
DROPPED = 0.05
"""Seconds after which somebody sees that a frame was dropped."""
_LOOK_EVERY = 0.03
_IGNORED = ("propagateSizeHints", "does not support raise", "grabbing the keyboard")
"""What the offscreen platform says by itself, as in pyproject.toml."""
_HARNESS = str(Path(__file__).parent)
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Fault:
    """What went wrong: in words that are the same each time, with all details, at which line of the plan."""

    what: str
    detail: str
    at: int


@dataclass
class Watch:
    """Notes what goes wrong, from `begin` on; ``at`` is the line that is being done."""

    at: int = 0
    faults: dict[str, Fault] = field(default_factory=dict)
    dropped: int = 0
    """Turns that took longer than `DROPPED`."""
    worst: float = 0.0
    """Seconds of the longest turn."""

    def begin(self) -> None:
        """Watch from now on. To be called in the window's thread once there is an application."""
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._thread = threading.get_ident()
        self._since = time.thread_time()
        self._stack: list[traceback.FrameSummary] = []
        self._is_busy = False
        self.looks = threading.Event()
        """Cleared while the process is to be at rest."""
        self.looks.set()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self.turn)
        dispatcher.aboutToBlock.connect(self.turn)
        qInstallMessageHandler(self._qt_said)
        shown = UnexpectedErrors.show
        watch = self

        def show(errors: UnexpectedErrors, details: str) -> None:
            watch.error(details)
            shown(errors, details)

        UnexpectedErrors.show = show  # type: ignore[method-assign]
        sys.unraisablehook = lambda said: self._raised(said.exc_value)
        threading.excepthook = lambda said: self._raised(said.exc_value)
        threading.Thread(target=self._look, daemon=True, name="watch").start()

    # ---- what goes wrong

    def fault(self, what: str, detail: str) -> None:
        """Note a fault, the first of its kind."""
        self.faults.setdefault(what, Fault(what, detail, self.at))

    def error(self, details: str) -> None:
        """Note an error by its last line and the last place in the program that it came through."""
        lines = details.strip().splitlines()
        places = [line.strip() for line in lines if line.strip().startswith("File ")]
        own = [place for place in places if "/gui/" in place or "/model/" in place]
        where = " ".join((own or places or [""])[-1].replace(str(_ROOT) + "/", "").split(", ")[0::2])
        self.fault(f"error: {lines[-1] if lines else ''} {where}", details)

    def _raised(self, error: BaseException | None) -> None:
        if error is not None:
            self.error("".join(traceback.format_exception(error)))

    def _qt_said(self, kind: QtMsgType, _context: object, text: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or any(each in text for each in _IGNORED):
            return
        plain = "".join("#" if character.isdigit() else character for character in text)
        self.fault(f"Qt: {plain}", text + "\n" + "".join(traceback.format_stack(limit=12)))

    # ---- turns of the event loop

    def turn(self) -> None:
        """Look at how long it took since the turn before."""
        now = time.thread_time()
        passed, self._since = now - self._since, now
        self.dropped += passed > DROPPED and not self._is_busy
        if self._is_busy:
            return
        self.worst = max(self.worst, passed)
        if passed > STALL:
            stack, self._stack = self._stack, []
            own = [f"{Path(each.filename).relative_to(_ROOT)} {each.name}" for each in stack if _is_own(each)]
            details = f"{passed:.2f} s\n" + "".join(traceback.format_list(stack))
            self.fault(f"stall in {own[-1] if own else 'Qt'}", details)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take no notice of the time that the campaign itself takes."""
        before, self._is_busy = self._is_busy, True
        try:
            yield
        finally:
            self._since = time.thread_time()
            self._is_busy = before

    def _look(self) -> None:
        """Take down where the window's thread is when a turn has taken almost too long."""
        while True:
            self.looks.wait()
            time.sleep(_LOOK_EVERY)
            since = self._since
            if time.clock_gettime(self._clock) - since > STALL - 2 * _LOOK_EVERY and not self._is_busy:
                frame = sys._current_frames().get(self._thread)
                stack = list(traceback.extract_stack(frame))
                if since == self._since and not self._stack:
                    self._stack = stack


def _is_own(frame: traceback.FrameSummary) -> bool:
    return frame.filename.startswith((str(_ROOT / "gui"), str(_ROOT / "model")))


# ---- what there is

_COUNTED = ("gui.", "model.", "PySide6.", "pyqtgraph.", "Shiboken")
"""Where the objects of Python come from that are counted."""
_KEPT_FOR_SPEED = ("gui.widgets.mathematics.typesetter.TypesettingRequest", "PySide6.QtGui.QPen")
"""Objects that are kept up to a bound of their own, which many tries are needed to reach: they are no leak."""


def memory() -> tuple[int, int]:
    """Return the proportional share of memory of this process, and what of it is no file's, in bytes."""
    rows = (line.split() for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    sizes = {row[0]: int(row[1]) * 1024 for row in rows}
    return sizes["Pss:"], sizes["Pss_Anon:"]


@dataclass(frozen=True)
class Census:
    """What there is, to be compared with what there was in the same state."""

    memory: int
    own: int
    """Of the memory, what does not depend on the other processes that use the same libraries."""
    threads: int
    descriptors: int
    kinds: dict[str, int]
    """How many there are of each kind of widget, and of each kind of objects that Python knows."""

    @classmethod
    def now(cls) -> Census:
        """Count all, once what is spare was given back, as the program does when it has rested for a while."""
        give_back()
        # Not Qt's other objects: Python would get an object for each, with which Qt ends at times in a crash.
        found: Counter[str] = Counter(f"widget {each.metaObject().className()}" for each in QApplication.allWidgets())
        for each in gc.get_objects():
            module = getattr(type(each), "__module__", "")
            name = f"{module}.{type(each).__qualname__}"
            if name.startswith(_COUNTED) and name not in _KEPT_FOR_SPEED:
                found[f"Python {name}"] += 1
        return cls(*memory(), len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd")), dict(found))

    def packed(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def grown(counts: list[dict[str, int]]) -> dict[str, str]:
    """Return what is more each time than the time before, with how many there were."""
    if len(counts) < 2:
        return {}
    names: set[str] = set().union(*counts)
    series = {name: [count.get(name, 0) for count in counts] for name in sorted(names)}
    return {
        name: " → ".join(map(str, numbers))
        for name, numbers in series.items()
        if all(after > before for before, after in pairwise(numbers))
    }
