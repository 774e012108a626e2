"""Sets of points to fit: the book's generator, Anscombe's four, and sets that each make one point.

A new set is one more entry of ``DATASETS``. Tables from files and the clipboard are in `model.data.tables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.checks import At, Changes, Check, Given
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Points: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set of points that can be made again at any time.

    Attributes
    ----------
    key : str
        Its name in code and in experiment files.
    title : Message
        Its name in the window.
    why : Message
        What to see in it, in a sentence or two.
    make : callable
        ``make(count, seed)`` returns the points, shape (count, 2), float64. The count is at least 1, the
        seed from 0 to 2³² − 1.
    count : int
        How many points it has, or by default.
    seeded : bool
        Whether the points are drawn; a fixed set ignores count and seed.
    lines : tuple of str
        Source text that makes the NumPy arrays x and y, with ``{count}`` and ``{seed}`` as places; empty where the
        points themselves are to be written.
    checks : tuple of Check
        What ``why`` claims, of a line fitted to the points.
    """

    key: str
    title: Message
    why: Message
    make: Callable[[int, int], Points]
    count: int
    seeded: bool = True
    lines: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()


def _book(count: int, seed: int) -> Points:
    # The book draws with NumPy's legacy generator: x and y are the same grid, each with noise of its own.
    random = np.random.RandomState(seed)
    grid = np.linspace(0.0, 50.0, count)
    x = grid + random.uniform(-10.0, 10.0, count)
    y = grid + random.uniform(-10.0, 10.0, count)
    return np.column_stack((x, y))


