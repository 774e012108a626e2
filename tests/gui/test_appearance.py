"""Language, theme and size of text: those of the last start, or those of the system."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QLocale, QObject, Qt, QTranslator
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStackedLayout, QWidget

from gui.look.stylesheet import dress, stylesheet
from gui.look.text import follow_language
from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.run.settings import Settings
from gui.shell.appearance import Appearance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow


class System:
    """Stands in for the locale of the system."""

    def __init__(self, *languages: str) -> None:
        self._languages = languages

    def uiLanguages(self) -> tuple[str, ...]:
        return self._languages


@pytest.fixture
def appearance(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[], Appearance]]:
    made: list[Appearance] = []

    def make() -> Appearance:
        made.append(Appearance(qapp, Settings(tmp_path / "look.ini")))
        return made[-1]

    yield make
    for each in made:
        each.set_language("en")
        each.deleteLater()
    theme.set("light")
    theme.set_scale(1.0)
    theme.reduced_motion = False


def test_language_and_theme_are_those_of_the_last_start(appearance: Callable[[], Appearance]) -> None:
    first = appearance()
    first.start("en", "light")
    first.set_language("zh_CN")
    first.set_theme("dark")
    theme.set_scale(1.5)
    first.set_reduced_motion(True)
    theme.set("light")
    theme.set_scale(1.0)
    theme.reduced_motion = False
    again = appearance()
    again.start(None, None)
    assert (again.language, theme.name, theme.scale, theme.reduced_motion) == ("zh_CN", "dark", 1.0, True)


@pytest.mark.parametrize(
    ("languages", "language"),
    [(("zh-Hans-CN", "en"), "zh_CN"), (("xx-XX", "zh_TW"), "zh_CN"), (("xx", "en-GB", "zh"), "en"), (("xx",), "en")],
)
@pytest.mark.parametrize("name", TOKENS)
def test_the_first_start_follows_the_system(
    appearance: Callable[[], Appearance],
    monkeypatch: pytest.MonkeyPatch,
    languages: tuple[str, ...],
    language: str,
    name: str,
) -> None:
    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark if name == "dark" else Qt.ColorScheme.Light

    monkeypatch.setattr(QLocale, "system", lambda: System(*languages))
    monkeypatch.setattr(QApplication, "styleHints", lambda: Hints())
    first = appearance()
    first.start(None, None)
    assert (first.language, theme.name) == (language, name)
    assert first.settings.remembered("language", "") == "", "a language that was not chosen follows the system again"


def test_the_font_of_the_system_comes_first_and_one_with_chinese_characters_after_it(
    appearance: Callable[[], Appearance],
) -> None:
    first = appearance()
    for _ in range(2):
        first.apply_theme()
        families = QApplication.font().families()
        assert len(families) == 2
        assert families[0] == QFontInfo(QApplication.font()).family() != families[1]


def test_text_of_another_size_is_as_much_larger(qtbot: QtBot, appearance: Callable[[], Appearance]) -> None:
    look = appearance()
    look.start("en", "light")
    look.apply_theme()
    label = QLabel("text")
    qtbot.addWidget(label)
    label.show()
    theme.set_scale(1.5)
    assert label.font().pixelSize() == QApplication.font().pixelSize() == 20


def test_the_theme_follows_the_system_where_that_is_chosen(appearance: Callable[[], Appearance]) -> None:
    look = appearance()
    look.start("en", "dark")
    system = QApplication.styleHints().colorSchemeChanged
    schemes = (Qt.ColorScheme.Dark, Qt.ColorScheme.Light, Qt.ColorScheme.Dark, Qt.ColorScheme.Unknown)

    def themes() -> list[str]:
        return [(system.emit(scheme), theme.name)[1] for scheme in schemes]

    assert themes() == ["dark"] * 4
    look.set_theme("system")
    assert theme.name == "light", "without a screen the system's is not known"
    assert themes() == ["dark", "light", "dark", "light"]
    assert look.settings.remembered("theme", "") == look.theme == "system"
    again = appearance()
    again.start("en", None)
    assert again.theme == "system"
    for each in (look, again):
        each.set_theme("light")
    assert themes() == ["light"] * 4


class Part(QObject):
    """Counts how often it wrote its texts, in a list that all parts share."""

    def __init__(self, name: str, written: list[str]) -> None:
        super().__init__()
        self.name, self.written = name, written
        follow_language(self)

    def retranslate(self) -> None:
        self.written.append(self.name)


def test_a_change_of_language_calls_the_parts_that_exist_in_the_order_of_their_making(
    appearance: Callable[[], Appearance],
) -> None:
    written: list[str] = []
    child, parent, gone, deleted = (Part(name, written) for name in ("child", "parent", "gone", "deleted"))
    assert written == ["child", "parent", "gone", "deleted"]
    written.clear()
    del gone
    shiboken6.delete(deleted)
    appearance().set_language("zh_CN")
    assert written == [child.name, parent.name]


def test_a_change_of_language_keeps_nothing_of_the_one_before(appearance: Callable[[], Appearance]) -> None:
    def count() -> int:
        return sum(isinstance(item, QTranslator) for item in gc.get_objects())

    shown, before = appearance(), count()
    for language in ("en", "zh_CN", "en", "zh_CN"):
        shown.set_language(language)
    assert count() - before <= 2, "catalogues of other languages are left"


def test_a_change_of_theme_or_size_styles_what_is_shown_and_the_rest_when_it_is_shown(
    qtbot: QtBot, appearance: Callable[[], Appearance]
) -> None:
    window, stack = QWidget(), QStackedLayout()
    window.setLayout(stack)
    pages = [QLabel("one"), QLabel("other")]
    for page in pages:
        stack.addWidget(page)
    qtbot.addWidget(window)
    look = appearance()
    look.start("en", "light")
    look.apply_theme()
    dress(*pages)
    window.show()
    for change in (lambda: look.set_theme("dark"), lambda: theme.set_scale(1.5)):
        before, other = (page.styleSheet() for page in pages)
        change()
        assert before != pages[0].styleSheet() == stylesheet(theme.tokens, theme.scale)
        assert pages[1].styleSheet() == other
        stack.setCurrentWidget(pages[1])
        assert pages[1].styleSheet() == stylesheet(theme.tokens, theme.scale)
        pages.reverse()
    assert pages[1].palette().color(QPalette.ColorRole.WindowText) == QColor(theme.tokens.text)


def test_no_part_of_the_side_panel_keeps_the_colours_of_another_theme(
    make_window: Callable[..., MainWindow],
) -> None:
    window = make_window()
    panel = window.stage.panel
    for name in ("dark", "light", "dark"):
        window.appearance.set_theme(name)
        for lab in ("minimise", "surface"):
            window.show_lab(lab)
            for page in range(panel.count()):
                panel.setCurrentIndex(page)
                QApplication.processEvents()
                picture = panel.grab().toImage()
                edge = {picture.pixelColor(1, y).name().upper() for y in range(60, panel.height() - 60)}
                assert edge == {TOKENS[name].panel}
    window.appearance.set_theme("light")


def test_a_part_that_fails_to_write_its_texts_leaves_no_other_in_the_language_before(
    appearance: Callable[[], Appearance], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Part(QObject):
        def __init__(self, fails: bool) -> None:
            super().__init__()
            self.fails = fails
            self.language = ""
            follow_language(self)

        def retranslate(self) -> None:
            if self.fails and self.language:
                raise IndexError(self.language)
            self.language = shown.language

    reported: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: reported.append((kind, trace is not None)))
    shown = appearance()
    shown.set_language("en")
    parts = [Part(False), Part(True), Part(False)]
    told: list[str] = []
    shown.retranslated.connect(lambda: told.append(shown.language))
    shown.set_language("zh_CN")
    parts[1].fails = False  # when the language is set back
    assert [part.language for part in parts] == ["zh_CN", "en", "zh_CN"]
    assert told == ["zh_CN"]
    assert reported == [(IndexError, True)]
