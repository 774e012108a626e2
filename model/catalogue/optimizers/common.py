"""Knobs, symbols and equations that several optimizers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.catalogue.entry import Knob
from model.catalogue.equations import GRADIENT as GRADIENT_GIVEN
from model.catalogue.equations import Equation, Symbol
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from model.catalogue.equations import Condition, Expression, Values

BETAS = (
    Knob("beta1", "β₁", 0.9, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "decay of the mean"), high_open=True),
    Knob("beta2", "β₂", 0.999, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "decay of the squares"), high_open=True),
)

DECOUPLED = Knob(
    "decoupled_weight_decay",
    "decoupled",
    False,
    0.0,
    1.0,
    QT_TRANSLATE_NOOP("optimizers", "weight decay beside the step, as in AdamW"),
)


def learning_rate(default: float) -> Knob:
    """Return the knob η."""
    return Knob("learning_rate", "η", default, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "learning rate"))


def momentum(default: float) -> Knob:
    """Return the knob μ."""
    return Knob("momentum", "μ", default, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "momentum"))


def weight_decay(default: float = 0.0) -> Knob:
    """Return the knob λ."""
    return Knob("weight_decay", "λ", default, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "weight decay"))


def eps(default: float) -> Knob:
    """Return the knob ε."""
    return Knob("eps", "ε", default, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "term against division by zero"))


ETA = Symbol("learning_rate", r"\eta")
MU = Symbol("momentum", r"\mu")
LAMBDA = Symbol("weight_decay", r"\lambda")
EPS = Symbol("eps", r"\varepsilon")
ALPHA = Symbol("alpha", r"\alpha")
BETA_1 = Symbol("beta1", r"\beta_1")
BETA_2 = Symbol("beta2", r"\beta_2")
T = Symbol("step", "t")
P = Symbol("parameter", "p_{t-1}")
RAW = GRADIENT_GIVEN
G = Symbol("g", "g_t")
NEXT = Symbol("next", "p_t")

MEAN = QT_TRANSLATE_NOOP("optimizers", "running mean of the gradients")
SQUARES = QT_TRANSLATE_NOOP("optimizers", "running mean of the squared gradients")
SUM_OF_SQUARES = QT_TRANSLATE_NOOP("optimizers", "sum of the squared gradients so far")
CORRECTED = QT_TRANSLATE_NOOP("optimizers", "corrected for the start at zero")
VELOCITY = QT_TRANSLATE_NOOP("optimizers", "velocity: what is left of earlier steps, and this one")
RATE_NOW = QT_TRANSLATE_NOOP("optimizers", "learning rate of this step")
_GRADIENT = QT_TRANSLATE_NOOP("optimizers", "gradient")
_DECAYED = QT_TRANSLATE_NOOP("optimizers", "gradient with weight decay")
_NEXT = QT_TRANSLATE_NOOP("optimizers", "next value of the parameter")


def decays(values: Values) -> bool:
    """Return whether the weight decay is part of the gradient."""
    return values["weight_decay"] != 0 and not values.get("decoupled_weight_decay", False)


def decays_apart(values: Values) -> bool:
    """Return whether the weight decay is applied beside the step."""
    return values["weight_decay"] != 0 and bool(values.get("decoupled_weight_decay", False))


GRADIENT = Equation(G, RAW, _GRADIENT, when=lambda values: not decays(values))
DECAYED_GRADIENT = Equation(G, RAW + LAMBDA * P, _DECAYED, when=decays)
BARE_GRADIENT = Equation(G, RAW, _GRADIENT)


def next_parameter(expression: Expression, when: Condition | None = None) -> Equation:
    """Return the last line of an update."""
    return Equation(NEXT, expression, _NEXT, "parameter", when)


def next_with_decay_apart(*steps: Expression, also: Condition = lambda values: True) -> tuple[Equation, Equation]:
    """Return the last line of an update, p less ``steps``, without and with the weight decay beside the step.

    ``also`` tells whether the lines belong to a step.
    """
    without, decayed = P, P - ETA * LAMBDA * P
    for step in steps:
        without, decayed = without - step, decayed - step
    return (
        next_parameter(without, lambda values: also(values) and not decays_apart(values)),
        next_parameter(decayed, lambda values: also(values) and decays_apart(values)),
    )
