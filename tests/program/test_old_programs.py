"""Programs of version 1 of the experiment file give the tensors that they gave, in CPython and on the machine."""

from __future__ import annotations

import contextlib
import json
import math
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.experiment import Autograd
from model.experiment.file.old_programs import source_of_lines
from model.experiment.presets import presets_of
from model.kinds import decode
from model.labs import AUTOGRAD
from tests.program.oracle import run_apart, run_by_machine
from tests.program.reference import bits_of_all, run_by_python

SQUARE, CUBE = "x = tensor(4.0, requires_grad=True)", "x = tensor(5.0, requires_grad=True)"
VECTOR = ("x = torch.tensor([1., 2., 3.], requires_grad=True)", "y = x*x")
RETAINED, ZEROED = "y.backward(retain_graph=True)", "x.grad.zero_()"
CASES: dict[str, tuple[list[str], list[str]]] = {
    "case_1": ([SQUARE, "y = x**2"], ["y.backward()"]),
    "case_2": (["x = tensor(1.0, requires_grad=True)", "y = tensor(2.0)", "z = x*y"], ["z.retain_grad()"]),
    "case_3": (
        [
            *("x = ones(5)", "y = zeros(3)", "w = randn(5, 3, requires_grad=True)", "b = randn(3, requires_grad=True)"),
            *("z = x @ w + b", "loss = binary_cross_entropy_with_logits(z, y)"),
        ],
        ["loss.backward()"],
    ),
    "case_4": (["# no Variable(x) since PyTorch 0.4", SQUARE, "y = x**2"], ["y.backward()"]),
    "case_5": ([CUBE, "y = x**3"], [RETAINED, RETAINED, "y.backward()"]),
    "case_6": ([CUBE, "y = x**3"], [RETAINED, ZEROED, RETAINED, ZEROED, "y.backward()"]),
    "case_7": ([CUBE, "y = x**3", "z = y**2"], ["z.backward()"]),
    "case_14": (
        [
            *("x = randn(4, 2)", "t = tensor([[0.0], [1.0], [1.0], [0.0]])", "w1 = randn(2, 3, requires_grad=True)"),
            *("b1 = zeros(3, requires_grad=True)", "w2 = randn(3, 1, requires_grad=True)"),
            *("b2 = zeros(1, requires_grad=True)", "h = tanh(x @ w1 + b1)", "y = h @ w2 + b2", "loss = mse_loss(y, t)"),
            "lr = 0.1",
        ],
        ["loss.backward()", *(f"with no_grad(): {name} -= lr * {name}.grad" for name in ("w1", "b1", "w2", "b2"))],
    ),
}
"""The cases of the book as version 1 had them."""
WANTED: dict[str, tuple[tuple[list[str], list[str]], str, Any]] = {
    "not finite": (
        (["x = tensor(0., requires_grad=True)", "w = tensor(1., requires_grad=True)", "y = x**0.5"], ["y.backward()"]),
        "x",
        math.inf,
    ),
    "own listing": (
        (
            ["import torch", "x = torch.tensor(4.0, requires_grad=True)", "y = x**2", "y.backward()", "print(x.grad)"],
            [],
        ),
        "x",
        8,
    ),
    "index": (
        (["x = torch.tensor([1., 2.], requires_grad=True)", "y = x[0]**2 + x[1]**3"], ["y.backward()"]),
        "x",
        [2, 12],
    ),
    "dot": (
        (["x = torch.arange(4.0, requires_grad=True)", "y = 2 * torch.dot(x, x)"], ["y.backward()"]),
        "x",
        [0, 4, 8, 12],
    ),
    "norm": (
        (["x = torch.tensor([3., 4.], requires_grad=True)", "y = torch.norm(x)"], ["y.backward()"]),
        "x",
        [0.6, 0.8],
    ),
    "tan": ((["x = torch.tensor(0.5, requires_grad=True)", "y = torch.tan(x)"], ["y.backward()"]), "x", 1.298446),
    "dtype": (
        (
            ["x = torch.tensor([1, 2], dtype=torch.float32, requires_grad=True)", "y = (x*x).sum()"],
            ["y.backward()"],
        ),
        "x",
        [2, 4],
    ),
    "where": (
        (
            ["a = torch.tensor(100., requires_grad=True)", "b = torch.where(a <= 0, torch.exp(a), 1 + a)"],
            ["b.backward()"],
        ),
        "a",
        math.nan,
    ),
    "create_graph": (
        (["x = torch.tensor(2.0, requires_grad=True)", "y = x**3"], ["y.backward(create_graph=True)"]),
        "x",
        12,
    ),
    "data": (
        (
            ["w = torch.tensor([1.0], requires_grad=True)", "l = (w - 2.0)**2"],
            ["l.backward()", "w.data -= 0.01 * w.grad"],
        ),
        "w",
        -2,
    ),
    "last refused": (
        (
            ["x = tensor([1., 2.], requires_grad=True)", "y = (x**2).sum()"],
            ["y.backward()", "with no_grad(): x -= x.grad.sum(dim=1)"],
        ),
        "x",
        [2, 4],
    ),
    # an action that PyTorch refuses, and what was done after it
    "a second backward": (([CUBE, "y = x**3"], ["y.backward()", "y.backward()", ZEROED]), "x", 0),
    "no gradient yet": (([CUBE, "y = x**3"], [ZEROED, RETAINED, "y.backward()"]), "x", 150),
    "no gradient any more": (
        ([CUBE, "y = x**3"], [RETAINED, "x.grad = None", ZEROED, "with no_grad(): x -= x.grad", "y.backward()"]),
        "x",
        75,
    ),
    "a leaf in place": (([CUBE, "y = x**3"], [RETAINED, "x -= 0.1 * x.grad", "y.backward()"]), "x", 150),
    "numbers that were changed": (
        ([CUBE, "y = x**3"], [RETAINED, "with no_grad(): x -= 0.1 * x.grad", RETAINED, ZEROED]),
        "x",
        0,
    ),
    "no single number": ((list(VECTOR), ["y.backward()", "y.backward(gradient=ones(3))"]), "x", [2, 4, 6]),
    "not kept": (([CUBE, "y = x**3"], [RETAINED, "y.grad.zero_()", "y.retain_grad()", RETAINED]), "x", 150),
    "a flag": (([CUBE, "y = x**3"], ["y.requires_grad_(False)", "y.backward()"]), "x", 75),
    "a name that is taken": (
        ([CUBE, "error = x**3"], ["error.backward()", "error.backward()", ZEROED]),
        "x",
        0,
    ),
    # what its lines could be written with
    "signs": (
        (["  ｘ ＝ tensor（２．０，requires_grad＝True）", "y = x × x − x ÷ 4  # （x"], ["y.backward（）"]),
        "x",
        3.75,
    ),
    "prefixes": (
        (
            [
                *(
                    "x = torch.tensor([1.0, 2.0], requires_grad=True)",
                    "a = F.exp(x).sum() + nn.functional.relu(x).mean()",
                ),
                *(
                    "b = torch.nn.functional.mse_loss(reshape(x, 2, 1), torch.reshape(x, 2, -1)*3)",
                    "c = F.mse_loss(x, 2*x) + b",
                ),
                *("F = reshape(x*3, 2)", "y = a + c + F.sum()"),
            ],
            ["y.backward()"],
        ),
        "x",
        [math.e + 0.5 + 1 + 4 + 3, math.e**2 + 0.5 + 2 + 8 + 3],
    ),
}
ALL = CASES | {name: case for name, (case, _, _) in WANTED.items()}
OLD = """import torch
from torch import *
from torch.nn.functional import *
from torch import nn, exp, log, sqrt, sin, cos, tanh, sigmoid, relu, softmax, abs, square, sum, mean, max
import torch.nn.functional as F
F.exp = nn.functional.exp = torch.exp
def reshape(x, *shape):
    return x.reshape(*shape)
torch.reshape = reshape
"""
"""What its lines found in version 1."""


