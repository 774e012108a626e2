"""A lab while it is presented: its main plot large, a few fields in one bar over it, the other plots beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from gui.look.text import follow_language, translate
from gui.widgets.arranged import lay_out
from gui.widgets.parts import IconButton, px

if TYPE_CHECKING:
    from gui.run.lab_view import LabControls, LabPicture

_MAIN, _SIDE = 2, 1
"""The shares of the width that the main plot has and the others beside it."""
_LEAST = 110
"""Pixels of height, at text size 1, in which a plot can be read; where there is less the last ones are left out."""


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
        self._shared: tuple[int, list[QWidget]] = 0, []
        """The height that the plots beside the main one share, and which they are."""
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
        fields = (self._controls.card.combo, *self._controls.presented)
        for field in fields:
            self._moved.append(_Moved(field))
            self._fields.addWidget(field, 3 if field is fields[-1] else 2)
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
        side.installEventFilter(self)
        self._share()
        lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the height beside the main plot anew where there is more or less of it, or something comes or goes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        """Give each plot beside the main one as much height; the last ones none, where it is too little to be read."""
        side = self._picture.side
        widgets = [widget for index in range(side.count()) if (widget := side.widget(index))]
        shown = [widget for widget in widgets if not widget.isHidden()]
        fixed = [side.handleWidth() + widget.minimumSizeHint().height() for widget in shown if not _grows(widget)]
        room, plots = side.height() - sum(fixed), list(filter(_grows, shown))
        if (room, plots) == self._shared:
            return
        self._shared = room, plots
        sized = plots[: max(room // (px(_LEAST) + side.handleWidth()), 1)]
        for index, widget in enumerate(widgets):
            side.setCollapsible(index, widget in plots and widget not in sized)
        side.setSizes([room if widget in sized else 0 for widget in widgets])

    def _end(self) -> None:
        self._picture.side.removeEventFilter(self)
        for field in self._controls.presented:
            field.set_slim(False)
        for moved in self._moved:
            moved.put_back()
        self._moved.clear()
        lay_out()
        self._shared = 0, []
        for splitter, state in zip((self._picture.rows, self._picture.side), self._kept, strict=True):
            splitter.restoreState(state)

    def retranslate(self) -> None:
        """Name the button in the language of the window."""
        self._leave.set_texts(
            translate("presentation", "Stop presenting"), translate("presentation", "Stop presenting (F5 or Escape)")
        )
