"""From the arguments that matplotlib takes to what is drawn: formats, colours, shapes, and one drawing of a plot."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.msgpack import encode

from model.program.native.values import without_addresses
from model.program.record.figures import ARTISTS, COLOUR, LARGEST, LETTERS, Artist, Shade

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_ORDER = {"image": 0, "points": 1, "bars": 1, "area": 1, "levels": 1, "text": 3}
"""What covers what, where the program does not say; a line is at 2."""
_ALIASES = {
    **{"c": "color", "colors": "color", "lw": "linewidth", "linewidths": "linewidth", "ls": "linestyle"},
    **{"linestyles": "linestyle", "ms": "markersize", "mfc": "markerfacecolor", "ec": "edgecolor"},
    **{"edgecolors": "edgecolor", "fc": "color", "facecolor": "color", "facecolors": "color"},
    **{"horizontalalignment": "ha", "verticalalignment": "va", "size": "fontsize"},
}
_DASHES = {
    **{"-": "solid", "--": "dash", "-.": "dashdot", ":": "dot", "dashed": "dash", "dotted": "dot"},
    **{"dashdot": "dashdot", "none": "", " ": "", "": ""},
}
_FORMAT = re.compile(r"(?P<color>C\d+|[bgrcmykw])|(?P<linestyle>--|-\.|-|:)|(?P<marker>[.,ov^<>1-48spP*hH+xXDd|_])")
_LETTERS = dict(zip("bgrcmykw", "blue green red cyan magenta yellow black white".split(), strict=True))
_COLUMNS = ("x", "y", "z", "sizes")
_FEW = 2_000
"""Artists with fewer numbers are whole while that is enough; the fewer the more there are."""
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20)


def plain(options: dict[str, Any]) -> dict[str, Any]:
    """Return options under their long names, without those that are not set."""
    return {_ALIASES.get(name, name): value for name, value in options.items() if value is not None}


def words(value: object) -> str:
    """Return a text as it can be sent, without the address of an object."""
    return without_addresses(str(value)).encode("utf-8", "replace").decode()[:LETTERS]


def reals(value: Any) -> NDArray[np.float64]:
    """Return numbers, NaN for those that cannot be drawn."""
    array = np.asarray(value)
    array = np.asarray(np.real(array), float)
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(array) <= LARGEST, array, np.nan)


def colour(value: Any) -> str:
    """Return a colour as `COLOUR` has it; C0 for one that we do not know."""
    if not isinstance(value, str):
        return "#" + "".join(f"{round(255 * min(max(float(one), 0.0), 1.0)):02x}" for one in value[:3])
    text = value.strip().removeprefix("tab:")
    if re.fullmatch(r"C\d+", text):
        return f"C{int(text[1:]) % 10}"
    if re.fullmatch(r"#[0-9a-fA-F]{3,4}", text):
        text = "#" + "".join(2 * letter for letter in text[1:4])
    if re.fullmatch(r"\d*\.?\d+", text):
        return colour((float(text),) * 3)
    text = _LETTERS.get(text, text if "(" in text else text.lower()[: 7 if text.startswith("#") else None])
    return text if COLOUR.fullmatch(text) else "C0"


def colours(value: Any, count: int) -> tuple[str, ...]:
    """Return one colour, or one for each of so many."""
    if isinstance(value, str) or (
        np.ndim(value) == 1 and len(value) in (3, 4) and np.asarray(value).dtype.kind in "fi"
    ):
        return (colour(value),)
    found = tuple(colour(one if isinstance(one, str) else np.asarray(one)) for one in value)
    return found if len(found) == 1 else tuple(found[index % len(found)] for index in range(count))


def dash(value: Any) -> str:
    """Return a dash of ours for one of matplotlib's."""
    return _DASHES.get(value.lower(), "solid") if isinstance(value, str) else "dash"


