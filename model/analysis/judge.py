"""The verdict on a finished run, with all that can be known of its experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from model.analysis.exact import least_squares, local_hessian
from model.analysis.verdicts import verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.analysis.exact import Exact
    from model.analysis.stationary import StationaryPoint
    from model.analysis.surface_points import SurfacePoint
    from model.analysis.verdicts import Verdict
    from model.descent.history import History
    from model.experiment import Descending


class Known(TypedDict, total=False):
    """What is known of an experiment without running it, by the names of the verdict's arguments."""

    stationary: Sequence[StationaryPoint]
    points: Sequence[SurfacePoint]
    exact: Exact | None


def known_of(experiment: Descending) -> Known:
    """Return the stationary points of a function, nothing of a fit; takes a while, and loads SymPy."""
    if experiment.loss is not None:
        return {}
    from model.analysis.stationary import stationary_points
    from model.analysis.surface_points import surface_points

    intervals = experiment.intervals()
    if len(intervals) == 1:
        return {"stationary": stationary_points(experiment.formula, intervals[0])}
    return {"points": surface_points(experiment.formula, (intervals[0], intervals[1]))}


def judged(experiment: Descending, history: History, known: Known) -> tuple[Verdict, Exact | None]:
    """Judge a run at its last row; return the verdict, and the exact fit where there is a closed form."""
    last = len(history) - 1
    exact = None if experiment.loss is None else least_squares(experiment)
    curvature = local_hessian(experiment, history.row(last)) if exact is None else exact.curvature
    known = known if exact is None else {"exact": exact}
    return verdict(experiment, history, last, curvature=curvature, **known), exact
