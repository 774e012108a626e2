"""What is typed in books, courses and Python is understood as it is meant there, or refused; no word is ever torn."""

from __future__ import annotations

import ast
import math
import re
import subprocess
import sys
from dataclasses import replace
from math import acos, asin, atan, cbrt, cos, erf, exp, floor, log, log2, log10, pi, sin, sqrt, tan, tanh
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.catalogue.losses import loss_formula
from model.experiment import Regression
from model.experiment.settings import LossChoice, NoiseSetting, OptimizerSetting, ScheduleSetting
from model.formula import Formula, FormulaError, parse
from model.formula.hints import PYTORCH_ONLY, SAME_FUNCTION, WRITE_INSTEAD
from model.formula.remarks import remarks
from model.formula.vocabulary import AGGREGATES, FUNCTIONS, TAKEN
from model.formula.writers import identifier
from model.listing.script import fit_program

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = (0.3, 1.7)


def sigmoid(u: float) -> float:
    return 1 / (1 + exp(-u))


def minimise(text: str) -> Formula:
    return parse(text, ("x",))


def surface(text: str) -> Formula:
    return parse(text, ("x", "y"))


def prediction(text: str) -> Formula:
    return parse(text, ("x",), parameters=True)


def loss(text: str) -> Formula:
    return parse(text, ("y", "y_pred"), aggregates=True)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # Python, NumPy, PyTorch
        ("np.sin(x)", lambda x: sin(x)),
        ("numpy.cos(x)", lambda x: cos(x)),
        ("math.exp(-x**2)", lambda x: exp(-(x**2))),
        ("math.log(x)", lambda x: log(x)),
        ("np.log(1 + x)", lambda x: log(1 + x)),
        ("np.log2(x)", lambda x: log2(x)),
        ("math.log10(x)", lambda x: log10(x)),
        ("np.cbrt(x)", lambda x: cbrt(x)),
        ("torch.erf(x)", lambda x: erf(x)),
        ("torch.special.erf(x)", lambda x: erf(x)),
        ("scipy.special.erf(x)", lambda x: erf(x)),
        ("tf.math.tanh(x)", lambda x: tanh(x)),
        ("sp.sin(x)", lambda x: sin(x)),
        ("Math.sin(x)", lambda x: sin(x)),
        ("torch.sigmoid(x)", lambda x: sigmoid(x)),
        ("F.relu(x - 1)", lambda x: max(x - 1, 0)),
        ("F.softplus(x)", lambda x: log(1 + exp(x))),
        ("torch.nn.functional.softplus(x)", lambda x: log(1 + exp(x))),
        ("nn.functional.relu(x)", lambda x: x),
        ("np.pi*x", lambda x: pi * x),
        ("math.e**x", lambda x: math.e**x),
        ("torch.pi - x", lambda x: pi - x),
        ("np.arctan(x)", lambda x: atan(x)),
        ("np.arcsin(x/2)", lambda x: asin(x / 2)),
        ("np.arccos(x/2)", lambda x: acos(x / 2)),
        ("np.absolute(x - 1)", lambda x: abs(x - 1)),
        ("math.fabs(x - 1)", lambda x: abs(x - 1)),
        ("np.maximum(0, x - 1)", lambda x: max(0, x - 1)),
        ("torch.minimum(x, 1)", lambda x: min(x, 1)),
        ("np.where(x > 1, x, 0)", lambda x: x if x > 1 else 0),
        ("np.mod(x, 1)", lambda x: math.fmod(x, 1)),
        ("math.floor(x)", lambda x: floor(x)),
        ("np.expm1(x)", lambda x: math.expm1(x)),
        ("torch.log1p(x)", lambda x: math.log1p(x)),
        ("1/(1 + np.exp(-x))", lambda x: sigmoid(x)),
        ("x**4 - 3*x**3 + 2", lambda x: x**4 - 3 * x**3 + 2),
        ("np.sin(np.pi*x)/(np.pi*x)", lambda x: sin(pi * x) / (pi * x)),
        ("2.0*x**2.", lambda x: 2 * x**2),
        ("np.tanh(x)**2", lambda x: tanh(x) ** 2),
        ("torch.remainder(x, 3)", lambda x: x % 3),
        # school
        ("sin²(x)", lambda x: sin(x) ** 2),
        ("sin^2(x)", lambda x: sin(x) ** 2),
        ("sin**2(x)", lambda x: sin(x) ** 2),
        ("sin^(2)(x)", lambda x: sin(x) ** 2),
        ("sin²(x) + cos²(x)", lambda x: 1.0),
        ("2sin³(x)cos(x)", lambda x: 2 * sin(x) ** 3 * cos(x)),
        ("tan^2(2x)", lambda x: tan(2 * x) ** 2),
        ("ln²(x)", lambda x: log(x) ** 2),
        ("log^2(x)", lambda x: log(x) ** 2),
        ("1 - sin²(x)/2", lambda x: 1 - sin(x) ** 2 / 2),
        ("-sin²(x)", lambda x: -(sin(x) ** 2)),
        ("√x", lambda x: sqrt(x)),
        ("√2", lambda x: sqrt(2)),
        ("√2x", lambda x: sqrt(2) * x),
        ("2√x", lambda x: 2 * sqrt(x)),
        ("x√x", lambda x: x * sqrt(x)),
        ("√(x² + 1)", lambda x: sqrt(x**2 + 1)),
        ("√(x)²", lambda x: x),
        ("√|x|", lambda x: sqrt(x)),
        ("√sin(x)", lambda x: sqrt(sin(x))),
        ("√√x", lambda x: x**0.25),
        ("1/√x", lambda x: 1 / sqrt(x)),
        ("∛x", lambda x: cbrt(x)),
        ("∛(x - 2)", lambda x: cbrt(x - 2)),
        ("x^√2", lambda x: x ** sqrt(2)),
        ("ln(x)", lambda x: log(x)),
        ("log₂(x)", lambda x: log2(x)),
        ("log_2(x)", lambda x: log2(x)),
        ("log₁₀(x)", lambda x: log10(x)),
        ("log_10(x)", lambda x: log10(x)),
        ("log_e(x)", lambda x: log(x)),
        ("arctan(x)", lambda x: atan(x)),
        ("arcsin(x/2)", lambda x: asin(x / 2)),
        ("sgn(x - 1)", lambda x: math.copysign(1, x - 1)),
        ("tg(x)", lambda x: tan(x)),
        ("σ(x)", lambda x: sigmoid(x)),
        ("σ²(x)", lambda x: sigmoid(x) ** 2),
        ("2σ(3x) - 1", lambda x: 2 * sigmoid(3 * x) - 1),
        ("e^x", lambda x: exp(x)),
        ("e^-x", lambda x: exp(-x)),
        ("xe^x", lambda x: x * exp(x)),
        ("2xe^(-x)", lambda x: 2 * x * exp(-x)),
        ("2ex", lambda x: 2 * math.e * x),
        ("πx", lambda x: pi * x),
        ("xπ", lambda x: pi * x),
        ("2πx", lambda x: 2 * pi * x),
        ("xx", lambda x: x * x),
        ("xxx", lambda x: x**3),
        ("xxxxx", lambda x: x**5),
        ("𝑥² + 2𝑥", lambda x: x**2 + 2 * x),
        ("X² + 1", lambda x: x**2 + 1),
        ("2X", lambda x: 2 * x),
        ("ｘ＾２＋１", lambda x: x**2 + 1),
        ("（ｘ＋１）／２", lambda x: (x + 1) / 2),
        ("ｓｉｎ（ｘ）", lambda x: sin(x)),
        ("max（ｘ，１）", lambda x: max(x, 1)),
        ("|x − 1|", lambda x: abs(x - 1)),
        ("x÷2×3", lambda x: x / 2 * 3),
        ("x⋅x", lambda x: x * x),
        ("2•x", lambda x: 2 * x),
        ("x — 1", lambda x: x - 1),
        ("x‑1", lambda x: x - 1),
        ("﹙x﹢1﹚﹡2", lambda x: (x + 1) * 2),
        ("ℯ^𝑥", lambda x: exp(x)),
    ],
)
def test_a_function_means_what_its_book_or_library_means(text: str, meant: Callable[[float], float]) -> None:
    for x in POINTS:
        assert minimise(text).numpy({"x": x}) == pytest.approx(meant(x), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("theta0 + theta1*x", "theta0 theta1", lambda x, a, b: a + b * x),
        ("theta_0 + theta_1 x", "theta_0 theta_1", lambda x, a, b: a + b * x),
        ("θ₀ + θ₁x", "θ0 θ1", lambda x, a, b: a + b * x),
        ("θ0 + θ1*x", "θ0 θ1", lambda x, a, b: a + b * x),
        ("w₀ + w₁x", "w0 w1", lambda x, a, b: a + b * x),
        ("w0 + w1x", "w0 w1", lambda x, a, b: a + b * x),
        ("w_0 + w_1*x", "w_0 w_1", lambda x, a, b: a + b * x),
        ("β₀ + β₁·x", "β0 β1", lambda x, a, b: a + b * x),
        ("beta0 + beta1*x", "beta0 beta1", lambda x, a, b: a + b * x),
        ("slope*x + intercept", "slope intercept", lambda x, a, b: a * x + b),
        ("slope x + bias", "slope bias", lambda x, a, b: a * x + b),
        ("weight * x + bias", "weight bias", lambda x, a, b: a * x + b),
        ("lambda*x + alpha", "lambda alpha", lambda x, a, b: a * x + b),
        ("λx + μ", "λ μ", lambda x, a, b: a * x + b),
        ("learning*x + rate", "learning rate", lambda x, a, b: a * x + b),
        ("cost*x + signal", "cost signal", lambda x, a, b: a * x + b),
        ("sec*x + norm", "sec norm", lambda x, a, b: a * x + b),
        ("w²(x + b)", "w b", lambda x, a, b: a**2 * (x + b)),
        ("a*b^x", "a b", lambda x, a, b: a * b**x),
        ("(ab)^x + b", "ab b", lambda x, a, b: a**x + b),
        ("ab^2*x + mu^x - 1", "ab mu", lambda x, a, b: a**2 * x + b**x - 1),
        ("x^T + T*w", "T w", lambda x, a, b: x**a + a * b),
        ("age^2*x + ate", "age ate", lambda x, a, b: a**2 * x + b),
        ("W*X + b", "W b", lambda x, a, b: a * x + b),
        ("WX + b", "W b", lambda x, a, b: a * x + b),
        ("W*Ｘ + b", "W b", lambda x, a, b: a * x + b),
        ("aX² + b", "a b", lambda x, a, b: a * x**2 + b),
        ("wx + b", "w b", lambda x, a, b: a * x + b),
        ("xw + b", "w b", lambda x, a, b: a * x + b),
        ("abx", "a b", lambda x, a, b: a * b * x),
        ("w10x + w2", "w10 w2", lambda x, a, b: a * x + b),
        ("ab*x + c", "ab c", lambda x, a, b: a * x + b),
        ("a*b*x", "a b", lambda x, a, b: a * b * x),
        ("a(x - b)", "a b", lambda x, a, b: a * (x - b)),
        ("ax(x - b)", "a b", lambda x, a, b: a * x * (x - b)),
        ("a*e^(-b*x)", "a b", lambda x, a, b: a * exp(-b * x)),
        ("a*np.exp(-b*x)", "a b", lambda x, a, b: a * exp(-b * x)),
        ("a*sin²(b*x)", "a b", lambda x, a, b: a * sin(b * x) ** 2),
        ("σ(wx + b)", "w b", lambda x, a, b: sigmoid(a * x + b)),
        ("torch.sigmoid(w*x + b)", "w b", lambda x, a, b: sigmoid(a * x + b)),
        ("exp(-(x - mu)^2/(2σ^2))", "mu σ", lambda x, a, b: exp(-((x - a) ** 2) / (2 * b**2))),
        ("sigma(w*x + b)", "w b", lambda x, a, b: sigmoid(a * x + b)),
        ("sigma*x + b", "sigma b", lambda x, a, b: a * x + b),
        ("σ*x + τ", "σ τ", lambda x, a, b: a * x + b),
        ("σ₀ + σ₁x", "σ0 σ1", lambda x, a, b: a + b * x),
        ("σ₁(x) + b", "σ1 b", lambda x, a, b: a * x + b),
        ("pie*x + basin", "pie basin", lambda x, a, b: a * x + b),
        ("a√x + b", "a b", lambda x, a, b: a * sqrt(x) + b),
        ("relu(w1x + b1)", "w1 b1", lambda x, a, b: max(a * x + b, 0)),
        ("vmax*x/(Km + x)", "vmax Km", lambda x, a, b: a * x / (b + x)),
        ("A*log₂(x) + B", "A B", lambda x, a, b: a * log2(x) + b),
    ],
)
def test_a_prediction_has_the_parameters_that_are_meant(
    text: str, names: str, meant: Callable[[float, float, float], float]
) -> None:
    formula = prediction(text)
    first, second = names.split()
    assert sorted(formula.parameters) == sorted((first, second))
    for x in POINTS:
        assert formula.numpy({"x": x, first: 1.3, second: 0.4}) == pytest.approx(meant(x, 1.3, 0.4), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("xy", lambda x, y: x * y),
        ("xyx", lambda x, y: x * y * x),
        ("X² + Y²", lambda x, y: x**2 + y**2),
        ("XY", lambda x, y: x * y),
        ("X² + y", lambda x, y: x**2 + y),
        ("sin²(x) + sin²(y)", lambda x, y: sin(x) ** 2 + sin(y) ** 2),
        ("√(x² + y²)", lambda x, y: math.hypot(x, y)),
        ("np.sqrt(x**2 + y**2)", lambda x, y: math.hypot(x, y)),
        ("xe^(-x² - y²)", lambda x, y: x * exp(-(x**2) - y**2)),
        ("(1 - x)**2 + 100*(y - x**2)**2", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    ],
)
def test_a_surface_means_what_is_typed(text: str, meant: Callable[[float, float], float]) -> None:
    assert surface(text).numpy({"x": 0.6, "y": 1.9}) == pytest.approx(meant(0.6, 1.9), rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "mean((y - y_pred)^2)",
        "np.mean((y - y_pred)**2)",
        "torch.mean((ŷ - y)²)",
        "mean((Y - y_pred)^2)",
        "mean(|y-ŷ|²)",
    ],
)
def test_a_loss_is_written_as_in_books_and_in_python(text: str) -> None:
    y, y_pred = np.array([1.0, 2.0, 4.0]), np.array([1.5, 1.0, 3.0])
    assert loss(text).numpy({"y": y, "y_pred": y_pred}) == pytest.approx(np.mean((y - y_pred) ** 2))


