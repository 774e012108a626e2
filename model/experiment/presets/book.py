"""The cases of the book, and what helps in two of them."""

from __future__ import annotations

from dataclasses import replace

from model.checks import At, Check, Code, Differing, Error, Given, Over, Ratio, Tensor
from model.experiment import Autograd, LossChoice, Minimise, OptimizerSetting, Regression
from model.experiment.presets.preset import Preset
from model.message import QT_TRANSLATE_NOOP

_CASE_9 = Minimise(
    function="2x^4 - 3x^2 + 2x - 20",
    start=(("x", 5.0),),
    optimizer=OptimizerSetting.of("sgd", learning_rate=0.001),
    epochs=15_000,
)


def _program(*lines: str, imports: tuple[str, ...] = ("import torch",)) -> Autograd:
    return Autograd("\n".join((*imports, "", *lines, "")))


_TWICE = _program("x = torch.tensor(5.0, requires_grad=True)", "y = x**3", "y.backward()", "y.backward()")
_CUBE = ("x = torch.tensor(5.0, requires_grad=True)", "y = x**3")

CASES: tuple[Preset, ...] = (
    Preset(
        "case_1",
        QT_TRANSLATE_NOOP("presets", "1 · Derivative of a square"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The derivative of x² at 4 is 2x = 8. y remembers how it was computed: its grad_fn is PowBackward0, "
            "and backward() puts 8 into x.grad.",
        ),
        _program("x = torch.tensor(4.0, requires_grad=True)", "y = x**2", "y.backward()"),
        (
            Check("at 4", Tensor("x", "data"), near=4),
            Check("2x = 8", Tensor("x", "grad", less="2x"), near=0),
            Check("its grad_fn is PowBackward0", Tensor("y", "grad_fn"), equals="PowBackward0"),
            Check("puts 8 into x.grad", Tensor("x", "grad"), near=8),
        ),
        number=1,
    ),
    Preset(
        "case_2",
        QT_TRANSLATE_NOOP("presets", "2 · Tensor attributes"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Compare the rows of x, y and z: only x was made to require a gradient; z requires one because of x, and "
            "is no leaf. Its grad is kept because of retain_grad().",
        ),
        _program("x = torch.tensor(1.0, requires_grad=True)", "y = torch.tensor(2.0)", "z = x * y", "z.retain_grad()"),
        (
            Check("only x was made to require a gradient", Tensor("y", "requires_grad"), equals=False),
            Check("z requires one", Tensor("z", "requires_grad"), equals=True),
            Check("is no leaf", Tensor("z", "is_leaf"), equals=False),
            Check("Its grad is kept", Tensor("z", "retains_grad"), equals=True),
        ),
        number=2,
    ),
    Preset(
        "case_3",
        QT_TRANSLATE_NOOP("presets", "3 · Cross-entropy graph"),
        QT_TRANSLATE_NOOP(
            "presets",
            "A layer and its loss. The gradient of b is (σ(z) − y)/3, and since every input is 1, each row of "
            "w.grad is the same.",
        ),
        _program(
            "x = torch.ones(5)",
            "y = torch.zeros(3)",
            "w = torch.randn(5, 3, requires_grad=True)",
            "b = torch.randn(3, requires_grad=True)",
            "z = x @ w + b",
            "loss = F.binary_cross_entropy_with_logits(z, y)",
            "loss.backward()",
            imports=("import torch", "import torch.nn.functional as F"),
        ),
        (
            Check(
                "The gradient of b is (σ(z) − y)/3",
                Tensor("b", "grad", less="(sigmoid(z) - y)/3"),
                low=-1e-6,
                high=1e-6,
            ),
            Check("every input is 1", Tensor("x", "data"), near=1),
            Check("each row of w.grad is the same", Tensor("w", "grad", less="b_grad"), near=0.0),
        ),
        number=3,
    ),
    Preset(
        "case_4",
        QT_TRANSLATE_NOOP("presets", "4 · Variable is history"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Until PyTorch 0.4 a tensor had to be wrapped in a Variable for this. Since then every tensor does it "
            "itself: the program is that of case 1.",
        ),
        _program(
            "# no Variable(x) since PyTorch 0.4",
            "x = torch.tensor(4.0, requires_grad=True)",
            "y = x**2",
            "y.backward()",
        ),
        (
            Check("Until PyTorch 0.4", Given("https://pytorch.org/blog/pytorch-0_4_0-migration-guide/")),
            Check("the program is that of case 1", Tensor("x", "grad"), near=8),
        ),
        number=4,
    ),
    Preset(
        "case_5",
        QT_TRANSLATE_NOOP("presets", "5 · Gradients accumulate"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Each backward adds 3x² = 75 to x.grad: 75, 150, 225. Take retain_graph=True out of the first and see "
            "what PyTorch says.",
        ),
        _program(*_CUBE, "y.backward(retain_graph=True)", "y.backward(retain_graph=True)", "y.backward()"),
        (
            Check("3x² = 75 to x.grad: 75, 150, 225", Tensor("x", "grad", line=5), near=75),
            Check("150", Tensor("x", "grad", line=6), near=150),
            Check("225", Tensor("x", "grad", line=7), near=225),
            Check(
                "Take retain_graph=True out",
                Error(_TWICE.source),
                equals="a second time",
            ),
        ),
        number=5,
    ),
    Preset(
        "case_6",
        QT_TRANSLATE_NOOP("presets", "6 · Resetting the gradient"),
        QT_TRANSLATE_NOOP("presets", "With x.grad.zero_() in between, every backward gives 75 again."),
        _program(
            *_CUBE,
            "y.backward(retain_graph=True)",
            "x.grad.zero_()",
            "y.backward(retain_graph=True)",
            "x.grad.zero_()",
            "y.backward()",
        ),
        (
            Check("75 again", Tensor("x", "grad", line=5), near=75),
            Check("every backward", Tensor("x", "grad", line=7), near=75),
            Check("every backward", Tensor("x", "grad", line=9), near=75),
        ),
        number=6,
    ),
    Preset(
        "case_7",
        QT_TRANSLATE_NOOP("presets", "7 · A chain of variables"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The gradients along the chain are multiplied: 2y · 3x² = 6x⁵, which is 18750 at x = 5.",
        ),
        _program(*_CUBE, "z = y**2", "z.backward()"),
        (
            Check("2y · 3x² = 6x⁵", Tensor("x", "grad", less="6x^5"), near=0),
            Check("18750 at x = 5", Tensor("x", "grad"), near=18750),
        ),
        number=7,
    ),
    Preset(
        "case_14",
        QT_TRANSLATE_NOOP("presets", "14 · How a network's weights are solved for"),
        QT_TRANSLATE_NOOP(
            "presets",
            "One step of learning: backward() gives every weight its gradient, and the updates move each weight a "
            "little against it.",
        ),
        _program(
            "x = torch.randn(4, 2)",
            "t = torch.tensor([[0.0], [1.0], [1.0], [0.0]])",
            "w1 = torch.randn(2, 3, requires_grad=True)",
            "b1 = torch.zeros(3, requires_grad=True)",
            "w2 = torch.randn(3, 1, requires_grad=True)",
            "b2 = torch.zeros(1, requires_grad=True)",
            "h = torch.tanh(x @ w1 + b1)",
            "y = h @ w2 + b2",
            "loss = torch.nn.functional.mse_loss(y, t)",
            "lr = 0.1",
            "loss.backward()",
            "with torch.no_grad():",
            "    w1 -= lr * w1.grad",
            "    b1 -= lr * b1.grad",
            "    w2 -= lr * w2.grad",
            "    b2 -= lr * b2.grad",
        ),
        (
            *(
                Check(
                    "move each weight a little against it",
                    Ratio(Tensor(name, "moved"), Tensor(name, "grad")),
                    low=-0.101,
                    high=-0.099,
                )
                for name in ("w1", "b1", "w2", "b2")
            ),
        ),
        number=14,
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
        (
            Check("1 − 2η = 0.4", Ratio(At("x", (1, 2, 15)), At("x", (0, 1, 14))), near=0.4),
            Check("5, 2, 0.8, 0.32", At("x", (0, 1, 2, 3)), near=(5.0, 2.0, 0.8, 0.32)),
            Check("2x, gives the same path", Ratio(At("grad_x", (0, 1, 15)), At("x", (0, 1, 15))), near=2.0),
        ),
        number=8,
    ),
    Preset(
        "case_9",
        QT_TRANSLATE_NOOP("presets", "9 · Descent on 2x⁴ − 3x² + 2x − 20"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The descent halts near x = 0.5, where the slope touches zero without changing sign. "
            "The minimum is at x = −1: drag the start to the left of 0.5, or try momentum.",
        ),
        _CASE_9,
        (
            Check("near x = 0.5", At("x"), near=0.5054386),
            Check("where the slope touches zero without changing sign", Code(), equals="inflection"),
            Check("The minimum is at x = −1", At("x", changes={"start": 0.4}), near=-1.0),
            Check("the left of 0.5", At("x", changes={"start": 0.49}), near=-1.0),
            Check("try momentum", At("x", changes={"optimizer": "momentum"}), near=-1.0),
        ),
        number=9,
    ),
    Preset(
        "case_9_momentum",
        QT_TRANSLATE_NOOP("presets", "9 · With momentum"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Momentum carries the point across the inflection at 0.5 and on to the minimum at −1.",
        ),
        replace(_CASE_9, optimizer=OptimizerSetting.of("momentum", learning_rate=0.001), epochs=2_000),
        (
            Check("across the inflection at 0.5", Over("min", "x"), high=0.49),
            Check("to the minimum at −1", At("x"), near=-1.0),
            Check("to the minimum", Code(), equals="minimum"),
        ),
    ),
    Preset(
        "case_10",
        QT_TRANSLATE_NOOP("presets", "10 · Linear regression"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The loss looks flat after 10 epochs, but on a logarithmic axis it is still 5.84 above its minimum after "
            "100. In the (w, b) plane the descent has only reached the floor of a long valley.",
        ),
        Regression(),
        (
            Check("looks flat after 10 epochs", Ratio(At("excess", 10), At("excess", 0)), high=0.05),
            Check("still 5.84 above its minimum after 100", At("excess", 100), near=5.84),
            Check("has only reached the floor of a long valley", Code(), equals="descending"),
        ),
        number=10,
    ),
    Preset(
        "case_11",
        QT_TRANSLATE_NOOP("presets", "11 · 100 epochs against 100 000"),
        QT_TRANSLATE_NOOP(
            "presets",
            "So many epochs are needed because the condition number is 3165. Standardise x and choose a learning "
            "rate of 0.1, and a few dozen are enough.",
        ),
        Regression(epochs=100_000),
        (
            Check("So many epochs are needed", At("excess", 1_000), low=5.0),
            Check("So many epochs are needed", At("excess"), high=1e-3),
            Check("the condition number is 3165", At("condition"), near=3165),
            Check("a learning rate of 0.1", At("excess", 60, {"standardise": True}), low=700.0),
            Check("a few dozen", At("excess", 40, {"standardise": True, "learning_rate": 0.1}), high=1e-3),
        ),
        number=11,
    ),
    Preset(
        "case_11_standardised",
        QT_TRANSLATE_NOOP("presets", "11 · With x standardised"),
        QT_TRANSLATE_NOOP(
            "presets",
            "With x standardised the valley is round: the condition number is 1, and with a learning rate to match, "
            "0.1, the fit is done in a few dozen epochs.",
        ),
        Regression(standardise=True, epochs=60, optimizer=OptimizerSetting.of("sgd", learning_rate=0.1)),
        (
            Check("the condition number is 1", At("condition"), near=1.0),
            Check("a learning rate to match, 0.1", At("excess", changes={"learning_rate": 1e-4}), low=700.0),
            Check("a few dozen epochs", At("excess", 40), high=1e-3),
        ),
    ),
    Preset(
        "case_12",
        QT_TRANSLATE_NOOP("presets", "12 · Check with NumPy"),
        QT_TRANSLATE_NOOP(
            "presets",
            "The dash-dotted line is NumPy's exact fit, polyfit of degree 1. After 1000 epochs w is 0.136 from it and "
            "b 4.46; the Values page has the differences at every epoch.",
        ),
        Regression(start=(("w", 0.0), ("b", 0.0)), epochs=1_000),
        (
            Check("polyfit of degree 1", At("exact_w"), near=0.852296231290),
            Check("polyfit of degree 1", At("exact_b"), near=4.717983504734),
            Check("After 1000 epochs w is 0.136 from it", At("w"), near=0.98832684),
            Check("b 4.46", At("b"), near=0.2620513),
        ),
        number=12,
    ),
    Preset(
        "case_13",
        QT_TRANSLATE_NOOP("presets", "13 · Another loss"),
        QT_TRANSLATE_NOOP(
            "presets",
            "Only the loss differs from case 10: w has come to 0.36 after 100 epochs, and to 1.00 with the mean "
            "squared error. Choose any other loss, or type your own formula.",
        ),
        Regression(loss=LossChoice.of("mae")),
        (
            Check("Only the loss differs from case 10", Differing("case_10"), equals={"loss"}),
            Check("w has come to 0.36 after 100 epochs", At("w", 100), near=0.36),
            Check("1.00 with the mean squared error", At("w", 100, {"loss": LossChoice.of("mse")}), near=1.0),
        ),
        number=13,
    ),
)
