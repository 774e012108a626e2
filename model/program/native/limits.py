"""What a program may use at most, and the error that ends it where it asks for more."""

from __future__ import annotations

import collections
import csv
import gc
import types
from collections import Counter, OrderedDict
from functools import cmp_to_key, lru_cache, partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from model.message import QT_TRANSLATE_NOOP, Message
from model.program.native.containers import PLAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Limit(BaseException):
    """The program has come to a limit. No handler of a program catches this.

    The first one is kept in ``raised`` until another program begins, so that native code that swallows errors does not
    swallow it for good.
    """

    raised: ClassVar[Limit | None] = None
    message: Message

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))
        Limit.raised = Limit.raised or self


class Denied(Limit):
    """The program has come to something that there is, and that no program may use."""

    def __init__(self, message: Message | str) -> None:
        self.message = Message("program", message) if isinstance(message, str) else message
        BaseException.__init__(self, str(message))


class Ceiling(NamedTuple):
    """A limit, and what is said where it is passed."""

    most: int
    message: Message

    def holds(self, count: float) -> None:
        """Raise `Limit` where there would be more than so many."""
        if count > self.most:
            raise Limit(self.message.fill(limit=float(self.most)))


ELEMENTS = Ceiling(4_000_000, QT_TRANSLATE_NOOP("program", "A tensor or an array of more than {limit} elements."))
ITEMS = Ceiling(
    1_000_000, QT_TRANSLATE_NOOP("program", "More than {limit} items in one list, tuple, dictionary or set.")
)
LETTERS = Ceiling(1_000_000, QT_TRANSLATE_NOOP("program", "A text of more than {limit} letters."))
BITS = Ceiling(4096, QT_TRANSLATE_NOOP("program", "A whole number of more than {limit} bits."))
WIDTH = Ceiling(1000, QT_TRANSLATE_NOOP("program", "A format that is wider than {limit} letters."))
DEPTH = Ceiling(200, QT_TRANSLATE_NOOP("program", "Values inside values, more than {limit} deep."))
CAUSES = Ceiling(1000, QT_TRANSLATE_NOOP("program", "Values inside values, more than {limit} deep."))
LAYERS = Ceiling(1000, QT_TRANSLATE_NOOP("program", "A module of more than {limit} layers."))
BACKWARDS = Ceiling(50, QT_TRANSLATE_NOOP("program", "More than {limit} ways back, each within another."))
CHAIN = Ceiling(50, QT_TRANSLATE_NOOP("program", "More than {limit} iterators that read from each other."))
PRINTED = Ceiling(1_000_000, QT_TRANSLATE_NOOP("program", "The program has printed more than {limit} letters."))
NO_MEMORY = QT_TRANSLATE_NOOP("program", "The program needs more memory than there is for it.")


def is_without_memory(error: BaseException) -> bool:
    """Tell whether an error of torch's says that there is no memory left: programs can do nothing about it."""
    told = str(error.args[0]) if type(error) is RuntimeError and error.args else ""
    return "DefaultCPUAllocator" in told or "bad_alloc" in told


CONTAINERS: set[type] = {list, tuple, dict, set, frozenset, OrderedDict, Counter, *PLAIN, *PLAIN.values()}
"""Types that hold values of the program; others are added as they are made."""
ITERATORS: set[type] = set()
"""Types of iterators that may read from other iterators."""


NESTED: set[type] = {slice, property, staticmethod, classmethod, itemgetter, partial, type(lru_cache(len))}
NESTED |= {types.GenericAlias, types.MethodType, type(cmp_to_key(len)), type(csv.reader(()))}  # pyright: ignore
NESTED.add(type(cmp_to_key(len)(1)))  # pyright: ignore
"""Types that Python gives back one in the other: of a million inside each other that would end the process."""


def begin() -> None:
    """Forget the limit that an earlier program has come to."""
    Limit.raised = None


_BASES = (list, tuple, dict, set, frozenset, collections.deque)


def contents(values: Any) -> tuple[int, list[Any]]:
    """Return how many items a container has, and what can be gone through for them, whatever its class says of it."""
    base = (
        type(values) if type(values) in _BASES else next((one for one in type(values).__mro__ if one in _BASES), None)
    )
    if base is None:  # a view
        return len(values), [values]
    if base is dict:
        return dict.__len__(values), [dict.__iter__(values), dict.values(values)]
    return base.__len__(values), [base.__iter__(values)]


