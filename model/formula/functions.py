"""The functions that a formula may call on a fixed number of values, one entry each with all that is known of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from model.formula.tree import (
    ONE,
    ZERO,
    Call,
    Comparison,
    Constant,
    Negative,
    Node,
    Number,
    Power,
    Where,
    add,
    divide,
    multiply,
)

Slopes: TypeAlias = Callable[..., tuple[Node, ...]]
InSymPy: TypeAlias = Callable[..., Any]

TWO = Number(2.0)
CUBE_ROOT = """
def cbrt(x):
    return torch.sign(x) * torch.abs(x) ** (1 / 3)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of one value or more.

    Attributes
    ----------
    slopes : callable
        From the arguments, the partial derivative by each of them; at a kink as torch has it.
    numpy : callable
        Its values by NumPy.
    torch : str
        Its name in PyTorch without ``torch.`` before it, or in ``definition``.
    definition : str
        Where PyTorch has no such function, the source text of one; `torch_library` has the same.
    latex : str
        Its name, or with ``%s`` in the argument's place all of it.
    sympy : callable or str
        From a builder of `model.formula.to_sympy` and the arguments an expression, or the name of SymPy's function.
    """

    slopes: Slopes
    numpy: Callable[..., Any]
    torch: str
    latex: str
    sympy: InSymPy | str
    definition: str = ""
    arguments: int = 1


def _call(function: str) -> Callable[[Node], Node]:
    return lambda u: Call(function, (u,))


def _square(node: Node) -> Node:
    return Power(node, TWO)


def _over_root_of_one_minus_square(u: Node) -> Node:
    return divide(ONE, Call("sqrt", (add(ONE, Negative(_square(u))),)))


def _function(
    name: str,
    slope: Callable[[Node], Node],
    *,
    numpy: Callable[..., Any] | None = None,
    torch: str = "",
    latex: str = "",
    sympy: InSymPy | str = "",
    definition: str = "",
) -> Function:
    """Return a function of one value, of the same name wherever no other is given."""
    return Function(
        slopes=lambda u: (slope(u),),
        numpy=numpy or getattr(np, name),
        torch=torch or name,
        latex=latex or rf"\operatorname{{{name}}}",
        sympy=sympy or name,
        definition=definition,
    )


def _numpy_softplus(x: Any) -> Any:
    """Return log(1 + eˣ) as torch defines it: x itself above 20."""
    return np.where(x > 20.0, x, np.log1p(np.exp(np.minimum(x, 20.0))))


_error_function = np.frompyfunc(math.erf, 1, 1)


def _numpy_remainder(a: Any, b: Any) -> Any:
    """Return the remainder with the divisor's sign; a remainder of 0 has the sign of ``a``, as torch has it."""
    rest = np.fmod(a, b)
    return np.where((rest != 0) & ((rest < 0) != (b < 0)), rest + b, rest)


def _numpy_erf(x: Any) -> Any:
    return np.asarray(_error_function(x), dtype=np.float64)


def _log_to(base: int) -> InSymPy:
    return lambda build, x: build.times(build.call("log", x), build.power(build.call("log", base), -1))


def _sympy_sigmoid(build: Any, x: Any) -> Any:
    return build.power(build.plus(1, build.call("exp", build.times(-1, x))), -1)


def _sympy_cube_root(build: Any, x: Any) -> Any:
    if not build.evaluate:
        return build.sympy.Function("cbrt", real=True)(x)
    return build.times(build.call("sign", x), build.root(build.call("Abs", x), 3))


