"""The experiment file: strict, forgiving of nothing but what is left out, and read back as it was written."""

from __future__ import annotations

import errno
import json
import os
import re
import string
import subprocess
import sys
import time
from dataclasses import fields
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.catalogue.losses import LOSSES
from model.catalogue.optimizers import OPTIMIZERS
from model.data.datasets import DATASETS
from model.data.files import check_writable, sweep, write_atomically
from model.data.points import CsvPoints, GeneratedPoints, GivenPoints, names_of, pasted_points, points_of
from model.data.tables import read_table
from model.experiment import (
    EXPERIMENTS,
    LIMIT,
    Autograd,
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    Runner,
    ScheduleSetting,
    Seeded,
    Setting,
    Surface,
)
from model.experiment.changes import FIELD_TITLES
from model.experiment.file import encode, write
from model.experiment.presets import PRESETS
from model.experiment.validation import FIELD_CHECKS
from model.kinds import decode, read, validate
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.catalogue.entry import Knob

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HEAD = {"format": "descent-lab", "version": 1}
MINIMISE = {**HEAD, "lab": "minimise"}
REGRESSION = {**HEAD, "lab": "regression"}
SURFACE = {**HEAD, "lab": "surface"}
AUTOGRAD = {"format": "descent-lab", "version": 2, "lab": "autograd"}
OLD_PROGRAM = {**AUTOGRAD, "version": 1}
LONG = "max(x," * 900

numbers = st.floats(-LIMIT, LIMIT, allow_nan=False)
seeds = st.integers(0, 2**32 - 1)
epochs = st.integers(1, 10_000_000)
dtypes = st.sampled_from(["float64", "float32"])
tolerances = st.none() | st.floats(1e-300, LIMIT)


def knob_values(knob: Knob) -> st.SearchStrategy[float | bool]:
    if isinstance(knob.default, bool):
        return st.just(knob.default)
    if knob.whole:
        return st.integers(int(knob.low), int(knob.high))
    return st.floats(knob.low, knob.high, exclude_min=knob.low_open, exclude_max=knob.high_open)


@st.composite
def settings_of_optimizers(draw: st.DrawFn) -> OptimizerSetting:
    name = draw(st.sampled_from(sorted(OPTIMIZERS)))
    knobs = {knob.name: draw(knob_values(knob)) for knob in OPTIMIZERS[name].knobs}
    if knobs.get("nesterov"):
        knobs["momentum"] = draw(st.floats(0.1, 0.9))
        if "dampening" in knobs:
            knobs["dampening"] = 0.0
    return OptimizerSetting.of(name, **knobs)


@st.composite
def parts(draw: st.DrawFn, kind: type[Setting]) -> Setting | None:
    name = draw(st.none() | st.sampled_from(sorted(kind.catalogue)))
    if name is None:
        return None
    return kind.of(name, **{knob.name: draw(knob_values(knob)) for knob in kind.catalogue[name].knobs})


altering = {"schedule": parts(ScheduleSetting), "clip": parts(ClipSetting), "noise": parts(NoiseSetting)}


@st.composite
def losses(draw: st.DrawFn) -> LossChoice:
    name = draw(st.sampled_from([*sorted(LOSSES), "mean((y - y_pred)**2)", "mean(|y − y_pred|)"]))
    knobs = LOSSES[name].knobs if name in LOSSES else ()
    return LossChoice.of(name, **{knob.name: draw(knob_values(knob)) for knob in knobs})


