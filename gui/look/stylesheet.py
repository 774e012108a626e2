"""The style sheet of the whole window: no part of it is drawn by the platform."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import lru_cache
from string import Template
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gui.look.steps import call_all
from gui.look.theme import theme
from resources import FOLDER

if TYPE_CHECKING:
    from gui.look.tokens import Tokens

_LENGTH = re.compile(r"\b(?![01]px)(\d+(?:\.\d+)?)px")
"""In pixels, but for nothing and for hairlines."""


@lru_cache(maxsize=4)
def stylesheet(tokens: Tokens, scale: float) -> str:
    """Return the style sheet in the colours of ``tokens``, with every length times ``scale``.

    Widgets ask for more than their class gives by the property "role": heading, title, muted, error,
    warning, action, section and remedy (buttons), card (a frame), code, value and values (a table).
    """
    icons = {
        f"icon_{name}": (FOLDER / "icons" / f"{name}_{tokens.name}.svg").as_posix()
        for name in ("chevron_down", "chevron_right", "check", "dot")
    }
    sheet = (FOLDER / "stylesheet.qss").read_text(encoding="utf-8")
    scaled = _LENGTH.sub(lambda match: f"{round(float(match[1]) * scale)}px", sheet)
    return Template(scaled).substitute(asdict(tokens) | icons)


class _Dressed(QObject):
    """Keeps the style sheet of a widget that of the theme; a widget that is hidden takes it when it is shown."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._worn = ""
        widget.installEventFilter(self)

    def wear(self) -> None:
        """Take the style sheet, unless the widget has it."""
        sheet = stylesheet(theme.tokens, theme.scale)
        if sheet != self._worn:
            self._worn = sheet
            widget = self.parent()
            assert isinstance(widget, QWidget)
            widget.setStyleSheet(sheet)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the style sheet before the widget is painted."""
        if event.type() == QEvent.Type.Show:
            self.wear()
        return super().eventFilter(watched, event)


_dressed: WeakKeyDictionary[QWidget, _Dressed] = WeakKeyDictionary()


def dress(*widgets: QWidget) -> None:
    """Style widgets and all in them as the theme says, now and after each change of it, as soon as they are shown.

    They are parts of a window, none within another. A style sheet of the application or of the whole window would have
    the widgets of the labs that are hidden styled anew too, which takes most of a second.
    """
    for widget in widgets:
        _dressed[widget] = _Dressed(widget)


def wear(widget: QWidget) -> None:
    """Style a widget that is dressed, though it is hidden."""
    _dressed[widget].wear()


def dress_all() -> None:
    """Style what is dressed and can be seen in the theme that is set now."""
    call_all(each.wear for widget, each in list(_dressed.items()) if isValid(widget) and widget.isVisible())
