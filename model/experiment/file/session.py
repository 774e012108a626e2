"""A session as files: the experiments of all labs of one window, and how they were shown.

A session has a folder of its own. ``session.json`` in it is strict JSON: format, version, the lab and the page shown,
and for each lab its experiment in the form of an experiment file, the one last saved where that is another, its file,
its case, the row at its cursor ("end" for the last), its pinned runs, and what was chosen of its views. Points are not
in it but beside it, each array of them in a file named by its digest and written once, so that to keep another learning
rate takes as long with a million points as with ten.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote_to_bytes

import msgspec
import numpy as np

from model.data.files import read_file, write_atomically
from model.data.points import BOOK_DATA, MAX_POINTS, CsvPoints, GivenPoints, TablePoints, read_points
from model.experiment import check_number, refused_at
from model.experiment.file.json_text import parse_json
from model.experiment.file.reading import experiment_of
from model.experiment.file.values import Object, missing_key, one_of, refuse_unknown, typed
from model.experiment.file.writing import document_of
from model.experiment.session import KeptLab, KeptPin, Session
from model.labs import LABS
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.experiment.file.reading import Check
    from model.experiment.session import Views

_Chosen = dict[str, dict[str, bool | int | str | list[float]]]

FILE = "session.json"
_POINTS = ".points"
_FORMAT = "descent-lab-session"
_VERSION = 1
_END = "end"
_MOST_PAGES = 99


class NewerSession(Refused):
    """The session was kept by a newer version of the program, which can read it."""


def write_session(folder: Path, session: Session) -> None:
    """Write a session into its folder, which is made if need be; whoever reads it finds all of it, or the one before.

    Raises OSError where that cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    points: dict[str, GivenPoints] = {}
    labs = {key: _plain_lab(lab, folder, points) for key, lab in session.labs.items()}
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "shown": session.shown,
        "page": session.page,
        "labs": labs,
    }
    data = json.dumps(document, allow_nan=False, indent=1).encode()
    for digest, given in points.items():
        path = folder / f"{digest}{_POINTS}"
        if not path.exists():
            write_atomically(path, (given.values.tobytes(),))
    write_atomically(folder / FILE, (data,))
    _make_durable(folder)
    for path in folder.iterdir():
        if path.suffix in (_POINTS, ".part") and path.stem not in points:
            path.unlink(missing_ok=True)


def read_session(folder: Path, check: Check) -> Session:
    """Read the session in a folder; ``check`` refuses an experiment that is not valid.

    Refused where it is damaged in any way, and with `NewerSession` where this version cannot know what it means. Raises
    OSError where it cannot be read.
    """
    document = typed("", parse_json(read_file(folder / FILE)), dict)
    _check_version(document)
    refuse_unknown("", document, ("format", "version", "shown", "page", "labs"))
    given = typed("labs", _taken(document, "labs"), dict)
    labs: dict[str, KeptLab] = {}
    source = _Source(folder, check, {})
    for key, value in given.items():
        lab = _read_lab(f"labs.{one_of('labs', key, LABS)}", value, source)
        kinds = {experiment.lab for experiment in (lab.experiment, lab.saved, *(pin.experiment for pin in lab.pins))}
        if kinds != {key}:
            raise refused_at(f"labs.{key}", QT_TRANSLATE_NOOP("session", "an experiment of another lab"))
        labs[key] = lab
    shown = one_of("shown", typed("shown", _taken(document, "shown"), str), LABS)
    page = typed("page", _taken(document, "page"), int)
    return Session(shown, min(max(page, 0), _MOST_PAGES), labs)


def _check_version(document: Object) -> None:
    if document.get("format") != _FORMAT:
        raise refused_at("format", QT_TRANSLATE_NOOP("session", "it is not a session"))
    version = typed("version", _taken(document, "version"), int)
    if version > _VERSION:
        raise NewerSession(QT_TRANSLATE_NOOP("session", "a newer version of the program has written it"))
    if version != _VERSION:
        raise refused_at("version", QT_TRANSLATE_NOOP("session", "there is no such version"))


def _taken(given: Object, key: str, path: str = "") -> object:
    if key not in given:
        raise missing_key(f"{path}.{key}".lstrip("."))
    return given[key]


