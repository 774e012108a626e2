from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.graph.graph import GraphPlot
from gui.plots.graph.graph_face import Fonts
from gui.plots.graph.graph_items import GraphEdge, GraphNode, element_text, full_text, heat_image, is_small, small_lines
from gui.plots.graph.graph_layout import Layout
from gui.plots.graph.graph_shapes import SHAPES, colour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
NODES = (
    GraphNode("x", "leaf", 0, 0, "x", value=np.asarray(5.0), takes_gradient=True),
    GraphNode("pow", "operation", 1, 0, "**", "PowBackward0"),
    GraphNode("y", "intermediate", 2, 0, "y", "PowBackward0", value=np.asarray(125.0)),
    GraphNode("c", "constant", 0, 1, "c", shape="(4, 6)", value=np.arange(24.0).reshape(4, 6)),
    GraphNode("mul", "operation", 3, 0.5, "×", "MulBackward0"),
)
EDGES = (
    GraphEdge("x", "pow", "3x²"),
    GraphEdge("pow", "y"),
    GraphEdge("y", "mul"),
    GraphEdge("c", "mul"),
    GraphEdge("x", "mul"),
)


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    yield
    theme.set("light")
    theme.set_scale(1.0)


@pytest.fixture
def plot(qtbot: QtBot) -> GraphPlot:
    result = GraphPlot()
    qtbot.addWidget(result)
    result.resize(900, 500)
    result.set_texts("Graph")
    with qtbot.waitExposed(result):
        result.show()
    result.set_graph(NODES, EDGES)
    QApplication.processEvents()
    return result


def middle(plot: GraphPlot, key: str) -> QPoint:
    return plot.mapFromScene(plot.view.mapToScene(plot.node_area(key).center()))


def ground(plot: GraphPlot) -> QPoint:
    return plot.mapFromScene(plot.view.mapToScene(plot.area().bottomLeft() + QPointF(20, -12)))


def drag(qtbot: QtBot, plot: GraphPlot, start: QPoint, by: QPoint) -> None:
    port = plot.viewport()
    qtbot.mousePress(port, LEFT, pos=start)
    for share in (0.4, 0.7, 1.0):
        qtbot.mouseMove(port, start + by * share)
    qtbot.mouseRelease(port, LEFT, pos=start + by)


def turn_wheel(plot: GraphPlot, at: QPoint, turned: int) -> None:
    globe = QPointF(plot.viewport().mapToGlobal(at))
    none, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(QPointF(at), globe, QPoint(), QPoint(0, turned), none, keys, phase, False)
    QApplication.sendEvent(plot.viewport(), wheel)


def pixels(image: QImage) -> np.ndarray:
    """Return the pixels of an image: red, green and blue."""
    return (
        np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8)
        .reshape(-1, 4)[:, 2::-1]
        .astype(int)
    )


def near(image: QImage, name: str) -> int:
    """Return how many pixels have a colour."""
    wanted = QColor(name)
    away = np.abs(pixels(image) - [wanted.red(), wanted.green(), wanted.blue()])
    return int(np.count_nonzero(away.max(axis=1) <= 12))


# ---- values as text


def test_small_tensors_are_written_whole_as_pytorch_nests_them() -> None:
    assert small_lines(np.asarray(75.0)) == ["75"]
    assert small_lines(np.array([1.0, -2.5])) == ["[1, −2.5]"]
    assert small_lines(np.array([[1.0, 2.0], [3.0, 4.0]])) == ["[[1, 2],", " [3, 4]]"]
    assert not is_small(np.zeros((5, 3)))


def test_each_element_of_a_strip_can_be_read() -> None:
    value = np.arange(24.0).reshape(2, 3, 4)
    assert element_text(value, 0.99, 0.99) == "[1, 2, 3] = 23"
    assert element_text(value, 0.3, 0.5) == "[1, 0, 1] = 13"


@pytest.mark.parametrize(
    "value", [np.zeros(0), np.zeros((0, 3)), np.array([np.nan, np.inf, 1e300, -1e300]), np.ones(9)]
)
def test_awkward_tensors_have_text_and_picture(value: np.ndarray) -> None:
    assert full_text(value)
    if value.size:
        assert heat_image(value).width() == value.shape[-1]


def test_a_strip_is_dark_for_the_least_and_light_for_the_greatest() -> None:
    image = heat_image(np.arange(10.0))
    brightness = [QColor(image.pixel(x, 0)).lightness() for x in (0, 5, 9)]
    assert brightness == sorted(brightness)
    assert heat_image(np.zeros((1000, 1000))).width() <= 96


