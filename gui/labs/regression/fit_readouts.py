"""The numbers of a fit at the cursor, beside the table of all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look.text import translate
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.analysis.exact import Exact
    from model.analysis.fit_analysis import RegressionAnalysis
    from model.experiment import Regression


def fit_readouts(
    experiment: Regression, analysis: RegressionAnalysis | None, values: dict[str, float], loss: float
) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of parameters, loss, R², differences to NumPy, and the Hessian's numbers.

    ``values`` are the parameters at the cursor, in the units descended in, and ``loss`` the loss there.
    """
    for name, value in values.items():
        yield name, number_text(value, 9)
    yield translate("regression", "loss"), number_text(loss, 9)
    if analysis is None:
        return
    yield "R²", number_text(analysis.r_squared(values, loss), 6)
    original = analysis.original(values)
    if experiment.standardise and original is not None:
        for name, value in original.items():
            yield translate("regression", "{name}, original units").format(name=name), number_text(value, 9)
    if analysis.exact is not None:
        yield from _beside_numpy(analysis.exact, original or values, loss)
        curvature = analysis.exact.curvature
        yield translate("regression", "eigenvalues λ"), ", ".join(number_text(v, 5) for v in curvature.eigenvalues)
        yield translate("regression", "condition number"), number_text(curvature.condition_number, 5)
    limit = analysis.stable_limit(experiment)
    if limit is not None:
        yield translate("regression", "stable η below"), limit.text()


def _beside_numpy(exact: Exact, values: dict[str, float], loss: float) -> Iterator[tuple[str, str]]:
    for name, best in exact.parameters.items():
        yield f"{name} (NumPy)", number_text(best, 9)
        yield f"{name} − NumPy", number_text(values[name] - best, 4)
    yield translate("regression", "loss (NumPy)"), number_text(exact.loss, 9)
    yield translate("regression", "loss − NumPy"), number_text(loss - exact.loss, 4)
