"""Tables of numbers from CSV files and the clipboard: two columns are chosen, and every row is accounted for.

A cell that is no number stays in the table with the reason; a row that cannot be used is reported with its line.
`model.data.table_layout` finds out how the table is written, `model.data.table_rows` reads its rows.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

import numpy as np

from model.data.table_cells import CellState
from model.data.table_layout import Layout, layout_of
from model.data.table_rows import KEPT, Progress, RowReader
from model.data.table_text import ENCODINGS, Decoded, decoded_text, table_lines
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_BYTES = 512 * 2**20
_LISTED = 10  # lines that a note names
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
        return table.problem(row, column)


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
    its `model.data.table_cells.CellState`. ``lines``, shape (rows,), is where each row begins, counted from 1, or in a
    table that lies on its side the number of the cell; ``digest`` is the `content_digest`.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    lines: NDArray[np.int64]
    digest: str
    layout: Layout
    encoding: str
    """The encoding as Python names it."""
    guessed: bool
    """Whether only the characters show the encoding."""
    plain: bool
    """Whether each line from the layout's start is a row, and each number what float() makes of its cell."""
    texts: dict[tuple[int, int], str] = field(repr=False)
    """Row and column → the text of a cell that is no number, for the first of each column."""
    preview: tuple[tuple[str, ...], ...] = field(repr=False)
    """The cells of the first rows, at most 20, as they stand in the text."""

    @property
    def header(self) -> bool:
        """Whether the text names the columns."""
        return self.layout.header is not None

    @cached_property
    def notes(self) -> tuple[Message, ...]:
        """What was found out about the table that does not plainly stand in it, a sentence each."""
        layout = self.layout
        notes: list[Message] = []
        if self.guessed:
            template = QT_TRANSLATE_NOOP("tables", "The file does not name its encoding; it was read as {encoding}.")
            notes.append(template.fill(encoding=ENCODINGS[self.encoding]))
        if layout.left_out:
            template = QT_TRANSLATE_NOOP("tables", "Lines left out above the numbers: {lines}.")
            shown = ", ".join(map(str, layout.left_out[:_LISTED]))
            notes.append(template.fill(lines=shown + (" …" if len(layout.left_out) > _LISTED else "")))
        if layout.sideways:
            notes.append(QT_TRANSLATE_NOOP("tables", "The table lies on its side: its rows were read as columns."))
        elif any(name.strip().isdecimal() for name in layout.header or ()):
            notes.append(QT_TRANSLATE_NOOP("tables", "The numbers of the first row are the names of the columns."))
        for column in (column for column, count in enumerate(self.counts) if not count):
            unsure = np.flatnonzero(np.isin(self.states[:, column], _UNSURE_CELLS))
            if len(unsure):
                template = QT_TRANSLATE_NOOP("tables", "'{name}' is no column of numbers; line {line}: {reason}.")
                problem = self.problem(int(unsure[0]), column)
                notes.append(template.fill(name=_short(self.names[column]), line=problem.line, reason=problem.reason))
        if layout.dialect.decimal == ",":
            notes.append(QT_TRANSLATE_NOOP("tables", "The comma is the decimal mark."))
        return tuple(notes)

    def notes_of(self, x: str | int, y: str | int) -> tuple[Message, ...]:
        """Return the notes that matter where these columns are taken: those of the table, then those of the columns."""
        columns = dict.fromkeys((self.column(x), self.column(y)))
        return self.notes + sum((self.layout.columns[j].notes(_short(self.names[j])) for j in columns), ())

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

    @cached_property
    def guess(self) -> Guess:
        """The two columns that are taken where none are named: the first two that are mostly numbers.

        A column that numbers the rows, or is the same in all, is passed over where two others remain. Raises `Refused`
        where there are no two columns of numbers.
        """
        counts = self.counts
        likely = [index for index, count in enumerate(counts) if count and 2 * count >= max(counts)]
        if len(likely) < 2:
            likely = [index for index, count in enumerate(counts) if count]
        if len(likely) < 2:
            raise Refused(self._no_two_columns())
        count = len(likely)
        passed: list[int] = []
        while len(likely) > 2 and (self._numbers_rows(likely[0]) or self._is_constant(likely[0])):
            passed.append(likely.pop(0))
        names: dict[str, object] = {"x": _short(self.names[likely[0]]), "y": _short(self.names[likely[1]])}
        if passed:
            quoted = QT_TRANSLATE_NOOP("tables", "'{name}'")
            names["passed"] = tuple(quoted.fill(name=_short(self.names[index])) for index in passed)
        if any(map(self._is_constant, passed)):
            reason = QT_TRANSLATE_NOOP(
                "tables",
                "x is '{x}' and y is '{y}', the first two columns of numbers after {passed}, "
                "which numbers the rows or is the same in all.",
            )
        elif passed:
            reason = QT_TRANSLATE_NOOP(
                "tables",
                "x is '{x}' and y is '{y}', the first two columns of numbers after {passed}, which numbers the rows.",
            )
        elif count > 2:
            reason = QT_TRANSLATE_NOOP(
                "tables", "x is '{x}' and y is '{y}', the first two of {count} columns of numbers."
            )
        else:
            reason = QT_TRANSLATE_NOOP("tables", "x is '{x}' and y is '{y}', the two columns of numbers.")
        return Guess(likely[0], likely[1], reason.fill(**names, count=count))

    def _numbers(self, index: int) -> NDArray[np.float64]:
        return self.values[self.states[:, index] == CellState.NUMBER, index]

    def _is_constant(self, index: int) -> bool:
        values = self._numbers(index)
        return len(values) > 1 and bool((values == values[0]).all())

    def _numbers_rows(self, index: int) -> bool:
        """Tell whether a column numbers the rows: its name allows it, and it counts or has no number twice."""
        values = self._numbers(index)
        if not self.header or len(values) < 2 or (values % 1).any():
            return False
        name = self.names[index]
        unnamed = not (self.layout.header or [""] * len(self.names))[index].strip()
        if unnamed or _ROW_LABELS.fullmatch(name):
            return len(np.unique(values)) == len(values)
        counts = values[0] in (0, 1) and bool((np.diff(values) == 1).all())
        alone = name != "X" or not {"Y", "y"}.intersection(self.names)
        return counts and alone and _ROW_NUMBERS.fullmatch(name) is not None

    def _no_two_columns(self) -> Message:
        """Name the cell that is most likely to keep a column from being one of numbers."""
        places = [place for place, text in self.texts.items() if re.search(r"\d", text)] or list(self.texts)
        places = places or list(map(tuple, np.argwhere(self.states != CellState.NUMBER)[:1].tolist()))
        if not places:
            return QT_TRANSLATE_NOOP("tables", "two columns of numbers are needed")
        problem = self.problem(*min(places))
        template = QT_TRANSLATE_NOOP("tables", "two columns of numbers are needed; line {line}: {reason}")
        return template.fill(line=problem.line, reason=problem.reason)

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
            column = min(columns, key=lambda column: self.counts[column])
            problem = self.problem(int(np.flatnonzero(self.states[:, column] != CellState.NUMBER)[0]), column)
            reason = QT_TRANSLATE_NOOP("tables", "no row has numbers in both columns; line {line}: {reason}")
            raise Refused(reason, line=problem.line, reason=problem.reason)
        return points, problems

    def problem(self, row: int, column: int) -> RowProblem:
        """Return the line of a cell that is no number, and why."""
        line = self.layout.lines[column] if self.layout.lines else int(self.lines[row])
        return RowProblem(line, self._reason(row, column))

    def _reason(self, row: int, column: int) -> Message:
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
    CellState.OTHER_UNIT: QT_TRANSLATE_NOOP(
        "tables", "'{text}' in column '{name}' does not have the unit of the other cells"
    ),
    CellState.UNSURE_DATE: QT_TRANSLATE_NOOP(
        "tables", "'{text}' in column '{name}' could begin with the day or the month; write it as 2024-01-31"
    ),
    CellState.OPEN_QUOTE: QT_TRANSLATE_NOOP("tables", "a quotation mark opens and is never closed"),
}
_UNSURE_CELLS = (CellState.AMBIGUOUS, CellState.UNSURE_DATE, CellState.OTHER_UNIT)
_ROW_LABELS = re.compile(r"(unnamed: ?\d+|row[ _]?(id|names?|num(ber)?|labels?)|index|id)( \(\d+\))?", re.IGNORECASE)
_ROW_NUMBERS = re.compile(
    r"X|.*[a-z]I[Dd]|.*[\W_](?i:id)"
    r"|(?i:((row|case|s|sr|sl|ser|serial|seq|item|record|obs|lfd)\W*)?(no|nr|num|number)\W*)"
    r"|(?i:n°|№|#|№ п/п|l\.?p\.?|obs\.?|observation|order|row|case|(user|case|sample|item)id)"
    r"|序号?|编号|編號|番号|行号|学号"
)


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
    or comma), whether there is a header, and what each column holds: numbers with one unit, dates or times. Bytes are
    read by their byte order mark, else as UTF-8, else by the encoding in which their characters are common.

    ``progress`` is called with the share done, from 0 to 1; what it raises passes through and ends the reading. Raises
    `Refused` where there is no table of numbers in the text.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    _check_size(len(data))
    digest = content_digest(data)
    decoded = Decoded(text, "utf-8") if isinstance(text, str) else decoded_text(text)
    lines, plain = table_lines(decoded.text)
    encoding, guessed = decoded.encoding, decoded.guessed
    del data, text, decoded
    layout = layout_of(lines)
    rows = RowReader(layout)
    if layout.sideways:
        rows.read_sideways(layout.sideways)
    else:
        rows.read(lines, layout.start, progress)
    if not rows.count:
        raise Refused(QT_TRANSLATE_NOOP("tables", "the table has a header but no rows"))
    return Table(
        names=_names(layout.header, layout.dialect.width),
        values=_read_only(np.concatenate(rows.values)),
        states=_read_only(np.concatenate(rows.states)),
        lines=_read_only(np.concatenate(rows.lines)),
        digest=digest,
        layout=layout,
        encoding=encoding,
        guessed=guessed,
        plain=rows.plain and plain,
        texts=rows.texts,
        preview=tuple(tuple(map(_short, cells)) for cells in rows.preview),
    )


def _read_only(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    array.setflags(write=False)
    return array
