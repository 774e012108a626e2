"""The figures that need a window on a screen; imported by run.py in a process of its own."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import numpy as np
from run import ROOT, ROWS, STEPS, Figure, bare_line, book_line, figure, full_history, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STARTS = 3
POLL_SECONDS = 0.02
XDOTOOL_SECONDS = 0.5
WATCHED_SECONDS = 3.0
SETTLE_SECONDS = 0.5
ROUNDS_LIVE = 5
WARM_UP_SECONDS = 3.0
PATIENCE = 60.0
TICK_MS = 4
BARE_WINDOW = """
import pyqtgraph as pg
application = pg.mkQApp()
plot = pg.PlotWidget(title="bare")
plot.setWindowTitle("Descent Lab, bare")
plot.resize(1280, 720)
plot.plot([0, 1, 2], [0, 1, 4])
plot.show()
application.exec()
"""


@contextlib.contextmanager
def screen() -> Iterator[None]:
    """Give this process and its children an X server and settings of their own."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"],
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


def is_on_screen() -> bool:
    """Return whether a window with a name is on the screen; any, as xdotool fails on names beyond ASCII."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "."]
    try:
        return bool(subprocess.run(search, capture_output=True, check=False, timeout=XDOTOOL_SECONDS).stdout)
    except subprocess.TimeoutExpired:  # it waits for ever where a window goes while it looks
        return False


def seconds_to_window(command: list[str]) -> float:
    """Return the time from the start of a program to its window on the screen."""
    start = time.perf_counter()
    program = subprocess.Popen(command, cwd=ROOT)
    while not is_on_screen():
        assert program.poll() is None, "the program ended without a window"
        time.sleep(POLL_SECONDS)
    passed = time.perf_counter() - start
    program.kill()
    program.wait()
    while is_on_screen():
        time.sleep(POLL_SECONDS)
    return passed


def visible() -> list[Figure]:
    """Compare the time to the program's window with that to a bare pyqtgraph window, taking turns."""
    ours, theirs = [], []
    with screen():
        for _ in range(STARTS + 1):
            theirs.append(seconds_to_window([sys.executable, "-c", BARE_WINDOW]))
            ours.append(seconds_to_window([sys.executable, "main.py"]))
    mine, other = statistics.median(ours[1:]), statistics.median(theirs[1:])  # the first fills the disk cache
    ratio = mine / other
    return [figure("time to window", mine, "s", "bare pyqtgraph", other, goal="≤ 1.5", met=ratio <= 1.5)]


def redraw() -> list[Figure]:
    """Compare a redraw of the loss plot with a million rows with a bare pyqtgraph plot of the same points."""
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    from gui.plots.loss import LossPlot

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


def live() -> list[Figure]:
    """Run the line fit at full speed in the real window: steps, frames and the lag of the event loop."""
    with screen():
        return _live()


def _live() -> list[Figure]:
    from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer

    from gui.application import Appearance, UnexpectedErrors, create_application, user_settings
    from gui.playback import FLAT_OUT
    from gui.window import MainWindow

    application = create_application()
    appearance = Appearance(application, user_settings())
    appearance.start("en", "light")
    window = MainWindow(appearance, UnexpectedErrors(application), "regression")
    appearance.dress()

    class Frames(QObject):
        """Counts the repaints that show something new."""

        count = 0
        fresh = False

        def moved(self) -> None:
            self.fresh = True

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if self.fresh and watched is window and event.type() == QEvent.Type.UpdateRequest:
                self.count += 1
                self.fresh = False
            return False

    frames = Frames()
    window.installEventFilter(frames)
    window.playback.moved.connect(frames.moved)
    window.show()
    ticks: list[float] = []
    clock = QTimer(window)
    clock.setTimerType(Qt.TimerType.PreciseTimer)
    clock.timeout.connect(lambda: ticks.append(time.perf_counter()))

    loop = QEventLoop()  # quitting the application would close the window

    def process(duration: float) -> None:
        QTimer.singleShot(int(1000 * duration), loop.quit)
        loop.exec()

    end = time.monotonic() + PATIENCE
    while window.playback.computed < 0 and time.monotonic() < end:  # torch loads
        process(0.2)
    process(WARM_UP_SECONDS)
    window.lab.document.propose(book_line())
    window.playback.set_speed(FLAT_OUT)
    process(1.0)
    window.playback.set_running(True)
    process(WARM_UP_SECONDS)
    import torch

    torch.set_num_threads(1)
    rates, ratios, shown = [], [], []
    for _ in range(ROUNDS_LIVE):  # taking turns with the bare loop: the machine's own speed drifts
        window.playback.set_running(False)
        process(0.1)
        bare = STEPS / seconds(lambda: bare_line(STEPS))
        window.playback.set_running(True)
        process(SETTLE_SECONDS)
        frames.count = 0
        first, start = window.playback.computed, time.perf_counter()
        process(WATCHED_SECONDS)
        passed = time.perf_counter() - start
        rates.append((window.playback.computed - first) / passed)
        ratios.append(rates[-1] / bare)
        shown.append(frames.count / passed)
    # Apart from the steps: a probe that wakes the loop this often takes its share of the interpreter.
    clock.start(TICK_MS)
    process(WARM_UP_SECONDS)
    ticks.clear()
    process(2 * WATCHED_SECONDS)
    clock.stop()
    lags = 1000 * np.maximum(np.diff(ticks) - TICK_MS / 1000, 0)
    lag = float(np.percentile(lags, 99))
    window.playback.halt()
    process(0.5)
    window.lab.document.saved = window.lab.document.experiment
    window.close()
    ratio, rate, frame_rate = statistics.median(ratios), statistics.median(rates), statistics.median(shown)
    return [
        figure("live, steps", rate, "steps/s", "bare book loop", rate / ratio, goal="≥ 0.5", met=ratio >= 0.5),
        figure("live, frames", frame_rate, "frames/s", "display", 60.0, goal="≥ 55 frames/s", met=frame_rate >= 55),
        figure("live, lag p99", lag, "ms", "one frame", 1000 / 60, goal="≤ 16 ms", met=lag <= 16),
    ]
