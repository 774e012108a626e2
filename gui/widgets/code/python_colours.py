"""The colours of Python, line by line: no listing and no program here has a token of several lines."""

from __future__ import annotations

import builtins
import keyword
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat

from gui.look.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

_TOKEN = re.compile(
    r"""
    (?P<comment> \#.* )
  | (?P<string>  (?: \b[bfru]{1,2} | (?<!\w) ) (?: "(?:[^"\\]|\\.)*(?:"|$) | '(?:[^'\\]|\\.)*(?:'|$) ) )
  | (?P<number>  (?<!\w) (?: 0[box][\da-f_]+ | (?: \d[\d_]*\.?[\d_]* | \.\d[\d_]* ) (?: e[+-]?\d+ )? j? ) )
  | (?P<attribute> \.\s*[^\W\d]\w* )
  | (?P<word>    [^\W\d]\w* )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_KEYWORDS = frozenset(keyword.kwlist)
_BUILTINS = frozenset(name for name in dir(builtins) if name.isalpha() and name.islower())
_ROLES = frozenset({"comment", "keyword", "name", "number", "string"})
_LINES_KEPT = 1_024


@lru_cache(maxsize=_LINES_KEPT)
def roles(line: str) -> tuple[tuple[int, int, str], ...]:
    """Return what is coloured in a line: where each piece begins, how long it is in UTF-16 units, its role."""
    found = []
    before = ""
    for match in _TOKEN.finditer(line):
        role, text = match.lastgroup or "", match.group()
        if role == "word":
            role = _role(text, before)
        before = text
        if role in _ROLES:
            found.append((_units(line[: match.start()]), _units(text), role))
    return tuple(found)


def _role(word: str, before: str) -> str:
    if word in _KEYWORDS:
        return "keyword"
    return "name" if word in _BUILTINS or before == "def" else ""


def _units(text: str) -> int:
    """Return the length of a text in a QTextDocument, which counts UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class PythonHighlighter(QSyntaxHighlighter):
    """Colours the lines of a document, as they are set or typed."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}

    def recolour(self) -> None:
        """Take the colours from the theme."""
        tokens = theme.tokens
        colours = {
            "keyword": tokens.accent,
            "number": tokens.path,
            "string": tokens.tangent,
            "comment": tokens.muted,
            "name": tokens.function,
        }
        self._formats = {}
        for role, colour in colours.items():
            text = QTextCharFormat()
            text.setForeground(QColor(colour))
            text.setFontItalic(role == "comment")
            text.setFontWeight(600 if role == "keyword" else 400)
            self._formats[role] = text
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for start, length, role in roles(text):
            self.setFormat(start, length, self._formats[role])
