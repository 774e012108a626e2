"""Tables as they are pasted or read from a CSV file, as text and as bytes of many encodings."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import numpy as np

from model.data.points import pasted_points, read_points
from model.data.table_cells import CellState
from model.data.tables import Table, read_table
from model.experiment import Regression
from model.experiment.file import encode
from model.kinds import decode, listing, validate
from model.message import Refused
from tests.campaigns.attack import Attack
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_parts
from tests.campaigns.texts.mutations import mutated

if TYPE_CHECKING:
    from random import Random

    from model.data.points import Data

_DELIMITERS = (",", ";", "\t", "|", " ", "  ", "&", ", ", " | ")
_ENDS = ("\n", "\n", "\r\n", "\r", "\n\n")
_NAMES = (
    "x",
    "y",
    "Zeit",
    "速度",
    "время",
    "größe (m)",
    "t [s]",
    "",
    " ",
    "id",
    "X",
    '"a, b"',
    "a\u202eb",
    "x",
    "é",
    "2019",
    "n°",
    "名前",
    "#",
    "'q'",
    "\ud800",
)
_CELLS = (
    *(
        "1",
        "2.5",
        "-3",
        "1e5",
        "1E-300",
        "1e151",
        "1e999",
        "0",
        "-0",
        "nan",
        "inf",
        "NA",
        "",
        " ",
        "-",
        "?",
        "#N/A",
        "1,5",
        "1.234,5",
        "1,234",
        "1,234.5",
    ),
    *(
        "12 km",
        "3.5 m",
        "50%",
        "€ 3",
        "$1,000",
        "2024-01-31",
        "01/02/2024",
        "31.12.99",
        "12:30",
        "12:30:05.5",
        "1:02 PM",
        "True",
        "word",
        "1 000",
        "1'000",
    ),
    *(
        "٣",
        "５",
        "½",
        "1⁻²",
        "--1",
        "1-",
        "(5)",
        "0x1F",
        '"1"',
        '"a""b"',
        '"open',
        "'1",
        "1e",
        "+",
        ".",
        ",",
        "9" * 400,
        "1.2.3",
        "\0",
        "\ufeff1",
        "\u200b2",
        "1\u00a0000",
    ),
)
_LINES = (
    "",
    "# comment",
    "---|---",
    "=====",
    "<dbl> <dbl>",
    "\\hline",
    "sep=;",
    "% c",
    "[1, 2],",
    "x = [1, 2, 3]",
    '{"x": 1}',
    "Title of the table",
    "+---+---+",
    "│ 1 │ 2 │",
    "array([[1, 2],",
)
_ENCODINGS = (
    "utf-8",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "gb18030",
    "cp950",
    "cp932",
    "cp1251",
    "cp949",
    "latin-1",
    "cp437",
    "utf-7",
)
_PIECES = (*_DELIMITERS, *_ENDS, *_NAMES, *_CELLS, *_LINES)


def _text(random: Random) -> str:
    delimiter, end = random.choice(_DELIMITERS), random.choice(_ENDS)
    columns, rows = random.choice((1, 2, 2, 3, 5, 40)), random.choice((0, 1, 2, 5, 12, 60))
    odd = random.choice((0.0, 0.0, 0.1, 0.5))
    comma = random.random() < 0.3
    lines = [random.choice(_LINES) for _ in range(random.choice((0, 0, 0, 1, 3)))]
    if random.random() < 0.6:
        lines.append(delimiter.join(random.choice(_NAMES) for _ in range(columns)))
    for row in range(rows):
        width = columns + random.choice((0, 0, 0, 0, 0, -1, 1)) * (random.random() < odd)
        cells = [f"{row + random.gauss(0, 3):.{random.randint(0, 6)}f}" for _ in range(width)]
        cells = [
            random.choice(_CELLS) if random.random() < odd else cell.replace(".", "," if comma else ".")
            for cell in cells
        ]
        lines.append(delimiter.join(cells))
        if random.random() < odd / 10:
            lines.append(random.choice(_LINES))
    text = end.join(lines) + random.choice(("", end))
    return mutated(random, text, _PIECES) if random.random() < 0.4 else text


def _bytes(random: Random) -> bytes:
    data = _text(random).encode(random.choice(_ENCODINGS), random.choice(("replace", "ignore")))
    for _ in range(random.choice((0, 0, 1, 3))):
        place = random.randint(0, len(data))
        data = (
            data[:place]
            + bytes([random.randrange(256)]) * random.choice((1, 1, 2))
            + data[place + random.randint(0, 3) :]
        )
    return data


def check_pasted(text: str) -> str | None:
    """Return what is wrong with how a text is read as a pasted table."""
    try:
        table = read_table(text)
        points = pasted_points(table)
    except Refused as refusal:
        return wrong_with(refusal.message, text)
    return _wrong_table(table, text) or _wrong_experiment(points, text)


@cache
def _file() -> Path:
    return Path(mkdtemp(prefix="campaign-")) / "table.csv"


def check_file(data: bytes) -> str | None:
    """Return what is wrong with how bytes are read as a CSV file."""
    _file().write_bytes(data)
    shown = data.decode("latin-1")
    try:
        points = read_points(_file())
    except Refused as refusal:
        return wrong_with(refusal.message, shown)
    return _wrong_table(points.table, shown) or _wrong_experiment(points, shown)


def _wrong_table(table: Table, shown: str) -> str | None:
    if len(set(table.names)) < len(table.names) or not all(table.names):
        return "columns without a name of their own"
    is_number = table.states == CellState.NUMBER
    if not (np.isfinite(table.values) == is_number).all() or (np.abs(table.values[is_number]) > 1e150).any():
        return "cells that are numbers and are not"
    if (np.diff(table.lines) < 0).any():
        return "rows out of order"
    for note in table.notes_of(0, len(table.names) - 1):
        if wrong := wrong_with(note, shown):
            return wrong
    for row, column in np.argwhere(~is_number)[:20].tolist():
        problem = table.problem(row, column)
        if problem.line < 1 or (wrong := wrong_with(problem.reason, shown)):
            return f"of a cell: {problem.line} {problem.reason.template}"
    return None


def _wrong_experiment(points: Data, shown: str) -> str | None:
    experiment = Regression(data=points)
    validate(experiment)
    for note in points.notes:
        if wrong := wrong_with(note, shown):
            return wrong
    ast.parse(listing(experiment).source)
    again = decode(encode(experiment, _file().parent), _file().parent)
    kept = experiment.data if hasattr(points, "path") else points.points
    return None if again.data == kept else "the file has another table"


TABLES = [
    Attack("pasted table", _text, check_pasted, smaller_parts, "x,y\n1,2\n3,4\n", share=3),
    Attack("CSV file", _bytes, check_file, smaller_parts, "ä,y\n1,2\n3,4\n".encode("cp1252"), share=3),
]
