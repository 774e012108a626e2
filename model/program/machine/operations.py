"""The instructions for variables, operators, attributes and items."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from model.program import native
from model.program.compiler import UNBOUND
from model.program.machine.frames import Cell, Step
from model.program.machine.instructions import At, Maker, effect, result

if TYPE_CHECKING:
    from model.program.source import Place

NUMBERS = {int, float, bool}
COMPARED = {*NUMBERS, str}
SIMPLE = {*COMPARED, type(None), tuple}
"""Types of which every value may be held, though not yet what is in it."""
_LARGE = 1 << 64
_NAMES = {
    **{"+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floordiv", "%": "remainder", "**": "pow", "@": "matmul"},
    **{"&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift", "~": "invert"},
    **{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "contains", "not in": "contains"},
}
"""What operators are called where a run is told of them."""

Function1 = Callable[..., Any]


# --- statements and variables -------------------------------------------------------------------------------------


def _statement(at: At) -> Step:
    return partial(_ignoring, at.run.begin_statement, at.pc, at.place)


def _loop(at: At) -> Step:
    return partial(_ignoring, at.run.begin_round, at.pc, at.place)


def _ignoring(tell: Callable[[int, Place], None], pc: int, place: Place, registers: list[Any]) -> None:
    tell(pc, place)


WATCHED: dict[str, Callable[[At], Step]] = {"statement": _statement, "loop": _loop}
"""The same for instructions that are there only for those who watch."""


def _move(at: At, target: int, source: int) -> Step:
    def do(registers: list[Any]) -> None:
        registers[target] = registers[source]

    return do


def _undefined(name: str) -> NameError:
    return NameError(f"name '{name}' is not defined", name=name)


def _check(at: At, register: int, name: str, is_global: bool) -> Step:
    def do(registers: list[Any]) -> None:
        if registers[register] is UNBOUND:
            if is_global:
                raise _undefined(name)
            raise UnboundLocalError(f"cannot access local variable '{name}' where it is not associated with a value")

    return do


def _check_import(at: At, register: int) -> Step:
    def do(registers: list[Any]) -> None:
        if isinstance(registers[register], ImportError):
            raise registers[register]

    return do


def _delete_register(at: At, register: int, name: str) -> Step:
    first = at.routine.template[register]  # of a name that Python has too, that

    def do(registers: list[Any]) -> None:
        registers[register] = first

    return do


def _load_cell(at: At, target: int, cell: int, name: str) -> Step:
    free = cell in at.routine.code.free

    def do(registers: list[Any]) -> None:
        registers[target] = value = registers[cell].value
        if value is UNBOUND:
            kind, where = ("free", " in enclosing scope") if free else ("local", "")
            error = NameError if free else UnboundLocalError
            raise error(f"cannot access {kind} variable '{name}' where it is not associated with a value{where}")

    return do


def _store_cell(cell: Cell, name: str, value: Any = UNBOUND) -> None:
    cell.value = value


def _load_global(at: At, target: int, source: int, name: str) -> Step:
    variables = at.run.globals

    def do(registers: list[Any]) -> None:
        registers[target] = value = variables[source]
        if value is UNBOUND:
            raise _undefined(name)

    return do


def _store_global(at: At, target: int, name: str, source: int) -> Step:
    variables = at.run.globals

    def do(registers: list[Any]) -> None:
        variables[target] = registers[source]

    return do


def _delete_global(at: At, target: int, name: str) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        run.globals[target] = run.routines[0].template[target]

    return do


def _load_class(at: At, target: int, source: int, name: str) -> Step:
    variables = at.run.globals

    def do(registers: list[Any]) -> None:
        registers[target] = value = registers[0].get(name, variables[source])
        if value is UNBOUND:
            raise _undefined(name)

    return do


def _annotate(namespace: dict[str, Any], name: str, value: Any) -> None:
    namespace.setdefault("__annotations__", {})[name] = value


# --- operators ----------------------------------------------------------------------------------------------------


def _binary(at: At, target: int, sign: str, left: int, right: int) -> Step:
    plain = sign.rstrip("=")
    name = _NAMES[plain] if plain == sign else f"i{_NAMES[plain]}"
    otherwise = at.told(name, native.binary, slice(1, None))
    quick = _QUICK.get(plain)

    def add(registers: list[Any]) -> None:
        x, y = registers[left], registers[right]
        if type(x) in NUMBERS and type(y) in NUMBERS:  # one bit more at the most: no limit to look at
            registers[target] = x + y
        else:
            registers[target] = otherwise(sign, x, y)

    def multiply(registers: list[Any]) -> None:
        x, y = registers[left], registers[right]
        if type(x) in NUMBERS and type(y) in NUMBERS and -_LARGE < (product := x * y) < _LARGE:
            registers[target] = product
        else:
            registers[target] = otherwise(sign, x, y)

    def compute(registers: list[Any]) -> None:
        x, y = registers[left], registers[right]
        if quick is not None and type(x) in NUMBERS and type(y) in NUMBERS:
            registers[target] = quick(x, y)
        else:
            registers[target] = otherwise(sign, x, y)

    return add if plain == "+" else multiply if plain == "*" else compute


def _power(x: Any, y: Any) -> Any:
    """Raise plain numbers to powers that have few digits."""
    if type(x) is float or type(y) is float or (-_LARGE < x < _LARGE and 0 <= y < 32):
        return x**y
    return native.binary("**", x, y)


_QUICK: dict[str, Function1] = {
    **{"-": operator.sub, "/": operator.truediv, "//": operator.floordiv, "%": operator.mod, "**": _power},
}
"""What operators do with plain numbers, where no limit has to be looked at."""


def _unary(at: At, target: int, sign: str, source: int) -> Step:
    name = "neg" if sign == "-" else _NAMES.get(sign, "pos")
    function = operator.not_ if sign == "not" else partial(at.told(name, native.unary, slice(1, None)), sign)

    def do(registers: list[Any]) -> None:
        registers[target] = function(registers[source])

    return do


def comparison(at: At, sign: str) -> tuple[Function1, Function1]:
    """Return what compares two plain values, and what compares any two."""
    if sign in ("is", "is not"):
        identity = operator.is_ if sign == "is" else operator.is_not
        return identity, identity
    slow = partial(at.told(_NAMES[sign], native.compare, slice(1, None)), sign)
    return slow if "in" in sign else getattr(operator, _NAMES[sign]), slow


def _compare(at: At, target: int, sign: str, left: int, right: int) -> Step:
    quick, otherwise = comparison(at, sign)

    def do(registers: list[Any]) -> None:
        x, y = registers[left], registers[right]
        test = quick if type(x) in COMPARED and type(y) in COMPARED else otherwise
        registers[target] = test(x, y)

    return do


# --- attributes and items -----------------------------------------------------------------------------------------


def _load_attribute(at: At, target: int, owner: int, name: str) -> Step:
    read = at.told(name, native.attribute, slice(1))

    def do(registers: list[Any]) -> None:
        registers[target] = read(registers[owner], name)

    return do


def _load_subscript(at: At, target: int, owner: int, index: int) -> Step:
    read = at.told("getitem", native.subscript)

    def do(registers: list[Any]) -> None:
        registers[target] = read(registers[owner], registers[index])

    return do


def _store_subscript(at: At, *operands: int) -> Step:
    return effect(at.told("setitem", native.store_subscript))(at, *operands)


STEPS: dict[str, Maker] = {
    **{"move": _move, "check": _check, "delete_register": _delete_register, "new_cell": result(Cell)},
    "check_import": _check_import,
    **{"load_cell": _load_cell, "store_cell": effect(_store_cell), "delete_cell": effect(_store_cell)},
    **{"load_global": _load_global, "store_global": _store_global, "delete_global": _delete_global},
    **{"load_class": _load_class, "annotate": effect(_annotate)},
    **{"binary": _binary, "unary": _unary, "compare": _compare},
    **{"load_attribute": _load_attribute, "store_attribute": effect(native.set_attribute)},
    **{"delete_attribute": effect(native.delete_attribute), "load_subscript": _load_subscript},
    **{"store_subscript": _store_subscript, "delete_subscript": effect(native.delete_subscript)},
}
