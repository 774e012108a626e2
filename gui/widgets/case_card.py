"""The card at the top of a lab's controls: the case shown, what to look for in it, and the list of all cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
)

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.fields.choice import Choice, Combo
from gui.widgets.parts import NoteLabel, px, wrapped

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gui.widgets.fields.choice import GroupedItems

_BUTTON = 20
_TALL = 10_000
_WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class _TitleCombo(Combo):
    """Shows its entry in as many lines as it needs, or smaller, and opens its list at the row `first`."""

    def __init__(self) -> None:
        super().__init__()
        self.first = 0
        self.setProperty("role", "title")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box and all of the text."""
        painter, option = QStylePainter(self), self._option()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self._field(option)
        font, text = wrapped(self.font(), self._title(), field.width(), field.height())
        painter.setFont(font)
        painter.drawText(field, _WRAPPED, text)

    def heightForWidth(self, width: int) -> int:
        """Return how high the lines are."""
        option = self._option()
        option.rect = QRect(0, 0, width, self.sizeHint().height())  # type: ignore[attr-defined]
        field = self._field(option)
        text = self.fontMetrics().boundingRect(QRect(0, 0, field.width(), _TALL), _WRAPPED, self._title())
        return option.rect.height() - field.height() + max(text.height(), field.height())  # type: ignore[attr-defined]

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def _field(self, option: QStyleOptionComboBox) -> QRect:
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)

    def _title(self) -> str:
        return self.currentText() if self.currentIndex() >= 0 else self.placeholderText()

    def showPopup(self) -> None:
        """Open the list at the cases of this lab."""
        super().showPopup()
        first = self.model().index(self.first, 0)
        if self.currentIndex() < 0:
            self.view().selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.view().scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)


class CaseCard(Choice):
    """The case as a title that opens the list of all, below its kind, and its note below that.

    ``chosen`` carries the key of a case, also of the one shown, whose experiment may have been changed;
    ``restoreRequested`` asks for the experiment of the case shown.
    """

    restoreRequested = Signal()

    def __init__(self) -> None:
        super().__init__(_TitleCombo())
        lines = self.combo.sizePolicy()
        lines.setHeightForWidth(True)
        lines.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.combo.setSizePolicy(lines)
        self.restore = QToolButton()
        self.restore.setProperty("role", "remedy")
        self.restore.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        room = self.restore.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # nothing moves once something is changed
        self.restore.setSizePolicy(room)
        self.heading.setWordWrap(False)
        self.note = NoteLabel()
        self.note.setProperty("role", "note")
        above = QGridLayout()
        above.addWidget(self.heading, 0, 0)
        above.addWidget(self.restore, 0, 0, Qt.AlignmentFlag.AlignRight)  # which stands beside a short heading only
        self.layout().insertLayout(0, above)  # type: ignore[union-attr]
        self.layout().addWidget(self.note)  # type: ignore[union-attr]
        self.restore.clicked.connect(self.restoreRequested)
        theme.changed.connect(self._fit)
        self._fit()
        follow_language(self)

    def set_cases(self, items: GroupedItems, first: int) -> None:
        """Fill the list with (key, text, tooltip), and headings without a key; ``first`` is the row of this lab's."""
        assert isinstance(self.combo, _TitleCombo)
        self.combo.first = first
        self.set_items(items)

    def show_case(self, key: str | None, kind: str, title: str, note: str, *, is_changed: bool) -> None:
        """Show the case of ``key``, or a ``title`` that is of none; one that is changed can be restored.

        The note is true of the case as it was opened: changed, its room stays empty, so that nothing below moves.
        """
        self.combo.setPlaceholderText(title)
        self.set_current(key)
        self.heading.setText(kind)
        self.note.setText(note)
        room = self.note.sizePolicy()
        room.setRetainSizeWhenHidden(is_changed and bool(note))
        self.note.setSizePolicy(room)
        self.note.setVisible(bool(note) and not is_changed)
        self.restore.setVisible(is_changed)
        self.combo.updateGeometry()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.combo.setAccessibleName(translate("case_card", "Case"))
        self._tooltip = translate("case_card", "Open a case of any lab, with everything set")
        self._show_tooltip()
        self.restore.setText(translate("case_card", "Restore this case"))
        self.restore.setToolTip(translate("case_card", "Restore this case as it was opened (Ctrl+Z undoes)"))

    @Slot()
    def _fit(self) -> None:
        """Give the button the height that is kept for it: it is not styled before it is shown."""
        self.restore.setFixedHeight(px(_BUTTON))

    @Slot(int)
    def _activated(self, index: int) -> None:
        self.chosen.emit(self.combo.itemData(index))
        self._show_current()  # where it was not opened, or in another lab
