"""A syntax tree as one line of text: PyTorch source, or school notation that `parse` reads again."""

from __future__ import annotations

import builtins
import keyword
import re
from abc import ABC, abstractmethod
from itertools import pairwise
from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.formula.evaluate import Compiler
from model.formula.functions import FIXED
from model.formula.libraries import NUMPY
from model.formula.names import MAX_NAME, SIGMA, Names
from model.formula.refusals import MAX_LEVELS
from model.formula.tokenizer import LETTER, MAX_LENGTH, Token
from model.formula.tree import (
    Call,
    Comparison,
    Constant,
    Inverse,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Where,
    joined,
    walk,
)
from model.formula.vocabulary import AGGREGATES
from model.message import TO_SUPERSCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable

# how tightly a text holds together; SIGNED is a product with a minus in front
SUM, SIGNED, PRODUCT, POWER, ATOM = range(5)

_USED_IN_PROGRAMS = frozenset(
    """
    all_x all_y base64 batch cbrt cells csv data direction gradient grid hessian hessian_of inverse math noise np
    optimizer order path points random scheduler shuffle start torch z zlib
    """.split()
).union(dir(builtins), keyword.kwlist)
_LEADING_WORD = re.compile(rf"[{LETTER}_][{LETTER}_0-9]*")
_END_OF_WORD = re.compile(rf"[{LETTER}_0-9]*")
"""The last letters and digits of a text that is read backwards."""


def number_digits(value: float) -> str:
    """Return a number in the fewest digits that read back as it; a whole one without a point."""
    return str(int(value)) if value.is_integer() and value < 1e15 else repr(value)


class _Line(ABC):
    minus = "-"

    @abstractmethod
    def power(self, node: Power) -> tuple[str, int]: ...

    @abstractmethod
    def product(self, factors: tuple[Node, ...]) -> str: ...

    @abstractmethod
    def call(self, node: Call) -> str: ...

    @abstractmethod
    def constant(self, name: str) -> str: ...

    @abstractmethod
    def where(self, node: Where) -> str: ...

    def name(self, name: str) -> str:
        return name

    def text(self, node: Node) -> str:
        return self.render(node)[0]

    def texts(self, nodes: Iterable[Node]) -> str:
        return ", ".join([self.text(node) for node in nodes])

    def wrapped(self, node: Node, level: int) -> str:
        text, own = self.render(node)
        return text if own >= level else f"({text})"

    def render(self, node: Node) -> tuple[str, int]:
        match node:
            case Number(value):
                return number_digits(value), ATOM
            case Constant(name):
                return self.constant(name), ATOM
            case Name(name):
                return self.name(name), ATOM
            case Negative(operand):
                return self.minus + self.wrapped(operand, PRODUCT), SIGNED
            case Sum(terms):
                return self.sum(terms), SUM
            case Product(factors):
                text = self.product(factors)
                return text, SIGNED if text.startswith(self.minus) else PRODUCT
            case Power():
                return self.power(node)
            case Call():
                return self.call(node), ATOM
            case Where():
                return self.where(node), ATOM
            case Comparison(relation, left, right):
                return f"{self.text(left)} {relation} {self.text(right)}", SUM
            case Inverse():
                raise TypeError("a divisor cannot stand alone")

    def sum(self, terms: tuple[Node, ...]) -> str:
        text = self.wrapped(terms[0], SIGNED)
        for term in terms[1:]:
            addend, level = self.render(term)
            if level == SIGNED:
                text += f" {self.minus} {addend[len(self.minus) :]}"
            else:
                text += f" + {addend if level > SUM else f'({addend})'}"
        return text


class _Python(_Line):
    def __init__(self) -> None:
        compiler = Compiler(NUMPY)
        self.value, self.taken = compiler.value, compiler.taken

    def render(self, node: Node) -> tuple[str, int]:
        if isinstance(node, Where) and (taken := self.taken(node)) is not None:
            return self.render(taken)  # torch.where takes no bare truth value
        if isinstance(node, Negative | Sum | Product | Power | Call | Where):
            value = self.value(node)
            plain = not any(isinstance(part, Power | Call | Where) for part in walk(node))
            if value is not None and not (plain and abs(value) < 1e15 and repr(value) != "-0.0"):
                # torch's functions take no bare numbers, whole powers of Python could be endless, and its -0 is 0
                return repr(value), SIGNED if repr(value).startswith("-") else ATOM
        return super().render(node)

    def name(self, name: str) -> str:
        return identifier(name)

    def constant(self, name: str) -> str:
        return f"torch.{name}"

    def power(self, node: Power) -> tuple[str, int]:
        if node.base == Constant("e"):
            return f"torch.exp({self.text(node.exponent)})", ATOM
        unsigned = node.exponent.operand if isinstance(node.exponent, Negative) else node.exponent
        exponent = self.text(node.exponent)
        if self.render(unsigned)[1] < POWER:
            exponent = f"({exponent})"  # after ** a minus alone needs none
        return f"{self.wrapped(node.base, ATOM)}**{exponent}", POWER

    def product(self, factors: tuple[Node, ...]) -> str:
        text = self.wrapped(factors[0], SIGNED)
        for factor in factors[1:]:
            if isinstance(factor, Inverse):
                text += f"/{self.wrapped(factor.operand, POWER)}"
            else:
                text += f"*{self.wrapped(factor, POWER)}"
        return text

    def call(self, node: Call) -> str:
        function = node.function
        if function in ("min", "max"):
            return self.extreme(node)
        if function in AGGREGATES:
            return f"torch.{function}({self.texts(node.arguments)})"
        entry = FIXED[function]
        texts = [self.text(argument) for argument in node.arguments]
        if len(texts) == 2 and self.value(node.arguments[0]) is not None:
            texts[0] = f"{_first_name(node)}.new_tensor({texts[0]})"  # torch takes no bare number there
        return f"{'' if entry.definition else 'torch.'}{entry.torch}({', '.join(texts)})"

    def extreme(self, node: Call) -> str:
        values = [self.value(argument) for argument in node.arguments]
        constants = [value for value in values if value is not None]
        tensors = [self.text(a) for a, value in zip(node.arguments, values, strict=True) if value is None]
        text = joined(f"torch.{node.function}imum({{}}, {{}})".format, tensors)
        if not constants:
            return text
        bound = min(constants) if node.function == "min" else max(constants)
        digits = number_digits(bound) if bound >= 0 else f"-{number_digits(-bound)}"
        return f"torch.clamp({text}, {'max' if node.function == 'min' else 'min'}={digits})"

    def where(self, node: Where) -> str:
        yes = self.text(node.yes)
        if self.value(node.yes) is not None and self.value(node.no) is not None:
            # of two bare numbers torch would make its default type
            yes = f"{_first_name(node.condition)}.new_tensor({yes})"
        return f"torch.where({self.text(node.condition)}, {yes}, {self.text(node.no)})"


