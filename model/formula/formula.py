"""A checked formula: its text and its tree, ready to be computed, derived and written."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from model.formula.algebra import tidy
from model.formula.calculus import degree, differentiate, linear_parts
from model.formula.error import FormulaError
from model.formula.evaluate import Compiler, connected_names
from model.formula.functions import FIXED
from model.formula.latex import latex_text
from model.formula.libraries import NUMPY, torch_library
from model.formula.names import Names
from model.formula.parser import parse_tree, varies
from model.formula.to_sympy import to_sympy
from model.formula.tree import ZERO, Call, Constant, Name, Node, Power, children, size, substitute, walk
from model.formula.vocabulary import AGGREGATES
from model.formula.writers import identifier, is_within_limits, pretty_text, python_text
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import sympy  # pyright: ignore[reportMissingTypeStubs]
    import torch
    from numpy.typing import NDArray

    from model.formula.libraries import Library

MAX_DEPTH = 100
"""The most nodes below each other, with or without brackets, which the parser limits."""
MAX_STACKED_POWERS = 3
MAX_NODES = 100_000


def parse(text: str, variables: Collection[str], *, parameters: bool = False, aggregates: bool = False) -> Formula:
    """Read a formula in Python or school notation.

    Parameters
    ----------
    text : str
        What the user typed.
    variables : collection of str
        The names that have values from outside.
    parameters : bool
        Whether every other name is a parameter.
    aggregates : bool
        Whether ``mean`` and ``sum`` over the points are known, as in losses.

    Raises
    ------
    FormulaError
        With the column, from 1, and a sentence that says what is wrong there.
    """
    return _parse(text, tuple(variables), parameters, aggregates)


@lru_cache(maxsize=256)
def _parse(text: str, variables: tuple[str, ...], parameters: bool, aggregates: bool) -> Formula:
    tree, columns, capitals = parse_tree(text, Names(variables, parameters, aggregates))
    _check_limits(tree, columns)
    return Formula(text, variables, tree, tuple(capitals.items()))


def _check_limits(tree: Node, columns: dict[int, int]) -> None:
    """Refuse too deep a tree, powers stacked too high, and constant parts that are no finite number."""
    waiting = [(tree, 0, 0)]
    while waiting:
        node, depth, stacked = waiting.pop()
        stacked += isinstance(node, Power)
        if depth > MAX_DEPTH:
            reason = QT_TRANSLATE_NOOP("formula", "more than {limit} levels within each other")
            raise FormulaError(columns[id(node)], reason, limit=MAX_DEPTH)
        if stacked > MAX_STACKED_POWERS:
            reason = QT_TRANSLATE_NOOP("formula", "more than {limit} powers on top of each other")
            raise FormulaError(columns[id(node)], reason, limit=MAX_STACKED_POWERS)
        if isinstance(node, Power):
            waiting += [(node.base, depth + 1, stacked - 1), (node.exponent, depth + 1, stacked)]
        else:
            waiting.extend((child, depth + 1, stacked) for child in children(node))

    def folded(node: Node, value: float) -> None:
        if not np.isfinite(value):
            reason = QT_TRANSLATE_NOOP("formula", "this part is no finite number: its value is {value}")
            raise FormulaError(columns[id(node)], reason, value=value)

    Compiler(NUMPY, folded=folded).compile(tree)


@dataclass(frozen=True)
class Formula:
    """A formula that has been checked; make one with `parse`.

    The text is as typed; of a derivative, its school notation. ``variables`` are the names with values from outside,
    whether the formula uses them or not. ``capitals`` are pairs of a capital letter and the variable that
    it is read as.
    """

    text: str
    variables: tuple[str, ...]
    tree: Node = field(repr=False, hash=False)
    capitals: tuple[tuple[str, str], ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it, in the order of their first use."""
        return tuple(dict.fromkeys(node.name for node in walk(self.tree) if isinstance(node, Name)))

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names in it that are no variables, in the order of their first use."""
        return tuple(name for name in self.names if name not in self.variables)

    @cached_property
    def constants(self) -> frozenset[str]:
        """The constants in it: "e", "pi"."""
        return frozenset(node.name for node in walk(self.tree) if isinstance(node, Constant))

    @cached_property
    def scalar(self) -> bool:
        """Whether the value is one number: no variable is in it outside of mean and sum."""
        return not varies(self.tree, self.variables)

    @cached_property
    def _aggregates(self) -> bool:
        return any(isinstance(node, Call) and node.function in AGGREGATES for node in walk(self.tree))

    def _compiler(self, library: Library) -> Compiler:
        # mean(y) - y needs the axis of the points, mean(y)^2 does not
        numbers = frozenset(self.parameters) if self.scalar and self._aggregates else frozenset[str]()
        return Compiler(library, keep_axis=not self.scalar, numbers=numbers)

    def numpy(self, values: Mapping[str, float | NDArray[np.floating[Any]]]) -> Any:
        """Return the value by NumPy in float64; what overflows or is undefined is silently inf or NaN.

        Every name in the formula has a value; they broadcast. mean and sum go over the last axis. The result is an
        array where any value was one, of the shape of all variables given, also where the formula does not use them.
        """
        arrays = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
        compiled = self._numpy_run
        with np.errstate(all="ignore"):
            result = np.asarray(compiled if isinstance(compiled, float | int) else compiled(arrays), dtype=np.float64)
        if not self._aggregates:
            given = [arrays[name].shape for name in (*self.variables, *self.names) if name in arrays]
            shape = np.broadcast_shapes(result.shape, *given)
            if shape != result.shape:
                result = np.broadcast_to(result, shape).copy()
        return result if result.ndim else float(result)

    @cached_property
    def _numpy_run(self) -> Any:
        return self._compiler(NUMPY).compile(self.tree)

    def torch(self) -> Callable[[Mapping[str, torch.Tensor]], torch.Tensor]:
        """Return the formula as a function of tensors by name; imports torch.

        The result has the type of the tensors and the shape that those in the formula broadcast to. It always
        depends on them: a formula without names, or a name in conditions only, has gradient 0 and not None. mean and
        sum go over the last axis. Gradients at kinks are torch's own.
        """
        return self._torch_run

    @cached_property
    def _torch_run(self) -> Callable[[Mapping[str, torch.Tensor]], torch.Tensor]:
        compiled = self._compiler(torch_library()).compile(self.tree)
        if isinstance(compiled, float | int):
            value, variables, is_one_number = compiled, self.variables, self.scalar and self._aggregates

            def constant(values: Mapping[str, torch.Tensor]) -> torch.Tensor:
                like = values[next((name for name in variables if name in values), next(iter(values)))]
                return (like.mean(-1) if is_one_number else like) * 0.0 + value

            return constant
        names, over_points = self._unconnected, self.scalar and self._aggregates
        if not names:
            return compiled

        def connected(values: Mapping[str, torch.Tensor]) -> torch.Tensor:
            result = compiled(values)
            for name in names:
                zero = values[name] * 0.0
                result = result + (zero.mean(-1) if over_points and zero.dim() else zero)
            return result

        return connected

    @cached_property
    def _unconnected(self) -> tuple[str, ...]:
        """The names to which no gradient flows."""
        if not self.names:
            return self.variables[:1]
        connected = connected_names(self.tree)
        return tuple(name for name in self.names if name not in connected)

    def sympy(self) -> sympy.Expr:
        """Return the formula as a SymPy expression over real symbols; imports SymPy."""
        return to_sympy(self.tree)

    def latex(self) -> str:
        """Return the formula as LaTeX in school notation, its terms in the order typed."""
        return latex_text(self.tree)

    def pretty(self) -> str:
        """Return school notation in one line of Unicode, which `parse` reads again as the same tree.

        Where that would be more than a formula may have, it is the text as typed.
        """
        text = pretty_text(self.tree, self.variables)
        return text if is_within_limits(text) else self.text

    def python(self) -> str:
        """Return PyTorch source of the expression, with tensors under the formula's names."""
        mean = ".mean()" if self.scalar and self._aggregates else ""
        zeros = "".join([f"0*{identifier(name)}{mean} + " for name in self._unconnected])
        return zeros + python_text(self.tree)

    @cached_property
    def definitions(self) -> tuple[str, ...]:
        """The source texts of functions that `python` calls and PyTorch has not."""
        called = dict.fromkeys(node.function for node in walk(self.tree) if isinstance(node, Call))
        return tuple(FIXED[name].definition for name in called if name in FIXED and FIXED[name].definition)

    def derivative(self, name: str) -> Formula:
        """Return the derivative with respect to ``name`` by the rules of school, tidied.

        At the kinks of abs and relu it is torch's choice, 0; at a tie of min or max it may not be. Raises ValueError
        for a formula with mean or sum, `Refused` for a derivative of more than ``MAX_NODES`` nodes: no
        first derivative has as many, but one of a long derivative may.
        """
        if self._aggregates:
            raise ValueError("mean and sum have no derivative that is one number for each point")
        slope = differentiate(self.tree, name)
        if size(slope) > MAX_NODES:
            raise Refused(QT_TRANSLATE_NOOP("formula", "the derivative is too long to be written"))
        tree = tidy(slope, self.variables)
        return Formula(pretty_text(tree, self.variables), self.variables, tree)

    def with_values(self, values: Mapping[str, float]) -> Formula:
        """Return the formula with numbers in the place of some of its names."""
        tree = substitute(self.tree, values)
        return Formula(
            pretty_text(tree, self.variables), tuple(name for name in self.variables if name not in values), tree
        )

    def linear_basis(self, variable: str) -> tuple[tuple[str, Formula], ...] | None:
        """Return what each parameter multiplies, for a formula linear in all of them with one variable; else None.

        For ``w*x + b``: w with x, and b with 1. The rest without a parameter comes last, under the name "".
        """
        parts = linear_parts(self.tree, frozenset(self.parameters))
        if parts is None or any(name not in (variable, *self.parameters) for name in self.names):
            return None
        trees = {name: tidy(parts[name], self.variables) for name in (*self.parameters, "") if name in parts}
        return tuple(
            (name, Formula(pretty_text(tree, self.variables), self.variables, tree))
            for name, tree in trees.items()
            if name or tree != ZERO
        )

    def polynomial_degree(self, variable: str) -> int | None:
        """Return the degree in ``variable`` of a polynomial linear in its parameters, else None."""
        basis = self.linear_basis(variable)
        if basis is None:
            return None
        degrees = [degree(part.tree, frozenset((variable,))) for _, part in basis]
        return None if None in degrees else max((d for d in degrees if d is not None), default=0)
