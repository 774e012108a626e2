"""The labs, in the order of the rail: adding one adds a folder and an entry here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gui.text import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.lab import Lab, Services

__all__ = ["FIRST", "LABS", "LabEntry"]


class LabEntry(NamedTuple):
    """A lab that can be made: its name in files, its qtawesome icon, its title, and what makes it."""

    key: str
    icon: str
    title: Callable[[], str]
    make: Callable[[Services], Lab]


def _autograd(services: Services) -> Lab:
    from gui.labs.autograd.controller import AutogradLab

    return AutogradLab(services)


def _minimise(services: Services) -> Lab:
    from gui.labs.minimise.controller import MinimiseLab

    return MinimiseLab(services)


def _regression(services: Services) -> Lab:
    from gui.labs.regression.controller import RegressionLab

    return RegressionLab(services)


def _surface(services: Services) -> Lab:
    from gui.labs.surface.controller import SurfaceLab

    return SurfaceLab(services)


LABS: dict[str, LabEntry] = {
    entry.key: entry
    for entry in (
        LabEntry("autograd", "mdi6.graph-outline", lambda: translate("autograd", "Autograd"), _autograd),
        LabEntry("minimise", "mdi6.chart-bell-curve", lambda: translate("minimise", "Minimise"), _minimise),
        LabEntry("regression", "mdi6.chart-scatter-plot", lambda: translate("regression", "Regression"), _regression),
        LabEntry("surface", "mdi6.map-marker-path", lambda: translate("surface", "Surface"), _surface),
    )
}
"""Made when first shown, or when the window is idle, since each takes a quarter of a second."""

FIRST = "minimise"
"""The lab that a new user sees."""
