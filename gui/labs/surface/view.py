"""The Surface lab's widgets: function, start and runners on the left; map, losses and table in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.labs.surface.map_bar import MapBar
from gui.look.text import follow_language, translate
from gui.plots.heights.map import MapPlot
from gui.plots.heights.opengl import opengl
from gui.plots.heights.surface3d import SurfaceView3D, why_no_3d
from gui.plots.rows.race_loss import RaceLossPlot
from gui.run.lab_view import LabControls, LabPicture
from gui.widgets.arranged import below, beside, fill, split
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.descent_controls import DescentControls
from gui.widgets.fields.function_chooser import FunctionChooser
from gui.widgets.fields.number_field import NumberField
from gui.widgets.fields.rate_scan_strip import RateScanStrip
from gui.widgets.parts import HeadingLabel, px
from gui.widgets.runners.runner_list import RunnerList
from gui.widgets.tables.leaderboard_table import LeaderboardTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from gui.labs.surface.background import Heights
    from gui.plots.base.map_items import MapPoint, MapRunner

_LIMIT = 1e30
_NAME_WIDTH = 200
_IDLE_MS = 3_000
_TABLE_SHARE = 0.37
_OF_RUNNER = ("optimizer", "schedule", "clip", "noise")
"""What is said of a runner itself; all else is said of its optimizer."""


class SurfaceControls(LabControls):
    """Function, start, runners, and the settings of the runner selected.

    ``startChanged`` gives x and y, ``domainChanged`` x from, to, y from, to.
    """

    startChanged = Signal(float, float)
    domainChanged = Signal(float, float, float, float)

    def build(self) -> Iterator[None]:
        """Make the fields, in steps."""
        self.function = FunctionChooser()
        self.start = tuple(NumberField(0.0, low=-_LIMIT, high=_LIMIT) for _ in range(2))
        self.runners = RunnerList()
        yield
        self.descent = DescentControls()
        yield
        self.rate_scan = RateScanStrip(self.descent.rate.track, *self.descent.rate_span)
        self.domain = tuple(NumberField(0.0, low=-_LIMIT, high=_LIMIT) for _ in range(4))
        self.goal = NumberField(1e-6, low=0.0, high=_LIMIT, low_open=True)
        self._start_heading, self._domain_heading = HeadingLabel(), HeadingLabel()
        self._goal_heading = HeadingLabel()
        self._build()
        self._connect()
        follow_language(self)

    def _build(self) -> None:
        start = beside(*self.start)
        self._start_error = ErrorLabel(start)
        self.arrange(self.function, below(self._start_heading, start), self.runners, self.descent)
        self.descent.rate.set_strip(self.rate_scan)
        self.descent.leave_rule_out()  # each runner's card has them
        rows = (beside(*self.domain[:2]), beside(*self.domain[2:]))
        self._domain_error = ErrorLabel(rows[-1])
        self.descent.more.add_widget(below(self._domain_heading, *rows))
        self.descent.more.add_widget(below(self._goal_heading, self.goal))

    def _connect(self) -> None:
        self.presented = (self.descent.rate,)
        for picked in (self.rate_scan.rateDragged, self.rate_scan.rateChosen):
            picked.connect(self.descent.rate.changed)
        self.rate_scan.rateChosen.connect(self.descent.rate.committed)
        for field in self.start:
            field.changed.connect(self._start_edited)
        for field in self.domain:
            field.changed.connect(self._domain_edited)
        for field in (self.function, *self.start, *self.domain):
            field.committed.connect(self.committed)

    @Slot()
    def _start_edited(self) -> None:
        self.startChanged.emit(*(field.value() for field in self.start))

    @Slot()
    def _domain_edited(self) -> None:
        self.domainChanged.emit(*(field.value() for field in self.domain))

    # ---- showing

    def show_experiment(self, *, function: str, function_key: str | None, numbers: Sequence[float]) -> None:
        """Put the experiment into the fields; ``numbers`` are x and y of the start, x from, to, y from, to."""
        self.function.show_function(function, function_key)
        for field, value in zip((*self.start, *self.domain), numbers, strict=True):
            field.set_value(value)

    def show_selected(self, name: str) -> None:
        """Say whose learning rate the slider changes; a long name may not widen the column."""
        heading = self.descent.rate.heading
        short = heading.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, px(_NAME_WIDTH))
        self.descent.rate.set_texts(
            translate("surface", "Learning rate η of {name}").format(name=short),
            translate("descent_controls", "Learning rate η: how far a step goes along the negative gradient"),
        )
        heading.setText(f"η · {short}")  # in two lines at most: nothing below moves

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field that ``path`` names; return whether there is one."""
        selected = f"runners[{self.runners.selected_index}]."
        if path.startswith(selected):
            path = path.removeprefix(selected)
            path = path if path.split(".")[0] in _OF_RUNNER else f"optimizer.{path}"
        if path == "function":
            self.function.formula.set_error(sentence, None)
        elif path == "run" or path.startswith("start"):
            self._start_error.show_error(sentence)
        elif path.startswith("domain"):
            self._domain_error.show_error(sentence)
            self.descent.more.set_open(True)
        elif path == "runners":
            self.runners.error.show_error(sentence)
        else:
            return self.descent.show_refusal(path, sentence)
        return True

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.function.formula.clear_error()
        self._start_error.show_error("")
        self._domain_error.show_error("")
        self.runners.error.show_error("")
        self.descent.clear_refusals()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.function.catalogue.set_texts(
            translate("surface", "Function f(x, y)"), translate("surface", "A named function, or your own")
        )
        self.function.formula.set_texts(
            translate("surface", "f(x, y) ="),
            translate("surface", "Type a function of x and y, such as (1 - x)^2 + 100(y - x^2)^2"),
        )
        self._start_heading.setText(translate("surface", "Start (x₀, y₀)"))
        start = translate("surface", "Where all runners begin; or drag the start on the map, or click there")
        self.start[0].set_texts(translate("surface", "x of the start"), start)
        self.start[1].set_texts(translate("surface", "y of the start"), start)
        self._domain_heading.setText(translate("surface", "Domain: x and y from … to …"))
        x = translate("surface", "Least x"), translate("surface", "Largest x")
        y = translate("surface", "Least y"), translate("surface", "Largest y")
        for field, name in zip(self.domain, (*x, *y), strict=True):
            field.set_texts(name, translate("surface", "{name} that the map shows at first").format(name=name))
        self._goal_heading.setText(translate("surface", "Count epochs to f − f* <"))
        self.goal.set_texts(
            translate("surface", "Goal of the race"),
            translate("surface", "The table counts the epochs until f is this close to its lowest value f*"),
        )


