from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette

from gui.look.stylesheet import stylesheet
from gui.look.theme import PRESENTER_SCALE, Theme, palette
from gui.look.tokens import TOKENS, Tokens
from tests.gui.colours import contrast

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
TEXTS = [
    ("text", "window"),
    ("text", "panel"),
    ("text", "plot"),
    ("text", "lit"),
    ("text", "accent_soft"),
    ("muted", "window"),
    ("muted", "panel"),
    ("muted", "plot"),
    ("on_accent", "accent"),
    ("accent", "panel"),
    ("accent", "accent_soft"),
    *((f"{mark}_text", background) for mark in ("path", "tangent", "ghost") for background in ("panel", "lit", "plot")),
    ("error", "panel"),
    ("error", "window"),
    ("error", "error_soft"),
]
MARKS = ["function", "path", "tangent", "exact", "ghost", "accent"]

both = pytest.mark.parametrize("tokens", TOKENS.values(), ids=TOKENS)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@both
@pytest.mark.parametrize(("colour", "background"), TEXTS)
def test_text_stands_out_from_its_background(tokens: Tokens, colour: str, background: str) -> None:
    assert contrast(getattr(tokens, colour), getattr(tokens, background)) >= 4.5


@both
@pytest.mark.parametrize("mark", MARKS)
def test_marks_stand_out_from_the_plot(tokens: Tokens, mark: str) -> None:
    assert contrast(getattr(tokens, mark), tokens.plot) >= 3.0


@both
def test_all_colours_are_plain_hex(tokens: Tokens) -> None:
    values = [getattr(tokens, name) for name in tokens.__slots__ if name != "name"]
    assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for value in values)


@both
def test_icons_have_the_colours_of_the_theme(tokens: Tokens) -> None:
    for name, colour in {"chevron_down": tokens.muted, "check": tokens.on_accent}.items():
        assert colour in (ICONS / f"{name}_{tokens.name}.svg").read_text()


@both
@pytest.mark.parametrize("scale", [1.0, PRESENTER_SCALE])
def test_the_style_sheet_is_whole_and_its_icons_exist(qapp: QApplication, tokens: Tokens, scale: float) -> None:
    sheet = stylesheet(tokens, scale)
    assert "$" not in sheet
    icons = re.findall(r'url\("([^"]+)"\)', sheet)
    assert icons
    assert all(Path(icon).is_file() for icon in icons)
    before = qapp.styleSheet()
    qapp.setStyleSheet(sheet)  # Qt warns of what it cannot parse, and a warning fails the test
    qapp.setStyleSheet(before)


def test_presenter_size_scales_lengths_but_not_hairlines() -> None:
    sheet = stylesheet(TOKENS["light"], 1.5)
    assert "font-size: 16px" in sheet
    assert "border: 1px solid" in sheet
    assert "border: 2px solid" not in sheet


@both
def test_the_palette_is_the_theme(tokens: Tokens) -> None:
    result = palette(tokens)
    assert result.color(QPalette.ColorRole.Window) == QColor(tokens.window)
    assert result.color(QPalette.ColorRole.HighlightedText) == QColor(tokens.on_accent)


def test_the_theme_says_once_that_it_changed() -> None:
    subject = Theme()
    changes: list[str] = []
    subject.changed.connect(lambda: changes.append(subject.name))
    subject.set("dark")
    subject.set("dark")
    subject.set("no such theme")
    subject.set_scale(1.5)
    subject.set_scale(1.5)
    assert changes == ["dark", "light", "light"]
