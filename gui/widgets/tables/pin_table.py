"""The runs that are compared, as a strip under the pictures: the one shown, and those pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.runner_style import paint_look, paint_sample
from gui.widgets.parts import IconButton, px, tabular
from gui.widgets.verdict_chip import paint_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

__all__ = ["PinRow", "PinTable"]

_ROW, _SECOND, _HEADING, _TEXT = 24, 15, 22, 12
_SWATCH, _APART, _ICON, _BUTTON = 30, 12, 16, 14
_FEWEST_ROWS, _MOST_ROWS = 4, 8
"""Rows in sight at once, in the smallest window and in one that has room; further ones are scrolled to. Of rows of
two lines there is one less."""
_SMALLEST, _TALLER = 720, 70
"""The height of the smallest window, and what a further row asks for."""
_LEAST_NAME, _GOOD_NAME, _LEAST_VERDICT = 60, 150, 84
"""Pixels: figures keep their digits rather than a name more than what is good."""
_COLUMNS = 5
_NAME, _VALUES, _VERDICT = 0, 3, 4
_LAYOUTS = ((6, False), (5, False), (4, False), (5, True), (4, True), (3, True), (2, True))
"""Digits of the figures, and whether the parameters stand below the others: the first that the width has room for."""
_FULL_DIGITS = 12


class PinRow(NamedTuple):
    """One run.

    Attributes
    ----------
    style : int, optional
        The place of its look in `RUNNER_STYLES`; None for the run shown, which is not pinned.
    name : str
        What sets it apart.
    loss : float, optional
        Its loss at the cursor; None where it has not come so far.
    final : float or str
        Its loss at its end, or how far it is computed.
    values : tuple of (str, float)
        Its parameters at its end, where that is known.
    verdict, kind : str
        What it has come to there; "good", "warn", "bad" or "neutral".
    notes : tuple of str
        A sentence for each column, or for the first ones; empty for none.
    drawn : bool
        Whether it is to be seen in the pictures.
    """

    style: int | None
    name: str
    loss: float | None = None
    final: float | str = ""
    values: tuple[tuple[str, float], ...] = ()
    verdict: str = ""
    kind: str = "neutral"
    notes: tuple[str, ...] = ()
    drawn: bool = True

    def texts(self, digits: int = _FULL_DIGITS) -> tuple[str, ...]:
        """Return what stands in the columns."""
        loss = "…" if self.loss is None else number_text(self.loss, digits)
        final = self.final if isinstance(self.final, str) else number_text(self.final, digits)
        values = ", ".join(f"{name} = {number_text(value, digits)}" for name, value in self.values)
        return (self.name, loss, final, values, self.verdict)


class _Line(QWidget):
    """One line of the table: texts in columns that all lines share, and buttons at its end."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.tall = height
        self.columns: list[QRect] = []
        self.buttons = QHBoxLayout(self)
        self.buttons.setSpacing(0)
        self.buttons.addStretch(1)
        self.fit()

    def fit(self) -> None:
        """Take the size of the text."""
        font = tabular()
        font.setPixelSize(px(_TEXT))
        self.setFont(font)
        self.buttons.setContentsMargins(0, 0, px(4), 0)
        self.setFixedHeight(px(self.tall))

    def set_columns(self, columns: list[QRect]) -> None:
        """Write in these places; nothing in one without width."""
        if columns != self.columns:
            self.columns = columns
            self.update()

    def tip_at(self, _column: int) -> str:
        """Return what is said of a column's text."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Say what is known of the text under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            places = [place for place, column in enumerate(self.columns) if _spans(column, event.pos())]
            text = self.tip_at(places[0]) if places else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def write(self, painter: QPainter, column: int, text: str, colour: str, inset: int = 0) -> None:
        """Write a text into a column; figures stand at its right."""
        place = self.columns[column].adjusted(inset, 0, 0, 0)
        if place.width() <= 0:
            return
        right = column not in (_NAME, _VALUES, _VERDICT)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


def _width(metrics: QFontMetrics, text: str) -> int:
    return metrics.horizontalAdvance(text) + 2


def _spans(column: QRect, at: QPoint) -> bool:
    return column.width() > 0 and column.adjusted(-px(_APART) // 2, 0, px(_APART) // 2, 0).contains(at)


class _Heading(_Line):
    """The names of the columns, and the button that takes all pins away."""

    def __init__(self) -> None:
        super().__init__(_HEADING)
        self.names: tuple[str, ...] = ("",) * _COLUMNS
        self.tips: tuple[str, ...] = ("",) * _COLUMNS
        self.clear = IconButton("mdi6.pin-off-outline", _BUTTON, "muted")
        self.buttons.addWidget(self.clear)

    def face(self) -> QFont:
        """Return the face of headings."""
        font = QFont(self.font())
        font.setPixelSize(px(11))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def tip_at(self, column: int) -> str:
        """Return what a column means."""
        return self.tips[column]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write the names."""
        painter = QPainter(self)
        painter.setFont(self.face())
        for column in range(len(self.columns)):
            inset = px(_SWATCH + 8) if column == _NAME else 0
            self.write(painter, column, self.names[column], theme.tokens.muted, inset)


