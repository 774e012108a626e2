"""The text of a file as an experiment: strict, and one sentence for what is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.catalogue.losses import LOSSES
from model.catalogue.optimizers import OPTIMIZERS
from model.data.datasets import DATASETS
from model.data.files import is_table, reason_of
from model.data.points import MAX_POINTS, CsvPoints, Data, GeneratedPoints, GivenPoints, read_points
from model.experiment import (
    EXPERIMENTS,
    STEP_PARTS,
    LossChoice,
    OptimizerSetting,
    Runner,
    Seeded,
    Setting,
    check_number,
    refused_at,
)
from model.experiment.file.json_text import parse_json
from model.experiment.file.old_programs import FIRST_LINES, source_of_lines
from model.experiment.file.values import (
    MAX_BYTES,
    TOO_LARGE,
    VERSIONS,
    Object,
    Pair,
    closest_to,
    missing_key,
    name_of,
    one_of,
    quote,
    refuse_unknown,
    typed,
)
from model.formula.tokenizer import plain_name
from model.labs import AUTOGRAD, SURFACE
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.catalogue.entry import Knob
    from model.catalogue.surfaces import Rectangle
    from model.experiment import Experiment, Start

Progress: TypeAlias = Callable[[float], None]
Check: TypeAlias = "Callable[[Experiment], None]"

_TABLE = QT_TRANSLATE_NOOP(
    "file", "{path} is no experiment file; a table can be opened in the window, or named in an experiment as data.csv"
)
_OPTIONAL = ("batch_size", "domain", "tolerance", *STEP_PARTS)


def read(path: Path, check: Check, progress: Progress | None = None) -> Experiment:
    """Read an experiment file; refused where it, or a CSV file that it names, cannot be read or used.

    ``check`` refuses an experiment that is not valid. ``progress`` is called with the share of a large CSV file that
    has been read, from 0 to 1.
    """
    if is_table(path):
        raise Refused(_TABLE, path=path)
    return decode(content(path), path.absolute().parent, check, progress)


def content(path: Path) -> bytes:
    """Return the bytes of a file; refused where it cannot be read, or is too large."""
    try:
        if not os.path.isfile(path):
            raise _unreadable(path, _missing(path))
        if os.path.getsize(path) > MAX_BYTES:
            raise _unreadable(path, TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from None


def _unreadable(path: Path, reason: Message | str) -> Refused:
    return Refused(QT_TRANSLATE_NOOP("file", "cannot read {path}: {reason}").fill(path=path, reason=reason))


def _missing(path: Path) -> Message:
    if os.path.exists(path):
        return QT_TRANSLATE_NOOP("file", "it is not a file")
    return QT_TRANSLATE_NOOP("file", "there is no such file")


def decode(data: bytes, folder: Path, check: Check, progress: Progress | None = None) -> Experiment:
    """Return the experiment that a file's bytes describe; the path of a CSV file is relative to ``folder``.

    ``check`` and ``progress`` are as for `read`. What is wrong is refused with one sentence that begins with the path
    of the key, or the line and column where the text is no JSON.
    """
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    return experiment_of(parse_json(data), folder, check, progress)


def experiment_of(value: object, folder: Path, check: Check, progress: Progress | None = None) -> Experiment:
    """Return the experiment that the value of JSON text describes, as `decode` does."""
    document = typed("", value, dict)
    kind = _kind_of(document)
    if kind.lab == AUTOGRAD and document["version"] == 1:
        document = _of_version_2(document)
    given = {key: value for key, value in document.items() if key not in ("format", "version", "lab")}
    known = [field.name for field in fields(kind)]
    refuse_unknown("", given, known, [*known, "format", "version", "lab"])
    readers = _READERS | _OWN_READERS.get(kind.lab, {})
    values: Object = {}
    for key, value in given.items():
        if value is None and key in _OPTIONAL:
            values[key] = None
        elif key in readers:
            values[key] = readers[key](value)
        elif key == "data":
            values[key] = _data(value, folder, progress)
        else:
            values[key] = typed(key, value, _TYPES[key])
    experiment = kind(**values)
    check(experiment)
    return experiment


def _kind_of(document: Object) -> type[Experiment]:
    """Check format, version and lab, and return the class of the lab's experiment."""
    for key, expected in (("format", ("descent-lab",)), ("version", VERSIONS), ("lab", ())):
        if key not in document:
            raise missing_key(key)
        value = typed(key, document[key], int if key == "version" else str)
        if expected and value not in expected:
            reason = QT_TRANSLATE_NOOP("file", "expected {expected}, got {got}")
            raise refused_at(key, reason, expected=" / ".join(map(quote, expected)), got=quote(value))
    return EXPERIMENTS[one_of("lab", document["lab"], EXPERIMENTS)]


def _of_version_2(document: Object) -> Object:
    """Return a program of version 1, lines and the actions on their tensors, as version 2 has it."""
    kept = {key: value for key, value in document.items() if key not in ("program", "actions")}
    if "source" in document or kept.keys() == document.keys():
        return document
    given = {"program": FIRST_LINES, "actions": ()} | document
    lines = [typed(key, given[key], tuple[str, ...]) for key in ("program", "actions")]
    return {**kept, "source": source_of_lines(*lines)}


def _start(value: object) -> Start:
    given = typed("start", value, dict)
    if "seed" in given:
        refuse_unknown("start", given, ("seed",))
        return Seeded(typed("start.seed", given["seed"], int))
    values: dict[str, float] = {}
    for typed_name, number in given.items():
        name = plain_name(typed_name)  # as in the formula, where w₀ is w0
        if name in values:
            raise refused_at(f"start.{name}", QT_TRANSLATE_NOOP("file", "it appears twice"))
        values[name] = typed(f"start.{name}", number, float)
    return tuple(values.items())


