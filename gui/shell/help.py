"""The help window: pages in the language of the window, a field to search them, licences and versions."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.look.stylesheet import dress
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.shell.remembered import restore_place
from gui.widgets.markdown_view import MarkdownView
from gui.widgets.parts import IconButton, LineEdit, fixed_font, px
from model.labs import LABS
from resources import FOLDER
from resources.about import PROGRAM, licence_text, packages, program_version, third_party_licences, version_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from gui.shell.appearance import Appearance

KEYS, FORMULAS, FILES, LICENCES, ABOUT = ("keys", "formulas", "experiment-files", "licences", "about")
PAGES = (*LABS, "all-labs", KEYS, FORMULAS, "tables", FILES, "command-line", LICENCES, ABOUT)
"""The pages in the order of the list; each is a file in the folder of its language."""
_PARTS = ("PySide6-Essentials", "torch", "numpy", "pyqtgraph", "llvmlite", "sympy", "msgspec", "ziamath")
"""The packages whose versions a report of a fault needs."""
_ALL_LICENCES = "all"
_KEY, _TEXT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


def page_text(page: str, language: str) -> str:
    """Return the Markdown of a page as it is shown, with what is found out about this installation."""
    return _file_text(page, language) + {LICENCES: _licences_table, ABOUT: _versions_table}.get(page, str)()


def _file_text(page: str, language: str) -> str:
    """Return the Markdown of a page; of one that cannot be read, its name and a sentence that says so."""
    file = FOLDER / "help" / language / f"{page}.md"
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return f"# {page}\n\n{_unreadable(file)}\n"


def _unreadable(file: Path | str) -> str:
    return translate("help", "{file} is missing or damaged; install Descent Lab again to read it.").format(file=file)


def versions() -> list[tuple[str, str]]:
    """Return the names and versions of the program, of what it is made of, and of the system."""
    return [
        ("Descent Lab", program_version()),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        *((name, version_of(name)) for name in _PARTS),
        (translate("help", "System"), platform.platform()),
    ]


def _versions_table() -> str:
    return _table((translate("help", "Part"), translate("help", "Version")), versions())


def _licences_table() -> str:
    if third_party_licences() is not None:
        return f"\n[{translate('help', 'Licences of all parts')}](licence:{_ALL_LICENCES})\n"
    rows = [(f"[{part.name}](licence:{part.name})", part.version, part.licence) for part in packages()]
    return _table((translate("help", "Part"), translate("help", "Version"), translate("help", "Licence")), rows)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


class HelpWindow(QWidget):
    """A list of pages and the page chosen in it.

    A field searches all pages: the list keeps those in which its text is found, and the page marks where. ``closed`` is
    emitted when it goes: it is made anew the next time.
    """

    closed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._appearance = appearance
        self._before: list[str] = []
        self.list = QListWidget()
        self.view = MarkdownView()
        self.licence = QPlainTextEdit(readOnly=True)
        self.search = LineEdit()
        self.back = IconButton("mdi6.arrow-left")
        self.copy = QPushButton()
        self._build()
        self._connect()
        self.resize(QSize(px(880), px(600)).boundedTo(self.screen().availableSize()))
        restore_place(self, appearance.settings.remembered("help_geometry", QByteArray()))
        dress(self)
        theme.changed.connect(self._fit)
        self._fit()
        follow_language(self)

    # ---- building

    def _build(self) -> None:
        for page in PAGES:
            item = QListWidgetItem()
            item.setData(_KEY, page)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setProperty("role", "pages")
        bar = self._bar = QHBoxLayout()
        bar.addWidget(self.back)
        bar.addWidget(self.search, 1)
        self._left = QVBoxLayout()
        self._left.addLayout(bar)
        self._left.addWidget(self.list, 1)
        self._right = QVBoxLayout()
        self._right.addWidget(self.view, 1)
        self._right.addWidget(self.licence, 1)
        self._right.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(self._left)
        self._layout.addLayout(self._right, 1)
        self.search.setClearButtonEnabled(True)
        self.search.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as the list

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._show_current)
        self.view.anchorClicked.connect(self._follow)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._find_next)
        self.back.clicked.connect(self._go_back)
        self.copy.clicked.connect(self._copy_versions)
        keys: tuple[tuple[QKeySequence.StandardKey | Qt.Key, Callable[[], object]], ...] = (
            (QKeySequence.StandardKey.Find, self._go_to_search),
            (QKeySequence.StandardKey.FindNext, self._find_next),
            (QKeySequence.StandardKey.FindPrevious, self._find_previous),
            (QKeySequence.StandardKey.Back, self._go_back),
            (QKeySequence.StandardKey.Close, self.close),
            (Qt.Key.Key_Escape, self._escape),
        )
        for key, act in keys:
            QShortcut(key, self).activated.connect(act)

    # ---- pages

    @property
    def page(self) -> str:
        """The page shown."""
        return self.list.currentItem().data(_KEY)

    def open_page(self, page: str) -> None:
        """Show the window with a page."""
        self.show_page(page)
        self.show()
        self.raise_()
        self.activateWindow()
        self.view.setFocus()

    def show_page(self, page: str) -> None:
        """Show a page, also one that the search had hidden."""
        item = self.list.item(PAGES.index(page))
        if item.isHidden():
            self.search.clear()
        self.list.setCurrentItem(item)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _show_current(self, _now: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if before is not None and self.isVisible():
            self._before.append(before.data(_KEY))
        self._show_page()

    def _show_page(self) -> None:
        page = self.page
        self.view.set_markdown(page_text(page, self._appearance.language))
        self.view.mark(self.search.text())
        self.licence.setVisible(page == LICENCES)
        if page == LICENCES:
            self._show_licence(_ALL_LICENCES if third_party_licences() is not None else PROGRAM)
        self.copy.setVisible(page == ABOUT)
        self.back.setEnabled(bool(self._before))

    @Slot()
    def _go_back(self) -> None:
        if self._before:
            page = self._before.pop()
            count = len(self._before)
            self.show_page(page)
            del self._before[count:]
            self.back.setEnabled(bool(self._before))

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "licence":
            self._show_licence(link.path())
        else:
            self.show_page(link.path().removesuffix(".md"))

    def _show_licence(self, name: str) -> None:
        everything = third_party_licences()
        try:
            if name == _ALL_LICENCES and everything is not None:
                text = everything.read_text(encoding="utf-8", errors="replace")
            else:
                text = licence_text(name) or translate("help", "This package comes without a licence text.")
        except (OSError, UnicodeDecodeError) as error:
            text = _unreadable(getattr(error, "filename", None) or name)
        self.licence.setPlainText(text)

    @Slot()
    def _copy_versions(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(" ".join(row) for row in versions()))

    # ---- search

    @Slot(str)
    def _search(self, sought: str) -> None:
        """Keep in the list the pages in which a text is found, and show the first of them."""
        items = [self.list.item(place) for place in range(self.list.count())]
        for item in items:
            if sought and item.data(_TEXT) is None:
                document = QTextDocument()
                document.setMarkdown(page_text(item.data(_KEY), self._appearance.language))
                item.setData(_TEXT, document.toPlainText().casefold())
            item.setHidden(bool(sought) and sought.casefold() not in item.data(_TEXT))
        found = [item for item in items if not item.isHidden()]
        if found and self.list.currentItem().isHidden():
            self.list.setCurrentItem(found[0])
        self.view.mark(sought)
        self.view.moveCursor(QTextCursor.MoveOperation.Start)
        if found and sought:
            self.view.find(sought)

    @Slot()
    def _go_to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _find_next(self) -> None:
        self._find(QTextDocument.FindFlag(0), 1)

    @Slot()
    def _find_previous(self) -> None:
        self._find(QTextDocument.FindFlag.FindBackward, -1)

    def _find(self, flag: QTextDocument.FindFlag, step: int) -> None:
        """Go to the next match on the page, after the last of them to the next page in the list."""
        sought = self.search.text()
        if not sought or self.view.find(sought, flag):
            return
        shown = [page for place, page in enumerate(PAGES) if not self.list.item(place).isHidden()]
        if shown:
            self.show_page(shown[(shown.index(self.page) + step) % len(shown)])
            end = QTextCursor.MoveOperation.End if step < 0 else QTextCursor.MoveOperation.Start
            self.view.moveCursor(end)
            self.view.find(sought, flag)

    @Slot()
    def _escape(self) -> None:
        """Clear the search; where there is none close the window."""
        if self.search.text():
            self.search.clear()
            self.view.setFocus()
        else:
            self.close()

    # ---- look

    def retranslate(self) -> None:
        """Write all texts in the language of the window, the page too."""
        self.setWindowTitle(translate("help", "Help"))
        self.list.setAccessibleName(translate("help", "Pages"))
        self.view.setAccessibleName(translate("help", "Page"))
        self.licence.setAccessibleName(translate("help", "Text of the licence"))
        self.search.setPlaceholderText(translate("help", "Search"))
        self.search.setAccessibleName(translate("help", "Search"))
        self.search.setToolTip(translate("help", "Search all pages (Ctrl+F); Enter goes to the next match"))
        self.back.set_texts(translate("help", "Back"), translate("help", "Back to the previous page (Alt+←)"))
        self.copy.setText(translate("help", "Copy"))
        self.copy.setToolTip(translate("help", "Copy the versions as text, for a report of a fault"))
        for place, page in enumerate(PAGES):
            item = self.list.item(place)
            item.setText(_title(page, self._appearance.language))
            item.setData(_TEXT, None)
        self._search(self.search.text())
        self._show_page()

    @Slot()
    def _fit(self) -> None:
        self._layout.setContentsMargins(px(12), px(12), px(12), px(12))
        self._layout.setSpacing(px(12))
        for column in (self._bar, self._left, self._right):
            column.setSpacing(px(8))
        self.list.setFixedWidth(px(200))
        self.licence.setFont(fixed_font())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how large the window is and where."""
        self._appearance.settings.remember("help_geometry", self.saveGeometry())
        super().closeEvent(event)
        self.closed.emit()


def _title(page: str, language: str) -> str:
    """Return the first heading of a page."""
    return _file_text(page, language).partition("\n")[0].removeprefix("#").strip()