@pytest.mark.parametrize(
    ("read", "text", "column", "words"),
    [
        (prediction, "d*x + e", 7, "e is 2.718…; take another letter"),
        (prediction, "e*x + b", 1, "take another letter"),
        (prediction, "2e + x", 2, "take another letter"),
        (prediction, "ex", 1, "take another letter"),
        (prediction, "xe", 2, "take another letter"),
        (prediction, "ae^(-bx)", 1, "write a*e^…"),
        (prediction, "b + w1e^x", 5, "write w1*e^…"),
        (prediction, "ab^x", 1, "write a*b^… or (ab)^…, whichever is meant"),
        (prediction, "c + ab^(-k*x)", 5, "write a*b^… or (ab)^…"),
        (prediction, "w^T x + b", 1, "write w*x for a product"),
        (prediction, "xi + b", 1, "write x*i or ξ, whichever is meant"),
        (prediction, "x^e", 3, "take another letter"),
        (prediction, "w*x + np.e", 10, "take another letter"),
        (prediction, "w1*x1 + w2*x2 + b", 4, "this lab has one variable, x"),
        (prediction, "w1x1 + w2x2 + b", 3, "this lab has one variable, x"),
        (prediction, "w₁x₁ + w₂x₂", 3, "this lab has one variable, x"),
        (prediction, "w1*X1 + w2*X2", 4, "this lab has one variable, x"),
        (prediction, "w*x_1 + b", 3, "this lab has one variable, x"),
        (prediction, "w*x_i + b", 3, "this lab has one variable, x"),
        (prediction, "w*x2", 3, "write x^2 for a power"),
        (prediction, "a*(x - x0)", 8, "this lab has one variable, x"),
        (minimise, "x1", 1, "this lab has one variable, x"),
        (minimise, "x2", 1, "write x^2 for a power"),
        (surface, "x1^2 + x2^2", 1, "the variables here are x, y"),
        (prediction, "e0 + e1*x", 1, "take another letter"),
        (prediction, "wx_1 + b", 2, "unknown name 'x_1'"),
        (loss, "mean(1 - yy_pred)", 10, "write y*y_pred for a product"),
        (prediction, "wsin(x)", 1, "write w*sin(…)"),
        (prediction, "aln x + b", 1, "write a*ln(…)"),
        (prediction, "a + wexpx", 5, "write w*exp(…)"),
        (minimise, "xsinx", 1, "write x*sin(…)"),
        (loss, "-ylogŷ", 2, "write y*log(…)"),
        (prediction, "acos x", 1, "write acos(x) or a*cos(x), whichever is meant"),
        (prediction, "acosx + b", 1, "write acos(x) or a*cos(x), whichever is meant"),
        (minimise, "acos x", 1, "write acos(x), with brackets"),
        (prediction, "μ + σx", 5, "write σ(x) or σ*x, whichever is meant"),
        (minimise, "σx", 1, "write σ(x), with brackets"),
        (prediction, "σ²(x + 1)", 1, "write σ(…)^n or σ^n*(…), whichever is meant"),
        (loss, "∑(y - ŷ)²", 1, "write sum(…)"),
        (loss, "1/2Σ(y - ŷ)²", 4, "write sum(…)"),
        (prediction, "Σ(x)", 1, "in a loss only"),
        (prediction, "lgx", 1, "write log10(…)"),
        (prediction, "a*cotx", 3, "write 1/tan(…)"),
        (prediction, "x if x > 0 else 0", 3, "write where(condition, a, b)"),
        (minimise, "sin 2 x", 1, "write sin(…), with brackets"),
        (minimise, "cosx²", 1, "write cos(…), with brackets"),
        (minimise, "log_10 x", 1, "write log_10(x), with brackets"),
        (minimise, "sine(x)", 1, "similar names here: sin"),
        (minimise, "Math.PI*x", 6, "write pi, in small letters"),
        (minimise, "5%", 2, "write /100"),
        (minimise, "5% + x", 2, "write /100"),
        (minimise, "50%x", 3, "write /100 or mod(a, b)"),
        (minimise, "x : 2", 3, "write a/b"),
        (minimise, "x∶2", 2, "write a/b"),
        (minimise, "x.pow(2)", 2, "write a^b"),
        (minimise, "x.sum()", 2, "'.' is not understood"),
        (minimise, "nn.Sigmoid()(x)", 3, "'.' is not understood"),
        (prediction, "斜率*x + 截距", 1, "a name is made of Latin or Greek letters"),
        (prediction, "größe*x", 3, "a name is made of Latin or Greek letters"),
        (minimise, "xexp(-x)", 1, "write x*exp(…)"),
        (prediction, "wσ(x)", 1, "write w*σ(…)"),
        (prediction, "Asin(ωx + φ)", 1, "write asin(…) or A*sin(…)"),
        (prediction, "w_0 + w_1x", 7, "write w_1*x"),
        (prediction, "theta0 + theta1x", 10, "write theta1*x"),
        (prediction, "cosφ + x", 1, "write cos(φ)"),
        (prediction, "L/(1 + exp(-k*(x - x0)))", 20, "name a parameter otherwise"),
        (prediction, "pix", 1, "write pi*x"),
        (minimise, "2pix", 2, "write pi*x"),
        (minimise, "xpi", 1, "write x*pi"),
        (minimise, "lnx", 1, "write ln(x)"),
        (prediction, "a*logx + b", 3, "write log(x)"),
        (minimise, "log10x", 1, "write log10(x) or log(10x)"),
        (minimise, "log2 x", 1, "write log2(x)"),
        (minimise, "sin²x", 4, "write sin(…)^2"),
        (minimise, "sin^x(x)", 1, "write sin(…), with brackets"),
        (minimise, "exp^x", 1, "write exp(…), with brackets"),
        (minimise, "cos⁻¹(x)", 4, "write acos(…) for the inverse function, 1/cos(…) for the reciprocal"),
        (minimise, "tan^-1(x)", 4, "write atan(…)"),
        (minimise, "sin^(-1)(x)", 4, "write asin(…)"),
        (minimise, "tanh⁻¹(x)", 5, "write 1/tanh(…) for the reciprocal"),
        (minimise, "√x²", 1, "put what is under the root in brackets"),
        (minimise, "√x^3", 1, "put what is under the root in brackets"),
        (surface, "√xy", 1, "put what is under the root in brackets"),
        (minimise, "√", 1, "missing after"),
        (minimise, "lg(x)", 1, "write log10(…) where lg is to base 10"),
        (minimise, "log_3(x)", 1, "write log(…)/log(3)"),
        (minimise, "log(x, 2)", 1, "write log(a)/log(b)"),
        (minimise, "math.log(8, 2)x", 6, "write log(a)/log(b)"),
        (minimise, "pow(x, 2)", 1, "write a^b"),
        (minimise, "np.power(x, 2)", 1, "write a^b"),
        (minimise, "1 + np.square(x)", 5, "write (…)^2"),
        (minimise, "cot(x)", 1, "write 1/tan(…)"),
        (minimise, "cot x", 1, "write 1/tan(…)"),
        (prediction, "a*cot x", 3, "write 1/tan(…)"),
        (prediction, "sec²(x)", 1, "write 1/cos(…)"),
        (prediction, "slope²(x + 1)", 1, "unknown function 'slope'"),
        (prediction, "sech^2(x)", 1, "write 1/cosh(…)"),
        (minimise, "torch.clamp(x, min=0)", 1, "write min(max("),
        (minimise, "arcsinh(x)", 1, "write log("),
        (minimise, "torch.nn.functional.gelu(x)", 1, "PyTorch has gelu, this lab does not yet"),
        (prediction, "w*gelu(x)", 3, "PyTorch has gelu, this lab does not yet"),
        (minimise, "heaviside(x)", 1, "PyTorch has heaviside"),
        (minimise, "round(x)", 1, "PyTorch has round"),
        (minimise, "np.foo(x)", 1, "unknown function 'np.foo'"),
        (minimise, "math.inf", 1, "unknown function 'math.inf'"),
        (minimise, "sigmod(x)", 1, "similar names here: sigmoid"),
        (minimise, "foo(x)", 1, "unknown function 'foo'"),
        (prediction, "slope(x)", 1, "write slope*(…)"),
        (minimise, "a*x", 1, "this lab has one variable, x"),
        (minimise, "slope*x", 1, "this lab has one variable, x"),
        (minimise, "X*x", 1, "unknown name 'X'"),
        (minimise, "SIN(x)", 1, "write sin(…), in small letters"),
        (minimise, "ＳＩＮ（ｘ）", 1, "write sin(…), in small letters"),
        (minimise, "ReLU(x)", 1, "write relu(…), in small letters"),
        (prediction, "Pi*x", 1, "write pi, in small letters"),
        (loss, "mean((Y - Y_pred)^2)", 11, "write y_pred, in small letters"),
        (loss, "mean((y_true - y_pred)^2)", 7, "the variables here are y, y_pred"),
        (loss, "((y - y_pred)**2).mean()", 18, "write mean(…)"),
        (loss, "F.mse_loss(y_pred, y)", 1, "write mean((y - y_pred)^2)"),
        (minimise, "x.sin()", 2, "write sin(…)"),
        (minimise, "mean(x)", 1, "in a loss only"),
        (minimise, "x % 2", 3, "write mod(a, b)"),
        (minimise, "x mod 2", 3, "write mod(a, b), with brackets"),
        (minimise, "x//2", 2, "write floor(a/b)"),
        (minimise, "½x²", 1, "write (1/2)"),
        (minimise, "x + ¾", 5, "write (3/4)"),
        (minimise, "⌊x⌋", 1, "write floor(…)"),
        (minimise, "lambda x: x**2", 9, "leave out ':'"),
        (minimise, "IF(x > 0, x, 0)", 1, "write where(condition, a, b)"),
        (minimise, "POWER(x, 2)", 1, "write a^b"),
        (minimise, "max x", 1, "write max(a, b), with brackets"),
        (minimise, r"\frac{x}{2}", 1, "LaTeX is not read here"),
        (minimise, "2₁x", 2, "'₁' is not understood"),
        (prediction, "_w*x", 1, "a name has at most"),
        (prediction, "w_*x", 1, "a name has at most"),
        (prediction, "w" * 31 + "*x", 1, "a name has at most 30"),
        (prediction, "loss*x", 1, "is taken"),
        (prediction, "x*y", 3, "is taken"),
        (prediction, "max(x, -inf)", 9, "is taken"),
        (prediction, "NaN*x", 1, "is taken"),
        (prediction, "True*x", 1, "is taken"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_place(
    read: Callable[[str], Formula], text: str, column: int, words: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text)
    assert caught.value.column == column
    assert words in str(caught.value)
    assert str(caught.value).count(". ") == 0


def test_a_capital_letter_is_the_variable_only_where_that_is_meant_by_nothing_else() -> None:
    assert prediction("W*X + b").capitals == (("X", "x"),)
    assert prediction("W*X + b*x").capitals == ()
    assert prediction("W*X + b*x").parameters == ("W", "X", "b")
    assert surface("X^2 + Y^2").capitals == (("X", "x"), ("Y", "y"))
    assert surface("x^2 + Y^2").capitals == (("Y", "y"),)
    assert minimise("x^2").capitals == ()


WORDS = st.from_regex(r"\A[a-zA-Zα-ωxX][a-zA-Zα-ωxX0-9_₀₁]{0,8}\Z")


@settings(max_examples=600, deadline=None)
@given(WORDS, st.sampled_from([minimise, surface, prediction, loss]))
def test_no_word_is_torn_into_letters_silently(word: str, read: Callable[[str], Formula]) -> None:
    try:
        formula = read(word)
    except FormulaError:
        return
    plain = word.translate(str.maketrans("₀₁", "01"))
    if formula.names in ((plain,), (plain.lower(),)) or "π" in word or plain in ("e", "pi"):
        return
    variables = {name for name in formula.variables if len(name) == 1}
    pieces = re.findall(r"[^\d_]\d*", plain)
    assert "".join(pieces) == plain
    ends = {pieces[0].lower(), pieces[-1].lower()}
    assert (len(pieces) <= 3 and ends & variables) or {piece.lower() for piece in pieces} <= variables


@given(st.sampled_from(sorted(SAME_FUNCTION)))
def test_another_name_of_a_function_is_the_same_function(word: str) -> None:
    assert SAME_FUNCTION[word] in FUNCTIONS
    assert word not in FUNCTIONS
    of_numpy = getattr(np, word, None)
    if of_numpy is not None and FUNCTIONS[SAME_FUNCTION[word]] == (1, 1):
        assert minimise(f"{word}(x)").numpy({"x": 0.3}) == pytest.approx(of_numpy(0.3))


def test_what_is_said_to_be_pytorchs_is_pytorchs_and_not_here() -> None:
    functional = torch.nn.functional
    missing = {name for name in PYTORCH_ONLY if not any(hasattr(m, name) for m in (torch, functional, torch.special))}
    assert not missing
    assert not PYTORCH_ONLY & {*FUNCTIONS, *AGGREGATES, *SAME_FUNCTION, *WRITE_INSTEAD}


@pytest.mark.parametrize("name", sorted(WRITE_INSTEAD))
def test_what_is_to_be_written_instead_is_the_same_mathematics(name: str) -> None:
    libraries = (torch.nn.functional, torch, torch.special)
    function = next((getattr(library, name) for library in libraries if hasattr(library, name)), None)
    instead = WRITE_INSTEAD[name]
    if name == "if":
        assert parse("where(a < b, a, b)", ("a", "b")).numpy({"a": 1.0, "b": 2.0}) == 1.0
        return
    if name in ("mse_loss", "l1_loss"):
        y, y_pred = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([1.5, 1.0, 3.0])
        assert function is not None
        assert float(loss(instead).torch()({"y": y, "y_pred": y_pred})) == pytest.approx(float(function(y_pred, y)))
        return
    names = ("a", "b", "low", "high", "slope")
    numbers = {"slope": 0.01, "a": 0.4, "b": 1.7, "low": 0.6, "high": 0.8}
    if name in ("acosh", "arccosh", "arcosh"):
        numbers["a"] = 1.4
    formula = parse(instead.replace("…", "a"), names)
    found = formula.numpy(numbers)
    if function is None:
        expected = {
            **{"sqr": 0.16, "swish": 0.4 * sigmoid(0.4), "power": 0.4**1.7},
            **{"cot": 1 / tan(0.4), "ctg": 1 / tan(0.4), "sec": 1 / cos(0.4), "csc": 1 / sin(0.4)},
            **{"cosec": 1 / sin(0.4), "coth": 1 / tanh(0.4), "sech": 1 / math.cosh(0.4), "csch": 1 / math.sinh(0.4)},
            **{"arsinh": math.asinh(0.4), "arcosh": math.acosh(1.4), "artanh": math.atanh(0.4)},
            **{"radians": math.radians(0.4), "sen": sin(0.4), "ld": log2(0.4)},
            **{"sh": math.sinh(0.4), "ch": math.cosh(0.4), "th": tanh(0.4)},
        }[name]
    else:
        arguments = [torch.tensor(numbers[key], dtype=torch.float64) for key in names if key in formula.names]
        expected = float(function(*arguments))
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "latex", "pretty"),
    [
        ("slope*x + bias", r"\mathrm{slope} \cdot x + \mathrm{bias}", "slope·x + bias"),
        ("theta0 + theta1*x", r"\theta_{0} + \theta_{1} x", "theta0 + theta1·x"),
        ("w_0 + w_1*x", r"w_{0} + w_{1} x", "w_0 + w_1·x"),
        ("w₀ + w₁x", r"w_{0} + w_{1} x", "w0 + w1x"),
        ("lambda*x", r"\lambda x", "lambda·x"),
        ("v_max*x", r"v_{\mathrm{max}} x", "v_max·x"),
        ("a*b*x", "a b x", "a·bx"),
        ("σ*(x + 1)", r"\sigma \left(x + 1\right)", "σ·(x + 1)"),
        ("w2*sin(x)", r"w_{2} \sin\left(x\right)", "w2 sin(x)"),
    ],
)
def test_names_are_written_so_that_they_stay_apart(text: str, latex: str, pretty: str) -> None:
    formula = prediction(text)
    assert (formula.latex(), formula.pretty()) == (latex, pretty)


NAMES = st.sampled_from(
    ["a", "b", "x", "w1", "ab", "ae", "T", "slope", "σ", "sigma", "θ0", "w_0", "alpha", "E", "ln1", "lnw", "sina", "X"]
)
FACTORS = st.lists(
    NAMES | st.sampled_from(["2", "(x + 1)", "sin(x)", "x^2", "(ab)^x", "(ae)^(2x)", "b^T", "pi", "e^x", "|x|"]),
    min_size=2,
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(FACTORS)
def test_a_product_of_any_names_is_written_so_that_it_is_read_back(factors: list[str]) -> None:
    try:
        formula = prediction("*".join(factors))
    except FormulaError:
        return
    assert prediction(formula.pretty()).tree == formula.tree


def test_a_listing_runs_with_any_name_of_a_parameter() -> None:
    names = ("lambda", "class", "data", "print", "random", "optimizer", "torch", "np")
    text = " + ".join(f"{name}*x^{power}" for power, name in enumerate(names))
    own_loss = LossChoice("mean(abs(y - y_pred))")
    experiment = Regression(prediction=text, epochs=2, loss=own_loss, tolerance=1e-9)
    sources = [fit_program(replace(experiment, batch_size=batch)).source for batch in (None, 2)]
    both = "\n".join(f"exec({source!r}, {{'__name__': '__main__'}})" for source in sources)
    done = subprocess.run([sys.executable, "-c", both], capture_output=True, text=True, check=True)
    assert [line.partition(" = ")[0] for line in done.stdout.splitlines()] == 2 * [*names, "loss"]


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "newton"])
@pytest.mark.parametrize("batch", [None, 10])
def test_a_parameter_takes_no_name_that_a_listing_uses_after_it(optimizer: str, batch: int | None) -> None:
    experiment = Regression(
        batch_size=batch,
        tolerance=1e-9,
        optimizer=OptimizerSetting.of(optimizer, learning_rate=0.1),
        noise=NoiseSetting.of("normal"),
        schedule=ScheduleSetting.of("step"),
    )
    source = fit_program(experiment).source
    tree = ast.parse(source[source.index("\nw = torch") :])
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert {name for name in used - {"w", "b", *TAKEN} if identifier(name) == name} <= {"x"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("w*x + b", []),
        ("W*X + b", ["X is read as x"]),
        ("w + b", ["there is no x in it: every point gets the same prediction"]),
        ("sin(2)", ["there is no x in it: every point gets the same prediction"]),
    ],
)
def test_it_is_said_how_a_letter_was_read_and_what_a_prediction_lacks(text: str, said: list[str]) -> None:
    assert [message.text() for message in remarks(prediction(text), is_prediction=True)] == said


def test_a_function_or_a_loss_may_do_without_a_variable() -> None:
    assert not list(remarks(surface("x^2")))
    assert not list(remarks(minimise("7")))
    assert [message.text() for message in remarks(surface("X + Y"))] == ["X is read as x", "Y is read as y"]


def test_only_x_and_y_are_meant_by_a_capital_letter() -> None:
    with pytest.raises(FormulaError, match="unknown name 'W'"):
        loss_formula("mean((y - y_pred)^2) + 0.1*W^2", ("w", "b"))
