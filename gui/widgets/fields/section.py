"""A group of controls that can be folded under its heading."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.parts import icon, px


class Section(QWidget):
    """A heading that opens and closes what is below it, which ``toggled`` tells."""

    toggled = Signal(bool)

    def __init__(self, title: str = "", *, opened: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = QToolButton()
        self.header.setProperty("role", "section")
        self.header.setAutoRaise(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.content = QWidget()
        self.content.setVisible(opened)
        self._column = column(self.content, px(8))
        self._column.setContentsMargins(0, 0, 0, px(4))
        column(self, px(4), self.header, self.content).setAlignment(self.header, Qt.AlignmentFlag.AlignLeft)
        self.header.clicked.connect(self._clicked)
        theme.changed.connect(self._draw)
        self.set_title(title)
        self._draw()

    def set_title(self, title: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        self.header.setText(title)
        self.header.setAccessibleName(title)
        self.header.setToolTip(tooltip)

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget below the others of this group."""
        self._column.addWidget(widget)

    def is_open(self) -> bool:
        """Whether the group is unfolded."""
        return not self.content.isHidden()

    def set_open(self, opened: bool) -> None:
        """Unfold the group, or fold it."""
        if opened != self.is_open():
            self.content.setVisible(opened)
            self._draw()
            self.toggled.emit(opened)

    @Slot()
    def _clicked(self) -> None:
        self.set_open(not self.is_open())

    @Slot()
    def _draw(self) -> None:
        name = "mdi6.chevron-down" if self.is_open() else "mdi6.chevron-right"
        self.header.setIcon(icon(name, theme.tokens.muted))
        self.header.setIconSize(QSize(px(14), px(14)))
