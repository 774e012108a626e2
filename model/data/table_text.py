"""The text of a table: its encoding, its delimiter and decimal mark, its rows, and the numbers in its cells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_COLUMNS = 1_000
"""A wider table is refused."""
MAX_SIZE = 1e150
"""A number beyond it is reported, not plotted: its square would overflow."""
_SAMPLE = 200  # rows from which the delimiter and the decimal mark are found,
_SAMPLE_SIZE = 60_000  # up to so many characters
_JOINED_LINES = 50  # a quoted cell may run over this many lines


class CellState(IntEnum):
    """What a cell is: a number, or why it is none."""

    NUMBER = 0
    EMPTY = 1
    WORD = 2
    NOT_FINITE = 3
    TOO_LARGE = 4
    AMBIGUOUS = 5
    TOO_FEW = 6
    TOO_MANY = 7
    OPEN_QUOTE = 8


# --- encoding and lines -------------------------------------------------------------------------------------

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_GB2312_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
_BINARY = [chr(code) for code in (*range(0x00, 0x09), *range(0x0E, 0x1A))]


def decoded_text(data: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else GB 18030 or Latin-1.

    Raises `Refused` where the bytes are no text.
    """
    text = _decoded(data)
    if text is None or any(character in text for character in _BINARY):
        raise Refused(QT_TRANSLATE_NOOP("table_text", "this is not a text file; save the table as CSV (UTF-8)"))
    return text


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    text = _try(data, "utf-8")
    if text is not None:
        return text
    # Chinese spreadsheets write GB 18030, where most characters are pairs of high bytes; in Western files high
    # bytes are single, between ASCII letters.
    in_pairs = 2 * len(_GB2312_PAIR.findall(data))
    if 2 * in_pairs >= len(_HIGH_BYTES.findall(data)):
        text = _try(data, "gb18030")
    return _try(data, "latin-1") if text is None else text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def split_lines(text: str) -> list[str]:
    """Return the lines of a text with Unix, Windows or old Macintosh line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff").split("\n")


# --- numbers ------------------------------------------------------------------------------------------------

_PLAIN = r"[+-]?(?:[0-9]+{mark}?[0-9]*|{mark}[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_FIRST = frozenset("0123456789+-−.,nNiI∞")  # the first character of a number, NaN or infinity
# A space or apostrophe between groups of three digits can only be a thousands separator.
_SPACED = re.compile(r"([+-]?[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’][0-9]{3})+)(?![0-9])")
_GROUPED = {
    ".": re.compile(r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]*)?|,[0-9]{3}\.[0-9]*)"),
    ",": re.compile(r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]*)?|\.[0-9]{3},[0-9]*)"),
}
_NUMBER = {mark: re.compile(_PLAIN.format(mark=re.escape(mark))) for mark in ".,"}
_ONE_GROUP = {
    ".": re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}"),
    ",": re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"),
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    The delimiter is one character, or a blank for any run of blanks; the decimal mark is ``.`` or ``,``. It is
    ``settled`` where some cell shows it beyond doubt: then ``1,234`` in a table with decimal points is 1234, else it is
    ambiguous, and reported. ``width`` is how many cells a row has.
    """

    delimiter: str
    decimal: str
    settled: bool = False
    width: int = 0

    def number(self, cell: str) -> tuple[float, CellState]:
        """Return the number in a cell, or NaN and why there is none."""
        text = cell.strip()
        if not text:
            return _NAN, CellState.EMPTY
        if text[0] not in _FIRST:
            return _NAN, CellState.WORD
        text = text.replace("−", "-")
        other = "," if self.decimal == "." else "."
        spaced = _SPACED.match(text)
        if spaced:
            text = re.sub(r"[ \u00a0\u2009\u202f'’]", "", spaced[1]) + text[spaced.end() :]
        if _GROUPED[self.decimal].fullmatch(text):
            text = text.replace(other, "")
        elif _ONE_GROUP[self.decimal].fullmatch(text):
            if not self.settled:
                return _NAN, CellState.AMBIGUOUS
            text = text.replace(other, "")
        if not _NUMBER[self.decimal].fullmatch(text):
            return _NAN, CellState.NOT_FINITE if _NOT_FINITE.fullmatch(text) else CellState.WORD
        value = float(text.replace(",", "."))
        if abs(value) > MAX_SIZE:
            return _NAN, CellState.TOO_LARGE
        return value, CellState.NUMBER

    def split(self, line: str) -> list[str] | None:
        """Return the cells of a row, at most one more than ``width``; None where a quote stays open."""
        most = (self.width or MAX_COLUMNS) + 1
        if self.delimiter == " ":
            return [cell.strip('"') for cell in line.split(maxsplit=most)]
        if '"' not in line:
            return line.split(self.delimiter, most)
        return _split_quoted(line, self.delimiter, most)


_NAN = float("nan")


_OPENING = {tab: re.compile(' *"' if tab else '[ \t]*"') for tab in (True, False)}
_QUOTED = re.compile('((?:[^"]+|"")*+)"')  # after the opening quote; possessive, so that it does not backtrack


def _split_quoted(line: str, delimiter: str, most: int) -> list[str] | None:
    opening = _OPENING[delimiter == "\t"]
    cells: list[str] = []
    place = 0
    while len(cells) <= most:
        cell = ""
        opened = opening.match(line, place)
        if opened:
            quoted = _QUOTED.match(line, opened.end())
            if not quoted:
                return None
            cell = quoted[1].replace('""', '"')
            place = quoted.end()
        end = line.find(delimiter, place)
        if end < 0:
            cells.append(cell + line[place:])
            break
        cells.append(cell + line[place:end])
        place = end + 1
    return cells


