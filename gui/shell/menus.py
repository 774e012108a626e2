"""The menu bar: every action of the window, with its name and key."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from gui.labs.list import LABS
from gui.look.text import follow_language, legible, render, translate
from gui.look.theme import theme
from gui.look.tokens import SYSTEM
from model.kinds import KINDS
from model.message import QT_TRANSLATE_NOOP, Message
from resources import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QUndoStack
    from PySide6.QtWidgets import QMenu, QMenuBar

    from gui.shell.appearance import Appearance

_TITLES = {
    "file": QT_TRANSLATE_NOOP("menus", "&File"),
    "edit": QT_TRANSLATE_NOOP("menus", "&Edit"),
    "run": QT_TRANSLATE_NOOP("menus", "&Run"),
    "view": QT_TRANSLATE_NOOP("menus", "&View"),
    "help": QT_TRANSLATE_NOOP("menus", "&Help"),
}


class Menus(QObject):
    """The menus of the bar and what is in them; language, theme and motion they change themselves.

    ``opened`` is emitted before a menu is shown: what it offers should be set then. The other signals are requests;
    those that toggle give whether to present, and to show the controls, the side panel, and nothing but the window;
    ``helpRequested`` gives a page, "" for that of the lab shown.
    """

    opened = Signal()
    newRequested = Signal()
    openRequested = Signal()
    fileRequested = Signal(Path)
    caseRequested = Signal(str)
    saveRequested = Signal()
    saveAsRequested = Signal()
    quitRequested = Signal()
    runToggled = Signal()
    stepRequested = Signal()
    stepBackRequested = Signal()
    phaseRequested = Signal()
    resetRequested = Signal()
    toEndRequested = Signal()
    pinRequested = Signal()
    unpinRequested = Signal()
    labRequested = Signal(str)
    presentToggled = Signal(bool)
    controlsToggled = Signal(bool)
    panelToggled = Signal(bool)
    viewsResetRequested = Signal()
    fullScreenToggled = Signal(bool)
    helpRequested = Signal(str)
    hintsRequested = Signal()

    def __init__(self, bar: QMenuBar, stack: QUndoStack, appearance: Appearance) -> None:
        super().__init__(bar)
        self._bar = bar
        self._stack = stack
        self._appearance = appearance
        self._texts: list[tuple[QAction, Callable[[], str]]] = []
        self._locked: list[QAction] = []
        self._languages = QActionGroup(self)
        self._themes = QActionGroup(self)
        self._running = False
        self._filled = False
        self._menus = {name: self._add_menu(bar, title) for name, title in _TITLES.items()}
        for menu in self._menus.values():
            menu.aboutToShow.connect(self.opened)
        follow_language(self)

    def fill(self) -> None:
        """Put the actions into the menus, once: the window is on screen sooner without them."""
        if not self._filled:
            self._filled = True
            self._fill_file(self._menus["file"])
            self._fill_edit(self._menus["edit"])
            self._fill_run(self._menus["run"])
            self._fill_view(self._menus["view"])
            self._fill_help(self._menus["help"])
            self.retranslate()

    # ---- building

    def _add_menu(self, parent: QMenu | QMenuBar, title: Message) -> QMenu:
        menu = parent.addMenu("")
        self._texts.append((menu.menuAction(), partial(render, title)))
        return menu

    def _add(
        self,
        menu: QMenu,
        text: Message | Callable[[], str],
        requested: SignalInstance | Callable[[], None],
        key: QKeySequence.StandardKey | str = "",
        hint: str = "",
    ) -> QAction:
        """Add an entry; ``hint`` is a key that the window takes itself."""
        action = menu.addAction("")
        action.triggered.connect(requested)
        if isinstance(key, str):
            action.setShortcut(QKeySequence(key))
        else:
            action.setShortcuts(key)
        if isinstance(text, Message):
            text = partial(_with_hint, text, hint)
        self._texts.append((action, text))
        return action

    def _add_switch(
        self,
        text: Message,
        on: bool,
        toggled: SignalInstance | Callable[[bool], None],
        key: str = "",
        setting: str = "",
    ) -> QAction:
        """Add an entry with a tick to the View menu; ``setting`` is the one that it changes."""
        action = self._menus["view"].addAction("")
        self._lock(setting, action)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(toggled)
        action.setShortcut(QKeySequence(key))
        self._texts.append((action, partial(render, text)))
        return action

    def _lock(self, setting: str, action: QAction) -> None:
        """Grey an entry of the View menu whose setting the administrator has locked; its tooltip says so."""
        if self._appearance.settings.is_locked(setting):
            action.setEnabled(False)
            self._menus["view"].setToolTipsVisible(True)
            self._locked.append(action)

    def _add_choices(
        self, title: Message, group: QActionGroup, names: dict[str, Callable[[], str]], current: str, setting: str
    ) -> None:
        """Add a submenu to the View menu, one entry of which is ticked: the value of ``setting``."""
        menu = self._add_menu(self._menus["view"], title)
        self._lock(setting, menu.menuAction())
        for key, name in names.items():
            action = menu.addAction("")
            action.setCheckable(True)
            action.setChecked(key == current)
            action.setData(key)
            group.addAction(action)
            self._texts.append((action, name))

    def _fill_file(self, menu: QMenu) -> None:
        from model.experiment.presets import presets_of  # here, so that the window is on screen before it is loaded

        key = QKeySequence.StandardKey
        self._add(menu, QT_TRANSLATE_NOOP("menus", "&New"), self.newRequested, key.New)
        self._add(menu, QT_TRANSLATE_NOOP("menus", "&Open…"), self.openRequested, key.Open)
        self._recent = self._add_menu(menu, QT_TRANSLATE_NOOP("menus", "Open &recent"))
        _when_chosen(self._recent, self.fileRequested.emit)
        cases = self._add_menu(menu, QT_TRANSLATE_NOOP("menus", "&Cases"))
        _when_chosen(cases, self.caseRequested.emit)
        for lab in LABS:
            of_lab = self._add_menu(cases, KINDS[lab].title)
            for is_more, presets in groupby(presets_of(lab), lambda preset: preset.number is None):
                if is_more:
                    of_lab.addSeparator()  # not shown where it is the first
                for preset in presets:
                    action = of_lab.addAction("")
                    action.setData(preset.key)
                    self._texts.append((action, partial(render, preset.title)))
        menu.addSeparator()
        self._save = self._add(menu, QT_TRANSLATE_NOOP("menus", "&Save"), self.saveRequested, key.Save)
        self._add(menu, QT_TRANSLATE_NOOP("menus", "Save &as…"), self.saveAsRequested, "Ctrl+Shift+S")
        menu.addSeparator()
        self._add(menu, QT_TRANSLATE_NOOP("menus", "&Quit"), self.quitRequested, "Ctrl+Q")

    def _fill_edit(self, menu: QMenu) -> None:
        self._undo = QAction(self)
        self._undo.triggered.connect(self._stack.undo)
        self._undo.setShortcuts(QKeySequence.StandardKey.Undo)
        self._redo = QAction(self)
        self._redo.triggered.connect(self._stack.redo)
        self._redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        menu.addActions([self._undo, self._redo])
        self._stack.indexChanged.connect(self._show_undo)

    def _fill_run(self, menu: QMenu) -> None:
        self._run = self._add(menu, self._run_text, self.runToggled)
        self._add(menu, QT_TRANSLATE_NOOP("menus", "&Step"), self.stepRequested, hint="→")
        self._add(menu, QT_TRANSLATE_NOOP("menus", "Step &back"), self.stepBackRequested, hint="←")
        self._add(menu, QT_TRANSLATE_NOOP("menus", "Step by one &phase"), self.phaseRequested, hint="Shift+→")
        self._add(menu, QT_TRANSLATE_NOOP("menus", "&Reset"), self.resetRequested, hint="Home")
        self._add(menu, QT_TRANSLATE_NOOP("menus", "Run to the &end"), self.toEndRequested, hint="End")
        menu.addSeparator()
        self._pin = self._add(menu, QT_TRANSLATE_NOOP("menus", "P&in this run"), self.pinRequested, hint="P")
        self._unpin = self._add(menu, QT_TRANSLATE_NOOP("menus", "&Unpin all runs"), self.unpinRequested)

    def _fill_view(self, menu: QMenu) -> None:
        labs = QActionGroup(self)
        _when_chosen(labs, self.labRequested.emit)
        for number, entry in enumerate(LABS.values(), 1):
            action = labs.addAction("")
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setData(entry.key)
            self._texts.append((action, entry.title))
        menu.addActions(labs.actions())
        menu.addSeparator()
        languages = {key: partial(str, name) for key, name in LANGUAGES.items()}
        language = QT_TRANSLATE_NOOP("menus", "&Language")
        self._add_choices(language, self._languages, languages, self._appearance.language, "language")
        _when_chosen(self._languages, self._appearance.set_language)
        themes = {
            "light": partial(render, QT_TRANSLATE_NOOP("menus", "&Light")),
            "dark": partial(render, QT_TRANSLATE_NOOP("menus", "&Dark")),
            SYSTEM: partial(render, QT_TRANSLATE_NOOP("menus", "&As the system")),
        }
        self._add_choices(QT_TRANSLATE_NOOP("menus", "&Theme"), self._themes, themes, self._appearance.theme, "theme")
        _when_chosen(self._themes, self._appearance.set_theme)
        switch = self._add_switch
        self._present = switch(QT_TRANSLATE_NOOP("menus", "&Present"), False, self.presentToggled, "F5")
        motion = QT_TRANSLATE_NOOP("menus", "Reduce &motion")
        switch(motion, theme.reduced_motion, self._appearance.set_reduced_motion, setting="reduced_motion")
        menu.addSeparator()
        self._controls = switch(QT_TRANSLATE_NOOP("menus", "&Controls"), True, self.controlsToggled, "F8")
        self._panel = switch(QT_TRANSLATE_NOOP("menus", "&Side panel"), True, self.panelToggled, "F9")
        self._add(menu, QT_TRANSLATE_NOOP("menus", "Reset the &plots"), self.viewsResetRequested, "Ctrl+0")
        self._full = switch(QT_TRANSLATE_NOOP("menus", "&Full screen"), False, self.fullScreenToggled, "F11")

    def _fill_help(self, menu: QMenu) -> None:
        pages = (
            ("", QT_TRANSLATE_NOOP("menus", "&Tour of this lab"), "F1"),
            ("keys", QT_TRANSLATE_NOOP("menus", "&Keyboard and mouse"), ""),
            ("formulas", QT_TRANSLATE_NOOP("menus", "&Formulas"), ""),
            ("experiment-files", QT_TRANSLATE_NOOP("menus", "&Experiment files"), ""),
            ("licences", QT_TRANSLATE_NOOP("menus", "&Licences"), ""),
            ("about", QT_TRANSLATE_NOOP("menus", "&About Descent Lab"), ""),
        )
        for page, title, key in pages:
            self._add(menu, title, partial(self.helpRequested.emit, page), key)
        self._add(menu, QT_TRANSLATE_NOOP("menus", "Show &hints"), self.hintsRequested)

    # ---- what is shown

    def retranslate(self) -> None:
        """Write all texts in the language of the window, the changes that can be undone too."""
        for action, text in self._texts:
            action.setText(text())
        for action in self._locked:
            action.setToolTip(translate("menus", "This setting is locked by the administrator."))
        for index in range(self._stack.count()):
            command = self._stack.command(index)
            message = getattr(command, "message", None)
            if message is not None:
                command.setText(render(message))
        if self._filled:
            self._show_undo()
        for action in self._languages.actions():
            action.setChecked(action.data() == self._appearance.language)

    def _run_text(self) -> str:
        label = translate("menus", "&Pause") if self._running else translate("menus", "&Run")
        return label + "\t" + translate("menus", "Space")

    @Slot()
    def _show_undo(self) -> None:
        undone, redone = self._stack.undoText(), self._stack.redoText()
        undo, redo = translate("menus", "&Undo"), translate("menus", "&Redo")
        self._undo.setText(translate("menus", "&Undo: {change}").format(change=undone) if undone else undo)
        self._redo.setText(translate("menus", "&Redo: {change}").format(change=redone) if redone else redo)
        self._undo.setEnabled(self._stack.canUndo())
        self._redo.setEnabled(self._stack.canRedo())

    def set_running(self, running: bool) -> None:
        """Name the first entry of the Run menu by what it would do."""
        self._running = running
        if self._filled:
            self._run.setText(self._run_text())

    def set_savable(self, savable: bool) -> None:
        """Offer Save only where there is something to save."""
        if self._filled:
            self._save.setEnabled(savable)

    def set_recent(self, files: Iterable[Path]) -> None:
        """Offer the files last opened or saved."""
        self._recent.clear()
        for path in files:
            action = self._recent.addAction(legible(path.name).replace("&", "&&"))
            action.setToolTip(legible(str(path)))
            action.setData(path)
        if self._recent.isEmpty():
            self._recent.addAction(translate("menus", "No recent file")).setEnabled(False)

    def set_pinnable(self, pinnable: bool, pinned: bool) -> None:
        """Offer to pin the run, and to unpin those that are."""
        self._pin.setEnabled(pinnable)
        self._unpin.setEnabled(pinned)

    @Slot(bool)
    def set_presenting(self, on: bool) -> None:
        """Tick the entry that begins and ends presenting; there are no columns to fold meanwhile."""
        if self._filled:
            with QSignalBlocker(self._present):
                self._present.setChecked(on)
            for action in (self._controls, self._panel):
                action.setEnabled(not on)

    def set_shown(self, *, controls: bool, panel: bool, full: bool) -> None:
        """Tick what is not folded away, and full screen; what an entry does goes by what is shown, not by its tick."""
        for action, shown in ((self._controls, controls), (self._panel, panel), (self._full, full)):
            with QSignalBlocker(action):
                action.setChecked(shown)


def _with_hint(text: Message, hint: str) -> str:
    return f"{render(text)}\t{hint}" if hint else render(text)


def _when_chosen(entries: QMenu | QActionGroup, take: Callable[[Any], object]) -> None:
    """Have ``take`` called with the data of each entry that is chosen."""

    def chosen(action: QAction) -> None:
        take(action.data())

    entries.triggered.connect(chosen)
