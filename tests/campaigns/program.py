"""The real program as a child process: how it is started, what it tells, and how it has ended."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("_driver.py")
PATIENCE = 90.0
"""Seconds after which a start hangs: it takes four alone on a slow machine."""
PLANTED = ""
"""Makes the program worse, for the tests of the campaigns: a fault of `_driver`."""
_LEAVING_SECONDS = 20.0
"""For how long a process that the program has started may outlive it: the one that tries OpenGL."""
_DUMP_SECONDS = 3.0
_SERVER_SECONDS = 10.0


@dataclass
class Start:
    """One start of the program: all that its surroundings may change.

    Attributes
    ----------
    place : Path
        An empty folder; "home", "work" and "files" are made there.
    options : dict
        Of `_driver`; empty where ``main.py`` itself is started.
    prefix : list[str]
        What is put before the command, such as unshare.
    before : list
        Is called in the child before it becomes the program.
    """

    place: Path
    arguments: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    prefix: list[str] = field(default_factory=list)
    before: list[Callable[[], object]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    stdout: Any = None

    def __post_init__(self) -> None:
        for each in (self.home, self.work, self.files):
            each.mkdir(parents=True, exist_ok=True)
        kept = ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT", "FONTCONFIG_FILE")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PYTHONFAULTHANDLER": "1",
            "PYTHONDONTWRITEBYTECODE": "1",  # Python itself keeps half a file where the disk is full
            "QT_QPA_PLATFORM": f"offscreen:configfile={ROOT / 'tests' / 'screen.json'}",
        }
        self.folder = self.work

    @property
    def home(self) -> Path:
        """The folder of the user."""
        return self.place / "home"

    @property
    def work(self) -> Path:
        """The current folder."""
        return self.place / "work"

    @property
    def files(self) -> Path:
        """Where experiments are opened and saved."""
        return self.place / "files"

    def begin(self) -> Running:
        """Start the program."""
        return Running(self)


@dataclass
class Outcome:
    """How a start has ended.

    ``code`` is None where it had to be killed, ``left`` the processes that went on, ``ending`` the seconds since it was
    sent a signal.
    """

    code: int | None
    out: str
    err: str
    told: list[tuple[float, str, Any]]
    seconds: float
    left: list[str]
    ending: float

    def reached(self, name: str) -> bool:
        """Tell whether the driver has told something."""
        return any(each == name for _, each, _ in self.told)


class Running:
    """The program while it runs, in a session of its own."""

    def __init__(self, start: Start) -> None:
        self.told: list[tuple[float, str, Any]] = []
        self._start = start
        self._begun = self._sent = time.monotonic()
        reader, writer = os.pipe()
        self._out, self._err = ((start.place / name).open("w+b") for name in ("out.txt", "err.txt"))
        command = [*start.prefix, sys.executable]
        given = {"out": writer, "files": str(start.files), "planted": PLANTED}
        if start.options:
            command += [str(DRIVER), json.dumps(given | start.options)]
        else:
            command += [str(ROOT / "main.py")]
        self.process = subprocess.Popen(
            [*command, *start.arguments],
            cwd=start.folder,
            env=start.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._out if start.stdout is None else start.stdout,
            stderr=self._err,
            pass_fds=[writer],
            start_new_session=True,
            preexec_fn=self._become,
        )
        os.close(writer)
        self._listener = threading.Thread(target=self._listen, args=(reader,), daemon=True)
        self._listener.start()

    def _become(self) -> None:
        for number in (signal.SIGHUP, signal.SIGINT):  # a campaign behind nohup or in the background ignores them
            signal.signal(number, signal.SIG_DFL)
        for each in self._start.before:
            each()

    def _listen(self, reader: int) -> None:
        with os.fdopen(reader, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with contextlib.suppress(ValueError):  # the half line of one that was killed
                    when, name, value = json.loads(line)
                    self.told.append((when, name, value))

    def wait_for(self, name: str, seconds: float = PATIENCE) -> bool:
        """Wait until something is told; return whether it was, before the program ended or the time was over."""
        return self._wait(0, lambda told: told == name, seconds)

    def wait_for_next(self, beginning: str, seconds: float) -> bool:
        """Wait until something that begins so is told after now, or was told just before."""
        return self._wait(max(len(self.told) - 1, 0), lambda told: told.startswith(beginning), seconds)

    def _wait(self, seen: int, is_meant: Callable[[str], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while True:
            ended = self.process.poll() is not None
            if ended:
                self._listener.join(1.0)
            for _, each, _ in self.told[seen:]:
                seen += 1
                if is_meant(each):
                    return True
            if ended or time.monotonic() > until:
                return False
            time.sleep(0.001)

    def send(self, number: int) -> float:
        """Send a signal, and return when that was."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        self._sent = time.monotonic()
        return self._sent

    def end(self, seconds: float = PATIENCE) -> Outcome:
        """Wait until it has ended by itself, and return how; kill it where it has not after ``seconds``."""
        try:
            code: int | None = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
            self.send(signal.SIGABRT)  # by which Python's fault handler says where it hangs
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_DUMP_SECONDS)
        taken, ending = (time.monotonic() - since for since in (self._begun, self._sent))
        left = [] if code is None else self._left(_LEAVING_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._listener.join(2.0)
        texts = []
        for stream in (self._out, self._err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
            stream.close()
        return Outcome(code, *texts, self.told, taken, left, ending)

    def _left(self, seconds: float) -> list[str]:
        """Return the commands of its session that still run, once all have ended or the time is over."""
        until = time.monotonic() + seconds
        while (left := _of_session(self.process.pid)) and time.monotonic() < until:
            time.sleep(0.05)
        return left


def _of_session(session: int) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            state, _parent, _group, its_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state not in "ZX":
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip())
    return found


@contextmanager
def x_server(*options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start an X server; yield its display and its process."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-noreset", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp", *options],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as lines:
            yield f":{lines.readline().strip()}", server
    finally:
        server.terminate()
        server.wait(_SERVER_SECONDS)


def has(command: str) -> bool:
    """Tell whether there is a command."""
    return shutil.which(command) is not None
