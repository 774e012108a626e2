"""The change from one experiment to another in words: the names in the undo menu."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from model.catalogue.losses import LOSSES
from model.data.datasets import DATASETS
from model.data.points import CsvPoints, Data, GeneratedPoints, TablePoints, points_of
from model.experiment.settings import STEP_PARTS
from model.formula.latex import name_text
from model.message import QT_TRANSLATE_NOOP, Message, number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from model.experiment import Experiment, LossChoice, Runner, Setting, Start

FIELD_TITLES: dict[str, Message] = {
    "function": QT_TRANSLATE_NOOP("changes", "function"),
    "prediction": QT_TRANSLATE_NOOP("changes", "prediction"),
    "epochs": QT_TRANSLATE_NOOP("changes", "epochs"),
    "dtype": QT_TRANSLATE_NOOP("changes", "number type"),
    "domain": QT_TRANSLATE_NOOP("changes", "domain"),
    "tolerance": QT_TRANSLATE_NOOP("changes", "tolerance"),
    "batch_size": QT_TRANSLATE_NOOP("changes", "batch size"),
    "shuffle_seed": QT_TRANSLATE_NOOP("changes", "shuffle seed"),
    "standardise": QT_TRANSLATE_NOOP("changes", "standardise x"),
    "data": QT_TRANSLATE_NOOP("changes", "data"),
    "loss": QT_TRANSLATE_NOOP("changes", "loss"),
    "optimizer": QT_TRANSLATE_NOOP("changes", "optimizer"),
    "start": QT_TRANSLATE_NOOP("changes", "start"),
    "schedule": QT_TRANSLATE_NOOP("changes", "learning-rate schedule"),
    "clip": QT_TRANSLATE_NOOP("changes", "gradient clipping"),
    "noise": QT_TRANSLATE_NOOP("changes", "gradient noise"),
    "runners": QT_TRANSLATE_NOOP("changes", "runners"),
    "source": QT_TRANSLATE_NOOP("changes", "program"),
    "seed": QT_TRANSLATE_NOOP("changes", "seed"),
}
_CHANGE = QT_TRANSLATE_NOOP("changes", "{name} {old} → {new}")
_NAMED = QT_TRANSLATE_NOOP("changes", "{name}: {value}")
_EQUAL = Message("changes", "{name} = {value}")
_AS_IT_IS = Message("changes", "{value}")
_SEEDED = QT_TRANSLATE_NOOP("changes", "seed {seed}")
_POINTS = QT_TRANSLATE_NOOP("changes", "n = {count}")
_COLUMNS = QT_TRANSLATE_NOOP("changes", "x: {x}, y: {y}")
_LONGEST = 30
_FOLLOWING_DATA = ("standardise", "optimizer", "start")
"""What new data may ask to be changed with them."""
_YES = QT_TRANSLATE_NOOP("changes", "yes")
_NO = QT_TRANSLATE_NOOP("changes", "no")
_NONE = QT_TRANSLATE_NOOP("changes", "none")


def describe_change(old: Experiment, new: Experiment) -> Message:
    """Return what changed, such as "learning rate 0.1 → 0.3"; "experiment" for several things.

    What only follows from other data is not spoken of.
    """
    names = [field.name for field in fields(old)] if old.lab == new.lab else []
    changed = [name for name in names if getattr(old, name) != getattr(new, name)]
    if "data" in changed and set(changed) <= {"data", *_FOLLOWING_DATA}:
        changed = ["data"]
    if len(changed) != 1:
        return QT_TRANSLATE_NOOP("changes", "experiment")
    name = changed[0]
    before, after = getattr(old, name), getattr(new, name)
    if name in _CHANGES:
        return _CHANGES[name](FIELD_TITLES[name], before, after)
    text = _TEXTS.get(name, _value)
    return _CHANGE.fill(name=FIELD_TITLES[name], old=text(before), new=text(after))


def differences(experiment: Experiment, other: Experiment) -> tuple[Message, ...]:
    """Return how an experiment differs from another of its lab, such as ("η = 0.1", "Adam"), but for the domain."""
    found: list[Message] = []
    for field in fields(experiment):
        own, others = getattr(experiment, field.name), getattr(other, field.name)
        if own == others or field.name == "domain":
            continue
        if field.name in _SETTINGS:
            found += _setting_differences(FIELD_TITLES[field.name], own, others)
        elif field.name in ("function", "prediction"):
            found.append(_AS_IT_IS.fill(value=_value(own)))
        elif own is True:
            found.append(FIELD_TITLES[field.name])
        else:
            value = _own_data(own, others) if field.name == "data" else _TEXTS.get(field.name, _value)(own)
            found.append(_NAMED.fill(name=FIELD_TITLES[field.name], value=value))
    return tuple(found)


def _own_data(own: Data, other: Data) -> object:
    if isinstance(own, GeneratedPoints) and isinstance(other, GeneratedPoints) and own.generator == other.generator:
        return _POINTS.fill(count=own.count) if own.count != other.count else _SEEDED.fill(seed=own.seed)
    columns = _columns_texts(own, other)
    return _data_text(own) if columns is None else columns[0]


def _columns_texts(*both: Data) -> list[Message] | None:
    """Return which columns each of two are of one table; None where they are not of one."""
    tables = [data for data in both if isinstance(data, TablePoints)]
    if len(tables) < len(both) or len({data.digest for data in tables}) > 1:
        return None
    return [_COLUMNS.fill(x=_value(data.x), y=_value(data.y)) for data in tables]


def _setting_differences(field: Message, own: Setting | None, other: Setting | None) -> list[Message]:
    if own is None:
        return [_NAMED.fill(name=field, value=_NONE)]
    alike = other is not None and own.name == other.name
    known = {} if other is None else dict(other.knobs)
    found: list[Message] = []
    for knob in own.entry.knobs:
        # Another rule's knobs mean other things, except the learning rate: only values that are no defaults are listed.
        compared = known if alike or (knob.name == "learning_rate" and knob.name in known) else {}
        value = own.knob(knob.name)
        if value != compared.get(knob.name, knob.default):
            if value is True:
                found.append(knob.title)
            else:
                named, name = (_NAMED, knob.title) if value is False else (_EQUAL, knob.symbol)
                found.append(named.fill(name=name, value=_value(value)))
    # Last, since names are long and may be cut off, which the differences between runs of one rule should not be.
    return found if alike else [*found, own.entry.title]


def _value(value: object) -> object:
    if value is None:
        return _NONE
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
        return f"[{', '.join(str(_value(part)) for part in parts)}]"
    text = str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _setting_change(field: Message, old: Setting | None, new: Setting | None) -> Message:
    if old is None or new is None or old.name != new.name:
        titles = [_NONE if setting is None else setting.entry.title for setting in (old, new)]
        return _CHANGE.fill(name=field, old=titles[0], new=titles[1])
    changed = [knob for knob in new.entry.knobs if old.knob(knob.name) != new.knob(knob.name)]
    if len(changed) != 1:
        return field
    knob = changed[0]
    return _CHANGE.fill(name=knob.title, old=_value(old.knob(knob.name)), new=_value(new.knob(knob.name)))


def _runners_change(field: Message, old: tuple[Runner, ...], new: tuple[Runner, ...]) -> Message:
    if len(new) == len(old) + 1:
        return _with_one_more(field, old, new, QT_TRANSLATE_NOOP("changes", "add runner {name}"))
    if len(new) == len(old) - 1:
        return _with_one_more(field, new, old, QT_TRANSLATE_NOOP("changes", "remove runner {name}"))
    changed = [index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]]
    if len(new) == len(old) and len(changed) == 1:
        return _runner_change(old[changed[0]], new[changed[0]])
    if len(new) == len(old) and Counter(old) == Counter(new):
        return QT_TRANSLATE_NOOP("changes", "order of the runners")
    return field


def _with_one_more(field: Message, few: tuple[Runner, ...], many: tuple[Runner, ...], template: Message) -> Message:
    """Name the one runner that ``many`` has beside those of ``few``."""
    index = next((at for at, pair in enumerate(zip(few, many, strict=False)) if pair[0] != pair[1]), len(few))
    if many[:index] + many[index + 1 :] != few:
        return field
    return template.fill(name=_title(many[index]))


def _runner_change(old: Runner, new: Runner) -> Message:
    changed = [field.name for field in fields(old) if getattr(old, field.name) != getattr(new, field.name)]
    if changed == ["label"]:
        template = QT_TRANSLATE_NOOP("changes", "rename runner {old} to {new}")
        return template.fill(old=_title(old), new=_title(new))
    if len(changed) > 1:
        return QT_TRANSLATE_NOOP("changes", "runner {name}").fill(name=_title(new))
    what = _setting_change(FIELD_TITLES[changed[0]], getattr(old, changed[0]), getattr(new, changed[0]))
    return QT_TRANSLATE_NOOP("changes", "{runner}: {change}").fill(runner=_title(old), change=what)


def _title(runner: Runner) -> object:
    return _value(runner.label) if runner.label else runner.title


def _source_change(field: Message, old: str, new: str) -> Message:
    before, after = old.rstrip().split("\n"), new.rstrip().split("\n")
    if after[:-1] == before:
        return QT_TRANSLATE_NOOP("changes", "add {line}").fill(line=_value(after[-1]))
    if before[:-1] == after:
        return QT_TRANSLATE_NOOP("changes", "take out {line}").fill(line=_value(before[-1]))
    changed = [line for line, pair in enumerate(zip(before, after, strict=False), 1) if pair[0] != pair[1]]
    if len(before) == len(after) and len(changed) == 1:
        line = changed[0]
        label = QT_TRANSLATE_NOOP("changes", "line {line}").fill(line=line)
        return _CHANGE.fill(name=label, old=_value(before[line - 1]), new=_value(after[line - 1]))
    return field


def _start_change(field: Message, old: Start, new: Start) -> Message:
    if isinstance(old, tuple) and isinstance(new, tuple):
        before, after = dict(old), dict(new)
        changed = [name for name in after if before.get(name) != after[name]]
        if len(changed) == 1 and set(before) == set(after):
            name = changed[0]
            label = QT_TRANSLATE_NOOP("changes", "start {name}").fill(name=name_text(name))
            return _CHANGE.fill(name=label, old=before[name], new=after[name])
        return field
    return _CHANGE.fill(name=field, old=_start_text(old), new=_start_text(new))


def _start_text(start: Start) -> object:
    if isinstance(start, tuple):
        return ", ".join(f"{name_text(name)} = {number_text(value, 4)}" for name, value in start)
    return _SEEDED.fill(seed=start.seed)


def _data_change(field: Message, old: Data, new: Data) -> Message:
    if columns := _columns_texts(old, new):
        return _CHANGE.fill(name=field, old=columns[0], new=columns[1])
    before, after = points_of(old), points_of(new)
    if before.shape == after.shape and int((before != after).any(axis=1).sum()) == 1:
        return QT_TRANSLATE_NOOP("changes", "move a point")
    if _has_one_more(before, after):
        return QT_TRANSLATE_NOOP("changes", "add a point")
    if _has_one_more(after, before):
        return QT_TRANSLATE_NOOP("changes", "delete a point")
    return _CHANGE.fill(name=field, old=_data_text(old), new=_data_text(new))


def _has_one_more(few: NDArray[np.float64], many: NDArray[np.float64]) -> bool:
    """Return whether ``many`` are the points of ``few`` with one more among them."""
    if len(many) != len(few) + 1:
        return False
    differs = (few != many[:-1]).any(axis=1)
    index = int(np.argmax(differs)) if differs.any() else len(few)
    return np.array_equal(few[index:], many[index + 1 :])


def _data_text(data: Data) -> object:
    if isinstance(data, GeneratedPoints):
        return DATASETS[data.generator].title
    if isinstance(data, CsvPoints):
        return _value(data.path.replace("\\", "/").rsplit("/", 1)[-1])
    return _POINTS.fill(count=len(points_of(data)))


def _loss_text(loss: LossChoice) -> object:
    if not loss.is_named:
        return _value(loss.name)
    title = LOSSES[loss.name].title
    if not loss.knobs:
        return title
    knobs = ", ".join(number_text(float(value)) for _, value in loss.knobs)
    return QT_TRANSLATE_NOOP("changes", "{title} ({knobs})").fill(title=title, knobs=knobs)


_SETTINGS = ("optimizer", *STEP_PARTS)
_CHANGES: dict[str, Callable[[Message, Any, Any], Message]] = {
    **dict.fromkeys(_SETTINGS, _setting_change),
    "start": _start_change,
    "data": _data_change,
    "runners": _runners_change,
    "source": _source_change,
}
"""What describes a change of a field: (the field's title, its value before, its value after)."""
_TEXTS: dict[str, Callable[[Any], object]] = {"start": _start_text, "data": _data_text, "loss": _loss_text}
"""The text of a field's value, where that is not `_value`."""
