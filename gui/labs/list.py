"""The labs, in the order of the rail, and what is imported before each is made."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from gui.look.text import render
from model.kinds import KINDS
from model.labs import AUTOGRAD, MINIMISE, REGRESSION, SURFACE

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """A lab that can be made: its key in files, its icon from qtawesome, and the name of its class in its controller.

    ``modules`` is what its view needs, the most general first, so that none takes long to import after those before it.
    """

    key: str
    icon: str
    name: str
    modules: tuple[str, ...]

    def title(self) -> str:
        """Return its title, in the language of the window."""
        return render(KINDS[self.key].title)

    def load(self) -> Iterator[None]:
        """Import the modules, one in each step."""
        for name in (*self.modules, f"gui.labs.{self.key}.view", f"gui.labs.{self.key}.controller"):
            import_module(name)
            yield

    def make(self, services: Services) -> AnyLab:
        """Return the lab, not yet built."""
        return getattr(import_module(f"gui.labs.{self.key}.controller"), self.name)(services)


LABS: dict[str, LabEntry] = {
    entry.key: entry
    for entry in (
        LabEntry(AUTOGRAD, "mdi6.graph-outline", "AutogradLab", (*_PLOTS, "gui.plots.graph.graph")),
        LabEntry(MINIMISE, "mdi6.chart-bell-curve", "MinimiseLab", (*_DESCENT, "gui.plots.curves.curve")),
        LabEntry(
            REGRESSION,
            "mdi6.chart-scatter-plot",
            "RegressionLab",
            (*_DESCENT, "numpy.random", "gui.plots.curves.scatter"),
        ),
        LabEntry(
            SURFACE,
            "mdi6.map-marker-path",
            "SurfaceLab",
            (*_DESCENT, "gui.plots.heights.map", "gui.plots.heights.surface3d"),
        ),
    )
}
"""Made when first shown, or when the window is idle, since each takes a quarter of a second."""

FIRST = MINIMISE
"""The lab that a new user sees."""
