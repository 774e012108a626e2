"""matplotlib as programs see it: what they draw is recorded, call by call, for a lab to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch

from model.program.native.attributes import refused
from model.program.native.calls import calling, container, own
from model.program.native.facades import MODULES, facade
from model.program.native.limits import CONTAINERS, ELEMENTS, Denied
from model.program.native.numpy_sizes import arrays
from model.program.native.values import Native, kind

_CALLS = set(
    """plot scatter bar barh hist hist2d imshow matshow contour contourf fill fill_between errorbar stem step pie
    boxplot violinplot axhline axvline axvspan hlines vlines text annotate quiver arrow semilogx semilogy loglog
    plot_surface plot_wireframe plot_trisurf plot3D scatter3D pcolormesh streamplot legend grid axis tick_params
    xlabel ylabel zlabel title suptitle xlim ylim zlim xscale yscale xticks yticks set_xlabel set_ylabel
    set_zlabel set_title set_xlim set_ylim set_zlim set_xscale set_yscale set_xticks set_yticks set_xticklabels
    set_yticklabels set_aspect set_axis_off set invert_yaxis invert_xaxis twinx add_subplot add_patch view_init
    margins clabel figure subplots subplot gca gcf tight_layout savefig colorbar subplots_adjust set_size_inches show
    draw pause ion ioff close clf cla clear rc rcdefaults use set_data set_ydata set_xdata set_text set_color
    set_label set_visible get_figure autoscale_view relim minorticks_on minorticks_off figtext figlegend table
    locator_params stackplot spy hexbin tricontour tricontourf triplot contour3D contourf3D bar3d bar_label
    fill_betweenx set_facecolor set_alpha set_linewidth set_linestyle set_marker set_xdata set_offsets set_array
    set_cmap set_clim set_axisbelow set_prop_cycle add_artist add_line add_collection add_gridspec inset_axes
    secondary_xaxis twiny set_rlabel_position set_theta_zero_location label_outer subplot2grid align_labels set_dpi
    set_figwidth set_figheight draw_idle sca delaxes autoscale margins polar axline set_box_aspect set_3d_properties
    clim gray jet viridis hot rgrids thetagrids autofmt_xdate subplot_mosaic
    add_axes axes set_major_locator remove pcolor axhspan""".split()
)
_PARTS = set(
    """xaxis yaxis zaxis spines patch transAxes transData title canvas lines collections images texts""".split()
)
"""What belongs to a plot, and is looked at by nobody: what is called on it is not recorded."""
_MAKING = set("figure subplots subplot add_subplot add_axes axes gca gcf twinx twiny inset_axes subplot2grid".split())
"""What makes figures and plots; other calls make what stands in a plot."""
"""What can be called on matplotlib.pyplot, and on what its functions give; all of it is recorded alike."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A call such as ``axes.plot(x, y)``: number 0 is pyplot itself, others are what the call of that number gave.

    Arrays are kept as they were; an argument that is a `Handle` stands for what another call gave. ``part`` tells which
    of several plots is meant, by its row and column.
    """

    target: int
    part: tuple[int, ...]
    name: str
    args: tuple[Any, ...]
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Handle:
    """What a call gave: a figure, a plot, several plots in rows and columns (``shape``), lines, or an image."""

    number: int = 0
    shape: tuple[int, ...] = ()
    part: tuple[int, ...] = ()

    def __getitem__(self, index: Any) -> Handle:
        every = self.part or np.arange(int(np.prod(self.shape, dtype=int)))
        places = np.reshape(every, self.shape or (1,))[index]
        return Handle(self.number, np.shape(places), tuple(np.ravel(places).tolist()))

    def __len__(self) -> int:
        return self.shape[0] if self.shape else 1

    def __iter__(self) -> Any:
        return iter([self[index] for index in range(len(self))])

    def __repr__(self) -> str:
        return "<Axes: >" if self.number else "<module 'matplotlib.pyplot'>"


@dataclass(frozen=True, slots=True)
class Part:
    """Another thing of matplotlib: a colour map, a colour, a ticker, a patch; it only says what it is.

    A colour map that is called with several numbers gives as many colours.
    """

    name: str

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<matplotlib {self.name}>"

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Make what this names."""
        values = args[0] if args else None
        if self.name.endswith("get_cmap"):
            return Part("viridis" if values is None else str(values)[:100])
        if isinstance(values, (np.ndarray, torch.Tensor, list, tuple)) and self.name in _COLOUR_MAPS and len(values):
            ELEMENTS.holds(100 * len(values))
            return [Part(f"{self.name}({float(np.ravel(value)[0])})") for value in values]
        written = [*args, *(f"{key}={value}" for key, value in options.items())]
        return Part(f"{self.name}({', '.join(str(value)[:100] for value in written[:10])})")

    def __getitem__(self, index: Any) -> Part:
        return Part(str(index) if self.name == "colormaps" else f"{self.name}[{str(index)[:100]}]")

    def __iter__(self) -> Any:
        return iter([self])

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *error: object) -> None:
        pass


