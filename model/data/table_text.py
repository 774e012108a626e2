"""The text of a table: its encoding, its lines, and the cells of its rows."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_JOINED_LINES = 50  # a quoted cell may run over this many lines
_TRIED = 200  # lines from which an encoding is found out


# --- encoding -----------------------------------------------------------------------------------------------


class Decoded(NamedTuple):
    """The text of a file and its encoding, as Python names it; ``guessed`` where only the characters show it."""

    text: str
    encoding: str
    guessed: bool = False


_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
ENCODINGS = {
    "cp1252": "Windows-1252",
    "gb18030": "GB 18030",
    "cp950": "Big5",
    "cp932": "Shift-JIS",
    "cp1251": "Windows-1251",
    "cp1250": "Windows-1250",
    "cp949": "EUC-KR",
    "latin-1": "Latin-1",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
"""The encodings that are guessed, and how they are called."""
# A short header does not tell the East Asian encodings apart by its bytes, but read by the wrong one it has characters
# that hardly anybody writes. Common are, by their first bytes, full-width signs and the first part of each standard.
_COMMON = {
    "gb18030": ("gb2312", frozenset([*range(0xA1, 0xA4), *range(0xB0, 0xD8)])),
    "cp950": ("cp950", frozenset(range(0xA1, 0xC7))),
    "cp932": ("cp932", frozenset([*range(0x81, 0x85), *range(0x88, 0x98), *range(0xA6, 0xE0)])),
}
_WESTERN = frozenset("\u00a0äöüßÄÖÜéèêëàâçñóíáúîïôûùœŒæøåãõÅØÉÈÀÇ°º²³µ€£·±×½¼ª«»¿“”„‘’…")
_SIGN_IN_WORD = re.compile("[^\\W\\d_][³¹¿][a-z]")
_LONG_HIGH_RUN = re.compile(rb"[\x80-\xff]{4}")
_HIGH_LINES = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_BINARY = [chr(code) for code in (*range(0x00, 0x09), *range(0x0E, 0x1A))]


def decoded_text(data: bytes) -> Decoded:
    """Return the text of a file: by its byte order mark, else UTF-8, else by what its characters are likely to be.

    Raises `Refused` where the bytes are no text.
    """
    found = next((found for found in _decodings(data) if found), None)
    if found is None or any(character in found.text for character in _BINARY):
        raise Refused(QT_TRANSLATE_NOOP("table_text", "this is not a text file; save the table as CSV (UTF-8)"))
    return found


def _decodings(data: bytes) -> Iterator[Decoded | None]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield _try(data, encoding)
            return
    zeros = data[::2].count(0), data[1::2].count(0)
    if 8 * max(zeros) > len(data) and 20 * min(zeros) <= max(zeros):  # every other byte of its digits is 0
        yield _try(data, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", guessed=True)
    yield _try(data, "utf-8")
    sample = b"\n".join(found[0] for found in islice(_HIGH_LINES.finditer(data), _TRIED))
    for encoding in ("cp1252", *_COMMON):
        tried = _try(sample, encoding)
        if tried and _is_common(tried.text, encoding):
            yield _try(data, encoding, guessed=True)
    from charset_normalizer import from_bytes  # whose import takes a while, and is rarely needed

    ranks = list(ENCODINGS)
    matches = {match.encoding: match for match in from_bytes(sample, cp_isolation=ranks[:7])}
    likely = sorted(ranks[:7], key=lambda encoding: round(matches[encoding].chaos, 2) if encoding in matches else 2)
    # Words of Latin letters have no long run of high bytes, and Cyrillic words are nothing else.
    unlikely = ("cp1252", "cp1250") if _LONG_HIGH_RUN.search(sample) else ("cp1251",)
    likely.sort(key=unlikely.__contains__)
    for encoding in likely:
        yield _try(data, encoding, guessed=True)
    yield _try(data, "latin-1", guessed=True)


def _try(data: bytes, encoding: str, guessed: bool = False) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding, guessed)
    except UnicodeDecodeError:
        return None


def _is_common(text: str, encoding: str) -> bool:
    """Tell whether the text has hardly a character that is rarely written in an encoding."""
    high = [character for character in text if not character.isascii()]
    if encoding == "cp1252":  # whose letters stand between plain ones, where ³ is Polish in another encoding
        if _SIGN_IN_WORD.search(text):
            return False
        common = sum(
            len(run) for run in re.findall(r"[^\x00-\x7f]+", text) if len(run) <= 2 and _WESTERN.issuperset(run)
        )
    else:
        codec, first = _COMMON[encoding]
        common = sum(character.encode(codec, "replace")[0] in first for character in high)
    return common >= 0.85 * len(high)


_DRAWN = {**dict.fromkeys(range(0x2500, 0x2580), "+"), **str.maketrans("│┃║┆┊─━═", "|||||---")}
_CODE = re.compile(
    r"\s*+(?:([^\W\d]\w*+)\s*+(?:=|<-)\s*+)?((?:[\w.]*+[\[({])*+)([^][(){}=]*+)[])}]*+(?:, dtype=[\w.]++\))?[,;]?\s*+"
)
_BETWEEN_ROWS = re.compile(r"([\])}]),\s*+([\[({])")
_JSON = re.compile(r'\s*+(?:\[\s*+)?\{\s*+"')


def table_lines(text: str) -> tuple[list[str], bool]:
    """Return the lines of a text with Unix, Windows or old Macintosh line ends, and whether the text was a plain table.

    Lines that are drawn around cells become bars and hyphens, and lists of a program rows. Raises `Refused` for JSON.
    """
    if _JSON.match(text):
        raise Refused(QT_TRANSLATE_NOOP("table_text", "this is JSON, not a table; save the table as CSV (UTF-8)"))
    drawn = any(bar in text for bar in "│┃║")
    if drawn:
        text = text.translate(_DRAWN)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n" not in text.strip():
        text = _BETWEEN_ROWS.sub(r"\1\n\2", text)
    lines = text.removeprefix("\ufeff").split("\n")
    listed = all((found := _CODE.fullmatch(line)) and (found[1] or found[2]) for line in lines if line.strip())
    return [row for line in lines for row in _listed(line)] if listed else lines, not drawn and not listed


def _listed(line: str) -> list[str]:
    """Return the rows in a line such as x = [1, 2] or [1, 2], or MATLAB's A = [1 2; 3 4]."""
    found = _CODE.fullmatch(line)
    if not found:
        return [line]
    name, cells = found[1], found[3].rstrip(" ;,")
    if ";" in cells:
        return cells.split(";")
    return [("," if "," in cells else " ").join(filter(None, [name, cells]))]


