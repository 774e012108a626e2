"""The colours of Python, by pygments' tokens."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat

from gui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

__all__ = ["LineHighlighter", "PythonHighlighter"]


@lru_cache(maxsize=1)
def _lexer() -> Any:
    from pygments.lexers.python import PythonLexer

    return PythonLexer(stripnl=False, ensurenl=False)


def _pieces(code: str) -> list[list[tuple[int, int, str]]]:
    """Return for each line its tokens: where each begins, how long it is, its role."""
    lines: list[list[tuple[int, int, str]]] = [[]]
    column = 0
    for kind, text in _lexer().get_tokens(code):
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                column = 0
            if part:
                # QTextDocument counts UTF-16 units
                length = len(part.encode("utf-16-le", "surrogatepass")) // 2
                lines[-1].append((column, length, _role(str(kind))))
                column += length
    return lines


def _role(kind: str) -> str:
    for part, role in (
        ("Keyword", "keyword"),
        ("Operator.Word", "keyword"),
        ("Number", "number"),
        ("String", "string"),
        ("Comment", "comment"),
        ("Name.Builtin", "name"),
        ("Name.Function", "name"),
    ):
        if part in kind:
            return role
    return ""


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a listing whose tokens are found before it is put into the document."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._lines: list[list[tuple[int, int, str]]] = []
        self._formats: dict[str, QTextCharFormat] = {}

    def read(self, code: str) -> None:
        """Find the tokens of the whole listing, before it is put into the document."""
        self._lines = _pieces(code)

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

    def tokens(self, _text: str) -> list[tuple[int, int, str]]:
        """Return the tokens of the line being coloured."""
        number = self.currentBlock().blockNumber()
        return self._lines[number] if number < len(self._lines) else []

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for start, length, role in self.tokens(text):
            if role in self._formats:
                self.setFormat(start, length, self._formats[role])


class LineHighlighter(PythonHighlighter):
    """Colours lines that stand each for itself, as they are typed."""

    def tokens(self, text: str) -> list[tuple[int, int, str]]:
        """Return the tokens of the line being coloured."""
        return _pieces(text)[0]
