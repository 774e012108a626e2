"""The verdict on a run up to a row: its outcome so far, in a word and in a sentence with its numbers.

Nearness is judged relative to the length of the path and to the present speed, never by a fixed number: a run that
approaches an inflection ever more slowly has halted there, one that is as close to it but fast only passes it. It is
all NumPy on the last few hundred rows, fast enough for every frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.analysis.verdicts.fit_verdict import judge_fit
from model.analysis.verdicts.function_verdict import judge_function, with_leap
from model.analysis.verdicts.motion import is_plain, window_of
from model.analysis.verdicts.surface_verdict import judge_surface, limit_at_only_point
from model.analysis.verdicts.words import Verdict, VerdictCode, beyond_limit, diverged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.analysis.exact import Curvature, Exact
    from model.analysis.stationary import StationaryPoint
    from model.analysis.surface_points import SurfacePoint
    from model.descent.history import History
    from model.experiment import Descending

__all__ = ["Verdict", "VerdictCode", "is_plain", "verdict"]


def verdict(
    experiment: Descending,
    history: History,
    index: int,
    *,
    stationary: Sequence[StationaryPoint] = (),
    points: Sequence[SurfacePoint] = (),
    exact: Exact | None = None,
    curvature: Curvature | None = None,
) -> Verdict:
    """Judge a run by its rows up to the one at an index; those after it are not used.

    A run whose swings do not shrink is "oscillating"; one whose swings shrink is still "descending".

    Parameters
    ----------
    stationary : sequence of StationaryPoint
        The stationary points of a function of x, where they are known.
    points : sequence of SurfacePoint
        Those of a function of x and y.
    exact : Exact, optional
        The closed-form fit, where there is one.
    curvature : Curvature, optional
        The Hessian at or near this row; it distinguishes a saddle from a minimum where nothing else does.
    """
    window = window_of(experiment, history, index)
    with np.errstate(all="ignore"):
        if window.ended == "diverged":
            if exact is not None:
                limit = beyond_limit(window, exact.curvature.eigenvalues)
            else:
                limit = limit_at_only_point(window, points)
            return with_leap(diverged(window, limit), window, stationary)
        if experiment.loss is not None:
            return judge_fit(window, exact, curvature)
        if len(experiment.parameters) == 1:
            return judge_function(window, stationary)
        return judge_surface(window, points, curvature)