class _RunLine(_Line):
    """One run: its look, its texts, and for one that is pinned what can be done with it."""

    def __init__(self) -> None:
        super().__init__(_ROW)
        self.row = PinRow(None, "")
        self._texts: tuple[str, ...] = ("",) * _COLUMNS
        self.back = IconButton("mdi6.arrow-u-left-top", _BUTTON, "muted")
        self.unpin = IconButton("mdi6.close", _BUTTON, "muted")
        for button in (self.back, self.unpin):
            self.buttons.addWidget(button)

    def show_row(self, row: PinRow, digits: int) -> None:
        """Show another run, or the same further on; what stands there already costs nothing."""
        texts = row.texts(digits)
        if row == self.row and texts == self._texts:
            return
        self.row, self._texts = row, texts
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
        if not self.columns:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, row = theme.tokens, self.row
        swatch = QRectF(self.columns[_NAME].left(), 0, px(_SWATCH), px(_ROW))
        painter.setOpacity(1.0 if row.drawn else 0.35)
        if row.style is None:
            paint_look(painter, swatch, tokens.path, "circle", "solid")
        else:
            paint_sample(painter, swatch, row.style)
        painter.setOpacity(1.0)
        self.write(painter, _NAME, row.name, tokens.text if row.style is not None else tokens.muted, px(_SWATCH + 8))
        for column in range(1, _VERDICT):
            below = self.columns[column].top() > 0
            self.write(painter, column, self._texts[column], tokens.muted if below else tokens.text)
        if row.verdict:
            side = px(_ICON)
            left = self.columns[_VERDICT].left()
            paint_kind(painter, QRectF(left, (px(_ROW) - side) / 2, side, side), row.kind)
            self.write(painter, _VERDICT, row.verdict, tokens.text, side + px(6))


