"""A derivative of a tensor found in two ways, as a plain value that goes through a pipe."""

from __future__ import annotations

import msgspec


class Derivative(msgspec.Struct, frozen=True):
    """One partial derivative of an output, two ways.

    Attributes
    ----------
    leaf : str
        The leaf's name.
    index : tuple of int
        Which of its elements; () for a single number.
    autograd : float
        What PyTorch computes.
    difference : float or None
        The central finite difference of the program run in double precision; None where it cannot be run so.
    """

    leaf: str
    index: tuple[int, ...]
    autograd: float
    difference: float | None
