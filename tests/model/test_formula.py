"""The language of formulas: what a text means, and what is said to one that means nothing."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.formula import Formula, FormulaError, parse
from model.message import Refused


def value(text: str, **names: float) -> float:
    return parse(text, tuple(names)).numpy(names)


def refusal(text: str, *, parameters: bool = False, aggregates: bool = False, variables: str = "x") -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text, tuple(variables.split()), parameters=parameters, aggregates=aggregates)
    return caught.value


def read(text: str, *, parameters: bool = False, aggregates: bool = False) -> Formula | FormulaError:
    try:
        return parse(text, ("x",), parameters=parameters, aggregates=aggregates)
    except FormulaError as error:
        return error


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("2*x**4 - 3*x**2 + 2*x - 20", 5.0, 1165.0),
        ("2x^4 − 3x² + 2x − 20", 5.0, 1165.0),
        ("sin(3x)e^(-x²/9)", 2.0, math.sin(6) * math.exp(-4 / 9)),
        ("|x|", -2.5, 2.5),
        ("2|x|", -2.5, 5.0),
        ("|x||x-1|", -2.0, 6.0),
        ("||x|-1|", -3.0, 2.0),
        ("|x(|x|+1)|", -2.0, 6.0),
        ("|x|^2", -3.0, 9.0),
        ("1/2x", 6.0, 3.0),
        ("e^2x", 3.0, 3 * math.e**2),
        ("2e3x", 2.0, 4000.0),
        ("2ex", 2.0, 4 * math.e),
        ("2pi x", 2.0, 4 * math.pi),
        ("2πx", 2.0, 4 * math.pi),
        ("x(x+1)", 3.0, 12.0),
        ("2(x+1)", 3.0, 8.0),
        ("(x+1)(x-1)", 3.0, 8.0),
        ("-x^2", 3.0, -9.0),
        ("-x²", 3.0, -9.0),
        ("(-x)^2", 3.0, 9.0),
        ("2^-x", 2.0, 0.25),
        ("2^-x^2", 2.0, 0.0625),
        ("2^x^2", 3.0, 512.0),
        ("x**-1", 4.0, 0.25),
        ("x⁻¹", 4.0, 0.25),
        ("x¹²", 2.0, 4096.0),
        ("x²^3", 2.0, 64.0),
        ("--x", 2.0, 2.0),
        ("+x - +2", 2.0, 0.0),
        ("6÷2×x·2", 2.0, 12.0),
        ("８／（２＊ｘ）－１＋ｘ＾２＝", 2.0, None),
        ("８／（２＊ｘ）－１＋ｘ＾２", 2.0, 5.0),
        ("min（x，1）", 2.0, 1.0),
        ("max(1, x, 3, 2)", 2.0, 3.0),
        ("ln(x)+log(x)", 2.0, 2 * math.log(2)),
        ("log10(x)", 1000.0, 3.0),
        ("log2(x)", 0.125, -3.0),
        ("cbrt(x)", -8.0, -2.0),
        ("floor(x)", -2.5, -3.0),
        ("mod(x, 3)", -7.0, 2.0),
        ("mod(7, x)", -4.0, -1.0),
        ("log1p(x)", 1e-30, 1e-30),
        ("expm1(x)", 1e-30, 1e-30),
        ("erf(x)", 0.5, math.erf(0.5)),
        ("where(x<0, -1, x)", 2.0, 2.0),
        ("where(x≥2, -1, x)", 2.0, -1.0),
        ("where(x != 2, -1, x)", 2.0, 2.0),
        ("where(x == 2, -1, x)", 2.0, -1.0),
        ("where(1 > 2, x, 5)", 2.0, 5.0),
        ("sign(x)relu(x)", 2.0, 2.0),
        ("softplus(x)", 30.0, 30.0),
        (".5x + 1.", 2.0, 2.0),
        ("1e-2x", 2.0, 0.02),
        ("sqrt(2)^2", 2.0, 2.0),
    ],
)
def test_text_means_what_school_and_python_mean_by_it(text: str, x: float, expected: float | None) -> None:
    if expected is None:
        refusal(text)
    else:
        assert value(text, x=x) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("wx + b", ("w", "b")),
        ("w*x + b", ("w", "b")),
        ("a*sin(k*x) + c", ("a", "k", "c")),
        ("w2 x² + w1x + w0", ("w2", "w1", "w0")),
        ("b + a", ("b", "a")),
        ("αx + β", ("α", "β")),
        ("e^(kx)", ("k",)),
    ],
)
def test_every_other_name_of_a_prediction_is_a_parameter_in_order(text: str, parameters: tuple[str, ...]) -> None:
    assert parse(text, ("x",), parameters=True).parameters == parameters


def test_a_run_of_letters_is_a_product_whose_last_factor_takes_the_exponent() -> None:
    formula = parse("wx^2", ("x",), parameters=True)
    assert formula.numpy({"w": 3.0, "x": 5.0}) == 75.0
    assert parse("2^wx", ("x",), parameters=True).numpy({"w": 3.0, "x": 5.0}) == 40.0


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("x + 2*t", 7, "unknown name 't'; this lab has one variable, x"),
        ("", 1, "no formula yet"),
        (" \t ", 1, "no formula yet"),
        ("sinx", 1, "write sin(x)"),
        ("2 sin 3x", 3, "write sin(3x)"),
        ("sin3x", 1, "write sin(3x)"),
        ("Sin(x)", 1, "write sin(…), in small letters"),
        ("log3(x)", 1, "write log(…)/log(3)"),
        ("foo(x)", 1, "unknown function 'foo'"),
        ("x2", 1, "write x^2 for a power"),
        ("y = 2x", 3, "leave out '='"),
        ("f(x) = 2x", 6, "leave out '='"),
        ("where(x = 1, 2, 3)", 9, "'=='"),
        ("x < 1", 3, "only come first in where"),
        ("where(x, 1, 2)", 7, "begins with a comparison"),
        ("where(x<1, 2)", 1, "takes 3 values, not 2"),
        ("min(x)", 1, "2 or more values, not 1"),
        ("sin(x, 1)", 1, "one value, not 2"),
        ("x + sin()", 5, "one value, not 0"),
        ("(x", 1, "'(' is never closed"),
        ("2*|x", 3, "'|' is never closed"),
        ("x)", 2, "never opened"),
        ("|x)", 3, "')' is not expected"),
        ("x +", 3, "missing after '+'"),
        ("2 3", 3, "an operator is missing"),
        ("1,5x", 2, "written with a point"),
        ("x[0]", 2, "round brackets"),
        ("x.real", 2, "'.' is not understood"),
        ("x; x", 2, "';' is not understood"),
        ("x\0", 2, "U+0000"),
        ("x + 9^9^7", 5, "no finite number"),
        ("x + 1/0", 5, "no finite number"),
        ("sqrt(-1)x", 1, "no finite number"),
        ("1e999", 1, "no finite number"),
        ("x*(1e308 + 1e308)", 4, "no finite number"),
        ("x^x^x^x^x", 7, "more than 3 powers"),
        ("mean(x)", 1, "in a loss only"),
    ],
)
def test_a_refusal_names_the_column_and_the_reason(text: str, column: int, words: str) -> None:
    error = refusal(text)
    assert error.column == column
    assert str(error).startswith(f"column {column}: ")
    assert words in str(error)
    assert isinstance(error, Refused)


@pytest.mark.parametrize("name", ["y", "y_pred", "epoch", "loss", "runner", "seed", "update"])
def test_taken_names_are_no_parameters(name: str) -> None:
    assert "is taken" in str(refusal(f"{name}*x", parameters=True))


def test_mean_and_sum_are_known_to_losses_and_need_points_inside() -> None:
    names = ("y", "y_pred")
    assert parse("mean((y - y_pred)^2)", names, aggregates=True).scalar
    assert parse("mean(y)^2/sum(y_pred)", names, aggregates=True).scalar
    assert not parse("(y - y_pred)^2", names, aggregates=True).scalar
    assert not parse("mean(y) - y_pred", names, aggregates=True).scalar
    assert "number for each point" in str(refusal("mean(3)", aggregates=True, variables="y y_pred"))
    assert "number for each point" in str(refusal("mean(mean(y))", aggregates=True, variables="y y_pred"))


@pytest.mark.parametrize("levels", [50, 51])
@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("sin(", ")"), ("x(1+", ")"), ("|", "|")])
def test_fifty_levels_are_the_limit(opening: str, closing: str, levels: int) -> None:
    text = opening * levels + "x" + closing * levels
    if levels == 50:
        parse(text, ("x",)).derivative("x").numpy({"x": 0.5})
    else:
        assert "levels" in str(refusal(text))


def test_a_formula_has_at_most_500_characters() -> None:
    parse("x" + "+x" * 249, ("x",))
    assert refusal("x" * 501).column == 501


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["x"] * 250),
        "*".join(["x"] * 250),
        "/".join(["x"] * 250),
        "x" * 500,
        "-" * 49 + "x",
        "x^9999999999",
        "(9999999x)^999999999",
        "((((((((9x)^64)^64)^64)^64)^64)^64)^64)^64",
        "9^-9^7 x",
        "(x+1)^999999999(x+2)^99999999",
        "1e-300^x 1e300^x" * 25,
        "*".join(f"(x+{k})" for k in range(80)),
        "*".join(f"sin({k}x)" for k in range(50)),
        "sin(" * 50 + "x" + ")" * 50,
        "x(1+sin(" * 25 + "x" + "))" * 25,
        "abs(" * 50 + "x" + ")" * 50,
        "max(x,-x," * 40 + "x" + ")" * 40,
        "min(max(x,1-x)," * 25 + "x" + ")" * 25,
        "where(x<1," * 35 + "x" + ",2)" * 35,
        "(x^x)^x+" * 60 + "x",
    ],
)
def test_hostile_formulas_are_done_in_time(text: str) -> None:
    text = text[:500]
    parse("x", ("x",)).sympy()  # imports
    begun = time.process_time()
    formula = read(text)
    if isinstance(formula, FormulaError):
        assert 1 <= formula.column <= len(text)
    else:
        formula.derivative("x").latex()
        formula.derivative("x").numpy({"x": 0.3})
        formula.linear_basis("x")
        formula.sympy()
    assert time.process_time() - begun < 2.0


PIECES = st.sampled_from(
    [
        *"xxxxyw0123456789..+-*/^()()|| ,=<>",
        "**",
        "sin(",
        "where(",
        "min(",
        "max(",
        "e",
        "pi",
        "²",
        "⁻¹",
        "（",
        "π",
        "slope",
        "w1",
        "θ₀",
        "σ",
        "X",
        "√",
        "np.",
        "sin²(",
        "floor(",
    ]
)
HOSTILE = st.text(max_size=600) | st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.parametrize("x", [-5.0, -3.0, -0.0, 0.0, 3.0, math.inf, -math.inf])
def test_a_remainder_of_nothing_has_the_sign_that_torch_gives_it(x: float) -> None:
    for text in ("1/mod(0, x)", "1/mod(x, 3)", "1/mod(6, x)"):
        formula = parse(text, ("x",))
        by_torch = formula.torch()({"x": torch.tensor(x, dtype=torch.float64)}).item()
        np.testing.assert_array_equal(formula.numpy({"x": x}), by_torch)


@pytest.mark.parametrize("exponent", ["-0.5", "0.5", "-1", "-2", "-3", "3", "1/3"])
@pytest.mark.parametrize("x", [-0.0, 0.0, -1.0, 2.0, math.inf])
def test_a_power_of_nothing_has_the_sign_that_torch_gives_it(exponent: str, x: float) -> None:
    formula = parse(f"x^({exponent})", ("x",))
    by_torch = formula.torch()({"x": torch.tensor([x], dtype=torch.float64)}).numpy()
    by_numpy = formula.numpy({"x": np.array([x])})
    np.testing.assert_allclose(by_numpy, by_torch, rtol=1e-15)
    assert np.isnan(by_torch) or np.signbit(by_numpy) == np.signbit(by_torch)


@settings(max_examples=400, deadline=None)
@given(HOSTILE, st.booleans())
def test_any_text_is_a_formula_or_refused_at_a_column_of_it(text: str, parameters: bool) -> None:
    formula = read(text, parameters=parameters, aggregates=not parameters)
    if isinstance(formula, FormulaError):
        assert 1 <= formula.column <= max(len(text), 1)
        assert str(formula).startswith(f"column {formula.column}: ")
        assert "\n" not in str(formula)
    else:
        formula.numpy(dict.fromkeys(formula.names, 0.7))
        assert formula.latex()
        assert formula.pretty()
        assert formula.python()


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.booleans())
def test_school_notation_is_read_back_as_the_same_formula(text: str, parameters: bool) -> None:
    formula = read(text, parameters=parameters)
    if isinstance(formula, FormulaError):
        return
    again = parse(formula.pretty(), ("x",), parameters=parameters)
    values = {name: 0.3 + 0.1 * index for index, name in enumerate(formula.names)}
    assert again.names == formula.names
    assert again.numpy(values) == pytest.approx(formula.numpy(values), rel=1e-9, nan_ok=True)


def test_formulas_are_values() -> None:
    assert parse("x^2", ("x",)) == parse("x^2", ["x"])
    assert len({parse("x^2", ("x",)), parse("x^2", ("x",)), parse("x²", ("x",))}) == 2
    with pytest.raises(AttributeError):
        parse("x^2", ("x",)).text = "x"  # type: ignore[misc]


def test_a_catalogue_formula_keeps_its_text() -> None:
    formula: Formula = parse(" 2x ", ("x",))
    assert formula.text == " 2x "
    assert formula.names == ("x",)


def test_reading_and_drawing_a_formula_loads_neither_torch_nor_sympy() -> None:
    program = (
        "import sys; from model.formula import parse\n"
        "f = parse('sin(3x)e^(-x²/9)', ('x',)); f.numpy({'x': [0.0, 1.0]}); f.derivative('x').latex()\n"
        "assert not {'torch', 'sympy', 'llvmlite'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("text", ["(2^mod(x,0))^4", "mod(x, 1 - 1)*x", "abs(mod(x, 0x))"])
def test_a_remainder_of_nothing_is_no_number_to_sympy(text: str) -> None:
    import sympy  # pyright: ignore[reportMissingTypeStubs]

    assert sympy.nan in sympy.preorder_traversal(parse(text, ("x",)).sympy())