class PinTable(QFrame):
    """Rows for the run shown and those pinned; it takes no room while none is pinned.

    Signals
    -------
    backAsked(int)
        The experiment of the run pinned at this place should be the current one again.
    unpinAsked(int)
        The run pinned at this place should go.
    clearAsked()
        All should go.
    """

    backAsked = Signal(int)
    unpinAsked = Signal(int)
    clearAsked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.heading = _Heading()
        self.heading.clear.clicked.connect(self._ask_clear)
        self.lines: list[_RunLine] = []
        self._widths = [0] * _COLUMNS
        self._layout_shown = 0
        """Which of `_LAYOUTS` there is room for."""
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().installEventFilter(self)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.heading)
        self._layout.addWidget(self._scroll)
        theme.changed.connect(self._fit)
        self._fit()
        follow_language(self)
        self.hide()

    def set_rows(self, rows: Sequence[PinRow]) -> None:
        """Show these, the run shown first; without any that is pinned, nothing."""
        if len(rows) != sum(not line.isHidden() for line in self.lines):
            self._set_count(len(rows))
        self._widen(rows)
        for line, row in zip(self.lines, rows, strict=False):
            if row.name != line.row.name:
                self._name_buttons(line, row.name)
            line.show_row(row, self._digits)
        self.setVisible(len(rows) > 1)

    def _show_again(self) -> None:
        """Show the same with other widths."""
        self._forget_widths()
        rows = self.rows()
        if rows:
            self.set_rows(rows)

    def rows(self) -> list[PinRow]:
        """Return what is shown."""
        return [line.row for line in self.lines if not line.isHidden()]

    def set_epoch(self, epoch: str) -> None:
        """Name the column of the loss at the cursor, such as "loss at 37"."""
        name = translate("PinTable", "loss at {epoch}").format(epoch=epoch)
        if name != self.heading.names[1]:
            self.heading.names = (self.heading.names[0], name, *self.heading.names[2:])
            self.heading.update()

    # ---- lines

    def _set_count(self, count: int) -> None:
        while len(self.lines) < count:
            self._add_line()
        for place, line in enumerate(self.lines):
            line.setVisible(place < count)
        self._forget_widths()
        self._fit_height()

    def _add_line(self) -> None:
        line = _RunLine()
        place = len(self.lines) - 1  # the first line is that of the run shown
        line.back.setProperty("place", place)
        line.unpin.setProperty("place", place)
        line.back.clicked.connect(self._ask_back)
        line.unpin.clicked.connect(self._ask_unpin)
        self._column.addWidget(line)
        self.lines.append(line)

    @Slot()
    def _ask_back(self) -> None:
        self.backAsked.emit(self.sender().property("place"))

    @Slot()
    def _ask_unpin(self) -> None:
        self.unpinAsked.emit(self.sender().property("place"))

    @Slot()
    def _ask_clear(self) -> None:
        self.clearAsked.emit()

    # ---- columns

    @property
    def _digits(self) -> int:
        return _LAYOUTS[self._layout_shown][0]

    @property
    def _stacked(self) -> bool:
        """Whether the parameters stand below the others."""
        return _LAYOUTS[self._layout_shown][1]

    def _forget_widths(self) -> None:
        self._widths, self._layout_shown = [0] * _COLUMNS, 0

    def _widen(self, rows: Sequence[PinRow]) -> None:
        """Make room for texts longer than all before; columns that shrank with every figure would dance."""
        widths = self._wider(self._widths, rows)
        while widths != self._widths and self._is_short_of_room(widths) and self._layout_shown < len(_LAYOUTS) - 1:
            self._layout_shown += 1
            widths = self._wider([0] * _COLUMNS, rows)
        if widths != self._widths:
            self._widths = widths
            self._lay_columns()
            self._fit_height()

    def _wider(self, widths: list[int], rows: Sequence[PinRow]) -> list[int]:
        heads, texts = QFontMetrics(self.heading.face()), QFontMetrics(self.heading.font())
        found = [max(old, _width(heads, name)) for old, name in zip(widths, self.heading.names, strict=True)]
        for row in rows:
            new = [_width(texts, text) for text in row.texts(self._digits)]
            found = [max(pair) for pair in zip(found, new, strict=True)]
        return found

    def _wanted(self, widths: list[int]) -> list[int]:
        wanted = [widths[_NAME] + px(_SWATCH + 8), *widths[1:_VERDICT], widths[_VERDICT] + px(_ICON + 6)]
        if self._stacked:
            wanted[_VALUES] = -px(_APART)  # nor the gap before it
        return wanted

    def _spare(self, widths: list[int]) -> int:
        """Return how much more room there is than columns of these widths need."""
        buttons = px(4) + 2 * px(_BUTTON + 14)
        room = self._scroll.viewport().width() - px(10) - buttons - px(_APART) * _COLUMNS
        return room - sum(self._wanted(widths))

    def _is_short_of_room(self, widths: list[int]) -> bool:
        return self._spare(widths) + max(widths[_NAME] - px(_GOOD_NAME), 0) < 0

    def _lay_columns(self) -> None:
        """Give every column what it needs, and the name what is left; where that is too little, shorten texts."""
        wanted, spare = self._wanted(self._widths), self._spare(self._widths)
        for column, width in ((_NAME, _LEAST_NAME + _SWATCH + 8), (_VERDICT, _LEAST_VERDICT)):
            taken = min(max(wanted[column] - px(width), 0), max(-spare, 0))
            wanted[column] -= taken
            spare += taken
        wanted[_NAME] += max(spare, 0)
        left, places = px(10), []
        for width in wanted:
            places.append((left, width))
            left += width + px(_APART)
        self.heading.set_columns([QRect(left, 0, width, px(_HEADING)) for left, width in places])
        columns = [QRect(left, 0, width, px(_ROW)) for left, width in places]
        if self._stacked:
            first, last = columns[_NAME].left() + px(_SWATCH + 8), columns[_VERDICT].right()
            columns[_VALUES] = QRect(first, px(_ROW) - px(4), last - first, px(_SECOND))
        for line in self.lines:
            line.set_columns(columns)

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
        shown = sum(not line.isHidden() for line in self.lines)
        further = (self.window().height() - px(_SMALLEST)) // px(_TALLER)
        most = min(max(_FEWEST_ROWS + further, _FEWEST_ROWS), _MOST_ROWS) - self._stacked
        tall = _ROW + _SECOND * self._stacked
        for line in self.lines:
            line.tall = tall
            line.setFixedHeight(px(tall))
        self._scroll.setFixedHeight(px(tall) * min(shown, most))

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: the parameters are shortened."""
        return QSize(0, super().minimumSizeHint().height())

    # ---- look and language

    @Slot()
    def _fit(self) -> None:
        self._layout.setContentsMargins(1, px(4), 1, px(4))
        for line in (self.heading, *self.lines):
            line.fit()
        self._fit_height()
        self._show_again()

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.setAccessibleName(translate("PinTable", "Runs compared"))
        self.heading.names = (
            translate("PinTable", "run"),
            self.heading.names[1],
            translate("PinTable", "final loss"),
            translate("PinTable", "parameters"),
            translate("PinTable", "verdict"),
        )
        self.heading.tips = (
            translate("PinTable", "What each run has that the current experiment has not"),
            translate("PinTable", "The loss of each run at the epoch where the cursor is"),
            translate("PinTable", "The loss after the run's last epoch"),
            translate("PinTable", "The parameters after the run's last epoch, in original units"),
            translate("PinTable", "What the whole run has come to"),
        )
        self.heading.clear.set_texts(translate("PinTable", "Unpin all"), translate("PinTable", "Unpin all runs"))
        for line in self.lines:
            self._name_buttons(line, line.row.name)
        self._show_again()
        self.heading.update()

    def _name_buttons(self, line: _RunLine, name: str) -> None:
        line.back.set_texts(
            translate("PinTable", "Go back to {run}").format(run=name),
            translate("PinTable", "Go back to this experiment; Ctrl+Z takes that back"),
        )
        line.unpin.set_texts(
            translate("PinTable", "Unpin {run}").format(run=name), translate("PinTable", "Unpin this run")
        )
