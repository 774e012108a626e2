"""The runs that are compared, as a strip under the pictures: the one shown, and those pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSignalMapper, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolTip, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.runner_style import paint_look, paint_sample
from gui.widgets.arranged import column
from gui.widgets.parts import IconButton, px, tabular
from gui.widgets.tables.cells import Leasts, narrowed, write
from gui.widgets.tables.table_view import ROW_HEIGHT, head_font
from gui.widgets.verdict_chip import paint_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_SECOND_LINE, _HEADING, _TEXT = 15, 22, 12
_SWATCH, _APART, _ICON, _BUTTON = 30, 12, 16, 14
_FEWEST_ROWS, _MOST_ROWS = 4, 8
"""Rows in sight at once, in the smallest window and in one that has room; further ones are scrolled to. Of rows of
two lines there is one less, and of large ones."""
_SMALLEST, _TALLER = 720, 70
"""The height of the smallest window, and how much taller it is for a further row."""
_LEAST_NAME, _GOOD_NAME, _LEAST_VERDICT = 60, 150, 84
"""Pixels: figures keep their digits rather than a name more than what is good."""
_COLUMNS = 7
_NAME, _VALUES, _VERDICT, _OTHER, _MEASURE = 0, 3, 4, 5, 6
_FIGURES = (1, 2, _OTHER, _MEASURE)
_ORDER = (_NAME, *_FIGURES, _VALUES, _VERDICT)
"""From left to right."""
_FEWEST_DIGITS = 2
_PLAIN, _STACKED = frozenset[int](), frozenset((_VALUES,))
_LAYOUTS = (
    *((digits, _PLAIN) for digits in (6, 5, 4)),
    *((digits, _STACKED) for digits in (5, 4, 3, _FEWEST_DIGITS)),
    (_FEWEST_DIGITS, _STACKED | {1}),
    (_FEWEST_DIGITS, _STACKED | {1, _VERDICT}),
    (_FEWEST_DIGITS, _STACKED | {1, _VERDICT, _OTHER, _MEASURE}),
)
"""Digits of the figures, and the columns that are left out, of which the parameters stand in a second line: the first
that the width has room for."""
_FULL_DIGITS = 12


def _leasts() -> Leasts:
    return ((_NAME, px(_LEAST_NAME + _SWATCH + 8)), (_VERDICT, px(_LEAST_VERDICT)))


class PinRow(NamedTuple):
    """One run: the index of its look in `RUNNER_STYLES`, None for the run shown, which is not pinned; how it differs.

    ``loss`` is that at the cursor, None where it is not computed so far; ``final`` is that at its end, or how far it is
    computed. Where they cannot be compared with those of the run shown both are empty, and ``other`` is the final one.
    ``measure`` is a measure that all runs share, of its end. Its parameters and its verdict, of kind "good", "warn",
    "bad" or "neutral", are those at its end. ``notes`` has a sentence for each column, or for the first ones, empty for
    none. ``drawn`` tells whether the pictures show it.
    """

    style: int | None
    name: str
    loss: float | str | None = None
    final: float | str = ""
    values: tuple[tuple[str, float], ...] = ()
    verdict: str = ""
    kind: str = "neutral"
    notes: tuple[str, ...] = ()
    drawn: bool = True
    other: float | str = ""
    measure: float | str = ""

    def texts(self, digits: int = _FULL_DIGITS) -> tuple[str, ...]:
        """Return the texts of the columns."""
        figures = ("…" if self.loss is None else self.loss, self.final, self.other, self.measure)
        loss, final, *more = (value if isinstance(value, str) else number_text(value, digits) for value in figures)
        values = ", ".join(f"{name} = {number_text(value, digits)}" for name, value in self.values)
        return (self.name, loss, final, values, self.verdict, *more)


class _Line(QWidget):
    """One line of the table: texts in columns that all lines share, and buttons at its end."""

    def __init__(self, *buttons: IconButton) -> None:
        super().__init__()
        self.columns = [QRect()] * _COLUMNS
        self._buttons = QHBoxLayout(self)
        self._buttons.setSpacing(0)
        self._buttons.addStretch(1)
        for button in buttons:
            self._buttons.addWidget(button)
        self.fit()

    def fit(self) -> None:
        """Take the text size chosen."""
        font = tabular()
        font.setPixelSize(px(_TEXT))
        self.setFont(font)
        self._buttons.setContentsMargins(0, 0, px(4), 0)

    def set_columns(self, columns: list[QRect]) -> None:
        """Write in these areas; nothing in one without width."""
        if columns != self.columns:
            self.columns = columns
            self.update()

    def tip_at(self, column: int) -> str:
        """Return the tooltip of a column's text."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the text under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            half = px(_APART) // 2
            for column, area in enumerate(self.columns):
                if area.width() > 0 and area.adjusted(-half, 0, half, 0).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), self.tip_at(column), self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def write(self, painter: QPainter, column: int, text: str, colour: str, inset: int = 0) -> None:
        """Write a text into a column; figures at its right."""
        area = self.columns[column].adjusted(inset, 0, 0, 0)
        if area.width() > 0:
            write(painter, area, text, colour, right=column in _FIGURES)


