"""How eight runners of a race are told apart: each has its own hue, mark and dash."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from gui.look.theme import mixed, theme
from gui.plots.base.drawing import Key, colour_of, mark, pen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.plots.base.thin import Floats


class RunnerStyle(NamedTuple):
    """One runner's look: a hue of Okabe and Ito in both themes, a mark's shape, and a dash, a key of `DASHES`.

    Only the runner four further on has the same dash, in a lighter or darker colour.
    """

    light: str
    dark: str
    shape: str
    dash: str

    @property
    def colour(self) -> str:
        """The colour in the theme shown."""
        return self.dark if theme.name == "dark" else self.light

    @property
    def text_colour(self) -> str:
        """The same for text, which needs more contrast than a mark."""
        return mixed(self.colour, theme.tokens.text, 0.7).name()


RUNNER_STYLES = (
    RunnerStyle("#00578F", "#4A9FE0", "circle", "solid"),
    RunnerStyle("#D55E00", "#E8743B", "square", "dash"),
    RunnerStyle("#009E73", "#22B58C", "diamond", "dashdot"),
    RunnerStyle("#8A2F67", "#C56C9F", "star", "short"),
    RunnerStyle("#2E94CF", "#A8DCF7", "right", "solid"),
    RunnerStyle("#1B2430", "#F2F4F7", "plus", "dash"),
    RunnerStyle("#625A00", "#F5E96B", "hourglass", "dashdot"),
    RunnerStyle("#BD7B00", "#F0B429", "left", "short"),
)
"""In the order in which runners get them."""


def runner_style(index: int) -> RunnerStyle:
    """Return the look of the runner of this index in the race."""
    return RUNNER_STYLES[index % len(RUNNER_STYLES)]


def runner_key(index: int, name: str) -> Key:
    """Return the entry of a legend for a runner, who is named in the leaderboard."""
    look = runner_style(index)
    return Key(name, look.colour, look.dash, look.shape, elsewhere=True)


def paint_marks(painter: QPainter, area: QRectF, index: int, px: Floats, py: Floats) -> None:
    """Draw a runner's mark at each of these points of an area."""
    look = runner_style(index)
    painter.setPen(pen(theme.tokens.plot, 0.8))
    painter.setBrush(colour_of(look.colour))
    for x, y in zip(px.tolist(), py.tolist(), strict=True):
        if math.isfinite(x + y) and area.contains(QPointF(x, y)):
            mark(painter, look.shape, QPointF(x, y), 3.4)


def paint_sample(painter: QPainter, area: QRectF, index: int) -> None:
    """Draw a piece of a runner's line with its mark, across an area."""
    style = runner_style(index)
    paint_look(painter, area, style.colour, style.shape, style.dash)


def paint_look(painter: QPainter, area: QRectF, colour: str, shape: str, dash: str) -> None:
    """Draw a piece of a line with its mark, across an area."""
    middle = area.center()
    painter.setPen(pen(colour, 2.0, dash))
    painter.drawLine(QLineF(area.left(), middle.y(), area.right(), middle.y()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour_of(colour))
    mark(painter, shape, QPointF(middle), 4.4)
