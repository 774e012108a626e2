"""The sentences of all refusals of a formula's grammar and names."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.formula.hints import INVERSES, PYTORCH_ONLY, WRITE_INSTEAD
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
    if name.text == "log" and given == 2:
        reason = QT_TRANSLATE_NOOP("formula", "write log(a)/log(b) for the logarithm of a to base b")
    elif most is None:
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
        reason = QT_TRANSLATE_NOOP("formula", "a comparison can only come first in where(…)")
    elif token.text == ")" and not level:
        reason = QT_TRANSLATE_NOOP("formula", "this ')' was never opened")
    else:
        reason = QT_TRANSLATE_NOOP("formula", "'{sign}' is not expected here")
    return FormulaError(token.column, reason, sign=token.text)


# -- names


def brackets(name: str, inside: str, column: int) -> FormulaError:
    """Return the refusal of a function without brackets, with what is probably its argument."""
    plain = name.rstrip("0123456789")
    if plain != name and inside and not plain.endswith("_"):
        digits = name[len(plain) :]
        reason = QT_TRANSLATE_NOOP("formula", "write {name}({inside}) or {plain}({digits}{inside}), with brackets")
        return FormulaError(column, reason, name=name, inside=inside, plain=plain, digits=digits)
    reason = QT_TRANSLATE_NOOP("formula", "write {name}({inside}), with brackets")
    return FormulaError(column, reason, name=name, inside=inside or "…")


def small_letters(name: str, column: int) -> FormulaError:
    """Return the refusal of a known name in capital letters."""
    return FormulaError(column, QT_TRANSLATE_NOOP("formula", "write {name}, in small letters"), name=name)


def either(first: str, second: str, column: int) -> FormulaError:
    """Return the refusal of a word that may mean two things."""
    reason = QT_TRANSLATE_NOOP("formula", "write {first} or {second}, whichever is meant")
    return FormulaError(column, reason, first=first, second=second)


def product_meant(first: str, second: str, column: int) -> FormulaError:
    """Return the refusal of two names run together."""
    reason = QT_TRANSLATE_NOOP("formula", "write {first}*{second} for a product")
    return FormulaError(column, reason, first=first, second=second)


def euler(column: int) -> FormulaError:
    """Return the refusal of e as a coefficient."""
    return FormulaError(column, QT_TRANSLATE_NOOP("formula", "e is 2.718…; take another letter"))


def number_behind(name: str, letter: str, column: int) -> FormulaError:
    """Return the refusal of a constant with a number behind it."""
    reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; write {letter}^{digits} for a power")
    return FormulaError(column, reason, name=name, letter=letter, digits=name[len(letter) :])


def indexed(name: str, variables: tuple[str, ...], column: int) -> FormulaError:
    """Return the refusal of x1, which is no variable and would be a misleading parameter."""
    digits = name[1:]
    if len(variables) > 1:
        reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; the variables here are {known}")
    elif digits.strip("_") == "0":
        reason = QT_TRANSLATE_NOOP(
            "formula",
            "unknown name '{name}'; this lab has one variable, {known}; name a parameter otherwise",
        )
    elif digits.isdecimal() and int(digits) > 1:
        reason = QT_TRANSLATE_NOOP(
            "formula", "unknown name '{name}'; this lab has one variable, {known}; write {known}^{digits} for a power"
        )
    else:
        reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; this lab has one variable, {known}")
    return FormulaError(column, reason, name=name, known=", ".join(variables), digits=digits)


def unknown(name: str, variables: tuple[str, ...], words: tuple[str, ...], column: int) -> FormulaError:
    """Return the refusal of a name, with those most like it, or with the variables."""
    similar = _similar(name, words)
    if similar:
        reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; similar names here: {similar}")
        return FormulaError(column, reason, name=name, similar=similar)
    if len(variables) == 1:
        reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; this lab has one variable, {known}")
    else:
        reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; the variables here are {known}")
    return FormulaError(column, reason, name=name, known=", ".join(variables))


def unknown_function(name: str, words: tuple[str, ...], column: int) -> FormulaError:
    """Return the refusal of a call; without ``words`` the name could be a parameter's."""
    similar = _similar(name, words)
    if similar:
        reason = QT_TRANSLATE_NOOP("formula", "unknown function '{name}'; similar names here: {similar}")
    elif words or "." in name:
        reason = QT_TRANSLATE_NOOP("formula", "unknown function '{name}'; the help page Formulas lists those there are")
    else:
        reason = QT_TRANSLATE_NOOP("formula", "unknown function '{name}'; write {name}*(…) for a product")
    return FormulaError(column, reason, name=name, similar=similar)


