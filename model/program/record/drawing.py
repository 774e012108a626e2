"""The figures that a program's calls of matplotlib come to, with pyplot's current figure and plot."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from model.program.native.plots import Drawn, Handle
from model.program.record.artists import Drawing, reals, words
from model.program.record.figures import ARTISTS, AXES, NUMBERS, Axes, Figure
from model.program.record.plotting import Plot

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOTHING_SEEN = set(
    """tight_layout savefig subplots_adjust draw pause ion ioff rc rcdefaults use relim autoscale_view view_init
    tick_params get_figure gcf minorticks_on minorticks_off locator_params set_axisbelow set_major_locator label_outer
    align_labels set_dpi draw_idle autofmt_xdate set_box_aspect rc_context""".split()
)
"""What changes nothing that we draw."""


_MOST_PLOTS = 10_000


class _Figure:
    """A figure, with the plots in it."""

    def __init__(self, size: Any = None) -> None:
        self.plots: list[Plot] = []
        self.made: list[Plot] = []
        """What `subplots` has made."""
        self.current: Plot | None = None
        self.title, self.left_out = "", Counter[str]()
        self.set_size_inches((6.4, 4.8) if size is None else size)

    def set_size_inches(self, *size: Any) -> None:
        width, height = (float(side) for side in np.nan_to_num(reals(size).ravel()))
        self.size = (min(max(width, 0.5), 50.0), min(max(height, 0.5), 50.0))

    def clear(self) -> None:
        self.plots, self.current, self.title = [], None, ""

    clf = clear

    def gca(self, **options: Any) -> Plot:
        return self.current or self.add_subplot(**options)

    def add_axes(self, place: Any, **options: Any) -> Plot:
        left, bottom, width, height = reals(place).tolist()
        return self._with(Plot((left, 1 - bottom - height, width, height), in_space=options.get("projection") == "3d"))

    def _with(self, plot: Plot) -> Plot:
        self.plots.append(plot)
        self.current = plot
        return plot

    def add_subplot(self, *place: Any, projection: Any = None, **_: Any) -> Plot:
        return self._with(Plot(_place(*place), in_space=projection == "3d"))

    def subplot(self, *place: Any, **options: Any) -> Plot:
        """Make the plot at a place the current one."""
        found = next((plot for plot in self.plots if plot.place == _place(*place)), None)
        self.current = found or self.add_subplot(*place, **options)
        return self.current

    def subplot2grid(self, shape: Any, loc: Any, rowspan: int = 1, colspan: int = 1, **options: Any) -> Plot:
        (rows, columns), (row, column) = (int(side) for side in shape), (int(side) for side in loc)
        first, last = row * columns + column + 1, (row + rowspan - 1) * columns + column + colspan
        return self.add_subplot(rows, columns, (first, last), **options)

    def subplots(self, nrows: Any = 1, ncols: Any = 1, sharex: Any = False, sharey: Any = False, **others: Any) -> Any:
        nrows, ncols, options = int(nrows), int(ncols), others.get("subplot_kw") or {}
        self.made = [self.add_subplot(nrows, ncols, k + 1, **options) for k in range(min(nrows * ncols, _MOST_PLOTS))]
        for name, shared in (("x", sharex), ("y", sharey)):
            first = {"row": lambda k: k - k % ncols, "col": lambda k: k % ncols}.get(shared, lambda k: 0)
            for k, plot in enumerate(self.made):
                if shared not in (False, 0, "none") and first(k) != k:
                    plot.share(name, getattr(self.made[first(k)], name))
        return self.made

    def beside(self, plot: Plot) -> Plot:
        """Make another plot where there is one: with an axis of its own."""
        other = self._with(Plot(plot.place))
        other.share("x", plot.x)
        return other

    def suptitle(self, text: Any, *_: Any, **__: Any) -> None:
        self.title = words(text)

    def colorbar(self, image: Any = None, *_: Any, label: Any = "", **__: Any) -> _Bar:
        drawing: Any = image[0] if isinstance(image, list) else self.gca().image
        bar = _Bar(drawing.fields["shade"])
        bar.set_label(label)
        return bar

    def packed(self, numbers: int) -> Figure | None:
        """Return it as plain values, of so many numbers at the most; None where nothing is drawn."""
        plots = [plot for plot in self.plots if plot.drawings or len(self.plots) > 1]
        if len(plots) > AXES:
            plots = sorted(plots, key=lambda plot: not plot.drawings)[:AXES]
        if not any(plot.drawings for plot in plots):
            return None
        every = max(math.ceil(sum(drawing.count() for plot in plots for drawing in plot.drawings) / numbers), 1)
        axes, left_out = self._packed(plots, every)
        while sum(artist.count for one in axes for artist in one.artists) > numbers:
            if every > numbers:
                return None
            every *= 2
            axes, left_out = self._packed(plots, every)
        return Figure(axes, self.size, self.title, tuple(left_out.most_common(ARTISTS)), every)

    def _packed(self, plots: list[Plot], every: int) -> tuple[tuple[Axes, ...], Counter[str]]:
        """Return the plots as plain values, and what is left out of them."""
        axes: list[Axes] = []
        left_out = +self.left_out
        for plot in plots:
            try:
                one, more = plot.packed(every)
            except (ValueError, TypeError, OverflowError):  # what a program gives to matplotlib may be anything
                left_out["subplot"] += 1
            else:
                axes.append(one)
                left_out += more
        return tuple(axes), left_out


class _Bar:
    """A bar of colours beside a plot."""

    def __init__(self, shade: dict[str, Any]) -> None:
        self._shade = shade
        shade["bar"] = True

    def set_label(self, text: Any, *_: Any, **__: Any) -> None:
        self._shade["label"] = words(text)


def _place(rows: Any = 111, columns: Any = None, number: Any = 1) -> tuple[float, float, float, float]:
    """Return where a plot is, from such as 2, 1, 1 or 211; a number may be two, for all from one to the other."""
    if columns is None:
        rows, columns, number = (int(digit) for digit in str(rows))
    first, last = (int(one) for one in np.atleast_1d(number)[[0, -1]])
    rows, columns = int(rows), int(columns)
    (top, left), (bottom, right) = divmod(first - 1, columns), divmod(last - 1, columns)
    return left / columns, top / rows, (right - left + 1) / columns, (bottom - top + 1) / rows


class Canvas:
    """What has been drawn so far."""

    def __init__(self) -> None:
        self._open: dict[Any, _Figure] = {}
        self._all: list[_Figure] = []
        self._is_interactive = False
        self._given: dict[int, Any] = {0: None}
        """What each call gave: a figure, a plot or several, drawings."""

    def take(self, calls: Sequence[Drawn]) -> None:
        """Do the calls that came since the last time."""
        for call in calls:
            number = len(self._given)
            self._given[number] = None
            try:
                self._given[number] = self._done(call)
            except Exception:  # what a program gives to matplotlib may be anything
                self._figure().left_out[call.name] += 1

    def figures(self, most: int, numbers: int) -> list[Figure]:
        """Return the last figures that show something, from the first to the last of them."""
        packed = (figure.packed(numbers) for figure in reversed(self._all))
        return [*islice((each for each in packed if each is not None), most)][::-1]

    def _figure(self) -> _Figure:
        """Return the current figure, the last in `_open`; a new one where there is none."""
        return [*self._open.values()][-1] if self._open else self._begin()

    def _begin(self, num: Any = None, figsize: Any = None, **_: Any) -> _Figure:
        number = len(self._all) + 1 if num is None else num
        figure = self._open.pop(number, None)
        if figure is None:
            figure = _Figure(figsize)
            self._all.append(figure)
        self._open[number] = figure
        return figure

    def _done(self, call: Drawn) -> Any:
        args = [self._value(each) for each in call.args]
        options = {name: self._value(each) for name, each in call.options.items()}
        if call.name in _NOTHING_SEEN:
            self._is_interactive = (self._is_interactive or call.name == "ion") and call.name != "ioff"
            return self._figure() if call.name in ("gcf", "get_figure") else None
        if call.target == 0:
            return self._of_pyplot(call.name, args, options)
        target = self._value(Handle(call.target, (), call.part))
        if call.name in ("twinx", "twiny"):
            return self._figure().beside(target)
        if isinstance(target, _Figure) and call.name == "legend":
            target = target.gca()
        results = [_call(one, call.name, args, options) for one in (target if isinstance(target, list) else [target])]
        return results[-1]

    def _of_pyplot(self, name: str, args: list[Any], options: dict[str, Any]) -> Any:
        match name:
            case "figure":
                return self._begin(*args, **options)
            case "subplots":
                figure = self._begin(**options)
                figure.subplots(*args, **options)
                return figure
            case "show":
                self._open = self._open if self._is_interactive else {}
                return None
            case "close":
                which = args[0] if args else self._figure() if self._open else None
                kept = {number: one for number, one in self._open.items() if which not in (number, one, "all")}
                self._open = kept
                return None
            case "matshow":
                return self._begin().gca().imshow(*args, **options)
            case "axes":
                return self._figure().add_axes(*args, **options) if args else self._figure().add_subplot(**options)
            case "sca":
                self._figure().current = args[0]
                return None
            case "twinx" | "twiny":
                return self._figure().beside(self._figure().gca())
            case _:
                figure = self._figure()
                name = f"set_{name}" if name in ("title", "zlabel") else name
                return _call(figure if hasattr(figure, name) else figure.gca(), name, args, options)

    def _value(self, value: Any) -> Any:
        """Return what an argument stands for: of a handle what its call gave, or those parts of it that it means."""
        if isinstance(value, tuple | dict):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            made = {key: self._value(each) for key, each in items}
            return made if isinstance(value, dict) else [*made.values()]
        if not isinstance(value, Handle):
            return value
        given = self._given[value.number]
        plots = given.made if isinstance(given, _Figure) and value.part else given
        if not (isinstance(plots, list) and value.part):
            return plots
        parts = [plots[part] for part in value.part if part < len(plots)]
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Plot) else parts


def _call(target: Any, name: str, args: list[Any], options: dict[str, Any]) -> Any:
    if isinstance(target, Plot):
        return target.call(name, args, options)
    if isinstance(target, Drawing):
        return target.change(name, args, options)
    return getattr(target, name)(*args, **options)


def figures(calls: Sequence[Drawn], most: int, numbers: int = NUMBERS) -> list[Figure]:
    """Return the last figures that all calls of a program come to, so many at the most, each of so many numbers."""
    canvas = Canvas()
    canvas.take(calls)
    return canvas.figures(most, numbers)
