"""The cases of the book and races that show something, each a whole experiment found by its title."""

from __future__ import annotations

from model.experiment.presets.book import CASES
from model.experiment.presets.preset import Preset
from model.experiment.presets.races import RACES

__all__ = ["PRESETS", "Preset", "presets_of"]

PRESETS = CASES + RACES


def presets_of(lab: str) -> tuple[Preset, ...]:
    """Return the presets that open in one lab."""
    return tuple(preset for preset in PRESETS if preset.experiment.lab == lab)
