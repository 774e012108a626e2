"""Where the points of a regression come from: given, generated, or read from a CSV file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.data.datasets import DATASETS
from model.data.tables import Table, read_csv_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from model.data.tables import RowProblem
    from model.message import Message

MAX_POINTS = 10_000_000


class GivenPoints:
    """A read-only array of points, shape (n, 2) and finite, compared and hashed by its digest."""

    __slots__ = ("digest", "values")

    def __init__(self, values: ArrayLike) -> None:
        array = np.array(values, dtype=np.float64).reshape(-1, 2)
        array.setflags(write=False)
        self.values: NDArray[np.float64] = array
        self.digest = hashlib.sha256(array.tobytes()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GivenPoints) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"GivenPoints({len(self.values)} points, {self.digest[:8]})"


@dataclass(frozen=True, slots=True)
class GeneratedPoints:
    """A data set of the catalogue `model.data.datasets.DATASETS`; fixed sets ignore count and seed."""

    generator: str
    count: int
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CsvPoints:
    """Two columns of a CSV file, identified by the digest of its content."""

    path: str
    x: str
    y: str
    digest: str
    points: GivenPoints = field(compare=False, repr=False)
    """The points read; comparisons use the digest instead."""
    problems: Sequence[RowProblem] = field(default=(), compare=False, repr=False)
    """The rows that could not be read, with their lines and why."""
    names: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The names of all columns of the file."""
    notes: tuple[Message, ...] = field(default=(), compare=False, repr=False)
    """What was read otherwise than it plainly stands in the file, a sentence each."""


Data: TypeAlias = GivenPoints | GeneratedPoints | CsvPoints

BOOK_DATA = GeneratedPoints("book", 100, 0)


def points_of(data: Data) -> NDArray[np.float64]:
    """Return the points, read-only, shape (n, 2)."""
    if isinstance(data, GivenPoints):
        return data.values
    if isinstance(data, CsvPoints):
        return data.points.values
    return _generated(data).values


@lru_cache(maxsize=16)
def _generated(data: GeneratedPoints) -> GivenPoints:
    return GivenPoints(DATASETS[data.generator].make(data.count, data.seed))


def read_points(
    path: Path, x: str | None = None, y: str | None = None, progress: Callable[[float], None] | None = None
) -> CsvPoints:
    """Read two columns of a CSV file; without names, the two that look most like x and y.

    Raises `Refused` where the file cannot be read, or has no such columns or no usable row.
    """
    table: Table = read_csv_file(path, progress=progress)
    best_x, best_y = table.number_columns()
    x = table.names[best_x] if x is None else x
    y = table.names[best_y] if y is None else y
    points, problems = table.points(x, y)
    return CsvPoints(
        path=str(path.absolute()),
        x=x,
        y=y,
        digest=table.digest,
        points=GivenPoints(points),
        problems=problems,
        names=table.names,
        notes=table.notes_of(x, y),
    )
