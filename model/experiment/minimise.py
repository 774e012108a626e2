"""The experiment of the lab of functions of one variable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from model.catalogue.functions import FUNCTIONS, key_of
from model.experiment.on_function import OnFunction, interval_around
from model.experiment.settings import OptimizerSetting
from model.labs import MINIMISE

if TYPE_CHECKING:
    from typing import Self

    from model.experiment.on_function import Interval
    from model.experiment.settings import ClipSetting, DType, NoiseSetting, ScheduleSetting, Start


@dataclass(frozen=True, slots=True)
class Minimise(OnFunction):
    """Descent on a function of one variable ``x``; the defaults are case 8 of the book."""

    function: str = "x**2"
    start: Start = (("x", 5.0),)
    optimizer: OptimizerSetting = field(default_factory=lambda: OptimizerSetting.of("sgd", learning_rate=0.3))
    epochs: int = 15
    dtype: DType = "float64"
    domain: Interval | None = None
    tolerance: float | None = None
    schedule: ScheduleSetting | None = None
    clip: ClipSetting | None = None
    noise: NoiseSetting | None = None

    lab = MINIMISE
    parameters: ClassVar[tuple[str, ...]] = ("x",)

    @property
    def runs(self) -> tuple[Minimise]:
        """The descents of the experiment: the experiment itself."""
        return (self,)

    def in_catalogue_form(self) -> Self:
        """Return the experiment with its function written as in the catalogue, where it is one of these."""
        key = key_of(self.function, FUNCTIONS)
        return self if key is None else replace(self, function=FUNCTIONS[key].formula)

    def intervals(self) -> tuple[Interval, ...]:
        """Return `shown_domain` as an interval for each variable."""
        return (self.shown_domain(),)

    def shown_domain(self) -> Interval:
        """Return the domain given, else the catalogue's, else one that shows the start."""
        if self.domain is not None:
            return self.domain
        key = key_of(self.function, FUNCTIONS)
        return FUNCTIONS[key].domain if key is not None else interval_around(self.start_values()[0])