def _outliers(count: int, seed: int) -> Points:
    random = np.random.default_rng(seed)
    x = np.linspace(0.0, 10.0, count)
    y = 2.0 * x + 1.0 + random.normal(0.0, 0.8, count)
    # One point in ten lies far below the line, all of them on the right where they have the most leverage.
    far = count - 1 - 2 * np.arange(max(1, count // 10))
    y[far] -= random.uniform(15.0, 20.0, len(far))
    return np.column_stack((x, y))


def _around(
    line: Callable[[Points], Points], low: float, high: float, noise: Callable[[Points], Points | float]
) -> Callable[[int, int], Points]:
    """Return what draws points around a line over equally spaced x, with normal noise of the size given."""

    def make(count: int, seed: int) -> Points:
        x = np.linspace(low, high, count)
        return np.column_stack((x, line(x) + noise(x) * np.random.default_rng(seed).normal(0.0, 1.0, count)))

    return make


# F. J. Anscombe 1973, doi:10.1080/00031305.1973.10478966
_ANSCOMBE_X = (10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0)
_ANSCOMBE_X4 = (8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 19.0, 8.0, 8.0, 8.0)
_ANSCOMBE_Y = (
    (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
    (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74),
    (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73),
    (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89),
)


def _anscombe(number: int, title: Message, why: Message, *checks: Check) -> DataSet:
    points = np.column_stack((_ANSCOMBE_X4 if number == 4 else _ANSCOMBE_X, _ANSCOMBE_Y[number - 1]))
    return DataSet(
        f"anscombe_{number}", title, why, lambda _count, _seed: points.copy(), 11, seeded=False, checks=checks
    )


_PARABOLA: Changes = {"prediction": "a*x^2 + b*x + c"}
_SAME_LINE = (
    Check("y = 3 + 0.5x", At("exact_w"), near=0.50),
    Check("y = 3 + 0.5x", At("exact_b"), near=3.00),
)

_ALL = (
    DataSet(
        key="book",
        title=QT_TRANSLATE_NOOP("datasets", "The book's points"),
        why=QT_TRANSLATE_NOOP(
            "datasets",
            "Points along y = x, with noise from −10 to 10 on x and on y. "
            "The noise on x makes the best slope less than 1.",
        ),
        count=100,
        checks=(
            Check(
                "y = x, with noise from −10 to 10",
                Given("test_the_books_points_are_numpys_legacy_draws_with_the_noise_on_x_first"),
            ),
            Check("makes the best slope less than 1", At("exact_w"), high=0.95),
        ),
        make=_book,
        lines=(
            "random = np.random.RandomState({seed})",
            "grid = np.linspace(0, 50, {count})",
            "x = grid + random.uniform(-10, 10, {count})",
            "y = grid + random.uniform(-10, 10, {count})",
        ),
    ),
    _anscombe(
        1,
        QT_TRANSLATE_NOOP("datasets", "Anscombe 1: a line with noise"),
        QT_TRANSLATE_NOOP(
            "datasets",
            "All four of Anscombe's sets have the same best line, y = 3 + 0.5x, and the same R². "
            "This is the set that both are suited to.",
        ),
        *_SAME_LINE,
    ),
    _anscombe(
        2,
        QT_TRANSLATE_NOOP("datasets", "Anscombe 2: a curve"),
        QT_TRANSLATE_NOOP(
            "datasets",
            "The same best line again, y = 3 + 0.5x, but the points lie on a curve. Try a prediction with x².",
        ),
        *_SAME_LINE,
    ),
    _anscombe(
        3,
        QT_TRANSLATE_NOOP("datasets", "Anscombe 3: one outlier"),
        QT_TRANSLATE_NOOP(
            "datasets", "The same best line again, y = 3 + 0.5x, tilted by a single point. Try the mean absolute error."
        ),
        *_SAME_LINE,
    ),
    _anscombe(
        4,
        QT_TRANSLATE_NOOP("datasets", "Anscombe 4: one point decides"),
        QT_TRANSLATE_NOOP(
            "datasets",
            "The same best line again, y = 3 + 0.5x, but a single point fixes the slope. "
            "Delete it, and no slope is better than another.",
        ),
        *_SAME_LINE,
    ),
    DataSet(
        key="outliers",
        title=QT_TRANSLATE_NOOP("datasets", "A line with outliers"),
        why=QT_TRANSLATE_NOOP(
            "datasets",
            "Most points lie along y = 2x + 1, one in ten far below it. Compare MSE with MAE and Huber's loss.",
        ),
        count=50,
        checks=(
            Check(
                "y = 2x + 1, one in ten far below it",
                Given("test_a_tenth_of_the_outlier_set_lies_far_below_its_line"),
            ),
        ),
        make=_outliers,
        lines=(
            "random = np.random.default_rng({seed})",
            "x = np.linspace(0, 10, {count})",
            "y = 2*x + 1 + random.normal(0, 0.8, {count})",
            "far = {count} - 1 - 2*np.arange(max(1, {count} // 10))",
            "y[far] -= random.uniform(15, 20, len(far))",
        ),
    ),
    DataSet(
        key="curved",
        title=QT_TRANSLATE_NOOP("datasets", "A parabola"),
        why=QT_TRANSLATE_NOOP(
            "datasets",
            "Points along y = x²/2 − x + 1. The best line leaves a pattern in the residuals; ax² + bx + c does not.",
        ),
        count=60,
        checks=(
            Check("y = x²/2 − x + 1", At("exact_a", changes=_PARABOLA), near=0.5),
            Check("y = x²/2 − x + 1", At("exact_b", changes=_PARABOLA), near=-1.0),
            Check("y = x²/2 − x + 1", At("exact_c", changes=_PARABOLA), low=0.8, high=1.2),
        ),
        make=_around(lambda x: 0.5 * x**2 - x + 1.0, -3.0, 3.0, lambda _x: 0.4),
        lines=(
            "random = np.random.default_rng({seed})",
            "x = np.linspace(-3, 3, {count})",
            "y = 0.5*x**2 - x + 1",
            "y = y + random.normal(0, 0.4, {count})",
        ),
    ),
    DataSet(
        key="wave",
        title=QT_TRANSLATE_NOOP("datasets", "A wave"),
        why=QT_TRANSLATE_NOOP(
            "datasets",
            "Points along y = 2sin(1.5x) + 0.5, for the prediction a·sin(kx) + c. "
            "Whether the descent finds them depends on the start of k.",
        ),
        count=80,
        checks=(
            Check(
                "y = 2sin(1.5x) + 0.5",
                Given("test_the_wave_has_the_frequency_that_its_description_says"),
            ),
        ),
        make=_around(lambda x: 2.0 * np.sin(1.5 * x) + 0.5, 0.0, 10.0, lambda _x: 0.3),
        lines=(
            "random = np.random.default_rng({seed})",
            "x = np.linspace(0, 10, {count})",
            "y = 2*np.sin(1.5*x) + 0.5",
            "y = y + random.normal(0, 0.3, {count})",
        ),
    ),
    DataSet(
        key="heteroscedastic",
        title=QT_TRANSLATE_NOOP("datasets", "Noise that grows (heteroscedastic)"),
        why=QT_TRANSLATE_NOOP(
            "datasets",
            "Points along y = 1.5x + 2 whose noise grows with x. "
            "The quantile loss at 0.1 and 0.9 draws the edges of the fan.",
        ),
        count=200,
        checks=(
            Check(
                "y = 1.5x + 2 whose noise grows with x",
                Given("test_the_noise_of_the_heteroscedastic_set_grows_with_x"),
            ),
            Check(
                "The quantile loss at 0.1 and 0.9",
                Given("test_the_constant_of_least_quantile_loss_is_the_quantile"),
            ),
        ),
        make=_around(lambda x: 1.5 * x + 2.0, 0.0, 10.0, lambda x: 0.2 + 0.4 * x),
        lines=(
            "random = np.random.default_rng({seed})",
            "x = np.linspace(0, 10, {count})",
            "noise = random.normal(0, 1, {count})",
            "y = 1.5*x + 2 + (0.2 + 0.4*x)*noise",
        ),
    ),
)

DATASETS: dict[str, DataSet] = {dataset.key: dataset for dataset in _ALL}
"""The data sets in the order in which the window offers them, by key."""
