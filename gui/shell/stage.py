"""The middle of the window: controls, pictures and side panel of the lab shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QSplitterHandle, QStackedWidget, QTabBar, QTabWidget

from gui.look.stylesheet import dress, wear
from gui.look.text import follow_language, translate
from gui.look.theme import PRESENTER_SCALE, theme
from gui.run.presentation import Presentation
from gui.widgets.arranged import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from gui.labs.list import AnyLab
    from gui.run.settings import Settings

_CONTROLS_WIDTH = 272
_PANEL_WIDTH = 312
_PICTURE_WIDTH = 420
_FIRST_PICTURE_WIDTH = 620


class Stage(QSplitter):
    """Three columns, each with one widget a lab, of which it shows those of one.

    ``presentingChanged`` says whether the lab is presented from now on.
    """

    presentingChanged = Signal(bool)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.controls = QStackedWidget()
        self._columns: dict[str, QScrollArea] = {}
        self.pictures = QStackedWidget()
        self.panel = QTabWidget()
        self.panel.setTabBar(_Tabs())
        self.panel.setDocumentMode(True)  # without a frame; it is the bar that knows of it
        self.panel.tabBar().setExpanding(True)
        self._pages = {name: QStackedWidget() for name in ("code", "values", "explain")}
        for page in self._pages.values():
            self.panel.addTab(page, "")
        dress(self.panel.tabBar())
        for widget in (self.controls, self.pictures, self.panel):
            self.addWidget(widget)
        self.setHandleWidth(1)
        self._panel_wanted = self._controls_wanted = True
        """Whether the user wants the column, which is folded away meanwhile where there is no room for it."""
        self._gives_way = self.panel
        self._lab: AnyLab | None = None
        self._presentations: dict[str, Presentation] = {}
        self._is_presenting = False
        self._scrolled: dict[str, int] = {}
        """How far the controls were scrolled in labs that are presented."""
        self.controls.setMinimumWidth(_CONTROLS_WIDTH)
        self.panel.setMinimumWidth(_PANEL_WIDTH - 32)
        self.pictures.setMinimumWidth(_PICTURE_WIDTH)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1, 1)
        self.setSizes([_CONTROLS_WIDTH, _FIRST_PICTURE_WIDTH, _PANEL_WIDTH])
        follow_language(self)

    def createHandle(self) -> QSplitterHandle:
        """Return a handle that is a hairline."""
        return _Hairline(self.orientation(), self)

    def add(self, lab: AnyLab) -> None:
        """Take controls and picture of a lab."""
        column = self._columns[lab.key] = _Column()
        dress(column, lab.picture)
        self.controls.addWidget(column)
        column.setWidget(lab.controls)
        self.pictures.addWidget(lab.picture)

    def add_pages(self, lab: AnyLab) -> None:
        """Take the pages of its side panel, once they are made."""
        for name, page in self._pages.items():
            page.addWidget(lab.pages[name])
            lab.pages[name].setProperty("role", "page")
            lab.pages[name].setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            dress(lab.pages[name])

    def draw_hidden(self, lab: AnyLab) -> Iterator[None]:
        """Lay out and draw the widgets of a lab that is not shown once, so that it is shown faster."""
        for widget, stack in ((self._columns[lab.key], self.controls), (lab.picture, self.pictures)):
            widget.resize(stack.size())
            wear(widget)
            widget.grab()
            yield

    def show_lab(self, lab: AnyLab) -> None:
        """Show the widgets of one lab."""
        self._lab = lab
        self.controls.setCurrentWidget(self._columns[lab.key])
        self.pictures.setCurrentWidget(lab.picture)
        for name, page in self._pages.items():
            page.setCurrentWidget(lab.pages[name])
        self._arrange()

    @Slot()
    def toggle_presenting(self) -> None:
        """Present the lab, or no longer."""
        self.present(not self._is_presenting)

    def present(self, on: bool) -> None:
        """Show the picture alone, larger, with some of the controls in a bar over it; or all as it was before.

        What is hidden is not styled for the other size: the text grows once the columns are gone.
        """
        if on == self._is_presenting or self._lab is None:
            return
        self._lab.focus_picture()
        self._is_presenting = on
        if on:
            self._kept = self.saveState()
        else:
            theme.set_scale(1.0)
        self.presentingChanged.emit(on)
        self._fit()
        if not on:
            self.restoreState(self._kept)
        self._arrange()
        if on:
            theme.set_scale(PRESENTER_SCALE)
        lay_out()  # so that no picture shows it half done

    def _arrange(self) -> None:
        """Arrange the lab shown to be presented, or as it was; the others come to it when they are shown."""
        lab = self._lab
        if lab is None:
            return
        if self._is_presenting and lab.key not in self._presentations:
            presentation = self._presentations[lab.key] = Presentation(lab.controls, lab.picture)
            presentation.leaveRequested.connect(self.toggle_presenting)
        if lab.key in self._presentations:
            lay_out()
            bar = self._columns[lab.key].verticalScrollBar()
            if self._is_presenting:
                self._scrolled.setdefault(lab.key, bar.value())
            self._presentations[lab.key].set_on(self._is_presenting)
            if not self._is_presenting:
                bar.setValue(self._scrolled.pop(lab.key, bar.value()))

    @Slot()
    def toggle_controls(self) -> None:
        """Fold the controls away, or bring them back."""
        self._controls_wanted, self._gives_way = self.controls.isHidden(), self.panel
        self._fit()

    @Slot()
    def toggle_panel(self) -> None:
        """Fold the side panel away, or bring it back; where there is no room for both, the controls give way."""
        self._panel_wanted = self.panel.isHidden()
        self._gives_way = self.controls if self._panel_wanted else self.panel
        self._fit()

    def _fit(self) -> None:
        """Show the columns that are wanted, but for one of them where they leave too little for the picture."""
        is_narrow = self._controls_wanted and self._panel_wanted and not self._is_enough()
        for column, wanted in ((self.controls, self._controls_wanted), (self.panel, self._panel_wanted)):
            shown = wanted and not self._is_presenting and not (is_narrow and column is self._gives_way)
            if shown == column.isHidden():
                column.setVisible(shown)

    def _is_enough(self) -> bool:
        """Tell whether there is enough for the picture beside both columns."""
        return self.width() >= _CONTROLS_WIDTH + _PANEL_WIDTH + _PICTURE_WIDTH

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop presenting with Escape; all other keys are the window's."""
        if event.key() == Qt.Key.Key_Escape and self._is_presenting:
            self.present(False)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns into another width."""
        super().resizeEvent(event)
        self._fit()

    # ---- settings and language

    def restore(self, settings: Settings, width: int) -> None:
        """Restore the widths, the folding and the page of the last start; ``width`` is that of all columns."""
        state = settings.remembered("splitter", QByteArray())
        if state.size() == self.saveState().size():  # Qt would take part of one, and put the columns below each other
            self.restoreState(state)
        self._panel_wanted = settings.remembered("panel", True)
        self._controls_wanted = settings.remembered("controls", True)
        self.resize(width, self.height())
        self._fit()
        self.panel.setCurrentIndex(settings.remembered("page", 2))

    def remember(self, settings: Settings) -> None:
        """Keep widths, folding and page for the next start."""
        settings.remember("splitter", self.saveState())
        settings.remember("panel", self._panel_wanted)
        settings.remember("controls", self._controls_wanted)
        settings.remember("page", self.panel.currentIndex())

    def retranslate(self) -> None:
        """Name the pages of the side panel in the language of the window."""
        titles = {
            "code": translate("window", "Code"),
            "values": translate("window", "Values"),
            "explain": translate("window", "Explain"),
        }
        for index, name in enumerate(self._pages):
            self.panel.setTabText(index, titles[name])


class _Hairline(QSplitterHandle):
    """The line between two columns, in the colour of the theme; the style sheet reaches only what is in them."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        tokens = theme.tokens
        QPainter(self).fillRect(event.rect(), QColor(tokens.hairline))


class _Tabs(QTabBar):
    """The names of the pages; Up and Down turn to another, the wheel passes over them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn no page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn to the page before or after."""
        steps: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(event.key(), 0)
        if step:
            self.setCurrentIndex(min(max(self.currentIndex() + step, 0), self.count() - 1))
        event.setAccepted(bool(step))


class _Column(QScrollArea):
    """Scrolls the controls."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
