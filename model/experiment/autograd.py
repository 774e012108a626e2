"""The experiment of the autograd lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Never, Self

from model.labs import AUTOGRAD


@dataclass(frozen=True, slots=True)
class Autograd:
    """An ordinary PyTorch program, which `model.program` reads and runs; the default is the beginning of case 1.

    Where it seeds no generator itself its random numbers are those of ``seed``.
    """

    source: str = "import torch\n\nx = torch.tensor(4.0, requires_grad=True)\ny = x**2\n"
    seed: int = 0

    lab = AUTOGRAD

    @property
    def runs(self) -> tuple[Never, ...]:
        """The descents of the experiment: none."""
        return ()

    def in_catalogue_form(self) -> Self:
        """Return the experiment as it is: its texts are not compared with the catalogue's."""
        return self
