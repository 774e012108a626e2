"""The real program in a process of its own, with a random user inside: reads plans, answers with what went wrong.

It is started by `replay`: orders are lines of JSON on the standard input, and so are answers on the standard output.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import sys
import time
import traceback
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gui.shell import application
from gui.shell.window import MainWindow
from model.experiment import Minimise, Surface
from model.experiment.file import write
from model.labs import LABS
from tests.campaigns.monkey.acts import Desk
from tests.campaigns.monkey.hands import QtHand, XHand
from tests.campaigns.monkey.watch import Census, Watch
from tests.gui.interaction import is_settled
from tests.gui.test_same_row import rows_shown

if TYPE_CHECKING:
    from collections.abc import Generator

    from PySide6.QtGui import QCloseEvent

    Steps = Generator[int, None, None]
    """What takes several turns of the event loop: each value is how many milliseconds to wait for the next."""

_EVERY_MS = 4
_POLL_MS = 20
_PATIENCE = 30.0
"""Seconds of nothing new after which something never comes."""
_DIALOG_LINES = 6
"""Lines that are done within one dialog, before it is closed."""
_SETTLED_MS = 2_000
"""Milliseconds after which timers that tick on for a moment have ended."""
_QUIET = 0.02
"""The share of a processor below which nothing goes on any more."""
_SIZE = (1280, 720)
_NEVER = 1_000_000
"""Pixels after which a drag of text begins without a screen, where nothing would end it; on an X server it is tried."""


class Driver(QObject):
    """Does the lines of each order, one in a turn of the event loop, also while a dialog waits; then puts all back.

    A timer that begins anew before it acts fires within the event loop of a dialog as well.
    """

    def __init__(self, orders: IO[str], answers: IO[str], hand: str, plant: str) -> None:
        super().__init__(QApplication.instance())
        self._orders, self._answers = orders, answers
        self._hand, self._plant = hand, plant
        self._clock = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._clock.timeout.connect(self._next)
        self._clock.start()
        self.is_done = False
        """Whether the window may be closed."""
        self._level: int | None = None
        """Where an act is being done: how many event loops were running in each other when it began."""
        self._steps: Steps = self._serve()
        self._lines: list[str] = []
        self._doing = False
        """Whether a line is being done, whose errors are the program's."""
        self._blocked_by: QWidget | None = None
        self._blocked = 0

    @Slot()
    def _next(self) -> None:
        self._clock.start(_EVERY_MS)
        level = QThread.currentThread().loopLevel()
        if self._level is not None and level <= self._level:
            return  # within an act, which lets events be handled
        outer, self._level = self._level, level
        try:
            self._doing = bool(self._lines) and self._desk.wants is None
            if self._doing:
                self._do_line()
            elif outer is not None:
                self._close_dialog()
            else:
                self._clock.start(next(self._steps))
        except StopIteration:
            self._clock.stop()
        except Exception:
            if outer is None and not self._doing:
                traceback.print_exc()
                os._exit(1)  # what puts all back has failed: nothing more comes
            self._desk.watch.error(traceback.format_exc())
        finally:
            self._level = outer

    # ---- the lines

    def _do_line(self) -> None:
        desk = self._desk
        modal = QApplication.activeModalWidget()
        self._blocked = self._blocked + 1 if modal is not None and modal is self._blocked_by else 0
        self._blocked_by = modal
        if self._blocked > _DIALOG_LINES:
            self._close_dialog()
            return
        line = self._lines.pop(0)
        desk.watch.at += 1
        self._tell(f"at {desk.watch.at}")
        desk.pause = 0
        desk.do(line)
        if desk.pause:
            self._clock.start(desk.pause)

    def _close_dialog(self) -> None:
        """Cancel the dialog in front, as Escape does; one that does not go away is a fault."""
        modal = QApplication.activeModalWidget()
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        elif self._blocked > 3 * _DIALOG_LINES:
            self._desk.watch.fault(f"dialog: {type(modal).__name__} does not close", str(modal))
            self._blocked = 0
        elif isinstance(modal, QDialog):
            self._blocked += 1
            modal.reject()
        elif modal is not None:
            modal.close()

    # ---- what takes several turns

    def _serve(self) -> Steps:
        yield from self._begin()
        for order in self._orders:
            yield from self._obey(json.loads(order))
        yield from self._go_home(clears=True)
        self.is_done = True
        QApplication.closeAllWindows()
        for _ in range(int(1000 * _PATIENCE / _POLL_MS)):
            yield _POLL_MS
        self._tell("never closed")

    def _begin(self) -> Steps:
        while not (windows := [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]):
            yield _POLL_MS
        window = windows[0]
        while window.engine.is_loading or not is_settled(window):
            yield _POLL_MS
        home = Path(os.environ["HOME"])
        _write_files(home)
        hand = XHand() if self._hand == "x11" else QtHand()
        if self._hand != "x11":
            QApplication.setStartDragDistance(_NEVER)
        self._desk = Desk(window, hand, Watch(), home)
        self._desk.watch.begin()
        if self._plant:
            module, _, name = self._plant.partition(":")
            getattr(importlib.import_module(module), name)(window)
        with self._desk.watch.aside():
            for key in LABS:
                window.lab_of(key)
        yield from self._go_home(clears=True)
        self._desk.watch.faults.clear()  # to make all labs at once takes long
        self._tell(json.dumps({"ready": True}))

    def _obey(self, order: dict[str, Any]) -> Steps:
        watch, begun = self._desk.watch, time.monotonic()
        watch.faults.clear()
        watch.dropped, watch.worst = 0, 0.0
        watch.at = 0
        clears = order.get("clears", True)
        censuses: list[Census] = []
        for _ in range(order.get("laps", 1)):
            watch.at = 0
            self._lines = list(order["lines"])
            while self._lines or self._desk.wants is not None:
                if self._desk.wants == "look":
                    yield from self._look()
                elif self._desk.wants == "home":
                    yield from self._go_home(clears=clears)
                self._desk.wants = None
                yield _EVERY_MS
            yield from self._go_home(clears=clears)
            with watch.aside():
                censuses.append(Census.now())
        answer: dict[str, Any] = {
            "faults": [asdict(each) for each in watch.faults.values()],
            "censuses": [each.packed() for each in censuses],
            "seconds": time.monotonic() - begun,
            "dropped": watch.dropped,
            "worst": watch.worst,
        }
        if "idle" in order:
            watch.looks.clear()
            yield _SETTLED_MS
            before, then = time.process_time(), time.monotonic()
            yield int(1000 * order["idle"])
            answer["idle"] = (time.process_time() - before) / (time.monotonic() - then)
            watch.looks.set()
        self._tell(json.dumps(answer))

    def _look(self) -> Steps:
        """Wait until nothing moves, and compare what the panels show."""
        watch, window, playback = self._desk.watch, self._desk.window, self._desk.window.playback
        if QApplication.activeModalWidget() is not None:
            return
        playback.set_running(False)
        last, since = (-1, -1), time.monotonic()
        while not (is_settled(window) or playback.has_failed or window.lab.run.refusal is not None):
            now = playback.cursor, playback.computed
            last, since = now, since if now == last else time.monotonic()
            if time.monotonic() - since > _PATIENCE:
                watch.fault("shown: a run never comes to where it is wanted", f"{playback.experiment}")
                return
            yield _POLL_MS
        end = time.monotonic() + 2.0
        while wrong := self._differing_rows():
            if time.monotonic() > end:
                names = ", ".join(sorted(wrong))
                watch.fault(f"shown: another row in {window.lab.key}: {names}", f"{wrong}, cursor {playback.cursor}")
                return
            yield _POLL_MS

    def _differing_rows(self) -> dict[str, int]:
        window = self._desk.window
        history, stage = window.playback.history, window.stage
        hidden = window.isMinimized() or not stage.panel.isVisible() or not stage.controls.isVisible()
        if window.lab.key == LABS[0] or history is None or hidden or not is_settled(window):
            return {}
        if window.lab.run.refusal is not None or not window.lab.run.fits:
            return {}
        with self._desk.watch.aside():
            cursor = window.playback.cursor
            return {name: row for name, row in rows_shown(window).items() if row != cursor}

    def _go_home(self, *, clears: bool) -> Steps:
        """Put the window into the state in which it is counted what there is."""
        desk, window = self._desk, self._desk.window
        desk.let_go()
        yield _POLL_MS
        while QApplication.activePopupWidget() or QApplication.activeModalWidget():
            self._close_dialog()
            yield _POLL_MS
        with desk.watch.aside():
            if window.help is not None:
                window.help.close()
            window.playback.set_running(False)
            window.stage.present(False)
            window.setWindowState(Qt.WindowState.WindowNoState)
            window.resize(*_SIZE)
        yield _POLL_MS
        with desk.watch.aside():
            window.appearance.set_language("en")
            window.appearance.set_theme("light")
            for lab in window.labs.values():
                if lab.pins is not None:
                    lab.pins.clear()
                lab.document.opened(type(lab.document.experiment)(), None)
        for key in sorted(window.labs, key="minimise".__eq__):  # hidden labs keep the rows of the run that they showed
            with desk.watch.aside():
                window.show_lab(key)
            yield from self._come_to_rest()
        with desk.watch.aside():
            window.playback.reset()
            if clears:
                window.stack.clear()
            window.playback.set_pace(1.0)
            window.timeline.set_pace(1.0)
            window.lab.picture.reset_views()
            for column, name in ((window.stage.controls, "controls"), (window.stage.panel, "panel")):
                if column.isHidden():
                    getattr(window.stage, f"toggle_{name}")()
            window.stage.panel.setCurrentIndex(2)
            QApplication.clipboard().clear()
            window.lab.focus_picture()
        yield from self._come_to_rest()

    def _come_to_rest(self) -> Steps:
        """Wait until nothing is computed any more."""
        window, end = self._desk.window, time.monotonic() + _PATIENCE
        quiet = 0
        while quiet < 3 and time.monotonic() < end:
            before, then = time.process_time(), time.monotonic()
            yield _POLL_MS
            share = (time.process_time() - before) / (time.monotonic() - then)
            quiet = quiet + 1 if is_settled(window) and share < _QUIET else 0
        if not is_settled(window):
            self._desk.watch.fault("shown: the first run never comes", str(window.playback.experiment))
        with self._desk.watch.aside():
            gc.collect()

    def _tell(self, line: str) -> None:
        self._answers.write(line + "\n")
        self._answers.flush()


