"""The Minimise lab's widgets: controls on the left, three plots in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot

from gui.look.text import follow_language, translate
from gui.plots.curves.curve import CurvePlot
from gui.plots.rows.difference import DifferencePlot
from gui.plots.rows.loss import LossPlot
from gui.run.lab_view import LabControls, LabPicture
from gui.widgets.arranged import below, beside, fill, split
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.descent_controls import DescentControls
from gui.widgets.fields.function_chooser import FunctionChooser
from gui.widgets.fields.number_field import NumberField
from gui.widgets.fields.section import Fold
from gui.widgets.fields.slider_field import SliderField
from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.parts import HeadingLabel
from gui.widgets.tables.pin_table import PinTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QLayout

_LIMIT = 1e30


class MinimiseControls(LabControls):
    """Function, start, learning rate, optimizer and epochs; ``domainChanged(float, float)`` gives both ends."""

    domainChanged = Signal(float, float)

    def build(self) -> Iterator[None]:
        """Make the fields, in steps."""
        self.function = FunctionChooser()
        self.derivative = EquationView()
        self.start = SliderField(-6.0, 6.0)
        yield
        self.descent = DescentControls()
        yield
        self.low = NumberField(-6.0, low=-_LIMIT, high=_LIMIT)
        self.high = NumberField(6.0, low=-_LIMIT, high=_LIMIT)
        self._domain_label = HeadingLabel()
        self._build()
        self._connect()
        follow_language(self)

    def _build(self) -> None:
        self.arrange(self.function, self.derivative, self.start, self.descent)
        ends = beside(self.low, self.high)
        self._domain_error = ErrorLabel(ends)
        self.descent.more.add_widget(below(self._domain_label, ends))

    def _connect(self) -> None:
        self.presented = (self.start, self.descent.rate)
        for end in (self.low, self.high):
            end.changed.connect(self._domain_edited)
        for field in (self.function, self.start, self.low, self.high):
            field.committed.connect(self.committed)

    @Slot()
    def _domain_edited(self) -> None:
        self.domainChanged.emit(self.low.value(), self.high.value())

    # ---- showing

    def show_experiment(
        self,
        *,
        function: str,
        function_key: str | None,
        start: float,
        domain: tuple[float, float],
    ) -> None:
        """Put the experiment into the fields."""
        self.function.show_function(function, function_key)
        self.start.set_slider_range(*domain)
        self.start.set_value(start)
        self.low.set_value(domain[0])
        self.high.set_value(domain[1])

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field that ``path`` names; say whether there is one."""
        if path == "function":
            self.function.formula.set_error(sentence, None)
        elif path == "run" or path.startswith("start"):
            self.start.set_error(sentence)
        elif path.startswith("domain"):
            self._domain_error.show_error(sentence)
            self.descent.more.set_open(True)
        else:
            return self.descent.show_refusal(path, sentence)
        return True

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.function.formula.clear_error()
        self.start.clear_error()
        self._domain_error.show_error("")
        self.descent.clear_refusals()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.function.catalogue.set_texts(
            translate("minimise", "Function f(x)"), translate("minimise", "A named function, or your own")
        )
        self.function.formula.set_texts(
            translate("minimise", "f(x) ="),
            translate("minimise", "Type a function of x, such as 2x^4 - 3x^2 + 2x - 20 or sin(3x)e^(-x²/9)"),
        )
        self.start.set_texts(
            translate("minimise", "Start x₀"),
            translate("minimise", "Where the descent begins; or drag the point on the curve"),
        )
        self._domain_label.setText(translate("minimise", "Domain"))
        self.low.set_texts(
            translate("minimise", "Lower end of the domain"),
            translate("minimise", "The curve is drawn from here"),
        )
        self.high.set_texts(
            translate("minimise", "Upper end of the domain"),
            translate("minimise", "The curve is drawn up to here"),
        )


class MinimisePicture(LabPicture):
    """The curve with the descent, the loss history, and, when asked for, the derivative by hand against autograd's."""

    def build(self) -> Iterator[None]:
        """Make the plots, one in each step."""
        self.curve = CurvePlot()
        yield
        self.loss = LossPlot()
        yield
        self.difference = DifferencePlot()
        yield
        self.fold = Fold()
        self.pins = PinTable()
        yield
        self.setFocusProxy(self.curve)
        self.side = split(Qt.Orientation.Horizontal, [340, 250], self.loss, self.difference)
        self.rows = split(Qt.Orientation.Vertical, [380, 250], self.curve, self.side)
        self.beside = (self.loss, self.difference, self.fold, self.pins)
        fill(self, 8, self.rows, self.fold, self.pins)
        cast("QLayout", self.layout()).setAlignment(self.fold, Qt.AlignmentFlag.AlignLeft)
        self.difference.hide()
        self.fold.toggled.connect(self.difference.setVisible)
        follow_language(self)

    @Slot()
    def clear_run(self) -> None:
        """Draw the function alone."""
        self.curve.set_trail(np.empty(0), np.empty(0), -1)
        self.curve.set_tangent(None)
        self.curve.set_ghost(None, None)
        self.loss.forget_run()
        self.difference.set_waiting("")

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.curve.set_texts(
            title=translate("minimise", "f(x) and the descent"),
            x=translate("minimise", "x"),
            y=translate("minimise", "f(x)"),
        )
        self.loss.set_texts(
            title=translate("minimise", "Loss history"),
            x=translate("minimise", "epoch"),
            y=translate("minimise", "loss f(x)"),
        )
        title = translate("minimise", "f′(x): symbolic − autograd")
        self.fold.set_title(
            title, translate("minimise", "Compare the derivative worked out by hand with autograd's, in every row")
        )
        self.difference.set_texts(
            title=title,
            x=translate("minimise", "epoch"),
            y=translate("minimise", "difference"),
        )
