"""Tables of numbers from CSV files and the clipboard: two columns are chosen, and every row is accounted for.

A cell that is no number stays in the table with the reason; a row that cannot be used is reported with its line.
`model.data.table_text` splits the text into cells, `model.data.table_rows` reads the numbers in them.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

import numpy as np

from model.data.table_rows import KEPT, Progress, RowReader
from model.data.table_text import CellState, Dialect, decoded_text, header_of, records, sniff, split_lines
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_BYTES = 512 * 2**20
_PREVIEWED = 20  # rows
_READ = 8 * 2**20  # bytes between two reports of progress

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be used: the line at which it begins, counted from 1, and why."""

    line: int
    reason: Message


class RowProblems(Sequence[RowProblem]):
    """The rows of a table that have no point in two of its columns, with sentences made on demand."""

    __slots__ = ("_columns", "_rows", "_table")

    def __init__(self, table: Table, rows: NDArray[np.intp], columns: tuple[int, int]) -> None:
        self._table = table
        self._rows = rows
        self._columns = columns

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> RowProblem: ...

    @overload
    def __getitem__(self, index: slice) -> RowProblems: ...

    def __getitem__(self, index: int | slice) -> RowProblem | RowProblems:
        if isinstance(index, slice):
            return RowProblems(self._table, self._rows[index], self._columns)
        row = int(self._rows[index])
        table = self._table
        column = next(j for j in self._columns if table.states[row, j] != CellState.NUMBER)
        return RowProblem(int(table.lines[row]), table.reason(row, column))


