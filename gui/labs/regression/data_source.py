"""Where the points of a fit come from: catalogue, CSV file, clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog

from gui.labs.regression.view import CSV, OWN_POINTS
from gui.look.folders import existing_folder
from gui.look.text import legible, render, translate
from gui.run.task import Task
from gui.widgets.tables.column_chooser import TableColumns
from model.analysis.new_data import FittedSettings, fitted_to
from model.data.datasets import DATASETS
from model.data.points import (
    CsvPoints,
    GeneratedPoints,
    GivenPoints,
    PastedPoints,
    TablePoints,
    names_of,
    pasted_points,
    points_of,
    read_points,
    with_columns,
)
from model.data.tables import read_table
from model.message import Message, Refused, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from gui.labs.regression.view import RegressionControls
    from gui.run.document import Document
    from gui.run.settings import Settings
    from model.data.points import Data
    from model.data.tables import RowProblem
    from model.engine.worker import Engine
    from model.experiment import Regression

    _Read: TypeAlias = Callable[[Callable[[float], None]], CsvPoints | PastedPoints]

_LISTED_PROBLEMS = 3
_TWO = 2
"""With so many columns there is nothing to choose."""
_PREVIEWED = 5


class _Cancelled(Exception):
    """The reading was stopped by the user."""


class DataSource(QObject):
    """Joins the controls of the data with the experiment; a long table is read in the background, with progress.

    Emits ``found`` with the fields of the experiment to change, its data and what does not fit them, and the gesture
    they belong to ("" for none).
    """

    found = Signal(object, str)

    def __init__(
        self, controls: RegressionControls, document: Document[Regression], engine: Engine, settings: Settings
    ) -> None:
        super().__init__(document)
        self._controls = controls
        self._document = document
        self._settings = settings
        self._fitted = FittedSettings({}, ())
        """What was changed with the data read last."""
        self._asked_for = document.experiment
        """The experiment for which data are being read."""
        self._asked_in_table = False
        """Whether the table of points is where the data being read were pasted."""
        self._task = Task(engine, self)
        self._task.progressed.connect(controls.show_progress)
        self._task.ended.connect(self._hide_progress)
        self._task.done.connect(self._take)
        controls.data.chosen.connect(self._choose)
        controls.count.changed.connect(self._change_count)
        controls.seed.changed.connect(self._change_seed)
        controls.columns.chosen.connect(self._choose_columns)
        controls.open_button.clicked.connect(self.ask_for_file)
        controls.paste_button.clicked.connect(self.paste)
        controls.cancel_button.clicked.connect(self._task.cancel)
        controls.table.pasted.connect(self._paste_in_table)

    # ---- the catalogue

    @Slot(str)
    def _choose(self, key: str) -> None:
        data = self._document.experiment.data
        if key == OWN_POINTS:
            self.found.emit({"data": GivenPoints(points_of(data), names_of(data))}, "")
        elif key == CSV:
            self.ask_for_file()
            self.show_data(data)
        else:
            self.found.emit({"data": GeneratedPoints(key, DATASETS[key].count, 0)}, "")

    @Slot(float)
    def _change_count(self, count: float) -> None:
        self._generate("count", count=int(count))

    @Slot(float)
    def _change_seed(self, seed: float) -> None:
        self._generate("seed", seed=int(seed))

    def _generate(self, gesture: str, **changes: int) -> None:
        data = self._document.experiment.data
        if isinstance(data, GeneratedPoints):
            self.found.emit({"data": replace(data, **changes)}, gesture)

    # ---- files and the clipboard

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a CSV file and read it."""
        name, _ = QFileDialog.getOpenFileName(
            self._controls.window(),
            translate("regression", "Open data"),
            existing_folder(self._settings.remembered("data_folder", "")),
            translate("regression", "Tables (*.csv *.tsv *.txt);;All files (*)"),
        )
        if name:
            self._settings.remember("data_folder", str(Path(name).parent))
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Read two columns of a CSV file in the background."""
        self._read(lambda progress: read_points(path, progress=progress))

    @Slot()
    def paste(self) -> None:
        """Read two columns from the clipboard."""
        self.read_text(QApplication.clipboard().text())

    @Slot(str)
    def _paste_in_table(self, text: str) -> None:
        self.read_text(text)
        self._asked_in_table = True

    def read_text(self, text: str) -> None:
        """Read two columns of pasted text in the background."""
        self._read(lambda progress: pasted_points(read_table(text, progress=progress)))

    @Slot(str, str)
    def _choose_columns(self, x: str, y: str) -> None:
        data = self._document.experiment.data
        if isinstance(data, CsvPoints | PastedPoints):
            self._read(lambda _progress: with_columns(data, x, y))

    def _read(self, read: _Read) -> None:
        self._asked_for = experiment = self._document.experiment

        def job(stop: Event, tell: Callable[[object], None]) -> FittedSettings | Message | None:
            def progress(share: float) -> None:
                if stop.is_set():
                    raise _Cancelled
                tell(share)

            try:
                return fitted_to(experiment, read(progress))
            except _Cancelled:
                return None
            except Refused as refusal:
                return refusal.message

        self._asked_in_table = False
        self._controls.clear_refusals()
        self._task.start(job)
        self._controls.show_progress(0.0)

    @Slot()
    def _hide_progress(self) -> None:
        self._controls.show_progress(None)

    @Slot(object)
    def _take(self, found: FittedSettings | Message | None) -> None:
        if isinstance(found, Message):
            sentence = render(found)
            if self._asked_in_table:
                self._controls.table.error.show_error(sentence)
            else:
                self._controls.show_refusal("data", sentence)
            self.show_data(self._document.experiment.data)  # the columns are still those from before
        elif found is not None:
            experiment, data = self._document.experiment, found.changes["data"]
            shown = experiment.data
            is_new = not isinstance(shown, TablePoints) or shown.digest != data.digest
            if experiment != self._asked_for:  # whose settings are not those that were looked at
                found = FittedSettings({"data": data}, ())
            self._fitted = found
            self.found.emit(found.changes, "")
            if is_new:
                self._controls.columns_section.set_open(sum(map(bool, data.table.counts)) > _TWO)

    # ---- showing

    def show_data(self, data: Data) -> None:
        """Show in the controls where the points come from."""
        points = points_of(data)
        key, seeded, seed = OWN_POINTS, False, 0
        note = translate("regression", "points: {count}").format(count=number_text(len(points), 9))
        if isinstance(data, GeneratedPoints):
            key, seeded, seed, note = data.generator, DATASETS[data.generator].seeded, data.seed, ""
        elif isinstance(data, CsvPoints):
            key, name = CSV, data.path.replace("\\", "/").rsplit("/", 1)[-1]
            note = f"{legible(name)} · {note}"
        columns = None
        if isinstance(data, TablePoints):
            table = data.table
            usable = tuple(map(bool, table.counts))
            rows = table.preview[:_PREVIEWED]
            if len(table.preview) > len(rows):
                rows += (("…",) * len(table.names),)
            columns = TableColumns(table.names, usable, rows, data.x, data.y)
            problems = [_problems_text(data.problems)] if data.problems else []
            said = [*map(render, data.notes), *problems, *map(render, self._said_of_settings())]
            note = "\n".join([note, *said])
        self._controls.show_data(
            key, points, seed=seed, seeded=seeded, columns=columns, names=names_of(data), note=note
        )

    def _said_of_settings(self) -> tuple[Message, ...]:
        """Return what was changed with the data, as long as all of that stands."""
        experiment, fitted = self._document.experiment, self._fitted
        stands = all(getattr(experiment, name) == value for name, value in fitted.changes.items())
        return fitted.said if stands else ()


def _problems_text(problems: Sequence[RowProblem]) -> str:
    """Return which rows could not be read, and why; the first few in full."""
    count = translate("regression", "rows that could not be read: {count}").format(count=number_text(len(problems)))
    lines = [
        translate("regression", "line {line}: {reason}").format(line=problem.line, reason=render(problem.reason))
        for problem in problems[:_LISTED_PROBLEMS]
    ]
    more = ["…"] if len(problems) > _LISTED_PROBLEMS else []
    return "\n".join([count, *lines, *more])
