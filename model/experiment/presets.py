"""The cases of the book and races that show something, each a whole experiment found by its title."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.catalogue.surfaces import SURFACES
from model.experiment import (
    Autograd,
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    Runner,
    ScheduleSetting,
    Seeded,
    Surface,
)
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.catalogue.surfaces import Rectangle
    from model.experiment import Experiment


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


_CUBE = ("x = tensor(5.0, requires_grad=True)", "y = x**3")

PRESETS: tuple[Preset, ...] = (
    Preset(
        "case_1",
        QT_TRANSLATE_NOOP("presets", "1 · Derivative of a square"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The derivative of x² at 4 is 2x = 8. y remembers how it was computed: its grad_fn is PowBackward0, "
            "and backward() puts 8 into x.grad.",
        ),
        Autograd(actions=("y.backward()",)),
    ),
    Preset(
        "case_2",
        QT_TRANSLATE_NOOP("presets", "2 · Tensor attributes"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Compare the rows of x, y and z: only x asks for a gradient, z requires one because of x, and is no leaf. "
            "Its grad is kept because of retain_grad().",
        ),
        Autograd(
            program=("x = tensor(1.0, requires_grad=True)", "y = tensor(2.0)", "z = x*y"),
            actions=("z.retain_grad()",),
        ),
    ),
    Preset(
        "case_3",
        QT_TRANSLATE_NOOP("presets", "3 · Cross-entropy graph"),
        QT_TRANSLATE_NOOP(
            "presets",
            "A layer and its loss. The gradient of b is (σ(z) − y)/3, and since every input is 1, each row of "
            "w.grad is the same.",
        ),
        Autograd(
            program=(
                "x = ones(5)",
                "y = zeros(3)",
                "w = randn(5, 3, requires_grad=True)",
                "b = randn(3, requires_grad=True)",
                "z = x @ w + b",
                "loss = binary_cross_entropy_with_logits(z, y)",
            ),
            actions=("loss.backward()",),
        ),
    ),
    Preset(
        "case_4",
        QT_TRANSLATE_NOOP("presets", "4 · Variable is history"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Until PyTorch 0.4 a tensor had to be wrapped in a Variable for this. Since then every tensor does it "
            "itself: the program is that of case 1.",
        ),
        Autograd(program=("# no Variable(x) since PyTorch 0.4", *Autograd().program), actions=("y.backward()",)),
    ),
    Preset(
        "case_5",
        QT_TRANSLATE_NOOP("presets", "5 · Gradients accumulate"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Each backward adds 3x² = 75 to x.grad: 75, 150, 225. Take retain_graph=True out of the first and see "
            "what PyTorch says.",
        ),
        Autograd(
            program=_CUBE,
            actions=("y.backward(retain_graph=True)", "y.backward(retain_graph=True)", "y.backward()"),
        ),
    ),
    Preset(
        "case_6",
        QT_TRANSLATE_NOOP("presets", "6 · Resetting the gradient"),
        QT_TRANSLATE_NOOP("presets", "With x.grad.zero_() in between, every backward gives 75 again."),
        Autograd(
            program=_CUBE,
            actions=(
                "y.backward(retain_graph=True)",
                "x.grad.zero_()",
                "y.backward(retain_graph=True)",
                "x.grad.zero_()",
                "y.backward()",
            ),
        ),
    ),
    Preset(
        "case_7",
        QT_TRANSLATE_NOOP("presets", "7 · A chain of variables"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The gradients along the way are multiplied: 2y · 3x² = 6x⁵, which is 18750 at x = 5.",
        ),
        Autograd(program=(*_CUBE, "z = y**2"), actions=("z.backward()",)),
    ),
    Preset(
        "two_layers",
        QT_TRANSLATE_NOOP("presets", "A network of two layers"),
        QT_TRANSLATE_NOOP(
            "presets",
            "One step of learning: backward() gives every weight its gradient, and the updates go a little way "
            "against it.",
        ),
        Autograd(
            program=(
                "x = randn(4, 2)",
                "t = tensor([[0.0], [1.0], [1.0], [0.0]])",
                "w1 = randn(2, 3, requires_grad=True)",
                "b1 = zeros(3, requires_grad=True)",
                "w2 = randn(3, 1, requires_grad=True)",
                "b2 = zeros(1, requires_grad=True)",
                "h = tanh(x @ w1 + b1)",
                "y = h @ w2 + b2",
                "loss = mse_loss(y, t)",
                "lr = 0.1",
            ),
            actions=(
                "loss.backward()",
                "with no_grad(): w1 -= lr * w1.grad",
                "with no_grad(): b1 -= lr * b1.grad",
                "with no_grad(): w2 -= lr * w2.grad",
                "with no_grad(): b2 -= lr * b2.grad",
            ),
        ),
    ),
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
        replace(_CASE_9, optimizer=OptimizerSetting.of("momentum", learning_rate=0.001), epochs=2_000),
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
            optimizer=OptimizerSetting.of("sgd", learning_rate=0.001),
            epochs=1_000,
        ),
    ),
    Preset(
        "race_valley",
        QT_TRANSLATE_NOOP("presets", "Race along Rosenbrock's valley"),
        QT_TRANSLATE_NOOP(
            "presets",
            "All three drop to the floor of the valley within a few steps. Then plain descent crawls, after "
            "2000 epochs no farther than x = −0.67, while momentum is nearly at (1, 1) and Adam has arrived.",
        ),
        Surface(),
    ),
    Preset(
        "race_momentum",
        QT_TRANSLATE_NOOP("presets", "Momentum against plain descent"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The condition number is 100. The learning rate is as large as the steep axis lets it be, and still "
            "plain descent is 0.03 short after 300 epochs; momentum has long arrived, and Newton's method needs "
            "one step.",
        ),
        _race(
            "stretched_bowl",
            _rule("sgd", 0.019),
            _rule("momentum", 0.019, momentum=0.8),
            _rule("newton", 1.0),
            epochs=300,
        ),
    ),
    Preset(
        "race_rates",
        QT_TRANSLATE_NOOP("presets", "One rule, three learning rates"),
        QT_TRANSLATE_NOOP(
            "presets",
            "η = 0.002 is safe and slow, η = 0.019 swings and gets on, and η = 0.0205, just above 2/λmax = "
            "0.02, swings ever wider. Compare the three losses on a logarithmic axis.",
        ),
        _race("stretched_bowl", *(_rule("sgd", rate, f"η = {rate}") for rate in (0.002, 0.019, 0.0205)), epochs=200),
    ),
    Preset(
        "race_saddle",
        QT_TRANSLATE_NOOP("presets", "Who escapes the saddle?"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The start is 0.001 beside the ridge that leads to the saddle. RMSprop leaves it in 2 epochs, Adam "
            "in 20, momentum in 27, plain descent in 76; Newton's method takes the saddle for its goal and "
            "stays.",
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
    ),
    Preset(
        "race_minima",
        QT_TRANSLATE_NOOP("presets", "One start, three ends"),
        QT_TRANSLATE_NOOP(
            "presets",
            "From the same start plain descent and momentum roll to the minimum (3.58, −1.85), Adam and Rprop, "
            "which look at the gradient's signs more than at its size, to (3, 2), and Newton's method climbs to "
            "the hilltop.",
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
    ),
    Preset(
        "race_cliff",
        QT_TRANSLATE_NOOP("presets", "A cliff, with and without clipping"),
        QT_TRANSLATE_NOOP(
            "presets",
            "One step from the face of the cliff throws plain descent to x = −6.9. With the gradient clipped to "
            "norm 1 the same rule walks down, and is hundreds of times lower after 40 epochs.",
        ),
        _race(
            "cliff",
            _rule("sgd", 0.5),
            replace(_rule("sgd", 0.5, "‖g‖ ≤ 1"), clip=ClipSetting.of("norm", max_norm=1.0)),
            epochs=100,
        ),
    ),
    Preset(
        "race_noise",
        QT_TRANSLATE_NOOP("presets", "Noise, and a schedule that calms it"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Both get the same noisy gradients. With a constant η the loss goes on jumping about 0.08; with η "
            "falling along a cosine to 0 the last fifty epochs are seven times lower.",
        ),
        _race(
            "bowl",
            _rule("sgd", 0.1, "η = 0.1"),
            replace(_rule("sgd", 0.1, "η → 0"), schedule=ScheduleSetting.of("cosine", T_max=400)),
            epochs=400,
            noise=NoiseSetting.of("normal", scale=1.0),
        ),
    ),
    Preset(
        "race_winding",
        QT_TRANSLATE_NOOP("presets", "No rule is the best everywhere"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Along this winding valley Adam, the winner on Rosenbrock's, falls behind plain descent: it divides "
            "by what it remembers of the steep first steps. Momentum arrives.",
        ),
        _race("winding_valley", _rule("sgd", 0.02), _rule("momentum", 0.02), _rule("adam", 0.05), epochs=1_000),
    ),
)


def presets_of(lab: str) -> tuple[Preset, ...]:
    """Return the presets that open in one lab."""
    return tuple(preset for preset in PRESETS if preset.experiment.lab == lab)
