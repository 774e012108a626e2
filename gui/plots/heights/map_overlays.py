"""What is drawn over the heights of a map: basins of attraction, gradient arrows, stationary points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, Qt

from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.beyond import nearest_beyond, paint_beyond
from gui.plots.base.density import coloured_pixels, rgb, rgba_image
from gui.plots.base.drawing import Key, Labels, arrow, colour_of, faded, mark, pen, segments
from gui.plots.base.map_items import DIVERGED, REACHED_NONE, UNKNOWN, MapBasins, MapGradient, MapPoint
from gui.plots.heights.contours import HeightScale, height_scale
from gui.plots.heights.heights import SOFT, image_area

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPainter

    from gui.plots.base.plot import Plot
    from gui.plots.base.thin import Floats, Indices

POINT_SHAPES = {"minimum": "up", "maximum": "down"}
_MOST_NAMED = 8
_MOST_LABELS = 24
"""More names than these hide the picture, and cost every frame."""
_HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C8C8C")
_STRENGTHS = (0.42, 0.68, 0.24)
"""How much of its hue a basin has; the ninth begins again, stronger."""
_EDGE = 0.55
_HATCH = 3
"""Starts in the width of one stripe over those that diverge."""
_SHORTEST, _LONGEST = 0.3, 0.9
"""The length of the arrows of the least and of the greatest gradient, in steps between arrows."""


def paint_gradient(painter: QPainter, plot: Plot, gradient: MapGradient) -> None:
    """Draw arrows downhill, their lengths on a scale of the gradient's magnitude."""
    across, up = plot.unit()
    px, py = plot.pixels(*np.meshgrid(gradient.x, gradient.y))
    dx, dy = -gradient.gx / across, gradient.gy / up
    size, steps = np.hypot(dx, dy), np.hypot(gradient.gx, gradient.gy)
    scale = height_scale(steps)
    if scale is None or px.shape[0] < 2 or px.shape[1] < 2:
        return
    cell = min(abs(px[0, 1] - px[0, 0]), abs(py[1, 0] - py[0, 0]))
    with np.errstate(all="ignore"):
        length = cell * (_SHORTEST + (_LONGEST - _SHORTEST) * scale.shares(steps))
        dx, dy = dx / size * length / 2, dy / size * length / 2
    good = np.isfinite(dx + dy) & (size > 0)
    lines = [
        QLineF(x - a, y - b, x + a, y + b)
        for x, y, a, b in np.column_stack([part[good] for part in (px, py, dx, dy)]).tolist()
    ]
    tokens = theme.tokens
    painter.setPen(pen(faded(tokens.plot, 0.6), 3.2))
    painter.drawLines(lines)
    painter.setPen(pen(tokens.tangent, 1.3))
    painter.drawLines(lines)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour_of(tokens.tangent))
    for line in lines:
        arrow(painter, line.p1(), line.p2(), min(6.0, line.length() / theme.scale))


def paint_points(painter: QPainter, plot: Plot, points: Sequence[MapPoint]) -> None:
    """Draw stationary points; those of a line as that line."""
    tokens = theme.tokens
    area = plot.area().adjusted(-6, -6, 6, 6)
    _paint_lines(painter, plot, [point for point in points if point.on_line])
    for point in points:
        at, shape = plot.pixel(point.x, point.y), POINT_SHAPES.get(point.kind, "cross")
        if point.on_line or not area.contains(at):
            continue
        painter.setBrush(colour_of(tokens.plot))
        painter.setPen(pen(tokens.plot, 4.0))
        mark(painter, shape, at, 6.0 if shape != "cross" else 7.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(tokens.tangent))
        mark(painter, shape, at, 6.0)


def _paint_lines(painter: QPainter, plot: Plot, points: Sequence[MapPoint]) -> None:
    """Draw lines of stationary points, one piece for each point."""
    if not points:
        return
    ends = np.array([[(p.x + side * p.along[0], p.y + side * p.along[1]) for side in (-1, 1)] for p in points])
    px, py = plot.pixels(ends[..., 0].ravel(), ends[..., 1].ravel())
    pieces = np.stack([px[::2], py[::2], px[1::2], py[1::2]])
    pieces = pieces[:, np.isfinite(pieces).all(axis=0)]
    for colour, width in ((faded(theme.tokens.plot, 0.85), 6.5), (theme.tokens.tangent, 3.2)):
        painter.setPen(pen(colour, width))
        segments(painter, *pieces)


def write_points(labels: Labels, plot: Plot, points: Sequence[MapPoint]) -> None:
    """Write the labels of stationary points, minima first, where the marks leave room."""
    area = plot.area()
    seen = [(point, at) for point in points if area.contains(at := plot.pixel(point.x, point.y))]
    labels.avoid(np.array([at.x() for _point, at in seen]), np.array([at.y() for _point, at in seen]))
    named = sorted((pair for pair in seen if pair[0].label), key=lambda pair: pair[0].kind != "minimum")
    for point, at in named[:_MOST_LABELS]:
        labels.write(point.label, at, theme.tokens.text, 9, prefer="above")


