"""What a program finds again that it has put away: the files that it has saved, its logs."""

from __future__ import annotations

import decimal
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
    arithmetic : decimal.Context
        How many digits its decimal numbers have.
    environment : dict
        What it has put into ``os.environ``.
    told : dict
        By the place of an object, the number that it was told in its stead, in the order in which it has asked.
    """

    current: ClassVar[World]
    running: ClassVar[Any] = None

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.folders: set[str] = set()
        self.saved: dict[str, dict[str, Any]] = {}
        self.loggers: dict[str, Any] = {}
        self.arithmetic = decimal.Context()
        self.environment: dict[str, str] = {}
        self.told: dict[int, int] = {}


class Variables(dict[str, Any]):
    """What ``globals()`` and ``locals()`` give: a copy, in which nothing can be set."""

    def __setitem__(self, name: str, value: Any) -> None:
        raise Denied(f"a variable cannot be set in this way by programs here: write {name} = ...")

    def __reduce__(self) -> Any:
        return Variables, (dict(self),)

    update = setdefault = pop = popitem = clear = __delitem__ = __ior__ = __setitem__  # pyright: ignore


def use_world(world: World, running: Any = None) -> None:
    """Let programs find what is in ``world`` from now on, and what the machine that is ``running`` has to tell."""
    World.current, World.running = world, running
    decimal.setcontext(world.arithmetic)


def global_variables() -> Variables:
    """Return the variables of the program."""
    return Variables(World.running.variables if World.running else {})


def local_variables() -> Variables:
    """Return the variables of the function that is running."""
    return Variables(World.running.frame.locals if World.running else {})


use_world(World())
