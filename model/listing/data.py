"""The lines of a program that make its points: drawn again, read again from the CSV file, or written out."""

from __future__ import annotations

import base64
import csv
import math
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.data.datasets import DATASETS
from model.data.points import CsvPoints, GeneratedPoints, points_of
from model.listing.source_text import WIDTH, assignment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.data.points import Data
    from model.data.table_text import Dialect

MAX_WRITTEN = 5_000
"""More points than these are not written into a program; it reads them from a file then."""

_READABLE = 400
_TRIED = 2**20  # bytes


def data_lines(data: Data) -> tuple[list[str], list[str]]:
    """Return the imports and the lines that make the NumPy arrays ``x`` and ``y``."""
    if isinstance(data, GeneratedPoints) and (lines := DATASETS[data.generator].lines):
        return [], [line.format(seed=data.seed, count=data.count) for line in lines]
    if isinstance(data, CsvPoints) and Path(data.path).is_file() and (reader := _reader(data)):
        imports = ["import csv", "import math", *(["from itertools import islice"] if reader.skipped else []), ""]
        return imports, reader.lines(data.path)
    return _written(points_of(data))


def _written(points: NDArray[np.float64]) -> tuple[list[str], list[str]]:
    if len(points) <= _READABLE:
        return [], _literal(points)
    if len(points) <= MAX_WRITTEN:
        packed = base64.b85encode(zlib.compress(points.tobytes(), 9)).decode()
        pieces = [packed[start : start + WIDTH - 6] for start in range(0, len(packed), WIDTH - 6)]
        return ["import base64", "import zlib", ""], [
            f"# {len(points)} points, packed",
            "packed = (",
            *(f'    "{piece}"' for piece in pieces),
            ")",
            "data = zlib.decompress(base64.b85decode(packed))",
            "x, y = np.frombuffer(data).reshape(-1, 2).T.copy()",
        ]
    return [], [
        f"# save the {len(points)} points first: a line for each, x,y",
        'x, y = np.loadtxt("points.csv", delimiter=",").T',
    ]


def _literal(points: NDArray[np.float64]) -> list[str]:
    lines, line = ["points = np.array(["], "   "
    for x, y in points.tolist():
        pair = f" [{_digits(x)}, {_digits(y)}],"
        if len(line) + len(pair) > WIDTH and line.strip():
            lines.append(line)
            line = "   "
        line += pair
    if line.strip():
        lines.append(line)
    return [*lines, "], dtype=float).reshape(-1, 2)", "x, y = points.T"]


def _digits(value: float) -> str:
    return "-0.0" if repr(value) == "-0.0" else repr(value).removesuffix(".0")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads two columns of a file as a short program does: the csv module parts the cells, float() reads them.

    ``columns`` are counted from 0; ``removed`` are the texts that are taken out of a cell before, and ``skipped`` how
    many lines of the file are passed over.
    """

    encoding: str
    dialect: Dialect
    columns: tuple[int, int]
    removed: tuple[str, ...] = ()
    skipped: int = 0

    def points(self, path: Path) -> NDArray[np.float64]:
        """Return the points that the program of `lines` reads."""
        found: list[tuple[float, float]] = []
        with path.open(encoding=self.encoding, newline="") as file:
            text = islice(file, self.skipped, None)
            delimiter = self.dialect.delimiter
            for row in map(str.split, text) if delimiter == " " else csv.reader(text, delimiter=delimiter):
                try:
                    point = self._number(row[self.columns[0]]), self._number(row[self.columns[1]])
                except (ValueError, IndexError):
                    continue
                if all(map(math.isfinite, point)):
                    found.append(point)
        return np.array(found).reshape(-1, 2)

    def _number(self, cell: str) -> float:
        for text in self.removed:
            cell = cell.replace(text, "")
        return float(cell.replace(",", ".") if self.dialect.decimal == "," else cell)

    def lines(self, path: str) -> list[str]:
        """Return the program."""
        cell = "cell" + "".join(f'.replace({text!r}, "")' for text in self.removed)
        if self.dialect.decimal == ",":
            cell += '.replace(",", ".")'
        rows, delimiter = "file", self.dialect.delimiter
        if self.skipped:
            rows = f"islice(file, {self.skipped}, None)"
        if delimiter == " ":
            rows = f"map(str.split, {rows})"
        else:
            rows = f"csv.reader({rows})" if delimiter == "," else f"csv.reader({rows}, delimiter={delimiter!r})"
        return [
            "def number(cell):",
            f"    return float({cell})",
            "",
            *assignment("path", repr(path)),
            "points = []",
            f'with open(path, encoding="{self.encoding}", newline="") as file:',
            f"    for row in {rows}:",
            "        try:",
            f"            point = number(row[{self.columns[0]}]), number(row[{self.columns[1]}])",
            "        except (ValueError, IndexError):",
            "            continue",
            "        if all(map(math.isfinite, point)):",
            "            points.append(point)",
            "x, y = np.array(points).T",
        ]


@lru_cache(maxsize=8)
def _reader(data: CsvPoints) -> _Reader | None:
    """Return what reads the file's points to the last bit in a short program, None where nothing short does.

    Where the table is not plain, it is tried out on a file of at most 1 MB.
    """
    table, path = data.table, Path(data.path)
    layout = table.layout
    plain = _Reader(table.encoding, layout.dialect, (table.column(data.x), table.column(data.y)))
    skipping = replace(plain, skipped=layout.start)
    if table.plain:
        return skipping if layout.misleading else plain
    removed = tuple({text: None for column in plain.columns for text in layout.columns[column].removed})
    try:
        if path.stat().st_size > _TRIED:
            return None
        tried = (replace(reader, removed=texts) for texts in ((), removed) for reader in (plain, skipping))
        for reader in tried:
            if np.array_equal(reader.points(path), data.points.values):
                return reader
    except (OSError, ValueError, TypeError, csv.Error):
        pass
    return None
