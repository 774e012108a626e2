"""Losses: how far predictions are from the points, as one number. Named ones, and the user's own formula.

A loss is a formula in ``y`` (the points) and ``y_pred`` (the predictions), the same language the user types. The user's
own may have the prediction's parameters in it: ``mean((y - y_pred)^2) + 0.1*w^2`` is ridge regression.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.catalogue.entry import Entry, Knob, catalogue_of
from model.checks import Check, Given
from model.formula import Formula, parse
from model.formula.parser import varies
from model.formula.tree import Call, walk
from model.formula.vocabulary import AGGREGATES
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

_POINT_NAMES = ("y", "y_pred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Entry):
    """A named loss: a formula of one number from ``y``, ``y_pred`` and the knobs' names.

    ``torch_call`` is the same as PyTorch source, with ``{name}`` as the place of a knob's value; `torch_source` fills
    it in.
    """

    formula: str
    knobs: tuple[Knob, ...]
    torch_call: str

    def parsed(self) -> Formula:
        """Return the formula with ``y``, ``y_pred`` and every knob's name as its variables."""
        return parse(self.formula, (*_POINT_NAMES, *(knob.name for knob in self.knobs)), aggregates=True)

    def torch_source(self, knobs: Mapping[str, float | bool]) -> str:
        """Return the PyTorch expression of this loss with the knobs' values in it."""
        return self.torch_call.format_map({name: repr(float(value)) for name, value in knobs.items()})


LOSSES = catalogue_of(
    Loss(
        key="mse",
        title=QT_TRANSLATE_NOOP("losses", "Mean squared error (MSE)"),
        formula="mean((y - y_pred)^2)",
        knobs=(),
        torch_call="torch.nn.functional.mse_loss(y_pred, y)",
        why=QT_TRANSLATE_NOOP(
            "losses",
            "The book's loss. It is smooth and has an exact answer for a line, "
            "but one far outlier pulls the line to it.",
        ),
        source="torch.nn.functional.mse_loss",
    ),
    Loss(
        key="mae",
        title=QT_TRANSLATE_NOOP("losses", "Mean absolute error (MAE)"),
        formula="mean(abs(y - y_pred))",
        knobs=(),
        torch_call="torch.nn.functional.l1_loss(y_pred, y)",
        why=QT_TRANSLATE_NOOP(
            "losses",
            "Every point pulls equally hard, however far away it is: outliers have little effect. "
            "The slope does not shrink near the minimum, so the last steps zigzag.",
        ),
        source="torch.nn.functional.l1_loss",
    ),
    Loss(
        key="huber",
        title=QT_TRANSLATE_NOOP("losses", "Huber loss"),
        formula="mean(where(abs(y - y_pred) <= delta, (y - y_pred)^2/2, delta*(abs(y - y_pred) - delta/2)))",
        knobs=(
            Knob(
                name="delta",
                symbol="δ",
                default=1.0,
                low=0.0,
                high=1e6,
                title=QT_TRANSLATE_NOOP("losses", "width of the squared part"),
                low_open=True,
            ),
        ),
        torch_call="torch.nn.functional.huber_loss(y_pred, y, delta={delta})",
        why=QT_TRANSLATE_NOOP(
            "losses",
            "Squared for residuals up to δ, linear beyond: "
            "as smooth as MSE near the minimum, as robust against outliers as MAE.",
        ),
        source="torch.nn.functional.huber_loss; P. J. Huber 1964, doi:10.1214/aoms/1177703732",
    ),
    Loss(
        key="log_cosh",
        title=QT_TRANSLATE_NOOP("losses", "Log-cosh loss"),
        # log cosh r = |r| + log(1 + e^(-2|r|)) - log 2, which does not overflow where cosh does.
        formula="mean(abs(y - y_pred) + softplus(-2*abs(y - y_pred)) - log(2))",
        knobs=(),
        torch_call="(torch.logaddexp(y - y_pred, y_pred - y) - 0.6931471805599453).mean()",
        why=QT_TRANSLATE_NOOP(
            "losses",
            "Like Huber's loss without a seam: half the square of small residuals, the size of large ones. "
            "Its slope is tanh of the residual.",
        ),
        source="log cosh",
    ),
    Loss(
        key="quantile",
        title=QT_TRANSLATE_NOOP("losses", "Quantile loss"),
        formula="mean(max(level*(y - y_pred), (level - 1)*(y - y_pred)))",
        knobs=(
            Knob(
                name="level",
                symbol="τ",
                default=0.5,
                low=0.0,
                high=1.0,
                title=QT_TRANSLATE_NOOP("losses", "share of the points to lie below"),
                low_open=True,
                high_open=True,
            ),
        ),
        torch_call="torch.maximum({level}*(y - y_pred), ({level} - 1)*(y - y_pred)).mean()",
        why=QT_TRANSLATE_NOOP(
            "losses",
            "Fits the line below which a share τ of the points lies: 0.5 gives the median, 0.9 an upper edge.",
        ),
        source="R. Koenker, G. Bassett 1978, doi:10.2307/1913643",
        checks=(Check("0.5 gives the median, 0.9", Given("test_the_constant_of_least_quantile_loss_is_the_quantile")),),
    ),
)


def named_loss(key: str, knobs: Mapping[str, float | bool] | None = None) -> Formula:
    """Return a loss of `LOSSES` as a formula of ``y`` and ``y_pred`` alone, with the knobs' numbers put in.

    Knobs that are not given take their defaults.
    """
    loss = LOSSES[key]
    values = {knob.name: float(knob.default) for knob in loss.knobs}
    values.update((name, float(value)) for name, value in (knobs or {}).items())
    return loss.parsed().with_values(values)


def loss_formula(text: str, parameters: tuple[str, ...] = ()) -> Formula:
    """Read the user's own loss, a formula in ``y``, ``y_pred`` and the prediction's parameters that is one number.

    It is refused where the text is no formula, leaves one number for each point, or does not depend on ``y_pred``.
    """
    # as variables the parameters are known by their names and no others are; they are the same for all points
    formula = replace(parse(text, (*_POINT_NAMES, *parameters), aggregates=True), variables=_POINT_NAMES)
    if "y_pred" not in formula.names:
        raise Refused(
            QT_TRANSLATE_NOOP("losses", "the loss does not contain y_pred, so nothing could be learned from it")
        )
    for node in walk(formula.tree):
        if isinstance(node, Call) and node.function in AGGREGATES and not varies(node.arguments[0], _POINT_NAMES):
            reason = QT_TRANSLATE_NOOP(
                "losses", "{name}(…) is over the points; what is the same for all of them goes outside"
            )
            raise Refused(reason, name=node.function)
    if not formula.scalar:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "losses",
                "the loss must be one number, and this is one for each point: put it in mean(…) or sum(…)",
            )
        )
    return formula
