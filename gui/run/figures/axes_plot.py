"""One plot of a program's figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui.look.numbers import number_text
from gui.look.theme import theme
from gui.plots.base.density import colour_map, coloured_pixels, rgb, rgba_image
from gui.plots.base.drawing import (
    Key,
    Labels,
    arrow,
    clamped,
    colour_of,
    faded,
    mark,
    pen,
    polygon,
    polyline,
    segments,
    sized,
)
from gui.plots.base.plot import Plot
from gui.plots.heights.contours import HeightScale, level_lines
from gui.plots.heights.height_bar import HeightBar
from gui.run.figures.looks import readable, shown_colour, shown_mark
from model.program.record.figures import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.plots.base.thin import Floats
    from model.program.record.figures import Artist, Axes, Scale, Shade

_POINT = 100 / 72
"""Pixels of a point of print at matplotlib's resolution."""
_MANY = 5_000
"""Of so many marks each is a dot."""
_FINE = 400
"""Columns and rows of the picture of filled levels."""
_ACROSS = {"center": 0.5, "right": 1.0}
_UP = {"top": 0.0, "center": 0.5, "center_baseline": 0.5}


class AxesPlot(Plot):
    """Draws what a program has drawn in one of its plots; it is looked at as all plots are.

    Emits ``areaResized`` when the area between the axes has another size.
    """

    areaResized = Signal()

    def __init__(self) -> None:
        self._axes_shown: Axes | None = None
        super().__init__()
        self.bar = HeightBar(self.font())
        self.item.grid.addItem(self.bar, 2, 2)
        self.setMinimumSize(1, 1)  # of many plots in little room none covers another
        self.view.sigResized.connect(self.areaResized)

    def set_axes(self, axes: Axes) -> None:
        """Show this."""
        self._axes_shown = axes
        for side, scale in (("bottom", axes.x), ("left", axes.y)):
            axis = self._axes[side]
            axis.logarithmic, axis.mirrored = scale.logarithmic, scale.low > scale.high
            axis.integers = any(one.kind == "image" and numbers(one.x)[0] % 1 == 0.5 for one in axes.artists)
            axis.setVisible(not axes.bare)
            ticks = None if scale.ticks is None else np.array(scale.ticks)
            if ticks is not None:
                texts = [readable(text) for text in scale.texts] or [number_text(tick, 6) for tick in scale.ticks or ()]
                axis.setTicks([list(zip(_placed(ticks, scale).tolist(), texts, strict=True))])
            else:
                axis.setTicks(None)
        self.set_texts(readable(axes.title), *("" if axes.bare else readable(each.label) for each in (axes.x, axes.y)))
        shade = next((one.shade for one in axes.artists if one.shade is not None and one.shade.bar), None)
        self.bar.setVisible(shade is not None)
        self.bar.give_way(shade is None)
        if shade is not None:
            self.bar.set_scale(HeightScale(shade.low, shade.high), readable(shade.label), 1.0, shade.name)
        self.set_home(*self.home())
        self.theme_changed()
        self.show_keys()
        self.redraw_background()

    def home(self) -> tuple[float, float, float, float]:
        """Return what the program shows: x from, to, y from, to."""
        axes = self._axes_shown
        scales = () if axes is None else (axes.x, axes.y)
        x, y = (np.sort(_placed(np.array([one.low, one.high]), one)).tolist() for one in scales)
        return x[0], x[1], y[0], y[1]

    def theme_changed(self) -> None:
        """Have a grid only where the program has one."""
        if self._axes_shown is not None and not self._axes_shown.grid:
            for axis in self._axes.values():
                axis.setGrid(False)

    def keys(self) -> list[Key]:
        """Return what the program's legend has."""
        axes = self._axes_shown
        named = [one for one in axes.artists if one.label and one.kind != "text"] if axes and axes.legend else []
        return [_key(one) for one in named]

    def paint_background(self, painter: QPainter) -> None:
        """Draw everything, in its order."""
        for artist in self._axes_shown.artists if self._axes_shown else ():
            painter.save()
            getattr(self, f"_paint_{artist.kind}")(painter, artist)
            painter.restore()

    # ---- each kind

    def _places(self, artist: Artist) -> tuple[Floats, Floats]:
        axes = self._axes_shown
        assert axes is not None
        return _placed(numbers(artist.x), axes.x), _placed(numbers(artist.y), axes.y)

    def _paint_line(self, painter: QPainter, artist: Artist) -> None:
        x, y = self._places(artist)
        colour = faded(shown_colour(artist.colours[0]), artist.alpha)
        if artist.dash:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(colour, artist.width * _POINT, artist.dash))
            polyline(painter, *self.line_pixels(x, y))
        if artist.marker:
            size = artist.size * _POINT / 2 * {".": 0.5, ",": 0.1}.get(artist.marker, 1.0)
            fill = colour if artist.filled else theme.tokens.plot
            self._marks(painter, artist, (x, y), np.array([size]), (fill,), "" if artist.filled else colour)

    def _paint_points(self, painter: QPainter, artist: Artist) -> None:
        colours = tuple(faded(shown_colour(name), artist.alpha) for name in artist.colours)
        if artist.shade is not None and artist.z:
            table, shares = colour_map(artist.shade.name), _shares(numbers(artist.z), artist.shade)
            rows = table[np.clip(np.nan_to_num(shares) * 255, 0, 255).astype(int)]
            colours = tuple(
                faded(f"#{red:02x}{green:02x}{blue:02x}", artist.alpha) for red, green, blue in rows.tolist()
            )
        sizes = np.sqrt(np.abs(numbers(artist.sizes))) * _POINT / 2 * (0.5 if artist.marker == "." else 1.0)
        edge = shown_colour(artist.edge) if artist.edge not in ("", "none") else ""
        self._marks(painter, artist, self._places(artist), sizes, colours, edge)

    def _marks(
        self,
        painter: QPainter,
        artist: Artist,
        places: tuple[Floats, Floats],
        sizes: Floats,
        colours: tuple[str, ...],
        edge: str,
    ) -> None:
        px, py = self.pixels(*places)
        shape, area = shown_mark(artist.marker), self.area().adjusted(-20, -20, 20, 20)
        painter.setPen(pen(edge, 1.2) if edge else Qt.PenStyle.NoPen)
        if len(px) > _MANY and len(colours) == 1:
            painter.setPen(pen(colours[0], 2 * float(sizes[0]), "dot"))
            painter.drawPoints(polygon(px[np.isfinite(px + py)], py[np.isfinite(px + py)]))
            return
        for index, (x, y) in enumerate(zip(px.tolist(), py.tolist(), strict=True)):
            if area.contains(x, y):
                painter.setBrush(colour_of(colours[index % len(colours)]))
                mark(painter, shape, QPointF(x, y), max(float(sizes[index % len(sizes)]), 0.5) / theme.scale)

    def _paint_bars(self, painter: QPainter, artist: Artist) -> None:
        px, py = self.pixels(*self._floored(artist))
        (left, right), (low, high) = np.sort(px.reshape(2, -1), 0), np.sort(py.reshape(2, -1), 0)
        painter.setPen(pen(shown_colour(artist.edge), 1.0) if artist.edge not in ("", "none") else Qt.PenStyle.NoPen)
        for index, (x, y, across, up) in enumerate(np.stack([left, low, right - left, high - low], 1).tolist()):
            name = artist.colours[index % len(artist.colours)]
            hollow = name == "none"
            painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour_of(faded(shown_colour(name), artist.alpha)))
            if math.isfinite(x + y + across + up):
                painter.drawRect(QRectF(x, y, max(across, 1.0), up))

    def _floored(self, artist: Artist) -> tuple[Floats, Floats]:
        """Return the ends of bars; one that has none on a logarithmic axis is at the edge."""
        x0, _x1, y0, _y1 = self.shown_range()
        x, y = self._places(artist)
        return np.where(np.isnan(x), x0, x), np.where(np.isnan(y), y0, y)

    def _paint_area(self, painter: QPainter, artist: Artist) -> None:
        axes = self._axes_shown
        assert axes is not None
        x, low = self._places(artist)
        high = _placed(numbers(artist.z), axes.y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(faded(shown_colour(artist.colours[0]), artist.alpha)))
        cuts = np.flatnonzero(np.diff(np.concatenate([[False], np.isfinite(x + low + high), [False]]).astype(np.int8)))
        for run in (slice(first, last) for first, last in zip(cuts[::2], cuts[1::2], strict=True)):
            (px, py), (_, back) = self.pixels(x[run], low[run]), self.pixels(x[run], high[run])
            px, py, back = _seen(px, py, back)
            painter.drawPolygon(polygon(np.append(px, px[::-1]), np.append(py, back[::-1])))

    def _paint_image(self, painter: QPainter, artist: Artist) -> None:
        (left, right), (first, last) = (each.tolist() for each in self.pixels(*self._places(artist)))
        values = numbers(artist.z).reshape(artist.shape)[:: -1 if first > last else 1, :: -1 if left > right else 1]
        if artist.shape[2] == 1 and artist.shade is not None:
            shares = _shares(values[:, :, 0], artist.shade)
            pixels = coloured_pixels(shares, theme.tokens.plot, artist.alpha, artist.shade.name)
        else:
            opaque = np.ones((*artist.shape[:2], 4))
            opaque[:, :, : artist.shape[2]] = values
            pixels = (opaque * [255, 255, 255, 255 * artist.alpha]).astype(np.uint8)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, artist.shape[1] > abs(right - left))
        painter.drawImage(QRectF(QPointF(left, first), QPointF(right, last)).normalized(), rgba_image(pixels))

    def _paint_levels(self, painter: QPainter, artist: Artist) -> None:
        (px, _), (_, py) = (self.pixels(each, each) for each in self._places(artist))
        z, levels = numbers(artist.z).reshape(artist.shape[:2]), numbers(artist.sizes)
        if artist.shade is None or not len(levels):
            return
        middles = (levels[1:] + levels[:-1]) / 2 if artist.filled else levels
        table: NDArray[Any] = colour_map(artist.shade.name)[
            (np.clip(_shares(middles, artist.shade), 0, 1) * 255).astype(int)
        ]
        if artist.colours[0]:
            names = [artist.colours[index % len(artist.colours)] for index in range(len(middles))]
            table = np.array([rgb(shown_colour(name)) for name in names])
        if artist.filled:
            self._fill_levels(painter, (px, py), z, levels, table, artist.alpha)
            return
        labels = Labels(painter, self.area())
        for level, (red, green, blue) in zip(levels.tolist(), table.tolist(), strict=True):
            colour = QColor(red, green, blue).name()
            lines = level_lines(px, py, z, level)
            painter.setPen(pen(faded(colour, artist.alpha), artist.width * _POINT))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            segments(painter, *lines)
            if artist.labelled and len(lines[0]):
                middle = len(lines[0]) // 2
                at = QPointF(lines[0][middle], lines[1][middle])
                labels.write(number_text(level, 4), at, colour, gap=0, most=1)

    def _fill_levels(
        self, painter: QPainter, at: tuple[Floats, Floats], z: Floats, levels: Floats, table: NDArray[Any], alpha: float
    ) -> None:
        px, py = at
        rising = z[:: 1 if py[-1] > py[0] else -1, :: 1 if px[-1] > px[0] else -1]
        px, py = np.sort(px), np.sort(py)
        across, down = np.linspace(px[0], px[-1], _FINE), np.linspace(py[0], py[-1], _FINE)
        rows = np.array([np.interp(across, px, row) for row in rising])
        fine = np.array([np.interp(down, py, column) for column in rows.T]).T
        found = np.searchsorted(levels, fine, "right") - 1
        found = np.where(fine == levels[-1], len(levels) - 2, found)
        known = np.isfinite(fine) & (found >= 0) & (found < len(levels) - 1)
        pixels = np.empty((*fine.shape, 4), np.uint8)
        pixels[..., :3] = table[np.where(known, found, 0)] if len(table) else 0
        pixels[..., 3] = np.where(known, round(255 * alpha), 0)
        painter.drawImage(QRectF(QPointF(px[0], py[0]), QPointF(px[-1], py[-1])), rgba_image(pixels))

    def _paint_rule(self, painter: QPainter, artist: Artist) -> None:
        area, colour = self.area(), faded(shown_colour(artist.colours[0]), artist.alpha)
        axes, vertical = self._axes_shown, bool(artist.x)
        assert axes is not None
        ends = _placed(numbers(artist.x or artist.y), axes.x if vertical else axes.y)
        px, py = self.pixels(ends, ends)
        low, high = (px if vertical else py).tolist()
        if not math.isfinite(low + high):
            return
        corners = (
            (QPointF(low, 0), QPointF(high, area.height()))
            if vertical
            else (QPointF(0, low), QPointF(area.width(), high))
        )
        if low != high:
            painter.fillRect(QRectF(*corners).normalized(), colour_of(colour))
        else:
            painter.setPen(pen(colour, artist.width * _POINT, artist.dash or "solid"))
            painter.drawLine(*corners)

    def _paint_text(self, painter: QPainter, artist: Artist) -> None:
        x, y = self._places(artist)
        px, py = self.pixels(x, y)
        if artist.inside:
            px, py = numbers(artist.x) * self.area().width(), (1 - numbers(artist.y)) * self.area().height()
        if not np.isfinite(px + py).all() or not self.area().adjusted(-4, -4, 4, 4).contains(px[0], py[0]):
            return
        colour = shown_colour(artist.colours[0])
        if len(px) > 1:
            painter.setPen(pen(colour, 1.2))
            painter.setBrush(colour_of(colour))
            start, end = (QPointF(px[index], py[index]) for index in (0, 1))
            painter.drawLine(start, end)
            arrow(painter, start, end)
        painter.setFont(sized(self.font(), 1.2 * artist.size))
        share = _ACROSS.get(artist.across, 0.0), _UP.get(artist.up, 1.0)
        self._write(painter, readable(artist.label), QPointF(px[0], py[0]), colour, share)

    def _write(
        self, painter: QPainter, text: str, at: QPointF, colour: str, share: tuple[float, float] = (0.5, 0.5)
    ) -> None:
        """Write a text so that the point is at a share of its width and height, within the area."""
        flags = int(Qt.AlignmentFlag.AlignCenter)
        size = QFontMetricsF(painter.font()).boundingRect(QRectF(0, 0, 1e6, 1e6), flags, text).size()
        corner = QPointF(at.x() - share[0] * size.width(), at.y() - share[1] * size.height())
        corner = clamped(corner, self.area().adjusted(2, 1, -size.width() - 2, -size.height() - 1))
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(corner, size), flags, text)