points = st.lists(st.tuples(numbers, numbers), max_size=5).map(GivenPoints)
generated = st.builds(
    GeneratedPoints, st.sampled_from(sorted(DATASETS)), st.integers(1, 10_000_000), st.integers(0, 2**32 - 1)
)
domains = st.none() | st.tuples(st.floats(-1e6, 0), st.floats(1e-3, 1e6))
minimise = st.builds(
    Minimise,
    function=st.sampled_from(["x**2", "2x^4 − 3x² + 2x − 20", "sin(3x)e^(-x²/9)"]),
    start=numbers.map(lambda x: (("x", x),)) | seeds.map(Seeded) | st.just(()),
    optimizer=settings_of_optimizers(),
    epochs=epochs,
    dtype=dtypes,
    domain=domains,
    tolerance=tolerances,
    **altering,
)
runners = st.builds(
    Runner,
    settings_of_optimizers(),
    st.text(st.characters(categories=["L", "N", "S", "Zs"]), max_size=40).filter(str.isprintable),
    **altering,
)
intervals = st.tuples(st.floats(-1e6, 0), st.floats(1e-3, 1e6))
surface = st.builds(
    Surface,
    function=st.sampled_from(["(1 − x)² + 100(y − x²)²", "x*y", "sin(x) + y**2"]),
    start=st.tuples(numbers, numbers).map(lambda v: (("x", v[0]), ("y", v[1]))) | seeds.map(Seeded),
    runners=st.lists(runners, min_size=1, max_size=8).map(tuple),
    epochs=epochs,
    dtype=dtypes,
    domain=st.none() | st.tuples(intervals, intervals),
    tolerance=tolerances,
    **altering,
)
regression = st.builds(
    Regression,
    data=points | generated,
    prediction=st.sampled_from(["w*x + b", "wx + b", "b + w*x**2"]),
    loss=losses(),
    start=st.tuples(numbers, numbers).map(lambda v: (("w", v[0]), ("b", v[1]))) | seeds.map(Seeded),
    optimizer=settings_of_optimizers(),
    epochs=epochs,
    dtype=dtypes,
    batch_size=st.none() | st.integers(1, 1000),
    shuffle_seed=seeds,
    standardise=st.booleans(),
    tolerance=tolerances,
    **altering,
)


def from_json(**document: Any) -> Minimise | Regression | Surface:
    return decode(json.dumps(document).encode(), HERE)


def is_experiment_or_sentence(data: bytes) -> bool:
    try:
        found = decode(data, HERE)
    except Refused as refused:
        return bool(str(refused).strip())
    return decode(encode(found, HERE), HERE) == found


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        decode(data, HERE)
    text = str(caught.value)
    assert text.strip()
    return text


def refusal_of(**document: Any) -> str:
    return refusal(json.dumps(document).encode())


@given(minimise | regression | surface)
def test_what_is_written_is_read_back_equal(experiment: Minimise | Regression | Surface) -> None:
    assert decode(encode(experiment, HERE), HERE) == experiment


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_written_in_version_2_and_read_back_equal(preset: Any) -> None:
    data = encode(preset.experiment, HERE)
    assert json.loads(data)["version"] == 2
    assert decode(data, HERE) == preset.experiment
    if "source" not in json.loads(data):  # the other labs have the keys that they had in version 1
        assert decode(data.replace(b'"version": 2', b'"version": 1'), HERE) == preset.experiment


@given(st.text(max_size=60), seeds)
def test_any_text_of_a_program_is_read_back_equal_or_refused_with_its_place(source: str, seed: int) -> None:
    try:
        found = from_json(**AUTOGRAD, source=source, seed=seed)
    except Refused as refused:
        said = str(refused)
        assert re.match(r"source\[\d+:\d+\]: .", said)
    else:
        assert found == Autograd(source, seed) == decode(encode(found, HERE), HERE)


@given(st.binary(max_size=200))
def test_any_bytes_give_an_experiment_or_one_sentence(data: bytes) -> None:
    assert is_experiment_or_sentence(data)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
