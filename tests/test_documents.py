"""What is written beside the program says in both languages the same, and what the program does."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest
import torch

from gui.run.settings import _READERS as SETTINGS
from gui.run.settings import OF_USER, Administrator
from gui.widgets.timeline import PACES
from model.catalogue.optimizers import OPTIMIZERS
from resources import LANGUAGES
from tests.imports import ROOT
from tests.markdown import FENCE, LINK, codes, parts, rows
from tests.test_translations import LANGUAGE

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = ("README.md", "docs/administrators.md")
EACH = pytest.mark.parametrize("document", DOCUMENTS)


def chinese(name: str) -> str:
    """Return what the Chinese form of a page or picture is called, where it has one."""
    if name.startswith("resources/help/en/"):
        return name.replace("/en/", f"/{LANGUAGE}/")
    return re.sub(r"(?<!-zh)\.png$", "-zh.png", re.sub(r"\.md$", f".{LANGUAGE}.md", name))


def english(text: str) -> str:
    """Return a text with every link to the English form of what it leads to."""
    return text.replace(f"/{LANGUAGE}/", "/en/").replace(f".{LANGUAGE}.md", ".md").replace("-zh.png", ".png")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@EACH
def test_a_document_has_the_same_parts_in_both_languages(document: str) -> None:
    assert parts(english(text_of(document))) == parts(english(text_of(chinese(document))))


@EACH
def test_a_document_has_the_same_figures_in_both_languages(document: str) -> None:
    def figures(name: str) -> list[list[str]]:
        return [sorted(re.findall(r"\d[\d.]*", " ".join(row[1:]))) for row in rows(text_of(name))]

    assert figures(document) == figures(chinese(document))
    assert any(figures(document))


@EACH
@pytest.mark.parametrize("form", [str, chinese])
def test_a_document_leads_to_files_that_are_there(document: str, form: type[str]) -> None:
    name = form(document)
    links = [link for link in LINK.findall(text_of(name)) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@EACH
def test_a_chinese_document_leads_to_what_is_chinese(document: str) -> None:
    own = (ROOT / document).name
    folder = (ROOT / document).parent
    links = [link for link in LINK.findall(text_of(chinese(document))) if link != own]
    assert [link for link in links if chinese(link) != link and (folder / chinese(link)).exists()] == []


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "README.zh_CN.md", "CHANGELOG.md"),
        *(f"resources/help/{language}/experiment-files.md" for language in LANGUAGES),
    ],
)
def test_which_optimizers_of_pytorch_are_there_is_said_and_which_are_not(name: str) -> None:
    classes = {key for key, value in vars(torch.optim).items() if isinstance(value, type)} - {"Optimizer"}
    ours = {optimizer.torch_class for optimizer in OPTIMIZERS.values()} - {""}
    assert classes > ours
    told = next(part for part in re.split(r"\n(?=\n|- )", text_of(name)) if "SparseAdam" in part)
    found = list(dict.fromkeys(word for word in re.findall(r"[A-Za-z]+", told) if word in classes))
    assert set(found[: len(ours)]) == ours
    assert set(found[len(ours) :]) == classes - ours


def test_the_administrators_example_is_understood(tmp_path: Path) -> None:
    file = tmp_path / "descent-lab.ini"
    example = dict(FENCE.findall(text_of("docs/administrators.md")))["ini"]
    file.write_text(example, encoding="utf-8")
    read = Administrator.of(file)
    assert read.faults == ()
    assert len(read.preset) + len(read.locked) == example.count("=")
    assert read.locked


def test_the_administrators_page_has_all_settings_and_values_that_they_take(tmp_path: Path) -> None:
    file = tmp_path / "descent-lab.ini"
    page = text_of("docs/administrators.md")
    table = rows(page[page.index("| key | values |") : page.index("## What it writes")])
    values = {key: codes(row[1]) for row in table for key in codes(row[0])}
    assert set(values) == set(SETTINGS) - set(OF_USER)
    for key, texts in values.items():
        assert texts
        for text in texts:
            file.write_text(f"[locked]\n{key} = {text}\n", encoding="utf-8")
            assert Administrator.of(file).faults == ()
    assert sorted(float(text) for text in values["pace"]) == [*PACES]
    assert PACES[-1] == math.inf
