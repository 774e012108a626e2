"""The figures that need a window on a screen; imported by run.py in a process of its own."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from run import (
    ROOT,
    ROWS,
    STEPS,
    Figure,
    bare_line,
    book_line,
    figure,
    full_history,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from model.experiment import Experiment

STARTS = 15
POLL_SECONDS = 0.003
_XWD_WORDS, _XWD_COLOUR = 25, 12
"""The header of X11/XWDFile.h in words, and the bytes of one of the colours after it."""
_EVERY = 97
"""Of so many pixels one is looked at."""
_USER_TIME = 11
"""The place of the processor time after the name of the process in its file; see proc(5)."""
WATCHED_SECONDS = 3.0
SETTLE_SECONDS = 0.5
ROUNDS_LIVE = 5
WARM_UP_SECONDS = 3.0
PATIENCE = 60.0
TICK_MS = 4
FREE_SECONDS = 1.0
IDLE_SECONDS = 12.0
BARE_WINDOW = """
import pyqtgraph as pg
application = pg.mkQApp()
pg.setConfigOption("background", "w")
plot = pg.PlotWidget(title="bare")
plot.setWindowTitle("Descent Lab, bare")
plot.resize(1280, 720)
plot.plot([0, 1, 2], [0, 1, 4])
plot.show()
application.exec()
"""


@contextlib.contextmanager
def screen(*options: str) -> Iterator[None]:
    """Give this process and its children an X server, with further options, and settings of their own."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset", *options],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with tempfile.TemporaryDirectory() as settings:
            os.environ["DISPLAY"] = f":{os.read(reader, 16).decode().strip()}"
            os.environ["QT_QPA_PLATFORM"] = "xcb"
            os.environ["XDG_CONFIG_HOME"] = settings
            yield
    finally:
        server.terminate()
        server.wait()


def screen_memory(folder: str) -> NDArray[np.uint32]:
    """Return the pixels of an X server that keeps them in a file there; they change as it paints."""
    file = np.memmap(Path(folder) / "Xvfb_screen0", dtype=np.uint8, mode="r")
    words = file[: 4 * _XWD_WORDS].view(">u4")  # the header of a window dump
    first = int(words[0]) + _XWD_COLOUR * int(words[19])
    return file[first : first + 4 * int(words[4] * words[5])].view(np.uint32)


def is_painted(pixels: NDArray[np.uint32]) -> bool:
    """Tell whether most of the screen is no longer black, as it is before a window is painted on it."""
    return bool(np.count_nonzero(pixels[::_EVERY] & 0xFFFFFF) > len(pixels[::_EVERY]) / 2)


def time_to_picture(command: list[str], pixels: NDArray[np.uint32]) -> tuple[float, float]:
    """Return the seconds from the start of a program to its first picture, and those of processor time."""
    start = time.perf_counter()
    program = subprocess.Popen(command, cwd=ROOT)
    while not is_painted(pixels):
        assert program.poll() is None, "the program ended without a window"
        time.sleep(POLL_SECONDS)
    passed = time.perf_counter() - start
    fields = Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[_USER_TIME]) + int(fields[_USER_TIME + 1])
    program.kill()
    program.wait()
    while is_painted(pixels):
        time.sleep(POLL_SECONDS)
    return passed, ticks / os.sysconf("SC_CLK_TCK")


def visible() -> list[Figure]:
    """Compare the time to the program's first picture with that to a bare pyqtgraph window, taking turns."""
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "main.py", "gui", "model", "resources"], cwd=ROOT, check=True
    )
    pairs = []
    with tempfile.TemporaryDirectory() as folder, screen("-fbdir", folder):
        pixels = screen_memory(folder)
        for _ in range(STARTS + 1):
            theirs = time_to_picture([sys.executable, "-c", BARE_WINDOW], pixels)
            pairs.append((time_to_picture([sys.executable, "main.py"], pixels), theirs))
    figures = []
    for index, name in enumerate(("time to the first whole picture", "processor time to it")):
        ours, theirs = ([pair[side][index] for pair in pairs[1:]] for side in (0, 1))  # the first fills the disk cache
        ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
        mine, other = statistics.median(ours), statistics.median(theirs)
        figures.append(Figure(name, mine, "s", "bare pyqtgraph", other, ratio, "≤ 1.5", ratio <= 1.5))
    return figures