def in_version_1(program: list[str], actions: list[str], names: str = OLD) -> str:
    """Return what version 1 did as a program: an action that is refused, and the next one all the same."""
    signs = str.maketrans("×−÷", "*-/")
    lines = [unicodedata.normalize("NFKC", line).strip().translate(signs) for line in (*program, *actions)]
    tries = [f"try:\n    {line}\nexcept Exception:\n    pass" for line in lines[len(program) :]]
    return names + "\n".join((*lines[: len(program)], *tries)) + "\n"


def tensors(variables: dict[str, object]) -> dict[str, object]:
    return {name: each for name, each in variables.items() if isinstance(each, tuple) and each[0] == "tensor"}


@pytest.mark.parametrize("name", ALL)
def test_a_program_of_version_1_gives_its_tensors_to_the_last_bit(name: str) -> None:
    program, actions = ALL[name]
    document = {"format": "descent-lab", "version": 1, "lab": "autograd", "seed": 3, "program": program}
    experiment = decode(json.dumps({**document, "actions": actions}).encode(), Path("/"))
    assert isinstance(experiment, Autograd)
    as_it_was = run_apart(run_by_python, in_version_1(program, actions), experiment.seed)
    by_python = run_apart(run_by_python, experiment.source, experiment.seed)
    by_machine = run_apart(run_by_machine, experiment.source, experiment.seed)
    assert tensors(by_machine.variables) == tensors(by_python.variables) == tensors(as_it_was.variables)
    assert (by_machine.printed, by_machine.error) == (by_python.printed, by_python.error)
    assert tensors(as_it_was.variables)
    assert as_it_was.error is None
    assert (by_python.error is not None) == (name in ("last refused",))
    if name in WANTED:
        _, leaf, gradient = WANTED[name]
        found: Any = by_machine.variables[leaf]
        inside: Any = found[-2][-1]
        np.testing.assert_allclose(np.squeeze(np.frombuffer(inside, np.float32)), gradient, rtol=1e-6)