def weigh(values: Collection[Any]) -> set[type]:
    """Check how many items stand in ``values``, as often as they stand there, and how deep; return their types.

    Writing a value and making an array of it go through it in this way: thirty lists, each holding the one before
    twice, come to a thousand million items. Hashing a tuple in a tuple, a million deep, would end the process.
    """
    layer: list[Any] = [values]
    seen: set[type] = set()
    count = depth = 0
    while layer:
        following: list[Any] = []
        for container in layer:
            length, parts = contents(container)
            count += length
            ITEMS.holds(count - 1)
            for part in parts:
                items = [*part]
                types = set(map(type, items))
                seen |= types
                if not types.isdisjoint(CONTAINERS):
                    following += [item for item in items if type(item) in CONTAINERS]
        layer = following
        depth += 1
        DEPTH.holds(depth)
    return seen


def check_indented(values: Collection[Any], indent: int) -> None:
    """Raise `Limit` where values, each on a line that is indented by so much as it stands deep, are a large text."""
    WIDTH.holds(indent)
    layer, depth, lines = [*values], 0, 0
    weigh(values)
    while layer:
        lines += depth * len(layer)
        LETTERS.holds(lines * indent)
        inside = [each for each in layer if type(each) in CONTAINERS]
        layer = [item for each in inside for item in (each.values() if isinstance(each, dict) else each)]
        depth += 1


def check_chain(iterator: object) -> None:
    """Raise `Limit` where an iterator reads from another, that from another, and so on, so deep that the stack ends."""
    _check_depth(iterator, CHAIN, ITERATORS)


def check_nested(*values: object) -> None:
    """Raise `Limit` where one of the types `NESTED` holds another, that another, and so on, very deep."""
    for value in values:
        if type(value) in NESTED:
            _check_depth(value, DEPTH, NESTED)


def check_error(error: BaseException) -> None:
    """Raise `Limit` where an error says that no memory is left, or comes from another, that from another, very deep."""
    if is_without_memory(error):
        raise Limit(NO_MEMORY)
    layer, known = [error], {id(error)}
    while layer:
        CAUSES.holds(len(known))
        layer = [one for each in layer for one in (each.__cause__, each.__context__) if one and id(one) not in known]
        known |= set(map(id, layer))


def _check_depth(value: object, ceiling: Ceiling, types: set[type]) -> None:
    layer, depth = [value], 0
    while layer:
        ceiling.holds(depth)
        found = [inner for outer in layer for inner in gc.get_referents(outer)]
        found += [inner for outer in found if type(outer) is tuple for inner in outer]
        layer = [*{id(inner): inner for inner in found if type(inner) in types}.values()]
        depth += 1


def bounded(values: Any) -> Any:
    """Return what can be iterated as something with a length, read no farther than the limit."""
    if type(values) is range:
        ITEMS.holds(max((values.stop - values.start) // values.step, 0))
    elif is_mapping(type(values)):
        values = {key: values[key] for key in bounded(values.keys())}
    elif is_lying(type(values)) or (hasattr(values, "__iter__") and not hasattr(values, "__len__")):
        values = list(islice(values, ITEMS.most + 1))
        ITEMS.holds(len(values))
    return values


def is_mapping(cls: type) -> bool:
    """Whether a class is one of the program's that is gone through by its keys."""
    return cls.__module__ == "__main__" and not issubclass(cls, _BASES) and hasattr(cls, "keys")


def is_lying(cls: type) -> bool:
    """Whether a class is one of the program's that says itself how many items there are, and which."""
    is_own = cls.__module__ == "__main__" and not issubclass(cls, _BASES) and not hasattr(cls, "keys")
    names = {name for one in cls.__mro__ for name in vars(one)} if is_own else set[str]()  # those of its metaclass not
    return "__len__" in names and ("__iter__" in names or "__getitem__" in names)


def honest(name: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return arguments of a function, where a list stands for what says itself how many items there are: as many.

    An operator asks the object itself.
    """
    if not name.isidentifier() or name in ("in", "getitem", "setitem"):
        return values
    return [_listed(value) if is_lying(type(value)) else value for value in values]


def _listed(value: Any) -> list[Any]:
    ITEMS.holds(len(value))
    items = bounded(value)
    if len(items) != len(value):
        raise Denied("the __len__ of an object has to return how many items there are to be used here")
    return items
