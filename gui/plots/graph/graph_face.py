"""What stands in a node, and how large that makes it; in pixels of size 1, whatever the zoom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from gui.look.text import translate
from gui.plots.graph.graph_items import is_small, range_text, small_lines
from gui.plots.graph.graph_shapes import ROUND, SHAPES, inset

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from gui.plots.graph.graph_items import GraphNode

FONTS = {"title": (13.0, True), "value": (12.0, False), "small": (10.0, False)}
"""Size and weight of what is written in a node."""
_LINE = {"title": 17.0, "value": 15.0, "small": 12.5}
_STRIP_WIDTH, _STRIP_HEIGHT = 76.0, 13.0
_TALL_STRIP = 22.0
_LEAST_WIDTH = 52.0
_WIDEST = 130.0
_WRAP = 104.0
_MOST_LINES = 3
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z_]+_*|_+|[A-Z]")


class Run(NamedTuple):
    """One piece of text: its baseline from the node's corner, its font, its colour, what it belongs to."""

    x: float
    y: float
    text: str
    font: str
    colour: str
    part: str = ""


class Strip(NamedTuple):
    """One strip of heat: its place from the node's corner, "value" or "gradient"."""

    area: QRectF
    part: str


class Face(NamedTuple):
    """The size of a node and all that stands in it."""

    node: GraphNode
    width: float
    height: float
    runs: tuple[Run, ...]
    strips: tuple[Strip, ...]
    pictures: dict[str, QImage]


class Fonts:
    """The faces of a node's text with their metrics."""

    def __init__(self, base: QFont) -> None:
        self.fonts: dict[str, QFont] = {}
        self.metrics: dict[str, QFontMetricsF] = {}
        for name, (size, bold) in FONTS.items():
            font = QFont(base)
            font.setPixelSize(round(size))
            font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            font.setFeature(QFont.Tag("tnum"), 1)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self.fonts[name] = font
            self.metrics[name] = QFontMetricsF(font)

    def width(self, name: str, text: str) -> float:
        """Return how wide a text is."""
        return self.metrics[name].horizontalAdvance(text)

    def wrapped(self, name: str, text: str, room: float = _WRAP) -> list[str]:
        """Break a name between its words, in at most three lines."""
        if self.width(name, text) <= room:
            return [text]
        lines = broken(self.metrics[name], text, room)
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], "".join(lines[_MOST_LINES - 1 :])]
        return [self._short(name, line) for line in lines]

    def _short(self, name: str, text: str) -> str:
        return self.metrics[name].elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST)


