"""Which argument of a call goes to which parameter of its function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP
from model.program.tensors.tree import Items, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from model.formula.tokenizer import Token
    from model.program.tensors.functions import Function, Parameter
    from model.program.tensors.tree import Expression


def bound(
    function: Function,
    column: int,
    given: Sequence[Expression],
    named: Sequence[tuple[Token, Expression]],
    kind_of: Callable[[Expression], str],
) -> tuple[tuple[str, Expression], ...]:
    """Return the arguments by the names of their parameters, in the parameters' order.

    Raises
    ------
    FormulaError
        Where there are too few or too many, or one is not of its parameter's kind.
    """
    values: dict[str, Expression] = {}
    by_position = [parameter for parameter in function.parameters if parameter.kind != "flag"]
    rest = list(given)
    for parameter in by_position:
        if not rest:
            break
        if parameter.kind == "shape" and not isinstance(rest[0], Items):
            values[parameter.name] = Items(tuple(rest), rest[0].column, is_tuple=True)
            rest = []
        else:
            values[parameter.name] = rest.pop(0)
    if rest:
        raise _refused(rest[0].column, function)
    known = {parameter.name: parameter for parameter in function.parameters}
    for keyword, value in named:
        if keyword.text not in known or keyword.text in values:
            reason = QT_TRANSLATE_NOOP("tensors", "'{keyword}=' is not allowed here; it is {call}")
            raise FormulaError(keyword.column, reason, keyword=keyword.text[:50], call=function.signature)
        values[keyword.text] = value
    for parameter in function.parameters:
        if parameter.name in values:
            _check(parameter, values[parameter.name], function, kind_of)
        elif parameter.required:
            raise _refused(column, function)
    return tuple((name, values[name]) for name in known if name in values)


def _refused(column: int, function: Function) -> FormulaError:
    reason = QT_TRANSLATE_NOOP("tensors", "{name} is called as {call}")
    return FormulaError(column, reason, name=function.name, call=function.signature)


def _check(parameter: Parameter, value: Expression, function: Function, kind_of: Callable[[Expression], str]) -> None:
    match parameter.kind:
        case "flag":
            if not isinstance(value, Truth):
                reason = QT_TRANSLATE_NOOP("tensors", "{name} is True or False")
                raise FormulaError(value.column, reason, name=parameter.name)
        case "data":
            _check_numbers(value, kind_of)
        case "shape":
            if not isinstance(value, Items) or any(not _is_number(item, kind_of) for item in value.items):
                reason = QT_TRANSLATE_NOOP("tensors", "{name}(…) takes whole numbers as its shape")
                raise FormulaError(value.column, reason, name=function.name)
        case "number" | "dim":
            if not _is_number(value, kind_of):
                reason = QT_TRANSLATE_NOOP("tensors", "{name} is a number")
                raise FormulaError(value.column, reason, name=parameter.name)
        case "tensor":
            if isinstance(value, Items | Truth):
                reason = QT_TRANSLATE_NOOP("tensors", "{name}(…) takes a tensor; write tensor([…])")
                raise FormulaError(value.column, reason, name=function.name)


def _is_number(node: Expression, kind_of: Callable[[Expression], str]) -> bool:
    return not isinstance(node, Items | Truth) and kind_of(node) == "number"


def _check_numbers(value: Expression, kind_of: Callable[[Expression], str]) -> None:
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Items):
            waiting.extend(reversed(node.items))
        elif not _is_number(node, kind_of):
            reason = QT_TRANSLATE_NOOP("tensors", "tensor(…) takes numbers and nested lists of numbers")
            raise FormulaError(node.column, reason)
