"""The catalogue of named functions of one variable: domain, stationary points, and why each is here.

A new function is one more entry of ``FUNCTIONS``: the window, the tests and the documentation find it there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from model.catalogue.entry import Entry, catalogue_of
from model.checks import At, Check, Code, Over, Ratio
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Mapping

StationaryKind: TypeAlias = Literal["minimum", "maximum", "inflection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFunction(Entry):
    """A function of ``x``, as a student would type it, with a descent on it that shows what is special about it.

    The domain, an interval of x to draw, holds the start and every stationary point. These are all inside the domain
    from left to right, to the last digit of a float, with their kinds; a kink where the slope changes sign counts as
    the minimum or maximum that it is.
    """

    formula: str
    domain: tuple[float, float]
    start: float
    learning_rate: float
    epochs: int
    stationary: tuple[tuple[float, StationaryKind], ...]


FUNCTIONS = catalogue_of(
    NamedFunction(
        key="square",
        title=QT_TRANSLATE_NOOP("functions", "Square"),
        formula="x^2",
        domain=(-6.0, 6.0),
        start=5.0,
        learning_rate=0.3,
        epochs=15,
        stationary=((0.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The simplest bowl: every step multiplies x by 1 − 2η. Try η = 0.5, which reaches the minimum in 1 step, "
            "η = 1, which jumps from side to side, and η = 1.1, which diverges.",
        ),
        source="book case 8",
        checks=(
            Check("η = 0.5, which reaches the minimum in 1 step", At("x", 1, {"learning_rate": 0.5}), near=0.0),
            Check("multiplies x by 1 − 2η", Ratio(At("x", (1, 15)), At("x", (0, 14))), near=0.4),
            Check("η = 1, which jumps from side to side", At("x", (1, 2), {"learning_rate": 1}), near=(-5.0, 5.0)),
            Check("η = 1.1, which diverges", Code({"learning_rate": 1.1, "epochs": 300}), equals="diverged"),
        ),
    ),
    NamedFunction(
        key="book_quartic",
        title=QT_TRANSLATE_NOOP("functions", "The book's quartic"),
        formula="2x^4 - 3x^2 + 2x - 20",
        domain=(-3.0, 5.5),
        start=5.0,
        learning_rate=0.001,
        epochs=15_000,
        stationary=((-1.0, "minimum"), (0.5, "inflection")),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The descent halts near x = 0.5, where the slope touches zero without changing sign. "
            "That is no minimum: the minimum is at x = −1.",
        ),
        source="book case 9",
        checks=(
            Check("near x = 0.5", At("x"), near=0.5054386),
            Check("the slope touches zero without changing sign", Code(), equals="inflection"),
            Check("the minimum is at x = −1", At("x", changes={"start": 0.4}), near=-1.0),
        ),
    ),
    NamedFunction(
        key="absolute",
        title=QT_TRANSLATE_NOOP("functions", "Absolute value"),
        formula="|x|",
        domain=(-6.0, 6.0),
        start=5.0,
        learning_rate=0.3,
        epochs=40,
        stationary=((0.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The slope never shrinks, so the steps do not either: in the end the point jumps across the kink and gets "
            "no nearer than the learning rate allows.",
        ),
        source="L1 norm",
        checks=(Check("jumps across the kink", At("x", (-2, -1)), near=(-0.1, 0.2)),),
    ),
    NamedFunction(
        key="smooth_absolute",
        title=QT_TRANSLATE_NOOP("functions", "Smooth absolute value"),
        formula="sqrt(1 + x^2)",
        domain=(-6.0, 6.0),
        start=5.0,
        learning_rate=0.5,
        epochs=30,
        stationary=((0.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "Far away it is the absolute value, near zero it is a bowl: "
            "steady steps at first, then ever shorter ones that do reach the minimum.",
        ),
        source="pseudo-Huber function",
        checks=(
            Check("steady steps at first", Ratio(At("grad_x", 2), At("grad_x", 0)), low=0.9),
            Check("do reach the minimum", Code(), equals="minimum"),
        ),
    ),
    NamedFunction(
        key="fourth_power",
        title=QT_TRANSLATE_NOOP("functions", "Fourth power"),
        formula="x^4",
        domain=(-2.5, 2.5),
        start=2.0,
        learning_rate=0.05,
        epochs=500,
        stationary=((0.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The gradient vanishes faster than the distance: one long step, then ever smaller ones. "
            "The farther the start, the smaller the learning rate has to be.",
        ),
        source="vanishing gradient",
        checks=(
            Check("one long step", At("x", (0, 1)), near=(2.0, 0.4)),
            Check("then ever smaller ones", At("x"), low=0.05, high=0.08),
            Check("The farther the start", Code({"start": 4.0, "epochs": 20}), equals="diverged"),
        ),
    ),
    NamedFunction(
        key="steep_bowl",
        title=QT_TRANSLATE_NOOP("functions", "Steep bowl"),
        formula="10x^2",
        domain=(-1.5, 1.5),
        start=1.0,
        learning_rate=0.1,
        epochs=30,
        stationary=((0.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The curvature is 20, and η = 0.1 is exactly the limit 2/20: "
            "the point jumps from side to side for ever. "
            "A little less converges, a little more diverges.",
        ),
        source="largest stable learning rate",
        checks=(
            Check("The curvature is 20", Ratio(At("grad_x", 0), At("x", 0)), near=20.0),
            Check("η = 0.1 is exactly the limit 2/20", At("x", (1, 2, 29, 30)), near=(-1.0, 1.0, -1.0, 1.0)),
            Check("A little less converges", Ratio(*(At("x", k, {"learning_rate": 0.099}) for k in (30, 0))), high=0.6),
            Check("a little more diverges", Ratio(*(At("x", k, {"learning_rate": 0.101}) for k in (30, 0))), low=1.7),
        ),
    ),
    NamedFunction(
        key="double_well",
        title=QT_TRANSLATE_NOOP("functions", "Double well"),
        formula="(x^2 - 1)^2",
        domain=(-1.8, 1.8),
        start=0.1,
        learning_rate=0.05,
        epochs=60,
        stationary=((-1.0, "minimum"), (0.0, "maximum"), (1.0, "minimum")),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "Two minima, equally deep: "
            "the side of the hilltop on which you start decides which one is found. "
            "Starting on the top itself, at x = 0, nothing moves.",
        ),
        source="double-well potential",
        checks=(
            Check("decides which one is found", At("x", changes={"start": (0.1,)}), near=1.0),
            Check("decides which one is found", At("x", changes={"start": -0.1}), near=-1.0),
            Check("equally deep", At("loss", changes={"start": -0.1, "epochs": 200}), near=0.0),
            Check("Starting on the top itself, at x = 0", Over("max", "x", changes={"start": 0.0}), near=0.0),
        ),
    ),
    NamedFunction(
        key="unequal_wells",
        title=QT_TRANSLATE_NOOP("functions", "Unequal wells"),
        formula="3x^4 + 4x^3 - 12x^2",
        domain=(-3.1, 2.6),
        start=2.5,
        learning_rate=0.005,
        epochs=100,
        stationary=((-2.0, "minimum"), (0.0, "maximum"), (1.0, "minimum")),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The descent converges to the shallow minimum at x = 1 and does not find the deep one at x = −2. "
            "With η = 0.02 its first step crosses the hill.",
        ),
        source="local and global minimum",
        checks=(
            Check("the shallow minimum at x = 1", At("x"), near=1.0),
            Check("the deep one at x = −2", At("x", changes={"start": -1.0}), near=-2.0),
            Check("With η = 0.02 its first step", At("x", 1, {"learning_rate": 0.02}), high=0.0),
            Check("crosses the hill", At("x", changes={"learning_rate": 0.02}), near=-2.0),
        ),
    ),
    NamedFunction(
        key="sharp_and_wide",
        title=QT_TRANSLATE_NOOP("functions", "Sharp and wide"),
        formula="min(8(x - 1)^2, (x + 2)^2/2)",
        domain=(-5.0, 2.6),
        start=1.8,
        learning_rate=0.1,
        epochs=40,
        stationary=((-2.0, "minimum"), (0.4, "maximum"), (1.0, "minimum")),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "Both minima are equally deep, but the sharp one is stable for small steps only. "
            "With η = 0.15 the point leaves it and converges to the wide one.",
        ),
        source="sharp and flat minima",
        checks=(
            Check("the sharp one is stable for small steps only", At("x"), near=1.0),
            Check("With η = 0.15 the point leaves it", At("x", changes={"learning_rate": 0.15}), near=-2.0),
        ),
    ),
    NamedFunction(
        key="plateau",
        title=QT_TRANSLATE_NOOP("functions", "Plateau"),
        formula="1 - e^(-x^2)",
        domain=(-4.0, 4.0),
        start=3.0,
        learning_rate=0.5,
        epochs=600,
        stationary=((0.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "For hundreds of epochs nothing seems to happen, then it is over in a few steps. "
            "A small gradient is no proof of a minimum.",
        ),
        source="plateau",
        checks=(
            Check("For hundreds of epochs nothing seems to happen", At("x", 300), low=2.5),
            Check("then it is over", Code(), equals="minimum"),
            Check("A small gradient is no proof of a minimum", At("grad_x", 0), high=1e-3),
        ),
    ),
    NamedFunction(
        key="saturation",
        title=QT_TRANSLATE_NOOP("functions", "Saturated sigmoid"),
        formula="(sigmoid(x) - 0.9)^2",
        domain=(-8.0, 8.0),
        start=-6.0,
        learning_rate=2.0,
        epochs=1_000,
        stationary=((math.log(9), "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The squared error of one sigmoid neuron: where the neuron is most wrong it is saturated, and learns most "
            "slowly.",
        ),
        source="saturation of a sigmoid neuron",
        checks=(
            Check("where the neuron is most wrong", Ratio(At("loss", 0), At("loss", 500)), low=1.0),
            Check("learns most slowly", Ratio(At("grad_x", 0), Over("min", "grad_x")), high=0.2),
        ),
    ),
    NamedFunction(
        key="steep_wall",
        title=QT_TRANSLATE_NOOP("functions", "Steep wall"),
        formula="e^(-4x) + x",
        domain=(-0.7, 9.0),
        start=-0.5,
        learning_rate=0.3,
        epochs=60,
        stationary=((math.log(4) / 4, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The first step, on the wall, carries the point far across the plain, and many small steps bring it back. "
            "This is what gradient clipping is for.",
        ),
        source="exploding gradient",
        checks=(
            Check("carries the point far across the plain", At("x", (0, 1)), near=(-0.5, 8.1)),
            Check("many small steps bring it back", At("x", 15), low=3.0),
            Check("bring it back", Code(), equals="minimum"),
        ),
    ),
    NamedFunction(
        key="needle",
        title=QT_TRANSLATE_NOOP("functions", "A needle among ripples"),
        formula="0.1(1 - cos(2pi x)) - e^(-200(x - 1)^2)",
        domain=(-3.3, 3.3),
        start=2.4,
        learning_rate=0.1,
        epochs=40,
        stationary=(
            (-3.0, "minimum"),
            (-2.5, "maximum"),
            (-2.0, "minimum"),
            (-1.5, "maximum"),
            (-1.0, "minimum"),
            (-0.5, "maximum"),
            (0.0, "minimum"),
            (0.5, "maximum"),
            (1.0, "minimum"),
            (1.5, "maximum"),
            (2.0, "minimum"),
            (2.5, "maximum"),
            (3.0, "minimum"),
        ),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The lowest point is a needle at x = 1, which the slope elsewhere says nothing about. Even a start beside "
            "it, at 1.05, is thrown out with η = 0.1; only below 0.005 does the run converge to it.",
        ),
        source="needle in a haystack",
        checks=(
            Check("a needle at x = 1", At("x", changes={"start": 1.01, "learning_rate": 0.001}), near=1.0),
            Check("at 1.05, is thrown out with η = 0.1", At("x", 1, {"start": 1.05}), low=-3.3, high=0.5),
            *(
                Check("only below 0.005", Code({"start": 1.05, "learning_rate": rate, "epochs": 2_000}), equals=code)
                for rate, code in ((0.0049, "minimum"), (0.0051, "oscillating"))
            ),
        ),
    ),
    NamedFunction(
        key="ripples",
        title=QT_TRANSLATE_NOOP("functions", "A bowl with ripples"),
        formula="x^2/10 - cos(3x)",
        domain=(-6.0, 6.0),
        start=5.0,
        learning_rate=0.05,
        epochs=60,
        stationary=(
            (-5.357737647336885, "maximum"),
            (-4.09658358538709, "minimum"),
            (-3.2135630453513038, "maximum"),
            (-2.0487251273952287, "minimum"),
            (-1.0710182256882275, "maximum"),
            (0.0, "minimum"),
            (1.0710182256882275, "maximum"),
            (2.0487251273952287, "minimum"),
            (3.2135630453513038, "maximum"),
            (4.09658358538709, "minimum"),
            (5.357737647336885, "maximum"),
        ),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "Plain descent stops in the first ripple it meets, far from the bottom of the bowl. "
            "Momentum can carry the point across.",
        ),
        source="Rastrigin's function in one dimension, scaled",
        checks=(
            Check("stops in the first ripple it meets", At("x"), near=4.096584),
            Check("Momentum can carry the point across", At("x", changes={"optimizer": "momentum"}), high=3.0),
        ),
    ),
    NamedFunction(
        key="washboard",
        title=QT_TRANSLATE_NOOP("functions", "Washboard"),
        formula="x + 2sin(x)",
        domain=(-10.0, 10.0),
        start=7.5,
        learning_rate=0.2,
        epochs=60,
        stationary=(
            (-8 * math.pi / 3, "minimum"),
            (-4 * math.pi / 3, "maximum"),
            (-2 * math.pi / 3, "minimum"),
            (2 * math.pi / 3, "maximum"),
            (4 * math.pi / 3, "minimum"),
            (8 * math.pi / 3, "maximum"),
        ),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "Each minimum is lower than the one to its right, and none is the lowest. "
            "The descent stops in the first one, although there are lower ones without end.",
        ),
        source="washboard potential",
        checks=(
            Check("stops in the first one", At("x"), near=4.18879),
            Check("lower than the one to its right", At("x", changes={"start": 1.0}), near=-2.0943951),
        ),
    ),
    NamedFunction(
        key="log_barrier",
        title=QT_TRANSLATE_NOOP("functions", "Logarithmic barrier"),
        formula="x - log(x)",
        domain=(0.02, 6.0),
        start=4.0,
        learning_rate=0.5,
        epochs=40,
        stationary=((1.0, "minimum"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "The logarithm keeps x above zero, as long as the steps are short. With η = 6 the first step jumps over "
            "the barrier, where the function has no value, and the run ends.",
        ),
        source="interior-point methods",
        checks=(
            Check("as long as the steps are short", At("x"), near=1.0),
            Check("With η = 6 the first step", At("epochs", 0, {"learning_rate": 6}), near=0),
            Check("the run ends", Code({"learning_rate": 6}), equals="diverged"),
        ),
    ),
    NamedFunction(
        key="cube",
        title=QT_TRANSLATE_NOOP("functions", "Cube"),
        formula="x^3",
        domain=(-1.6, 1.6),
        start=1.0,
        learning_rate=0.1,
        epochs=2_000,
        stationary=((0.0, "inflection"),),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "There is no minimum at all, yet the descent seems to converge: its steps shrink to nothing at the "
            "inflection. From a start below zero it goes down without end.",
        ),
        source="stationary inflection point",
        checks=(
            Check("its steps shrink to nothing at the inflection", Code(), equals="inflection"),
            Check("From a start below zero", Code({"start": -0.1}), equals="diverged"),
        ),
    ),
    NamedFunction(
        key="cubic",
        title=QT_TRANSLATE_NOOP("functions", "Cubic with a ledge"),
        formula="x^3 - 3x",
        domain=(-2.5, 2.5),
        start=-0.95,
        learning_rate=0.05,
        epochs=60,
        stationary=((-1.0, "maximum"), (1.0, "minimum")),
        why=QT_TRANSLATE_NOOP(
            "functions",
            "A local minimum, but no global one: from just right of the hilltop at x = −1 the point goes down to it, "
            "from just left it goes down without end.",
        ),
        source="unbounded below",
        checks=(
            Check("from just right of the hilltop at x = −1", At("x"), near=1.0),
            Check("from just left it goes down without end", Code({"start": -1.05}), equals="diverged"),
        ),
    ),
)


class _Named(Protocol):
    @property
    def formula(self) -> str: ...


def key_of(text: str, catalogue: Mapping[str, _Named]) -> str | None:
    """Return the key of the first entry whose formula is written like ``text``, whatever its spaces and signs."""
    wanted = _squeezed(text)
    return next((key for key, named in catalogue.items() if _squeezed(named.formula) == wanted), None)


def _squeezed(text: str) -> str:
    return text.replace(" ", "").replace("**", "^").replace("*", "")
