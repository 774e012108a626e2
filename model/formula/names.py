"""The meaning of a run of letters: a known name, or else a product of single letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.formula.tree import Constant, Name
from model.formula.vocabulary import AGGREGATES, CONSTANTS, FUNCTIONS, TAKEN
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from model.message import Message


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula may use.

    Attributes
    ----------
    variables : tuple of str
        The names with values from outside, such as ``x``.
    parameters : bool
        Whether every other single letter, with digits after it if wanted, is a parameter.
    aggregates : bool
        Whether ``mean`` and ``sum`` are known.
    """

    variables: tuple[str, ...]
    parameters: bool
    aggregates: bool

    @property
    def functions(self) -> dict[str, tuple[int, int | None]]:
        """The known functions with the least and the greatest number of their arguments."""
        return FUNCTIONS | AGGREGATES if self.aggregates else FUNCTIONS

    def split(self, run: str, column: int, rest: str) -> list[Constant | Name]:
        """Return the names in a run of letters, and perhaps digits after them, that is no function's name.

        The column of the run and the ``rest`` of the text are for `FormulaError`, which is raised where a name is not
        known, with a hint if there is one.
        """
        known = self._known(run)
        if known is not None:
            return [known]
        letters = run.rstrip("0123456789")
        digits = run[len(letters) :]
        self._refuse_near_misses(run, letters, digits, column, rest)
        parts = [*letters[:-1], letters[-1] + digits]
        is_call = len(parts) > 1 and rest.startswith("(")
        if is_call and not self.parameters and not all(map(self._known, parts)):
            raise self._unknown(run, column)
        found: list[Constant | Name] = []
        for offset, part in enumerate(parts):
            name = self._known(part)
            if name is None and digits and part is parts[-1] and self._known(letters[-1]):
                raise self._with_digits(part, letters[-1], digits, column + offset)
            if name is None:
                name = self._parameter(part, column + offset)
            found.append(name)
        return found

    def _known(self, name: str) -> Constant | Name | None:
        if name in self.variables:
            return Name(name)
        return Constant(name) if name in CONSTANTS else None

    def _parameter(self, name: str, column: int) -> Name:
        if not self.parameters:
            raise self._unknown(name, column)
        if name in TAKEN:
            raise _taken(name, column)
        return Name(name)

    def _refuse_near_misses(self, run: str, letters: str, digits: str, column: int, rest: str) -> None:
        if self.parameters and run in TAKEN:
            raise _taken(run, column)
        if digits and letters not in self.functions and self._known(letters):
            raise self._with_digits(run, letters, digits, column)
        lower = run.lower()
        for name in sorted(self.functions, key=len, reverse=True):
            if lower.startswith(name):
                if run == name + digits and run != name and rest.startswith("("):
                    raise self._unknown(run, column)  # log2(x) is not log(2x)
                if lower == name and run != name:
                    reason = QT_TRANSLATE_NOOP("formula", "write {name}(…), in small letters")
                    raise FormulaError(column, reason, name=name)
                inside = run[len(name) :] + _leading_name(rest)
                reason = QT_TRANSLATE_NOOP("formula", "write {name}({inside}), with brackets")
                raise FormulaError(column, reason, name=name, inside=inside or "…")
        if "_" in letters:
            raise self._unknown(run, column)

    def _with_digits(self, name: str, letters: str, digits: str, column: int) -> FormulaError:
        reason = QT_TRANSLATE_NOOP(
            "formula", "unknown name '{name}'; write {letters}^{digits} for a power, {digits}*{letters}"
        )
        return FormulaError(column, reason, name=name, letters=letters, digits=digits)

    def _unknown(self, name: str, column: int) -> FormulaError:
        reason: Message = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; this lab knows {known}")
        known = ", ".join(self.variables) or ", ".join(CONSTANTS)
        if self.parameters:
            reason = QT_TRANSLATE_NOOP("formula", "unknown name '{name}'; a parameter is one letter, such as w or w2")
        return FormulaError(column, reason, name=name, known=known)


def _taken(name: str, column: int) -> FormulaError:
    reason = QT_TRANSLATE_NOOP("formula", "the name '{name}' is taken; choose another letter")
    return FormulaError(column, reason, name=name)


def _leading_name(rest: str) -> str:
    match = re.match(r"\s*([A-Za-z0-9]+)", rest)
    return match[1] if match else ""
