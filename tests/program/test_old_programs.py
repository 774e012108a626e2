"""Programs of version 1 of the experiment file give the same tensors as ordinary PyTorch programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from model.experiment.file.old_programs import source_of_lines
from model.experiment.presets import presets_of
from model.labs import AUTOGRAD
from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.source import read_source
from model.program.tensors.session import states_of

if TYPE_CHECKING:
    from model.experiment import Autograd

PRESETS = {preset.key: preset.experiment for preset in presets_of(AUTOGRAD)}


def ended(program: tuple[str, ...], actions: tuple[str, ...] = (), seed: int = 0) -> Machine:
    machine = Machine(compile_source(read_source(source_of_lines(program, actions))), seed=seed)
    machine.run()
    return machine


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_gives_the_same_tensors_to_the_bit(key: str) -> None:
    experiment: Autograd = PRESETS[key]  # type: ignore[assignment]
    machine = ended(experiment.program, experiment.actions, experiment.seed)
    assert machine.error is None
    for state in states_of(experiment)[-1].tensors:
        tensor: Any = machine.variables[state.name]
        assert tensor.detach().numpy().tobytes() == state.data.tobytes()
        assert (tensor.requires_grad, tensor.is_leaf, tensor.retains_grad) == (
            state.requires_grad,
            state.is_leaf,
            state.retains_grad,
        )
        assert (str(tensor.dtype), tuple(tensor.shape)) == (state.dtype, state.shape)
        assert (None if tensor.grad_fn is None else type(tensor.grad_fn).__name__) == state.grad_fn
        gradient = tensor.grad if tensor.is_leaf or tensor.retains_grad else None
        assert (gradient is None) == (state.grad is None)
        assert gradient is None or gradient.numpy().tobytes() == state.grad.tobytes()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("program", "actions", "name", "gradient"),
    [
        (["x = tensor(0., requires_grad=True)", "y = x**0.5"], ["y.backward()"], "x", math.inf),
        (["x = torch.tensor([1., 2.], requires_grad=True)", "y = x[0]**2 + x[1]**3"], ["y.backward()"], "x", [2, 12]),
        (
            ["x = torch.arange(4.0, requires_grad=True)", "y = 2 * torch.dot(x, x)"],
            ["y.backward()"],
            "x",
            [0, 4, 8, 12],
        ),
        (["x = torch.tensor([3., 4.], requires_grad=True)", "y = torch.norm(x)"], ["y.backward()"], "x", [0.6, 0.8]),
        (["x = torch.tensor(0.5, requires_grad=True)", "y = torch.tan(x)"], ["y.backward()"], "x", 1.298446),
        (
            ["x = torch.tensor([1, 2], dtype=torch.float32, requires_grad=True)", "y = (x*x).sum()"],
            ["y.backward()"],
            "x",
            [2, 4],
        ),
        (
            ["a = torch.tensor(100., requires_grad=True)", "b = torch.where(a <= 0, torch.exp(a), 1 + a)"],
            ["b.backward()"],
            "a",
            math.nan,
        ),
        (["x = torch.tensor(2.0, requires_grad=True)", "y = x**3"], ["y.backward(create_graph=True)"], "x", 12),
    ],
)
@pytest.mark.filterwarnings("ignore:Using backward")
def test_what_the_old_lines_refused_runs(program: list[str], actions: list[str], name: str, gradient: Any) -> None:
    machine = ended(tuple(program), tuple(actions))
    assert machine.error is None
    found = machine.variables[name].grad
    np.testing.assert_allclose(found.detach().numpy(), gradient, rtol=1e-6)
    assert (found.grad_fn is not None) == ("create_graph" in actions[0])


def test_a_change_of_data_and_a_refused_action_end_as_pytorch_has_them() -> None:
    changed = ended(
        ("w = torch.tensor([1.0], requires_grad=True)", "l = (w - 2.0)**2"),
        ("l.backward()", "w.data -= 0.01 * w.grad"),
    )
    assert changed.variables["w"].item() == pytest.approx(1.02)
    refused = ended(
        ("x = tensor([1., 2.], requires_grad=True)", "y = (x**2).sum()"),
        ("y.backward()", "with no_grad(): x -= x.grad.sum(dim=1)"),
    )
    assert refused.error is not None
    assert refused.error.type == "IndexError"
    assert refused.error.line == 5
    assert refused.variables["x"].tolist() == [1.0, 2.0]


def test_only_what_was_left_out_is_put_in() -> None:
    assert source_of_lines(["α = tensor(1.)", "y = α.exp() + exp(sum(α))  # exp(x)"], ["y = 1 +"]) == (
        "import torch\nα = torch.tensor(1.)\ny = α.exp() + torch.exp(torch.sum(α))  # exp(x)\ny = 1 +\n"
    )
    assert source_of_lines(["import torch", "x = torch.ones(2)"], []) == "import torch\nx = torch.ones(2)\n"


def test_random_numbers_are_those_of_the_seed() -> None:
    torch.testing.assert_close(ended(("x = randn(3)",), seed=5).variables["x"], states_of_seed(5))


def states_of_seed(seed: int) -> torch.Tensor:
    return torch.randn(3, generator=torch.Generator().manual_seed(seed))
