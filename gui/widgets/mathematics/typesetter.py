"""Equations typeset in a thread of their own: each takes too long for the thread of the window."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.widgets.mathematics.latex import broken, svg

__all__ = ["Wish", "typesetter"]

_KEPT = 512
_PAUSE_SECONDS = 0.06
"""How long a wish waits: the window paints the change first, and of a drag only the last is fulfilled."""
_MOST_LINES = 3


class Wish(NamedTuple):
    """An equation to be typeset: LaTeX, its size and how wide a line may be, in pixels."""

    latex: str
    size: int
    room: float


class _Typesetter(QObject):
    """Fulfils wishes one after another; only the last one of each equation.

    Signals
    -------
    done(Wish)
        `lines_of` knows it now.
    """

    done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(1, "typesetter")
        self._wishes: dict[int, Wish] = {}
        self._lines: dict[Wish, tuple[str, ...]] = {}

    def lines_of(self, wish: Wish) -> tuple[str, ...] | None:
        """Return the lines of an equation as SVG, an empty text for what is no LaTeX; None where it is not typeset."""
        return self._lines.get(wish)

    def ask(self, who: int, wish: Wish) -> None:
        """Have an equation typeset, instead of any other that the same one has asked for."""
        self._wishes[who] = wish
        self._pool.submit(self._typeset, who, wish)

    def is_busy(self) -> bool:
        """Tell whether there are wishes that are not fulfilled."""
        return bool(self._wishes)

    def _typeset(self, who: int, wish: Wish) -> None:
        time.sleep(_PAUSE_SECONDS)
        if self._wishes.get(who) != wish:
            return
        while len(self._lines) >= _KEPT:
            del self._lines[next(iter(self._lines))]
        self._lines[wish] = tuple(svg(line, wish.size) for line in _lines(wish))
        self.done.emit(wish)
        if self._wishes.get(who) == wish:
            del self._wishes[who]


def _lines(wish: Wish) -> list[str]:
    """Return the LaTeX of each line: one where it fits, else broken before operators."""
    latex, size, room = wish
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
    text = svg(latex, size)
    if not text:
        return 0.0
    return float(text.split('width="', 1)[1].split('"', 1)[0])


typesetter = _Typesetter()
