"""Widgets beside each other, below each other, with a handle between them, and in a page that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["below", "beside", "fill", "scroll", "split"]

_MARGIN = 12


def beside(*widgets: QWidget) -> QWidget:
    """Return the widgets in a row; labels are as wide as their text, and the others share what is left."""
    holder, row = _holder(QBoxLayout.Direction.LeftToRight, 8)
    for widget in widgets:
        row.addWidget(widget, 0 if isinstance(widget, QLabel) else 1, Qt.AlignmentFlag.AlignVCenter)
    return holder


def below(*widgets: QWidget) -> QWidget:
    """Return the widgets in a column, as close as what belongs together."""
    holder, column = _holder(QBoxLayout.Direction.TopToBottom, 4)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def split(orientation: Qt.Orientation, sizes: Sequence[int], *widgets: QWidget) -> QSplitter:
    """Return the widgets with handles between them, of these sizes at first; none can be folded away."""
    splitter = QSplitter(orientation)
    for widget in widgets:
        splitter.addWidget(widget)
    splitter.setSizes(sizes)
    splitter.setChildrenCollapsible(False)
    return splitter


def fill(picture: QWidget, spacing: int, *widgets: QWidget) -> None:
    """Put widgets below each other in a lab's picture; those with a handle between their parts take what is left."""
    column = _column(picture, spacing)
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, QSplitter) else 0)


def scroll(page: QWidget, *widgets: QWidget) -> None:
    """Put widgets below each other in a page that scrolls up and down."""
    inner = QWidget()
    column = _column(inner, 8)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(area)


def _column(holder: QWidget, spacing: int) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    column.setSpacing(spacing)
    return column


def _holder(direction: QBoxLayout.Direction, spacing: int) -> tuple[QWidget, QBoxLayout]:
    holder = QWidget()
    layout = QBoxLayout(direction, holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return holder, layout
