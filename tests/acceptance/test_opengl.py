"""The 3-D view on a real X server, drawn by Mesa, turned by the mouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gui.look.tokens import TOKENS
from gui.plots.base.runner_style import RUNNER_STYLES
from resources import own_command
from tests.acceptance.conftest import server
from tests.gui.interaction import has_colour

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb")

SCRIPT = """
import json, sys
import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from gui.shell.application import create_application
from gui.plots.base.map_items import MapPoint, MapRunner
from gui.plots.base.runner_style import RUNNER_STYLES
from gui.plots.heights.opengl import opengl
from gui.plots.heights.surface3d import SurfaceView3D, why_no_3d
from gui.look.save_picture import save_picture
from gui.look.theme import theme
from gui.look.tokens import TOKENS

application = create_application()
opengl.ask()
while not opengl.is_known:
    QTest.qWait(20)
found = {"why": why_no_3d()}
view = SurfaceView3D()
view.resize(640, 480)
view.set_texts("f(x, y)", "x", "y", "f")
axis = np.linspace(-2, 2, 60)
view.set_surface(axis, axis, axis[None, :] ** 2 + axis[:, None] ** 2)
view.set_points([MapPoint(0, 0, "minimum", "f = 0")])
path = 1.8 * 0.9 ** np.arange(60)
wild = 0.2 * 1.5 ** np.arange(60)
view.set_runners([MapRunner(1, path, -path, 59, "SGD"), MapRunner(0, wild, wild, 59, "wild", diverged=True)])
view.show()
assert QTest.qWaitForWindowExposed(view)


def count(colour):
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.array(image.constBits()).reshape(image.height(), -1, 4)[:, :, 2::-1].astype(int)
    wanted = QColor(colour).getRgb()[:3]
    return int((np.abs(pixels - wanted).max(axis=2) <= 16).sum())


def frames():
    for _ in range(5):
        application.processEvents()
    QTest.qWait(20)


for name in ("light", "dark"):
    theme.set(name)
    frames()
    found[name] = {
        "ground": count(TOKENS[name].plot),
        "first": count(getattr(RUNNER_STYLES[1], name)),
        "second": count(getattr(RUNNER_STYLES[0], name)),
        "minimum": count(TOKENS[name].tangent),
        "diverged": count(TOKENS[name].error),
    }
    QFileDialog.getSaveFileName = lambda *_: (f"{sys.argv[1]}/{name}.png", "")
    save_picture(view)
scene = view._scene
middle = QPoint(scene.width() // 2, scene.height() // 2)


def camera():
    return [scene.opts[key] for key in ("azimuth", "elevation", "distance")]


found["home"] = camera()
QTest.mousePress(scene, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
QTest.mouseMove(scene, middle + QPoint(40, 20))
QTest.mouseRelease(scene, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle + QPoint(40, 20))
frames()
found["turned"] = camera()
wheel = QWheelEvent(QPointF(middle), QPointF(scene.mapToGlobal(middle)), QPoint(), QPoint(0, 240),
                    Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
application.sendEvent(scene, wheel)
found["nearer"] = camera()
QTest.keyClick(scene, Qt.Key.Key_Left)
found["left alone"] = camera()
QTest.keyClick(scene, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
found["by key"] = camera()
QTest.mouseDClick(scene, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
found["back"] = camera()
found["filled"], found["texts"] = [], []
for size in ((640, 480), (360, 400), (900, 300), (300, 700)):
    view.resize(*size)
    frames()
    bounds, whole = scene._bounds(scene.marks.box), scene.rect()
    found["filled"].append([bounds.width() / whole.width(), bounds.height() / whole.height()])
    center, middle = bounds.center(), whole.center()
    found["filled"][-1] += [center.x() - middle.x(), center.y() - middle.y()]
for turn in (30, 60, 90):
    scene.orbit(turn, turn)
    bounds, whole = scene._bounds(scene.marks.box), scene.rect()
    found["filled"].append([bounds.width() / whole.width(), bounds.height() / whole.height(), 0, 0])
found["places"] = []
for turn in range(40):
    scene.zoom(0.7)
    scene.orbit(37, (-1) ** turn * 9 * turn)
    scene.pan(90, -60 * turn, 0, "view")
    eye = scene.cameraPosition()
    found["places"].append([eye.x(), eye.y(), eye.z()])
print(json.dumps(found))
"""


def test_the_surface_is_drawn_turned_zoomed_and_reset(screen: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found["why"] == ""
    for name in ("light", "dark"):
        assert found[name]["ground"] > 40_000
        assert min(found[name][what] for what in ("first", "second", "minimum", "diverged")) >= 10
        saved = QImage(str(tmp_path / f"{name}.png"))
        assert (saved.width(), saved.height()) == (1280, 960)
        assert has_colour(saved, getattr(RUNNER_STYLES[1], name), 40)
        assert has_colour(saved, TOKENS[name].tangent, 40)
    azimuth, elevation, distance = found["home"]
    assert found["turned"][0] == pytest.approx(azimuth - 40)
    assert found["turned"][1] == pytest.approx(elevation + 20)
    assert found["nearer"][2] < distance
    assert found["left alone"] == found["nearer"]
    assert found["by key"][0] != found["nearer"][0]
    assert found["back"] == pytest.approx(found["home"])
    for across, up, right, down in found["filled"]:
        assert max(across, up) == pytest.approx(0.97, abs=0.03)
        assert max(abs(right), abs(down)) < 6
    assert min(up for _across, up, *_off in found["filled"]) > 0.3
    for x, y, z in found["places"]:
        assert x**2 + y**2 + z**2 > 1 + 1 + 0.55**2  # outside of the ball around the box …
        assert z > -0.55  # … and above its floor


def probe(display: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Have the program draw with OpenGL in a process of its own, as the window does."""
    return subprocess.run(
        own_command("--probe-3d"),
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_opengl_is_found_where_it_draws_and_nowhere_else(screen: str) -> None:
    found = probe(screen)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) == 1
    with server("-extension", "GLX") as without_glx:
        for display, environment in ((screen, {"LIBGL_DRIVERS_PATH": "/nonexistent"}), (without_glx, {})):
            refused = probe(display, **environment)
            assert refused.returncode != 0
            assert refused.stdout == ""
