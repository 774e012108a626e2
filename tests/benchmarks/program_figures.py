"""The figures of programs: the book's ``train()`` in the process that runs programs, beside CPython; for run.py."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from run import ROOT, Figure, figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.program.child.channel import Report
    from model.program.child.player import Player

_BOOK = ROOT / "tests" / "program" / "collection" / "010_book_train.py"
_SHORT, _LONG = 100, 100_000
_WATCHED = 200
_LOOK = 0.002
_ROUNDS = 5
_HOSTILE = {
    "nothing": "pass",
    "an endless loop": "while True:\n    pass",
    "a million prints": "for i in range(1_000_000):\n    print(i)",
    "a long print": "print('a\\n' * 450_000)",
    "a long error": "raise ValueError('x' * 900_000)",
    "all the memory": "import torch\nkept = []\nwhile True:\n    kept.append(torch.ones(4_000_000))",
    "heavy backwards": """import torch
x = torch.rand(900, 900, requires_grad=True)
while True:
    (x @ x @ x).sum().backward()""",
    "a deep graph": """import torch
y = torch.ones(3, requires_grad=True)
for i in range(5000):
    y = y * 2 + i
y.sum().backward()""",
    "endless recursion": """def f(n):
    return f(n + 1)
while True:
    try:
        f(0)
    except RecursionError:
        pass""",
    "large numbers": "n = 3\nwhile True:\n    n = n * 7919 % 2**4000",
    "a call without end": "max(range(10**12))",
}
"""Programs that take all that they may have."""
_SECONDS = 4.0
_TIMED = """
import sys, time
begun = time.perf_counter()
exec(compile(sys.stdin.read(), "program", "exec"), {"__name__": "__main__"})
print(time.perf_counter() - begun)
"""


def _train(epochs: int) -> str:
    """Return the book's training loop, without its plots."""
    source = _BOOK.read_text(encoding="utf-8").partition("plt.figure(")[0]
    return source.replace("import matplotlib.pyplot as plt\n", "").replace("epochs=100", f"epochs={epochs}")


def _by_python(source: str) -> float:
    """Return the seconds that a fresh CPython takes, its imports aside."""
    source = source.replace("import numpy as np\nimport torch\n", "")
    timed = "import numpy as np, torch\ntorch.set_num_threads(1)\n" + _TIMED.replace(
        '{"__name__": "__main__"}', '{"np": np, "torch": torch}'
    )
    done = subprocess.run([sys.executable, "-c", timed], input=source, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def _until(player: Player, kind: Callable[[Report], bool]) -> float:
    """Return the moment at which such a report came."""
    while not any(map(kind, player.poll(_LOOK))):
        pass
    return time.perf_counter()


def _warm(player: Player) -> None:
    from model.program.child.channel import Ended

    player.start("pass\n", 0)
    _until(player, lambda report: isinstance(report, Ended))
    while player._spare is not None and not player._spare.is_ready:
        time.sleep(_LOOK)


def _share(pid: int) -> float:
    """Return the megabytes of a process, those that it shares with others by their number."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    return int(text.partition("\nPss:")[2].split()[0]) / 1024


def frames() -> list[Figure]:
    """Measure how often the window paints its graph while programs run that take all that they may have."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from window_figures import Opened, screen

    from model.program.child.player import shared_player

    painted: list[float] = []

    class Painted(QObject):
        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(time.perf_counter())
            return False

    with screen():
        opened, counter, found = Opened("autograd"), Painted(), list[Figure]()
        lab: Any = opened.window.lab
        viewport = lab.picture.graph.viewport()
        viewport.installEventFilter(counter)
        clock = QTimer(opened.window, timerType=Qt.TimerType.PreciseTimer, interval=1000 // 60)
        clock.timeout.connect(viewport.update)
        clock.start()
        opened.process(_SECONDS)
        for name, source in _HOSTILE.items():
            lab._ask_for(source + "\n")
            lab.document.propose(replace(lab.document.experiment, source=source + "\n"))
            painted.clear()
            begun = time.perf_counter()
            opened.process(_SECONDS)
            rate, gap = len(painted) / (time.perf_counter() - begun), 1e3 * max(np.diff(painted))
            what = f"window beside {name}"
            found.append(figure(what, rate, "frames/s", "longest gap, ms", gap, goal="≥ 50", met=rate >= 50))
        opened.close()
        shared_player().close()
    return found


def programs() -> list[Figure]:
    """Measure the order, the first statement, the record, the whole run, its memory and its stop."""
    from model.program.child.channel import Begun, Ended, Watched
    from model.program.child.player import Player
    from resources import RUN_PROGRAM, own_command

    player = Player(own_command(RUN_PROGRAM))
    found: dict[str, list[float]] = {name: [] for name in ("begun", "recorded", "stopped")}
    try:
        for _ in range(_ROUNDS):
            _warm(player)
            ordered = time.perf_counter()
            player.start(_train(_SHORT), 0, _WATCHED)
            begun = _until(player, lambda report: isinstance(report, Begun))
            recorded = _until(player, lambda report: isinstance(report, Watched))
            found["begun"].append(begun - ordered)
            found["recorded"].append(recorded - begun)
            player.start("while True:\n    pass\n", 0)
            _until(player, lambda report: isinstance(report, Begun))
            ordered = time.perf_counter()
            player.stop()
            found["stopped"].append(_until(player, lambda report: isinstance(report, Ended)) - ordered)
        _warm(player)
        player.start(_train(_LONG), 0, _WATCHED)
        begun = _until(player, lambda report: isinstance(report, Begun))
        child: Any = player._child
        ours = _until(player, lambda report: isinstance(report, Ended)) - begun
        memory = _share(child._process.pid)
    finally:
        player.close()
    python, short = _by_python(_train(_LONG)), _by_python(_train(_SHORT))
    medians = {name: statistics.median(times) for name, times in found.items()}
    goals = {"begun": 0.3, "recorded": 0.2, "stopped": 0.2}
    delays = [
        figure(
            f"program, {name}",
            1e3 * medians[name],
            "ms",
            "CPython, 100 epochs",
            1e3 * short,
            goal=f"≤ {1e3 * goal:.0f} ms",
            met=medians[name] <= goal,
        )
        for name, goal in goals.items()
    ]
    return [
        *frames(),
        *delays,
        figure("program, 100 000 epochs", ours, "s", "CPython", python, goal="≤ 4 ×", met=ours <= 4 * python),
        figure("program, memory", memory, "MB", "its limit", 300, goal="≤ 300 MB", met=memory <= 300),
    ]
