"""A picture that is saved is the plot as it is seen, in the theme of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QToolButton

from gui.look.save_picture import save_picture
from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.curves.curve import CurvePlot
from gui.plots.graph.graph import GraphPlot
from gui.plots.heights.surface3d import SurfaceView3D
from model.experiment import OptimizerSetting, Runner
from tests.gui.interaction import has_colour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot
    from gui.shell.window import MainWindow

PATIENCE = 20_000


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "picture.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path.with_suffix("")), ""))
    yield path
    theme.set("light")


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("kind", [CurvePlot, GraphPlot])
def test_a_plot_is_saved_at_twice_its_pixels(
    chosen: Path, shown: Callable[..., Plot], kind: type[Plot], name: str
) -> None:
    theme.set(name)
    plot = shown(kind(), 300, 200)
    save_picture(plot)
    image = QImage(str(chosen))
    assert (image.width(), image.height()) == (600, 400)
    assert has_colour(image, TOKENS[name].plot, 1_000)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_view_in_space_saves_what_it_shows(chosen: Path, qtbot: QtBot, name: str) -> None:
    theme.set(name)
    view = SurfaceView3D()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.set_surface(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9), np.zeros((9, 9)))
    with qtbot.waitExposed(view):
        view.show()
    save_picture(view)
    assert has_colour(QImage(str(chosen)), TOKENS[name].plot, 1_000)


def test_a_place_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, shown: Callable[..., Plot], tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "picture.png"), ""))
    monkeypatch.setattr(QMessageBox, "warning", lambda *texts: said.append(texts[-1]))
    save_picture(shown(CurvePlot(), 300, 200))
    assert "picture.png" in said[0]


def save_by_menu(plot: Any, entry: str = "Save picture…") -> None:
    menu: QMenu = plot.make_menu()
    action = next(action for action in menu.actions() if action.text() == entry)
    action.trigger()
    menu.deleteLater()


@pytest.mark.parametrize(("key", "plot"), [("minimise", "curve"), ("regression", "scatter"), ("autograd", "graph")])
def test_the_menu_of_every_lab_saves_its_picture(
    chosen: Path, make_window: Callable[..., MainWindow], qtbot: QtBot, key: str, plot: str
) -> None:
    window: Any = make_window(key)
    qtbot.waitUntil(lambda: window.playback.computed >= 0, timeout=PATIENCE)
    save_by_menu(getattr(window.lab.picture, plot))
    assert not QImage(str(chosen)).isNull()
    assert window._said.text() == f"Saved {chosen.name}."


def legend(plot: Any) -> set[str]:
    return {text for _key, text, _x, _y in plot.header._placed}


@pytest.mark.parametrize("count", [1, 3, 8])
def test_runners_are_named_in_the_map_that_is_saved_and_not_beside_the_table(
    chosen: Path, make_window: Callable[..., MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    window: Any = make_window("surface")
    names = [f"runner {index}" for index in range(count)]
    rule = OptimizerSetting.of("sgd", learning_rate=0.0001)
    window.lab.run.propose(runners=tuple(Runner(rule, name) for name in names))
    qtbot.waitUntil(
        lambda: not window.playback.is_replaying and window.lab.race.names == tuple(names), timeout=PATIENCE
    )
    plot, seen = window.lab.picture.map, []

    def ask(*_args: object) -> tuple[str, str]:
        seen.extend(legend(plot))
        return str(chosen), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    save_by_menu(plot)
    assert set(names) <= set(seen)
    assert not set(names) & legend(plot)
    assert "start" in legend(plot)
    assert not legend(window.lab.picture.loss)
    assert not QImage(str(chosen)).isNull()


def test_the_legend_of_the_points_names_what_is_in_the_plane_too_which_has_one_in_a_copy_alone(
    make_window: Callable[..., MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window: Any = make_window("regression")
    plane, points = window.lab.picture.plane, window.lab.picture.scatter
    qtbot.waitUntil(lambda: len(plane.keys()) == 3, timeout=PATIENCE)
    assert not legend(plane)
    marks = {key.text: key.shape for key in points.keys()}
    assert marks["exact answer"] == plane.keys()[-1].shape
    seen = set[str]()
    grab = plane.grab
    monkeypatch.setattr(plane, "grab", lambda: (seen.update(legend(plane)), grab())[1])
    save_by_menu(plane, "Copy picture")
    assert seen == {"steps", "start", "exact answer"}
    assert not legend(plane)
    window.lab.run.propose(prediction="a*x^2 + b*x + c", start=(("a", 0.0), ("b", 0.0), ("c", 0.0)))
    assert not any(key.shape for key in points.keys() if key.dash)


def test_a_picture_that_is_copied_has_no_switches(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window: Any = make_window("minimise")
    qtbot.waitUntil(lambda: window.playback.computed >= 0, timeout=PATIENCE)
    plot = window.lab.picture.loss
    shown = [button for button in plot.findChildren(QToolButton) if button.isVisible()]
    places = [button.geometry() for button in shown]
    save_by_menu(plot, "Copy picture")
    copied = QApplication.clipboard().image()
    assert window._said.text() == "Picture copied."
    assert len(places) == 2
    assert all(len(colours(copied.copy(place))) == 1 for place in places)
    assert all(button.isVisible() for button in shown)


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
