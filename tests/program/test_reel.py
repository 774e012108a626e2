"""A program as the worker of a window runs it: its frames as soon as they are there, its end whenever that comes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import torch

from model import kinds
from model.engine.worker import Engine
from model.experiment import Autograd
from model.message import Refused
from model.program.child.channel import MOST_FIGURES
from model.program.child.player import Player
from model.program.record.figures import numbers
from model.program.record.states import TensorState
from model.program.reel import MOST_STATEMENTS, Projection, Reel, derivatives
from resources import RUN_PROGRAM, own_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

CUBE = """import torch
x = torch.tensor(5.0, requires_grad=True)
y = x**3
y.backward()
print(x.grad)
"""


@pytest.fixture(scope="module")
def player() -> Iterator[Player]:
    player = Player(own_command(RUN_PROGRAM))
    yield player
    player.close()


def played(player: Player, source: str) -> Reel:
    projection = Projection(source, 0, player)
    while projection.step():
        pass
    return projection.history


def test_a_program_is_shown_whole_with_what_it_prints_and_a_view_stays_as_it_was(player: Player) -> None:
    projection = Projection(CUBE, 0, player)
    before = projection.history.view()
    while projection.step():
        pass
    reel = projection.history
    assert (len(before), before.stopped) == (0, None)
    assert (reel.stopped, reel.failure, reel.printed, reel.steps, reel.is_cut) == (
        *("complete", None, "tensor(75.)\n", 5),
        False,
    )
    assert [frame.kind for frame in reel.window.frames if frame.line == 4] == ["seed", "edge", "accumulate"]
    rows = {row.name: row for row in reel.window.table(reel.last)}
    assert isinstance(rows["x"], TensorState)
    assert rows["x"].grad is not None
    assert rows["x"].grad.numpy == 75.0


def test_a_long_program_is_shown_up_to_a_statement_and_says_so(player: Player) -> None:
    reel = played(player, "s = 0\nfor k in range(1000):\n    s += k\nprint(s)\n")
    assert reel.printed == "499500\n"
    assert (reel.window.frames[-1].place, reel.steps, reel.is_cut) == (MOST_STATEMENTS, 1003, True)


def test_a_program_that_fails_ends_in_its_error(player: Player) -> None:
    reel = played(player, CUBE + "y.backward()\nprint(1)\n")
    assert reel.failure is not None
    assert (reel.failure.type, reel.failure.line) == ("RuntimeError", 6)
    assert reel.window.frames[-1].error == (reel.failure.type, reel.failure.message)


def test_what_is_refused_names_line_and_column(player: Player) -> None:
    with pytest.raises(Refused) as caught:
        played(player, "import torch\nx = pty.spawn()\nimport pty\n")
    assert str(caught.value).startswith("source[3:8]: ")


def test_a_view_stays_as_it_was(player: Player) -> None:
    projection = Projection(CUBE, 0, player)
    before = projection.history.view()
    while projection.step():
        pass
    assert (len(before), before.stopped, len(projection.history) > 0) == (0, None, True)


def test_a_tensor_of_a_program_that_has_ended_is_differentiated(player: Player) -> None:
    reel = played(player, f"{CUBE}z = (x**3).sqrt()\nn = 3\n")
    (found,) = derivatives(reel, reel.steps, "z", player, lambda: False).derivatives
    slope = 75 / (2 * math.sqrt(125))
    assert (found.leaf, found.autograd) == ("x", pytest.approx(slope))
    assert found.difference == pytest.approx(slope, rel=1e-6)
    refused = derivatives(reel, reel.steps, "n", player, lambda: False)
    assert (refused.derivatives, str(refused.refusal)) == ([], "'n' is not one number that requires a gradient")
    assert derivatives(reel, reel.steps, "z", player, lambda: True).derivatives == []  # nobody wants it any more
    played(player, "a = 1\n")
    assert derivatives(reel, reel.steps, "z", player, lambda: False).derivatives == []  # its process is gone


def test_an_experiment_that_is_a_program_is_checked_before_and_its_result_is_what_came_of_it() -> None:
    with pytest.raises(Refused) as caught:
        kinds.validate(Autograd("x = 1\nreturn x\n"))
    assert str(caught.value).startswith("source[2:1]: ")
    reel = kinds.run(Autograd(f"{CUBE}print(torch.rand(2))\ny.backward()\n", 7))
    assert isinstance(reel, Reel)
    drawn = torch.rand(2, generator=torch.Generator().manual_seed(7))
    assert reel.printed == f"tensor(75.)\n{drawn}\n"
    assert reel.failure is not None
    assert (reel.failure.type, reel.failure.line) == ("RuntimeError", 7)
    assert reel.histories == ()


def test_an_endless_program_has_its_frames_and_the_next_one_takes_its_place(qtbot: QtBot, player: Player) -> None:
    sources = {1: "import torch\nx = torch.ones(1)\nwhile True: pass\n", 2: CUBE}

    def begin(experiment: Any) -> Projection:
        return Projection(sources[experiment.seed], 0, player)

    engine = Engine(begin=begin)
    engine.begin()
    seen: list[tuple[str, int]] = []
    for name in ("paused", "finished", "failed"):
        getattr(engine, name).connect(lambda run, *_, name=name: seen.append((name, run)))
    engine.start(1, Autograd(seed=1))
    qtbot.waitUntil(lambda: len(engine.history_of(1) or ()) > 0)
    history: Any = engine.history_of(1)
    assert (history.stopped, history.is_cut) == (None, True)
    engine.start(2, Autograd(seed=2))
    qtbot.waitUntil(lambda: ("finished", 2) in seen)
    assert seen == [("finished", 2)]
    history = engine.history_of(2)
    assert history.printed == "tensor(75.)\n"
    assert engine.shutdown()


def test_the_last_figures_of_a_program_are_told_and_how_many_there_were(player: Player) -> None:
    source = "import matplotlib.pyplot as plt\nfor k in range(30):\n    plt.figure()\n    plt.plot([k] * 100_000)\n"
    reel = played(player, source)
    assert (len(reel.figures), reel.plots) == (MOST_FIGURES, 30)
    assert [numbers(figure.axes[0].artists[0].y)[0] for figure in reel.figures] == [26, 27, 28, 29]
    assert {figure.every for figure in reel.figures} <= {20, 21}  # so that each has its last number too
    assert played(player, CUBE).figures == ()
