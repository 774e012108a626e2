"""The autograd lab's programs and actions: PyTorch's own semantics, the book's numbers, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from model.experiment import Autograd
from model.experiment.file import encode
from model.experiment.presets import presets_of
from model.kinds import decode, listing, run, validate
from model.message import Refused
from model.program.tensors.program import MAX_LINES, Update, check_program, parse_action
from model.program.tensors.session import states_of
from model.program.tensors.states import array_text

if TYPE_CHECKING:
    from model.program.tensors.states import TensorState

PRESETS = {preset.key: preset.experiment for preset in presets_of("autograd")}


def table(experiment: Autograd, step: int = -1) -> dict[str, TensorState]:
    return {tensor.name: tensor for tensor in states_of(experiment)[step].tensors}


def grads(key: str, name: str = "x") -> list[float | None]:
    found = [next(t for t in state.tensors if t.name == name).grad for state in states_of(PRESETS[key])]
    return [None if grad is None else float(grad) for grad in found]


def test_case_1_the_derivative_of_a_square() -> None:
    tensors = table(PRESETS["case_1"])
    assert tensors["y"].data == 16
    assert tensors["y"].grad_fn == "PowBackward0"
    assert tensors["x"].grad == 8
    assert table(PRESETS["case_1"], 0)["x"].grad is None


def test_case_2_tensor_attributes() -> None:
    tensors = table(PRESETS["case_2"])
    assert [float(tensors[name].data) for name in "xyz"] == [1, 2, 2]
    assert [tensors[name].requires_grad for name in "xyz"] == [True, False, True]
    assert [tensors[name].grad for name in "xyz"] == [None, None, None]
    assert [tensors[name].grad_fn for name in "xyz"] == [None, None, "MulBackward0"]
    assert [tensors[name].is_leaf for name in "xyz"] == [True, True, False]
    assert [tensors[name].retains_grad for name in "xyz"] == [False, False, True]


def test_case_3_a_cross_entropy_graph() -> None:
    tensors = table(PRESETS["case_3"])
    assert tensors["z"].grad_fn == "AddBackward0"
    assert tensors["loss"].grad_fn == "BinaryCrossEntropyWithLogitsBackward0"
    expected = 1 / (1 + np.exp(-tensors["z"].data.astype(float))) / 3
    np.testing.assert_allclose(tensors["b"].grad, expected, rtol=1e-5)
    for row in tensors["w"].grad:
        np.testing.assert_allclose(row, expected, rtol=1e-5)


def test_the_draws_are_those_of_torch_seeded_alike() -> None:
    torch.manual_seed(7)
    w, b = torch.randn(5, 3), torch.randn(3)
    tensors = table(Autograd(PRESETS["case_3"].program, (), 7))
    assert np.array_equal(tensors["w"].data, w.numpy())
    assert np.array_equal(tensors["b"].data, b.numpy())


def test_case_4_is_case_1_with_a_note() -> None:
    assert table(PRESETS["case_4"])["x"].grad == 8


def test_case_5_gradients_accumulate() -> None:
    assert grads("case_5") == [None, 75, 150, 225]


def test_case_5_without_retain_graph_pytorch_refuses() -> None:
    states = states_of(Autograd(PRESETS["case_5"].program, ("y.backward()", "y.backward()")))
    assert states[1].error is None
    assert states[2].error.startswith("Trying to backward through the graph a second time")
    assert states[2].explanation.key == "freed graph"
    assert states[2].tensors[0].grad == 75


def test_case_6_resetting_the_gradient() -> None:
    assert grads("case_6") == [None, 75, 0, 75, 0, 75]


def test_case_7_a_chain_of_variables() -> None:
    assert grads("case_7") == [None, 18750]


def test_the_effect_of_an_action_is_told() -> None:
    states = states_of(PRESETS["case_5"])
    assert [str(line) for line in states[2].log()] == ["x.grad: 75 → 150"]


LEAF = "x = tensor(2.0, requires_grad=True)"
VECTOR = "x = ones(3, requires_grad=True)"
REFUSED = {
    "freed graph": ((LEAF, "y = x**2"), ("y.backward()", "y.backward()")),
    "not a scalar": ((VECTOR, "y = x*2"), ("y.backward()",)),
    "no gradient needed": (("x = tensor(2.0)", "y = x**2"), ("y.backward()",)),
    "leaf changed in place": ((LEAF,), ("x -= 1",)),
    "view of a leaf changed in place": ((VECTOR, "y = x.reshape(3)"), ("y += 1",)),
    "modified in place": ((LEAF, "y = x*1", "z = y**2"), ("y += 1", "z.backward()")),
    "no gradient there": ((LEAF,), ("x.grad.zero_()",)),
    "computing with no gradient": ((LEAF,), ("with no_grad(): x -= 0.1 * x.grad",)),
    "nothing to retain": (("x = tensor(2.0)",), ("x.retain_grad()",)),
    "whole numbers": (("x = tensor(2)",), ("x.requires_grad_()",)),
    "flag of a result": ((LEAF, "y = x**2"), ("y.requires_grad_(False)",)),
    "shape of the gradient": ((VECTOR, "y = x*2"), ("y.backward(gradient=ones(2))",)),
    "gradient is no tensor": ((LEAF, "y = x*2"), ("y.backward(gradient=1.0)",)),
    "type of the result": (("x = tensor([1, 2])",), ("x += 0.5",)),
    "shape kept in place": (("x = ones(2)",), ("x += ones(3, 2)",)),
    "shapes": ((VECTOR,), ("with no_grad(): x -= ones(4)",)),
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_pytorch_refuses_keeps_its_words_and_is_explained(key: str) -> None:
    program, actions = REFUSED[key]
    experiment = Autograd(program, actions)
    before, after = states_of(experiment)[-2:]
    assert after.error
    assert after.explanation.key == key
    assert [t.document() for t in after.tensors] == [t.document() for t in before.tensors]


def test_the_words_are_those_of_a_plain_program() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**2
    y.backward()
    with pytest.raises(RuntimeError) as caught:
        y.backward()
    assert states_of(Autograd(*REFUSED["freed graph"]))[-1].error == str(caught.value)


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("y = x + q", 9, "'q'"),
        ("y = x + ", 7, "missing"),
        ("y = tensr(3)", 5, "'tensor'"),
        ("y = x.foo()", 7, "'.foo'"),
        ("y = x.grad", 7, "actions"),
        ("y = [1, 2]", 5, "tensor(…)"),
        ("y = tensor([1, 2)", 17, "')'"),
        ("y = (1", 5, "never closed"),
        ("y = x^2", 6, "**"),
        ("y = 2x", 6, "*"),
        ("y = exp", 5, "function"),
        ("y = exp()", 5, "exp(input)"),
        ("y = exp(x, x)", 12, "exp(input)"),
        ("y = ones(3, requires_grad=1)", 27, "True or False"),
        ("y = ones(3, dtype=2)", 13, "dtype="),
        ("lambda = x", 1, "taken"),
        ("sum = x", 1, "taken"),
        ("x", 1, "assigns"),
        ("x.backward()", 1, "assigns"),
        ("y = x == 2", 7, "one assignment"),
        ("y = 'a'", 5, "quotation"),
        ("y = x; z = x", 6, "one"),
        ("y = __import__(os)", 5, "unknown name"),
        ("y = x\nz = x", 6, "line break"),
        ("y = 99999999999999999999", 5, "whole number"),
        ("y = " + "(" * 60 + "x" + ")" * 60, 55, "50"),
        ("y = " + "x+" * 200 + "x", 206, "100"),
        ("y = 𝐱", 5, "not understood"),
        ("y = \x00", 5, "U+0000"),
    ],
)
def test_a_wrong_line_is_told_in_one_sentence_with_line_and_column(line: str, column: int, words: str) -> None:
    (error,) = check_program(["x = tensor(1.0)", line])
    assert (error.line, error.column) == (2, column)
    assert words in str(error)
    assert str(error).startswith(f"line 2, column {column}: ")


def test_every_wrong_line_is_told_and_its_name_counts_as_assigned() -> None:
    errors = check_program(["x = tensor(1.0", "y = x**2", "# note", "", "z = y +"])
    assert [error.line for error in errors] == [1, 5]


def test_a_program_has_at_most_50_lines() -> None:
    assert check_program(["x = ones(1)"] * MAX_LINES) == ()
    assert check_program(["x = ones(1)"] * (MAX_LINES + 1))[0].line == 51


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (("x = ones(2, 3)", "y = x @ x"), ["program[1]: column 7: ", "mat1 and mat2", "(2, 3)"]),
        (("x = ones(3)", "", "y = x + ones(2)"), ["program[2]: ", "size of tensor a (3)", "(2,)"]),
        (("x = tensor(1, requires_grad=True)",), ["program[0]: ", "floating point"]),
        (("x = tensor([[1], [1, 2]])",), ["program[0]: ", "expected sequence of length 1"]),
        (("x = ones(1000000000)",), ["program[0]: ", "10000 elements"]),
        (("x = zeros(100, 100, 100, 100, 100)",), ["program[0]: ", "10000 elements"]),
        (("x = linspace(0, 1, 1000000000)",), ["program[0]: ", "10000 elements"]),
        (("x = arange(0, 1, 1e-12)",), ["program[0]: ", "10000 elements"]),
        (("x = ones(10000, 1) + ones(1, 10000)",), ["program[0]: ", "10000 elements"]),
        (("x = mse_loss(ones(10000, 1), ones(1, 10000))",), ["program[0]: ", "10000 elements"]),
        (("x = ones(5000, 1) @ ones(1, 5000)",), ["program[0]: ", "10000 elements"]),
        (tuple(f"x{k} = ones(10000)" for k in range(11)), ["program[10]: ", "100000 elements"]),
        (("x = ones(" + "1, " * 40 + "1)",), ["program[0]: ", "16 dimensions"]),
        (("x = 9**9**9",), ["program[0]: ", "too large"]),
        (("x = 2.0**5000",), ["program[0]: ", "too large"]),
        (("x = 1/0",), ["program[0]: ", "zero"]),
        (("x = (-8)**0.5",), ["program[0]: ", "no real number"]),
        (("x = tensor(1.0) * 9223372036854775807**2",), ["program[0]: ", "too large"]),
        (("x = softmax(ones(3), 5)",), ["program[0]: ", "Dimension out of range"]),
        (("x = ones(-1)",), ["program[0]: ", "negative dimension"]),
    ],
)
def test_what_fails_only_when_run_names_its_line(program: tuple[str, ...], words: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        run(Autograd(program))
    assert "\n" not in str(refusal.value)
    for word in words:
        assert word in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an action is"),
        ("y", "an action is"),
        ("q.backward()", "'q'"),
        ("lr.backward()", "number"),
        ("y.backward(2, 3)", "3"),
        ("y.backward(create_graph=True)", "retain_graph"),
        ("y.backward(); y.backward()", "one"),
        ("y = x*2", "an action is"),
        ("with no_grad(): y.backward()", "an action is"),
        ("with grad(): x -= 1", "'no_grad'"),
        ("x.grad.fill_(3)", "'zero_'"),
        ("x -= lr.grad", "'lr' is a number"),
        ("x.grad = 3", "'None'"),
        ("x /= 2", "an action is"),
        ("y.backward(gradient=[1])", "tensor"),
        ("__import__(os)", "'__import__'"),
    ],
)
def test_an_action_outside_the_grammar_is_refused(text: str, words: str) -> None:
    program = (LEAF, "y = x**2", "lr = 0.1")
    with pytest.raises(Refused, match=r"^actions\[1\]: ") as refusal:
        validate(Autograd(program, ("y.backward()", text)))
    assert words in str(refusal.value)


def test_prefixes_and_methods_are_the_same_functions() -> None:
    program = (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)",
        "a = torch.exp(x).sum()",
        "b = sum(exp(x))",
        "c = torch.nn.functional.mse_loss(x, x*2)",
        "d = F.mse_loss(x, 2*x)",
        "e = x.reshape(2, 1).matmul(ones(1, 1)).mean()",
    )
    tensors = table(Autograd(program, ("with torch.no_grad(): x *= 2",)))
    assert tensors["a"].data == tensors["b"].data
    assert tensors["c"].data == tensors["d"].data == 2.5
    assert tensors["e"].data == 1.5
    assert tensors["x"].data.tolist() == [2, 4]


def test_types_are_those_of_torch() -> None:
    tensors = table(Autograd(("a = tensor([1, 2])", "b = tensor([1, 2.0])", "c = a*0.5", "n = 3", "d = arange(n)")))
    assert [tensors[name].dtype for name in "abcd"] == ["torch.int64", "torch.float32", "torch.float32", "torch.int64"]
    assert "n" not in tensors


def test_the_file_holds_the_whole_experiment() -> None:
    for experiment in PRESETS.values():
        assert decode(encode(experiment, Path("/")), Path("/")) == experiment


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"program": "x = 1"}, "program: expected a list of texts"),
        ({"program": ["x = 1", 2]}, "program[1]: expected text"),
        ({"program": ["x = 1", "y = q"]}, "program[1]: column 5: unknown name 'q'"),
        ({"actions": ["x.backward()"]}, "actions[0]: column 1: "),
        ({"seed": -1}, "seed: "),
        ({"seed": 1.5}, "seed: expected a whole number"),
        ({"epochs": 3}, 'unknown key "epochs"'),
    ],
)
def test_a_wrong_file_is_refused_by_its_key(change: dict[str, object], words: str) -> None:
    document = {"format": "descent-lab", "version": 1, "lab": "autograd", "program": ["x = 1"], **change}
    with pytest.raises(Refused) as refusal:
        decode(json.dumps(document).encode(), Path("/"))
    assert str(refusal.value).startswith(words)


def test_the_result_lists_the_tensors_after_every_action() -> None:
    document = json.loads(run(PRESETS["case_5"]).json())
    assert document["seed"] == 0
    assert [step["action"] for step in document["steps"]] == [None, *PRESETS["case_5"].actions]
    assert document["steps"][2]["tensors"]["x"] == {
        "data": 5.0,
        "requires_grad": True,
        "grad": 150.0,
        "grad_fn": None,
        "is_leaf": True,
        "shape": [],
    }


def test_what_is_not_finite_is_told_from_what_is_not_there_in_the_result() -> None:
    program = ("x = tensor(0.0, requires_grad=True)", "w = tensor(1.0, requires_grad=True)", "y = x**0.5")
    tensors = json.loads(run(Autograd(program, ("y.backward()",))).json(), parse_constant=pytest.fail)["steps"][1]
    assert (tensors["tensors"]["x"]["grad"], tensors["tensors"]["w"]["grad"]) == ("inf", None)
    document = json.loads(run(Autograd(("x = log(tensor([0.0, -1.0, 1.0]))",))).json())
    assert document["steps"][0]["tensors"]["x"]["data"] == ["-inf", "nan", 0.0]


LISTED = {**PRESETS, **{key: Autograd(*pair) for key, pair in REFUSED.items()}}
RUN_EACH = """
import runpy, sys
for path in sys.argv[1:]:
    runpy.run_path(path)
    print("-- end")