@dataclass(frozen=True, slots=True)
class Guess:
    """The two columns that are most likely x and y, counted from 0, and the reason, a sentence for the user."""

    x: int
    y: int
    reason: Message


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read, with all its rows.

    Each column has a name of its own: the header's, else A, B, C and so on. ``values``, shape (rows, columns), are
    finite and at most 1e150 in size, NaN where a cell is no number; ``states``, of the same shape, has for each cell
    its `model.data.table_text.CellState`. ``lines``, shape (rows,), is where each row begins, counted from 1;
    ``digest`` the `content_digest`.
    """

    names: tuple[str, ...]
    header: bool
    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    lines: NDArray[np.int64]
    digest: str
    texts: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str], repr=False)
    """Row and column → the text of a cell that is no number, for the first of each column."""
    notes: tuple[Message, ...] = ()
    """What was read otherwise than it plainly stands in the text, a sentence each."""
    column_notes: dict[int, tuple[Message, ...]] = field(default_factory=dict[int, tuple[Message, ...]], repr=False)
    """The same for single columns, by their index counted from 0."""
    preview: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    """The cells of the first rows, at most 20, as they stand in the text."""

    def notes_of(self, x: str | int, y: str | int) -> tuple[Message, ...]:
        """Return the notes that matter where these columns are taken: those of the table, then those of the columns."""
        columns = dict.fromkeys((self.column(x), self.column(y)))
        return (*self.notes, *(note for column in columns for note in self.column_notes.get(column, ())))

    @cached_property
    def guess(self) -> Guess:
        """The columns that are taken where none are named. Raises `Refused` where there are no two of numbers."""
        x, y = self.number_columns()
        reason = QT_TRANSLATE_NOOP("tables", "{x} and {y} are the first two columns of numbers.")
        return Guess(x, y, reason.fill(x=_short(self.names[x]), y=_short(self.names[y])))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many numbers each column holds."""
        return tuple(int(count) for count in (self.states == CellState.NUMBER).sum(axis=0))

    def column(self, name: str | int) -> int:
        """Return a column's index, from its name or its index counted from 0.

        Raises `Refused`, with a list of the columns, where there is none.
        """
        if isinstance(name, str):
            if name in self.names:
                return self.names.index(name)
            folded = {known.casefold(): known for known in self.names}
            close = difflib.get_close_matches(name.casefold(), folded, n=1)
            if close:
                reason = QT_TRANSLATE_NOOP(
                    "tables", "there is no column '{name}'; did you mean '{close}'? The columns are {known}"
                )
                raise Refused(reason, name=_short(name), close=_short(folded[close[0]]), known=self._known())
        elif 0 <= name < len(self.names):
            return name
        reason = QT_TRANSLATE_NOOP("tables", "there is no column '{name}'; the columns are {known}")
        raise Refused(reason, name=_short(str(name)), known=self._known())

    def _known(self) -> str:
        shown = ", ".join(_short(name) for name in self.names[:20])
        return shown + (" …" if len(self.names) > 20 else "")

    def number_columns(self) -> tuple[int, int]:
        """Return the two columns that are most likely x and y: the first two that are mostly numbers.

        A column without a name that counts the rows is passed over where there is another. Raises `Refused` where there
        are no two columns of numbers.
        """
        counts = self.counts
        best = max(counts)
        likely = [index for index, count in enumerate(counts) if count and 2 * count >= best]
        if len(likely) > 2 and self._counts_rows(likely[0]):
            likely = likely[1:]
        if len(likely) < 2:
            likely = [index for index, count in enumerate(counts) if count]
        if len(likely) < 2:
            raise Refused(self._no_two_columns())
        return likely[0], likely[1]

    def _counts_rows(self, index: int) -> bool:
        values = self.values[:, index]
        unnamed = self.header and self.names[index] == _letters(index)
        return unnamed and len(values) > 1 and bool((np.diff(values) == 1).all())

    def _no_two_columns(self) -> Message:
        bad = np.argwhere(self.states[:, :2] != CellState.NUMBER)
        if len(bad):
            row, column = (int(index) for index in bad[0])
            return QT_TRANSLATE_NOOP("tables", "two columns of numbers are needed; line {line}: {reason}").fill(
                line=int(self.lines[row]), reason=self.reason(row, column)
            )
        return QT_TRANSLATE_NOOP("tables", "two columns of numbers are needed")

    def points(self, x: str | int, y: str | int) -> tuple[NDArray[np.float64], RowProblems]:
        """Return the points of two columns, finite, shape (n, 2), and the rows that have none with their lines and why.

        Points and problems together are as many as the table has rows. Raises `Refused` where there is no such column,
        or no row has numbers in both.
        """
        columns = (self.column(x), self.column(y))
        usable = (self.states[:, columns] == CellState.NUMBER).all(axis=1)
        problems = RowProblems(self, np.flatnonzero(~usable), columns)
        points = np.ascontiguousarray(self.values[:, columns][usable])
        if not len(points):
            reason = QT_TRANSLATE_NOOP("tables", "no row has numbers in both columns; line {line}: {reason}")
            raise Refused(reason, line=problems[0].line, reason=problems[0].reason)
        return points, problems

    def reason(self, row: int, column: int) -> Message:
        """Return why a cell is no number."""
        state = CellState(int(self.states[row, column]))
        name = _short(self.names[column])
        if state in (CellState.TOO_FEW, CellState.TOO_MANY):
            return _REASONS[state].fill(count=len(self.names))
        text = self.texts.get((row, column))
        if state == CellState.WORD and text is None:
            return QT_TRANSLATE_NOOP("tables", "the cell in column '{name}' is not a number").fill(name=name)
        return _REASONS[state].fill(text=_short(text or ""), name=name)


_REASONS = {
    CellState.EMPTY: QT_TRANSLATE_NOOP("tables", "the cell in column '{name}' is empty"),
    CellState.WORD: QT_TRANSLATE_NOOP("tables", "'{text}' in column '{name}' is not a number"),
    CellState.NOT_FINITE: QT_TRANSLATE_NOOP("tables", "'{text}' in column '{name}' is not a finite number"),
    CellState.TOO_LARGE: QT_TRANSLATE_NOOP("tables", "'{text}' in column '{name}' is beyond 1e150 in size"),
    CellState.AMBIGUOUS: QT_TRANSLATE_NOOP(
        "tables", "'{text}' in column '{name}' could be a decimal fraction or thousands; write it without a separator"
    ),
    CellState.TOO_FEW: QT_TRANSLATE_NOOP("tables", "fewer cells than the table has columns: {count}"),
    CellState.TOO_MANY: QT_TRANSLATE_NOOP("tables", "more cells than the table has columns: {count}"),
    CellState.OPEN_QUOTE: QT_TRANSLATE_NOOP("tables", "a quotation mark opens and is never closed"),
}


