"""Where the points of a fit come from: catalogue, CSV file, clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog

from gui.labs.regression.view import CSV, OWN_POINTS
from gui.look.folders import existing_folder
from gui.look.text import render, translate
from gui.run.task import Task
from model.data.datasets import DATASETS
from model.data.points import CsvPoints, GeneratedPoints, GivenPoints, points_of, read_points
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

    _Found: TypeAlias = tuple[Data, Sequence[RowProblem]]

_LISTED_PROBLEMS = 3


class _Cancelled(Exception):
    """The reading was stopped by the user."""


class DataSource(QObject):
    """Joins the controls of the data with the experiment; a long table is read in the background, with progress.

    Emits ``found`` with new data for the experiment and the gesture they belong to ("" for none).
    """

    found = Signal(object, str)

    def __init__(
        self, controls: RegressionControls, document: Document[Regression], engine: Engine, settings: Settings
    ) -> None:
        super().__init__(document)
        self._controls = controls
        self._document = document
        self._settings = settings
        self._task = Task(engine, self)
        self._task.progressed.connect(controls.show_progress)
        self._task.ended.connect(self._hide_progress)
        self._task.done.connect(self._take)
        controls.data.chosen.connect(self._choose)
        controls.count.changed.connect(self._change_count)
        controls.seed.changed.connect(self._change_seed)
        for column in (controls.column_x, controls.column_y):
            column.chosen.connect(self._choose_columns)
        controls.open_button.clicked.connect(self.ask_for_file)
        controls.paste_button.clicked.connect(self.paste)
        controls.cancel_button.clicked.connect(self._task.cancel)
        controls.table.pasted.connect(self.read_text)

    # ---- the catalogue

    @Slot(str)
    def _choose(self, key: str) -> None:
        data = self._document.experiment.data
        if key == OWN_POINTS:
            self.found.emit(GivenPoints(points_of(data)), "")
        elif key == CSV:
            self.ask_for_file()
            self.show_data(data)
        else:
            self.found.emit(GeneratedPoints(key, DATASETS[key].count, 0), "")

    @Slot(float)
    def _change_count(self, count: float) -> None:
        self._generate("count", count=int(count))

    @Slot(float)
    def _change_seed(self, seed: float) -> None:
        self._generate("seed", seed=int(seed))

    def _generate(self, gesture: str, **changes: int) -> None:
        data = self._document.experiment.data
        if isinstance(data, GeneratedPoints):
            self.found.emit(replace(data, **changes), gesture)

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

    def read_file(self, path: Path, x: str | None = None, y: str | None = None) -> None:
        """Read two columns of a CSV file in the background."""
        self._read(lambda progress: (read_points(path, x, y, progress), ()))  # whose problems are shown with the data

    @Slot()
    def paste(self) -> None:
        """Read two columns from the clipboard."""
        self.read_text(QApplication.clipboard().text())

    @Slot(str)
    def read_text(self, text: str) -> None:
        """Read two columns of pasted text in the background."""

        def read(progress: Callable[[float], None]) -> _Found:
            table = read_table(text, progress=progress)
            points, problems = table.points(*table.number_columns())
            return GivenPoints(points), problems

        self._read(read)

    @Slot()
    def _choose_columns(self) -> None:
        data = self._document.experiment.data
        if isinstance(data, CsvPoints):
            self.read_file(Path(data.path), self._controls.column_x.current(), self._controls.column_y.current())

    def _read(self, read: Callable[[Callable[[float], None]], _Found]) -> None:
        def job(stop: Event, tell: Callable[[object], None]) -> _Found | Message | None:
            def progress(share: float) -> None:
                if stop.is_set():
                    raise _Cancelled
                tell(share)

            try:
                return read(progress)
            except _Cancelled:
                return None
            except Refused as refusal:
                return refusal.message

        self._task.start(job)
        self._controls.show_progress(0.0)

    @Slot()
    def _hide_progress(self) -> None:
        self._controls.show_progress(None)

    @Slot(object)
    def _take(self, found: _Found | Message | None) -> None:
        if isinstance(found, Message):
            self._controls.show_refusal("data", render(found))
        elif found is not None:
            data, problems = found
            self.found.emit(data, "")
            if problems:
                self._controls.show_refusal("data", _problems_text(problems))

    # ---- showing

    def show_data(self, data: Data) -> None:
        """Show in the controls where the points come from."""
        points = points_of(data)
        key, seeded, seed, columns = OWN_POINTS, False, 0, None
        note = translate("regression", "points: {count}").format(count=number_text(len(points), 9))
        if isinstance(data, GeneratedPoints):
            key, seeded, seed, note = data.generator, DATASETS[data.generator].seeded, data.seed, ""
        elif isinstance(data, CsvPoints):
            key, columns = CSV, (data.names or (data.x, data.y), data.x, data.y)
            name = data.path.replace("\\", "/").rsplit("/", 1)[-1]
            note = f"{name} · {note}"
            if data.problems:
                note += "\n" + _problems_text(data.problems)
        self._controls.show_data(key, points, seed=seed, seeded=seeded, columns=columns, note=note)


def _problems_text(problems: Sequence[RowProblem]) -> str:
    """Return which rows could not be read, and why; the first few in full."""
    count = translate("regression", "rows that could not be read: {count}").format(count=number_text(len(problems)))
    lines = [
        translate("regression", "line {line}: {reason}").format(line=problem.line, reason=render(problem.reason))
        for problem in problems[:_LISTED_PROBLEMS]
    ]
    more = ["…"] if len(problems) > _LISTED_PROBLEMS else []
    return "\n".join([count, *lines, *more])
