"""Errors that nothing else catches: shown with their details, after which the program goes on."""

from __future__ import annotations

import contextlib
import sys
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from gui.look.stylesheet import dress
from gui.look.text import legible, render, translate
from model.data.files import reason_of
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QWidget


_LONGEST = 200
_UNFORESEEN = QT_TRANSLATE_NOOP("unexpected_errors", "an error of the program, not yours: {error}")
_NO_MEMORY = QT_TRANSLATE_NOOP("unexpected_errors", "there is not enough memory for it")


def reason_for(error: Exception) -> str:
    """Return why something has failed, for people; what nobody has foreseen goes to the standard error in full."""
    if isinstance(error, Refused):
        return render(error.message)
    if isinstance(error, OSError):
        return render(reason_of(error))
    if isinstance(error, MemoryError):
        return render(_NO_MEMORY)
    details = traceback.format_exception(error)
    _log("".join(details))
    return render(_UNFORESEEN.fill(error=" ".join(details[-1].split())[:_LONGEST]))


def _log(details: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(details)


class ErrorDialog(QDialog):
    """Shows the traceback of an unexpected error, to be copied."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("unexpected_errors", "Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.resize(640, 400)
        sentence = QLabel(
            translate(
                "unexpected_errors",
                "This is an error of the program, not yours. Your work is kept and you can go on; "
                "saving it now is a good idea. The details below help to fix it.",
            ),
            wordWrap=True,
        )
        self._details = QPlainTextEdit(legible(details), readOnly=True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setAccessibleName(translate("unexpected_errors", "Details"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(translate("unexpected_errors", "Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        buttons.rejected.connect(self.reject)
        dress(self)
        layout = QVBoxLayout(self)
        layout.addWidget(sentence)
        layout.addWidget(self._details)
        layout.addWidget(buttons)

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._details.toPlainText())


class UnexpectedErrors(QObject):
    """Shows an unexpected error with its details to copy, and lets the program go on."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: set[str] = set()
        self.dialog: ErrorDialog | None = None
        sys.excepthook = self.caught

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show an error that Python passes to `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.show("".join(traceback.format_exception(kind, error, trace)))

    @Slot(str)
    def show(self, details: str) -> None:
        """Show ``details``, each only once: an error may come with every frame."""
        _log(details)
        if details in self._shown or self.dialog is not None:
            return
        self._shown.add(details)
        self.dialog = ErrorDialog(details, QApplication.activeWindow())
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    @Slot(int)
    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None
