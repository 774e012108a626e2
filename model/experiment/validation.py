"""Everything about an experiment that can be checked without computing, each fault in one sentence."""

from __future__ import annotations

import math
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from model.catalogue.losses import LOSSES, loss_formula
from model.data.points import GivenPoints
from model.data.table_cells import MAX_SIZE
from model.experiment.settings import STEP_PARTS, Seeded
from model.experiment.surface import MAX_RUNNERS
from model.message import QT_TRANSLATE_NOOP, Message, Refused, brief, number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.catalogue.entry import Knob
    from model.data.points import Data
    from model.experiment.experiments import Experiment
    from model.experiment.on_function import Interval
    from model.experiment.settings import Knobs, LossChoice, Setting, Start
    from model.experiment.surface import Rectangle, Runner, SurfaceRun

LIMIT = 1e30
"""A run has diverged when its loss or a parameter passes this size; no number in a file may."""
MAX_EPOCHS = 1_000_000_000

_LONGEST_LABEL = 40


def check_fields(experiment: Experiment | SurfaceRun) -> None:
    """Check everything that can be checked without computing, but for the lines of a program.

    What is wrong is refused with one sentence that begins with its key.
    """
    present = {field.name for field in fields(experiment)}
    for key, check in FIELD_CHECKS.items():
        value = getattr(experiment, key) if key in present else None
        if value is not None:
            check(key, value, experiment)


def refused_at(path: str, reason: Message, /, **values: object) -> Refused:
    """Return the refusal that names the key's path, where there is one, and the reason filled with ``values``.

    Of a name that a file has made up no more is told than a sentence has room for.
    """
    values = {
        name: brief(value) if isinstance(value, str) and name == "name" else value for name, value in values.items()
    }
    if not path:
        return Refused(reason, **values)
    path = brief(path)
    reason = reason.fill(**values) if values else reason
    return Refused(QT_TRANSLATE_NOOP("experiment", "{path}: {reason}"), path=path, reason=reason)


def check_number(
    path: str, value: float, low: float, high: float, *, low_open: bool = False, high_open: bool = False
) -> None:
    """Refuse a number that is not finite or lies outside its range."""
    too_low = value <= low if low_open else value < low
    too_high = value >= high if high_open else value > high
    if not math.isfinite(value) or too_low or too_high:
        lowest, highest = _bound(low, low_open, upper=False), _bound(high, high_open, upper=True)
        reason = QT_TRANSLATE_NOOP("experiment", "expected a number {low} and {high}, got {value}")
        raise refused_at(path, reason, low=lowest, high=highest, value=_exact(value))


def _exact(value: float) -> str:
    """Return a number with all its digits, so that one just outside a bound does not read like the bound."""
    digits = next(digits for digits in range(6, 18) if digits == 17 or float(f"{value:.{digits}g}") == value)
    return number_text(value, digits)


def _bound(bound: float, is_open: bool, *, upper: bool) -> Message:
    including, excluding = (
        (QT_TRANSLATE_NOOP("experiment", "at most {bound}"), QT_TRANSLATE_NOOP("experiment", "below {bound}"))
        if upper
        else (QT_TRANSLATE_NOOP("experiment", "at least {bound}"), QT_TRANSLATE_NOOP("experiment", "above {bound}"))
    )
    return (excluding if is_open else including).fill(bound=_exact(bound))


def _check_seed(path: str, seed: int, _: object = None) -> None:
    check_number(path, seed, 0, 2**32 - 1)


def _check_data(path: str, data: Data, _: object) -> None:
    if isinstance(data, GivenPoints) and not _is_plotted(data):
        row, column = (int(index) for index in np.argwhere(~(np.abs(data.values) <= MAX_SIZE))[0])
        check_number(f"{path}.points[{row}][{column}]", float(data.values[row, column]), -MAX_SIZE, MAX_SIZE)


@lru_cache(maxsize=8)
def _is_plotted(points: GivenPoints) -> bool:
    return bool((np.abs(points.values) <= MAX_SIZE).all())


def _check_formula(path: str, _: str, experiment: Any) -> None:
    try:
        names: tuple[str, ...] = experiment.formula and experiment.parameters
    except Refused as refusal:
        raise refused_at(path, refusal.message) from None
    if not names:
        reason = QT_TRANSLATE_NOOP("experiment", "the prediction has no parameter to learn; write for example w*x + b")
        raise refused_at(path, reason)


