"""The instructions that follow on each other: what each of them does with registers.

`STEPS` has for each instruction what makes its step of the place where it stands and its operands. An operand that is a
whole number is a register, a tuple several of them, and anything else is meant itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from model.program import native
from model.program.compiler import UNBOUND, Code, Label
from model.program.machine import classes
from model.program.machine.frames import Block, Cell, Routine, Step
from model.program.machine.functions import Function
from model.program.native.limits import ITEMS, check_items, check_letters

if TYPE_CHECKING:
    from model.program.machine.run import Run
    from model.program.source import Place

NUMBERS = {int, float, bool}
COMPARED = {*NUMBERS, str}
_LARGE = 1 << 64
_NAMES = {
    **{"+": "add", "-": "sub", "*": "mul", "/": "div", "//": "floordiv", "%": "remainder", "**": "pow", "@": "matmul"},
    **{"&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift", "~": "invert"},
    **{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "contains", "not in": "contains"},
}
"""What operators are called where a run is told of them."""

Function1 = Callable[..., Any]


class Linker(Protocol):
    """What of the linker an instruction uses."""

    run: Run
    routine: Routine

    def new_block(self, pc: int) -> Block:
        """Return the block that begins with an instruction."""
        ...

    def linked(self, code: Code) -> Routine:
        """Return the routine of code that stands within this."""
        ...


class At(NamedTuple):
    """Where an instruction stands, and whether the run is told of what it does."""

    linker: Linker
    pc: int
    place: Place
    block: Block
    watched: bool

    @property
    def run(self) -> Run:
        """The run for which it is linked."""
        return self.linker.run

    def block_of(self, label: Label) -> Block:
        """Return the block at a label."""
        return self.linker.new_block(label.at)

    def following(self) -> Block:
        """Return the block right behind the instruction, and let the block know it."""
        self.block.following = self.linker.new_block(self.pc + 1)
        return self.block.following

    def told(self, name: str, function: Callable[..., Any], of: slice = slice(None)) -> Callable[..., Any]:
        """Return a native function; while somebody watches, the run is told of its calls, with some of the values."""
        if not self.watched:
            return function
        run, place = self.run, self.place

        def call(*values: Any) -> Any:
            result = function(*values)
            if run.on_call is not None:
                run.on_call(name, values[of], {}, result, *place)
            return result

        return call


Maker = Callable[..., Step]


def several(registers: Sequence[int]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """Return what takes the values of some registers."""
    if len(registers) > 1:
        return operator.itemgetter(*registers)
    return lambda values: tuple(values[register] for register in registers)


def _result(function: Function1) -> Maker:
    """Return what makes steps that put what a function returns into the first operand."""

    def make(at: At, target: int, *operands: Any) -> Step:
        call = _call(function, operands)

        def do(registers: list[Any]) -> None:
            registers[target] = call(registers)

        return do

    return make


def _effect(function: Function1) -> Maker:
    """Return what makes steps that call a function for what it does."""
    return lambda at, *operands: _call(function, operands)


def _call(function: Function1, operands: tuple[Any, ...]) -> Callable[[list[Any]], Any]:
    """Return a call of a function with operands."""
    if all(type(each) is int for each in operands):
        values = several(operands)
        return lambda registers: function(*values(registers))
    if len(operands) == 1:
        values = several(operands[0])
        return lambda registers: function(values(registers))
    return lambda registers: function(*[registers[each] if type(each) is int else each for each in operands])


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


def _delete_register(at: At, register: int, name: str) -> Step:
    first = at.linker.routine.template[register]  # of a name that Python has too, that

    def do(registers: list[Any]) -> None:
        registers[register] = first

    return do


def _new_cell(at: At, register: int) -> Step:
    def do(registers: list[Any]) -> None:
        registers[register] = Cell(registers[register])

    return do


def _load_cell(at: At, target: int, cell: int, name: str) -> Step:
    free = cell in at.linker.routine.code.free

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
        if run.globals[target] is UNBOUND:
            raise _undefined(name)
        run.globals[target] = run.routines[0].template[target]

    return do


def _load_class(at: At, target: int, source: int, name: str) -> Step:
    variables = at.run.globals

    def do(registers: list[Any]) -> None:
        registers[target] = value = registers[0].get(name, variables[source])
        if value is UNBOUND:
            raise _undefined(name)

    return do


def _store_class(at: At, _: int, name: str, source: int) -> Step:
    return _effect(operator.setitem)(at, 0, name, source)


def _delete_class(at: At, _: int, name: str) -> Step:
    return _effect(operator.delitem)(at, 0, name)


def _annotate(at: At, name: str, source: int) -> Step:
    def do(registers: list[Any]) -> None:
        registers[0].setdefault("__annotations__", {})[name] = registers[source]

    return do


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
    return _effect(at.told("setitem", native.store_subscript))(at, *operands)


# --- containers ---------------------------------------------------------------------------------------------------


def _append(items: list[Any], value: Any) -> None:
    items.append(value)
    if len(items) > ITEMS:
        check_items(len(items))


def _extend(items: list[Any], values: Any) -> None:
    try:
        iterator = native.iterate(values)
    except TypeError:
        raise TypeError(f"Value after * must be an iterable, not {type(values).__name__}") from None
    for value in iterator:
        _append(items, native.admit(value))


def _merge(items: dict[Any, Any], others: Any) -> None:
    if not hasattr(type(others), "keys"):
        raise TypeError(f"'{type(others).__name__}' object is not a mapping")
    native.call_method(items, "update", [others], {})


def _name_argument(named: dict[str, Any], name: str | None, value: Any, function: Any) -> None:
    """Add an argument by name, or without a name those of ``**value``."""
    if name is None and not hasattr(type(value), "keys"):
        raise TypeError(f"{_named(function)} argument after ** must be a mapping, not {type(value).__name__}")
    others = native.call(dict, [value], {}) if name is None else {name: value}
    for key in others:
        if not isinstance(key, str):
            raise TypeError("keywords must be strings")
        if key in named:
            raise TypeError(f"{_named(function)} got multiple values for keyword argument '{key}'")
    named.update(others)


def _named(function: Any) -> str:
    module = "__main__." if getattr(function, "__module__", None) == "__main__" else ""
    return f"{module}{getattr(function, '__qualname__', type(function).__name__)}()"


def _unpack(at: At, source: int, targets: tuple[int, ...], before: int, after: int) -> Step:
    count = len(targets)

    def do(registers: list[Any]) -> None:
        values = registers[source]
        if type(values) not in (tuple, list) or len(values) != count or after >= 0:
            values = _taken(values, before, after)
        for target, value in zip(targets, values, strict=True):
            registers[target] = value

    return do


def _taken(values: Any, before: int, after: int) -> list[Any]:
    """Return so many values as there are targets: of those between ``before`` and ``after`` a list, if that is ≥ 0."""
    try:
        iterator = native.iterate(values)
    except TypeError:
        raise TypeError(f"cannot unpack non-iterable {type(values).__name__} object") from None
    taken: list[Any] = []
    for value in iterator:
        _append(taken, native.admit(value))
        if after < 0 and len(taken) > before:
            raise ValueError(f"too many values to unpack (expected {before})")
    least = "at least " if after >= 0 else ""
    if len(taken) < before + max(after, 0):
        raise ValueError(f"not enough values to unpack (expected {least}{before + max(after, 0)}, got {len(taken)})")
    end = len(taken) - after
    return taken if after < 0 else [*taken[:before], taken[before:end], *taken[end:]]


def _join(parts: list[str]) -> str:
    text = "".join(parts)
    check_letters(len(text))
    return text


# --- functions, classes, errors -----------------------------------------------------------------------------------


def _function(
    at: At,
    target: int,
    code: Code,
    defaults: tuple[int, ...],
    names: tuple[str, ...],
    named: tuple[int, ...],
    cells: tuple[int, ...],
) -> Step:
    routine = at.linker.linked(code)

    def do(registers: list[Any]) -> None:
        by_name = {name: registers[register] for name, register in zip(names, named, strict=True)}
        kept = [registers[cell] for cell in cells]
        registers[target] = Function(routine, kept, several(defaults)(registers), by_name)

    return do


def _manager(at: At, enter: int, leave: int, source: int) -> Step:
    def do(registers: list[Any]) -> None:
        registers[enter], registers[leave] = classes.manager_methods(registers[source])

    return do


def _super(cell: Cell, instance: Any) -> Any:
    if cell.value is UNBOUND:
        raise RuntimeError("super(): empty __class__ cell")
    return super(cell.value, instance)  # pyright: ignore


def _try(at: At, before: int) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        registers[before] = run.frame.handled

    return do


def _catch(at: At, target: int) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        frame = run.frame
        registers[target] = frame.handled = frame.error
        frame.error = None

    return do


def _release(at: At, before: int) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        run.frame.handled = registers[before]

    return do


def _release_finally(at: At, state: int, before: int) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        if isinstance(registers[state], BaseException):
            run.frame.handled = registers[before]

    return do


def _throw(error: BaseException) -> None:
    raise error


def _raise(at: At, error: int, *cause: int) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        handled = run.handled(run.frame)
        if handled is None:
            _raise_from(registers[error], *(registers[each] for each in cause))
            return
        try:
            raise handled  # so that Python itself notes what is being handled
        except BaseException:
            _raise_from(registers[error], *(registers[each] for each in cause))

    return do


def _raise_from(error: Any, *cause: Any) -> None:
    if cause:
        raise error from cause[0]
    raise error


def _raise_again(at: At) -> Step:
    run = at.run

    def do(registers: list[Any]) -> None:
        raise run.handled(run.frame) or RuntimeError("No active exception to reraise")

    return do


STEPS: dict[str, Maker] = {
    **{"move": _move, "check": _check, "new_cell": _new_cell},
    **{"load_cell": _load_cell, "load_global": _load_global, "load_class": _load_class},
    **{"store_cell": _effect(_store_cell), "store_global": _store_global, "store_class": _store_class},
    **{"delete_register": _delete_register, "delete_cell": _effect(_store_cell), "delete_global": _delete_global},
    **{"delete_class": _delete_class, "annotate": _annotate},
    **{"binary": _binary, "unary": _unary, "compare": _compare},
    **{"load_attribute": _load_attribute, "store_attribute": _effect(native.set_attribute)},
    **{"delete_attribute": _effect(native.delete_attribute), "delete_subscript": _effect(native.delete_subscript)},
    **{"load_subscript": _load_subscript, "store_subscript": _store_subscript, "slice": _result(slice)},
    **{"list": _result(list), "tuple": _result(tuple), "set": _result(lambda items: native.call(set, [items], {}))},
    **{"list_of": _result(list), "tuple_of": _result(tuple), "dict": _result(dict)},
    "set_of": _result(lambda items: native.call(set, [items], {})),
    **{"append": _effect(_append), "extend": _effect(_extend), "merge": _effect(_merge), "unpack": _unpack},
    **{"add": _effect(lambda items, value: native.call_method(items, "add", [value], {}))},
    **{"put": _effect(native.store_subscript), "name_argument": _effect(_name_argument)},
    **{"join": _result(_join), "format": _result(native.formatted), "iterate": _result(native.iterate)},
    **{"function": _function, "super": _result(_super), "class_of": _result(type), "manager": _manager},
    **{"prepare_class": _result(classes.prepared), "make_class": _result(classes.made)},
    **{"try": _try, "catch": _catch, "release": _release, "release_finally": _release_finally},
    **{"throw": _effect(_throw), "raise": _raise, "raise_from": _raise, "raise_again": _raise_again},
}
