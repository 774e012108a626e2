"""The cells of a table: numbers as people write them, with units and thousands, dates and times."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SIZE = 1e150
"""A number beyond it is reported, not plotted: its square would overflow."""


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
    OTHER_UNIT = 9
    UNSURE_DATE = 10


NO_NUMBER = float("nan")
_PADDING = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202c\u3000\ufeff"  # around a cell, as pages and spreadsheets copy it
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_MISSING = frozenset("na n/a n.a. #n/a nan null none nil missing - -- --- – — . .. ... … ? *".split())


def is_missing(cell: str) -> bool:
    """Tell whether a cell is empty or holds what people write where a value is missing."""
    text = cell.strip(_PADDING)
    return not text or text.casefold() in _MISSING


# --- numbers ------------------------------------------------------------------------------------------------

_CURRENCY = r"(?:US|NT|HK|R|A|C|S)?\$|[€£¥￥₩₹₽₺฿₫₪]|(?:USD|EUR|GBP|CHF|JPY|CNY|RMB|TWD|HKD|INR|KRW|Rs\.?|Fr\.)"
_UNIT_TAIL = r"(?:[^\s():;,\[\]*†‡0-9]|(?<=[a-z^-])[1-4](?![0-9])| (?=[^\W\d_])){0,14}"
_UNIT = rf"[^\W\d_]{_UNIT_TAIL}|[%‰°℃℉㎡](?:[^\W\d_]|/){{0,4}}|{_CURRENCY}"
_SIGN = r"[+\-−–]?"
_CELL = {
    mark: re.compile(
        rf"""
        (?P<ahead>{_CURRENCY})? \s* (?P<open>\()? (?P<sign>{_SIGN}) \s* (?P<before>{_CURRENCY})? \s* (?P<inner>{_SIGN})
        (?P<whole>
            [0-9]{{1,3}}(?:[ \u00a0\u2009\u202f'’][0-9]{{3}})+(?![0-9])      # these part nothing but thousands
          | (?P<grouped>[1-9][0-9]{{0,2}}(?:{other}[0-9]{{2,3}})*{other}[0-9]{{3}}(?![0-9]))
          | [0-9]+
        )?
        (?P<fraction>{re.escape(mark)}(?:[-–—]{{1,2}}|[0-9]*))?     # 12,- is 12
        (?:(?:[eEdD]|\s?[×x*·]\s?10\^)(?P<exponent>[+-]?[0-9]+))?
        \s* (?P<after>{_UNIT})? (?(open)\)) (?P<behind>-)? (?P<mark>(?:\s?\[(?:\w{{1,3}}|[a-z]+\ [0-9]+)\]|[*†‡])+)?
        """,
        re.VERBOSE,
    )
    for mark, other in ((".", ","), (",", r"\."))
}
_POWER = re.compile(r"×\s?10([⁺⁻⁰¹²³⁴-⁹]+)")
_SUPERSCRIPTS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－％", "0123456789.-%")
_IS_CURRENCY = re.compile(_CURRENCY)
_SEPARATORS = " \u00a0\u2009\u202f'’,."  # of thousands
_MULTIPLES = frozenset("k K m M B G T bn mn mio Mio 千 万 萬 亿 億".split())


class Number(NamedTuple):
    """A number as it was written: its unit or currency, and whether its one separator may be a decimal mark too.

    It may have separators of thousands, stand in brackets, and be followed by the mark of a footnote.
    """

    value: float
    unit: str
    unsure: bool
    grouped: bool
    bracketed: bool
    marked: bool


def number_in(cell: str, decimal: str) -> Number | None:
    """Return the number in a cell, with what stands around it; None where there is none."""
    text = cell.strip(_PADDING)
    if not text.isascii():
        text = _POWER.sub(lambda found: f"×10^{found[1].translate(_SUPERSCRIPTS)}", text.translate(_FULL_WIDTH))
    found = _CELL[decimal].fullmatch(text)
    if found is None:
        return None
    ahead, opened, sign, before, inner, whole, grouped, fraction, exponent, after, behind, mark = found.groups()
    before = ahead or before
    digits = re.sub("[^0-9]", "", whole or "")
    parts = re.sub("[^0-9]", "", fraction or "")
    if (not digits and not parts) or (before and after) or bool(sign) + bool(inner) + bool(opened) + bool(behind) > 1:
        return None
    value = float(f"{digits}.{parts}e{exponent or 0}")
    negative = bool(opened or behind or sign + inner in tuple("-−–"))
    unit = before or after or ""
    unsure = bool(grouped) and fraction is None and len(digits) == len(grouped) - 1
    unsure = unsure and not (unit or opened or exponent)
    separated = bool(whole) and whole != digits
    return Number(-value if negative else value, unit, unsure, separated, bool(opened), bool(mark))


# --- dates and times ----------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_CLOCK = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9](?:[.,][0-9]+)?))?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?"
)
_TIME = re.compile(_CLOCK, re.IGNORECASE)
_ZONE = r"(?:\s?(?:Z|UTC|GMT|(?P<zone>[+-][0-9]{2}):?(?P<zone_minutes>[0-9]{2})))?"
_DATES = tuple(
    re.compile(rf"{day}(?:(?:T|,?\s+){_CLOCK}{_ZONE})?", re.IGNORECASE)
    for day in (
        r"(?P<year>[0-9]{4})(?:[-/.]|年)(?P<month>[0-9]{1,2})(?:月|(?:[-/.]|月)(?P<day>[0-9]{1,2})日?)?",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])",
        r"(?P<year>[0-9]{4})[- ]?(?:Q(?P<quarter>[1-4])|M(?P<month>[0-9]{1,2}))",
        r"Q(?P<quarter>[1-4])[- /]?(?P<year>[0-9]{4})",
        r"(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<other>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})",
        rf"(?:(?P<day>[0-9]{{1,2}})[ -])?{_NAMED_MONTH}[ -](?P<year>[0-9]{{4}}|[0-9]{{2}})",
        rf"{_NAMED_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})",
    )
)
_DAY = 86_400.0


def _seconds(parts: dict[str, str | None]) -> float | None:
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] in "pP" else 0)
    return hour * 3600 + int(parts["minute"] or 0) * 60 + float((parts["second"] or "0").replace(",", "."))


def hours_in(cell: str) -> float | None:
    """Return a time such as 10:30 or 10:30:15 in hours; None where the cell holds none."""
    found = _TIME.fullmatch(cell.strip(_PADDING))
    seconds = _seconds(found.groupdict()) if found else None
    return None if seconds is None else seconds / 3600


def _date_parts(cell: str) -> dict[str, str | None] | None:
    text = cell.strip(_PADDING)
    found = next((found for form in _DATES if (found := form.fullmatch(text))), None) if len(text) > 5 else None
    return None if found is None else {"first": None, "zone": None, "hour": None} | found.groupdict()


def moment_in(cell: str, month_first: bool | None) -> tuple[int, float] | CellState | None:
    """Return a date as the number of its day and seconds; None where the cell holds none.

    ``month_first`` says how 05/01/2024 is read; where it is None such a date is `CellState.UNSURE_DATE`.
    """
    parts = _date_parts(cell)
    if parts is None:
        return None
    year = int(parts["year"] or 0)
    if year < 100 and len(parts["year"] or "") == 2:
        year += 2000 if year < 69 else 1900  # as POSIX has it
    if parts["first"]:
        one, two = int(parts["first"]), int(parts["other"] or 0)
        if parts["mark"] == ".":
            month_first = False  # no country writes the month first with points
        elif month_first is None and one != two and one <= 12 >= two:
            return CellState.UNSURE_DATE
        month, day = (one, two) if (month_first if month_first is not None else two > 12) else (two, one)
    else:
        name = parts.get("name")
        quarter = 3 * int(parts.get("quarter") or 0) - 2
        month = _MONTHS.index(name.casefold()) + 1 if name else int(parts.get("month") or quarter)
        day = int(parts.get("day") or 1)
    seconds = _seconds(parts) if parts["hour"] else 0.0
    if seconds is None:
        return None
    if parts["zone"]:
        seconds -= 60 * (60 * int(parts["zone"]) + int(parts["zone"][0] + (parts["zone_minutes"] or "0")))
    days, seconds = divmod(seconds, _DAY)
    try:
        return (date(year, month, day) + timedelta(days=days)).toordinal(), seconds
    except (ValueError, OverflowError):
        return None


def _month_first(cells: Sequence[str]) -> bool | None:
    """Return whether 05/01/2024 is in May, as far as other dates of the column tell."""
    pairs = [
        (int(parts["first"]), int(parts["other"] or 0))
        for cell in cells
        if (parts := _date_parts(cell)) and parts["first"]
    ]
    month_second = any(one > 12 for one, _ in pairs)
    return None if any(two > 12 for _, two in pairs) == month_second else not month_second


# --- columns ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Column:
    """How the cells of one column are read: as numbers with at most one unit, as dates, or as times.

    Where the table shows its decimal mark beyond doubt, or has commas between its cells, it is ``settled``: then 1,234
    with decimal points is 1234, else it is ambiguous, and reported. Dates count from the first that is read.
    """

    decimal: str
    settled: bool
    kind: str = "number"
    unit: str = ""
    month_first: bool | None = None
    _origin: tuple[int, float] | None = None
    _grouped: str = ""
    _bracketed: bool = False
    _marked: bool = False

    @property
    def takes_plain_numbers(self) -> bool:
        """Whether what float() makes of a cell is its number."""
        return self.kind == "number" and self.unit not in _MULTIPLES

    def number(self, cell: str) -> tuple[float, CellState]:
        """Return the number in a cell, or NaN and why there is none."""
        if not cell.strip(_PADDING):
            return NO_NUMBER, CellState.EMPTY
        if self.kind == "date":
            return self._days(cell)
        if self.kind == "time":
            hours = hours_in(cell)
            return (NO_NUMBER, CellState.WORD) if hours is None else (hours, CellState.NUMBER)
        found = number_in(cell, self.decimal)
        if found is None:
            finite = _NOT_FINITE.fullmatch(cell.strip(_PADDING)) is None
            return NO_NUMBER, CellState.WORD if finite else CellState.NOT_FINITE
        if found.unit != self.unit and not self._takes(found.unit):
            return NO_NUMBER, CellState.OTHER_UNIT if self.unit else CellState.WORD
        if found.unsure and not self.settled:
            return NO_NUMBER, CellState.AMBIGUOUS
        if abs(found.value) > MAX_SIZE:
            return NO_NUMBER, CellState.TOO_LARGE
        if found.grouped and not self._grouped:
            self._grouped = cell.strip(_PADDING)
        self._bracketed |= found.bracketed
        self._marked |= found.marked
        return found.value, CellState.NUMBER

    def _takes(self, unit: str) -> bool:
        """Take a number without the column's unit, or with it spelt anew, and the currency of one that had none."""
        if not unit:
            return self.unit not in _MULTIPLES
        if self.unit and _folded(unit) == _folded(self.unit):
            return True
        if self.unit or not _IS_CURRENCY.fullmatch(unit):
            return False
        self.unit = unit
        return True

    def _days(self, cell: str) -> tuple[float, CellState]:
        moment = moment_in(cell, self.month_first)
        if moment is None:
            return NO_NUMBER, CellState.WORD
        if isinstance(moment, CellState):
            return NO_NUMBER, moment
        if self._origin is None:
            self._origin = moment
        return moment[0] - self._origin[0] + (moment[1] - self._origin[1]) / _DAY, CellState.NUMBER

    @property
    def removed(self) -> list[str]:
        """What stands in the cells beside the numbers: a unit, a thousands separator."""
        separators = (mark for mark in _SEPARATORS if mark in self._grouped and mark != self.decimal)
        return [*filter(None, [self.unit]), *separators]

    def notes(self, name: str) -> tuple[Message, ...]:
        """Return what was read otherwise than it stands."""
        found: list[Message] = []
        if self._origin:
            day, seconds = self._origin
            first = date.fromordinal(day).isoformat()
            if seconds:
                first += f" {timedelta(seconds=seconds)}"
            found.append(
                QT_TRANSLATE_NOOP("table_cells", "'{name}' is in days since {first}.").fill(name=name, first=first)
            )
        elif self.kind == "time":
            found.append(QT_TRANSLATE_NOOP("table_cells", "'{name}' is a time in hours.").fill(name=name))
        if self.unit:
            found.append(QT_TRANSLATE_NOOP("table_cells", "'{name}' is in {unit}.").fill(name=name, unit=self.unit))
        if self._grouped:
            template = QT_TRANSLATE_NOOP("table_cells", "'{name}' has thousands separators, as in {text}.")
            found.append(template.fill(name=name, text=self._grouped))
        if self._bracketed:
            template = QT_TRANSLATE_NOOP("table_cells", "Numbers in brackets in '{name}' are negative.")
            found.append(template.fill(name=name))
        if self._marked:
            template = QT_TRANSLATE_NOOP("table_cells", "Marks of footnotes in '{name}' were left out.")
            found.append(template.fill(name=name))
        return tuple(found)


def _folded(unit: str) -> str:
    """Return a unit so that kg and KG, kr and kr., year and years are the same, but not m and M."""
    unit = unit.rstrip(".")
    return unit.casefold().removesuffix("s") if len(unit) > 2 else unit.casefold() if unit[1:] else unit


def column_of(cells: Sequence[str], decimal: str, settled: bool) -> Column:
    """Return how a column is read, from its first cells: what most of them are decides."""
    known = [cell for cell in cells if not is_missing(cell)]
    if len(known) > 1 and all(
        len(cell.strip(_PADDING)) == 8 and isinstance(moment_in(cell, None), tuple) for cell in known
    ):
        return Column(decimal, settled, "date", month_first=_month_first(cells))  # 20240131, each time
    units: Counter[str] = Counter()
    dates = times = 0
    for cell in known:
        number = number_in(cell, decimal)
        if (number is None or number.unit) and moment_in(cell, None) is not None:  # 2024年1月5日 begins with a number
            dates += 1
        elif number:
            units[number.unit] += 1
        else:
            times += hours_in(cell) is not None
    numbers = units.total()
    if dates > max(numbers, times):
        return Column(decimal, settled, "date", month_first=_month_first(cells))
    if times > numbers:
        return Column(decimal, settled, "time")
    unit = max(units, key=units.__getitem__, default="")
    alike = sum(count for other, count in units.items() if _folded(other) == _folded(unit))
    return Column(decimal, settled, unit=unit if 2 * alike > numbers else "")