"""


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return the lines that each listing prints, run by a Python that knows nothing of this program."""
    folder = tmp_path_factory.mktemp("listings")
    paths = [folder / f"{number}.py" for number in range(len(LISTED))]
    for path, experiment in zip(paths, LISTED.values(), strict=True):
        path.write_text(listing(experiment).source, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-c", RUN_EACH, *map(str, paths)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outputs = done.stdout.split("-- end\n")[:-1]
    return {key: output.splitlines() for key, output in zip(LISTED, outputs, strict=True)}


@pytest.mark.parametrize("key", LISTED)
def test_the_listing_runs_as_it_stands_and_prints_the_same_numbers(key: str, printed: dict[str, list[str]]) -> None:
    experiment = LISTED[key]
    found = listing(experiment)
    states = states_of(experiment)
    expected = [state.error for state in states if state.error]
    for tensor in states[-1].tensors:
        expected.append(f"{tensor.name} = {tensor.data.tolist()}")
        if tensor.grad is not None:
            expected.append(f"{tensor.name}.grad = {tensor.grad.tolist()}")
    assert printed[key] == expected
    for place, line in found.lines.items():
        kind, _, index = place.rstrip("]").partition("[")
        written = getattr(experiment, kind)[int(index)]
        assert found.source.splitlines()[line - 1].split()[0].startswith(written.split(": ")[-1].split()[0][:3])


def test_an_action_refused_for_its_shape_does_not_end_the_run() -> None:
    states = states_of(Autograd(("x = ones(0)",), ("x += ones(3)", "x += 1")))
    assert [state.error is None for state in states] == [True, False, True]


def test_an_action_is_read_with_the_prefix_torch() -> None:
    action = parse_action("with torch.no_grad(): x *= lr", {"x": "tensor", "lr": "number"})
    assert isinstance(action, Update)
    assert (action.name, action.operator, action.no_grad) == ("x", "*", True)


def test_a_long_tensor_is_said_by_its_first_numbers_and_never_by_its_shape() -> None:
    assert array_text(np.arange(7.0)) == "[0, 1, 2, …]"
    assert array_text(np.arange(15.0).reshape(5, 3)) == "[[0, 1, 2], …]"
    assert array_text(np.arange(24.0).reshape(2, 3, 4)) == "[[[0, 1, 2, …], …], …]"
    assert array_text(np.arange(9.0).reshape(1, 1, 9)) == "[[[0, 1, 2, …]]]"
