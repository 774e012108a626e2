"""Experiment files in the window: new, open, save, recent, and the question before work is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.labs.list import LABS
from gui.look.folders import existing_folder, path_of, text_of
from gui.look.text import legible, translate
from gui.shell.unexpected_errors import reason_for
from gui.widgets.parts import waiting
from model.data.files import is_program_file, is_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gui.run.document import Document
    from gui.run.settings import Settings
    from model.experiment import Experiment

ENDING = ".descent.json"
_MOST_RECENT = 8


class ExperimentFiles(QObject):
    """What the File menu does with the documents of the labs.

    ``current`` returns the document of the lab shown; ``opened`` takes the experiment that was read, and its file.
    Emits ``said`` with a sentence for the status bar, ``noted`` with a `Message` for it, and ``tableFound`` with a file
    to be opened that is a table.
    """

    said = Signal(str)
    noted = Signal(object)
    tableFound = Signal(object)

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        current: Callable[[], Document[Any]],
        opened: Callable[[Experiment, Path | None], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._current = current
        self._opened = opened

    def recent(self) -> list[Path]:
        """Return the files last opened or saved, newest first."""
        note = self._settings.sync()  # another window may have opened some
        if note is not None:
            self.noted.emit(note)
        names: list[str] = self._settings.remembered("recent", [])
        return [path_of(name) for name in names[:_MOST_RECENT]]

    def _remember(self, path: Path) -> None:
        others = [text_of(old) for old in self.recent() if old.absolute() != path]
        self._settings.remember("recent", [text_of(path), *others][:_MOST_RECENT])
        self._settings.remember("folder", str(path.parent))

    def _forget(self, path: Path) -> None:
        self._settings.remember("recent", [text_of(old) for old in self.recent() if old.absolute() != path])

    def folders(self) -> set[str]:
        """Return the folders of recent files, and the one that was written to last, if only in part."""
        return {*(str(path.parent) for path in self.recent()), self._folder()}

    def _folder(self) -> str:
        return existing_folder(self._settings.remembered("folder", ""))

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            translate("files", "Open experiment"),
            self._folder(),
            translate("files", "Experiments and programs (*.descent.json *.json *.py *.ipynb)"),
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> bool:
        """Open an experiment, a program or a table in its lab; a file that is refused leaves everything as it was."""
        from model.kinds import read  # here, so that a window without a file is not kept waiting

        path = path.absolute()
        if is_table(path):
            self.tableFound.emit(path)
            return True
        try:
            with waiting():
                experiment = read(path)
        except Exception as error:
            if not os.path.exists(path):  # where Path.exists() may raise, of a name that is too long
                self._forget(path)
            title = translate("files", "{name} was not opened").format(name=legible(path.name))
            self._complain(title, reason_for(error))
            return False
        self._remember(path)
        self._opened(experiment, None if is_program_file(path) else path)  # an experiment is not saved over a program
        return True

    @Slot()
    def save(self) -> None:
        """Save the current document to its file, or ask for one."""
        self._save(self._current().path)

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save the current document to it."""
        self._save(None)

    def _save(self, path: Path | None) -> None:
        document = self._current()
        path = path or self._ask_path(document)
        if path is None:
            return
        if reason := self._write(document, path):
            self._complain(_not_saved(path), reason)
        else:
            self.said.emit(translate("files", "Saved {name}.").format(name=legible(path.name)))

    def _ask_path(self, document: Document[Any]) -> Path | None:
        suggestion = document.path or Path(self._folder()) / f"{document.experiment.lab}{ENDING}"
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            translate("files", "Save experiment"),
            str(suggestion),
            translate("files", "Experiments (*.descent.json)"),
        )
        path = Path(name)
        return None if not name else path if path.suffix == ".json" else path.with_name(path.name + ENDING)

    def _write(self, document: Document[Any], path: Path) -> str:
        """Write a document to its file; return why that cannot be, or nothing."""
        from model.experiment.file import write

        self._settings.remember("folder", str(path.parent))
        self._settings.sync()  # so that the next start looks there, if this is killed while it writes
        experiment = document.experiment
        try:
            write(path, experiment)
        except Exception as error:  # whatever it is, the work stays
            reason = reason_for(error)
            return translate("files", "{reason}. Choose another place with Save as.").format(reason=reason)
        document.path = path
        document.mark_saved(experiment)
        self._remember(path)
        return ""

    def may_discard(self, documents: Iterable[Document[Any]]) -> bool:
        """Ask once before the unsaved work in any of these would be lost; say whether to go on.

        What cannot be saved is asked about again, with the reason, and then to another file.
        """
        unsaved = [document for document in documents if not document.is_clean]
        reason, elsewhere = "", None
        while unsaved:
            chosen = self._ask(unsaved, reason)
            if chosen not in (QMessageBox.StandardButton.Save, QMessageBox.StandardButton.SaveAll):
                return chosen == QMessageBox.StandardButton.Discard
            while unsaved:
                document = unsaved[0]
                path = self._ask_path(document) if document is elsewhere or not document.path else document.path
                if path is None:
                    return False
                if why := self._write(document, path):
                    reason, elsewhere = f"{_not_saved(path)}: {why}", document
                    break
                unsaved.pop(0)
        return True

    def _ask(self, unsaved: Sequence[Document[Any]], reason: str) -> QMessageBox.StandardButton:
        """Ask what to do with unsaved experiments, in one list of them; ``reason`` says why one was not saved."""
        button = QMessageBox.StandardButton
        titles = ((LABS[each.experiment.lab].title(), *([each.path.name] if each.path else [])) for each in unsaved)
        names = [legible(" – ".join(parts)) for parts in titles]
        if len(names) == 1:
            text = translate("files", "Save the changes in the lab “{title}”?").format(title=names[0])
        else:
            text = "\n".join([translate("files", "Save the changes in these labs?"), *(f"• {name}" for name in names)])
        save = button.Save if len(names) == 1 else button.SaveAll
        box = QMessageBox(
            QMessageBox.Icon.Question,
            translate("files", "Unsaved changes"),
            text,
            save | button.Discard | button.Cancel,
            self._window,
            informativeText=reason or translate("files", "Your changes will be lost if you do not save them."),
            textFormat=Qt.TextFormat.PlainText,
        )
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setDefaultButton(save)
        chosen = box.exec()
        box.deleteLater()
        return button(chosen)

    def _complain(self, title: str, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, title, title, QMessageBox.StandardButton.Ok, self._window)
        box.setInformativeText(sentence)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _not_saved(path: Path) -> str:
    return translate("files", "{name} was not saved").format(name=legible(path.name))
