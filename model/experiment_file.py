"""The experiment file: strict JSON, one object; what it does not give takes the defaults shown in the window.

`decode` answers any bytes with an `Experiment` or one `Refused` sentence that names the key and what was
expected. `encode` writes what `decode` reads back as an equal experiment.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable, Collection
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import msgspec
import numpy as np

from model.datasets import DATASETS
from model.experiment import (
    LIMIT,
    Autograd,
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    Seeded,
    Setting,
    check_number,
    refused_at,
    validate,
)
from model.files import reason_of, write_atomically
from model.json_text import parse_json
from model.losses import LOSSES
from model.message import QT_TRANSLATE_NOOP, Message, Refused
from model.points import MAX_POINTS, CsvPoints, Data, GeneratedPoints, GivenPoints, read_points

if TYPE_CHECKING:
    from model.experiment import Experiment, Start
    from model.optimizers import Knob

__all__ = ["MAX_BYTES", "decode", "encode", "read", "write"]

MAX_BYTES = 256 * 1024 * 1024
"""No file larger than this is read or written: some six million points."""

Progress: TypeAlias = Callable[[float], None]
Object: TypeAlias = dict[str, Any]

_LABS: dict[str, type[Experiment]] = {"minimise": Minimise, "regression": Regression, "autograd": Autograd}
_EXPECTED: dict[object, Message] = {
    str: QT_TRANSLATE_NOOP("experiment_file", "text"),
    int: QT_TRANSLATE_NOOP("experiment_file", "a whole number"),
    float: QT_TRANSLATE_NOOP("experiment_file", "a number"),
    bool: QT_TRANSLATE_NOOP("experiment_file", "true or false"),
    dict: QT_TRANSLATE_NOOP("experiment_file", "an object"),
    tuple[float, float]: QT_TRANSLATE_NOOP("experiment_file", "a list of two numbers"),
    list[str]: QT_TRANSLATE_NOOP("experiment_file", "a list of texts"),
    list[tuple[float, float]]: QT_TRANSLATE_NOOP("experiment_file", "a list of points [x, y]"),
}
_OPTIONAL = ("batch_size", "domain", "tolerance", "schedule", "clip", "noise")
_LONGEST_QUOTE = 40


def read(path: Path, progress: Progress | None = None) -> Experiment:
    """Read an experiment file; ``progress`` hears of a large CSV file on the way, from 0 to 1.

    Raises
    ------
    Refused
        Where the file, or a CSV file that it names, cannot be read or used.
    """
    try:
        if not os.path.isfile(path):
            raise _unreadable(path, _missing(path))
        if os.path.getsize(path) > MAX_BYTES:
            raise _unreadable(path, _TOO_LARGE)
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from None
    return decode(data, path.absolute().parent, progress)


def write(path: Path, experiment: Experiment) -> None:
    """Write an experiment file, whole or not at all.

    Raises
    ------
    Refused
        Where the folder or the file cannot be written.
    """
    data = encode(experiment, path.absolute().parent)
    try:
        write_atomically(path, (data,))
    except OSError as error:
        raise Refused(
            QT_TRANSLATE_NOOP("experiment_file", "cannot write {path}: {reason}").fill(
                path=path, reason=reason_of(error)
            )
        ) from None


def _unreadable(path: Path, reason: Message | str) -> Refused:
    return Refused(QT_TRANSLATE_NOOP("experiment_file", "cannot read {path}: {reason}").fill(path=path, reason=reason))


def _missing(path: Path) -> Message:
    if os.path.exists(path):
        return QT_TRANSLATE_NOOP("experiment_file", "it is not a file")
    return QT_TRANSLATE_NOOP("experiment_file", "there is no such file")


_TOO_LARGE = QT_TRANSLATE_NOOP(
    "experiment_file", "it is larger than {megabytes} MB; keep the points in a CSV file"
).fill(megabytes=MAX_BYTES // 1024**2)


def decode(data: bytes, folder: Path, progress: Progress | None = None) -> Experiment:
    """Return the experiment that a file's bytes describe.

    Parameters
    ----------
    data : bytes
        UTF-8 JSON, with a byte order mark or without.
    folder : Path
        Where the file lies; the path of a CSV file is relative to it.
    progress : callable, optional
        Hears the share of a CSV file that has been read, from 0 to 1.

    Raises
    ------
    Refused
        One sentence that begins with the path of the wrong key, or the line and column of what is no JSON.
    """
    if len(data) > MAX_BYTES:
        raise Refused(_TOO_LARGE)
    document = _typed("", parse_json(data), dict)
    kind = _kind_of(document)
    given = {key: value for key, value in document.items() if key not in ("format", "version", "lab")}
    known = [field.name for field in fields(kind)]
    _refuse_unknown("", given, known, [*known, "format", "version", "lab"])
    values: Object = {}
    for key, value in given.items():
        if value is None and key in _OPTIONAL:
            values[key] = None
        elif key in _READERS:
            values[key] = _READERS[key](value)
        elif key == "data":
            values[key] = _data(value, folder, progress)
        else:
            values[key] = _typed(key, value, _TYPES[key])
    experiment = kind(**values)
    validate(experiment)
    return experiment


def _kind_of(document: Object) -> type[Experiment]:
    """Check the three keys that say what this is, and return the lab's experiment."""
    for key, expected in (("format", "descent-lab"), ("version", 1), ("lab", None)):
        if key not in document:
            raise _missing_key(key)
        value = _typed(key, document[key], int if key == "version" else str)
        if expected is not None and value != expected:
            raise refused_at(
                key,
                QT_TRANSLATE_NOOP("experiment_file", "expected {expected}, got {got}").fill(
                    expected=_quote(expected), got=_quote(value)
                ),
            )
    return _LABS[_one_of("lab", document["lab"], _LABS)]


