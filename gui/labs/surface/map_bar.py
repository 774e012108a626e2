"""The switches above the map: basins, the gradient's arrows, and the view in space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.widgets.fields.choice import Choice
from gui.widgets.tables.cells import write_name

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

HEIGHTS, BASINS, SPEEDS = "heights", "basins", "speeds"
"""What the colours of the map mean: f, the minimum that a start leads to, or how long that takes."""


class _Note(QLabel):
    """A note in the height of the bar, in lines of smaller type where it is long: nothing below moves."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write the text."""
        write_name(QPainter(self), self.rect(), self.text(), theme.tokens.muted)


class MapBar(QWidget):
    """What the map shows besides the race.

    Emits ``surface3dToggled`` and ``arrowsToggled`` with whether to show the view in space and the gradient's arrows,
    ``coloursChosen`` with `HEIGHTS`, `BASINS` or `SPEEDS`, and ``cancelled`` to stop the computation of basins.
    """

    surface3dToggled = Signal(bool)
    arrowsToggled = Signal(bool)
    coloursChosen = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours = Choice()
        self.arrows = QPushButton()
        self.surface_3d = QPushButton()
        self.cancel = QPushButton()
        self.progress = QProgressBar()
        self.note = _Note()
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.colours.setFixedWidth(180)
        for button in (self.arrows, self.surface_3d, self.cancel):
            button.setCheckable(button is not self.cancel)
        for widget in (self.colours, self.progress, self.cancel, self.note, self.arrows, self.surface_3d):
            row.addWidget(widget)
        row.setStretchFactor(self.progress, 1)
        row.setStretchFactor(self.note, 2)
        self.colours.chosen.connect(self.coloursChosen)
        self.arrows.toggled.connect(self.arrowsToggled)
        self.surface_3d.toggled.connect(self.arrows.setDisabled)  # since they are drawn on the map only
        self.surface_3d.toggled.connect(self.surface3dToggled)
        self.cancel.clicked.connect(self.cancelled)
        self.colours.set_current(HEIGHTS)
        self.show_progress(None)
        follow_language(self)

    def show_progress(self, share: float | None) -> None:
        """Show which share of the basins is computed, from 0 to 1; None when nothing is being computed."""
        for widget in (self.progress, self.cancel):
            widget.setVisible(share is not None)
        self.note.setVisible(share is None)
        if share is not None:
            self.progress.setValue(round(100 * share))

    def show_note(self, text: str) -> None:
        """Say something of what is shown."""
        self.note.setText(text)
        self.note.setToolTip(text)

    def show_surface_3d(self, shown: bool, why_not: str = "") -> None:
        """Show whether the view in space is shown, without a signal; and why it cannot be."""
        with QSignalBlocker(self.surface_3d):
            self.surface_3d.setChecked(shown)
        self.surface_3d.setEnabled(not why_not)
        self.arrows.setEnabled(not shown)
        self.show_note(why_not)

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.colours.combo.setAccessibleName(translate("surface", "Colours of the map"))
        self.colours.combo.setToolTip(translate("surface", "What the colours of the map mean"))
        low = translate("surface", "Dark is low, bright is high")
        reached = translate("surface", "The minimum that the selected runner reaches from every start")
        needed = translate("surface", "How many epochs the selected runner needs from every start")
        self.colours.set_items(
            [
                (HEIGHTS, translate("surface", "Colours: height f"), low),
                (BASINS, translate("surface", "Colours: basins"), reached),
                (SPEEDS, translate("surface", "Colours: speed"), needed),
            ]
        )
        self.arrows.setText(translate("surface", "−∇f"))
        self.arrows.setToolTip(translate("surface", "Arrows along the negative gradient: where plain descent goes"))
        self.surface_3d.setText(translate("surface", "3-D"))
        self.surface_3d.setToolTip(translate("surface", "The same surface and paths in space; turn it with the mouse"))
        self.cancel.setText(translate("surface", "Cancel"))
        self.progress.setAccessibleName(translate("surface", "Share of the starts that are computed"))
