"""Where a graph's nodes and edges stand: from layers and orders to pixels of size 1, y downwards."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from gui.plots.graph.graph_face import face, same_face
from gui.plots.graph.graph_shapes import ROUND, STADIUM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gui.plots.graph.graph_face import Face, Fonts
    from gui.plots.graph.graph_items import GraphEdge, GraphNode

_GAP, _LEAST_GAP, _WIDEST_GAP = 44.0, 26.0, 110.0
_READABLE = 0.8
"""The zoom down to which gaps shrink so that all of the graph can be read at once."""
_ROW_GAP = 22.0
_CLEAR = 9.0
_PORT = 13.0
_ROUNDS = 5
_MOST_PARTS = 40
_LABEL_PLACES = (0.5, 0.38, 0.62, 0.26, 0.74)


class Route(NamedTuple):
    """One edge as a curve, the points next to its ends for arrowheads, its label's place, clear of others or not."""

    path: QPainterPath
    start: QPointF
    after_start: QPointF
    before_end: QPointF
    end: QPointF
    bounds: QRectF
    label: QRectF | None
    clear: bool


class Layout:
    """Places the nodes given, and draws edges around them.

    Parameters
    ----------
    fonts : Fonts
        The faces of the text.
    """

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.nodes: tuple[GraphNode, ...] = ()
        self.edges: tuple[GraphEdge, ...] = ()
        self.faces: dict[str, Face] = {}
        self.areas: dict[str, QRectF] = {}
        self.routes: list[Route] = []
        self.moved: dict[str, QPointF] = {}
        """Where the hand has put nodes: their centres."""
        self._given: tuple[object, ...] = ()
        self._shape: tuple[object, ...] = ()
        self._room = (0.0, 0.0)
        self._spacing = (0.0, 0.0)

    def set_graph(self, nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> bool:
        """Take a graph; return whether it is another one, and not the same with other values."""
        self.nodes = tuple(nodes)
        known = {node.key for node in nodes}
        self.edges = tuple(edge for edge in edges if edge.source in known and edge.target in known)
        given = tuple((node.key, node.x, node.y) for node in nodes)
        another = tuple(entry[0] for entry in given) != tuple(entry[0] for entry in self._given)  # type: ignore[index]
        faces = {node.key: self._face(node) for node in nodes}
        ways = tuple((edge.source, edge.target, edge.label) for edge in self.edges)
        sizes = tuple((key, entry.width, entry.height) for key, entry in faces.items())
        unmoved = given == self._given and (ways, sizes) == self._shape
        self.faces, self._given, self._shape = faces, given, (ways, sizes)
        if not unmoved:
            self.moved = {key: at for key, at in self.moved.items() if key in faces}
            self._place()
        return another

    def snapshot(self) -> tuple[object, ...]:
        """Return what `changed_since` compares with."""
        return self.nodes, self.edges, self.areas, self.routes

    def changed_since(self, before: tuple[object, ...]) -> list[QRectF] | None:
        """Return the areas of nodes and edges that look otherwise than at a snapshot; None for all of it."""
        nodes, edges, areas, routes = before
        if areas is not self.areas or routes is not self.routes:
            return None
        found: list[QRectF] = []
        for old, new in zip(nodes, self.nodes, strict=True):  # type: ignore[call-overload]
            if old is not new and (old.state != new.state or not same_face(old, new)):
                found.append(self.areas[new.key].adjusted(-8, -8, 8, 8))
        for old, new, route in zip(edges, self.edges, self.routes, strict=True):  # type: ignore[call-overload]
            if old != new:
                label = route.label.adjusted(-30, -12, 30, 12) if route.label is not None else QRectF()
                found.append(route.bounds.adjusted(-4, -4, 4, 4).united(label))
        return found if len(found) < _MOST_PARTS else None

    def set_room(self, width: float, height: float) -> bool:
        """Say how large the view is, at size 1; return whether nodes stand closer or wider for it."""
        self._room = (width, height)
        if not self.nodes or self._choose_spacing() == self._spacing:
            return False
        self._place()
        return True

    def refresh(self, fonts: Fonts) -> None:
        """Lay everything out again in another face or language."""
        self.fonts, self.faces, self._given = fonts, {}, ()
        self.set_graph(self.nodes, self.edges)

    def move(self, key: str, centre: QPointF, *, over: bool = True) -> None:
        """Put a node somewhere else; edges of others make way once the drag is over."""
        self.moved[key] = centre
        area = self.areas[key]
        area.moveCenter(centre)
        self._route("" if over else key)

    def put_back(self) -> None:
        """Put all nodes where they were given."""
        if self.moved:
            self.moved = {}
            self._place()

    def bounds(self) -> QRectF:
        """Return the area of all nodes and edges."""
        result = QRectF()
        for area in self.areas.values():
            result = result.united(area)
        for route in self.routes:
            result = result.united(route.bounds)
        return result

    # ---- nodes

    def _face(self, node: GraphNode) -> Face:
        old = self.faces.get(node.key)
        if old is not None and same_face(old.node, node):
            return old._replace(node=node)
        return face(node, self.fonts)

    def _choose_spacing(self) -> tuple[float, float]:
        """Return the gap between columns, which labels of edges stand in, and the pitch of the rows.

        Where the room is short the gap shrinks, as long as that keeps the whole graph readable; where there
        is room above and below, rows move apart.
        """
        labels = [self.fonts.width("small", edge.label) + 30 for edge in self.edges if edge.label]
        gap = min(max([_GAP, *labels]), _WIDEST_GAP)
        pitch = max((entry.height for entry in self.faces.values()), default=0.0) + _ROW_GAP
        widths = self._widths()
        gaps, (wide, high) = max(len(widths) - 1, 1), self._room
        if wide <= 0 or high <= 0:
            return gap, pitch
        filled = sum(widths.values()) + 2 * _ROW_GAP
        if (filled + gaps * gap) * _READABLE > wide:
            gap = min(max((wide / _READABLE - filled) / gaps, _LEAST_GAP), gap)
        zoom = min(wide / (filled + gaps * gap), 1.0)
        orders = [node.y for node in self.nodes]
        spread = max(orders, default=0.0) - min(orders, default=0.0)
        if spread > 0:
            pitch = min(max((high / zoom - pitch - _ROW_GAP) / spread, pitch), 1.5 * pitch)
        return round(gap), round(pitch)

    def _widths(self) -> dict[float, float]:
        """Return how wide the column of each layer is."""
        widths = dict.fromkeys(sorted({node.x for node in self.nodes}), 0.0)
        for node in self.nodes:
            widths[node.x] = max(widths[node.x], self.faces[node.key].width)
        return widths

    def _place(self) -> None:
        widths = self._widths()
        self._spacing = gap, pitch = self._choose_spacing()
        places: dict[float, float] = {}
        before = 0.0
        for x, width in widths.items():
            if places:
                step = (widths[before] + width) / 2 + gap
                places[x] = places[before] + step * min(x - before, 1.0) + max(x - before - 1.0, 0.0) * (gap + 60)
            else:
                places[x] = 0.0
            before = x
        self.areas = {}
        for node in self.nodes:
            entry = self.faces[node.key]
            centre = self.moved.get(node.key, QPointF(places[node.x], node.y * pitch))
            area = QRectF(0, 0, entry.width, entry.height)
            area.moveCenter(centre)
            self.areas[node.key] = area
        self._route()

    # ---- edges

    def _route(self, only: str = "") -> None:
        """Draw all edges, or those of one node while it is dragged."""
        arrivals = self._ports()
        columns = _columns(self.areas)
        taken: list[QRectF] = list(self.areas.values())
        routes: list[Route] = []
        for number, edge in enumerate(self.edges):
            if only and only not in (edge.source, edge.target):
                routes.append(self.routes[number])
            else:
                routes.append(self._routed(edge, arrivals[number], columns, taken))
        self.routes = routes

    def _routed(
        self,
        edge: GraphEdge,
        height: float,
        columns: list[tuple[float, float, list[QRectF]]],
        taken: list[QRectF],
    ) -> Route:
        source, target = self.areas[edge.source], self.areas[edge.target]
        start = QPointF(source.right(), source.center().y())
        end = QPointF(target.left() + self._dent(edge.target, height), target.center().y() + height)
        path = _curve(_way(start, end, columns, (source, target)))
        label, clear = self._label(edge.label, path, taken) if edge.label else (None, False)
        reach = min(10.0 / max(path.length(), 1e-9), 1.0)
        ends = path.pointAtPercent(reach), path.pointAtPercent(1 - reach)
        bounds = path.controlPointRect().adjusted(-6, -6, 6, 6)
        return Route(path, start, *ends, end, bounds, label, clear)

    def _ports(self) -> list[float]:
        """Return how far above or below the middle of its target each edge arrives."""
        result = [0.0] * len(self.edges)
        arriving: dict[str, list[int]] = {}
        for number, edge in enumerate(self.edges):
            arriving.setdefault(edge.target, []).append(number)
        for key, numbers in arriving.items():
            if len(numbers) > 1:
                numbers.sort(key=lambda number: self.areas[self.edges[number].source].center().y())
                apart = min(_PORT, 0.7 * self.areas[key].height() / len(numbers))
                for place, number in enumerate(numbers):
                    result[number] = (place - (len(numbers) - 1) / 2) * apart
        return result

    def _dent(self, key: str, height: float) -> float:
        """Return how far the outline of a node keeps from its box at a height."""
        kind, half = self.faces[key].node.kind, self.areas[key].height() / 2
        if kind == "accumulate" and half:
            return min(half, 12.0) * min(abs(height) / half, 1.0)
        if kind in ("leaf", "operation"):
            radius = min(half, ROUND if kind == "operation" else STADIUM)
            beyond = max(abs(height) - (half - radius), 0.0) / max(radius, 1e-9)
            return radius * (1 - (1 - min(beyond, 1.0) ** 2) ** 0.5)
        return 0.0

    def _label(self, text: str, path: QPainterPath, taken: list[QRectF]) -> tuple[QRectF, bool]:
        """Return a place for a label on its edge, and whether it hides nothing there."""
        width = min(self.fonts.width("small", text), _WIDEST_GAP - 24) + 8
        for share in _LABEL_PLACES:
            area = QRectF(0, 0, width, 15)
            area.moveCenter(path.pointAtPercent(share))
            if not any(area.intersects(other) for other in taken):
                taken.append(area)
                return area, True
        area = QRectF(0, 0, width, 15)
        area.moveCenter(path.pointAtPercent(0.5))
        return area, False


def _columns(areas: dict[str, QRectF]) -> list[tuple[float, float, list[QRectF]]]:
    """Return nodes that stand above each other: left end, right end, and the nodes from top to bottom."""
    result: list[tuple[float, float, list[QRectF]]] = []
    for area in sorted(areas.values(), key=lambda entry: entry.center().x()):
        if result and area.center().x() - 1.0 < _middle(result[-1]):
            left, right, inside = result[-1]
            inside.append(area)
            result[-1] = (min(left, area.left()), max(right, area.right()), inside)
        else:
            result.append((area.left(), area.right(), [area]))
    for _left, _right, inside in result:
        inside.sort(key=lambda entry: entry.top())
    return result


def _middle(column: tuple[float, float, list[QRectF]]) -> float:
    return column[2][0].center().x()


def _way(
    start: QPointF,
    end: QPointF,
    columns: Iterable[tuple[float, float, list[QRectF]]],
    ends: tuple[QRectF, QRectF],
) -> list[QPointF]:
    """Return the points through which an edge goes so that it keeps off the nodes between its ends."""
    between = [
        (left, right, [area for area in inside if area not in ends])
        for left, right, inside in columns
        if left > start.x() + 1 and right < end.x() - 1
    ]
    lanes: dict[int, float] = {}
    for _ in range(_ROUNDS if between else 0):
        points = _through(start, end, between, lanes)
        hit = False
        for number, (left, right, inside) in enumerate(between):
            if number in lanes:
                continue
            at = [_height(points, left), _height(points, (left + right) / 2), _height(points, right)]
            if any(area.top() - _CLEAR < max(at) and min(at) < area.bottom() + _CLEAR for area in inside):
                lanes[number] = _lane(sum(at) / 3, inside)
                hit = True
        if not hit:
            break
    return _through(start, end, between, lanes)


def _through(
    start: QPointF,
    end: QPointF,
    between: Sequence[tuple[float, float, list[QRectF]]],
    lanes: dict[int, float],
) -> list[QPointF]:
    points = [start]
    for number in sorted(lanes):
        left, right, _inside = between[number]
        points += [QPointF(left, lanes[number]), QPointF(right, lanes[number])]
    return [*points, end]


def _lane(wanted: float, inside: Sequence[QRectF]) -> float:
    """Return the height nearest to the one wanted that no node of a column takes."""
    candidates = [wanted]
    for area in inside:
        candidates += [area.top() - _CLEAR, area.bottom() + _CLEAR]
    free = [
        height
        for height in candidates
        if not any(area.top() - _CLEAR < height < area.bottom() + _CLEAR for area in inside)
    ]
    return min(free, key=lambda height: abs(height - wanted))


def _height(points: Sequence[QPointF], x: float) -> float:
    """Return the height of the curve through the points at ``x``."""
    for one, other in pairwise(points):
        if one.x() <= x <= other.x() and other.x() > one.x():
            share = (x - one.x()) / (other.x() - one.x())
            return one.y() + (other.y() - one.y()) * share * share * (3 - 2 * share)
    return points[-1].y()


def _curve(points: Sequence[QPointF]) -> QPainterPath:
    """Return a smooth curve through points, level at each of them."""
    path = QPainterPath(points[0])
    for one, other in pairwise(points):
        if one.y() == other.y() and other.x() > one.x():
            path.lineTo(other)
            continue
        reach = max(
            (other.x() - one.x()) / 2, min(abs(other.x() - one.x()) / 2 + 40, 120) if other.x() <= one.x() else 0
        )
        path.cubicTo(QPointF(one.x() + reach, one.y()), QPointF(other.x() - reach, other.y()), other)
    return path
