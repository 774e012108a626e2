"""Names with their values, in figures of one width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gui.widgets.parts import px, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Readouts"]


class Readouts(QWidget):
    """A list of names and values; setting a value that stands there already costs nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[QLabel] = []
        self._values: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(3))
        self._grid.setColumnStretch(1, 1)

    def set_values(self, values: Sequence[tuple[str, ...]]) -> None:
        """Show (name, value) or (name, value, tooltip) pairs, in order."""
        while len(self._names) < len(values):
            self._add()
        for place, entry in enumerate(values):
            name, value = entry[0], entry[1]
            tooltip = entry[2] if len(entry) > 2 else ""
            self._set(self._names[place], name, tooltip)
            label = self._values[place]
            if label.text() != value:
                label.setText(value)
                label.setAccessibleName(f"{name}: {value}")
            if label.toolTip() != tooltip:
                label.setToolTip(tooltip)
        for place in range(len(self._names)):
            shown = place < len(values)
            if self._names[place].isHidden() == shown:
                self._names[place].setVisible(shown)
                self._values[place].setVisible(shown)

    def values(self) -> list[tuple[str, str]]:
        """Return what is shown."""
        pairs = zip(self._names, self._values, strict=True)
        return [(name.text(), value.text()) for name, value in pairs if not name.isHidden()]

    def _add(self) -> None:
        name, value = QLabel(), QLabel()
        name.setProperty("role", "muted")
        for label in (name, value):
            label.setTextFormat(Qt.TextFormat.PlainText)
        value.setFont(tabular())
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # what is inside never moves the layout, so that a new value costs no more than its own painting
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = len(self._names)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._names.append(name)
        self._values.append(value)

    @staticmethod
    def _set(label: QLabel, text: str, tooltip: str) -> None:
        if label.text() != text:
            label.setText(text)
        if label.toolTip() != tooltip:
            label.setToolTip(tooltip)
