"""The figures of the compiled engine beside those of an earlier commit; imported by run.py.

Each function takes the folder of a checkout of that commit, or None: then another alternative stands beside.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from probes import LINE_BY_ADAM, LINE_BY_NEWTON, TANH_UNITS, polynomial
from run import ROOT, Figure, figure

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 3
BEFORE = "the commit before"
MOST_MS = {LINE_BY_ADAM: 80, LINE_BY_NEWTON: 180, TANH_UNITS: 220}
MOST_MS_OF_FUNCTIONS = 60
TIMES_SOONER = 8
TIMES_AS_FAST = 2.5
MOST_SECONDS_OF_FIRST_STEP = 0.25
MEGABYTES_LESS = 100


def structures(before: Path | None) -> list[Figure]:
    """Measure the CPU time in which a new structure is compiled once the engine is warm."""
    figures = []
    for name, mine, other, ratio in _taking_turns(before, "structures", instead="autograd"):
        most = MOST_MS.get(name, MOST_MS_OF_FUNCTIONS)
        goal, is_met, against = f"≤ {most} ms", mine <= most, "10 000 epochs by autograd"
        if before is not None:
            goal, is_met, against = f"{goal}, ≥ {TIMES_SOONER} × sooner", is_met and ratio * TIMES_SOONER <= 1, BEFORE
        figures.append(Figure(f"ready: {name}", mine, "ms CPU", against, other, ratio, goal, is_met))
    return figures


def first_step(before: Path | None) -> list[Figure]:
    """Measure the CPU time from torch imported to the first compiled step made."""
    most = MOST_SECONDS_OF_FIRST_STEP
    against = "import torch" if before is None else BEFORE
    return [
        Figure(name, mine, "s CPU", against, other, ratio, f"≤ {most} s", mine <= most)
        for name, mine, other, ratio in _taking_turns(before, "first-step", instead="torch-imported")
    ]


def tanh_units(before: Path | None) -> list[Figure]:
    """Measure a step of three tanh units, which calls tanh 600 times, beside loops by hand and the commit before."""
    from contenders import TANH_TASK
    from engine_figures import contest

    if before is None:
        return contest(TANH_TASK)
    goal = f"≥ {TIMES_AS_FAST} × as fast"
    return [
        Figure(name, mine, "µs CPU", BEFORE, other, ratio, goal, ratio * TIMES_AS_FAST <= 1)
        for name, mine, other, ratio in _taking_turns(before, "tanh-step")
    ]


def memory(before: Path | None) -> list[Figure]:
    """Measure the memory of the program, all its processes, with case 9 finished on the compiled engine."""
    from window_figures import screen

    from model.experiment.file import write

    figures = []
    with screen(), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case9.descent.json"
        write(file, polynomial(15_000))
        for name, mine, other, ratio in _taking_turns(before, "memory", str(file), instead="bare-memory"):
            goal, is_met, against = "", True, "torch and pyqtgraph imported"
            if before is not None:
                goal, is_met, against = f"≥ {MEGABYTES_LESS} MB less", other - mine >= MEGABYTES_LESS, BEFORE
            figures.append(Figure(name, mine, "MB", against, other, ratio, goal, is_met))
    return figures


def lines(before: Path | None) -> list[Figure]:
    """Count the lines of the compiled engine and of what compiles behind the window."""

    def counted(folder: Path) -> int:
        files = (file for name in ("compiled/*.py", "compiling*.py") for file in folder.glob(f"model/**/{name}"))
        return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)

    if before is None:
        return []
    return [figure("the compiled engine", counted(ROOT), "lines", BEFORE, counted(before), goal="", met=True)]


def _taking_turns(
    before: Path | None, probe: str, *arguments: str, instead: str = ""
) -> Iterator[tuple[str, float, float, float]]:
    """Take a probe here and in the commit before in alternation, or where there is none another probe here instead.

    Yields each figure's name, the medians here and there, and the median of the ratios.
    """
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_probed(ROOT, instead) if before is None else _probed(before, probe, *arguments))
        ours.append(_probed(ROOT, probe, *arguments))
    for name in ours[0]:
        mine, other = ([taken[name] for taken in side] for side in (ours, theirs))
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        yield name, statistics.median(mine), statistics.median(other), ratio


def _probed(folder: Path, probe: str, *arguments: str) -> dict[str, float]:
    """Take one of the measurements of probes.py, of the checkout in a folder, in a fresh process."""
    command = [sys.executable, str(Path(__file__).with_name("probes.py")), probe, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