def redraw() -> list[Figure]:
    """Compare a redraw of the loss plot with a million rows with a bare pyqtgraph plot of the same points."""
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    from gui.plots.rows.loss import LossPlot

    made = full_history(ROWS)
    with screen():
        application = QApplication([])
        ours = LossPlot()
        bare = pg.PlotWidget()
        line = bare.plot(pen="r")
        for widget in (ours, bare):
            widget.resize(600, 300)
            widget.show()
        loss, epochs = np.asarray(made["loss"][:ROWS]), np.arange(ROWS)

        def timed(widget: object, change: Callable[[int], object]) -> float:
            times = []
            for k in range(12):
                change(ROWS - k)
                times.append(seconds(widget.grab))  # type: ignore[attr-defined]
            return 1000 * statistics.median(times)

        mine = timed(ours, lambda rows: ours.set_history(loss[:rows], rows, rows - 1))
        other = timed(bare, lambda rows: line.setData(epochs[:rows], loss[:rows]))
        application.quit()
    return [figure("redraw of 1 000 000 rows", mine, "ms", "bare plot", other, goal="≤ 30 ms", met=mine <= 30)]


class Opened:
    """The program's window on a screen, with a lab whose run has begun."""

    def __init__(self, lab: str, *, watched: bool = False) -> None:
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        from gui.run.settings import Settings
        from gui.shell.appearance import Appearance
        from gui.shell.application import Collector, create_application, make_ready
        from gui.shell.unexpected_errors import UnexpectedErrors
        from gui.shell.window import MainWindow

        make_ready()
        self.application = create_application()
        appearance = Appearance(self.application, Settings.of_user())
        appearance.start("en", "light")
        self.window = MainWindow(appearance, UnexpectedErrors(self.application), lab)
        self.window.engine.when_loaded(Collector(self.application).settle)
        appearance.apply_theme()
        self.loop = QEventLoop()  # quitting the application would close the window
        self.ticks: list[float] = []
        self.clock = QTimer(self.window)
        self.clock.setTimerType(Qt.TimerType.PreciseTimer)
        self.clock.timeout.connect(lambda: self.ticks.append(time.perf_counter()))
        if watched:
            self.clock.start(TICK_MS)
        self.window.show()
        self.wait(lambda: not self.window.engine.is_loading and not self.window.playback.is_replaying)

    def process(self, duration: float) -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(int(1000 * duration), self.loop.quit)
        self.loop.exec()

    def wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            self.process(0.05)
        assert condition(), "the program did not come so far"

    def propose(self, experiment: Experiment) -> None:
        """Make another experiment the lab's, and wait until its step is compiled."""
        self.window.lab.document.propose(experiment)
        self.wait(self.is_compiled)

    def is_compiled(self) -> bool:
        playback = self.window.playback
        return (
            playback.history is not None
            and playback.history.engine == "compiled"
            and self.window.engine.why_autograd(playback.run) is None
            and not playback.is_replaying
        )

    def late(self) -> NDArray[np.float64]:
        """Return by how much the event loop was late since this was last asked, in milliseconds, at each tick."""
        ticks, self.ticks = self.ticks, self.ticks[-1:]
        return 1000 * np.maximum(np.diff(ticks) - TICK_MS / 1000, 0)

    def lag(self, duration: float) -> float:
        """Return by how much the event loop was late, in milliseconds, in the worst of a hundred cases."""
        self.clock.start(TICK_MS)
        self.process(1.0)
        self.late()
        self.process(duration)
        self.clock.stop()
        return float(np.percentile(self.late(), 99))

    def close(self) -> None:
        self.window.playback.halt()
        self.process(0.5)
        self.window.lab.document.saved = self.window.lab.document.experiment
        self.window.close()


def stalls() -> list[Figure]:
    """Measure for how long the event loop stands still: from the first picture to a compiled step, and for others."""
    from model.experiment import Minimise, OptimizerSetting

    with screen():
        opened = Opened("minimise", watched=True)
        opened.wait(opened.is_compiled)
        figures = [_stall("to ready", float(opened.late().max()), 300)]
        opened.process(IDLE_SECONDS)
        figures.append(_stall("the other labs made", float(opened.late().max()), 100))
        for name, function in (("adam", "sin(3x) + x^2/10"), ("rmsprop", "x^4 - exp(-x^2)"), ("nadam", "log(1 + x^2)")):
            opened.propose(Minimise(function, (("x", 2.0),), OptimizerSetting.of(name), epochs=1_000))
            opened.process(SETTLE_SECONDS)
            figures.append(_stall(f"to ready: {function}, {name}", float(opened.late().max()), 50))
        opened.close()
    return figures


