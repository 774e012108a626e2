"""Three answers to one question: autograd's derivative beside SymPy's and a finite difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import torch

from model.formula import parse
from model.formula.latex import latex_text
from model.formula.to_sympy import to_sympy
from model.formula.tree import Name, Negative, Number, walk
from model.message import QT_TRANSLATE_NOOP, Refused
from model.program.tensors.derivatives import filled
from model.program.tensors.machine import Value, function_of, run_program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.experiment import Autograd
    from model.formula.tree import Node
    from model.program.tensors.machine import Machine, Operation

MAX_PARTIALS = 60
"""Partial derivatives that are compared; each costs two runs of the program."""
_MAX_NODES = 300
_STEP = 1e-5


@dataclass(frozen=True, slots=True)
class Check:
    """One partial derivative of an output, three ways.

    Attributes
    ----------
    leaf : str
        The leaf's name.
    index : tuple of int
        Which of its elements; () for a single number.
    autograd : float
        What PyTorch computed, in the program's own float32.
    symbolic : str
        SymPy's derivative as text; "" where the program is not of single numbers, or too long.
    latex : str
        The same as LaTeX.
    exact : float or None
        Its value, in double precision.
    difference : float
        The central finite difference of the program run in double precision.
    error : float
        How far autograd is from it.
    """

    leaf: str
    index: tuple[int, ...]
    autograd: float
    symbolic: str
    latex: str
    exact: float | None
    difference: float
    error: float


def check(experiment: Autograd, output: str) -> tuple[Check, ...]:
    """Differentiate one tensor of a program by every leaf; the actions are not done.

    Parameters
    ----------
    experiment : Autograd
        A valid experiment.
    output : str
        The name of a tensor of one element.

    Returns
    -------
    tuple of Check
        One for each element of each leaf that has a name and requires a gradient, `MAX_PARTIALS` at most. A part
        that is detached counts as constant, as autograd has it.

    Raises
    ------
    Refused
        Where the program fails, or the output is not one number that requires a gradient.
    """
    machine = run_program(experiment.program, experiment.seed)
    value = machine.names.get(output)
    if not isinstance(value, Value) or value.tensor.numel() != 1 or not value.tensor.requires_grad:
        raise Refused(
            QT_TRANSLATE_NOOP("tensors", "'{name}' is not one number that requires a gradient").fill(name=output[:50])
        )
    leaves: dict[str, Value] = {}
    for _, name, leaf in machine.assigned:  # a leaf whose name was given away since is one still
        if leaf.tensor.is_leaf and leaf.tensor.requires_grad and leaf not in leaves.values():
            leaves.setdefault(name, leaf)
    if not leaves:
        return ()
    tensors = [leaf.tensor for leaf in leaves.values()]
    gradients = cast(
        "tuple[torch.Tensor | None, ...]", torch.autograd.grad(value.tensor.sum(), tensors, allow_unused=True)
    )
    tree = _tree(machine, value, {id(leaf): name for name, leaf in leaves.items()})
    found: list[Check] = []
    for (name, leaf), gradient in zip(leaves.items(), gradients, strict=True):
        symbolic, latex, exact = _symbolic(tree, name, leaves)
        flat = torch.zeros_like(leaf.tensor) if gradient is None else gradient
        for place in range(min(leaf.tensor.numel(), MAX_PARTIALS - len(found))):
            index = tuple(int(k) for k in torch.unravel_index(torch.tensor(place), leaf.tensor.shape))
            computed = float(flat.reshape(-1)[place])
            difference = _difference(machine, value, leaf, place)
            found.append(Check(name, index, computed, symbolic, latex, exact, difference, abs(computed - difference)))
    return tuple(found)


# -- SymPy


def _tree(machine: Machine, output: Value, leaves: Mapping[int, str]) -> Node | None:
    """Return a program of single numbers as one formula of its leaves; None where it is none, or too long."""
    trees: dict[int, Node] = {}
    for operation in machine.operations:
        value = operation.result
        if value.tensor.numel() != 1:
            return None
        made = Name(leaves[id(value)]) if id(value) in leaves else _formula(operation, trees)
        if made is None or sum(1 for _ in zip(walk(made), range(_MAX_NODES + 1), strict=False)) > _MAX_NODES:
            return None
        trees[id(value)] = made
    return trees.get(id(output))


def _formula(operation: Operation, trees: Mapping[int, Node]) -> Node | None:
    function = operation.function
    if function.makes_leaf or function.name == "detach":
        return _number(float(operation.result.data.reshape(-1)[0]))
    if function.of_one_number is None:
        return None
    filling: dict[str, Node] = {}
    for letter, operand in zip("ab", operation.operands.values(), strict=False):
        if isinstance(operand, Value):
            filling[letter] = trees[id(operand)]
        elif isinstance(operand, int | float):
            filling[letter] = _number(float(operand))
    return filled(parse(function.of_one_number, ("a", "b")).tree, filling)


def _number(value: float) -> Node:
    if value != value or value in (float("inf"), float("-inf")):
        return Name("NaN" if value != value else "oo")
    return Negative(Number(-value)) if value < 0 else Number(value)


def _symbolic(tree: Node | None, name: str, leaves: Mapping[str, Value]) -> tuple[str, str, float | None]:
    if tree is None:
        return "", "", None
    import sympy  # pyright: ignore[reportMissingTypeStubs]

    try:
        derivative: Any = sympy.diff(to_sympy(tree), sympy.Symbol(name, real=True))
        values = {sympy.Symbol(key, real=True): float(leaf.data.reshape(-1)[0]) for key, leaf in leaves.items()}
        number = complex(derivative.subs(values).evalf())
    except (TypeError, ValueError, OverflowError, ZeroDivisionError, RecursionError):
        return "", "", None
    # A Greek or longer name looks as it does in the formulas.
    names = {sympy.Symbol(key, real=True): latex_text(Name(key)) for key in leaves}
    exact = number.real if abs(number.imag) < 1e-12 * max(1.0, abs(number.real)) else None
    return str(derivative), sympy.latex(derivative, symbol_names=names), exact


# -- the finite difference


def _difference(machine: Machine, output: Value, leaf: Value, place: int) -> float:
    """Return (f(x + h) − f(x − h)) / 2h for one element of a leaf."""
    start = leaf.tensor.detach().double()
    step = _STEP * max(1.0, abs(float(start.reshape(-1)[place])))
    ends: list[float] = []
    for sign in (1.0, -1.0):
        moved = start.clone()
        moved.view(-1)[place] += sign * step
        ends.append(_again(machine, output, leaf, moved))
    return (ends[0] - ends[1]) / (2 * step)


def _again(machine: Machine, output: Value, leaf: Value, moved: torch.Tensor) -> float:
    """Run the operations again in double precision, with other numbers in one leaf."""
    values: dict[int, torch.Tensor] = {}
    with torch.no_grad():
        for operation in machine.operations:
            result = operation.result
            if result is leaf:
                values[id(result)] = moved
            elif operation.function.makes_leaf or operation.function.name == "detach":
                own = result.tensor.detach()
                values[id(result)] = own.double() if own.is_floating_point() else own
            else:
                given = [
                    values[id(operand)] if isinstance(operand, Value) else operand
                    for operand in operation.operands.values()
                ]
                values[id(result)] = function_of(operation.function)(*given)
    return float(values[id(output)])