def paint_points_beyond(
    painter: QPainter, labels: Labels, plot: Plot, points: Sequence[MapPoint], where: Callable[[float, float], str]
) -> None:
    """Draw arrows to the nearest stationary points that are out of view, beside which is written ``where`` they are."""
    alone = [point for point in points if not point.on_line]
    places = [plot.pixel(point.x, point.y) for point in alone]
    colours = theme.tokens.tangent, theme.tokens.plot
    for index in nearest_beyond(plot.area(), places):
        point, shape = alone[index], POINT_SHAPES.get(alone[index].kind, "cross")
        paint_beyond(painter, plot.area(), places[index], colours, labels, where(point.x, point.y), shape)


def point_keys(points: Sequence[MapPoint]) -> list[Key]:
    """Return the entries of the legend for the kinds of points shown."""
    names = {
        "minimum": translate("plots", "minimum"),
        "maximum": translate("plots", "maximum"),
        "saddle": translate("plots", "saddle point"),
    }
    lines = {"minimum": translate("plots", "line of minima"), "maximum": translate("plots", "line of maxima")}
    colour = theme.tokens.tangent
    kinds, kinds_of_lines = ({point.kind for point in points if point.on_line == line} for line in (False, True))
    shapes = {kind: POINT_SHAPES.get(kind, "cross") for kind in names}
    keys = [Key(name, colour, "", shapes[kind]) for kind, name in names.items() if kind in kinds]
    return keys + [Key(name, colour, "solid") for kind, name in lines.items() if kind in kinds_of_lines]


class BasinsOverlay:
    """Basins as an image, kept while the theme is the same, and their legend."""

    def __init__(self, basins: MapBasins) -> None:
        self.basins = basins
        self._image: QImage | None = None
        self.scale: HeightScale | None = None
        """The scale of epochs, where the colours are not minima."""
        if not basins.names:
            self.scale = height_scale(np.asarray(basins.values, dtype=float), whole=True)

    def forget_colours(self) -> None:
        """Make the image again, for another theme."""
        self._image = None

    def paint(self, painter: QPainter, plot: Plot) -> None:
        """Draw the image over its starts."""
        if self._image is None:
            self._image = self._make_image()
        painter.drawImage(image_area(plot, self.basins.x, self.basins.y), self._image)

    def keys(self) -> list[Key]:
        """Return the entries of the legend."""
        tokens, names = theme.tokens, self.basins.names
        keys: list[Key] = []
        if names and len(names) <= _MOST_NAMED:
            keys += [Key(name, _colour(index), "", "square") for index, name in enumerate(names)]
        elif names:
            keys.append(Key(translate("plots", "one colour for each minimum"), _colour(0), "", "square"))
        none, diverged = self._lost(self.basins.values)
        if bool(none.any()):
            keys.append(Key(translate("plots", "no minimum reached"), tokens.hairline, "", "square"))
        if bool(diverged.any()):
            keys.append(Key(translate("plots", "diverged (striped)"), tokens.muted, "", "square"))
        return keys

    def _lost(self, values: Floats | Indices) -> tuple[NDArray[np.bool], NDArray[np.bool]]:
        """Tell which starts reach no minimum, and which diverge."""
        if self.basins.names:
            return values == REACHED_NONE, values == DIVERGED
        return np.isnan(values), np.isposinf(values)

    def _make_image(self) -> QImage:
        values, tokens = np.asarray(self.basins.values)[::-1], theme.tokens
        if self.basins.names:
            pixels = self._paint_minima(values.astype(np.int64))
        else:
            shares = np.full(values.shape, np.nan) if self.scale is None else self.scale.shares(values)
            pixels = coloured_pixels(shares, tokens.plot, min(SOFT[tokens.name] + 0.2, 1.0))
        none, diverged = self._lost(values)
        rows, columns = np.indices(values.shape)
        stripe = (rows + columns) // _HATCH % 2 == 0
        cells = ((none, tokens.hairline), (diverged & stripe, tokens.muted), (diverged & ~stripe, tokens.plot))
        for where, colour in cells:
            pixels[where] = (*rgb(colour), 255)
        return rgba_image(pixels)

    def _paint_minima(self, minima: Indices) -> NDArray[np.uint8]:
        """Return the colours of the minima reached, with an edge around each basin."""
        table = np.array([rgb(_colour(index)) for index in range(len(self.basins.names))])
        pixels = np.zeros((*minima.shape, 4), dtype=np.uint8)
        known = minima >= 0
        pixels[known, :3] = table[minima[known] % len(table)]
        pixels[..., 3] = np.where(minima == UNKNOWN, 0, 255)
        edge = np.zeros(minima.shape, dtype=bool)
        edge[:, 1:] |= minima[:, 1:] != minima[:, :-1]
        edge[1:] |= minima[1:] != minima[:-1]
        edge &= known
        pixels[edge, :3] = (pixels[edge, :3] * (1 - _EDGE) + np.array(rgb(theme.tokens.text)) * _EDGE).astype(np.uint8)
        return pixels


def _colour(index: int) -> str:
    """Return the colour of a basin: its hue over the plot's background."""
    share = _STRENGTHS[index // len(_HUES) % len(_STRENGTHS)]
    hue, background = rgb(_HUES[index % len(_HUES)]), rgb(theme.tokens.plot)
    mixed = (round(a * share + b * (1 - share)) for a, b in zip(hue, background, strict=True))
    return "#{:02X}{:02X}{:02X}".format(*mixed)
