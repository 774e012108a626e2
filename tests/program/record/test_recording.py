"""A run keeps the scalars of its loops, and shows any of its statements again as it was."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from places import everything
from torch.autograd import forward_ad, graph

from model.program.compiler import compile_source
from model.program.record import history as histories
from model.program.record import recording as recordings
from model.program.record.derivatives import _saved_number
from model.program.record.recording import Recording
from model.program.record.states import TensorState, array_of
from model.program.source import Refused, read_source

if TYPE_CHECKING:
    from model.program.record.frames import Window
    from model.program.record.history import Loop

pytestmark = pytest.mark.filterwarnings("ignore")
COLLECTION = sorted((Path(__file__).parents[1] / "collection").glob("*.py"))[4::20]
TRAIN = """
import torch
from torch.autograd import forward_ad, graph
x = torch.linspace(0, 1, 8)
w = torch.tensor(0.0, requires_grad=True)
def train(epochs):
    losses = []
    for epoch in range(epochs):
        loss = ((w*x - 2*x)**2).mean()
        loss.backward()
        with torch.no_grad():
            w.sub_(0.1*w.grad)
        w.grad.zero_()
        losses.append(loss.item())
    return losses
losses = train({epochs})
print(losses[-1])
"""


def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a checkpoint be taken in every round."""
    monkeypatch.setattr(recordings, "APART", 0)
    monkeypatch.setattr(recordings, "RARELY", 0)


def recorded(text: str) -> Recording:
    recording = Recording(compile_source(read_source(text)))
    recording.run()
    return recording


def loop(text: str) -> Loop:
    (found,) = recorded(text).history.loops()
    return found


def test_a_loop_has_a_row_before_it_and_one_after_each_round() -> None:
    found = loop("s = 0\nfor k in range(4):\n    s += k\n")
    assert (found.line, found.every) == (2, 1)
    assert found.column_of("s").tolist() == [0, 0, 1, 3, 6]
    assert np.isnan(found.column_of("k")[0])
    assert found.column_of("k")[1:].tolist() == [0, 1, 2, 3]
    assert np.frombuffer(found.places, np.int64).tolist() == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "text",
    [
        "s = 0\nwhile True:\n    s += 1\n    if s == 3:\n        break\n",
        "s = 0\nfor k in range(9):\n    s += 1\n    if s == 3:\n        break\nelse:\n    s = 7\n",
        "def f():\n    s = 0\n    while True:\n        s += 1\n        if s == 3:\n            return s\nf()\n",
        "s = 0\nwhile s < 3:\n    s += 1\n    continue\n",
    ],
)
def test_the_round_that_leaves_a_loop_has_its_row(text: str) -> None:
    assert loop(text).column_of("s").tolist() == [0, 1, 2, 3]


def test_scalars_are_numbers_tensors_of_one_and_what_lists_end_with() -> None:
    text = (
        "import torch\nx = torch.ones(1, requires_grad=True)\nv = torch.ones(2)\nz = torch.tensor(1j)\n"
        "flag = True\nhuge = 10**400\nname = 'a'\nvalues = []\nfor k in range(2):\n    values.append(k/2)\n"
    )
    found = loop(text)
    assert sorted(found.scalars) == ["flag", "k", "values", "x"]
    assert found.column_of("x").tolist() == [1, 1, 1]
    assert found.column_of("values").tolist()[1:] == [0, 0.5]


def test_a_loop_is_one_however_often_it_is_entered() -> None:
    text = "for a in range(2):\n    for b in range(3):\n        c = 10*a + b\n"
    outer, inner = recorded(text).history.loops()
    assert (outer.line, inner.line) == (1, 2)
    assert len(outer.column_of("a")) == 3
    assert [value for value in inner.column_of("c").tolist() if not math.isnan(value)] == [0, 1, 2, 2, 10, 11, 12]


def test_rows_are_thinned_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_ROWS", 8)
    found = loop("s = 0\nfor k in range(50):\n    s = k + 1\n")
    assert found.every == 8
    assert found.column_of("s").tolist() == [0, 8, 16, 24, 32, 40, 48]


