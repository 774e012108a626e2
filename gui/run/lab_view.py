"""What the widgets of every lab have in common: its controls on the left, its picture in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.plots.base.plot import Plot
from gui.widgets.arranged import column
from gui.widgets.case_card import CaseCard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QSplitter

    from gui.widgets.fields.slider_field import SliderField


class LabControls(QWidget):
    """The controls of a lab, below the card of the case; ``committed()`` ends the drag or typing in progress."""

    presented: tuple[SliderField, ...] = ()
    """The fields that stand beside the case in one bar over the picture while the lab is presented."""

    committed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.card = CaseCard()

    def build(self) -> Iterator[None]:
        """Make the fields, in steps of a few hundredths of a second."""
        raise NotImplementedError

    def arrange(self, *widgets: QWidget) -> None:
        """Put the card and the fields below each other."""
        layout = column(self, 8, self.card, *widgets)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addStretch(1)

    def settle(self) -> None:
        """Take in what was just typed, where a field tells it only a moment later."""

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field of the experiment that ``path`` names; return whether there is one.

        The path "run" is for an experiment that has no run.
        """
        raise NotImplementedError

    def clear_refusals(self) -> None:
        """Take all such sentences away."""
        raise NotImplementedError


class LabPicture(QWidget):
    """The plots of a lab.

    Attributes
    ----------
    rows : QSplitter
        The main plot, and ``side``; beside each other while the lab is presented.
    side : QSplitter
        The other plots; while the lab is presented all of ``beside``, below each other.
    beside : tuple of QWidget
        What stands beside the main plot then, from top to bottom.
    """

    rows: QSplitter
    side: QSplitter
    beside: tuple[QWidget, ...]

    def build(self) -> Iterator[None]:
        """Make the plots, in steps of a few hundredths of a second."""
        raise NotImplementedError

    def plots(self) -> list[Plot]:
        """Return all plots."""
        return self.findChildren(Plot)

    def reset_views(self) -> None:
        """Show every plot as it first stood."""
        for plot in self.plots():
            plot.reset_view()
