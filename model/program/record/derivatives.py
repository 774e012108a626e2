"""Local derivatives in symbols and in numbers: 3x² = 3·5² = 75."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from model.formula import parse
from model.formula.algebra import tidy
from model.formula.calculus import differentiate
from model.formula.latex import latex_text
from model.formula.tree import Name, Negative, Number, substitute
from model.formula.writers import pretty_text
from model.message import number_text
from model.program.record.frames import Equation
from model.program.record.states import array_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.formula.tree import Node
    from model.program.record.frames import Node as GraphNode
    from model.program.record.states import Array

FORMULAS = {
    **{"Add": "a + b", "Sub": "a - b", "Rsub": "b - a", "Mul": "a*b", "Div": "a/b", "Pow": "a^b", "Neg": "-a"},
    **{name: f"{name.lower()}(a)" for name in ("Exp", "Sqrt", "Sin", "Cos", "Tan", "Tanh", "Sigmoid", "Relu", "Abs")},
    **{"Log": "ln(a)", "Reciprocal": "1/a"},
}
"""What a node of autograd computes for each element, without its number; its inputs are a and b in their order."""
_MATMUL = (("·{b}ᵀ", r"\cdot\, {b}^{{\top}}"), ("{a}ᵀ·", r"{a}^{{\top}} \cdot"))
"""Not a number for each element: the gradient is multiplied from that side."""
_SAME = (("1", "1"),)
_LOCALS = {
    **{"Mm": _MATMUL, "Mv": _MATMUL, "Bmm": _MATMUL, "Dot": _MATMUL},
    **dict.fromkeys(
        ("Sum", "View", "UnsafeView", "T", "Permute", "Transpose", "Expand", "Squeeze", "Unsqueeze"), _SAME
    ),
    "Mean": (("1/{n}", r"\frac{{1}}{{{n}}}"),),
    "Softmax": (("diag({y}) − {y}·{y}ᵀ", r"\operatorname{{diag}}({y}) - {y}\,{y}^{{\top}}"),),
    "Max": (("[{a} = {y}]", r"\left[{a} = {y}\right]"),),
    "Maximum": (("[{a} = {y}]", r"\left[{a} = {y}\right]"), ("[{b} = {y}]", r"\left[{b} = {y}\right]")),
    "MseLoss": (
        ("2·({a} − {b})/{n}", r"\frac{{2}}{{{n}}}\left({a} - {b}\right)"),
        ("2·({b} − {a})/{n}", r"\frac{{2}}{{{n}}}\left({b} - {a}\right)"),
    ),
    "BinaryCrossEntropyWithLogits": (
        ("(σ({a}) − {b})/{n}", r"\frac{{\sigma({a}) - {b}}}{{{n}}}"),
        ("−{a}/{n}", r"-\frac{{{a}}}{{{n}}}"),
    ),
}
"""How the derivatives of further nodes by their inputs are written: as text and as LaTeX, with a, b, the result y, and
n, how many elements of the input make one of the result."""
_NUMBERS = {"a": ("_saved_self",), "b": ("_saved_exponent", "_saved_other")}


@lru_cache(maxsize=256)
def derivative_tree(formula: str, name: str, numbers: tuple[tuple[str, float], ...]) -> Node:
    """Return the derivative of a formula in ``a`` and ``b`` by one of them, with plain numbers put in."""
    tree = substitute(parse(formula, ("a", "b")).tree, {key: _number(value) for key, value in numbers})
    return tidy(differentiate(tree, name), ("a", "b"))


def local_derivative(
    function: Any,
    slot: int,
    sources: Mapping[int, GraphNode],
    result: GraphNode,
    local: Array | None,
    shape: tuple[int, ...],
) -> Equation:
    """Return the local derivative of an autograd node by one of its inputs.

    Parameters
    ----------
    function : autograd node
        Live.
    slot : int
        Which input.
    sources : mapping
        The graph's nodes of its inputs by their slots, as far as they are tensors that were seen.
    result : GraphNode
        The graph's node of the result.
    local : Array or None
        The derivative as autograd has it, for each element; None where it is no such thing.
    shape : tuple of int
        The shape of the result followed by that of the input, which the full derivative has.
    """
    value = array_text(local) if local is not None else f"shape {shape}"
    kind, _, number = type(function).__name__.partition("Backward")
    first = "b" if (kind, number) == ("Pow", "2") else "a"  # of a number to the power of a tensor
    letters = {place: chr(ord(first) + place) for place in (0, 1)}
    nodes = {letters[place]: node for place, node in sources.items() if place in letters}
    if kind in FORMULAS and getattr(function, "_saved_alpha", 1) == 1 and slot in letters:
        numbers = tuple((name, found) for name in "ab" if name not in nodes for found in _saved_number(function, name))
        tree = derivative_tree(FORMULAS[kind], letters[slot], numbers)
        return _equation(tree, nodes, value)
    if slot >= len(_LOCALS.get(kind, ())) or slot not in sources:
        return Equation("", "", value, "")
    size, parts = _sizes(sources[slot].shape, result.shape, math.prod(shape))
    words = {**{name: nodes[name].variable if name in nodes else name for name in "ab"}, "y": result.variable}
    latex = {key: latex_text(Name(word)) for key, word in words.items()}
    texts = _LOCALS[kind][slot]
    if not parts and "{n}" in texts[0]:
        return Equation("", "", value, "")
    count = str(size // max(parts, 1))
    return Equation(texts[0].format(**words, n=count), "", value, texts[1].format(**latex, n=count))


def _sizes(source: tuple[int, ...] | None, result: tuple[int, ...] | None, product: int) -> tuple[int, int]:
    """Return how many elements an input and the result have; 0 for what is not known, of which we know the product."""
    size, parts = (0 if shape is None else math.prod(shape) for shape in (source, result))
    return size or (product // parts if parts else 0), parts or (product // size if size else 0)


def _equation(tree: Node, nodes: Mapping[str, GraphNode], value: str) -> Equation:
    """Write a derivative with the names of the tensors in it, and where those are single numbers with these."""
    named = substitute(tree, {name: Name(node.variable) for name, node in nodes.items()})
    values = {
        name: _number(float(node.value.elements[0]))
        for name, node in nodes.items()
        if node.value is not None and node.value.dtype and not node.value.shape
    }
    symbols = pretty_text(named)
    if len(values) < len(nodes) or any(isinstance(number, Name) for number in values.values()):
        return Equation(symbols, "", value, latex_text(named))
    numbered = substitute(tree, values)
    latex = " = ".join(dict.fromkeys((latex_text(named), latex_text(numbered))))
    return Equation(symbols, pretty_text(numbered), value, latex)


def _saved_number(function: Any, name: str) -> tuple[float, ...]:
    """Return the plain number among what an operation was given, where there is one."""
    for attribute in _NUMBERS[name]:
        packed = getattr(function, f"_raw{attribute}", None)
        if packed is not None and packed.unpack_hook is not None:  # of the program
            return ()
        kept = getattr(function, attribute, None)
        if kept is not None and (isinstance(kept, int | float) or kept.numel() == 1):
            return (float(kept),)
    return ()


def _number(value: float) -> Node:
    if value != value or value in (float("inf"), float("-inf")):
        return Name(number_text(value))
    # Six digits are read, seventeen are not.
    short = float(f"{value:.6g}")
    return Negative(Number(-short)) if short < 0 else Number(short)