def test_no_more_rows_are_told_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "_MOST_NUMBERS", 600)
    monkeypatch.setattr(histories, "_MOST_OF_LOOP", 500)
    text = "for k in range(5):\n    pass\na = b = c = 0\n"
    text += "for k in range(400):\n    a = k\nfor k in range(100):\n    b = k\n"
    loops = recorded(text).history.loops()
    assert [one.every for one in loops] == [1, 8, 2]
    assert sum(len(one.places) + sum(map(len, one.scalars.values())) for one in loops) <= 600 * 8
    assert loops[1].column_of("a").tolist() == [0, *range(7, 400, 8)]


def test_a_tensor_that_has_left_its_vmap_is_no_scalar() -> None:
    text = "import torch\nkept = []\ntorch.vmap(lambda x: (kept.append(x), x)[1])(torch.ones(3))\na = kept[0]\n"
    found = loop(f"{text}for i in range(3):\n    b = i\n")
    assert sorted(found.scalars) == ["b", "i"]


def test_loops_within_calls_of_native_code_are_passed_over() -> None:
    text = "import torch\ndef f(t):\n    for k in range(2):\n        t = t*2\n    return t\n"
    recording = recorded(f"{text}y = torch.func.vmap(f)(torch.ones(3))\n")
    assert recording.machine.error is None
    assert recording.history.loops() == ()


# -- windows


def shown(window: Window, place: int) -> list[object]:
    """Return what frames of a statement show, wherever the window begins."""
    frames = [(index, frame) for index, frame in enumerate(window.frames) if frame.place == place]
    return [
        (
            *(frame.kind, frame.line, frame.equation, str(frame.caption), frame.incoming, frame.product, frame.total),
            [window.graphs[frame.graph].nodes[node].label for node in frame.nodes],
            sorted(window.table(index), key=lambda row: (row.depth, row.name)),
            [(node.label, node.kind, node.value, node.freed) for node in window.graphs[frame.graph].nodes],
            window.graphs[frame.graph].edges,
        )
        for index, frame in frames
    ]


def test_a_whole_run_is_shown_as_it_was_run() -> None:
    recording = recorded(TRAIN.format(epochs=3))
    steps = recording.machine.steps
    window = recording.window(1, steps)
    assert [frame.place for frame in window.frames][-1] == steps
    assert sorted({frame.place for frame in window.frames[1:]}) == list(range(1, steps + 1))
    assert all(frame.agrees for frame in window.frames)
    assert sum(frame.kind == "accumulate" for frame in window.frames) == 3
    assert window.frames[-1].printed == len(recording.machine.printed)
    rows = {row.name: row for row in window.table(len(window.frames) - 1) if isinstance(row, TensorState)}
    assert rows["w"].data.numpy == recording.machine.variables["w"].item()


@pytest.mark.parametrize("path", COLLECTION, ids=lambda path: path.stem)
def test_programs_as_learners_write_them_are_shown_whole_and_every_sum_is_pytorchs(path: Path) -> None:
    try:
        recording = recorded(path.read_text(encoding="utf-8"))
    except Refused:
        pytest.skip("not yet a program here")
    steps = min(recording.machine.steps, 200)
    for window in (recording.window(1, steps), recording.window(recording.machine.steps, recording.machine.steps)):
        assert [str(frame.caption) for frame in window.frames if not frame.agrees] == []
        places = {frame.place for frame in window.frames[1:]}
        assert places == set(range(min(places), window.frames[-1].place + 1))
    assert (window.frames[-1].error is None) == (recording.machine.error is None)
    rows = {row.name: row for row in window.table(len(window.frames) - 1) if isinstance(row, TensorState)}
    for name, value in recording.machine.variables.items():
        if isinstance(value, torch.Tensor):
            assert rows[name].data.data == array_of(value).data


def test_a_window_from_any_checkpoint_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    often(monkeypatch)
    monkeypatch.setattr(recordings, "LONGEST", 10)
    recording = recorded(TRAIN.format(epochs=40))
    assert len(recording._points) > 3
    whole = recorded(TRAIN.format(epochs=40)).window(1, recording.machine.steps)
    for place in range(60, recording.machine.steps, 29):
        window = recording.window(place, place + 1)
        assert window.frames[1].place > place - 30
        for each in (place, place + 1):
            keys = [frame.kind for frame in window.frames if frame.place == each]
            assert keys
            assert shown(window, each) == shown(whole, each)


