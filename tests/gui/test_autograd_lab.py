"""The Autograd lab in the window: programs, actions and the movie of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt

from model.experiment import Autograd
from model.experiment.presets import presets_of
from tests.gui.interaction import is_settled, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

CUBE = ("x = tensor(5.0, requires_grad=True)", "y = x**3")


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    return make_window("autograd")


def show(window: MainWindow, qtbot: QtBot, experiment: Autograd) -> None:
    window.lab.document.opened(experiment, None)
    settle(qtbot, window)


def cell(window: MainWindow, name: str, attribute: str) -> str:
    rows = window.lab.picture.tensors.model.rows  # type: ignore[attr-defined]
    return str(getattr(next(row for row in rows if row.name == name), attribute))


def at_end(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: is_settled(window) and window.playback.at_end)


@pytest.mark.parametrize("preset", presets_of("autograd"), ids=lambda preset: preset.key)
def test_every_case_plays_to_its_end_with_the_gradients_of_autograd(
    window: MainWindow, qtbot: QtBot, preset: Any
) -> None:
    show(window, qtbot, preset.experiment)
    history: Any = window.playback.history
    for row in range(len(history)):
        window.playback.seek(row)
        assert window.lab.verdict().kind != "bad", window.lab.verdict().sentence
    assert window.lab.row_label() == f"step {len(history) - 1} / {len(history) - 1}"
    assert all(frame.agrees for frame in history.frames)


def test_the_gradient_accumulates_step_by_step(window: MainWindow, qtbot: QtBot) -> None:
    again = "y.backward(retain_graph=True)"
    show(window, qtbot, Autograd(CUBE, (again, again, "y.backward()")))
    seen = []
    history: Any = window.playback.history
    for action in range(3):
        window.playback.seek(history.frame_after(action))
        seen.append(cell(window, "x", "grad"))
    assert seen == ["75", "150", "225"]


def test_a_new_program_gets_a_layout_of_its_own_and_a_new_action_does_not(window: MainWindow, qtbot: QtBot) -> None:
    other = Autograd(program=("x = tensor(5.0, requires_grad=True)", "y = x**2"))
    show(window, qtbot, other)
    layout = window.lab.picture.graph._layout  # type: ignore[attr-defined]
    home = {name: area.center().y() for name, area in layout.areas.items()}
    show(window, qtbot, Autograd(program=CUBE))
    key = next(iter(layout.areas))
    layout.move(key, layout.areas[key].center() + QPointF(0.0, 40.0))
    show(window, qtbot, Autograd(program=CUBE, actions=("y.backward()",)))
    assert key in layout.moved
    show(window, qtbot, other)
    assert not layout.moved
    assert layout.areas[key].center().y() == home[key]


def test_an_action_is_done_shown_and_undone(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE))
    lab: Any = window.lab
    lab.controls.commands.buttons["backward"].click()
    qtbot.waitUntil(lambda: is_settled(window) and window.playback.at_end)
    assert lab.document.experiment.actions == ("y.backward()",)
    assert cell(window, "x", "grad") == "75"
    assert lab.picture.log.model.entries[0].effect.startswith("x.grad: None → 75")
    window.stack.undo()
    settle(qtbot, window)
    assert lab.picture.log.model.entries == ()
    at_end(window, qtbot)
    assert cell(window, "x", "grad") == "None"


def test_what_pytorch_refuses_is_explained_and_the_run_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE, ("y.backward()", "y.backward()", "x.grad.zero_()")))
    lab: Any = window.lab
    entry = lab.picture.log.model.entries[1]
    assert entry.error.startswith("RuntimeError: Trying to backward through the graph a second time")
    assert "retain_graph=True" in entry.explanation
    at_end(window, qtbot)
    assert cell(window, "x", "grad") == "0"


def test_a_wrong_line_says_so_beside_itself_and_keeps_the_picture(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE))
    lab: Any = window.lab
    before = lab.document.experiment
    lab.controls.programEdited.emit((CUBE[0], "y = q**3"))
    assert lab.document.experiment == before
    assert "'q'" in lab.controls.program.error.text()
    lab.controls.programEdited.emit((*CUBE, "z = ones(2) + ones(3)"))
    qtbot.waitUntil(lambda: "size of tensor" in lab.controls.program.error.text())
    assert lab.picture.graph.nodes()


def test_actions_that_no_longer_fit_go_with_their_names_and_come_back_by_undo(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE, ("y.backward()", "x.grad.zero_()")))
    lab: Any = window.lab
    lab.controls.programEdited.emit((CUBE[0], "z = x**3"))
    assert lab.document.experiment.actions == ("x.grad.zero_()",)
    window.stack.undo()
    assert lab.document.experiment.actions == ("y.backward()", "x.grad.zero_()")


def test_the_check_compares_three_derivatives(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE))
    lab: Any = window.lab
    window.stage.panel.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(lab._checks))
    (found,) = lab._checks[1]
    assert (found.autograd, found.exact) == (75.0, 75.0)
    assert found.difference == pytest.approx(75.0, rel=1e-6)


def test_accumulate_nodes_are_shown_on_request(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE))
    lab: Any = window.lab
    plain = len(lab.picture.graph.nodes())
    lab.controls.accumulate.setChecked(True)
    assert len(lab.picture.graph.nodes()) == plain + 1


def gradients(window: MainWindow) -> dict[str, tuple[str, float | None]]:
    """Return what the graph says of the gradient of each tensor that takes one: its name, and its number."""
    lab: Any = window.lab
    nodes = lab._scene.graph_at(window.playback.cursor)[0]
    shown = [node for node in nodes if node.takes_gradient]
    return {node.title: (node.gradient_name, None if node.gradient is None else node.gradient.item()) for node in shown}


def test_what_only_goes_through_a_tensor_is_named_by_the_root_and_grad_is_what_is_kept(
    window: MainWindow, qtbot: QtBot
) -> None:
    program = ("x = tensor(5.0, requires_grad=True)", "y = x**3", "loss = 2*y")
    show(window, qtbot, Autograd(program, ("y.retain_grad()", "loss.backward()")))
    at_end(window, qtbot)
    x = torch.tensor(5.0, requires_grad=True)
    y = x**3
    y.retain_grad()
    (2 * y).backward()
    kept = {"x": x.grad, "y": y.grad}
    found = gradients(window)
    assert {name: found[name] for name in kept} == {name: (f"{name}.grad", grad.item()) for name, grad in kept.items()}
    assert found["loss"] == ("∂loss/∂loss", 1.0)
    assert cell(window, "loss", "grad") == "None"
    show(window, qtbot, Autograd(program, ("loss.backward()",)))
    at_end(window, qtbot)
    assert gradients(window)["y"] == ("∂loss/∂y", 2.0)
    assert cell(window, "y", "grad") == "None"


def test_a_gradient_that_was_given_weighs_what_goes_through(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE, ("y.backward(gradient=tensor(2.0))",)))
    at_end(window, qtbot)
    assert gradients(window) == {"x": ("x.grad", 150.0), "y": ("v·∂y/∂y", 2.0)}
    assert {words.sentence for words in map(lab_words(window), range(len(window.playback.history)))} >= {
        "Backward was given the gradient v = 2 for y."
    }


@pytest.mark.parametrize("key", [preset.key for preset in presets_of("autograd")])
def test_a_second_click_at_one_spot_hits_the_button_that_the_first_one_hit(
    window: MainWindow, qtbot: QtBot, key: str
) -> None:
    lab: Any = window.lab
    lab.controls.card.chosen.emit(key)
    settle(qtbot, window)
    button = lab.controls.commands.buttons["backward"]

    def place() -> QPoint:
        found = [button.mapTo(window, button.rect().center())]

        def is_at_rest() -> bool:
            found.append(button.mapTo(window, button.rect().center()))
            return len(set(found[-4:])) == 1 and len(found) > 4

        qtbot.waitUntil(is_at_rest)
        return found[-1]

    before = place()
    button.click()
    qtbot.waitUntil(lambda: is_settled(window) and window.playback.at_end)
    assert lab.controls.card.restore.isVisible()
    assert place() == before


def lab_words(window: MainWindow) -> Any:
    lab: Any = window.lab
    return lab._scene.words_at


def test_a_backward_begins_from_the_number_in_which_another_program_ends(window: MainWindow, qtbot: QtBot) -> None:
    lab: Any = window.lab
    show(window, qtbot, Autograd(CUBE))
    assert lab.controls.commands.output.current() == "y"
    ends = ("x = ones(2, requires_grad=True)", "y = x*2", "loss = y.sum()", "z = y + 1")
    show(window, qtbot, Autograd(ends))
    assert lab.controls.commands.output.current() == "loss"
    lab.controls.commands.buttons["backward"].click()
    qtbot.waitUntil(lambda: is_settled(window) and window.playback.at_end)
    assert cell(window, "x", "grad") == "[2, 2]"


def test_effect_verdict_and_flags_are_those_of_the_row(window: MainWindow, qtbot: QtBot) -> None:
    program = ("a = tensor(2.0, requires_grad=True)", "x = tensor(3.0, requires_grad=True)", "y = a*x")
    show(window, qtbot, Autograd(program, ("y.backward()",)))
    lab: Any = window.lab
    history: Any = window.playback.history
    last = len(history) - 1
    for row in range(len(history)):
        window.playback.seek(row)
        entry, word = lab.picture.log.model.index(0, 0).data(), lab.verdict().word
        is_over = row == last
        assert ("a.grad: None → 3" in entry, "the graph is freed" in entry) == (is_over, is_over)
        assert (word == "equal to autograd") == is_over
    assert lab.verdict().sentence.startswith("Gradient of y: ")


def test_pytorch_s_own_words_stand_in_one_place_after_what_they_mean(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE, ("y.backward()", "y.backward()")))
    lab: Any = window.lab
    window.stage.panel.setCurrentIndex(2)
    at_end(window, qtbot)
    own = "Trying to backward through the graph a second time"
    told: str = lab.picture.log.model.index(1, 0).data()
    assert 0 < told.index("The first backward() has freed") < told.index(own)
    assert lab.explain.text.text().startswith("The first backward() has freed")
    for short in (lab.explain.text.text(), lab.picture.derivation.sentence.text(), lab.verdict().sentence):
        assert own not in short


def test_the_choice_and_the_check_keep_to_the_tensor_that_the_actions_use(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE, ("y.backward()",)))
    lab: Any = window.lab
    window.stage.panel.setCurrentIndex(1)
    lab.controls.programEdited.emit((*CUBE, "z = 2*y"))
    settle(qtbot, window)
    assert lab.controls.commands.output.current() == "y"
    qtbot.waitUntil(lambda: lab._checked is not None and len(lab._checked[0].program) == 3 and bool(lab._checks))
    assert lab._checks[0] == "y"


def test_a_half_typed_command_goes_with_its_program(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE))
    line = window.lab.controls.commands.command  # type: ignore[attr-defined]
    line.setText("y.back")
    show(window, qtbot, Autograd(CUBE, ("y.backward()",)))
    assert line.text() == "y.back"
    show(window, qtbot, Autograd((CUBE[0], "z = x**2")))
    assert line.text() == ""


def test_clearing_where_nothing_was_done_leaves_the_next_program_at_its_start(window: MainWindow, qtbot: QtBot) -> None:
    show(window, qtbot, Autograd(CUBE))
    window.playback.seek(1)
    window.lab.picture.log.clearRequested.emit()  # type: ignore[attr-defined]
    assert window.playback.wanted == 1
    show(window, qtbot, Autograd((*CUBE, "z = y * 2")))
    assert window.playback.cursor == 0