def broken(metrics: QFontMetricsF, text: str, room: float) -> list[str]:
    """Break a name between its words so that no line is wider than the room, where that can be."""
    lines = [""]
    for piece in _PIECES.findall(text) or [text]:
        if lines[-1] and metrics.horizontalAdvance(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece
    return lines


class _Column:
    """Stacks lines, and knows how much room they take."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.rows: list[tuple[list[tuple[str, str, str, str]], float, float, str]] = []
        self.width = 0.0

    def text(self, *pieces: tuple[str, str, str, str]) -> None:
        """Add a line of (text, font, colour, part) pieces."""
        width = sum(self.fonts.width(font, text) for text, font, _colour, _part in pieces) + 6 * (len(pieces) - 1)
        height = max(_LINE[font] for _text, font, _colour, _part in pieces)
        self.rows.append((list(pieces), width, height, ""))
        self.width = max(self.width, width)

    def strip(self, part: str, height: float) -> None:
        """Add a strip of heat."""
        self.rows.append(([], _STRIP_WIDTH, height + 3, part))
        self.width = max(self.width, _STRIP_WIDTH)


def face(node: GraphNode, fonts: Fonts) -> Face:
    """Lay out what stands in a node."""
    column = _Column(fonts)
    inner = node.kind in ("operation", "accumulate")
    titles = fonts.wrapped("title", node.title)
    for line in titles[:-1]:
        column.text((line, "title", "text", "title"))
    last = [(titles[-1], "title", "text", "title")]
    if node.shape:
        last.append((node.shape, "small", "muted", ""))
    column.text(*last)
    for line in fonts.wrapped("small", node.subtitle) if node.subtitle else []:
        column.text((line, "small", "muted", ""))
    if node.value is not None:
        _add_tensor(column, node.value, "value")
    if node.takes_gradient or node.gradient is not None:
        _add_gradient(column, node)
    return _placed(node, column, inner)


def _add_tensor(column: _Column, value: NDArray, part: str) -> None:
    if is_small(value):
        for line in small_lines(value):
            column.text((line, "value", "text", part))
        return
    column.strip(part, _strip_height(value))
    column.text((range_text(value), "small", "muted", part))


def _strip_height(value: NDArray) -> float:
    return _STRIP_HEIGHT if value.ndim < 2 else _TALL_STRIP


def _add_gradient(column: _Column, node: GraphNode) -> None:
    word, flow = translate("graph_face", "grad"), f"{node.flow} =" if node.flow else ""
    gradient, model = node.gradient, node.gradient if node.gradient is not None else node.value
    if model is not None and is_small(model):
        # as wide as it may become, so that nothing moves when it does
        widest = max(column.fonts.width("value", line) for line in small_lines(model))
        column.width = max(column.width, widest + max(column.fonts.width("small", text) for text in (word, flow)) + 14)
    if node.flows:
        word = flow
    if gradient is None:
        column.text((word, "small", "tangent", "gradient"), ("None", "small", "muted", "gradient"))
        if model is not None and is_small(model):
            for _ in small_lines(model)[1:]:
                column.text(("", "value", "muted", "gradient"))
        elif model is not None:
            column.rows.append(([], 0.0, _strip_height(model) + 3, ""))
        return
    if is_small(gradient):
        for number, line in enumerate(small_lines(gradient)):
            head = word if number == 0 else ""
            column.text((head, "small", "tangent", "gradient"), (line, "value", "tangent", "gradient"))
        return
    column.strip("gradient", _strip_height(gradient))
    column.text((word, "small", "tangent", "gradient"), (range_text(gradient), "small", "muted", "gradient"))


def _placed(node: GraphNode, column: _Column, inner: bool) -> Face:
    height = sum(row[2] for row in column.rows) + (14 if inner else 12)
    shape = SHAPES[node.kind]
    side = inset(shape, height)
    if shape == "ellipse":
        side = max(10.0, min(height, 2 * ROUND) * 0.22)
    width = max(column.width + 2 * side, _LEAST_WIDTH if not inner else 40.0, min(height, 2 * ROUND) if inner else 0.0)
    top = (height - sum(row[2] for row in column.rows)) / 2
    runs: list[Run] = []
    strips: list[Strip] = []
    for pieces, wide, high, part in column.rows:
        x = (width - wide) / 2
        if part:
            strips.append(Strip(QRectF(x, top + 1, _STRIP_WIDTH, high - 3), part))
        for text, font, colour, of in pieces:
            metrics = column.fonts.metrics[font]
            baseline = top + high / 2 + (metrics.ascent() - metrics.descent()) / 2
            if text:
                runs.append(Run(x, baseline, text, font, colour, of))
            x += column.fonts.width(font, text) + 6
        top += high
    return Face(node, width, height, tuple(runs), tuple(strips), {})


def same_face(old: GraphNode, new: GraphNode) -> bool:
    """Whether two nodes look alike but for their places and states."""
    if old is new:
        return True
    texts = (old.kind, old.title, old.subtitle, old.shape, old.takes_gradient, old.flow, old.flows)
    if texts != (new.kind, new.title, new.subtitle, new.shape, new.takes_gradient, new.flow, new.flows):
        return False
    return _same(old.value, new.value) and _same(old.gradient, new.gradient)


def _same(one: NDArray | None, other: NDArray | None) -> bool:
    if one is other:
        return True
    if one is None or other is None or one.shape != other.shape:
        return False
    return np.array_equal(one, other, equal_nan=True)
