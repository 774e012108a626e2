"""Everything that is made of a formula is made of the longest and deepest ones, too: in time and in a bearable size."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from model.engine.compiled.lowering import step_of
from model.engine.compiled.structure import structure_of
from model.experiment import Minimise, OptimizerSetting
from model.experiment.file import encode
from model.formula import Formula, FormulaError, parse
from model.formula.calculus import differentiate
from model.formula.formula import MAX_DEPTH, MAX_NODES
from model.formula.refusals import MAX_LEVELS
from model.formula.tokenizer import MAX_LENGTH
from model.formula.tree import size
from model.kinds import decode
from model.kinds import listing as program_of
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

X = np.linspace(-1.3, 2.1, 50)
MOST_WRITTEN = 200_000
"""Characters of what is written of a formula, and of its derivative."""


def row(item: str, sign: str, head: str = "", tail: str = "") -> str:
    """Return as many items as a formula may have."""
    count = (MAX_LENGTH - len(head) - len(tail) + len(sign)) // (len(item) + len(sign))
    return head + sign.join([item] * count) + tail


def nest(opening: str, closing: str = ")", inside: str = "x", levels: int = MAX_LEVELS) -> str:
    """Return as many levels as a formula may have, in as many characters."""
    levels = min(levels, (MAX_LENGTH - len(inside)) // (len(opening) + len(closing)))
    return opening * levels + inside + closing * levels


LONGEST = [
    *(row(item, ",", f"{name}(", ")") for name in ("min", "max") for item in ("x", "x^2", "-x", "sin(x)")),
    "min(" + ",".join(f"x+{k}" for k in range(95)) + ")",
    *(row(item, sign) for item in ("x", "sin(x)", "x^x^x", "(1+x)^5", "1e300x", "-x", "|x|") for sign in "+-*/"),
    "/".join(f"(x+{k})" for k in range(70)),
    "".join(f"where(x<{k},x," for k in range(30)) + "x" + ")" * 30,
    nest("where(x<0,x,x+"),
    nest("where(x<0,sin(x),x*"),
    nest("-", "", levels=MAX_LEVELS),
    nest("|x+", "|"),
    nest("(", ")^2", levels=40),
    nest("(", ")^x", levels=40),
    nest("mod(3,"),
    nest("mod(x,"),
    nest("mod(", ",3)"),
    nest("min(max(x,1-x),"),
    nest("max(x,-x,"),
    nest("x*sin("),
    nest("x(1+"),
    nest("-(1+"),
    nest("1/(", levels=MAX_DEPTH // 3),
    nest("2^(x*", ")", levels=3),
    *(
        nest(f"{name}(")
        for name in ("sin", "tan", "sigmoid", "softplus", "cbrt", "sqrt", "log1p", "erf", "relu", "floor")
    ),
]


def made(formula: Formula) -> None:
    """Make of a formula all that the program makes of it."""
    derivative = formula.derivative("x")
    written = [each for part in (formula, derivative) for each in (part.pretty(), part.latex(), part.python())]
    assert max(map(len, written)) < MOST_WRITTEN
    compile(formula.python(), "formula", "eval")
    for part in (formula, derivative):
        assert part.numpy({"x": X}).shape == X.shape
        assert hash(part.tree) == hash(part.tree)
        assert part.tree == part.tree
        assert repr(part.tree)
    assert formula.sympy() is not None
    formula.linear_basis("x")
    formula.polynomial_degree("x")
    x = torch.tensor(X, requires_grad=True)
    (slope,) = torch.autograd.grad(formula.torch()({"x": x}).sum(), x, create_graph=True)
    if slope.requires_grad:
        torch.autograd.grad(slope.sum(), x, allow_unused=True)
    if size(differentiate(derivative.tree, "x")) <= MAX_NODES:
        assert derivative.derivative("x").pretty()
    else:
        with pytest.raises(Refused, match="too long"):
            derivative.derivative("x")
    experiment = Minimise(formula.text, (("x", 0.3),), OptimizerSetting.of("sgd", learning_rate=0.01), 3)
    assert decode(encode(experiment, Path()), Path()) == experiment
    assert hash(structure_of(experiment))
    step_of(experiment)
    compile(program_of(experiment).source, "program", "exec")


def on_a_small_stack(do: Callable[[], None]) -> None:
    """Do something deep in the calls of others, as in the window, and not at the start of a stack."""

    def deeper(levels: int) -> None:
        if levels:
            deeper(levels - 1)
        else:
            do()

    failed: list[BaseException] = []

    def caught() -> None:
        try:
            deeper(150)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=caught)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("text", LONGEST)
def test_everything_is_made_of_the_longest_and_the_deepest_formulas(text: str) -> None:
    formula = parse(text, ("x",))
    on_a_small_stack(lambda: made(formula))


WRAPPERS = [
    *("sin({})", "cbrt({})", "x*({})", "({})+x", "1-({})", "({})/x", "x/(1+{})", "({})^2", "2^({})", "|{}|", "-({})"),
    *("min({}, x)", "max(1, x, {})", "mod({}, 3)", "mod(x, {})", "where(x < {}, x, 1)", "where(x >= 1, {}, x^2)"),
    *("({0})*({0})", "({0})^({0})", "min({0}, 1-{0}, {0})", "where({0} < 1, {0}, x)"),
]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(WRAPPERS), min_size=20, max_size=80))
@example(["({0})*({0})"] * 20)
def test_everything_is_made_of_any_formula_that_is_as_large_as_it_may_be(wrappers: list[str]) -> None:
    text = "x"
    for wrapper in wrappers:
        longer = wrapper.format(text)
        try:
            parse(longer, ("x",))
        except FormulaError:
            continue
        text = longer
    assume(len(text) > 100)
    on_a_small_stack(lambda: made(parse(text, ("x",))))


@pytest.mark.parametrize("name", ["min", "max"])
@pytest.mark.parametrize("count", [2, 3, 5, 8, 200])
def test_the_slope_of_many_is_that_of_the_one_that_is_taken(name: str, count: int) -> None:
    text = f"{name}({', '.join(f'{k + 1}(x-{k})' for k in range(count))})"[:MAX_LENGTH]
    if count == 200:
        text = row("x", ",", f"{name}(2x,", ")")
    formula = parse(text, ("x",))
    x = torch.tensor(X, requires_grad=True)
    values = formula.torch()({"x": x})
    (slopes,) = torch.autograd.grad(values.sum(), x)
    taken = np.min if name == "min" else np.max
    each = [2 * X, X] if count == 200 else [(k + 1) * (X - k) for k in range(count)]
    np.testing.assert_array_equal(values.detach().numpy(), taken(each, axis=0))
    np.testing.assert_allclose(formula.derivative("x").numpy({"x": X}), slopes.numpy(), rtol=1e-15)


@pytest.mark.parametrize("text", ["x + 1500^-0.1234567890123457", "x/1.5e+3 ^ 1e-320", "x*12^-0.123456789012"])
def test_no_whole_power_is_multiplied_out_to_write_a_root_of_a_number(text: str) -> None:
    assert len(str(parse(text, ("x",)).sympy())) < 500


@pytest.mark.parametrize(
    ("text", "written"), [("8^(1/3) x", "2*x"), ("2^0.5 x", "sqrt(2)*x"), ("x^0.1234567", "x**(1234567/10000000)")]
)
def test_roots_of_numbers_are_written_as_mathematics_has_them(text: str, written: str) -> None:
    assert str(parse(text, ("x",)).sympy()) == written


def test_a_refusal_quotes_only_the_beginning_of_a_long_name() -> None:
    with pytest.raises(FormulaError, match=r"unknown name 'x9+…'") as refusal:
        parse(f"x{'9' * 400}", ("x",))
    assert len(str(refusal.value)) < 300
