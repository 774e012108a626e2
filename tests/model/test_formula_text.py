"""School notation is read again as the same tree, whatever stands in it."""

from __future__ import annotations

import math
from typing import get_args

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.formula import Formula, parse
from model.formula.error import FormulaError
from model.formula.functions import FIXED
from model.formula.names import Names
from model.formula.parser import parse_tree
from model.formula.tokenizer import MAX_LENGTH
from model.formula.tree import (
    Call,
    Comparison,
    Constant,
    Inverse,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    Where,
)
from model.formula.writers import is_within_limits, pretty_text

NUMBERS = st.sampled_from([0.0, 1.0, 2.0, 3.0, 10.0, 0.5, 0.125, 1e-7, 1e20, 123456789.0]).map(Number)
PARAMETERS = tuple("w b E3 w1 ab ae T l n p i s σ λ θ1 slope theta0 lambda gamma_1 rate2 sinus".split())


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Return every kind of node that the parser makes, of these parts."""
    term = st.one_of(inner, inner.map(Negative))
    factor = st.one_of(inner, inner.map(Inverse), inner.map(Negative))
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    comparison = st.builds(Comparison, st.sampled_from(get_args(Relation)), inner, inner)
    of_one = st.sampled_from(sorted(name for name, entry in FIXED.items() if entry.arguments == 1))
    return st.one_of(
        inner.map(Negative),
        st.lists(term, min_size=2, max_size=4).map(lambda terms: Sum(tuple(terms))),
        st.tuples(inner, st.lists(factor, min_size=1, max_size=3)).map(lambda parts: Product((parts[0], *parts[1]))),
        st.tuples(inner, st.lists(factor, min_size=1, max_size=3)).map(lambda parts: Product((parts[0], *parts[1]))),
        st.builds(Power, inner, inner),
        st.builds(Power, inner, st.sampled_from([Number(2.0), Number(12.0), Negative(Number(3.0)), Number(0.5)])),
        st.builds(lambda name, part: Call(name, (part,)), of_one, inner),
        st.builds(Call, st.sampled_from(["min", "max"]), several),
        st.builds(lambda first, second: Call("mod", (first, second)), inner, inner),
        st.builds(Where, comparison, inner, inner),
    )


def trees(*names: str, e: bool) -> st.SearchStrategy[Node]:
    leaves = [NUMBERS, st.just(Constant("pi")), *(st.just(Name(name)) for name in names)]
    if e:
        leaves.append(st.just(Constant("e")))
    return st.recursive(st.one_of(leaves), larger, max_leaves=8)


@settings(max_examples=400, deadline=None)
@given(trees("x", "y", e=True))
def test_a_function_is_read_again_as_the_same_tree(tree: Node) -> None:
    text = pretty_text(tree, ("x", "y"))
    assert parse_tree(text, Names(("x", "y"), False, False))[0] == tree, text


@settings(max_examples=600, deadline=None)
@given(trees("x", *PARAMETERS, e=False))
def test_a_prediction_is_read_again_as_the_same_tree(tree: Node) -> None:
    text = pretty_text(tree, ("x",))
    assert parse_tree(text, Names(("x",), True, False))[0] == tree, text


@settings(max_examples=200, deadline=None)
@given(trees("y", "y_pred", e=True))
def test_a_loss_is_read_again_as_the_same_tree(tree: Node) -> None:
    text = pretty_text(tree, ("y", "y_pred"))
    assert parse_tree(text, Names(("y", "y_pred"), False, True))[0] == tree, text


@pytest.mark.parametrize(
    "text",
    ["y*y_pred", "y_pred*y", "2e*y", "2*e", "-y*y_pred/2", "(y*y_pred)*y", "(-y)*2", "y/2*y_pred", "y - -2*y", "2^-y"],
)
def test_what_is_typed_is_written_so_that_it_is_read_again(text: str) -> None:
    formula = parse(text, ("y", "y_pred"))
    assert parse(formula.pretty(), ("y", "y_pred")).tree == formula.tree


@pytest.mark.parametrize(
    "text", ["+".join(["x"] * 250), "1e14x+" * 80 + "x", "-" * 50 + "x", "1/(x+" * 30 + "1" + ")" * 30]
)
def test_the_longest_and_deepest_are_written_so_that_they_are_read_again(text: str) -> None:
    formula = parse(text, ("x",))
    assert len(formula.pretty()) <= MAX_LENGTH
    assert parse(formula.pretty(), ("x",)).tree == formula.tree


@settings(max_examples=200, deadline=None)
@given(trees("x", e=True))
def test_the_text_of_a_derivative_is_read_again_as_the_same_tree(tree: Node) -> None:
    derivative = Formula("", ("x",), tree).derivative("x")
    if is_within_limits(derivative.text):
        assert parse_tree(derivative.text, Names(("x",), False, False))[0] == derivative.tree, derivative.text


def cube_root(value: torch.Tensor) -> torch.Tensor:
    """Stand in for the function that a listing defines."""
    return value.sign() * value.abs() ** (1 / 3)


def by_source(formula: Formula, values: dict[str, torch.Tensor]) -> torch.Tensor:
    return torch.as_tensor(eval(formula.python(), {"torch": torch, "math": math, "cbrt": cube_root, **values}))


@settings(max_examples=400, deadline=None)
@given(trees("x", "y", e=True))
def test_python_reads_what_is_written_for_it_as_the_same_number(tree: Node) -> None:
    text = pretty_text(tree, ("x", "y"))
    try:
        formula = parse(text, ("x", "y"))
    except FormulaError:  # too long, or a part of it is no finite number
        return
    values = {name: torch.tensor([0.6, 1.3], dtype=torch.float64) for name in "xy"}
    wanted, found = formula.torch()(values), by_source(formula, values)
    assert torch.allclose(found, wanted, rtol=1e-9, atol=0, equal_nan=True), formula.python()


@pytest.mark.parametrize(
    "text", ["2^(-x/2)", "x^(-2x)", "x^(-e(x))", "x^-x", "x^(-x^2)", "x^(-x - 1)", "x^-2", "x^(-1/2)"]
)
def test_python_reads_a_negative_exponent_whole(text: str) -> None:
    formula = parse(text, ("x",))
    values = {"x": torch.tensor(1.7, dtype=torch.float64)}
    assert by_source(formula, values) == formula.torch()(values)
