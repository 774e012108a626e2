"""Every sentence for people has its translation, and the compiled catalogue is the one that was written."""

from __future__ import annotations

import ast
import re
import string
import sys
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PySide6.QtCore import QEvent, QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from gui.labs.list import LABS
from gui.look.text import translator
from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.shell.application import create_application
from gui.shell.unexpected_errors import UnexpectedErrors
from gui.shell.window import MainWindow
from model.catalogue.optimizers import OPTIMIZERS
from model.message import QT_TRANSLATE_NOOP
from resources import FOLDER
from resources.translate import CATALOGUES, ROOT, sources, update
from tests.markdown import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LANGUAGE = "zh_CN"
GLOSSARY = ROOT / "GLOSSARY.md"
HAN = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = re.compile(r"[A-Za-z]{2,}(?![^{]*\})")
"""A word of two letters or more outside a placeholder: what has none, such as "f(x)", may stay as it is."""
NAMES = {entry.torch_class or entry.key.capitalize() for entry in OPTIMIZERS.values()}
"""What is called the same in Chinese: the names of optimizers that are those of their classes."""
EACH = pytest.mark.parametrize("language", CATALOGUES)
ACCELERATOR = re.compile(r"\(&([A-Z])\)")


class Entry(NamedTuple):
    context: str
    source: str
    translation: str
    state: str | None


def entries(catalogue: Path) -> list[Entry]:
    """Return the entries of a .ts file."""
    found: list[Entry] = []
    for context in ElementTree.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            assert message.get("numerus") is None, "the program counts without Qt's plural forms"
            found.append(
                Entry(
                    context.findtext("name") or "",
                    message.findtext("source") or "",
                    translation.text or "",
                    translation.get("type"),
                )
            )
    return found


@cache
def kept(language: str = LANGUAGE) -> list[Entry]:
    """Return the entries of a catalogue in the repository."""
    return entries(CATALOGUES[language])


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return the (context, source) pairs that lupdate finds in the sources now."""
    catalogue = tmp_path_factory.mktemp("fresh") / "fresh.ts"
    update(catalogue)
    return {(entry.context, entry.source) for entry in entries(catalogue)}


def places(template: str) -> list[str]:
    """Return the names of a template's placeholders, in order of the alphabet."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in a module with the last part of the name called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def known_contexts() -> set[str]:
    """Return the names that a context may have: a module's, a package's, or a class's in gui."""
    names: set[str] = set()
    for source in sources():
        path = Path(source)
        names.add(path.parent.name if path.stem == "__init__" else path.stem)
        names.update(path.parent.parts)
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names.add(node.name)
    return names


@EACH
def test_every_entry_is_translated_and_finished(language: str) -> None:
    wrong = [entry for entry in kept(language) if entry.state is not None or not entry.translation]
    assert wrong == []


@EACH
def test_the_catalogue_holds_what_the_sources_say_and_nothing_else(fresh: set[tuple[str, str]], language: str) -> None:
    written = {(entry.context, entry.source) for entry in kept(language)}
    assert len(fresh) > 100
    assert sorted(fresh - written) == [], "run python -m resources.translate, then translate these"
    assert sorted(written - fresh) == [], "gone from the sources; run python -m resources.translate"


@EACH
def test_no_entry_is_there_twice(language: str) -> None:
    pairs = [(entry.context, entry.source) for entry in kept(language)]
    assert len(pairs) == len(set(pairs))


@EACH
def test_a_translation_has_the_places_of_its_source(language: str) -> None:
    wrong = [entry for entry in kept(language) if places(entry.source) != places(entry.translation)]
    assert wrong == []


