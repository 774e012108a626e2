"""A program's text, read by CPython's own parser and compiler, which say what Python does not accept."""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from dataclasses import dataclass
from functools import cached_property

from model.message import QT_TRANSLATE_NOOP, Message
from model.program.source.checking import check
from model.program.source.refused import Place, Refused
from model.program.source.stars import write_out

MOST_BYTES = 100_000
NAME = "<program>"
"""What stands for the name of the file, as in ``<stdin>``."""

_TOO_LONG = QT_TRANSLATE_NOOP("program", "This program is longer than 100 kB.")
_NOT_PYTHON = QT_TRANSLATE_NOOP("program", "Python does not accept this: {reason}.")
TOO_INVOLVED = QT_TRANSLATE_NOOP(
    "program", "This program is too involved to be read. Split it into several statements."
)
_PASSED_OVER = QT_TRANSLATE_NOOP("program", "Line {line} was passed over: {text} is for notebooks and is not Python.")

_MOST_ORDERS = 100
_ORDER = re.compile(r"\s*(%{1,2}[A-Za-z]|!|\?{1,2}\w|[\w.]+\?{1,2}\s*$)")
"""What a notebook takes as an order to itself: %matplotlib inline, !pip install, ?x, x?."""


@dataclass(frozen=True)
class Source:
    """A program that Python accepts and in which nothing is unknown here.

    ``text`` is what was given, with line feeds alone at the ends of lines; ``tree`` and ``table`` are made of it.
    """

    text: str
    tree: ast.Module
    table: symtable.SymbolTable
    notes: tuple[Message, ...]

    def place(self, node: ast.AST) -> Place:
        """Return where a node begins."""
        return Place.of(node, self._lines)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


def read_source(text: str) -> Source:
    """Read the text of a ``.py`` file or of the cells of a notebook.

    Lines that are orders to a notebook are passed over, with a note.

    Raises
    ------
    Refused
        Where Python does not accept the text, or something in it is not known here.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Refused(Place(1, 1), _TOO_LONG)
    lines = text.split("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as "is" with a literal
        tree, notes = _parsed(lines)
        plain = "\n".join(lines)
        check(tree, lines)
        try:
            compile(plain, NAME, "exec", dont_inherit=True)  # thrown away: says what the parser alone lets pass
            table = symtable.symtable(plain, NAME, "exec")
        except SyntaxError as error:
            raise _refusal(error) from None
        except (RecursionError, MemoryError):
            raise Refused(Place(1, 1), TOO_INVOLVED) from None
    return Source(text, tree, table, notes)


def _parsed(lines: list[str]) -> tuple[ast.Module, tuple[Message, ...]]:
    """Parse lines, in which orders to a notebook are replaced by ``pass``, stars by names; return notes of orders."""
    notes: list[Message] = []
    while True:
        try:
            tree = ast.parse("\n".join(lines), NAME)
            if not write_out(tree, lines):
                return tree, tuple(notes)
        except SyntaxError as error:
            index = (error.lineno or 1) - 1
            if index >= len(lines) or not _ORDER.match(lines[index]) or len(notes) == _MOST_ORDERS:
                raise _refusal(error) from None
            order = lines[index].strip()
            notes.append(_PASSED_OVER.fill(line=str(index + 1), text=order))
            lines[index] = lines[index].replace(order, "pass")
        except ValueError as error:  # a null character, or half of a surrogate pair
            raise Refused(Place(1, 1), _NOT_PYTHON, reason=str(error)) from None
        except (RecursionError, MemoryError):
            raise Refused(Place(1, 1), TOO_INVOLVED) from None


def _refusal(error: SyntaxError) -> Refused:
    return Refused(Place(error.lineno or 1, max(error.offset or 1, 1)), _NOT_PYTHON, reason=error.msg)
