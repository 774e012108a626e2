"""The instructions for containers, functions, classes and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.program import native
from model.program.compiler import UNBOUND, Code
from model.program.machine.classes import Prepared, made, manager_methods, prepared
from model.program.machine.functions import Function
from model.program.machine.instructions import At, Maker, effect, of_run, result, several
from model.program.machine.operations import SIMPLE
from model.program.native.limits import ITEMS, LETTERS

if TYPE_CHECKING:
    from model.program.machine.frames import Cell, Step
    from model.program.machine.run import Run

_MOST_ITEMS = ITEMS.most

# --- containers ---------------------------------------------------------------------------------------------------


def _append(items: list[Any], value: Any) -> None:
    items.append(value)
    if len(items) > _MOST_ITEMS:
        ITEMS.holds(len(items))


def _extend(items: list[Any], values: Any) -> None:
    try:
        iterator = native.iterate(values)
    except TypeError:
        raise TypeError(f"Value after * must be an iterable, not {type(values).__name__}") from None
    _take(iterator, items, _MOST_ITEMS + 1)


def _take(iterator: Any, items: list[Any], most: int) -> None:
    """Take values, with next alone: an iterator of the program may begin anew when it is asked for an iterator."""
    while len(items) < most:
        value = next(iterator, UNBOUND)
        if value is UNBOUND:
            return
        _append(items, native.admit(value))


def _set(items: Any) -> Any:
    return native.call(set, [items], {})


def _add(items: set[Any], value: Any) -> None:
    native.call_method(items, "add", [value], {})


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
            registers[target] = value if type(value) in SIMPLE else native.admit(value)

    return do


def _taken(values: Any, before: int, after: int) -> list[Any]:
    """Return so many values as there are targets: of those between ``before`` and ``after`` a list, if that is ≥ 0."""
    try:
        iterator = native.iterate(values)
    except TypeError:
        raise TypeError(f"cannot unpack non-iterable {type(values).__name__} object") from None
    taken: list[Any] = []
    rest: list[Any] = []
    _take(iterator, taken, before + (after < 0))
    if after >= 0 and len(taken) == before:
        _take(native.iterate(iterator), rest, _MOST_ITEMS + 1)  # asked once more, as Python does
    elif len(taken) > before:
        raise ValueError(f"too many values to unpack (expected {before})")
    count = len(taken) + len(rest)
    if count < before + max(after, 0):
        least = "at least " if after >= 0 else ""
        raise ValueError(f"not enough values to unpack (expected {least}{before + max(after, 0)}, got {count})")
    end = len(rest) - after
    return taken if after < 0 else [*taken, rest[:end], *rest[end:]]


def _join(parts: list[str]) -> str:
    text = "".join(parts)
    LETTERS.holds(len(text))
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
    routine = at.linked(code)

    def do(registers: list[Any]) -> None:
        by_name = {name: registers[register] for name, register in zip(names, named, strict=True)}
        kept = [registers[cell] for cell in cells]
        registers[target] = Function(routine, kept, several(defaults)(registers), by_name)

    return do


def _annotate(function: Function, name: str, value: Any) -> None:
    function.__annotations__[name] = value


def _manager(at: At, enter: int, leave: int, source: int) -> Step:
    def do(registers: list[Any]) -> None:
        registers[enter], registers[leave] = manager_methods(registers[source])

    return do


def _super(cell: Cell, instance: Any) -> Any:
    if cell.value is UNBOUND:
        raise RuntimeError("super(): empty __class__ cell")
    return super(cell.value, instance)  # pyright: ignore


def _namespace(prepared: Prepared) -> dict[str, Any]:
    return prepared.namespace


def _handled(run: Run) -> BaseException | None:
    return run.frame.handled


def _catch(run: Run) -> BaseException:
    frame = run.frame
    frame.handled, frame.error = frame.error, None
    return frame.handled


def _release(run: Run, before: BaseException | None) -> None:
    run.frame.handled = before


def _release_finally(run: Run, state: Any, before: BaseException | None) -> None:
    if isinstance(state, BaseException):
        run.frame.handled = before


def _throw(error: BaseException) -> None:
    raise error


def _raise(run: Run, *error_and_cause: Any) -> None:
    handled = run.handled(run.frame)
    if handled is None:
        _raise_from(*error_and_cause)
    else:
        try:
            raise handled  # so that Python itself notes what is being handled
        except BaseException:
            _raise_from(*error_and_cause)


def _raise_from(error: Any, *cause: Any) -> None:
    if cause:
        raise error from cause[0]
    raise error


def _raise_again(run: Run) -> None:
    raise run.handled(run.frame) or RuntimeError("No active exception to reraise")


def _slice(*bounds: Any) -> slice:
    native.check_nested(*bounds)
    return slice(*bounds)


STEPS: dict[str, Maker] = {
    **{
        "list": result(list),
        "tuple": result(tuple),
        "set": result(_set),
        "dict": result(dict),
        "slice": result(_slice),
    },
    **{"list_of": result(list), "tuple_of": result(tuple), "set_of": result(_set), "unpack": _unpack},
    **{"append": effect(_append), "extend": effect(_extend), "add": effect(_add), "merge": effect(_merge)},
    **{"put": effect(native.store_subscript), "name_argument": effect(_name_argument)},
    **{"join": result(_join), "format": result(native.formatted), "iterate": result(native.iterate)},
    **{
        "annotate_function": effect(_annotate),
        "function": _function,
        "super": result(_super),
        "class_of": result(type),
        "manager": _manager,
    },
    **{"prepare_class": result(prepared), "namespace": result(_namespace), "make_class": result(made)},
    **{"try": of_run(result, _handled), "catch": of_run(result, _catch), "release": of_run(effect, _release)},
    **{"release_finally": of_run(effect, _release_finally), "throw": effect(_throw)},
    **{"raise": of_run(effect, _raise), "raise_again": of_run(effect, _raise_again)},
}
