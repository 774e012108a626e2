"""The largest stable learning rate: above it a descent on a quadratic diverges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.catalogue.optimizers import OPTIMIZERS
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.experiment import Descending


@dataclass(frozen=True, slots=True)
class StableLimit:
    """The learning rate above which a descent diverges, and its formula, such as "2(1 + μ)/λmax"."""

    rate: float
    formula: str

    def text(self, digits: int = 5) -> str:
        """Return the formula and the number, as "2/λmax = 0.25"."""
        number = number_text(self.rate, digits)
        return number if self.formula == number else f"{self.formula} = {number}"


def stable_limit(experiment: Descending, eigenvalues: Sequence[float]) -> StableLimit | None:
    """Return the largest stable learning rate by the rising eigenvalues of a Hessian.

    Where the loss is a quadratic its Hessian is the same everywhere, and so is the limit; elsewhere it is that of a
    descent near the place of the Hessian. Noise that is added to the gradient does not change it.

    None where no limit is known: for rules that scale their steps by past gradients; with a schedule, which changes
    the rate; with clipping, which bounds every step; with mini-batches, each of which has a Hessian of its own; and
    where the function does not curve upwards.
    """
    setting = experiment.optimizer
    limit_of = OPTIMIZERS[setting.name].stable_limit
    if limit_of is None or experiment.schedule or experiment.clip or experiment.updates_per_epoch() > 1:
        return None
    if eigenvalues[0] < 0 or eigenvalues[-1] <= 0:
        return None
    found = limit_of(dict(setting.knobs), eigenvalues[-1])
    return None if found is None else StableLimit(*found)
