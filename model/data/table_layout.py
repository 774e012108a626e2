"""How a table is laid out: what parts its cells, where it begins, its header, and whether it lies on its side."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from model.data.table_cells import CellState, Column, column_of, hours_in, is_missing, moment_in, number_in
from model.data.table_text import Dialect, is_row, records
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COLUMNS = 1_000
"""A wider table is refused."""
_SAMPLE = 200  # rows from which the layout is found,
_SAMPLE_SIZE = 60_000  # up to so many characters,
_HEAD_ROWS = 50
_NAMING_ROWS = 3  # names, units and remarks; more rows are a preamble, and the names its last
_SAMPLE_CELLS = 10_000  # and about so many cells of the columns
_DIRECTIVE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_COMMENT = re.compile(r"\s*(?:#|%|!|//)+")
_CANDIDATES = tuple(
    Dialect(delimiter, decimal) for delimiter in ("\t", ";", "|", "&", ",", " ", "  ", "，", "；") for decimal in ".,"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text holds its table.

    ``header`` has the names in it, None where there are none; ``start`` is the index of the line at which the rows
    begin, and ``left_out`` are the numbers of the lines with text above them, counted from 1. Where the table lies on
    its side, ``sideways`` has its rows, which are columns, and ``lines`` their numbers.
    """

    dialect: Dialect
    columns: tuple[Column, ...]
    header: list[str] | None
    start: int
    misleading: bool = False
    """Whether the lines above the rows have a digit or an open quote, and could be taken for a row or hide one."""
    left_out: tuple[int, ...] = ()
    sideways: tuple[list[str], ...] = ()
    lines: tuple[int, ...] = ()


class _Row(NamedTuple):
    first: int
    end: int
    cells: list[str]


def layout_of(lines: Sequence[str]) -> Layout:
    """Return how a table is laid out, from its first rows.

    Taken are the delimiter and the decimal mark with which most cells are numbers; of equals tab comes before
    semicolon, bar, comma, blanks and the full-width marks. Raises `Refused` where no two columns have a number in them.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    candidates: Sequence[Dialect] = _CANDIDATES
    directive = _DIRECTIVE.fullmatch(lines[start]) if start < len(lines) else None
    if directive:  # the line "sep=;" that Excel understands
        start += 1
        candidates = [Dialect(directive[1], decimal) for decimal in ".,"]
    sample = _sample(lines, start)
    if any(_parts_header(candidate, sample) for candidate in candidates if candidate.delimiter in "\t;,"):
        candidates = [candidate for candidate in candidates if candidate.delimiter.strip(" ")]  # blanks stand in cells
    scored = [_scored(candidate, sample) for candidate in candidates]
    best = max(score for score, _ in scored)
    if best == 0:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "table_layout",
                "no table of numbers found: two columns are needed, with a comma, semicolon or tab between them",
            )
        )
    found = [dialect for score, dialect in scored if score == best]
    if found[0].width > MAX_COLUMNS:
        raise Refused(QT_TRANSLATE_NOOP("table_layout", "the table has more than {limit} columns"), limit=MAX_COLUMNS)
    layout = _laid_out(lines, found[0], start)
    if found[0].delimiter == " " and layout.header is None and found[-1].delimiter == "  ":
        wider = _laid_out(lines, found[-1], start)  # names with blanks in them
        return wider if wider.header else layout
    return layout


def _sample(lines: Sequence[str], start: int) -> list[str]:
    sample: list[str] = []
    size = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if is_row(line):
            sample.append(line)
            size += len(line)
            if len(sample) == _SAMPLE or size > _SAMPLE_SIZE:
                break
    return sample


def _parts_header(candidate: Dialect, sample: Sequence[str]) -> bool:
    """Tell whether a delimiter parts a first line without digits, and all others into as many cells."""
    if not sample or candidate.delimiter not in sample[0] or _DIGIT.search(sample[0]):
        return False
    return len({len(cells or []) for *_, cells in records(sample, candidate, 0, len(sample))}) == 1


def _scored(candidate: Dialect, sample: Sequence[str]) -> tuple[float, Dialect]:
    """Return the share of the sample's cells that are numbers in rows of one width, and the dialect with that width."""
    rows = [cells for *_, cells in records(sample, candidate, 0, len(sample)) if cells is not None and len(cells) > 1]
    settled = candidate.delimiter == "," != candidate.decimal
    settled = settled or any(_shows_mark(cell, candidate.decimal) for row in rows for cell in row)
    if candidate.decimal == "," and not settled and candidate.delimiter not in ";；":
        return 0.0, candidate  # a lone 1,234 is no sign of decimal commas, except where semicolons part the cells
    candidate = replace(candidate, settled=settled)
    numbers: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        numbers[len(row)] += sum(_is_number(cell, candidate) for cell in row)
    width = max(numbers, key=lambda width: (numbers[width], width), default=1)
    return numbers[width] / width / len(sample) if rows else 0.0, replace(candidate, width=width)


