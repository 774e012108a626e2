"""What a table of acts is made of: what is done, and what must have come of it in experiment, undo and window.

A test of a lab is a list of `Act`, each of them done by `perform` in a `Room`: one window for all tests of a file, set
back between two of them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QTabWidget

from gui.labs.list import LABS
from gui.plots.base.mouse_view import MouseView
from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.unexpected_errors import UnexpectedErrors
from gui.shell.window import MainWindow
from model.experiment.changes import describe_change
from tests.gui.interaction import is_settled, settle, undo
from tests.patience import PatientBot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from model.experiment import Experiment
    from model.message import Message

CHANGE = "{name} {old} → {new}"
WHOLE = "experiment"
"""The template of an undo step in which several things change."""
FIRST_PACE = 1.0


@dataclass
class Room:
    """A window with a lab in it, and what stood there before the act."""

    window: MainWindow
    qtbot: QtBot
    folder: Path
    before: Any = None
    kept: dict[str, Any] = field(default_factory=dict)
    """What an act has seen on its way, to be compared afterwards."""
    began_in: str = ""
    """The lab in which it was last set back."""

    @property
    def lab(self) -> Any:
        return self.window.lab

    @property
    def controls(self) -> Any:
        return self.window.lab.controls

    @property
    def picture(self) -> Any:
        return self.window.lab.picture

    @property
    def experiment(self) -> Any:
        return self.window.lab.document.experiment

    @property
    def code(self) -> str:
        """The listing as it is shown, once what is drawn in the next turn of the event loop has been."""
        QApplication.processEvents()
        return self.lab.listing.page.code()

    def changed(self, **changes: Any) -> Experiment:
        """Return the experiment from before the act with something else in it."""
        return replace(self.before, **changes)

    def undo_step(self) -> Message:
        """Return the message of the newest undo step."""
        return self.window.stack.command(self.window.stack.index() - 1).message  # type: ignore[attr-defined]

    def settle(self, row: int | None = None) -> None:
        settle(self.qtbot, self.window, row)

    def set_back(self, key: str, experiment: Experiment) -> None:
        """Show a lab with an experiment at its start and nothing around it, as the window first stands."""
        window = self.window
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        window.playback.set_running(False)
        for lab in window.labs.values():
            if lab.pins is not None:
                lab.pins.clear()
            lab.document.mark_saved(lab.document.experiment)
            if lab.key != key:
                lab.document.opened(type(lab.document.experiment)(), None)
        window.show_lab(key)
        for plot in window.lab.picture.findChildren(MouseView):
            QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))  # as the pointer does
        window.open_experiment(experiment)
        if getattr(getattr(window.lab, "explanation", None), "_phase", None) is not None:  # which a step forgets
            window.playback.step()
            self.settle(1)
            window.playback.reset()
        window.stack.clear()
        window.playback.set_pace(FIRST_PACE)
        window.timeline.set_pace(FIRST_PACE)
        window.lab.picture.reset_views()
        window.stage.panel.show()
        window.stage.controls.show()
        window.stage.findChild(QTabWidget).setCurrentIndex(0)
        window.activateWindow()
        window.lab.focus_picture()
        self.settle(0)
        self.before, self.began_in = self.experiment, key
        self.kept.clear()


@dataclass(frozen=True)
class Act:
    """A row of the table.

    Attributes
    ----------
    name : str
    do : callable
        Does it, as a person does.
    becomes : callable
        Returns the experiment that must be there then; `Room.before` is the one from before.
    undo : str, optional
        The template of the one undo step that it makes; None where it makes none.
    seen : callable
        Tells whether the window shows it; waited for.
    """

    name: str
    do: Callable[[Room], object]
    becomes: Callable[[Room], object]
    undo: str | None
    seen: Callable[[Room], object]


def unchanged(room: Room) -> object:
    return room.before


def perform(room: Room, act: Act) -> None:
    """Do it, look at the experiment, the undo stack and the window, and take it back with Ctrl+Z."""
    stack, qtbot = room.window.stack, room.qtbot
    steps = stack.index()
    act.do(room)
    after = room.experiment
    assert after == act.becomes(room)
    if act.undo is None:
        assert after == room.before
        assert stack.index() == steps
    else:
        assert stack.index() == stack.count() == steps + 1
        case = room.lab.document.case
        assert room.undo_step() in (describe_change(room.before, after), case and case.title)
        assert room.undo_step().template == act.undo
    qtbot.waitUntil(lambda: is_settled(room.window))
    qtbot.waitUntil(lambda: bool(act.seen(room)))
    if act.undo is not None:
        undo(qtbot, room.window)
        assert room.experiment == room.before
        settle(qtbot, room.window)


def open_room(request: pytest.FixtureRequest, folder: Path, key: str) -> Iterator[Room]:
    """Open one window for all tests of a file, with all labs made, and close it after the last."""
    application = request.getfixturevalue("qapp")
    qtbot = PatientBot(request)
    hook = sys.excepthook
    appearance = Appearance(application, Settings(folder / "settings.ini"))
    appearance.start("en", "light")
    appearance.apply_theme()
    errors = UnexpectedErrors(application)
    sys.excepthook = hook  # what is raised in a slot fails the test
    window = MainWindow(appearance, errors, key)
    window.show()
    try:
        for each in LABS:
            window.lab_of(each)
        cast("Any", window.lab_of("minimise")).picture.fold.setChecked(True)  # so that tests reach all that there is
        settle(qtbot, window)
        yield Room(window, qtbot, folder)
        assert errors.dialog is None, "an unexpected error was shown"
    finally:
        for lab in window.labs.values():
            lab.document.mark_saved(lab.document.experiment)
        window.close()
        for each in (window, appearance, errors):
            each.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
