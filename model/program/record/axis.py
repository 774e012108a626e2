"""The axis of x or y of a program's plots, with the calls that matplotlib has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.program.record.artists import reals, words
from model.program.record.figures import ARTISTS, Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MARGIN = 0.05


class Axis:
    """What is known of x or y: its limits and ticks, where the program has set them; several plots may share it."""

    def __init__(self, name: str) -> None:
        self.name, self.plots, self.margin = name, list[Any](), _MARGIN
        self.limits: tuple[float, float] | None = None
        self.logarithmic = self.is_inverted = False
        self.ticks: list[float] | None = None
        self.texts: list[str] = []
        self.categories: dict[str, int] = {}

    def floats(self, values: Any) -> NDArray[np.float64]:
        """Return numbers, for texts their places on the axis."""
        array = np.atleast_1d(np.asarray(values))
        if array.dtype.kind != "U":
            return reals(array)
        texts = [words(text) for text in array.ravel().tolist()]
        return np.array([float(self.categories.setdefault(text, len(self.categories))) for text in texts])

    def set_lim(self, low: Any = None, high: Any = None, **named: Any) -> None:
        """Show from one value to another; where one is None its end stays where it is now."""
        for name, value in named.items():
            low, high = (value, high) if name in ("left", "bottom", "xmin", "ymin") else (low, value)
        low, high = low if np.ndim(low) else (low, high)
        now = self.scale()
        low, high = float(now.low if low is None else low), float(now.high if high is None else high)
        if low != high and np.isfinite(reals([low, high])).all():
            self.limits, self.is_inverted = (low, high), False

    def set_scale(self, name: str, **_: Any) -> None:
        """Have a scale, "linear" or "log"."""
        self.logarithmic = {"linear": False, "log": True}[name]

    def set_ticks(self, ticks: Any = None, labels: Any = None, **_: Any) -> None:
        """Have these ticks, or texts at those that it has."""
        places = np.empty(0) if ticks is None else reals(ticks).ravel()
        self.ticks = self.ticks if ticks is None else places[np.isfinite(places)].tolist()
        self.texts = self.texts if labels is None else [words(label) for label in labels]

    def set_ticklabels(self, labels: Any, **_: Any) -> None:
        """Have these texts."""
        self.set_ticks(None, labels)

    def invert(self) -> None:
        """Show it the other way round."""
        if self.limits is None:
            self.is_inverted = not self.is_inverted
        else:
            self.limits = (self.limits[1], self.limits[0])

    def scale(self, label: str = "") -> Scale:
        """Return what is shown."""
        low, high = self.limits or self._fitting()[:: -1 if self.is_inverted else 1]
        if self.logarithmic and min(low, high) <= 0 < max(low, high):
            low, high = (self._fitting()[0] if end <= 0 else end for end in (low, high))
        texts = self.texts or [*self.categories]
        ticks = [float(place) for place in range(len(texts))] if self.ticks is None and texts else self.ticks
        texts = tuple(texts[:ARTISTS]) if ticks is not None and len(texts) == len(ticks) else ()
        return Scale(
            low,
            high,
            self.logarithmic and min(low, high) > 0,
            label,
            None if ticks is None else tuple(ticks[:ARTISTS]),
            texts,
        )

    def _fitting(self) -> tuple[float, float]:
        """Return what holds all that is drawn, with a margin, but none where a bar or an image ends."""
        shown = [one for plot in self.plots for one in plot.drawings if one.is_seen and one.kind != "text"]
        columns = [one.known(self.name) for one in shown]
        columns += [one.fields["z"] for one in shown if one.kind == "area" and self.name == "y"]
        values, ends = (
            np.concatenate([np.empty(0), *map(np.ravel, each)])
            for each in (columns, (one.sticky.get(self.name, ()) for one in shown))
        )
        values = values[values > 0 if self.logarithmic else np.isfinite(values)]
        values, ends = (np.log10(each[each > 0]) for each in (values, ends)) if self.logarithmic else (values, ends)
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        if high - low <= 1e-15 * max(abs(low), abs(high)):
            wider = _MARGIN * max(abs(low), abs(high)) or _MARGIN
            low, high = low - wider, high + wider
        room = self.margin * (high - low) if len(values) else 0.0
        low, high = (end if np.isclose(ends, end).any() else end + out for end, out in ((low, -room), (high, room)))
        return (10.0**low, 10.0**high) if self.logarithmic else (low, high)
