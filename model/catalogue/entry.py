"""What the entries of the catalogues have in common; adding one to its catalogue offers it everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from model.message import Message


@dataclass(frozen=True, slots=True)
class Knob:
    """One number or switch of an optimizer, a schedule, a clip, a noise or a loss.

    Attributes
    ----------
    name : str
        PyTorch's own argument name, but for ``learning_rate`` and the parts of tuples, such as ``beta1``.
    symbol : str
        Its letter in the equations.
    default : float or bool
        The default; a switch where it is a bool.
    low, high : float
        The range accepted.
    title : Message
        The standard term.
    low_open, high_open : bool
        Whether that end itself is refused.
    whole : bool
        Whether it is a whole number, kept as an int.
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
    """An entry of a catalogue.

    Attributes
    ----------
    key : str
        Its name in code and in files.
    title : Message
        Its name in the window.
    why : Message
        What to see in it, or what it does and when that helps, in a few sentences.
    source : str
        Where it comes from.
    """

    key: str
    title: Message
    why: Message
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnobbedEntry(Entry):
    """An entry with numbers and switches that can be set.

    Attributes
    ----------
    knobs : tuple of Knob
        Those numbers and switches, in the order in which they are offered.
    latex : str
        What it computes, in mathematics.
    """

    knobs: tuple[Knob, ...]
    latex: str


E = TypeVar("E", bound=Entry)


def catalogue_of(*entries: E) -> dict[str, E]:
    """Return entries by key, in the order in which the window offers them."""
    return {entry.key: entry for entry in entries}