# --- rows ---------------------------------------------------------------------------------------------------

_ERROR_CELL = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|NV|WERT!)")


def is_comment(line: str) -> bool:
    """Tell whether a line begins with ``#``, and not with a spreadsheet's error such as ``#N/A``."""
    text = line.lstrip()
    return text.startswith("#") and not _ERROR_CELL.match(text)


def records(
    lines: Sequence[str], dialect: Dialect, start: int, stop: int
) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield for each row the indices of its first line and of the line after it, and its cells.

    Blank lines and comments are no rows. A row that begins before ``stop`` may end after it. The cells
    are None where a quote opens and never closes.
    """
    index = start
    while index < stop:
        line = lines[index]
        first = index
        index += 1
        if not line.strip() or is_comment(line):
            continue
        cells = dialect.split(line)
        end = index
        while cells is None and end < min(len(lines), first + _JOINED_LINES):
            line = f"{line}\n{lines[end]}"
            end += 1
            cells = dialect.split(line)
        if cells is not None:
            index = end
        yield first, index, cells


# --- delimiter, decimal mark and header ---------------------------------------------------------------------

_CANDIDATES = tuple(Dialect(delimiter, decimal) for delimiter in ("\t", ";", "|", ",", " ") for decimal in ".,")
_DIRECTIVE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def sniff(lines: Sequence[str]) -> tuple[Dialect, int]:
    """Return how the table is written, and the index of the line at which it begins.

    Taken are the delimiter and the decimal mark with which most cells of the first rows are numbers; of equals tab
    comes before semicolon, bar, comma and blanks. Raises `Refused` where there are no two columns with a number in
    them.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    candidates: Sequence[Dialect] = _CANDIDATES
    directive = _DIRECTIVE.fullmatch(lines[start]) if start < len(lines) else None
    if directive:  # the line "sep=;" that Excel understands
        start += 1
        candidates = [Dialect(directive[1], decimal) for decimal in ".,"]
    sample = _sample(lines, start)
    scored = [_score(candidate, sample) for candidate in candidates]
    score, dialect = max(scored, key=lambda pair: pair[0])
    if score == 0:
        reason = QT_TRANSLATE_NOOP(
            "table_text",
            "no table of numbers found: two columns are needed, with a comma, semicolon or tab between them",
        )
        raise Refused(reason)
    if dialect.width > MAX_COLUMNS:
        raise Refused(QT_TRANSLATE_NOOP("table_text", "the table has more than {limit} columns"), limit=MAX_COLUMNS)
    return dialect, start


def _sample(lines: Sequence[str], start: int) -> list[str]:
    sample: list[str] = []
    size = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if line.strip() and not is_comment(line):
            sample.append(line)
            size += len(line)
            if len(sample) == _SAMPLE or size > _SAMPLE_SIZE:
                break
    return sample


def _score(candidate: Dialect, sample: Sequence[str]) -> tuple[float, Dialect]:
    rows = [cells for *_, cells in records(sample, candidate, 0, len(sample)) if cells is not None]
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not widths:
        return 0.0, candidate
    width = widths.most_common(1)[0][0]
    cells = [cell.strip() for row in rows if len(row) == width for cell in row]
    settled = any(_shows_mark(cell, candidate.decimal) for cell in cells)
    dialect = replace(candidate, settled=settled, width=width)
    if candidate.decimal == "," and not settled and candidate.delimiter != ";":
        return 0.0, dialect  # a lone 1,234 is no sign of decimal commas, except where semicolons part the cells
    # A table of such numbers is recognised all the same, so that they can be reported one by one.
    counted = {CellState.NUMBER} if candidate.delimiter == ";" else {CellState.NUMBER, CellState.AMBIGUOUS}
    numbers = sum(dialect.number(cell)[1] in counted for cell in cells)
    return numbers / width / len(sample), dialect


def _shows_mark(cell: str, mark: str) -> bool:
    """Tell whether a cell is a number that has this decimal mark beyond doubt."""
    if _GROUPED[mark].fullmatch(cell):
        return True
    other = "," if mark == "." else "."
    return mark in cell and _NUMBER[mark].fullmatch(cell) is not None and not _ONE_GROUP[other].fullmatch(cell)


def header_of(lines: Sequence[str], dialect: Dialect, start: int) -> tuple[int, list[str]] | None:
    """Return the index of the header line and its cells, or None where the table has none.

    The first row of full width is the header if it has words in it, and no number in a column of mostly numbers.
    A comment before the first row that is as wide as the table is a header, too.
    """
    stop = min(len(lines), start + _SAMPLE)
    rows = [
        (index, cells)
        for index, _, cells in records(lines, dialect, start, stop)
        if cells is not None and len(cells) == dialect.width
    ]
    if not rows:
        return None
    rows = rows[: _SAMPLE // 4]
    first_index, first = rows[0]
    states = [[dialect.number(cell)[1] for cell in cells] for _, cells in rows]
    of_numbers = [2 * column[1:].count(CellState.NUMBER) >= len(rows) - 1 for column in zip(*states, strict=True)]
    words = CellState.WORD in states[0]
    numbers = any(of and state == CellState.NUMBER for of, state in zip(of_numbers, states[0], strict=True))
    if words and not numbers:
        return first_index, first
    return None if words else _comment_header(lines, dialect, start, first_index)


def _comment_header(lines: Sequence[str], dialect: Dialect, start: int, first: int) -> tuple[int, list[str]] | None:
    for index in range(first - 1, start - 1, -1):
        if lines[index].strip():
            cells = dialect.split(lines[index].lstrip().removeprefix("#")) if is_comment(lines[index]) else None
            return (index, cells) if cells is not None and len(cells) == dialect.width else None
    return None
