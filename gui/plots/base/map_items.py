"""What a map of a surface shows besides its heights, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gui.plots.base.thin import Floats

REACHED_NONE, DIVERGED, UNKNOWN = -1, -2, -3
"""Values of `MapBasins` for starts that reach no minimum, diverge, or are not computed yet."""


class MapPoint(NamedTuple):
    """A stationary point: its kind, "minimum", "maximum" or "saddle", and what is written beside it.

    For one of a line of such points, ``along`` is how far the line goes from it to either side.
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
    """The path of one runner, ``x`` and ``y`` at every row so far, drawn up to ``row``.

    The arrays may be the history's own memory. ``style`` is the index of its look in `RUNNER_STYLES`. ``diverged``
    says that the run ended because it diverged, ``shown`` that it is drawn at all.
    """

    style: int
    x: Floats
    y: Floats
    row: int
    name: str = ""
    diverged: bool = False
    shown: bool = True

    @property
    def look(self) -> tuple[int, str, bool]:
        """What of it is in the legend."""
        return self.style, self.name, self.shown


class MapGradient(NamedTuple):
    """The gradient on a grid: columns ``x`` and rows ``y``, both rising, its parts as (rows, columns)."""

    x: Floats
    y: Floats
    gx: Floats
    gy: Floats


class GhostPath(NamedTuple):
    """A path not taken, in the colour of a runner or, without one, of ghosts."""

    x: Floats
    y: Floats
    label: str = ""
    style: int = -1


class MapBasins(NamedTuple):
    """Where starts lead, ``values`` (rows, columns) at columns ``x`` and rows ``y``, both rising.

    With ``names``, those of the minima, a value is the index of the minimum reached, or `REACHED_NONE`, `DIVERGED`,
    `UNKNOWN`. Without, it is how many epochs it took, NaN where none was reached and infinity where the run diverged;
    then ``title`` says what the colours mean.
    """

    x: Floats
    y: Floats
    values: Floats
    names: tuple[str, ...] = ()
    title: str = ""
