from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gui.plots.base.drawing import DASHES
from gui.plots.base.map_items import MapPoint, MapRunner
from gui.plots.heights import opengl
from gui.plots.heights.heights import height_grid
from gui.plots.heights.surface3d import SurfaceView3D, _runner_spots, why_no_3d
from gui.plots.heights.surface_shape import Shape, SurfacePath, dashes, draped, laid, lit, shape_of, surface_faces

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]


def bowl(x: NDArray, y: NDArray) -> NDArray:
    return x**2 + y**2


def bowl_shape(count: int = 41) -> Shape:
    xs, ys = np.linspace(-2, 2, count), np.linspace(-1, 3, count)
    return shape_of(height_grid(xs, ys, bowl(xs[None, :], ys[:, None]), False))


def test_where_there_is_no_opengl_the_view_says_so(qtbot: QtBot) -> None:
    assert opengl.opengl.problem == "screen"
    view = SurfaceView3D()
    qtbot.addWidget(view)
    view.set_surface(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9), np.zeros((9, 9)))
    view.set_points([MapPoint(0, 0, "minimum")])
    view.set_runners([MapRunner(0, np.zeros(3), np.zeros(3), 2, "SGD")])
    with qtbot.waitExposed(view):
        view.show()
    assert view.sentence.text() == why_no_3d()
    assert view.sentence.isVisible()
    assert "OpenGL" in why_no_3d()
    view.reset_view()
    assert not view.grab().isNull()


def test_a_runner_that_has_left_the_surface_says_where_it_is() -> None:
    shape = bowl_shape()
    x, y = np.array([0.0, 1.5, 12.5]), np.array([1.0, 1.0, 1.0])
    for row, text in ((1, ""), (2, "→ x = 12.5, y = 1")):
        path = SurfacePath(0, draped(shape, x[: row + 1], y[: row + 1]))
        (spot,) = _runner_spots(MapRunner(0, x, y, row, "SGD"), path, ("x", "y", "f"))
        assert spot.text == text
        assert np.isfinite(spot.at).all()
    diverged = _runner_spots(MapRunner(0, x, y, 2, "SGD", diverged=True), path, ("x", "y", "f"))
    assert [spot.text for spot in diverged] == ["", "SGD: diverged"]


def test_opengl_is_not_loaded_before_the_view_is_shown() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; application = QApplication([]);"
        "from gui.plots.heights.surface3d import SurfaceView3D; view = SurfaceView3D();"
        "import gui.shell.window; print('OpenGL' in sys.modules, 'pyqtgraph.opengl' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False"]


def test_points_are_laid_on_the_surface_and_have_no_height_outside() -> None:
    shape = bowl_shape()
    x, y = np.array([0.0, -1.0, 2.0, 2.1, np.nan]), np.array([1.0, 0.0, 3.0, 0.0, 0.0])
    points = laid(shape, x, y)
    shares = points[:, 2] / 1.1 + 0.5
    scale = shape.heights.scale
    assert scale is not None
    np.testing.assert_allclose(shares[:3], scale.shares(bowl(x[:3], y[:3])), atol=1e-12)
    assert np.isnan(shares[3:]).all()
    np.testing.assert_allclose(points[:3, :2], [[0, 0], [-0.5, -0.5], [1, 1]])


def test_between_the_points_of_the_grid_heights_are_those_of_the_surface() -> None:
    shape = bowl_shape(81)
    x, y = np.random.default_rng(0).uniform(-1, 2, (2, 200))
    scale = shape.heights.scale
    assert scale is not None
    expected = scale.shares(bowl(x, y))
    np.testing.assert_allclose(laid(shape, x, y)[:, 2] / 1.1 + 0.5, expected, atol=1e-3)


def test_a_long_step_follows_the_surface_instead_of_cutting_through_it() -> None:
    shape = bowl_shape()
    points = draped(shape, np.array([-2.0, 2.0]), np.array([-1.0, 3.0]))
    assert np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1).max() <= 0.031
    assert points[:, 2].min() < points[0, 2] - 0.3
    np.testing.assert_allclose(points[[0, -1]], laid(shape, np.array([-2.0, 2.0]), np.array([-1.0, 3.0])))


def test_a_step_of_a_run_that_diverges_is_drawn_as_far_as_the_surface_goes() -> None:
    points = draped(bowl_shape(), np.array([0.0, 1e30, np.nan]), np.array([0.0, -1e30, np.nan]))
    assert np.isfinite(points[0]).all()
    assert len(points) < 1_000


