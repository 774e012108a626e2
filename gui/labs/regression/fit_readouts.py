"""The numbers of a fit at the cursor, beside the table of all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gui.look.text import translate
from model.formula.latex import name_text
from model.message import added_up, decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.analysis.fit_analysis import RegressionAnalysis
    from model.experiment import Regression

_DIGITS = 9


def fit_readouts(
    experiment: Regression, analysis: RegressionAnalysis | None, values: dict[str, float], loss: float
) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of parameters, loss, R², differences to NumPy, and the Hessian's numbers.

    ``values`` are the parameters at the cursor, in the units descended in, and ``loss`` the loss there.
    """
    exact = None if analysis is None else analysis.exact
    original = None if analysis is None else analysis.original(values)
    is_converted = experiment.standardise and original is not None
    best = {} if exact is None else dict(exact.parameters)
    beside = original or values
    texts = {name: _beside(beside[name], best.get(name)) for name in beside}
    of_loss = _beside(loss, None if exact is None else exact.loss)
    for name, value in values.items():
        yield name_text(name), number_text(value, _DIGITS) if is_converted else texts[name].value
    yield translate("regression", "loss"), of_loss.value
    if analysis is None:
        return
    yield "R²", number_text(analysis.r_squared(values, loss), 6)
    if is_converted:
        for name, text in texts.items():
            yield translate("regression", "{name}, original units").format(name=name_text(name)), text.value
    if exact is not None:
        for name in best:
            yield f"{name_text(name)} (NumPy)", texts[name].best
            yield f"{name_text(name)} − NumPy", texts[name].difference
        yield translate("regression", "loss (NumPy)"), of_loss.best
        yield translate("regression", "loss − NumPy"), of_loss.difference
        curvature = exact.curvature
        yield translate("regression", "eigenvalues λ"), ", ".join(number_text(v, 5) for v in curvature.eigenvalues)
        yield translate("regression", "condition number"), number_text(curvature.condition_number, 5)
    limit = analysis.stable_limit(experiment)
    if limit is not None:
        yield translate("regression", "stable η below"), limit.text()


class _Beside(NamedTuple):
    """A value, the best one, and how far it is from that, written so that they add up."""

    value: str
    best: str = ""
    difference: str = ""


def _beside(value: float, best: float | None) -> _Beside:
    if best is None:
        return _Beside(number_text(value, _DIGITS))
    (best_text, text), (difference,) = added_up((best, value), _DIGITS)
    return _Beside(*map(decimal_text, (text, best_text, difference)))
