"""The largest stable learning rate, compared with the spectral radius of the real step on random quadratics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.analysis.exact import least_squares
from model.analysis.results import finished
from model.analysis.stability import stable_limit
from model.analysis.verdicts import verdict
from model.catalogue.optimizers import OPTIMIZERS
from model.descent.loop import descend
from model.experiment import STEP_PARTS, Minimise, OptimizerSetting, Regression

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SGD = ("sgd", "momentum", "nesterov")


def hessian_of(eigenvalues: list[float], seed: int) -> Numbers:
    turned, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(eigenvalues), len(eigenvalues))))
    return turned @ np.diag(eigenvalues) @ turned.T


def spectral_radius(setting: OptimizerSetting, hessian: Numbers) -> float:
    """Return that of torch's step on ½ pᵀHp: a linear map of parameters and velocity, column by column."""
    knobs: Any = {("lr" if name == "learning_rate" else name): value for name, value in setting.knobs}
    count = len(hessian)
    matrix = np.empty((2 * count, 2 * count))
    for column, basis in enumerate(np.eye(2 * count)):
        p = torch.tensor(basis[:count], requires_grad=True)
        optimizer = torch.optim.SGD([p], **knobs)
        optimizer.state[p]["momentum_buffer"] = torch.tensor(basis[count:])
        (0.5 * p @ torch.tensor(hessian) @ p).backward()
        optimizer.step()
        matrix[:, column] = [*p.tolist(), *optimizer.state[p]["momentum_buffer"].tolist()]
    size = count if knobs["momentum"] == 0 else 2 * count  # without momentum torch leaves the velocity alone
    return float(np.abs(np.linalg.eigvals(matrix[:size, :size])).max())


@given(
    eigenvalues=st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=4),
    seed=st.integers(0, 1000),
    rule=st.sampled_from(SGD),
    momentum=st.sampled_from([0.0, 0.3, 0.9, 0.99]) | st.floats(0, 0.99),
    dampening=st.just(0.0) | st.floats(0, 0.95),
    nesterov=st.booleans(),
    decay=st.just(0.0) | st.floats(1e-3, 100),
)
@settings(deadline=None, max_examples=60)
def test_below_the_limit_the_step_of_torch_contracts_and_above_it_diverges(
    eigenvalues: list[float], seed: int, rule: str, momentum: float, dampening: float, nesterov: bool, decay: float
) -> None:
    nesterov = nesterov and momentum > 0
    dampening = 0.0 if nesterov else dampening
    setting = OptimizerSetting.of(rule, momentum=momentum, dampening=dampening, nesterov=nesterov, weight_decay=decay)
    limit = stable_limit(Minimise(optimizer=setting), sorted(eigenvalues))
    assert limit is not None
    hessian = hessian_of(eigenvalues, seed)
    assert spectral_radius(setting.with_knob("learning_rate", 0.99 * limit.rate), hessian) < 1
    assert spectral_radius(setting.with_knob("learning_rate", 1.01 * limit.rate), hessian) > 1


@given(eigenvalues=st.lists(st.floats(0.01, 100), min_size=1, max_size=4), damping=st.just(0.0) | st.floats(0, 100))
def test_newtons_limit_is_that_of_its_damped_step(eigenvalues: list[float], damping: float) -> None:
    setting = OptimizerSetting.of("newton", damping=damping)
    limit = stable_limit(Minimise(optimizer=setting), sorted(eigenvalues))
    assert limit is not None
    hessian = hessian_of(eigenvalues, 1)
    step = np.linalg.solve(hessian + damping * np.eye(len(hessian)), hessian)
    for share, contracts in ((0.99, True), (1.01, False)):
        radius = np.abs(np.linalg.eigvals(np.eye(len(hessian)) - share * limit.rate * step)).max()
        assert (radius < 1) == contracts


@pytest.mark.parametrize(
    ("setting", "formula"),
    [
        (OptimizerSetting.of("sgd"), "2/λmax = 0.5"),
        (OptimizerSetting.of("sgd", weight_decay=1.0), "2/(λmax + λ) = 0.4"),
        (OptimizerSetting.of("sgd", momentum=0.5), "2(1 + μ)/λmax = 0.75"),
        (OptimizerSetting.of("momentum", momentum=0.5, dampening=0.5), "2(1 + μ)/((1 − τ)λmax) = 1.5"),
        (OptimizerSetting.of("nesterov", momentum=0.5), "2(1 + μ)/((1 + 2μ)λmax) = 0.375"),
        (
            OptimizerSetting.of("nesterov", momentum=0.5, weight_decay=1.0),
            "2(1 + μ)/((1 + 2μ)(λmax + λ)) = 0.3",
        ),
        (OptimizerSetting.of("newton"), "2"),
        (OptimizerSetting.of("newton", damping=2.0), "2(λmax + λ)/λmax = 3"),
    ],
)
def test_the_limit_is_named_by_the_formula_of_its_rule(setting: OptimizerSetting, formula: str) -> None:
    limit = stable_limit(Minimise(optimizer=setting), (1.0, 4.0))
    assert limit is not None
    assert limit.text() == formula


def test_where_no_limit_is_known_none_is_named() -> None:
    plain = Minimise(optimizer=OptimizerSetting.of("sgd"))
    for name in OPTIMIZERS.keys() - {*SGD, "newton"}:
        assert stable_limit(replace(plain, optimizer=OptimizerSetting.of(name)), (1.0, 4.0)) is None
    for knobs in ({"momentum": 1.0}, {"momentum": 0.5, "dampening": 1.0}):
        setting = OptimizerSetting.of("sgd", **knobs)
        assert stable_limit(replace(plain, optimizer=setting), (1.0, 4.0)) is None
    assert stable_limit(replace(plain, schedule=STEP_PARTS["schedule"].of("cosine")), (1.0,)) is None
    assert stable_limit(replace(plain, clip=STEP_PARTS["clip"].of("norm")), (1.0,)) is None
    assert stable_limit(Regression(batch_size=10), (1.0,)) is None
    assert stable_limit(plain, (-1.0, 4.0)) is None  # no rate is stable about a saddle point
    assert stable_limit(plain, (0.0,)) is None
    assert stable_limit(plain, (0.0, 4.0)) is not None


@pytest.mark.parametrize("name", SGD)
def test_the_verdict_names_the_limit_of_the_rule_that_is_above_it(name: str) -> None:
    fit = Regression(start=(("w", 1.0), ("b", 0.0)), optimizer=OptimizerSetting.of(name), epochs=60)
    exact = least_squares(fit)
    assert exact is not None
    limit = stable_limit(fit, exact.curvature.eigenvalues)
    assert limit is not None
    fit = replace(fit, optimizer=fit.optimizer.with_knob("learning_rate", 1.05 * limit.rate))
    history = finished(descend(fit)).histories[0]
    found = verdict(fit, history, len(history) - 1, exact=exact)
    assert found.code == "oscillating"
    assert f"No learning rate above {limit.text(6)} is stable." in found.message.text()