def _similar(name: str, words: tuple[str, ...]) -> str:
    return ", ".join(difflib.get_close_matches(name, words, cutoff=0.8)) if len(name) > 2 else ""


def for_losses(name: str, column: int) -> FormulaError:
    """Return the refusal of mean or sum where there are no points."""
    return FormulaError(column, QT_TRANSLATE_NOOP("formula", "{name}(…) is known in a loss only"), name=name)


def sum_sign(column: int) -> FormulaError:
    """Return the refusal of a sign that says nowhere what is summed."""
    return FormulaError(column, QT_TRANSLATE_NOOP("formula", "write sum(…), with all that is summed in the brackets"))


def taken(name: str, column: int) -> FormulaError:
    """Return the refusal of a parameter's name that means something in runs and files."""
    return FormulaError(column, QT_TRANSLATE_NOOP("formula", "the name '{name}' is taken; choose another"), name=name)


def no_name(limit: int, column: int) -> FormulaError:
    """Return the refusal of what cannot be a parameter's name."""
    reason = QT_TRANSLATE_NOOP("formula", "a name has at most {limit} letters and digits, with _ only between them")
    return FormulaError(column, reason, limit=limit)


def refuse_elsewhere(name: str, column: int) -> None:
    """Refuse a call of a function that is not here, where it is known from mathematics or PyTorch."""
    base = re.fullmatch(r"log(?:_?(\d+)|_(\w+))", name)
    if base:
        reason = QT_TRANSLATE_NOOP("formula", "write log(…)/log({base}) for the logarithm to base {base}")
        raise FormulaError(column, reason, base=base[1] or base[2])
    if name == "lg":
        reason = QT_TRANSLATE_NOOP("formula", "write log10(…) where lg is to base 10, log2(…) where it is to base 2")
        raise FormulaError(column, reason)
    if name in WRITE_INSTEAD:
        reason = QT_TRANSLATE_NOOP("formula", "there is no {name} here; write {instead}")
        raise FormulaError(column, reason, name=name, instead=WRITE_INSTEAD[name])
    if name in PYTORCH_ONLY:
        raise FormulaError(column, QT_TRANSLATE_NOOP("formula", "PyTorch has {name}, this lab does not yet"), name=name)


# -- exponents and roots


def behind_function(token: Token, exponent: str, column: int) -> FormulaError:
    """Return the refusal of what stands between a function and its argument: no power, or one of no one meaning."""
    name = token.text
    if not exponent:
        return brackets(name, "", token.column)
    reason = QT_TRANSLATE_NOOP("formula", "write {name}(…)^{exponent}, the exponent behind the brackets")
    if exponent == "-1":
        reason = QT_TRANSLATE_NOOP("formula", "write 1/{name}(…) for the reciprocal")
        if name in INVERSES:
            reason = QT_TRANSLATE_NOOP(
                "formula", "write {inverse}(…) for the inverse function, 1/{name}(…) for the reciprocal"
            )
    return FormulaError(column, reason, name=name, exponent=exponent, inverse=INVERSES.get(name))


def root_of_power(sign: str, column: int) -> FormulaError:
    """Return the refusal of a root that may end before or behind an exponent, or between two names."""
    reason = QT_TRANSLATE_NOOP("formula", "put what is under the root in brackets: {sign}(…)")
    return FormulaError(column, reason, sign=sign)
