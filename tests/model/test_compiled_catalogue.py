"""Every entry of every catalogue is compiled, or stands here with the reason why it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from model.catalogue.clipping import CLIPS
from model.catalogue.functions import FUNCTIONS
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.catalogue.surfaces import SURFACES
from model.engine.compiled import CompiledDescent, is_ready, prepare, why_not
from model.engine.compiled.lowering import step_of
from model.engine.compiled.operations import OPERATIONS
from model.engine.compiled.scalars import ordered
from model.experiment import (
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    Surface,
)
from model.formula.vocabulary import FUNCTIONS as NAMES
from model.message import Refused

if TYPE_CHECKING:
    from model.experiment import Descending

FIT = Regression()
ON_A_SURFACE = Surface().run_of(0)
CALLS = {name: f"{name}({', '.join(['x', '1/2', 'x^2'][: least[0]])})" for name, least in NAMES.items()}
CALLS["where"] = "where(x > 1/2, x, x^2)"
ENTRIES: dict[str, Descending] = {
    **{f"function {key}": Minimise(entry.formula) for key, entry in FUNCTIONS.items()},
    **{f"surface {key}": replace(ON_A_SURFACE, function=entry.formula) for key, entry in SURFACES.items()},
    **{f"call of {name}": Minimise(call) for name, call in CALLS.items()},
    **{f"loss {key}": replace(FIT, loss=LossChoice.of(key)) for key in LOSSES},
    **{f"optimizer {key}": replace(FIT, optimizer=OptimizerSetting.of(key)) for key in OPTIMIZERS},
    **{f"{key} on a surface": replace(ON_A_SURFACE, optimizer=OptimizerSetting.of(key)) for key in OPTIMIZERS},
    **{f"schedule {key}": replace(FIT, schedule=ScheduleSetting.of(key)) for key in SCHEDULES},
    **{f"clip {key}": replace(FIT, clip=ClipSetting.of(key)) for key in CLIPS},
    **{f"noise {key}": replace(FIT, noise=NoiseSetting.of(key)) for key in NOISES},
    **{f"batches {key}": replace(FIT, loss=LossChoice.of(key), batch_size=10) for key in LOSSES},
}


def test_an_operation_that_is_not_known_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(OPERATIONS, "tanh")
    experiment = Minimise("x^2 + tanh(x)/7")
    assert why_not(experiment) is None
    prepare(experiment)
    reason = why_not(experiment)
    assert reason is not None
    assert "tanh" in reason.text()
    assert not is_ready(experiment)
    with pytest.raises(Refused, match="tanh"):
        CompiledDescent(experiment)


@pytest.mark.parametrize(
    ("function", "optimizer"),
    [
        (f"min({', '.join(['x^2', 'x'] * 40)})", "sgd"),
        (f"{'softplus(' * 45}x{')' * 45}", "sgd"),
        (f"{'max(x, sin(' * 12}x{'))' * 12}", "newton"),
    ],
    ids=["min of many", "softplus of softplus", "max of sines"],
)
def test_a_step_whose_parts_are_used_again_and_again_is_made_once_for_each_part(function: str, optimizer: str) -> None:
    experiment = Minimise(function, optimizer=OptimizerSetting.of(optimizer))
    step, _ = step_of(experiment)
    assert sum(1 for _ in ordered((step.loss, *step.gradient, *step.parameters))) < 10_000
    prepare(experiment)
    assert is_ready(experiment)