# ---- layout


def test_layers_go_left_to_right_and_nodes_keep_apart(plot: GraphPlot) -> None:
    areas = {node.key: plot.node_area(node.key) for node in NODES}
    assert areas["x"].right() < areas["pow"].left()
    assert areas["pow"].right() < areas["y"].left()
    assert areas["x"].bottom() < areas["c"].top()
    assert all(plot.area().contains(area) for area in areas.values())


def test_an_edge_goes_around_the_nodes_between_its_ends(qapp: QApplication) -> None:
    layout = Layout(Fonts(qapp.font()))
    line = [GraphNode(str(place), "intermediate", place, 0, f"t{place}", value=np.asarray(1.0)) for place in range(6)]
    layout.set_graph(line, [GraphEdge("0", "5")])
    path = layout.routes[0].path
    points = [path.pointAtPercent(share) for share in np.linspace(0, 1, 400)]
    for key in "1234":
        assert not any(layout.areas[key].contains(point) for point in points)


def test_two_edges_into_one_node_arrive_apart(qapp: QApplication) -> None:
    layout = Layout(Fonts(qapp.font()))
    nodes = [GraphNode("x", "leaf", 0, 0, "x"), GraphNode("m", "operation", 1, 0, "×")]
    layout.set_graph(nodes, [GraphEdge("x", "m"), GraphEdge("x", "m")])
    first, second = layout.routes
    assert abs(first.end.y() - second.end.y()) > 5


def test_an_edge_to_a_node_that_is_not_there_is_left_out(plot: GraphPlot) -> None:
    plot.set_graph(NODES[:1], [GraphEdge("x", "nowhere")])
    assert plot.grab().toImage().width() == 900


def test_filling_in_values_moves_nothing(plot: GraphPlot) -> None:
    unknown = [node._replace(state="unknown") for node in NODES]
    plot.set_graph(unknown, EDGES)
    before = {node.key: plot.node_area(node.key) for node in NODES}
    plot.set_graph([node._replace(state="lit") for node in NODES], EDGES)
    assert before == {node.key: plot.node_area(node.key) for node in NODES}


# ---- look


def test_every_kind_has_a_shape_and_a_colour_of_its_own() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)
    for name in TOKENS:
        theme.set(name)
        assert len({colour(kind) for kind in SHAPES}) == len(SHAPES)


def test_the_legend_names_the_kinds_that_are_there(plot: GraphPlot) -> None:
    assert [key.text for key in plot.keys()] == ["leaf", "intermediate", "constant", "operation", "gradient"]
    plot.set_graph(NODES[:1], ())
    assert [key.text for key in plot.keys()] == ["leaf", "gradient"]


def test_a_state_that_changes_in_part_looks_as_if_drawn_whole(plot: GraphPlot) -> None:
    states = ("lit", "freed", "known", "unknown", "known")
    nodes = [node._replace(state=state) for node, state in zip(NODES, states, strict=True)]
    edges = [edge._replace(lit=edge.label != "", backward=True, freed=edge.target == "mul") for edge in EDGES]
    plot.set_graph(nodes, edges)
    QApplication.processEvents()
    mended = plot.grab().toImage()
    plot.redraw_background()
    QApplication.processEvents()
    away = np.abs(pixels(plot.grab().toImage()) - pixels(mended))
    assert away.max() <= 4  # what an edge of a clip makes of a line


def test_backward_edges_are_in_the_gradients_colour(plot: GraphPlot) -> None:
    before = near(plot.grab().toImage(), TOKENS["light"].tangent)
    plot.set_graph(NODES, [edge._replace(backward=True, lit=True) for edge in EDGES])
    QApplication.processEvents()
    assert near(plot.grab().toImage(), TOKENS["light"].tangent) > before + 100


def test_an_empty_graph_says_what_to_do(plot: GraphPlot) -> None:
    plot.set_empty_text("Type tensors")
    plot.set_graph((), ())
    QApplication.processEvents()
    assert near(plot.grab().toImage(), TOKENS["light"].muted) > 20


