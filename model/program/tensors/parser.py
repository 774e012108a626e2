"""The grammar of a program's expressions: tokens to a syntax tree, with a column for everything that is refused.

sum     = product { ("+" | "-") product }
product = signed { ("*" | "/" | "@") signed }
signed  = { "+" | "-" } power
power   = atom { "." method "(" arguments ")" } [ "**" signed ]
atom    = number | name | function "(" arguments ")" | "(" sum ")" | "[" items "]"
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal, TypeAlias

from model.formula.error import FormulaError
from model.formula.refusals import MAX_LEVELS, missing_after, too_deep
from model.message import QT_TRANSLATE_NOOP
from model.program.tensors.arguments import bound
from model.program.tensors.functions import FUNCTIONS, PREFIXES
from model.program.tensors.tokens import tokenize
from model.program.tensors.tree import Binary, Call, Gradient, Items, Name, Negative, Number, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.formula.tokenizer import Token
    from model.message import Message
    from model.program.tensors.tree import Expression

MAX_OPERATIONS = 100
"""Operators and calls in one line."""
MAX_INTEGER = 2**63 - 1

Kind: TypeAlias = Literal["tensor", "number"]
Scope: TypeAlias = "Mapping[str, Kind]"


def kind_of(node: Expression, scope: Scope) -> Kind:
    """Return whether an expression is a tensor or a plain number."""
    match node:
        case Number() | Truth() | Items():
            return "number"
        case Name(name):
            return scope.get(name, "tensor")
        case Negative(operand):
            return kind_of(operand, scope)
        case Binary(_, left, right):
            return "tensor" if "tensor" in (kind_of(left, scope), kind_of(right, scope)) else "number"
        case Gradient() | Call():
            return "tensor"


class Parser:
    """Reads one line; what a line is made of besides expressions is up to who uses it."""

    def __init__(self, text: str, scope: Scope, *, gradients: bool = False) -> None:
        self.scope = scope
        self.gradients = gradients
        self.tokens = tokenize(text)
        self.index = 0
        self.level = 0
        self.operations = 0

    # -- tokens

    @property
    def here(self) -> Token:
        """The next token."""
        return self.tokens[self.index]

    def at(self, *texts: str) -> bool:
        """Return whether the next token is one of these signs or words."""
        return self.here.kind in ("sign", "word") and self.here.text in texts

    def take(self) -> Token:
        """Go past the next token."""
        token = self.here
        if token.kind != "end":
            self.index += 1
        return token

    def expect(self, *texts: str) -> None:
        """Go past these tokens, one after the other."""
        for text in texts:
            if not self.at(text):
                reason = QT_TRANSLATE_NOOP("tensors", "'{sign}' is expected here")
                raise FormulaError(self.here.column, reason, sign=text)
            self.take()

    def end(self) -> None:
        """Refuse what follows the end of an expression."""
        if self.here.kind != "end":
            raise self.unexpected()

    def unexpected(self) -> FormulaError:
        """Return the refusal of the next token."""
        token = self.here
        reason: Message
        if token.kind == "end":
            if self.index and self.tokens[self.index - 1].text not in (")", "]"):
                return missing_after(self.tokens[self.index - 1])
            reason = QT_TRANSLATE_NOOP("tensors", "the line ends too early")
        elif token.text in (")", "]") and not self.level:
            reason = QT_TRANSLATE_NOOP("tensors", "this '{sign}' was never opened")
        elif token.text == "=":
            reason = QT_TRANSLATE_NOOP("tensors", "one line holds one assignment")
        else:
            reason = QT_TRANSLATE_NOOP("tensors", "'{sign}' is not expected here")
        return FormulaError(token.column, reason.fill(sign=token.text[:40]))

    def count(self, column: int) -> None:
        """Refuse one operation too many."""
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            reason = QT_TRANSLATE_NOOP("tensors", "more than {limit} operations in one line")
            raise FormulaError(column, reason, limit=MAX_OPERATIONS)

    def enter(self, column: int) -> None:
        """Go one level of brackets down."""
        self.level += 1
        if self.level > MAX_LEVELS:
            raise too_deep(column)

    # -- the grammar

    def expression(self) -> Expression:
        """Read a sum; a list is refused."""
        node = self.sum()
        if isinstance(node, Items):
            raise FormulaError(node.column, QT_TRANSLATE_NOOP("tensors", "a list becomes a tensor by tensor(…) only"))
        return node

    def sum(self) -> Expression:
        """Read a sum, or a list."""
        return self.joined(("+", "-"), self.product)

    def product(self) -> Expression:
        """Read a product."""
        return self.joined(("*", "/", "@"), self.signed)

    def joined(self, signs: tuple[str, ...], operand: object) -> Expression:
        """Read operands between signs that bind from left to right."""
        node = operand()  # type: ignore[operator]
        while self.at(*signs) and self.here.kind == "sign":
            sign = self.take()
            right = operand()  # type: ignore[operator]
            node = self.binary(sign, node, right)
        return node

    def binary(self, sign: Token, left: Expression, right: Expression) -> Expression:
        """Return two operands joined by a sign."""
        self.count(sign.column)
        for operand in (left, right):
            if isinstance(operand, Items | Truth):
                reason = QT_TRANSLATE_NOOP("tensors", "'{sign}' takes tensors and numbers")
                raise FormulaError(operand.column, reason, sign=sign.text)
        return Binary(sign.text, left, right, sign.column)

    def signed(self) -> Expression:
        """Read a power with its signs."""
        minuses: list[Token] = []
        while self.at("+", "-"):
            sign = self.take()
            if sign.text == "-":
                minuses.append(sign)
                self.count(sign.column)
        node = self.power()
        if minuses and isinstance(node, Items | Truth):
            reason = QT_TRANSLATE_NOOP("tensors", "'{sign}' takes tensors and numbers")
            raise FormulaError(node.column, reason, sign="-")
        if len(minuses) > MAX_LEVELS:
            raise too_deep(minuses[MAX_LEVELS].column)
        for sign in reversed(minuses):
            node = Negative(node, sign.column)
        return node

    def power(self) -> Expression:
        """Read an atom with its methods and its exponent."""
        node = self.atom()
        while self.at("."):
            node = self.method(node)
        if self.at("**"):
            sign = self.take()
            self.enter(sign.column)
            node = self.binary(sign, node, self.signed())
            self.level -= 1
        return node

    def atom(self) -> Expression:
        """Read what stands alone."""
        token = self.here
        if token.kind == "number":
            return self.number()
        if token.kind == "word":
            return self.word()
        if self.at("(", "["):
            return self.group()
        raise self.unexpected()

    def number(self) -> Number:
        """Read a number; one without a point is whole, as in Python."""
        token = self.take()
        if not token.text.isdecimal():
            return Number(float(token.text), token.column)
        if len(token.text) > 20 or int(token.text) > MAX_INTEGER:
            reason = QT_TRANSLATE_NOOP("tensors", "a whole number may be at most {limit}; write it with a point")
            raise FormulaError(token.column, reason, limit=MAX_INTEGER)
        return Number(int(token.text), token.column)

    def group(self) -> Expression:
        """Read brackets: an expression, a tuple or a list."""
        opening = self.take()
        closing = ")" if opening.text == "(" else "]"
        self.enter(opening.column)
        items: list[Expression] = []
        is_plain = opening.text == "("
        while not self.at(closing):
            items.append(self.sum())
            if self.at(","):
                is_plain = False
                self.take()
            elif not self.at(closing):
                raise self.unclosed(opening)
        self.take()
        self.level -= 1
        if is_plain and len(items) == 1:
            return items[0]
        return Items(tuple(items), opening.column, opening.text == "(")

    def unclosed(self, opening: Token) -> FormulaError:
        """Return the refusal of brackets that go on wrongly, or never end."""
        if self.here.kind != "end":
            return self.unexpected()
        reason = QT_TRANSLATE_NOOP("tensors", "this '{sign}' is never closed")
        return FormulaError(opening.column, reason, sign=opening.text)

    def word(self) -> Expression:
        """Read a name, True or False, or a call with its prefix."""
        token = self.take()
        if token.text in self.scope:
            return Name(token.text, token.column)
        if token.text in ("True", "False"):
            return Truth(token.text == "True", token.column)
        path = token.text
        while self.at(".") and any(prefix.startswith(f"{path}.") for prefix in PREFIXES):
            self.take()
            path += "." + self.name().text
        name = next((path[len(p) :] for p in PREFIXES if path.startswith(p)), path)
        if name not in FUNCTIONS:
            raise self.unknown(name, token.column + len(path) - len(name), (*self.scope, *FUNCTIONS))
        if not self.at("("):
            reason = QT_TRANSLATE_NOOP("tensors", "'{name}' is a function: {call}")
            raise FormulaError(token.column, reason, name=name, call=FUNCTIONS[name].signature)
        return self.call(name, token.column)

    def name(self) -> Token:
        """Read a word."""
        if self.here.kind != "word":
            raise self.unexpected()
        return self.take()

    def unknown(self, name: str, column: int, known: tuple[str, ...]) -> FormulaError:
        """Return the refusal of a name, with one that is like it."""
        close = difflib.get_close_matches(name[:50], known, n=1, cutoff=0.6)
        if close:
            reason = QT_TRANSLATE_NOOP("tensors", "unknown name '{name}'; did you mean '{close}'?")
            return FormulaError(column, reason.fill(name=name[:50], close=close[0]))
        names = ", ".join(self.scope)
        if not names:
            reason = QT_TRANSLATE_NOOP("tensors", "unknown name '{name}'; nothing has been assigned yet")
            return FormulaError(column, reason.fill(name=name[:50]))
        reason = QT_TRANSLATE_NOOP("tensors", "unknown name '{name}'; known so far: {names}")
        return FormulaError(column, reason.fill(name=name[:50], names=names))

    def method(self, base: Expression) -> Expression:
        """Read ``.name(…)`` after an expression, or ``.grad`` in an action."""
        self.take()
        token = self.name()
        if token.text == "grad" and self.gradients and isinstance(base, Name):
            if self.scope[base.name] == "number":
                reason = QT_TRANSLATE_NOOP("tensors", "'{name}' is a number, not a tensor")
                raise FormulaError(base.column, reason, name=base.name)
            return Gradient(base.name, base.column)
        known = tuple(name for name, entry in FUNCTIONS.items() if entry.is_method)
        if token.text not in known:
            if token.text == "grad":
                reason = QT_TRANSLATE_NOOP("tensors", "'.grad' belongs to actions; in a program it is None yet")
                raise FormulaError(token.column, reason)
            close = difflib.get_close_matches(token.text[:50], known, n=1, cutoff=0.6)
            reason = QT_TRANSLATE_NOOP("tensors", "unknown method '.{name}'; known are {known}").fill(
                name=token.text[:50], known=", ".join(close or known)
            )
            raise FormulaError(token.column, reason)
        if kind_of(base, self.scope) == "number":
            raise FormulaError(token.column, QT_TRANSLATE_NOOP("tensors", "only a tensor has methods"))
        if not self.at("("):
            reason = QT_TRANSLATE_NOOP("tensors", "'.{name}' is a method: write .{name}()")
            raise FormulaError(token.column, reason, name=token.text)
        return self.call(token.text, token.column, base)

    def call(self, function: str, column: int, base: Expression | None = None) -> Expression:
        """Read the arguments of a call, and give each to its parameter."""
        self.count(column)
        opening = self.take()
        self.enter(opening.column)
        given: list[Expression] = [] if base is None else [base]
        named: list[tuple[Token, Expression]] = []
        while not self.at(")"):
            if self.here.kind == "word" and self.tokens[self.index + 1].text == "=":
                keyword = self.take()
                self.take()
                named.append((keyword, self.sum()))
            elif named:
                reason = QT_TRANSLATE_NOOP("tensors", "a value without a name cannot follow one with a name")
                raise FormulaError(self.here.column, reason)
            else:
                given.append(self.sum())
            if self.at(","):
                self.take()
            elif not self.at(")"):
                raise self.unclosed(opening)
        self.take()
        self.level -= 1
        arguments = bound(FUNCTIONS[function], column, given, named, lambda node: kind_of(node, self.scope))
        return Call(function, arguments, column, base is not None)