class _Heading(_Line):
    """The names of the columns, and the button that takes all pins away."""

    def __init__(self) -> None:
        self.names = [""] * _COLUMNS
        self.tips = [""] * _COLUMNS
        self.clear = IconButton("mdi6.pin-off-outline", _BUTTON, "muted")
        super().__init__(self.clear)
        follow_language(self)

    def tip_at(self, column: int) -> str:
        """Return what a column means."""
        return self.tips[column]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write the names."""
        painter = QPainter(self)
        painter.setFont(head_font(self.font()))
        for index, name in enumerate(self.names):
            self.write(painter, index, name, theme.tokens.muted, px(_SWATCH + 8) if index == _NAME else 0)

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.names[_NAME] = translate("PinTable", "run")
        self.names[2:] = [
            translate("PinTable", "final loss"),
            translate("PinTable", "final parameters"),
            translate("PinTable", "verdict"),
            translate("PinTable", "other loss"),
            translate("PinTable", "MSE"),
        ]
        self.tips = [
            translate("PinTable", "How each run differs from the current experiment"),
            translate("PinTable", "The loss of each run at the epoch where the cursor is"),
            translate("PinTable", "The loss after the run's last epoch"),
            translate("PinTable", "The parameters after the run's last epoch, in original units"),
            translate("PinTable", "Outcome of the whole run"),
            translate("PinTable", "The final loss of a run that has another loss function, or other points"),
            translate("PinTable", "The mean squared error of each run's last prediction on the points shown"),
        ]
        self.clear.set_texts(translate("PinTable", "Unpin all"), translate("PinTable", "Unpin all runs"))
        self.update()


class _RunLine(_Line):
    """One run: its look, its texts, and buttons for one that is pinned."""

    def __init__(self) -> None:
        self.row = PinRow(None, "")
        self._texts: tuple[str, ...] = ("",) * _COLUMNS
        self.back = IconButton("mdi6.arrow-u-left-top", _BUTTON, "muted")
        self.unpin = IconButton("mdi6.close", _BUTTON, "muted")
        super().__init__(self.back, self.unpin)
        follow_language(self)

    def show_row(self, row: PinRow, digits: int) -> None:
        """Show another run, or the same further on; what is shown already costs nothing."""
        texts = row.texts(digits)
        if row == self.row and texts == self._texts:
            return
        is_renamed = row.name != self.row.name
        self.row, self._texts = row, texts
        if is_renamed:
            self.retranslate()
        for button in (self.back, self.unpin):
            button.setVisible(row.style is not None)
        self.setAccessibleName(", ".join(text for text in texts if text))
        self.update()

    def tip_at(self, column: int) -> str:
        """Return the note on a text, or all of it, with all its digits."""
        note = self.row.notes[column] if column < len(self.row.notes) else ""
        return note or self.row.texts()[column]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw look and texts, and the icon of the verdict."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, row = theme.tokens, self.row
        swatch = QRectF(self.columns[_NAME].left(), 0, px(_SWATCH), px(ROW_HEIGHT))
        painter.setOpacity(1.0 if row.drawn else 0.35)
        if row.style is None:
            paint_look(painter, swatch, tokens.path, "circle", "solid")
        else:
            paint_sample(painter, swatch, row.style)
        painter.setOpacity(1.0)
        self.write(painter, _NAME, row.name, tokens.text if row.style is not None else tokens.muted, px(_SWATCH + 8))
        for index in (*_FIGURES, _VALUES):
            is_below = self.columns[index].top() > 0
            self.write(painter, index, self._texts[index], tokens.muted if is_below else tokens.text)
        if row.verdict and self.columns[_VERDICT].width() > 0:
            side, left = px(_ICON), self.columns[_VERDICT].left()
            paint_kind(painter, QRectF(left, (px(ROW_HEIGHT) - side) / 2, side, side), row.kind)
            self.write(painter, _VERDICT, row.verdict, tokens.text, side + px(6))

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.back.set_texts(
            translate("PinTable", "Restore {run}").format(run=self.row.name),
            translate("PinTable", "Restore this experiment (Ctrl+Z undoes)"),
        )
        self.unpin.set_texts(
            translate("PinTable", "Unpin {run}").format(run=self.row.name), translate("PinTable", "Unpin this run")
        )


class PinTable(QFrame):
    """Rows for the run shown and those pinned; hidden while none is pinned.

    ``backAsked`` carries the index of a pinned run whose experiment should be the current one again, ``unpinAsked``
    that of one that should go; ``clearAsked`` tells that all should go.
    """

    backAsked = Signal(int)
    unpinAsked = Signal(int)
    clearAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.heading = _Heading()
        self.heading.clear.clicked.connect(self.clearAsked)
        self.lines: list[_RunLine] = []
        self._rows: list[PinRow] = []
        self._empty = {_OTHER, _MEASURE}
        """The columns that no row needs."""
        self._back, self._unpin = QSignalMapper(self), QSignalMapper(self)
        self._back.mappedInt.connect(self.backAsked)
        self._unpin.mappedInt.connect(self.unpinAsked)
        content = QWidget()
        self._column = column(content, 0)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setWidget(content)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().installEventFilter(self)
        self._layout = column(self, 0, self.heading, self._scroll)
        theme.changed.connect(self._fit)
        self._fit()
        follow_language(self)

    def set_rows(self, rows: Sequence[PinRow]) -> None:
        """Show these, the run shown first; without any that is pinned, nothing."""
        is_another_count = len(rows) != len(self._rows)
        self._rows = list(rows)  # first: what follows may ask for them, for another width
        if is_another_count:
            self._set_count(len(rows))
        empty = {index for index in (_OTHER, _MEASURE) if not any(row.texts()[index] for row in rows)}
        if empty != self._empty:
            self._empty = empty
            self._forget_widths()
        self._widen(rows)
        for line, row in zip(self.lines, rows, strict=False):
            line.show_row(row, self._digits)
        self.setVisible(len(rows) > 1)

    def rows(self) -> list[PinRow]:
        """Return what is shown."""
        return list(self._rows)

    def set_epoch(self, epoch: str) -> None:
        """Name the column of the loss at the cursor, such as "loss at 37"."""
        name = translate("PinTable", "loss at {epoch}").format(epoch=epoch)
        if name != self.heading.names[1]:
            self.heading.names[1] = name
            self.heading.update()

    def _set_count(self, count: int) -> None:
        for index in range(len(self.lines), count):
            line = _RunLine()
            self._column.addWidget(line)
            self.lines.append(line)
            for mapper, button in ((self._back, line.back), (self._unpin, line.unpin)):
                mapper.setMapping(button, index - 1)  # the first line is that of the run shown, which is not pinned
                button.clicked.connect(mapper.map)
        for index, line in enumerate(self.lines):
            line.setVisible(index < count)
            line.setEnabled(index < count)  # hidden in a window that is not active, it may keep the keys
        self._forget_widths()
        self._fit_height()

    # ---- columns

    def _forget_widths(self) -> None:
        self._widths, self._layouts = [0] * _COLUMNS, iter(_LAYOUTS)
        self._digits, self._without = next(self._layouts)

    def _show_again(self) -> None:
        """Show the same rows in columns of other widths."""
        self._forget_widths()
        self.set_rows(self.rows())

    def _widen(self, rows: Sequence[PinRow]) -> None:
        """Make room for texts longer than all before; columns that shrank with every figure would jitter."""
        widths = self._wider(self._widths, rows)
        if widths == self._widths:
            return
        while not self._has_room(widths) and (layout := next(self._layouts, None)):
            self._digits, self._without = layout
            widths = self._wider([0] * _COLUMNS, rows)
        self._widths = widths
        self._lay_columns()
        self._fit_height()

    def _wider(self, widths: list[int], rows: Sequence[PinRow]) -> list[int]:
        heads, metrics = QFontMetrics(head_font(self.heading.font())), QFontMetrics(self.heading.font())
        lines = [row.texts(self._digits) for row in rows]
        needed = (
            max([heads.horizontalAdvance(name), *(metrics.horizontalAdvance(line[column]) for line in lines)]) + 2
            for column, name in enumerate(self.heading.names)
        )
        return [max(pair) for pair in zip(widths, needed, strict=True)]

    def _needs(self, widths: list[int]) -> list[int]:
        """Return the widths of columns for texts of these widths, with the look and the icon before them."""
        needs = list(widths)
        needs[_NAME] += px(_SWATCH + 8)
        needs[_VERDICT] += px(_ICON + 6)
        for unused in self._empty | self._without:
            needs[unused] = -px(_APART)  # nor the gap before it
        return needs

    def _room(self) -> int:
        """Return the width that there is for all columns, without the gaps and the buttons."""
        buttons = px(4) + 2 * px(_BUTTON + 14)
        return self._scroll.viewport().width() - px(10) - buttons - px(_APART) * _COLUMNS

    def _has_room(self, widths: list[int]) -> bool:
        """Tell whether texts of these widths fit, but for a long name."""
        leasts = [(_NAME, px(_GOOD_NAME + _SWATCH + 8))] if self._digits > _FEWEST_DIGITS else _leasts()
        return sum(narrowed(self._needs(widths), self._room(), leasts)) <= self._room()

    def _lay_columns(self) -> None:
        """Give every column what it needs, and the name what is left; where that is too little, shorten texts."""
        widths = narrowed(self._needs(self._widths), self._room(), _leasts())
        widths[_NAME] += max(self._room() - sum(widths), 0)
        left, columns = px(10), [QRect()] * _COLUMNS
        for index in _ORDER:
            columns[index] = QRect(left, 0, max(widths[index], 0), px(ROW_HEIGHT))
            left += widths[index] + px(_APART)
        self.heading.set_columns([QRect(area.left(), 0, area.width(), px(_HEADING)) for area in columns])
        if self._without:
            first, last = columns[_NAME].left() + px(_SWATCH + 8), columns[_VERDICT].right()
            columns[_VALUES] = QRect(first, px(ROW_HEIGHT) - px(4), last - first, px(_SECOND_LINE))
        for line in self.lines:
            line.set_columns(columns)

    # ---- size, look and language

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more rows where there is more room."""
        super().resizeEvent(event)
        self._fit_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lay the columns out for another width, of which a scroll bar takes some."""
        if isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width():
            self._show_again()
        return super().eventFilter(watched, event)

    def _fit_height(self) -> None:
        further = (self.window().height() - px(_SMALLEST)) // px(_TALLER)
        fewest = _FEWEST_ROWS - (theme.scale > 1)
        most = min(max(fewest + further, fewest), _MOST_ROWS) - bool(self._without)
        height = px(ROW_HEIGHT + _SECOND_LINE * bool(self._without))
        for line in self.lines:
            line.setFixedHeight(height)
        self._scroll.setFixedHeight(height * min(len(self.rows()), most))

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: the parameters are shortened."""
        return QSize(0, super().minimumSizeHint().height())

    @Slot()
    def _fit(self) -> None:
        self._layout.setContentsMargins(1, px(4), 1, px(4))
        self.heading.fit()
        self.heading.setFixedHeight(px(_HEADING))
        for line in self.lines:
            line.fit()
        self._show_again()

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.setAccessibleName(translate("PinTable", "Runs compared"))
        self._show_again()
