"""A race: every runner descends as if it were alone, and all that speaks of a descent speaks of it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from model.analysis.results import RaceResult
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.surfaces import SURFACES
from model.descent.explain import explain
from model.descent.history import STATE_INTERVAL
from model.descent.loop import descend
from model.descent.phases import phases, state_at
from model.descent.race import Race
from model.engine.runs import begin_run
from model.experiment import (
    ClipSetting,
    NoiseSetting,
    OptimizerSetting,
    Runner,
    ScheduleSetting,
    Seeded,
    Surface,
)
from model.experiment.changes import describe_change
from model.experiment.presets import presets_of
from model.kinds import listing as program_of
from model.kinds import run
from model.listing.script import function_program
from model.message import Refused

if TYPE_CHECKING:
    from model.descent.history import History

SGD = Runner(OptimizerSetting.of("sgd", learning_rate=5e-4))
ADAM = Runner(OptimizerSetting.of("adam", learning_rate=0.05), "quick")
NEWTON = Runner(OptimizerSetting.of("newton"))
PARTS = {
    "schedule": ScheduleSetting.of("cosine", T_max=50),
    "clip": ClipSetting.of("norm", max_norm=2.0),
    "noise": NoiseSetting.of("normal", scale=0.1, seed=4),
}


def finished(experiment: Surface) -> Race:
    race = Race(experiment.runs)
    while race.step():
        pass
    return race


def of_runners(*runners: Runner, epochs: int = 200, **changes: Any) -> Surface:
    return Surface(runners=runners, epochs=epochs, **changes)


# ---- rows


def test_each_runner_descends_as_if_it_were_alone() -> None:
    experiment = of_runners(SGD, ADAM, NEWTON, **PARTS)
    for index, history in enumerate(finished(experiment).histories):
        alone = descend(experiment.run_of(index))
        while alone.step():
            pass
        np.testing.assert_array_equal(history.rows(), alone.history.rows())


def test_what_the_race_says_holds_for_runners_without_parts_of_their_own() -> None:
    own = ClipSetting.of("value", clip_value=0.5)
    experiment = of_runners(SGD, replace(ADAM, clip=own), **PARTS)
    first, second = experiment.run_of(0), experiment.run_of(1)
    assert (first.schedule, first.clip, first.noise) == tuple(PARTS.values())
    assert (second.schedule, second.clip, second.noise) == (PARTS["schedule"], own, PARTS["noise"])


def test_a_step_is_one_row_of_every_runner_that_still_goes() -> None:
    wild = Runner(OptimizerSetting.of("sgd", learning_rate=0.01))
    race = begin_run(of_runners(SGD, wild, epochs=30))
    assert isinstance(race, Race)
    for row in range(4):
        assert race.step()
        assert [len(history) for history in race.histories] == [row + 1, row + 1]
    while race.step():
        pass
    slow, flown = race.histories
    assert (slow.stopped, flown.stopped) == ("complete", "diverged")
    assert len(flown) < len(slow) == len(race.history) == 31
    assert race.history.stopped == "complete"
    assert race.history.diverged_at is None
    assert not race.step()


def test_a_race_has_diverged_only_when_all_runners_have() -> None:
    runners = [Runner(OptimizerSetting.of("sgd", learning_rate=rate)) for rate in (0.5, 0.02)]
    history = finished(of_runners(*runners, epochs=300)).history
    assert history.stopped == "diverged"
    assert history.diverged_at == max(each.diverged_at or 0 for each in history.histories)


def test_a_view_of_a_race_stays_as_it_is() -> None:
    race = Race(of_runners(SGD, ADAM).runs)
    for _ in range(5):
        race.step()
    view = race.history.view()
    race.step()
    assert (len(view), view.last, len(race.history), race.history.last) == (5, 4, 6, 5)
    assert (view.step_at(3), view.index_of(3), view.following, view.kept_every) == (3, 3, 5, 1)


def test_a_start_out_of_the_function_s_reach_is_refused_when_the_run_begins() -> None:
    experiment = Surface("log(x) + y^2", (("x", -1.0), ("y", 2.0)))
    with pytest.raises(Refused, match=r"f\(x, y\) is not a finite number at the start x = −1, y = 2"):
        Race(experiment.runs)


def test_the_tolerance_stops_each_runner_by_itself() -> None:
    race = finished(of_runners(SGD, NEWTON, epochs=100, tolerance=1e-6))
    assert [history.stopped for history in race.histories] == ["complete", "tolerance"]
    assert race.history.stopped == "complete"


# ---- one step of a runner


@pytest.mark.parametrize("runner", [SGD, ADAM, NEWTON], ids=["sgd", "adam", "newton"])
def test_phases_of_a_runner_lead_to_its_next_row(runner: Runner) -> None:
    experiment = of_runners(runner, epochs=12, **PARTS).run_of(0)
    history = descend_to_the_end(experiment)
    found = {phase.name: phase.values for phase in phases(experiment, history, 7)}
    assert found["forward"]["f(x, y)"] == history["loss"][7]
    assert [found["backward"][f"grad_{name}"] for name in "xy"] == history.gradient_at(7).tolist()
    assert [found["update"][name] for name in "xy"] == history.values_at(8).tolist()


def test_the_state_of_a_runner_is_replayed_from_the_last_one_kept() -> None:
    experiment = of_runners(ADAM, epochs=STATE_INTERVAL + 40).run_of(0)
    history = descend_to_the_end(experiment)
    place = STATE_INTERVAL + 30
    state = state_at(experiment, history, place)
    x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in experiment.start_values())
    optimizer = torch.optim.Adam([x, y], lr=0.05)
    for _ in range(place):
        optimizer.zero_grad()
        ((1 - x) ** 2 + 100 * (y - x**2) ** 2).backward()
        optimizer.step()
    expected = [optimizer.state[leaf]["exp_avg_sq"].item() for leaf in (x, y)]
    assert state["exp_avg_sq"].tolist() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_optimizer_s_update_on_a_surface_is_explained_for_x_and_y(name: str) -> None:
    experiment = of_runners(Runner(OptimizerSetting.of(name, learning_rate=0.001)), epochs=5).run_of(0)
    blocks = {block.parameter: block for block in explain(experiment, descend_to_the_end(experiment), 3)}
    assert {"x", "y"} <= set(blocks)
    for name in "xy":
        step = blocks[name].step
        assert step is not None
        assert step.name == rf"\following{{{name}_{{4}}}}"


def descend_to_the_end(experiment: Any) -> History:
    descent = descend(experiment)
    while descent.step():
        pass
    return descent.history


# ---- results


def test_the_csv_has_the_runner_first_and_every_row_of_every_runner() -> None:
    result = run(of_runners(SGD, ADAM, epochs=20, tolerance=1e-3))
    assert isinstance(result, RaceResult)
    rows = list(csv.DictReader(io.StringIO(b"".join(result.csv()).decode())))
    assert list(rows[0]) == ["runner", "epoch", "loss", "x", "y", "grad_x", "grad_y"]
    for number, history in enumerate(result.histories, 1):
        own = [row for row in rows if row["runner"] == str(number)]
        assert [int(row["epoch"]) for row in own] == list(range(len(history)))
        for name in history.columns:
            assert [float(row[name]) for row in own] == history[name].tolist()
    assert rows == sorted(rows, key=lambda row: int(row["runner"]))


def test_the_json_says_of_each_runner_what_other_labs_say_of_their_run() -> None:
    result = run(of_runners(SGD, ADAM, epochs=20))
    document = json.loads(result.json())
    assert list(document) == ["engine", "epochs", "runners"]
    assert (document["engine"], document["epochs"]) == ("autograd", 20)
    first, second = document["runners"]
    assert list(first) == ["runner", "label", "optimizer", "epochs", "verdict", "final"]
    assert (first["runner"], first["label"], first["optimizer"]) == (1, "", "sgd")
    assert (second["runner"], second["label"], second["optimizer"]) == (2, "quick", "adam")
    assert set(first["verdict"]) == {"code", "text"}
    assert list(first["final"]) == ["loss", "x", "y"]
    assert first["final"]["x"] == result.histories[0]["x"][-1]


def test_the_summary_names_each_runner_by_its_number_and_label() -> None:
    lines = [message.text() for message in run(of_runners(SGD, ADAM, epochs=5)).summary()]
    assert [line.split(":")[0] for line in lines] == ["1. Gradient descent (SGD)"] * 2 + ["2. quick"] * 2


def test_progress_rises_to_one() -> None:
    heard: list[float] = []
    run(of_runners(SGD, ADAM, epochs=1_100), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


# ---- the program


RUN_ALL = """
import contextlib, io, json, sys, torch
outputs = []
for source in json.load(sys.stdin):
    torch.set_default_dtype(torch.float32)  # as at the start of an interpreter
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "program", "exec"), {"__name__": "__main__"})
    outputs.append(out.getvalue())