names = st.sampled_from(
    "format version lab function start optimizer runners epochs data loss x w seed name label learning_rate points "
    "csv generator count batch_size domain dtype source program actions".split()
)
values = st.recursive(
    leaves | st.sampled_from(["sgd", "adam", "mse", "huber", "book", "x**2"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(names, values, max_size=8), st.sampled_from(list(EXPERIMENTS)), st.sampled_from([1, 2]))
def test_any_json_gives_an_experiment_or_one_sentence(document: dict[str, Any], lab: str, version: int) -> None:
    assert is_experiment_or_sentence(json.dumps({**document, **HEAD, "version": version, "lab": lab}).encode())


@pytest.mark.parametrize(
    ("lab", "key"), [(lab, each.name) for lab, kind in EXPERIMENTS.items() for each in fields(kind)]
)
def test_every_field_is_read_checked_and_named(lab: str, key: str) -> None:
    with pytest.raises(Refused, match=key):
        decode(json.dumps({**HEAD, "lab": lab, key: {"?": []}}).encode(), HERE)
    assert key in FIELD_TITLES
    # data are checked as they are read and a program by its own rules; a switch has no wrong value
    assert key in FIELD_CHECKS or key in ("data", "source", "standardise")


def test_keys_not_given_take_the_defaults_of_the_window() -> None:
    assert from_json(**MINIMISE) == Minimise()
    assert from_json(**REGRESSION) == Regression()
    assert from_json(**SURFACE) == Surface()
    assert from_json(**AUTOGRAD) == from_json(**OLD_PROGRAM) == Autograd()
    adam = from_json(**MINIMISE, optimizer={"name": "adam"}).optimizer
    assert adam == OptimizerSetting.of("adam")


def test_a_byte_order_mark_is_allowed() -> None:
    assert decode(b"\xef\xbb\xbf" + json.dumps(MINIMISE).encode(), HERE) == Minimise()


def test_the_design_documents_examples_are_read() -> None:
    case_9 = from_json(
        **MINIMISE,
        function="2*x**4 - 3*x**2 + 2*x - 20",
        start={"x": 5.0},
        optimizer={"name": "sgd", "learning_rate": 0.001},
        epochs=15000,
        dtype="float64",
    )
    assert case_9.optimizer.learning_rate == 0.001
    assert case_9.epochs == 15000
    fit = from_json(
        **REGRESSION,
        data={"points": [[0.0, 1.5], [1.0, 2.9]]},
        prediction="w*x + b",
        loss={"name": "quantile", "level": 0.25},
        start={"w": 1, "b": 0.0},
        optimizer={"name": "adam", "learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        epochs=100000,
    )
    assert isinstance(fit, Regression)
    assert fit.loss == LossChoice.of("quantile", level=0.25)
    assert points_of(fit.data).tolist() == [[0.0, 1.5], [1.0, 2.9]]


REFUSED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({}, ("format",)),
    ({**MINIMISE, "format": "other"}, ("format", "descent-lab")),
    ({**MINIMISE, "version": 3}, ("version", "1 / 2", "got 3")),
    ({**MINIMISE, "version": 0}, ("version", "1 / 2", "got 0")),
    ({**MINIMISE, "version": True}, ("version",)),
    (HEAD, ("lab",)),
    ({**HEAD, "lab": "minimize"}, ("lab", "minimise")),
    ({**HEAD, "lab": "classify"}, ("lab", "classify", "minimise, regression, surface")),
    ({**MINIMISE, "epoch": 3}, ("epoch", "did you mean", "epochs")),
    ({**MINIMISE, "data": {}}, ("data",)),
    ({**MINIMISE, "epochs": "15"}, ("epochs", "a whole number", '"15"')),
    ({**MINIMISE, "epochs": 1.5}, ("epochs", "a whole number", "1.5")),
    ({**MINIMISE, "epochs": 0}, ("epochs", "at least 1")),
    ({**MINIMISE, "epochs": None}, ("epochs", "null")),
    ({**MINIMISE, "epochs": True}, ("epochs", "true")),
    ({**MINIMISE, "epochs": 10**40}, ("epochs",)),
    ({**MINIMISE, "start": {"x": "5"}}, ("start.x", "a number")),
    ({**MINIMISE, "start": {"x": 1e31}}, ("start.x",)),
    ({**MINIMISE, "start": {"q": 1}}, ("start.q",)),
    ({**MINIMISE, "start": {"seed": 1, "x": 2}}, ("start", '"x"')),
    ({**MINIMISE, "start": {"seed": -1}}, ("start.seed", "at least 0")),
    ({**MINIMISE, "start": 5}, ("start", "an object")),
    ({**MINIMISE, "domain": [1]}, ("domain", "two numbers")),
    ({**MINIMISE, "domain": [2, 1]}, ("domain",)),
    ({**MINIMISE, "domain": [0, "1"]}, ("domain",)),
    ({**MINIMISE, "dtype": "float16"}, ("dtype", "float64")),
    ({**MINIMISE, "tolerance": 0}, ("tolerance", "above 0")),
    ({**MINIMISE, "function": "x +"}, ("function", "column")),
    ({**MINIMISE, "optimizer": {"learning_rate": 1}}, ("optimizer.name", "missing")),
    ({**MINIMISE, "optimizer": {"name": "Adam"}}, ("optimizer.name", "did you mean", "adam")),
    ({**MINIMISE, "optimizer": {"name": "adam", "beta3": 1}}, ("optimizer", "beta3", "beta")),
    ({**MINIMISE, "optimizer": {"name": "adam", "beta1": 1.0}}, ("optimizer.beta1", "below 1")),
    ({**MINIMISE, "optimizer": {"name": "sgd", "nesterov": 1}}, ("optimizer.nesterov", "true or false")),
    ({**MINIMISE, "optimizer": {"name": "sgd", "learning_rate": True}}, ("optimizer.learning_rate",)),
    ({**REGRESSION, "loss": "huberr"}, ("loss", "did you mean", "huber")),
    ({**REGRESSION, "loss": "mean(y - q)"}, ("loss", "column")),
    ({**REGRESSION, "loss": {"name": "huber", "level": 1}}, ("loss", "level", "delta")),
    ({**REGRESSION, "prediction": "x"}, ("prediction",)),
    ({**REGRESSION, "data": {"points": [[0, 1], [2]]}}, ("data.points[1]", "two numbers", "[…]")),
    ({**REGRESSION, "data": {"points": [[0, 1], [2, "a"]]}}, ("data.points[1][1]", "a number", '"a"')),
    ({**REGRESSION, "data": {"points": [[0, 1], [2, 1e300]]}}, ("data.points[1][1]", "at most")),
    ({**REGRESSION, "data": {}}, ("data", "points, generator, csv")),
    ({**REGRESSION, "data": {"generator": "bock"}}, ("data.generator", "book")),
    ({**REGRESSION, "data": {"generator": "book", "count": 0}}, ("data.count", "at least 1")),
    ({**REGRESSION, "data": {"points": [], "x": 3}}, ("data.x", "text")),
    ({**REGRESSION, "data": {"points": [], "y": "a\nb"}}, ("data.y", "one line")),
    ({**REGRESSION, "data": {"points": [], "z": "a"}}, ("data", "z")),
    ({**REGRESSION, "data": {"csv": "no such file.csv"}}, ("data.csv", "no such file.csv")),
    ({**REGRESSION, "data": {"csv": "\0"}}, ("data.csv",)),
    ({**REGRESSION, "batch_size": 0}, ("batch_size", "at least 1")),
    ({**SURFACE, "optimizer": {"name": "sgd"}}, ("optimizer", "runners")),
    ({**SURFACE, "runners": []}, ("runners", "1 to 8", "got 0")),
    ({**SURFACE, "runners": [{"name": "sgd"}] * 9}, ("runners", "1 to 8", "got 9")),
    ({**SURFACE, "runners": {}}, ("runners", "a list of objects")),
    ({**SURFACE, "runners": ["sgd"]}, ("runners[0]", "an object", '"sgd"')),
    ({**SURFACE, "runners": [{"name": "sgd"}, {}]}, ("runners[1].name", "missing")),
    ({**SURFACE, "runners": [{"name": "sgd"}, {"name": "adamm"}]}, ("runners[1].name", "did you mean", "adam")),
    ({**SURFACE, "runners": [{"name": "adam", "lr": 1}]}, ("runners[0]", '"lr"', "learning_rate", "label")),
    ({**SURFACE, "runners": [{"name": "sgd"}, {"name": "sgd", "learning_rate": -1}]}, ("runners[1].learning_rate:",)),
    ({**SURFACE, "runners": [{"name": "sgd", "label": 3}]}, ("runners[0].label", "text")),
    ({**SURFACE, "runners": [{"name": "sgd", "label": "a" * 41}]}, ("runners[0].label", "at most 40")),
    ({**SURFACE, "runners": [{"name": "sgd", "label": "two\nlines"}]}, ("runners[0].label", "one line")),
    ({**SURFACE, "runners": [{"name": "sgd", "clip": {"name": "nrm"}}]}, ("runners[0].clip.name", "norm")),
    ({**SURFACE, "runners": [{"name": "sgd", "noise": {"name": "normal", "scale": -1}}]}, ("runners[0].noise.scale",)),
    ({**SURFACE, "start": {"z": 1}}, ("start.z", "x, y")),
    ({**SURFACE, "start": {"x": 1e31}}, ("start.x", "at most")),
    ({**SURFACE, "function": "x + w"}, ("function", "'w'", "x, y")),
    ({**SURFACE, "domain": [1, -1]}, ("domain[0]", "below the upper end")),
    ({**SURFACE, "domain": [[0, 1], [1, 1]]}, ("domain[1]", "below the upper end")),
    ({**SURFACE, "domain": [[0, 1], 2]}, ("domain[1]", "two numbers")),
    ({**SURFACE, "domain": [[0, 1], [0, "b"]]}, ("domain[1][1]", "a number")),
    ({**SURFACE, "domain": 3}, ("domain", "[low, high]")),
    ({**REGRESSION, "standardise": "yes"}, ("standardise", "true or false")),
    ({**AUTOGRAD, "source": ["x = 1"]}, ("source", "text")),
    ({**AUTOGRAD, "source": "x = 1\ny = (1 +\n"}, ("source[2:5]: ", "never closed")),
    ({**AUTOGRAD, "source": "x = 1", "seed": -1}, ("seed", "at least 0")),
    ({**AUTOGRAD, "source": "x = 1", "seed": 1.5}, ("seed", "a whole number")),
    ({**AUTOGRAD, "program": ["x = 1"]}, ("unknown key", '"program"', "source")),
    ({**AUTOGRAD, "source": "x = 1", "actions": []}, ("unknown key", '"actions"')),
    ({**OLD_PROGRAM, "program": "x = 1"}, ("program", "a list of texts")),
    ({**OLD_PROGRAM, "program": ["x = 1", 2]}, ("program[1]", "text")),
    ({**OLD_PROGRAM, "program": ["x = 1", "y = ("]}, ("source[3:5]: ", "never closed")),
    ({**OLD_PROGRAM, "actions": [None]}, ("actions[0]", "text")),
    ({**OLD_PROGRAM, "program": ["x = 1"], "source": "x = 1"}, ("unknown key", '"program"')),
]


@pytest.mark.parametrize(("document", "words"), REFUSED, ids=[json.dumps(d)[-50:] for d, _ in REFUSED])
def test_what_is_wrong_is_refused_with_its_key_and_what_was_expected(
    document: dict[str, Any], words: tuple[str, ...]
) -> None:
    text = refusal_of(**document)
    for word in words:
        assert word in text


def test_one_pair_is_the_domain_of_x_and_of_y() -> None:
    assert from_json(**SURFACE, domain=[-1, 2]) == from_json(**SURFACE, domain=[[-1, 2], [-1, 2]])


def test_a_runner_is_an_optimizer_with_a_label_and_parts_of_its_own() -> None:
    document = {"name": "adam", "learning_rate": 0.1, "label": "quick", "clip": {"name": "norm", "max_norm": 2}}
    runner = from_json(**SURFACE, runners=[document]).runners[0]
    assert runner == Runner(
        OptimizerSetting.of("adam", learning_rate=0.1), "quick", clip=ClipSetting.of("norm", max_norm=2.0)
    )
    assert from_json(**SURFACE, runners=[{"name": "adam", "clip": None}]).runners == (
        Runner(OptimizerSetting.of("adam")),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ("line 1, column 1",)),
        (b'{"format": "descent-lab",\n "version" 1}', ("line 2, column 12", "colon")),
        (b'{"a": 1, "a": 2}', ("'a'", "twice")),
        (b'{"a": NaN}', ("NaN",)),
        (b"\xff\xfe{\x00}\x00", ("UTF-8",)),
        (b"[" * 200_000, ("nested",)),
        (b'{"a": ' * 200_000, ("nested",)),
        (b"[1, 2]", ("an object",)),
        (b'{"format": "descent-lab", "version": ' + b"9" * 10_000 + b"}", ("version",)),
    ],
    ids=["empty", "colon", "twice", "NaN", "UTF-16", "lists", "objects", "list", "digits"],
)
def test_what_is_no_json_object_is_refused_with_its_place(data: bytes, words: tuple[str, ...]) -> None:
    text = refusal(data)
    for word in words:
        assert word in text


