"""matplotlib as programs see it: what they draw is recorded, call by call, for a lab to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch

from model.program.native.attributes import refused
from model.program.native.calls import own
from model.program.native.facades import MODULES, facade
from model.program.native.limits import ELEMENTS
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
    set_label set_visible get_figure autoscale_view relim""".split()
)
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


class Plots:
    """What one program has drawn."""

    current: ClassVar[Plots]

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []
        self.weight = 0

    def __len__(self) -> int:
        """Return how many figures there are."""
        begun = sum(call.name in ("figure", "subplots") for call in self.drawn)
        return begun or int(any(call.target == 0 and call.name not in ("show", "close") for call in self.drawn))

    def draw(self, target: Handle, name: str, args: Any, options: dict[str, Any]) -> Any:
        """Record a call; its numbers count towards the elements that a program may have."""
        self.weight += 1
        kept = {key: self._kept(value) for key, value in options.items()}
        self.drawn.append(Drawn(target.number, target.part, name, tuple(map(self._kept, args)), kept))
        ELEMENTS.holds(self.weight)
        result = Handle(len(self.drawn))
        if name == "subplots":
            shape = [int(length) for length in (*args, options.get("nrows", 1), options.get("ncols", 1))[:2]]
            shape = [options.get("nrows", shape[0]), options.get("ncols", shape[1])]
            ELEMENTS.holds(1000 * shape[0] * shape[1])
            return result, Handle(result.number, tuple(length for length in shape if length > 1))
        if name == "hist":
            bins = options.get("bins", args[1] if len(args) > 1 else 10)
            counts, edges = np.histogram(np.asarray(args[0]), bins)
            return counts.astype(float), edges, result
        return None if name in ("show", "close", "pause") else result

    def _kept(self, value: Any) -> Any:
        if isinstance(value, (np.ndarray, torch.Tensor, list, tuple, range)):
            value = np.array(value.numpy() if isinstance(value, torch.Tensor) else value)
            self.weight += value.size
        return value if isinstance(value, (np.ndarray, Handle, str, int, float, type(None))) else str(value)


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
    if name not in _CALLS:
        raise refused(handle, name)
    return Native(name, lambda *args, **options: Plots.current.draw(handle, name, args, options), own)


Handle.__module__, Handle.__qualname__ = "matplotlib.axes", "Axes"
kind(Handle, own, only="", reader=_read)
_style = {"figure.figsize": [6.4, 4.8], "figure.dpi": 100.0, "font.size": 10.0, "axes.unicode_minus": True}
facade("matplotlib", None, {"rcParams": _style, "use": _read(Handle(), "use")})
facade("matplotlib.pyplot", None, {name: _read(Handle(), name) for name in sorted(_CALLS) if "set_" not in name})
MODULES["matplotlib.pyplot"].members |= {"rcParams": _style, "Axes": Handle, "Figure": Handle}
facade("matplotlib.pyplot.style", None, {"use": _read(Handle(), "use")})
facade("mpl_toolkits", None, {})
facade("mpl_toolkits.mplot3d", None, {"Axes3D": Handle})
