"""Entry of one number, with its reason for refusing below it."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.fields.number_edit import NumberEdit
from gui.widgets.parts import ErrorLabel

__all__ = ["NumberField", "OptionalNumberField"]


class NumberField(QWidget):
    """A number with its reason for refusing below it.

    Signals
    -------
    changed(float)
        Another number is in force, while typing and stepping: show its effect at once.
    committed(float)
        The number as it was left, if it is another than before.
    """

    changed = Signal(float)
    committed = Signal(float)

    def __init__(
        self,
        value: float | None = 0.0,
        *,
        low: float = -math.inf,
        high: float = math.inf,
        low_open: bool = False,
        high_open: bool = False,
        integer: bool = False,
        parent: QWidget | None = None,
        **options: Any,
    ) -> None:
        super().__init__(parent)
        self.edit = NumberEdit(
            value,
            low=low,
            high=high,
            low_open=low_open,
            high_open=high_open,
            integer=integer,
            **options,
        )
        self.error = ErrorLabel()
        self._refused = ""
        self._problem = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.edit)
        layout.addWidget(self.error)
        self.setFocusProxy(self.edit)
        self.edit.edited.connect(self._edited)
        self.edit.finished.connect(self._finished)
        self.edit.problem.connect(self._show_problem)

    def value(self) -> Any:
        """Return the number in force: the last good one; None only where a field may be empty."""
        return self.edit.value()

    def set_value(self, value: float | None) -> None:
        """Show ``value`` without telling anybody; text being typed for this very value stays as it is."""
        self.edit.set_value(value)

    def set_texts(self, name: str, tooltip: str = "") -> None:
        """Set the name for screen readers, and the tooltip."""
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(tooltip or name)

    def set_placeholder(self, text: str) -> None:
        """Set what an empty field shows."""
        self.edit.setPlaceholderText(text)

    def set_error(self, sentence: str) -> None:
        """Say why the number was refused by somebody who knows more; stays until `clear_error`."""
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


class OptionalNumberField(NumberField):
    """A number that may be left empty, which is None."""

    changed = Signal(object)
    committed = Signal(object)

    def __init__(self, value: float | None = None, **options: Any) -> None:
        super().__init__(value, optional=True, **options)
