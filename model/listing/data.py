"""The lines of a program that make its points: drawn again, read again from the CSV file, or written out."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from model.data.datasets import DATASETS
from model.data.points import CsvPoints, GeneratedPoints, points_of
from model.data.table_text import Dialect, decoded_text, sniff, split_lines
from model.data.tables import read_table
from model.listing.source_text import WIDTH, assignment
from model.message import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.data.points import Data

MAX_WRITTEN = 5_000
"""More points than these are not written into a program; it reads them from a file then."""

_READABLE = 400
_HEAD = 64 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")


def data_lines(data: Data) -> tuple[list[str], list[str]]:
    """Return the imports and the lines that make the NumPy arrays ``x`` and ``y``."""
    if isinstance(data, GeneratedPoints) and (lines := DATASETS[data.generator].lines):
        return [], [line.format(seed=data.seed, count=data.count) for line in lines]
    if isinstance(data, CsvPoints):
        lines = _csv_lines(data)
        if lines is not None:
            return ["import csv", "import math", ""], lines
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
    return repr(value).removesuffix(".0")


def _csv_lines(data: CsvPoints) -> list[str] | None:
    """Return the lines that read a CSV file's two columns; None where the file cannot be read any more."""
    try:
        head = _head(Path(data.path))
        text = decoded_text(head)
        dialect, _ = sniff(split_lines(text))
        table = read_table(text)
        columns = table.column(data.x), table.column(data.y)
    except (OSError, Refused):
        return None
    cell = 'cell.strip().replace(",", ".")' if dialect.decimal == "," else "cell"
    return [
        "def number(cell):",
        f"    return float({cell})",
        "",
        *assignment("path", repr(data.path)),
        "points = []",
        f'with open(path, encoding="{_encoding(head, text)}", newline="") as file:',
        f"    for row in {_cells(dialect)}:",
        "        try:",
        f"            point = number(row[{columns[0]}]), number(row[{columns[1]}])",
        "        except (ValueError, IndexError):",
        "            continue",
        "        if all(map(math.isfinite, point)):",
        "            points.append(point)",
        "x, y = np.array(points).T",
    ]


def _cells(dialect: Dialect) -> str:
    if dialect.delimiter == " ":
        return "map(str.split, file)"
    return "csv.reader(file)" if dialect.delimiter == "," else f"csv.reader(file, delimiter={dialect.delimiter!r})"


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    # A character or a row that is cut off would be read wrongly.
    return head[: head.rfind(b"\n") + 1] if len(head) == _HEAD and b"\n" in head else head


def _encoding(head: bytes, text: str) -> str:
    """Return the name under which Python reads these bytes as this text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in _ENCODINGS:
        try:
            if head.decode(encoding).lstrip("\ufeff") == text.lstrip("\ufeff"):
                return encoding
        except UnicodeDecodeError:
            continue
    return "utf-8-sig"
