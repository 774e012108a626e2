"""The main window: the rail of labs, controls, pictures, side panel, timeline and status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent, QUndoStack
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from gui.labs.list import FIRST, LABS
from gui.look.folders import path_of
from gui.look.stylesheet import dress
from gui.look.text import follow_language, legible, render, translate
from gui.run.lab_run import Services
from gui.run.playback import Playback
from gui.shell.boxes import dress_box
from gui.shell.engine_label import EngineLabel
from gui.shell.experiment_files import ExperimentFiles
from gui.shell.exposure import Exposure
from gui.shell.hints import Hints
from gui.shell.keys import Keys, move_focus
from gui.shell.lab_maker import LabMaker
from gui.shell.menus import Menus
from gui.shell.recovery import Recovery
from gui.shell.remembered import remember, restore
from gui.shell.stage import Stage
from gui.shell.status_line import StatusLine
from gui.widgets.arranged import lay_out
from gui.widgets.mathematics.typesetter import typesetter
from gui.widgets.rail import Rail
from gui.widgets.remedy_bar import RemedyBar
from gui.widgets.timeline import Timeline
from gui.widgets.undo_line import UndoLine
from model.data.files import is_table
from model.descent.first_row import first_row
from model.engine.worker import Engine
from model.kinds import begin
from model.labs import REGRESSION
from model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from gui.labs.list import AnyLab
    from gui.shell.appearance import Appearance
    from gui.shell.help import HelpWindow
    from gui.shell.unexpected_errors import UnexpectedErrors
    from model.experiment import Experiment

_SMALLEST = QSize(880, 460)
"""Less than a screen of 1920 × 1080 at 200 % leaves under a title bar and above a task bar."""
_UNDO_LIMIT = 500
_CLOSING_SECONDS, _ENDING_SECONDS = 2.0, 0.2
"""How long threads are waited for once the window is gone: whoever ends the program waits, too."""


class MainWindow(QMainWindow):
    """The one window: left the labs and controls, middle the plots, right the panel, below the timeline.

    It shows ``lab``, else the one shown last, and ``file``: all that is in it is made before it is on screen, from
    NumPy where a run has not begun. Torch is loaded once it has been painted. In the folder ``sessions`` it keeps what
    it holds, and finds what a window held that was not closed.
    """

    def __init__(
        self,
        appearance: Appearance,
        errors: UnexpectedErrors,
        lab: str | None = None,
        file: Path | None = None,
        sessions: Path | None = None,
    ) -> None:
        super().__init__()
        self.appearance = appearance
        self.errors = errors
        self.thread_outlasted = False
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_UNDO_LIMIT)
        self.engine = Engine(self, begin)
        self.playback = Playback(self.engine, self, first_row)
        self._begun = False
        self.help: HelpWindow | None = None
        # Not QTimer.singleShot: an error in its slot is not reported, and leaves Python in disorder.
        self._begin_clock = QTimer(self, singleShot=True, interval=0)
        self._begin_clock.timeout.connect(self._begin)
        self.menus = Menus(self.menuBar(), self.stack, appearance)
        self.files = ExperimentFiles(self, appearance.settings, lambda: self.lab.document, self.open_experiment)
        self._build()
        self.recovery = Recovery(self, sessions, self.stack, self.labs, self.playback, self._view, self._undo_line)
        settings = appearance.settings
        self.hints = Hints(self, self.timeline.run, (self._undo_line.said, self._said), self.playback, settings)
        self._connect()
        restore(settings, self, self.stage, self.playback, self.rail.sizeHint().width())
        self.timeline.set_pace(self.playback.pace)
        session = self.recovery.session
        first = lab if file is not None else settings.chosen("lab", lab)
        if session is not None:
            self.stage.panel.setCurrentIndex(session.page)
            first = first if lab is not None or settings.is_locked("lab") else session.shown
        self._shown = first if first in LABS else FIRST
        follow_language(self)
        appearance.retranslated.connect(self._show_timeline)  # of which the labs have written parts
        if file is not None:
            self.files.open_path(file)
        self.show_lab(self._shown, again=True)
        self.recovery.begin(awaits_table=file is not None and is_table(file))
        self._said.note(*settings.notes, *self.recovery.notes)

    # ---- building

    def _build(self) -> None:
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.rail, self.timeline, self.stage = Rail(), Timeline(), Stage()
        services = Services(self, self.stack, self.playback, self.engine, self.appearance.settings)
        self.maker = LabMaker(self.stage, services)
        self.labs = self.maker.labs
        self.lab_of = self.maker.lab_of
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stage, 1)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.timeline)
        self.setCentralWidget(centre)
        dress(self.rail, self.timeline)
        self._said = StatusLine()
        self._engine_label = EngineLabel(self.engine, self.playback)
        self.remedy_bar = RemedyBar()
        self._undo_line = UndoLine()
        self.statusBar().addWidget(self._undo_line)
        self.statusBar().addWidget(self._said, 1)
        self.statusBar().addPermanentWidget(self._engine_label)
        self.statusBar().addPermanentWidget(self.remedy_bar)  # at the edge, where what the engine says moves no button
        self.statusBar().setSizeGripEnabled(False)

    def _connect(self) -> None:
        timeline, menus, playback, files = self.timeline, self.menus, self.playback, self.files
        for source in (timeline, menus):
            source.resetRequested.connect(playback.reset)
            source.stepBackRequested.connect(playback.step_back)
            source.runToggled.connect(playback.toggle)
            source.stepRequested.connect(playback.step)
            source.toEndRequested.connect(playback.run_to_end)
            source.pinRequested.connect(self.pin)
        self.remedy_bar.chosen.connect(self._apply_remedy)
        Exposure(self).changed.connect(playback.set_seen)
        timeline.paceChanged.connect(self._set_pace)
        timeline.cursorMoved.connect(playback.go_to)
        playback.runningChanged.connect(self._running_changed)
        playback.moved.connect(self._show_timeline)
        playback.historyChanged.connect(self._show_timeline)
        self.engine.failed.connect(self._run_failed)
        self.engine.jobFailed.connect(self._job_failed)
        self.rail.chosen.connect(self.show_lab)
        self.maker.made.connect(self._lab_made)
        self.maker.made.connect(self.recovery.take_lab)
        self.recovery.noted.connect(self._said.note)
        files.noted.connect(self._said.note)
        menus.opened.connect(self._show_in_menus)
        menus.newRequested.connect(self._new)
        menus.openRequested.connect(files.open)
        menus.fileRequested.connect(files.open_path)
        menus.caseRequested.connect(self.open_case)
        menus.saveRequested.connect(files.save)
        menus.saveAsRequested.connect(files.save_as)
        menus.quitRequested.connect(self.close)
        files.said.connect(self._said.say)
        files.tableFound.connect(self._open_table)
        menus.phaseRequested.connect(self._step_phase)
        menus.unpinRequested.connect(self._unpin_all)
        menus.labRequested.connect(self.show_lab)
        menus.presentToggled.connect(self.stage.toggle_presenting)
        for part in (self.rail.set_narrow, menus.set_presenting):
            self.stage.presentingChanged.connect(part)
        menus.controlsToggled.connect(self.stage.toggle_controls)
        menus.panelToggled.connect(self.stage.toggle_panel)
        menus.viewsResetRequested.connect(self._reset_views)
        menus.fullScreenToggled.connect(self._toggle_full_screen)
        menus.helpRequested.connect(self.show_help)
        menus.hintsRequested.connect(self.hints.show_again)

        plain = Qt.KeyboardModifier.NoModifier
        commands: dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]] = {
            (Qt.Key.Key_Space, plain): playback.toggle,
            (Qt.Key.Key_Right, plain): playback.step,
            (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier): self._step_phase,
            (Qt.Key.Key_Left, plain): playback.step_back,
            (Qt.Key.Key_Home, plain): playback.reset,
            (Qt.Key.Key_End, plain): playback.run_to_end,
            (Qt.Key.Key_P, plain): self.pin,
        }
        self.keys = Keys(self, commands, self._focus_picture)

    # ---- start and end

    def paintEvent(self, event: QPaintEvent) -> None:
        """Load what can wait once the window has been painted, with all that is in it, for the first time."""
        super().paintEvent(event)
        if not self._begun:
            self._begun = True
            self._begin_clock.start()

    @Slot()
    def _begin(self) -> None:
        self.recovery.get_ready()
        self.engine.begin()
        typesetter.release()
        self.menus.fill()
        self.maker.begin_others()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work, unless the program is to end and keeps it; then stop the worker and accept."""
        event.ignore()  # as long as the work is not safe, whatever goes wrong
        recovery = self.recovery
        if not recovery.is_ending:
            there = [key for key in LABS if key in self.labs or key in recovery.waiting]
            # While it is asked, the program may be told to end.
            if not self.files.may_discard(self.lab_of(key).document for key in there) and not recovery.is_ending:
                return
        event.accept()
        recovery.close()
        self.stage.present(False)
        remember(self.appearance.settings, self, self.stage, self.playback, self._shown)
        self._engine_label.stop()
        self._begin_clock.stop()
        self.playback.halt()
        self.stack.blockSignals(True)
        self.hide()
        if self.help is not None:
            self.help.close()
        self.maker.finish()
        typesetter.forget()
        self.thread_outlasted = not self.engine.shutdown(_ENDING_SECONDS if recovery.is_ending else _CLOSING_SECONDS)

    @Slot()
    def end(self) -> None:
        """Close without a question, and leave what is not saved to the next start."""
        self.recovery.is_ending = True
        QApplication.closeAllWindows()

    # ---- labs

    def _view(self) -> tuple[str, int]:
        return self._shown, self.stage.panel.currentIndex()

    @Slot(object)
    def _lab_made(self, lab: AnyLab) -> None:
        lab.timelineChanged.connect(self._show_timeline)
        lab.said.connect(self._said.say)
        lab.document.revealed.connect(self._reveal)
        lab.controls.card.chosen.connect(self.open_case)
        lab.document.cleanChanged.connect(self._show_title)

    @property
    def lab(self) -> AnyLab:
        """The lab shown."""
        return self.lab_of(self._shown)

    @Slot(str)
    def show_lab(self, key: str, again: bool = False) -> None:
        """Show one lab; the one left keeps its experiment and its cursor."""
        lab = self.lab_of(key)
        if key == self._shown and not again:
            return
        if key != self._shown and self._shown in self.labs:
            self.lab.run.deactivate()
        self._shown = key
        self.stage.show_lab(lab)
        self.rail.set_current(key)
        self._said.say("")
        self.timeline.pin.setVisible(lab.pins is not None)
        lab.run.activate()
        lab.focus_picture()
        self.hints.show_lab(lab)
        self._show_title()
        self._show_timeline()
        lay_out()

    @Slot(str, bool, object)
    def _reveal(self, key: str, is_undone: bool, change: Message) -> None:
        """Show a lab after undo or redo, and say what was changed where that is in a lab not shown before or now."""
        changed = next(lab.key for lab in self.labs.values() if lab.document is self.sender())
        if {key, changed} != {self._shown}:
            self.show_lab(key)
            undone = translate("window", "Undone in {lab}: {change}")
            redone = translate("window", "Redone in {lab}: {change}")
            self._said.say((undone if is_undone else redone).format(lab=LABS[changed].title(), change=render(change)))

    @Slot(str)
    def open_case(self, key: str) -> None:
        """Open a case in its lab, asking about the unsaved work of a file only: Ctrl+Z brings all back."""
        from model.experiment.presets import PRESETS  # here, so that the window is on screen before it is loaded

        experiment = next(preset.experiment for preset in PRESETS if preset.key == key)
        self.open_experiment(experiment, asks=self.lab_of(experiment.lab).document.path is not None)

    @Slot(object)
    def open_experiment(self, experiment: Experiment, path: Path | None = None, *, asks: bool = True) -> bool:
        """Show an experiment, a case, from a file or new, in its lab, after asking about unsaved work there."""
        if experiment.lab not in LABS:
            self._said.say(translate("window", "This version cannot show that experiment."))
            return False
        lab = self.lab_of(experiment.lab)
        if asks and self._begun and not self.files.may_discard([lab.document]):
            return False
        shown_before = self._shown
        self.playback.set_running(False)
        self.show_lab(lab.key)
        lab.document.opened(experiment, path, shown_before)
        self.playback.reset()
        return True

    @Slot(object)
    def _open_table(self, path: Path) -> None:
        """Read the points of a table in the lab that has such."""
        self.show_lab(REGRESSION)
        self.lab.take_data(path)

    # ---- the timeline

    @Slot()
    def pin(self) -> None:
        """Pin the run shown, in a lab that compares several."""
        if self.lab.pins is not None:
            self.lab.pins.pin()

    @Slot()
    def _unpin_all(self) -> None:
        if self.lab.pins is not None:
            self.lab.pins.clear()

    @Slot(float)
    def _set_pace(self, pace: float) -> None:
        self.playback.set_pace(pace)
        self._show_timeline()

    @Slot(bool)
    def _running_changed(self, running: bool) -> None:
        self.timeline.set_running(running)
        self.menus.set_running(running)
        self._show_timeline()

    @Slot()
    def _show_timeline(self) -> None:
        playback, timeline = self.playback, self.timeline
        if self._shown not in self.labs:
            return
        timeline.set_length(playback.last_row, max(playback.computed, 0))
        timeline.set_speed(playback.speed, playback.final_row, is_late=playback.is_late)
        usable = self.lab.run.refusal is None
        timeline.set_cursor(playback.cursor, self.lab.row_label() if usable else "")
        verdict = self.lab.outcome()
        timeline.verdict.set_verdict(verdict.word, verdict.kind, verdict.sentence)
        timeline.set_usable(usable)
        self.remedy_bar.set_remedies(self.lab.remedies() if usable else ())
        self._engine_label.show_engine()

    @Slot(int)
    def _apply_remedy(self, index: int) -> None:
        self.lab.apply_remedy(index)
        self.lab.focus_picture()  # since the button is gone

    # ---- what the menus ask for

    @Slot()
    def _show_in_menus(self) -> None:
        self.menus.fill()  # where one is opened at once
        if self._shown in self.labs:
            self.lab.controls.settle()
            pins = self.lab.pins
            self.menus.set_pinnable(pins is not None, bool(pins))
        stage = self.stage
        self.menus.set_shown(
            controls=not stage.controls.isHidden(), panel=not stage.panel.isHidden(), full=self.isFullScreen()
        )
        self.menus.set_recent(self.files.recent())

    @Slot()
    def _new(self) -> None:
        self.open_experiment(type(self.lab.document.experiment)())

    @Slot()
    def _step_phase(self) -> None:
        self.lab.step_phase()

    @Slot()
    def _reset_views(self) -> None:
        self.lab.picture.reset_views()

    @Slot(str)
    def show_help(self, page: str = "") -> None:
        """Show a page of the help; the tour of the lab shown where none is named."""
        if self.help is None:
            from gui.shell.help import HelpWindow  # not before it is asked for: the window is on screen sooner

            self.help = HelpWindow(self.appearance)
            self.help.closed.connect(self._help_closed)
        self.help.open_page(page or self._shown)

    @Slot()
    def _help_closed(self) -> None:
        self.help = None

    @Slot()
    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # ---- what goes wrong

    @Slot(object, object)
    def _run_failed(self, run: int, reason: object) -> None:
        if run == self.playback.run and not (isinstance(reason, Message) and "path" in dict(reason.values)):
            self._job_failed(None, reason)  # else the lab says it beside the field

    @Slot(object, object)
    def _job_failed(self, _tag: object, reason: object) -> None:
        if isinstance(reason, Message):
            self._said.say(render(reason))
        else:
            self.errors.show(str(reason))

    # ---- look and language

    @Slot()
    def _show_title(self) -> None:
        document = self.lab.document if self._shown in self.labs else None
        name = legible(document.path.name) if document and document.path else LABS[self._shown].title()
        self.setWindowTitle(f"{name}[*]")
        if document:
            if self.isWindowModified() == document.is_clean:
                self.setWindowModified(not document.is_clean)
            self.menus.set_savable(not document.is_clean or document.path is None)

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        QGuiApplication.setApplicationDisplayName(translate("window", "Descent Lab"))
        self.rail.set_items([(entry.key, entry.title(), entry.icon) for entry in LABS.values()])
        self.rail.set_current(self._shown)
        self._show_title()

    def childEvent(self, event: QChildEvent) -> None:
        """Style the bars, dialogs and lists in front of the window, once they are about to be shown."""
        super().childEvent(event)
        child = event.child()
        if event.polished() and isinstance(child, QWidget) and child is not self.centralWidget():
            dress_box(child)

    # ---- files that are dropped, and keys

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files; what is no single file is refused once it is dropped, with a reason."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open an experiment or a program, or read the points of a table in the Regression lab."""
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        if len(urls) > 1:
            self._said.say(translate("window", "Only one file can be opened at a time; drop it alone."))
        elif not urls[0].isLocalFile():
            self._said.say(translate("window", "Only a file on this computer can be opened; download it first."))
        else:
            self.files.open_path(path_of(urls[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the picture with Escape, and with Enter from a field chosen with the mouse; paste a table."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.keys.take(self, event):
            pass
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.lab.take_data()
        elif event.key() == Qt.Key.Key_Escape or (is_enter and self.keys.is_done):
            self._focus_picture()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus as the eye goes: labs, controls, picture, side panel, timeline, status bar."""
        stage = self.stage
        parts = (self.rail, stage.controls, stage.pictures, stage.panel, self.timeline, self.statusBar())
        move_focus(parts, forward)
        return True

    @Slot()
    def _focus_picture(self) -> None:
        self.lab.focus_picture()