def _shows_mark(cell: str, mark: str) -> bool:
    """Tell whether a cell is a number that has this decimal mark beyond doubt."""
    other = "," if mark == "." else "."
    return ("," in cell or "." in cell) and number_in(cell, mark) is not None and number_in(cell, other) is None


def _is_number(cell: str, dialect: Dialect) -> bool:
    """Tell whether a cell is a number, a date or a time; one that must be reported as ambiguous counts, too."""
    number = number_in(cell, dialect.decimal)
    if number is not None:
        return not (number.unsure and dialect.delimiter in ";；" and not dialect.settled)
    return moment_in(cell, None) is not None or hours_in(cell) is not None


# --- header -------------------------------------------------------------------------------------------------


def _laid_out(lines: Sequence[str], dialect: Dialect, start: int) -> Layout:
    used = (index for index in range(start, len(lines)) if is_row(lines[index]))
    stop = next(islice(used, 2 * _SAMPLE, None), len(lines))
    every = [_Row(first, end, cells) for first, end, cells in records(lines, dialect, start, stop) if cells is not None]
    rows = [row for row in every if len(row.cells) == dialect.width]
    if stop == len(lines) and len(rows) == len(every) and _lies_on_its_side(rows, dialect):
        return _turned(rows, dialect)
    rows = rows[: max(20, _SAMPLE_CELLS // dialect.width)]
    columns = list(zip(*(row.cells for row in rows), strict=True))
    heads, names = _head(lines, rows, columns, dialect)
    begin = rows[heads[-1]].end if heads else rows[0].first
    before = [row for row in every if row.first < begin]
    header = None
    if heads:
        header = rows[names].cells
        before.remove(rows[names])
    elif before and (header := _short_header(lines, before, rows, dialect)):
        before.pop()
    elif before and before[-1].end == begin:
        _check_decimal_commas(before[-1].cells, rows, dialect)
    return Layout(
        dialect,
        tuple(column_of(cells[len(heads) :], dialect.decimal, dialect.settled) for cells in columns),
        header or _comment_header(lines, dialect, start, begin),
        begin,
        misleading=any(map(_DIGIT.search, lines[:begin])) or sum(line.count('"') for line in lines[:begin]) % 2 > 0,
        left_out=tuple(row.first + 1 for row in before),
    )


def _mostly_numbers(cells: Sequence[str], dialect: Dialect) -> bool:
    known = [cell for cell in cells if not is_missing(cell)]
    return 2 * sum(_is_number(cell, dialect) for cell in known) >= len(known)


def _head(
    lines: Sequence[str], rows: Sequence[_Row], columns: Sequence[Sequence[str]], dialect: Dialect
) -> tuple[range, int]:
    """Return which of the first rows stand above the numbers, and which of them has the names.

    Those are the rows up to the last with words, and no number, above the columns of numbers. A row of years or of
    numbers counted up, with no name at the left, has the names of columns, too.
    """
    of_numbers = [_mostly_numbers(cells[1:], dialect) for cells in columns]
    numbered = [index for index, of in enumerate(of_numbers) if of] or list(range(len(columns)))
    readers = {index: column_of(columns[index][1:] or columns[index], dialect.decimal, True) for index in numbered}
    heads: list[int] = []
    for index, row in enumerate(rows[:_HEAD_ROWS]):
        over = [(readers[column], row.cells[column]) for column in numbered if not is_missing(row.cells[column])]
        numbers = sum(reader.number(cell)[1] == CellState.NUMBER for reader, cell in over)
        if numbers and _names_by_number(row.cells, rows[index + 1 :], of_numbers, dialect):
            return range(index + 1), index
        if numbers and numbers == len(over):
            break
        if over and not numbers:
            if heads and not all(map(str.strip, lines[rows[heads[-1]].end : row.first])):
                heads.clear()  # the names stand below the last blank line
            heads.append(index)
    known = {index: len({cell for cell in rows[index].cells if not is_missing(cell)}) for index in heads}
    likely = heads[::-1] if len(heads) > _NAMING_ROWS else heads
    return range(heads[-1] + 1 if heads else 0), max(likely, key=known.__getitem__, default=0)


def _names_by_number(cells: Sequence[str], below: Sequence[_Row], of_numbers: Sequence[bool], dialect: Dialect) -> bool:
    columns = [index for index, of in enumerate(of_numbers) if of]
    values = [_whole(cells[index]) for index in columns]
    numbers = [value for value in values if value is not None]
    words = any(not is_missing(cells[index]) and not _is_number(cells[index], dialect) for index in columns)
    others = any(not of and not is_missing(cell) for cell, of in zip(cells, of_numbers, strict=True))
    if not below or len(set(numbers)) < len(numbers) or len(numbers) + words < 2:
        return False
    beneath = [_whole(row.cells[index]) for row in below[:20] for index in columns]
    years = all(1500 <= value <= 2200 for value in numbers)
    if years and 2 * sum(value is not None and 1500 <= value <= 2200 for value in beneath) < len(beneath):
        counted = len(numbers) == len(cells) > 2 and numbers == sorted(numbers)
        return words or others or counted or is_missing(cells[0])
    labelled = is_missing(cells[0]) and all(not is_missing(row.cells[0]) for row in below)
    return labelled and not words and len(numbers) == len(values) - of_numbers[0] and numbers == sorted(numbers)


def _whole(cell: str) -> int | None:
    text = cell.strip().removesuffix(".")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _short_header(lines: Sequence[str], before: list[_Row], rows: Sequence[_Row], dialect: Dialect) -> list[str] | None:
    """Return the names of a header that has none for the first column, as R writes and pandas prints it."""
    first = [""]
    of_pandas = dialect.delimiter[0] == " " and len(before) > 1 and len(before[-1].cells) == 1
    if of_pandas and len(before[-2].cells) == dialect.width - 1:
        first = before.pop().cells  # the name of pandas' index stands in a line of its own
    line = lines[before[-1].first]
    cells = before[-1].cells
    if dialect.delimiter in ("  ", "\t") and len(cells) != dialect.width - 1:
        cells = line.split()
        if len(cells) == dialect.width and not any(_is_number(cell, dialect) for cell in cells):
            return cells
    years = all(1500 <= (_whole(cell) or 0) <= 2200 for cell in cells)
    if len(cells) != dialect.width - 1 or (not years and any(_is_number(cell, dialect) for cell in cells)):
        return None
    if all(is_missing(row.cells[-1]) for row in rows):  # each row has one delimiter more at its end
        return [*cells, ""]
    labels = [row.cells[0] for row in rows if not is_missing(row.cells[0])]
    numbers = [number for number in map(_whole, labels) if number is not None]
    if len(numbers) < len(labels):
        named = first != [""] or not any(_is_number(label, dialect) for label in labels)
    else:  # and no title above columns of numbers
        named = line[0] in '" \t' or len({number - index for index, number in enumerate(numbers)}) == 1
        named = named and dialect.width > 2 and all(re.search(r"[^\W\d_]|\d{4}", cell) for cell in cells)
    return [*first, *cells] if named and len(set(labels)) == len(labels) else None


def _check_decimal_commas(cells: Sequence[str], rows: Sequence[_Row], dialect: Dialect) -> None:
    """Refuse a table with the comma between its cells and as its decimal mark: its rows are wider than its header."""
    words = len(cells) > 1 and all(re.search(r"[^\W\d_]", cell) for cell in cells)
    if (
        dialect.delimiter == ","
        and words
        and all(_whole(cell.lstrip("-")) is not None for row in rows for cell in row.cells)
    ):
        reason = QT_TRANSLATE_NOOP(
            "table_layout",
            "the header names {names} columns, but the rows have {cells} cells; where the comma is the decimal mark, "
            "use a semicolon between the cells",
        )
        raise Refused(reason, names=len(cells), cells=dialect.width)


def _comment_header(lines: Sequence[str], dialect: Dialect, start: int, first: int) -> list[str] | None:
    for index in range(first - 1, start - 1, -1):
        if comment := _COMMENT.match(lines[index]):
            cells, _ = dialect.split([lines[index][comment.end() :]], 0)
            if cells is None or len(cells) != dialect.width or any(_is_number(cell, dialect) for cell in cells):
                return None
            return cells
        if is_row(lines[index]):
            break
    return None


# --- tables that lie on their side --------------------------------------------------------------------------


def _lies_on_its_side(rows: Sequence[_Row], dialect: Dialect) -> bool:
    """Tell whether the whole table has a name and then numbers in each row, and more columns than rows.

    Two rows of at least five numbers, without names, lie on their side, too: two points would be no data.
    """
    if not 2 <= len(rows) <= max(2, dialect.width - 2):
        return False
    if all(_is_number(cell, dialect) for cell in rows[0].cells):
        return len(rows) == 2 and dialect.width > 4 and all(_is_number(cell, dialect) for cell in rows[1].cells)
    names = [row.cells[0] for row in rows]
    named = len(set(names)) == len(names) and not any(is_missing(name) for name in names[1:])
    return (
        named
        and dialect.width > 2
        and not any(_is_number(name, dialect) for name in names)
        and all(is_missing(cell) or _is_number(cell, dialect) for row in rows for cell in row.cells[1:])
        and all(_mostly_numbers(row.cells[1:], dialect) for row in rows)
    )


def _turned(rows: Sequence[_Row], dialect: Dialect) -> Layout:
    named = not _is_number(rows[0].cells[0], dialect)
    sideways = tuple(row.cells[named:] for row in rows)
    return Layout(
        replace(dialect, width=len(rows)),
        tuple(column_of(cells, dialect.decimal, dialect.settled) for cells in sideways),
        [row.cells[0] for row in rows] if named else None,
        rows[-1].end,
        sideways=sideways,
        lines=tuple(row.first + 1 for row in rows),
    )
