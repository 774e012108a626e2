"""What the window lends to its labs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QSettings
    from PySide6.QtGui import QUndoStack

    from gui.run.playback import Playback
    from model.engine.worker import Engine

__all__ = ["Services"]


class Services(NamedTuple):
    """What the window lends to its labs; ``parent`` is to own them."""

    parent: QObject
    stack: QUndoStack
    playback: Playback
    engine: Engine
    settings: QSettings
