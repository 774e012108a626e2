"""Where the Regression lab's points come from: catalogue, CSV file, clipboard."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog

from gui.labs.regression.view import CSV, OWN_POINTS
from gui.look.text import render, translate
from model.data.datasets import DATASETS
from model.data.points import CsvPoints, GeneratedPoints, GivenPoints, points_of, read_points
from model.data.tables import read_table
from model.message import Message, Refused, number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.labs.regression.view import RegressionControls
    from gui.run.descent_lab import DescentLab
    from gui.run.services import Services
    from model.data.tables import RowProblem, Table

__all__ = ["DataSource"]

_LISTED_PROBLEMS = 3
_TAG = ("regression", "data")


class _Cancelled(Exception):
    """The reading was stopped by the user."""


class DataSource(QObject):
    """Finds points and hands them on; a long read happens in the worker's thread, with progress.

    Signals
    -------
    found(object, str)
        New data for the experiment, and the gesture it belongs to ("" for none).
    """

    found = Signal(object, str)
    _progressed = Signal(float)

    def __init__(self, controls: RegressionControls, services: Services, lab: DescentLab) -> None:
        super().__init__(lab)
        self._controls = controls
        self._services = services
        self._lab = lab
        self._cancel = Event()
        self._names: dict[str, tuple[str, ...]] = {}
        controls.dataChosen.connect(self._chosen)
        controls.countChanged.connect(self._count_changed)
        controls.seedChanged.connect(self._seed_changed)
        controls.columnsChosen.connect(self._columns_chosen)
        controls.openRequested.connect(self.ask_for_file)
        controls.pasteRequested.connect(self.paste)
        controls.cancelRequested.connect(self._cancel_reading)
        controls.table.pasted.connect(self.read_text)
        self._progressed.connect(controls.show_progress)
        services.engine.jobDone.connect(self._job_done)
        services.engine.jobFailed.connect(self._job_failed)

    # ---- the catalogue

    @Slot(str)
    def _chosen(self, key: str) -> None:
        data = self._lab.document.experiment.data
        if key == OWN_POINTS:
            self.found.emit(GivenPoints(points_of(data)), "")
        elif key == CSV:
            self.ask_for_file()
            self._lab.show_experiment(self._lab.document.experiment)
        else:
            self.found.emit(GeneratedPoints(key, DATASETS[key].count, 0), "")

    @Slot(float)
    def _count_changed(self, count: float) -> None:
        data = self._lab.document.experiment.data
        if isinstance(data, GeneratedPoints):
            self.found.emit(GeneratedPoints(data.generator, int(count), data.seed), "count")

    @Slot(float)
    def _seed_changed(self, seed: float) -> None:
        data = self._lab.document.experiment.data
        if isinstance(data, GeneratedPoints):
            self.found.emit(GeneratedPoints(data.generator, data.count, int(seed)), "seed")

    # ---- files and the clipboard

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a CSV file and read it."""
        settings = self._services.settings
        name, _ = QFileDialog.getOpenFileName(
            self._controls.window(),
            translate("regression", "Open data"),
            str(settings.value("data_folder", str(Path.home()))),
            translate("regression", "Tables (*.csv *.tsv *.txt);;All files (*)"),
        )
        if name:
            settings.setValue("data_folder", str(Path(name).parent))
            self.read_file(Path(name))

    def read_file(self, path: Path, x: str | None = None, y: str | None = None) -> None:
        """Read two columns of a CSV file in the worker's thread."""
        self._submit(lambda progress: read_points(path, x, y, progress))

    @Slot()
    def paste(self) -> None:
        """Read two columns from the clipboard."""
        self.read_text(QApplication.clipboard().text())

    @Slot(str)
    def read_text(self, text: str) -> None:
        """Read two columns of pasted text in the worker's thread."""

        def job(progress: Callable[[float], None]) -> object:
            table: Table = read_table(text, progress=progress)
            points, problems = table.points(*table.number_columns())
            return GivenPoints(points), problems

        self._submit(job)

    @Slot(str, str)
    def _columns_chosen(self, x: str, y: str) -> None:
        data = self._lab.document.experiment.data
        if isinstance(data, CsvPoints) and (x, y) != (data.x, data.y):
            self.read_file(Path(data.path), x, y)

    def _submit(self, job: Callable[[Callable[[float], None]], object]) -> None:
        self._cancel.clear()
        self._controls.show_progress(0.0)

        def progress(share: float) -> None:
            if self._cancel.is_set():
                raise _Cancelled
            self._progressed.emit(share)

        def run(_stop: object) -> object:
            try:
                return job(progress)
            except _Cancelled:
                return None
            except Refused as refusal:
                return refusal.message

        self._services.engine.submit(run, _TAG)

    @Slot()
    def _cancel_reading(self) -> None:
        self._cancel.set()

    @Slot(object, object)
    def _job_done(self, tag: object, result: object) -> None:
        if tag != _TAG:
            return
        self._controls.show_progress(None)
        if isinstance(result, Message):
            self._controls.show_refusal("data", render(result))
        elif isinstance(result, CsvPoints):
            self.found.emit(result, "")
        elif isinstance(result, tuple):
            points, problems = result
            self.found.emit(points, "")
            if problems:
                self._controls.show_refusal("data", self.problems_text(problems))

    @Slot(object, object)
    def _job_failed(self, tag: object, _reason: object) -> None:
        if tag == _TAG:
            self._controls.show_progress(None)

    # ---- what is said of them

    def column_names(self, data: CsvPoints) -> tuple[str, ...]:
        """Return the names of a CSV file's columns."""
        return data.names or (data.x, data.y)

    def problems_text(self, problems: tuple[RowProblem, ...]) -> str:
        """Return which rows could not be read, and why; the first few in full."""
        count = translate("regression", "rows that could not be read: {count}").format(count=number_text(len(problems)))
        lines = [
            translate("regression", "line {line}: {reason}").format(line=problem.line, reason=render(problem.reason))
            for problem in problems[:_LISTED_PROBLEMS]
        ]
        if len(problems) > _LISTED_PROBLEMS:
            lines.append("…")
        return "\n".join([count, *lines])
