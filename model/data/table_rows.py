"""Reads the rows of a table: the numbers in its cells, and why a cell has none.

Clean blocks of lines are read column by column, as fast as Python allows; a block with comments, blank lines or rows
of another width is read row by row.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.data.table_cells import MAX_SIZE, NO_NUMBER, CellState
from model.data.table_text import records
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.data.table_layout import Layout

MAX_ROWS = 10_000_000
MAX_CELLS = 50_000_000
KEPT = 41
"""Characters kept of a cell without a number, one more than a message shows."""
_PREVIEWED = 20  # rows
_BLOCK = 32_768  # rows between two reports of progress
_LONG_BLOCK = 16 * 2**20  # characters
_QUOTED = 10_000  # cells without a number whose text each column keeps

Progress: TypeAlias = Callable[[float], None]


_NO_ROW_SIGNS = frozenset(["", *"#%!/=_|:+<\\"])  # with which a line may begin that is no row; others have --- in them


class RowReader:
    """Collects the rows of a table, block after block."""

    def __init__(self, layout: Layout) -> None:
        self._dialect = layout.dialect
        self._columns = layout.columns
        self._texts_of = [0] * layout.dialect.width
        self.count = 0
        self.values: list[NDArray[np.float64]] = []
        self.states: list[NDArray[np.uint8]] = []
        self.lines: list[NDArray[np.int64]] = []
        self.texts: dict[tuple[int, int], str] = {}
        self.preview: list[tuple[str, ...]] = []
        self.plain = True
        """Whether each line was a row of full width, and each number what Python's float() makes of its cell."""

    def read(self, lines: list[str], start: int, progress: Progress | None) -> None:
        """Read all rows from line index ``start`` on."""
        end = len(lines)
        if end > start and not lines[end - 1]:
            end -= 1  # what follows the last line end is no line
        index = start
        while index < end:
            index = self._read_block(lines, index, min(index + _BLOCK, end))
            if progress:
                progress(min(index / end, 1.0))

    def read_sideways(self, columns: Sequence[list[str]]) -> None:
        """Read a table that lies on its side, from its columns."""
        self.plain = False
        self._add(np.arange(1, len(columns[0]) + 1), columns, {}, plain=False)

    def _read_block(self, source: list[str], start: int, stop: int) -> int:
        block = source[start:stop]
        joined = "\n".join(block)
        lines = np.arange(start + 1, stop + 1)
        signs = {line.lstrip()[:1] for line in block}
        columns = None
        if "---" not in joined and _NO_ROW_SIGNS.isdisjoint(signs):
            columns = self._quick_columns(block, joined)
        faults: dict[int, CellState] = {}
        if columns is None:
            self.plain = False
            lines, rows, stop = self._careful_rows(source, start, stop)
            faults = self._level(rows)
            columns = list(zip(*rows, strict=True))  # type: ignore[arg-type]
        if len(lines):
            # float() accepts more than we do: underscores, and digits of other scripts.
            plain = joined.isascii() and "_" not in joined and (self._dialect.decimal == "." or "." not in joined)
            self._add(lines, columns, faults, plain)
        return stop

    def _quick_columns(self, block: list[str], joined: str) -> Sequence[Sequence[str]] | None:
        """Return the cells column by column where each line is a row; None where that needs a closer look."""
        delimiter, width = self._dialect.delimiter, self._dialect.width
        if len(joined) > _LONG_BLOCK or delimiter in ("  ", "&"):
            return None
        if '"' not in joined and delimiter != " ":
            if set(map(str.count, block, repeat(delimiter))) != {width - 1}:
                return None
            cells = joined.replace("\n", delimiter).split(delimiter)
            return [cells[j::width] for j in range(width)]
        if '"' not in joined:
            rows = [line.split() for line in block]
        elif delimiter == " ":
            return None
        else:
            self.plain = self.plain and ' "' not in joined  # blanks before a quote need to be skipped
            try:
                rows = list(csv.reader(block, delimiter=delimiter, skipinitialspace=True))
            except csv.Error:
                return None
        if len(rows) != len(block) or set(map(len, rows)) != {width}:
            return None
        return list(zip(*rows, strict=True))

    def _careful_rows(
        self, source: list[str], start: int, stop: int
    ) -> tuple[NDArray[np.int64], list[list[str] | None], int]:
        lines: list[int] = []
        rows: list[list[str] | None] = []
        after = start
        for first, end, cells in records(source, self._dialect, start, stop):
            after = end
            lines.append(first + 1)
            rows.append(cells)
        return np.array(lines, dtype=np.int64), rows, max(after, stop)

    def _add(
        self, lines: NDArray[np.int64], columns: Sequence[Sequence[str]], faults: dict[int, CellState], plain: bool
    ) -> None:
        width, count = self._dialect.width, len(lines)
        if self.count + count > MAX_ROWS or (self.count + count) * width > MAX_CELLS:
            reason = QT_TRANSLATE_NOOP("table_rows", "the table has more than {rows} rows or {cells} cells")
            raise Refused(reason, rows=float(MAX_ROWS), cells=float(MAX_CELLS))
        values = np.empty((count, width))
        states = np.zeros((count, width), dtype=np.uint8)
        for j, cells in enumerate(columns):
            self._read_column(j, cells, plain, values[:, j], states[:, j])
        for row, state in faults.items():
            values[row], states[row] = NO_NUMBER, state
        if len(self.preview) < _PREVIEWED:
            rows = zip(*(cells[:_PREVIEWED] for cells in columns), strict=True)
            self.preview += [cells for row, cells in enumerate(rows) if row not in faults]
        self.values.append(values)
        self.states.append(states)
        self.lines.append(lines)
        self.count += count

    def _level(self, rows: list[list[str] | None]) -> dict[int, CellState]:
        """Give every row the table's width, and return the rows of another width with what is wrong."""
        width = self._dialect.width
        faults: dict[int, CellState] = {}
        for row, cells in enumerate(rows):
            if cells is not None and len(cells) == width:
                continue
            if cells is not None and len(cells) > width:
                if not "".join(cells[width:]).strip(self._dialect.delimiter + " \t"):
                    rows[row] = cells[:width]  # more delimiters at the end of the line, with nothing between them
                    continue
                faults[row] = CellState.TOO_MANY
            else:
                faults[row] = CellState.OPEN_QUOTE if cells is None else CellState.TOO_FEW
            rows[row] = [""] * width
        return faults

    def _read_column(
        self, j: int, cells: Sequence[str], plain: bool, values: NDArray[np.float64], states: NDArray[np.uint8]
    ) -> None:
        column = self._columns[j]
        unsure: Sequence[int] = range(len(cells))
        if plain and column.takes_plain_numbers:
            values[:] = _floats(cells, self._dialect.decimal)
            unsure = np.flatnonzero(~(np.abs(values) <= MAX_SIZE)).tolist()
        for row in unsure:
            values[row], state = column.number(cells[row])
            states[row] = state
            if state in (CellState.NUMBER, CellState.TOO_LARGE):
                self.plain = False
            if state > CellState.EMPTY and self._texts_of[j] < _QUOTED:
                self._texts_of[j] += 1
                self.texts[self.count + row, j] = cells[row][:KEPT]


def _floats(cells: Sequence[str], decimal: str) -> NDArray[np.float64]:
    """Return the numbers in cells, NaN where there is none, as fast as possible."""
    if decimal == ",":
        cells = [cell.replace(",", ".") for cell in cells]
    try:
        return np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return np.fromiter(map(_float_or_nan, cells), np.float64, len(cells))


def _float_or_nan(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