# --- cells and rows -----------------------------------------------------------------------------------------

_BLANK_CELL = re.compile(r'"((?:[^"]|"")*)"(?!\S)|(\S+)')
_WIDE_BLANK = re.compile(r"\s{2,}")
_FULL_WIDTH = str.maketrans("，；", ",;")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    The delimiter is one character, or a blank for any run of blanks, two for any run of at least two; the decimal mark
    is ``.`` or ``,``, and ``settled`` where some cell shows it beyond doubt. ``width`` is how many cells a row has.
    """

    delimiter: str
    decimal: str
    settled: bool = False
    width: int = 0

    def split(self, lines: Sequence[str], index: int) -> tuple[list[str] | None, int]:
        """Return the cells of the row that begins at a line, None where a quote stays open, and the index after it."""
        line = lines[index]
        if self.delimiter == " ":
            cells = _BLANK_CELL.findall(line.replace("|", " "))
            return [quoted.replace('""', '"') or plain for quoted, plain in cells], index + 1
        if self.delimiter == "  ":
            return _WIDE_BLANK.split(line.strip()), index + 1
        if self.delimiter == "|" and line.lstrip().startswith("|"):  # as Markdown frames a row
            line = line.strip()[1:].removesuffix("|")
        elif self.delimiter == "&":
            line, *_ = line.split(r"\\")  # at which a row of LaTeX ends
        elif '"' in line:
            return self._split_quoted(lines, index)
        cells = line.split(self.delimiter)
        if len(cells) < self.width and self.delimiter in ",;":
            cells = line.translate(_FULL_WIDTH).split(self.delimiter)
        return cells, index + 1

    def _split_quoted(self, lines: Sequence[str], index: int) -> tuple[list[str] | None, int]:
        following = chain((f"{line}\n" for line in lines[index : index + _JOINED_LINES]), _open_quote())
        reader = csv.reader(following, delimiter=self.delimiter, skipinitialspace=True)
        try:
            return next(reader), index + reader.line_num
        except csv.Error:
            return None, index + 1


def _open_quote() -> Iterator[str]:
    raise csv.Error
    yield


_ERROR_CELL = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|NV|WERT!)")
_NO_ROW = re.compile(r"\s*+(?:$|#|%|!|//|\\[a-z]|(?:<\w++>\s*+)+$|\|[\s|:+-]*+$|[+\s]*+(?:[-=_]{3,}+[|+\s]*+)+$)")


def is_row(line: str) -> bool:
    r"""Tell whether a line is no blank line, comment, ruled line, LaTeX command or line of types as R prints.

    An error such as ``#N/A`` is a cell.
    """
    return not _NO_ROW.match(line) or _ERROR_CELL.match(line.lstrip()) is not None


def records(
    lines: Sequence[str], dialect: Dialect, start: int, stop: int
) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield for each row the indices of its first line and of the line after it, and its cells.

    A row that begins before ``stop`` may end after it. The cells are None where a quote opens and never closes.
    """
    index = start
    while index < stop:
        first = index
        if is_row(lines[first]):
            cells, index = dialect.split(lines, first)
            yield first, index, cells
        else:
            index += 1
