"""What is said of sessions and settings can be read in the status bar of a window of 1280 pixels, in both languages."""

from __future__ import annotations

import string
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from gui.look.text import render
from model.message import Message
from resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.shell.window import MainWindow

FARAWAY = Path("/home/somebody/with a long name/.local/share/descent-lab/sessions", "0123456789abcdef" * 2 + ".aside")
SAMPLES: dict[str, object] = {
    "file": FARAWAY / "descent-lab.ini",
    "folder": FARAWAY.parent,
    "days": 30,
    "count": 12,
    "settings": "geometry, splitter",
    "name": "language",
    "value": "zh_CN",
    "lab": "Regression",
    "line": 47,
    "column": 4,
}
REASONS = {"files", "json_text", "settings", "recovery", "session"}
"""The contexts of what may be wrong with a file."""


def texts(*contexts: str) -> Iterator[tuple[str, str]]:
    """Return the texts of some contexts, each with its context."""
    for context in ElementTree.parse(FOLDER / "translations" / "descent_lab_zh_CN.ts").getroot().iter("context"):
        name = context.findtext("name", "")
        if name in contexts:
            yield from ((name, message.findtext("source", "")) for message in context.iter("message"))


def filled(context: str, template: str, reason: object) -> Message:
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return Message(context, template).fill(**{name: SAMPLES.get(name, reason) for name in names})


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_sentence_on_sessions_and_settings_can_be_read_in_the_status_bar_and_its_files_in_the_tooltip(
    make_window: Callable[..., MainWindow], language: str
) -> None:
    window = make_window()
    window.resize(1280, 720)
    window.appearance.set_language(language)
    font, room = window._said.fontMetrics(), window._said.width()
    assert room > 900
    reasons = [filled(context, text, "") for context, text in texts(*REASONS) if text[:1].islower()]
    reason = max(reasons, key=lambda each: font.horizontalAdvance(render(each.named())))
    said = [filled(context, text, reason) for context, text in texts("settings", "recovery")]
    said = [note for note in said if note.template[-1] == "."]
    assert len(said) > 10
    for note in said:
        window._said.note(note)
        assert font.horizontalAdvance(window._said.text()) < room, window._said.text()
        for _, value in note.values:
            assert not isinstance(value, Path) or str(value) in window._said.toolTip()
