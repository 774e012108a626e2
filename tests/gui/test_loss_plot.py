"""The plots of a value at every row: the loss, and the difference between two ways to it."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QPainter, QPicture

from gui.plots.base.thin import Blocks, column_edges
from gui.plots.rows.difference import DifferencePlot, Extremes
from gui.plots.rows.loss import LossPlot
from tests.gui.interaction import LEFT, picture, press_drag, spot

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot


def test_the_cursor_is_dragged_to_a_row(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot(), 340, 250)
    values = 1.0 / np.arange(1, 101)
    plot.set_history(values, 100, 50)
    plot.set_history(values, 100, 50)
    moved: list[int] = []
    plot.cursorMoved.connect(moved.append)
    press_drag(qtbot, plot, spot(plot, 50, 0.5), spot(plot, 20, 0.5))
    assert moved[-1] == 20


def test_a_click_moves_the_cursor_on_a_logarithmic_axis_too(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot(), 340, 250)
    values = 1.0 / np.arange(1, 10_002)
    plot.set_log(True, True)
    plot.set_history(values, 10_001)
    plot.set_history(values, 10_001)
    with qtbot.waitSignal(plot.cursorMoved) as moved:
        qtbot.mouseClick(plot.viewport(), LEFT, pos=spot(plot, 2.0, -1.0))
    assert moved.args[0] == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize("log", [False, True])
def test_rows_that_are_not_kept_leave_the_others_at_their_epochs(
    qtbot: QtBot, shown: Callable[..., Plot], log: bool
) -> None:
    kept = np.concatenate([np.arange(1_000), np.arange(50_000, 51_000), np.arange(99_000, 100_001)])
    values = np.where(kept < 50_000, 5.0, 1.0)
    plot = shown(LossPlot(), 340, 250)
    plot.set_log(log, False)
    plot.set_history(values, len(kept), 1_500, kept)
    plot.set_history(values, len(kept), 1_500, kept)
    assert plot.shown_range()[1] == pytest.approx(5.25 if log else 105_000, rel=0.01)
    moved: list[int] = []
    plot.cursorMoved.connect(moved.append)
    x = float(np.log10(99_500)) if log else 99_500.0
    press_drag(qtbot, plot, spot(plot, float(np.log10(50_500)) if log else 50_500.0, 3.0), spot(plot, x, 3.0))
    assert moved[-1] in kept
    assert moved[-1] == pytest.approx(99_500, abs=2_000 if log else 400)


def test_a_logarithmic_loss_says_what_it_hides(shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot())
    plot.set_history(np.array([100.0, 1.0, 0.0, -3.0]), 4)
    assert plot._note == ""
    plot.set_log(False, True)
    assert plot._note == "≤ 0, not shown: 2"
    plot.set_lowest(-4.0, "loss + 4")
    assert plot._note == ""


def test_the_log_buttons_say_so(qtbot: QtBot, shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot())
    plot.set_history(np.array([100.0, 1.0]), 2)
    with qtbot.waitSignal(plot.logToggled) as toggled:
        qtbot.mouseClick(plot._buttons["y"], LEFT)
    assert toggled.args == ["y", True]
    assert plot.logs == (False, True)
    assert plot.shown_range()[3] == pytest.approx(2.0, abs=0.3)


def test_the_height_above_the_minimum_is_a_choice_where_a_minimum_is_known(
    qtbot: QtBot, shown: Callable[..., Plot]
) -> None:
    plot = shown(LossPlot())
    plot.set_texts(title="", x="epoch", y="loss")
    plot.set_history(np.array([164.0, 64.0 + 1e-3, 64.0 + 1e-6]), 3)
    plot.set_log(False, True)
    assert not plot._buttons["above"].isVisible()
    plot.set_lowest(64.0, "loss − least possible")
    assert plot._buttons["above"].isVisible()
    assert plot._axes["left"].label.toPlainText().strip() == "loss − least possible"
    middles = [item.sceneBoundingRect().center().y() for item in (plot._axes["left"].label, plot._axes["left"])]
    assert middles[0] == pytest.approx(middles[1], abs=2)
    assert plot.heights(np.array([164.0, 64.0 + 1e-6])) == pytest.approx([2.0, -6.0], abs=1e-6)
    assert plot.shown_range()[2] < -6.0
    assert plot.cursor_texts(0) == ["epoch 0", "loss = 164", "loss − least possible = 100"]
    qtbot.mouseClick(plot._buttons["above"], LEFT)
    assert plot._axes["left"].label.toPlainText().strip() == "loss"
    assert plot.heights(np.array([1_000.0])) == pytest.approx([3.0])
    assert plot.shown_range()[2] == pytest.approx(np.log10(64), abs=0.2)
    assert plot.cursor_texts(0) == ["epoch 0", "loss = 164"]
    plot.set_log(False, False)
    assert not plot._buttons["above"].isVisible()


def test_a_growing_history_moves_its_axis_by_doubling(shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot())
    values = np.linspace(10, 0, 2_001)
    ranges = set()
    for length in range(1, 2_001):
        plot.set_history(values, length)
        ranges.add(plot.shown_range())
    assert len(ranges) < 25
    plot.set_history(values, 2_000)
    assert 1_999 < plot.shown_range()[1] < 1.1 * 1_999


def test_the_axis_reaches_no_farther_than_the_run_will(shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot())
    plot.set_expected(15)
    plot.set_history(np.ones(10), 10)
    assert 15 < plot.shown_range()[1] < 16


def test_a_million_rows_are_drawn_as_no_more_lines_than_there_are_pixels(shown: Callable[..., Plot]) -> None:
    plot = shown(LossPlot(), 340, 250)
    values = np.exp(-np.arange(1_000_001) / 2e5) + np.random.default_rng(0).exponential(0.1, 1_000_001)
    sizes = []
    for length in (10_000, 1_000_000):
        plot.set_history(values, length)
        drawn = QPicture()
        painter = QPainter(drawn)
        plot.paint_data(painter)
        painter.end()
        sizes.append(drawn.size())
    assert sizes[1] < 1.1 * sizes[0]


@pytest.mark.parametrize("peak", [0, 50_000, 50_100, 100_000])
def test_the_first_the_last_and_every_extreme_value_are_drawn_where_they_are(
    shown: Callable[..., Plot], peak: int
) -> None:
    plot = shown(LossPlot(), 340, 250)
    values = 100.0 + 1_065.0 * 0.97 ** np.abs(np.arange(100_001) - peak)
    plot.set_history(values, 100_001)
    plot.set_history(values, 100_001)
    image = picture(plot)
    at = spot(plot, peak, 1_165.0)
    drawn = [image.pixelColor(at.x() + dx, at.y() + dy) for dx in (-2, -1, 0, 1, 2) for dy in (-1, 0, 1)]
    assert any(colour.red() > colour.blue() + 80 for colour in drawn)


# ---- difference


@pytest.mark.parametrize(
    ("values", "digits", "equal"),
    [
        ([0.0, 0.0], 16, True),
        ([1e-16, -2e-16], 15, True),
        ([1e-7, 0.0], 7, False),
        ([0.0, 1e-15], 14, True),
        ([2e-15, 5e-15], 14, True),
    ],
)
def test_rounding_is_called_equal_and_is_no_curve(
    shown: Callable[..., Plot], values: list[float], digits: int, equal: bool
) -> None:
    plot = shown(DifferencePlot(), 250, 250)
    plot.add(np.array(values), np.array([1.0, 0.5]))
    plot.show_rows(2)
    picture(plot)
    assert (plot.digits, plot.equal) == (digits, equal)
    assert plot._axes["left"].only_zero == equal


def test_equal_digits_are_those_of_the_worst_row_and_not_of_the_largest_value(shown: Callable[..., Plot]) -> None:
    plot = shown(DifferencePlot(), 250, 250)
    # math.ulp(1.0), the spacing of floats at 1, where f′ is 0.001: 0.001 ± 2.2e-16 agree to 12 digits
    plot.add(np.array([0.0, math.ulp(1.0)]), np.array([1.0, 0.001]))
    plot.show_rows(2)
    assert (plot.digits, plot.equal) == (12, True)
    plot.add(np.array([math.ulp(1.0)]), np.array([0.0]))
    plot.show_rows(3)
    assert (plot.digits, plot.equal) == (0, True)


def test_a_difference_is_judged_by_the_rows_shown_whatever_came_after_them(shown: Callable[..., Plot]) -> None:
    plot = shown(DifferencePlot(), 250, 250)
    values = np.zeros(5_000)
    values[4_000] = 1e-3
    for part in np.split(values, [1, 10, 3_000]):
        plot.add(part, np.ones(len(part)))
    plot.show_rows(5_000)
    assert (plot.digits, plot.equal) == (3, False)
    plot.show_rows(4_000)
    assert (plot.digits, plot.equal) == (16, True)


@given(
    st.lists(st.sampled_from([-2.0, 0.0, 1.0, 3.0, float("nan"), float("inf")]), max_size=40),
    st.lists(st.integers(0, 3_000), max_size=4),
    st.randoms(use_true_random=False),
)
def test_extremes_are_those_of_all_values_so_far(values: list[float], lengths: list[int], random: Random) -> None:
    column, whole = Extremes(), np.empty(0)
    for length in lengths:
        fresh = np.array(random.choices(values or [0.0], k=length))
        column.add(fresh)
        whole = np.append(whole, fresh)
    count = random.randint(0, len(whole))
    finite = whole[:count][np.isfinite(whole[:count])]
    expected = (finite.min(), finite.max()) if len(finite) else (np.nan, np.nan)
    assert column.of(count) == pytest.approx(expected, nan_ok=True)
    assert len(column) == len(whole)


@pytest.mark.parametrize(("length", "first", "width"), [(100_000, 0, 90), (100_001, 0, 90), (77_777, 5_000, 60)])
def test_the_extremes_of_pieces_are_those_of_all_their_values(length: int, first: int, width: int) -> None:
    values = np.random.default_rng(1).normal(size=length)
    values[length // 2] = np.nan
    blocks = Blocks()
    for grown in (1_000, length // 3, length):
        blocks.take(values, grown)
    wanted = column_edges(first, length, width)
    edges, lows, highs = blocks.columns(values, wanted, length)
    pieces = np.split(values[edges[0] : length], edges[1:] - edges[0])
    np.testing.assert_array_equal(lows, [piece.min() for piece in pieces])
    np.testing.assert_array_equal(highs, [piece.max() for piece in pieces])
    assert np.all((edges <= wanted) & (wanted < edges + 256))


@pytest.mark.parametrize("logarithmic", [False, True])
def test_pieces_begin_within_the_rows(logarithmic: bool) -> None:
    for first, last, width in product(range(4), range(1, 6), (1, 3, 300)):
        if first < last:
            edges = column_edges(first, last, width, logarithmic=logarithmic)
            assert len(edges) > 0
            assert first <= edges[0] <= edges[-1] < last
