"""Names with their values, in figures of one width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gui.widgets.parts import make_selectable, px, tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_SMALLEST = 8
"""Pixels of the smallest text, whatever its size elsewhere."""


class _Figure(QLabel):
    """A value, written smaller where its column is too narrow for it, so that no digit or power of ten is cut off."""

    def __init__(self) -> None:
        super().__init__()
        self._is_small = False
        self.setFont(tabular())

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._is_small:
            self.setFont(tabular())
        needed, width = self.fontMetrics().horizontalAdvance(self.text()), self.width()
        self._is_small = needed > width > 0
        if self._is_small:
            font = tabular()
            font.setPixelSize(max(self.fontInfo().pixelSize() * width // needed, _SMALLEST))
            self.setFont(font)


class Readouts(QWidget):
    """A list of names and values; setting a value that is shown already costs nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: list[tuple[QLabel, _Figure]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(3))
        self._grid.setColumnStretch(1, 1)

    def set_values(self, values: Sequence[tuple[str, ...]]) -> None:
        """Show (name, value) or (name, value, tooltip) pairs, in order."""
        while len(self._labels) < len(values):
            self._add()
        for labels, (name, value, *tooltip) in zip(self._labels, values, strict=False):
            for label, text, spoken in zip(labels, (name, value), (name, f"{name}: {value}"), strict=True):
                wanted = (text, "".join(tooltip), spoken)
                if (label.text(), label.toolTip(), label.accessibleName()) != wanted:
                    label.setText(text)
                    label.setToolTip(wanted[1])
                    label.setAccessibleName(spoken)
        for index, labels in enumerate(self._labels):
            for label in labels:
                label.setVisible(index < len(values))
                if index >= len(values) and label.text():
                    label.clear()
                    label.setToolTip("")
                    label.setAccessibleName("")

    def values(self) -> list[tuple[str, str]]:
        """Return what is shown."""
        return [(name.text(), value.text()) for name, value in self._labels if not name.isHidden()]

    def _add(self) -> None:
        name, value = QLabel(), _Figure()
        name.setProperty("role", "muted")
        for label in (name, value):
            label.setTextFormat(Qt.TextFormat.PlainText)
        make_selectable(value)
        # what is inside never moves the layout, so that a new value costs no more than its own painting
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._grid.addWidget(name, len(self._labels), 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, len(self._labels), 1)
        self._labels.append((name, value))
