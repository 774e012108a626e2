"""What is said under a field about a bad value, over whatever stands there, so that nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

from gui.look.text import unbroken
from gui.widgets.parts import px

_WIDE, _EDGE, _GAP = 228, 12, 2
_MOVING = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class ErrorLabel(QLabel):
    """One sentence in a bubble under ``field``, above it where there is no room below; a click takes it away."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = self._page = field
        self._is_dismissed = False
        self.setProperty("role", "refusal")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def show_error(self, sentence: str) -> None:
        """Show ``sentence``, or nothing where it is empty."""
        text = unbroken(sentence)
        if text == self.text():
            return
        self.setText(text)
        self._is_dismissed = False
        if text and self._page is self._field:
            self._join_page()
        self._place()

    def _join_page(self) -> None:
        """Lie on the page that scrolls, or on the window, and follow the field there."""
        above = self._field
        while above is not None:
            self._page = above
            above.installEventFilter(self)
            port = None if above.isWindow() else above.parentWidget()
            above = None if port is not None and isinstance(port.parent(), QAbstractScrollArea) else port
        self.setParent(self._page)
        self._field.destroyed.connect(self._go, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def _go(self) -> None:
        self.clear()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the field goes, to another page too."""
        if event.type() == QEvent.Type.ParentChange:
            self._join_page()
        if event.type() in _MOVING:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: object) -> None:
        """Give way to what is covered."""
        self._is_dismissed = True
        self.hide()

    def _place(self) -> None:
        page, field = self._page, self._field
        if not self.text() or self._is_dismissed or not field.isVisibleTo(page):
            self.hide()
            return
        self.show()  # first: it is styled once it is shown
        width = min(max(field.width(), px(_WIDE)), page.width() - 2 * px(_EDGE))
        height = self.heightForWidth(width)
        corner = field.mapTo(page, QPoint(0, 0))
        top = corner.y() + field.height() + px(_GAP)
        port = page.parentWidget()
        in_view = page.rect() if port is None or page.isWindow() else port.rect().translated(-page.pos())
        if top + height > in_view.bottom() and corner.y() - height > in_view.top():
            top = corner.y() - px(_GAP) - height
        left = max(min(corner.x(), corner.x() + field.width() - width), px(_EDGE))
        self.setGeometry(QRect(left, top, width, height))
        self.raise_()
