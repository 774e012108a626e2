"""A lab while it is presented: its main plot large, a few fields in one bar over it, the other plots beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from gui.look.text import follow_language, translate
from gui.widgets.arranged import lay_out
from gui.widgets.parts import IconButton

if TYPE_CHECKING:
    from gui.run.lab_view import LabControls, LabPicture

_MAIN, _SIDE = 7, 3
"""The shares of the width that the main plot has and the others beside it."""


class _Moved:
    """A widget that stands elsewhere for a while; an empty one keeps its place."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._place = QWidget()
        self._place.hide()
        self._put(widget, self._place)

    def put_back(self) -> None:
        self._put(self._place, self._widget)
        self._place.deleteLater()

    def _put(self, old: QWidget, new: QWidget) -> None:
        parent = old.parentWidget()
        layout = parent.layout() if parent else None
        assert layout is not None
        hidden = new.isHidden()
        layout.replaceWidget(old, new)
        new.setHidden(hidden)


def _grows(widget: QWidget) -> bool:
    """Tell whether a widget has a use for more height than it needs."""
    return widget.sizePolicy().verticalPolicy() not in (QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Presentation(QWidget):
    """The bar over a lab's picture, and what is arranged otherwise while it is there.

    ``leaveRequested`` is emitted by its button.
    """

    leaveRequested = Signal()

    def __init__(self, controls: LabControls, picture: LabPicture) -> None:
        super().__init__()
        self._controls = controls
        self._picture = picture
        self._moved: list[_Moved] = []
        self._leave = IconButton("mdi6.fullscreen-exit")
        self._leave.clicked.connect(self.leaveRequested)
        self._fields = QHBoxLayout()
        self._fields.setSpacing(24)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self._fields, 1)
        row.addWidget(self._leave)
        layout = picture.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(0, self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()
        follow_language(self)

    def set_on(self, on: bool) -> None:
        """Arrange the lab to be presented, or as it was before."""
        if on == bool(self._moved):
            return
        self.setVisible(on)
        if on:
            self._begin()
        else:
            self._end()

    def _begin(self) -> None:
        rows, side = self._picture.rows, self._picture.side
        self._kept = rows.saveState(), side.saveState()
        case = self._controls.card.combo
        for field in (case, *self._controls.presented):
            self._moved.append(_Moved(field))
            self._fields.addWidget(field, 2 if field is case else 3)
            field.show()  # at once, not with the next events
        for field in self._controls.presented:
            field.set_slim(True)
        for index, widget in enumerate(self._picture.beside):
            if side.indexOf(widget) < 0:
                self._moved.append(_Moved(widget))
            side.insertWidget(index, widget)
        rows.setOrientation(Qt.Orientation.Horizontal)
        side.setOrientation(Qt.Orientation.Vertical)
        width = self._picture.width()
        rows.setSizes([_MAIN * width, _SIDE * width])
        height = self._picture.height()
        side.setSizes([height if _grows(widget) else 0 for widget in map(side.widget, range(side.count())) if widget])

    def _end(self) -> None:
        for field in self._controls.presented:
            field.set_slim(False)
        for moved in self._moved:
            moved.put_back()
        self._moved.clear()
        lay_out()
        for splitter, state in zip((self._picture.rows, self._picture.side), self._kept, strict=True):
            splitter.restoreState(state)

    def retranslate(self) -> None:
        """Name the button in the language of the window."""
        self._leave.set_texts(
            translate("presentation", "Stop presenting"), translate("presentation", "Stop presenting (F5 or Escape)")
        )
