"""Icons from the outlines of qtawesome's Material Design font, without that package, which takes long to import."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont

_READ_SIZE = 512
"""The size in pixels at which outlines are read."""
_SHARE = 0.875
"""Of the icon's height that the glyph's size is."""
_PREFIX = "mdi6."


class _Engine(QIconEngine):
    """Paints one glyph, in another colour where it is disabled."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._glyph = (name, colour, disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the glyph."""
        name, colour, disabled = self._glyph
        scale = round(_SHARE * rect.height()) / _READ_SIZE
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QRectF(rect).center())
        painter.scale(scale, scale)
        painter.fillPath(_outline(name), QColor(disabled if mode == QIcon.Mode.Disabled else colour))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the glyph on a transparent background."""
        result = QPixmap(size)
        if result.isNull():  # for a button without room
            return result
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return result

    def clone(self) -> QIconEngine:
        """Return another engine of the same glyph."""
        return _Engine(*self._glyph)


@cache
def _font() -> tuple[QRawFont, dict[str, str]]:
    """Return the font, and the code of each glyph as hexadecimal text, by its name."""
    found = find_spec("qtawesome")
    places = None if found is None else found.submodule_search_locations
    if not places:
        raise ModuleNotFoundError("qtawesome, whose font the icons are of, is not installed", name="qtawesome")
    folder = Path(places[0]) / "fonts"
    font, codes = (
        next(folder.glob(f"materialdesignicons6-webfont-{name}")) for name in ("[0-9]*.ttf", "charmap-*.json")
    )
    hinting = QFont.HintingPreference.PreferNoHinting
    return QRawFont(str(font), _READ_SIZE, hinting), json.loads(codes.read_bytes())


@cache
def _outline(name: str) -> QPainterPath:
    """Return the outline of a glyph about its centre."""
    font, codes = _font()
    (index,) = font.glyphIndexesForString(chr(int(codes[name.removeprefix(_PREFIX)], 16)))
    outline = font.pathForGlyph(index)
    (advance,) = font.advancesForGlyphIndexes([index])
    outline.translate(QPointF(-advance.x() / 2, (font.ascent() - font.descent()) / 2))
    outline.setFillRule(Qt.FillRule.WindingFill)
    return outline


def glyph(name: str, colour: str, disabled: str) -> QIcon:
    """Return a glyph of qtawesome, drawn from its outline at any size."""
    _outline(name)  # so that a name that does not exist is an error here
    return QIcon(_Engine(name, colour, disabled))