def appearance() -> list[Figure]:
    """Measure the processor time of a change of theme, language or size of text, with all labs made, until painted."""
    from gui.labs.list import LABS

    with screen():
        opened = Opened("minimise")
        for lab in (*LABS, "surface"):
            opened.window.show_lab(lab)
            opened.process(1.0)
        look, stage = opened.window.appearance, opened.window.stage
        changes = (
            ("theme", look.set_theme, ("dark", "light")),
            ("language", look.set_language, ("zh_CN", "en")),
            ("presenting", stage.present, (True, False)),
        )
        figures = []
        for what, change, values in changes:
            times = []
            for value in 3 * values:
                begun = time.process_time()
                change(value)
                opened.process(SETTLE_SECONDS)
                times.append(1000 * (time.process_time() - begun))
            figures.append(_stall_of(f"change of {what}", max(times[2:]), 300))
        opened.close()
    return figures


def _stall_of(what: str, longest: float, most: int) -> Figure:
    return figure(what, longest, "ms", "one frame", 1000 / 60, goal=f"≤ {most} ms", met=longest <= most)


def _stall(what: str, longest: float, most: int) -> Figure:
    return _stall_of(f"longest stall, {what}", longest, most)


def frames_of(opened: Opened) -> Any:
    """Return what counts the repaints of a window that show something new."""
    from PySide6.QtCore import QEvent, QObject

    class Frames(QObject):
        count = 0
        fresh = False
        painted = False

        def moved(self) -> None:
            self.fresh = True

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if self.fresh and watched is opened.window and event.type() == QEvent.Type.UpdateRequest:
                self.count += 1
                self.fresh, self.painted = False, True
            return False

    frames = Frames()
    opened.window.installEventFilter(frames)
    opened.window.playback.moved.connect(frames.moved)
    opened.window.playback.historyChanged.connect(frames.moved)
    return frames


def live() -> list[Figure]:
    """Run the line fit at full speed in the real window: steps, frames and the lag of the event loop.

    On autograd, as float32 is, and compiled: there the run is so long that it does not end meanwhile.
    """
    with screen():
        return _live("autograd") + _live("compiled")


def _live(engine: str) -> list[Figure]:
    import torch

    from gui.run.playback import FLAT_OUT

    torch.set_num_threads(1)
    opened = Opened("regression")
    window, playback = opened.window, opened.window.playback
    frames = frames_of(opened)
    experiment = replace(book_line(), epochs=1_000_000_000)
    if engine == "autograd":
        experiment = replace(experiment, dtype="float32")
    window.lab.document.propose(experiment)
    playback.set_pace(FLAT_OUT)
    opened.wait(lambda: playback.history is not None and playback.history.engine == engine)
    opened.process(WARM_UP_SECONDS)
    playback.set_running(True)
    opened.process(WARM_UP_SECONDS)
    rates, ratios, shown = [], [], []
    for _ in range(ROUNDS_LIVE):  # taking turns with the free engine: the machine's own speed drifts
        playback.set_running(False)
        opened.process(0.1)
        free = STEPS / seconds(lambda: bare_line(STEPS)) if engine == "autograd" else _free_speed(experiment)
        playback.set_running(True)
        opened.process(SETTLE_SECONDS)
        frames.count = 0
        first, start = playback.computed, time.perf_counter()
        opened.process(WATCHED_SECONDS)
        passed = time.perf_counter() - start
        rates.append((playback.computed - first) / passed)
        ratios.append(rates[-1] / free)
        shown.append(frames.count / passed)
    # Apart from the steps: a probe that wakes the loop this often takes its share of the interpreter.
    lag = opened.lag(2 * WATCHED_SECONDS)
    opened.close()
    ratio, rate, frame_rate = statistics.median(ratios), statistics.median(rates), statistics.median(shown)
    least, latest = (0.5, 16) if engine == "autograd" else (0.8, 20)
    other = "bare book loop" if engine == "autograd" else "without a window"
    return [
        figure(f"live, {engine}, steps", rate, "steps/s", other, rate / ratio, goal=f"≥ {least}", met=ratio >= least),
        figure(
            f"live, {engine}, frames",
            frame_rate,
            "frames/s",
            "display",
            60.0,
            goal="≥ 55 frames/s",
            met=frame_rate >= 55,
        ),
        figure(f"live, {engine}, lag p99", lag, "ms", "one frame", 1000 / 60, goal=f"≤ {latest} ms", met=lag <= latest),
    ]


def _free_speed(experiment: Experiment) -> float:
    """Return how many steps a second the compiled engine makes with nothing else to do."""
    from model.engine.runs import begin_compiled

    run = begin_compiled(experiment)
    start = time.perf_counter()
    while time.perf_counter() - start < FREE_SECONDS:
        run.step()
    return run.history.last / (time.perf_counter() - start)
