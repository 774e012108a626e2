"""Everything a user can do in the Minimise lab: what becomes of the experiment, of undo, and of what is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QTabBar

from gui.look.theme import theme
from gui.look.ticks import nudged
from model.catalogue.functions import FUNCTIONS
from model.experiment import STEP_PARTS, Minimise, OptimizerSetting
from model.experiment.presets import PRESETS
from model.message import number_text
from tests.gui.acts import CHANGE, WHOLE, Act, Room, open_room, perform, unchanged
from tests.gui.interaction import (
    ALT,
    LEFT,
    background_spot,
    choose,
    click_entry,
    click_index,
    context_menu,
    drag_track,
    has_colour,
    is_settled,
    picture,
    press,
    press_drag,
    spot,
    turn_wheel,
    type_into,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.plots.base.plot import Plot

CODE, VALUES, EXPLAIN = range(3)
"""The pages of the side panel, in order."""
RESET, COPY, SAVE, DOMAIN = range(4)
"""The entries of a plot's menu, in order; only the curve has the last."""
CASE_9 = next(preset for preset in PRESETS if preset.key == "case_9")
WELL = FUNCTIONS["double_well"]


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("minimise"), "minimise")


@pytest.fixture
def room(house: Room) -> Room:
    set_back(house, Minimise())
    return house


def set_back(room: Room, experiment: Minimise) -> None:
    room.set_back("minimise", experiment)
    room.picture.loss.set_log(False, False)
    for section in (room.controls.descent.more, room.controls.descent.knob_section, room.controls.descent.parts):
        section.set_open(True)
    QApplication.processEvents()


# ---- what is done


def typed(field: Callable[[Any], Any], text: str) -> Callable[[Room], None]:
    return lambda room: type_into(room.qtbot, field(room.controls), text)


def chosen(choice: Callable[[Any], Any], key: str) -> Callable[[Room], None]:
    return lambda room: choose(room.qtbot, choice(room.controls), key)


def slid(field: Callable[[Any], Any], place: int) -> Callable[[Room], None]:
    return lambda room: drag_track(room.qtbot, field(room.controls).track, place)


def knob_of(name: str) -> Callable[[Any], Any]:
    return lambda controls: controls.descent.knobs.field(name)


def part_knob(part: str, name: str) -> Callable[[Any], Any]:
    return lambda controls: controls.descent.parts.parts[part].knobs.field(name)


def click(room: Room, widget: Any) -> None:
    room.qtbot.mouseClick(widget, LEFT)


def slide_start(room: Room) -> None:
    room.kept["x"] = 3.0
    drag_track(room.qtbot, room.controls.start.track, 1500)


def drag_start(room: Room) -> None:
    room.kept["x"] = -2.0
    curve = room.picture.curve
    press_drag(room.qtbot, curve, spot(curve, 5.0, 25.0), spot(curve, -2.0, 4.0))


def nudge(room: Room) -> None:
    low, high = room.picture.curve.shown_range()[:2]
    room.kept["x"] = nudged(5.0, -1, 0.01 * (high - low))
    room.picture.curve.setFocus()
    press(room.qtbot, room.window, Qt.Key.Key_Left, ALT)


def step_up_in_field(room: Room) -> None:
    edit = room.controls.descent.epochs.edit
    room.qtbot.mouseClick(edit, LEFT)
    room.qtbot.keyClick(edit, Qt.Key.Key_Up)
    room.qtbot.keyClick(edit, Qt.Key.Key_Return)


def type_and_escape(room: Room) -> None:
    edit = room.controls.function.formula.edit
    room.qtbot.mouseClick(edit, LEFT)
    edit.selectAll()
    room.qtbot.keyClicks(edit, "x^4")
    room.qtbot.waitUntil(lambda: room.experiment.function == "x^4")
    room.qtbot.keyClick(edit, Qt.Key.Key_Escape)
    room.qtbot.waitUntil(lambda: room.experiment == room.before)


# ---- what must be


def knob(name: str, value: float | bool) -> Callable[[Room], Any]:
    return lambda room: room.changed(optimizer=room.before.optimizer.with_knob(name, value))