def _make_durable(folder: Path) -> None:
    """Have the names of the files on the disk, too, where a system lets that be asked for."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _Source(NamedTuple):
    """Where a session is read from, what refuses an experiment, and the points found by what the session says of them.

    The same are in the experiment, in the one last saved, and in those that are pinned.
    """

    folder: Path
    check: Check
    found: dict[str, GivenPoints | CsvPoints]


# ---- a lab


def _plain_lab(lab: KeptLab, folder: Path, points: dict[str, GivenPoints]) -> Object:
    document: Object = {"experiment": _plain_experiment(lab.experiment, folder, points)}
    if lab.saved != lab.experiment:
        document["saved"] = _plain_experiment(lab.saved, folder, points)
    if lab.path is not None:
        document["path"] = _plain_path(lab.path)
    if lab.case is not None:
        document["case"] = lab.case
    document["cursor"] = _END if math.isinf(lab.cursor) else int(lab.cursor)
    if lab.pins:
        document["pins"] = [
            {"style": pin.style, "experiment": _plain_experiment(pin.experiment, folder, points)} for pin in lab.pins
        ]
    if lab.views:
        document["views"] = lab.views
    return document


def _read_lab(path: str, value: object, source: _Source) -> KeptLab:
    given = typed(path, value, dict)
    refuse_unknown(path, given, ("experiment", "saved", "path", "case", "cursor", "pins", "views"))
    experiment = _read_experiment(_taken(given, "experiment", path), source)
    cursor = given.get("cursor", 0)
    return KeptLab(
        experiment,
        _read_experiment(given["saved"], source) if "saved" in given else experiment,
        _read_path(typed(f"{path}.path", given["path"], str)) if "path" in given else None,
        typed(f"{path}.case", given["case"], str) if "case" in given else None,
        math.inf if cursor == _END else float(max(typed(f"{path}.cursor", cursor, int), 0)),
        tuple(_read_pins(f"{path}.pins", given.get("pins", []), source)),
        _read_views(f"{path}.views", given.get("views", {})),
    )


def _read_pins(path: str, value: object, source: _Source) -> Iterator[KeptPin]:
    for index, pin in enumerate(typed(path, value, list[Object])):
        at = f"{path}[{index}]"
        refuse_unknown(at, pin, ("experiment", "style"))
        experiment = _read_experiment(_taken(pin, "experiment", at), source)
        yield KeptPin(experiment, typed(f"{at}.style", _taken(pin, "style", at), int))


def _read_views(path: str, value: object) -> Views:
    try:
        return msgspec.convert(value, type=_Chosen, strict=True)
    except msgspec.ValidationError:
        raise refused_at(path, QT_TRANSLATE_NOOP("session", "not what views are kept as")) from None


def _plain_path(path: Path | str) -> str:
    """Return a path as text that any JSON can hold, whatever bytes are in its name."""
    return quote(os.fsencode(path), safe="/\\: ")


def _read_path(text: str) -> Path:
    data = unquote_to_bytes(text)
    if b"\0" in data:
        raise Refused(QT_TRANSLATE_NOOP("session", "no file can have that name"))
    return Path(os.fsdecode(data))


# ---- experiments, and their points


def _plain_experiment(experiment: Any, folder: Path, points: dict[str, GivenPoints]) -> Object:
    """Return an experiment as in its file, but for points: of these it says in which file they are."""
    data = getattr(experiment, "data", None)
    if not isinstance(data, GivenPoints | TablePoints):
        return document_of(experiment, folder)
    given = data if isinstance(data, GivenPoints) else data.points
    points[given.digest] = given
    stored: Object = {"kept": given.digest, **{key: name for key, name in zip("xy", given.names, strict=True) if name}}
    if isinstance(data, CsvPoints):
        stored["csv"] = {"path": _plain_path(data.path), "x": data.x, "y": data.y}
    return {**document_of(replace(experiment, data=BOOK_DATA), folder), "data": stored}


def _read_experiment(value: object, source: _Source) -> Any:
    document = typed("experiment", value, dict)
    stored = document.get("data")
    if not isinstance(stored, dict) or "kept" not in stored:
        return experiment_of(document, source.folder, source.check)
    without = {key: value for key, value in document.items() if key != "data"}
    experiment: Any = experiment_of(without, source.folder, lambda _experiment: None)
    key = json.dumps(stored, sort_keys=True)
    if key not in source.found:
        source.found[key] = _read_data(stored, source.folder)
    experiment = replace(experiment, data=source.found[key])
    source.check(experiment)
    return experiment


def _read_data(stored: Object, folder: Path) -> GivenPoints | CsvPoints:
    """Return kept points; with the rest of their table where that can be read as it was."""
    refuse_unknown("data", stored, ("kept", "x", "y", "csv"))
    x, y = (typed(f"data.{key}", stored.get(key, ""), str) for key in "xy")
    given = _read_points(folder, typed("data.kept", stored["kept"], str), (x, y))
    if "csv" not in stored:
        return given
    table = typed("data.csv", stored["csv"], dict)
    path, x, y = (typed(f"data.csv.{key}", _taken(table, key, "data.csv"), str) for key in ("path", "x", "y"))
    try:
        found = read_points(_read_path(path), x, y)
    except (OSError, Refused):
        return given
    return found if found.points == given else given


def _read_points(folder: Path, digest: str, names: tuple[str, str]) -> GivenPoints:
    damaged = refused_at("data.kept", QT_TRANSLATE_NOOP("session", "the file of its points is damaged or missing"))
    if not (digest.isascii() and digest.isalnum()):
        raise damaged
    try:
        data = read_file(folder / f"{digest}{_POINTS}")
        points = np.frombuffer(data, dtype=np.float64).reshape(-1, 2)
    except (FileNotFoundError, ValueError):
        raise damaged from None
    check_number("data.points", len(points), 0, MAX_POINTS)
    given = GivenPoints(points, names)
    if given.digest != digest:
        raise damaged
    return given
