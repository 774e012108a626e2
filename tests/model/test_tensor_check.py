"""Autograd's derivative agrees with SymPy's and with a finite difference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from test_graph import programs

from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.message import Refused
from model.program.tensors.check import check

PRESETS = {preset.key: preset.experiment for preset in presets_of("autograd")}


@pytest.mark.parametrize(
    ("key", "output", "symbolic", "value"), [("case_1", "y", "2*x", 8.0), ("case_7", "z", "6*x**5", 18750.0)]
)
def test_a_case_of_the_book_agrees_three_ways(key: str, output: str, symbolic: str, value: float) -> None:
    (found,) = check(PRESETS[key], output)
    assert found.symbolic == symbolic
    assert found.exact == found.autograd == value
    assert found.difference == pytest.approx(value, rel=1e-8)
    assert found.error == pytest.approx(0, abs=1e-4)


def test_a_network_agrees_with_its_finite_differences() -> None:
    found = check(PRESETS["case_14"], "loss")
    assert len(found) == 13
    assert {item.leaf for item in found} == {"w1", "b1", "w2", "b2"}
    for item in found:
        assert item.error < 1e-5
        assert item.symbolic == ""


def test_a_detached_part_counts_as_constant() -> None:
    (found,) = check(Autograd(("x = tensor(3.0, requires_grad=True)", "y = x.detach()*x")), "y")
    assert (found.autograd, found.exact) == (3, 3)
    assert found.difference == pytest.approx(3)


def test_a_leaf_whose_name_was_given_away_is_differentiated_by_still() -> None:
    (found,) = check(Autograd(("x = tensor(3.0, requires_grad=True)", "x = x**2")), "x")
    assert (found.leaf, found.autograd, found.symbolic) == ("x", 6, "2*x")
    assert check(Autograd(("y = exp(tensor(1.0, requires_grad=True))",)), "y") == ()


@pytest.mark.parametrize("output", ["q", "c", "v"])
def test_what_is_not_one_number_with_a_gradient_is_refused(output: str) -> None:
    program = ("x = tensor([1.0, 2.0], requires_grad=True)", "c = tensor(1.0)", "v = x*2")
    with pytest.raises(Refused, match=output):
        check(Autograd(program), output)


@settings(max_examples=40)
@given(programs())
def test_random_programs_agree_with_their_finite_differences(program: tuple[str, ...]) -> None:
    output = program[-1].partition(" ")[0]
    for item in check(Autograd(program), output):
        assert item.autograd == pytest.approx(item.difference, rel=1e-3, abs=1e-3)
        if item.exact is not None:
            assert item.autograd == pytest.approx(item.exact, rel=1e-3, abs=1e-3)
