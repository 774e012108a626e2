"""LaTeX of numbers as text that wraps, with fractions as a/b: typesetting takes too long for a frame."""

from __future__ import annotations

import re
from html import escape, unescape

_TOKEN = re.compile(r"\\left\\lfloor|\\right\\rfloor|\\[a-zA-Z]+|\\[,|;! ]|[{}^_]|[^\\{}^_]+?(?=[\\{}^_]|$)")
_SIGNS = {
    r"\cdot": " · ",
    r"\times": "×",
    r"\,": " ",
    r"\|": "‖",
    r"\infty": "∞",
    r"\pi": "π",
    r"\varepsilon": "ε",
    r"\left\lfloor": "⌊",
    r"\right\rfloor": "⌋",
    r"\left": "",
    r"\right": "",
    r"\quad": "  ",
}
_PLAIN = ("_", r"\mathrm", r"\operatorname", r"\text")
_LOOSE = re.compile(r"[ ·/+−]")


class _Reader:
    """Reads LaTeX from left to right; ``raised`` writes a power."""

    def __init__(self, latex: str, raised: tuple[str, str]) -> None:
        self._tokens: list[str] = _TOKEN.findall(latex)
        self._raised = raised

    def text(self) -> str:
        """Return all that is left."""
        parts: list[str] = []
        while self._tokens and self._tokens[0] != "}":
            parts.append(self._one())
        return re.sub(r" *× *", "×", re.sub(r" +", " ", "".join(parts))).strip()

    def _group(self) -> str:
        """Read what is in braces, or the one sign that comes next."""
        if self._tokens and self._tokens[0][0] not in "\\{":
            self._tokens[0:1] = [part for part in (self._tokens[0][:1], self._tokens[0][1:]) if part]
        return self._one() if self._tokens else ""

    def _one(self) -> str:
        token = self._tokens.pop(0)
        if token == "{":
            inside = self.text()
            del self._tokens[:1]
            return inside
        if token == "^":
            return self._raised[0] + self._group() + self._raised[1]
        if token == r"\frac":
            return f"{_bracketed(self._group())}/{_bracketed(self._group())}"
        if token == r"\partial":
            return "∂" + self._group().strip()
        if token == r"\sqrt":
            return f"√{_bracketed(self._group())}"
        if token in _PLAIN:
            return self._group()
        if token.startswith("\\"):
            return _SIGNS.get(token, token[1:])
        return escape(token.replace("-", "−").replace("'", "′"))


def _bracketed(text: str) -> str:
    """Put a part into brackets unless it is one number or name."""
    return f"({text})" if _LOOSE.search(text.lstrip("−")) or text.startswith("−") else text


def html_of_latex(latex: str) -> str:
    """Return LaTeX of numbers and signs as one line of HTML, powers raised."""
    return _Reader(latex, ("<sup>", "</sup>")).text()


def text_of_latex(latex: str) -> str:
    """Return LaTeX as plain text, for screen readers and the clipboard: powers with ^."""
    return unescape(_Reader(latex, ("^", "")).text())
