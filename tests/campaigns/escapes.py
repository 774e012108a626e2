"""Hostile programs, made of pieces, and those of a folder: none may get out of the program machine.

Each is run behind the walls of `model.program.child`, in a process that is forked for it. It is a fault if one ends by
a signal, shows what belongs to the machine, reads or changes what is outside, holds what no program may, reports what
cannot be read, or shows something else when it is run again with other memory.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import secrets
import select
import signal
import sys
import tempfile
import time
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from tests.campaigns import _breaking as breaking
from tests.campaigns import _pieces as pieces
from tests.campaigns import _reaching as reaching
from tests.campaigns.attack import Attack, attack_with
from tests.campaigns.campaign import Report, campaign
from tests.campaigns.smaller import smaller_lines, smaller_parts

if TYPE_CHECKING:
    from model.program.child.programs import _Program  # pyright: ignore[reportPrivateUsage]
    from tests.campaigns._pieces import Lines

_RUNS_SECONDS, _STOP_SECONDS = 3.0, 1.0
"""How long a program may run before it is stopped, and how long that may take."""
_WATCHED = 100
"""Statements that are told as frames, while the program runs and afterwards."""
_QUICK_SECONDS = 1.0
"""A program that has ended before is run again, with other memory."""
_PERTURB = -6
"""For glibc's `mallopt`: by which bytes memory is filled that is given and given back."""
_INTERNAL = re.compile(r" at 0x[0-9a-f]|0x[0-9a-f]{7,}|model[./]program|site-packages|<frozen ")
"""What no program has to see: addresses, and names of the machine and of where it is."""


