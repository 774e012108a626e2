"""Nothing is lost: what a window holds is kept as it changes, and brought back where it was not closed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDir, QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QSessionManager, QUndoCommand

from gui.labs.list import LABS
from gui.look.text import follow_language, render, translate
from gui.run.document import Origin
from gui.shell.session_folder import SessionFolder, claim
from model.data.files import reason_of
from model.experiment.presets import PRESETS
from model.experiment.session import KeptLab, KeptPin, Session
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QUndoStack

    from gui.labs.list import AnyLab
    from gui.run.document import Document
    from gui.run.playback import Playback
    from gui.widgets.undo_line import UndoLine

_LOOK_MS = 600
"""From one look at what has changed to the next: a third of what may be lost, for a computer that is busy."""
_PLAYING_SECONDS = 1.0
"""While a run plays, and its cursor moves with every frame, every second look passes over that."""
_SETTLED_SECONDS = 1.5
"""After so long what was brought back has not ended the program."""
_RETRY_SECONDS = 10.0
_PATIENCE = 5.0
_LOST = QT_TRANSLATE_NOOP("recovery", "Save often; after a crash your work could not be brought back ({reason}).")
_KEPT = QT_TRANSLATE_NOOP("recovery", "Your work is kept again, and could be brought back after a crash.")
_OVER = QT_TRANSLATE_NOOP("recovery", "Your unsaved work in {lab} from the last session is hidden by what was opened.")
_UNKEPT = QT_TRANSLATE_NOOP("recovery", "what was not saved is lost ({reason})")


def folder_of_user() -> Path | None:
    """Return where the sessions of the user who has started the program lie; None where there is no home."""
    if QDir.home().isRoot() and not os.path.isabs(os.environ.get("XDG_DATA_HOME", "")):
        return None
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "descent-lab" / "sessions" if folder else None


def no_home() -> Message:
    """Return what is to be said where there is no folder for sessions."""
    return _LOST.fill(reason=QT_TRANSLATE_NOOP("settings", "there is no home folder"))


class Keeper:
    """Writes the newest session in a thread of its own, so that no frame waits for a disk."""

    def __init__(self, write: Callable[[Session], None]) -> None:
        self._write = write
        self._changed = Condition()
        self._waiting: Session | None = None
        self._is_over = False
        self._thread: Thread | None = None
        self.problem: Message | None = None
        """Why the session asked for last was not written."""

    def keep(self, session: Session) -> None:
        """Write a session soon."""
        with self._changed:
            self._waiting = session
            self._changed.notify()
        self.begin()

    def begin(self) -> None:
        """Start the thread, if that is not done."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="keeper", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        import_module("model.experiment.file.session")
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting is not None or self._is_over)
                session, self._waiting = self._waiting, None
            if session is None:
                return
            try:
                self._write(session)
            except OSError as error:
                self.problem = reason_of(error)
            except Exception as error:  # the window goes on, and says that it is not kept
                self.problem = Message("recovery", "{reason}").fill(reason=repr(error))
            else:
                self.problem = None

    def finish(self) -> None:
        """Wait until all is written, for as long as a disk may take."""
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(_PATIENCE)


