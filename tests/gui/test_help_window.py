"""The help window: its list, its links, its search, licences and versions, by mouse and by keys."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.run.settings import Settings
from gui.shell import help as help_module
from gui.shell.appearance import Appearance
from gui.shell.help import ABOUT, FORMULAS, KEYS, LICENCES, PAGES, HelpWindow
from resources.about import licence_text, program_version
from tests.gui.interaction import CTRL, LEFT, SHIFT, has_colour

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


@pytest.fixture
def appearance(qapp: QApplication, tmp_path: Path) -> Iterator[Appearance]:
    made = Appearance(qapp, Settings(tmp_path / "settings.ini"))
    made.start("en", "light")
    made.apply_theme()
    yield made
    made.set_language("en")
    made.set_theme("light")
    theme.set_scale(1)


@pytest.fixture
def window(qtbot: QtBot, appearance: Appearance) -> Iterator[HelpWindow]:
    made = HelpWindow(appearance)
    made.open_page("minimise")
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    if isValid(made):
        made.close()


def listed(window: HelpWindow) -> list[str]:
    """Return the pages that the list shows."""
    return [page for place, page in enumerate(PAGES) if not window.list.item(place).isHidden()]


def title(window: HelpWindow) -> str:
    return window.view.document().firstBlock().text()


def test_the_list_names_each_page_by_its_heading_and_shows_it(window: HelpWindow, qtbot: QtBot) -> None:
    assert (window.page, title(window)) == ("minimise", "Minimise")
    for place in range(len(PAGES)):
        item = window.list.item(place)
        window.list.scrollToItem(item)
        qtbot.mouseClick(window.list.viewport(), LEFT, pos=window.list.visualItemRect(item).center())
        assert window.page == PAGES[place]
        assert title(window) == item.text() != ""
        assert window.licence.isVisible() == (window.page == LICENCES)
        assert window.copy.isVisible() == (window.page == ABOUT)


def test_links_lead_from_page_to_page_and_back_by_keys_alone(window: HelpWindow, qtbot: QtBot) -> None:
    assert not window.back.isEnabled()
    qtbot.keyClick(window.view, KEY.Key_Tab)
    qtbot.keyClick(window.view, KEY.Key_Return)
    assert window.page == "all-labs"
    qtbot.keyClick(window, KEY.Key_Left, ALT)
    assert window.page == "minimise"
    assert not window.back.isEnabled()
    qtbot.keyClick(window, KEY.Key_Left, ALT)
    assert window.page == "minimise"
    window.view.anchorClicked.emit(QUrl("formulas.md"))
    qtbot.mouseClick(window.back, LEFT)
    assert window.page == "minimise"


def test_every_link_shows_a_page_or_a_licence(window: HelpWindow) -> None:
    for page in PAGES:
        window.show_page(page)
        html = window.view.toHtml()
        links = [part.partition('"')[0] for part in html.split('href="')[1:]]
        assert links or page in (KEYS, FORMULAS, "command-line", "all-labs")
        for link in links:
            window.show_page(page)
            window.view.anchorClicked.emit(QUrl(link))
            if link.startswith("licence:"):
                assert (window.page, window.licence.toPlainText() != "") == (LICENCES, True)
            else:
                assert f"{window.page}.md" == link


def test_the_search_keeps_the_pages_with_the_words_and_marks_them(window: HelpWindow, qtbot: QtBot) -> None:
    wide = window.view.width()
    qtbot.keyClick(window, KEY.Key_F, CTRL)
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, "ROSENBROCK")
    QApplication.processEvents()
    assert window.view.width() == wide
    assert listed(window) == ["surface"] == [window.page]
    assert window.view.textCursor().selectedText() == "Rosenbrock"
    (marked,) = window.view.extraSelections()
    assert marked.cursor.selectedText() == "Rosenbrock"  # type: ignore[attr-defined]
    qtbot.keyClick(window, KEY.Key_Escape)
    assert window.search.text() == ""
    assert listed(window) == list(PAGES)
    assert window.view.extraSelections() == []
    assert window.view.hasFocus()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(window, KEY.Key_Escape)


def test_enter_goes_from_place_to_place_and_from_page_to_page(window: HelpWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.search, "momentum")
    found = listed(window)
    assert 1 < len(found) < len(PAGES)

    def here() -> tuple[str, int]:
        cursor = window.view.textCursor()
        assert cursor.selectedText().lower() == "momentum"
        return window.page, cursor.position()

    first, seen = here(), [here()]
    for _ in range(100):
        qtbot.keyClick(window.search, KEY.Key_Return)
        if here() == first:
            break
        seen.append(here())
    assert len(seen) == len(set(seen))
    assert [page for page in found if page in {page for page, _ in seen}] == found
    qtbot.keyClick(window, KEY.Key_F3)
    assert here() == seen[1]
    for place in (seen[0], *reversed(seen)):
        qtbot.keyClick(window, KEY.Key_F3, SHIFT)
        assert here() == place


def test_what_is_nowhere_leaves_the_page_and_no_list(window: HelpWindow, qtbot: QtBot) -> None:
    window.search.setText("no such words")
    assert listed(window) == []
    qtbot.keyClick(window.search, KEY.Key_Return)
    assert title(window) == "Minimise"
    window.open_page(KEYS)
    assert window.search.text() == ""
    assert window.page == KEYS


def test_language_theme_and_size_are_followed_at_once(window: HelpWindow, appearance: Appearance) -> None:
    window.search.setText("x²")
    appearance.set_language("zh_CN")
    assert (title(window), window.list.currentItem().text()) == ("求极小值", "求极小值")
    assert window.windowTitle() == "帮助"
    assert "minimise" in listed(window)
    before = window.view.document().size().height()
    for name in ("dark", "light"):
        appearance.set_theme(name)
        QApplication.processEvents()
        window.search.clear()
        window.view.setFocus()
        QApplication.processEvents()
        assert has_colour(window.view.grab().toImage(), TOKENS[name].panel, 10_000)
        link = window.view.document().lastBlock().begin().fragment().charFormat()
        assert link.isAnchor()
        assert link.foreground().color().name() == TOKENS[name].accent.lower()
    theme.set_scale(1.5)
    assert theme.scale == 1.5
    QApplication.processEvents()
    assert window.view.document().size().height() > 1.3 * before


def test_a_licence_is_shown_below_the_list_of_packages(window: HelpWindow) -> None:
    window.show_page(LICENCES)
    assert window.licence.toPlainText().startswith("MIT License")
    text = window.view.toPlainText()
    assert f"numpy\n{version('numpy')}" in text
    window.view.anchorClicked.emit(QUrl("licence:numpy"))
    assert window.licence.toPlainText() == licence_text("numpy")
    window.view.anchorClicked.emit(QUrl("licence:PyOpenGL"))
    assert "without a licence text" in window.licence.toPlainText()


def test_the_packaged_program_shows_its_file_of_licences(
    window: HelpWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "THIRD-PARTY-LICENCES.txt"
    text = "A licence of this part.\n" * 100_000
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(help_module, "third_party_licences", lambda: file)
    window.show_page(LICENCES)
    assert window.licence.toPlainText() == text
    window.view.anchorClicked.emit(QUrl("licence:descent-lab"))
    assert window.licence.toPlainText().startswith("MIT License")
    window.view.anchorClicked.emit(QUrl("licence:all"))
    assert window.licence.toPlainText() == text


def test_about_names_all_versions_and_copies_them(window: HelpWindow, qtbot: QtBot) -> None:
    window.show_page(ABOUT)
    qtbot.mouseClick(window.copy, LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[:3] == [
        f"Descent Lab {program_version()}",
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}",
    ]
    for name in ("PySide6-Essentials", "torch", "numpy", "pyqtgraph", "llvmlite", "sympy", "msgspec", "ziamath"):
        assert f"{name} {version(name)}" in lines
    assert lines[-1] == f"System {platform.platform()}"
    shown = window.view.toPlainText().splitlines()
    assert "梯度下降实验室" in shown[1]
    cells = shown[shown.index("Version") + 1 :]
    assert [" ".join(pair) for pair in zip(cells[::2], cells[1::2], strict=True)] == lines


def test_the_size_of_the_window_is_remembered(qtbot: QtBot, window: HelpWindow, appearance: Appearance) -> None:
    window.resize(700, 500)
    size = window.size()
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(window, KEY.Key_W, CTRL)
    again = HelpWindow(appearance)
    assert again.size() == size
    again.close()


def test_a_page_or_a_licence_that_is_missing_or_damaged_is_one_sentence(
    window: HelpWindow, appearance: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_module, "FOLDER", tmp_path)
    monkeypatch.setattr(help_module, "licence_text", lambda _: (tmp_path / "LICENSE").read_text(encoding="utf-8"))
    folder = tmp_path / "help" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "keys.md").write_bytes(b"# \xff\xfe")
    (folder / "formulas.md").write_text("# 公式\n\nsin(x)\n", encoding="utf-8")
    appearance.set_language("zh_CN")
    for page in PAGES:
        window.show_page(page)
        text = window.view.toPlainText()
        assert (f"{page}.md" in text) == (page != "formulas")
    assert window.list.item(PAGES.index(FORMULAS)).text() == "公式"
    assert window.list.item(PAGES.index(KEYS)).text() == "keys"
    window.show_page(LICENCES)
    assert "LICENSE" in window.licence.toPlainText()
    window.search.setText("sin(x)")
    assert listed(window) == [FORMULAS]