FIXED: dict[str, Function] = {
    "exp": _function("exp", _call("exp"), latex=r"\exp"),
    "expm1": _function("expm1", _call("exp"), sympy=lambda build, x: build.plus(build.call("exp", x), -1)),
    "log": _function("log", lambda u: divide(ONE, u), latex=r"\log"),
    "ln": _function("ln", lambda u: divide(ONE, u), numpy=np.log, torch="log", latex=r"\ln", sympy="log"),
    "log2": _function("log2", lambda u: divide(ONE, u, Call("ln", (TWO,))), latex=r"\log_{2}", sympy=_log_to(2)),
    "log10": _function(
        "log10", lambda u: divide(ONE, u, Call("ln", (Number(10.0),))), latex=r"\log_{10}", sympy=_log_to(10)
    ),
    "log1p": _function(
        "log1p", lambda u: divide(ONE, add(ONE, u)), sympy=lambda build, x: build.call("log", build.plus(1, x))
    ),
    "sqrt": _function(
        "sqrt",
        lambda u: divide(ONE, TWO, Call("sqrt", (u,))),
        latex=r"\sqrt{%s}",
        sympy=lambda build, x: build.root(x, 2),
    ),
    "cbrt": _function(
        "cbrt",
        lambda u: divide(ONE, Number(3.0), _square(Call("cbrt", (u,)))),
        definition=CUBE_ROOT,
        numpy=lambda x: np.cbrt(x) + 0.0,  # of -0 it is 0, as in torch
        latex=r"\sqrt[3]{%s}",
        sympy=_sympy_cube_root,
    ),
    "sin": _function("sin", _call("cos"), latex=r"\sin"),
    "cos": _function("cos", lambda u: Negative(Call("sin", (u,))), latex=r"\cos"),
    "tan": _function("tan", lambda u: add(ONE, _square(Call("tan", (u,)))), latex=r"\tan"),
    "asin": _function("asin", _over_root_of_one_minus_square, numpy=np.arcsin, latex=r"\arcsin"),
    "acos": _function("acos", lambda u: Negative(_over_root_of_one_minus_square(u)), numpy=np.arccos, latex=r"\arccos"),
    "atan": _function("atan", lambda u: divide(ONE, add(ONE, _square(u))), numpy=np.arctan, latex=r"\arctan"),
    "sinh": _function("sinh", _call("cosh"), latex=r"\sinh"),
    "cosh": _function("cosh", _call("sinh"), latex=r"\cosh"),
    "tanh": _function("tanh", lambda u: add(ONE, Negative(_square(Call("tanh", (u,))))), latex=r"\tanh"),
    "sigmoid": _function(
        "sigmoid",
        lambda u: multiply(Call("sigmoid", (u,)), add(ONE, Negative(Call("sigmoid", (u,))))),
        numpy=lambda x: np.exp(-np.logaddexp(0.0, -x)),
        sympy=_sympy_sigmoid,
    ),
    "relu": _function(
        "relu",
        lambda u: Where(Comparison(">", u, ZERO), ONE, ZERO),
        numpy=lambda x: np.where(np.less(x, 0.0), 0.0, x),  # of -0 it is -0, as torch has it
        sympy=lambda build, x: build.call("Max", 0, x),
    ),
    "softplus": _function(
        "softplus",
        _call("sigmoid"),
        numpy=_numpy_softplus,
        torch="nn.functional.softplus",
        sympy=lambda build, x: build.call("log", build.plus(1, build.call("exp", x))),
    ),
    "erf": _function(
        "erf",
        lambda u: divide(multiply(TWO, Power(Constant("e"), Negative(_square(u)))), Call("sqrt", (Constant("pi"),))),
        numpy=_numpy_erf,
    ),
    "abs": _function("abs", _call("sign"), latex=r"\left|%s\right|", sympy="Abs"),
    "sign": _function("sign", lambda _u: ZERO, numpy=lambda x: np.where(np.isnan(x), 0.0, np.sign(x))),
    "floor": _function("floor", lambda _u: ZERO, latex=r"\left\lfloor %s\right\rfloor"),
    "mod": Function(
        arguments=2,
        slopes=lambda a, b: (ONE, Negative(Call("floor", (divide(a, b),)))),
        numpy=_numpy_remainder,
        torch="remainder",
        latex=r"\operatorname{mod}",
        sympy=lambda writer, a, b: writer.sympy.nan if b == 0 else writer.call("Mod", a, b),
    ),
}
"""Functions of as many values as are written, the natural logarithm under two names."""
