"""What the notes of catalogues and presets claim, as data: which figure of which run has to be what.

A check stands beside the note that it belongs to. The tests run every check with the real engine, and refuse a note
with a number that no check stands behind.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Changes: TypeAlias = "Mapping[str, object]"
"""Fields of an experiment with other values, or knobs of its optimizer; ``optimizer`` is the name of another one."""
NONE: Changes = {}


class At(NamedTuple):
    """The value of a column at a row, or at several; −1 is the last.

    A column is one of the run's, or ``length``, that of the update from a
    row; ``excess``, the loss less the least possible; ``size``, the length of the vector of
    parameters; ``epochs``, how many the run has; ``condition``, the condition number of a fit; ``exact_w``, a parameter
    of the exact fit. ``changes`` make another experiment of the note's own; ``runner`` is an index.
    """

    column: str
    row: int | tuple[int, ...] = -1
    changes: Changes = NONE
    runner: int = 0


class Over(NamedTuple):
    """The "min", "max" or "mean" of a column over the rows from ``first`` on."""

    what: str
    column: str
    first: int = 0
    changes: Changes = NONE
    runner: int = 0


class Past(NamedTuple):
    """The first row at which the size of a column is greater than ``bound``."""

    column: str
    bound: float
    changes: Changes = NONE
    runner: int = 0


class Ratio(NamedTuple):
    """One figure divided by another."""

    above: Figure
    below: Figure


class Code(NamedTuple):
    """The code of the verdict at the end."""

    changes: Changes = NONE
    runner: int = 0


class Tensor(NamedTuple):
    """An attribute of a tensor of a program once a line is done, at its end for 0.

    It is given less a formula in the tensors at that time, in which ``x_grad`` is the gradient of x. The attribute
    ``moved`` is how far its numbers have moved since it was made.
    """

    name: str
    attribute: str
    line: int = 0
    less: str = ""


class Error(NamedTuple):
    """What PyTorch says of a program."""

    source: str


class Differing(NamedTuple):
    """The fields in which the experiment differs from another preset's."""

    preset: str


class Given(NamedTuple):
    """Nothing to compute: where a fact can be read, an address, or which other test shows it."""

    source: str


Figure: TypeAlias = "At | Over | Past | Ratio | Code | Tensor | Error | Differing | Given"


class Check(NamedTuple):
    """A claim of a note.

    ``says`` are the words of the note that claim it. The figure is ``near`` a number, which means that it is the same
    when it is rounded to as many decimals; or it ``equals`` something, of a text a part; or it is from ``low`` to
    ``high``. Of an array every element is.
    """

    says: str
    figure: Figure
    near: float | tuple[float, ...] | None = None
    low: float = -math.inf
    high: float = math.inf
    equals: object = None
