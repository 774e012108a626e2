"""The hints of the first minute: what can be dragged, which key runs, what to watch; each until it was done once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.hint import Hint, Room
from gui.widgets.parts import px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QLabel, QWidget

    from gui.labs.list import AnyLab
    from gui.plots.base.plot import Plot
    from gui.run.playback import Playback
    from gui.run.settings import Settings

_SETTING = "hints_done"
_SETTLED_MS = 120
"""For so long nothing is drawn before hints are placed."""
_SHOWN = (QEvent.Type.Paint, QEvent.Type.Hide)
_FEW_STEPS = 3
_WIDTHS = (440, 340, 260, 200, 160)
"""Pixels in which the words of what to watch may be set, the best first."""


class Hints(QObject):
    """Places the hints over the window for the lab shown, and keeps in the settings what was done.

    ``button`` is the one that runs, ``said`` are the labels of what may be written below it, where its hint would be.
    """

    def __init__(
        self, window: QWidget, button: QWidget, said: Sequence[QLabel], playback: Playback, settings: Settings
    ) -> None:
        super().__init__(window)
        self.run, self.drag, self.watch = (Hint(window) for _ in range(3))
        self._window = window
        self._button = button
        self._said = said
        self._playback = playback
        self._settings = settings
        self._done = set(settings.remembered(_SETTING, "").split())
        self._is_wanted = False
        """Whether they were asked for since the program was started: then they are shown while presenting, too."""
        self._lab: AnyLab | None = None
        self._is_looking = False
        """Whether plots are drawn only to see where there is room."""
        self._drawn = QTimer(self, singleShot=True, interval=0)
        self._drawn.timeout.connect(self._follow)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._place)
        playback.runningChanged.connect(self._running_changed)
        playback.moved.connect(self._moved)
        theme.changed.connect(self._place_anew)
        for widget in (window, *said):
            widget.installEventFilter(self)
        follow_language(self)

    def show_lab(self, lab: AnyLab) -> None:
        """Place the hints for another lab."""
        self._lab = lab
        for plot in lab.picture.plots():
            plot.viewport().installEventFilter(self)
            plot.gripDropped.connect(self._dragged, Qt.ConnectionType.UniqueConnection)
        for changed in (lab.run.experimentShown, lab.run.refusalChanged):
            changed.connect(self.retranslate, Qt.ConnectionType.UniqueConnection)
        self._place_anew()

    @Slot()
    def show_again(self) -> None:
        """Show all hints, whatever was done, before a class too."""
        self._is_wanted = True
        self._done.clear()
        self._remember()

    # ---- what was done

    def _did(self, name: str) -> None:
        if name not in self._done:
            self._done.add(name)
            self._remember()

    def _remember(self) -> None:
        self._settings.remember(_SETTING, " ".join(sorted(self._done)))
        self.retranslate()

    @Slot()
    def _dragged(self) -> None:
        if self._lab is not None and self.sender() is self._lab.picture.focusProxy():
            self._did(self._lab.dragged)

    @Slot(bool)
    def _running_changed(self, running: bool) -> None:
        if running and not self._playback.to_end:
            self._did("run")
        self._moved()
        self.retranslate()

    @Slot()
    def _moved(self) -> None:
        """Take a run that stands still as watched, once some of it was seen."""
        playback = self._playback
        if self._lab is None or playback.running or not playback.cursor:
            return
        if playback.cursor >= _FEW_STEPS or playback.at_end:
            self._did(f"watch_{self._lab.key}")

    # ---- what is shown

    @Slot()
    def retranslate(self) -> None:
        """Say what is still to be done, and what holds for the experiment, in the language of the window."""
        self._say()
        self._settled.start()

    def _say(self) -> dict[str, tuple[str, str]]:
        """Change the words of the hints that are shown to those that hold now; return the words of all."""
        texts = self._texts()
        for name, hint in (("run", self.run), ("drag", self.drag), ("watch", self.watch)):
            if name not in texts:
                hint.hide()
            elif hint.isVisible():
                hint.say_there(*texts[name])
        if self._lab is not None and self._lab.dragged:  # the graph, where nothing is, describes its own node
            text, title = texts.get("watch", ("", ""))
            self._lab.picture.focusProxy().setAccessibleDescription(f"{title} {text}".strip())
        return texts

    def _texts(self) -> dict[str, tuple[str, str]]:
        """Return text and title of each hint to be shown."""
        lab, running = self._lab, self._playback.running
        texts: dict[str, tuple[str, str]] = {}
        if lab is None or lab.run.refusal is not None or (theme.scale > 1 and not self._is_wanted):
            return texts
        title, watched = lab.what_to_watch()
        if watched and f"watch_{lab.key}" not in self._done:
            press = translate("hints", "Press Space. {sentence}").format(sentence=watched)
            texts["watch"] = (watched if "run" in self._done else press, title)
        if "run" not in self._done and not running and not self._is_said():
            texts["run"] = (translate("hints", "Space: run"), "")
        if lab.dragged and lab.dragged not in self._done and not running:
            texts["drag"] = (translate("hints", "drag me"), "")
        return texts

    def _is_said(self) -> bool:
        return any(label.text() and label.isVisible() for label in self._said)

    @Slot()
    def _place_anew(self) -> None:
        for hint in (self.run, self.drag, self.watch):
            hint.hide()
        self._settled.start()

    # ---- where

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the hints again once something below them was drawn."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._place_anew()
        elif event.type() in _SHOWN and watched is not self._window and not self._is_looking:
            self._drawn.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _follow(self) -> None:
        """Take away at once what points elsewhere now or is in the way; place all once nothing moves."""
        plots = self._plots()
        self._make_way(plots)
        if self._is_said():
            self.run.hide()
        if self.drag.isVisible() and self.drag.target != self._drag_place(plots):
            self.drag.hide()
        around = self.watch.box.adjusted(-px(8), -px(8), px(8), px(8))
        if self.watch.isVisible() and any(around.contains(at) for plot in plots for at in self._kept_clear(plot)):
            self.watch.hide()
        self._settled.start()

    def _make_way(self, plots: list[Plot]) -> None:
        """Take away hints over what is written at the pointer."""
        for plot in plots:
            tip = plot.tip.translated(self._at(plot, QPointF()))
            for hint in (self.drag, self.watch):
                if hint.box.intersects(tip):
                    hint.hide()

    def _plots(self) -> list[Plot]:
        """Return the plots that can be seen, the main one first."""
        if self._lab is None:
            return []
        main = self._lab.picture.focusProxy()
        plots = [plot for plot in self._lab.picture.plots() if plot.isVisible()]
        return sorted(plots, key=lambda plot: plot is not main)

    def _at(self, plot: Plot, at: QPointF) -> QPointF:
        """Return the point of the window at a point of a plot's area."""
        return plot.mapTo(self._window, plot.spot(at)).toPointF()

    def _drag_place(self, plots: list[Plot]) -> QPointF | None:
        """Return the point of the window where something can be dragged."""
        place = plots[0].drag_place() if plots else None
        return None if place is None else self._at(plots[0], place)

    def _kept_clear(self, plot: Plot) -> list[QPointF]:
        return [self._at(plot, at) for at in plot.kept_clear()]

    @Slot()
    def _place(self) -> None:
        """Show each hint where it covers nothing."""
        texts, plots = self._say(), self._plots()
        if not texts or self._playback.running or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        if "run" in texts:
            self._place_run(*texts["run"])
        if not plots or not texts.keys() & {"drag", "watch"}:
            return
        room_of, target = cache(self._room), self._drag_place(plots)  # no plot is looked at that need not be
        if "drag" in texts and target is not None:
            self._place_drag(room_of(plots[0]), target, *texts["drag"])
        if "watch" in texts:
            self._place_watch(plots, room_of, *texts["watch"])
        self._make_way(plots)

    def _room(self, plot: Plot) -> Room:
        """Return what is drawn in a plot, but for what is drawn at the pointer."""
        self._is_looking = True
        picture = plot.picture_at_rest()
        self._is_looking = False
        room = Room.of(self._at(plot, QPointF()), picture, plot.MAY_BE_COVERED)
        for at in self._kept_clear(plot):
            room.take(QRectF(at.x() - px(10), at.y() - px(10), px(20), px(20)))
        return room

    def _place_run(self, text: str, title: str) -> None:
        """Put the key's name below the button that it presses; above it are controls."""
        self.run.say(text, title)
        button = QRectF(self._button.rect()).translated(self._button.mapTo(self._window, QPointF()))
        box = QRectF(QPointF(), self.run.size_in(px(200)))
        box.moveCenter(button.center())
        box.moveTop(min(button.bottom() + px(5), self._window.height() - box.height() - 2))
        self.run.show_in(box)

    def _place_drag(self, room: Room, target: QPointF, text: str, title: str) -> None:
        """Put the words beside what they speak of, where they cover nothing; there they stay as long as that holds."""
        self.drag.say(text, title)
        size = self.drag.size_in(px(200))
        is_there = self.drag.isVisible() and self.drag.target == target and self.drag.box.size() == size
        box = self.drag.box if is_there and room.is_free(self.drag.box) else room.clearest(size, target, px(20))
        if box is None or not room.is_free(box):
            self.drag.hide()
        else:
            room.take(box.adjusted(-px(4), -px(4), px(4), px(4)))
            self.drag.show_in(box, target)

    def _place_watch(self, plots: list[Plot], room_of: Callable[[Plot], Room], text: str, title: str) -> None:
        """Put the words where they cover nothing, best at the top of the main plot, there the text alone if need be."""
        if self.watch.isVisible() and any(room_of(plot).is_free(self.watch.box) for plot in plots):
            return
        self.watch.hide()
        for room in map(room_of, plots):
            for shown in (title, ""):
                self.watch.say(text, shown)
                top = QPointF(room.area.center().x(), room.area.top())
                boxes = [room.clearest(self.watch.size_in(px(width)), top) for width in _WIDTHS]
                free = [box for box in boxes if box is not None and room.is_free(box)]
                if free:
                    self.watch.show_in(free[0])
                    return