def _check_loss(path: str, loss: LossChoice, experiment: Any) -> None:
    if loss.is_named:
        _check_knobs(path, LOSSES[loss.name].knobs, loss.knobs)
        return
    try:
        loss_formula(loss.name, experiment.parameters)
    except Refused as refusal:
        raise refused_at(path, refusal.message) from None


def _check_runners(path: str, runners: tuple[Runner, ...], _: object) -> None:
    if not 1 <= len(runners) <= MAX_RUNNERS:
        reason = QT_TRANSLATE_NOOP("experiment", "expected 1 to {most} runners, got {count}")
        raise refused_at(path, reason, most=MAX_RUNNERS, count=len(runners))
    for index, runner in enumerate(runners):
        of_runner = f"{path}[{index}]"
        _check_setting(of_runner, runner.optimizer)
        if len(runner.label) > _LONGEST_LABEL or not runner.label.isprintable():
            reason = QT_TRANSLATE_NOOP("experiment", "expected at most {most} characters on one line")
            raise refused_at(f"{of_runner}.label", reason, most=_LONGEST_LABEL)
        for part in STEP_PARTS:
            setting: Setting | None = getattr(runner, part)
            if setting is not None:
                _check_setting(f"{of_runner}.{part}", setting)


def _check_domain(path: str, domain: Interval | Rectangle, _: object) -> None:
    match domain:
        case (tuple(), tuple()):
            for axis, interval in enumerate(domain):
                _check_interval(f"{path}[{axis}]", *interval)
        case _:
            _check_interval(path, *domain)


def _check_interval(path: str, low: float, high: float) -> None:
    check_number(f"{path}[0]", low, -LIMIT, LIMIT)
    check_number(f"{path}[1]", high, -LIMIT, LIMIT)
    if not low < high:
        reason = QT_TRANSLATE_NOOP("experiment", "the lower end {low} must be below the upper end {high}")
        raise refused_at(path, reason, low=float(low), high=float(high))
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-290):
        raise refused_at(path, QT_TRANSLATE_NOOP("experiment", "the two ends are too close together"))


def _check_start(path: str, start: Start, experiment: Any) -> None:
    if isinstance(start, Seeded):
        _check_seed(f"{path}.seed", start.seed)
        return
    for name, value in start:
        if name not in experiment.parameters:
            reason = QT_TRANSLATE_NOOP("experiment", "there is no parameter '{name}'; there is {known}")
            raise refused_at(f"{path}.{name}", reason, name=name, known=", ".join(experiment.parameters))
        check_number(f"{path}.{name}", value, -LIMIT, LIMIT)


def _check_setting(path: str, setting: Setting, _: object = None) -> None:
    _check_knobs(path, setting.entry.knobs, setting.knobs)


def _check_dtype(path: str, dtype: str, _: object) -> None:
    if dtype not in ("float64", "float32"):
        raise refused_at(path, QT_TRANSLATE_NOOP("experiment", "expected float64 or float32"))


def _check_knobs(path: str, known: tuple[Knob, ...], knobs: Knobs) -> None:
    values = dict(knobs)
    for knob in known:
        value = values[knob.name]
        if isinstance(knob.default, bool):
            continue
        check_number(
            f"{path}.{knob.name}",
            float(value),
            knob.low,
            knob.high,
            low_open=knob.low_open,
            high_open=knob.high_open,
        )
    momentum = values.get("momentum")
    if values.get("nesterov") is True and momentum is not None and (momentum == 0 or values.get("dampening", 0) != 0):
        reason = QT_TRANSLATE_NOOP("experiment", "Nesterov needs a momentum above 0 and a dampening of 0")
        raise refused_at(path, reason)


FIELD_CHECKS: dict[str, Callable[[str, Any, Any], None]] = {
    "data": _check_data,
    "prediction": _check_formula,
    "function": _check_formula,
    "loss": _check_loss,
    "batch_size": lambda key, value, _: check_number(key, value, 1, 100_000_000),
    "shuffle_seed": _check_seed,
    "domain": _check_domain,
    "start": _check_start,
    "runners": _check_runners,
    "optimizer": _check_setting,
    **dict.fromkeys(STEP_PARTS, _check_setting),
    "epochs": lambda key, value, _: check_number(key, value, 1, MAX_EPOCHS),
    "dtype": _check_dtype,
    "tolerance": lambda key, value, _: check_number(key, value, 0.0, LIMIT, low_open=True),
    "seed": _check_seed,
}
"""What checks a field of an experiment that is given, in the order of the checks: (key, value, experiment)."""
