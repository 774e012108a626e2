"""The computational graph, left to right: tensors, operations, and the gradients that go back through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen

from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.drawing import Key, clamped, colour_of
from gui.plots.base.plot import Plot
from gui.plots.graph.graph_face import Fonts
from gui.plots.graph.graph_items import element_text, full_text
from gui.plots.graph.graph_layout import Layout
from gui.plots.graph.graph_paint import GraphPainter
from gui.plots.graph.graph_shapes import SHAPES, colour, outline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QMenu

    from gui.plots.graph.graph_items import GraphEdge, GraphNode

_MARGIN = 16.0
_LARGEST_FIT = 1.5
_LEAST_ZOOM, _MOST_ZOOM = 0.05, 6.0
_STEP = 24.0
_NEAR_EDGE = 5.0
_WHEEL = 1.0 / 450.0


class GraphPlot(Plot):
    """Nodes and edges; a click selects a node, a drag moves it, the wheel zooms and the ground pans.

    A double click on the ground fits all into the view; "Reset view" puts the nodes back as well. With the
    keyboard: Ctrl and an arrow select the next node that way, Alt and an arrow move the selected one; plus,
    minus and 0 zoom in, out and fit.

    Signals
    -------
    nodeSelected(str)
        The hand selected the node of this key; empty for none.
    """

    nodeSelected = Signal(str)

    def __init__(self) -> None:
        self._selected = ""
        self._hand_from = QPointF()
        self._fitted = (0.0, 0.0)
        super().__init__()
        for axis in self._axes.values():
            axis.hide()
        self.view.setAspectLocked(True, 1.0)
        self._layout = Layout(Fonts(self.font()))
        self._drawing = GraphPainter(self._layout)
        self.set_empty(True)

    # ---- what is shown

    def set_graph(self, nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> None:
        """Show a graph; the view stays where only values and states are others."""
        before = self._layout.snapshot()
        another = self._layout.set_graph(nodes, edges)
        if self._selected not in self._layout.areas:
            self._selected = ""
        empty = not nodes
        if empty != self._is_empty:
            self.set_empty(empty)
        if another:
            self.held = False
        self.show_keys()
        shown = self.shown_range()
        if not self.held:
            self.fit()
        self._describe()
        changed = self._layout.changed_since(before) if shown == self.shown_range() else None
        if changed is None:
            self.redraw_background()
            return
        for area in changed:
            self.redraw_background_in(self._in_pixels(area).adjusted(-2, -2, 2, 2))
        self.redraw()

    def nodes(self) -> tuple[GraphNode, ...]:
        """Return the nodes shown."""
        return self._layout.nodes

    def node_area(self, key: str) -> QRectF:
        """Return where a node stands between the plot's margins, in pixels."""
        return self._in_pixels(self._layout.areas[key])

    def selected(self) -> str:
        """Return the key of the node selected, empty for none."""
        return self._selected

    def set_selected(self, key: str) -> None:
        """Show a node as selected without telling anybody, and bring it into view."""
        if key not in self._layout.areas:
            key = ""
        if key != self._selected:
            self._selected = key
            self._describe()
            if key:
                self._reveal(key)
            self.redraw()

    def keys(self) -> list[Key]:
        """Return the legend: the kinds of nodes there are, and the gradient's way."""
        if not hasattr(self, "_layout"):
            return []
        names = {
            "leaf": translate("graph", "leaf"),
            "intermediate": translate("graph", "intermediate"),
            "constant": translate("graph", "constant"),
            "operation": translate("graph", "operation"),
            "accumulate": "AccumulateGrad",
        }
        used = {node.kind for node in self._layout.nodes}
        found = [
            Key(name, colour(kind), shape=f"hollow {SHAPES[kind]}") for kind, name in names.items() if kind in used
        ]
        if used:
            found.append(Key(translate("graph", "gradient"), theme.tokens.tangent, dash="solid"))
        return found

    def _describe(self) -> None:
        face = self._layout.faces.get(self._selected)
        self.setAccessibleDescription(self._tip(face.node.key, None) if face else "")

    # ---- view

    def fit(self) -> None:
        """Show the whole graph; a small one no larger than one and a half times its size."""
        area = self.area()
        if self._layout.set_room(area.width() / theme.scale, area.height() / theme.scale):
            self.redraw_background()
        bounds = self._layout.bounds()
        if bounds.isNull() or area.width() < 2 or area.height() < 2:
            return
        room = bounds.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        zoom = min(area.width() / room.width(), area.height() / room.height(), _LARGEST_FIT * theme.scale)
        centre, width, height = room.center(), area.width() / zoom, area.height() / zoom
        self.set_home(
            centre.x() - width / 2, centre.x() + width / 2, -centre.y() - height / 2, -centre.y() + height / 2
        )

    def chosen_view(self) -> dict[str, Any]:
        """Return what the user has chosen of the view, and the node selected."""
        return {**super().chosen_view(), **({"selected": self._selected} if self._selected else {})}

    def show_view(self, view: Mapping[str, Any]) -> None:
        """Show a view that was chosen before."""
        self.set_selected(str(view.get("selected", "")))
        super().show_view(view)

    def reset_view(self) -> None:
        """Put all nodes back where they were, and show the whole graph."""
        self._layout.put_back()
        self.held = False
        self.fit()
        self.redraw_background()

    def view_changed(self) -> None:
        """Fit again where the size is another."""
        area = self.area()
        size = (area.width(), area.height())
        if hasattr(self, "_layout") and not self.held and size != self._fitted:
            self._fitted = size
            self.fit()

    def zoom(self) -> float:
        """Return how many pixels a unit of the layout takes."""
        return 1.0 / max(self.unit()[0], 1e-9)

    def _in_pixels(self, area: QRectF) -> QRectF:
        return QRectF(self.pixel(area.left(), -area.top()), self.pixel(area.right(), -area.bottom()))

    def _point(self, at: QPointF) -> QPointF:
        x, y = self.value(at)
        return QPointF(x, -y)

    def _reveal(self, key: str) -> None:
        place, area = self.node_area(key), self.area()
        if area.contains(place.center()):
            return
        x, y = self._layout.areas[key].center().x(), -self._layout.areas[key].center().y()
        x0, x1, y0, y1 = self.shown_range()
        self.held = True
        self.show_range(x - (x1 - x0) / 2, x + (x1 - x0) / 2, y - (y1 - y0) / 2, y + (y1 - y0) / 2)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a place in the area, or around its middle."""
        factor = self._bounded(factor)
        x, y = self.value(at if at is not None else self.area().center())
        x0, x1, y0, y1 = self.shown_range()
        self.held = True
        self.show_range(x + (x0 - x) / factor, x + (x1 - x) / factor, y + (y0 - y) / factor, y + (y1 - y) / factor)

    def zoom_around(self, factor: float, at: QPointF) -> None:
        """Show ``factor`` times as much around a place in the area."""
        self.zoom_by(1 / factor, at)

    def _bounded(self, factor: float) -> float:
        zoom, scale = self.zoom(), theme.scale
        return min(max(zoom * factor, _LEAST_ZOOM * scale), _MOST_ZOOM * scale) / zoom

    # ---- the hand

    def _under(self, at: QPointF) -> str:
        """Return the key of the node under a place, the one drawn last first."""
        point = self._point(at)
        return next((key for key, area in reversed(self._layout.areas.items()) if area.contains(point)), "")

    def grip_at(self, at: QPointF) -> Any:
        """Return the node that the hand would take here, or None."""
        return self._under(at) or None

    def drag(self, grip: Any, at: QPointF, *, over: bool) -> None:
        """Move a node with the hand, by the place where it was taken."""
        if self._pressed is not None and not over and self._hand_from.isNull():
            taken = self._point(self.place(self._pressed))
            self._hand_from = self._layout.areas[grip].center() - taken
        self._layout.move(grip, self._seen(grip, self._point(at) + self._hand_from), over=over)
        self.held = True
        if over:
            self._hand_from = QPointF()
        self.redraw_background()

    def _seen(self, key: str, centre: QPointF) -> QPointF:
        """Return where the centre of a node has to be for all of it to be in view, nearest to a place."""
        view, node = self.area(), self._layout.areas[key]
        inside = QRectF(self._point(view.topLeft()), self._point(view.bottomRight()))
        across, down = min(node.width(), inside.width()) / 2, min(node.height(), inside.height()) / 2
        return clamped(centre, inside.adjusted(across, down, -across, -down))

    def clicked(self, at: QPointF, _modifiers: Qt.KeyboardModifier) -> None:
        """Select the node under the hand, or none."""
        self._select(self._under(at))

    def _select(self, key: str) -> None:
        if key != self._selected:
            self.set_selected(key)
            self.nodeSelected.emit(key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole graph; nodes that were moved stay."""
        if event.button() == Qt.MouseButton.LeftButton and not self._under(self.place(event.position())):
            self.held = False
            self.fit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer, within reason."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        self.zoom_by(2.0 ** (turned * _WHEEL), self.place(event.position()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select and move a node; all other keys are those of any plot."""
        ways: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
        if key in ways and held == control:
            self._select(self._next(*ways[key]))
        elif key in ways and held == alt and self._selected:
            dx, dy = ways[key]
            centre = self._layout.areas[self._selected].center() + QPointF(dx, dy) * _STEP
            self._layout.move(self._selected, self._seen(self._selected, centre))
            self.held = True
            self.redraw_background()
        elif key == Qt.Key.Key_0 and not held & control:
            self._fit_by_hand()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _next(self, dx: int, dy: int) -> str:
        """Return the nearest node in a direction from the one selected; the first where none is."""
        areas = self._layout.areas
        if self._selected not in areas:
            return next(iter(areas), "")
        here = areas[self._selected].center()
        best, least = self._selected, float("inf")
        for key, area in areas.items():
            away = area.center() - here
            ahead, aside = away.x() * dx + away.y() * dy, abs(away.x() * dy) + abs(away.y() * dx)
            if ahead > 1 and ahead + 2 * aside < least:
                best, least = key, ahead + 2 * aside
        return best

    def make_menu(self) -> QMenu:
        """Return the plot's menu, with fitting beside resetting."""
        menu = super().make_menu()
        menu.addSeparator()
        menu.addAction(translate("graph", "Fit the graph"), self._fit_by_hand)
        return menu

    def _fit_by_hand(self) -> None:
        self.held = False
        self.fit()

    # ---- drawing

    def theme_changed(self) -> None:
        """Lay out again: faces may be others."""
        if hasattr(self, "_layout"):
            self._layout.refresh(Fonts(self.font()))
            if not self.held:
                self.fit()

    def retranslate(self) -> None:
        """Write the plot's own words in the language chosen."""
        if hasattr(self, "_layout"):
            self._layout.refresh(Fonts(self.font()))
        super().retranslate()

    def _world(self, painter: QPainter) -> tuple[QRectF, QRectF, float]:
        """Give the painter the units of the layout; return what is to be drawn, what is in view, and the zoom."""
        zoom, origin = self.zoom(), self.pixel(0.0, 0.0)
        painter.translate(origin)
        painter.scale(zoom, zoom)
        view = QRectF(-origin / zoom, self.area().size() / zoom)
        return painter.clipBoundingRect().adjusted(-4, -4, 4, 4), view, zoom

    def paint_background(self, painter: QPainter) -> None:
        """Draw nodes and edges."""
        painter.save()
        seen, view, zoom = self._world(painter)
        self._drawing.paint(painter, seen, view, zoom)
        painter.restore()

    def paint_data(self, painter: QPainter) -> None:
        """Draw the ring around the node selected."""
        area = self._layout.areas.get(self._selected)
        if area is None:
            return
        painter.save()
        _seen, _view, zoom = self._world(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour_of(theme.tokens.accent), 2.5 * theme.scale / zoom))
        wide = 5 * theme.scale / zoom
        painter.drawPath(
            outline(SHAPES[self._layout.faces[self._selected].node.kind], area.adjusted(-wide, -wide, wide, wide))
        )
        painter.restore()

    def paint_hover(self, painter: QPainter, at: QPointF) -> None:
        """Write all of a node or edge beside the pointer, or one element of a strip."""
        key = self._under(at)
        text = self._tip(key, self._point(at)) if key else self._edge_tip(self._point(at))
        if text:
            self.paint_tip(painter, at, text)

    def _tip(self, key: str, point: QPointF | None) -> str:
        """Return what is said of a node; over a strip, of the element there."""
        face, area = self._layout.faces[key], self._layout.areas[key]
        node = face.node
        known = node.state != "unknown"
        if point is not None and known:
            for strip in face.strips:
                place = strip.area.translated(area.topLeft())
                value = node.value if strip.part == "value" else node.gradient
                if value is not None and value.size and place.contains(point):
                    across = (point.x() - place.left()) / place.width()
                    down = (point.y() - place.top()) / place.height()
                    name = node.title if strip.part == "value" else node.gradient_name
                    return name + element_text(value, across, down)
        lines = [" ".join(part for part in (node.title, node.shape) if part)]
        lines += [part for part in (node.subtitle, node.tip) if part]
        if node.value is not None:
            lines.append(full_text(node.value) if known else translate("graph", "not computed yet"))
        if known and node.gradient is not None:
            lines += [node.gradient_name, full_text(node.gradient)]
        elif node.takes_gradient:
            lines.append(f"{node.title}.grad: None")
        if node.state == "freed":
            lines.append(translate("graph", "freed: what it had saved for the backward pass is gone"))
        return "\n".join(lines)

    def _edge_tip(self, point: QPointF) -> str:
        reach = _NEAR_EDGE * theme.scale / self.zoom()
        box = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        for edge, route in zip(self._layout.edges, self._layout.routes, strict=True):
            if route.bounds.intersects(box) and _passes(route.path, box):
                ends = [self._layout.faces[key].node.title for key in (edge.source, edge.target)]
                way = f"{ends[1]} → {ends[0]}" if edge.backward else f"{ends[0]} → {ends[1]}"
                return f"{way}\n{edge.label}" if edge.label else way
        return ""


def _passes(path: Any, box: QRectF) -> bool:
    """Whether a curve goes through a small box."""
    steps = max(int(path.length() / max(box.width() * 0.7, 1e-9)), 8)
    return any(box.contains(path.pointAtPercent(step / steps)) for step in range(min(steps, 400) + 1))