def _seen(px: Floats, py: Floats, back: Floats) -> tuple[Floats, Floats, Floats]:
    """Return of an area that goes one way what can be told apart: the lowest and the highest of each pixel.

    A polygon of thousands of corners would take Qt seconds.
    """
    if px[-1] < px[0]:
        px, py, back = px[::-1], py[::-1], back[::-1]
    if (np.diff(px) < 0).any():
        return px, py, back
    _, first = np.unique(np.round(px), return_index=True)
    highest = np.minimum.reduceat(np.minimum(py, back), first)
    return px[first], highest, np.maximum.reduceat(np.maximum(py, back), first)


def _placed(values: Floats, scale: Scale) -> Floats:
    """Return where values are on an axis that may be logarithmic, or backwards."""
    with np.errstate(all="ignore"):
        places = np.log10(np.where(values > 0, values, np.nan)) if scale.logarithmic else values
    return -places if scale.low > scale.high else places


def _shares(values: Floats, shade: Shade) -> Floats:
    return HeightScale(shade.low, shade.high).shares(values)


def _key(artist: Artist) -> Key:
    colour = shown_colour(artist.colours[0])
    if artist.kind in ("line", "rule") and not (artist.kind == "rule" and len(set(numbers(artist.x or artist.y))) == 2):
        shape = "" if not artist.marker else shown_mark(artist.marker)
        return Key(
            readable(artist.label), colour, artist.dash, shape if artist.filled or not shape else f"hollow {shape}"
        )
    shape = shown_mark(artist.marker) if artist.kind == "points" else "square"
    return Key(readable(artist.label), faded(colour, max(artist.alpha, 0.3)), "", shape)