def _start(value: object) -> Start:
    given = _typed("start", value, dict)
    if "seed" in given:
        _refuse_unknown("start", given, ("seed",))
        return Seeded(_typed("start.seed", given["seed"], int))
    return tuple((name, _number(f"start.{name}", number)) for name, number in given.items())


def _setting(path: str, kind: type[Setting]) -> Callable[[object], Setting]:
    """Return what reads an entry of a catalogue with its knobs."""

    def read_setting(value: object) -> Setting:
        given = _typed(path, value, dict)
        name = _name(path, given, kind.catalogue)
        return kind.of(name, **_knobs(path, given, kind.catalogue[name].knobs))

    return read_setting


def _loss(value: object) -> LossChoice:
    if not isinstance(value, str):
        given = _typed("loss", value, dict)
        name = _name("loss", given, LOSSES)
        return LossChoice.of(name, **_knobs("loss", given, LOSSES[name].knobs))
    if value not in LOSSES and value.replace("_", "").isalpha() and _closest(value, LOSSES):
        _one_of("loss", value, LOSSES)
    return LossChoice.of(value)


def _knobs(path: str, given: Object, knobs: tuple[Knob, ...]) -> dict[str, float | bool]:
    _refuse_unknown(path, given, ["name", *(knob.name for knob in knobs)])
    values: dict[str, float | bool] = {}
    for knob in knobs:
        if knob.name in given:
            kind = bool if isinstance(knob.default, bool) else int if knob.whole else float
            values[knob.name] = _typed(f"{path}.{knob.name}", given[knob.name], kind)
    return values


def _domain(value: object) -> tuple[float, float]:
    return _typed("domain", value, tuple[float, float])


def _tolerance(value: object) -> float:
    return _number("tolerance", value)


def _texts(key: str) -> Callable[[object], tuple[str, ...]]:
    return lambda value: tuple(_typed(key, value, list[str]))


