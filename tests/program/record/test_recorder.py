"""What is recorded of statements: the table of variables, the graph at each moment, and what there is to say of it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
import torch
from plain_run import play

from model.program.record.frames import Window
from model.program.record.graph import MOST
from model.program.record.recorder import Recorder
from model.program.record.states import FIRST, WHOLE, TensorState, array_of, array_text, effects_of, value_text

X = "x = torch.tensor([1.0, 2.0], requires_grad=True)"
MODEL = (
    "torch.manual_seed(0)",
    "model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))",
    "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)",
    "data = torch.ones(4, 2)",
    "loss = model(data).pow(2).mean()",
    "loss.backward()",
    "optimizer.step()",
    "optimizer.zero_grad()",
)


def last_rows(window: Window) -> dict[str, TensorState]:
    return {row.name: row for row in window.table(len(window.frames) - 1) if isinstance(row, TensorState)}


def test_a_window_goes_through_a_pipe() -> None:
    window = play((*MODEL, X, "y = (x**2).sum()", "y.backward()", "x += 1"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(window), type=Window) == window


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (3, "3"),
        (-2.5, "−2.5"),
        (True, "True"),
        (1e-7, "1×10⁻⁷"),
        ([1, 2, 3], "[1, 2, 3]"),
        ([1.5] * 7, "[1.5, 1.5, 1.5, …]"),
        ([[1, 2, 3], [4, 5, 6]], "[[1, 2, 3], [4, 5, 6]]"),
        ([[0, 1, 2], [3, 4, 5], [6, 7, 8]], "[[0, 1, 2], …]"),
        ([[[1.0, 2], [3, 4]], [[5, 6], [7, 8]]], "[[[1, 2], …], …]"),
        ([[[0, 1, 2, 3, 4, 5, 6, 7, 8]]], "[[[0, 1, 2, …]]]"),
        ([], "[]"),
        ([[]], "[[]]"),
    ],
)
def test_arrays_are_told_by_their_numbers_and_never_by_their_shape(values: object, text: str) -> None:
    tensor = torch.tensor(values)
    assert array_text(array_of(tensor)) == text
    assert np.array_equal(array_of(tensor).numpy, tensor.numpy())


@pytest.mark.parametrize(
    "dtype", [torch.bfloat16, torch.float16, torch.float8_e5m2, torch.int8, torch.bool, torch.complex64]
)
def test_arrays_of_any_type_keep_their_numbers(dtype: torch.dtype) -> None:
    tensor = torch.tensor([0, 1, 1]).to(dtype)
    assert array_of(tensor).elements.tolist() == [0, 1, 1]


def test_a_large_tensor_is_told_by_its_first_elements() -> None:
    tensor = torch.arange(2.0 * WHOLE).reshape(2, -1).T
    array = array_of(tensor)
    assert (array.shape, array.is_whole, len(array.elements)) == ((WHOLE, 2), False, FIRST)
    assert array.elements[:4].tolist() == [0, WHOLE, 1, WHOLE + 1]
    assert array_text(array) == f"[[0, {WHOLE}], …]".replace("1024", "1\u202f024")


@pytest.mark.parametrize("make", [lambda: torch.eye(2).to_sparse(), lambda: torch.empty(2, 2, device="meta")])
def test_what_has_no_elements_to_read_has_a_shape(make: object) -> None:
    array = array_of(make())
    assert (array.dtype, array.shape, array_text(array)) == ("", (2, 2), "shape (2, 2)")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (2.50, "2.5"),
        ("a'b", '"a\'b"'),
        ([1, 2.5, None], "[1, 2.5, None]"),
        ((1, [2, [3]]), "(1, [2, list])"),
        ({"a": [True]}, "{'a': [True]}"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, …]"),
        (10**99, f"1{'0' * 59}…"),
        (torch.ones(2), "Tensor"),
    ],
)
def test_other_values_are_written_in_short(value: object, text: str) -> None:
    assert value_text(value) == text


def test_no_code_of_the_program_runs_to_show_a_value() -> None:
    asked: list[str] = []
    body = {
        name: lambda self, *a, name=name: asked.append(name) for name in ("__repr__", "__len__", "__iter__", "__eq__")
    }
    value = type("Asks", (list,), body)()
    window = play(("a = 1", "a = [value]", "a = 2"), {"value": value})
    assert "Asks" in [getattr(row, "text", "") for row in window.table(0)]
    assert asked == []


def test_parameters_have_their_names_and_steps_of_an_optimizer_are_told() -> None:
    window = play(MODEL)
    rows = last_rows(window)
    assert {"model.0.weight", "model.0.bias", "model.2.weight", "model.2.bias"} <= set(rows)
    graph = next(frame.graph for frame in window.frames if frame.kind == "seed")
    leaves = {node.label for node in window.graphs[graph].nodes if node.kind == "leaf"}
    assert leaves == {name for name in rows if name.startswith("model")}
    step = next(index for index, frame in enumerate(window.frames) if frame.place == 7)
    effects = effects_of(window.table(step - 1), window.table(step))
    assert {effect.name for effect in effects if effect.attribute == "data"} == leaves
    zero = effects_of(window.table(step), window.table(step + 1))
    assert {(effect.name, effect.new) for effect in zero} == {(name, "None") for name in leaves}


def test_a_backward_of_what_has_no_name_is_shown_whole() -> None:
    window = play((*MODEL[:4], "torch.nn.functional.mse_loss(model(data), torch.zeros(4, 1)).backward()"))
    kinds = [frame.kind for frame in window.frames if frame.place == 5]
    assert kinds.count("forward") == 5
    assert kinds.count("accumulate") == 4
    assert all(frame.agrees for frame in window.frames)


def test_functions_have_variables_of_their_own() -> None:
    scope: dict[str, object] = {}
    inner: list[dict[str, object]] = []
    recorder = Recorder(lambda: [scope, *inner])
    with recorder.watching():
        recorder.statement(1, 1)
        scope["x"] = torch.ones(2)
        recorder.statement(2, 5)
        inner.append({"x": torch.zeros(3), "n": 4})
        recorder.statement(3, 6)
        inner.clear()
        recorder.end()
    window = recorder.window()
    within = {(row.name, row.depth) for row in window.table(2)}
    assert within == {("x", 0), ("x", 1), ("n", 1)}
    assert {(row.name, row.depth) for row in window.table(3)} == {("x", 0)}


def test_a_name_bound_anew_leaves_its_old_tensor_without() -> None:
    window = play((X, "y = x*2", "z = y + 1", "y = z*3"))
    nodes = window.graphs[-1].nodes
    named = {node.names: node.label for node in nodes if node.kind == "intermediate"}
    assert named == {(): "y", ("z",): "z", ("y",): "y"}


def test_changes_in_place_are_told() -> None:
    window = play((X, "y = x*2", "y[0] = 5", "c = torch.ones(2)", "c += 1", "n = c.numpy()", "n += 1"))
    kinds = {frame.place: frame.kind for frame in window.frames}
    assert (kinds[3], kinds[5], kinds[7]) == ("forward", "change", "change")
    assert "[ ] =" in [node.label for node in window.graphs[-1].nodes if node.grad_fn == "CopySlices"]
    assert last_rows(window)["c"].data.elements.tolist() == [3, 3]


def test_tensors_say_with_whom_they_share_memory() -> None:
    rows = last_rows(play((X, "v = x[1:]", "d = x.detach()", "c = x.clone()", "a = d")))
    assert (rows["x"].shares, rows["a"].shares, rows["c"].shares) == (("v", "d", "a"), ("x", "v", "d"), ())


def test_a_view_that_pytorch_refuses_to_ask_is_shown_without_its_grad_fn() -> None:
    statements = (X, "y = x*1", "with torch.no_grad():\n    v = y.view(2)", "y.mul_(2)", "z = y.sum()")
    window = play(statements)
    assert [frame.error for frame in window.frames if frame.error] == []
    assert last_rows(window)["v"].grad_fn is None


def test_other_modes_of_torch_can_be_shown() -> None:
    window = play((X, "with torch.inference_mode():\n    i = x*2", "g = torch.func.vmap(lambda t: t*2)(x.detach())"))
    assert [frame.error for frame in window.frames if frame.error] == []
    assert last_rows(window)["i"].data.elements.tolist() == [2, 4]


def test_a_graph_without_end_is_cut_and_says_so() -> None:
    window = play((X, f"y, n = x, 0\nwhile n < {2 * MOST}:\n    y, n = y*1.0, n + 1", "z = y.sum()", "z.backward()"))
    assert window.graphs[-1].is_cut
    assert len(window.graphs[-1].nodes) == MOST
    assert [frame.kind for frame in window.frames if frame.place == 4] == ["seed"]
    assert last_rows(window)["x"].grad.elements.tolist() == [1, 1]