class _Room:
    """A folder with a file that no program may read or change, and what runs programs beside it."""

    def __init__(self, folder: Path) -> None:
        self.secret = secrets.token_hex(16)
        self.file = folder / "canary.txt"
        self.file.write_text(self.secret, encoding="utf-8")
        self.folder = folder
        self.stops: list[float] = []
        """Seconds from the stop of a program to its end."""

    def check(self, lines: Lines, times: int = 2) -> str | None:
        """Run a program that is made of pieces, and return what is wrong with it."""
        return self.check_text("\n".join((f"PATH = {str(self.file)!r}", *pieces.BEGIN, *lines, "")), times)

    def check_once(self, lines: Lines) -> str | None:
        """Run a program that may show something else the next time."""
        return self.check(lines, 1)

    def check_text(self, text: str, times: int = 1) -> str | None:
        """Run a program and return what is wrong with it."""
        begun = time.monotonic()
        shown, end = self._run(text, 0)
        if end == _LATE:
            shown, end = self._run(text, 0)  # on a busy machine it may be the others that take long
        if [*self.folder.iterdir()] != [self.file] or self.file.read_text(encoding="utf-8") != self.secret:
            return "it has changed what is outside"
        told = shown.decode(errors="replace").replace(str(self.file), "")
        if self.secret in told:
            return "it has read what is outside"
        found = _INTERNAL.search(told)
        if found is not None:
            return f"it shows {re.sub('0x.*', '0x…', found[0]).strip()}"
        if end is None and _is_garbled(shown):
            return "it reports what makes no sense"
        is_quick = time.monotonic() - begun < _QUICK_SECONDS
        if end is None and is_quick and times > 1 and self._run(text, 1)[0] != shown:
            return "it shows something else the next time"
        return end

    def _run(self, text: str, number: int) -> tuple[bytes, str | None]:
        """Run a program in a process of its own; return what it has told, and what is wrong with its end."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.environ["CANARY"] = self.secret
            os.chdir(self.folder)
            _serve(text, writing, number)
        os.close(writing)
        shown = _read(reading, _RUNS_SECONDS)
        if shown is None:
            os.kill(child, signal.SIGKILL)
            begun = time.monotonic()
            shown = _read(reading, _STOP_SECONDS) or b""
            os.waitpid(child, 0)
            os.close(reading)
            self.stops.append(time.monotonic() - begun)
            return shown, _LATE if self.stops[-1] > _STOP_SECONDS else None
        os.close(reading)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return shown, f"it ends by signal {-status}" if status < 0 else _WRONG[status]


_LATE = "it does not end when it is stopped"
_WRONG = (None, "the machine fails", "it holds what it may not", "it has made a class that is open")
"""What is wrong, by the exit code of its process."""


def _is_garbled(shown: bytes) -> bool:
    from model.program.child import channel

    stream = BytesIO(shown)
    try:
        while (data := channel.receive(stream)) is not None:
            channel.report_in(data)
    except channel.Garbled:
        return True
    return False


def _read(pipe: int, seconds: float) -> bytes | None:
    """Return all that a process has written by its end; None where it goes on for so long."""
    pieces: list[bytes] = []
    end = time.monotonic() + seconds
    while select.select([pipe], [], [], max(end - time.monotonic(), 0))[0]:
        piece = os.read(pipe, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
    return None


def _serve(text: str, writing: int, number: int) -> None:
    """Be the locked process of a program: write what it tells, and leave with the code of what is wrong.

    With another number other memory is given to the program, and other bytes stand in it.
    """
    from model.program.child import channel, serving
    from model.program.child.channel import Begin, Ended, Look
    from model.program.child.programs import read
    from model.program.machine import run
    from model.program.native import Denied
    from model.program.native.values import KINDS

    others = {*KINDS}  # those of other programs, where it was forked of a process that has run some
    KINDS[Denied] = KINDS[Exception]  # refusals are caught here, so that a program goes on to try the next
    is_of_program, run.is_of_program = (
        run.is_of_program,
        lambda error: isinstance(error, Denied) or is_of_program(error),
    )
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(_PERTURB, (0x5A, 0x3C)[number])
    kept = [[object() for _ in range(1000 * number)], *(bytearray(size) for size in range(0, 9000 * number, 40))]
    code = 1
    ends: list[Ended] = []
    try:
        signal.setitimer(signal.ITIMER_PROF, 0)
        warnings.resetwarnings()
        warnings.simplefilter("ignore")
        with os.fdopen(writing, "wb", buffering=0) as reports:

            def tell(report: channel.Report) -> None:
                ends.append(report) if isinstance(report, Ended) else None
                channel.send(reports, report)

            order = Begin(text, 0, watched=_WATCHED, tells_all=True, draws=True)
            program = serving._run(order, read, tell)  # pyright: ignore[reportPrivateUsage]
            if program is not None and ends[0].steps:
                channel.send(reports, program.answer(Look(1, min(ends[0].steps, _WATCHED))))
        failure = ends[0].failure
        code = 1 if failure is not None and failure.kind == "broken" else _wrong_in(program, others)  # pyright: ignore
    finally:
        os._exit(code if kept else 1)


def _wrong_in(program: _Program | None, others: set[type]) -> int:
    """Return the code of what is wrong with what a program holds at its end, and the classes that are new."""
    from model.program.native import limits, values

    limits.begin()
    try:
        for value in [] if program is None else [*program._recording.machine.variables.values()]:  # pyright: ignore
            values.admit_whole(value)
    except values.Denied:
        return _WRONG.index("it holds what it may not")
    except values.Limit:
        pass
    made = [cls for cls, kind in values.KINDS.items() if kind.is_user and cls not in others]
    is_open = any(not values._is_closed_class(cls) for cls in made)  # pyright: ignore[reportPrivateUsage]
    return _WRONG.index("it has made a class that is open") if is_open else 0


def check_file(data: bytes) -> str | None:
    """Read a program in a file that holds these bytes; what it raises is wrong, but for a refusal."""
    from model.message import Refused
    from model.program.source import read_source
    from model.program.source.files import read_program

    with tempfile.NamedTemporaryFile(suffix=".ipynb" if data.lstrip()[:1] in (b"{", b"[") else ".py") as file:
        file.write(data)
        file.flush()
        try:
            read_source(read_program(Path(file.name)))
        except Refused:
            pass
    return None


_PROGRAMS = {
    **{"reaching": (reaching.draw_reach, 4), "calling": (reaching.draw_call, 4), "held": (reaching.draw_held, 6)},
    **{"texts": (reaching.draw_text, 2), "limits": (breaking.draw_limit, 1), "chains": (breaking.draw_chain, 2)},
    **{"tampering": (breaking.draw_tampering, 1), "states": (breaking.draw_state, 1)},
    **{
        "memory": (breaking.draw_memory, 4),
        "ways back": (breaking.draw_way_back, 1),
        "sizes": (breaking.draw_sizes, 1),
    },
}
"""Kinds of programs: what draws one, and how many of the tries it gets beside the others."""


@campaign("hostile", sample=5)
def attack_walls(report: Report) -> None:
    """Run programs that try to get out of the program machine, each in a locked process of its own."""
    if not hasattr(os, "fork"):
        return
    import torch

    from model.program.child import programs

    threads = torch.get_num_threads()
    with mock.patch.object(programs, "_leave_compiler_out"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("torch._dynamo")  # other campaigns need it as it is
        programs.warm()
    with tempfile.TemporaryDirectory() as folder:
        room = _Room(Path(folder))
        fixed = os.environ.get("CAMPAIGN_FOLDER")
        for path in sorted(Path(fixed).rglob("*.py")) if fixed else ():
            begun = time.process_time()
            wrong = room.check_text(path.read_text(encoding="utf-8"))
            report.tried("of the folder", time.process_time() - begun)
            if wrong is not None:
                report.fault(f"{path.name}: {wrong}", str(path))
        attacks = [
            Attack(kind, pieces.accepted(draw), room.check, smaller_lines, (), "\n".join, share=share)
            for kind, (draw, share) in _PROGRAMS.items()
        ]
        attacks.append(Attack("orders", reaching.draw_order, room.check_once, smaller_lines, (), "\n".join))
        attack_with(report, [*attacks, Attack("files", breaking.draw_file, check_file, smaller_parts, b"")])
        report.notes["stopped"] = f"{len(room.stops)}, at most {max(room.stops, default=0):.2f} s from then to the end"
    torch.set_num_threads(threads)
