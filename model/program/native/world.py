"""What a program finds again that it has put away: the files that it has saved, its logs."""

from __future__ import annotations

from typing import Any, ClassVar


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


def use_world(world: World) -> None:
    """Let programs find what is in ``world`` from now on."""
    World.current = world


use_world(World())