class Plots:
    """What one program has drawn."""

    current: ClassVar[Plots]

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []
        self.weight = 0

    def __len__(self) -> int:
        """Return how many figures there are."""
        begun = [index for index, call in enumerate(self.drawn) if call.name in ("figure", "subplots")]
        before = self.drawn[: begun[0]] if begun else self.drawn
        return len(begun) + any(call.target == 0 and call.name not in ("show", "close") for call in before)

    def draw(self, target: Handle, name: str, args: Any, options: dict[str, Any]) -> Any:
        """Record a call; its numbers count towards the elements that a program may have."""
        self.weight += 1
        counts = [value for key, value in options.items() if key in _COUNTS]
        counts += args[_COUNTED[name]] if name in _COUNTED else ()
        ELEMENTS.holds(_parts(counts))
        kept = {key: self._kept(value) for key, value in options.items()}
        self.drawn.append(Drawn(target.number, target.part, name, tuple(map(self._kept, args)), kept))
        ELEMENTS.holds(self.weight)
        result = Handle(len(self.drawn))
        if name == "subplots":
            shape = [int(length) for length in (*args, options.get("nrows", 1), options.get("ncols", 1))[:2]]
            shape = [options.get("nrows", shape[0]), options.get("ncols", shape[1])]
            ELEMENTS.holds(1000 * abs(shape[0] * shape[1]))
            is_squeezed = options.get("squeeze", True)
            axes = Handle(result.number, tuple(length for length in shape if length > 1 or not is_squeezed), (0,))
            axes = axes if not axes.shape else Handle(result.number, axes.shape)
            return axes if target.number else (result, axes)
        if name == "hist":
            bins = options.get("bins", args[1] if len(args) > 1 else 10)
            counts, edges = arrays(_HISTOGRAM, [np.asarray(args[0]), bins], {})
            return counts.astype(float), edges, result
        return None if name in ("show", "close", "pause") else result

    def _kept(self, value: Any) -> Any:
        """Return a value as it is now: numbers as an array, what is in a list of other things one by one."""
        if isinstance(value, (type({}.keys()), type({}.values()))):
            value = list(value)
        if isinstance(value, dict):
            return {str(key): self._kept(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)) and any(isinstance(one, Handle | Part | None | dict) for one in value):
            return tuple(map(self._kept, value))
        if isinstance(value, (np.ndarray, torch.Tensor, list, tuple, range)):
            try:
                value = np.array(value.numpy() if isinstance(value, torch.Tensor) else value)
            except ValueError:  # rows that are not as long as each other
                return tuple(map(self._kept, value))
            self.weight += value.size
        elif isinstance(value, np.generic):
            value = value.item()
        return value if isinstance(value, (np.ndarray, Handle, str, int, float, type(None))) else str(value)[:1000]


_COUNTED = {
    **{"hist": slice(1, 2), "hist2d": slice(2, 3), "subplots": slice(2), "subplot": slice(2), "subplot2grid": slice(1)},
    **dict.fromkeys("contour contourf tricontour tricontourf contour3D contourf3D".split(), slice(1, None)),
    "add_gridspec": slice(2),
}
"""Of the calls that make many parts, which arguments may be numbers of parts."""
_COUNTS = set(
    "bins gridsize levels nbins nrows ncols points bootstrap numticks N rcount ccount rstride resolution".split()
)
"""Options that say how many parts are made."""
_HISTOGRAM = Native("numpy.histogram", np.histogram, arrays)


def _parts(counts: Any) -> float:
    """Return how many parts are made, weighed: the product of whole numbers, also of those in short lists."""
    product = 100.0
    for value in counts:
        if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
            product *= max(abs(int(value)), 1)
        elif isinstance(value, (tuple, list)) and len(value) <= 2:
            product *= _parts(value) / 100
    return product


def use_plots(plots: Plots) -> None:
    """Let ``plots`` take what is drawn from now on."""
    Plots.current = plots


use_plots(Plots())


