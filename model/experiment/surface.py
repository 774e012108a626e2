"""The experiment of the surface lab: a race, and the one descent of each of its runners."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from model.catalogue.functions import key_of
from model.catalogue.surfaces import SURFACES
from model.experiment.on_function import OnFunction, interval_around
from model.experiment.settings import OptimizerSetting
from model.labs import SURFACE

if TYPE_CHECKING:
    from model.catalogue.surfaces import Rectangle
    from model.experiment.on_function import Interval
    from model.experiment.settings import ClipSetting, DType, NoiseSetting, ScheduleSetting, Start
    from model.message import Message

MAX_RUNNERS = 8
"""The most optimizers in one race: as many as there are distinguishable colours, markers and dashes."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One optimizer in a race, with what alters its gradients and its learning rate.

    Without a label it has the optimizer's name. Schedule, clipping and noise are its own; None for those of the race.
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


class _OnSurface(OnFunction):
    """What a race and each run of it have in common: the surface and the start."""

    __slots__ = ()

    lab: ClassVar = SURFACE
    parameters: ClassVar[tuple[str, ...]] = ("x", "y")
    domain: Rectangle | None

    def intervals(self) -> tuple[Interval, ...]:
        """Return `shown_domain`, an interval for each variable."""
        return self.shown_domain()

    def shown_domain(self) -> Rectangle:
        """Return the domain given, else the catalogue's, else one that shows the start: an interval of x and of y."""
        if self.domain is not None:
            return self.domain
        key = key_of(self.function, SURFACES)
        if key is not None:
            return SURFACES[key].domain
        x, y = self.start_values()
        return interval_around(x), interval_around(y)


@dataclass(frozen=True, slots=True)
class Surface(_OnSurface):
    """A race: runners that descend on one function of ``x`` and ``y`` from the same start for as many epochs.

    Schedule, clipping and noise of the race hold for every runner that has none of its own. The defaults are on
    Rosenbrock's valley.
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

    @property
    def runs(self) -> tuple[SurfaceRun, ...]:
        """The descents of the experiment: one for each runner."""
        return tuple(self.run_of(index) for index in range(len(self.runners)))

    def with_own_parts(self) -> Surface:
        """Return the same race with schedule, clipping and noise given by each runner, none by the race."""
        pairs = zip(self.runners, self.runs, strict=True)
        runners = tuple(replace(runner, schedule=run.schedule, clip=run.clip, noise=run.noise) for runner, run in pairs)
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

    @property
    def runs(self) -> tuple[SurfaceRun]:
        """The descents of the experiment: the experiment itself."""
        return (self,)

    def at_rate(self, rate: float) -> SurfaceRun:
        """Return this descent with another learning rate."""
        return replace(self, optimizer=self.optimizer.with_knob("learning_rate", rate))