def test_a_translation_is_chinese_where_the_source_is_words() -> None:
    wrong = [
        entry
        for entry in kept()
        if SAME_IN_BOTH.search(entry.source) and entry.source not in NAMES and not HAN.search(entry.translation)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", LANGUAGE])
def test_no_text_has_a_word_that_the_glossary_avoids(language: str) -> None:
    avoided = [word for row in rows(GLOSSARY.read_text(encoding="utf-8")) for word in re.split(", *", row[-1])]
    words = [word for word in avoided if word and "(" not in word and bool(HAN.search(word)) == (language == LANGUAGE)]
    assert len(words) > 10
    texts = {entry.source: entry.source if language == "en" else entry.translation for entry in kept()}
    ending = ".md" if language == "en" else f".{language}.md"
    guides = [ROOT / f"README{ending}", ROOT / "docs" / f"administrators{ending}"]
    for page in [*(FOLDER / "help" / language).glob("*.md"), *guides]:
        texts[page.name] = page.read_text(encoding="utf-8")
    edges = ("", "") if language == LANGUAGE else (r"(?<!\w)", r"s?(?!\w)")
    found = re.compile("|".join(edges[0] + re.escape(word) + edges[1] for word in words), re.IGNORECASE)
    assert [(match.group(), where) for where, text in texts.items() for match in found.finditer(text)] == []


def test_chinese_has_no_space_beside_a_quotation_mark() -> None:
    wrong = re.compile(r"[\u3001-\u9fff\uff0c-\uff1b] “|” [\u3001-\u9fff\uff0c-\uff1b]")
    assert [entry.translation for entry in kept() if wrong.search(entry.translation)] == []


def test_a_menu_keeps_its_access_key() -> None:
    for entry in kept():
        if entry.context != "menus":
            continue
        wanted = re.findall(r"&(\w)", entry.source)
        assert [key.lower() for key in ACCELERATOR.findall(entry.translation)] == [key.lower() for key in wanted], entry


def test_a_context_is_the_name_of_a_module_or_class() -> None:
    assert {entry.context for entry in kept()} - known_contexts() == set()


def test_what_is_translated_is_a_literal() -> None:
    """A template that is put together, an f-string among them, is never found in a catalogue."""
    wrong: list[str] = []
    for source in sources():
        if source in ("gui/look/text.py", "model/message.py"):
            continue
        for name, call in calls(ast.parse((ROOT / source).read_text(encoding="utf-8"))):
            assert name != "tr", f"{source}:{call.lineno}: translate() names its context"
            if name == "QT_TRANSLATE_NOOP" or (name == "translate" and len(call.args) == 2):
                literal = all(
                    isinstance(argument, ast.Constant) and isinstance(argument.value, str) for argument in call.args
                )
                if not literal or not call.args:
                    wrong.append(f"{source}:{call.lineno}")
    assert wrong == []


@EACH
def test_the_compiled_catalogue_translates_as_the_source_does(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(CATALOGUES[language].with_suffix(".qm")))
    wrong = [
        entry for entry in kept(language) if translator.translate(entry.context, entry.source) != entry.translation
    ]
    assert wrong == []


def test_qt_itself_is_translated() -> None:
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    assert translator.load(f"qtbase_{LANGUAGE}", folder)
    assert HAN.search(translator.translate("QPlatformTheme", "Cancel"))


def texts(window: QWidget) -> set[str]:
    """Return all texts of the widgets and actions of a window, those for screen readers too."""
    found: set[str] = set()
    for thing in [window, *window.findChildren(QWidget), *window.actions()]:
        for name in ("text", "title", "toolTip", "accessibleName", "placeholderText"):
            read = getattr(thing, name, None)
            if callable(read):
                found.add(str(read()))
        if isinstance(thing, QComboBox):
            found.update(thing.itemText(index) for index in range(thing.count()))
        if isinstance(thing, QWidget):
            found.update(action.text() for action in thing.actions())
    return found


def test_a_window_that_changes_its_language_leaves_nothing_behind(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    hook = sys.excepthook
    create_application()
    appearance = Appearance(qapp, Settings(tmp_path / "settings.ini"))
    appearance.start("en", "light")
    errors = UnexpectedErrors(qapp)
    window = MainWindow(appearance, errors)
    for key in LABS:
        window.lab_of(key)
    appearance.apply_theme()
    differing = [entry for entry in kept() if entry.translation != entry.source and "{" not in entry.source]
    english = {entry.source for entry in differing}
    chinese = {entry.translation for entry in differing}
    try:
        window.show()
        qtbot.waitUntil(lambda: window.playback.computed >= 0)
        for language, wanted, other in (("zh_CN", chinese, english), ("en", english, chinese)):
            appearance.set_language(language)
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            shown = texts(window)
            assert len(shown & wanted) > 50
            assert shown & other == set(), language
    finally:
        window.close()
        window.deleteLater()
        sys.excepthook = hook
        errors.deleteLater()
        appearance.deleteLater()


def test_several_names_in_a_message_are_a_list_as_the_language_writes_it() -> None:
    lowest = QT_TRANSLATE_NOOP("race", "{names} lowest").fill(names=("SGD", "Adam"))
    assert lowest.text() == "SGD, Adam lowest"
    assert "SGD、Adam" in lowest.text(translator("zh_CN"))
