"""Descents: the book's numbers, the closed form, mini-batches, where runs end, and steps taken apart."""

from __future__ import annotations

import os
import sys
from collections import deque
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from model.catalogue.optimizers import OPTIMIZERS
from model.data.points import BOOK_DATA, GivenPoints, points_of
from model.descent.history import STATE_INTERVAL
from model.descent.loop import descend
from model.descent.objectives import objective_of
from model.descent.phases import phases, state_at
from model.experiment import (
    LIMIT,
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    Seeded,
)
from model.message import Refused
from tests.model.both_engines import compiled

if TYPE_CHECKING:
    from model.descent.history import History

FROM_ZERO = (("w", 0.0), ("b", 0.0))
SGD = OptimizerSetting.of("sgd", learning_rate=0.0001)
CASE_9 = Minimise(
    "2*x**4 - 3*x**2 + 2*x - 20",
    (("x", 5.0),),
    OptimizerSetting.of("sgd", learning_rate=0.001),
    epochs=15_000,
)
LINE = Regression(start=FROM_ZERO, optimizer=SGD, epochs=100)
W, B = 0.8522962312899167, 4.71798350473433


def run(experiment: Minimise | Regression) -> History:
    descent = descend(experiment)
    deque(descent, maxlen=0)
    return descent.history