def _read(handle: Handle, name: str) -> Any:
    if name == "shape":
        return handle.shape
    if name in ("ravel", "flatten", "flat"):
        parts = handle.part or tuple(range(int(np.prod(handle.shape, dtype=int))))
        all_in_a_row = Handle(handle.number, (len(parts),), parts)
        return all_in_a_row if name == "flat" else Native(name, lambda: all_in_a_row, own)
    if name == "axes" and handle.number:
        call = Plots.current.drawn[handle.number - 1]
        if call.name in _MAKING:
            return handle
        return Handle(call.target, (), call.part) if call.target else Plots.current.draw(Handle(), "gca", (), {})
    if name in _PARTS and handle.number:
        return Part(name)
    if name not in _CALLS:
        raise refused(handle, name)
    return Native(name, lambda *args, **options: Plots.current.draw(handle, name, args, options), own)


Handle.__module__, Handle.__qualname__, Handle.__name__ = "matplotlib.axes", "Axes", "Axes"
kind(Handle, own, only="", reader=_read)


def _read_part(part: Part, name: str) -> Any:
    if name in ("name", "N"):
        return part.name if name == "name" else 256
    if name.startswith("_"):
        raise refused(part, name)
    return Part(f"{part.name[:200]}.{name}")


Part.__module__, Part.__qualname__ = "matplotlib", "Artist"
kind(Part, own, only="", reader=_read_part, call=calling(own))
_COLOUR_MAPS = frozenset(
    """viridis plasma inferno magma cividis turbo coolwarm bwr seismic jet rainbow hsv gray gray_r binary bone hot cool
    spring summer autumn winter copper pink Spectral Blues Reds Greens Greys Oranges Purples YlOrRd YlGnBu RdYlBu RdYlGn
    RdBu RdBu_r PuOr PiYG BrBG tab10 tab20 Set1 Set2 Set3 Paired Pastel1 Dark2 Accent terrain ocean viridis_r
    get_cmap""".split()
)


class Style(dict[str, Any]):
    """Matplotlib's settings: those that programs have set, and some others."""

    def __missing__(self, name: str) -> Any:
        raise Denied(f"the setting {name!r} of matplotlib is not known to programs here")


kind(Style, container)
CONTAINERS.add(Style)
Style.__name__, Style.__module__ = "RcParams", "matplotlib"
_style = Style(
    {
        "figure.figsize": [6.4, 4.8],
        "figure.dpi": 100.0,
        "font.size": 10.0,
        "axes.unicode_minus": True,
        "lines.linewidth": 1.5,
    }
)
facade("matplotlib", None, {"rcParams": _style, "use": _read(Handle(), "use")})
facade("matplotlib.pyplot", None, {name: _read(Handle(), name) for name in sorted(_CALLS) if "set_" not in name})
MODULES["matplotlib.pyplot"].members |= {"rcParams": _style, "Axes": Handle, "Figure": Handle}
_MODULES = {
    "cm": [*_COLOUR_MAPS, "ScalarMappable"],
    "colors": """ListedColormap LinearSegmentedColormap LogNorm Normalize BoundaryNorm TwoSlopeNorm to_rgb to_rgba
        to_hex Colormap""".split(),
    "ticker": """MultipleLocator MaxNLocator FuncFormatter FormatStrFormatter ScalarFormatter LogLocator NullFormatter
        PercentFormatter AutoMinorLocator LinearLocator FixedLocator NullLocator StrMethodFormatter""".split(),
    "patches": "Circle Rectangle Ellipse Polygon Patch FancyArrowPatch Arrow Wedge ConnectionPatch".split(),
    "lines": ["Line2D"],
    "gridspec": ["GridSpec", "GridSpecFromSubplotSpec"],
    "animation": "FuncAnimation ArtistAnimation PillowWriter".split(),
    "collections": ["LineCollection", "PatchCollection"],
}
for _name, _things in _MODULES.items():
    facade(f"matplotlib.{_name}", None, {thing: Part(thing) for thing in _things})
MODULES["matplotlib.pyplot"].members |= {
    **{name: Part(name) for name in "get_cmap colormaps Circle Rectangle Polygon Line2D GridSpec Normalize".split()},
    **{"cm": MODULES["matplotlib.cm"], "rc_context": Part("rc_context"), "xkcd": Part("xkcd")},
}
facade("matplotlib.pyplot.style", None, {"use": _read(Handle(), "use"), "context": Part("style")})
facade("mpl_toolkits", None, {})
facade("mpl_toolkits.mplot3d", None, {"Axes3D": Handle})
