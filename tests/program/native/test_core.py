"""Values, attributes, calls and operators of a program: as Python and torch have them, and nothing beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from model.program import native

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(value: Any, *names: str) -> Any:
    for name in names:
        value = native.attribute(value, name)
    return value


def torch_call(path: str, *args: Any, **kwargs: Any) -> Any:
    return native.call(read(native.MODULES["torch"], *path.split(".")), args, kwargs)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    native.begin()
    yield
    native.begin()


def test_a_step_of_training_is_that_of_torch() -> None:
    torch.manual_seed(0)
    theirs = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1)
    x = torch.arange(6.0).reshape(2, 3)
    loss = (theirs(x) ** 2).mean()
    loss.backward()
    optimizer.step()

    torch_call("manual_seed", 0)
    ours = torch_call("nn.Linear", 3, 1)
    stepping = torch_call("optim.SGD", native.call_method(ours, "parameters", [], {}), lr=0.1)
    out = native.binary("**", native.call(ours, [x], {}), 2)
    native.call_method(native.call_method(out, "mean", [], {}), "backward", [], {})
    native.call_method(stepping, "step", [], {})
    assert torch.equal(read(ours, "weight"), theirs.weight)


@pytest.mark.parametrize(
    "name", ["__init__", "__reduce__", "_backward_hooks", "storage_type", "set_", "resize_", "nothing"]
)
def test_what_a_tensor_does_not_give(name: str) -> None:
    with pytest.raises((AttributeError, native.Denied), match=name):
        native.attribute(torch.ones(3), name)


@pytest.mark.parametrize("value", [torch, torch.ones, [].append, (lambda: 0), object.__subclasses__, type(lambda: 0)])
def test_what_a_program_cannot_hold(value: Any) -> None:
    with pytest.raises(native.Denied, match="cannot hold"):
        native.admit(value)


def test_a_size_that_no_tensor_may_have() -> None:
    with pytest.raises(native.Limit, match="elements"):
        torch_call("ones", 10**6, 10**6)


def test_the_smallest_whole_number_divided_by_minus_one() -> None:
    smallest = torch.tensor([-(2**63)])
    with pytest.raises(ZeroDivisionError):
        torch_call("div", smallest, -1, rounding_mode="trunc")
    assert torch_call("div", smallest, 2, rounding_mode="trunc").item() == -(2**62)