def with_(**changes: Any) -> Callable[[Room], Any]:
    return lambda room: room.changed(**changes)


def start_is(room: Room) -> Any:
    """Return the experiment with the start where the mouse has dropped it, to a pixel or two."""
    x = room.experiment.start_values()[0]
    assert x == pytest.approx(room.kept["x"], abs=0.15)
    return room.changed(start=(("x", x),))


def from_catalogue(room: Room) -> Any:
    rate = room.before.optimizer.with_knob("learning_rate", WELL.learning_rate)
    return room.changed(
        function=WELL.formula, start=(("x", WELL.start),), domain=None, epochs=WELL.epochs, optimizer=rate
    )


# ---- what is seen


def lists(*texts: str) -> Callable[[Room], bool]:
    return lambda room: all(text in room.code for text in texts)


def first_step(x: float) -> Callable[[Room], bool]:
    """Tell whether the run shown takes its first step to ``x``."""

    def seen(room: Room) -> bool:
        room.window.playback.seek(1)
        return is_settled(room.window, 1) and float(room.window.playback.history["x"][1]) == pytest.approx(x, rel=1e-9)

    return seen


def second_step(room: Room) -> float:
    room.window.playback.seek(2)
    return float(room.window.playback.history["x"][2]) if is_settled(room.window, 2) else np.nan


def refused(error: Callable[[Any], Any]) -> Callable[[Room], bool]:
    return lambda room: error(room.controls).isVisible() and bool(error(room.controls).text())


def shows_start(room: Room) -> bool:
    x = room.experiment.start_values()[0]
    at, _y = room.picture.curve._start
    return at == x == room.controls.start.value() and f"torch.tensor({x!r}, " in room.code


def at_row(row: int, *more: Callable[[Room], bool]) -> Callable[[Room], bool]:
    """Tell whether the cursor is at a row, and every view says so."""

    def seen(room: Room) -> bool:
        window = room.window
        return (
            is_settled(window, row)
            and window.timeline.rows.value() == row
            and window.timeline.label.text() == room.lab.row_label()
            and room.picture.loss._cursor == row
            and room.picture.curve._row == row
            and all(each(room) for each in more)
        )

    return seen


def log_is(x: bool, y: bool) -> Callable[[Room], bool]:
    def seen(room: Room) -> bool:
        axes = room.picture.loss._axes
        return room.picture.loss.logs == (x, y) == (axes["bottom"].logarithmic, axes["left"].logarithmic)

    return seen


# ---- acts on the pictures and pages, which leave the experiment alone


def open_page(room: Room, place: int) -> None:
    bar = room.window.stage.findChild(QTabBar)
    room.qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())


def click_row_of_table(room: Room) -> None:
    open_page(room, VALUES)
    room.window.playback.seek(15)
    room.settle(15)
    table = room.lab.pages["values"].table
    room.qtbot.waitUntil(lambda: table.model.rowCount() == 16)
    click_index(room.qtbot, table.view, table.model.index(3, 1))


def shows_values_of_row_3(room: Room) -> bool:
    x = 5 * 0.4**3
    step = number_text(-0.6 * x)
    values = [value for _name, value in room.lab.pages["values"].readouts.values()]
    return (
        room.lab.pages["values"].table.model.current == 3
        and room.lab.pages["values"].table.model.index(3, 0).data() == "3"
        and room.lab.pages["values"].table.model.texts(3)[4] == step
        and values[:3] == [number_text(each, 10) for each in (x, x**2, 2 * x)]
        and values[3:] == ["0", number_text(x, 4)]
    )


def step_phases(times: int) -> Callable[[Room], None]:
    def act(room: Room) -> None:
        open_page(room, EXPLAIN)
        for _ in range(times):
            room.qtbot.mouseClick(room.lab.explanation.page._button, LEFT)

    return act


def phase_is(place: int) -> Callable[[Room], bool]:
    """Tell whether the listing lights the line of a phase, and the page its number."""
    line = (9, 10, 10, 11, 12)[place]

    def seen(room: Room) -> bool:
        page = room.lab.explanation.page
        return room.lab.listing.page.lit_line == line and page._current == place and len(page._items) == 5

    return seen


