"""The meaning of a word: a known name, a product of a few letters around a variable, or else a name of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import model.formula.refusals as refusals
from model.formula.hints import SAME_FUNCTION, SCHOOL
from model.formula.tokenizer import LETTER
from model.formula.tree import Constant, Name
from model.formula.vocabulary import AGGREGATES, CONSTANTS, FUNCTIONS, TAKEN
from model.message import SUPERSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from model.formula.error import FormulaError
    from model.formula.tokenizer import Token

MAX_NAME = 30
"""The most characters of a parameter's name."""
_LETTER_NAME = re.compile(rf"[{LETTER}][0-9]*")
SIGMA = ("σ", "sigma")
"""Names of a parameter that call sigmoid before brackets."""
_GREEK_NAME = re.compile(r"[Α-Ωα-ω][0-9]*")
_INDEXED = re.compile(rf"([{LETTER}]+(?:(?<=..)|_)[0-9]+)([{LETTER}].*)")
"""A word and its number with more behind it, such as theta1x or w_1x."""
_CALL = re.compile(rf"\s*(?:[{SUPERSCRIPTS}]+|(?:\^|\*\*)\s*-?\d+)?\s*\(")
"""Brackets behind a word, with an exponent before them as in sin²(x) too."""
_OPERAND = re.compile(rf"\s*[{LETTER}πŷ0-9|√∛]")
"""What a function without brackets would be applied to."""
_EXPONENT = re.compile(rf"\s*(?:\^|\*\*)[-+\s]*(?:\([^()]*\)|(?:[0-9.]+(?!e[-+]?[0-9]))?[{LETTER}]\w*)")
_GREEK_WORDS = ("mu", "nu", "xi")
"""The letters whose names have two letters, as a product would."""
_LETTER_NAMES = re.compile(rf"(?:{_LETTER_NAME.pattern})+")


