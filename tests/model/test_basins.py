"""The basins' picture is what the runs of its pixels come to one by one."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import model.analysis.basins_of_attraction
import model.engine.batches
from model.analysis.basins_of_attraction import DIVERGED, NOT_CONVERGED, Basins, basins
from model.analysis.convergence import HOLD, WINDOW, Convergence, Targets
from model.analysis.surface_points import SurfacePoint, distances_to, minima_of, surface_points
from model.catalogue.surfaces import SURFACES
from model.descent.loop import descend
from model.engine.compiled import is_ready
from model.experiment import ClipSetting, NoiseSetting, OptimizerSetting, ScheduleSetting, SurfaceRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.descent.history import History

HIMMELBLAU = SurfaceRun(
    "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    (("x", 0.0), ("y", 0.0)),
    OptimizerSetting.of("sgd", learning_rate=0.01),
    60,
    domain=((-6.0, 6.0), (-5.0, 5.0)),
)


def picture(run: SurfaceRun, size: int = 8, epochs: int = 200, points: Sequence[SurfacePoint] | None = None) -> Basins:
    known = surface_points(run.formula, run.shown_domain()) if points is None else points
    found = basins(run, known, Event(), size=size, epochs=epochs)
    assert found is not None
    assert found.done == 1
    return found


@pytest.mark.parametrize("epochs", [3, 60, 700])
def test_basins_have_the_epochs_of_the_race(epochs: int) -> None:
    slow = replace(HIMMELBLAU, optimizer=OptimizerSetting.of("sgd", learning_rate=1e-4), epochs=epochs)
    found = basins(slow, surface_points(slow.formula, slow.shown_domain()), Event(), size=4)
    assert found is not None
    assert found.budget == epochs
    for row, column in np.ndindex(found.labels.shape):
        label, _ = convergence_of(slow, alone(slow, found.x[column], found.y[row]), found)
        assert found.labels[row, column] == label


def test_of_long_runs_there_are_fewer_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.analysis.basins_of_attraction._MOST_STEPS", 128 * 128 * 60)
    points = surface_points(HIMMELBLAU.formula, HIMMELBLAU.shown_domain())
    for epochs, size in ((60, 128), (61, 64), (300, 64)):
        found = basins(replace(HIMMELBLAU, epochs=epochs), points, Event(), size=256)
        assert found is not None
        assert found.budget == epochs
        assert found.labels.shape == (size, size)
    found = basins(replace(HIMMELBLAU, epochs=300), points, Event(), size=64, epochs=100)
    assert found is not None
    assert found.budget == 100


def alone(run: SurfaceRun, x: float, y: float) -> History:
    descent = descend(replace(run, start=(("x", x), ("y", y))))
    while descent.step():
        pass
    return descent.history


def convergence_of(run: SurfaceRun, history: History, found: Basins) -> tuple[int, float]:
    """Tell from its history at which minimum a run converges, and when, by the definition."""
    if history.diverged_at is not None:
        return DIVERGED, np.inf
    (x0, x1), (y0, y1) = run.shown_domain()
    epochs = min(found.budget, run.epochs)
    rows = history.rows(0, epochs + 1)
    for label, group in enumerate(found.minima):
        apart = np.hypot((rows[:, 1] - group[0].x) / (x1 - x0), (rows[:, 2] - group[0].y) / (y1 - y0))
        near = apart <= 0.01
        for first in np.flatnonzero(near):
            stay = near[first : first + HOLD]
            if stay.all() and (len(stay) == HOLD or first + len(stay) == epochs + 1):
                return label, float(first)
    return NOT_CONVERGED, np.nan


@pytest.mark.parametrize(
    "setting",
    [
        OptimizerSetting.of("sgd", learning_rate=0.01),
        OptimizerSetting.of("sgd", learning_rate=0.03),
        OptimizerSetting.of("adam", learning_rate=0.3),
        OptimizerSetting.of("nesterov", learning_rate=0.005),
        OptimizerSetting.of("newton"),
    ],
    ids=lambda setting: setting.name,
)
def test_every_pixel_is_what_its_run_comes_to(setting: OptimizerSetting) -> None:
    run = replace(HIMMELBLAU, optimizer=setting, epochs=40)
    found = picture(run, size=4 if setting.name == "newton" else 8)
    for row, y in enumerate(found.y.tolist()):
        for column, x in enumerate(found.x.tolist()):
            label, epoch = convergence_of(run, alone(run, x, y), found)
            assert found.labels[row, column] == label
            assert found.epochs[row, column] == pytest.approx(epoch, nan_ok=True)


@pytest.mark.parametrize(
    ("key", "setting", "changes"),
    [
        ("himmelblau", OptimizerSetting.of("sgd", learning_rate=0.01), {}),
        ("rosenbrock", OptimizerSetting.of("newton", learning_rate=0.5), {}),
        ("rastrigin", OptimizerSetting.of("adam", learning_rate=0.05), {}),
        ("stretched_bowl", OptimizerSetting.of("nesterov"), {"schedule": ScheduleSetting.of("cosine")}),
        ("styblinski_tang", OptimizerSetting.of("rprop"), {"noise": NoiseSetting.of("normal", scale=0.1)}),
        ("monkey_saddle", OptimizerSetting.of("rmsprop", learning_rate=0.1), {"clip": ClipSetting.of("norm")}),
    ],
    ids=str,
)
def test_both_engines_lead_every_start_to_the_same_minimum_in_as_many_epochs(
    key: str, setting: OptimizerSetting, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    surface = SURFACES[key]
    run = SurfaceRun(surface.formula, (("x", 0.0), ("y", 0.0)), setting, 80, domain=surface.domain, **changes)
    compiled = picture(run, size=16)
    assert is_ready(run)
    for module in (model.analysis.basins_of_attraction, model.engine.batches):
        monkeypatch.setattr(module, "is_ready", lambda _: False)
    autograd = picture(run, size=16)
    assert [len(group) for group in compiled.minima] == [len(group) for group in autograd.minima]
    assert np.array_equal(compiled.labels, autograd.labels)
    assert np.array_equal(compiled.epochs, autograd.epochs, equal_nan=True)


def test_where_no_step_can_be_compiled_autograd_does_it_all() -> None:
    run = replace(HIMMELBLAU, dtype="float32")
    double = picture(HIMMELBLAU)
    assert np.array_equal(picture(run).labels, double.labels)


def test_a_run_that_holds_and_leaves_again_has_converged() -> None:
    targets = Targets(((0.0, 1.0), (0.0, 1.0)), [SurfacePoint(0.5, 0.5, 0.0, "minimum", (1.0, 1.0))])
    for first, rows in ((3, HOLD), (3, HOLD - 1), (8, HOLD), (15, HOLD)):
        for window in (1, 3, WINDOW):
            places = np.full((1, 2, 48), 0.9)
            places[:, :, first : first + rows] = 0.5
            convergence = Convergence(targets, 1)
            for begin in range(0, 48, window):
                convergence.look(np.array([0]), places[:, :, begin : begin + window])
            assert convergence.labels.tolist() == [0 if rows == HOLD else -1]
            assert rows < HOLD or convergence.since.tolist() == [first]


def test_a_run_that_waits_for_its_schedule_has_not_come_to_rest() -> None:
    # η = 1 throws x² from side to side until the schedule halves it
    schedule = ScheduleSetting.of("step", step_size=50, gamma=0.5)
    setting = OptimizerSetting.of("sgd", learning_rate=1.0)
    found = picture(replace(HIMMELBLAU, function="x^2 + y^2", optimizer=setting, schedule=schedule), epochs=60)
    assert (found.labels == 0).all()
    assert (found.epochs == 51).all()


def test_no_more_epochs_are_run_than_asked_for_and_a_schedule_is_that_of_the_whole_run() -> None:
    run = replace(HIMMELBLAU, epochs=60, schedule=ScheduleSetting.of("cosine"))
    found = picture(run, size=4, epochs=25)
    assert found.budget == 25
    labels = [[convergence_of(run, alone(run, x, y), found)[0] for x in found.x.tolist()] for y in found.y.tolist()]
    assert found.labels.tolist() == labels


def test_pixels_are_the_middles_of_equal_parts_of_the_domain() -> None:
    found = picture(HIMMELBLAU, size=4, epochs=1)
    assert found.x.tolist() == [-4.5, -1.5, 1.5, 4.5]
    assert found.y.tolist() == [-3.75, -1.25, 1.25, 3.75]


def test_a_minimum_that_was_not_known_gets_a_number_of_its_own() -> None:
    known = [point for point in surface_points(HIMMELBLAU.formula, HIMMELBLAU.shown_domain()) if point.x > 0]
    found = picture(HIMMELBLAU, points=known)
    whole = picture(HIMMELBLAU)
    assert [len(group) for group in found.minima] == [1, 1, 1, 1]
    assert {(round(group[0].x, 6), round(group[0].y, 6)) for group in found.minima[2:]} == {
        (-2.805118, 3.131313),
        (-3.77931, -3.283186),
    }
    names = [[(round(group[0].x, 9), round(group[0].y, 9)) for group in each.minima] for each in (found, whole)]
    numbers = [names[1].index(name) for name in names[0]]
    assert np.array_equal(np.array(numbers)[found.labels], whole.labels)
    assert np.array_equal(found.epochs, whole.epochs, equal_nan=True)


def test_a_minimum_outside_of_the_domain_is_found_where_runs_end_there() -> None:
    run = replace(HIMMELBLAU, domain=((-1.0, 1.0), (-1.0, 1.0)), epochs=100)
    assert minima_of(surface_points(run.formula, run.shown_domain())) == ()
    # the radius is a share of the smaller domain, so more minima are told apart than reached
    assert any(abs(group[0].x - 3) < 1e-9 and abs(group[0].y - 2) < 1e-9 for group in picture(run).minima)


def test_a_valley_is_one_minimum() -> None:
    run = replace(HIMMELBLAU, function="(x^2 + y^2 - 4)^2", epochs=100)
    found = picture(run)
    assert len(found.minima) == 1
    assert set(found.labels.ravel().tolist()) == {0}


def test_where_there_is_no_minimum_no_start_arrives() -> None:
    found = picture(replace(HIMMELBLAU, function="x + y"))
    assert found.minima == ()
    assert set(found.labels.ravel().tolist()) == {NOT_CONVERGED}
    assert np.isnan(found.epochs).all()


def test_diverged_starts_are_told_from_those_that_do_not_arrive() -> None:
    found = picture(
        replace(HIMMELBLAU, function="x^3 - 3x + y^2", optimizer=OptimizerSetting.of("sgd", learning_rate=0.1))
    )
    assert (found.labels[:, found.x < -1.2] == DIVERGED).all()
    assert np.isinf(found.epochs[:, found.x < -1.2]).all()
    assert (found.labels[:, (found.x > -0.9) & (found.x < 3)] == 0).all()


def test_the_picture_comes_coarse_first_and_is_filled_meanwhile() -> None:
    seen: list[Basins] = []
    points = surface_points(HIMMELBLAU.formula, HIMMELBLAU.shown_domain())
    last = basins(HIMMELBLAU, points, Event(), seen.append, size=256)
    assert last is not None
    assert [each.done for each in seen] == sorted(each.done for each in seen)
    assert seen[0].done == pytest.approx(1 / 16)
    assert np.array_equal(seen[0].labels, last.labels[::4, ::4].repeat(4, axis=0).repeat(4, axis=1))
    assert all((each.labels >= NOT_CONVERGED).all() for each in seen)
    assert np.array_equal(seen[-1].labels, last.labels)


def test_it_stops_when_cancelled() -> None:
    cancelled = Event()
    points = surface_points(HIMMELBLAU.formula, HIMMELBLAU.shown_domain())
    seen: list[Basins] = []

    def stop(found: Basins) -> None:
        seen.append(found)
        cancelled.set()

    assert basins(HIMMELBLAU, points, cancelled, stop, size=128) is None
    assert len(seen) == 1
    assert basins(HIMMELBLAU, points, cancelled, seen.append) is None
    assert len(seen) == 1


def test_places_are_at_the_nearest_minimum_within_the_radius() -> None:
    minima = minima_of(surface_points(HIMMELBLAU.formula, HIMMELBLAU.shown_domain()))
    targets = Targets(HIMMELBLAU.shown_domain(), minima)
    random = np.random.default_rng(0)
    near = np.array([[point.x, point.y] for point in minima])[random.integers(0, 4, 4000)]
    places = near + random.normal(size=(4000, 2)) * np.array([12.0, 10.0]) * 0.01
    scaled = [replace(point, x=(point.x + 6) / 12, y=(point.y + 5) / 10) for point in minima]
    apart = distances_to(scaled, (places[:, 0] + 6) / 12, (places[:, 1] + 5) / 10)
    assert np.array_equal(targets.contains(places), apart <= 0.01)