def resident() -> int:
    """Return the resident size of this process in bytes; 0 where the system does not tell it as Linux does."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


# ---- the book's cases


def test_case_8_is_five_times_powers_of_four_tenths() -> None:
    history = run(Minimise())
    assert len(history) == 16
    assert history["x"] == pytest.approx(5.0 * 0.4 ** np.arange(16), rel=1e-12)
    assert history["loss"] == pytest.approx(history["x"] ** 2, rel=1e-15)
    assert history["grad_x"] == pytest.approx(2 * history["x"], rel=1e-15)
    assert history.stopped == "complete"
    assert history.diverged_at is None


def test_case_9_halts_at_the_inflection() -> None:
    x = run(CASE_9)["x"]
    assert len(x) == 15_001
    assert x[:4] == pytest.approx([5.0, 4.028, 3.52734056, 3.19540352], abs=5e-9)
    assert x[-1] == pytest.approx(0.5054386, abs=5e-8)


def test_case_10_begins_as_the_book_says() -> None:
    history = run(replace(LINE, start=Seeded(0)))
    assert len(history) == 101
    assert history.values_at(0).tolist() == np.random.default_rng(0).standard_normal(2).tolist()
    loss = history["loss"] - history["loss"][-1]  # on a linear axis it is flat after about 10 epochs
    assert (loss[10:] < 0.05 * loss[0]).all()


@pytest.fixture(scope="session")
def long_run(is_long: bool) -> tuple[History, float]:
    """Return case 11 from 0 by the reference loop, and by how many MB it raised the resident size.

    Of its 100,000 epochs the loop does a fifth where a sample is enough; the compiled engine does all of them.
    """
    descent = descend(replace(LINE, epochs=100_000 if is_long else 20_000))
    rows = iter(descent)
    deque(islice(rows, 1_000), maxlen=0)
    before = resident()
    deque(rows, maxlen=0)
    return descent.history, (resident() - before) / 1e6


@pytest.fixture(scope="session")
def compiled_run() -> History:
    return compiled(replace(LINE, epochs=100_000))


def test_case_11_after_100_1000_and_100000_epochs(long_run: tuple[History, float], compiled_run: History) -> None:
    assert len(compiled_run) == 100_001
    for history in (compiled_run, long_run[0]):
        assert history.values_at(100) == pytest.approx([0.99467558, 0.05408583], abs=5e-9)
        assert history.values_at(1_000) == pytest.approx([0.98832684, 0.2620513], abs=5e-8)
        if len(history) > 100_000:
            assert history.values_at(100_000) == pytest.approx([0.85319674, 4.68848566], abs=5e-9)


@pytest.mark.parametrize("k", [1, 100, 1_000, 20_000, 100_000])
def test_a_line_fit_agrees_with_the_closed_form(long_run: tuple[History, float], compiled_run: History, k: int) -> None:
    x, y = points_of(BOOK_DATA).T
    design = np.column_stack([x, np.ones_like(x)])
    exact = np.linalg.lstsq(design, y)[0]
    assert exact == pytest.approx([W, B], rel=1e-12)
    values, vectors = np.linalg.eigh(2.0 * design.T @ design / len(x))
    shrunk = (1.0 - SGD.learning_rate * values) ** k
    expected = exact + vectors @ (shrunk * (vectors.T @ (0.0 - exact)))
    assert compiled_run.values_at(k) == pytest.approx(expected, rel=1e-9)
    if k < len(long_run[0]):
        assert long_run[0].values_at(k) == pytest.approx(expected, rel=1e-9)


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_a_hundred_thousand_epochs_take_less_than_30_megabytes(long_run: tuple[History, float]) -> None:
    history, megabytes = long_run
    assert megabytes < 30.0 * len(history) / 100_000


# ---- a history is a pure function of its experiment

VARIED = [
    replace(CASE_9, epochs=300),
    replace(CASE_9, epochs=300, optimizer=OptimizerSetting.of("adam"), dtype="float32"),
    replace(LINE, optimizer=OptimizerSetting.of("rmsprop", centered=True)),
    replace(LINE, batch_size=30, loss=LossChoice.of("huber"), optimizer=OptimizerSetting.of("nesterov")),
    replace(LINE, prediction="a*x^2 + b*x + c", start=Seeded(3), standardise=True, optimizer=SGD),
]


@pytest.mark.parametrize("experiment", VARIED, ids=str)
def test_the_same_experiment_gives_the_same_bits(experiment: Minimise | Regression) -> None:
    first = run(experiment)
    other = descend(replace(LINE, epochs=10))  # another run in between changes nothing
    descent = descend(experiment)
    while descent.step():
        other.step()
    assert descent.history.rows().tobytes() == first.rows().tobytes()
    assert len(first) == experiment.epochs * descent.objective.updates_per_epoch + 1


@pytest.mark.parametrize("experiment", VARIED, ids=str)
def test_every_row_has_the_loss_and_gradient_at_its_own_parameters(
    experiment: Minimise | Regression,
) -> None:
    history = run(experiment)
    objective = objective_of(experiment)
    for row in (0, 7, len(history) - 1):
        at = torch.tensor(history.values_at(row), dtype=objective.dtype, requires_grad=True)
        loss = objective.loss(at, row)
        (gradient,) = torch.autograd.grad(loss, at)
        assert history["loss"][row] == loss.item()
        assert history.gradient_at(row) == pytest.approx(gradient.numpy(), rel=1e-6)


def test_float32_rounds_as_float32_does() -> None:
    x = run(replace(Minimise(), dtype="float32"))["x"]
    assert np.array_equal(x, x.astype(np.float32))
    assert not np.array_equal(x, run(Minimise())["x"])


def test_a_gradient_is_0_for_what_the_loss_does_not_depend_on() -> None:
    history = run(Minimise("sign(x)", epochs=3))
    assert history["grad_x"].tolist() == [0.0] * 4
    history = run(replace(LINE, prediction="where(w > 0, b, 2*b)", epochs=3))
    assert history["grad_w"].tolist() == [0.0] * 4


# ---- where a run ends by itself


def test_a_run_stops_at_divergence_and_keeps_the_finite_rows() -> None:
    history = run(replace(Minimise(), optimizer=OptimizerSetting.of("sgd", learning_rate=3.0), epochs=1_000))
    assert history.stopped == "diverged"
    assert history.diverged_at == len(history)
    assert np.isfinite(history.rows()).all()
    assert np.abs(history["loss"]).max() <= LIMIT
    assert history["x"][-1] == pytest.approx(5.0 * (-5.0) ** (len(history) - 1))
    assert 25.0 * 25.0**history.diverged_at > LIMIT


def test_a_run_stops_where_the_function_ends() -> None:
    optimizer = OptimizerSetting.of("sgd", learning_rate=3.0)
    history = run(Minimise("x*log(x)", (("x", 0.5),), optimizer, epochs=50))
    assert history.stopped == "diverged"
    assert np.isfinite(history.rows()).all()


@pytest.mark.parametrize("text", ["-1e20*x^3", "exp(x) - x^9"])
def test_a_run_without_a_floor_ends_finite(text: str) -> None:
    history = run(Minimise(text, (("x", 1.0),), OptimizerSetting.of("sgd", learning_rate=0.1), epochs=500))
    assert history.stopped == "diverged"
    assert np.isfinite(history.rows()).all()


def test_a_run_stops_when_the_gradient_is_below_the_tolerance() -> None:
    history = run(replace(Minimise(), tolerance=0.01, epochs=1_000))
    assert history.stopped == "tolerance"
    assert abs(history["grad_x"][-1]) < 0.01
    assert (np.abs(history["grad_x"][:-1]) >= 0.01).all()


def test_with_mini_batches_the_tolerance_is_on_all_points() -> None:
    experiment = replace(
        LINE,
        standardise=True,
        batch_size=50,
        tolerance=0.5,
        epochs=2_000,
        optimizer=OptimizerSetting.of("sgd", learning_rate=0.02),
    )
    history = run(experiment)
    assert history.stopped == "tolerance"
    assert (len(history) - 1) % 2 == 0
    at = torch.tensor(history.values_at(len(history) - 1), requires_grad=True)
    (gradient,) = torch.autograd.grad(objective_of(experiment).loss(at), at)
    assert gradient.norm().item() < 0.5


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (
            Minimise("log(x)", (("x", -1.0),)),
            "f(x) is not a finite number at the start x = −1; choose another start",
        ),
        (
            Minimise("sqrt(x)", (("x", 0.0),)),
            "the gradient is not a finite number at the start x = 0; choose another start",
        ),
        (
            Minimise("x^4", (("x", 1e9),)),
            "f(x) is larger than 1×10³⁰ at the start x = 1×10⁹; choose another start",
        ),
        (
            replace(LINE, prediction="w/x + b", data=GivenPoints([[0.0, 1.0], [1.0, 2.0]])),
            "the loss is not a finite number at the start w = 0, b = 0; choose another start",
        ),
    ],
)
def test_a_start_without_a_finite_loss_is_refused(experiment: Minimise | Regression, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        descend(experiment)
    assert str(refusal.value) == sentence


# ---- a step taken apart


@pytest.mark.parametrize(
    ("name", "dtype", "interval"),
    [*((name, "float64", 64) for name in OPTIMIZERS), ("adam", "float32", 64), ("adam", "float64", STATE_INTERVAL)],
)
def test_the_state_at_any_row_is_replayed_to_the_bit(
    name: str, dtype: str, interval: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("loop", "phases"):
        monkeypatch.setattr(f"model.descent.{module}.STATE_INTERVAL", interval)
    experiment = replace(
        CASE_9,
        optimizer=OptimizerSetting.of(name, learning_rate=0.0005, weight_decay=0.01),
        epochs=interval + 6,
        dtype=dtype,  # type: ignore[arg-type]
        noise=NoiseSetting.of("normal", scale=0.01),
        clip=ClipSetting.of("norm", max_norm=100.0),
        schedule=ScheduleSetting.of("one_cycle"),
    )
    history = run(experiment)
    assert len(history.states) == 2
    for row in (0, 40, interval - 1, interval, interval + 3):
        update = phases(experiment, history, row)[-1]
        assert update.values["x"] == history["x"][row + 1]
    kept = history.states.pop(1)
    replayed = state_at(experiment, history, interval - 1)
    assert replayed.keys() == kept.keys()
    step = phases(experiment, history, interval - 1)[-1]
    for key, value in kept.items():
        assert step.values[f"{key}_x" if value.dim() else key] == value.item()


def test_the_phases_of_a_step_on_a_function() -> None:
    history = run(Minimise())
    zero, forward, loss, backward, update = phases(Minimise(), history, 1)
    assert [phase.name for phase in (zero, forward, loss, backward, update)] == [
        "zero",
        "forward",
        "loss",
        "backward",
        "update",
    ]
    assert zero.values == {"grad_x": None}
    assert forward.values == {"x": 2.0, "f(x)": 4.0}
    assert loss.values == {"loss": 4.0}
    assert backward.values == {"grad_x": 4.0}
    assert update.values == pytest.approx({"step_x": -1.2, "x": 0.8})


def test_the_phases_of_a_mini_batch_show_its_points() -> None:
    experiment = replace(LINE, batch_size=30, optimizer=OptimizerSetting.of("momentum", learning_rate=1e-4))
    history = run(experiment)
    _, forward, loss, backward, update = phases(experiment, history, 6)
    chosen = np.random.default_rng([experiment.shuffle_seed, 1]).permutation(100)[60:90]
    x, y = points_of(BOOK_DATA)[chosen].T
    w, b = history.values_at(6)
    assert np.array_equal(forward.values["x"], x)
    assert np.array_equal(forward.values["y"], y)
    assert forward.values["y_pred"] == pytest.approx(w * x + b, rel=1e-14)
    assert loss.values["loss"] == history["loss"][6]
    assert [backward.values["grad_w"], backward.values["grad_b"]] == history.gradient_at(6).tolist()
    assert set(update.values) == {
        "step_w",
        "step_b",
        "w",
        "b",
        "momentum_buffer_w",
        "momentum_buffer_b",
    }
