"""What is worked out about a function of two variables: its stationary points and its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from model.analysis.surface_points import minima_of, surface_points

if TYPE_CHECKING:
    from typing import TypeAlias

    from gui.run.experiment_analysis import ExperimentAnalysis
    from model.analysis.surface_points import SurfacePoint
    from model.experiment import Surface
    from model.formula import Formula

    Analysis: TypeAlias = ExperimentAnalysis[Surface, "SurfaceAnalysis"]


class SurfaceAnalysis(NamedTuple):
    """The stationary points of a function in its domain, and its partial derivatives."""

    points: tuple[SurfacePoint, ...]
    gradient: tuple[Formula, Formula]

    @property
    def lowest(self) -> SurfacePoint | None:
        """The lowest minimum, the first where there are several."""
        return min(minima_of(self.points), key=lambda point: point.value, default=None)


def analysis_key(experiment: Surface) -> object:
    """Return what the analysis depends on: the function and its domain."""
    return experiment.function, experiment.shown_domain()


def analyse(experiment: Surface) -> SurfaceAnalysis:
    """Return the analysis of an experiment's function; it takes some time."""
    formula = experiment.formula
    gradient = formula.derivative("x"), formula.derivative("y")
    return SurfaceAnalysis(surface_points(formula, experiment.shown_domain()), gradient)
