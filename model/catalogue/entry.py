"""What the entries of the catalogues have in common; adding one to its catalogue offers it everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from model.checks import Check
    from model.message import Message


@dataclass(frozen=True, slots=True)
class Knob:
    """One number of an optimizer, a schedule, a clip, a noise or a loss; a switch where its default is a bool.

    Its name is PyTorch's own argument name, but for ``learning_rate`` and the parts of tuples, such as ``beta1``; its
    symbol is its letter in the equations, its title the standard term. It is accepted from ``low`` to ``high``, without
    an end that is open; a whole number is kept as an int.
    """

    name: str
    symbol: str
    default: float | bool
    low: float
    high: float
    title: Message
    low_open: bool = False
    high_open: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a catalogue: its name in code and files, its name in the window, and where it comes from.

    ``why`` says in a few sentences what to see in it, or what it does and when that helps; ``checks`` are what that
    claims, of the experiment that the window makes of the entry.
    """

    key: str
    title: Message
    why: Message
    source: str
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnobbedEntry(Entry):
    """An entry with knobs, in the order in which they are offered, and what it computes, in LaTeX."""

    knobs: tuple[Knob, ...]
    latex: str


E = TypeVar("E", bound=Entry)


def catalogue_of(*entries: E) -> dict[str, E]:
    """Return entries by key, in the order in which the window offers them."""
    return {entry.key: entry for entry in entries}
