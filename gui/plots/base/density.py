"""Images of numbers on a grid: heights in colour, and how densely points lie."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QImage

from gui.plots.base.drawing import colour_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.plots.base.thin import Floats

_KNOWN = ("viridis", "plasma", "inferno", "magma", "cividis")
_MAPS = {
    **dict.fromkeys(("gray", "Greys_r", "binary_r"), "000000 ffffff"),
    **dict.fromkeys(("Greys", "binary"), "ffffff 000000"),
    **dict.fromkeys(("jet", "turbo"), "000080 0000ff 00ffff 80ff80 ffff00 ff0000 800000"),
    **dict.fromkeys(("bwr", "seismic"), "0000ff ffffff ff0000"),
    "rainbow": "8000ff 1996f3 4df3ce b3f396 ff964f ff0000",
    "hot": "0b0000 ff0000 ffff00 ffffff",
    "cool": "00ffff ff00ff",
    "coolwarm": "3b4cc0 8db0fe dddddd f49a7b b40426",
    "RdBu": "67001f d6604d f7f7f7 4393c3 053061",
    "RdYlBu": "a50026 f46d43 ffffbf 74add1 313695",
    "RdYlGn": "a50026 f46d43 ffffbf 66bd63 006837",
    "Spectral": "9e0142 f46d43 ffffbf 66c2a5 5e4fa2",
    "Blues": "f7fbff 6baed6 08306b",
    "Reds": "fff5f0 fb6a4a 67000d",
    "Greens": "f7fcf5 74c476 00441b",
}
"""Colours at equal distances."""
_CELL = 2.0
"""Pixels in width and height of a cell in which points are counted."""


def rgb(name: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour, from 0 to 255."""
    colour = colour_of(name)
    return colour.red(), colour.green(), colour.blue()


@lru_cache(maxsize=32)
def colour_map(name: str) -> NDArray[np.uint8]:
    """Return one of matplotlib's maps as 256 colours: red, green and blue; viridis for one that we do not have."""
    if name.endswith("_r"):
        return colour_map(name[:-2])[::-1]
    if name in _MAPS:
        corners = np.array([rgb(f"#{corner}") for corner in _MAPS[name].split()], dtype=float)
        places = np.linspace(0, len(corners) - 1, 256)
        return (
            np.stack([np.interp(places, range(len(corners)), part) for part in corners.T], 1).round().astype(np.uint8)
        )
    colours: Any = pg.colormap.get(name if name in _KNOWN else "viridis")
    return np.asarray(colours.getLookupTable(nPts=256))[:, :3].astype(np.uint8)


def coloured_pixels(shares: Floats, background: str, opacity: float, name: str = "viridis") -> NDArray[np.uint8]:
    """Return shares from 0 to 1 in a map of colours over a background, with an opacity; NaN is see-through."""
    known = np.isfinite(shares)
    index = np.clip(np.where(known, shares, 0.0) * 255, 0, 255).astype(np.uint8)
    table = (colour_map(name) * opacity + np.array(rgb(background)) * (1 - opacity)).astype(np.uint8)
    pixels = np.empty((*shares.shape, 4), dtype=np.uint8)
    pixels[..., :3] = table[index]
    pixels[..., 3] = np.where(known, 255, 0)
    return pixels


def rgba_image(pixels: NDArray[np.uint8]) -> QImage:
    """Return the image of pixels (rows, columns, 4): red, green, blue and opacity, the top row first."""
    rows, columns, _four = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    return image.copy()  # the copy owns its memory


def density_image(points: Floats, shown: tuple[float, float, float, float], width: float, height: float) -> QImage:
    """Return how densely points (n, 2) lie in the range ``shown``, on a logarithmic scale.

    Points that are not finite are left out. The image is shown ``width`` by ``height`` pixels large.
    """
    columns, rows = max(int(width / _CELL), 1), max(int(height / _CELL), 1)
    x0, x1, y0, y1 = shown
    with np.errstate(invalid="ignore"):
        across = (points[:, 0] - x0) * (columns / (x1 - x0))
        down = (y1 - points[:, 1]) * (rows / (y1 - y0))
        inside = (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
    cells = down[inside].astype(np.int64) * columns + across[inside].astype(np.int64)
    counts = np.bincount(cells, minlength=rows * columns).reshape(rows, columns)
    most = max(int(counts.max()), 2)
    shares = np.where(counts > 0, np.log1p(counts) / np.log1p(most), np.nan)
    return rgba_image(coloured_pixels(shares, "#FFFFFF", 1.0))