def _short(text: str) -> str:
    """Return text fit for one line of a message."""
    shown = "".join(character if character.isprintable() else "·" for character in text[:KEPT].strip())
    return shown if len(shown) < KEPT else shown[: KEPT - 2] + "…"


def _letters(index: int) -> str:
    """Return a spreadsheet's name for a column: A, B, …, Z, AA and so on."""
    before, letter = divmod(index, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + letter)


def _names(cells: Sequence[str] | None, width: int) -> tuple[str, ...]:
    names: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        base = " ".join(cells[index].split()) if cells else ""
        base = base or _letters(index)
        name, again = base, 1
        while name in taken:
            again += 1
            name = f"{base} ({again})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def content_digest(data: bytes) -> str:
    """Return the SHA-256 digest of a content, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_csv_file(path: str | Path, progress: Progress | None = None) -> Table:
    """Read a table from a file of at most 512 MB and 10 million rows.

    ``progress`` is called with the share done, from 0 to 1; what it raises passes through and ends the reading. Raises
    `Refused` where the file cannot be read or holds no table.
    """
    data = bytearray()
    for block, size in _blocks(Path(path)):
        data += block
        if progress:
            progress(0.1 * min(1.0, len(data) / max(size, 1)))
    return read_table(bytes(data), progress=(lambda share: progress(0.1 + 0.9 * share)) if progress else None)


def _blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the content of a file piece by piece, with the size of the whole."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError  # a pipe or a device may never end
        size = path.stat().st_size
        done = 0
        with path.open("rb") as file:
            while block := file.read(_READ):
                done += len(block)
                _check_size(max(size, done))
                yield block, size
    except Refused:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path that no system takes
        raise Refused(_file_problem(path, error)) from None


def _file_problem(path: Path, error: Exception) -> Message:
    if isinstance(error, FileNotFoundError):
        template = QT_TRANSLATE_NOOP("tables", "there is no file '{name}'")
    elif isinstance(error, IsADirectoryError) or path.is_dir():
        template = QT_TRANSLATE_NOOP("tables", "'{name}' is a folder, not a file")
    elif isinstance(error, PermissionError):
        template = QT_TRANSLATE_NOOP("tables", "reading '{name}' is not permitted")
    else:
        template = QT_TRANSLATE_NOOP("tables", "'{name}' cannot be read")
    return template.fill(name=path.name or str(path))


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise Refused(QT_TRANSLATE_NOOP("tables", "the file is larger than {limit} MB"), limit=MAX_BYTES // 2**20)


def read_table(text: str | bytes, *, progress: Progress | None = None) -> Table:
    """Read a table from text or from the bytes of a file, at most 512 MB and 10 million rows.

    The first rows decide what is between the cells (comma, semicolon, tab, bar or blanks), the decimal mark (point
    or comma), and whether there is a header. Cells may be quoted. Thousands separators are read where they cannot
    be decimal marks. Bytes are read by their byte order mark, else as UTF-8, GB 18030 or Latin-1.

    ``progress`` is called with the share done, from 0 to 1; what it raises passes through and ends the reading. Raises
    `Refused` where there is no table of numbers in the text.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    _check_size(len(data))
    digest = content_digest(data)
    lines = split_lines(text if isinstance(text, str) else decoded_text(text))
    del data, text
    dialect, start = sniff(lines)
    header = header_of(lines, dialect, start)
    rows = RowReader(lines, dialect, -1 if header is None else header[0])
    rows.read(start, progress)
    if not rows.count:
        raise Refused(QT_TRANSLATE_NOOP("tables", "the table has a header but no rows"))
    return Table(
        names=_names(None if header is None else header[1], dialect.width),
        header=header is not None,
        values=_read_only(np.concatenate(rows.values)),
        states=_read_only(np.concatenate(rows.states)),
        lines=_read_only(np.concatenate(rows.lines)),
        digest=digest,
        texts=rows.texts,
        preview=_preview(lines, dialect, start, -1 if header is None else header[0]),
    )


def _preview(lines: list[str], dialect: Dialect, start: int, header: int) -> tuple[tuple[str, ...], ...]:
    rows = (cells for first, _, cells in records(lines, dialect, start, len(lines)) if first != header)
    return tuple(tuple(map(_short, cells)) for cells in islice((row for row in rows if row), _PREVIEWED))


def _read_only(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    array.setflags(write=False)
    return array