def test_dashes_cover_the_share_of_the_line_that_their_pattern_draws() -> None:
    line = np.column_stack([np.linspace(0, 1, 50), np.zeros(50), np.zeros(50)])
    for name, pattern in DASHES.items():
        pairs = dashes(line, pattern, 0.01).reshape(-1, 2, 3)
        drawn = np.linalg.norm(pairs[:, 1] - pairs[:, 0], axis=1).sum()
        share = sum(pattern[::2]) / sum(pattern) if name != "solid" else 1.0
        assert drawn == pytest.approx(share, abs=0.05)


def test_dashes_leave_a_gap_where_a_path_has_no_height() -> None:
    line = np.column_stack([np.linspace(0, 1, 11), np.zeros(11), np.zeros(11)])
    line[5, 2] = np.nan
    pairs = dashes(line, DASHES["dash"], 0.01).reshape(-1, 2, 3)
    good = pairs[np.isfinite(pairs).all(axis=(1, 2))]
    assert not ((good[..., 0] > 0.41) & (good[..., 0] < 0.59)).any()


def test_faces_have_all_their_corners_on_the_surface() -> None:
    heights = np.zeros((4, 3))
    assert len(surface_faces(heights)) == 2 * 3 * 2
    heights[0, 0] = np.nan
    faces = surface_faces(heights)
    assert len(faces) == 2 * 3 * 2 - 2
    assert 0 not in faces


def test_light_never_makes_a_colour_brighter_than_that_of_its_height() -> None:
    light = lit(bowl_shape())
    assert light.max() <= 1.0
    assert light.min() >= 0.6
    assert np.ptp(light) > 0.1


def test_a_surface_of_one_height_and_one_with_holes_have_a_shape() -> None:
    axis = np.linspace(0, 1, 12)
    for values in (
        np.full((12, 12), 3.0),
        np.full((12, 12), np.nan),
        np.where(axis[None, :] > 0.5, np.inf, axis[:, None]),
    ):
        shape = shape_of(height_grid(axis, axis, values, None))
        assert shape.points.shape == (12, 12, 3)
        assert shape.box.frame().shape[1] == 3


@pytest.fixture
def asked(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], opengl._OpenGL]:
    """Return what lets a piece of Python answer whether there is OpenGL, as if there were a screen."""

    def ask(code: str) -> opengl._OpenGL:
        monkeypatch.setattr(opengl, "_WITHOUT_SCREEN", ())
        monkeypatch.setattr(opengl, "own_command", lambda option: [sys.executable, "-c", code, option])
        found = opengl._OpenGL()
        assert not found.is_known
        found.ask()
        return found

    return ask


@pytest.mark.parametrize(("name", "is_software"), [("llvmpipe (LLVM 15)", True), ("Mesa Intel UHD", False)])
def test_the_process_that_draws_says_who_does(
    asked: Callable[[str], opengl._OpenGL], qtbot: QtBot, name: str, is_software: bool
) -> None:
    found = asked(f"import sys; print({name!r}); sys.exit(sys.argv[1:] != ['--probe-3d'])")
    qtbot.waitUntil(lambda: found.is_known)
    assert found.problem is None
    assert found.is_software == is_software
    found.ask()
    assert found._child is None, "asked once only"


@pytest.mark.parametrize(
    "code",
    ["print('llvmpipe'); raise SystemExit(1)", "import os; print('llvmpipe', flush=True); os.abort()"],
    ids=["fails", "is ended"],
)
def test_however_the_process_fails_there_is_no_opengl(
    asked: Callable[[str], opengl._OpenGL], qtbot: QtBot, code: str
) -> None:
    found = asked("import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0));" + code)
    qtbot.waitUntil(lambda: found.is_known)
    assert found.problem == "context"


def test_a_process_that_hangs_is_ended_and_one_that_cannot_start_is_no_opengl(
    asked: Callable[[str], opengl._OpenGL], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opengl, "_LONGEST_MS", 300)
    found = asked("import sys; sys.stdin.read()")
    child = found._child
    assert child is not None
    found.ask()
    assert found._child is child
    qtbot.waitUntil(lambda: found.is_known)
    assert found.problem == "context"
    monkeypatch.setattr(opengl, "own_command", lambda option: ["/nowhere/descent-lab", option])
    lost = opengl._OpenGL()
    lost.ask()
    qtbot.waitUntil(lambda: lost.is_known)
    assert lost.problem == "context"


def test_a_view_waits_until_it_is_known_whether_there_is_opengl(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opengl, "_WITHOUT_SCREEN", ())
    monkeypatch.setattr(opengl, "own_command", lambda option: [sys.executable, "-c", "raise SystemExit(1)", option])
    found = opengl._OpenGL()
    monkeypatch.setattr("gui.plots.heights.surface3d.opengl", found)
    view = SurfaceView3D()
    qtbot.addWidget(view)
    view.show()
    assert view.sentence.text() == ""
    qtbot.waitUntil(lambda: found.is_known)
    assert "libgl1-mesa-dri" in view.sentence.text()
    assert view._scene is None