@pytest.mark.parametrize("key", CASES)
def test_a_case_of_the_book_has_nothing_to_try_and_the_tensors_of_the_case_of_today(key: str) -> None:
    source = source_of_lines(*CASES[key])
    assert "try" not in source
    today = next(preset.experiment for preset in presets_of(AUTOGRAD) if preset.key == key)
    assert isinstance(today, Autograd)
    assert tensors(run_by_machine(source, 0).variables) == tensors(run_by_machine(today.source, 0).variables)


LINES = (
    [CUBE, "y = x**3"],
    ["x = tensor([1.0, 2.0], requires_grad=True)", "c = tensor([3.0, 4.0])", "y = (x*c).sum()"],
    ["x = tensor([1.0, 2.0], requires_grad=True)", "y = x*2"],
)
DONE = (
    *("y.backward()", RETAINED, ZEROED, "x.grad = None", "y.retain_grad()", "y.backward(gradient=ones(2))", "y += 1"),
    *("with no_grad(): x -= 0.1 * x.grad", "x -= 0.1 * x.grad", "y.backward(ones(2))", "y.requires_grad_(False)"),
)


@settings(max_examples=100)
@given(st.sampled_from(LINES), st.lists(st.sampled_from(DONE), max_size=6))
@pytest.mark.filterwarnings("ignore")
def test_whatever_was_refused_the_tensors_are_those_that_there_were(program: list[str], actions: list[str]) -> None:
    before: dict[str, Any] = {}
    exec(in_version_1(program, actions, "import torch\nfrom torch import *\n"), before)
    after: dict[str, Any] = {"print": lambda *_: None}
    with contextlib.suppress(Exception):  # of the last action
        exec(source_of_lines(program, actions), after)
    assert tensors(bits_of_all(after)) == tensors(bits_of_all({name: before[name] for name in "xyc" if name in before}))


def test_only_what_was_left_out_is_put_in() -> None:
    assert source_of_lines(["α = tensor(1.)", "y = α.exp() + exp(sum(α))  # exp(x)"], ["y = 1 +"]) == (
        "import torch\nα = torch.tensor(1.)\ny = α.exp() + torch.exp(torch.sum(α))  # exp(x)\ny = 1 +\n"
    )
    assert source_of_lines(["import torch", "x = torch.ones(2)"], []) == "import torch\nx = torch.ones(2)\n"


@pytest.mark.parametrize("line", ["x" + ".a" * 3000 + "()", "x" + ".exp()" * 900, "y = " + "-" * 3000 + "x", "y = ("])
def test_a_line_that_was_never_right_is_left_as_it_is(line: str) -> None:
    assert source_of_lines([line], [line]) == f"import torch\n{line}\n{line}\n"


def test_an_action_that_may_be_refused_is_tried() -> None:
    assert source_of_lines(["x = tensor(2.0, requires_grad=True)"], ["x.grad.zero_()", "x.backward()"]) == (
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\n"
        "try:\n    x.grad.zero_()\nexcept Exception as error:\n    print(error)\nx.backward()\n"
    )
