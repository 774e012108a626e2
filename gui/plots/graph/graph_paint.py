"""Draws a graph that is laid out: shapes, text as far as it can be read, and edges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.look.theme import mixed, theme
from gui.plots.base.drawing import arrow, colour_of, faded
from gui.plots.graph.graph_face import broken
from gui.plots.graph.graph_items import heat_image, is_small, small_lines
from gui.plots.graph.graph_shapes import SHAPES, colour, outline

if TYPE_CHECKING:
    from gui.plots.graph.graph_face import Face
    from gui.plots.graph.graph_items import GraphEdge
    from gui.plots.graph.graph_layout import Layout, Route

READABLE = 0.75
"""The zoom below which only titles are written, in a size of their own."""
_LABELS = 0.6
_DASH: dict[bool, tuple[float, ...]] = {False: (), True: (4, 3)}
_TITLE = 10.5
_LEAST_BESIDE, _BESIDE = 11.0, 40.0
"""Pixels of a strip beside a title."""
_READABLE_LABEL = 0.95
_FAINT = 0.5
_MANY = 60
"""From so many nodes in view on, and too small to read, lines are one pixel wide: others cost ten times as much."""


class GraphPainter:
    """Draws one layout; what is not seen is left out.

    Parameters
    ----------
    layout : Layout
        The nodes and edges, y downwards.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._coarse = False
        self._written: QFont | None = None
        self._title = _titles(layout.fonts.fonts["title"].family(), 10)

    def paint(self, painter: QPainter, seen: QRectF, view: QRectF, zoom: float) -> None:
        """Draw what lies in ``seen`` with a painter whose unit is that of the layout, ``zoom`` pixels each.

        How lines are drawn depends on the whole ``view``, of which only a part may be drawn again.
        """
        layout, size = self._layout, zoom / theme.scale
        labels: list[tuple[GraphEdge, Route]] = []
        nodes = [(layout.faces[key], area) for key, area in layout.areas.items() if area.intersects(seen)]
        self._written = None
        self._coarse = size < READABLE and sum(area.intersects(view) for area in layout.areas.values()) > _MANY
        self._title = _titles(layout.fonts.fonts["title"].family(), max(round(_TITLE / size), 1))
        for wanted in (False, True):  # lit edges over the others
            for edge, route in zip(layout.edges, layout.routes, strict=True):
                if edge.lit is wanted and route.bounds.intersects(seen):
                    self._paint_edge(painter, edge, route, size)
                    if route.label is not None and (edge.lit or (route.clear and size >= _LABELS)):
                        labels.append((edge, route))
        for face, area in nodes:
            self._paint_node(painter, face, area, size)
        for edge, route in labels:
            self._paint_label(painter, edge, route, size)

    # ---- edges

    def _paint_edge(self, painter: QPainter, edge: GraphEdge, route: Route, size: float) -> None:
        tokens = theme.tokens
        ink = tokens.tangent if edge.backward else (tokens.text if edge.lit else tokens.muted)
        alpha = 1.0 if edge.lit else (_FAINT * 0.7 if edge.dimmed or edge.freed else 0.85)
        plain = self._coarse and not edge.lit
        thin = 1.0 if plain else max(1.0, min(0.8 / size, 2.5))
        painter.setPen(_pen(faded(ink, alpha), 0.0 if plain else (3.0 if edge.lit else 1.4) * thin, _DASH[edge.freed]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(route.path)
        if plain:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(faded(ink, alpha)))
        head = (11.0 if edge.lit else 8.5) / theme.scale
        if edge.backward:
            arrow(painter, route.after_start, route.start, head)
        else:
            arrow(painter, route.before_end, route.end, head)

    def _paint_label(self, painter: QPainter, edge: GraphEdge, route: Route, size: float) -> None:
        label, tokens = route.label, theme.tokens
        assert label is not None
        fonts = self._layout.fonts
        larger = max(_READABLE_LABEL / size, 1.0)
        painter.save()
        painter.translate(label.center())
        painter.scale(larger, larger)
        area = label.translated(-label.center())
        painter.setPen(QPen(colour_of(tokens.tangent), 1) if edge.lit else Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(tokens.lit if edge.lit else faded(tokens.plot, 0.92)))
        painter.drawRoundedRect(area, 4, 4)
        painter.setPen(colour_of(tokens.text if edge.lit else tokens.muted))
        painter.setFont(fonts.fonts["small"])
        text = fonts.metrics["small"].elidedText(edge.label, Qt.TextElideMode.ElideRight, area.width() - 4)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    # ---- nodes

    def _paint_node(self, painter: QPainter, face: Face, area: QRectF, size: float) -> None:
        node, tokens = face.node, theme.tokens
        ink, lit = colour(node.kind), node.state == "lit"
        waits, freed = node.state == "unknown", node.state == "freed"
        painter.setBrush(colour_of(tokens.lit) if lit else mixed(ink, tokens.plot, 0.0 if waits or freed else 0.1))
        thin = max(1.0, min(0.8 / size, 2.5))
        width = 0.0 if self._coarse and not lit else (3.0 if lit else 1.6) * thin
        painter.setPen(_pen(faded(ink, _FAINT if freed else 1.0), width, (1.5, 2.5) if waits else _DASH[freed]))
        painter.drawPath(outline(SHAPES[node.kind], area))
        if size < READABLE:
            self._paint_small(painter, face, area, size)
            return
        fonts = self._layout.fonts.fonts
        font = ""
        written = False
        for run in face.runs:
            text = run.text
            if waits and run.part in ("value", "gradient"):
                if run.part == "gradient" or written:
                    continue
                text, written = "?", True
            if run.font != font:
                font = run.font
                painter.setFont(fonts[font])
            ink = tokens.muted if freed or text == "?" else getattr(tokens, run.colour)
            painter.setPen(colour_of(ink if run.colour != "tangent" else tokens.tangent_text))
            at = area.left() + (face.width / 2 - 4 if text == "?" and not run.part == "title" else run.x)
            painter.drawText(QPointF(at, area.top() + run.y), text)
        if not waits:
            self._paint_strips(painter, face, area, freed)

    def _paint_strips(self, painter: QPainter, face: Face, area: QRectF, freed: bool) -> None:
        painter.setOpacity(_FAINT if freed else 1.0)
        for strip in face.strips:
            self._paint_strip(painter, face, strip.part, strip.area.translated(area.topLeft()))
        painter.setOpacity(1.0)

    @staticmethod
    def _paint_strip(painter: QPainter, face: Face, part: str, place: QRectF) -> None:
        value = face.node.value if part == "value" else face.node.gradient
        if value is None or not value.size:
            return
        image = face.pictures.get(part)
        if image is None:
            image = face.pictures[part] = heat_image(value)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, image)
        painter.setPen(_pen(theme.tokens.tangent if part == "gradient" else theme.tokens.hairline, 1.0, ()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)

    def _paint_small(self, painter: QPainter, face: Face, area: QRectF, size: float) -> None:
        """Write what there is room for in sizes that can be read: the title, then values as strips or figures."""
        node, tokens = face.node, theme.tokens
        title, line = self._title.font, self._title.line
        most = max(int((area.height() - 3 / size) / line + 0.15), 1)
        text = self._title.fitted(node.title, round(area.width() - 2 / size), most)
        if not text or line > area.height() * 1.3:
            return
        taken = text.count("\n") + 1
        values = [] if self._coarse or node.state == "unknown" else self._values(face)
        rows = min(len(values), most - taken)
        top = area.center().y() - line * (rows + taken) / 2
        if not self._coarse or self._written is not title:
            self._written = title  # a painter takes its time over a face, even over the same one
            painter.setFont(title)
        painter.setPen(colour_of(tokens.muted if node.state == "freed" else tokens.text))
        if values and not rows and taken == 1 and self._paint_beside(painter, face, area, text, values[0], size):
            return
        painter.drawText(QRectF(area.left(), top, area.width(), taken * line), Qt.AlignmentFlag.AlignCenter, text)
        for (part, figures), row in zip(values[:rows], range(taken, taken + rows), strict=True):
            place = QRectF(area.left() + 6 / size, top + row * line, area.width() - 12 / size, line)
            painter.setFont(_plain_font(title))
            painter.setPen(colour_of(tokens.tangent_text if part == "gradient" else tokens.text))
            if figures and QFontMetricsF(painter.font()).horizontalAdvance(figures) <= area.width() - 2 / size:
                painter.drawText(place.adjusted(-6 / size, 0, 6 / size, 0), Qt.AlignmentFlag.AlignCenter, figures)
            elif not figures or "," in figures:
                self._paint_strip(painter, face, part, place.adjusted(0, line * 0.2, 0, -line * 0.15))

    def _paint_beside(
        self, painter: QPainter, face: Face, area: QRectF, title: str, value: tuple[str, str], size: float
    ) -> bool:
        """Write title and value in one line, and return whether there is room for both."""
        part, figures = value
        font, gap, room = _plain_font(self._title.font), 5 / size, area.width() - 10 / size
        left = room - gap - self._title.metrics.horizontalAdvance(title)
        needed = QFontMetricsF(font).horizontalAdvance(figures)
        if figures and needed > left and "," not in figures:
            return False
        is_written = bool(figures) and needed <= left
        wide = needed if is_written else min(left, _BESIDE / size)
        if not is_written and wide < _LEAST_BESIDE / size:
            return False
        line = QRectF(0, 0, room - left + wide, self._title.line)
        line.moveCenter(area.center())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        place = QRectF(line.right() - wide, line.top(), wide, line.height())
        if is_written:
            self._written = None
            painter.setFont(font)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, figures)
        else:
            self._paint_strip(painter, face, part, place.adjusted(0, line.height() * 0.2, 0, -line.height() * 0.2))
        return True

    @staticmethod
    def _values(face: Face) -> list[tuple[str, str]]:
        """Return value and gradient, as figures where one line holds them, else empty for a strip."""
        found = []
        for part, value in (("value", face.node.value), ("gradient", face.node.gradient)):
            if value is not None and value.size:
                lines = small_lines(value) if is_small(value) else []
                found.append((part, lines[0] if len(lines) == 1 else ""))
        return found


