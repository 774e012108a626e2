"""LaTeX to SVG, in a thread of its own: typesetting takes too long for the thread of the window."""

from __future__ import annotations

import re
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.look.theme import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOURS = {"text": "#010203", "path_text": "#010204", "tangent_text": "#010205", "ghost_text": "#010206"}
"""The colours in which everything is typeset, by the token of the theme whose colour they get when drawn."""
MARKS = {"point": "path_text", "slope": "tangent_text", "following": "ghost_text"}
"""The token of each mark of LaTeX, such as ``\\point{5}``: what has the same colour in the picture."""

NO_OTHERS: Mapping[str, str] = {}
"""No colours in place of those of the theme."""

_MARKED = re.compile(rf"\\({'|'.join(MARKS)})(?=\{{)")
_TOKEN = re.compile(r"\\(?:[^\W\d_]+|.)|\S", re.DOTALL)
_OPENING = {"{", "(", "[", r"\left", r"\begin", r"\{"}
_CLOSING = {"}", ")", "]", r"\right", r"\end", r"\}"}
_BREAKS = {"+", "-", "=", r"\approx", r"\le", r"\leq", r"\leftarrow", r"\gets", r"\to", r"\cdot", r"\quad"}
_MOST_LINES = 3
_MOST_EFFORT = 4_000
_LEVELS_OF_CASES = 3
_LINES_KEPT, _EQUATIONS_KEPT = 256, 512
_PAUSE_SECONDS = 0.06
"""How long a request waits: the window paints the change first, and of a drag only the last equation is typeset."""


@lru_cache(maxsize=1)
def _ziamath() -> Any:
    """Return the typesetter; it takes a third of a second to load, so not before there is something to do."""
    with warnings.catch_warnings():
        # it finds its font by a function that importlib.resources has deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        import ziamath

    ziamath.config.svg2 = False  # Qt draws SVG 1.2 Tiny
    return ziamath


def typeset(latex: str, size: int) -> str:
    """Return ``latex`` typeset at ``size`` pixels as SVG in `COLOURS`; raises anything where it cannot be."""
    coloured = _MARKED.sub(lambda found: rf"\textcolor{{{COLOURS[MARKS[found[1]]]}}}", latex)
    return _ziamath().Latex(coloured, size=size, color=COLOURS["text"]).svg()


@lru_cache(maxsize=_LINES_KEPT)
def svg(latex: str, size: int) -> str:
    """Return what `typeset` does; empty where it raises, or would take too long."""
    if effort(latex) > _MOST_EFFORT:
        return ""
    try:
        return typeset(latex, size)
    except Exception:
        return ""


def effort(latex: str) -> int:
    """Return about how long typesetting takes, in half milliseconds: twice as long for each level of brackets."""
    depth, total, before = 0, 0, ""
    for token in _TOKEN.findall(latex):
        if before not in (r"\left", r"\right"):  # the bracket, which these have counted
            step = _LEVELS_OF_CASES if token in (r"\begin", r"\end") else 1
            depth += step * ((token in _OPENING) - (token in _CLOSING))
        total += 2 ** max(depth, 0)
        before = token
    return total


def broken(latex: str) -> list[str]:
    """Cut ``latex`` into pieces for lines of their own: before operators outside all brackets."""
    pieces: list[str] = []
    start, depth, before = 0, 0, ""
    for match in _TOKEN.finditer(latex):
        token, end = match[0], match.start()
        if before in (r"\left", r"\right"):
            token = ""  # the bracket, which \left or \right has counted
        elif token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        elif token in _BREAKS and depth == 0 and before not in {*_BREAKS, "^", "_"} and latex[start:end].strip():
            pieces.append(latex[start:end].strip())
            start = end
        before = token
    return [*pieces, latex[start:].strip()]


def coloured(token: str, colours: Mapping[str, str]) -> str:
    """Return the colour of a token: that of the theme, unless ``colours`` has another for it."""
    return colours.get(token) or getattr(theme.tokens, token)


class TypesettingRequest(NamedTuple):
    """An equation to be typeset: LaTeX, its size and how wide a line may be, in pixels."""

    latex: str
    size: int
    room: float


class _Typesetter(QObject):
    """Typesets equations one after another; of each widget only the last one that it requested.

    ``done`` carries a `TypesettingRequest` that `lines_of` returns now.
    """

    done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(1, "typesetter")
        self._waiting: dict[int, TypesettingRequest] = {}
        self._held = False
        self._lines: dict[TypesettingRequest, tuple[str, ...]] = {}

    def lines_of(self, request: TypesettingRequest) -> tuple[str, ...] | None:
        """Return the lines of an equation as SVG, an empty text for what is no LaTeX; None where it is not typeset."""
        return self._lines.get(request)

    def request(self, widget: int, request: TypesettingRequest) -> None:
        """Have an equation typeset, instead of any other that the widget of this number has requested."""
        self._waiting[widget] = request
        if not self._held:
            self._pool.submit(self._typeset, widget, request)

    def hold(self) -> None:
        """Typeset nothing until `release`: to load the library would keep the first picture waiting."""
        self._held = True

    def release(self) -> None:
        """Typeset what has been requested, and what is from now on."""
        self._held = False
        for widget, request in list(self._waiting.items()):
            self.request(widget, request)

    def forget(self) -> None:
        """Typeset nothing of what has been requested: the window is closed, and must not wait for it."""
        self._waiting.clear()

    def is_busy(self) -> bool:
        """Tell whether there are equations that are not typeset yet."""
        return bool(self._waiting)

    def _typeset(self, widget: int, request: TypesettingRequest) -> None:
        if self._waiting.get(widget) == request:  # so that what is outdated takes no time
            time.sleep(_PAUSE_SECONDS)
        if self._waiting.get(widget) != request:
            return
        while len(self._lines) >= _EQUATIONS_KEPT:
            del self._lines[next(iter(self._lines))]
        self._lines[request] = tuple(svg(line, request.size) for line in _lines(request))
        self.done.emit(request)
        if self._waiting.get(widget) == request:
            del self._waiting[widget]


def _lines(request: TypesettingRequest) -> list[str]:
    """Return the LaTeX of each line: one where it fits, else broken before operators."""
    latex, size, room = request
    if _width(latex, size) <= room:
        return [latex]
    lines: list[str] = []
    for piece in broken(latex):
        joined = f"{lines[-1]} {piece}" if lines else piece
        if lines and _width(joined, size) > room:
            if len(lines) == _MOST_LINES:
                lines[-1] = rf"{lines[-1]} \ldots"
                break
            lines.append(piece if piece.startswith(r"\quad") else rf"\quad {piece}")
        else:
            lines[-1:] = [joined]
    return lines


def _width(latex: str, size: int) -> float:
    found = re.search(r'width="([^"]*)"', svg(latex, size))
    return float(found[1]) if found else 0.0


typesetter = _Typesetter()
