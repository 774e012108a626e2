"""An experiment as the text of a file."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, cast

from model.data.files import reason_of, write_atomically
from model.data.points import CsvPoints, GeneratedPoints, GivenPoints, PastedPoints
from model.experiment import LossChoice, Runner, Seeded, Setting
from model.experiment.file.values import MAX_BYTES, TOO_LARGE, VERSIONS
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from model.experiment import CheckedStart, Experiment
    from model.experiment.file.values import Object


def write(path: Path, experiment: Experiment) -> None:
    """Write an experiment file, whole or not at all; refused where the folder or the file cannot be written."""
    data = encode(experiment, path.absolute().parent)
    try:
        write_atomically(path, (data,))
    except OSError as error:
        message = QT_TRANSLATE_NOOP("file", "cannot write {path}: {reason}")
        raise Refused(message, path=path, reason=reason_of(error)) from None


def encode(experiment: Experiment, folder: Path) -> bytes:
    """Return the file's bytes for a valid experiment; every key is written, one a line.

    ``folder`` is where the file will lie: the path of a CSV file is written relative to it where possible. Refused
    where the file would be too large to be read again.
    """
    document = document_of(experiment, folder)
    lines = [f'  "{key}": {_text(value)}' for key, value in document.items()]
    # A byte of a file's name that is no UTF-8 is half of a surrogate pair in Python, and is written as JSON writes it.
    data = ("{\n" + ",\n".join(lines) + "\n}\n").encode(errors="backslashreplace")
    if len(data) > MAX_BYTES:
        raise Refused(TOO_LARGE)
    return data


def document_of(experiment: Experiment, folder: Path) -> Object:
    """Return what `encode` writes, as plain values."""
    document: Object = {"format": "descent-lab", "version": VERSIONS[-1], "lab": experiment.lab}
    for field in fields(experiment):
        document[field.name] = _plain(getattr(experiment, field.name), folder)
    if isinstance(start := document.get("start"), tuple):
        document["start"] = dict(cast("CheckedStart", start))
    return document


def _plain(value: object, folder: Path) -> object:
    """Return a field of an experiment as what JSON can hold."""
    if isinstance(value, Setting):
        return _setting(value)
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return tuple(_runner(item) if isinstance(item, Runner) else item for item in items)
    if isinstance(value, LossChoice):
        return {"name": value.name, **dict(value.knobs)} if value.knobs else value.name
    if isinstance(value, Seeded):
        return {"seed": value.seed}
    if isinstance(value, PastedPoints):
        value = value.points
    if isinstance(value, GivenPoints):
        names = {key: name for key, name in zip("xy", value.names, strict=True) if name}
        return {"points": cast("list[list[float]]", value.values.tolist()), **names}
    if isinstance(value, GeneratedPoints):
        return {"generator": value.generator, "count": value.count, "seed": value.seed}
    if isinstance(value, CsvPoints):
        return {"csv": _relative(value.path, folder), "x": value.x, "y": value.y}
    return value


def _setting(setting: Setting) -> Object:
    return {"name": setting.name, **dict(setting.knobs)}


def _runner(runner: Runner) -> Object:
    """Return a runner's optimizer with the runner's own label, schedule, clipping and noise."""
    label = {"label": runner.label} if runner.label else {}
    parts = {"schedule": runner.schedule, "clip": runner.clip, "noise": runner.noise}
    own = {key: _setting(setting) for key, setting in parts.items() if setting is not None}
    return {**_setting(runner.optimizer), **label, **own}


def _relative(path: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder.absolute())).as_posix()
    except ValueError:  # another drive on Windows
        return Path(path).as_posix()


def _text(value: object) -> str:
    if isinstance(value, dict) and "points" in value:
        given = cast("Object", value)
        names = "".join(f', "{key}": {_json(given[key])}' for key in "xy" if key in given)
        points = ",\n".join(f"    [{x!r}, {y!r}]" for x, y in given["points"])
        return f'{{"points": [\n{points}\n  ]{names}}}' if points else f'{{"points": []{names}}}'
    if isinstance(value, tuple) and value and isinstance(value[0], str | dict):
        lines = ",\n".join(f"    {_json(item)}" for item in cast("tuple[object, ...]", value))
        return f"[\n{lines}\n  ]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
