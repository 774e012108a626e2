"""The variables of a program as JSON: what they are, as a table of tensors shows it, and no code of the program's."""

from __future__ import annotations

import json
from collections import OrderedDict, defaultdict, namedtuple
from typing import Any

import numpy as np
import pytest
import torch

from model.program.child.variables import variables_json
from model.program.record.graph import grad_fn_of
from model.program.record.states import tensor_state

Pair = namedtuple("Pair", "a b")


class Loud:
    def __repr__(self) -> str:
        raise AssertionError

    __str__ = __repr__


class LoudList(list[int]):
    def __iter__(self) -> Any:
        raise AssertionError


def plain(value: Any) -> Any:
    return json.loads(variables_json({"a": value}), parse_constant=pytest.fail)["a"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, value) for value in (None, True, -3, 1 << 4000, 0.1, "π \ud800\n", [], {"a": {"b": [1]}})),
        *((value, str(value)) for value in (float("nan"), float("-inf"), 1 + 2j)),
        ((1, "a"), [1, "a"]),
        (Pair(1, 2.5), [1, 2.5]),
        (frozenset({7}), [7]),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, {3: [1]}), {"3": [1]}),
        ({None: 1, (1, 2): 2, 1.5: 3}, {"None": 1, "[1, 2]": 2, "1.5": 3}),
        (np.array([[1.5, np.inf], [np.nan, 2]]), [[1.5, "inf"], ["nan", 2]]),
        (np.float32(0.5), 0.5),
        (torch.nn.Linear(1, 1), {"class": "Linear"}),
        (torch.ones(2).to_sparse(), {"class": "Tensor"}),
    ],
)
def test_values_are_told_as_json_has_them(value: Any, expected: Any) -> None:
    assert plain(value) == expected


def test_no_code_of_the_program_is_called() -> None:
    assert plain([Loud(), {Loud(): LoudList([1])}]) == [{"class": "Loud"}, {"{'class': 'Loud'}": {"class": "LoudList"}}]


def state(tensor: torch.Tensor) -> dict[str, Any]:
    """Return a tensor's attributes as the table of tensors has them."""
    row = tensor_state("a", 0, tensor, (), "", grad_fn_of(tensor))
    return {
        "data": row.data.numpy.tolist(),
        "requires_grad": row.requires_grad,
        "grad": None if row.grad is None else row.grad.numpy.tolist(),
        "grad_fn": row.grad_fn,
        "is_leaf": row.is_leaf,
        "shape": list(row.shape),
    }


def test_a_tensor_is_told_as_its_table_shows_it() -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    y = x**2
    y.retain_grad()
    z = y.sum()
    z.backward()
    for tensor in (x, y, z, torch.arange(3), torch.nn.Parameter(torch.zeros(2, 0))):
        assert plain(tensor) == state(tensor)
    assert plain(x)["grad"] == [[2.0, 4.0]]


def test_a_view_whose_graph_is_spoilt_is_told_by_its_class() -> None:
    x = torch.ones(2, requires_grad=True) * 1
    with torch.no_grad():
        view = x[:1]
    with pytest.raises(RuntimeError):
        view.mul_(2)
    assert plain(view)["data"] == [1.0]
    base = torch.ones(4)
    parts = base.split(2)
    base.mul_(torch.ones(4, requires_grad=True))
    with pytest.raises(RuntimeError):
        _ = parts[0].grad_fn
    assert plain(parts[0]) == {"class": "Tensor"}


def test_what_is_too_much_is_told_as_null() -> None:
    rows = {"text": "a" * 5_000_000, "rest": 1}
    assert json.loads(variables_json(rows)) == {"text": None}
    assert plain(torch.zeros(500, 500))["data"] is None
    assert len(plain(torch.zeros(150_000))["data"]) == 150_000
    circle: list[Any] = []
    circle += [circle, circle, 1]
    assert len(variables_json({"circle": circle})) < 4_000_000


def test_what_is_nested_deeply_is_cut() -> None:
    value: Any = 1
    for _ in range(10_000):
        value = [value]
    assert variables_json({"a": value}).count("[") == 20


@pytest.mark.parametrize(
    "variables",
    [
        {name: letter * 999_999 for name, letter in zip("abcdef", "中文字abc", strict=True)},
        {"a": {f"{number}{'中' * 9_999}": number for number in range(900)}},
        {"a": [3**2500 + number for number in range(20_000)]},
    ],
)
def test_a_text_of_variables_fits_into_one_message(variables: dict[str, Any]) -> None:
    told = variables_json(variables)
    json.loads(told)
    assert len(told) < 11_000_000
