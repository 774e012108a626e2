"""The labs, in the order of the rail, and what is imported before each is made."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from gui.look.text import render
from model.kinds import KINDS
from model.labs import AUTOGRAD, MINIMISE, REGRESSION, SURFACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.run.lab import Lab
    from gui.run.lab_run import Services

    AnyLab = Lab[Any, Any, Any]

_PLOTS = ("pyqtgraph", "gui.plots.base.plot", "gui.run.lab", "gui.run.shown_listing")
_DESCENT = (
    *_PLOTS,
    "model.analysis.verdicts",
    "gui.widgets.pages",
    "gui.run.descent_lab",
    "gui.plots.rows.rows_plot",
)
"""NumPy's random numbers are loaded by the first call that needs them."""


class LabEntry(NamedTuple):
    """A lab that can be made: its key in files, its icon from qtawesome, and a function that returns it, not yet built.

    ``modules`` is what it needs, the most general first, so that none takes long to import after those before it.
    """

    key: str
    icon: str
    make: Callable[[Services], AnyLab]
    modules: tuple[str, ...]

    def title(self) -> str:
        """Return its title, in the language of the window."""
        return render(KINDS[self.key].title)

    def load(self) -> Iterator[None]:
        """Import the modules, one in each step."""
        for name in self.modules:
            import_module(name)
            yield


def _autograd(services: Services) -> AnyLab:
    from gui.labs.autograd.controller import AutogradLab

    return AutogradLab(services)


def _minimise(services: Services) -> AnyLab:
    from gui.labs.minimise.controller import MinimiseLab

    return MinimiseLab(services)


def _regression(services: Services) -> AnyLab:
    from gui.labs.regression.controller import RegressionLab

    return RegressionLab(services)


def _surface(services: Services) -> AnyLab:
    from gui.labs.surface.controller import SurfaceLab

    return SurfaceLab(services)


LABS: dict[str, LabEntry] = {
    entry.key: entry
    for entry in (
        LabEntry(
            AUTOGRAD,
            "mdi6.graph-outline",
            _autograd,
            (*_PLOTS, "gui.plots.graph.graph", "gui.labs.autograd.view", "gui.labs.autograd.controller"),
        ),
        LabEntry(
            MINIMISE,
            "mdi6.chart-bell-curve",
            _minimise,
            (*_DESCENT, "gui.plots.curves.curve", "gui.labs.minimise.view", "gui.labs.minimise.controller"),
        ),
        LabEntry(
            REGRESSION,
            "mdi6.chart-scatter-plot",
            _regression,
            (
                *_DESCENT,
                "numpy.random",
                "gui.plots.curves.scatter",
                "gui.labs.regression.view",
                "gui.labs.regression.controller",
            ),
        ),
        LabEntry(
            SURFACE,
            "mdi6.map-marker-path",
            _surface,
            (
                *_DESCENT,
                "gui.plots.heights.map",
                "gui.plots.heights.surface3d",
                "gui.labs.surface.view",
                "gui.labs.surface.controller",
            ),
        ),
    )
}
"""Made when first shown, or when the window is idle, since each takes a quarter of a second."""

FIRST = MINIMISE
"""The lab that a new user sees."""
