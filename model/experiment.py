"""The frozen experiments of every lab: everything that decides a run, and nothing else.

Two equal experiments give the same run, bit for bit on one machine and engine. The file format is in
`model.experiment_file`; where an experiment's points come from is in `model.points`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self, TypeAlias

import numpy as np

from model.clipping import CLIPS
from model.formula import parse
from model.functions import FUNCTIONS, catalogue_key
from model.losses import LOSSES, loss_formula
from model.message import QT_TRANSLATE_NOOP, Message, Refused
from model.noise import NOISES
from model.optimizers import OPTIMIZERS, Knob
from model.points import BOOK_DATA, Data, points_of
from model.schedules import SCHEDULES
from model.tensors.errors import ActionError, ProgramError, refused_key
from model.tensors.program import parse_actions, parse_program, scope_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.formula import Formula

__all__ = [
    "LIMIT",
    "MAX_EPOCHS",
    "Autograd",
    "CheckedStart",
    "ClipSetting",
    "DType",
    "Descending",
    "Experiment",
    "LossChoice",
    "Minimise",
    "NoiseSetting",
    "OptimizerSetting",
    "Regression",
    "ScheduleSetting",
    "Seeded",
    "Setting",
    "Start",
    "validate",
]

LIMIT = 1e30
"""A run has diverged when its loss or a parameter passes this size; no number in a file may."""
MAX_EPOCHS = 1_000_000_000

DType: TypeAlias = Literal["float64", "float32"]
Knobs: TypeAlias = tuple[tuple[str, float | bool], ...]


@dataclass(frozen=True, slots=True)
class Seeded:
    """Start values drawn from N(0, 1) in the order of the parameters."""

    seed: int = 0


CheckedStart: TypeAlias = tuple[tuple[str, float], ...]
Start: TypeAlias = CheckedStart | Seeded


class Entry(Protocol):
    """What every entry of a catalogue with knobs has."""

    @property
    def title(self) -> Message:
        """Its name in the window."""
        ...

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The numbers and switches that can be set."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """An entry of a catalogue with a value for each of its knobs.

    Attributes
    ----------
    name : str
        A key of `catalogue`.
    knobs : tuple of (str, float or bool)
        Every knob of that entry, in the catalogue's order.
    """

    name: str
    knobs: Knobs = ()

    catalogue: ClassVar[Mapping[str, Entry]]

    @classmethod
    def of(cls, name: str, **knobs: float | bool) -> Self:
        """Return the entry ``name`` with its defaults, but for ``knobs``."""
        return cls(name, _with_defaults(cls.catalogue[name].knobs, knobs))

    @property
    def entry(self) -> Entry:
        """What the catalogue says of it."""
        return self.catalogue[self.name]

    def knob(self, name: str) -> float | bool:
        """Return the value of one knob."""
        return dict(self.knobs)[name]

    def with_knob(self, name: str, value: float | bool) -> Self:
        """Return this setting with one knob changed."""
        return replace(self, knobs=tuple((key, value if key == name else old) for key, old in self.knobs))


@dataclass(frozen=True, slots=True)
class OptimizerSetting(Setting):
    """An optimizer of the catalogue with a value for each of its knobs, ``learning_rate`` first."""

    catalogue = OPTIMIZERS

    @property
    def learning_rate(self) -> float:
        """The step size η."""
        return float(self.knob("learning_rate"))


@dataclass(frozen=True, slots=True)
class ScheduleSetting(Setting):
    """A learning-rate schedule with a value for each of its knobs."""

    catalogue = SCHEDULES


@dataclass(frozen=True, slots=True)
class ClipSetting(Setting):
    """A way to clip gradients with a value for its knob."""

    catalogue = CLIPS


@dataclass(frozen=True, slots=True)
class NoiseSetting(Setting):
    """A noise on the gradients with a value for each of its knobs."""

    catalogue = NOISES


@dataclass(frozen=True, slots=True)
class LossChoice:
    """A named loss with its knobs, or the user's own formula in ``y`` and ``y_pred``."""

    name: str
    """A key of `model.losses.LOSSES`, or the formula's text."""
    knobs: Knobs = ()

    @classmethod
    def of(cls, name: str, **knobs: float | bool) -> LossChoice:
        """Return the named loss with its defaults, but for ``knobs``; or the formula ``name``."""
        return cls(name, _with_defaults(LOSSES[name].knobs, knobs) if name in LOSSES else ())

    @property
    def is_named(self) -> bool:
        """Whether this is a loss of the catalogue."""
        return self.name in LOSSES


def _with_defaults(known: tuple[Knob, ...], given: dict[str, float | bool]) -> Knobs:
    return tuple((knob.name, given.get(knob.name, knob.default)) for knob in known)


@dataclass(frozen=True, slots=True)
class Minimise:
    """Descent on a function of one variable ``x``; the defaults are case 8 of the book."""

    function: str = "x**2"
    start: Start = (("x", 5.0),)
    optimizer: OptimizerSetting = field(default_factory=lambda: OptimizerSetting.of("sgd", learning_rate=0.3))
    epochs: int = 15
    dtype: DType = "float64"
    domain: tuple[float, float] | None = None
    tolerance: float | None = None
    schedule: ScheduleSetting | None = None
    clip: ClipSetting | None = None
    noise: NoiseSetting | None = None

    lab = "minimise"

    @property
    def formula(self) -> Formula:
        """The function as a checked syntax tree."""
        return parse(self.function, ("x",))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names that the descent changes."""
        return ("x",)

    def start_values(self) -> tuple[float, ...]:
        """Return the start as numbers, in the order of the parameters."""
        return start_values(self.start, self.parameters)

    def updates_per_epoch(self) -> int:
        """Return 1: an epoch is one update."""
        return 1

    def shown_domain(self) -> tuple[float, float]:
        """Return the domain given, else the catalogue's, else one that shows the start."""
        if self.domain is not None:
            return self.domain
        key = catalogue_key(self.function)
        if key is not None:
            return FUNCTIONS[key].domain
        reach = max(6.0, 1.2 * abs(self.start_values()[0]))
        return (-reach, reach)


