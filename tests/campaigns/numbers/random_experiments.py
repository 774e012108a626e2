"""Random experiments that meet everything a step can be made of, the same ones for the same seed.

Their numbers are often small ones with few binary digits, and their points often lie exactly on the curve: so runs
begin and land on kinks, where a comparison of equal numbers decides, without rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.catalogue.clipping import CLIPS
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.points import GivenPoints
from model.experiment import (
    ClipSetting,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    Runner,
    ScheduleSetting,
    Surface,
)
from model.formula.vocabulary import FUNCTIONS
from model.kinds import validate
from model.message import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random
    from typing import TypeVar

    from model.catalogue.entry import Knob
    from model.experiment import Descending, Setting

    SettingType = TypeVar("SettingType", bound=Setting)

_OF_ONE = (*(name for name, counts in FUNCTIONS.items() if counts == (1, 1)), *("abs", "sign", "relu") * 2)
_RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
_NUMBERS = ("0", "0.5", "1", "2", "3", "0.25", "1.5", "10", "1/3", "0.1", "pi")
_EXPONENTS = ("2", "3", "4", "7", "65", "-1", "-2", "-3", "0.5", "-0.5", "1.5", "1/3", "0")
_SPECIAL = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 0.25, 3.0, 10.0)
_EXTREME = (
    *(0.0, -0.0, 5e-324, -5e-324, 2.3e-308, 1e-160, -1e-30, 1e-16, 1.0 + 2**-52, 1 / 3, 1e8, -1e16, 1e29, 1e30, -1e30),
    *(709.0, 745.0, -746.0, 88.0, 2.0**53, 1e15 + 0.5),
)
_PREDICTIONS = ("w*x + b", "b", "w", "a*x^2 + b*x + c", "a*tanh(k*x + c) + d", "a*sin(k*x) + c + d*x", "max(w*x, b)")
_OWN_LOSSES = (
    "sum((y - y_pred)^2)",
    "sqrt(mean((y - y_pred)^2))",
    "mean(abs(y - y_pred)) + mean(y_pred^2)",
    "mean(max(abs(y - y_pred) - 0.5, 0))",
    "mean((y - mean(y))*(y_pred - mean(y_pred)))^2",
    "mean(abs(y - y_pred)/max(mean(abs(y - y_pred)), 0.5))",
)
_COUNTS = (1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 64, 100, 257)
"""Of points: about the multiples of what a processor computes at once."""
_LONG = 1_100
"""Updates of the longest runs: more than lie between two states that are kept."""


@dataclass(frozen=True)
class Plan:
    """What of an experiment is compiled in: formulas and the names of its parts, all without their numbers.

    Attributes
    ----------
    lab : str
        ``minimise``, ``surface`` or ``regression``.
    formula, loss : str
        The function or the prediction; the loss, named or the user's own, empty where the function is its own.
    optimizer : str
    schedule, clip, noise : str
        Empty where there is none.
    batched : bool
        Whether there are mini-batches.
    """

    lab: str
    formula: str
    loss: str
    optimizer: str
    schedule: str
    clip: str
    noise: str
    batched: bool


def plan(random: Random) -> Plan:
    lab = random.choice(("minimise", "surface", "regression", "regression"))
    loss = ""
    if lab == "minimise":
        text = formula(random, ("x",))
    elif lab == "surface":
        text = formula(random, ("x", "y"))
    else:
        text = _prediction(random)
        loss = _loss(random)
    return Plan(
        lab,
        text,
        loss,
        random.choice(tuple(OPTIMIZERS)),
        random.choice(("", "", "", *SCHEDULES)),
        random.choice(("", "", *CLIPS)),
        random.choice(("", "", *NOISES)),
        random.random() < 0.4,
    )


def formula(random: Random, names: Sequence[str], parts: int = 0) -> str:
    """Return a formula with about ``parts`` names and numbers in it, of 1 to 6 where not given."""
    parts = parts or random.randint(1, 6)
    if parts == 1:
        return _leaf(random, names)
    kind = random.randrange(8)
    if kind == 0:
        return f"{random.choice(_OF_ONE)}({formula(random, names, parts - 1)})"
    if kind == 1:
        return f"({formula(random, names, parts - 1)})^({random.choice(_EXPONENTS)})"
    share = random.randint(1, parts - 1)
    left, right = formula(random, names, share), formula(random, names, parts - share)
    if kind in (2, 7):
        return f"{random.choice(('min', 'max', 'mod'))}({left}, {right})"
    if kind == 3:
        condition = f"{left} {random.choice(_RELATIONS)} {_leaf(random, names)}"
        return f"where({condition}, {right}, {_leaf(random, names)})"
    if kind == 4 and random.random() < 0.3:
        return f"({left})^({right})"
    return f"({left} {random.choice('+-*/')} {right})"


def _leaf(random: Random, names: Sequence[str]) -> str:
    name, number = random.choice(names), random.choice(_NUMBERS)
    forms = (name, name, name, f"({name} - {number})", f"{number}*{name}", number, f"{random.choice(_OF_ONE)}({name})")
    return random.choice(forms)


def _prediction(random: Random) -> str:
    kind = random.randrange(3)
    if kind == 0:
        return random.choice(_PREDICTIONS)
    if kind == 1:
        return f"w*({formula(random, ('x',))}) + b"
    return f"w*x + {formula(random, ('x', 'w', 'b', 'c'))}"


def _loss(random: Random) -> str:
    kind = random.randrange(4)
    if kind == 0:
        return random.choice(_OWN_LOSSES)
    if kind == 1:
        inside = formula(random, ("y", "y_pred", "(y - y_pred)"))
        return f"{random.choice(('mean', 'sum'))}({inside}) + mean(y_pred^2)/4"
    return random.choice(tuple(LOSSES))


def experiment_of(random: Random, plan: Plan) -> Descending:
    """Return a plan with random numbers.

    Raises
    ------
    Refused
        Where it makes no valid experiment with any.
    """
    for _ in range(20):
        experiment = _drawn(random, plan)
        try:
            validate(experiment)
        except Refused as refusal:
            refused = refusal
        else:
            return experiment
    raise refused


def extreme_of(random: Random, plan: Plan) -> Descending:
    """Return a plan with some numbers at the edge of what is accepted.

    Raises
    ------
    Refused
        Where it makes no valid experiment with any.
    """
    for _ in range(20):
        experiment = experiment_of(random, plan)
        changes: dict[str, Any] = {}
        if random.random() < 0.5:
            changes["start"] = tuple((name, random.choice(_EXTREME)) for name in experiment.parameters)
        if random.random() < 0.2:
            changes["tolerance"] = random.choice((5e-324, 1e-300, 1e-16, 1.0, 1e30))
        if random.random() < 0.3:
            changes["dtype"] = "float32"
        for part in ("optimizer", "schedule", "clip", "noise"):
            setting = getattr(experiment, part)
            if setting is not None and setting.knobs and random.random() < 0.5:
                knob = random.choice(setting.entry.knobs)
                changes[part] = setting.with_knob(knob.name, _extreme_knob(random, knob))
        if isinstance(experiment, Regression) and random.random() < 0.5:
            changes["data"] = _extreme_points(random)
            changes["batch_size"] = None
        experiment = replace(experiment, **changes)
        try:
            validate(experiment)
        except Refused as refusal:
            refused = refusal
        else:
            return experiment
    raise refused


def _extreme_knob(random: Random, knob: Knob) -> float | bool:
    if isinstance(knob.default, bool):
        return not knob.default
    if knob.whole:
        return random.choice((int(knob.low), int(min(knob.high, 10**9))))
    inside = [number for number in _EXTREME if knob.low <= number <= knob.high]
    return random.choice((knob.low, min(knob.high, 1e30), math.nextafter(knob.low, 1), *inside))


def _extreme_points(random: Random) -> GivenPoints:
    count = random.choice((1, 2, 3, 5))
    x, y = ([random.choice(_EXTREME) for _ in range(count)] for _ in range(2))
    kind = random.randrange(4)
    if kind == 0:
        x = x[:1] * count
    elif kind == 1:
        y = y[:1] * count
    elif kind == 2:
        y = [2 * each for each in x]
    return GivenPoints(np.clip(np.stack([x, y], axis=1), -1e30, 1e30))


def _drawn(random: Random, plan: Plan) -> Descending:
    shared = {
        "epochs": random.choice((1, 3, 12, 30, 30, 30)),
        "tolerance": random.choice((None, None, 10 ** random.uniform(-6, 0))),
        "schedule": _setting(random, ScheduleSetting, plan.schedule),
        "clip": _setting(random, ClipSetting, plan.clip),
        "noise": _setting(random, NoiseSetting, plan.noise),
    }
    optimizer = _setting(random, OptimizerSetting, plan.optimizer)
    assert optimizer is not None
    rate = random.choice((1.0, 0.5, 0.25, 2.0**-6, 10 ** random.uniform(-5, 0)))
    optimizer = optimizer.with_knob("learning_rate", rate)
    if plan.lab != "regression":
        if random.random() < 0.06:
            shared["epochs"] = _LONG
        if plan.lab == "minimise":
            return Minimise(plan.formula, (("x", _number(random)),), optimizer, **shared)
        start = (("x", _number(random)), ("y", _number(random)))
        return Surface(plan.formula, start, (Runner(optimizer),), **shared).run_of(0)
    loss = LossChoice(plan.loss, _knobs(random, LOSSES[plan.loss].knobs) if plan.loss in LOSSES else ())
    line = {"w": random.choice(_SPECIAL), "b": random.choice(_SPECIAL)}
    points = _points(random, **line)
    experiment = Regression(points, plan.formula, loss, optimizer=optimizer, standardise=random.random() < 0.15)
    begins_on_line = random.random() < 0.25
    start = tuple((name, line.get(name, 0.0) if begins_on_line else _number(random)) for name in experiment.parameters)
    count = len(points.values)
    batch_size = random.randint(1, count - 1) if plan.batched and count > 1 else None
    return Regression(
        points,
        plan.formula,
        loss,
        start,
        optimizer,
        batch_size=batch_size,
        shuffle_seed=random.randrange(100),
        standardise=experiment.standardise,
        **shared,
    )


def _number(random: Random) -> float:
    return random.choice(_SPECIAL) if random.random() < 0.5 else random.gauss(0, 1) * 10 ** random.uniform(-2, 1)


def _setting(random: Random, kind: type[SettingType], name: str) -> SettingType | None:
    return kind(name, _knobs(random, kind.catalogue[name].knobs)) if name else None


def _knobs(random: Random, knobs: Sequence[Knob]) -> tuple[tuple[str, float | bool], ...]:
    return tuple((knob.name, _knob(random, knob)) for knob in knobs)


def _knob(random: Random, knob: Knob) -> float | bool:
    if random.random() < 0.4:
        return knob.default
    if isinstance(knob.default, bool):
        return random.random() < 0.5
    if knob.whole:
        return random.randint(int(knob.low), int(knob.low) + 12)
    if random.random() < 0.2:
        ends = [knob.low] * (not knob.low_open) + [knob.high] * (not knob.high_open and knob.high <= 1)
        return random.choice(ends or [knob.default])
    if knob.high <= 1:
        return random.choice((0.5, 0.25, random.uniform(knob.low, knob.high)))
    return knob.low + random.choice((1.0, 0.5, 0.125, 10 ** random.uniform(-4, 1)))


def _points(random: Random, w: float, b: float) -> GivenPoints:
    """Return points on a line, or about one: spread evenly or at random, some of them several times."""
    draws = np.random.default_rng(random.randrange(2**32))
    count = random.choice(_COUNTS)
    if random.random() < 0.4:
        x = draws.integers(-8, 9, count) / random.choice((1, 2, 4))
    else:
        x = draws.standard_normal(count) * 10 ** random.choice((0, 0, 0, -3, 2, 7))
    y = w * x + b
    if random.random() < 0.6:
        y = y + draws.standard_normal(count) * random.choice((1e-3, 0.5, 0.5, 100.0))
    if random.random() < 0.25:
        chosen = draws.integers(0, count, count)
        x, y = x[chosen], y[chosen]
    return GivenPoints(np.stack([x, y], axis=1))
