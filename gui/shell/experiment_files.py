"""Experiment files in the window: new, open, save, recent, and the question before work is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.look.folders import existing_folder
from gui.look.text import render, translate
from model.data.files import reason_of
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.run.document import Document
    from gui.run.settings import Settings
    from model.experiment import Experiment

ENDING = ".descent.json"
_MOST_RECENT = 8


class ExperimentFiles(QObject):
    """What the File menu does with the documents of the labs.

    ``current`` returns the document of the lab shown; ``opened`` takes the experiment that was read, and its file.
    """

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        current: Callable[[], Document[Any]],
        opened: Callable[[Experiment, Path], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._current = current
        self._opened = opened

    def recent(self) -> list[Path]:
        """Return the files last opened or saved, newest first."""
        self._settings.sync()  # another window may have opened some
        names: list[str] = self._settings.remembered("recent", [])
        return [Path(name) for name in names]

    def _remember(self, path: Path) -> None:
        others = [str(old) for old in self.recent() if old != path]
        self._settings.remember("recent", [str(path), *others][:_MOST_RECENT])
        self._settings.remember("folder", str(path.parent))

    def _forget(self, path: Path) -> None:
        self._settings.remember("recent", [str(old) for old in self.recent() if old != path])

    def _folder(self) -> str:
        return existing_folder(self._settings.remembered("folder", ""))

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            translate("files", "Open experiment"),
            self._folder(),
            translate("files", "Experiments (*.descent.json *.json)"),
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> bool:
        """Open a file in its lab; a file that is refused leaves everything as it was."""
        from model.kinds import read  # here, so that a window without a file is not kept waiting

        path = path.absolute()
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            experiment = read(path)
        except Refused as refusal:
            QGuiApplication.restoreOverrideCursor()
            if not path.exists():
                self._forget(path)
            self._complain(translate("files", "{name} was not opened").format(name=path.name), render(refusal.message))
            return False
        QGuiApplication.restoreOverrideCursor()
        self._remember(path)
        self._opened(experiment, path)
        return True

    @Slot()
    def save(self) -> bool:
        """Save the current document to its file, or ask for one."""
        return self.save_document(self._current())

    def save_document(self, document: Document[Any]) -> bool:
        """Save one document; say whether it is safe on disk."""
        return self._write(document, document.path) if document.path else self._save_as(document)

    @Slot()
    def save_as(self) -> bool:
        """Ask for a file and save the current document to it."""
        return self._save_as(self._current())

    def _save_as(self, document: Document[Any]) -> bool:
        suggestion = document.path or Path(self._folder()) / f"{document.experiment.lab}{ENDING}"
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            translate("files", "Save experiment"),
            str(suggestion),
            translate("files", "Experiments (*.descent.json)"),
        )
        if not name:
            return False
        path = Path(name)
        if path.suffix != ".json":
            path = path.with_name(path.name + ENDING)
        return self._write(document, path)

    def _write(self, document: Document[Any], path: Path) -> bool:
        from model.experiment.file import write

        experiment = document.experiment
        try:
            write(path, experiment)
        except (OSError, Refused) as error:
            reason = render(error.message) if isinstance(error, Refused) else render(reason_of(error))
            self._complain(
                translate("files", "{name} was not saved").format(name=path.name),
                translate("files", "{reason}. Choose another place with Save as.").format(reason=reason),
            )
            return False
        document.path = path
        document.mark_saved(experiment)
        self._remember(path)
        return True

    def may_discard(self, document: Document[Any], title: str) -> bool:
        """Ask before the unsaved work of ``document`` would be lost; say whether to go on."""
        if document.is_clean:
            return True
        button = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question,
            translate("files", "Unsaved changes"),
            translate("files", "Save the changes in the lab “{title}”?").format(title=title),
            button.Save | button.Discard | button.Cancel,
            self._window,
            informativeText=translate("files", "Your changes will be lost if you do not save them."),
        )
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setDefaultButton(button.Save)
        chosen = box.exec()
        box.deleteLater()
        if chosen == button.Save:
            return self.save_document(document)
        return chosen == button.Discard

    def _complain(self, title: str, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, self._window)
        box.setInformativeText(sentence)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