def click_loss(room: Room) -> None:
    run_to_end(room)
    loss = room.picture.loss
    room.qtbot.mouseClick(loss.viewport(), LEFT, pos=spot(loss, 6.0, 0.0))


def drag_cursor(room: Room) -> None:
    run_to_end(room)
    loss = room.picture.loss
    press_drag(room.qtbot, loss, spot(loss, 15.0, 5.0), spot(loss, 4.0, 5.0))


def run_to_end(room: Room) -> None:
    room.window.playback.seek(15)
    room.settle(15)
    room.picture.loss.settle()
    QApplication.processEvents()


def log_button(name: str) -> Callable[[Room], None]:
    return lambda room: room.qtbot.mouseClick(room.picture.loss._buttons[name], LEFT)


def plot_of(room: Room, name: str) -> Plot:
    return getattr(room.picture, name)


def zoom(name: str) -> Callable[[Room], None]:
    def act(room: Room) -> None:
        plot = plot_of(room, name)
        room.qtbot.waitUntil(lambda: room.lab.analysis.found is not None)  # whose coming changes the range
        room.kept["range"] = plot.shown_range()
        turn_wheel(plot.viewport(), background_spot(plot), 2)

    return act


def is_zoomed(name: str) -> Callable[[Room], bool]:
    def seen(room: Room) -> bool:
        old, new = room.kept["range"], plot_of(room, name).shown_range()
        return new[1] - new[0] < 0.8 * (old[1] - old[0]) and new[3] - new[2] < 0.8 * (old[3] - old[2])

    return seen


def zoom_and(name: str, back: Callable[[Room, Plot], None]) -> Callable[[Room], None]:
    def act(room: Room) -> None:
        zoom(name)(room)
        assert is_zoomed(name)(room)
        back(room, plot_of(room, name))

    return act


def is_home(name: str) -> Callable[[Room], bool]:
    return lambda room: (
        plot_of(room, name).shown_range() == pytest.approx(room.kept["range"]) and not plot_of(room, name).held
    )


def double_click(room: Room, plot: Plot) -> None:
    room.qtbot.mouseDClick(plot.viewport(), LEFT, pos=background_spot(plot))


def entry(place: int) -> Callable[[Room, Plot], None]:
    return lambda room, plot: click_entry(room.qtbot, context_menu(plot), place)


def move_view(room: Room) -> None:
    curve = room.picture.curve
    room.kept["range"] = curve.shown_range()
    at = background_spot(curve)
    press_drag(room.qtbot, curve, at, at + QPoint(40, 25))


def is_moved(room: Room) -> bool:
    curve, old = room.picture.curve, room.kept["range"]
    across, up = curve.unit()
    new = (old[0] - 40 * across, old[1] - 40 * across, old[2] + 25 * up, old[3] + 25 * up)
    return curve.held and curve.shown_range() == pytest.approx(new)


def copy(name: str) -> Callable[[Room], None]:
    def act(room: Room) -> None:
        QApplication.clipboard().clear()
        click_entry(room.qtbot, context_menu(plot_of(room, name)), COPY)

    return act


def is_copied(name: str) -> Callable[[Room], bool]:
    def seen(room: Room) -> bool:
        image = QApplication.clipboard().image()
        return image.size() == plot_of(room, name).size() and has_colour(image, theme.tokens.plot, 1_000)

    return seen


def save(name: str) -> Callable[[Room], None]:
    def act(room: Room) -> None:
        path = room.kept["path"] = room.folder / f"{name}.png"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
            click_entry(room.qtbot, context_menu(plot_of(room, name)), SAVE)

    return act


def is_saved(name: str) -> Callable[[Room], bool]:
    return lambda room: QImage(str(room.kept["path"])).size() == plot_of(room, name).size() * 2


def copy_code(room: Room) -> None:
    QApplication.clipboard().clear()
    room.qtbot.mouseClick(room.lab.listing.page.copy_button, LEFT)


