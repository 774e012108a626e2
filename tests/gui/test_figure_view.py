"""What a program has drawn, shown in the look of our own plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from gui.look.theme import theme
from gui.plots.base.drawing import polygon
from gui.run.figures import axes_plot
from gui.run.figures.figure_view import FigureView
from gui.run.figures.looks import readable, shown_colour
from gui.shell.pictures import draw
from model.program.record.figures import Artist, Axes, Figure, Scale, Shade

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

WHOLE = (0.0, 0.0, 1.0, 1.0)


def data(*values: float) -> bytes:
    return np.array(values, float).tobytes()


def line(*y: float, **look: Any) -> Artist:
    return Artist("line", data(*range(len(y))), data(*y), **look)


def plot(*artists: Artist, x: tuple[float, float] = (0, 10), y: tuple[float, float] = (0, 10), **look: Any) -> Axes:
    return Axes(look.pop("place", WHOLE), Scale(*map(float, x)), Scale(*map(float, y)), artists, **look)


@pytest.fixture
def view(qtbot: QtBot) -> Callable[..., FigureView]:
    def make(*axes: Axes, size: tuple[int, int] = (600, 400), **look: Any) -> FigureView:
        made = FigureView()
        qtbot.addWidget(made)
        made.resize(*size)
        made.set_figure(Figure(axes, **look))
        with qtbot.waitExposed(made):
            made.show()
        QApplication.processEvents()
        return made

    return make


def colour_at(view: FigureView, x: float, y: float, index: int = 0) -> str:
    """Return the colour that is seen at a place of a plot."""
    one = view.plots[index]
    return one.grab().toImage().pixelColor(one.spot(one.pixel(x, y))).name()


def nearly(one: str, other: str) -> bool:
    parts = zip(QColor(one).getRgb()[:3], QColor(other).getRgb()[:3], strict=True)
    return max(abs(a - b) for a, b in parts) <= 3


def test_each_kind_is_seen_in_its_colour_at_its_place(view: Callable[..., FigureView]) -> None:
    one = view(
        plot(
            Artist("image", data(0, 2), data(0, 2), data(1, 0, 0, 0.5), shape=(2, 2, 1), shade=Shade("gray", 0.0, 1.0)),
            Artist("line", data(3, 4), data(1, 1), colours=("C3",), width=6.0),
            Artist("points", data(6), data(1), sizes=data(200), colours=("C2",), marker="s"),
            Artist("bars", data(7, 8, 7.8, 8.8), data(0, 0, 4, 2), colours=("C0", "C1")),
            Artist("area", data(0, 2, np.nan, 4, 5), data(*[5] * 5), data(*[8] * 5), colours=("C4",)),
            Artist("rule", data(9, 9.5), b"", colours=("C5",)),
            Artist("levels", data(6, 8), data(6, 8), data(0, 0, 1, 1), data(0.0, 0.5, 1.0), (2, 2, 1), ("C8", "C9"),
                   shade=Shade("viridis", 0.0, 1.0)),
        )
    )  # fmt: skip
    seen = {
        **{(0.5, 0.5): "#ffffff", (1.5, 0.5): "#000000", (0.5, 1.5): "#000000", (1.5, 1.5): "#808080"},
        **{(3.5, 1): "C3", (6, 1): "C2", (7.3, 3): "C0", (8.3, 1.5): "C1", (8.3, 3): theme.tokens.plot},
        **{(1, 6): "C4", (3, 6): theme.tokens.plot, (4.5, 7): "C4", (9.2, 5): "C5", (7, 6.5): "C8", (7, 7.5): "C9"},
    }
    found = {at: colour_at(one, *at) for at in seen}
    assert all(nearly(found[at], shown_colour(name)) for at, name in seen.items()), found


@pytest.mark.parametrize("x", [(0, 10), (10, 0)])
def test_an_area_of_many_numbers_covers_what_each_of_them_does(
    view: Callable[..., FigureView], monkeypatch: pytest.MonkeyPatch, x: tuple[float, float]
) -> None:
    corners: list[int] = []
    monkeypatch.setattr(axes_plot, "polygon", lambda *at: corners.append(len(at[0])) or polygon(*at))
    across = np.linspace(0, 10, 50_001)
    high = np.where(across < 5, 4 + 4 * (np.arange(len(across)) % 50 == 0), 4)
    low = np.where(np.arange(len(across)) % 50 == 25, 1, 3)
    one = view(plot(Artist("area", data(*across), data(*low), data(*high), colours=("C4",)), x=x))
    seen = {(2.5, 7.5): "C4", (7.5, 7.5): theme.tokens.plot, (2.5, 1.5): "C4", (7.5, 1.5): "C4"}
    sign = 1 if x[1] > x[0] else -1
    assert all(nearly(colour_at(one, sign * at, y), shown_colour(name)) for (at, y), name in seen.items())
    assert max(corners) < 2 * one.width()


def test_axes_that_run_backwards_or_are_logarithmic_have_everything_in_its_place(
    view: Callable[..., FigureView],
) -> None:
    backwards = view(plot(Artist("bars", data(7, 9), data(0, 4)), x=(10, 0), y=(10, 0)))
    one = backwards.plots[0]
    assert nearly(colour_at(backwards, -8, -2), shown_colour("C0"))  # the view shows the negative
    levels = one._axes["left"].tickValues(-10, 0, 300)
    texts = dict(zip(levels[0][1], one._axes["left"].tickStrings(levels[0][1], 1, levels[0][0]), strict=True))
    assert texts[-10] == "10"
    scale = Scale(1.0, 1000.0, logarithmic=True)
    logarithmic = view(Axes(WHOLE, scale, scale, (Artist("points", data(100), data(10), sizes=data(300)),)))
    assert nearly(colour_at(logarithmic, 2, 1), shown_colour("C0"))


def test_the_legend_has_what_has_a_name_once_there_is_one(view: Callable[..., FigureView]) -> None:
    artists = (line(1, 2, label="$w_1$", dash="dash", marker="s"), line(2, 1), line(3, 3, label="b", colours=("red",)))
    without, with_one = view(plot(*artists)), view(plot(*artists, legend=True))
    assert without.plots[0].keys() == []
    keys = with_one.plots[0].keys()
    assert [(key.text, key.dash, key.shape) for key in keys] == [("w₁", "dash", "square"), ("b", "solid", "")]
    assert [key.colour[-6:] for key in keys] == [shown_colour(name)[-6:] for name in ("C0", "C3")]


def test_plots_stand_where_the_figure_has_them(view: Callable[..., FigureView]) -> None:
    places = [(0.0, 0.0, 1.0, 0.5), (0.5, 0.5, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5)]
    one = view(*(plot(line(1, 2), place=place) for place in places))
    top, *twins = (each.geometry() for each in one.plots)
    assert abs(top.width() - 600) < 10
    assert all(abs(each.width() - 150) < 15 and each.top() >= top.bottom() for each in twins)
    assert twins[0].right() < twins[1].left()
    one.set_figure(Figure((plot(line(1)),)))
    assert [each.isVisible() for each in one.plots] == [True, False, False]


def test_one_unit_is_as_long_in_x_as_in_y_where_that_is_wanted(view: Callable[..., FigureView]) -> None:
    one = view(plot(line(1, 2), x=(0, 30), y=(0, 10), equal=True), size=(500, 600))
    across, up = one.plots[0].unit()
    assert across == pytest.approx(up, rel=0.02)


def test_what_is_not_drawn_is_said_below(view: Callable[..., FigureView]) -> None:
    assert not view(plot(line(1, 2)))._note.isVisible()
    one = view(plot(line(1, 2)), left_out=(("quiver", 1), ("pie", 3)), every=5, title="$\\eta$ = 1")
    assert one._note.text() == "Not drawn: quiver, pie (3). There are many numbers: 1 of 5 is drawn."
    assert one._title.text() == "η = 1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("损失 $L(w)$", "损失 L(w)"),
        (r"$x^2 + \theta_{10}$", "x² + θ₁₀"),
        (r"$\lambda \nabla f$, 5 $\cdot$ 10$^{-3}$", "λ∇f, 5 · 10⁻³"),
        ("100 $ and more", "100 $ and more"),
        (r"$\mathcal{N}(0, \Sigma)$", "N(0, Σ)"),
    ],
)
def test_mathematical_texts_can_be_read(text: str, shown: str) -> None:
    assert readable(text) == shown


def test_the_ten_colours_differ_and_show_on_both_themes() -> None:
    for name in ("light", "dark"):
        theme.set(name)
        assert len({shown_colour(f"C{number}") for number in range(10)}) == 10
    theme.set("light")
    assert shown_colour("no such colour") == shown_colour("C0")
    assert [shown_colour(f"viridis({share})") for share in ("0.0", "1.0", "255")] == ["#440154", "#fde725", "#fde725"]


def test_a_figure_of_which_no_plot_can_be_drawn_is_a_picture_that_says_so(qapp: QApplication) -> None:
    assert draw(Figure((), left_out=(("subplot", 1),)), "png", "en").startswith(b"\x89PNG")