@dataclass(frozen=True, slots=True)
class Regression:
    """A prediction fitted to points; the defaults are case 10 of the book."""

    data: Data = BOOK_DATA
    prediction: str = "w*x + b"
    loss: LossChoice = LossChoice("mse")
    start: Start = Seeded(0)
    optimizer: OptimizerSetting = field(default_factory=lambda: OptimizerSetting.of("sgd", learning_rate=0.0001))
    epochs: int = 100
    dtype: DType = "float64"
    batch_size: int | None = None
    shuffle_seed: int = 0
    standardise: bool = False
    tolerance: float | None = None
    schedule: ScheduleSetting | None = None
    clip: ClipSetting | None = None
    noise: NoiseSetting | None = None

    lab = "regression"

    @property
    def formula(self) -> Formula:
        """The prediction as a checked syntax tree; every name in it but ``x`` is a parameter."""
        return parse(self.prediction, ("x",), parameters=True)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names that the descent changes, in the order in which they first stand."""
        return self.formula.parameters

    def start_values(self) -> tuple[float, ...]:
        """Return the start as numbers, in the order of the parameters."""
        return start_values(self.start, self.parameters)

    def updates_per_epoch(self) -> int:
        """Return how many updates one epoch makes: one with all points, else one a mini-batch."""
        count = len(points_of(self.data))
        if self.batch_size is None or count == 0:
            return 1
        return -(-count // self.batch_size)

    def standardisation(self) -> tuple[float, float]:
        """Return mean and (population) standard deviation of x; the descent sees (x − mean) / deviation."""
        x = points_of(self.data)[:, 0]
        return float(x.mean()), float(x.std())


@dataclass(frozen=True, slots=True)
class Autograd:
    """A program of tensors and the actions on them; the default program is case 1 of the book.

    Attributes
    ----------
    program : tuple of str
        One assignment a line, as `model.tensors.program` reads it.
    actions : tuple of str
        What is done to the tensors after the program, in this order.
    seed : int
        Of the numbers that ``randn`` draws.
    """

    program: tuple[str, ...] = ("x = tensor(4.0, requires_grad=True)", "y = x**2")
    actions: tuple[str, ...] = ()
    seed: int = 0

    lab = "autograd"


Descending: TypeAlias = Minimise | Regression
"""The experiments of the labs that descend."""
Experiment: TypeAlias = Descending | Autograd


def start_values(start: Start, parameters: tuple[str, ...]) -> tuple[float, ...]:
    """Return start values in the order of ``parameters``.

    Seeded values are ``numpy.random.default_rng(seed).standard_normal``; a name without a value starts at 0.
    """
    if isinstance(start, Seeded):
        draws = np.random.default_rng(start.seed).standard_normal(len(parameters))
        return tuple(float(draw) for draw in draws)
    given = dict(start)
    return tuple(given.get(name, 0.0) for name in parameters)


def validate(experiment: Experiment) -> None:
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
    if isinstance(experiment, Minimise):
        _at("function", lambda: experiment.formula)
        if experiment.domain is not None:
            _check_domain(experiment.domain)
    else:
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
    _check_start(experiment)
    for path in ("optimizer", "schedule", "clip", "noise"):
        setting: Setting | None = getattr(experiment, path)
        if setting is not None:
            _check_knobs(path, setting.entry.knobs, setting.knobs)
    check_number("epochs", experiment.epochs, 1, MAX_EPOCHS)
    if experiment.dtype not in ("float64", "float32"):
        raise refused_at("dtype", QT_TRANSLATE_NOOP("experiment", "expected float64 or float32"))
    if experiment.tolerance is not None:
        check_number("tolerance", experiment.tolerance, 0.0, LIMIT, low_open=True)


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
                value=float(value),
            ),
        )


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
    return template.fill(bound=float(bound))


def _check_seed(path: str, seed: int) -> None:
    check_number(path, seed, 0, 2**32 - 1)


def _check_domain(domain: tuple[float, float]) -> None:
    low, high = domain
    check_number("domain[0]", low, -LIMIT, LIMIT)
    check_number("domain[1]", high, -LIMIT, LIMIT)
    if not low < high:
        raise refused_at(
            "domain",
            QT_TRANSLATE_NOOP("experiment", "the lower end {low} must be below the upper end {high}").fill(
                low=float(low), high=float(high)
            ),
        )
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-290):
        raise refused_at("domain", QT_TRANSLATE_NOOP("experiment", "the two ends are too close together"))


def _check_tensors(experiment: Autograd) -> None:
    try:
        parse_actions(experiment.actions, scope_of(parse_program(experiment.program)))
    except (ProgramError, ActionError) as error:
        raise refused_key(error) from None


def _check_start(experiment: Descending) -> None:
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