@dataclass(frozen=True)
class Names:
    """The names that a formula may use.

    Attributes
    ----------
    variables : tuple of str
        The names with values from outside, such as ``x``.
    parameters : bool
        Whether every other name is a parameter.
    aggregates : bool
        Whether ``mean`` and ``sum`` are known.
    capitals : mapping
        The capital letters that are read as a variable, with the variable.
    """

    variables: tuple[str, ...]
    parameters: bool
    aggregates: bool
    capitals: Mapping[str, str] = field(default_factory=dict[str, str])

    @cached_property
    def functions(self) -> dict[str, tuple[int, int | None]]:
        """The known functions with the least and the greatest number of their arguments."""
        return FUNCTIONS | AGGREGATES if self.aggregates else FUNCTIONS

    def function(self, word: str) -> str | None:
        """Return the name here of the function that ``word`` calls; None where it calls none."""
        name = "sigmoid" if word in SIGMA else SAME_FUNCTION.get(word, word)
        return name if name in self.functions else None

    def reading_capitals(self, words: Iterable[str]) -> Names:
        """Return the names of a formula with these words: X is x where nothing in it is x, and Y likewise."""
        words = tuple(words)
        meant = self._letters(words)
        absent = {name.upper(): name for name in ("x", "y") if name in self.variables and name not in meant}
        absent = {capital: name for capital, name in absent.items() if capital not in self.variables}
        found = replace(self, capitals=absent)._letters(words)
        return replace(self, capitals={capital: name for capital, name in absent.items() if capital in found})

    def _letters(self, words: Iterable[str]) -> set[str]:
        pieces = {piece for word in words for piece in self.product(word) or ()}
        return {piece[0] for piece in pieces if _LETTER_NAME.fullmatch(piece)}

    def product(self, word: str) -> tuple[str, ...] | None:
        """Return the names of which a word is the product; None where it is none.

        It is a known name alone, variables side by side, or at most three letters with digits, the first or the last of
        them a variable. With digits a variable is none that is known, but such a word has no other meaning.
        """
        if word in CONSTANTS or self._is_variable(word):
            return (word,)
        pieces = tuple(_LETTER_NAME.findall(word)) if _LETTER_NAMES.fullmatch(word) else ()
        ends = [
            piece for piece in (*pieces[:1], *pieces[-1:]) if self._is_variable(piece) or self._is_variable(piece[0])
        ]
        most = 2 if any(piece in self.capitals for piece in pieces) else 3
        is_product = bool(ends) and len(pieces) <= most
        return pieces if pieces and (is_product or all(map(self._is_variable, pieces))) else None

    def factors(self, token: Token, after: str, raised: bool) -> list[tuple[Constant | Name, int]]:
        """Return the names that a word is the product of, each with its column.

        ``after`` is the text behind the word, and ``raised`` whether an exponent begins there. Raises `FormulaError`
        where it is no product and no name, with what to write instead if that is known.
        """
        word, column = token.text, token.column
        if word not in CONSTANTS:
            if not self._is_variable(word):
                self._refuse_function(token, after)
                self._refuse_pi_in(word, column)
            self._refuse_capitals(word, column)
            if self.parameters and word == "xi":
                raise refusals.either("x*i", "ξ", column)
            if token.prefix:
                raise refusals.unknown_function(token.prefix + word, (), column - len(token.prefix))
        names = self.product(word) or (self._own_name(word, column, after),)
        if raised and len(names) == 1:
            self._refuse_raised_product(word, after, column)
        found: list[tuple[Constant | Name, int]] = []
        for index, name in enumerate(names):
            is_raised = raised and index == len(names) - 1
            if name == "e" and self.parameters and not self.aggregates and not is_raised:
                raise refusals.euler(column)
            found.append((self._name(name, column), column))
            column += len(name)
        return found

    def _refuse_raised_product(self, word: str, after: str, column: int) -> None:
        """Refuse ``ae^x`` and ``ab^x``, which are a·b^x in books, and here a name to the power of x."""
        if re.fullmatch(rf"{_LETTER_NAME.pattern}e", word):
            raise refusals.product_meant(word[:-1], "e^…", column)
        letters = re.fullmatch(rf"({_LETTER_NAME.pattern})({_LETTER_NAME.pattern})", word)
        exponent = _EXPONENT.match(after)
        if not self.parameters or not letters or not exponent or word in (*CONSTANTS, *_GREEK_WORDS):
            return
        if any(self._is_with_variable(name) for name in re.findall(rf"{_LETTER_NAME.pattern}\w*", exponent[0])):
            raise refusals.either(f"{letters[1]}*{letters[2]}^…", f"({word})^…", column)

    def _is_variable(self, word: str) -> bool:
        return word in self.variables or word in self.capitals

    def _name(self, typed: str, column: int) -> Constant | Name:
        name = self.capitals.get(typed, typed)
        if name in CONSTANTS:
            return Constant(name)
        if name in self.variables:
            return Name(name)
        first, others = name[0], name[1:]
        if others.isdecimal() and first == "e":
            if self.parameters:
                raise refusals.euler(column)
            raise refusals.number_behind(name, first, column)
        if (others.isdecimal() or others.startswith("_")) and self._is_variable(first):
            raise refusals.indexed(name, self.variables, column)
        if not self.parameters:
            raise refusals.unknown(name, self.variables, self._words(), column)
        if name in TAKEN:
            raise refusals.taken(name, column)
        return Name(name)

    def _own_name(self, word: str, column: int, after: str) -> str:
        """Return a word that is no product as a name; `_name` refuses it where there are no parameters."""
        if _CALL.match(after) and not _LETTER_NAME.fullmatch(word):
            if word in AGGREGATES:
                raise refusals.for_losses(word, column)
            raise refusals.unknown_function(word, () if self.parameters else self._words(), column)
        run_together = _INDEXED.fullmatch(word)
        if self.parameters and run_together and self.product(run_together[2]):
            raise refusals.product_meant(run_together[1], run_together[2], column)
        before, _, index = word.partition("_")
        names = self.product(before) or ()
        if index and len(names) > 1 and self._is_variable(names[-1]):
            last = f"{names[-1]}_{index}"
            if self._is_variable(last):
                raise refusals.product_meant(before[:-1], last, column)
            raise refusals.indexed(last, self.variables, column + len(before) - 1)
        if self.parameters and ("_" in (word[0], word[-1]) or len(word) > MAX_NAME):
            raise refusals.no_name(MAX_NAME, column)
        return word

    def _words(self) -> tuple[str, ...]:
        return (*self.functions, *self.variables, *CONSTANTS)

    def _refuse_pi_in(self, word: str, column: int) -> None:
        """Refuse ``pix``, which is not p·i·x."""
        before, after = word.removesuffix("pi"), word.removeprefix("pi")
        if after != word and (after.isdecimal() or self._is_with_variable(after.lstrip("0123456789"))):
            raise refusals.product_meant("pi", after, column)
        if before != word and self._is_with_variable(before):
            raise refusals.product_meant(before, "pi", column)

    def _refuse_capitals(self, word: str, column: int) -> None:
        for name in (*self.variables, *CONSTANTS):
            if len(name) > 1 and name == word.lower() != word:
                raise refusals.small_letters(name, column)

    def _is_with_variable(self, word: str) -> bool:
        """Return whether a word is a product of names, one of them a variable."""
        return word not in CONSTANTS and self.product(word) is not None

    # -- functions that are not called as they should be

    def _refuse_function(self, token: Token, after: str) -> None:
        """Refuse a word that is a function's name, in part or of another program."""
        word, column = token.text, token.column
        is_called = _CALL.match(after) is not None
        name = self.function(word)
        if name is not None and word not in SIGMA:
            raise self._brackets(word, _leading_name(after) if self._takes_one(word) else "a, b", column)
        if is_called or not self.parameters or (word in SCHOOL and _OPERAND.match(after)):
            for name in dict.fromkeys((word, word.lower())):
                refusals.refuse_elsewhere(name, column - len(token.prefix))
        for name in sorted(SCHOOL, key=len, reverse=True):
            if word.startswith(name) and self._is_with_variable(word[len(name) :].lstrip("0123456789")):
                refusals.refuse_elsewhere(name, column)
        if is_called:
            if word.endswith("Σ"):
                raise refusals.sum_sign(column) if self.aggregates else refusals.for_losses("sum", column)
            if word in SIGMA:
                raise refusals.either(f"{word}(…)^n", f"{word}^n*(…)", column)
            if self.function(word.lower()):
                if self.function(word[1:]):
                    raise refusals.either(f"{word.lower()}(…)", f"{word[0]}*{word[1:]}(…)", column)
                raise refusals.small_letters(f"{word.lower()}(…)", column)
        for known in self._longest_first():
            rest = word.removeprefix(known)
            if rest == word or not self._takes_one(known):
                continue
            is_number = rest.isdecimal() and not is_called  # log3(x) is not log(3x)
            if not (is_number or _GREEK_NAME.fullmatch(rest) or self._is_with_variable(rest.lstrip("0123456789"))):
                continue
            if known not in SIGMA or not self.parameters:
                raise self._brackets(known, _leading_name(rest + after), column)
            if not rest[0].isdecimal():
                raise refusals.either(f"{known}({rest})", f"{known}*{rest}", column)
        self._refuse_product_with(word, after, column)

    def _brackets(self, name: str, inside: str, column: int) -> FormulaError:
        if self.parameters and self.function(name[1:]):
            product = f"{name[0]}*{name[1:]}({inside or '…'})"
            return refusals.either(f"{name}({inside or '…'})", product, column)
        return refusals.brackets(name, inside, column)

    def _longest_first(self) -> list[str]:
        return sorted((*self.functions, *SAME_FUNCTION, "σ"), key=len, reverse=True)

    def _takes_one(self, word: str) -> bool:
        name = self.function(word)
        return name is not None and self.functions[name] == (1, 1)

    def _refuse_product_with(self, word: str, after: str, column: int) -> None:
        """Refuse ``xsin(x)``, ``xsin x`` and ``xsinx``: a product of names and a function, without a sign between."""
        for known in self._longest_first():
            before, _, rest = word.rpartition(known)
            is_factor = before and (self.product(before) or _LETTER_NAME.fullmatch(before))
            if is_factor and self._applied(known, rest, after):
                raise refusals.product_meant(before, f"{known}(…)", column)

    def _applied(self, known: str, rest: str, after: str) -> bool:
        """Return whether a function's name is followed by an argument: the rest of its word, or what is behind."""
        if not rest and _CALL.match(after):
            return self.function(known) is not None
        is_argument = self._is_with_variable(rest.lstrip("0123456789")) if rest else _OPERAND.match(after)
        return self._takes_one(known) and known not in SIGMA and bool(is_argument)


def _leading_name(text: str) -> str:
    """Return the name or number that a text begins with, where nothing that could belong to it comes behind it."""
    match = re.match(rf"\s*([{LETTER}πŷ0-9]+)\s*(?=$|[-+),<>=!|])", text)
    return match[1] if match else ""
