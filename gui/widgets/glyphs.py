"""Icons from qtawesome's outlines; a window can be shown before that library is loaded."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qtawesome.iconic_font import IconicFont


class _Waiting:
    """Whether icons are left blank for now."""

    blank = False


class _Engine(QIconEngine):
    """Paints one glyph, or nothing while glyphs are postponed."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._glyph = (name, colour, disabled)
        self._icon: QIcon | None = None

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the glyph."""
        if self._icon is None:
            if _Waiting.blank:
                return
            name, colour, disabled = self._glyph
            self._icon = _font().icon(name, color=colour, color_disabled=disabled)
        self._icon.paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the glyph on a transparent background."""
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return result

    def clone(self) -> QIconEngine:
        """Return another engine of the same glyph."""
        return _Engine(*self._glyph)


@cache
def _font() -> IconicFont:
    """Return the one family of icons that is used, loaded by now: during a paint it would change the fonts in use.

    ``qtawesome.icon`` would load eleven more, which the packaged program does not have.
    """
    import qtawesome

    folder = Path(qtawesome.__file__).parent / "fonts"
    files = (next(folder.glob(f"materialdesignicons6-webfont-{name}")) for name in ("[0-9]*.ttf", "charmap-*.json"))
    return qtawesome.IconicFont(("mdi6", *(file.name for file in files)))


def glyph(name: str, colour: str, disabled: str) -> QIcon:
    """Return a glyph of qtawesome, drawn from its outline at any size."""
    if not _Waiting.blank:
        _font()
    return QIcon(_Engine(name, colour, disabled))


def postpone_glyphs() -> None:
    """Leave icons blank until `show_glyphs`, so that a window is on screen before their library is loaded."""
    _Waiting.blank = True


def load_plugins() -> None:
    """Load Qt's plugin for SVG and Python's library for JSON, which qtawesome uses.

    To be called before another thread loads a large library, during which the system lets no other be loaded.
    """
    import_module("json")  # a part of it is written in C
    QImage(str(FOLDER / "icons" / "dot_light.svg"))


def show_glyphs(window: QWidget) -> Iterator[None]:
    """Load the library and draw the icons of a window from now on, in steps to be taken in the window's thread."""
    import_module("qtawesome")  # takes as long as the font
    yield
    _font()
    yield
    _Waiting.blank = False
    for widget in window.findChildren(QWidget):
        widget.update()