def test_looking_back_leaves_the_run_as_it_was() -> None:
    code = compile_source(read_source(TRAIN.format(epochs=20) + "print(torch.rand(2), torch.get_default_dtype())\n"))
    alone = Recording(code)
    alone.run()
    recording = Recording(code)
    seen: list[str] = []

    def look(*_: object) -> None:
        if recording.machine.steps in (30, 70):
            before = everything(recording.machine)
            recording.window(recording.machine.steps - 5, recording.machine.steps)
            assert everything(recording.machine) == before
            seen.append(before)

    recording.machine.on_statement = look
    recording.run()
    assert len(seen) == 2
    assert recording.machine.printed == alone.machine.printed


def test_the_error_that_ends_a_run_is_shown_on_its_line() -> None:
    recording = recorded(
        "import torch\nx = torch.ones(2, requires_grad=True)\ndef f(t):\n    return t.item()\nprint(f(x))\n"
    )
    last = recording.window(1, recording.machine.steps).frames[-1]
    assert (last.kind, last.line) == ("error", 4)
    assert last.error == ("RuntimeError", "a Tensor with 2 elements cannot be converted to Scalar")


def test_a_step_of_an_optimizer_is_told() -> None:
    text = "import torch\nw = torch.ones(2, requires_grad=True)\no = torch.optim.SGD([w], lr=0.5)\n"
    window = recorded(f"{text}(w*2).sum().backward()\no.step()\n").window(1, 5)
    last = window.frames[-1]
    assert (last.kind, [row.name for row in last.rows]) == ("step", ["w"])
    assert [window.graphs[last.graph].nodes[node].label for node in last.nodes] == ["w"]


@pytest.mark.parametrize("mode", ["torch.inference_mode()", "torch.autograd.forward_ad.dual_level()"])
def test_a_run_that_was_stopped_within_a_mode_leaves_none_behind(mode: str) -> None:
    text = f"import torch\nx = torch.ones(2)\nwith {mode}:\n    y = x*2\n    z = y*3\nprint(z)\n"
    recording = recorded(text)
    for _ in range(2):
        assert recording.window(1, 4).frames[-1].error is None
    assert not torch.is_inference_mode_enabled()
    assert vars(forward_ad)["_current_level"] == -1
    assert torch.is_grad_enabled()


def test_no_derivative_runs_hooks_of_the_program() -> None:
    def unpack(packed: torch.Tensor) -> torch.Tensor:
        raise AssertionError

    with graph.saved_tensors_hooks(lambda tensor: tensor, unpack):
        product = torch.tensor(2.0, requires_grad=True) * torch.tensor(3.0, requires_grad=True)
    assert _saved_number(product.grad_fn, "a") == _saved_number(product.grad_fn, "b") == ()
    plain = torch.tensor(2.0, requires_grad=True) * torch.tensor(3.0, requires_grad=True)
    assert _saved_number(plain.grad_fn, "b") == (3.0,)


@pytest.mark.parametrize(("few", "most"), [(10_000, 100_000_000), (1_000_000, 40_000)])
def test_checkpoints_stay_within_their_memory(monkeypatch: pytest.MonkeyPatch, few: int, most: int) -> None:
    often(monkeypatch)
    monkeypatch.setattr(recordings, "FEW_BYTES", few)
    monkeypatch.setattr(recordings, "MOST_BYTES", most)
    recording = recorded(TRAIN.format(epochs=200))
    points = recording._points
    assert sum(len(point) for _, point in points) <= most
    assert 2 < len(points) <= (60 if few > most else recordings.ENOUGH)
    places = [0, *(place for place, _ in points), recording.machine.steps]
    assert max(np.diff(places)) < recording.machine.steps / 2


def test_a_program_that_goes_by_identities_is_replayed_from_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    often(monkeypatch)
    recording = recorded("seen = set()\na = []\nfor k in range(5):\n    seen.add(id(a))\nprint(len(seen))\n")
    assert recording._points == []
    assert recording.window(1, recording.machine.steps).frames[-1].printed == 2
