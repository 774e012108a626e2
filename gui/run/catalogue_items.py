"""The catalogues of the model as entries of lists, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gui.look.text import render
from gui.run.lab_run import last_step
from gui.widgets.fields.knob_panel import KnobItem
from gui.widgets.fields.step_parts import PartItem
from model.catalogue.schedules import rate_at, rates_of
from model.experiment import STEP_PARTS, ScheduleSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gui.widgets.fields.choice import Items
    from model.catalogue.entry import Knob
    from model.experiment import Descending, OptimizerSetting, Setting
    from model.message import Message


class _Entry(Protocol):
    @property
    def title(self) -> Message: ...
    @property
    def why(self) -> Message: ...


def entry_items(catalogue: Mapping[str, _Entry]) -> Items:
    """Return (key, title, tooltip) of every entry of a catalogue."""
    return [(key, render(entry.title), render(entry.why)) for key, entry in catalogue.items()]


def knob_items(knobs: Iterable[Knob], values: Iterable[tuple[str, float | bool]]) -> list[KnobItem]:
    """Return a row for each of ``knobs`` with its value."""
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
    knobs = (knob for knob in setting.entry.knobs if knob.name != "learning_rate")
    return knob_items(knobs, setting.knobs)


def part_items(experiment: Descending) -> dict[str, PartItem]:
    """Return how the schedule, clipping and noise of a descent are set."""
    settings: dict[str, Setting | None] = {part: getattr(experiment, part) for part in STEP_PARTS}
    return {
        part: PartItem() if setting is None else _part_item(setting, experiment) for part, setting in settings.items()
    }


def _part_item(setting: Setting, experiment: Descending) -> PartItem:
    entry = setting.entry
    knobs = tuple(knob_items(entry.knobs, setting.knobs))
    rates = None
    if isinstance(setting, ScheduleSetting):
        rate = experiment.optimizer.learning_rate
        rates = rates_of(setting.name, dict(setting.knobs), rate, last_step(experiment))
    return PartItem(setting.name, knobs, entry.latex, f"{render(entry.title)}: {entry.latex}", render(entry.why), rates)


def rate_now(experiment: Descending, step: int) -> float | None:
    """Return the learning rate of the update from a row; None where no schedule says what it is."""
    setting, rate = experiment.schedule, experiment.optimizer.learning_rate
    if setting is None:
        return None
    return rate_at(setting.name, dict(setting.knobs), rate, step, last_step(experiment))
