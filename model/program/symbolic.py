"""A recorded graph of single numbers as one formula of its leaves, and SymPy's derivatives of that."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from model.formula import parse
from model.formula.latex import latex_text
from model.formula.to_sympy import to_sympy
from model.formula.tree import Name, Negative, Number, substitute, walk
from model.program.record.derivatives import FORMULAS

if TYPE_CHECKING:
    from model.formula.tree import Node
    from model.program.record.frames import Graph
    from model.program.record.frames import Node as GraphNode

_MAX_NODES = 300
_GIVEN = re.compile(r"^(?P<left>[-\d.e]+) |[^\d ] ?(?P<right>-?[\d.]+(e[+-]?\d+)?)$")
"""The number that was given to an operator, on its node: ``× 2``, ``3 ÷``."""


class SymbolicDerivative(NamedTuple):
    """SymPy's derivative as text and as LaTeX, and its value; None where that is no real number."""

    text: str
    latex: str
    value: float | None


def formula_of(graph: Graph, output: str) -> Node | None:
    """Return what a tensor is of its leaves, by their names; None where it is not of single numbers, or too long."""
    place = graph.node_of(output)
    trees: dict[int, Node] = {}
    if place is None:
        return None
    for number, node in enumerate(graph.nodes[: place + 1]):
        tree = _tree(graph, number, node, trees)
        if tree is not None and sum(1 for _ in zip(walk(tree), range(_MAX_NODES + 1), strict=False)) <= _MAX_NODES:
            trees[number] = tree
    return trees.get(place)


def _tree(graph: Graph, number: int, node: GraphNode, trees: dict[int, Node]) -> Node | None:
    if node.value is not None and node.value.elements.size != 1:
        return None
    if node.kind == "leaf" and node.names:
        return Name(node.names[0])
    if node.kind == "intermediate":
        made = next((edge.source for edge in graph.edges if edge.target == number), -1)
        return trees.get(made)
    kind, _, variant = (node.grad_fn or "").partition("Backward")
    if kind not in FORMULAS:
        return None if node.value is None or kind or node.kind == "leaf" else _number(node.value.elements.item())
    return _filled(graph, number, node, FORMULAS[kind], "ba" if (kind, variant) == ("Pow", "2") else "ab", trees)


def _filled(
    graph: Graph, number: int, node: GraphNode, formula: str, letters: str, trees: dict[int, Node]
) -> Node | None:
    """Return the formula of an operation with what goes into it, and the number that it was given."""
    filling: dict[str, Node] = {}
    for edge in graph.edges:
        if edge.target == number and edge.slot < len(letters):
            if edge.source not in trees:
                return None
            filling[letters[edge.slot]] = trees[edge.source]
    wanted = {part.name for part in walk(parse(formula, ("a", "b")).tree) if isinstance(part, Name)} - {*filling}
    given = _GIVEN.search(node.label)
    if len(wanted) == 1 and given is not None:
        filling[wanted.pop()] = _number(float(given["left"] or given["right"]))
    return None if wanted else substitute(parse(formula, ("a", "b")).tree, filling)


def derivatives_of(graph: Graph, output: str) -> dict[str, SymbolicDerivative]:
    """Return SymPy's derivative of a tensor by each leaf that it is a formula of."""
    tree = formula_of(graph, output)
    if tree is None:
        return {}
    import sympy  # pyright: ignore[reportMissingTypeStubs]

    values = {
        node.names[0]: float(node.value.elements.item())
        for node in graph.nodes
        if node.kind == "leaf" and node.names and node.value is not None and node.value.elements.size == 1
    }
    symbols = {name: sympy.Symbol(name, real=True) for name in values}
    names = {symbol: latex_text(Name(name)) for name, symbol in symbols.items()}
    expression: Any = to_sympy(tree)
    found: dict[str, SymbolicDerivative] = {}

    def value_of(formula: Any) -> float | None:
        try:
            number = complex(formula.subs({symbols[name]: value for name, value in values.items()}).evalf())
        except (TypeError, ValueError, OverflowError, ZeroDivisionError, RecursionError):
            return None
        return number.real if abs(number.imag) < 1e-12 * max(1.0, abs(number.real)) else None

    for name, symbol in symbols.items():
        if expression.has(symbol):
            derivative = sympy.diff(expression, symbol)
            latex = sympy.latex(derivative, symbol_names=names)
            found[name] = SymbolicDerivative(str(derivative), latex, value_of(derivative))
    result = graph.nodes[graph.node_of(output) or 0].value
    is_right = result is not None and _is_near(value_of(expression), float(result.elements.item()))
    return found if is_right else {}  # an operation may have done more than its node says, such as add(…, alpha=2)


def _is_near(value: float | None, single: float) -> bool:
    """Tell whether a value is one that was computed in single precision, or cannot be compared."""
    return value is None or not math.isfinite(single) or abs(value - single) <= 1e-4 * max(1.0, abs(single))


def _number(value: float) -> Node:
    if value != value or value in (float("inf"), float("-inf")):
        return Name("NaN" if value != value else "oo")
    return Negative(Number(-value)) if value < 0 else Number(value)
