"""What the widgets share: sizes, faces, headings and icon buttons."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetricsF,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QToolButton, QWidget

from gui.look.theme import theme
from gui.widgets.glyphs import glyph

if TYPE_CHECKING:
    from collections.abc import Generator

_ICON = 18
_LEAST_TEXT = 9
_LOST = 0.4
"""How much of the lines of a text is empty at most, since each ends with a word."""


def px(size: float) -> int:
    """Return a length of the 8 px grid in the text size chosen."""
    return round(size * theme.scale)


@contextmanager
def waiting() -> Generator[None]:
    """Show that the program is busy, for as long as something is done in the window's thread, however that ends."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def fixed_font(size: float = 12) -> QFont:
    """Return the system's fixed face at ``size`` pixels, in the text size chosen."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(px(size))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def tabular() -> QFont:
    """Return what to pass to `setFont` for figures of one width, so that changing numbers do not dance."""
    font = QFont()  # says nothing but the feature, so that face and size go on following the application
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def wrapped(font: QFont, text: str, width: float, height: float) -> tuple[QFont, str]:
    """Return font and text with which a text fits into some room in several lines.

    The type is smaller where it has to be; where that is not enough, the middle of the text is left out.
    """
    if QFontMetricsF(font).horizontalAdvance(text) <= width:
        return font, text
    font, room = QFont(font), QRectF(0, 0, width, 10 * height)
    least = px(_LEAST_TEXT)
    for size in range(QFontInfo(font).pixelSize(), least - 1, -1):
        font.setPixelSize(size)
        metrics = QFontMetricsF(font)
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text)
        if needed.height() <= height and needed.width() <= width:
            return font, text
    font.setPixelSize(least)
    lines = max(int(height / QFontMetricsF(font).height()), 1)
    most = width * (lines if lines == 1 else lines - _LOST)
    return font, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, most)


def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """Return a glyph of qtawesome, drawn from its outline at any size."""
    return glyph(name, colour, disabled or theme.tokens.hairline)


class HeadingLabel(QLabel):
    """The 11 px heading of a group or field, in the muted colour."""

    role = "heading"

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("role", self.role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        if not text:
            self.hide()

    def setText(self, text: str) -> None:
        """Show ``text``; without any the label takes no room."""
        super().setText(text)
        self.setVisible(bool(text))


class NoteLabel(HeadingLabel):
    """A sentence in the muted colour."""

    role = "muted"


def plain_label(role: str = "") -> QLabel:
    """Return a label for plain text that wraps, in the style of a role."""
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("role", role)
    return label


def make_selectable(label: QLabel) -> None:
    """Let the mouse select the text of a label, which the keyboard passes by."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class IconButton(QToolButton):
    """A flat button with one icon in the theme's colour.

    ``name`` is qtawesome's. ``size`` is the icon's side in pixels at text size 1; the button is 14 wider. ``colour``
    names a token of the theme.
    """

    def __init__(self, name: str, size: int = _ICON, colour: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._side = size
        self._colour = colour
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._theme_changed)
        self._draw_icon()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        if name != self._name:
            self._name = name
            self._draw_icon()

    def set_texts(self, name: str, tooltip: str = "") -> None:
        """Set what a screen reader says, and the tooltip (the name, where not given)."""
        self.setAccessibleName(name)
        self.setToolTip(tooltip or name)

    @Slot()
    def _theme_changed(self) -> None:
        # Not the method that others override: of such a slot the connection would outlive the button.
        self._draw_icon()

    def _draw_icon(self) -> None:
        self.setIcon(icon(self._name, getattr(theme.tokens, self._colour)))
        self.setIconSize(QSize(px(self._side), px(self._side)))
        self.setFixedSize(px(self._side + 14), px(self._side + 14))


class LineEdit(QLineEdit):
    """A line that leaves undo and redo to the window while it has nothing of its own to undo, and files always."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text, but no file."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave the keys of undo and redo, which a line would swallow, to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and not self.isModified():
            assert isinstance(event, QKeyEvent)
            if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
                event.ignore()
                return False
        return super().event(event)


class KeptLineEdit(LineEdit):
    """A line in which Escape restores the text `kept`: that before the typing."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore the text with Escape."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self.kept:
            self.setText(self.kept)
            self.textEdited.emit(self.kept)
        else:
            super().keyPressEvent(event)


def set_state(widget: QWidget, state: str, on: bool) -> None:
    """Style a widget as the style sheet says of a property such as "invalid", or no longer."""
    if bool(widget.property(state)) != on:
        widget.setProperty(state, on)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def selected_rows(view: QAbstractItemView) -> list[tuple[int, int]]:
    """Return the stretches of selected rows, first and last of each, in order and joined where they meet."""
    selection = view.selectionModel().selection()
    found: list[tuple[int, int]] = []
    stretches = (selection.at(place) for place in range(selection.count()))
    for first, last in sorted((stretch.top(), stretch.bottom()) for stretch in stretches):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
