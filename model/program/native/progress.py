"""tqdm as programs see it: the loop and its methods, without the bar, which tqdm writes beside the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.program.native.calls import own
from model.program.native.facades import facade
from model.program.native.limits import ITERATORS
from model.program.native.text import Printed, text_of
from model.program.native.values import CLASSES, Native, kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class tqdm:
    """What ``tqdm(…)`` gives: goes through an iterable and counts."""

    def __init__(
        self, iterable: Iterable[Any] | None = None, desc: str = "", total: float | None = None, **_: Any
    ) -> None:
        length = len(iterable) if hasattr(iterable, "__len__") else None  # pyright: ignore[reportArgumentType]
        self.iterable, self.desc, self.total = iterable, desc, length if total is None else total
        self.n: float = 0

    def __iter__(self) -> _Counting:
        return _Counting(self, iter(self.iterable))  # pyright: ignore[reportArgumentType, reportCallIssue]

    def __len__(self) -> int:
        return int(self.total or 0)

    def __enter__(self) -> tqdm:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def update(self, n: float = 1) -> None:
        """Count on."""
        self.n += n

    def set_description(self, desc: str | None = None, refresh: bool = True) -> None:
        """Set what stands before the bar."""
        self.desc = desc or ""

    def close(self, *args: Any, **kwargs: Any) -> None:
        """Do what would change only the bar: nothing."""

    set_postfix = set_postfix_str = refresh = clear = reset = display = unpause = close
    set_description_str = set_description

    @staticmethod
    def write(s: object, file: Any = None, end: str = "\n", nolock: bool = False) -> None:
        """Print a line above the bar."""
        Printed.current.write(text_of(s) + end)


class _Counting:
    """Goes through the iterable, and counts."""

    def __init__(self, progress: tqdm, items: Iterator[Any]) -> None:
        self._progress, self._items = progress, items

    def __iter__(self) -> _Counting:
        return self

    def __next__(self) -> Any:
        item = next(self._items)
        self._progress.n += 1
        return item


tqdm.__module__ = "tqdm.std"
kind(tqdm, own, maker=own, dynamic=True)
kind(_Counting, own, only="")
ITERATORS.update((tqdm, _Counting))
_members = {"tqdm": tqdm, "trange": Native("tqdm.trange", lambda *args, **named: tqdm(range(*args), **named), own)}
for _name in ("tqdm", "tqdm.auto", "tqdm.notebook"):
    facade(_name, None, {**_members, "tqdm_notebook": tqdm})
CLASSES[tqdm] = Native("tqdm", tqdm, own)
