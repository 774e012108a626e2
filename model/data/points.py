"""Where the points of a regression come from: given, pasted, generated, or read from a CSV file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.data.datasets import DATASETS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from model.data.tables import RowProblem, Table
    from model.message import Message

MAX_POINTS = 10_000_000


class GivenPoints:
    """A read-only array of points, shape (n, 2) and finite, compared and hashed by its digest and its names.

    ``names`` are what x and y are called, each empty where it has no name.
    """

    __slots__ = ("digest", "names", "values")

    def __init__(self, values: ArrayLike, names: tuple[str, str] = ("", "")) -> None:
        array = np.array(values, dtype=np.float64).reshape(-1, 2)
        array.setflags(write=False)
        self.values: NDArray[np.float64] = array
        self.names = names
        self.digest = hashlib.sha256(array.tobytes()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GivenPoints) and (self.digest, self.names) == (other.digest, other.names)

    def __hash__(self) -> int:
        return hash((self.digest, self.names))

    def __repr__(self) -> str:
        return f"GivenPoints({len(self.values)} points, {self.digest[:8]})"


@dataclass(frozen=True, slots=True)
class GeneratedPoints:
    """A data set of the catalogue `model.data.datasets.DATASETS`; fixed sets ignore count and seed."""

    generator: str
    count: int
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TablePoints:
    """Two columns of a table, by their names; all of the table is kept, so that others can be chosen.

    Compared by the ``digest`` of the table's content. ``problems`` are the rows that could not be read.
    """

    x: str
    y: str
    digest: str
    points: GivenPoints = field(compare=False, repr=False)
    problems: Sequence[RowProblem] = field(compare=False, repr=False)
    table: Table = field(compare=False, repr=False)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What was read otherwise than it plainly stands in the table, and why these of many columns were taken."""
        notes, names = self.table.notes_of(self.x, self.y), self.table.names
        if len(names) > 2:
            guess = self.table.guess
            if (self.x, self.y) == (names[guess.x], names[guess.y]):
                return guess.reason, *notes
        return notes


@dataclass(frozen=True, slots=True)
class PastedPoints(TablePoints):
    """Two columns of a pasted table; a file has only their points and names."""


@dataclass(frozen=True, slots=True)
class CsvPoints(TablePoints):
    """Two columns of a CSV file, which a file names by its path."""

    path: str


Data: TypeAlias = GivenPoints | GeneratedPoints | CsvPoints | PastedPoints

BOOK_DATA = GeneratedPoints("book", 100, 0)


def points_of(data: Data) -> NDArray[np.float64]:
    """Return the points, read-only, shape (n, 2)."""
    if isinstance(data, GivenPoints):
        return data.values
    if isinstance(data, TablePoints):
        return data.points.values
    return _generated(data).values


def names_of(data: Data) -> tuple[str, str]:
    """Return what x and y are called; each is empty where it has no name."""
    if isinstance(data, GivenPoints):
        return data.names
    return data.points.names if isinstance(data, TablePoints) else ("", "")


@lru_cache(maxsize=16)
def _generated(data: GeneratedPoints) -> GivenPoints:
    return GivenPoints(DATASETS[data.generator].make(data.count, data.seed))


def read_points(
    path: Path, x: str | None = None, y: str | None = None, progress: Callable[[float], None] | None = None
) -> CsvPoints:
    """Read two columns of a CSV file; without names, the two that look most like x and y.

    Raises `Refused` where the file cannot be read, or has no such columns or no usable row.
    """
    from model.data.tables import read_csv_file  # here, so that a window without a table is not kept waiting

    table = read_csv_file(path, progress=progress)
    return CsvPoints(*_columns(table, x, y), path=str(path.absolute()))


def pasted_points(table: Table) -> PastedPoints:
    """Return the two columns of a pasted table that look most like x and y.

    Raises `Refused` where there are none, or no usable row.
    """
    return PastedPoints(*_columns(table))


def with_columns(data: CsvPoints | PastedPoints, x: str, y: str) -> CsvPoints | PastedPoints:
    """Return the points of other columns of the same table; raises `Refused` where no row has numbers in both."""
    columns = _columns(data.table, x, y)
    return CsvPoints(*columns, path=data.path) if isinstance(data, CsvPoints) else PastedPoints(*columns)


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "·" for character in name)


def _columns(
    table: Table, x: str | None = None, y: str | None = None
) -> tuple[str, str, str, GivenPoints, Sequence[RowProblem], Table]:
    if x is None or y is None:
        best = [table.names[column] for column in (table.guess.x, table.guess.y)]
        x = next(name for name in best if name != y) if x is None else x
        y = next(name for name in reversed(best) if name != x) if y is None else y
    points, problems = table.points(x, y)
    names = (_printable(x), _printable(y)) if table.header else ("", "")
    return x, y, table.digest, GivenPoints(points, names), problems, table
