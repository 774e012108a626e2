"""What plots of a value at every row share: logarithmic axes, a cursor, ranges that grow in steps."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton

from gui.look.numbers import number_text
from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.drawing import behind, faded, pen
from gui.plots.base.plot import Plot
from gui.plots.base.thin import Blocks, Floats, Indices, drawable, fitted
from gui.plots.rows.row_line import LABEL_ROOM, RowLine, step_positions, step_range

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QPainter

    from gui.plots.base.runner_style import RunnerStyle
    from gui.plots.rows.row_line import Column, Seen

_FIRST_ROWS = 8
_FILLED = 0.4
"""Share of the height that values have to fill for the range to stay."""
_FARTHEST = 18.0
_ABOVE = "above"
"""The name of the button that decides whether heights above the lowest value are drawn."""


class RowsPlot(Plot):
    """Values of one or more runs at every row, on linear or logarithmic axes, with a cursor to drag.

    Emits ``cursorMoved`` with the step of the row to which the cursor is dragged or put by a click, and ``logToggled``
    with an axis, "x" or "y", and whether it is logarithmic now.
    """

    cursorMoved = Signal(object)
    logToggled = Signal(str, bool)

    HAS_MARKS = True

    def __init__(self) -> None:
        self._cursor = 0
        """The step of the row that the cursor is on."""
        self.reached = 1
        """The step to which the axis goes, unless the user has chosen another range."""
        self.labels_drawn: list[QRectF] = []
        """Where labels stand that no line may cross."""
        self._left_out = ""
        self._calm = False
        """Whether the range stays as it is while another run fits into it."""
        self._expected: int | None = None
        self._lowest: tuple[float, str] | None = None
        self._log = {"x": False, "y": False}
        self._buttons: dict[str, QToolButton] = {}
        self._chosen: set[str] = set()
        """The names of the buttons that the user has pressed."""
        super().__init__()
        self._axes["bottom"].integers = True
        for name, toggled in (("y", self._toggled), ("x", self._toggled), (_ABOVE, self._above_toggled)):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setChecked(name == _ABOVE)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setObjectName(f"log_{name}")
            button.toggled.connect(toggled)
            self._buttons[name] = button
        self.retranslate()
        self._place_buttons()

    # ---- what a plot of rows decides

    @abstractmethod
    def columns(self) -> Sequence[Column]:
        """Return the runs shown."""

    def levels(self) -> list[float]:
        """Return further values that the range should hold."""
        return []

    def beside(self) -> list[Seen]:
        """Return what is known of values beside the runs, which the range should hold."""
        return []

    def reach(self) -> int:
        """Return a step that the axis should reach even where no run does."""
        return 0

    def deepest(self, high: float) -> float:
        """Return how far down the range goes at most, where this is its highest value."""
        return -math.inf

    def highest(self) -> float:
        """Return how far up the range goes at most."""
        return math.inf

    def cursor_texts(self, step: int) -> list[str]:
        """Return what to write beside the pointer of the row at a step."""
        raise NotImplementedError

    # ---- what is shown

    def show_columns(self, *, settled: bool) -> None:
        """Draw what the columns hold now; ``settled`` says that nothing has grown."""
        for column in self.columns():
            column.see(self._shift())
        self.settle() if settled else self._grow()
        self._say_hidden()
        self.redraw_run(moving=not settled)

    def reset_range(self, *, calm: bool = False) -> None:
        """Forget the runs; the next ones find their own range, or with ``calm`` keep this one while they fit."""
        self._calm = calm
        self._cursor = 0
        if calm:
            return
        self._live = None
        self.set_note(self._left_out)
        self.redraw_background()

    def set_left_out(self, text: str) -> None:
        """Write what is not drawn, and why."""
        if text != self._left_out:
            self._left_out = text
            self._say_hidden()

    def set_expected(self, last_step: int | None) -> None:
        """Let the axis reach no farther than the last step there will be."""
        self._expected = last_step
        self.settle()

    def set_lowest(self, lowest: float | None, label: str = "") -> None:
        """On a logarithmic axis draw how far values are above ``lowest``, unless the user wants the values themselves.

        Then ``label`` is the name of the axis. Without ``lowest`` there is no choice.
        """
        new = (lowest, label) if lowest is not None and math.isfinite(lowest) else None
        if new != self._lowest:
            self._lowest = new
            self._restart()

    def set_log(self, x: bool, y: bool) -> None:
        """Make axes logarithmic; emits nothing."""
        for name, on in (("x", x), ("y", y)):
            with QSignalBlocker(self._buttons[name]):
                self._buttons[name].setChecked(on)
            self._log[name] = on
        self._restart()

    @property
    def logs(self) -> tuple[bool, bool]:
        """Whether x and y are logarithmic."""
        return self._log["x"], self._log["y"]

    def axis_text(self, name: str, text: str) -> str:
        """Return the name of an axis; where heights above the lowest are drawn, the name of these."""
        if name == "y" and self._lowest is not None and self._is_above():
            return self._lowest[1] or text
        return text

    def retranslate(self) -> None:
        """Write the buttons in the language chosen."""
        super().retranslate()
        names = {
            "x": ("log x", translate("plots", "Logarithmic axis of epochs")),
            "y": ("log y", translate("plots", "Logarithmic axis of the loss")),
            _ABOVE: ("− min", translate("plots", "Show how far values are above the minimum")),
        }
        for name, button in self._buttons.items():
            button.setText(names[name][0])
            button.setToolTip(names[name][1])
            button.setAccessibleName(names[name][1])
        self._place_buttons()
        self._say_hidden()

    # ---- ranges

    def chosen_view(self) -> dict[str, Any]:
        """Return what the user has chosen of the view: the buttons too."""
        return {**super().chosen_view(), **{name: self._buttons[name].isChecked() for name in sorted(self._chosen)}}

    def show_view(self, view: Mapping[str, Any]) -> None:
        """Show a view that was chosen before."""
        for name, button in self._buttons.items():
            if isinstance(chosen := view.get(name), bool):
                self._chosen.add(name)
                button.setChecked(chosen)
        super().show_view(view)

    def _restart(self) -> None:
        self._live = None
        for column in self.columns():
            column.see(self._shift())
        for name, axis in (("x", "bottom"), ("y", "left")):
            self._axes[axis].logarithmic = self._log[name]
            self._axes[axis].integers = name == "x" and not self._log["x"]
        self._label_axes()
        self.settle()
        self._say_hidden()
        self._place_buttons()
        self.redraw_background()

    def _offers_above(self) -> bool:
        return self._lowest is not None and self._log["y"]

    def _is_above(self) -> bool:
        """Tell whether heights above the lowest value are drawn."""
        return self._offers_above() and self._buttons[_ABOVE].isChecked()

    def _shift(self) -> float:
        return self._lowest[0] if self._lowest is not None and self._is_above() else 0.0

    def _data_range(self) -> tuple[float, float]:
        seen = [*(column.seen for column in self.columns()), *self.beside()]
        log = self._log["y"]
        low = min((each.positive if log else each.low for each in seen), default=math.inf)
        high = min(max((each.high for each in seen), default=-math.inf), self.highest())
        if not (math.isfinite(low) and math.isfinite(high)) or (log and high <= 0):
            return (0.0, 1.0)
        low = max(low, self.deepest(high))
        more = [level for level in (value - self._shift() for value in self.levels()) if level > 0 or not log]
        low, high = min(low, high, *more), max(low, high)
        return (math.log10(low), math.log10(high)) if log else (low, high)

    def _x_range(self, last: int) -> tuple[float, float]:
        if self._log["x"]:
            return (-0.02, math.log10(max(last, 2)) * (1 + LABEL_ROOM))
        return step_range(last)

    def newest(self) -> int:
        """Return the step of the last row of all; −1 where there is none."""
        return max((column.last for column in self.columns()), default=-1)

    def _last(self) -> int:
        """Return how far the axis reaches: it doubles, but goes no farther than the run will."""
        newest, last = self.newest(), _FIRST_ROWS
        if self._calm and self._expected is not None:
            return max(newest, self._expected, 1)
        while last < newest:
            last *= 2
        if self._expected is not None:
            last = min(last, max(self._expected, 1))
        return max(last, newest, self.reach(), 1)

    def _grow(self) -> None:
        self.reached = self._last()
        x0, x1 = self._x_range(self.reached)
        low, high = self._data_range()
        if self._live is None or self._live[:2] != (x0, x1):
            # The rows' own range doubles already, and its left end must not: there is nothing before step 0.
            heights = fitted(low, high, 0.06) if self._live is None else self._live[2:]
            self._show_live((x0, x1, *heights))
        self.ensure_visible(x0, x1, low, high)

    def settle(self) -> None:
        """Fit the range to what is there, once nothing grows any more."""
        newest = self.newest()
        if newest < 0:
            return
        last = max(newest, min(self._expected or 0, self._last()), self.reach(), 1)
        low, high = self._data_range()
        self.reached = last
        live = (*self._x_range(last), *fitted(low, high, 0.06))
        if live != self._live and not (self._calm and self._still_fits(live, low, high)):
            self._show_live(live)

    def _still_fits(self, live: tuple[float, ...], low: float, high: float) -> bool:
        """Tell whether the range shown is as wide as needed and not much too high."""
        old = self._live
        if old is None or old[:2] != live[:2]:
            return False
        return old[2] <= low and high <= old[3] and high - low > _FILLED * (old[3] - old[2])

    def _say_hidden(self) -> None:
        hidden = sum(column.seen.hidden for column in self.columns()) if self._log["y"] else 0
        text = translate("plots", "≤ 0, not shown: {count}")
        lines = [text.format(count=number_text(hidden))] if hidden else []
        self.set_note("\n".join(filter(None, [*lines, self._left_out])))

    # ---- drawing

    def heights(self, values: Floats) -> Floats:
        """Return where values are on the vertical axis; NaN where nowhere."""
        values = drawable(values) - self._shift()
        if not self._log["y"]:
            return values
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(values > 0, np.log10(values), np.nan)

    def line(
        self,
        values: Floats,
        kept: Indices | None,
        look: RunnerStyle,
        blocks: Blocks | None = None,
        *,
        noisy: bool = False,
    ) -> RowLine:
        """Return the line of values on the plot's axes."""
        return RowLine(self, values, self.heights, self._log["x"], noisy, kept, look, blocks or Blocks())

    def across(self, step: float) -> float:
        """Return how far right a step is, in pixels."""
        return self.pixel(float(step_positions(np.array([step]), self._log["x"])[0]), 0.0).x()

    def point(self, column: Column, index: int) -> QPointF:
        """Return where the row at an index is; one without a logarithm is far below the area."""
        height = float(self.heights(np.array([column.values[index]]))[0])
        return QPointF(self.across(column.step_at(index)), self.pixel(0.0, height).y())

    def paint_cursor(self, painter: QPainter) -> None:
        """Draw the line of the cursor."""
        x = self.across(self._cursor)
        painter.setPen(pen(faded(theme.tokens.text, 0.65), 1.0, "dash" if self._taken is None else "solid"))
        with behind(painter, self.labels_drawn):
            painter.drawLine(QPointF(x, 0), QPointF(x, self.area().height()))

    # ---- mouse

    def step_under(self, at: QPointF) -> int:
        """Return the step of the row nearest to a point of the area, of the run that reaches farthest."""
        x = self.value(at)[0]
        column = max(self.columns(), key=lambda each: each.last)
        return column.step_at(column.index_of(10.0 ** min(x, _FARTHEST) if self._log["x"] else x))

    def grip_at(self, at: QPointF) -> Any:
        """Return "cursor" where a drag would move the cursor."""
        near = abs(at.x() - self.across(self._cursor)) <= 6 * theme.scale
        return "cursor" if near and self.newest() >= 0 else None

    def cursor_for(self, grip: Any) -> Qt.CursorShape:
        """Return the pointer over the cursor."""
        return Qt.CursorShape.SplitHCursor if grip else super().cursor_for(grip)

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Drag the cursor."""
        self._cursor = self.step_under(at)
        self.redraw()
        self.cursorMoved.emit(self._cursor)

    def clicked(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Put the cursor here."""
        if self.newest() >= 0:
            self.drag("cursor", at, over=True)

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write the row and its values beside the pointer."""
        if self.newest() < 0 or self._dragging:
            return
        self.paint_tip(painter, at, "\n".join(self.cursor_texts(self.step_under(at))))

    # ---- buttons

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        name = next(name for name, on in self._log.items() if self._buttons[name].isChecked() != on)
        self._log[name] = on
        self._chosen.add(name)
        self.held = False
        self._restart()
        self.logToggled.emit(name, on)

    @Slot()
    def _above_toggled(self) -> None:
        self._chosen.add(_ABOVE)
        self.held = False
        self._restart()

    def _place_buttons(self) -> None:
        if self._buttons:
            self._buttons[_ABOVE].setVisible(self._offers_above())
            self.place_in_corner(*self._buttons.values())
