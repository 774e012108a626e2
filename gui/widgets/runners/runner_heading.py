"""A runner's look, and its name beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.look.theme import theme
from gui.plots.base.runner_style import paint_sample
from gui.widgets.parts import px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Swatch(QWidget):
    """A piece of a runner's line with its mark."""

    def __init__(self) -> None:
        super().__init__()
        self._style = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._draw)

    def set_style(self, style: int) -> None:
        """Show another runner's look."""
        if style != self._style:
            self._style = style
            self.update()

    @Slot()
    def _draw(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for two dashes and a mark."""
        return QSize(px(30), px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw line and mark, faint where the runner is not shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.35)
        paint_sample(painter, self.rect().toRectF().adjusted(1, 0, -1, 0), self._style)


class RunnerHeading(QWidget):
    """Says whose descent a page shows; hidden until it is one of several."""

    def __init__(self) -> None:
        super().__init__()
        self.style_shown: int | None = None
        """The index of the runner's look; None where there is only one descent."""
        self.name = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._swatch = Swatch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._swatch)
        row.addWidget(self.name, 1)
        self.hide()

    def show_runner(self, style: int, name: str) -> None:
        """Name a runner, whose look has an index in `RUNNER_STYLES`."""
        self.style_shown = style
        self._swatch.set_style(style)
        self.name.setText(name)
        self.show()
