"""What all plots share: how they look, their layers, menu and texts, and ranges that grow in steps."""

from __future__ import annotations

import math
import time
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmapCache
from PySide6.QtWidgets import QFrame, QGraphicsView, QMenu, QToolButton, QWidget

from gui.look.text import follow_language, translate
from gui.look.theme import theme
from gui.plots.base.drawing import Key, clamped, colour_of, pill, sized
from gui.plots.base.header import Header
from gui.plots.base.mouse_view import MouseView
from gui.plots.base.reported import reported
from gui.plots.base.thin import LIMIT, grown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QContextMenuEvent, QImage, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QStyleOptionGraphicsItem

_GRID_ALPHA = 0.15
_LEAST_LABEL = 40.0
"""Pixels that the name of an axis may take, however small the plot."""
_MARKS_EVERY = 0.1
"""Seconds from one drawing of the marks to the next while a run moves."""
_CACHE_KIB = 128 * 1_024
"""Room for the pictures of backgrounds and axes; on a large screen at three times the pixels one takes 8 MB."""


def picture_menu(
    parent: QWidget, header: Header, reset: Callable[[], None], want: Callable[[QWidget, bool], None]
) -> QMenu:
    """Return what can be done with the picture that a widget shows; ``want`` is given it, and whether to copy.

    A picture that is copied or saved has nothing beside it that names what it shows: its ``header`` does. It has no
    switches.
    """

    def take(copies: bool) -> None:
        header.stand_alone(True)
        switches = [button for button in parent.findChildren(QToolButton) if button.isVisible()]
        for button in switches:
            button.hide()
        QCoreApplication.sendPostedEvents()  # which lays it out
        try:
            want(parent, copies)
        finally:
            header.stand_alone(False)
            for button in switches:
                button.show()

    menu = QMenu(parent)
    menu.addAction(translate("plots", "Reset view"), reset)
    menu.addAction(translate("plots", "Copy picture"), partial(take, True))
    menu.addAction(translate("plots", "Save picture…"), partial(take, False))
    return menu


def pop_up(menu: QMenu, event: QContextMenuEvent) -> None:
    """Show a menu at the pointer, once."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())
    event.accept()


def paint_card(painter: QPainter, area: QRect) -> None:
    """Draw the card below a plot."""
    corner = 8 * theme.scale
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour_of(theme.tokens.hairline), 1))
    painter.setBrush(colour_of(theme.tokens.plot))
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)


class _Layer(pg.GraphicsObject):
    """Draws in pixels on the area between a plot's axes; what changes seldom is kept as a picture."""

    def __init__(self, plot: Plot, draw: Callable[[QPainter], None], height: int, *, kept: bool) -> None:
        super().__init__(plot.view)
        self._plot = plot
        self._draw = draw
        self.setZValue(height)
        if kept:
            self.setCacheMode(self.CacheMode.DeviceCoordinateCache)

    def boundingRect(self) -> QRectF:
        return self._plot.area()

    def resized(self) -> None:
        self.prepareGeometryChange()
        self.update()

    @reported
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(sized(self._plot.font(), 12))
        painter.setClipRect(self._plot.area(), Qt.ClipOperation.IntersectClip)  # a picture kept is mended in parts
        self._draw(painter)