class SurfacePicture(LabPicture):
    """The surface as a map or in space, with all runners; their losses beside it, and the table of the race below.

    Emits ``spaceToggled`` when the runners are to be drawn in the other view, ``said`` with why there is no view in
    space ("" where there is one), and ``pictureRequested`` with the view in space that is to be copied (True) or saved.
    """

    spaceToggled = Signal()
    said = Signal(str)
    pictureRequested = Signal(QWidget, bool)

    def __init__(self) -> None:
        super().__init__()
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(opengl.ask)

    def build(self) -> Iterator[None]:
        """Make the plots, one in each step; the view in space is made when it is first asked for."""
        self.bar = MapBar()
        self.map = MapPlot()
        yield
        self.loss = RaceLossPlot()
        yield
        self.table = LeaderboardTable()
        yield
        self._space: SurfaceView3D | None = None
        self._camera: list[float] = []
        """Where the camera is to be once there is a view in space."""
        self._heights: Heights | None = None
        self._points: Sequence[MapPoint] = ()
        self.setFocusProxy(self.map)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.map)
        self.side = split(Qt.Orientation.Vertical, [1], self.loss)
        self.rows = split(Qt.Orientation.Horizontal, [360, 212], self._stack, self.side)
        self.rows.setStretchFactor(0, 3)
        self.rows.setStretchFactor(1, 1)
        self.beside = (self.bar, self.loss, self.table)
        fill(self, 8, self.bar, self.rows, self.table)
        self.bar.surface3dToggled.connect(self._show_space)
        opengl.answered.connect(self._show_space_if_asked_for)
        follow_language(self)

    @property
    def space(self) -> SurfaceView3D | None:
        """The view in space, while it is shown instead of the map."""
        return self._space if self.bar.surface_3d.isChecked() else None

    @property
    def camera(self) -> list[float]:
        """Where the user has put the camera of the view in space, as numbers; nothing where that was not done."""
        return self._camera if self._space is None else self._space.camera

    @camera.setter
    def camera(self, camera: list[float]) -> None:
        self._camera = camera
        if self._space is not None:
            self._space.camera = camera

    @Slot(bool)
    def _show_space(self, shown: bool) -> None:
        asks = shown and not opengl.is_known
        waiting = translate("surface", "Finding out whether the 3-D view can be shown here…")
        if asks:
            self.bar.show_note(waiting)
            opengl.ask()
        elif self.bar.note.text() == waiting:
            self.bar.show_note("")
        why = why_no_3d() if shown else ""
        self.said.emit(why)
        if why:
            self.bar.show_surface_3d(False, why)
        if asks or why or (self._space is None and not shown):
            return
        if self._space is None:
            self._space = SurfaceView3D()
            self._space.pictureRequested.connect(self.pictureRequested)
            self._stack.addWidget(self._space)
            self._space.camera = self._camera
            self.retranslate()
        view = self._space if shown else self.map
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        if self.space is not None:
            self.space.set_points(self._points)
            if self._heights is not None:
                self.space.set_surface(*self._heights)
        self.spaceToggled.emit()

    @Slot()
    def _show_space_if_asked_for(self) -> None:
        """Show the view in space for which it has just been found out whether it can be."""
        if self.bar.surface_3d.isChecked() and self._stack.currentWidget() is self.map:
            self._show_space(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Find out soon whether there can be a view in space, so that it need not be waited for."""
        super().showEvent(event)
        if not opengl.is_known:
            self._idle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the height to the map: more runners than the table shows then are scrolled to."""
        super().resizeEvent(event)
        if hasattr(self, "table"):  # not while the lab is being made
            self.table.setMaximumHeight(max(round(_TABLE_SHARE * self.height()), self.table.minimumSizeHint().height()))

    @Slot(object)
    def set_heights(self, heights: Heights) -> None:
        """Draw the heights of the function on a grid."""
        self._heights = heights
        for view in filter(None, (self.map, self.space)):
            view.set_surface(*heights)

    def set_points(self, points: Sequence[MapPoint]) -> None:
        """Mark stationary points."""
        self._points = points
        for view in filter(None, (self.map, self.space)):
            view.set_points(points)

    def set_runners(self, runners: Sequence[MapRunner]) -> None:
        """Draw the path of each runner up to its row."""
        (self.space or self.map).set_runners(runners)

    @Slot()
    def clear_run(self) -> None:
        """Show no runners, in no view."""
        self.set_runners([])
        self.map.set_next([])
        self.loss.reset_range()
        self.table.set_rows([])

    def reset_views(self) -> None:
        """Show every plot as it first stood."""
        super().reset_views()
        if self._space is not None:
            self._space.reset_view()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.map.set_texts(translate("surface", "Map of f(x, y)"), "x", "y")
        if self._space is not None:
            self._space.set_texts(translate("surface", "f(x, y) in space"))
        self.loss.set_texts(
            title=translate("surface", "Losses"),
            x=translate("surface", "epoch"),
            y=translate("surface", "f"),
        )
