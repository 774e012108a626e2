"""Plans given to the program in its own process, and a plan that goes wrong cut down to the least that does."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.campaigns.monkey.watch import Fault, grown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[3]
HANDS = ("qt", "x11")
_SILENT = 90.0
"""Seconds without a word after which the program hangs."""
_LAPS = 5
_REPLAYS = 80
_REDUCE_SECONDS = 240.0
_TAIL = 4_000


@dataclass
class Outcome:
    """What came of a plan."""

    faults: list[Fault] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    """With what there was at its end; empty where the program ended before."""


class Child:
    """The program in a process of its own, whose home is a folder that goes with it.

    ``hand`` is "qt", without a screen, or "x11", on the X server of ``DISPLAY``; ``plant`` names a function, as
    module:name, that is given the window first.
    """

    def __init__(self, hand: str = "qt", plant: str = "") -> None:
        self._home = tempfile.mkdtemp(prefix="descent-lab-clicks-")
        self._errors = open(Path(self._home, "errors.log"), "w+b")
        screen = Path(ROOT, "tests", "screen.json")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
        environment = {
            **kept,
            "HOME": self._home,
            "LC_ALL": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb" if hand == "x11" else f"offscreen:configfile={screen}",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.campaigns.monkey.program", hand, plant],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._wait = selectors.DefaultSelector()
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        self._wait.register(self._process.stdout, selectors.EVENT_READ)
        self._read = b""
        self._at = 0
        self.died = self._answer()

    @property
    def is_alive(self) -> bool:
        """Whether it takes further plans."""
        return self._process.poll() is None

    def do(self, lines: list[str], **order: Any) -> Outcome:
        """Do the lines, and return what came of it."""
        assert self._process.stdin is not None
        self._at = 0
        try:
            self._process.stdin.write(json.dumps({"lines": lines, **order}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self._answer()
        if isinstance(answer, Fault):
            return Outcome([answer])
        return Outcome([Fault(**each) for each in answer["faults"]], answer)

    def close(self) -> Fault | None:
        """Let it close its window; return what went wrong with that."""
        found = None
        if self.is_alive:
            assert self._process.stdin is not None
            self._process.stdin.close()
            answer = self._answer()
            found = answer if isinstance(answer, Fault) else None
            self._process.wait()
        self._wait.close()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        shutil.rmtree(self._home, ignore_errors=True)
        return found

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self.close()

    def _answer(self) -> dict[str, Any] | Fault:
        """Return its answer, or how it ended without one."""
        for line in self._lines():
            word, _, rest = line.partition(" ")
            if word == "at":
                self._at = int(rest)
            elif word == "closed" and rest == "0":
                return {}
            elif line.startswith("{"):
                return json.loads(line)
            else:
                return Fault(f"end: {line}", self._said(), self._at)
        return self._end()

    def _lines(self) -> Iterator[str]:
        """Yield the lines that it writes, until it ends or says nothing for too long."""
        assert self._process.stdout is not None
        while self._wait.select(_SILENT):
            piece = self._process.stdout.read()
            if not piece:
                return
            *lines, self._read = (self._read + piece).split(b"\n")
            yield from (line.decode() for line in lines)

    def _end(self) -> Fault:
        try:
            code = self._process.wait(1)
            what = f"crash: {signal.Signals(-code).name if code < 0 else f'exit {code}'}"
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGABRT)  # Python writes where all threads are
            self._process.wait()
            what = "hang"
        said = self._said()
        _, _, current = said.rpartition("Current thread")
        own = [line for line in current.splitlines() if 'File "' in line and ("/gui/" in line or "/model/" in line)]
        place = own[0].strip().replace(str(ROOT) + "/", "").replace('"', "") if own else ""
        return Fault(f"{what} {place}".strip(), said, self._at)

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-_TAIL:]


class Replayer:
    """Keeps a program at hand for plans, and starts another where one has ended."""

    def __init__(self, hand: str = "qt", plant: str = "") -> None:
        self.hand, self._plant = hand, plant
        self._child: Child | None = None

    @property
    def child(self) -> Child:
        """Return a program that is ready."""
        if self._child is None or not self._child.is_alive:
            if self._child is not None:
                self._child.close()
            self._child = Child(self.hand, self._plant)
        return self._child

    def do(self, lines: list[str], **order: Any) -> Outcome:
        """Do the lines, and return what came of it."""
        return self.child.do(lines, **order)

    def renew(self) -> Fault | None:
        """End the program; return what went wrong with that."""
        child, self._child = self._child, None
        return child.close() if child is not None else None

    def goes_wrong(self, lines: list[str], what: str) -> bool:
        """Tell whether the lines come to that fault."""
        if what.startswith("leak: "):
            return what.removeprefix("leak: ") in self.leaks(lines)
        return what in {fault.what for fault in self.do(lines).faults}

    def leaks(self, lines: list[str]) -> dict[str, str]:
        """Do the lines several times, and return what is more after each of them."""
        return grown(counts(self.do(lines, laps=_LAPS))[1:])

    def least(self, lines: list[str], what: str) -> list[str] | None:
        """Return the fewest lines found that still go wrong; None where not even all of them do so again.

        What went wrong in a process that had done other things is tried in a new one first.
        """
        end = time.monotonic() + _REDUCE_SECONDS
        replays = iter(range(_REPLAYS))

        def wrong(part: list[str]) -> bool:
            return time.monotonic() < end and next(replays, None) is not None and self.goes_wrong(part, what)

        for _ in range(2):
            self.renew()
            if wrong(lines):
                return fewest(lines, wrong)
        return None


def counts(outcome: Outcome) -> list[dict[str, int]]:
    """Return how many there were of everything at each end of a plan."""
    return [
        {**each["kinds"], "threads": each["threads"], "descriptors": each["descriptors"]}
        for each in outcome.answer.get("censuses", [])
    ]


def fewest(lines: list[str], wrong: Callable[[list[str]], bool]) -> list[str]:
    """Return lines that are still wrong and of which none can be left out.

    What goes wrong mostly needs only the last ones: these are tried first, then ever smaller parts are left out
    (delta debugging, Zeller and Hildebrandt 2002).
    """
    size = 1
    while size < len(lines):
        if wrong(lines[-size:]):
            lines = lines[-size:]
            break
        size *= 2
    parts = 2
    while len(lines) > 1:
        length = -(-len(lines) // parts)
        rests = [lines[:start] + lines[start + length :] for start in range(0, len(lines), length)]
        smaller = next(filter(wrong, rests), None)
        if smaller is not None:
            lines, parts = smaller, max(parts - 1, 2)
        elif length == 1:
            break
        else:
            parts = min(2 * parts, len(lines))
    return lines


@contextlib.contextmanager
def screen() -> Iterator[None]:
    """Give the program an X server of its own, whose display is in the environment meanwhile."""
    from tests.acceptance.conftest import server

    before = os.environ.get("DISPLAY")
    with server() as display:
        os.environ["DISPLAY"] = display
        yield
    if before is None:
        del os.environ["DISPLAY"]
    else:
        os.environ["DISPLAY"] = before
