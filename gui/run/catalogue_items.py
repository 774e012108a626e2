"""The catalogues of the model as entries of a list, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look.text import render
from gui.widgets.fields.knob_panel import KnobItem
from gui.widgets.fields.step_parts import PartItem
from model.catalogue.losses import LOSSES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import rate_at, rates_of
from model.experiment import STEP_PARTS, ScheduleSetting
from model.experiment.presets import presets_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.catalogue.optimizers import Knob
    from model.experiment import Descending, Experiment, OptimizerSetting, Setting

__all__ = [
    "knob_items",
    "loss_items",
    "optimizer_items",
    "optimizer_knobs",
    "part_catalogues",
    "part_items",
    "preset_items",
    "preset_key",
    "rate_now",
]


def preset_items(lab: str) -> list[tuple[str, str, str]]:
    """Return (key, title, tooltip) of every case of the book in a lab, in the language of the window."""
    return [(preset.key, render(preset.title), render(preset.look_for)) for preset in presets_of(lab)]


def preset_key(experiment: Experiment) -> str | None:
    """Return the key of the case of the book that an experiment is; None where it is none."""
    return next((preset.key for preset in presets_of(experiment.lab) if preset.experiment == experiment), None)


def optimizer_items() -> list[tuple[str, str, str]]:
    """Return (key, title, tooltip) of every optimizer, in the language of the window."""
    return [(key, render(entry.title), render(entry.why)) for key, entry in OPTIMIZERS.items()]


def loss_items() -> list[tuple[str, str, str]]:
    """Return (key, title, tooltip) of every named loss, in the language of the window."""
    return [(key, render(entry.title), render(entry.why)) for key, entry in LOSSES.items()]


def knob_items(knobs: Iterable[Knob], values: Iterable[tuple[str, float | bool]]) -> list[KnobItem]:
    """Return a row for each of ``knobs`` with its value, titles in the language of the window."""
    given = dict(values)
    return [
        KnobItem(
            knob.name,
            knob.symbol,
            render(knob.title),
            knob.default,
            given[knob.name],
            knob.low,
            knob.high,
            knob.low_open,
            knob.high_open,
            knob.whole,
        )
        for knob in knobs
    ]


def optimizer_knobs(setting: OptimizerSetting) -> list[KnobItem]:
    """Return the rows of an optimizer but for the learning rate, which has a slider of its own."""
    knobs = (knob for knob in OPTIMIZERS[setting.name].knobs if knob.name != "learning_rate")
    return knob_items(knobs, setting.knobs)


def part_catalogues() -> dict[str, list[tuple[str, str, str]]]:
    """Return (key, title, tooltip) of every schedule, clip and noise, in the language of the window."""
    return {
        part: [(key, render(entry.title), render(entry.why)) for key, entry in kind.catalogue.items()]
        for part, kind in STEP_PARTS.items()
    }


def part_items(experiment: Descending) -> dict[str, PartItem]:
    """Return how the schedule, clipping and noise of a descent are set, titles in the language of the window."""
    settings: dict[str, Setting | None] = {part: getattr(experiment, part) for part in STEP_PARTS}
    return {
        part: PartItem() if setting is None else _part_item(setting, experiment) for part, setting in settings.items()
    }


def _part_item(setting: Setting, experiment: Descending) -> PartItem:
    entry = setting.entry
    knobs = tuple(knob_items(entry.knobs, setting.knobs))
    rates = None
    if isinstance(setting, ScheduleSetting):
        rates = rates_of(setting.name, dict(setting.knobs), experiment.optimizer.learning_rate, _updates(experiment))
    return PartItem(setting.name, knobs, entry.latex, f"{render(entry.title)}: {entry.latex}", render(entry.why), rates)


def rate_now(experiment: Descending, row: int) -> float | None:
    """Return the learning rate of the update from a row; None where no schedule says what it is."""
    setting = experiment.schedule
    if setting is None:
        return None
    return rate_at(setting.name, dict(setting.knobs), experiment.optimizer.learning_rate, row, _updates(experiment))


def _updates(experiment: Descending) -> int:
    return experiment.epochs * experiment.updates_per_epoch()
