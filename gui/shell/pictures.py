"""A run drawn to a file: the same plots that the window shows, without a window or a display."""

from __future__ import annotations

import re
from collections import deque
from threading import Event
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QBuffer, QObject, QPoint, QSize, Qt, Signal, qInstallMessageHandler
from PySide6.QtGui import QPainter, QPixmap, QUndoStack
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from gui.labs.autograd.recorded import RecordedGraphs
from gui.labs.list import LABS
from gui.look.steps import whole
from gui.look.stylesheet import dress
from gui.look.text import translate
from gui.plots.graph.graph import GraphPlot
from gui.run.figures.figure_view import FigureView
from gui.run.lab_run import Services
from gui.run.playback import Playback
from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.application import create_application
from gui.widgets.mathematics.typesetter import typesetter
from model.program.record.figures import Figure
from model.program.record.frames import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.analysis.results import Result
    from model.descent.rows import Rows
    from model.program.record.figures import Axes

SIZE = QSize(1600, 900)
_MARGIN = 16
_PER_INCH = 150
_LEAST_PLOT = (320, 250)
"""Pixels of a plot in a figure, at the least."""
_LARGEST = 4_000
_ROUNDS = 4
"""How often a figure is laid out: what is as wide as high needs to know how large the texts beside it are."""
_PIXELS_PER_INCH = 96
"""What CSS, and so every viewer of SVG, takes a pixel for."""


class _Finished(QObject):
    """Takes the place of the engine for a run that is computed: jobs are done when `do_job` is called."""

    started = Signal(object)
    paused = Signal(object)
    finished = Signal(object)
    failed = Signal(object, object)
    jobDone = Signal(object, object)
    jobFailed = Signal(object, object)
    is_loading = False

    def __init__(self, history: Rows, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._jobs: deque[tuple[Callable[[Any], object], object]] = deque()

    def start(self, run: int, experiment: object) -> None:
        """Do nothing: nothing is left to compute."""

    def want(self, row: int) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""

    def history_of(self, run: int) -> Rows:
        """Return the finished run."""
        return self._history

    def submit(self, job: Callable[[Any], object], tag: object) -> None:
        """Keep a job for `do_job`."""
        self._jobs.append((job, tag))

    def submit_long(self, job: Callable[[Any], object], tag: object) -> None:
        """Do nothing: no picture shows what is searched for."""

    def do_job(self) -> bool:
        """Do one of the jobs kept; return whether there was one."""
        if not self._jobs:
            return False
        job, tag = self._jobs.popleft()
        self.jobDone.emit(tag, job(Event()))
        return True


def draw(shown: Result | Figure | Window, ending: str, language: str) -> bytes:
    """Return the picture of a finished run at its last row, or of a program, as ".png" or ".svg".

    Of a program that is a figure that it has drawn, or the graph that a recorded statement has left.

    Labels and notes are in ``language``.
    """
    qInstallMessageHandler(lambda *_: None)  # the user need not know what the offscreen platform cannot do
    application = create_application()
    appearance = Appearance(application, Settings())
    appearance.start(language, "light")
    appearance.apply_theme()
    page = QWidget()
    dress(page)
    if isinstance(shown, Figure):
        _fill_with_figure(page, shown)
    elif isinstance(shown, Window):
        _fill_with_graph(page, shown)
    else:
        _fill(page, shown)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if ending == ".svg":
        _paint_svg(page, buffer)
    else:
        _paint_png(page, buffer)
    for item in (page, appearance):  # here and now: garbage may be collected in a thread where Qt does not bear it
        shiboken6.delete(item)
    data = bytes(buffer.data().data())
    # Where this machine's font is missing a viewer would take one with serifs.
    return data if ending == ".png" else re.sub(rb'font-family="([^"]+)"', rb'font-family="\1, sans-serif"', data)


def _fill(page: QWidget, result: Result) -> None:
    """Put the lab's picture of the whole run on a page, and above it the experiment and the verdict."""
    history = result.rows
    engine: Any = _Finished(history, page)
    playback = Playback(engine, page)
    lab = whole(LABS[result.experiment.lab].make(Services(page, QUndoStack(page), playback, engine, Settings())))
    lab.document.opened(result.experiment, None)
    heading = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    column = QVBoxLayout(page)
    column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    column.addWidget(heading)
    column.addWidget(lab.picture, 1)
    page.resize(SIZE)
    page.show()
    lab.retranslate()
    lab.run.activate()
    playback.seek(history.last)
    while engine.do_job() or not playback.at_end or typesetter.is_busy():
        QApplication.processEvents()
    lab.leave_out_switches()  # plots show theirs as it becomes clear what they show
    heading.setText(result.heading(lab.verdict().sentence))
    QApplication.processEvents()


def _fill_with_figure(page: QWidget, figure: Figure) -> None:
    """Put a figure on a page of its shape, as large as its smallest plot needs."""
    view, column = FigureView(), QVBoxLayout(page)
    column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    column.addWidget(view)
    sides = [side * _PER_INCH for side in figure.size]
    shares = [
        min((axes.place[axis] / _alike(figure, axes, axis) for axes in figure.axes), default=1.0) for axis in (2, 3)
    ]
    larger = max(1.0, *(least / side / share for least, side, share in zip(_LEAST_PLOT, sides, shares, strict=True)))
    page.resize(*(min(round(larger * side), _LARGEST) + 2 * _MARGIN for side in sides))
    view.set_figure(figure)
    page.show()
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def _fill_with_graph(page: QWidget, window: Window) -> None:
    """Put the graph of a recorded moment on a page."""
    plot, column = GraphPlot(), QVBoxLayout(page)
    column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    column.addWidget(plot)
    page.resize(SIZE)
    page.show()
    plot.set_texts(translate("autograd", "Computational graph"))
    plot.set_graph(*RecordedGraphs(window).at(0))
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def _alike(figure: Figure, axes: Axes, axis: int) -> int:
    """Return among how many plots the width of a place is shared."""
    return sum(other.place == axes.place for other in figure.axes) if axis == 2 else 1


def _paint_png(page: QWidget, buffer: QBuffer) -> None:
    picture = QPixmap(page.size())
    page.render(picture)
    picture.save(buffer, "PNG")


def _paint_svg(page: QWidget, buffer: QBuffer) -> None:
    generator = QSvgGenerator()  # SVG Tiny: in Qt 6.10 the clip paths of SVG 1.1 are misplaced
    generator.setOutputDevice(buffer)
    generator.setResolution(_PIXELS_PER_INCH)
    generator.setSize(page.size())
    generator.setViewBox(page.rect())
    generator.setTitle("Descent Lab")
    painter = QPainter(generator)
    try:
        page.render(painter, QPoint())
    finally:
        painter.end()  # a painter that outlives its device crashes the process
