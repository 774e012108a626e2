"""How soon the window shows what was changed: from a move or a key to the frame that shows the run; for run.py."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from run import Figure, book_line, book_polynomial, figure
from window_figures import SETTLE_SECONDS, WARM_UP_SECONDS, Opened, frames_of, screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.experiment import Minimise, Regression

MOVES = 200
BETWEEN_MOVES = 0.02
BETWEEN_KEYS = 0.1
TYPED = "14159265358979"
"""Typed at the end of each formula below, key by key: every further digit makes another structure."""
FUNCTIONS = ("(x - 1)^2 + 0.1", "x^2/10 + sin(3x)/4.1", "log(1 + x^2) - exp(-x^2)/2.1")
PREDICTIONS = ("w*x + b + 0.1", "w*x + b*tanh(x/9.1)", "w*x + b*x^2/1000.1")


def what_if() -> list[Figure]:
    """Drag the learning rate with the cursor at the end: from the move of the mouse to the frame that shows it."""
    figures = []
    with screen():
        for name, lab, experiment in (
            ("15,000 polynomial steps", "minimise", replace(book_polynomial(), epochs=15_000)),
            ("100,000 regression epochs", "regression", replace(book_line(), epochs=100_000)),
        ):
            figures += _figures_of(f"what-if, {name}", _drag(lab, experiment), 33)
    return figures


def typing() -> list[Figure]:
    """Type formulas: from each key to the frame that shows the compiled run of the formula as it is then."""
    from model.experiment import Minimise, OptimizerSetting, Regression

    optimizer = OptimizerSetting.of("sgd", learning_rate=0.01)
    with screen():
        functions = [Minimise(text, (("x", 2.0),), optimizer, epochs=1_000) for text in FUNCTIONS]
        predictions = [Regression(prediction=text, epochs=1_000) for text in PREDICTIONS]
        return [
            *_figures_of("typing a function", _type("minimise", functions), 150),
            *_figures_of("typing a prediction", _type("regression", predictions), 150),
        ]


def _figures_of(what: str, times: list[float], most: int) -> list[Figure]:
    """Return the median of some milliseconds and their 95th percentile, which must reach a goal."""
    median, late = np.percentile(times, [50, 95]).tolist()
    return [
        figure(f"{what}, p50", median, "ms", "one frame", 1000 / 60, goal="—", met=True),
        figure(f"{what}, p95", late, "ms", "one frame", 1000 / 60, goal=f"≤ {most} ms", met=late <= most),
    ]


def _drag(lab: str, experiment: Minimise | Regression) -> list[float]:
    """Return the milliseconds from each of some moves of the slider's handle to the frame with the whole new run."""
    from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    opened = Opened(lab)
    window, playback = opened.window, opened.window.playback
    _show_at_end(opened, experiment)
    frames = frames_of(opened)
    track = window.lab.controls.descent.rate.track
    grip = QPointF(track.place_of(track.value()))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def mouse(kind: QEvent.Type, dx: float, buttons: Qt.MouseButton) -> None:
        at = grip + QPointF(dx, 0.0)
        button = none if kind == QEvent.Type.MouseMove else left
        place = QPointF(track.mapToGlobal(at))
        event = QMouseEvent(kind, at, place, button, buttons, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(track, event)

    mouse(QEvent.Type.MouseButtonPress, 0.0, left)
    opened.process(SETTLE_SECONDS)
    times = []
    for move in range(MOVES):
        times.append(
            _until_painted(
                opened,
                frames,
                lambda dx=-1.0 - move % 8: mouse(QEvent.Type.MouseMove, dx, left),
                lambda: playback.at_end and not playback.is_replaying,
            )
        )
        opened.process(BETWEEN_MOVES)
    mouse(QEvent.Type.MouseButtonRelease, 0.0, none)
    opened.close()
    return times[MOVES // 10 :]


def _type(lab: str, experiments: list[Minimise] | list[Regression]) -> list[float]:
    """Return the milliseconds from each key to the frame with the whole compiled run."""
    from PySide6.QtCore import QCoreApplication, QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    opened = Opened(lab)
    playback, controls = opened.window.playback, opened.window.lab.controls
    edit = (controls.function.formula if lab == "minimise" else controls.prediction).edit
    frames = frames_of(opened)

    def press(key: str) -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, ord(key), Qt.KeyboardModifier.NoModifier, key)
        QCoreApplication.sendEvent(edit, event)

    def is_shown() -> bool:
        shown = playback.experiment.function if lab == "minimise" else playback.experiment.prediction
        return not frames.fresh and shown == edit.text() and opened.is_compiled() and playback.at_end

    times = []
    for experiment in experiments:
        _show_at_end(opened, experiment)
        edit.setFocus()
        edit.end(False)
        for key in TYPED:
            times.append(_until_painted(opened, frames, lambda key=key: press(key), is_shown))
            opened.process(BETWEEN_KEYS)
    opened.close()
    return times


def _show_at_end(opened: Opened, experiment: Minimise | Regression) -> None:
    """Show the last row of a compiled run, and wait until nothing else goes on."""
    opened.propose(experiment)
    opened.window.playback.seek(experiment.epochs)
    opened.wait(lambda: opened.window.playback.cursor == experiment.epochs)
    opened.process(WARM_UP_SECONDS)


def _until_painted(opened: Opened, frames: Any, change: Callable[[], None], is_shown: Callable[[], bool]) -> float:
    """Return the milliseconds from a change by the hand to the frame that shows what comes of it."""
    from PySide6.QtCore import QEventLoop

    flags = QEventLoop.ProcessEventsFlag
    frames.painted = False
    start = time.perf_counter()
    change()
    while not (frames.painted and is_shown()):
        opened.application.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
    return 1000 * (time.perf_counter() - start)