def _setting(path: str, kind: type[Setting]) -> Callable[[object], Setting]:
    """Return what reads an entry of a catalogue with its knobs."""

    def read_setting(value: object) -> Setting:
        given = typed(path, value, dict)
        name = name_of(path, given, kind.catalogue)
        return kind.of(name, **_knobs(path, given, kind.catalogue[name].knobs))

    return read_setting


def _loss(value: object) -> LossChoice:
    if not isinstance(value, str):
        given = typed("loss", value, dict)
        name = name_of("loss", given, LOSSES)
        return LossChoice.of(name, **_knobs("loss", given, LOSSES[name].knobs))
    if value not in LOSSES and value.replace("_", "").isalpha() and closest_to(value, LOSSES):
        one_of("loss", value, LOSSES)
    return LossChoice.of(value)


def _knobs(path: str, given: Object, knobs: tuple[Knob, ...], others: tuple[str, ...] = ()) -> dict[str, float | bool]:
    """Read the knobs of an entry; its object may hold ``others`` too."""
    refuse_unknown(path, given, ["name", *(knob.name for knob in knobs), *others])
    values: dict[str, float | bool] = {}
    for knob in knobs:
        if knob.name in given:
            kind = bool if isinstance(knob.default, bool) else int if knob.whole else float
            values[knob.name] = typed(f"{path}.{knob.name}", given[knob.name], kind)
    return values


def _rectangle(value: object) -> Rectangle:
    """Read an interval of x and one of y, or one for both."""
    if isinstance(value, list) and not any(isinstance(item, list) for item in value):
        interval = typed("domain", value, Pair)
        return interval, interval
    return typed("domain", value, tuple[Pair, Pair])


def _runners(value: object) -> tuple[Runner, ...]:
    return tuple(
        _runner(f"runners[{index}]", given) for index, given in enumerate(typed("runners", value, list[Object]))
    )


def _runner(path: str, given: Object) -> Runner:
    """Read an optimizer with its knobs, and the runner's own label, schedule, clipping and noise."""
    name = name_of(path, given, OPTIMIZERS)
    optimizer = OptimizerSetting.of(name, **_knobs(path, given, OPTIMIZERS[name].knobs, ("label", *STEP_PARTS)))
    parts: Object = {
        key: None if given[key] is None else _setting(f"{path}.{key}", kind)(given[key])
        for key, kind in STEP_PARTS.items()
        if key in given
    }
    return Runner(optimizer, typed(f"{path}.label", given.get("label", ""), str), **parts)


_READERS: dict[str, Callable[[object], object]] = {
    "start": _start,
    "optimizer": _setting("optimizer", OptimizerSetting),
    **{key: _setting(key, kind) for key, kind in STEP_PARTS.items()},
    "runners": _runners,
    "loss": _loss,
}
_OWN_READERS: dict[str, dict[str, Callable[[object], object]]] = {SURFACE: {"domain": _rectangle}}
"""The readers of one lab's experiments only."""
_TYPES: dict[str, object] = {
    "domain": Pair,
    "source": str,
    "tolerance": float,
    "function": str,
    "prediction": str,
    "epochs": int,
    "dtype": str,
    "batch_size": int,
    "shuffle_seed": int,
    "seed": int,
    "standardise": bool,
}


def _data(value: object, folder: Path, progress: Progress | None) -> Data:
    given = typed("data", value, dict)
    if "points" in given:
        refuse_unknown("data", given, ("points", "x", "y"))
        return GivenPoints(_points(given["points"]), (_axis_name(given, "x"), _axis_name(given, "y")))
    if "csv" in given:
        return _csv_points(given, folder, progress)
    if "generator" not in given:
        refuse_unknown("data", given, ("points", "generator", "csv"))
        raise missing_key("data", "points, generator, csv")
    refuse_unknown("data", given, ("generator", "count", "seed"))
    generator = one_of("data.generator", typed("data.generator", given["generator"], str), DATASETS)
    count = typed("data.count", given.get("count", DATASETS[generator].count), int)
    seed = typed("data.seed", given.get("seed", 0), int)
    check_number("data.count", count, 1, MAX_POINTS)
    check_number("data.seed", seed, 0, 2**32 - 1)
    return GeneratedPoints(generator, count, seed)


def _axis_name(given: Object, key: str) -> str:
    name = typed(f"data.{key}", given.get(key, ""), str)
    if not name.isprintable():
        raise refused_at(f"data.{key}", QT_TRANSLATE_NOOP("file", "expected text on one line"))
    return name


def _points(value: object) -> NDArray[np.float64]:
    points = np.array(typed("data.points", value, list[Pair]), dtype=np.float64).reshape(-1, 2)
    check_number("data.points", len(points), 0, MAX_POINTS)
    return points


def _csv_points(given: Object, folder: Path, progress: Progress | None) -> CsvPoints:
    refuse_unknown("data", given, ("csv", "x", "y"))
    text = typed("data.csv", given["csv"], str)
    columns = [None if key not in given else typed(f"data.{key}", given[key], str) for key in ("x", "y")]
    path = Path(os.path.normpath(folder.absolute() / text))
    if not os.path.isfile(path):
        raise refused_at("data.csv", QT_TRANSLATE_NOOP("file", "there is no file {path}"), path=path)
    try:
        return read_points(path, columns[0], columns[1], progress)
    except Refused as refusal:
        raise refused_at("data.csv", refusal.message) from None
    except OSError as error:
        raise refused_at("data.csv", _unreadable(path, reason_of(error)).message) from None