class Plot(MouseView):
    """Title and legend above, grid, axes; subclasses draw between them in pixels.

    What changes only with data, range or theme is drawn by `paint_background`, what may lag a moment behind a moving
    run by `paint_marks`, the rest with every frame by `paint_data`. Emits ``pictureRequested`` with itself where
    "Copy picture" (True) or "Save picture…" (False) is chosen in its menu.
    """

    pictureRequested = Signal(QWidget, bool)

    MAY_BE_COVERED = 0.0
    """The share of what is drawn below a hint that may be covered, besides `kept_clear`."""
    HAS_MARKS = False
    """Whether `paint_marks` draws anything; the layer costs a picture of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._home = (0.0, 1.0, 0.0, 1.0)
        self._live: tuple[float, float, float, float] | None = None
        self._texts = {"title": "", "x": "", "y": ""}
        self._labels: dict[str, object] = {}
        """What stands at the axes, shortened to their lengths."""
        self._empty_text = ""
        self._note = ""
        self._is_empty = False
        self._marks_drawn = 0.0
        self._laid_out = QSize()
        self._hover_text: Callable[..., str] | None = None
        self.tip = QRectF()
        """Where in the area something is written at the pointer."""
        self._corner: tuple[QToolButton, ...] = ()
        self._build()
        theme.changed.connect(self._theme_changed)
        self._theme_changed()
        follow_language(self)

    def _build(self) -> None:
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _CACHE_KIB))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setMinimumSize(160, 120)
        for axis in self._axes.values():
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
        layout = self.item.grid
        self.header = Header(self.font())
        self.header.setCacheMode(self.header.CacheMode.DeviceCoordinateCache)
        layout.addItem(self.header, 0, 0, 1, 3)
        background, marks = (partial(self._unless_empty, draw) for draw in (self.paint_background, self.paint_marks))
        self._background_layer = _Layer(self, background, 8, kept=True)
        self._marks_layer = _Layer(self, marks, 9, kept=True) if self.HAS_MARKS else None
        self._canvas_layer = _Layer(self, self._paint_canvas, 10, kept=False)
        self.view.sigResized.connect(self._resized)
        self.view.sigRangeChanged.connect(self._range_changed)

    def redraw(self) -> None:
        """Draw again what moves, and the marks."""
        if self._marks_layer is not None:
            self._marks_layer.update()
        self._canvas_layer.update()

    def redraw_moving(self) -> None:
        """Draw again only what moves."""
        self._canvas_layer.update()

    def redraw_run(self, *, moving: bool) -> None:
        """Draw again what moves, and the marks; these only ten times a second while a run is moving."""
        now = time.monotonic()
        if moving and now - self._marks_drawn < _MARKS_EVERY:
            self.redraw_moving()
        else:
            self._marks_drawn = now
            self.redraw()

    def redraw_background(self) -> None:
        """Draw all of it again."""
        self._background_layer.update()
        self.redraw()

    def redraw_background_in(self, area: QRectF) -> None:
        """Draw the background again in a part of the area between the axes."""
        self._background_layer.update(area)

    # ---- texts

    def set_texts(self, title: str = "", x: str = "", y: str = "") -> None:
        """Set title and names of the axes, with units or symbols."""
        texts = {"title": title, "x": x, "y": y}
        if texts != self._texts:
            self._texts = texts
            self.header.set_title(title)
            self._label_axes()
            self.setAccessibleName(title)
            self.show_keys()
            self.redraw_background()

    def _label_axes(self) -> None:
        style: dict[str, Any] = {"color": theme.tokens.muted, "font-size": f"{round(12 * theme.scale)}px"}
        area, metrics = self.area(), QFontMetricsF(sized(self.font(), 12))
        for name, axis, room in (("x", "bottom", area.width()), ("y", "left", area.height())):
            text = self.axis_text(name, self._texts[name])
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, _LEAST_LABEL))
            text = text.replace("&", "&amp;").replace("<", "&lt;")
            if (text, style) != self._labels.get(axis):
                self._labels[axis] = (text, style)
                self._axes[axis].setLabel(text or None, **style)
                self._axes[axis].showLabel(bool(text))
                self._axes[axis].resizeEvent()  # which puts the label in the middle; a new text alone does not

    def axis_text(self, _name: str, text: str) -> str:
        """Return the name written at the axis "x" or "y"; some plots show another than they were given."""
        return text

    def set_empty_text(self, text: str) -> None:
        """Set the sentence for an empty plot, which says what to do."""
        self._empty_text = text
        self.redraw_background()

    def set_empty(self, empty: bool) -> None:
        """Show the sentence of `set_empty_text`, or not."""
        self._is_empty = empty
        self.redraw_background()

    def set_note(self, text: str) -> None:
        """Write above the plot what it does not show."""
        if text != self._note:
            self._note = text
            self.header.set_notes(text)

    def set_hover_text(self, text_at: Callable[..., str] | None) -> None:
        """Write what ``text_at`` returns beside the pointer; it is called with the values there."""
        self._hover_text = text_at

    def keys(self) -> list[Key]:
        """Return the entries of the legend."""
        return []

    def show_keys(self) -> None:
        """Show the entries that the legend has now."""
        self.header.set_keys(self.keys())

    def retranslate(self) -> None:
        """Write the plot's own words in the language chosen."""
        self.show_keys()
        self.redraw_background()

    def place_in_corner(self, *buttons: QToolButton) -> None:
        """Put buttons beside the title, from the right to the left, and keep them there."""
        self._corner = buttons
        x = self.width() - 8 * theme.scale
        font = sized(self.font(), 11)
        for button in buttons:
            button.setFont(font)
            button.resize(button.sizeHint())
            x -= 0 if button.isHidden() else button.width()
            button.move(round(x), round(7 * theme.scale))
        self.header.set_inset(self.width() - x - 4 * theme.scale)

    # ---- colours

    @Slot()
    def _theme_changed(self) -> None:
        tokens = theme.tokens
        font = sized(self.font(), 11.5)
        grid = QPen(QColor(tokens.text), 1)
        for axis in self._axes.values():
            axis.set_font(font, theme.scale)
            axis.setPen(QPen(QColor(tokens.hairline), 1))
            axis.setTickPen(grid)
            axis.setTextPen(QPen(QColor(tokens.muted)))
            axis.setGrid(round(255 * _GRID_ALPHA))
        margin = round(12 * theme.scale)
        self.item.grid.setContentsMargins(margin, round(10 * theme.scale), margin, round(6 * theme.scale))
        self.header.set_font(self.font())
        self.show_keys()
        self._label_axes()
        if self._corner:
            self.place_in_corner(*self._corner)
        self.theme_changed()
        self.resetCachedContent()
        self.redraw_background()

    def theme_changed(self) -> None:
        """Drop what was drawn in other colours or sizes."""

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the card below the plot."""
        tokens = theme.tokens
        painter.fillRect(rect, colour_of(tokens.window))
        paint_card(painter, self.viewport().rect())

    def paintEvent(self, ev: QPaintEvent) -> None:
        """Leave room for the texts of another size of plot before it is painted, and not after."""
        if self.size() != self._laid_out:
            self._laid_out = self.size()
            self.item.grid.activate()
            self._axes["left"].make_room()
            self.item.grid.activate()
        super().paintEvent(ev)

    # ---- ranges

    def _show_live(self, live: tuple[float, float, float, float]) -> None:
        self._live = live
        self._show_own_range()

    def _show_own_range(self) -> None:
        """Show the plot's own range, unless the user has chosen another or holds what would move under the pointer."""
        if not self.held and self._pressed is None:
            self.show_range(*(self._live or self._home))

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        """End a drag or a click, and show a range that came meanwhile."""
        super().mouseReleaseEvent(ev)
        self._show_own_range()

    def set_home(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Set the range that a double click returns to; show it unless the user has chosen another."""
        self._home = (x0, x1, y0, y1)
        self._live = None
        self._show_own_range()

    def reset_view(self) -> None:
        """Show everything again."""
        self.held = False
        self.show_range(*(self._live or self._home))

    def chosen_view(self) -> dict[str, Any]:
        """Return what the user has chosen of the view, and what is selected in it; `show_view` shows it again."""
        return {"range": list(self.shown_range())} if self.held else {}

    def show_view(self, view: Mapping[str, Any]) -> None:
        """Show a view that was chosen before; what makes no sense is left out."""
        numbers = view.get("range")
        self.held = isinstance(numbers, list) and len(cast("list[float]", numbers)) == 4
        if self.held:
            self.show_range(*cast("list[float]", numbers))
        else:
            self._show_own_range()

    def ensure_visible(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Grow the range in doubling steps until it holds this; shown unless the user has chosen another."""
        old = self._live or self._home
        if not all(math.isfinite(value) and abs(value) < LIMIT for value in (x0, x1, y0, y1)):
            return
        new = (*grown(old[:2], x0, x1), *grown(old[2:], y0, y1))
        if new != old:
            self._show_live(new)

    @Slot()
    def _resized(self) -> None:
        for layer in filter(None, (self._background_layer, self._marks_layer, self._canvas_layer)):
            layer.resized()
        if self._corner:
            self.place_in_corner(*self._corner)
        self._label_axes()
        self.view_changed()

    @Slot()
    def _range_changed(self) -> None:
        self.view_changed()
        self.redraw_background()

    def view_changed(self) -> None:
        """Drop what was drawn for another range or size."""

    # ---- drawing

    def _unless_empty(self, draw: Callable[[QPainter], None], painter: QPainter) -> None:
        if not self._is_empty:
            draw(painter)

    def _paint_canvas(self, painter: QPainter) -> None:
        if self._is_empty:
            painter.setPen(QColor(theme.tokens.muted))
            inside = self.area().adjusted(24, 12, -24, -12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inside, int(flags), self._empty_text)
        else:
            self.paint_data(painter)
        self.paint_band(painter)
        self.tip = QRectF()
        if self._pointer is not None and not self._is_empty:
            self.paint_hover(painter, self._pointer)

    def paint_background(self, painter: QPainter) -> None:
        """Draw what changes only with data, range or theme."""

    def paint_marks(self, painter: QPainter) -> None:
        """Draw what may lag a moment behind a moving run."""

    def paint_data(self, painter: QPainter) -> None:
        """Draw what moves."""

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Draw what is shown at the pointer."""

    def paint_tip(self, painter: QPainter, at: QPointF, text: str) -> None:
        """Write lines beside a point, on the side where there is room; what is wider than the area is broken."""
        area, gap, edge = self.area(), 12 * theme.scale, 18 * theme.scale
        room = QRectF(0, 0, max(area.width() - edge - 4, 1.0), 1e6)
        size = QFontMetricsF(painter.font()).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).size()
        width, height = size.width() + edge, size.height() + 10 * theme.scale
        x = at.x() + gap if at.x() + gap + width <= area.width() else at.x() - gap - width
        y = at.y() - gap - height if at.y() - gap - height >= 0 else at.y() + gap
        corners = QRectF(2, 2, max(area.width() - width - 4, 0.0), max(area.height() - height - 4, 0.0))
        self.tip = QRectF(clamped(QPointF(x, y), corners), QSizeF(width, height))
        pill(painter, self.tip, text)

    # ---- hints

    def drag_place(self) -> QPointF | None:
        """Return where in the area a newcomer is told to drag, if that is in sight."""
        return None

    def kept_clear(self) -> list[QPointF]:
        """Return points of the area that no hint may cover: what is dragged, where the run is and where it goes."""
        return []

    def picture_at_rest(self) -> QImage:
        """Return the area as it is seen, without what is drawn at the pointer."""
        at_pointer, self._pointer = (self._pointer, self.tip), None
        area = QRectF(self.spot(QPointF()), self.area().size()).toRect()
        picture = self.grab(area).toImage()
        self._pointer, self.tip = at_pointer
        return picture.scaled(area.size(), mode=Qt.TransformationMode.SmoothTransformation)

    # ---- menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the picture, without what is drawn at the pointer."""
        self._follow(None)
        pop_up(self.make_menu(), event)

    def make_menu(self) -> QMenu:
        """Return the plot's menu."""
        return picture_menu(self, self.header, self.reset_view, self.pictureRequested.emit)

    def close(self) -> Any:
        """Close as any widget does; pyqtgraph would delete parts that signals still need."""
        return QGraphicsView.close(self)
