"""The parser's refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from model.formula.tokenizer import Token
    from model.formula.tree import Relation
    from model.message import Message

MAX_LEVELS = 50
"""The most brackets, bars, calls and exponents within each other."""

RELATIONS: dict[str, Relation] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "!=": "!="}


def check_arity(name: Token, given: int, bounds: tuple[int, int | None]) -> None:
    """Refuse too few or too many arguments of a function."""
    least, most = bounds
    if given >= least and (most is None or given <= most):
        return
    if most is None:
        reason = QT_TRANSLATE_NOOP("formula", "{name} takes {least} or more values, not {given}")
    elif least == 1:
        reason = QT_TRANSLATE_NOOP("formula", "{name} takes one value, not {given}")
    else:
        reason = QT_TRANSLATE_NOOP("formula", "{name} takes {least} values, not {given}")
    raise FormulaError(name.column, reason, name=name.text, least=least, given=given)


def too_deep(column: int) -> FormulaError:
    """Return the refusal of one level too many."""
    reason = QT_TRANSLATE_NOOP("formula", "more than {limit} levels within each other")
    return FormulaError(column, reason, limit=MAX_LEVELS)


def missing_after(token: Token) -> FormulaError:
    """Return the refusal of a text that ends after an operator or an opening bracket."""
    reason = QT_TRANSLATE_NOOP("formula", "something is missing after '{sign}'")
    return FormulaError(token.column, reason, sign=token.text)


def unexpected(token: Token, level: int) -> FormulaError:
    """Return the refusal of a token that cannot be here, within ``level`` brackets."""
    reason: Message
    if token.kind == "end":
        reason = QT_TRANSLATE_NOOP("formula", "the formula ends too early")
    elif token.text == "=":
        reason = QT_TRANSLATE_NOOP("formula", "two values are compared with '=='")
    elif token.text == "," and not level:
        reason = QT_TRANSLATE_NOOP("formula", "',' is not expected here; a decimal is written with a point")
    elif token.text in RELATIONS:
        reason = QT_TRANSLATE_NOOP("formula", "a comparison can only stand first in where(…)")
    elif token.text == ")" and not level:
        reason = QT_TRANSLATE_NOOP("formula", "this ')' was never opened")
    else:
        reason = QT_TRANSLATE_NOOP("formula", "'{sign}' is not expected here")
    return FormulaError(token.column, reason, sign=token.text)
