"""The experiment of the regression lab."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from model.data.points import BOOK_DATA, points_of
from model.experiment.settings import LossChoice, OptimizerSetting, Seeded, start_values
from model.formula import parse
from model.labs import REGRESSION

if TYPE_CHECKING:
    from typing import Self

    from model.data.points import Data
    from model.experiment.settings import ClipSetting, DType, NoiseSetting, ScheduleSetting, Start
    from model.formula import Formula


@dataclass(frozen=True, slots=True)
class Regression:
    """A prediction fitted to points; the defaults are case 10 of the book."""

    data: Data = BOOK_DATA
    prediction: str = "w*x + b"
    loss: LossChoice = field(default_factory=lambda: LossChoice("mse"))
    start: Start = field(default_factory=Seeded)
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

    lab = REGRESSION

    @property
    def formula(self) -> Formula:
        """The prediction as a checked syntax tree; every name in it but ``x`` is a parameter."""
        return parse(self.prediction, ("x",), parameters=True)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names that the descent changes, in the order of their first occurrence."""
        return self.formula.parameters

    @property
    def loss_formula(self) -> Formula:
        """The loss as a checked syntax tree in ``y``, ``y_pred`` and, where it is the user's own, the parameters."""
        return self.loss.formula_with(self.parameters)

    @property
    def runs(self) -> tuple[Regression]:
        """The descents of the experiment: the experiment itself."""
        return (self,)

    def in_catalogue_form(self) -> Self:
        """Return the experiment as it is: its texts are not compared with the catalogue's."""
        return self

    def start_values(self) -> tuple[float, ...]:
        """Return the start as numbers, in the order of the parameters."""
        return start_values(self.start, self.parameters)

    def points_per_update(self) -> int:
        """Return of how many points the gradient of one update is."""
        count = len(points_of(self.data))
        return min(count, self.batch_size or count)

    def updates_per_epoch(self) -> int:
        """Return how many updates one epoch makes: one with all points, else one for each mini-batch."""
        count = len(points_of(self.data))
        if self.batch_size is None or count == 0:
            return 1
        return -(-count // self.batch_size)

    def standardisation(self) -> tuple[float, float]:
        """Return mean and (population) standard deviation of x; the descent uses (x − mean) / deviation."""
        return _mean_and_deviation(self.data)


@lru_cache(maxsize=16)
def _mean_and_deviation(data: Data) -> tuple[float, float]:
    """Return mean and deviation of x; called with every frame, for up to a million points."""
    x = points_of(data)[:, 0]
    return float(x.mean()), float(x.std())
