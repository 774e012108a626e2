"""The same formula in NumPy, torch and SymPy, and its derivative against autograd and SymPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from model.formula import Formula, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[[np.ndarray], np.ndarray]
    Pair = tuple[str, Function]

POINTS = np.linspace(-2.9, 3.1, 41)

ONE: dict[str, Function] = {
    "exp": np.exp,
    "log": np.log,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "relu": lambda u: np.maximum(u, 0),
    "softplus": lambda u: np.where(u > 20, u, np.log1p(np.exp(np.minimum(u, 20)))),
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "erf": np.vectorize(math.erf),
}
SMOOTH = sorted(set(ONE) - {"abs", "sign", "floor", "relu", "softplus", "tan"})


def leaves() -> st.SearchStrategy[Pair]:
    numbers = st.sampled_from(["1", "2", "3", "0.5", "10", "1e-2"])
    return st.one_of(
        st.just(("x", lambda x: x)),
        numbers.map(lambda text: (text, lambda x: np.full_like(x, float(text)))),
        st.sampled_from([("pi", np.pi), ("e", np.e)]).map(lambda pair: (pair[0], lambda x: np.full_like(x, pair[1]))),
    )


def grown(names: list[str], branches: bool) -> st.SearchStrategy[Pair]:
    def larger(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
        def binary(sign: str, operation: Any) -> st.SearchStrategy[Pair]:
            return st.tuples(inner, inner).map(
                lambda pair: (
                    f"({pair[0][0]}){sign}({pair[1][0]})",
                    lambda x: operation(pair[0][1](x), pair[1][1](x)),
                )
            )

        def call(name: str) -> st.SearchStrategy[Pair]:
            return inner.map(lambda pair: (f"{name}({pair[0]})", lambda x: ONE[name](pair[1](x))))

        def power(exponent: int) -> st.SearchStrategy[Pair]:
            return inner.map(lambda pair: (f"({pair[0]})^{exponent}", lambda x: pair[1](x) ** float(exponent)))

        choices = [
            binary(" + ", np.add),
            binary(" - ", np.subtract),
            binary("*", np.multiply),
            binary("/", np.divide),
            binary("", np.multiply),
            inner.map(lambda pair: (f"-({pair[0]})", lambda x: -pair[1](x))),
            st.sampled_from([2, 3, -1, 5]).flatmap(power),
            st.sampled_from(names).flatmap(call),
        ]
        if branches:
            choices += [
                st.tuples(inner, inner).map(
                    lambda p: (f"min({p[0][0]}, {p[1][0]})", lambda x: np.minimum(p[0][1](x), p[1][1](x)))
                ),
                st.tuples(inner, inner).map(
                    lambda p: (f"mod({p[0][0]}, {p[1][0]})", lambda x: np.mod(p[0][1](x), p[1][1](x)))
                ),
                st.tuples(inner, inner, inner).map(
                    lambda p: (
                        f"where({p[0][0]} < {p[1][0]}, {p[2][0]}, {p[0][0]})",
                        lambda x: np.where(p[0][1](x) < p[1][1](x), p[2][1](x), p[0][1](x)),
                    )
                ),
            ]
        return st.one_of(choices)

    return st.recursive(leaves(), larger, max_leaves=7)


def formula_or_skip(text: str) -> Formula:
    try:
        return parse(text, ("x",))
    except ValueError:  # a constant part that is no number
        assume(False)
        raise


def close(found: np.ndarray, expected: np.ndarray, tolerance: float = 1e-9) -> None:
    """Compare where both are ordinary numbers; next to a pole or in overflow the last digits are lost."""
    plain = np.isfinite(found) & np.isfinite(expected) & (np.abs(expected) < 1e8)
    np.testing.assert_allclose(found[plain], expected[plain], rtol=tolerance, atol=tolerance)


def by_torch(formula: Formula, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    tensor = torch.tensor(x, requires_grad=True)
    y = formula.torch()({"x": tensor})
    (slope,) = torch.autograd.grad(y.sum(), tensor)
    return y.detach().numpy(), slope.numpy()


@given(grown(sorted(ONE), branches=True))
def test_numpy_computes_what_the_text_says(pair: Pair) -> None:
    text, function = pair
    formula = formula_or_skip(text)
    with np.errstate(all="ignore"):
        expected = function(POINTS)
    found = formula.numpy({"x": POINTS})
    assert found.shape == POINTS.shape
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@given(grown(sorted(ONE), branches=True))
def test_torch_computes_what_numpy_computes(pair: Pair) -> None:
    formula = formula_or_skip(pair[0])
    values, _ = by_torch(formula, POINTS)
    close(values, formula.numpy({"x": POINTS}))


@given(grown(SMOOTH, branches=False))
def test_the_derivative_is_autograds(pair: Pair) -> None:
    formula = formula_or_skip(pair[0])
    values, slopes = by_torch(formula, POINTS)
    found = formula.derivative("x").numpy({"x": POINTS})
    ordinary = np.isfinite(values) & (np.abs(values) < 1e6)
    close(found[ordinary], slopes[ordinary], 1e-6)


@given(grown(["exp", "sin", "cos", "atan", "tanh", "sqrt", "log"], branches=False))
def test_the_derivative_is_sympys(pair: Pair) -> None:
    formula = formula_or_skip(pair[0])
    x = sympy.Symbol("x", real=True)
    expected = sympy.diff(formula.sympy(), x)
    derivative = formula.derivative("x")
    for point in (-1.3, 0.7, 2.1):
        exact = complex(expected.evalf(20, subs={x: sympy.Rational(str(point))}))
        found = derivative.numpy({"x": point})
        if np.isfinite(found) and abs(found) < 1e6 and exact.imag == 0 and np.isfinite(exact.real):
            assert found == pytest.approx(exact.real, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", sorted(ONE))
def test_every_function_is_the_same_everywhere(name: str) -> None:
    formula = parse(f"{name}(x)", ("x",))
    inside = np.array([0.11, 0.35, 0.62, 0.97])
    expected = ONE[name](inside)
    np.testing.assert_allclose(formula.numpy({"x": inside}), expected, rtol=1e-14)
    values, slopes = by_torch(formula, inside)
    np.testing.assert_allclose(values, expected, rtol=1e-14)
    np.testing.assert_allclose(formula.derivative("x").numpy({"x": inside}), slopes, rtol=1e-12, atol=1e-15)
    symbol = sympy.Symbol("x", real=True)
    exact = [float(formula.sympy().subs(symbol, point)) for point in inside]
    np.testing.assert_allclose(exact, expected, rtol=1e-13)


EDGES = np.array([0.0, -0.0, 5e-324, 0.5, 1.0, 2.5, 21.0, 1e9, 1e308, np.inf])
EDGES = np.array([*EDGES, *-EDGES, np.nan])


@pytest.mark.parametrize("name", sorted(ONE))
def test_every_function_has_torchs_values_at_its_edges(name: str) -> None:
    formula = parse(f"{name}(x)", ("x",))
    values, _ = by_torch(formula, EDGES)
    found = formula.numpy({"x": EDGES})
    plain = np.abs(EDGES) < 1e9 if name in ("sin", "cos", "tan") else np.full(EDGES.shape, True)
    np.testing.assert_allclose(found[plain], values[plain], rtol=3e-14, atol=1e-300)
    zero = plain & (values == 0) & (found == 0)
    assert np.array_equal(np.signbit(found[zero]), np.signbit(values[zero]))  # 1/0 tells them apart


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("floor(x)", 2.0, 0.0),
        ("floor(x)", 2.5, 0.0),
        ("mod(x, 3)", -7.5, 1.0),
        ("mod(7.5, x)", 2.0, -3.0),
        ("mod(7.5, x)", -2.0, 4.0),
        ("mod(x^2, x/3)", 2.3, 4.6 - 6 / 3),
        ("log2(x)", 4.0, 1 / (4 * math.log(2))),
        ("cbrt(x)", -8.0, 1 / 12),
        ("log1p(x)", 3.0, 0.25),
        ("expm1(x)", 2.0, math.exp(2)),
        ("erf(x)", 0.5, 2 / math.sqrt(math.pi) * math.exp(-0.25)),
    ],
)
def test_the_slope_by_hand_and_by_autograd_is_the_true_one(text: str, x: float, slope: float) -> None:
    formula = parse(text, ("x",))
    assert by_torch(formula, np.array([x]))[1][0] == pytest.approx(slope, rel=1e-14)
    assert formula.derivative("x").numpy({"x": x}) == pytest.approx(slope, rel=1e-14)


def test_the_cube_root_is_vertical_at_0_and_torch_finds_no_slope_there() -> None:
    formula = parse("cbrt(x)", ("x",))
    assert formula.derivative("x").numpy({"x": 0.0}) == np.inf
    assert np.isnan(by_torch(formula, np.zeros(1))[1]).all()


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("floor(x/2)", r"\left\lfloor \frac{x}{2}\right\rfloor"),
        ("cbrt(x)^2", r"\sqrt[3]{x}^{2}"),
        ("log2(x)", r"\log_{2}\left(x\right)"),
        ("mod(x, 3)", r"\operatorname{mod}\left(x, 3\right)"),
        ("erf(x)", r"\operatorname{erf}\left(x\right)"),
    ],
)
def test_functions_are_typeset(text: str, latex: str) -> None:
    assert parse(text, ("x",)).latex() == latex


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("2*x**4 - 3*x**2 + 2*x - 20", "8x³ − 6x + 2"),
        ("x^2", "2x"),
        ("(x^2 - 1)^2", "4x³ − 4x"),
        ("(x - 1)^10", "10(x − 1)⁹"),
        ("0.1x^3", "0.3x²"),
        ("x^3/3", "x²"),
        ("x^2/3", "2x/3"),
        ("sin(3x)e^(-x²/9)", "3cos(3x) e^(−x²/9) − 2x sin(3x) e^(−x²/9)/9"),
        ("|x|", "sign(x)"),
        ("log(x) - x", "1/x − 1"),
        ("sqrt(1 + x^2)", "x/sqrt(1 + x²)"),
        ("where(x < 0, -x, x^2)", "where(x < 0, −1, 2x)"),
        ("5", "0"),
        ("log2(x)", "1/(ln(2) x)"),
        ("expm1(x)", "exp(x)"),
        ("mod(x^2, 3)", "2x"),
        ("x/x", "0"),
    ],
)
def test_derivatives_are_tidy(text: str, derivative: str) -> None:
    assert parse(text, ("x",)).derivative("x").text == derivative


@pytest.mark.parametrize(
    ("text", "latex", "python", "pretty"),
    [
        (
            "2x^4 - 3x^2 + 2x - 20",
            "2 x^{4} - 3 x^{2} + 2 x - 20",
            "2*x**4 - 3*x**2 + 2*x - 20",
            "2x⁴ − 3x² + 2x − 20",
        ),
        (
            "sin(3x)e^(-x²/9)",
            r"\sin\left(3 x\right) e^{-\frac{x^{2}}{9}}",
            "torch.sin(3*x)*torch.exp(-x**2/9)",
            "sin(3x) e^(−x²/9)",
        ),
        ("1/2x", r"\frac{1}{2} x", "1/2*x", "1/2·x"),
        ("|x|", r"\left|x\right|", "torch.abs(x)", "|x|"),
        ("wx + b", "w x + b", "w*x + b", "wx + b"),
        ("a - (b - x)", r"a - \left(b - x\right)", "a - (b - x)", "a − (b − x)"),
        ("w*x*x + slope*slope", r"w x^{2} + \mathrm{slope}^{2}", "w*x*x + slope*slope", "wxx + slope·slope"),
        ("2x*x/(b*b*x)", r"\frac{2 x^{2}}{b^{2} x}", "2*x*x/(b*b*x)", "2xx/(b·bx)"),
        ("a/(b*x)", r"\frac{a}{b x}", "a/(b*x)", "a/(bx)"),
        ("(-x)^2 - (-x)", r"\left(-x\right)^{2} - \left(-x\right)", "(-x)**2 - (-x)", "(−x)² − (−x)"),
        ("max(x, 0)", r"\max\left(x, 0\right)", "torch.clamp(x, min=0)", "max(x, 0)"),
        ("2pi x", r"2 \pi x", "2*torch.pi*x", "2πx"),
        (
            "where(x<0, 1, 0)",
            r"\begin{cases} 1, & x < 0 \\ 0, & x \ge 0 \end{cases}",
            "0*x + torch.where(x < 0, x.new_tensor(1), 0)",
            "where(x < 0, 1, 0)",
        ),
        (
            "where(1<2, x, a)",
            r"\begin{cases} x, & 1 < 2 \\ a, & 1 \ge 2 \end{cases}",
            "0*a + x",  # torch.where takes no bare truth value
            "where(1 < 2, x, a)",
        ),
    ],
)
def test_a_formula_is_written_as_typed_in_three_notations(text: str, latex: str, python: str, pretty: str) -> None:
    formula = parse(text, ("x",), parameters=True)
    assert (formula.latex(), formula.python(), formula.pretty()) == (latex, python, pretty)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    "text",
    ["3", "where(x<0,1,0)", "where(x<0,2,x)", "min(x,2)", "max(1,x,-x)", "2^x", "1/x", "e^x", "sqrt(2)x"],
)
def test_torch_keeps_the_type_and_shape_of_the_variable(text: str, dtype: torch.dtype) -> None:
    x = torch.tensor([0.5, 1.5], dtype=dtype, requires_grad=True)
    y = parse(text, ("x",)).torch()({"x": x})
    assert y.dtype == dtype
    assert y.shape == x.shape


def test_a_constant_has_the_shape_of_its_variable_and_gradient_zero() -> None:
    formula = parse("3", ("x",))
    assert formula.numpy({"x": POINTS}).tolist() == [3.0] * len(POINTS)
    assert formula.numpy({"x": 1.0}) == 3.0
    assert by_torch(formula, POINTS)[1].tolist() == [0.0] * len(POINTS)
    assert parse("b", ("x",), parameters=True).numpy({"x": POINTS, "b": 2.0}).shape == POINTS.shape


@pytest.mark.parametrize(("text", "slope"), [("|x|", 0.0), ("relu(x)", 0.0), ("sign(x)", 0.0), ("x|x|", 0.0)])
def test_the_gradient_at_a_kink_is_torchs(text: str, slope: float) -> None:
    formula = parse(text, ("x",))
    assert by_torch(formula, np.zeros(1))[1] == [slope]
    assert formula.derivative("x").numpy({"x": 0.0}) == slope


def test_numpy_is_silent_about_overflow_and_undefined_values() -> None:
    assert parse("exp(x)", ("x",)).numpy({"x": 1e4}) == np.inf
    assert np.isnan(parse("log(x)", ("x",)).numpy({"x": -1.0}))
    assert parse("1/x", ("x",)).numpy({"x": 0.0}) == np.inf
    assert np.isnan(parse("x^0.5", ("x",)).numpy({"x": -1.0}))


def test_mean_and_sum_go_over_the_last_axis_in_every_run() -> None:
    formula = parse("mean((y - mean(y_pred))^2) + sum(y)/100", ("y", "y_pred"), aggregates=True)
    y, y_pred = np.arange(6.0).reshape(2, 3), np.ones((2, 3))
    expected = ((y - 1) ** 2).mean(axis=1) + y.sum(axis=1) / 100
    np.testing.assert_allclose(formula.numpy({"y": y, "y_pred": y_pred}), expected)
    found = formula.torch()({"y": torch.tensor(y), "y_pred": torch.tensor(y_pred)})
    np.testing.assert_allclose(found.numpy(), expected)
    centred = parse("y - mean(y)", ("y", "y_pred"), aggregates=True)
    np.testing.assert_allclose(centred.numpy({"y": y}), y - y.mean(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("text", "basis", "degree"),
    [
        ("w*x + b", (("w", "x"), ("b", "1")), 1),
        ("b + w x", (("b", "1"), ("w", "x")), 1),
        ("a x^2 + b x + c", (("a", "x²"), ("b", "x"), ("c", "1")), 2),
        ("(w x + b)/2 + 3", (("w", "x/2"), ("b", "1/2"), ("", "3")), 1),
        ("x(a + x b)", (("a", "x"), ("b", "x²")), 2),
        ("a sin(x) + b", (("a", "sin(x)"), ("b", "1")), None),
        ("x^2 + 1", (("", "x² + 1"),), 2),
        ("a sin(k x)", None, None),
        ("w^2 x", None, None),
        ("x/w", None, None),
    ],
)
def test_linear_predictions_are_known_with_their_basis(text: str, basis: Any, degree: int | None) -> None:
    formula = parse(text, ("x",), parameters=True)
    found = formula.linear_basis("x")
    assert (None if found is None else tuple((name, part.text) for name, part in found)) == basis
    assert formula.polynomial_degree("x") == degree


def test_sympy_form_is_exact_in_decimals() -> None:
    x = sympy.Symbol("x", real=True)
    assert parse("0.1x^2 + 1/3", ("x",)).sympy() == x**2 / 10 + sympy.Rational(1, 3)


@pytest.mark.parametrize("text", ["mean(where(y_pred < y, 1, 0))", "mean(y) + 0*sum(where(y_pred < y, 1, 2))"])
def test_a_loss_of_steps_has_gradient_zero_rather_than_none(text: str) -> None:
    formula = parse(text, ("y", "y_pred"), aggregates=True)
    y_pred = torch.tensor([[0.0, 3.0], [1.0, 1.0]], requires_grad=True)
    loss = formula.torch()({"y": torch.ones(2, 2), "y_pred": y_pred})
    assert loss.shape == (2,)
    assert torch.autograd.grad(loss.sum(), y_pred)[0].abs().sum() == 0
