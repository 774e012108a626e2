"""Widgets beside each other, below each other, with a handle between them, and in a page that scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARGIN = 12


def beside(*widgets: QWidget, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter) -> QWidget:
    """Return the widgets in a row; labels are as wide as their text, and the others share what is left."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget, 0 if isinstance(widget, QLabel) else 1, alignment)
    return holder


def below(*widgets: QWidget) -> QWidget:
    """Return the widgets in a column, as close as what belongs together."""
    holder = QWidget()
    column(holder, 4, *widgets)
    return holder


def column(holder: QWidget, spacing: int, *parts: QWidget | QLayout, margin: int = 0) -> QVBoxLayout:
    """Put widgets and rows of them below each other into another one; return the layout."""
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addLayout(part) if isinstance(part, QLayout) else layout.addWidget(part)
    return layout


def row_of(spacing: int, *widgets: QWidget) -> QHBoxLayout:
    """Return a row of widgets to put into a column."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def take_out(layout: QVBoxLayout, widget: QWidget) -> None:
    """Take a widget out of a column for good."""
    layout.removeWidget(widget)
    for each in (widget, *widget.findChildren(QWidget)):
        each.blockSignals(True)
    widget.hide()
    widget.deleteLater()


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
    layout = column(picture, spacing, margin=_MARGIN)
    for widget in widgets:
        layout.addWidget(widget, 1 if isinstance(widget, QSplitter) else 0)


def scroll(page: QWidget, *widgets: QWidget) -> QScrollArea:
    """Put widgets below each other in a page that scrolls up and down; return what scrolls."""
    inner = QWidget()
    column(inner, 8, *widgets, margin=_MARGIN).addStretch(1)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    column(page, 0, area)
    return area


def lay_out() -> None:
    """Give all widgets now the sizes that they would have soon."""
    for _ in range(2):  # a part that gets its size may ask for another one
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