def _write_files(home: Path) -> None:
    """Write what `plans.FILES` names."""
    write(home / "good.descent.json", replace(Minimise(), epochs=30))
    write(home / "race.descent.json", replace(Surface(), epochs=30))
    (home / "broken.json").write_text('{"version": ')
    (home / "other.json").write_text('{"lab": "regression", "epochs": "many"}')
    (home / "points.csv").write_text("x;y\n1;2\n2;4,5\n3;5\n")
    (home / "empty.csv").write_text("")


def _stay_open(window: MainWindow, event: QCloseEvent) -> None:
    """Ask as if the window were to be closed, and leave it open: the campaign goes on."""
    if QApplication.activeModalWidget() is None:
        window.files.may_discard(lab.document for lab in window.labs.values())
    event.ignore()


def main() -> None:
    """Run the program until there is no further order."""
    faulthandler.enable()
    hand, plant = sys.argv[1:3]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what else is written to the standard output goes with the errors
    closes = MainWindow.closeEvent
    MainWindow.closeEvent = lambda window, event: (  # type: ignore[method-assign]
        closes(window, event) if driver.is_done else _stay_open(window, event)
    )
    application.create_application()
    driver = Driver(sys.stdin, answers, hand, plant)
    code = application.main(None, "minimise", "en", "light", lambda _message: None)
    answers.write(f"closed {code}\n")
    answers.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