_READERS: dict[str, Callable[[object], object]] = {
    "start": _start,
    "optimizer": _setting("optimizer", OptimizerSetting),
    "schedule": _setting("schedule", ScheduleSetting),
    "clip": _setting("clip", ClipSetting),
    "noise": _setting("noise", NoiseSetting),
    "loss": _loss,
    "domain": _domain,
    "tolerance": _tolerance,
    "program": _texts("program"),
    "actions": _texts("actions"),
}
_TYPES: dict[str, type] = {
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
    given = _typed("data", value, dict)
    if "points" in given:
        _refuse_unknown("data", given, ("points",))
        return _given_points(given["points"])
    if "csv" in given:
        return _csv_points(given, folder, progress)
    if "generator" not in given:
        _refuse_unknown("data", given, ("points", "generator", "csv"))
        raise _missing_key("data", "points, generator, csv")
    _refuse_unknown("data", given, ("generator", "count", "seed"))
    generator = _one_of("data.generator", _typed("data.generator", given["generator"], str), DATASETS)
    count = _typed("data.count", given.get("count", DATASETS[generator].count), int)
    seed = _typed("data.seed", given.get("seed", 0), int)
    check_number("data.count", count, 1, MAX_POINTS)
    check_number("data.seed", seed, 0, 2**32 - 1)
    return GeneratedPoints(generator, count, seed)


def _given_points(value: object) -> GivenPoints:
    points = np.array(_typed("data.points", value, list[tuple[float, float]]), dtype=np.float64).reshape(-1, 2)
    check_number("data.points", len(points), 0, MAX_POINTS)
    wrong = ~(np.abs(points) <= LIMIT)
    if wrong.any():
        row, column = (int(index) for index in np.argwhere(wrong)[0])
        check_number(f"data.points[{row}][{column}]", float(points[row, column]), -LIMIT, LIMIT)
    return GivenPoints(points)


def _csv_points(given: Object, folder: Path, progress: Progress | None) -> CsvPoints:
    _refuse_unknown("data", given, ("csv", "x", "y"))
    text = _typed("data.csv", given["csv"], str)
    columns = [None if key not in given else _typed(f"data.{key}", given[key], str) for key in ("x", "y")]
    path = Path(os.path.normpath(folder.absolute() / text))
    if not os.path.isfile(path):
        reason = QT_TRANSLATE_NOOP("experiment_file", "there is no file {path}").fill(path=path)
        raise refused_at("data.csv", reason)
    try:
        return read_points(path, columns[0], columns[1], progress)
    except Refused as refusal:
        raise refused_at("data.csv", refusal.message) from None
    except OSError as error:
        raise refused_at("data.csv", _unreadable(path, reason_of(error)).message) from None


def _typed(path: str, value: object, kind: Any) -> Any:
    """Return ``value`` where it has the type ``kind``; no number stands for a truth value or the reverse."""
    try:
        return msgspec.convert(value, type=kind, strict=True)
    except msgspec.ValidationError as error:
        _, _, inner = str(error).rpartition("`$")
        inner = inner.rstrip("`") if inner.startswith(("[", ".")) else ""
        expected = _EXPECTED[kind]
        if kind == list[str] and inner:
            expected = _EXPECTED[str]
        if kind == list[tuple[float, float]] and inner:
            expected = _EXPECTED[float if inner.count("[") == 2 else tuple[float, float]]
        raise _wrong_type(path + inner, expected, _at(value, inner)) from None


def _at(value: Any, inner: str) -> object:
    """Return the item of nested lists that ``inner`` such as ``[3][1]`` points at."""
    for index in inner.replace("]", "").split("[")[1:]:
        value = value[int(index)]
    return value


def _number(path: str, value: object) -> float:
    return _typed(path, value, float)


def _wrong_type(path: str, expected: Message, value: object) -> Refused:
    reason = QT_TRANSLATE_NOOP("experiment_file", "expected {expected}, got {got}").fill(
        expected=expected, got=_quote(value)
    )
    return refused_at(path, reason) if path else Refused(reason)


def _quote(value: object) -> str:
    """Return a value as it stands in a file, cut where it is long."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"


def _missing_key(path: str, keys: str | None = None) -> Refused:
    if keys is None:
        return Refused(QT_TRANSLATE_NOOP("experiment_file", "the key '{path}' is missing").fill(path=path))
    return refused_at(path, QT_TRANSLATE_NOOP("experiment_file", "expected one of the keys {keys}").fill(keys=keys))


def _name(path: str, given: Object, known: Collection[str]) -> str:
    if "name" not in given:
        raise _missing_key(f"{path}.name")
    return _one_of(f"{path}.name", _typed(f"{path}.name", given["name"], str), known)


def _one_of(path: str, value: str, known: Collection[str]) -> str:
    if value in known:
        return value
    raise refused_at(path, _unknown(QT_TRANSLATE_NOOP("experiment_file", "unknown name {name}"), value, known))


def _refuse_unknown(path: str, given: Object, known: Collection[str], shown: Collection[str] | None = None) -> None:
    for key in given:
        if key not in known:
            template = QT_TRANSLATE_NOOP("experiment_file", "unknown key {name}")
            reason = _unknown(template, key, known if shown is None else shown)
            raise refused_at(path, reason) if path else Refused(reason)


def _unknown(what: Message, name: str, known: Collection[str]) -> Message:
    what = what.fill(name=_quote(name))
    closest = _closest(name, known)
    if closest:
        template = QT_TRANSLATE_NOOP("experiment_file", "{what}; did you mean {closest}?")
        return template.fill(what=what, closest=_quote(closest))
    template = QT_TRANSLATE_NOOP("experiment_file", "{what}; known are {known}")
    return template.fill(what=what, known=", ".join(known))


def _closest(name: str, known: Collection[str]) -> str | None:
    matches = difflib.get_close_matches(name[:50].lower().replace("-", "_"), known, n=1, cutoff=0.7)
    return matches[0] if matches else None


def encode(experiment: Experiment, folder: Path) -> bytes:
    """Return the file's bytes for an experiment; every key is written, one a line.

    Parameters
    ----------
    experiment : Experiment
        Any valid experiment.
    folder : Path
        Where the file will lie: the path of a CSV file is written relative to it where possible.

    Raises
    ------
    Refused
        Where the file would be too large to be read again.
    """
    document: Object = {"format": "descent-lab", "version": 1, "lab": experiment.lab}
    for field in fields(experiment):
        document[field.name] = _plain(getattr(experiment, field.name), folder)
    if not isinstance(experiment, Autograd) and isinstance(experiment.start, tuple):
        document["start"] = dict(experiment.start)
    lines = [f'  "{key}": {_text(value)}' for key, value in document.items()]
    data = ("{\n" + ",\n".join(lines) + "\n}\n").encode()
    if len(data) > MAX_BYTES:
        raise Refused(_TOO_LARGE)
    return data


def _plain(value: object, folder: Path) -> object:
    """Return a field of an experiment as what JSON can hold."""
    if isinstance(value, Setting):
        return {"name": value.name, **dict(value.knobs)}
    if isinstance(value, LossChoice):
        return {"name": value.name, **dict(value.knobs)} if value.knobs else value.name
    if isinstance(value, Seeded):
        return {"seed": value.seed}
    if isinstance(value, GivenPoints):
        return {"points": cast("list[list[float]]", value.values.tolist())}
    if isinstance(value, GeneratedPoints):
        return {"generator": value.generator, "count": value.count, "seed": value.seed}
    if isinstance(value, CsvPoints):
        return {"csv": _relative(value.path, folder), "x": value.x, "y": value.y}
    return value


def _relative(path: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder.absolute())).as_posix()
    except ValueError:  # another drive on Windows
        return Path(path).as_posix()


def _text(value: object) -> str:
    if isinstance(value, dict) and "points" in value:
        points = ",\n".join(f"    [{x!r}, {y!r}]" for x, y in cast("list[list[float]]", value["points"]))
        return f'{{"points": [\n{points}\n  ]}}' if points else '{"points": []}'
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        lines = ",\n".join(f"    {json.dumps(line, ensure_ascii=False)}" for line in cast("tuple[str, ...]", value))
        return f"[\n{lines}\n  ]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
