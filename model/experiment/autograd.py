"""The experiment of the autograd lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Never, Self

from model.labs import AUTOGRAD


@dataclass(frozen=True, slots=True)
class Autograd:
    """A program of tensors and the actions on them in their order; the default program is case 1 of the book.

    Its lines are assignments, as `model.program.tensors.program` reads them; the seed is that of ``randn``.
    """

    program: tuple[str, ...] = ("x = tensor(4.0, requires_grad=True)", "y = x**2")
    actions: tuple[str, ...] = ()
    seed: int = 0

    lab = AUTOGRAD

    @property
    def runs(self) -> tuple[Never, ...]:
        """The descents of the experiment: none."""
        return ()

    def in_catalogue_form(self) -> Self:
        """Return the experiment as it is: its texts are not compared with the catalogue's."""
        return self
