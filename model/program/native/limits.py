"""What a program may use at most, and the error that ends it where it asks for more."""

from __future__ import annotations

import gc
from collections import OrderedDict, deque
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

ELEMENTS = 4_000_000
"""Elements of a tensor or an array."""
ITEMS = 1_000_000
"""Items of a list, tuple, dictionary or set, those of the containers in it counted too."""
LETTERS = 1_000_000
BITS = 4096
"""Bits of a whole number."""
WIDTH = 1000
"""Digits or letters that a format may ask for."""
DEPTH = 200
"""How deep containers may stand inside each other where something goes through all of them."""
CHAIN = 50
"""How many iterators may read from each other."""

TOO_MANY_ELEMENTS = QT_TRANSLATE_NOOP("program", "A tensor of {count} elements: a program may have {limit} in one.")
TOO_MANY_ITEMS = QT_TRANSLATE_NOOP("program", "More than {limit} items in one list, tuple, dictionary or set.")
TOO_MANY_LETTERS = QT_TRANSLATE_NOOP("program", "A text of more than {limit} letters.")
TOO_MANY_BITS = QT_TRANSLATE_NOOP("program", "A whole number of more than {limit} bits.")
TOO_WIDE = QT_TRANSLATE_NOOP("program", "A format that is wider than {limit} letters.")
TOO_DEEP = QT_TRANSLATE_NOOP("program", "Values inside values, more than {limit} deep.")
TOO_MUCH_PRINTED = QT_TRANSLATE_NOOP("program", "The program has printed more than {limit} letters.")
NO_MEMORY = QT_TRANSLATE_NOOP("program", "The program needs more memory than there is for it.")


class Limit(BaseException):
    """The program has come to a limit. No handler of a program catches this.

    The first one is kept in ``raised`` until another program begins, so that native code that swallows errors does not
    swallow it for good.
    """

    raised: ClassVar[Limit | None] = None

    def __init__(self, message: Message, **values: object) -> None:
        self.message = message.fill(**values) if values else message
        super().__init__(str(self.message))
        Limit.raised = Limit.raised or self


def begin() -> None:
    """Forget the limit that an earlier program has come to."""
    Limit.raised = None


CONTAINERS: set[type] = {list, tuple, dict, set, frozenset, OrderedDict, deque}
"""Types that hold values of the program; `values` adds those that are made elsewhere."""
ITERATORS: set[type] = set()
"""Types of iterators that may read from other iterators."""


def check_elements(count: int) -> None:
    """Raise `Limit` where a tensor would have so many elements."""
    if count > ELEMENTS:
        raise Limit(TOO_MANY_ELEMENTS, count=float(min(count, 10**300)), limit=float(ELEMENTS))


def check_items(count: float) -> None:
    """Raise `Limit` where a container would have so many items."""
    if count > ITEMS:
        raise Limit(TOO_MANY_ITEMS, limit=float(ITEMS))


def check_letters(count: float) -> None:
    """Raise `Limit` where a text would have so many letters."""
    if count > LETTERS:
        raise Limit(TOO_MANY_LETTERS, limit=float(LETTERS))


def check_bits(count: float) -> None:
    """Raise `Limit` where a whole number would have so many bits."""
    if count > BITS:
        raise Limit(TOO_MANY_BITS, limit=float(BITS))


def check_width(width: float) -> None:
    """Raise `Limit` where a format asks for so many letters or digits."""
    if abs(width) > WIDTH:
        raise Limit(TOO_WIDE, limit=float(WIDTH))


def weigh(values: Iterable[Any]) -> set[type]:
    """Check how many items stand in ``values``, as often as they stand there, and how deep; return their types.

    Comparing, hashing and writing a value goes through it in this way: thirty lists, each holding the one before
    twice, come to a thousand million items, and a tuple in a tuple, a million deep, ends the process.
    """
    layer: list[Any] = [values]
    seen: set[type] = set()
    count = depth = 0
    while layer:
        following: list[Any] = []
        for container in layer:
            count += len(container)
            check_items(count - 1)
            parts = [container, container.values()] if isinstance(container, dict) else [container]
            for part in parts:
                types = set(map(type, part))
                seen |= types
                if not types.isdisjoint(CONTAINERS):
                    following += [item for item in part if type(item) in CONTAINERS]
        layer = following
        depth += 1
        if depth > DEPTH:
            raise Limit(TOO_DEEP, limit=float(DEPTH))
    return seen


def check_chain(iterator: object) -> None:
    """Raise `Limit` where an iterator reads from another, that from another, and so on, very deep."""
    layer = [iterator]
    for _ in range(CHAIN):
        layer = [inner for outer in layer for inner in gc.get_referents(outer) if type(inner) in ITERATORS][:CHAIN]
        if not layer:
            return
    raise Limit(TOO_DEEP, limit=float(CHAIN))


def bounded(values: Any) -> Any:
    """Return what can be iterated as something with a length, read no farther than the limit."""
    if hasattr(values, "__len__") or not hasattr(values, "__iter__"):
        if type(values) is range:
            check_items(len(values) if values.stop - values.start < 2**62 else ITEMS + 1)
        return values
    items = list(islice(values, ITEMS + 1))
    check_items(len(items))
    return items
