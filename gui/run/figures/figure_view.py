"""A program's figure, with all its plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent  # noqa: TC002 - PySide reads annotations
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.look.text import follow_language, translate
from gui.plots.base.drawing import sized
from gui.run.figures.axes_plot import AxesPlot
from gui.run.figures.looks import readable

if TYPE_CHECKING:
    from model.program.record.figures import Figure

_GAP = 4
_LEAST = 80
"""Pixels of a plot at the least, where x and y have one unit."""


class FigureView(QWidget):
    """Shows a figure; below it stands what of it is not drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self.plots: list[AxesPlot] = []
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignCenter)
        self._note = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._room = _Room(self)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.arrange)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self._room, 1)
        column.addWidget(self._note)
        follow_language(self)

    def set_figure(self, figure: Figure | None) -> None:
        """Show a figure, or nothing."""
        self._figure = figure
        axes = () if figure is None else figure.axes
        while len(self.plots) < len(axes):
            self.plots.append(AxesPlot())
            self.plots[-1].areaResized.connect(self._later.start)
            self.plots[-1].setParent(self._room)
        for index, plot in enumerate(self.plots):
            plot.setVisible(index < len(axes))
            if index < len(axes):
                plot.set_axes(axes[index])
        self._title.setFont(sized(self.font(), 14, bold=True))
        self.retranslate()
        self.arrange()

    def retranslate(self) -> None:
        """Write what is missing in the language chosen."""
        figure = self._figure
        self._title.setText("" if figure is None else readable(figure.title))
        lines: list[str] = []
        if figure is not None and figure.left_out:
            names = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in figure.left_out)
            lines.append(translate("figures", "Not drawn: {names}.").format(names=names))
        if figure is not None and figure.every > 1:
            lines.append(
                translate("figures", "There are many numbers: 1 of {every} is drawn.").format(every=figure.every)
            )
        self._note.setText(" ".join(lines))
        self._title.setVisible(bool(self._title.text()))
        self._note.setVisible(bool(lines))

    @Slot()
    def arrange(self) -> None:
        """Put every plot in its place; plots in one place stand side by side, as those of two axes of y."""
        axes = () if self._figure is None else self._figure.axes
        width, height = self._room.width(), self._room.height()
        for index, one in enumerate(axes):
            alike = [number for number, other in enumerate(axes) if other.place == one.place]
            left, top, across, up = one.place
            across /= len(alike)
            left += alike.index(index) * across
            cell = QRect(round(left * width), round(top * height), round(across * width), round(up * height))
            cell = cell.intersected(self._room.rect()).adjusted(_GAP // 2, _GAP // 2, -_GAP // 2, -_GAP // 2)
            self.plots[index].setGeometry(cell)
            if one.equal:
                self._square(self.plots[index], cell)

    def _square(self, plot: AxesPlot, cell: QRect) -> None:
        """Have one unit for x and y: the plot is as wide or as high as that needs."""
        plot.item.grid.activate()
        area, (x0, x1, y0, y1) = plot.area(), plot.home()
        beside, above = plot.width() - area.width(), plot.height() - area.height()
        scale = min((cell.width() - beside) / (x1 - x0), (cell.height() - above) / (y1 - y0))
        wide, high = max(scale * (x1 - x0), _LEAST) + beside, max(scale * (y1 - y0), _LEAST) + above
        place = QRect(0, 0, min(round(wide), cell.width()), min(round(high), cell.height()))
        place.moveCenter(cell.center())
        plot.setGeometry(place)


class _Room(QWidget):
    """Where the plots are."""

    def __init__(self, view: FigureView) -> None:
        super().__init__(view)
        self._view = view

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots into the new room."""
        super().resizeEvent(event)
        self._view.arrange()
