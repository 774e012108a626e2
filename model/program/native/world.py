"""What a program finds again that it has put away: the files that it has saved, its logs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from model.program.native.limits import Denied


class World:
    """What one program has put away, in memory alone.

    Attributes
    ----------
    files : dict
        What was saved, by path.
    folders : set
        Paths of folders that were made.
    saved : dict
        Of each content that was saved, by its digest, the classes of the program's own in it, by name.
    loggers : dict
        Its logs, by name.
    """

    current: ClassVar[World]

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.folders: set[str] = set()
        self.saved: dict[str, dict[str, Any]] = {}
        self.loggers: dict[str, Any] = {}


class Variables(dict[str, Any]):
    """What ``globals()`` and ``locals()`` give: a copy, in which nothing can be set."""

    def __setitem__(self, name: str, value: Any) -> None:
        raise Denied(f"a variable cannot be set in this way by programs here: write {name} = ...")

    update = setdefault = pop = popitem = clear = __delitem__ = __ior__ = __setitem__  # pyright: ignore


Reader = Callable[[], Mapping[str, Any]]
_scopes: list[Reader] = [dict, dict]


def use_world(world: World, variables: Reader = dict, local: Reader = dict) -> None:
    """Let programs find what is in ``world`` from now on, and their variables."""
    World.current = world
    _scopes[:] = variables, local


def global_variables() -> Variables:
    """Return the variables of the program."""
    return Variables(_scopes[0]())


def local_variables() -> Variables:
    """Return the variables of the function that is running."""
    return Variables(_scopes[1]())


use_world(World())
