"""The window as it is first painted, before torch is loaded, and what is asked for until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from gui.shell.window import MainWindow
from gui.widgets.mathematics.typesetter import TypesettingRequest, _Typesetter
from model.engine.worker import Engine
from model.experiment import Minimise, OptimizerSetting
from model.experiment.file import encode
from model.labs import LABS
from tests.gui.interaction import is_settled, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

_BEGIN = Engine.begin


class _FirstPaint(QObject):
    """Notes what a window holds when it is painted for the first time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.labs: list[str] | None = None
        self.row: int | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.labs is None and event.type() == QEvent.Type.Paint:
            self.labs, self.row = list(self.window.labs), self.window.playback.computed
        return False


@pytest.fixture
def waiting(
    make_window: Callable[..., MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., MainWindow]]:
    """Make windows whose engine does not load torch until `load` is called."""
    first = make_window()
    made: list[MainWindow] = []
    monkeypatch.setattr(Engine, "begin", lambda _engine: None)

    def make(lab: str = "minimise", file: Path | None = None) -> MainWindow:
        window = MainWindow(first.appearance, first.errors, lab, file)
        made.append(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield make
    for window in made:
        for lab in window.labs.values():
            lab.document.mark_saved(lab.document.experiment)
        window.close()
        window.deleteLater()


def load(window: MainWindow) -> None:
    """Have the engine of a window begin."""
    _BEGIN(window.engine)


def said(window: MainWindow) -> str:
    """Return what stands in the status bar of the engine."""
    window._engine_label.show_engine()
    return window._engine_label.text()


@pytest.mark.parametrize("lab", LABS)
def test_the_lab_is_whole_when_the_window_is_first_painted(
    make_window: Callable[..., MainWindow], lab: str, qtbot: QtBot
) -> None:
    first = make_window()
    window = MainWindow(first.appearance, first.errors, lab)
    painted = _FirstPaint(window)
    window.show()
    qtbot.waitUntil(lambda: painted.labs is not None)
    assert painted.labs == [lab]
    assert painted.row == (-1 if lab == "autograd" else 0), "a program is carried out by torch"
    settle(qtbot, window)
    window.close()
    window.deleteLater()


def test_the_first_picture_has_curve_tangent_next_step_loss_and_icons(
    waiting: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = waiting()
    assert window.engine.is_loading
    picture: Any = window.lab.picture
    curve, rail = picture.curve, window.rail.grab().toImage()
    assert len(curve._xs) > 100
    assert curve._tangent == (5.0, 25.0, 10.0)
    assert (curve._ghost.x, curve._ghost.y) == (2.0, 4.0)
    seen = curve.grab().toImage()
    load(window)
    settle(qtbot, window)
    assert not window.engine.is_loading
    assert window.rail.grab().toImage() == rail, "no icon comes later"
    assert curve._tangent == (5.0, 25.0, 10.0)
    assert (curve._ghost.x, curve._ghost.y) == (2.0, 4.0)
    qtbot.waitUntil(lambda: bool(curve._stationary))
    curve.set_stationary([])
    assert curve.grab().toImage() == seen, "marks have come, and nothing has moved"


def test_a_file_is_in_the_first_picture(waiting: Callable[..., MainWindow], tmp_path: Path) -> None:
    file = tmp_path / "cubic.descent.json"
    experiment = Minimise("x**3 - 3*x", (("x", 2.0),), OptimizerSetting.of("sgd", learning_rate=0.01), epochs=50)
    file.write_bytes(encode(experiment, tmp_path))
    window = waiting("minimise", file)
    picture: Any = window.lab.picture
    assert window.lab.document.path == file
    assert picture.curve._tangent == (2.0, 2.0, 9.0)
    assert picture.curve._ghost.x == pytest.approx(1.91)
    assert window.timeline.label.text() == window.lab.row_label() == "epoch 0 / 50"


def test_what_loads_is_said_in_one_place(waiting: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = waiting("autograd")
    assert said(window) == "loading PyTorch …"
    assert "PyTorch" not in window.lab.outcome().word
    picture: Any = window.lab.picture
    assert picture.graph._empty_text == "The graph appears once PyTorch has carried out the program."
    load(window)
    qtbot.waitUntil(lambda: "PyTorch …" not in said(window))


def test_explain_waits_for_torch_and_says_so(waiting: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = waiting()
    page: Any = window.lab.explanation.page  # type: ignore[union-attr]
    window.stage.panel.setCurrentIndex(2)
    assert page._hint.text() == "The step is taken apart once PyTorch is loaded."
    assert not page.update_section.isVisible()
    load(window)
    qtbot.waitUntil(lambda: page.update_section.isVisible() and not page._hint.text())


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Qt.Key.Key_Right], 1),
        ([Qt.Key.Key_Right] * 3 + [Qt.Key.Key_Left], 2),
        ([Qt.Key.Key_End], 15),
        ([Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Right], 1),
        ([Qt.Key.Key_Space], 15),
    ],
)
def test_keys_pressed_while_torch_is_loaded_are_done_then(
    waiting: Callable[..., MainWindow], qtbot: QtBot, keys: list[Qt.Key], row: int
) -> None:
    window = waiting()
    window.playback.set_pace(10)
    for key in keys:
        qtbot.keyClick(window, key)
    assert window.playback.computed == 0
    assert said(window) == "loading PyTorch …; what you asked for comes next"
    assert window.playback.running == (keys[-1] in (Qt.Key.Key_Space, Qt.Key.Key_End))
    load(window)
    qtbot.waitUntil(lambda: is_settled(window, row) and not window.playback.running)


def test_the_last_wish_is_done_after_an_edit_too(waiting: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = waiting()
    window.playback.go_to(9)
    window.lab.document.propose(Minimise(optimizer=OptimizerSetting.of("sgd", learning_rate=0.1), epochs=20))
    window.playback.go_to(2)
    picture: Any = window.lab.picture
    assert picture.curve._ghost.x == 4.0, "the first picture is of the experiment as it is now"
    load(window)
    settle(qtbot, window, 2)
    history = window.playback.history
    assert history is not None
    np.testing.assert_allclose(history.histories[0]["x"][:3], [5.0, 4.0, 3.2])


def test_what_is_dragged_or_typed_meanwhile_has_its_own_next_step(waiting: Callable[..., MainWindow]) -> None:
    window = waiting()
    picture: Any = window.lab.picture
    for x in (4.0, 3.0):
        window.lab.document.propose(Minimise(start=(("x", x),)), "drag")
        assert picture.curve._tangent == (x, x**2, 2 * x)


def test_equations_are_typeset_once_the_first_picture_has_been_painted(qtbot: QtBot) -> None:
    typesetter = _Typesetter()
    typesetter.hold()
    request = TypesettingRequest("x^2", 17, 200.0)
    typesetter.request(1, request)
    typesetter._pool.submit(lambda: None).result()
    assert typesetter.lines_of(request) is None
    with qtbot.waitSignal(typesetter.done):
        typesetter.release()
    lines = typesetter.lines_of(request)
    assert lines is not None
    assert lines[0].startswith("<svg")
    typesetter._pool.shutdown()
