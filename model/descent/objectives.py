"""The start of an experiment, and its loss as a function of the parameters, for torch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np
import torch

from model.data.points import points_of
from model.experiment.units import standardised
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from model.experiment import Descending, OfFunction, Regression


class Objective(ABC):
    """The loss of one experiment as a function of its parameters.

    ``start``, shape (n,), has their values in row 0; all numbers are of the type ``dtype``. ``updates_per_epoch`` is 1,
    or the number of mini-batches.
    """

    def __init__(self, experiment: Descending) -> None:
        self.parameters = experiment.parameters
        self.start: NDArray[np.float64] = np.array(experiment.start_values())
        self.dtype: torch.dtype = getattr(torch, experiment.dtype)
        self.updates_per_epoch = 1

    @abstractmethod
    def forward(self, leaves: Sequence[Tensor], row: int | None = None) -> Tensor:
        """Return the prediction, or for a function its value.

        Parameters
        ----------
        leaves : sequence of Tensor
            One tensor for each parameter, as `split` gives them: of no dimension for a single run; of shape
            (runs,), or (runs, 1) where there are points, for a batch of runs.
        row : int, optional
            The history row whose mini-batch to take; without it all points.
        """

    @abstractmethod
    def loss_of(self, prediction: Tensor, leaves: Sequence[Tensor], row: int | None = None) -> Tensor:
        """Return the loss of what `forward` gave for the same leaves and row, one number for each run."""

    @abstractmethod
    def split(self, parameters: Tensor) -> tuple[Tensor, ...]:
        """Return packed parameters, shape (n,) or (runs, n), as `forward` takes them."""

    def loss(self, parameters: Tensor, row: int | None = None) -> Tensor:
        """Return the loss of packed parameters: shape () of (n,), or (runs,) of (runs, n)."""
        leaves = self.split(parameters)
        return self.loss_of(self.forward(leaves, row), leaves, row)


class FunctionObjective(Objective):
    """A function of one variable or several, which is its own loss."""

    def __init__(self, experiment: OfFunction) -> None:
        super().__init__(experiment)
        self._function = experiment.formula.torch()

    def forward(self, leaves: Sequence[Tensor], row: int | None = None) -> Tensor:
        """Return the function's value."""
        return self._function(dict(zip(self.parameters, leaves, strict=True)))

    def loss_of(self, prediction: Tensor, leaves: Sequence[Tensor], row: int | None = None) -> Tensor:
        """Return the value itself."""
        return prediction

    def split(self, parameters: Tensor) -> tuple[Tensor, ...]:
        """Return one tensor for each variable."""
        return parameters.unbind(-1)


class FitObjective(Objective):
    """A prediction for ``count`` points, and its loss: ``compare`` gives that of ``{"y": …, "y_pred": …, "w": …}``.

    An update sees at most ``batch_size`` points.
    """

    def __init__(self, experiment: Regression) -> None:
        super().__init__(experiment)
        points = points_of(experiment.data)
        self.count = len(points)
        if not self.count:
            raise Refused(QT_TRANSLATE_NOOP("objectives", "there are no points to fit"))
        x = standardised(experiment, points[:, 0])
        if not np.isfinite(x).all():
            if points[:, 0].min() == points[:, 0].max():
                raise Refused(QT_TRANSLATE_NOOP("objectives", "x cannot be standardised: all points have the same x"))
            reason = QT_TRANSLATE_NOOP("objectives", "x cannot be standardised: its spread is too small or too large")
            raise Refused(reason)
        self._x = torch.tensor(x, dtype=self.dtype)
        self._y = torch.tensor(points[:, 1], dtype=self.dtype)
        self._predict = experiment.formula.torch()
        self._is_flat = self._predicts_one_number()
        loss = experiment.loss_formula
        self.compare = loss.torch()
        self._penalised = [index for index, name in enumerate(self.parameters) if name in loss.parameters]
        self.updates_per_epoch = experiment.updates_per_epoch()
        self.batch_size = min(experiment.batch_size or self.count, self.count)
        self._shuffle_seed = experiment.shuffle_seed
        self._shuffled: tuple[int, Tensor, Tensor] | None = None
        self.experiment = experiment

    def points_at(self, row: int | None = None) -> tuple[Tensor, Tensor]:
        """Return x, as descended in, and y of a history row's mini-batch; of all points without a row."""
        if row is None or self.updates_per_epoch == 1:
            return self._x, self._y
        epoch, update = divmod(row, self.updates_per_epoch)
        if self._shuffled is None or self._shuffled[0] != epoch:
            order = torch.from_numpy(self.order_of(epoch))
            self._shuffled = epoch, self._x[order], self._y[order]
        _, x, y = self._shuffled
        batch = slice(update * self.batch_size, (update + 1) * self.batch_size)
        return x[batch], y[batch]

    def order_of(self, epoch: int) -> NDArray[np.intp]:
        """Return the order of the points in an epoch of mini-batches, drawn for each epoch."""
        return np.random.default_rng([self._shuffle_seed, epoch]).permutation(self.count)

    def forward(self, leaves: Sequence[Tensor], row: int | None = None) -> Tensor:
        """Return the predictions for the points of a row: shape (points,), or (runs, points)."""
        x, _ = self.points_at(row)
        return self.predict(leaves, x)

    def predict(self, leaves: Sequence[Tensor], x: Tensor) -> Tensor:
        """Return the predictions for points at ``x``, as descended in: shape (points,), or (runs, points)."""
        values = dict(zip(self.parameters, leaves, strict=True))
        values["x"] = x
        prediction = self._predict(values)
        return prediction.expand((*leaves[0].shape[:1], *x.shape)) if self._is_flat else prediction

    def _predicts_one_number(self) -> bool:
        """Tell whether the prediction is one number, such as ``b``, where a loss takes one for each point."""
        number = torch.zeros((), dtype=self.dtype)
        return self._predict({**dict.fromkeys(self.parameters, number), "x": self._x[:1]}).dim() == 0

    def loss_of(self, prediction: Tensor, leaves: Sequence[Tensor], row: int | None = None) -> Tensor:
        """Return the loss of predictions for the points of a row."""
        _, y = self.points_at(row)
        return self.compare({"y": y, "y_pred": prediction, **self.penalised(leaves)})

    def penalised(self, leaves: Sequence[Tensor]) -> dict[str, Tensor]:
        """Return those of the parameters, by name, that stand in the loss itself."""
        return {self.parameters[index]: leaves[index] for index in self._penalised}

    def split(self, parameters: Tensor) -> tuple[Tensor, ...]:
        """Return one column for each parameter."""
        return parameters.unbind() if parameters.dim() == 1 else parameters.split(1, -1)


def objective_of(experiment: Descending) -> Objective:
    """Return the loss of an experiment as a function of its parameters.

    Raises `Refused` where there are no points, or x cannot be standardised.
    """
    return FunctionObjective(experiment) if experiment.loss is None else FitObjective(experiment)
