"""The menu bar and its actions, retranslated as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from gui.labs.list import LABS
from gui.look.text import render, translate
from gui.look.theme import PRESENTER_SCALE, theme
from gui.shell.application import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.shell.window import MainWindow

__all__ = ["Menus"]


class Menus(QObject):
    """Every action of the window, with its name, key and tooltip."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        self._menus = {name: bar.addMenu("") for name in ("file", "edit", "run", "view", "help")}
        self._texts: list[tuple[QAction | QMenu, Callable[[], str]]] = []
        self._filled = False

    def fill(self) -> None:
        """Put the actions into the menus, once: the window is on screen sooner without them."""
        if self._filled:
            return
        self._filled = True
        self._fill_file()
        self._fill_edit()
        self._fill_run()
        self._fill_view()
        self._fill_help()
        self.retranslate()

    # ---- building

    def _action(
        self,
        menu: str | QMenu,
        text: Callable[[], str],
        slot: Callable[..., object],
        key: QKeySequence | QKeySequence.StandardKey | str | None = None,
    ) -> QAction:
        target = self._menus[menu] if isinstance(menu, str) else menu
        action = QAction(self)
        action.triggered.connect(slot)
        if key is not None:
            if isinstance(key, QKeySequence.StandardKey):
                action.setShortcuts(key)
            else:
                action.setShortcut(QKeySequence(key))
        target.addAction(action)
        self._texts.append((action, text))
        return action

    def _submenu(self, menu: str, text: Callable[[], str]) -> QMenu:
        submenu = self._menus[menu].addMenu("")
        self._texts.append((submenu, text))
        return submenu

    def _fill_file(self) -> None:
        from model.experiment.presets import PRESETS  # here, so that the window is on screen before the model is loaded

        files = self._window.files
        key = QKeySequence.StandardKey
        self._action("file", lambda: translate("menus", "&New"), self._new, key.New)
        self._action("file", lambda: translate("menus", "&Open…"), files.open, key.Open)
        self._recent = self._submenu("file", lambda: translate("menus", "Open &recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        self._presets = self._submenu("file", lambda: translate("menus", "&Cases of the book"))
        for preset in PRESETS:
            if preset.experiment.lab not in LABS:
                continue
            action = self._action(self._presets, lambda preset=preset: render(preset.title), self._open_preset)
            action.setData(preset)
        self._menus["file"].addSeparator()
        self._save = self._action("file", lambda: translate("menus", "&Save"), files.save, key.Save)
        self._action("file", lambda: translate("menus", "Save &as…"), files.save_as, "Ctrl+Shift+S")
        self._menus["file"].addSeparator()
        self._action("file", lambda: translate("menus", "&Quit"), self._window.close, "Ctrl+Q")

    def _fill_edit(self) -> None:
        stack = self._window.stack
        self._undo = self._action("edit", self._undo_text, stack.undo, QKeySequence.StandardKey.Undo)
        self._redo = self._action("edit", self._redo_text, stack.redo, QKeySequence.StandardKey.Redo)
        self._redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        stack.indexChanged.connect(self._show_undo)
        self._show_undo()

    def _fill_run(self) -> None:
        window = self._window
        self._run = self._action("run", self._run_text, window.toggle_run)
        self._action("run", lambda: translate("menus", "&Step") + "\t→", window.step)
        self._action("run", lambda: translate("menus", "Step &back") + "\t←", window.step_back)
        self._action("run", lambda: translate("menus", "Step by one &phase") + "\tShift+→", self._step_phase)
        self._action("run", lambda: translate("menus", "&Reset") + "\tHome", window.playback.reset)
        self._action("run", lambda: translate("menus", "Run to the &end") + "\tEnd", window.playback.run_to_end)
        self._menus["run"].addSeparator()
        self._pin = self._action("run", lambda: translate("menus", "P&in this run") + "\tP", window.pin)
        self._unpin = self._action("run", lambda: translate("menus", "&Unpin all runs"), window.unpin_all)
        self._menus["run"].aboutToShow.connect(self._show_pins)

    def _fill_view(self) -> None:
        window, appearance = self._window, self._window.appearance
        labs = QActionGroup(self)
        for number, entry in enumerate(LABS.values(), 1):
            action = self._action("view", entry.title, self._show_lab, f"Ctrl+{number}")
            action.setData(entry.key)
            labs.addAction(action)
        self._menus["view"].addSeparator()
        languages = self._submenu("view", lambda: translate("menus", "&Language"))
        self._languages = QActionGroup(self)
        for key, name in LANGUAGES.items():
            self._choice(languages, self._languages, name, key, appearance.language == key, self._set_language)
        themes = self._submenu("view", lambda: translate("menus", "&Theme"))
        self._themes = QActionGroup(self)
        self._light = self._choice(themes, self._themes, "", "light", theme.name == "light", self._set_theme)
        self._dark = self._choice(themes, self._themes, "", "dark", theme.name == "dark", self._set_theme)
        self._texts.append((self._light, lambda: translate("menus", "&Light")))
        self._texts.append((self._dark, lambda: translate("menus", "&Dark")))
        self._presenter = self._check(
            lambda: translate("menus", "&Presenter size"),
            theme.scale > 1,
            self._set_presenter,
            "Ctrl+Shift+P",
        )
        self._check(
            lambda: translate("menus", "Reduce &motion"),
            theme.reduced_motion,
            appearance.set_reduced_motion,
        )
        self._menus["view"].addSeparator()
        self._controls = self._check(lambda: translate("menus", "&Controls"), True, window.stage.show_controls, "F8")
        self._panel = self._check(lambda: translate("menus", "&Side panel"), True, window.stage.show_panel, "F9")
        self._action("view", lambda: translate("menus", "Reset the &plots"), self._reset_views, "Ctrl+0")
        self._full = self._check(lambda: translate("menus", "&Full screen"), False, self._set_full_screen, "F11")
        self._menus["view"].aboutToShow.connect(self._show_folds)

    def _fill_help(self) -> None:
        self._action("help", lambda: translate("menus", "&Keyboard and mouse"), self._show_keys, "F1")
        self._action("help", lambda: translate("menus", "&About Descent Lab"), self._show_about)

    def _choice(
        self,
        menu: QMenu,
        group: QActionGroup,
        text: str,
        data: str,
        checked: bool,
        slot: Callable[..., object],
    ) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(checked)
        action.setData(data)
        action.triggered.connect(slot)
        group.addAction(action)
        menu.addAction(action)
        return action

    def _check(
        self, text: Callable[[], str], checked: bool, slot: Callable[..., object], key: str | None = None
    ) -> QAction:
        action = QAction(self)
        action.setCheckable(True)
        action.setChecked(checked)
        action.toggled.connect(slot)
        if key:
            action.setShortcut(QKeySequence(key))
        self._menus["view"].addAction(action)
        self._texts.append((action, text))
        return action

    # ---- text

    def retranslate(self) -> None:
        """Show every name in the language of the window."""
        titles = {
            "file": translate("menus", "&File"),
            "edit": translate("menus", "&Edit"),
            "run": translate("menus", "&Run"),
            "view": translate("menus", "&View"),
            "help": translate("menus", "&Help"),
        }
        for name, menu in self._menus.items():
            menu.setTitle(titles[name])
        for entry, text in self._texts:
            if isinstance(entry, QMenu):
                entry.setTitle(text())
            else:
                entry.setText(text())
        if self._filled:
            for action in self._languages.actions():
                action.setChecked(action.data() == self._window.appearance.language)

    def _undo_text(self) -> str:
        what = self._window.stack.undoText()
        return translate("menus", "&Undo: {change}").format(change=what) if what else translate("menus", "&Undo")

    def _redo_text(self) -> str:
        what = self._window.stack.redoText()
        return translate("menus", "&Redo: {change}").format(change=what) if what else translate("menus", "&Redo")

    def _run_text(self) -> str:
        running = self._window.playback.running
        label = translate("menus", "&Pause") if running else translate("menus", "&Run")
        return label + "\t" + translate("menus", "Space")

    @Slot()
    def _show_undo(self) -> None:
        stack = self._window.stack
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._undo.setText(self._undo_text())
        self._redo.setText(self._redo_text())

    def set_running(self, running: bool) -> None:
        """Name the first entry of the Run menu by what it would do."""
        if self._filled:
            self._run.setText(self._run_text())

    def set_clean(self, clean: bool) -> None:
        """Offer Save only where there is something to save."""
        self._save.setEnabled(not clean or self._window.lab.document.path is None)

    # ---- slots

    @Slot()
    def _new(self) -> None:
        self._window.open_experiment(type(self._window.lab.document.experiment)())

    @Slot()
    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._window.files.recent():
            action = self._recent.addAction(path.name)
            action.setToolTip(str(path))
            action.setData(str(path))
            action.triggered.connect(self._open_recent)
        if self._recent.isEmpty():
            self._recent.addAction(translate("menus", "No recent file")).setEnabled(False)

    @Slot()
    def _open_recent(self) -> None:
        from pathlib import Path

        action = self.sender()
        assert isinstance(action, QAction)
        self._window.files.open_path(Path(action.data()))

    @Slot()
    def _open_preset(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._window.open_experiment(action.data().experiment)

    @Slot()
    def _step_phase(self) -> None:
        self._window.lab.step_phase()

    @Slot()
    def _show_lab(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._window.show_lab(action.data())

    @Slot()
    def _set_language(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._window.appearance.set_language(action.data())

    @Slot()
    def _set_theme(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._window.appearance.set_theme(action.data())

    @Slot(bool)
    def _set_presenter(self, on: bool) -> None:
        scale = PRESENTER_SCALE if on else 1.0
        self._window.stage.make_room(scale)
        self._window.appearance.set_scale(scale)

    @Slot(bool)
    def _set_full_screen(self, on: bool) -> None:
        window = self._window
        window.setWindowState(
            window.windowState() | Qt.WindowState.WindowFullScreen
            if on
            else window.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    @Slot()
    def _reset_views(self) -> None:
        self._window.lab.reset_views()

    @Slot()
    def _show_pins(self) -> None:
        pins = self._window.lab.pins
        self._pin.setEnabled(pins is not None)
        self._unpin.setEnabled(bool(pins))

    @Slot()
    def _show_folds(self) -> None:
        for action, shown in (
            (self._controls, self._window.stage.controls_shown()),
            (self._panel, self._window.stage.panel_shown()),
        ):
            action.blockSignals(True)
            action.setChecked(shown)
            action.blockSignals(False)

    @Slot()
    def _show_keys(self) -> None:
        rows = [
            (translate("menus", "Space"), translate("menus", "run or pause")),
            ("→", translate("menus", "one step on")),
            ("←", translate("menus", "one step back")),
            ("Shift+→", translate("menus", "one phase on: zero, forward, loss, backward, update")),
            ("Home", translate("menus", "back to the start")),
            ("End", translate("menus", "run to the end, flat out")),
            ("P", translate("menus", "pin the run, to compare others with it")),
            ("Esc", translate("menus", "leave a field, back to the picture")),
            ("Ctrl+Z · Ctrl+Shift+Z", translate("menus", "undo · redo")),
            ("Ctrl+1 · Ctrl+2 · …", translate("menus", "choose a lab")),
            ("F8 · F9", translate("menus", "fold the controls · the side panel")),
            (translate("menus", "Drag"), translate("menus", "the start, a data point, or the line itself")),
            (translate("menus", "Wheel"), translate("menus", "zoom; double click shows everything again")),
        ]
        table = "".join(
            f"<tr><td style='padding:2px 16px 2px 0'><b>{key}</b></td><td>{what}</td></tr>" for key, what in rows
        )
        self._box(translate("menus", "Keyboard and mouse"), f"<table>{table}</table>")

    @Slot()
    def _show_about(self) -> None:
        sentence = translate(
            "menus",
            "See and handle gradient descent, over real PyTorch autograd. Free software, MIT licence.",
        )
        version = translate("menus", "Version {version}").format(version=QApplication.applicationVersion())
        self._box(
            translate("menus", "About Descent Lab"),
            f"<b>Descent Lab · 梯度下降实验室</b><p>{sentence}<p>{version}",
        )

    def _box(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, QMessageBox.StandardButton.Ok, self._window)
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
