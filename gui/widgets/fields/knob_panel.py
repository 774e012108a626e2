"""A row for each knob of an optimizer, a loss or a start: its symbol, its field, and a button for the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from gui.look.numbers import number_text
from gui.look.text import follow_language, translate
from gui.widgets.arranged import column, row_of, take_out
from gui.widgets.error_label import ErrorLabel
from gui.widgets.fields.number_edit import NumberEdit
from gui.widgets.fields.slider_field import SliderField
from gui.widgets.parts import IconButton, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent


class KnobItem(NamedTuple):
    """One knob: its name in files, symbol and title for people, default, value, bounds, and whether it is whole."""

    name: str
    symbol: str
    title: str
    default: float | bool
    value: float | bool
    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it is on or off rather than a number."""
        return isinstance(self.default, bool)

    @property
    def is_share(self) -> bool:
        """Whether it is a number from 0 to 1, which gets a slider."""
        return not (self.is_flag or self.whole) and (self.low, self.high) == (0.0, 1.0)

    @property
    def kind(self) -> tuple[str, bool, bool, bool]:
        """What decides which widgets it has."""
        return (self.name, self.is_flag, self.whole, self.is_share)


class _FlagLabel(QLabel):
    """The text of a check box, which wraps, as its own does not; a click on it toggles the box."""

    def __init__(self, box: QCheckBox, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = box
        self.setBuddy(box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Toggle the box."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._box.click()


class _Row(QWidget):
    """One knob's widgets."""

    changed = Signal(str, object)
    committed = Signal(str, object)
    field: NumberEdit | QCheckBox
    label: QLabel
    slider: SliderField | None = None

    def __init__(self, item: KnobItem) -> None:
        super().__init__()
        self.item = item
        self.reset = IconButton("mdi6.restore", 14, "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(4))
        grid.setVerticalSpacing(px(2))
        grid.setColumnStretch(0, 1)
        if item.is_flag:
            check = self.field = QCheckBox()
            self.label = _FlagLabel(check, self)
            check.clicked.connect(self._toggled)
            flag = row_of(px(8), check, self.label)
            flag.setStretch(1, 1)
            grid.addLayout(flag, 0, 0, 1, 2)
        elif item.is_share:
            slider = self.slider = SliderField(item.low, item.high, value=float(item.value))
            self.field, self.label = slider.edit, slider.heading
            slider.changed.connect(self._edited)
            slider.committed.connect(self._finished)
            slider.row.addWidget(self.reset)
            grid.addWidget(slider, 0, 0, 1, 3)
        else:
            edit = self.field = NumberEdit(item.value, integer=item.whole)
            self.label = QLabel(self)
            edit.edited.connect(self._edited)
            edit.finished.connect(self._finished)
            edit.problem.connect(ErrorLabel(edit).show_error)
            grid.addWidget(self.label, 0, 0)
            grid.addWidget(edit, 0, 1)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        if isinstance(self.field, NumberEdit):
            self.field.set_wide(84)
        if self.slider is None:
            grid.addWidget(self.reset, 0, 2)
        self.reset.clicked.connect(self._reset)
        follow_language(self)

    def show_item(self, item: KnobItem) -> None:
        """Show another state of the same knob."""
        self.item = item
        has_symbol = item.symbol not in ("", item.name) and item.symbol not in item.title
        name = f"{item.symbol}  {item.title}" if has_symbol else item.title[:1].upper() + item.title[1:]
        tooltip = translate("_Row", "{title} (in files: {name})").format(title=item.title, name=item.name)
        self.label.setText(name)
        self.label.setToolTip(tooltip)
        if self.slider is not None:
            self.slider.set_texts(name, tooltip)
            self.slider.set_value(float(item.value))
        self.field.setAccessibleName(name)
        self.field.setToolTip(tooltip)
        if isinstance(self.field, QCheckBox):
            self.field.setChecked(bool(item.value))
        else:
            self.field.set_bounds(item.low, item.high, low_open=item.low_open, high_open=item.high_open)
            self.field.set_value(item.value)
            if item.low < 0 < item.high:
                self.field.set_smallest_step(0.01)
        self._show_reset(item.value)

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        self.show_item(self.item)

    def _show_reset(self, value: object) -> None:
        self.reset.setEnabled(value != self.item.default)
        if self.item.is_flag:
            default = translate("_Row", "on") if self.item.default else translate("_Row", "off")
        else:
            default = number_text(float(self.item.default))
        self.reset.set_texts(translate("_Row", "Back to the default: {default}").format(default=default))

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self._edited(on)
        self.committed.emit(self.item.name, on)

    @Slot(object)
    def _edited(self, value: float | bool) -> None:
        self._show_reset(value)
        self.changed.emit(self.item.name, value)

    @Slot(object)
    def _finished(self, value: float) -> None:
        self.committed.emit(self.item.name, value)

    @Slot()
    def _reset(self) -> None:
        if isinstance(self.field, QCheckBox):
            self.field.setChecked(bool(self.item.default))
            self._toggled(self.field.isChecked())
        else:
            self.field.put(self.item.default)
            self.field.settle()


class KnobPanel(QWidget):
    """Rows of knobs; the same knobs with other values keep their fields, and what is being typed there.

    ``changed`` carries a knob's name and its new value, while typing and stepping; ``committed`` the same, as it was
    left.
    """

    changed = Signal(str, object)
    committed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._column = column(self, px(4))
        self.hide()

    def set_items(self, items: Sequence[KnobItem]) -> None:
        """Show these knobs, in order; without any the panel takes no room."""
        kinds = [item.kind for item in items]
        if kinds == [row.item.kind for row in self._rows]:
            for row, item in zip(self._rows, items, strict=True):
                # A box that was clicked and refused shows what was asked for; a field keeps what is being typed.
                if row.item != item or isinstance(row.field, QCheckBox):
                    row.show_item(item)
            return
        for row in self._rows:
            take_out(self._column, row)
        self._rows = [_Row(item) for item in items]
        for row in self._rows:
            row.changed.connect(self.changed)
            row.committed.connect(self.committed)
            self._column.addWidget(row)
        self.setVisible(bool(items))

    def field(self, name: str) -> NumberEdit | QCheckBox:
        """Return the field or check box of a knob."""
        return next(row.field for row in self._rows if row.item.name == name)
