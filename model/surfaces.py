"""The catalogue of named functions of two variables: domain, minima, and why each is here.

A new surface is one more entry of ``SURFACES``: the window, the tests and the documentation find it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from model.functions import squeezed
from model.message import QT_TRANSLATE_NOOP, Message

__all__ = ["SURFACES", "NamedSurface", "Rectangle", "surface_key"]

Rectangle: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""An interval of x and one of y."""


@dataclass(frozen=True, slots=True)
class NamedSurface:
    """A function of ``x`` and ``y`` with a descent on it that shows something.

    Attributes
    ----------
    key : str
        Its name in code.
    title : Message
        Its name in the window.
    formula : str
        The function as a student would type it, in the grammar of `model.formula`.
    domain : tuple of tuple of float
        The intervals of x and of y to draw; they hold ``start`` and every point of ``minima``.
    start : tuple of float
        Where a run begins that tells the surface's story …
    learning_rate, epochs
        … by plain descent.
    minima : tuple of (float, float)
        Every minimum inside the domain that is known in closed form or to the last digit of a float, the lowest
        first; empty where there is none.
    why : Message
        What to see here, in a sentence or two.
    source : str
        Where the function comes from.
    """

    key: str
    title: Message
    formula: str
    domain: Rectangle
    start: tuple[float, float]
    learning_rate: float
    epochs: int
    minima: tuple[tuple[float, float], ...]
    why: Message
    source: str


_ALL = (
    NamedSurface(
        key="rosenbrock",
        title=QT_TRANSLATE_NOOP("surfaces", "Rosenbrock's valley"),
        formula="(1 - x)^2 + 100(y - x^2)^2",
        domain=((-2.0, 2.0), (-1.0, 3.0)),
        start=(-1.5, 2.0),
        learning_rate=0.0005,
        epochs=2_000,
        minima=((1.0, 1.0),),
        why=QT_TRANSLATE_NOOP(
            "surfaces",
            "The floor of the curved valley is found at once, and then it is a long way along it. "
            "Momentum and adaptive rules walk it far sooner than plain descent.",
        ),
        source="H. H. Rosenbrock, The Computer Journal 3 (1960) 175–184",
    ),
)

SURFACES: dict[str, NamedSurface] = {surface.key: surface for surface in _ALL}
"""The surfaces in the order in which the window offers them, by key."""


def surface_key(text: str) -> str | None:
    """Return the key of the named surface that is written like ``text``, whatever its spaces and signs."""
    return _KEYS.get(squeezed(text))


_KEYS = {squeezed(named.formula): key for key, named in reversed(SURFACES.items())}