json.dump(outputs, sys.stdout)
"""


def with_rate(name: str) -> Runner:
    return Runner(OptimizerSetting.of(name, learning_rate=0.001))


PROGRAMS = {
    "labels": of_runners(SGD, replace(ADAM, label='it\'s "quick"'), NEWTON, epochs=60),
    "parts": of_runners(SGD, ADAM, NEWTON, epochs=60, start=Seeded(5), **PARTS),
    "first optimizers": of_runners(*map(with_rate, list(OPTIMIZERS)[:8]), epochs=40),
    "other optimizers": of_runners(*map(with_rate, list(OPTIMIZERS)[8:]), epochs=40),
    "a sum of functions of one parameter each": of_runners(NEWTON, SGD, epochs=20, function="x^4/2 + 2y^2"),
    "a function that PyTorch has not": of_runners(SGD, ADAM, epochs=20, function="cbrt(x)^4 + mod(y, 3)"),
    "tolerance": of_runners(
        SGD,
        ADAM,
        epochs=3_000,
        tolerance=0.5,
        function=SURFACES["goldstein_price"].formula,
        start=(("x", 0.5), ("y", -1.6)),
        clip=ClipSetting.of("norm", max_norm=20.0),
    ),
}
OF_TWO = of_runners(SGD, ADAM, epochs=60, **PARTS)


@pytest.fixture(scope="session")
def printed() -> dict[str, list[dict[str, float]]]:
    """Run every program in one interpreter that has nothing of this project; return what they print of each runner."""
    sources = {name: program_of(experiment).source for name, experiment in PROGRAMS.items()}
    sources["one of two"] = 'print("runner 1")\n' + function_program(OF_TWO.run_of(1)).source
    command = [sys.executable, "-I", "-c", RUN_ALL]
    given = json.dumps([*sources.values()])
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return dict(zip(sources, map(read_runners, json.loads(done.stdout)), strict=True))


def read_runners(output: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = []
    for line in output.splitlines():
        if line.startswith("runner "):
            assert line == f"runner {len(found) + 1}"
            found.append({})
        else:
            name, value = line.split(" = ")
            found[-1][name] = float(value)
    return found


@pytest.mark.parametrize("key", PROGRAMS)
def test_the_program_of_a_race_ends_where_every_runner_does(
    key: str, printed: dict[str, list[dict[str, float]]]
) -> None:
    found = printed[key]
    histories = finished(PROGRAMS[key]).histories
    assert len(found) == len(histories)
    for values, history in zip(found, histories, strict=True):
        last = history.row(len(history) - 1)
        for name in ("loss", "x", "y"):
            assert values[name] == pytest.approx(last[name], rel=1e-9, abs=1e-11)


def test_the_program_of_one_runner_ends_where_it_does(printed: dict[str, list[dict[str, float]]]) -> None:
    (values,) = printed["one of two"]
    last = finished(OF_TWO).histories[1].row(60)
    assert [values[name] for name in ("loss", "x", "y")] == pytest.approx(
        [last[n] for n in ("loss", "x", "y")], rel=1e-9
    )


def test_the_program_marks_where_each_runner_s_phases_are() -> None:
    listing = program_of(of_runners(SGD, ADAM))
    lines = listing.source.splitlines()
    for index in range(2):
        texts = [lines[listing.lines[f"runners[{index}].{phase}"] - 1].strip() for phase in ("forward", "update")]
        assert texts == ["z = f(x, y)", "optimizer.step()"]
    assert max(map(len, lines)) <= 60 + 4


# ---- what changed


RUNNERS = (SGD, Runner(OptimizerSetting.of("momentum", learning_rate=5e-4)), ADAM)


@pytest.mark.parametrize(
    ("runners", "text"),
    [
        ((*RUNNERS, NEWTON), "add runner Newton's method"),
        ((NEWTON, *RUNNERS), "add runner Newton's method"),
        (RUNNERS[1:], "remove runner Gradient descent (SGD)"),
        (RUNNERS[:2], "remove runner quick"),
        (RUNNERS[::-1], "order of the runners"),
        ((*RUNNERS[:2], replace(ADAM, label="fast")), "rename runner quick to fast"),
        (
            (replace(SGD, optimizer=SGD.optimizer.with_knob("learning_rate", 0.1)), *RUNNERS[1:]),
            "Gradient descent (SGD): learning rate 0.0005 → 0.1",
        ),
        ((*RUNNERS[:2], replace(ADAM, optimizer=NEWTON.optimizer)), "quick: optimizer Adam → Newton's method"),
        ((*RUNNERS[:2], replace(ADAM, clip=PARTS["clip"])), "quick: gradient clipping none → Clip the norm"),
        ((NEWTON,), "runners"),
    ],
)
def test_a_change_of_the_runners_is_named(runners: tuple[Runner, ...], text: str) -> None:
    before = of_runners(*RUNNERS)
    assert describe_change(before, replace(before, runners=runners)).text() == text


def test_a_change_of_the_rectangle_is_named() -> None:
    before = of_runners(SGD)
    after = replace(before, domain=((-1.0, 2.0), (0.0, 3.5)))
    assert describe_change(before, after).text() == "domain none → [[−1, 2], [0, 3.5]]"


def test_a_new_window_shows_the_race_along_the_valley() -> None:
    assert {preset.key: preset.experiment for preset in presets_of("surface")}["race_valley"] == Surface()
