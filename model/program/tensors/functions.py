"""The catalogue of operators and functions: one entry says all that the lab knows of an operation.

To add a function, add its entry: how it is called, what PyTorch calls it, how large its result may become, and its
local derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PREFIXES = ("torch.nn.functional.", "nn.functional.", "F.", "torch.")
"""What may stand before a function's name, the longest first."""
LIMIT_DIMENSIONS = 16

Kind: TypeAlias = Literal["tensor", "data", "shape", "number", "dim", "flag"]
Size: TypeAlias = Literal["same", "one", "broadcast", "matmul", "shape", "steps", "range", "data"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function.

    Attributes
    ----------
    kind : str
        "tensor"; "data", a number or nested lists; "shape", sizes one by one or in a tuple; "number"; "dim"; or
        "flag", which is given by its name only.
    """

    name: str
    kind: Kind = "tensor"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Local:
    """The local derivative of an operation with respect to one tensor, where the formula does not give it.

    Attributes
    ----------
    text, latex : str
        Written with ``{a}`` and ``{b}`` for the operands, ``{y}`` for the result, ``{n}`` for how many elements
        the first operand has.
    """

    text: str
    latex: str


@dataclass(frozen=True, slots=True)
class Function:
    """An operator or a function.

    Attributes
    ----------
    name : str
        How it is called in a program.
    torch : str
        Its path within torch, or the name within Python's ``operator`` for a sign.
    parameters : tuple of Parameter
        In the order in which they are given.
    size : str
        The rule for how many elements the result has; see `model.program.tensors.sizes`.
    symbol : str
        What stands on its node.
    formula : str or None
        What it computes for each element, in the notation of `model.formula`, of ``a`` and ``b``: its local
        derivatives and its SymPy form follow from that.
    local : tuple of Local
        The local derivatives where there is no such formula.
    sympy : str or None
        What it computes of single numbers, in that notation, where it is no formula for each element.
    is_method : bool
        Whether ``x.name()`` is known too.
    """

    name: str
    torch: str
    parameters: tuple[Parameter, ...]
    size: Size
    symbol: str
    formula: str | None = None
    local: tuple[Local, ...] = ()
    sympy: str | None = None
    is_method: bool = True

    @property
    def makes_leaf(self) -> bool:
        """Whether it makes a tensor from no other."""
        return all(parameter.kind != "tensor" for parameter in self.parameters)

    @property
    def of_one_number(self) -> str | None:
        """What it computes where every tensor holds one number, as a formula."""
        return self.formula or self.sympy

    @property
    def signature(self) -> str:
        """How it is called, for a hint, such as ``softmax(x, dim)``."""
        pieces = [
            f"{p.name}=False" if p.kind == "flag" else p.name if p.required else f"[{p.name}]" for p in self.parameters
        ]
        return f"{self.name}({', '.join(pieces)})"


_A, _B = Parameter("input"), Parameter("other")
_DIM = Parameter("dim", "dim", required=False)
_GRAD = Parameter("requires_grad", "flag", required=False)
_TARGET = Parameter("target")


def _operator(sign: str, name: str, formula: str | None, symbol: str, local: tuple[Local, ...] = ()) -> Function:
    size: Size = "matmul" if sign == "@" else "broadcast"
    return Function(sign, name, (_A, _B), size, symbol, formula, local, "a*b" if sign == "@" else None, False)


_MATMUL = (
    Local("·{b}ᵀ", r"\cdot\, {b}^{{\top}}"),
    Local("{a}ᵀ·", r"{a}^{{\top}} \cdot"),
)
"""Not a number for each element: the gradient is multiplied from that side."""

OPERATORS: dict[str, Function] = {
    entry.name: entry
    for entry in (
        _operator("+", "add", "a + b", "+"),
        _operator("-", "sub", "a - b", "−"),
        _operator("*", "mul", "a*b", "×"),
        _operator("/", "truediv", "a/b", "÷"),
        _operator("**", "pow", "a^b", "^"),
        _operator("@", "matmul", None, "@", _MATMUL),
        Function("neg", "neg", (_A,), "same", "−", "-a", is_method=False),
    )
}


def _elementwise(name: str, formula: str, symbol: str | None = None) -> Function:
    return Function(name, name, (_A,), "same", symbol or name, formula)


def _leaf(name: str, parameters: tuple[Parameter, ...], size: Size) -> Function:
    return Function(name, name, (*parameters, _GRAD), size, name, is_method=False)


def _loss(name: str, symbol: str, size: Size, local: tuple[Local, ...], sympy: str | None) -> Function:
    torch = f"nn.functional.{name}"
    return Function(name, torch, (_A, _TARGET), size, symbol, None, local, sympy, is_method=False)


_SHAPE = Parameter("shape", "shape")

FUNCTIONS: dict[str, Function] = {
    entry.name: entry
    for entry in (
        _leaf("tensor", (Parameter("data", "data"),), "data"),
        _leaf("ones", (_SHAPE,), "shape"),
        _leaf("zeros", (_SHAPE,), "shape"),
        _leaf("randn", (_SHAPE,), "shape"),
        _leaf(
            "arange",
            (
                Parameter("start", "number"),
                Parameter("end", "number", required=False),
                Parameter("step", "number", required=False),
            ),
            "range",
        ),
        _leaf(
            "linspace",
            (Parameter("start", "number"), Parameter("end", "number"), Parameter("steps", "number")),
            "steps",
        ),
        _elementwise("exp", "exp(a)"),
        _elementwise("log", "ln(a)"),
        _elementwise("sqrt", "sqrt(a)", "√"),
        _elementwise("sin", "sin(a)"),
        _elementwise("cos", "cos(a)"),
        _elementwise("tanh", "tanh(a)"),
        _elementwise("sigmoid", "sigmoid(a)", "σ"),
        _elementwise("relu", "relu(a)"),
        Function(
            "softmax",
            "softmax",
            (_A, Parameter("dim", "dim")),
            "same",
            "softmax",
            local=(Local("diag({y}) − {y}·{y}ᵀ", r"\operatorname{{diag}}({y}) - {y}\,{y}^{{\top}}"),),
            sympy="a - a + 1",
        ),
        _elementwise("abs", "abs(a)", "|·|"),
        _elementwise("square", "a^2", "²"),
        Function("sum", "sum", (_A, _DIM), "same", "Σ", local=(Local("1", "1"),), sympy="a"),
        Function("mean", "mean", (_A, _DIM), "same", "mean", local=(Local("1/{n}", r"\frac{{1}}{{{n}}}"),), sympy="a"),
        Function(
            "max",
            "max",
            (_A, Parameter("other", required=False)),
            "broadcast",
            "max",
            local=(
                Local("[{a} = {y}]", r"\left[{a} = {y}\right]"),
                Local("[{b} = {y}]", r"\left[{b} = {y}\right]"),
            ),
        ),
        Function("matmul", "matmul", (_A, _B), "matmul", "@", None, _MATMUL, "a*b"),
        Function("reshape", "reshape", (_A, _SHAPE), "same", "reshape", local=(Local("1", "1"),), sympy="a"),
        Function("detach", "detach", (_A,), "same", "detach"),
        _loss(
            "mse_loss",
            "MSE",
            "broadcast",
            (
                Local("2·({a} − {b})/{n}", r"\frac{{2}}{{{n}}}\left({a} - {b}\right)"),
                Local("2·({b} − {a})/{n}", r"\frac{{2}}{{{n}}}\left({b} - {a}\right)"),
            ),
            "(a - b)^2",
        ),
        _loss(
            "binary_cross_entropy_with_logits",
            "BCE",
            "broadcast",
            (
                Local("(σ({a}) − {b})/{n}", r"\frac{{\sigma({a}) - {b}}}{{{n}}}"),
                Local("−{a}/{n}", r"-\frac{{{a}}}{{{n}}}"),
            ),
            "softplus(a) - a*b",
        ),
        _loss(
            "cross_entropy",
            "CE",
            "same",
            (
                Local(
                    "(softmax({a}) − onehot({b}))/n", r"\frac{{1}}{{n}}\left(\operatorname{{softmax}}({a}) - {b}\right)"
                ),
            ),
            None,
        ),
    )
}
