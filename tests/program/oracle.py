"""Programs run by CPython and by the machine, each in a fresh process, and what differs."""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.source import Refused, read_source
from tests.program.reference import Ending, bits_of_all, run_by_python

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

COLLECTION = sorted((Path(__file__).parent / "collection").glob("*.py"))
"""Programs as learners write them; some end in an error, as CPython says it."""
_SECONDS = 60.0
"""After which a program is ended."""
_NO_ENDING = ("process has ended", "does not end")
_PRELOADED = ["torch._dynamo", "torch.distributions", "torch.func", "tests.program.oracle"]
"""What each process has from the first: importing it takes seconds."""
_SAME_NUMBERS = {"MKL_CBWR": "COMPATIBLE", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
"""Sums that do not depend on where in memory a tensor lies, nor on how many cores there are."""


def run_by_machine(text: str, seed: int) -> Ending:
    """Run a program by the machine in this process; what is refused ends in an error of type "Refused"."""
    try:
        machine = Machine(compile_source(read_source(text)), seed=seed)
    except Refused as refused:
        return Ending("", ("Refused", str(refused.message), refused.line))
    machine.run()
    error = machine.error
    told = None if error is None else (error.type or "Limit", str(error.message), error.line or 0)
    return Ending(machine.printed, told, bits_of_all(machine.variables))


def _answer(run: Callable[[str, int], Ending], text: str, seed: int, channel: Connection) -> None:
    torch.set_num_threads(1)
    channel.send(run(text, seed))


def run_apart(run: Callable[[str, int], Ending], text: str, seed: int) -> Ending:
    """Run a program in a process of a server that has imported what programs need."""
    forkserver = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forkserver else "spawn")
    os.environ.update(_SAME_NUMBERS)
    if forkserver:
        context.set_forkserver_preload(_PRELOADED)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(run, text, seed, sender), daemon=True)
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(_SECONDS) else Ending("", (_NO_ENDING[1], "", 0))
    except EOFError:
        process.join(_SECONDS)
        return Ending("", (_NO_ENDING[0], f"exit code {process.exitcode}", 0))
    finally:
        process.kill()
        process.join()


@dataclass(frozen=True)
class Compared:
    """What CPython and the machine make of one program.

    Attributes
    ----------
    difference : str or None
        What differs first, or None.
    refused : str or None
        Why the machine refuses it, before it runs or where it comes to what no program may use.
    """

    difference: str | None
    refused: str | None
    seconds_of_python: float
    seconds_of_machine: float


def compare(text: str, seed: int = 0) -> Compared:
    """Run a program by both, and compare printed text, error and variables."""
    begun = time.perf_counter()
    expected = run_apart(run_by_python, text, seed)
    between = time.perf_counter()
    found = run_apart(run_by_machine, text, seed)
    seconds = between - begun, time.perf_counter() - between
    begins_alike = _comparable(expected.printed).startswith(_comparable(found.printed))
    if _is_refused(found) and begins_alike and not _is_syntax(expected):
        return Compared(None, _told(found), *seconds)
    return Compared(_difference(expected, found), None, *seconds)


def _is_refused(ending: Ending) -> bool:
    """Tell whether the machine has refused a program, before it runs or where it uses what no program may use."""
    kind, message, _ = ending.error or ("", "", 0)
    return kind == "Refused" or (kind == "Limit" and re.search(r"\bhere\b", message) is not None)


def _is_syntax(ending: Ending) -> bool:
    return ending.error is not None and ending.error[0] in ("SyntaxError", "IndentationError", "TabError")


def _difference(expected: Ending, found: Ending) -> str | None:
    """Return what differs first: what is printed, the error, a variable; a process that did not answer always does."""
    for who, ending in (("the machine", found), ("CPython", expected)):
        if ending.error is not None and ending.error[0] in _NO_ENDING:
            return f"{who}: {_told(ending)}"
    ours, theirs = _comparable(found.printed).split("\n"), _comparable(expected.printed).split("\n")
    for number in range(max(len(ours), len(theirs))):
        mine, other = (lines[number] if number < len(lines) else None for lines in (ours, theirs))
        if mine != other:
            after = f", after which: {_told(found)}" if found.error != expected.error else ""
            return f"line {number + 1} of what is printed: {mine!r} instead of {other!r}{after}"
    if not _same_error(expected, found):
        return f"{_told(found)} instead of {_told(expected)}"
    for name, value in expected.variables.items():
        if found.variables.get(name) != value:
            return f"the variable {name}: {found.variables.get(name)!r:.150} instead of {value!r:.150}"
    return None


def _comparable(text: str) -> str:
    """Return a text without addresses in memory, of which the machine prints none."""
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def _told(ending: Ending) -> str:
    if ending.error is None:
        return "no error"
    kind, message, line = ending.error
    return f"{kind} in line {line}: {message}"


def _same_error(expected: Ending, found: Ending) -> bool:
    if expected.error is None or found.error is None:
        return expected.error == found.error
    (kind, message, line), (found_kind, found_message, found_line) = expected.error, found.error
    if _is_syntax(expected):
        return (found_kind, found_line) == ("Refused", line)
    if kind == "RecursionError":  # the machine has a limit of its own, which no program catches
        return (found_kind, found_line) == ("Limit", line)
    return (found_kind, _comparable(found_message), found_line) == (kind, _comparable(message), line)
