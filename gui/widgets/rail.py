"""The rail of labs: an icon with its name below it, never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.parts import icon, px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_ICON = 22
_WIDTH = 76
_MOST_WIDTH = 104
_NARROW = 8 + _ICON + 8


class _RailButton(QAbstractButton):
    """One lab."""

    def __init__(self, key: str, icon_name: str) -> None:
        super().__init__()
        self.key = key
        self._icon_name = icon_name
        self.is_narrow = False
        """Whether the name is left out."""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show another name."""
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def label_font(self) -> QFont:
        """Return the face of the name."""
        font = QFont(self.font())
        font.setPixelSize(px(11))
        return font

    def longest_word(self) -> int:
        """Return the width in pixels below which the name would be cut."""
        metrics = QFontMetrics(self.label_font())
        return max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)

    def label_height(self, width: int) -> int:
        """Return how high the name is when wrapped to ``width``."""
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        return QFontMetrics(self.label_font()).boundingRect(0, 0, width, 1000, flags, self.text()).height()

    def sizeHint(self) -> QSize:
        """Return the icon with its name below."""
        if self.is_narrow:
            return QSize(px(_NARROW), px(_NARROW))
        return QSize(px(64), px(8 + _ICON + 4 + 8) + self.label_height(max(self.width() - px(8), px(48))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw background, icon and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.tokens
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(tokens.accent_soft))
        elif self.underMouse():
            painter.setBrush(QColor(tokens.window))
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.drawRoundedRect(area, px(8), px(8))
        colour = tokens.accent if self.isChecked() else tokens.muted
        side = px(_ICON)
        square = QRectF((self.width() - side) / 2, px(8), side, side).toRect()
        icon(self._icon_name, colour).paint(painter, square)
        if self.is_narrow:
            return
        painter.setPen(QColor(tokens.accent if self.isChecked() else tokens.text))
        painter.setFont(self.label_font())
        top = px(8 + _ICON + 4)
        below = QRectF(px(2), top, self.width() - px(4), self.height() - top)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self.text())


class Rail(QWidget):
    """The labs, one of them chosen; ``chosen`` carries the key of the one that the user has clicked."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: dict[str, _RailButton] = {}
        self._group = QButtonGroup(self, exclusive=True)
        self._group.buttonClicked.connect(self._clicked)
        self._column = column(self, px(4))
        self._column.setContentsMargins(px(6), px(8), px(6), px(8))
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self._fit)

    def set_items(self, items: Sequence[tuple[str, str, str]]) -> None:
        """Show the labs, in order: (key, name, icon); a lab that has a button already keeps it."""
        for index, (key, name, icon_name) in enumerate(items):
            if key not in self._buttons:
                button = self._buttons[key] = _RailButton(key, icon_name)
                self._group.addButton(button)
                self._column.insertWidget(index, button)
            self._buttons[key].set_name(name)
        self._fit()

    def set_current(self, key: str) -> None:
        """Show ``key`` as chosen; no signal is emitted."""
        self._buttons[key].setChecked(True)

    def current(self) -> str | None:
        """Return the key of the lab chosen."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        assert isinstance(button, _RailButton)
        self.chosen.emit(button.key)

    @Slot(bool)
    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, or with the names; these are in the tooltips too."""
        for button in self._buttons.values():
            button.is_narrow = narrow
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Widen for the longest word; names of several words go on in a second line."""
        words = max((button.longest_word() for button in self._buttons.values()), default=0)
        width = max(px(_WIDTH), min(words + px(12 + 8), max(px(_MOST_WIDTH), words + px(20))))
        is_narrow = any(button.is_narrow for button in self._buttons.values())
        self.setFixedWidth(px(_NARROW + 12) if is_narrow else width)
        for button in self._buttons.values():
            button.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the background, and the hairline to the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.tokens.panel))
        painter.setPen(QColor(theme.tokens.hairline))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