class Recovery(QObject):
    """The session of a window: looked at every moment, kept where it has changed, brought back at a start.

    ``root`` is the folder of the sessions, None where none are kept; ``view`` returns the lab shown and the index of
    the page shown; ``line`` says what was brought back, and takes it back. A session that was left behind is brought
    back as one step of undo, in each lab as soon as that is made. Emits ``noted`` with a `Message`.
    """

    noted = Signal(object)

    def __init__(
        self,
        parent: QObject,
        root: Path | None,
        stack: QUndoStack,
        labs: Mapping[str, AnyLab],
        playback: Playback,
        view: Callable[[], tuple[str, int]],
        line: UndoLine,
    ) -> None:
        super().__init__(parent)
        self.is_ending = False
        """Whether the program was asked to end: it keeps the session and asks nothing."""
        self.line = line
        self.notes: tuple[Message, ...] = ()
        """What the user should be told of sessions that are not brought back."""
        self.unkept: Message | None = None
        """Why a program that was told to end has not kept the session."""
        self.session: Session | None = None
        """What is brought back."""
        self._stack = stack
        self._labs = labs
        self._view = view
        self._playback = playback
        self._fresh: dict[str, KeptLab] = {}
        """Each lab as it is made."""
        self._others: dict[str, KeptLab] = {}
        """What undoing, or redoing, the bringing back will show in each lab."""
        self._is_back = False
        self._step = _Restoring(self)
        self._begun_at = 1
        """How many steps of undo there are once the window has begun: a file may have been opened on top."""
        self._opening: QUndoCommand | None = None
        """The step that has opened a file on top."""
        self._opened_in = ""
        """The lab of that file."""
        self._is_over = False
        """Whether the file hides unsaved work of the session."""
        self._awaits_table = False
        self._asked: Session | None = None
        """The session that was to be written last."""
        self._asked_at = self._tried_at = self._failed_at = 0.0
        self._problem: Message | None = None
        self._left: object = None
        """The documents when the desktop said that it would end the program."""
        self._folder: SessionFolder | None = None
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._look)
        self.line.undoRequested.connect(self._begin_anew)
        stack.indexChanged.connect(self._show_line)
        if root is not None:
            self._claim(root)
            self._keeper = Keeper(self._folder_in(root).write)
            self._clock.start()
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.commitDataRequest.connect(self._commit)
        follow_language(self)

    # ---- bringing back

    def _claim(self, root: Path) -> None:
        found = claim(root)
        self._folder, self.session, self.notes = found
        if self.session is not None:
            self._tried_at = time.monotonic()
            self._asked = self.session
            self._others = dict(self.session.labs)
            self._stack.push(self._step)

    def _folder_in(self, root: Path) -> SessionFolder:
        if self._folder is None:
            self._folder = SessionFolder.new_in(root)
        return self._folder

    @Slot(object)
    def take_lab(self, lab: AnyLab) -> None:
        """Show in a lab that has just been made what was kept of it."""
        self._fresh[lab.key] = _kept(lab)
        if self._is_back and lab.key in self._others:
            if self._folder is not None:
                self._tried_at = time.monotonic()
                self._folder.mark_try()
            self._swap(lab)

    @property
    def waiting(self) -> Mapping[str, KeptLab]:
        """What is still to be shown in labs that are not made yet."""
        return {key: kept for key, kept in self._others.items() if self._is_back and key not in self._labs}

    def exchange(self) -> None:
        """Show what was brought back, or what there was without it."""
        self._is_back = not self._is_back
        for key in self._others:
            if key in self._labs:
                self._swap(self._labs[key])

    def _swap(self, lab: AnyLab) -> None:
        kept, self._others[lab.key] = self._others[lab.key], _kept(lab)
        case = next((preset for preset in PRESETS if preset.key == kept.case), None)
        lab.document.put_back(kept.experiment, Origin(case, kept.path, kept.saved, kept.cursor))
        if lab.pins is not None:
            lab.pins.put_back(kept.pins)
        lab.show_views(kept.views)

    @Slot()
    def _show_line(self) -> None:
        """Offer to take it back as long as nothing else was done."""
        index = self._stack.index()
        if self._awaits_table and index > self._begun_at:
            self._awaits_table = False
            self._note_opening()
        if self._opening is not None and index == self._begun_at and self._stack.command(index - 1) is self._opening:
            assert self.session is not None
            kept = self.session.labs.get(self._opened_in)
            self._is_over = kept is not None and not kept.is_clean
        elif self._is_top(index):  # it can be seen
            self._is_over = False
        self.line.setVisible(self._is_back and (index == self._begun_at or self._is_top(index)))
        self.retranslate()

    def _is_top(self, index: int) -> bool:
        return index > 0 and self._stack.command(index - 1) is self._step

    def _note_opening(self) -> None:
        """Note what was opened on top."""
        self._begun_at = self._stack.index()
        if self._begun_at > 1:
            self._opening, self._opened_in = self._stack.command(self._begun_at - 1), self._view()[0]

    def begin(self, *, awaits_table: bool) -> None:
        """Say what was brought back, now that the window is as it will be shown, but for a table that is being read."""
        self._awaits_table = awaits_table
        self._note_opening()
        self._show_line()

    @Slot()
    def _begin_anew(self) -> None:
        """Show what a file hides, or take back what was brought back, and leave the file that was opened on top of it.

        A step that can be made again is all that this leaves on top.
        """
        if self._opening is None or self._is_over or self._is_top(self._stack.index()):
            self._stack.undo()
            return
        document: Document[Any] = self._labs[self._opened_in].document
        experiment, path = document.experiment, document.path
        self._opening = None
        self._stack.setIndex(0)
        self._stack.clear()
        if path is not None:
            document.opened(experiment, path)
        else:
            document.propose(experiment)
        self._step = _Restoring(self)
        self._stack.push(self._step)
        self._begun_at = self._stack.index()
        self._stack.undo()

    def retranslate(self) -> None:
        """Say what was brought back, or what of it is hidden, in the language of the window."""
        said = translate("recovery", "Your last session was not closed; it has been brought back.")
        tooltip = translate("recovery", "Begin anew instead (Ctrl+Z); Ctrl+Shift+Z brings the session back again")
        if self._is_over:
            said = render(_OVER.fill(lab=LABS[self._opened_in].title()))
            tooltip = translate("recovery", "Show that work (Ctrl+Z); Ctrl+Shift+Z shows what was opened again")
        self.line.say(said, translate("recovery", "&Undo"), tooltip)

    # ---- keeping

    def get_ready(self) -> None:
        """Have what writes imported before torch is, beside which that takes seconds."""
        if self._clock.isActive():
            self._keeper.begin()

    def _now(self) -> Session:
        labs = dict(self.waiting)
        for key, lab in self._labs.items():
            kept = _kept(lab)
            if kept != self._fresh.get(key):
                labs[key] = kept
        return Session(*self._view(), labs, self._hidden())

    def _hidden(self) -> Mapping[str, KeptLab]:
        """Return the unsaved work of the session brought back that cannot be seen in any lab."""
        if self._is_over:
            assert self.session is not None
            return {self._opened_in: self.session.labs[self._opened_in]}
        return {} if self._is_back else {key: kept for key, kept in self._others.items() if not kept.is_clean}

    @Slot()
    def _look(self) -> None:
        """Have the session written where it has changed."""
        now = time.monotonic()
        if self._tried_at and now - self._tried_at > _SETTLED_SECONDS and self._folder is not None:
            self._tried_at = 0.0
            self._folder.end_try()
        self._tell_problem(now)
        session = self._now()
        if self._left is not None and _documents(session) != self._left:  # the desktop has not ended it after all
            self._left, self.is_ending = None, False
        is_playing = self._playback.running or self._playback.is_replaying
        if is_playing and now - self._asked_at < _PLAYING_SECONDS and _at_rest(session) == _at_rest(self._asked):
            return
        if session != self._asked and (session.labs or session.hidden or self._asked is not None):
            self._ask(session, now)

    def _ask(self, session: Session, now: float) -> None:
        self._asked, self._asked_at = session, now
        self._keeper.keep(session)

    def _tell_problem(self, now: float) -> None:
        """Say once why nothing is kept, and try again later."""
        problem = self._keeper.problem
        if problem is None and self._problem is not None:
            self._problem = None
            self.noted.emit(_KEPT)
        elif problem is not None and now - self._failed_at > _RETRY_SECONDS:
            self._failed_at = now
            if self._asked is not None:
                self._keeper.keep(self._asked)
        if problem is not None and problem != self._problem:
            self._problem = problem
            self.noted.emit(_LOST.fill(reason=self._reason(problem)))

    def _reason(self, problem: Message) -> Message:
        assert self._folder is not None
        reason = QT_TRANSLATE_NOOP("recovery", "{reason}: {folder}")
        return reason.fill(folder=self._folder.path.parent, reason=problem)

    @Slot(QSessionManager)
    def _commit(self, manager: QSessionManager) -> None:
        """Keep the session, as the desktop is about to end the program."""
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
        self.is_ending = True
        session = self._now()
        self._left = _documents(session)
        self._ask(session, time.monotonic())

    # ---- the end

    def close(self) -> None:
        """Keep the session for the next start where the program was asked to end; else only what could not be seen.

        What was taken back is kept, too, but aside.
        """
        if not self._clock.isActive():
            return
        self._clock.stop()
        assert self._folder is not None
        session = self._now()
        is_kept = self.is_ending and bool(session.labs)
        if is_kept or session.hidden:
            self._keeper.keep(session)
        self._keeper.finish()
        if (is_kept or session.hidden) and self._keeper.problem is not None:
            self.unkept = _UNKEPT.fill(reason=self._reason(self._keeper.problem))
            is_kept = True  # as it was written last
        if self._folder.hidden is not None and not self._is_back and not self.is_ending:
            self._folder.hidden.put_aside()
        elif self._folder.hidden is not None:
            self._folder.hidden.release()
        if is_kept:
            self._folder.end_try()
            self._folder.release()
        else:
            self._folder.remove()


class _Restoring(QUndoCommand):
    """The step that brings a session back."""

    def __init__(self, recovery: Recovery) -> None:
        super().__init__()
        self._recovery = recovery
        self.message = QT_TRANSLATE_NOOP("recovery", "Bring the last session back")
        self.setText(render(self.message))

    def redo(self) -> None:
        self._recovery.exchange()

    def undo(self) -> None:
        self._recovery.exchange()


def _kept(lab: AnyLab) -> KeptLab:
    """Return what is kept of a lab, as it is now."""
    document = lab.document
    pins = () if lab.pins is None else tuple(KeptPin(*pin) for pin in lab.pins.kept())
    case = None if document.case is None else document.case.key
    row = document.row_shown()
    return KeptLab(document.experiment, document.saved, document.path, case, row, pins, lab.views())


def _at_rest(session: Session | None) -> Session | None:
    """Return a session as if all cursors were at the start."""
    if session is None:
        return None
    return replace(session, labs={key: replace(lab, cursor=0.0) for key, lab in session.labs.items()})


def _documents(session: Session) -> Any:
    return {key: (lab.experiment, lab.saved) for key, lab in session.labs.items()}