def _trailing(text: str) -> str:
    """Return the word that a text ends with; in time that does not grow with what stands before it."""
    end = _END_OF_WORD.match(text[::-1])
    return end[0][::-1].lstrip("0123456789") if end else ""


def _first_name(node: Node) -> str:
    return next(identifier(part.name) for part in walk(node) if isinstance(part, Name))


class _Pretty(_Line):
    minus = "−"

    def __init__(self, variables: tuple[str, ...]) -> None:
        self.names = Names(variables, parameters=True, aggregates=False)

    def constant(self, name: str) -> str:
        return "π" if name == "pi" else name

    def power(self, node: Power) -> tuple[str, int]:
        base = self.wrapped(node.base, ATOM)
        exponent = self.text(node.exponent)
        if isinstance(node.base, Name) and self.read(base, raised=False) and not self.read(base, f"^({exponent})"):
            base = f"({base})"
        digits = exponent.replace("−", "-")
        if digits.removeprefix("-").isdecimal():
            return base + digits.translate(TO_SUPERSCRIPT), POWER
        if isinstance(node.exponent, Name | Number | Constant):
            return f"{base}^{exponent}", POWER
        return f"{base}^({exponent})", POWER

    def product(self, factors: tuple[Node, ...]) -> str:
        text = self.wrapped(factors[0], POWER)
        divided = False
        for before, factor in pairwise(factors):
            if isinstance(factor, Inverse):
                text += f"/{self.wrapped(factor.operand, POWER)}"
                divided = True
                continue
            piece = self.wrapped(factor, POWER)
            text += ("·" if divided else self.sign_between(text, before, piece)) + piece
        return text

    def call(self, node: Call) -> str:
        inside = self.texts(node.arguments)
        if node.function == "abs" and "|" not in inside:
            return f"|{inside}|"
        return f"{node.function}({inside})"

    def where(self, node: Where) -> str:
        return f"where({self.texts((node.condition, node.yes, node.no))})"

    def sign_between(self, text: str, before: Node, piece: str) -> str:
        """Return what must stand between two factors so that they are read as such."""
        if piece[0].isdecimal() or "^" in text.rpartition(")")[2] or ("^" in text and isinstance(before, Power)):
            return "·"
        lead = _LEADING_WORD.match(piece)
        word = _LEADING_WORD.match(_trailing(text))
        if word is None:
            is_exponent = text[-1].isdecimal() and piece[0] in "eE" and piece[1:2].isdecimal()
            return (
                "·"
                if is_exponent
                else " "
                if text[-1] == ")" and piece[0].isalpha() and isinstance(before, Call)
                else ""
            )
        if piece[0] == "(":
            return "" if word[0] not in SIGMA and self.read(word[0], piece) else "·"
        if lead is None:
            return ""
        if piece.startswith("(", lead.end()):
            return " "
        joined = word[0] + lead[0]
        if len(joined) > MAX_NAME:
            return "·"
        return "" if self.read(joined, piece[lead.end() :]) == [*self.read(word[0]), lead[0]] else "·"

    def read(self, word: str, after: str = "", *, raised: bool = True) -> list[str]:
        """Return the names of which a word is read as the product; none where it is refused."""
        try:
            factors = self.names.factors(Token("word", word, 1, 1 + len(word)), after, raised)
        except FormulaError:
            return []
        return [node.name for node, _ in factors]


def is_within_limits(text: str) -> bool:
    """Tell whether school notation is so short, and its brackets and exponents so few, that it is read again."""
    deepest = depth = 0
    for sign in text.replace("^(", "(("):
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return len(text) <= MAX_LENGTH and deepest + ("|" in text) + ("^" in text) <= MAX_LEVELS


def identifier(name: str) -> str:
    """Return a formula's name as a name in a program: with an underscore where the program has another use for it."""
    return f"{name}_" if name in _USED_IN_PROGRAMS else name


def python_text(node: Node) -> str:
    """Return PyTorch source of the expression."""
    return _Python().text(node)


def pretty_text(node: Node, variables: tuple[str, ...] = ()) -> str:
    """Return school notation in Unicode, such as ``2x⁴ − 3x² + 2x − 20``; only ``variables`` touch other letters."""
    return _Pretty(variables).text(node)
