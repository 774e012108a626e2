"""One plot of a program's, with the calls that matplotlib's Axes has; it keeps what they draw."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np

from model.program.record.artists import (
    Drawing,
    colour,
    colours,
    dash,
    edges_of,
    joined,
    nice_levels,
    of_format,
    pieces,
    pixels,
    plain,
    reals,
    shading,
    words,
)
from model.program.record.axis import Axis
from model.program.record.figures import ARTISTS, Axes

_OF_AXIS = re.compile(r"(?:set_)?([xy])(lim|scale|ticks|ticklabels|label)|invert_([xy])axis")
_MOST_BINS = 2_000
_LOGARITHMIC = {"semilogx": "x", "semilogy": "y", "loglog": "xy"}


class Plot:
    """A plot, at a place in its figure; methods are called as matplotlib's are."""

    def __init__(self, place: tuple[float, float, float, float], *, in_space: bool = False) -> None:
        self.place, self.in_space = place, in_space
        self.x, self.y = Axis("x"), Axis("y")
        self.clear()

    def share(self, name: str, axis: Axis) -> None:
        """Have an axis that another plot has too."""
        setattr(self, name, axis)
        axis.plots.append(self)

    def clear(self) -> None:
        for name in "xy":
            axis: Axis = getattr(self, name)
            if axis.plots in ([], [self]):
                self.share(name, Axis(name))
        self.drawings: list[Drawing] = []
        self.image: Drawing | None = None
        """What a bar of colours is for."""
        self.title, self.depth, self.labels = "", "", {"x": "", "y": ""}
        self._turns = {"line": 0, "fill": 0}
        self.left_out = Counter[str]()
        self._legend = self._grid = self._equal = self._bare = False

    cla = clear

    def call(self, name: str, args: list[Any], options: dict[str, Any]) -> Any:
        """Do what a call of matplotlib's does, and return what it gives."""
        for letter in _LOGARITHMIC.get(name, ""):
            getattr(self, letter).logarithmic = True
        match = _OF_AXIS.fullmatch(name)
        if match is None:
            return getattr(self, "plot" if name in _LOGARITHMIC else name)(*args, **options)
        letter, what = match[1] or match[3], match[2]
        if what == "label":
            self.labels[letter] = words([*args, *options.values()][0])
        else:
            getattr(getattr(self, letter), f"set_{what}" if what else "invert")(*args, **options)

    def _add(self, kind: str, options: dict[str, Any], **fields: Any) -> Drawing:
        drawing = Drawing(kind, options, **fields)
        drawing.check()
        self.drawings.append(drawing)
        return drawing

    def _shaded(self, values: Any, options: dict[str, Any]) -> dict[str, Any]:
        self.left_out["norm"] += not str(options.get("norm", "Normalize")).startswith("Normalize")
        return shading(values, options)

    def _next(self, kind: str) -> str:
        self._turns[kind] += 1
        return f"C{(self._turns[kind] - 1) % 10}"

    def _look(self, options: dict[str, Any], default: str = "") -> dict[str, Any]:
        given = options.get("color")
        look: dict[str, Any] = {"colours": (colour(given) if given is not None else default or self._next("line"),)}
        return look | {"dash": dash(options.get("linestyle", "-")), "width": float(options.get("linewidth", 1.5))}

    # ---- lines

    def _line(self, x: Any, y: Any, options: dict[str, Any]) -> Drawing:
        options = plain(options)
        look, marker = self._look(options), words(options.get("marker", ""))
        look |= {"marker": "" if marker.lower() == "none" else marker, "size": float(options.get("markersize", 6.0))}
        is_hollow = str(options.get("markerfacecolor", "")).lower() in ("none", "w", "white")
        x, y = self.x.floats(x), self.y.floats(y)
        if len(x) != len(y):
            raise ValueError
        return self._add("line", options, x=x, y=y, filled=not is_hollow, **look)

    def plot(self, *args: Any, **options: Any) -> list[Drawing]:
        rest = [*args[:2], *args[3:]] if self.in_space and len(args) > 2 and not isinstance(args[2], str) else [*args]
        drawn: list[Drawing] = []
        options = plain(options)
        given = options.pop("label", "_")
        while rest:
            data = [rest.pop(0)]
            data += [rest.pop(0)] if rest and not isinstance(rest[0], str) else []
            look = of_format(rest.pop(0)) if rest and isinstance(rest[0], str) else {}
            x, y = (np.asarray(data[0]), np.asarray(data[-1]))
            ys = y.T if y.ndim == 2 else [np.atleast_1d(y)]
            xs = [np.arange(len(ys[0]))] if len(data) == 1 else x.T if x.ndim == 2 else [np.atleast_1d(x)]
            for index, column in enumerate(ys):
                label = given if isinstance(given, str | int | float) else given[index]
                drawn.append(self._line(xs[index % len(xs)], column, {**look, **options, "label": label}))
        return drawn

    plot3D = plot

    def step(self, x: Any, y: Any, *args: Any, where: str = "pre", **options: Any) -> list[Drawing]:
        drawn = self.plot(x, y, *args, **options)
        for line in drawn:
            x, y = (np.repeat(line.fields[name], 2) for name in "xy")
            if where == "mid":
                x[1:-1:2] = x[2::2] = (x[1:-1:2] + x[2::2]) / 2
            else:
                x, y = (x[1:], y[:-1]) if where == "post" else (x[:-1], y[1:])
            line.fields.update(x=x, y=y)
        return drawn

    def errorbar(self, x: Any, y: Any, yerr: Any = None, xerr: Any = None, fmt: str = "", **options: Any) -> Any:
        line = self._line(x, y, {"label": "_", **({"linestyle": ""} if fmt == "none" else of_format(fmt)), **options})
        return [line, *self._errors(line.fields["x"], line.fields["y"], yerr, xerr, line.fields["colours"][0])]

    def _errors(self, x: Any, y: Any, yerr: Any, xerr: Any, default: str) -> list[Drawing]:
        drawn: list[Drawing] = []
        for error, turn in ((yerr, 1), (xerr, -1)):
            if error is not None:
                less, more = np.broadcast_to(reals(error), (2, len(x)))
                along, across = (x, y)[::turn]
                across = pieces(across - less, across + more)
                xs, ys = (pieces(along, along), across)[::turn]
                drawn.append(self._line(xs, ys, {"color": default}))
        return drawn

    def stem(
        self, *data: Any, linefmt: str = "C0-", markerfmt: str = "C0o", basefmt: str = "C3-", **options: Any
    ) -> Any:
        y = self.y.floats(data[-1])
        x = self.x.floats(data[0]) if len(data) > 1 else np.arange(float(len(y)))
        self._line(pieces(x, x), pieces(0 * y, y), of_format(linefmt))
        self._line([x.min(), x.max()], [0, 0], of_format(basefmt))
        return [self._line(x, y, {**options, "color": linefmt[:2], **of_format(markerfmt), "linestyle": ""})]

    def vlines(self, x: Any, ymin: Any, ymax: Any, colors: Any = "C0", *_: Any, **options: Any) -> list[Drawing]:
        x, low, high = np.broadcast_arrays(*np.atleast_1d(x, ymin, ymax))
        return [self._line(pieces(x, x), pieces(low, high), {"color": colors, **plain(options)})]

    def hlines(self, y: Any, xmin: Any, xmax: Any, colors: Any = "C0", *_: Any, **options: Any) -> list[Drawing]:
        y, low, high = np.broadcast_arrays(*np.atleast_1d(y, xmin, xmax))
        return [self._line(pieces(low, high), pieces(y, y), {"color": colors, **plain(options)})]

    def _rule(self, axis: str, ends: tuple[Any, Any], options: dict[str, Any]) -> list[Drawing]:
        options = plain(options)
        data = {"x": np.empty(0), "y": np.empty(0)} | {axis: np.sort(reals(ends))}
        return [self._add("rule", options, **data, **self._look(options, "C0"))]

    def axhline(self, y: Any = 0, *_: Any, **options: Any) -> list[Drawing]:
        return self._rule("y", (y, y), options)

    def axvline(self, x: Any = 0, *_: Any, **options: Any) -> list[Drawing]:
        return self._rule("x", (x, x), options)

    def axhspan(self, ymin: Any, ymax: Any, *_: Any, **options: Any) -> list[Drawing]:
        return self._rule("y", (ymin, ymax), options)

    def axvspan(self, xmin: Any, xmax: Any, *_: Any, **options: Any) -> list[Drawing]:
        return self._rule("x", (xmin, xmax), options)

    # ---- points, bars, areas

    def scatter(self, x: Any, y: Any, *args: Any, **options: Any) -> list[Drawing]:
        depth, args = (args[0], args[1:]) if self.in_space and args else (None, args)
        options = plain({**dict(zip(("s", "color", "marker"), args, strict=False)), **options})
        x, y = self.x.floats(x).ravel(), self.y.floats(y).ravel()
        is_deep = depth is not None and self.image is None and "color" not in options
        given, sizes = depth if is_deep else options.get("color"), reals(options.get("s", 36.0)).ravel()
        edge = options.get("edgecolor", "")
        look: dict[str, Any] = {"edge": colour(edge) if edge != "face" and isinstance(edge, str) else ""}
        look |= {"marker": words(options.get("marker", "o")), "sizes": sizes if len(sizes) == len(x) else sizes[:1]}
        if given is None:
            look["colours"] = (self._next("fill"),)
        elif np.asarray(given).dtype.kind in "fiub" and np.size(given) == len(x):
            shade = self._shaded(reals(given), options) | ({"bar": True, "label": self.depth} if is_deep else {})
            look |= {"z": reals(given).ravel(), "shade": shade}
        else:
            look["colours"] = colours(given, len(x))
        drawing = self._add("points", options, x=x, y=y, **look)
        self.image = drawing if "shade" in look else self.image
        return [drawing]

    scatter3D = scatter

    def bar(self, x: Any, height: Any, width: Any = 0.8, bottom: Any = None, **options: Any) -> list[Drawing]:
        return self._bars((self.x, self.y), (x, height, width, bottom), plain(options))

    def barh(self, y: Any, width: Any, height: Any = 0.8, left: Any = None, **options: Any) -> list[Drawing]:
        return self._bars((self.y, self.x), (y, width, height, left), plain(options))

    def _bars(self, axes: tuple[Axis, Axis], data: tuple[Any, ...], options: dict[str, Any]) -> list[Drawing]:
        places, sizes = (axis.floats(each) for axis, each in zip(axes, data, strict=False))
        thick, base = reals(data[2]), reals(0.0 if data[3] is None else data[3])
        left = places - (thick / 2 if options.get("align", "center") == "center" else 0)
        rows = np.broadcast_arrays(*np.atleast_1d(left, left + thick, base, base + sizes))
        sides = {axes[0].name: np.stack(rows[:2]), axes[1].name: np.stack(rows[2:])}
        given = options.get("color")
        chosen = (self._next("fill"),) if given is None else colours(given, len(rows[0]))
        options["label"] = options["label"] if isinstance(options.get("label"), str) else "_"
        edge = options.get("edgecolor", "")
        drawing = self._add(
            "bars", options, **sides, colours=chosen, edge=colour(edge) if isinstance(edge, str) else ""
        )
        drawing.sticky[axes[1].name] = np.ravel(base)
        x, y = [sides[axes[0].name].mean(0), rows[3]][:: 1 if axes[0] is self.x else -1]
        return [drawing, *self._errors(x, y, options.get("yerr"), options.get("xerr"), "black")]

    def hist(self, x: Any, bins: Any = None, range: Any = None, density: Any = False, **options: Any) -> Any:
        sets = [reals(each).ravel() for each in (x if isinstance(x, tuple) or np.ndim(x) == 2 else (x,))]
        edges = np.histogram_bin_edges(np.concatenate(sets), _few(10 if bins is None else bins), range)
        kind, is_turned = options.pop("histtype", "bar"), options.pop("orientation", "") == "horizontal"
        labels, chosen = options.pop("label", None), options.pop("color", None)
        is_stacked, drawn = options.pop("stacked", False) or kind == "barstacked", []
        base, share = (
            np.zeros(len(edges) - 1),
            np.diff(edges) * (1 if len(sets) == 1 or is_stacked else 0.8 / len(sets)),
        )
        for index, each in enumerate(sets):
            counts = np.histogram(each, edges, density=bool(density), weights=options.get("weights"))[0]
            counts = np.cumsum(counts * (np.diff(edges) if density else 1)) if options.get("cumulative") else counts
            look = {**options, "label": labels if isinstance(labels, str | None) else labels[index], "align": "edge"}
            look["color"] = (chosen if isinstance(chosen, str) else chosen[index]) if chosen is not None else None
            look["color"] = look["color"] or self._next("line")
            if kind.startswith("step"):
                drawn.append(self._line(np.repeat(edges, 2), [0, *np.repeat(counts, 2), 0], plain(look)))
                drawn[-1].sticky["y"] = [0]
                continue
            left = edges[:-1] + (index * share + 0.1 * np.diff(edges) if len(sets) > 1 and not is_stacked else 0)
            draw = self.barh if is_turned else self.bar
            drawn += draw(left, counts, share * float(options.get("rwidth") or 1), base, **look)
            base = base + counts if is_stacked else base
        return drawn

    def fill_between(self, x: Any, y1: Any, y2: Any = 0, where: Any = None, *_: Any, **options: Any) -> list[Drawing]:
        options = plain(options)
        x = self.x.floats(x).ravel()
        inside = True if where is None else np.asarray(where, bool)
        low, high = (np.where(inside, np.broadcast_to(reals(y), x.shape), np.nan) for y in (y1, y2))
        chosen = colour(options["color"]) if "color" in options else self._next("fill")
        return [self._add("area", options, x=x, y=low, z=high, colours=(chosen,))]

    # ---- images and levels

    def imshow(self, image: Any, *args: Any, **options: Any) -> list[Drawing]:
        options = plain({**dict(zip(("cmap",), args, strict=False)), **options})
        values, is_upright = pixels(image), options.get("origin") == "lower"
        rows, columns, _ = values.shape
        left, right, bottom, top = options.get("extent", (-0.5, columns - 0.5, rows * (not is_upright) - 0.5, -0.5))
        top = rows - 0.5 if is_upright and "extent" not in options else top
        self._equal = str(options.get("aspect")) != "auto"
        self.y.is_inverted = bottom > top
        return self._image(values, (left, right), (bottom, top) if is_upright else (top, bottom), options)

    matshow = imshow

    def _image(self, values: Any, x: Any, y: Any, options: dict[str, Any]) -> list[Drawing]:
        self.image = self._add("image", options, x=reals(x), y=reals(y), z=values, shade=self._shaded(values, options))
        self.image.sticky = {name: self.image.fields[name] for name in "xy"}
        return [self.image]

    def pcolormesh(self, *data: Any, **options: Any) -> list[Drawing]:
        values = reals(data[-1])
        rows, columns = values.shape
        x, y = _mesh(data, values)
        x, y = edges_of(x, columns), edges_of(y, rows)
        for axis, edges in ((1, x), (0, y)):
            if not np.allclose(np.diff(edges), edges[1] - edges[0], rtol=1e-3):  # cells of many sizes, on ones of one
                middles = np.linspace(edges[0], edges[-1], 2 * len(edges) + 1)[1::2]
                way = 1 if edges[-1] > edges[0] else -1
                values = values.take(np.clip(np.searchsorted(way * edges, way * middles) - 1, 0, len(edges) - 2), axis)
        return self._image(values[:, :, None], x[[0, -1]], y[[0, -1]], plain(options))

    pcolor = pcolormesh

    def hist2d(self, x: Any, y: Any, bins: Any = 10, **options: Any) -> list[Drawing]:
        counts, *edges = np.histogram2d(reals(x).ravel(), reals(y).ravel(), _few(bins))
        return self.pcolormesh(*edges, counts.T, **options)

    def plot_surface(self, x: Any, y: Any, z: Any, *_: Any, **options: Any) -> list[Drawing]:
        drawn = self.pcolormesh(x, y, z, cmap=options.get("cmap", "viridis"))
        drawn[0].fields["shade"].update(bar=True, label=self.depth)
        return drawn

    plot_wireframe = plot_surface

    def contour(self, *data: Any, filled: bool = False, **options: Any) -> list[Drawing]:
        options, count = plain(options), 3 if len(data) > 2 else 1
        z = reals(data[count - 1])
        x, y = _mesh(data[:count], z)
        levels = nice_levels(z, options.get("levels", data[count] if len(data) > count else None))
        look: dict[str, Any] = {"width": float(reals(options.get("linewidth", 1.5)).flat[0]), "filled": filled}
        look["shade"] = self._shaded(levels, options)
        look["colours"] = colours(options["color"], len(levels)) if "color" in options else ("",)
        self.image = self._add("levels", options, x=x, y=y, z=z, sizes=levels, **look)
        self.image.sticky = {"x": x[[0, -1]], "y": y[[0, -1]]}
        return [self.image]

    contour3D = contour

    def contourf(self, *data: Any, **options: Any) -> list[Drawing]:
        return self.contour(*data, filled=True, **options)

    def clabel(self, levels: Any, *_: Any, **__: Any) -> None:
        levels[0].fields["labelled"] = True

    # ---- words

    def text(self, x: Any, y: Any, s: Any, *_: Any, **options: Any) -> list[Drawing]:
        options = plain(options)
        size = options.get("fontsize", 10)
        look: dict[str, Any] = {"size": 10.0 if isinstance(size, str) else float(size)}
        look |= {"across": words(options.get("ha", "left")), "up": words(options.get("va", "baseline"))}
        look |= {"colours": (colour(options.get("color", "k")),), "inside": options.get("transform") == "transAxes"}
        return [self._add("text", {**options, "label": s}, x=self.x.floats(x), y=self.y.floats(y), **look)]

    def annotate(self, text: Any, xy: Any, xytext: Any = None, **options: Any) -> list[Drawing]:
        is_placed = xytext is not None and options.get("textcoords", "data") == "data"
        drawn = self.text(*(xytext if is_placed and xytext is not None else xy), text, **options)
        if is_placed and options.get("arrowprops") is not None:
            drawn[0].fields |= {name: np.append(drawn[0].fields[name], reals(xy[i])) for i, name in enumerate("xy")}
        return drawn

    def arrow(self, x: Any, y: Any, dx: Any, dy: Any, **options: Any) -> list[Drawing]:
        return self.annotate("", (x + dx, y + dy), (x, y), arrowprops={}, color=plain(options).get("color", "C0"))

    def set_title(self, text: Any, *_: Any, **__: Any) -> None:
        self.title = words(text)

    def set_zlabel(self, text: Any, *_: Any, **__: Any) -> None:
        self.depth = words(text)
        if self.in_space and self.image is not None:
            self.image.fields["shade"].update(label=self.depth)

    def set(self, **options: Any) -> None:
        for name, value in options.items():
            self.call(f"set_{name}", [value], {})

    def legend(self, *args: Any, handles: Any = None, labels: Any = None, **_: Any) -> None:
        handles = args[0] if len(args) == 2 and handles is None else handles
        labels = args[-1] if args and labels is None else labels
        self._legend, ours = True, [one for one in self.drawings if one.kind not in ("text", "image", "levels")]
        if handles is not None:
            ours = [each[0] if isinstance(each, list) else each for each in handles]
            for one in (one for one in self.drawings if one.kind != "text" and one not in ours):
                one.fields.pop("label", None)
        for one, label in zip(
            ours, (labels,) if isinstance(labels, str) else () if labels is None else labels, strict=False
        ):
            one.set_label(label)

    # ---- axes

    def grid(self, visible: Any = None, *_: Any, **options: Any) -> None:
        self._grid = bool(visible) if visible is not None else bool(options) or not self._grid

    def margins(self, *margins: Any, x: Any = None, y: Any = None, **_: Any) -> None:
        for axis, margin in ((self.x, margins[0] if margins else x), (self.y, margins[-1] if margins else y)):
            axis.margin = axis.margin if margin is None else float(margin)

    def set_aspect(self, aspect: Any, *_: Any, **__: Any) -> None:
        self._equal = aspect in ("equal", 1)

    def set_axis_off(self) -> None:
        self._bare = True

    def axis(self, what: Any = None, **_: Any) -> None:
        if isinstance(what, str):
            self._bare = what == "off" if what in ("on", "off") else self._bare
            self._equal = self._equal or what in ("equal", "scaled", "square", "image")
        elif what is not None:
            self.x.set_lim(*what[:2])
            self.y.set_lim(*what[2:])

    def packed(self, every: int) -> tuple[Axes, Counter[str]]:
        """Return it as plain values, and what could not be, or is too much."""
        drawings = joined(self.drawings)
        artists = tuple(drawing.packed(every) for drawing in drawings[:ARTISTS])
        left_out = self.left_out + Counter({"plot": max(len(drawings) - ARTISTS, 0)})
        look = {"legend": self._legend, "grid": self._grid, "equal": self._equal, "bare": self._bare}
        x, y = self.x.scale(self.labels["x"]), self.y.scale(self.labels["y"])
        return Axes(self.place, x, y, artists, self.title, **look), left_out


def _few(bins: Any) -> Any:
    """Return how many bins there are; ValueError where those are far more than can be seen."""
    if not isinstance(bins, str) and np.ndim(bins) == 0 and bins > _MOST_BINS:
        raise ValueError
    return bins


def _mesh(data: Any, values: Any) -> tuple[Any, Any]:
    """Return the columns and the rows of a mesh, which may be given as those of each of its cells, or not at all."""
    if len(data) < 3:
        rows, columns = values.shape
        return np.arange(float(columns)), np.arange(float(rows))
    x, y = reals(data[0]), reals(data[1])
    return x if x.ndim == 1 else x[0], y if y.ndim == 1 else y[:, 0]
