"""A heading that shows or hides what belongs to it, and a group of controls under one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.look.theme import theme
from gui.widgets.arranged import column
from gui.widgets.parts import icon, px


class Fold(QToolButton):
    """A heading with an arrow, checked while what belongs to it is shown."""

    def __init__(self, *, opened: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "section")
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)
        self.setChecked(opened)
        self.toggled.connect(self._draw)
        theme.changed.connect(self._draw)
        self._draw()

    def set_title(self, title: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(tooltip)

    @Slot()
    def _draw(self) -> None:
        name = "mdi6.chevron-down" if self.isChecked() else "mdi6.chevron-right"
        self.setIcon(icon(name, theme.tokens.muted))
        self.setIconSize(QSize(px(14), px(14)))


class Section(QWidget):
    """A heading that opens and closes what is below it, which ``toggled`` tells."""

    toggled = Signal(bool)

    def __init__(self, title: str = "", *, opened: bool = False) -> None:
        super().__init__()
        self.header = Fold(opened=opened)
        self.content = QWidget()
        self.content.setVisible(opened)
        self._column = column(self.content, px(8))
        self._column.setContentsMargins(0, 0, 0, px(4))
        column(self, px(4), self.header, self.content).setAlignment(self.header, Qt.AlignmentFlag.AlignLeft)
        self.header.toggled.connect(self.content.setVisible)
        self.header.toggled.connect(self.toggled)
        self.set_title(title)

    def set_title(self, title: str, tooltip: str = "") -> None:
        """Set the heading, which is also the name for screen readers, and the tooltip."""
        self.header.set_title(title, tooltip)

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget below the others of this group."""
        self._column.addWidget(widget)

    def is_open(self) -> bool:
        """Whether the group is unfolded."""
        return self.header.isChecked()

    def set_open(self, opened: bool) -> None:
        """Unfold the group, or fold it."""
        self.header.setChecked(opened)
