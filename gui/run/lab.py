"""What every lab offers to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QWidget

    from gui.run.document import Document
    from gui.run.pins import Pins
    from gui.run.playback import Playback
    from model.engine.worker import Engine

__all__ = ["Lab", "Services", "VerdictChip"]


class Services:
    """What the window lends to its labs."""

    __slots__ = ("engine", "parent", "playback", "settings", "stack")

    def __init__(
        self, parent: QObject, stack: QUndoStack, playback: Playback, engine: Engine, settings: QSettings
    ) -> None:
        self.parent = parent
        self.stack = stack
        self.playback = playback
        self.engine = engine
        self.settings = settings


class VerdictChip:
    """What the timeline says of the run: a word, its kind ("good", "warn", "bad", "neutral"), a sentence."""

    __slots__ = ("kind", "sentence", "word")

    def __init__(self, word: str, kind: str, sentence: str) -> None:
        self.word = word
        self.kind = kind
        self.sentence = sentence


class Lab(QObject):
    """One lab: its document, its controls, its picture and its pages of the side panel.

    Signals
    -------
    timelineChanged()
        The cursor, the length or the verdict of the run is another.
    said(str)
        One sentence for the status bar; empty to clear it.
    """

    timelineChanged = Signal()
    said = Signal(str)

    key: str
    """The name in files, on the command line and in the rail."""
    document: Document
    controls: QWidget
    picture: QWidget
    pages: dict[str, QWidget]
    """The side panel: "code", "values" and "explain"."""
    pins: Pins | None = None
    """The runs pinned for comparison, in a lab that has such."""

    def build(self) -> Iterator[None]:
        """Fill controls and picture, and make the pages, in steps of a few hundredths of a second.

        Between two of them the window answers the hand.
        """
        raise NotImplementedError

    def activate(self) -> None:
        """Be the lab shown: take the playback, and run."""
        raise NotImplementedError

    def deactivate(self) -> None:
        """Be hidden: keep the cursor, drop the run."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        raise NotImplementedError

    def row_label(self) -> str:
        """Return what stands beside the timeline: "epoch 37 / 15 000"."""
        raise NotImplementedError

    def verdict(self) -> VerdictChip:
        """Return what the run up to the cursor has come to."""
        raise NotImplementedError

    def step_phase(self) -> None:
        """Move on by one phase of a step (zero, forward, loss, backward, update)."""
        raise NotImplementedError

    def focus_picture(self) -> None:
        """Give the keyboard to the picture, so that Space and the arrows reach the timeline."""
        raise NotImplementedError

    def reset_views(self) -> None:
        """Show every plot as it first stood."""
        raise NotImplementedError
