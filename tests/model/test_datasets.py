from __future__ import annotations

import numpy as np
import pytest

from model.data.datasets import DATASETS, DataSet

EACH = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS.keys())
SEEDED = pytest.mark.parametrize(
    "dataset", [s for s in DATASETS.values() if s.seeded], ids=[s.key for s in DATASETS.values() if s.seeded]
)


def test_the_catalogue_holds_what_the_program_promises() -> None:
    promised = {"book", "anscombe_1", "anscombe_2", "anscombe_3", "anscombe_4", "outliers", "curved"}
    assert promised | {"heteroscedastic"} <= DATASETS.keys()
    assert all(dataset.key == key for key, dataset in DATASETS.items())


@EACH
def test_points_are_finite_float64_and_as_many_as_asked_for(dataset: DataSet) -> None:
    for count in (1, 2, dataset.count, 1_000):
        points = dataset.make(count, 0)
        assert points.shape == (count if dataset.seeded else dataset.count, 2)
        assert points.dtype == np.float64
        assert np.isfinite(points).all()


@SEEDED
def test_the_same_seed_draws_the_same_points_and_another_does_not(dataset: DataSet) -> None:
    first = dataset.make(dataset.count, 5)
    np.random.seed(1)  # the global generator must play no part
    assert dataset.make(dataset.count, 5).tobytes() == first.tobytes()
    assert dataset.make(dataset.count, 6).tobytes() != first.tobytes()
    dataset.make(dataset.count, 2**32 - 1)


def test_the_books_points_give_the_numbers_worked_out_for_seed_0() -> None:
    x, y = DATASETS["book"].make(100, 0).T
    centred = x - x.mean()
    slope = centred @ (y - y.mean()) / (centred @ centred)
    assert slope == pytest.approx(0.8522962312899167, rel=1e-13)
    assert y.mean() - slope * x.mean() == pytest.approx(4.71798350473433, rel=1e-13)
    hessian = 2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1.0]])
    assert np.linalg.eigvalsh(hessian) == pytest.approx([0.5068, 1604.19], rel=1e-4)


def test_the_books_points_are_numpys_legacy_draws_with_the_noise_on_x_first() -> None:
    random = np.random.RandomState(7)
    noise = random.uniform(-10, 10, 60)
    points = DATASETS["book"].make(30, 7)
    grid = np.linspace(0, 50, 30)
    np.testing.assert_array_equal(points, np.column_stack((grid + noise[:30], grid + noise[30:])))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_anscombes_four_share_the_statistics_that_he_published(number: int) -> None:
    x, y = DATASETS[f"anscombe_{number}"].make(0, 0).T
    assert x.mean() == 9
    assert x.var(ddof=1) == 11
    assert y.mean() == pytest.approx(7.50, abs=0.005)
    assert y.var(ddof=1) == pytest.approx(4.125, abs=0.004)
    assert np.corrcoef(x, y)[0, 1] ** 2 == pytest.approx(0.667, abs=0.001)
    assert np.polyfit(x, y, 1) == pytest.approx([0.500, 3.00], abs=0.004)


def test_anscombes_four_are_his_numbers() -> None:
    sums = [DATASETS[f"anscombe_{number}"].make(0, 0)[:, 1].sum() for number in (1, 2, 3, 4)]
    assert sums == pytest.approx([82.51, 82.51, 82.50, 82.51])
    assert DATASETS["anscombe_1"].make(0, 0)[0].tolist() == [10, 8.04]
    assert DATASETS["anscombe_2"].make(0, 0)[-1].tolist() == [5, 4.74]
    assert DATASETS["anscombe_3"].make(0, 0)[2].tolist() == [13, 12.74]
    assert DATASETS["anscombe_4"].make(0, 0)[7].tolist() == [19, 12.5]


def test_without_its_one_point_anscombes_fourth_has_no_slope() -> None:
    x = np.delete(DATASETS["anscombe_4"].make(0, 0)[:, 0], 7)
    assert np.ptp(x) == 0


def residuals(key: str, degree: int, count: int = 2_000) -> tuple[np.ndarray, np.ndarray]:
    x, y = DATASETS[key].make(count, 0).T
    return x, y - np.polyval(np.polyfit(x, y, degree), x)


def test_a_tenth_of_the_outlier_set_lies_far_below_its_line() -> None:
    x, y = DATASETS["outliers"].make(50, 0).T
    below = y - (2 * x + 1) < -10
    assert below.sum() == 5
    assert np.polyfit(x[~below], y[~below], 1) == pytest.approx([2, 1], abs=0.4)
    assert np.polyfit(x, y, 1)[0] < 1.5


def test_the_curved_set_needs_a_parabola() -> None:
    assert residuals("curved", 1)[1].std() > 3 * residuals("curved", 2)[1].std()


def test_the_noise_of_the_heteroscedastic_set_grows_with_x() -> None:
    x, rest = residuals("heteroscedastic", 1)
    assert rest[x > 8].std() > 3 * rest[x < 2].std()


def test_the_wave_has_the_frequency_that_its_description_says() -> None:
    x, y = DATASETS["wave"].make(2_000, 0).T
    assert (y - 2 * np.sin(1.5 * x) - 0.5).std() == pytest.approx(0.3, abs=0.02)
