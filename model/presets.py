"""The cases of the book that descend, each a whole experiment found by its title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.experiment import LossChoice, Minimise, OptimizerSetting, Regression, Seeded
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.experiment import Experiment

__all__ = ["PRESETS", "Preset", "presets_of"]


@dataclass(frozen=True, slots=True)
class Preset:
    """An experiment with a title, and what to look for in it."""

    key: str
    title: Message
    look_for: Message
    experiment: Experiment


_CASE_9 = Minimise(
    function="2x^4 - 3x^2 + 2x - 20",
    start=(("x", 5.0),),
    optimizer=OptimizerSetting.of("sgd", learning_rate=0.001),
    epochs=15_000,
)
_SGD = OptimizerSetting.of("sgd", learning_rate=0.0001)

PRESETS: tuple[Preset, ...] = (
    Preset(
        "case_8",
        QT_TRANSLATE_NOOP("presets", "8 · Descent on x²"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Each step multiplies x by 1 − 2η = 0.4, so the path is 5, 2, 0.8, 0.32 … "
            "The derivative written by hand, 2x, gives the same path as autograd.",
        ),
        Minimise(),
    ),
    Preset(
        "case_9",
        QT_TRANSLATE_NOOP("presets", "9 · 2x⁴ − 3x² + 2x − 20"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The descent halts near x = 0.5, where the slope touches zero without changing sign. "
            "The minimum is at x = −1: drag the start to the left of 0.5, or try momentum.",
        ),
        _CASE_9,
    ),
    Preset(
        "case_9_momentum",
        QT_TRANSLATE_NOOP("presets", "9 · With momentum"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Momentum carries the point across the flat place at 0.5 and on to the minimum at −1.",
        ),
        Minimise(
            function=_CASE_9.function,
            start=_CASE_9.start,
            optimizer=OptimizerSetting.of("momentum", learning_rate=0.001),
            epochs=2_000,
        ),
    ),
    Preset(
        "case_10",
        QT_TRANSLATE_NOOP("presets", "10 · Linear regression"),
        QT_TRANSLATE_NOOP(
            "presets",
            "On a linear axis the loss looks flat after ten epochs. Switch it to logarithmic, and watch "
            "the path in the (w, b) plane: the descent has only reached the floor of a long valley.",
        ),
        Regression(),
    ),
    Preset(
        "case_11",
        QT_TRANSLATE_NOOP("presets", "11 · 100 000 epochs"),
        QT_TRANSLATE_NOOP(
            "presets",
            "A hundred thousand epochs are needed because the problem is ill-conditioned: look at the "
            "condition number. Standardise x, and a few dozen epochs do.",
        ),
        Regression(epochs=100_000),
    ),
    Preset(
        "case_11_standardised",
        QT_TRANSLATE_NOOP("presets", "11 · With x standardised"),
        QT_TRANSLATE_NOOP(
            "presets",
            "With x standardised the valley is round: the condition number is 1 and the fit is done in a "
            "few dozen epochs.",
        ),
        Regression(standardise=True, epochs=60, optimizer=OptimizerSetting.of("sgd", learning_rate=0.1)),
    ),
    Preset(
        "case_12",
        QT_TRANSLATE_NOOP("presets", "12 · Check with NumPy"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The dash-dotted line is NumPy's exact fit, polyfit of degree 1. The values list how far the "
            "descent is from it in w, b and loss.",
        ),
        Regression(start=(("w", 0.0), ("b", 0.0)), epochs=1_000),
    ),
    Preset(
        "case_13",
        QT_TRANSLATE_NOOP("presets", "13 · Another loss"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Only the loss has changed: the mean absolute error hardly minds the outliers that pull the "
            "least-squares line. Choose any other loss, or type your own formula.",
        ),
        Regression(
            start=Seeded(0),
            loss=LossChoice.of("mae"),
            optimizer=_SGD.with_knob("learning_rate", 0.001),
            epochs=1_000,
        ),
    ),
)


def presets_of(lab: str) -> tuple[Preset, ...]:
    """Return the presets that open in one lab."""
    return tuple(preset for preset in PRESETS if preset.experiment.lab == lab)
