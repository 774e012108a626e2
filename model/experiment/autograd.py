"""The experiment of the autograd lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Never, Self

from model.labs import AUTOGRAD


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

    lab = AUTOGRAD

    @property
    def runs(self) -> tuple[Never, ...]:
        """The descents of the experiment: none."""
        return ()

    def in_catalogue_form(self) -> Self:
        """Return the experiment as it is: its texts are not compared with the catalogue's."""
        return self
