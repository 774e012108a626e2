"""What a program has drawn, as plain values that go through a pipe; none of them is believed before it is looked at."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBERS, ARTISTS, AXES, LETTERS = 200_000, 100, 64, 500
"""How many numbers a figure may have, artists (and ticks) an axes, axes a figure, and letters a text."""
LARGEST = 1e100
COLOUR = re.compile(r"C\d|#[0-9a-f]{6}|[a-z ]{0,30}|\w{1,30}\(\d{0,3}\.?\d{0,20}\)")
"""One of matplotlib's cycle, red, green and blue, a name, or a place on a map of colours such as jet(0.5)."""


def numbers(data: bytes) -> NDArray[np.float64]:
    """Return the 64-bit floats that are kept as bytes."""
    return np.frombuffer(data, np.float64)


class _Checked(msgspec.Struct, frozen=True):
    """Texts are short, numbers finite and not too large; in columns a NaN is a gap."""

    def __post_init__(self) -> None:
        """Raise ValueError where that is not so."""
        for name in self.__struct_fields__:
            _check(getattr(self, name))


def _check(value: object) -> None:
    if isinstance(value, str):
        require(len(value) <= LETTERS)
    elif isinstance(value, float):
        require(math.isfinite(value) and abs(value) <= LARGEST)
    elif isinstance(value, bytes):
        require(len(value) % 8 == 0 and not (np.abs(numbers(value)) > LARGEST).any())
    elif isinstance(value, tuple):
        for each in value:
            _check(each)


def require(*holds: bool) -> None:
    """Raise ValueError unless all of this holds."""
    if not all(holds):
        raise ValueError


class Shade(_Checked, frozen=True):
    """How values become colours: by a map of matplotlib's, from ``low`` to ``high``; with a bar beside it, or not."""

    name: str
    low: float
    high: float
    bar: bool = False
    label: str = ""


class Artist(_Checked, frozen=True):
    """What one call has drawn.

    Attributes
    ----------
    x, y : bytes
        Places of a line, of points, of a text (and of where its arrow ends); the left and the right ends of bars, one
        after the other, and the lower and upper ones; the ends of an image, whose first row begins at the first; the
        columns and rows of levels; of a rule, which is a line or a strip across the axes, the ends in x or in y.
    z : bytes
        The other end of an area at each x; values of points, which are shaded; those of an image or of levels by rows.
    sizes : bytes
        Those of points, squared and in points of print; the levels.
    shape : tuple of int
        Rows, columns, and 1, or 3 or 4 for an image of colours from 0 to 1.
    dash : str
        One of ours, "" for none. Marks are matplotlib's.
    label : str
        For the legend; of a text what it says.
    inside : bool
        Whether places are shares of the axes.
    """

    kind: Literal["line", "points", "bars", "area", "image", "levels", "rule", "text"]
    x: bytes
    y: bytes
    z: bytes = b""
    sizes: bytes = b""
    shape: tuple[int, int, int] = (0, 0, 0)
    colours: tuple[str, ...] = ("C0",)
    edge: str = ""
    dash: Literal["solid", "dash", "dashdot", "dot", ""] = "solid"
    marker: str = ""
    width: float = 1.5
    size: float = 6.0
    alpha: float = 1.0
    label: str = ""
    shade: Shade | None = None
    filled: bool = True
    labelled: bool = False
    inside: bool = False
    across: str = "left"
    up: str = "baseline"

    def __post_init__(self) -> None:
        """Raise ValueError where lengths do not fit together."""
        super().__post_init__()
        x, y, z, sizes, colours = (len(each) for each in (self.x, self.y, self.z, self.sizes, self.colours))
        rows, columns, channels = self.shape
        require(colours > 0, all(map(COLOUR.fullmatch, (*self.colours, self.edge))), 0 <= self.width <= 100)
        require(0 <= self.alpha <= 1, 0 <= self.size <= 1000, x == y or self.kind in ("levels", "rule"))
        match self.kind:
            case "points":
                require(sizes in (8, x), colours in (1, x // 8), z in (0, x), not z or self.shade is not None)
            case "bars":
                require(x % 16 == 0, colours in (1, x // 16))
            case "area":
                require(z == x)
            case "text":
                require(x in (8, 16))
            case "rule":
                require(x + y == 16)
            case "image" | "levels":
                require(rows > 0, columns > 0, channels in (1, 3, 4), z == 8 * rows * columns * channels)
                require(self.shade is not None, x == 16 or self.kind == "levels")
                require((x, y) == (8 * columns, 8 * rows) or self.kind == "image", sizes <= 8 * ARTISTS)
                require(bool(np.isfinite(numbers(self.sizes)).all()))
            case "line":
                pass

    @property
    def count(self) -> int:
        """How many numbers and colours it has."""
        return sum(len(data) // 8 for data in (self.x, self.y, self.z, self.sizes)) + len(self.colours)


class Scale(_Checked, frozen=True):
    """What an axis shows, from where to where (which may be backwards), and its ticks where it has its own."""

    low: float
    high: float
    logarithmic: bool = False
    label: str = ""
    ticks: tuple[float, ...] | None = None
    texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError where nothing could be shown."""
        super().__post_init__()
        count = len(self.ticks or ())
        require(self.low != self.high, not self.logarithmic or min(self.low, self.high) > 0)
        require(count <= ARTISTS, len(self.texts) in (0, count))


class Axes(_Checked, frozen=True):
    """One plot, at ``place`` (left, top, width, height) in shares of the figure."""

    place: tuple[float, float, float, float]
    x: Scale
    y: Scale
    artists: tuple[Artist, ...]
    title: str = ""
    legend: bool = False
    grid: bool = False
    equal: bool = False
    bare: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError where there are too many artists, or the place is none."""
        super().__post_init__()
        require(len(self.artists) <= ARTISTS, all(-1 <= share <= 2 for share in self.place), min(self.place[2:]) > 0)


class Figure(_Checked, frozen=True):
    """What is shown at once; ``left_out`` says how often what was called that is not drawn.

    Of ``every`` so many numbers one is there. ``size`` is in inches.
    """

    axes: tuple[Axes, ...]
    size: tuple[float, float] = (6.4, 4.8)
    title: str = ""
    left_out: tuple[tuple[str, int], ...] = ()
    every: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError where there is too much of anything."""
        super().__post_init__()
        require(len(self.axes) <= AXES, len(self.left_out) <= ARTISTS, all(0.5 <= each <= 50 for each in self.size))
        require(sum(artist.count for axes in self.axes for artist in axes.artists) <= NUMBERS)