@lru_cache(maxsize=256)
def _pen(colour_name: str, width: float, dash: tuple[float, ...]) -> QPen:
    pen = QPen(colour_of(colour_name), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if width == 0:
        pen.setCosmetic(True)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


class _Titles:
    """Titles of the overview in one size, shortened to the room there is."""

    def __init__(self, family: str, pixels: int) -> None:
        self.font = QFont(family)
        self.font.setPixelSize(pixels)
        self.font.setWeight(QFont.Weight.DemiBold)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.metrics = QFontMetricsF(self.font)
        self.line = self.metrics.height()
        self._known: dict[tuple[str, int, int], str] = {}

    def fitted(self, text: str, room: int, most: int) -> str:
        """Return a title in at most so many lines, shortened where it must be; empty where nothing is left."""
        key = (text, room, most)
        if key not in self._known:
            self._known[key] = self._fitted(text, room, most)
        return self._known[key]

    def _fitted(self, text: str, room: int, most: int) -> str:
        if self.metrics.horizontalAdvance(text) <= room:
            return text
        lines = broken(self.metrics, text, room)
        if len(lines) > most or any(self.metrics.horizontalAdvance(line) > room for line in lines):
            short = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            return short if len(short) > 2 else ""
        return "\n".join(lines)


@lru_cache(maxsize=32)
def _titles(family: str, pixels: int) -> _Titles:
    return _Titles(family, pixels)


def _plain_font(title: QFont) -> QFont:
    font = QFont(title)
    font.setWeight(QFont.Weight.Normal)
    return font
