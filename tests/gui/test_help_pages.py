"""The pages of the help say in both languages the same, and what they say is what the program does."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument

import main
from gui.shell.help import LICENCES, PAGES
from gui.widgets.runners.runner_list import _KEYS as RUNNER_KEYS
from model.catalogue.clipping import CLIPS
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.datasets import DATASETS
from model.data.table_cells import MAX_SIZE
from model.data.table_layout import MAX_COLUMNS
from model.data.table_rows import MAX_ROWS
from model.data.tables import MAX_BYTES, read_table
from model.experiment import EXPERIMENTS
from model.formula import parse
from model.formula.refusals import MAX_LEVELS, RELATIONS
from model.formula.tokenizer import MAX_LENGTH
from model.formula.vocabulary import AGGREGATES, CONSTANTS, FUNCTIONS
from model.kinds import decode
from model.labs import LABS
from resources import FOLDER, LANGUAGES
from resources.about import PROGRAM
from tests.imports import ROOT
from tests.markdown import BOLD, FENCE, LINK, codes, parts, rows, without_blocks
from tests.test_translations import LANGUAGE, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from gui.shell.window import MainWindow

HELP = FOLDER / "help"
EACH_PAGE = pytest.mark.parametrize("page", PAGES)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def text_of(page: str, language: str = "en") -> str:
    return (HELP / language / f"{page}.md").read_text(encoding="utf-8")


def prose(page: str, language: str = "en") -> str:
    """Return a page without its blocks of code."""
    return without_blocks(text_of(page, language))


def section(page: str, place: int, language: str = "en") -> str:
    """Return what stands under one of the second headings of a page, counted from 0."""
    return re.split(r"^## ", text_of(page, language), flags=re.MULTILINE)[place + 1]


# ---- both languages


def test_both_languages_have_the_pages_of_the_list() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in (HELP / language).iterdir()} == set(PAGES)
    assert set(LABS) <= set(PAGES), "the tour of each lab"


@EACH_PAGE
def test_a_page_has_the_same_parts_in_every_language(page: str) -> None:
    assert parts(text_of(page)) == parts(text_of(page, LANGUAGE))


@EACH_LANGUAGE
@EACH_PAGE
def test_a_page_is_read_as_markdown_and_leads_to_pages(page: str, language: str) -> None:
    text = text_of(page, language)
    assert re.match(r"# \S", text), "its first line is its title"
    document = QTextDocument()
    font = document.defaultFont()
    font.setPixelSize(13)  # as the program's is
    document.setDefaultFont(font)
    document.setMarkdown(prose(page, language))
    shown = document.toPlainText()
    # multiplication signs of formulas are no emphasis that was left over
    assert not re.search(r"`|\]\(|\*\*[^\d(]", shown)
    targets = {f"{other}.md" for other in PAGES} | ({f"licence:{PROGRAM}"} if page == LICENCES else set())
    assert set(LINK.findall(text)) <= targets


@EACH_LANGUAGE
def test_what_is_bold_is_a_text_of_the_window(language: str) -> None:
    texts = {entry.source if language == "en" else entry.translation for entry in kept()}
    known = {plain(text) for text in texts}
    for page in PAGES:
        for words in BOLD.findall(prose(page, language)):
            assert plain(words) in known or words == "Descent Lab · 梯度下降实验室", (page, words)


def plain(text: str) -> str:
    """Return the text of a menu entry without the letter that chooses it."""
    return re.sub(r"\(&.\)|&", "", text)


# ---- keys


def entries(menu: QMenu) -> Iterable[QAction]:
    return (action for action in menu.actions() if not action.isSeparator())


def keys_of(action: QAction) -> list[str]:
    """Return the keys of an entry, those that the window takes itself too; without those of a special keyboard."""
    hint = action.text().partition("\t")[2]
    keys = [key.toString(key.SequenceFormat.PortableText) for key in action.shortcuts()]
    return [key for key in [*keys, hint] if re.fullmatch(r"(Ctrl\+)?(Shift\+)?(\S|F\d+|Home|End|Space|空格)", key)]


@EACH_LANGUAGE
def test_the_page_of_keys_has_the_entries_of_the_menus(make_window: Callable[..., MainWindow], language: str) -> None:
    window = make_window()
    window.appearance.set_language(language)
    found = [
        ([{"空格": "Space"}.get(key, key) for key in keys], plain(action.text().partition("\t")[0]))
        for menu in window.menus._menus.values()
        for action in entries(menu)
        if (keys := keys_of(action))
    ]
    window.appearance.set_language("en")
    told = [(codes(keys), words) for keys, words in rows(section("keys", 0, language))]
    assert [keys for keys, _ in told] == [keys for keys, _ in found]
    assert all(words.startswith(text) for (_, words), (_, text) in zip(told, found, strict=True))


def test_the_page_of_keys_has_those_of_the_list_of_runners() -> None:
    assert set(RUNNER_KEYS) <= set(codes(text_of("keys")))


# ---- formulas


def test_every_formula_means_what_stands_beside_it() -> None:
    examples = rows(text_of("formulas"))
    assert len(examples) > 10
    x = np.array([-2.5, -0.5, 0.25, 1.5])
    for typed, meant in examples:
        (meaning,) = codes(meant)
        expected = parse(meaning, ("x",)).numpy({"x": x})
        for text in codes(typed):
            np.testing.assert_allclose(parse(text, ("x",)).numpy({"x": x}), expected, rtol=1e-12)


def test_the_page_of_formulas_names_all_functions_and_limits() -> None:
    names, functions, _, limits = (section("formulas", place) for place in range(4))
    words = {word for code in codes(functions) for word in re.findall(r"[a-z]\w+(?=\(|$)", code)}
    assert words == {*FUNCTIONS, *AGGREGATES}
    assert set(RELATIONS) <= set(codes(functions))
    assert set(CONSTANTS) <= set(codes(names))
    assert re.findall(r"\d+", limits) == [str(MAX_LENGTH), str(MAX_LEVELS)]
    for prediction in ("w*x + b", "a*sin(k*x) + c", "w1*x + w2*x^2", "slope*x + bias", "theta0 + theta1*x", "w₀ + w₁x"):
        assert prediction in codes(names)
        parse(prediction, ("x",), parameters=True)


# ---- files


@pytest.mark.parametrize(
    ("place", "catalogues"),
    [(5, [OPTIMIZERS]), (6, [LOSSES]), (7, [SCHEDULES]), (8, [CLIPS, NOISES])],
    ids=["optimizers", "losses", "schedules", "clipping and noise"],
)
def test_the_page_of_files_has_the_entries_of_the_catalogue(place: int, catalogues: list[dict[str, object]]) -> None:
    told = {name: codes(knobs) for names, knobs in rows(section("experiment-files", place)) for name in codes(names)}
    assert told == {
        key: [knob.name for knob in entry.knobs if knob.name != "learning_rate"]  # type: ignore[attr-defined]
        for catalogue in catalogues
        for key, entry in catalogue.items()
    }


def test_the_page_of_files_has_an_example_of_each_lab_and_all_keys() -> None:
    examples = [json.loads(text) for kind, text in FENCE.findall(text_of("experiment-files")) if kind == "json"]
    assert sorted(example["lab"] for example in examples) == sorted(EXPERIMENTS)
    for example in examples:
        decode(json.dumps(example).encode(), ROOT)
    named = {*codes(prose("experiment-files")), *(key for example in examples for key in example)}
    assert {field.name for kind in EXPERIMENTS.values() for field in fields(kind)} <= named
    assert set(DATASETS) <= named


def test_the_page_of_tables_has_the_limits_and_a_table_that_is_read() -> None:
    text = text_of("tables").replace("\u202f", "")
    for limit in (
        f"{MAX_BYTES // 2**20} MB",
        f"{MAX_ROWS // 10**6} million rows",
        f"{MAX_COLUMNS} columns",
        f"{MAX_SIZE:.0e}".replace("+", ""),
    ):
        assert limit in text
    ((_, csv),) = FENCE.findall(text)
    table = read_table(csv)
    assert table.names == ("height", "weight")
    assert table.points("height", "weight")[0].tolist() == [[1.62, 58], [1.75, 71], [1.81, 80]]


def test_the_page_of_the_command_line_has_all_options(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["run", "--help"]):
        with pytest.raises(SystemExit):
            main.main(arguments)
    offered = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert set(re.findall(r"--[a-z][a-z-]+", text_of("command-line"))) == offered
