"""The Regression lab's widgets: controls on the left, three plots in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QProgressBar, QPushButton

from gui.look.text import follow_language, translate
from gui.plots.curves.scatter import ScatterPlot
from gui.plots.heights.plane import PlanePlot
from gui.plots.rows.loss import LossPlot
from gui.run.lab_view import LabControls, LabPicture
from gui.widgets.arranged import beside, fill, split
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.descent_controls import DescentControls
from gui.widgets.fields.formula_field import FormulaField
from gui.widgets.fields.knob_panel import KnobPanel
from gui.widgets.fields.number_field import NumberField, OptionalNumberField
from gui.widgets.fields.section import Section
from gui.widgets.parts import NoteLabel
from gui.widgets.tables.column_chooser import ColumnChooser
from gui.widgets.tables.data_table import DataTable
from gui.widgets.tables.pin_table import PinTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gui.widgets.tables.column_chooser import TableColumns

OWN_POINTS = "own points"
CSV = "csv"
OWN_LOSS = "own loss"
GIVEN, SEEDED = "given", "seeded"
_MOST_SEED = 2**32 - 1
_TABLE_HEIGHT = 180


class RegressionControls(LabControls):
    """Data, prediction, loss, start, learning rate, optimizer and epochs."""

    def build(self) -> Iterator[None]:
        """Make the fields, in steps."""
        self._has_points = False
        self.data = Choice()
        self.count = NumberField(100, low=2, high=1_000_000, integer=True)
        self.seed = NumberField(0, low=0, high=_MOST_SEED, integer=True)
        self.open_button, self.paste_button = QPushButton(), QPushButton()
        self.cancel_button = QPushButton()
        self.progress = QProgressBar()
        self.data_note = NoteLabel()
        self.columns_section = Section()
        self.columns = ColumnChooser()
        self.table_section = Section()
        self.table = DataTable()
        self.standardise = QCheckBox()
        self.standardise_note = NoteLabel()
        yield
        self.prediction = FormulaField()
        self.loss = Choice()
        self.loss_formula = FormulaField()
        self.loss_knobs = KnobPanel()
        self.start_section = Section()
        self.start_kind = Choice()
        self.start_seed = NumberField(0, low=0, high=_MOST_SEED, integer=True)
        self.start_values = KnobPanel()
        self.start_error = ErrorLabel(self.start_section)
        self.residuals = Choice()
        self.residuals.set_current("none")
        yield
        self.descent = DescentControls()
        yield
        self.batch = OptionalNumberField(None, low=1, high=100_000_000, integer=True)
        self.shuffle_seed = NumberField(0, low=0, high=_MOST_SEED, integer=True)
        self._labels = {name: QLabel() for name in ("count", "seed", "start_seed", "batch", "shuffle")}
        self._build()
        self.presented = (self.descent.rate,)
        numbers = (self.count, self.seed, self.start_seed, self.batch, self.shuffle_seed)
        for field in (*numbers, self.prediction, self.loss_formula, self.loss_knobs, self.start_values):
            field.committed.connect(self.committed)
        follow_language(self)

    def _build(self) -> None:
        self._generator_row = beside(self._labels["count"], self.count, self._labels["seed"], self.seed)
        self._progress_row = beside(self.progress, self.cancel_button)
        self._progress_row.hide()
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.table.setFixedHeight(_TABLE_HEIGHT)
        self.columns_section.add_widget(self.columns)
        self.table_section.add_widget(self.table)
        self._start_seed_row = beside(self._labels["start_seed"], self.start_seed)
        for widget in (self.start_kind, self._start_seed_row, self.start_values):
            self.start_section.add_widget(widget)
        readers = beside(self.open_button, self.paste_button)
        self.data_error = ErrorLabel(readers)
        self.arrange(
            self.data,
            self._generator_row,
            readers,
            self._progress_row,
            self.data_note,
            self.columns_section,
            self.prediction,
            self.loss,
            self.loss_formula,
            self.loss_knobs,
            self.descent,
            self.standardise,
            self.standardise_note,
            self.residuals,
            self.start_section,
            self.table_section,
        )
        self.descent.rate.keep_note()
        self.descent.more.add_widget(beside(self._labels["batch"], self.batch))
        self.descent.more.add_widget(beside(self._labels["shuffle"], self.shuffle_seed))

    # ---- showing

    def show_data(
        self,
        key: str,
        points: NDArray[np.float64],
        *,
        seed: int,
        seeded: bool,
        columns: TableColumns | None,
        names: tuple[str, str],
        note: str,
    ) -> None:
        """Show where the points come from; ``columns`` is the table that they are columns of, ``names`` theirs."""
        self.data.set_current(key)
        self._generator_row.setVisible(seeded)
        self.count.set_value(len(points))
        self.seed.set_value(seed)
        self._has_points = len(points) > 0
        self.columns_section.setVisible(columns is not None)
        if columns is not None:
            self.columns.set_table(columns)
        self.data_note.setText(note)
        self.table.set_points(points, names)

    def show_progress(self, share: float | None) -> None:
        """Show how much of a file is read, 0 to 1; None when nothing is being read."""
        self._progress_row.setVisible(share is not None)
        if share is not None:
            self.progress.setValue(round(100 * share))

    def show_start(self, kind: str, seed: int) -> None:
        """Show whether the start is drawn or given."""
        self.start_kind.set_current(kind)
        self._start_seed_row.setVisible(kind == SEEDED)
        self.start_seed.set_value(seed)

    def show_standardise(self, on: bool, note: str) -> None:
        """Show whether x is standardised, and what that means."""
        self.standardise.setChecked(on)
        self.standardise_note.setText(note)

    def show_loss(self, key: str, formula: str) -> None:
        """Show the loss, and the formula where it is the user's own."""
        self.loss.set_current(key)
        self.loss_formula.setVisible(key == OWN_LOSS)
        if key == OWN_LOSS:
            self.loss_formula.set_text(formula)

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field that ``path`` names; return whether there is one."""
        if path == "run":
            path = "start" if self._has_points else "data"
        if path == "prediction":
            self.prediction.set_error(sentence, None)
        elif path == "loss":
            self.loss_formula.set_error(sentence, None)
        elif path.startswith("start"):
            self.start_section.set_open(True)
            self.start_error.show_error(sentence)
        elif path.startswith("data"):
            self.data_error.show_error(sentence)
        else:
            return self.descent.show_refusal(path, sentence)
        return True

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.prediction.clear_error()
        self.loss_formula.clear_error()
        self.start_error.show_error("")
        self.data_error.show_error("")
        self.descent.clear_refusals()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.data.set_texts(
            translate("regression", "Data"), translate("regression", "A known data set, or your own points")
        )
        self._labels["count"].setText(translate("regression", "points"))
        self._labels["seed"].setText(translate("regression", "seed"))
        self.count.set_texts(
            translate("regression", "Number of points"), translate("regression", "How many points are drawn")
        )
        self.seed.set_texts(
            translate("regression", "Seed of the data"),
            translate("regression", "The same seed draws the same points"),
        )
        self.open_button.setText(translate("regression", "Open CSV…"))
        self.open_button.setToolTip(translate("regression", "Read two columns of a CSV file"))
        self.paste_button.setText(translate("regression", "Paste"))
        self.paste_button.setToolTip(translate("regression", "Read points from a table on the clipboard (Ctrl+V)"))
        self.cancel_button.setText(translate("regression", "Cancel"))
        self.columns_section.set_title(translate("regression", "Columns for x and y"))
        self.table_section.set_title(translate("regression", "Table of points"))
        self.standardise.setText(translate("regression", "Standardise x"))
        self.standardise.setToolTip(translate("regression", "Descend on (x − mean) / standard deviation instead of x"))
        self.prediction.set_texts(
            translate("regression", "Prediction y = "),
            translate(
                "regression",
                "A formula in x; every other letter is a parameter to learn: w*x + b, a*sin(k*x) + c",
            ),
        )
        self.loss.set_texts(translate("regression", "Loss function"), translate("regression", "What is minimised"))
        self.loss_formula.set_texts(
            translate("regression", "Loss formula"),
            translate("regression", "One number from y, y_pred and parameters, such as mean((y - y_pred)^2) + 0.1*w^2"),
        )
        self.start_section.set_title(translate("regression", "Start of the parameters"))
        self.start_kind.set_texts(
            translate("regression", "Start"), translate("regression", "Where the parameters begin")
        )
        self.start_kind.set_items(
            [
                (SEEDED, translate("regression", "drawn from N(0, 1)"), ""),
                (GIVEN, translate("regression", "given"), ""),
            ]
        )
        self._labels["start_seed"].setText(translate("regression", "seed"))
        self.start_seed.set_texts(
            translate("regression", "Seed of the start"),
            translate("regression", "The same seed draws the same start"),
        )
        self.residuals.set_texts(
            translate("regression", "Residuals"),
            translate("regression", "Show how far each point is from the prediction"),
        )
        self.residuals.set_items(
            [
                ("none", translate("regression", "hidden"), ""),
                ("lines", translate("regression", "as lines"), ""),
                ("squares", translate("regression", "squared, as squares"), ""),
            ]
        )
        self._labels["batch"].setText(translate("regression", "batch size"))
        self.batch.set_texts(
            translate("regression", "Batch size"),
            translate("regression", "Points in each update; empty means all"),
        )
        self.batch.set_placeholder(translate("regression", "all"))
        self._labels["shuffle"].setText(translate("regression", "shuffle seed"))
        self.shuffle_seed.set_texts(
            translate("regression", "Shuffle seed"),
            translate("regression", "Decides the order of the mini-batches"),
        )


class RegressionPicture(LabPicture):
    """The scatter with its line, the loss history, and the path in the plane of two parameters."""

    def build(self) -> Iterator[None]:
        """Make the plots, one in each step."""
        self._names = ("", "")
        self.scatter = ScatterPlot()
        yield
        self.loss = LossPlot()
        yield
        self.plane = PlanePlot()
        yield
        self.pins = PinTable()
        yield
        self.setFocusProxy(self.scatter)
        self.side = split(Qt.Orientation.Horizontal, [300, 300], self.loss, self.plane)
        self.rows = split(Qt.Orientation.Vertical, [360, 270], self.scatter, self.side)
        self.beside = (self.loss, self.plane, self.pins)
        fill(self, 12, self.rows, self.pins)
        follow_language(self)

    @Slot()
    def clear_run(self) -> None:
        """Draw the points alone."""
        self.scatter.set_line(None, None)
        self.scatter.set_start_line(None, None)
        self.plane.set_path(np.empty(0), np.empty(0), -1)
        self.loss.forget_run()

    def show_names(self, names: tuple[str, str]) -> None:
        """Write at the axes what x and y are called; each is empty where it has no name."""
        self._names = names
        x, y = names
        self.scatter.set_texts(
            title=translate("regression", "Points and prediction"),
            x=x or translate("regression", "x"),
            y=y or translate("regression", "y"),
        )

    def show_plane(self, names: tuple[str, ...]) -> None:
        """Show the plane of the parameters where there are two of them."""
        self.plane.setVisible(len(names) == 2)
        self.scatter.set_plane(len(names) == 2)
        if len(names) == 2:
            self.plane.set_texts(title=translate("regression", "Path over the loss"), x=names[0], y=names[1])

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.show_names(self._names)
        self.scatter.set_empty_text(
            translate("regression", "Click to add points, paste from a spreadsheet, or choose a data set")
        )
        self.loss.set_texts(
            title=translate("regression", "Loss history"),
            x=translate("regression", "epoch"),
            y=translate("regression", "loss"),
        )
