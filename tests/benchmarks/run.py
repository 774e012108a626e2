"""Speed and memory, each figure as a ratio against an alternative measured in the same run.

Prints a table and writes JSON; see README.md beside this file.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).resolve().parent))

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.experiment import Experiment

ROUNDS = 7
STEPS = 3_000
ROWS = 1_000_000
LONG_RUN = 100_000
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, against what, and what it must reach."""

    name: str
    value: float
    unit: str
    against: str
    other: float
    ratio: float
    goal: str
    met: bool


def figure(name: str, value: float, unit: str, against: str, other: float, *, goal: str, met: bool) -> Figure:
    return Figure(name, value, unit, against, other, value / other, goal, met)


def book_line() -> Experiment:
    """Return case 10 with more epochs than any measurement needs."""
    from model.experiment import Regression

    return Regression(start=(("w", 0.0), ("b", 0.0)), epochs=10_000_000)


def book_polynomial() -> Experiment:
    """Return case 9 with more epochs than any measurement needs."""
    from probes import polynomial

    return polynomial(10_000_000)


def bare_line(steps: int) -> None:
    """Do the book's regression loop as it is printed: nothing recorded, nothing shown."""
    import torch

    from model.data.points import BOOK_DATA, points_of

    x, y = torch.tensor(points_of(BOOK_DATA).T.copy())
    w = torch.zeros((), dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        loss = torch.mean((w * x + b - y) ** 2)
        loss.backward()
        with torch.no_grad():
            w -= 0.0001 * w.grad
            b -= 0.0001 * b.grad
        w.grad.zero_()
        b.grad.zero_()


def bare_polynomial(steps: int) -> None:
    """Do the book's loop on the polynomial as it is printed."""
    import torch

    x = torch.tensor(5.0, dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        y = 2 * x**4 - 3 * x**2 + 2 * x - 20
        y.backward()
        with torch.no_grad():
            x -= 0.001 * x.grad
        x.grad.zero_()


def seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def engine() -> list[Figure]:
    """Compare the recording engine, headless, with the bare loops, taking turns."""
    import torch

    from model.descent.loop import descend

    torch.set_num_threads(1)
    figures = []
    for name, experiment, bare in (
        ("line fit", book_line(), bare_line),
        ("polynomial", book_polynomial(), bare_polynomial),
    ):
        descent = iter(descend(experiment))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(STEPS / seconds(lambda bare=bare: bare(STEPS)))
            ours.append(STEPS / seconds(lambda descent=descent: deque(islice(descent, STEPS), maxlen=0)))
        mine, other = statistics.median(ours), statistics.median(theirs)
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        goal = "≥ 0.8"
        figures.append(Figure(f"engine, {name}", mine, "steps/s", "bare book loop", other, ratio, goal, ratio >= 0.8))
    return figures


def full_history(rows: int) -> Any:
    """Return a history of a run of two parameters with ``rows`` rows."""
    from model.descent.history import History

    history = History(("loss", "w", "b", "grad_w", "grad_b"), rows)
    for k in range(rows):
        slow = 0.99999**k
        history.append((slow * 800.0, 0.85 + slow / 7, 4.7 * (1 - slow), slow * 1.7, slow / 3))
    return history


def resident() -> int:
    """Return the resident size of this process in bytes."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def history() -> list[Figure]:
    """Measure what a million rows cost to keep and to write, against plain arrays and Python's csv module."""
    import csv

    import numpy as np

    from model.analysis.results import csv_chunks

    full_history(1000)
    before = resident()
    made = full_history(ROWS)
    per_row = (resident() - before) / ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"

        def ours() -> None:
            with open(path, "wb") as stream:
                stream.writelines(csv_chunks(made, 1))

        def theirs() -> None:
            columns = [made[name][: ROWS // 10].tolist() for name in made.columns]
            with open(path, "w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(zip(range(ROWS // 10), *columns, strict=True))

        rate, other = ROWS / seconds(ours), ROWS / 10 / seconds(theirs)
    plain = 5 * np.dtype(np.float64).itemsize
    return [
        figure("history, memory", per_row, "B/row", "bare columns", plain, goal="≤ 80 B/row", met=per_row <= 80),
        figure("--history", rate, "rows/s", "csv.writer", other, goal="≥ 150 000 rows/s", met=rate >= 150_000),
    ]


def long_run() -> list[Figure]:
    """Measure by how much 100,000 epochs raise the resident size, against their bare columns."""
    from model.descent.loop import descend

    descent = iter(descend(book_line()))
    deque(islice(descent, 1000), maxlen=0)
    before = resident()
    deque(islice(descent, LONG_RUN), maxlen=0)
    growth = (resident() - before) / MEGABYTE
    bare = LONG_RUN * 5 * 8 / MEGABYTE
    return [figure("100 000 epochs", growth, "MB", "bare columns", bare, goal="< 30 MB", met=growth < 30)]


def tensor_program(nodes: int) -> tuple[str, ...]:
    """Return a program whose graph has about that many nodes, in at most twenty lines."""
    lines = ["import torch", "x = torch.tensor(0.5, requires_grad=True)"]
    each = max(1, nodes // 18 - 2)
    before = "x"
    while nodes > 2:
        count = min(each, nodes - 2)
        name = f"r{len(lines)}"
        lines.append(f"{name} = {'torch.tanh(' * count}{before}{')' * count} * x")
        before = name
        nodes -= count + 2
    return tuple(lines)


def bare_tensors(program: tuple[str, ...], backwards: int) -> None:
    """Do the same operations with torch and nothing else."""
    import torch

    x = torch.tensor(0.5, requires_grad=True)
    value = x
    for line in program[2:]:
        for _ in range(line.count("tanh(")):
            value = torch.tanh(value)
        value = value * x
    for k in range(backwards):
        value.backward(retain_graph=k + 1 < backwards)


def shown(program: tuple[str, ...]) -> int:
    """Do all the model's work for one picture of a program; return how many nodes its graph has."""
    from model.experiment import Autograd
    from model.kinds import validate
    from model.program.compiler import compile_source
    from model.program.graph_layout import layered
    from model.program.record.recording import Recording
    from model.program.reel import MOST_STATEMENTS
    from model.program.source import read_source

    source = "\n".join(program)
    validate(Autograd(source))
    windows: list[Any] = []
    Recording(compile_source(read_source(source))).run(MOST_STATEMENTS, windows.append)
    graph = windows[-1].graphs[-1]
    layered(len(graph.nodes), [(edge.source, edge.target) for edge in graph.edges])
    return len(graph.nodes)


def tensors() -> list[Figure]:
    """Measure opening a program, editing a line and an action: graph, layout and frames, against bare torch."""
    figures = []
    for nodes in (10, 50, 200):
        program = tensor_program(nodes)
        last = program[-1].partition(" ")[0]
        edited = (*program[:-1], program[-1] + " + 1")
        for what, lines, backwards in (
            ("open", program, 0),
            ("edit", edited, 0),
            ("action", (*program, f"{last}.backward()"), 1),
        ):
            ours, theirs, count = [], [], shown(lines)
            for _ in range(ROUNDS + 1):
                ours.append(1000 * seconds(partial(shown, lines)))
                theirs.append(1000 * seconds(partial(bare_tensors, program, backwards)))
            mine, other = statistics.median(ours[1:]), statistics.median(theirs[1:])
            goal = "≤ 16 ms" if nodes <= 50 else "≤ 100 ms"
            met = mine <= float(goal.split()[1])
            figures.append(figure(f"{what}, {count} nodes", mine, "ms", "bare torch", other, goal=goal, met=met))
    return figures


def apart(name: str, before: Path | None) -> list[Figure]:
    """Take a measurement in a fresh process, on an X server of its own where it needs one."""
    command = [sys.executable, str(Path(__file__).resolve()), "--inner", name]
    if before is not None:
        command += ["--before", str(before)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [Figure(**entry) for entry in json.loads(done.stdout.splitlines()[-1])]


def elsewhere(module: str, name: str) -> Callable[..., list[Figure]]:
    """Return a measurement of another module here, which is imported only where it is taken."""

    def measure(*arguments: Path | None) -> list[Figure]:
        return getattr(importlib.import_module(module), name)(*arguments)

    return measure


MEASURES: dict[str, Callable[[], list[Figure]]] = {
    "engine": engine,
    "history": history,
    "long-run": long_run,
    "tensors": tensors,
    "programs": elsewhere("program_figures", "programs"),
    "batch": elsewhere("batch_figures", "batch"),
    "basins": elsewhere("batch_figures", "basins"),
    "contests": elsewhere("engine_figures", "contests"),
    "growth": elsewhere("engine_figures", "growth"),
    "redraw": elsewhere("window_figures", "redraw"),
    "visible": elsewhere("window_figures", "visible"),
    "live": elsewhere("window_figures", "live"),
    "stalls": elsewhere("window_figures", "stalls"),
    "appearance": elsewhere("window_figures", "appearance"),
    "what-if": elsewhere("interaction_figures", "what_if"),
    "typing": elsewhere("interaction_figures", "typing"),
}
COMPARED: dict[str, Callable[[Path | None], list[Figure]]] = {
    "structures": elsewhere("before_figures", "structures"),
    "first-step": elsewhere("before_figures", "first_step"),
    "tanh-units": elsewhere("before_figures", "tanh_units"),
    "memory": elsewhere("before_figures", "memory"),
    "lines": elsewhere("before_figures", "lines"),
}
"""Measurements that take the folder of an earlier commit, where one is given, to compare with."""


def number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 1000 else f"{value:.3g}"


def table(figures: list[Figure]) -> str:
    """Return the figures as a table in plain text."""
    lines = [("", "measured", "against", "", "ratio", "goal", "")]
    for item in figures:
        lines.append(
            (
                item.name,
                f"{number(item.value)} {item.unit}",
                item.against,
                number(item.other),
                f"{item.ratio:.2f}",
                item.goal,
                "" if item.met else "MISSED",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def machine() -> dict[str, object]:
    """Return what the figures were taken on."""
    packages = ("torch", "numpy", "llvmlite", "pyqtgraph", "PySide6-Essentials", "jax")
    versions: dict[str, str] = {}
    for name in packages:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "versions": versions,
    }


def markdown(figures: list[Figure]) -> str:
    """Return the figures as a table for the README."""
    lines = ["| what | measured | beside it | | ratio | to reach |", "|---|---|---|---|---|---|"]
    for item in figures:
        cells = [
            item.name,
            f"{number(item.value)} {item.unit}",
            item.against,
            f"{number(item.other)} {item.unit}",
            f"{item.ratio:.2g}" if item.ratio < 0.1 else f"{item.ratio:.2f}",
            item.goal if item.met else f"{item.goal}: missed",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    """Take all measurements, or those named; 0 where every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [*MEASURES, *COMPARED]
    parser.add_argument("--only", choices=names, action="append", help="take only this measurement")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="a checkout of an earlier commit to compare with")
    parser.add_argument("--json", type=Path, default=Path("benchmarks.json"), help="where the figures go")
    parser.add_argument("--inner", choices=names, help=argparse.SUPPRESS)
    parser.add_argument("--markdown", type=Path, help="write the table in Markdown too")
    options = parser.parse_args()
    before = options.before and options.before.resolve()
    if options.inner:
        figures = COMPARED[options.inner](before) if options.inner in COMPARED else MEASURES[options.inner]()
        print(json.dumps([asdict(item) for item in figures]))
        return 0
    figures = [item for name in options.only or names for item in apart(name, before)]
    print(table(figures))
    if options.markdown:
        options.markdown.write_text(markdown(figures) + "\n", encoding="utf-8")
    result = {**machine(), "figures": [asdict(item) for item in figures]}
    options.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(item.met for item in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
