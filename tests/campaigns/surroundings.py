"""The program where something is missing, wrong, full, small or in the way: it goes on, or says why it cannot."""

from __future__ import annotations

import re
import shlex
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.campaigns.campaign import campaign
from tests.campaigns.hostile import SURROUNDINGS
from tests.campaigns.program import Outcome, Start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.campaigns.campaign import Report

PARTS = ("window", "run", "self-test")
_EXPERIMENT = """{"format": "descent-lab", "version": 1, "lab": "minimise", "function": "x**2", "start": {"x": 5.0},
"optimizer": {"name": "sgd", "learning_rate": 0.3}, "epochs": 15}"""
_SAMPLE = (
    (("no home", "streams 0, 1 closed", "locale C", "current folder deleted"), "window"),
    (("disk full",), "run"),
)
"""What is tried first, and by the gate: much of what there is, in two starts."""
_BAD = re.compile(
    r"Traceback|Fatal Python|Segmentation|Aborted|core dumped|terminate called|std::|QThread: Destroyed|Assertion"
    r"|Error: |Exception ignored|Gtk-CRITICAL"
)
_LONGEST_SENTENCE = 400
_MOST_TOGETHER = 4


@campaign("surroundings", sample=len(_SAMPLE))
def surroundings(report: Report) -> None:
    """Start the window, a run and the self-test without home, streams, disk, memory, display, and much else."""
    if not sys.platform.startswith("linux"):
        report.notes["nothing was tried: this campaign is for Linux"] = ""
        return
    usable = {name: each for name, each in SURROUNDINGS.items() if each.is_usable()}
    report.notes["surroundings"] = f"{len(usable)} of {len(SURROUNDINGS)} could be made here"
    singles = [((name,), part) for part in PARTS for name, each in usable.items() if part in each.parts]
    np.random.default_rng(report.seed).shuffle(singles)  # so that a short campaign tries some of every kind
    first = [*(each for each in _SAMPLE if all(name in usable for name in each[0])), *singles]
    while report.goes_on():
        if report.count < len(first):
            names, part = first[report.count]
        else:
            random = report.random()
            part = PARTS[random.choice(3, p=(0.6, 0.3, 0.1))]
            candidates = [name for name, each in usable.items() if part in each.parts]
            names = tuple(random.choice(candidates, random.integers(2, _MOST_TOGETHER + 1), replace=False).tolist())
        outcome, wrong = attempt(names, part, seed=report.count)
        if wrong:
            report.fault(f"{part}, {' + '.join(names)}: {wrong}", shown_by(names, part, outcome))
        group = SURROUNDINGS[names[0]].group if len(names) == 1 else "several at once"
        report.tried(f"{part}: {group}", outcome.seconds)


def attempt(names: Sequence[str], part: str, seed: int = 0) -> tuple[Outcome, str]:
    """Start a part of the program in these surroundings; return how it ended, and what is wrong with that, or ""."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        start = Start(Path(folder))
        experiment = start.place / "experiment.json"
        experiment.write_text(_EXPERIMENT)
        if part == "window":
            start.options = {"acts": "once", "seed": seed}
        elif part == "run":
            outputs = [f"--json={start.work / 'out.json'}", f"--picture={start.work / 'out.png'}"]
            start.arguments = ["run", str(experiment), *outputs]
        else:
            start.arguments = ["--self-test"]
        chosen = [SURROUNDINGS[name] for name in names]
        meanwhile = [each.make(start, stack) for each in chosen]
        running = start.begin()
        for each in meanwhile:
            if each is not None:
                each(running)
        outcome = running.end()
        codes = {0, 2}.union(*(each.codes for each in chosen), {1} if part == "self-test" else ())
        return outcome, _wrong(outcome, part, codes, is_heard=all(each.is_heard for each in chosen))


def _wrong(outcome: Outcome, part: str, codes: set[int], *, is_heard: bool) -> str:
    """Return what is wrong with an end, or ""."""
    lines = outcome.err.splitlines()
    own = [line for line in lines if line.startswith("main.py: ")]
    bad = next((line for line in lines if _BAD.search(line)), None)
    if outcome.code is None:
        return "it hangs"
    if outcome.code < 0:
        return f"ended by {signal.Signals(-outcome.code).name}"
    if bad is not None:
        return f"it writes “{lines[-1] if bad.startswith('Traceback') else bad}”"
    if outcome.code not in codes:
        return f"exit code {outcome.code}"
    if outcome.left:
        return f"left running: {'; '.join(outcome.left)}"
    if outcome.code == 2 and is_heard and len(own) != 1:
        return f"refused with {len(own)} sentences"
    if any(len(line) > _LONGEST_SENTENCE for line in own):
        return "a sentence that is too long"
    if outcome.code == 0 and part == "window" and not (outcome.reached("shown") and outcome.reached("closed")):
        return "it ended by itself"
    return ""


def shown_by(names: Sequence[str], part: str, outcome: Outcome) -> str:
    """Return the command that tries it again, and what it wrote."""
    command = f"python -c 'from tests.campaigns.surroundings import again; again({list(names)!r}, {part!r})'"
    return command + "\n    " + "\n    ".join(outcome.err.strip().splitlines()[-30:])


def again(names: Sequence[str], part: str) -> None:
    """Try once more, and print everything."""
    outcome, wrong = attempt(names, part)
    print(shlex.quote(part), *names, f"{outcome.seconds:.1f} s", f"exit code {outcome.code}", sep=", ")
    print(outcome.out, outcome.err, wrong or "nothing is wrong", sep="\n")
