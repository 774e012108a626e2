"""How many points there are at each place, as an image, and the colours of heights."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gui.plots.base.thin import Floats

__all__ = ["coloured", "density_image", "viridis"]

_CELL = 2.0
"""Pixels in width and height of one place counted."""


@lru_cache(maxsize=1)
def viridis() -> NDArray[np.uint8]:
    """Return viridis as 256 colours: red, green and blue."""
    colours: Any = pg.colormap.get("viridis")
    return np.asarray(colours.getLookupTable(nPts=256))[:, :3].astype(np.uint8)


def coloured(shares: Floats, ground: str, opacity: float) -> QImage:
    """Return an image of shares from 0 to 1 in viridis over a ground; NaN is see-through.

    Parameters
    ----------
    shares : array (rows, columns)
        The first row is the top of the image.
    """
    rows, columns = shares.shape
    known = np.isfinite(shares)
    index = np.clip(np.where(known, shares, 0.0) * 255, 0, 255).astype(np.uint8)
    colour = QColor(ground)
    base = np.array([colour.red(), colour.green(), colour.blue()], dtype=float)
    table = (viridis() * opacity + base * (1 - opacity)).astype(np.uint8)
    pixels = np.empty((rows, columns, 4), dtype=np.uint8)
    pixels[..., :3] = table[index]
    pixels[..., 3] = np.where(known, 255, 0)
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    return image.copy()  # the copy owns its memory


def density_image(points: Floats, shown: tuple[float, float, float, float], width: float, height: float) -> QImage:
    """Return how densely points lie in the range shown, on a logarithmic scale.

    Parameters
    ----------
    points : array (n, 2)
        Points that are not finite are left out.
    shown : tuple of float
        x from, to, y from, to.
    width, height : float
        The size of the image on screen, in pixels.
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
    return coloured(shares, "#FFFFFF", 1.0)
