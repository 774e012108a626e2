"""How dialogs, lists and bars of the window look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox

from gui.look.stylesheet import dress
from gui.look.theme import theme
from gui.widgets.parts import icon, px

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_ICONS = {
    QMessageBox.Icon.Warning: ("mdi6.alert", "ghost"),
    QMessageBox.Icon.Question: ("mdi6.help-circle-outline", "accent"),
}
"""The glyphs of message boxes, and their colours."""


def dress_box(widget: QWidget) -> None:
    """Style what is about to be shown in front of the window, without the icons of the platform."""
    dress(widget)
    for box in widget.findChildren(QDialogButtonBox):
        for button in box.buttons():
            button.setIcon(QIcon())
    if isinstance(widget, QMessageBox) and widget.icon() in _ICONS:
        name, colour = _ICONS[widget.icon()]
        widget.setIconPixmap(icon(name, getattr(theme.tokens, colour)).pixmap(px(32), px(32)))
