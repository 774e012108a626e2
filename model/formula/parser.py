"""The grammar: from tokens to a syntax tree, with the column of everything that is refused.

    sum      = product { ("+" | "-") product }
    product  = signed { ("*" | "/") signed | power }          a product without a sign binds as "*" does
    signed   = { "+" | "-" } power
    power    = atom [ superscript ] [ "^" signed-power ]       from right to left; -x^2 is -(x^2)
    atom     = number | names | function [ whole-power ] "(" arguments ")" | ("√" | "∛") atom | "(" sum ")"
             | "|" sum "|"

A bar closes when one is open in the same brackets and an operand stands before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import model.formula.tree as tree
from model.formula.error import FormulaError
from model.formula.names import SIGMA
from model.formula.refusals import (
    MAX_LEVELS,
    RELATIONS,
    behind_function,
    check_arity,
    missing_after,
    product_meant,
    root_of_power,
    too_deep,
    unexpected,
)
from model.formula.tokenizer import Token, plain_text, tokenize
from model.formula.vocabulary import AGGREGATES
from model.message import FROM_SUPERSCRIPT, QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.formula.names import Names


_ROOTS = {"√": "sqrt", "∛": "cbrt"}


def parse_tree(text: str, names: Names) -> tuple[tree.Node, dict[int, int], Mapping[str, str]]:
    """Read a text by the grammar; return the formula as typed, the column of each node, and the capitals in it.

    Columns are by the node's ``id``; capitals are those read as variables, with these. Raises `FormulaError`
    where the text is not of the grammar or uses an unknown name.
    """
    parser = _Parser(text, names)
    return parser.whole(), parser.columns, parser.names.capitals


class _Parser:
    def __init__(self, text: str, names: Names) -> None:
        self.text = plain_text(text)
        self.tokens = tokenize(text, names.functions)
        self.names = names.reading_capitals(token.text for token in self.tokens if token.kind == "word")
        self.index = 0
        self.level = 0
        self.open_bars = 0
        self.columns: dict[int, int] = {}

    # -- tokens

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def at(self, *signs: str) -> bool:
        return self.here.kind == "sign" and self.here.text in signs

    def take(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def made(self, node: tree.Node, column: int) -> tree.Node:
        self.columns[id(node)] = column
        return node

    # -- the grammar

    def whole(self) -> tree.Node:
        if self.here.kind == "end":
            raise FormulaError(1, QT_TRANSLATE_NOOP("formula", "there is no formula yet; write for example x^2"))
        self.refuse_equation()
        node = self.sum()
        rest = self.here
        if rest.kind != "end":
            raise unexpected(rest, self.level)
        return node

    def refuse_equation(self) -> None:
        """Refuse ``y = 2x`` for its equals sign, before y is refused as unknown."""
        level = 0
        for token in self.tokens:
            level += (token.text == "(") - (token.text == ")")
            if token.text == "=" and level <= 0:
                reason = QT_TRANSLATE_NOOP("formula", "leave out '=' and what is before it")
                raise FormulaError(token.column, reason)

    def sum(self) -> tree.Node:
        column = self.here.column
        terms = [self.product()]
        while self.at("+", "-"):
            sign = self.take()
            term = self.product()
            terms.append(self.made(tree.Negative(term), sign.column) if sign.text == "-" else term)
        return terms[0] if len(terms) == 1 else self.made(tree.Sum(tuple(terms)), column)

    def product(self) -> tree.Node:
        minuses = self.minuses()
        column = self.here.column
        factors = self.powers()
        while True:
            if self.at("*", "/"):
                sign = self.take()
                divisor, *others = self.signed()
                factors.append(self.made(tree.Inverse(divisor), sign.column) if sign.text == "/" else divisor)
                factors.extend(others)
            elif self.operand_follows():
                factors.extend(self.powers())
            else:
                break
        node = factors[0] if len(factors) == 1 else self.made(tree.Product(tuple(factors)), column)
        return self.negated(node, minuses)

    def operand_follows(self) -> bool:
        token, before = self.here, self.tokens[self.index - 1]
        if token.kind == "number":
            touching = before.kind == "word" and before.end == token.column
            if before.kind == "number" or touching:
                reason = QT_TRANSLATE_NOOP("formula", "an operator is missing before {number}")
                raise FormulaError(token.column, reason, number=token.text)
        opens = self.at("(", *_ROOTS) or (self.at("|") and not self.open_bars)
        return token.kind in ("number", "word") or opens

    def signed(self) -> list[tree.Node]:
        """Return the factors of an operand with its signs; several where a run of letters was split."""
        minuses = self.minuses()
        factors = self.powers()
        factors[0] = self.negated(factors[0], minuses)
        return factors

    def minuses(self) -> list[int]:
        """Take all signs; return the columns of those that are a minus."""
        signs: list[Token] = []
        while self.at("+", "-"):
            signs.append(self.take())
        minuses = [sign.column for sign in signs if sign.text == "-"]
        if len(minuses) > MAX_LEVELS:
            raise too_deep(minuses[MAX_LEVELS])
        return minuses

    def negated(self, node: tree.Node, minuses: list[int]) -> tree.Node:
        for column in reversed(minuses):
            node = self.made(tree.Negative(node), column)
        return node

    def powers(self) -> list[tree.Node]:
        """Return the factors of an atom with its exponents, which belong to the last of them."""
        column = self.here.column
        factors = self.atom()
        base = factors[-1]
        if self.here.kind == "superscript":
            token = self.take()
            base = self.made(tree.Power(base, self.superscript(token)), column)
        if self.at("^"):
            self.refuse_transpose(base, column)
            self.enter(self.take().column)
            exponent, *others = self.signed()
            self.level -= 1
            if others:
                # 2^wx is (2^w)·x: the exponent is the first name of the run
                factors[-1] = self.made(tree.Power(base, exponent), column)
                return [*factors, *others]
            base = self.made(tree.Power(base, exponent), column)
        factors[-1] = base
        return factors

    def refuse_transpose(self, base: tree.Node, column: int) -> None:
        """Refuse ``w^T x``, which in books of linear algebra is the product of w and x."""
        _, exponent, follows, *_ = *self.tokens[self.index :], self.tokens[-1], self.tokens[-1]
        if isinstance(base, tree.Name) and exponent.text == "T" and follows.kind == "word":
            raise product_meant(base.name, follows.text, column)

    def superscript(self, token: Token) -> tree.Node:
        digits = token.text.translate(FROM_SUPERSCRIPT)
        number = self.made(tree.Number(float(digits.lstrip("+-"))), token.column)
        return self.made(tree.Negative(number), token.column) if digits.startswith("-") else number

    def atom(self) -> list[tree.Node]:
        token = self.here
        if token.kind == "number":
            self.take()
            return [self.made(tree.Number(float(token.text)), token.column)]
        if token.kind == "word":
            return self.word()
        if self.at(*_ROOTS):
            return [self.root()]
        if self.at("("):
            return [self.group(")")]
        if self.at("|"):
            return [self.made(tree.Call("abs", (self.group("|"),)), token.column)]
        if token.kind == "end" and self.index:
            raise missing_after(self.tokens[self.index - 1])
        raise unexpected(token, self.level)

    def word(self) -> list[tree.Node]:
        token = self.take()
        function = self.names.function(token.text)
        if function is not None and self.at("("):
            return [self.call(token, function)]
        raised = self.here.kind == "superscript" or self.at("^")
        may_be_name = token.text in SIGMA and (self.names.parameters or token.text in self.names.variables)
        if function is not None and raised and not may_be_name:
            return [self.raised_call(token, function)]
        rest = self.text[token.end - 1 :]
        return [self.made(name, column) for name, column in self.names.factors(token, rest, raised)]

    def raised_call(self, name: Token, function: str) -> tree.Node:
        """Read sin²(x), which is sin(x)²; the exponent is a whole number."""
        column = self.here.column
        exponent = self.whole_power()
        if not exponent.isdecimal() or not self.at("("):
            raise behind_function(name, exponent, column)
        call = self.call(name, function)
        return self.made(tree.Power(call, self.made(tree.Number(float(exponent)), column)), name.column)

    def whole_power(self) -> str:
        """Read what stands between a function and its argument; return it as far as it is a whole number."""
        if self.take().kind == "superscript":
            return self.tokens[self.index - 1].text.translate(FROM_SUPERSCRIPT)
        in_brackets = self.at("(")
        if in_brackets:
            self.take()
        minus = self.take().text if self.at("-") else ""
        digits = self.take().text if self.here.kind == "number" else ""
        if in_brackets and self.at(")"):
            self.take()
        return minus + digits

    def root(self) -> tree.Node:
        """Read √2 or √(x + 1); what could go on further under the root stands in brackets."""
        sign = self.take()
        self.enter(sign.column)
        in_brackets = self.at("(", "|")
        factors = self.atom()
        self.level -= 1
        if len(factors) > 1 or (not in_brackets and (self.here.kind == "superscript" or self.at("^"))):
            raise root_of_power(sign.text, sign.column)
        return self.made(tree.Call(_ROOTS[sign.text], tuple(factors)), sign.column)

    def enter(self, column: int) -> None:
        self.level += 1
        if self.level > MAX_LEVELS:
            raise too_deep(column)

    def group(self, closing: str) -> tree.Node:
        """Read what is in brackets or bars."""
        opening = self.take()
        self.enter(opening.column)
        bars, self.open_bars = self.open_bars, self.open_bars + 1 if closing == "|" else 0
        node = self.sum()
        self.close(opening, closing)
        self.open_bars = bars
        self.level -= 1
        return node

    def close(self, opening: Token, closing: str) -> None:
        if self.at(closing):
            self.take()
        elif self.here.kind == "end":
            reason = QT_TRANSLATE_NOOP("formula", "this '{bracket}' is never closed")
            raise FormulaError(opening.column, reason, bracket=opening.text)
        else:
            raise unexpected(self.here, self.level)

    def call(self, name: Token, function: str) -> tree.Node:
        opening = self.take()
        self.enter(opening.column)
        bars, self.open_bars = self.open_bars, 0
        arguments: list[tree.Node] = []
        if not self.at(")"):
            arguments.append(self.condition() if function == "where" else self.sum())
            while self.at(","):
                self.take()
                arguments.append(self.sum())
        self.close(opening, ")")
        self.open_bars = bars
        self.level -= 1
        check_arity(name, len(arguments), self.names.functions[function])
        if function == "where":
            condition, yes, no = arguments
            assert isinstance(condition, tree.Comparison)
            return self.made(tree.Where(condition, yes, no), name.column)
        if function in AGGREGATES and not varies(arguments[0], self.names.variables):
            reason = QT_TRANSLATE_NOOP("formula", "{name}(…) needs a number for each point; put {known} inside")
            raise FormulaError(name.column, reason, name=name.text, known=", ".join(self.names.variables))
        return self.made(tree.Call(function, tuple(arguments)), name.column)

    def condition(self) -> tree.Node:
        column = self.here.column
        left = self.sum()
        if not self.at(*RELATIONS):
            if self.here.kind == "end" or self.at("="):
                raise unexpected(self.here, self.level)
            raise FormulaError(column, QT_TRANSLATE_NOOP("formula", "where(…) begins with a comparison, such as x < 0"))
        relation = RELATIONS[self.take().text]
        return self.made(tree.Comparison(relation, left, self.sum()), column)


def varies(node: tree.Node, variables: tuple[str, ...]) -> bool:
    """Return whether there is a value for each point: a variable is in it outside of mean and sum."""
    if isinstance(node, tree.Name):
        return node.name in variables
    is_aggregate = isinstance(node, tree.Call) and node.function in AGGREGATES
    return not is_aggregate and any(varies(child, variables) for child in tree.children(node))