def test_a_csv_file_is_found_beside_the_experiment_and_stays_so_in_another_folder(tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "p.csv").write_text("height,weight\n1,2\nx,3\n3,4\n", encoding="utf-8")
    document = {**REGRESSION, "data": {"csv": "data/p.csv", "x": "height", "y": "weight"}}
    file = folder / "fit.descent.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    experiment = read(file)
    assert isinstance(experiment, Regression)
    assert isinstance(experiment.data, CsvPoints)
    assert points_of(experiment.data).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert [problem.line for problem in experiment.data.problems] == [3]
    elsewhere = tmp_path / "copy.descent.json"
    write(elsewhere, experiment)
    assert json.loads(elsewhere.read_text(encoding="utf-8"))["data"]["csv"] == "lesson/data/p.csv"
    assert read(elsewhere) == experiment


def test_a_csv_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("height,weight\n1,2\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"data\.csv"):
        decode(json.dumps({**REGRESSION, "data": {"csv": "p.csv", "x": "hight"}}).encode(), tmp_path)


def test_the_names_of_points_are_read_and_written(tmp_path: Path) -> None:
    file = tmp_path / "fit.descent.json"
    file.write_text(json.dumps({**REGRESSION, "data": {"points": [[1, 2]], "x": "height, cm", "y": "体重"}}), "utf-8")
    experiment = read(file)
    assert isinstance(experiment, Regression)
    assert names_of(experiment.data) == ("height, cm", "体重")
    write(file, experiment)
    assert read(file) == experiment
    assert json.loads(file.read_text("utf-8"))["data"] == {"points": [[1.0, 2.0]], "x": "height, cm", "y": "体重"}


def test_of_a_pasted_table_the_points_and_their_names_are_written(tmp_path: Path) -> None:
    pasted = pasted_points(read_table("hours\tscore\tage\n1\t20\t7\n3\t30\t8\n"))
    file = tmp_path / "fit.descent.json"
    write(file, Regression(data=pasted))
    assert read(file) == Regression(data=GivenPoints([[1, 20], [3, 30]], ("hours", "score")))


def test_the_largest_numbers_that_a_table_may_hold_are_written_and_read_again(tmp_path: Path) -> None:
    pasted = pasted_points(read_table("x,y\n1e150,-1e150\n1e31,2\n"))
    file = tmp_path / "fit.descent.json"
    write(file, Regression(data=pasted))
    assert read(file) == Regression(data=GivenPoints([[1e150, -1e150], [1e31, 2]], ("x", "y")))


@pytest.mark.parametrize("key", ["a\u2028b", "a\nb", "a\u202eb", "a\0b"])
def test_what_a_refusal_quotes_is_on_one_line(tmp_path: Path, key: str) -> None:
    for wrong in ({key: 1}, {"start": {key: []}}, {"lab": key}, {"optimizer": {"name": key}}):
        with pytest.raises(Refused) as refusal:
            decode(json.dumps({"format": "descent-lab", "version": 1, "lab": "minimise", **wrong}).encode(), tmp_path)
        assert str(refusal.value).isprintable()
        assert "a\\" in str(refusal.value)


@pytest.mark.parametrize(
    "wrong", [{"start": {LONG: 1}}, {"start": {LONG: []}}, {LONG: 1}, {"lab": LONG}, {"data": {LONG: 1}}]
)
def test_a_refusal_quotes_only_the_beginning_of_a_long_name(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        decode(json.dumps({"format": "descent-lab", "version": 1, "lab": "minimise", **wrong}).encode(), tmp_path)
    assert len(str(refusal.value)) < 500


def test_points_by_hand_that_no_file_may_hold_are_refused() -> None:
    with pytest.raises(Refused, match=r"^data\.points\[1\]\[0\]: expected a number at least −1×10¹⁵⁰ "):
        validate(Regression(data=GivenPoints([[1, 2], [-1e151, 2]])))


def test_what_cannot_be_shown_in_a_pasted_name_does_not_keep_it_from_being_written(tmp_path: Path) -> None:
    file = tmp_path / "fit.descent.json"
    write(file, Regression(data=pasted_points(read_table("a\ud800\tb\x07c\n1\t2\n"))))
    experiment = read(file)
    assert isinstance(experiment, Regression)
    assert names_of(experiment.data) == ("a·", "b·c")


SURROGATES = ("\ud800", "a\udcff", "\udfff\ud800", "x\ud83dy", "\udcff.csv")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the path of every object and list in a document with each key or place in it."""
    items = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    for key, item in items:
        yield path, key
        yield from places(item, (*path, key))


@pytest.mark.parametrize("experiment", [kind() for kind in EXPERIMENTS.values()], ids=list(EXPERIMENTS))
def test_half_of_a_surrogate_pair_anywhere_is_refused_or_comes_back(experiment: Any) -> None:
    text = encode(experiment, HERE)
    for path, key in places(json.loads(text)):
        for half in SURROGATES:
            for value in (half, [half], {half: half}):
                document = json.loads(text)
                reduce(lambda holder, step: holder[step], path, document)[key] = value
                assert is_experiment_or_sentence(json.dumps(document).encode())


def test_writing_replaces_the_file_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.descent.json"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    write(file, Minimise())
    assert read(file) == Minimise()
    assert os.listdir(tmp_path) == [file.name]
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o640


WRITER = """
import os, sys
from pathlib import Path
from model.data.files import write_atomically
def chunks():
    yield b"half"
    print("writing", flush=True)
    sys.stdin.readline()
    yield b" and half"
write_atomically(Path(sys.argv[1]), chunks())
"""


@pytest.mark.skipif(os.name == "nt", reason="there a file that is open cannot be removed")
def test_what_a_killed_process_left_is_swept_and_what_another_writes_or_a_user_has_stays(tmp_path: Path) -> None:
    def writer(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WRITER, str(tmp_path / name)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        return process

    users = [".a.part", ".descent-lab-1.part", "descent-lab-12345678.part", ".descent-lab-12345678.part.txt"]
    for name in users:
        (tmp_path / name).touch()
    killed, alive = writer("killed"), writer("alive")
    assert len([*tmp_path.glob(".descent-lab-????????.part")]) == 2
    killed.kill()
    killed.communicate()
    sweep(str(tmp_path))
    assert len([*tmp_path.glob(".descent-lab-????????.part")]) == 1
    alive.communicate("go on\n")
    assert alive.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*users, "alive"])
    assert (tmp_path / "alive").read_bytes() == b"half and half"


@pytest.mark.skipif(os.name == "nt", reason="there nothing is claimed")
def test_where_a_disk_knows_no_claims_only_what_is_a_day_old_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    old, new = tmp_path / ".descent-lab-aaaaaaaa.part", tmp_path / ".descent-lab-bbbbbbbb.part"
    for path in (old, new):
        path.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    monkeypatch.setattr("fcntl.flock", refuse)
    write_atomically(tmp_path / "a", [b"x"])  # which sweeps a folder the first time
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, "a"]
    sweep(str(tmp_path / "nowhere"))
    sweep("a\0b")  # as damaged settings may name one


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("", encoding="utf-8")
    link.symlink_to(real)
    write(link, Minimise())
    assert link.is_symlink()
    assert read(real) == Minimise()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot write"):
        write(tmp_path / "no" / "a.json", Minimise())
    with pytest.raises(Refused, match="no such file"):
        read(tmp_path / "no" / "a.json")
    with pytest.raises(Refused, match="not a file"):
        read(tmp_path)


@given(st.text(string.printable, max_size=40))
def test_any_text_in_a_formulas_place_gives_an_experiment_or_one_sentence(text: str) -> None:
    for document in ({**MINIMISE, "function": text}, {**REGRESSION, "loss": text, "prediction": text}):
        assert is_experiment_or_sentence(json.dumps(document).encode())


def test_schedule_clip_and_noise_have_torch_s_argument_names() -> None:
    experiment = from_json(
        **MINIMISE,
        schedule={"name": "cosine", "T_max": 100},
        clip={"name": "norm", "max_norm": 1},
        noise={"name": "normal", "scale": 0.5, "seed": 3},
    )
    assert experiment.schedule == ScheduleSetting.of("cosine", T_max=100, eta_min=0.0)
    assert experiment.clip == ClipSetting.of("norm", max_norm=1.0)
    assert experiment.noise == NoiseSetting.of("normal", scale=0.5, seed=3)
    assert from_json(**MINIMISE, schedule=None, clip=None, noise=None) == from_json(**MINIMISE)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"schedule": "cosine"}, 'schedule: expected an object, got "cosine"'),
        ({"schedule": {}}, "the key 'schedule.name' is missing"),
        ({"schedule": {"name": "cosin"}}, 'schedule.name: unknown name "cosin"; did you mean "cosine"?'),
        ({"schedule": {"name": "cosine", "t_max": 5}}, 'schedule: unknown key "t_max"; did you mean "T_max"?'),
        ({"schedule": {"name": "cosine", "T_max": 5.5}}, "schedule.T_max: expected a whole number, got 5.5"),
        (
            {"clip": {"name": "norm", "max_norm": -1}},
            "clip.max_norm: expected a number at least 0 and at most 1×10³⁰, got −1",
        ),
        ({"noise": {"name": "normal", "seed": True}}, "noise.seed: expected a whole number, got true"),
    ],
)
def test_a_wrong_schedule_clip_or_noise_is_refused(part: dict[str, Any], sentence: str) -> None:
    assert refusal_of(**MINIMISE, **part) == sentence


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"noise": {"name": "normal", "seed": 2**32}}, "at most 4 294 967 295, got 4 294 967 296"),
        ({"optimizer": {"name": "sgd", "momentum": 1 + 1e-12}}, "at most 1, got 1.000000000001"),
    ],
)
def test_a_number_just_outside_its_range_does_not_read_like_the_bound(part: dict[str, Any], sentence: str) -> None:
    assert refusal_of(**MINIMISE, **part).replace("\u202f", " ").endswith(sentence)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names of pipes")
def test_what_is_no_file_is_written_to_as_it_is() -> None:
    reader, writer = os.pipe()
    path = Path(f"/dev/fd/{writer}")
    check_writable(path)
    write_atomically(path, (b"ab", b"c"))
    os.close(writer)
    with open(reader, "rb") as stream:
        assert stream.read() == b"abc"


def test_a_start_names_a_parameter_as_the_formula_writes_it() -> None:
    document = {**REGRESSION, "prediction": "w₀ + w₁x", "start": {"w₀": 1.0, "w1": 2.0}}
    experiment = decode(json.dumps(document).encode(), HERE)
    assert experiment.start == (("w0", 1.0), ("w1", 2.0))
    with pytest.raises(Refused, match="appears twice"):
        decode(json.dumps({**document, "start": {"w₀": 1.0, "w0": 2.0}}).encode(), HERE)


def test_another_rule_takes_a_weight_decay_that_was_set_and_else_has_its_own() -> None:
    assert OptimizerSetting.of("sgd", learning_rate=0.3).with_rule("adamw").knob("weight_decay") == 0.01
    assert OptimizerSetting.of("adamw").with_rule("adam").knob("weight_decay") == 0
    kept = OptimizerSetting.of("sgd", learning_rate=0.3, weight_decay=0.2).with_rule("adamw")
    assert (kept.learning_rate, kept.knob("weight_decay")) == (0.3, 0.2)
