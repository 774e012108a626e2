"""A session on the disk is read back as it was, or refused in one sentence."""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.data.points import GivenPoints, read_points
from model.experiment import Autograd, Minimise, Regression, Surface
from model.experiment.file.session import FILE, NewerSession, read_session, write_session
from model.experiment.presets import PRESETS
from model.experiment.session import KeptLab, KeptPin, Session
from model.kinds import validate
from model.message import Refused

if TYPE_CHECKING:
    from pathlib import Path

POINTS = GivenPoints(np.random.default_rng(4).normal(size=(20, 2)), ("t", "√t"))
FIT = Regression(data=POINTS)
WHOLE = Session(
    "surface",
    1,
    {
        "minimise": KeptLab(
            Minimise(epochs=7), Minimise(), cursor=math.inf, case="powers", pins=(KeptPin(Minimise(epochs=9), 5),)
        ),
        "regression": KeptLab(FIT, FIT, cursor=12.0, views={"scatter": {"range": [0.0, 1.5, -2.0, 1e300]}}),
        "surface": KeptLab(Surface(), Surface(), views={"lab": {"runner": 1, "arrows": True, "colours": "basins"}}),
        "autograd": KeptLab(Autograd("a = 2\n", 3), Autograd("print('π')")),
    },
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sessions") / "one"
    write_session(folder, WHOLE)
    return folder


def test_a_session_of_every_lab_is_read_back_as_it_was(written: Path) -> None:
    assert read_session(written, validate) == WHOLE


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_case_is_read_back_as_it_was(tmp_path: Path, preset: object) -> None:
    experiment = preset.experiment  # type: ignore[attr-defined]
    session = Session(experiment.lab, 0, {experiment.lab: KeptLab(experiment, experiment)})
    write_session(tmp_path, session)
    assert read_session(tmp_path, validate) == session


def test_a_file_whose_name_is_no_text_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 %41.json")
    session = replace(WHOLE, labs={"minimise": KeptLab(Minimise(), Minimise(), path)})
    write_session(tmp_path / "one", session)
    assert read_session(tmp_path / "one", validate).labs["minimise"].path == path


def test_points_are_written_once_and_those_no_longer_used_go(tmp_path: Path) -> None:
    def session(fit: Regression) -> Session:
        return Session("regression", 0, {"regression": KeptLab(fit, FIT)})

    write_session(tmp_path, session(FIT))
    (points,) = tmp_path.glob("*.points")
    before = points.stat().st_mtime_ns, points.stat().st_ino
    write_session(tmp_path, session(replace(FIT, epochs=5)))
    assert (points.stat().st_mtime_ns, points.stat().st_ino) == before
    (tmp_path / ".session.json.abc.part").touch()
    moved = replace(FIT, data=GivenPoints(POINTS.values + 1))
    write_session(tmp_path, Session("regression", 0, {"regression": KeptLab(moved, moved)}))
    (points,) = tmp_path.glob("*.points")
    assert points.read_bytes() == (POINTS.values + 1).tobytes()
    assert not list(tmp_path.glob(".*.part"))


def test_a_table_is_read_again_where_it_is_as_it_was_and_else_its_points_are_kept(tmp_path: Path) -> None:
    table = tmp_path / os.fsdecode(b"d\xe9.csv")
    table.write_text("a,b,c\n1,2,3\n4,5,7\n6,8,9\n", encoding="utf-8")
    data = read_points(table, "a", "c")
    fit = Regression(data=data)
    folder = tmp_path / "one"
    write_session(folder, Session("regression", 0, {"regression": KeptLab(fit, fit)}))

    def found() -> object:
        return read_session(folder, validate).labs["regression"].experiment.data  # type: ignore[union-attr]

    assert found() == data
    table.write_text("a,b,c\n1,2,3\n4,5,8\n6,8,9\n", encoding="utf-8")
    assert found() == data.points
    table.unlink()
    assert found() == data.points


def test_a_write_that_fails_leaves_the_session_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_session(tmp_path, WHOLE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_session(tmp_path, replace(WHOLE, page=2))
    monkeypatch.undo()
    assert read_session(tmp_path, validate) == WHOLE


def damaged(folder: Path, name: str, data: bytes) -> None:
    """Read a session with one file replaced: it is the same, or refused in one sentence."""
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        found = read_session(folder, validate)
    except Refused as refusal:
        sentence = refusal.message.text()
        assert sentence
        assert "\n" not in sentence
    else:
        assert all(validate(lab.experiment) is None for lab in found.labs.values())
    finally:
        path.write_bytes(before)


def test_a_file_cut_off_anywhere_is_refused(written: Path) -> None:
    for name in (FILE, next(written.glob("*.points")).name):
        data = (written / name).read_bytes()
        for length in range(0, len(data.rstrip()), 11):
            path = written / name
            path.write_bytes(data[:length])
            with pytest.raises(Refused):
                read_session(written, validate)
        path.write_bytes(data)


@given(st.data())
def test_flipped_bytes_are_refused_or_make_no_difference_that_is_not_valid(written: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([FILE, next(written.glob("*.points")).name]))
    content = bytearray((written / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged(written, name, bytes(content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.data())
def test_any_value_in_any_place_is_refused_or_taken(written: Path, data: st.DataObject) -> None:
    document = json.loads((written / FILE).read_bytes())
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    if isinstance(place, dict) and data.draw(st.booleans()):
        del place[key]
    else:
        place[key] = data.draw(JSON)
    damaged(written, FILE, json.dumps(document).encode())


def test_a_newer_version_is_told_apart(tmp_path: Path) -> None:
    write_session(tmp_path, WHOLE)
    document = json.loads((tmp_path / FILE).read_bytes())
    (tmp_path / FILE).write_text(json.dumps({**document, "version": 2, "labs": "others"}), encoding="utf-8")
    with pytest.raises(NewerSession):
        read_session(tmp_path, validate)


def test_an_experiment_of_another_lab_and_a_path_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    write_session(tmp_path, WHOLE)
    document = json.loads((tmp_path / FILE).read_bytes())
    for change in ("lab", "points"):
        other = json.loads(json.dumps(document))
        if change == "lab":
            other["labs"]["minimise"]["saved"] = document["labs"]["surface"]["experiment"]
        else:
            other["labs"]["regression"]["experiment"]["data"]["kept"] = "../../etc/passwd"
        (tmp_path / FILE).write_text(json.dumps(other), encoding="utf-8")
        with pytest.raises(Refused):
            read_session(tmp_path, validate)
