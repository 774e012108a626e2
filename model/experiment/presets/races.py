"""Races that show something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from model.catalogue.surfaces import SURFACES
from model.checks import At, Check, Code, Over, Past, Ratio
from model.experiment import ClipSetting, NoiseSetting, OptimizerSetting, Runner, ScheduleSetting, Surface
from model.experiment.presets.preset import Preset
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from model.catalogue.surfaces import Rectangle


def _rule(name: str, learning_rate: float, label: str = "", **knobs: float) -> Runner:
    return Runner(OptimizerSetting.of(name, learning_rate=learning_rate, **knobs), label)


def _race(
    surface: str,
    *runners: Runner,
    epochs: int,
    start: tuple[float, float] | None = None,
    function: str | None = None,
    domain: Rectangle | None = None,
    noise: NoiseSetting | None = None,
) -> Surface:
    """Return a race on a surface of the catalogue from its start, or on a ``function`` similar to it."""
    named = SURFACES[surface]
    x, y = start or named.start
    return Surface(function or named.formula, (("x", x), ("y", y)), runners, epochs, domain=domain, noise=noise)


RACES: tuple[Preset, ...] = (
    Preset(
        "race_valley",
        QT_TRANSLATE_NOOP("presets", "Race along Rosenbrock's valley"),
        QT_TRANSLATE_NOOP(
            "presets",
            "All three reach the floor of the valley within 30 steps. After 2000 epochs plain descent is no farther "
            "than x = −0.67, momentum is nearly at (1, 1), and Adam has reached it.",
        ),
        Surface(),
        (
            *(Check("within 30 steps", At("loss", 30, runner=runner), high=6.1) for runner in range(3)),
            Check("After 2000 epochs plain descent is no farther than x = −0.67", At("x", 2_000), near=-0.67),
            Check("nearly at (1, 1)", At("x", runner=1), low=0.97, high=0.999),
            Check("Adam has reached it", At("loss", runner=2), high=1e-10),
        ),
    ),
    Preset(
        "race_momentum",
        QT_TRANSLATE_NOOP("presets", "Momentum and plain descent"),
        QT_TRANSLATE_NOOP(
            "presets",
            "With a learning rate nearly as large as the steep axis allows, plain descent is 0.03 from the minimum "
            "after 300 epochs: the condition number is 100. Momentum reached it long before, and Newton's method needs "
            "1 step.",
        ),
        _race(
            "stretched_bowl",
            _rule("sgd", 0.019),
            _rule("momentum", 0.019, momentum=0.8),
            _rule("newton", 1.0),
            epochs=300,
        ),
        (
            Check("the condition number is 100", Ratio(At("grad_y", 0), At("y", 0)), near=100.0),
            Check("the condition number is 100", Ratio(At("grad_x", 0), At("x", 0)), near=1.0),
            Check("as large as the steep axis allows", Ratio(At("y", 1), At("y", 0)), near=-0.9),
            Check("plain descent is 0.03 from the minimum after 300 epochs", At("size", 300), near=0.03),
            Check("Momentum reached it long before", At("size", 150, runner=1), high=1e-5),
            Check("needs 1 step", At("size", 1, runner=2), near=0.0),
        ),
    ),
    Preset(
        "race_rates",
        QT_TRANSLATE_NOOP("presets", "One rule, three learning rates"),
        QT_TRANSLATE_NOOP(
            "presets",
            "η = 0.002 is safe and slow, η = 0.019 oscillates but makes progress, and with η = 0.0205, just above "
            "2/λmax = 0.02, the oscillation grows. Compare the losses on a logarithmic axis.",
        ),
        _race("stretched_bowl", *(_rule("sgd", rate, f"η = {rate}") for rate in (0.002, 0.019, 0.0205)), epochs=200),
        (
            Check("η = 0.002 is safe and slow", At("size"), low=6.0, high=7.0),
            Check("η = 0.019 oscillates but makes progress", Ratio(At("y", 1, runner=1), At("y", 0)), high=0.0),
            Check("makes progress", At("size", runner=1), high=0.25),
            Check("η = 0.0205", Ratio(At("y", (1, 200), runner=2), At("y", (0, 199), runner=2)), near=-1.05),
            Check("2/λmax = 0.02", Ratio(At("y", 1, {"learning_rate": 0.02}), At("y", 0)), near=-1.0),
        ),
    ),
    Preset(
        "race_saddle",
        QT_TRANSLATE_NOOP("presets", "Who escapes the saddle?"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The start is 0.001 beside the ridge to the saddle: RMSprop leaves it in 2 epochs, Adam in 20, momentum "
            "in 27, plain descent in 76. Newton's method converges to the saddle.",
        ),
        _race(
            "saddle",
            _rule("sgd", 0.05),
            _rule("momentum", 0.05),
            _rule("rmsprop", 0.05),
            _rule("adam", 0.05),
            _rule("newton", 1.0),
            epochs=200,
            function="x^2 - y^2 + y^4/4",
            domain=((-2.0, 2.0), (-2.0, 2.0)),
        ),
        (
            Check("The start is 0.001 beside", At("y", 0), near=0.001),
            Check("RMSprop leaves it in 2 epochs", Past("y", 1.0, runner=2), near=2),
            Check("Adam in 20", Past("y", 1.0, runner=3), near=20),
            Check("momentum in 27", Past("y", 1.0, runner=1), near=27),
            Check("plain descent in 76", Past("y", 1.0), near=76),
            Check("converges to the saddle", Code(runner=4), equals="saddle"),
        ),
    ),
    Preset(
        "race_minima",
        QT_TRANSLATE_NOOP("presets", "One start, three ends"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Plain descent and momentum reach the minimum (3.58, −1.85), Adam and Rprop, whose steps depend more on "
            "the gradient's signs than on its size, (3, 2). Newton's method climbs to the maximum.",
        ),
        _race(
            "himmelblau",
            _rule("sgd", 0.01),
            _rule("momentum", 0.01),
            _rule("adam", 0.1),
            _rule("rprop", 0.1),
            _rule("newton", 1.0),
            epochs=200,
            start=(0.0, -1.0),
        ),
        (
            *(Check("(3.58, −1.85)", At("x", runner=runner), near=3.58) for runner in (0, 1)),
            *(Check("(3.58, −1.85)", At("y", runner=runner), near=-1.85) for runner in (0, 1)),
            *(Check("(3, 2)", At("x", runner=runner), near=3.0) for runner in (2, 3)),
            *(Check("(3, 2)", At("y", runner=runner), near=2.0) for runner in (2, 3)),
            Check("climbs to the maximum", Code(runner=4), equals="maximum"),
        ),
    ),
    Preset(
        "race_cliff",
        QT_TRANSLATE_NOOP("presets", "A cliff, with and without clipping"),
        QT_TRANSLATE_NOOP(
            "presets",
            "One step from the face of the cliff takes plain descent to x = −6.9. With the gradient clipped to norm 1 "
            "its loss is hundreds of times lower after 40 epochs.",
        ),
        _race(
            "cliff",
            _rule("sgd", 0.5),
            replace(_rule("sgd", 0.5, "‖g‖ ≤ 1"), clip=ClipSetting.of("norm", max_norm=1.0)),
            epochs=100,
        ),
        (
            Check("to x = −6.9", Over("min", "x"), near=-6.9),
            Check("clipped to norm 1", Over("min", "x", runner=1), low=-1.1),
            Check("after 40 epochs", Ratio(At("loss", 40), At("loss", 40, runner=1)), low=300.0),
        ),
    ),
    Preset(
        "race_noise",
        QT_TRANSLATE_NOOP("presets", "Noise, and a schedule that calms it"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Both get the same noisy gradients. With a constant η the loss keeps varying, 0.08 on average; with η "
            "falling along a cosine to 0 it is seven times lower over the last 50 epochs.",
        ),
        _race(
            "bowl",
            _rule("sgd", 0.1, "η = 0.1"),
            replace(_rule("sgd", 0.1, "η → 0"), schedule=ScheduleSetting.of("cosine", T_max=400)),
            epochs=400,
            noise=NoiseSetting.of("normal", scale=1.0),
        ),
        (
            Check("0.08 on average", Over("mean", "loss", -50), near=0.08),
            Check(
                "along a cosine to 0 it is seven times lower over the last 50 epochs",
                Ratio(Over("mean", "loss", -50), Over("mean", "loss", -50, runner=1)),
                near=7,
            ),
        ),
    ),
    Preset(
        "race_winding",
        QT_TRANSLATE_NOOP("presets", "No rule is the best everywhere"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Along this winding valley Adam, the fastest in Rosenbrock's, falls behind plain descent: it still divides "
            "by the large gradients of the first steps. Momentum reaches the minimum.",
        ),
        _race("winding_valley", _rule("sgd", 0.02), _rule("momentum", 0.02), _rule("adam", 0.05), epochs=1_000),
        (
            Check("Adam, the fastest", At("size", runner=2), low=3.0),
            Check("plain descent", At("size"), low=1.0, high=2.0),
            Check("Momentum reaches the minimum", At("size", runner=1), high=1e-4),
        ),
    ),
)
