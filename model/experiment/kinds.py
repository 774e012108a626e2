"""The experiment of each lab, frozen and hashable, and the one run that a runner of a race makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from model.catalogue.functions import FUNCTIONS, catalogue_key
from model.catalogue.surfaces import SURFACES, Rectangle, surface_key
from model.data.points import BOOK_DATA, Data, points_of
from model.experiment.settings import (
    ClipSetting,
    DType,
    LossChoice,
    NoiseSetting,
    OptimizerSetting,
    ScheduleSetting,
    Seeded,
    Start,
    start_values,
)
from model.formula import parse

if TYPE_CHECKING:
    from model.formula import Formula
    from model.message import Message

__all__ = [
    "MAX_RUNNERS",
    "Autograd",
    "Descending",
    "Experiment",
    "Minimise",
    "OfFunction",
    "Regression",
    "Runner",
    "Surface",
    "SurfaceRun",
]

MAX_RUNNERS = 8
"""The most optimizers in one race: as many as there are colours, markers and dashes that can be told apart."""

_SMALLEST_REACH = 6.0
"""A domain that nobody gave reaches at least so far from 0 …"""
_ROOM = 1.2
"""… and so much further than the start."""
_DRAWN = Seeded(0)
_SQUARED_ERROR = LossChoice("mse")


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
        return _interval_with(self.start_values()[0])


@dataclass(frozen=True, slots=True)
class Regression:
    """A prediction fitted to points; the defaults are case 10 of the book."""

    data: Data = BOOK_DATA
    prediction: str = "w*x + b"
    loss: LossChoice = _SQUARED_ERROR
    start: Start = _DRAWN
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
        return _mean_and_deviation(self.data)


@dataclass(frozen=True, slots=True)
class Runner:
    """One optimizer in a race, with what alters its gradients and its learning rate.

    Attributes
    ----------
    optimizer : OptimizerSetting
    label : str
        The name that the user gave it; empty for the optimizer's own.
    schedule, clip, noise : Setting, optional
        Its own; None for those of the race.
    """

    optimizer: OptimizerSetting
    label: str = ""
    schedule: ScheduleSetting | None = None
    clip: ClipSetting | None = None
    noise: NoiseSetting | None = None

    @property
    def title(self) -> Message | str:
        """Its label, or the optimizer's own name."""
        return self.label or self.optimizer.entry.title


def _first_runners() -> tuple[Runner, ...]:
    return (
        Runner(OptimizerSetting.of("sgd", learning_rate=0.0005)),
        Runner(OptimizerSetting.of("momentum", learning_rate=0.0005)),
        Runner(OptimizerSetting.of("adam", learning_rate=0.05)),
    )


class _WithFunction(Protocol):
    """What a race and each run of it have."""

    @property
    def function(self) -> str: ...
    @property
    def start(self) -> Start: ...
    @property
    def domain(self) -> Rectangle | None: ...


class _OnSurface:
    """What a race and each run of it can say: they are on the same surface, and begin in the same place."""

    __slots__ = ()

    lab: ClassVar = "surface"
    parameters: ClassVar[tuple[str, ...]] = ("x", "y")
    """The names that a descent changes."""

    @property
    def formula(self: _WithFunction) -> Formula:
        """The function as a checked syntax tree."""
        return parse(self.function, _OnSurface.parameters)

    def start_values(self: _WithFunction) -> tuple[float, ...]:
        """Return the start (x, y)."""
        return start_values(self.start, _OnSurface.parameters)

    def updates_per_epoch(self) -> int:
        """Return 1: an epoch is one update."""
        return 1

    def shown_domain(self: _WithFunction) -> Rectangle:
        """Return the domain given, else the catalogue's, else one that shows the start: an interval of x and of y."""
        if self.domain is not None:
            return self.domain
        key = surface_key(self.function)
        if key is not None:
            return SURFACES[key].domain
        x, y = start_values(self.start, _OnSurface.parameters)
        return _interval_with(x), _interval_with(y)


@dataclass(frozen=True, slots=True)
class Surface(_OnSurface):
    """A race: runners that descend on one function of ``x`` and ``y`` from the same start for as many epochs.

    What the race says of schedule, clipping and noise holds for every runner that has none of its own. The
    defaults are on Rosenbrock's valley.
    """

    function: str = "(1 - x)^2 + 100(y - x^2)^2"
    start: Start = (("x", -1.5), ("y", 2.0))
    runners: tuple[Runner, ...] = field(default_factory=_first_runners)
    epochs: int = 2_000
    dtype: DType = "float64"
    domain: Rectangle | None = None
    tolerance: float | None = None
    schedule: ScheduleSetting | None = None
    clip: ClipSetting | None = None
    noise: NoiseSetting | None = None

    def run_of(self, index: int) -> SurfaceRun:
        """Return the descent of one runner, counted from 0."""
        runner = self.runners[index]
        return SurfaceRun(
            function=self.function,
            start=self.start,
            optimizer=runner.optimizer,
            epochs=self.epochs,
            dtype=self.dtype,
            domain=self.domain,
            tolerance=self.tolerance,
            schedule=runner.schedule or self.schedule,
            clip=runner.clip or self.clip,
            noise=runner.noise or self.noise,
        )

    def with_own_parts(self) -> Surface:
        """Return the same race with schedule, clipping and noise said by each runner, none by the race."""
        runs = [(runner, self.run_of(index)) for index, runner in enumerate(self.runners)]
        runners = tuple(replace(runner, schedule=run.schedule, clip=run.clip, noise=run.noise) for runner, run in runs)
        return replace(self, runners=runners, schedule=None, clip=None, noise=None)


@dataclass(frozen=True, slots=True)
class SurfaceRun(_OnSurface):
    """The descent of one runner of a race, as `Surface.run_of` makes it."""

    function: str
    start: Start
    optimizer: OptimizerSetting
    epochs: int
    dtype: DType = "float64"
    domain: Rectangle | None = None
    tolerance: float | None = None
    schedule: ScheduleSetting | None = None
    clip: ClipSetting | None = None
    noise: NoiseSetting | None = None

    def at_rate(self, rate: float) -> SurfaceRun:
        """Return this descent with another learning rate."""
        return replace(self, optimizer=self.optimizer.with_knob("learning_rate", rate))


@dataclass(frozen=True, slots=True)
class Autograd:
    """A program of tensors and the actions on them; the default program is case 1 of the book.

    Attributes
    ----------
    program : tuple of str
        One assignment a line, as `model.program.tensors.program` reads it.
    actions : tuple of str
        What is done to the tensors after the program, in this order.
    seed : int
        Of the numbers that ``randn`` draws.
    """

    program: tuple[str, ...] = ("x = tensor(4.0, requires_grad=True)", "y = x**2")
    actions: tuple[str, ...] = ()
    seed: int = 0

    lab = "autograd"


OfFunction: TypeAlias = Minimise | SurfaceRun
"""Descents on a function, which is its own loss."""
Descending: TypeAlias = OfFunction | Regression
"""What descends by itself: one start, one optimizer."""
Experiment: TypeAlias = Minimise | Regression | Surface | Autograd
"""One lab's experiment, as a file holds it."""


@lru_cache(maxsize=16)
def _mean_and_deviation(data: Data) -> tuple[float, float]:
    """Return those of x; asked for with every frame, of points that may be a million."""
    x = points_of(data)[:, 0]
    return float(x.mean()), float(x.std())


def _interval_with(value: float) -> tuple[float, float]:
    """Return an interval about 0 that shows ``value``."""
    reach = max(_SMALLEST_REACH, _ROOM * abs(value))
    return (-reach, reach)
