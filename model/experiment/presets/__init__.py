"""The cases of the book and races that show something, each a whole experiment found by its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.experiment.presets.book import CASES
from model.experiment.presets.preset import Preset
from model.experiment.presets.races import RACES

if TYPE_CHECKING:
    from model.experiment import Experiment

__all__ = ["PRESETS", "Preset", "preset_of", "presets_of"]

PRESETS = CASES + RACES


def presets_of(lab: str) -> tuple[Preset, ...]:
    """Return the presets that open in one lab: the book's cases in the book's order, then the others."""
    found = [preset for preset in PRESETS if preset.experiment.lab == lab]
    return tuple(sorted(found, key=lambda preset: (preset.number is None, preset.number or 0)))


def preset_of(experiment: Experiment) -> Preset | None:
    """Return the preset that an experiment is, however its function is written; None where it is none."""
    form = experiment.in_catalogue_form()
    presets = presets_of(experiment.lab)
    return next((preset for preset in presets if preset.experiment.in_catalogue_form() == form), None)
