"""A lab's experiment as a document: one way in for every change, undo, and the file it came from."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.look.text import render
from model.experiment.changes import describe_change
from model.experiment.presets import preset_of
from model.experiment.session import KeptLab
from model.kinds import validate
from model.message import Message, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from model.experiment import Experiment
    from model.experiment.presets import Preset

E = TypeVar("E", bound="Experiment")


class Document(QObject, Generic[E]):
    """The current experiment of one lab, the case that it was opened as, its file and its clean mark.

    Emits ``changed`` with the experiment before and the one now, also on undo and redo, and with two that are equal
    where one is opened anew; ``rowWanted`` before that with the row where an experiment that is opened, or comes back,
    is to be shown (an aim of `Playback`); ``refused`` with the `Message` of a proposal that cannot be used, which
    changes nothing; ``revealed`` after undo (True) or redo with the lab that is to be shown, and the `Message` of the
    change.
    """

    changed = Signal(object, object)
    rowWanted = Signal(float)
    refused = Signal(object)
    revealed = Signal(str, bool, object)
    cleanChanged = Signal()

    is_stepping: ClassVar[bool] = False
    """Whether an undo or redo is being made, in whatever document: it would lose the steps after it, were one added."""

    def __init__(self, experiment: E, stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.case = preset_of(experiment)
        """The preset that was opened, also once it is changed; None where a file or a new experiment is none."""
        self.saved = experiment
        self.path: Path | None = None
        self.row_shown: Callable[[], float] = lambda: 0.0
        """Tells where the cursor is."""
        self._stack = stack
        self._gesture: str | None = None
        self._gesture_number = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing would be lost: the experiment is the one last saved, opened or made new, or a preset."""
        return KeptLab(self.experiment, self.saved, self.path).is_clean

    @property
    def is_changed_case(self) -> bool:
        """Whether the experiment is another than that of its case."""
        if self.case is None:
            return False
        return self.experiment.in_catalogue_form() != self.case.experiment.in_catalogue_form()

    @property
    def in_gesture(self) -> bool:
        """Whether a drag or typing is in progress."""
        return self._gesture is not None

    def propose(self, experiment: E, gesture: str | None = None) -> bool:
        """Make ``experiment`` the current one, unless it is refused; return whether it was taken.

        ``gesture`` names a drag or typing in progress, whose proposals are one undo step until `end_gesture`. An
        experiment equal to the current one is taken and changes nothing; during undo and redo no other is.
        """
        try:
            validate(experiment)
        except Refused as refusal:
            self.refused.emit(refusal.message)
            return False
        if Document.is_stepping:
            return experiment == self.experiment
        if gesture != self._gesture:
            self._gesture = gesture
            self._gesture_number += 1
        if experiment != self.experiment:
            number = self._gesture_number if gesture is not None else None
            if not self._goes_on(experiment, number):
                self._stack.push(_Change(self, self.experiment, experiment, number))
        return True

    def _goes_on(self, experiment: E, gesture: int | None) -> bool:
        """Let the step of the gesture, if it is the last one, end at ``experiment``; tell whether there is such a step.

        Qt would merge two steps; but PySide keeps each one that was merged, with its experiment, in memory for good.
        """
        stack = self._stack
        last = stack.command(stack.index() - 1) if stack.index() == stack.count() > 0 else None
        if gesture is None or not isinstance(last, _Change) or not last.is_of(self, gesture):
            return False
        last.go_on(experiment)
        self.set_experiment(experiment)
        if last.isObsolete():
            stack.undo()
        else:
            stack.indexChanged.emit(stack.index())
            stack.undoTextChanged.emit(stack.undoText())
        return True

    def end_gesture(self) -> None:
        """Close the undo step of the drag or typing in progress."""
        self._gesture = None

    def opened(self, experiment: E, path: Path | None, shown_before: str = "") -> None:
        """Take a case, an experiment from a file or a new one as one undo step, and mark it clean.

        Undo shows ``shown_before``, the lab from which it was opened, where that is another.
        """
        self.end_gesture()
        origin = Origin(preset_of(experiment), path, experiment, 0.0)
        if experiment != self.experiment or origin.case != self.case:
            self._stack.push(_Opening(self, experiment, origin, shown_before or experiment.lab))
        else:
            self.exchange(origin)
            self.changed.emit(experiment, experiment)  # what was typed and refused goes
            self.cleanChanged.emit()

    def exchange(self, origin: Origin) -> Origin:
        """Take where the experiment comes from; return where the one before came from."""
        before = Origin(self.case, self.path, self.saved, self.row_shown())
        self.case, self.path, self.saved, row = origin
        self.rowWanted.emit(row)
        return before

    def put_back(self, experiment: E, origin: Origin) -> None:
        """Show an experiment with all that belongs to it, as it was in an earlier session, or before that came back."""
        self.end_gesture()
        self.exchange(origin)
        self.set_experiment(experiment)

    def mark_saved(self, experiment: E) -> None:
        """Say that ``experiment`` is safe on disk."""
        self.saved = experiment
        self.cleanChanged.emit()

    def set_experiment(self, experiment: E) -> None:
        """Show ``experiment``; called by what is on the undo stack only."""
        old, self.experiment = self.experiment, experiment
        self.changed.emit(old, experiment)
        self.cleanChanged.emit()


class Origin(NamedTuple):
    """Where an experiment comes from: its case, its file, and what is safe of it there; and where its cursor was."""

    case: Preset | None
    path: Path | None
    saved: Any
    row: float


@contextmanager
def _stepping() -> Generator[None]:
    Document.is_stepping = True
    try:
        yield
    finally:
        Document.is_stepping = False


class _Change(QUndoCommand, Generic[E]):
    """One step of the undo stack: a document's experiment before and after."""

    def __init__(self, document: Document[E], old: E, new: E, gesture: int | None) -> None:
        super().__init__()
        self._document = document
        self._old = old
        self._new = new
        self._gesture = gesture
        self._fresh = True
        self._shown_before = old.lab
        self._describe()

    def _describe(self) -> None:
        self.message: Message = describe_change(self._old, self._new)
        self.setText(render(self.message))

    def redo(self) -> None:
        if self._fresh:
            self._fresh = False
            self._document.set_experiment(self._new)
            return
        with _stepping():
            self._document.set_experiment(self._new)
            self._document.end_gesture()
            self._document.revealed.emit(self._new.lab, False, self.message)

    def undo(self) -> None:
        if self.isObsolete():
            return  # the stack only takes it away
        with _stepping():
            self._document.end_gesture()
            self._document.set_experiment(self._old)
            self._document.revealed.emit(self._shown_before, True, self.message)

    def is_of(self, document: Document[Any], gesture: int) -> bool:
        """Tell whether this is the step of a document's gesture."""
        return self._document is document and self._gesture == gesture

    def go_on(self, experiment: E) -> None:
        """End at ``experiment``; a step that ends where it began is obsolete."""
        self._new = experiment
        self._describe()
        self.setObsolete(self._new == self._old)


class _Opening(_Change[E]):
    """The step that opens an experiment: with the one before come back its case, file, clean mark and row."""

    def __init__(self, document: Document[E], new: E, origin: Origin, shown_before: str) -> None:
        super().__init__(document, document.experiment, new, None)
        self._origin = origin
        self._shown_before = shown_before
        if origin.case is not None:
            self.message = origin.case.title
            self.setText(render(self.message))

    def redo(self) -> None:
        self._origin = self._document.exchange(self._origin)
        super().redo()

    def undo(self) -> None:
        self._origin = self._document.exchange(self._origin)
        super().undo()
