"""Everything about an experiment that can be checked without computing, each fault in one sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.catalogue.losses import LOSSES, loss_formula
from model.experiment.kinds import MAX_RUNNERS, Autograd, Minimise, Regression, Surface, SurfaceRun
from model.experiment.settings import Seeded, Setting
from model.message import QT_TRANSLATE_NOOP, Message, Refused, number_text
from model.program.tensors.errors import ActionError, ProgramError, refused_key
from model.program.tensors.program import parse_actions, parse_program, scope_of

if TYPE_CHECKING:
    from model.catalogue.optimizers import Knob
    from model.experiment.kinds import Descending, Experiment, OfFunction, Runner
    from model.experiment.settings import Knobs

__all__ = ["LIMIT", "MAX_EPOCHS", "check_number", "refused_at", "validate"]

LIMIT = 1e30
"""A run has diverged when its loss or a parameter passes this size; no number in a file may."""
MAX_EPOCHS = 1_000_000_000

_ALTERING = ("schedule", "clip", "noise")
_LONGEST_LABEL = 40


def validate(experiment: Experiment | SurfaceRun) -> None:
    """Check everything that can be checked without computing.

    Raises
    ------
    Refused
        With one sentence that begins with the key that is wrong.
    """
    if isinstance(experiment, Autograd):
        _check_seed("seed", experiment.seed)
        _check_tensors(experiment)
        return
    if isinstance(experiment, Regression):
        _check_fit(experiment)
    else:
        _at("function", lambda: experiment.formula)
        _check_domain(experiment)
    _check_start(experiment)
    if isinstance(experiment, Surface):
        _check_runners(experiment.runners)
    else:
        _check_setting("optimizer", experiment.optimizer)
    for path in _ALTERING:
        _check_setting(path, getattr(experiment, path))
    check_number("epochs", experiment.epochs, 1, MAX_EPOCHS)
    if experiment.dtype not in ("float64", "float32"):
        raise refused_at("dtype", QT_TRANSLATE_NOOP("experiment", "expected float64 or float32"))
    if experiment.tolerance is not None:
        check_number("tolerance", experiment.tolerance, 0.0, LIMIT, low_open=True)


def _check_fit(experiment: Regression) -> None:
    _at("prediction", lambda: experiment.formula)
    if not experiment.parameters:
        raise refused_at(
            "prediction",
            QT_TRANSLATE_NOOP("experiment", "the prediction has no parameter to learn; write for example w*x + b"),
        )
    if experiment.loss.is_named:
        _check_knobs("loss", LOSSES[experiment.loss.name].knobs, experiment.loss.knobs)
    else:
        _at("loss", lambda: loss_formula(experiment.loss.name))
    if experiment.batch_size is not None:
        check_number("batch_size", experiment.batch_size, 1, 100_000_000)
    _check_seed("shuffle_seed", experiment.shuffle_seed)


def _check_runners(runners: tuple[Runner, ...]) -> None:
    if not 1 <= len(runners) <= MAX_RUNNERS:
        raise refused_at(
            "runners",
            QT_TRANSLATE_NOOP("experiment", "expected 1 to {most} runners, got {count}").fill(
                most=MAX_RUNNERS, count=len(runners)
            ),
        )
    for index, runner in enumerate(runners):
        path = f"runners[{index}]"
        _check_setting(path, runner.optimizer)
        if len(runner.label) > _LONGEST_LABEL or not runner.label.isprintable():
            raise refused_at(
                f"{path}.label",
                QT_TRANSLATE_NOOP("experiment", "expected at most {most} characters on one line").fill(
                    most=_LONGEST_LABEL
                ),
            )
        for part in _ALTERING:
            _check_setting(f"{path}.{part}", getattr(runner, part))


def refused_at(path: str, reason: Message) -> Refused:
    """Return the refusal that names the key's path and what was expected."""
    return Refused(QT_TRANSLATE_NOOP("experiment", "{path}: {reason}").fill(path=path, reason=reason))


def _at(path: str, check: object) -> None:
    try:
        check()  # type: ignore[operator]
    except Refused as refusal:
        raise refused_at(path, refusal.message) from None


def check_number(
    path: str, value: float, low: float, high: float, *, low_open: bool = False, high_open: bool = False
) -> None:
    """Refuse a number that is not finite or lies outside its range."""
    too_low = value <= low if low_open else value < low
    too_high = value >= high if high_open else value > high
    if not math.isfinite(value) or too_low or too_high:
        raise refused_at(
            path,
            QT_TRANSLATE_NOOP("experiment", "expected a number {low} and {high}, got {value}").fill(
                low=_bound(low, low_open, upper=False),
                high=_bound(high, high_open, upper=True),
                value=_exact(value),
            ),
        )


def _exact(value: float) -> str:
    """Return a number with all its digits, so that one just outside a bound does not read like the bound."""
    digits = next(digits for digits in range(6, 18) if digits == 17 or float(f"{value:.{digits}g}") == value)
    return number_text(value, digits)


def _bound(bound: float, is_open: bool, *, upper: bool) -> Message:
    if upper:
        template = (
            QT_TRANSLATE_NOOP("experiment", "below {bound}")
            if is_open
            else QT_TRANSLATE_NOOP("experiment", "at most {bound}")
        )
    else:
        template = (
            QT_TRANSLATE_NOOP("experiment", "above {bound}")
            if is_open
            else QT_TRANSLATE_NOOP("experiment", "at least {bound}")
        )
    return template.fill(bound=_exact(bound))


def _check_seed(path: str, seed: int) -> None:
    check_number(path, seed, 0, 2**32 - 1)


def _check_domain(experiment: OfFunction | Surface) -> None:
    if experiment.domain is None:
        return
    if isinstance(experiment, Minimise):
        _check_interval("domain", *experiment.domain)
        return
    for axis, interval in enumerate(experiment.domain):
        _check_interval(f"domain[{axis}]", *interval)


def _check_interval(path: str, low: float, high: float) -> None:
    check_number(f"{path}[0]", low, -LIMIT, LIMIT)
    check_number(f"{path}[1]", high, -LIMIT, LIMIT)
    if not low < high:
        raise refused_at(
            path,
            QT_TRANSLATE_NOOP("experiment", "the lower end {low} must be below the upper end {high}").fill(
                low=float(low), high=float(high)
            ),
        )
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-290):
        raise refused_at(path, QT_TRANSLATE_NOOP("experiment", "the two ends are too close together"))


def _check_tensors(experiment: Autograd) -> None:
    try:
        parse_actions(experiment.actions, scope_of(parse_program(experiment.program)))
    except (ProgramError, ActionError) as error:
        raise refused_key(error) from None


def _check_start(experiment: Descending | Surface) -> None:
    if isinstance(experiment.start, Seeded):
        _check_seed("start.seed", experiment.start.seed)
        return
    for name, value in experiment.start:
        if name not in experiment.parameters:
            raise refused_at(
                f"start.{name}",
                QT_TRANSLATE_NOOP("experiment", "there is no parameter '{name}'; there is {known}").fill(
                    name=name, known=", ".join(experiment.parameters)
                ),
            )
        check_number(f"start.{name}", value, -LIMIT, LIMIT)


def _check_setting(path: str, setting: Setting | None) -> None:
    if setting is not None:
        _check_knobs(path, setting.entry.knobs, setting.knobs)


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
    if (
        values.get("nesterov") is True
        and ("momentum" in values)
        and (values["momentum"] == 0 or values.get("dampening", 0) != 0)
    ):
        raise refused_at(
            path, QT_TRANSLATE_NOOP("experiment", "Nesterov needs a momentum above 0 and a dampening of 0")
        )
