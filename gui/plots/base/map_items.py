"""What a map of a surface shows besides its heights, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gui.plots.base.thin import Floats

__all__ = ["DIVERGED", "REACHED_NONE", "UNKNOWN", "GhostPath", "MapBasins", "MapGradient", "MapPoint", "MapRunner"]

REACHED_NONE, DIVERGED, UNKNOWN = -1, -2, -3
"""What stands in `MapBasins.values` for starts that reach no minimum, diverge, or are not computed yet."""


class MapPoint(NamedTuple):
    """A stationary point: "minimum", "maximum" or "saddle", and what is written beside it.

    One of a line of such points says how far the line goes from it to either side; the others go nowhere.
    """

    x: float
    y: float
    kind: str
    label: str = ""
    along: tuple[float, float] = (0.0, 0.0)

    @property
    def on_line(self) -> bool:
        """Whether it is one of a line of such points."""
        return self.along != (0.0, 0.0)


class MapRunner(NamedTuple):
    """One runner's path.

    Attributes
    ----------
    style : int
        The place of its look in `RUNNER_STYLES`.
    x, y : array
        Its place at every row so far; it may be the history's own memory.
    row : int
        The last row drawn.
    diverged : bool
        Whether the run ended here because it diverged.
    shown : bool
        Whether to draw it at all.
    keyed : bool
        Whether it stands in the legend, too.
    """

    style: int
    x: Floats
    y: Floats
    row: int
    name: str = ""
    diverged: bool = False
    shown: bool = True
    keyed: bool = True

    @property
    def look(self) -> tuple[int, str, bool, bool]:
        """What of it is in the legend."""
        return self.style, self.name, self.shown, self.keyed


class MapGradient(NamedTuple):
    """The gradient on a grid: columns ``x`` and rows ``y``, both rising, its parts as (rows, columns)."""

    x: Floats
    y: Floats
    gx: Floats
    gy: Floats


class GhostPath(NamedTuple):
    """A path that would be, in the colour of a runner or, without one, of ghosts."""

    x: Floats
    y: Floats
    label: str = ""
    style: int = -1


class MapBasins(NamedTuple):
    """Where starts lead.

    Attributes
    ----------
    x, y : array
        The columns and rows of starts, both rising.
    values : array (rows, columns)
        With ``names`` the index of the minimum reached, or `REACHED_NONE`, `DIVERGED`, `UNKNOWN`; without, how
        many epochs it took, NaN where none was reached and infinity where the run diverged.
    names : tuple of str
        What the minima are called.
    title : str
        What the colours mean, where they are no minima.
    """

    x: Floats
    y: Floats
    values: Floats
    names: tuple[str, ...] = ()
    title: str = ""
