from __future__ import annotations

import math
import runpy
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from model.catalogue.losses import LOSSES, Loss, loss_formula, named_loss
from model.experiment import LossChoice
from model.message import Refused
from tests.model.oracles import LOSS_ORACLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.formula import Formula

F = torch.nn.functional
EACH = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())


def draws(count: int = 40, spread: float = 3.0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    y = torch.randn(count, generator=generator, dtype=torch.float64) * spread
    return y, torch.randn(count, generator=generator, dtype=torch.float64) * spread


def value_and_gradient(
    function: Callable[[torch.Tensor], torch.Tensor], y_pred: torch.Tensor
) -> tuple[float, torch.Tensor]:
    leaf = y_pred.clone().requires_grad_()
    value = function(leaf)
    value.backward()
    assert leaf.grad is not None
    return value.item(), leaf.grad


def by_formula(formula: Formula, y: torch.Tensor, y_pred: torch.Tensor) -> tuple[float, torch.Tensor]:
    run = formula.torch()
    return value_and_gradient(lambda leaf: run({"y": y, "y_pred": leaf}), y_pred)


@pytest.mark.parametrize(("key", "knobs", "oracle"), LOSS_ORACLES)
def test_value_and_gradient_are_those_of_pytorch_or_the_closed_form(
    key: str, knobs: dict[str, float], oracle: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
) -> None:
    y, y_pred = draws()
    value, gradient = by_formula(named_loss(key, knobs), y, y_pred)
    expected, slope = value_and_gradient(lambda leaf: oracle(leaf, y), y_pred)
    assert value == pytest.approx(expected, rel=1e-13)
    torch.testing.assert_close(gradient, slope, rtol=1e-12, atol=1e-15)


def test_every_loss_is_compared() -> None:
    assert {key for key, *_ in LOSS_ORACLES} == set(LOSSES)


@EACH
def test_knobs_can_be_arguments_instead_of_numbers_in_the_text(loss: Loss) -> None:
    y, y_pred = draws()
    knobs = {knob.name: float(knob.default) for knob in loss.knobs}
    names = {"y": y, "y_pred": y_pred, **{name: torch.tensor(value) for name, value in knobs.items()}}
    assert loss.parsed().torch()(names).item() == pytest.approx(by_formula(named_loss(loss.key), y, y_pred)[0])


@EACH
def test_each_is_one_number_also_in_numpy(loss: Loss) -> None:
    y, y_pred = draws()
    formula = named_loss(loss.key)
    assert formula.scalar
    assert set(formula.names) == {"y", "y_pred"}
    value = formula.numpy({"y": y.numpy(), "y_pred": y_pred.numpy()})
    assert np.ndim(value) == 0
    assert float(value) == pytest.approx(by_formula(formula, y, y_pred)[0], rel=1e-13)


@EACH
def test_a_batch_of_runs_gives_each_runs_own_loss(loss: Loss) -> None:
    y, first = draws()
    second = first + 1
    run = named_loss(loss.key).torch()
    both = run({"y": y, "y_pred": torch.stack((first, second))})
    assert both.reshape(-1).tolist() == pytest.approx(
        [run({"y": y, "y_pred": first}).item(), run({"y": y, "y_pred": second}).item()], rel=1e-13
    )


@pytest.mark.parametrize(("key", "knobs"), [oracle[:2] for oracle in LOSS_ORACLES])
def test_the_source_for_the_listing_is_the_same_loss(key: str, knobs: dict[str, float], tmp_path: Path) -> None:
    y, y_pred = draws()
    listing = tmp_path / "listing.py"
    source = LOSSES[key].torch_source(dict(LossChoice.of(key, **knobs).knobs))
    listing.write_text(f"import torch\n\nloss = {source}\n", encoding="utf-8")
    value = runpy.run_path(str(listing), {"y": y, "y_pred": y_pred})["loss"]
    assert value.item() == pytest.approx(by_formula(named_loss(key, knobs), y, y_pred)[0], rel=1e-13)


@EACH
def test_a_perfect_prediction_loses_nothing(loss: Loss) -> None:
    y, _ = draws()
    value, gradient = by_formula(named_loss(loss.key), y, y)
    assert value == pytest.approx(0, abs=1e-15)
    assert gradient.abs().max().item() == pytest.approx(0, abs=1e-15)


def test_log_cosh_stays_finite_where_cosh_overflows() -> None:
    y = torch.tensor([0.0, 0.0], dtype=torch.float64)
    value, gradient = by_formula(named_loss("log_cosh"), y, torch.tensor([1e5, -1e5], dtype=torch.float64))
    assert value == pytest.approx(1e5 - math.log(2))
    assert gradient.tolist() == [0.5, -0.5]


def test_log_cosh_has_tanh_of_the_residual_as_its_slope() -> None:
    y_pred = torch.linspace(-4, 4, 81, dtype=torch.float64)
    _, gradient = by_formula(named_loss("log_cosh"), torch.zeros_like(y_pred), y_pred)
    torch.testing.assert_close(gradient * 81, torch.tanh(y_pred), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("level", [0.25, 0.5, 0.9])
def test_the_constant_of_least_quantile_loss_is_the_quantile(level: float) -> None:
    y = torch.arange(1.0, 42.0, dtype=torch.float64)
    run = named_loss("quantile", {"level": level}).torch()
    losses = [run({"y": y, "y_pred": torch.full_like(y, float(c))}).item() for c in y]
    assert y[int(np.argmin(losses))].item() == math.ceil(level * 41)


@EACH
def test_defaults_of_knobs_lie_in_their_ranges(loss: Loss) -> None:
    for knob in loss.knobs:
        assert knob.low <= knob.default <= knob.high
        assert not (knob.low_open and knob.default == knob.low)


# --- the user's own -----------------------------------------------------------------------------------------


def test_the_users_own_formula_gives_value_and_gradient() -> None:
    y, y_pred = draws()
    own = by_formula(loss_formula("mean((y - y_pred)**2)"), y, y_pred)
    named = by_formula(named_loss("mse"), y, y_pred)
    assert own[0] == pytest.approx(named[0], rel=1e-14)
    torch.testing.assert_close(own[1], named[1])


@pytest.mark.parametrize(
    "text",
    ["sum(|y - y_pred|)", "mean((y - y_pred)^2)/mean(y^2)", "sqrt(mean((y - y_pred)^2))", "mean(y_pred^4)"],
)
def test_any_formula_that_is_one_number_will_do(text: str) -> None:
    assert loss_formula(text).scalar


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(y - y_pred)^2", r"must be one number.*mean\(…\) or sum\(…\)"),
        ("mean(y - y_pred) + y", "must be one number"),
        ("mean(y^2)", "does not contain y_pred"),
        ("3", "does not contain y_pred"),
        ("", "column 1"),
        ("mean((y - z)^2)", "z"),
        ("mean((y - y_pred)^2", "column"),
    ],
)
def test_what_is_no_loss_is_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        loss_formula(text)
