"""The cases that come with the program: the book's by its numbers, and others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.experiment import Minimise
from model.experiment.presets import PRESETS, Preset, preset_of, presets_of
from model.labs import LABS

BOOK = {"autograd": [1, 2, 3, 4, 5, 6, 7, 14], "minimise": [8, 9], "regression": [10, 11, 12, 13], "surface": []}
"""The numbers of the book's cases by the lab that plays them; case 15 is no experiment yet."""


def test_every_lab_offers_the_books_cases_in_the_books_order_and_then_the_others() -> None:
    numbers = {lab: [preset.number for preset in presets_of(lab)] for lab in LABS}
    others = {lab: [None] * (len(found) - len(BOOK[lab])) for lab, found in numbers.items()}
    assert numbers == {lab: [*BOOK[lab], *others[lab]] for lab in LABS}
    assert sum(map(len, numbers.values())) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_preset_is_found_by_its_experiment_and_has_its_number_in_the_title(preset: Preset) -> None:
    assert preset_of(preset.experiment) is preset
    if preset.number is not None:
        assert preset.title.text().startswith(f"{preset.number} · ")
    assert preset.look_for.text().count(". ") <= 1, "two sentences"


def test_a_preset_is_found_however_its_function_is_written_and_not_once_something_is_changed() -> None:
    found = preset_of(Minimise(function="x^2"))
    assert found is not None
    assert found.number == 8
    assert preset_of(Minimise(epochs=16)) is None
    assert preset_of(replace(found.experiment, start=(("x", 5.5),))) is None
