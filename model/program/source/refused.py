"""A program that is refused before anything of it runs, and where."""

from __future__ import annotations

import ast
from typing import NamedTuple

from model.message import Message
from model.message import Refused as RefusedInput

_PLACED = ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword | ast.alias | ast.pattern


class Place(NamedTuple):
    """Where something stands in the text, both counted from 1."""

    line: int
    column: int

    @staticmethod
    def of(node: ast.AST, lines: list[str]) -> Place:
        """Return where a node begins; a node without a place of its own begins at the start."""
        if not isinstance(node, _PLACED):
            return Place(1, 1)
        line = lines[min(node.lineno, len(lines)) - 1]
        if line.isascii():
            return Place(node.lineno, node.col_offset + 1)
        before = line.encode()[: node.col_offset]  # the parser counts bytes
        return Place(node.lineno, len(before.decode(errors="replace")) + 1)


class Refused(RefusedInput):
    """A program that cannot be run, with line and column of what is refused and what to write instead."""

    def __init__(self, place: Place, message: Message, **values: object) -> None:
        super().__init__(message, **values)
        self.line, self.column = place

    @property
    def key(self) -> str:
        """The place as the path of a key in an experiment, such as ``source[3:5]``."""
        return f"source[{self.line}:{self.column}]"
