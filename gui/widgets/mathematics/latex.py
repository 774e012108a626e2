"""LaTeX to pictures: typeset once, drawn as outlines at any size."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

__all__ = ["INK", "broken", "svg"]

INK = "#010203"
"""The colour in which everything is typeset; replaced by that of the theme when drawn."""

_OPENING = {"{", "(", "[", r"\left", r"\begin", r"\{"}
_CLOSING = {"}", ")", "]", r"\right", r"\end", r"\}"}
_BREAKS = {"+", "-", "=", r"\approx", r"\le", r"\leq", r"\leftarrow", r"\gets", r"\to", r"\cdot", r"\quad"}
_CACHE = 256


@lru_cache(maxsize=_CACHE)
def svg(latex: str, size: int) -> str:
    """Return ``latex`` typeset at ``size`` pixels as SVG in the colour `INK`; empty where it cannot be."""
    try:
        return _ziamath().Latex(latex, size=size, color=INK).svg()
    except Exception:
        return ""


@lru_cache(maxsize=1)
def _ziamath() -> Any:
    """Return the typesetter; it takes a third of a second to load, so not before there is something to do."""
    with warnings.catch_warnings():
        # it finds its font by a function that importlib.resources would rather see gone
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath

    ziamath.config.svg2 = False  # Qt draws SVG 1.2 Tiny
    return ziamath


def broken(latex: str) -> list[str]:
    """Cut ``latex`` into pieces for lines of their own: before operators outside all brackets."""
    pieces, start, depth = [], 0, 0
    tokens = _tokens(latex)
    for number, (place, token) in enumerate(tokens):
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        elif token in _BREAKS and depth == 0 and number > 0:
            before = tokens[number - 1][1]
            if before not in _BREAKS and before not in ("^", "_") and latex[start:place].strip():
                pieces.append(latex[start:place].strip())
                start = place
    pieces.append(latex[start:].strip())
    return [piece for piece in pieces if piece]


def _tokens(latex: str) -> list[tuple[int, str]]:
    found, index = [], 0
    after_delimiter = False
    while index < len(latex):
        end = index + 1
        if latex[index] == "\\":
            while end < len(latex) and latex[end].isalpha():
                end += 1
            end = max(end, index + 2)
        token = latex[index:end]
        if not token.isspace():
            # the bracket after \left or \right belongs to it
            found.append((index, "" if after_delimiter else token))
            after_delimiter = token in (r"\left", r"\right")
        index = end
    return found
