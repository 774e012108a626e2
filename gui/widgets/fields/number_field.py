"""Entry of one number, with its reason for refusing under it."""

from __future__ import annotations

from typing import TypedDict, Unpack

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.widgets.arranged import column
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.number_edit import NumberEdit


class NumberEntry(QWidget):
    """What the fields of one number share: the line, the sentence that refuses it, and what they tell.

    ``changed`` carries another number in force, while typing, stepping and dragging: show its effect at once.
    ``committed`` carries the number as it was left, if it is another than before.
    """

    changed = Signal(float)
    committed = Signal(float)

    def __init__(self, edit: NumberEdit) -> None:
        super().__init__()
        self.edit = edit
        self.error = ErrorLabel(edit)
        self._refused = self._problem = ""
        edit.edited.connect(self._edited)
        edit.finished.connect(self._finished)
        edit.problem.connect(self._show_problem)

    def value(self) -> float | None:
        """Return the number in force: the last good one; None only where a field may be empty."""
        return self.edit.value()

    def set_value(self, value: float | None) -> None:
        """Show ``value`` without a signal; text being typed for this very value stays as it is."""
        self.edit.set_value(value)

    def set_texts(self, name: str, tooltip: str = "") -> None:
        """Set the name for screen readers, and the tooltip."""
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(tooltip or name)

    def set_error(self, sentence: str) -> None:
        """Say why the experiment refuses the number; stays until `clear_error`."""
        self._refused = sentence
        self._show_problem(self._problem)

    def clear_error(self) -> None:
        """Take back what `set_error` said; the field's own reason stays."""
        self.set_error("")

    @Slot(object)
    def _edited(self, value: float | None) -> None:
        self.changed.emit(value)

    @Slot(object)
    def _finished(self, value: float | None) -> None:
        self.committed.emit(value)

    @Slot(str)
    def _show_problem(self, sentence: str) -> None:
        self._problem = sentence
        self.error.show_error(sentence or self._refused)
        self.edit.set_outlined(bool(self._refused))


class _Bounds(TypedDict, total=False):
    """What `NumberEdit` takes beside the number."""

    low: float
    high: float
    low_open: bool
    high_open: bool
    integer: bool
    optional: bool


class NumberField(NumberEntry):
    """A number with its reason for refusing under it; made with the bounds of a `NumberEdit`."""

    def __init__(self, value: float | None = 0.0, **bounds: Unpack[_Bounds]) -> None:
        super().__init__(NumberEdit(value, **bounds))
        column(self, 0, self.edit)
        self.setFocusProxy(self.edit)

    def set_placeholder(self, text: str) -> None:
        """Set what an empty field shows."""
        self.edit.setPlaceholderText(text)


class OptionalNumberField(NumberField):
    """A number that may be left empty, which is None."""

    changed = Signal(object)
    committed = Signal(object)

    def __init__(self, value: float | None = None, **bounds: Unpack[_Bounds]) -> None:
        bounds["optional"] = True
        super().__init__(value, **bounds)
