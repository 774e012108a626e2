"""Local derivatives in symbols and in numbers, from the catalogue's formulas: 3x² = 3·5² = 75."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from model.formula import parse
from model.formula.algebra import tidy
from model.formula.calculus import differentiate
from model.formula.latex import latex_text
from model.formula.tree import Call, Comparison, Constant, Inverse, Name, Negative, Number, Power, Product, Sum, Where
from model.formula.writers import pretty_text
from model.message import number_text
from model.program.tensors.states import array_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from model.formula.tree import Node
    from model.program.graph import Node as GraphNode
    from model.program.tensors.machine import Operation


@dataclass(frozen=True, slots=True)
class Equation:
    """A local derivative as a row of equal things.

    Attributes
    ----------
    symbols : str
        Such as ``3x²``; "" where the operation has no formula.
    numbers : str
        The same with numbers in it, such as ``3·5²``; "" where it is not about single numbers.
    result : str
        What it comes to: a number, a short list, or a shape.
    latex : str
        Symbols and numbers as LaTeX.
    """

    symbols: str
    numbers: str
    result: str
    latex: str

    @property
    def text(self) -> str:
        """The whole row: ``3x² = 3·5² = 75``."""
        pieces = [piece for piece in (self.symbols, self.numbers, self.result) if piece]
        return " = ".join(dict.fromkeys(pieces))


@lru_cache(maxsize=256)
def derivative_tree(formula: str, name: str, numbers: tuple[tuple[str, float], ...]) -> Node:
    """Return the derivative of a formula in ``a`` and ``b`` by one of them, with plain numbers put in."""
    tree = filled(parse(formula, ("a", "b")).tree, {key: _number(value) for key, value in numbers})
    return tidy(differentiate(tree, name), ("a", "b"))


def local_derivative(
    operation: Operation | None,
    operand: str,
    nodes: Mapping[str, GraphNode],
    result: GraphNode,
    local: NDArray[np.generic] | None,
    shape: tuple[int, ...],
) -> Equation:
    """Return the local derivative of an operation by one of its tensors.

    Parameters
    ----------
    operation : Operation or None
        None for what autograd does within a call.
    operand : str
        The name of the parameter.
    nodes : mapping
        The graph's nodes of the tensors among the operands, by parameter.
    result : GraphNode
        The graph's node of the result.
    local : NDArray or None
        The derivative as autograd has it, for each element; None where it is no such thing.
    shape : tuple of int
        The shape of the result followed by that of the operand, which the full derivative has.
    """
    value = array_text(local) if local is not None else f"shape {shape}"
    if operation is None:
        return Equation("", "", value, "")
    function = operation.function
    letters = dict(zip(operation.operands, "ab", strict=False))
    if function.formula is not None:
        plain = tuple(
            (letters[name], float(number))
            for name, number in operation.operands.items()
            if isinstance(number, int | float) and not isinstance(number, bool) and name in letters
        )
        tree = derivative_tree(function.formula, letters[operand], plain)
        named = filled(tree, {letters[name]: Name(node.variable) for name, node in nodes.items()})
        values = {
            letters[name]: _number(float(node.value))
            for name, node in nodes.items()
            if node.value is not None and node.value.size == 1 and node.value.ndim == 0
        }
        symbols = pretty_text(named)
        if len(values) < len(nodes) or not all(_is_finite(node) for node in values.values()):
            return Equation(symbols, "", value, latex_text(named))
        numbered = filled(tree, values)
        numbers = pretty_text(numbered)
        return Equation(symbols, numbers, value, " = ".join(dict.fromkeys((latex_text(named), latex_text(numbered)))))
    index = list(nodes).index(operand)
    if index >= len(function.local):
        return Equation("", "", value, "")
    texts = {letters.get(name, "b"): node.variable for name, node in nodes.items()}
    first = next(iter(nodes.values()))
    count = 1 if first.value is None else first.value.size
    words = {"a": "a", "b": "b", **texts, "y": result.variable, "n": str(count)}
    latex = {key: latex_text(Name(word)) if key != "n" else word for key, word in words.items()}
    entry = function.local[index]
    return Equation(entry.text.format(**words), "", value, entry.latex.format(**latex))


def filled(tree: Node, values: Mapping[str, Node]) -> Node:
    """Return a tree with other trees in place of its names."""
    match tree:
        case Name(name):
            return values.get(name, tree)
        case Number() | Constant():
            return tree
        case Negative(operand):
            return Negative(filled(operand, values))
        case Inverse(operand):
            return Inverse(filled(operand, values))
        case Sum(terms):
            return Sum(tuple(filled(term, values) for term in terms))
        case Product(factors):
            return Product(tuple(filled(factor, values) for factor in factors))
        case Power(base, exponent):
            return Power(filled(base, values), filled(exponent, values))
        case Call(function, arguments):
            return Call(function, tuple(filled(argument, values) for argument in arguments))
        case Comparison(relation, left, right):
            return Comparison(relation, filled(left, values), filled(right, values))
        case Where(condition, yes, no):
            test = filled(condition, values)
            assert isinstance(test, Comparison)
            return Where(test, filled(yes, values), filled(no, values))


def _number(value: float) -> Node:
    if value != value or value in (float("inf"), float("-inf")):
        return Name(number_text(value))
    # Six digits are read, seventeen are not.
    short = float(f"{value:.6g}")
    return Negative(Number(-short)) if short < 0 else Number(short)


def _is_finite(node: Node) -> bool:
    return not isinstance(node, Name)