def of_format(text: str) -> dict[str, Any]:
    """Return what a format such as 'r--o' says; ValueError where it is none."""
    if re.fullmatch(r"#[0-9a-fA-F]{3,8}|(?:tab:)?[a-z]{3,}", text):
        return {"color": text}
    found: dict[str, Any] = {}
    for match in _FORMAT.finditer(text):
        found[match.lastgroup or ""] = match.group()
    if len("".join(found.values())) != len(text):
        raise ValueError(text)
    return {"linestyle": "", **found} if "marker" in found else found


class Drawing:
    """An artist whose values can still be changed, as by `set_data`; where it ends at ``sticky`` is no margin."""

    def __init__(self, kind: str, options: dict[str, Any], **fields: Any) -> None:
        self.kind, self.fields, self.is_seen = kind, fields, bool(options.get("visible", True))
        self.sticky: dict[str, Any] = {}
        self.order = float(options.get("zorder", _ORDER.get(kind, 2)))
        if not str(options.get("label", "_")).startswith("_"):
            fields["label"] = words(options["label"])
        if "alpha" in options:
            self.set_alpha(options["alpha"])

    def set_data(self, *data: Any) -> None:
        if self.kind == "image":
            self.fields["z"] = pixels(data[0])
        elif self.kind == "points" and len(data) == 1 and np.ndim(data[0]) == 1:
            self.fields["z"] = reals(data[0])
        else:
            x, y = data if len(data) == 2 else reals(data[0]).reshape(-1, 2).T
            self.fields.update(x=reals(x).ravel(), y=reals(y).ravel())

    set_array = set_offsets = set_data

    def set_xdata(self, x: Any) -> None:
        self.fields["x"] = reals(x).ravel()

    def set_ydata(self, y: Any) -> None:
        self.fields["y"] = reals(y).ravel()

    def set_label(self, text: Any) -> None:
        self.fields["label"] = words(text)

    set_text = set_label

    def set_color(self, value: Any) -> None:
        self.fields["colours"] = (colour(value),)

    set_facecolor = set_color

    def set_linewidth(self, width: Any) -> None:
        self.fields["width"] = float(width)

    def set_alpha(self, alpha: Any) -> None:
        self.fields["alpha"] = min(max(float(alpha), 0.0), 1.0)

    def set_visible(self, is_seen: Any) -> None:
        self.is_seen = bool(is_seen)

    def remove(self) -> None:
        self.is_seen = False

    def known(self, axis: str) -> NDArray[np.float64]:
        """Return the places in x or y of what has both."""
        x, y = self.fields["x"], self.fields["y"]
        found = self.fields[axis]
        return found[np.isfinite(x + y)] if self.kind in ("line", "points", "bars") else found

    def count(self) -> int:
        """Return how many numbers it has."""
        return sum(np.size(self.fields[name]) for name in (*_COLUMNS, "colours") if name in self.fields)

    def change(self, name: str, args: list[Any], options: dict[str, Any]) -> None:
        """Do a call such as `set_data`; ValueError, and it stays as it was, where nothing can be drawn from that."""
        before = dict(self.fields)
        try:
            getattr(self, name)(*args, **options)
            self.check()
        except Exception:
            self.fields = before
            raise

    def check(self) -> None:
        """Raise ValueError or TypeError where it cannot be drawn, or told."""
        encode(self.packed(1))

    def packed(self, every: int) -> Artist:
        """Return it as plain values, one in ``every`` of many: of a line the lowest and the highest of a piece."""
        fields = dict(self.fields)
        if self.kind in ("image", "levels"):
            step = math.ceil(math.sqrt(every))
            fields["z"] = fields["z"][::step, ::step]
            if self.kind == "levels":
                fields |= {name: fields[name][::step] for name in "xy"}
            fields["shape"] = (*fields["z"].shape, 1)[:3]
        elif every > 1 and fields["x"].size > max(_FEW // every, 2) and self.kind not in ("rule", "text"):
            kept = _extremes(fields["y"], 2 * every) if self.kind == "line" else slice(None, None, every)
            for name in _COLUMNS:
                if np.size(fields.get(name, ())) > 1:
                    fields[name] = fields[name][..., kept]
            if len(fields.get("colours", ())) > 1:
                fields["colours"] = fields["colours"][kept]
        if fields.get("shade") is not None:
            fields["shade"] = Shade(**fields["shade"])
        columns = {name: np.ascontiguousarray(fields[name], float).tobytes() for name in _COLUMNS if name in fields}
        return Artist(self.kind, **{**fields, **columns})  # pyright: ignore[reportArgumentType]


def _extremes(y: NDArray[np.float64], length: int) -> NDArray[np.int64]:
    """Return where the lowest and the highest value is in each piece of a line."""
    pieces = np.append(y, np.full(-len(y) % length, y[-1])).reshape(-1, length)
    first = np.arange(0, len(y), length)
    lows, highs = (np.nan_to_num(pieces, nan=end) for end in (np.inf, -np.inf))
    return np.unique(np.minimum([first + lows.argmin(1), first + highs.argmax(1)], len(y) - 1))


def joined(drawings: Iterable[Drawing]) -> list[Drawing]:
    """Return drawings in the order in which they cover each other; lines without a label that look alike are one."""
    groups: list[list[Drawing]] = []
    for one in sorted((each for each in drawings if each.is_seen), key=lambda each: each.order):
        if groups and one.kind == "line" and _look(one) == _look(groups[-1][0]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [group[0] if len(group) == 1 else _one_line(group) for group in groups]


def _look(drawing: Drawing) -> object:
    look = {name: value for name, value in drawing.fields.items() if name not in _COLUMNS}
    return look if drawing.kind == "line" and not look.get("label") else drawing


def _one_line(lines: list[Drawing]) -> Drawing:
    data = {name: np.concatenate([np.append(line.fields[name], np.nan) for line in lines]) for name in "xy"}
    return Drawing("line", {}, **{**lines[0].fields, **data})


def pixels(image: Any) -> NDArray[np.float64]:
    """Return an image as (rows, columns, channels)."""
    array = np.asarray(image)
    if array.ndim == 3 and array.shape[2] in (3, 4):
        return np.clip(np.nan_to_num(reals(array) / (255 if array.dtype.kind in "iu" else 1)), 0, 1)
    rows, columns = (length for length in array.shape if length > 1 or array.ndim == 2)
    return reals(array).reshape(rows, columns, 1)


def shading(values: NDArray[np.float64], options: dict[str, Any]) -> dict[str, Any]:
    """Return how values are shaded."""
    known = values[np.isfinite(values)]
    ends = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    low, high = (float(options.get(name, end)) for name, end in zip(("vmin", "vmax"), ends, strict=True))
    return {"name": words(options.get("cmap", "viridis")), "low": low, "high": high}


def pieces(*ends: Any) -> NDArray[np.float64]:
    """Return the ends of single lines, with a gap after each."""
    columns = np.broadcast_arrays(*np.atleast_1d(*ends))
    return np.stack([*columns, np.full(columns[0].shape, np.nan)], 1).ravel()


def nice_levels(values: NDArray[np.float64], wanted: Any) -> NDArray[np.float64]:
    """Return the levels of a contour plot as matplotlib chooses them, or those that are given."""
    if wanted is not None and np.ndim(wanted):
        levels = np.unique(reals(wanted))
        return levels[np.isfinite(levels)][:ARTISTS]
    known = values[np.isfinite(values)]
    low, high = float(known.min()), float(known.max())
    count = int(7 if wanted is None else wanted) + 1
    power = 10.0 ** math.floor(math.log10((high - low) / count or 1.0))
    for step in (one * power for one in _STEPS):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= count:
            return reals(np.arange(first, last + 1) * step)[:ARTISTS]
    return np.array([low, high])


def edges_of(places: Any, count: int) -> NDArray[np.float64]:
    """Return the edges of so many cells along one side of a mesh, of which the middles alone may be given."""
    if len(places) != count or count == 1:
        return places if len(places) == count + 1 else np.append(places, places[-1] + 1)
    middles = (places[1:] + places[:-1]) / 2
    return np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])
