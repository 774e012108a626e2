"""Sizes that come from numbers within tensors or from three operands, and numbers with which torch would not end."""

from __future__ import annotations

import types
from typing import Any

import pytest
import torch

from model.program import native
from model.program.native.attributes import member
from model.program.native.values import Facade
from tests.program.test_ways_out import ended

_BEGUN = """import numpy as np, torch
import torch.nn.functional as F
t = lambda *s: torch.ones(s)
n = lambda *s: np.ones(s)
i, j = torch.zeros({0}, dtype=torch.int64), np.zeros({0}, int)
a, b, c = ({0}, 1, 1), (1, {0}, 1), (1, 1, {0})
"""


@pytest.mark.parametrize(
    "use",
    [
        "torch.where(t(*a) > 0, t(*b), t(*c))",
        "torch.lerp(t(*a), t(*b), t(*c))",
        "torch.clamp(t(*a), min=t(*b), max=t(*c))",
        "t(*a).clamp(t(*b), t(*c))",
        "torch.addcmul(t(*a), t(*b), t(*c))",
        "t(2, 2, 2)[i[:, None, None], i[None, :, None], i[None, None, :]]",
        "t(1, 1, len(i))[i[:, None], i[None, :]]",
        "np.where(n(*a) > 0, n(*b), n(*c))",
        "np.clip(n(*a), n(*b), n(*c))",
        "np.clip(n(*a), a_min=n(*b), a_max=n(*c))",
        "np.select([n(*a) > 0], [n(1, len(i), len(i))])",
        "np.choose(np.zeros(a, int), [n(*b), n(*c)])",
        "np.add(n(*a), n(*b), where=n(*c) > 0)",
        "np.random.triangular(0 * n(*a), n(*b) / 2, n(*c))",
        "np.zeros((2, 2, 2))[j[:, None, None], j[None, :, None], j[None, None, :]]",
    ],
)
def test_three_operands_are_no_more_than_a_tensor_may_have(use: str) -> None:
    assert "20, 20, 20" in ended(_BEGUN.format(20) + f"print({use}.shape)")
    assert "A tensor or an array of more than" in ended(_BEGUN.format(200) + f"print({use}.shape)")


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("torch.arange(0, 1, 1e-8)", None),
        ("torch.arange(5, end=6, step=1e-8)", None),
        ("torch.arange(end=1, step=1e-8)", None),
        ("torch.range(0, 1, 1e-8)", None),
        ("torch.nn.functional.one_hot(torch.tensor([0, 20_000_000]))", None),
        ("torch.arange(1e-8, 3.0)", torch.arange(1e-8, 3.0)),
        ("torch.arange(5, 0, -2)", torch.arange(5, 0, -2)),
        ("torch.arange(1, end=3)", torch.arange(1, end=3)),
        ("torch.arange(start=1, end=2, step=0.5)", torch.arange(start=1, end=2, step=0.5)),
        ("torch.nn.functional.one_hot(torch.tensor([0, 2]))", torch.nn.functional.one_hot(torch.tensor([0, 2]))),
        (
            "torch.nn.functional.one_hot(torch.tensor([0, 2]), num_classes=4)",
            torch.nn.functional.one_hot(torch.tensor([0, 2]), num_classes=4),
        ),
        ("torch.stack([torch.ones(100)] * 50, 1)", torch.stack([torch.ones(100)] * 50, 1)),
    ],
)
def test_numbers_that_stand_for_a_size_are_looked_at(use: str, expected: Any) -> None:
    shown = ended(f"import torch\nprint({use})")
    assert shown == f"{expected}\n" if expected is not None else "A tensor or an array of more than" in shown


def test_two_results_are_put_into_two_tensors() -> None:
    begun = "import torch\nm, e = torch.zeros(2), torch.zeros(2, dtype=torch.int32)\n"
    assert ended(begun + "torch.frexp(torch.ones(2), out=(m, e))\nprint(m, e)") == "{} {}\n".format(
        *torch.frexp(torch.ones(2))
    )


@pytest.mark.parametrize(
    ("use", "told"),
    [
        ("torch.linalg.eigvals(torch.full((3, 3), torch.nan))", "should not contain infs or NaNs"),
        ("torch.linalg.eigvals(torch.full((3, 3), torch.inf))", "should not contain infs or NaNs"),
        ("torch.binomial(torch.tensor(torch.nan), torch.tensor(0.5))", "cannot draw with nan"),
        ("torch.distributions.Gamma(x, x, validate_args=False).sample()", "cannot draw with nan"),
        ("torch.distributions.Dirichlet(x[None], validate_args=False).sample()", "cannot draw with nan"),
    ],
)
def test_what_is_no_number_is_told_of(use: str, told: str) -> None:
    assert told in ended(f"import torch, torch.distributions\nx = torch.tensor(torch.nan)\n{use}")


def test_what_a_module_would_import_now_is_there() -> None:
    """As NumPy imports `numpy.char` when it is asked for, which a locked process may not."""

    class Lazy(types.ModuleType):
        def __getattr__(self, name: str) -> Any:
            raise {"char": PermissionError, "onnx": ModuleNotFoundError}.get(name, AttributeError)

    facade = Facade("lazy", Lazy("lazy"), {})
    for name in ("char", "onnx"):
        with pytest.raises(native.Denied):
            member(facade, name)
    with pytest.raises(AttributeError, match="has no attribute"):
        member(facade, "other")
