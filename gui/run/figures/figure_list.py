"""The figures of a program below each other, where there is little width: their plots too."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.run.figures.figure_view import FigureView
from gui.widgets.arranged import column
from gui.widgets.parts import HeadingLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.program.record.figures import Figure

_PLOT, _TITLE = 210, 24
"""Heights."""


class FigureList(QWidget):
    """Shows figures; its heading says where there are more."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = HeadingLabel()
        self.views: list[FigureView] = []
        self._given: tuple[tuple[Figure, ...], int] = (), 0
        self._figures: tuple[Figure, ...] = ()
        """Those given, with all their plots below each other."""
        self._column = column(self, 8, self.heading)
        theme.changed.connect(self._fit)
        follow_language(self)
        self.setVisible(False)

    def set_figures(self, figures: Sequence[Figure], count: int) -> None:
        """Show the last figures of so many."""
        if ((*figures,), count) == self._given:
            return
        self._given = (*figures,), count
        self._figures = (*map(_stacked, figures),)
        while len(self.views) < len(figures):
            self.views.append(FigureView())
            self._column.addWidget(self.views[-1])
        for view, figure in zip_longest(self.views, self._figures):
            view.set_figure(figure)
            view.setVisible(figure is not None)
        self.setVisible(bool(figures))
        self._fit()
        self.retranslate()

    @Slot()
    def _fit(self) -> None:
        for view, figure in zip(self.views, self._figures, strict=False):
            rows = len({axes.place for axes in figure.axes})
            view.setFixedHeight(round((_PLOT * rows + _TITLE * bool(figure.title)) * theme.scale))

    def retranslate(self) -> None:
        """Head the figures in the language chosen."""
        text = translate("figures", "Plots")
        figures, count = self._given
        if len(figures) < count:
            text = translate("figures", "Plots: the last {shown} of {count}")
        self.heading.setText(text.format(shown=len(figures), count=count))


def _stacked(figure: Figure) -> Figure:
    """Return a figure whose plots stand below each other, in the order in which they are read."""
    places = sorted({axes.place for axes in figure.axes}, key=lambda place: (place[1], place[0]))
    each = 1 / max(len(places), 1)
    rows = {place: (0.0, index * each, 1.0, each) for index, place in enumerate(places)}
    return replace(figure, axes=tuple(replace(axes, place=rows[axes.place]) for axes in figure.axes))
