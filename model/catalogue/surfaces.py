"""The catalogue of named functions of two variables: domain, minima, and why each is here.

A new surface is one more entry of ``SURFACES``: the window, the tests and the documentation find it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from model.catalogue.entry import Entry, catalogue_of
from model.checks import At, Changes, Check, Code, Over, Ratio
from model.message import QT_TRANSLATE_NOOP

Rectangle: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""An interval of x and one of y."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSurface(Entry):
    """A function of ``x`` and ``y``, as a student would type it, with a descent that shows what is special about it.

    The domain, the intervals of x and of y to draw, holds the start and every minimum. The minima are all inside the
    domain to the last digit of a float, the lowest first; where ripples make a hundred of them, the lowest only.
    """

    formula: str
    domain: Rectangle
    start: tuple[float, float]
    learning_rate: float
    epochs: int
    minima: tuple[tuple[float, float], ...]


_BEALE: Changes = {"start": (-2, 2), "learning_rate": 0.001, "epochs": 5_000}

SURFACES = catalogue_of(
    NamedSurface(
        key="bowl",
        title=QT_TRANSLATE_NOOP("surfaces", "Round bowl"),
        formula="x^2 + y^2",
        domain=((-3.0, 3.0), (-3.0, 3.0)),
        start=(-2.0, 1.5),
        learning_rate=0.1,
        epochs=50,
        minima=((0.0, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "It curves alike in all directions, so the gradient points away from the minimum exactly: "
            "the path is straight, and each step makes the distance shorter by the factor 1 − 2η.",
        ),
        source="sphere function",
        checks=(
            Check("the path is straight", Ratio(At("y", (0, 1, 9)), At("x", (0, 1, 9))), near=-0.75),
            Check("1 − 2η", Ratio(At("size", (1, 50)), At("size", (0, 49))), near=0.8),
        ),
    ),
    NamedSurface(
        key="stretched_bowl",
        title=QT_TRANSLATE_NOOP("surfaces", "Stretched bowl"),
        formula="(x^2 + 100y^2)/2",
        domain=((-12.0, 12.0), (-1.6, 1.6)),
        start=(-10.0, 1.0),
        learning_rate=0.019,
        epochs=300,
        minima=((0.0, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "The condition number is 100, the factor of y²: try others. Across the valley the steps oscillate, and "
            "from η = 2/100 on the oscillation never ends, while along it they are too short to make progress.",
        ),
        source="quadratic form with eigenvalues 1 and 100",
        checks=(
            Check("The condition number is 100", Ratio(At("grad_y", 0), At("y", 0)), near=100.0),
            Check("from η = 2/100 on", At("y", (1, 300), {"learning_rate": 0.02}), near=(-1.0, 1.0)),
            Check("oscillate", Ratio(At("y", 1), At("y", 0)), near=-0.9),
            Check("too short to make progress", Ratio(At("x", 10), At("x", 0)), low=0.8),
        ),
    ),
    NamedSurface(
        key="booth",
        title=QT_TRANSLATE_NOOP("surfaces", "Booth's bowl"),
        formula="(x + 2y - 7)^2 + (2x + y - 5)^2",
        domain=((-10.0, 10.0), (-10.0, 10.0)),
        start=(-8.0, -6.0),
        learning_rate=0.1,
        epochs=100,
        minima=((1.0, 3.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "A bowl whose axes are diagonals of x and y. The eigenvalues of its Hessian are 2 and 18, so with η = 0.1 "
            "every step jumps over the valley: the factor along the steep axis is 1 − 0.1·18 = −0.8.",
        ),
        source="Booth function, Jamil and Yang (2013), arXiv:1308.4008",
        checks=(
            Check("2 and 18, so with η = 0.1", At("grad_x", 0, {"start": (2, 4)}), near=18.0),
            Check("2 and 18", At("grad_x", 0, {"start": (2, 2)}), near=2.0),
            Check("1 − 0.1·18 = −0.8", Ratio(At("grad_x", (1, 9)), At("grad_x", (0, 8))), near=-0.8),
        ),
    ),
    NamedSurface(
        key="matyas",
        title=QT_TRANSLATE_NOOP("surfaces", "Matyas's valley"),
        formula="0.26(x^2 + y^2) - 0.48xy",
        domain=((-10.0, 10.0), (-10.0, 10.0)),
        start=(-8.0, 5.0),
        learning_rate=0.5,
        epochs=300,
        minima=((0.0, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "A valley along the diagonal, 25 times flatter than across: the descent drops into it within 10 steps and "
            "then spends hundreds on its floor. Rules that scale x and y apart cannot scale a diagonal.",
        ),
        source="Matyas function, Jamil and Yang (2013), arXiv:1308.4008",
        checks=(
            Check("25 times flatter than across", At("grad_x", 0, {"start": (1, -1)}), near=1.0),
            Check("25 times flatter", At("grad_x", 0, {"start": (1, 1)}), near=0.04),
            Check("drops into it within 10 steps", Ratio(At("y", 10), At("x", 10)), near=1.0),
            Check("then spends hundreds", At("size", 200), low=0.01),
        ),
    ),
    NamedSurface(
        key="rosenbrock",
        title=QT_TRANSLATE_NOOP("surfaces", "Rosenbrock's valley"),
        formula="(1 - x)^2 + 100(y - x^2)^2",
        domain=((-2.0, 2.0), (-1.0, 3.0)),
        start=(-1.5, 2.0),
        learning_rate=0.0005,
        epochs=2000,
        minima=((1.0, 1.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "The floor of the curved valley is found at once, and then it is a long way along it. "
            "Momentum and adaptive rules get along it far sooner than plain descent.",
        ),
        source="H. H. Rosenbrock, The Computer Journal 3 (1960) 175–184",
        checks=(
            Check("is found at once", At("loss", 1), high=6.0),
            Check("far sooner than plain descent", At("loss"), low=1.0),
            Check("Momentum and adaptive rules", At("loss", changes={"optimizer": "momentum"}), high=1e-3),
            Check("adaptive", At("loss", changes={"optimizer": "adam", "learning_rate": 0.05}), high=1e-9),
        ),
    ),
    NamedSurface(
        key="winding_valley",
        title=QT_TRANSLATE_NOOP("surfaces", "Winding valley"),
        formula="20(y - sin(x))^2 + x^2/20",
        domain=((-8.0, 8.0), (-3.0, 3.0)),
        start=(-7.0, 1.5),
        learning_rate=0.02,
        epochs=2000,
        minima=((0.0, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "A long valley that bends left and right: its floor is the sine, and falls only gently to the middle. "
            "Momentum is far ahead of plain descent here, and Adam far behind: it divides by a mean that "
            "still contains the large gradients of the first steps.",
        ),
        source="Rosenbrock's idea, along a sine",
        checks=(
            Check("Momentum is far ahead", At("loss", changes={"optimizer": "momentum"}), high=1e-6),
            Check("plain descent", At("loss"), low=1e-5, high=0.01),
            Check("Adam far behind", At("loss", changes={"optimizer": "adam", "learning_rate": 0.05}), low=0.1),
        ),
    ),
    NamedSurface(
        key="beale",
        title=QT_TRANSLATE_NOOP("surfaces", "Beale's function"),
        formula="(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        domain=((-4.5, 4.5), (-4.5, 4.5)),
        start=(1.0, 1.5),
        learning_rate=0.01,
        epochs=3000,
        minima=((3.0, 0.5),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "Walls 180 000 high at the corners, and a plain between them. From (−2, 2) with η = 0.001 the descent "
            "follows a valley that falls without end and never comes to the minimum.",
        ),
        source="E. M. L. Beale (1958); Moré, Garbow and Hillstrom (1981), no. 5",
        checks=(
            Check("180 000 high", At("loss", 0, {"start": (4.5, 4.5), "epochs": 1, "learning_rate": 0}), low=1.7e5),
            Check("180 000 high", At("loss", 0, {"start": (4.5, 4.5), "epochs": 1, "learning_rate": 0}), high=1.85e5),
            Check("From (−2, 2) with η = 0.001", Code(_BEALE), equals="descending"),
            Check("never comes to the minimum", At("x", changes=_BEALE), high=-2.7),
        ),
    ),
    NamedSurface(
        key="himmelblau",
        title=QT_TRANSLATE_NOOP("surfaces", "Himmelblau's function"),
        formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        domain=((-6.0, 6.0), (-6.0, 6.0)),
        start=(-0.2, -1.0),
        learning_rate=0.01,
        epochs=100,
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        ),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "Four minima, all equally deep, around one maximum at (−0.27, −0.92). The start is beside it: move it a "
            "little, to (−0.5, −1), and another of the four is found.",
        ),
        source="D. M. Himmelblau, Applied Nonlinear Programming (1972)",
        checks=(
            Check("(−0.27, −0.92)", At("x", changes={"optimizer": "newton", "learning_rate": 1}), near=-0.27),
            Check("(−0.27, −0.92)", At("y", changes={"optimizer": "newton", "learning_rate": 1}), near=-0.92),
            Check("to (−0.5, −1), and another", At("x", changes={"start": (-0.5, -1)}), near=-3.78),
            Check("The start is beside it", At("x"), near=3.58),
        ),
    ),
    NamedSurface(
        key="styblinski_tang",
        title=QT_TRANSLATE_NOOP("surfaces", "Styblinski and Tang's function"),
        formula="(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        start=(0.5, 0.4),
        learning_rate=0.01,
        epochs=100,
        minima=(
            (-2.903534027771177, -2.903534027771177),
            (-2.903534027771177, 2.746802770990837),
            (2.746802770990837, -2.903534027771177),
            (2.746802770990837, 2.746802770990837),
        ),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "Two minima in x times two in y make four. From this side of the maximum the descent converges to the "
            "highest of them, f = −50.06; the lowest is f = −78.33.",
        ),
        source="M. A. Styblinski and T.-S. Tang, Neural Networks 3 (1990) 467–483",
        checks=(
            Check("f = −50.06", At("loss"), near=-50.06),
            Check("the lowest is f = −78.33", At("loss", changes={"start": (-1, -1)}), near=-78.33),
        ),
    ),
    NamedSurface(
        key="three_hump_camel",
        title=QT_TRANSLATE_NOOP("surfaces", "Three-hump camel"),
        formula="2x^2 - 1.05x^4 + x^6/6 + xy + y^2",
        domain=((-2.5, 2.5), (-2.5, 2.5)),
        start=(2.0, 1.5),
        learning_rate=0.05,
        epochs=150,
        minima=((0.0, 0.0), (1.7475523458302888, -0.8737761729151444), (-1.7475523458302888, 0.8737761729151444)),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "Three minima in a row, the lowest in the middle. Plain descent stops in the outer one, at f = 0.2986; "
            "momentum carries the point over the pass to f = 0.",
        ),
        source="three-hump camel function, Jamil and Yang (2013), arXiv:1308.4008",
        checks=(
            Check("at f = 0.2986", At("loss"), near=0.2986),
            Check("to f = 0", At("loss", changes={"optimizer": "momentum"}), near=0.0),
        ),
    ),
    NamedSurface(
        key="six_hump_camel",
        title=QT_TRANSLATE_NOOP("surfaces", "Six-hump camel"),
        formula="(4 - 2.1x^2 + x^4/3)x^2 + xy + (4y^2 - 4)y^2",
        domain=((-2.0, 2.0), (-1.2, 1.2)),
        start=(-1.2, -0.3),
        learning_rate=0.02,
        epochs=150,
        minima=(
            (0.08984201310031806, -0.7126564030207396),
            (-0.08984201310031806, 0.7126564030207396),
            (1.703606714969981, -0.7960835686726251),
            (-1.703606714969981, 0.7960835686726251),
            (1.6071047529201972, 0.5686514548841314),
            (-1.6071047529201972, -0.5686514548841314),
        ),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "Six minima in pairs, two of them the lowest. The start is beside a maximum: "
            "from places all around that, four of the six are found.",
        ),
        source="L. C. W. Dixon and G. P. Szegö, Towards Global Optimisation 2 (1978)",
        checks=(
            Check("The start is beside a maximum", Code({"optimizer": "newton", "learning_rate": 1}), equals="maximum"),
            Check("four of the six are found", At("loss", changes={"epochs": 400}), near=-1.0316),
            Check("four of the six are found", At("loss", changes={"epochs": 400, "start": (-1.37, -0.16)}), low=-0.3),
        ),
    ),
    NamedSurface(
        key="mccormick",
        title=QT_TRANSLATE_NOOP("surfaces", "McCormick's slope"),
        formula="sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
        domain=((-1.5, 4.0), (-3.0, 4.0)),
        start=(0.5, 3.0),
        learning_rate=0.1,
        epochs=150,
        minima=((-0.5471975511965977, -1.5471975511965979), (2.5943951023931957, 1.5943951023931955)),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "A valley with waves along its floor, each trough lower than the one before by π. "
            "The descent stops in the first trough it meets, at f = 1.228; the other is at −1.913.",
        ),
        source="McCormick function, Jamil and Yang (2013), arXiv:1308.4008",
        checks=(
            Check("at f = 1.228", At("loss"), near=1.228),
            Check("the other is at −1.913", At("loss", changes={"start": (0, 0)}), near=-1.913),
        ),
    ),
    NamedSurface(
        key="goldstein_price",
        title=QT_TRANSLATE_NOOP("surfaces", "Goldstein and Price's function"),
        formula="(1 + (x + y + 1)^2(19 - 14x + 3x^2 - 14y + 6xy + 3y^2))"
        "(30 + (2x - 3y)^2(18 - 32x + 12x^2 + 48y - 36xy + 27y^2))",
        domain=((-2.0, 2.0), (-2.0, 2.0)),
        start=(0.5, -1.6),
        learning_rate=1e-05,
        epochs=2000,
        minima=((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "The lowest value is 3 and the corners are near a million, so the learning rate that the walls allow "
            "is far too small for the floor. There are three more minima, at 30, 84 and 840.",
        ),
        source="A. A. Goldstein and J. F. Price, Mathematics of Computation 25 (1971) 569–574",
        checks=(
            Check("The lowest value is 3", At("loss"), near=3.0),
            Check("at 30, 84 and 840", At("loss", changes={"start": (-0.6, -0.4)}), near=30.0),
            Check("84", At("loss", changes={"start": (1.8, 0.2)}), near=84.0),
            Check("840", At("loss", changes={"start": (1.2, 0.8)}), near=840.0),
        ),
    ),
    NamedSurface(
        key="rastrigin",
        title=QT_TRANSLATE_NOOP("surfaces", "Rastrigin's function"),
        formula="20 + x^2 + y^2 - 10cos(2pi x) - 10cos(2pi y)",
        domain=((-5.12, 5.12), (-5.12, 5.12)),
        start=(3.6, -2.4),
        learning_rate=0.002,
        epochs=100,
        minima=((0.0, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "A bowl with more than a hundred ripples: plain descent stops in the nearest, at f = 19.90. "
            "With a learning rate of 0.01 it jumps from ripple to ripple and converges in none.",
        ),
        source="L. A. Rastrigin, Systems of Extremal Control (1974)",
        checks=(
            Check("at f = 19.90", At("loss"), near=19.90),
            Check("With a learning rate of 0.01", Code({"learning_rate": 0.01, "epochs": 500}), equals="oscillating"),
        ),
    ),
    NamedSurface(
        key="ackley",
        title=QT_TRANSLATE_NOOP("surfaces", "Ackley's function"),
        formula="-20e^(-0.2sqrt((x^2 + y^2)/2)) - e^((cos(2pi x) + cos(2pi y))/2) + 20 + e",
        domain=((-5.0, 5.0), (-5.0, 5.0)),
        start=(3.3, -2.4),
        learning_rate=0.02,
        epochs=200,
        minima=((0.0, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "A funnel in a rippled plain. Its tip is a kink, around which the gradient does not vanish, so that a run "
            "from (0.3, 0.2) reaches it and keeps jumping about it.",
        ),
        source="D. H. Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)",
        checks=(Check("a run from (0.3, 0.2)", At("size", changes={"start": (0.3, 0.2)}), low=0.01, high=0.1),),
    ),
    NamedSurface(
        key="easom",
        title=QT_TRANSLATE_NOOP("surfaces", "Easom's well"),
        formula="-cos(x)cos(y)e^(-(x - pi)^2 - (y - pi)^2)",
        domain=((0.0, 6.5), (0.0, 6.5)),
        start=(1.5, 2.0),
        learning_rate=0.5,
        epochs=200,
        minima=(
            (3.141592653589793, 3.141592653589793),
            (1.3049954504376675, 1.3049954504376675),
            (1.3049954504376675, 4.978189856741919),
            (4.978189856741919, 1.3049954504376675),
            (4.978189856741919, 4.978189856741919),
        ),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "One minimum in a plain that is almost flat. For 50 epochs there is nothing to see, after 10 more the run "
            "is at the bottom; from a start farther out the gradient is too small to show the way.",
        ),
        source="E. E. Easom, master's thesis, University of Louisville (1990)",
        checks=(
            Check("For 50 epochs there is nothing to see", At("loss", 50), low=-0.01),
            Check("after 10 more", At("loss", 60), high=-0.99),
            Check("from a start farther out", At("loss", changes={"start": (0.5, 0.5)}), low=-0.01),
        ),
    ),
    NamedSurface(
        key="cliff",
        title=QT_TRANSLATE_NOOP("surfaces", "Plateau with a cliff"),
        formula="5sigmoid(20x) + (x + 1)^2/20 + y^2/4",
        domain=((-9.0, 3.0), (-4.0, 4.0)),
        start=(2.0, 3.0),
        learning_rate=0.5,
        epochs=150,
        minima=((-1.0000020610686522, 0.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "The plateau slopes gently to the edge of a cliff. The one step that begins on its face carries the point "
            "from x = 0.08 to x = −6.9, and clipping the gradient keeps it at the foot.",
        ),
        source="Pascanu, Mikolov and Bengio (2013), arXiv:1211.5063",
        checks=(
            Check("from x = 0.08 to x = −6.9", Over("min", "x"), near=-6.9),
            Check("x = 0.08", At("x", 17), near=0.08),
        ),
    ),
    NamedSurface(
        key="saddle",
        title=QT_TRANSLATE_NOOP("surfaces", "Saddle"),
        formula="x^2 - y^2",
        domain=((-2.0, 2.0), (-2.0, 2.0)),
        start=(-1.5, 0.001),
        learning_rate=0.05,
        epochs=80,
        minima=(),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "At the saddle the gradient is zero, but it is no minimum: from y = 0 exactly the descent halts there, "
            "from y = 0.001 it stays near for 40 epochs and then goes down without end.",
        ),
        source="hyperbolic paraboloid",
        checks=(
            Check("from y = 0 exactly", At("y", changes={"start": (-1.5, 0)}), near=0.0),
            Check("from y = 0.001 it stays near for 40 epochs", At("y", 40), high=0.05),
            Check("goes down without end", Code({"epochs": 1_000}), equals="diverged"),
        ),
    ),
    NamedSurface(
        key="monkey_saddle",
        title=QT_TRANSLATE_NOOP("surfaces", "Monkey saddle"),
        formula="x^3 - 3xy^2",
        domain=((-1.5, 1.5), (-1.5, 1.5)),
        start=(1.0, 0.01),
        learning_rate=0.05,
        epochs=45,
        minima=(),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "Three valleys, for two legs and a tail, and three ridges meet. In the middle the Hessian is zero too, "
            "so only the third derivatives tell what it is.",
        ),
        source="monkey saddle",
        checks=(Check("the Hessian is zero too", Code({"optimizer": "newton", "learning_rate": 1}), equals="saddle"),),
    ),
)
