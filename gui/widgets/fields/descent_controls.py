"""The controls that all labs with a descent share: learning rate, optimizer, schedule, clipping, noise, epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from gui.look.text import follow_language, translate
from gui.widgets.arranged import beside, column
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.choice import Choice
from gui.widgets.fields.knob_panel import KnobItem, KnobPanel
from gui.widgets.fields.number_field import NumberField, OptionalNumberField
from gui.widgets.fields.section import Section
from gui.widgets.fields.slider_field import SliderField
from gui.widgets.fields.step_parts import PartItem, StepParts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_EPOCHS = 1_000_000_000
_LIMIT = 1e30


class DescentControls(QWidget):
    """Learning rate, optimizer, knobs, schedule, clipping, noise, epochs, number type and tolerance.

    ``knobChanged`` carries a knob of the optimizer, of which the learning rate is one, and its new value; ``committed``
    tells that the drag or typing in progress is over.
    """

    knobChanged = Signal(str, object)
    committed = Signal()
    rate_span = (1e-5, 2.0)
    """The ends of the slider of learning rates."""

    def __init__(self) -> None:
        super().__init__()
        self.rate = SliderField(*self.rate_span, logarithmic=True, field_low=0.0, field_high=1e6)
        self.optimizer = Choice()
        self.knob_section = Section()
        self.knobs = KnobPanel()
        self._shown_optimizer = ""
        self._chooses_rule = True
        self.parts = StepParts()
        self.epochs = NumberField(15, low=1, high=_MOST_EPOCHS, integer=True)
        self.more = Section()
        self.dtype = Choice()
        self.tolerance = OptionalNumberField(None, low=0.0, high=_LIMIT, low_open=True)
        self._epochs_label, self._tolerance_label = QLabel(), QLabel()
        self._error = ErrorLabel(self.knob_section)
        for label in (self._epochs_label, self._tolerance_label):
            label.setProperty("role", "heading")
        self.knob_section.add_widget(self.knobs)
        self.more.add_widget(self.dtype)
        full_height = Qt.AlignmentFlag(0)
        self.more.add_widget(beside(self._tolerance_label, self.tolerance, alignment=full_height))
        epochs = beside(self._epochs_label, self.epochs, alignment=full_height)
        column(self, 8, self.rate, self.optimizer, self.knob_section, self.parts, epochs, self.more)
        self.rate.changed.connect(self._rate_changed)
        self.knobs.changed.connect(self.knobChanged)
        for field in (self.rate, self.knobs, self.parts, self.epochs, self.tolerance):
            field.committed.connect(self.committed)
        follow_language(self)

    @Slot(float)
    def _rate_changed(self, rate: float) -> None:
        self.knobChanged.emit("learning_rate", rate)

    def set_catalogues(
        self,
        optimizers: Sequence[tuple[str, str, str]],
        parts: Mapping[str, Sequence[tuple[str, str, str]]],
    ) -> None:
        """Fill the lists of optimizers, and of schedules, clipping and noise, with (key, title, tooltip)."""
        self.optimizer.set_items(optimizers)
        self.parts.set_catalogues(parts)

    def leave_rule_out(self) -> None:
        """Hide the optimizer and its knobs, for a lab that shows them elsewhere."""
        self._chooses_rule = False
        self.optimizer.hide()
        self.knob_section.hide()
        self._error = ErrorLabel(self.rate)

    def show_setting(
        self,
        *,
        optimizer: str,
        rate: float,
        knobs: Sequence[KnobItem],
        parts: Mapping[str, PartItem],
        epochs: int,
        dtype: str,
        tolerance: float | None,
    ) -> None:
        """Put the settings of a descent into the fields; ``knobs`` are those of the optimizer but its rate."""
        self.optimizer.set_current(optimizer)
        self.rate.set_value(rate)
        self.knobs.set_items(knobs)
        self.knob_section.setVisible(bool(knobs) and self._chooses_rule)
        if optimizer != self._shown_optimizer:
            self._shown_optimizer = optimizer
            self.knob_section.set_open(any(knob.value for knob in knobs))
        self.parts.show_parts(parts)
        self.epochs.set_value(epochs)
        self.dtype.set_current(dtype)
        self.tolerance.set_value(tolerance)

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field that ``path`` names; return whether there is one."""
        if path == "optimizer.learning_rate":
            self.rate.set_error(sentence)
        elif path.startswith("optimizer"):
            self._error.show_error(sentence)
        else:
            return self.parts.show_refusal(path, sentence)
        return True

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.rate.clear_error()
        self._error.show_error("")
        self.parts.clear_refusals()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.rate.set_texts(
            translate("descent_controls", "Learning rate η"),
            translate("descent_controls", "Learning rate η: how far a step goes along the negative gradient"),
        )
        self.optimizer.set_texts(
            translate("descent_controls", "Optimizer"),
            translate("descent_controls", "The rule that turns a gradient into a step"),
        )
        self.knob_section.set_title(translate("descent_controls", "Settings of the optimizer"))
        self._epochs_label.setText(translate("descent_controls", "Epochs"))
        self.epochs.set_texts(
            translate("descent_controls", "Epochs"),
            translate("descent_controls", "How many passes the run makes"),
        )
        self.more.set_title(translate("descent_controls", "More"))
        self.dtype.set_texts(
            translate("descent_controls", "Number type"),
            translate("descent_controls", "float64 has 16 digits, float32 has 7, PyTorch's usual"),
        )
        self.dtype.set_items([("float64", "float64", ""), ("float32", "float32", "")])
        self._tolerance_label.setText(translate("descent_controls", "Stop at ‖∇‖ <"))
        self.tolerance.set_texts(
            translate("descent_controls", "Tolerance"),
            translate("descent_controls", "Stop when the gradient norm ‖∇L‖ is below this; empty means never"),
        )
        self.tolerance.set_placeholder(translate("descent_controls", "never"))