@pytest.mark.parametrize("count", [0, 1, 200])
def test_any_size_of_graph_fits_and_paints(plot: GraphPlot, count: int) -> None:
    nodes = [GraphNode(str(place), "intermediate", place // 8, place % 8, f"h{place}") for place in range(count)]
    plot.set_graph(nodes, [GraphEdge(str(place), str(place + 8)) for place in range(count - 8)])
    QApplication.processEvents()
    plot.grab()
    assert all(plot.area().contains(plot.node_area(node.key)) for node in nodes)


def test_the_zoom_of_a_graph_is_the_same_across_and_up(plot: GraphPlot) -> None:
    plot.resize(500, 480)
    QApplication.processEvents()
    across, up = plot.unit()
    assert across == pytest.approx(up)
    assert all(plot.area().contains(plot.node_area(node.key)) for node in NODES)


# ---- the mouse


def test_a_click_selects_a_node_and_a_click_beside_selects_none(qtbot: QtBot, plot: GraphPlot) -> None:
    heard: list[str] = []
    plot.nodeSelected.connect(heard.append)
    qtbot.mouseClick(plot.viewport(), LEFT, pos=middle(plot, "y"))
    qtbot.mouseClick(plot.viewport(), LEFT, pos=ground(plot))
    assert heard == ["y", ""]
    plot.set_selected("x")
    assert heard == ["y", ""]
    assert plot.accessibleDescription().startswith("x")


def test_a_dragged_node_stays_until_the_view_is_reset(qtbot: QtBot, plot: GraphPlot) -> None:
    home = plot.node_area("y").center()
    drag(qtbot, plot, middle(plot, "y"), QPoint(30, 60))
    moved = plot.node_area("y").center()
    assert (moved - home).x() == pytest.approx(30, abs=2)
    assert (moved - home).y() == pytest.approx(60, abs=2)
    plot.set_graph([node._replace(state="lit") for node in NODES], EDGES)
    assert plot.node_area("y").center() == moved
    plot.reset_view()
    assert plot.node_area("y").center().y() == pytest.approx(home.y(), abs=1)


@pytest.mark.parametrize("by", [QPoint(2000, 30), QPoint(-2000, 0), QPoint(10, 2000), QPoint(-900, -900)])
def test_a_dragged_node_stays_within_the_picture(qtbot: QtBot, plot: GraphPlot, by: QPoint) -> None:
    drag(qtbot, plot, middle(plot, "y"), by)
    assert plot.area().adjusted(-1, -1, 1, 1).contains(plot.node_area("y"))


def test_the_wheel_zooms_within_bounds_and_a_double_click_fits(qtbot: QtBot, plot: GraphPlot) -> None:
    home = plot.shown_range()
    for _ in range(80):
        turn_wheel(plot, middle(plot, "y"), 240)
    assert 4 < plot.zoom() < 12
    for _ in range(160):
        turn_wheel(plot, ground(plot), -240)
    assert 0.01 < plot.zoom() < 0.1
    plot.set_graph(NODES, EDGES)
    assert plot.zoom() < 0.1
    qtbot.mouseDClick(plot.viewport(), LEFT, pos=ground(plot))
    assert plot.shown_range() == pytest.approx(home)


def test_a_drag_on_the_ground_moves_the_view(qtbot: QtBot, plot: GraphPlot) -> None:
    before = plot.node_area("x").center()
    drag(qtbot, plot, ground(plot), QPoint(50, -40))
    after = plot.node_area("x").center()
    assert (after - before).x() == pytest.approx(50, abs=1)
    assert (after - before).y() == pytest.approx(-40, abs=1)


def test_the_keyboard_walks_from_node_to_node_and_leaves_the_timelines_keys(qtbot: QtBot, plot: GraphPlot) -> None:
    heard: list[str] = []
    plot.nodeSelected.connect(heard.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(plot, key, CONTROL)
    assert heard == ["x", "pow", "y", "pow"]
    shown = plot.zoom()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.zoom() > shown
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert plot.zoom() == pytest.approx(shown)


def test_hovering_reads_a_node_whole_or_one_element_of_its_strip(plot: GraphPlot) -> None:
    layout = plot._layout
    strip = layout.faces["c"].strips[0].area.translated(layout.areas["c"].topLeft())
    assert plot._tip("c", QPointF(strip.right() - 0.1, strip.bottom() - 0.1)) == "c[3, 5] = 23"
    assert plot._tip("y", layout.areas["y"].center()) == "y\nPowBackward0\n125"
    assert plot._edge_tip(layout.routes[0].path.pointAtPercent(0.5)) == "x → **\n3x²"


def test_the_menu_is_that_of_all_plots_and_fits(plot: GraphPlot) -> None:
    texts = [action.text() for action in plot.make_menu().actions() if action.text()]
    assert texts == ["Reset view", "Copy picture", "Save picture…", "Fit the graph"]