def hover(name: str, x: float, y: float) -> Callable[[Room], None]:
    """Put the pointer on a value, once the derivative is known."""

    def act(room: Room) -> None:
        run_to_end(room)
        room.qtbot.waitUntil(lambda: room.lab.analysis.found is not None and room.picture.difference.rows == 16)
        plot = plot_of(room, name)
        room.qtbot.mouseMove(plot.viewport(), spot(plot, x, y))

    return act


def says(name: str, *starts: str) -> Callable[[Room], bool]:
    """Tell whether lines that begin so are written beside the pointer."""

    def seen(room: Room) -> bool:
        plot, said = plot_of(room, name), []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plot, "paint_tip", lambda _painter, _at, text: said.extend(text.split("\n")))
            plot.grab()
        return len(said) == len(starts) and all(map(str.startswith, said, starts))

    return seen


ACTS = [
    Act(
        "a case of the book is chosen",
        chosen(lambda controls: controls.card, "case_9"),
        lambda room: CASE_9.experiment,
        CASE_9.title.template,
        lambda room: (
            room.controls.card.current() == "case_9"
            and room.controls.function.formula.text() == CASE_9.experiment.function
            and room.window.timeline.rows.maximum() == CASE_9.experiment.epochs
            and len(room.picture.curve._stationary) == 2
        ),
    ),
    Act(
        "a function of the catalogue is chosen",
        chosen(lambda controls: controls.function.catalogue, WELL.key),
        from_catalogue,
        WHOLE,
        lambda room: (
            room.controls.function.formula.text() == WELL.formula
            and room.controls.card.restore.isVisible()
            and len(room.picture.curve._stationary) == 3
            and room.picture.loss._lowest is not None
        ),
    ),
    Act(
        "one's own function is asked for",
        chosen(lambda controls: controls.function.catalogue, "typed"),
        unchanged,
        None,
        lambda room: room.controls.function.formula.edit.hasFocus(),
    ),
    Act(
        "a function is typed",
        typed(lambda controls: controls.function.formula.edit, "x^2 + 3x"),
        with_(function="x^2 + 3x"),
        CHANGE,
        lambda room: (
            "2 x + 3" in room.controls.derivative.accessibleName().replace("·", " ").replace("2x", "2 x")
            and room.picture.curve.curve_at(2.0) == 10.0
            and room.picture.curve._stationary[0].x == pytest.approx(-1.5)
            and room.controls.function.catalogue.current() == "typed"
        ),
    ),
    Act(
        "a function that is none is typed",
        typed(lambda controls: controls.function.formula.edit, "x^^2"),
        unchanged,
        None,
        lambda room: (
            refused(lambda controls: controls.function.formula.error)(room)
            and room.controls.function.formula.edit.column == 3
            and room.picture.curve.curve_at(2.0) == 4.0
        ),
    ),
    Act("a function is typed and Escape pressed", type_and_escape, unchanged, None, lists("y = x**2")),
    Act("a start is typed", typed(lambda c: c.start.edit, "-3"), with_(start=(("x", -3.0),)), CHANGE, shows_start),
    Act("a start is slid", slide_start, start_is, CHANGE, shows_start),
    Act("the start is dragged along the curve", drag_start, start_is, CHANGE, shows_start),
    Act(
        "the start is nudged with the keyboard",
        nudge,
        start_is,
        CHANGE,
        shows_start,
    ),
    Act(
        "a learning rate is typed",
        typed(lambda c: c.descent.rate.edit, "0.1"),
        knob("learning_rate", 0.1),
        CHANGE,
        first_step(4.0),
    ),
    Act(
        "a learning rate is slid",
        slid(lambda c: c.descent.rate, 2000),
        knob("learning_rate", 2.0),
        CHANGE,
        first_step(-15.0),
    ),
    Act(
        "an optimizer is chosen",
        chosen(lambda controls: controls.descent.optimizer, "adam"),
        lambda room: room.changed(optimizer=room.before.optimizer.with_rule("adam")),
        CHANGE,
        lambda room: "torch.optim.Adam(" in room.code and room.controls.descent.knobs.field("beta1").isVisible(),
    ),
    Act(
        "a knob of the optimizer is typed",
        typed(knob_of("momentum"), "0.5"),
        knob("momentum", 0.5),
        CHANGE,
        lists("momentum=0.5"),
    ),
    Act(
        "a switch of the optimizer is clicked",
        lambda room: click(room, room.controls.descent.knobs.field("nesterov")),
        unchanged,
        None,
        refused(lambda controls: controls.descent._error),
    ),
    *[
        Act(
            f"{part}: {name} is chosen",
            chosen(lambda controls, part=part: controls.descent.parts.parts[part].choice, name),
            with_(**{part: STEP_PARTS[part].of(name)}),
            CHANGE,
            lists(text),
        )
        for part, name, text in (
            ("schedule", "exponential", "ExponentialLR"),
            ("clip", "norm", "clip_grad_norm_"),
            ("noise", "normal", "standard_normal"),
        )
    ],
    Act(
        "epochs are typed",
        typed(lambda c: c.descent.epochs.edit, "3"),
        with_(epochs=3),
        CHANGE,
        lambda room: (
            "range(3)" in room.code
            and room.window.timeline.rows.maximum() == 3
            and room.picture.loss.shown_range()[1] == pytest.approx(3.15)
        ),
    ),
    Act("epochs are stepped up", step_up_in_field, with_(epochs=16), CHANGE, lists("range(16)")),
    Act(
        "no epochs are typed",
        typed(lambda c: c.descent.epochs.edit, "0"),
        unchanged,
        None,
        refused(lambda c: c.descent.epochs.error),
    ),
    Act(
        "a number type is chosen",
        chosen(lambda c: c.descent.dtype, "float32"),
        with_(dtype="float32"),
        CHANGE,
        lambda room: "float64" not in room.code and second_step(room) == np.float32(second_step(room)),
    ),
    Act(
        "a tolerance is typed",
        typed(lambda c: c.descent.tolerance.edit, "0.5"),
        with_(tolerance=0.5),
        CHANGE,
        lists("0.5", "break"),
    ),
    Act(
        "the lower end of the domain is typed",
        typed(lambda c: c.low.edit, "-9"),
        with_(domain=(-9.0, 6.0)),
        CHANGE,
        lambda room: room.picture.curve._domain == (-9.0, 6.0) and room.controls.start._low == -9.0,
    ),
    Act(
        "the upper end of the domain is typed",
        typed(lambda c: c.high.edit, "9"),
        with_(domain=(-6.0, 9.0)),
        CHANGE,
        lambda room: room.picture.curve._domain == (-6.0, 9.0) and room.controls.start._high == 9.0,
    ),
    Act(
        "a domain that is none is typed",
        typed(lambda c: c.low.edit, "7"),
        unchanged,
        None,
        refused(lambda c: c._domain_error),
    ),
    Act("a row of the table is clicked", click_row_of_table, unchanged, None, at_row(3, shows_values_of_row_3)),
    Act("the first phase is asked for", step_phases(1), unchanged, None, at_row(0, phase_is(0))),
    Act("the last phase is asked for", step_phases(5), unchanged, None, at_row(0, phase_is(4))),
    Act("the first phase of the next step is asked for", step_phases(6), unchanged, None, at_row(1, phase_is(0))),
    Act("the loss is clicked", click_loss, unchanged, None, at_row(6)),
    Act("the cursor in the loss is dragged", drag_cursor, unchanged, None, at_row(4)),
    Act("the loss is made logarithmic", log_button("y"), unchanged, None, log_is(False, True)),
    Act("the epochs of the loss are made logarithmic", log_button("x"), unchanged, None, log_is(True, False)),
    Act("the view of the curve is dragged", move_view, unchanged, None, is_moved),
    Act("the program is copied", copy_code, unchanged, None, lambda room: QApplication.clipboard().text() == room.code),
    Act(
        "the pointer is on the curve",
        hover("curve", 2.0, 4.0),
        unchanged,
        None,
        says("curve", "x = ", "f(x) = ", "f′(x) = ", "nearest: epoch 1, x = 2"),
    ),
    Act(
        "the pointer is on the loss",
        hover("loss", 3.0, 10.0),
        unchanged,
        None,
        says("loss", "epoch 3", "loss f(x) = 0.1024"),
    ),
    Act(
        "the pointer is on the difference",
        hover("difference", 3.0, 0.5),
        unchanged,
        None,
        says("difference", "epoch 3", "difference 0"),
    ),
    *[
        act
        for name in ("curve", "loss", "difference")
        for act in (
            Act(f"{name}: the wheel is turned", zoom(name), unchanged, None, is_zoomed(name)),
            Act(f"{name}: a double click", zoom_and(name, double_click), unchanged, None, is_home(name)),
            Act(f"{name}: the view is reset in the menu", zoom_and(name, entry(RESET)), unchanged, None, is_home(name)),
            Act(f"{name}: the picture is copied", copy(name), unchanged, None, is_copied(name)),
            Act(f"{name}: the picture is saved", save(name), unchanged, None, is_saved(name)),
        )
    ],
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_each_act_shows_in_experiment_undo_and_window(room: Room, act: Act) -> None:
    perform(room, act)


def test_the_whole_domain_is_shown_by_its_entry_though_a_dip_would_be_lost(room: Room) -> None:
    set_back(room, CASE_9.experiment)
    curve = room.picture.curve
    room.qtbot.waitUntil(lambda: len(curve._stationary) == 2)
    _x0, _x1, _y0, y1 = curve.shown_range()
    assert y1 < CASE_9.experiment.formula.numpy({"x": 5.0})
    click_entry(room.qtbot, context_menu(curve), DOMAIN)
    low, high = CASE_9.experiment.shown_domain()
    shown = curve.shown_range()
    assert shown[0] <= low < high <= shown[1]
    assert shown[3] >= CASE_9.experiment.formula.numpy({"x": high})


def test_each_part_of_curve_and_loss_has_its_colour_at_a_step(room: Room) -> None:
    tokens = theme.tokens
    room.window.playback.seek(1)
    room.settle(1)
    room.qtbot.waitUntil(lambda: room.lab.analysis.found is not None)
    shown = {
        "curve": (tokens.function, tokens.path, tokens.tangent, tokens.ghost),
        "loss": (tokens.path,),
    }
    for name, colours in shown.items():
        image = picture(plot_of(room, name))
        for colour in colours:
            assert has_colour(image, colour), (name, colour)
    ghost = room.picture.curve._ghost
    assert (ghost.x, ghost.y) == pytest.approx((0.8, 0.64))
    assert ghost.label.endswith(number_text(-1.2, 3))
    assert room.picture.curve._tangent == pytest.approx((2.0, 4.0, 4.0))


def test_the_step_is_named_by_its_product_only_where_it_is_that(room: Room) -> None:
    curve = room.picture.curve
    room.qtbot.waitUntil(lambda: curve._ghost is not None)
    label = curve._ghost.label
    set_back(room, replace(Minimise(), optimizer=OptimizerSetting.of("adam", learning_rate=0.3)))
    room.qtbot.waitUntil(lambda: curve._ghost is not None and curve._ghost.label != label)
    other = curve._ghost.label
    assert label == f"Δx = −η·f′(x) = {number_text(-3.0)}"
    assert other == f"Δx = {number_text(-0.3)}"


def test_the_comparison_of_derivatives_is_shown_when_asked_for_and_remembered(room: Room) -> None:
    fold, plot, loss = room.picture.fold, room.picture.difference, room.picture.loss
    run_to_end(room)
    room.qtbot.waitUntil(lambda: plot.rows == 16)
    beside = loss.width()
    room.qtbot.mouseClick(fold, LEFT)
    assert not plot.isVisible()
    room.qtbot.waitUntil(lambda: loss.width() == room.picture.curve.width() > 1.5 * beside)
    type_into(room.qtbot, room.controls.function.formula.edit, "sin(x)")
    room.settle(15)
    room.qtbot.waitUntil(lambda: room.lab.analysis.found is not None)
    room.lab.run.draw()
    assert plot.rows == 0
    assert room.window.appearance.settings.remembered("compares_derivatives", True) is False
    fold.setFocus(Qt.FocusReason.TabFocusReason)
    fold.animateClick()
    room.qtbot.waitUntil(lambda: plot.isVisible() and plot.rows == 16)
    assert plot.equal
    assert room.window.appearance.settings.remembered("compares_derivatives", False) is True


def test_the_difference_is_that_of_the_run_shown_and_not_of_the_one_before(room: Room) -> None:
    run_to_end(room)
    difference = room.picture.difference
    room.qtbot.waitUntil(lambda: difference.rows == 16)
    assert difference.digits == 16
    type_into(room.qtbot, room.controls.function.formula.edit, "sin(x)")
    room.settle(15)
    room.qtbot.waitUntil(lambda: room.lab.analysis.found is not None and difference.rows == 16)
    choose(room.qtbot, room.controls.descent.dtype, "float32")
    room.settle(15)
    xs, automatic = (room.window.playback.history[name] for name in ("x", "grad_x"))
    room.qtbot.waitUntil(lambda: difference.rows == 16 and difference.digits < 9)
    assert difference._values.tolist() == pytest.approx(np.cos(xs) - automatic, abs=1e-15)
    assert has_colour(picture(difference), theme.tokens.exact)


def test_a_knob_goes_back_to_its_default_by_its_button(room: Room) -> None:
    type_into(room.qtbot, room.controls.descent.knobs.field("weight_decay"), "0.25")
    assert room.experiment.optimizer.knob("weight_decay") == 0.25
    row = next(row for row in room.controls.descent.knobs._rows if row.item.name == "weight_decay")
    assert row.reset.isEnabled()
    room.qtbot.mouseClick(row.reset, LEFT)
    assert room.experiment == room.before
    assert not row.reset.isEnabled()


@pytest.mark.parametrize(
    ("part", "name", "knob"),
    [("schedule", "step", "gamma"), ("clip", "value", "clip_value"), ("noise", "normal", "eta")],
)
def test_a_knob_between_gradient_and_step_is_typed_and_undone(room: Room, part: str, name: str, knob: str) -> None:
    setting = STEP_PARTS[part].of(name)
    knob = knob if knob in dict(setting.knobs) else setting.knobs[0][0]
    set_back(room, replace(Minimise(), **{part: setting}))
    perform(
        room,
        Act(
            knob,
            typed(part_knob(part, knob), "0.25"),
            with_(**{part: setting.with_knob(knob, 0.25)}),
            CHANGE,
            lists("0.25"),
        ),
    )


def test_what_is_set_without_a_tolerance_is_never_stopped_again_once_it_is_emptied(room: Room) -> None:
    set_back(room, replace(Minimise(), tolerance=0.5))
    assert "break" in room.code
    perform(
        room,
        Act(
            "emptied",
            typed(lambda c: c.descent.tolerance.edit, ""),
            with_(tolerance=None),
            CHANGE,
            lambda room: "break" not in room.code,
        ),
    )


def test_a_refusal_goes_with_the_next_number_that_is_good(room: Room) -> None:
    error = room.controls._domain_error
    type_into(room.qtbot, room.controls.low.edit, "7")
    room.qtbot.waitUntil(error.isVisible)
    type_into(room.qtbot, room.controls.low.edit, "-7")
    room.qtbot.waitUntil(lambda: not error.isVisible())
    assert room.experiment.domain == (-7.0, 6.0)


def test_two_typings_are_two_steps_of_undo(room: Room) -> None:
    edit = room.controls.function.formula.edit
    for text in ("x^2 + 1", "x^2 + 2"):
        type_into(room.qtbot, edit, text)
    for field, text in (
        (room.controls.start.edit, "4"),
        (room.controls.start.edit, "3"),
        (room.controls.high.edit, "8"),
        (room.controls.high.edit, "9"),
    ):
        type_into(room.qtbot, field, text)
    assert room.window.stack.count() == 6
