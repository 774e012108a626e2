"""Everything that can be done in the Surface lab: each act, the experiment after it, its undo text, what is seen."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QTabWidget

from gui.look.theme import theme
from gui.plots.base.runner_style import runner_style
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.surfaces import SURFACES
from model.experiment import (
    ClipSetting,
    NoiseSetting,
    OptimizerSetting,
    Runner,
    ScheduleSetting,
    Surface,
)
from model.experiment.presets import presets_of
from model.message import QT_TRANSLATE_NOOP, Refused
from tests.gui.acts import CHANGE, WHOLE, open_room
from tests.gui.interaction import ALT, CTRL, LEFT, background_spot, drag_track, has_colour, picture, spot
from tests.gui.stage import Act, Stage, perform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


SGD = Runner(OptimizerSetting.of("sgd", learning_rate=0.1))
ADAM = Runner(OptimizerSetting.of("adam", learning_rate=0.1), "my Adam")
FAST = Runner(OptimizerSetting.of("momentum", learning_rate=0.05))
SLOW = Runner(OptimizerSetting.of("adam", learning_rate=0.01))
RACE = Surface(
    function="x^2 + 4y^2",
    start=(("x", 4.0), ("y", -1.0)),
    runners=(SGD, ADAM, FAST),
    epochs=40,
    domain=((-5, 5), (-5, 5)),
)
"""The lowest value is 0 at (0, 0); descent is stable below η = 2/8."""
OF_RUNNER = "{runner}: {change}"
PRESET = next(preset for preset in presets_of("surface") if preset.key == "race_rates")


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    for room in open_room(request, tmp_path_factory.mktemp("surface"), "surface"):
        yield Stage(room.window, room.qtbot, room.folder)


@pytest.fixture
def stage(house: Stage) -> Iterator[Stage]:
    yield house
    lab, controls, picture_ = house.lab, house.controls, house.picture
    lab.runners._hidden.clear()
    lab.runners.select(0)
    lab.tuning._task.cancel()
    lab.basins._choose("heights")
    picture_.bar.colours.set_current("heights")
    picture_.bar.arrows.setChecked(False)
    picture_.bar.show_surface_3d(False)
    picture_.loss.set_log(False, True)
    for card in controls.runners.cards:
        card.set_open(False)
    for section in (controls.descent.parts, controls.descent.more):
        section.set_open(False)
    for plot in (picture_.map, picture_.loss):
        plot._follow(None)
    lab.rate_scan._hovered(None)


def cards(stage: Stage) -> Any:
    return stage.controls.runners.cards


def with_runner(place: int, **changes: Any) -> Mapping[str, Any]:
    """Return the runners of `RACE` with another one at a place."""
    runners = list(RACE.runners)
    runners[place] = replace(runners[place], **changes)
    return {"runners": tuple(runners)}


def with_knob(place: int, name: str, value: float | bool) -> Mapping[str, Any]:
    return with_runner(place, optimizer=RACE.runners[place].optimizer.with_knob(name, value))


def map_of(stage: Stage) -> Any:
    return stage.picture.map


# ---- function, start, domain


def named(key: str) -> Mapping[str, Any]:
    """Return what a function of the catalogue brings with it."""
    entry = SURFACES[key]
    start = tuple(zip("xy", entry.start, strict=True))
    return {"function": entry.formula, "start": start, "domain": None, "epochs": entry.epochs}


def domain_fields(stage: Stage) -> Any:
    stage.unfold(stage.controls.descent.more)
    return stage.controls.domain


def choose_own_function(stage: Stage) -> None:
    stage.choose(stage.controls.function.catalogue, "typed")
    assert QApplication.focusWidget() is stage.controls.function.formula.edit


def has_no_value(stage: Stage) -> bool:
    return stage.controls._start_error.isVisible()


FUNCTION = [
    Act(
        "a race of the menu is opened with everything set",
        lambda stage: stage.choose(stage.controls.card, PRESET.key),
        {name: getattr(PRESET.experiment, name) for name in ("function", "start", "runners", "epochs", "domain")},
        PRESET.title.template,
        lambda stage: (
            len(cards(stage)) == 3 and stage.controls.card.combo.currentData(Qt.ItemDataRole.UserRole) == PRESET.key
        ),
        row=5,
    ),
    Act(
        "a function of the catalogue brings start, epochs and domain",
        lambda stage: stage.choose(stage.controls.function.catalogue, "himmelblau"),
        named("himmelblau"),
        WHOLE,
        lambda stage: map_of(stage)._start == SURFACES["himmelblau"].start and stage.window.playback.cursor == 0,
        row=5,
    ),
    Act(
        "a function of the catalogue brings its rate to those who had that of the one before",
        lambda stage: stage.choose(stage.controls.function.catalogue, "rosenbrock"),
        {
            **named("rosenbrock"),
            "runners": (
                Runner(OptimizerSetting.of("sgd", learning_rate=SURFACES["rosenbrock"].learning_rate)),
                SLOW,
            ),
        },
        WHOLE,
        lambda stage: cards(stage)[0].rate.value() == SURFACES["rosenbrock"].learning_rate,
        given={
            "function": SURFACES["bowl"].formula,
            "runners": (Runner(OptimizerSetting.of("sgd", learning_rate=SURFACES["bowl"].learning_rate)), SLOW),
        },
    ),
    Act(
        "an own function is begun in the line below",
        choose_own_function,
        seen=lambda stage: stage.controls.function.formula.text() == SURFACES["bowl"].formula,
        given={"function": SURFACES["bowl"].formula},
    ),
    Act(
        "a function is typed, and what its minima are is found",
        lambda stage: stage.formula(stage.controls.function.formula, "(x - 1)^2 + y^2"),
        {"function": "(x - 1)^2 + y^2"},
        CHANGE,
        lambda stage: (
            stage.lab.analysis.found is not None
            and [(round(point.x, 6), round(point.y, 6)) for point in map_of(stage)._points] == [(1, 0)]
        ),
    ),
    Act(
        "a function that cannot be read says why and changes nothing",
        lambda stage: stage.formula(stage.controls.function.formula, "x^2 + ("),
        seen=lambda stage: stage.controls.function.formula.error.isVisible(),
    ),
    Act(
        "x of the start is typed",
        lambda stage: stage.write(stage.controls.start[0].edit, "-2"),
        {"start": (("x", -2.0), ("y", -1.0))},
        CHANGE,
        lambda stage: map_of(stage)._start == (-2.0, -1.0),
    ),
    Act(
        "a start where the function has no value says so beside it",
        lambda stage: stage.write(stage.controls.start[1].edit, "-3"),
        {"start": (("x", 4.0), ("y", -3.0))},
        CHANGE,
        has_no_value,
        given={"function": "x^2 + log(y)", "start": (("x", 4.0), ("y", 1.0))},
    ),
    Act(
        "an end of the domain is typed, and the map shows it",
        lambda stage: stage.write(domain_fields(stage)[1].edit, "8"),
        {"domain": ((-5.0, 8.0), (-5.0, 5.0))},
        CHANGE,
        lambda stage: map_of(stage).shown_range() == (-5, 8, -5, 5),
    ),
    Act(
        "a domain whose ends are the wrong way round is refused beside it",
        lambda stage: stage.write(domain_fields(stage)[2].edit, "6"),
        seen=lambda stage: stage.controls._domain_error.isVisible(),
    ),
]


# ---- the map


def drag_start(stage: Stage) -> Mapping[str, Any]:
    plot = map_of(stage)
    x, y = stage.drag(plot, spot(plot, 4.0, -1.0), spot(plot, 2.0, 2.0))
    return {"start": (("x", x), ("y", y))}


def drag_start_out(stage: Stage) -> Mapping[str, Any]:
    """Drag the start beyond the edge, where it stops."""
    plot = map_of(stage)
    _x, y = stage.drag(plot, spot(plot, 4.0, -1.0), spot(plot, 6.0, 2.0))
    return {"start": (("x", 5.0), ("y", y))}


def click_on_map(stage: Stage) -> Mapping[str, Any]:
    plot = map_of(stage)
    at = spot(plot, -3.0, 1.0)
    x, y = stage.meant_at(plot, at)
    stage.click_plot(plot, at)
    stage.wait(lambda: stage.experiment != stage.before)
    return {"start": (("x", x), ("y", y))}


def double_click_on_map(stage: Stage) -> None:
    """Zoom, then click twice: the view is reset and the start stays."""
    plot = map_of(stage)
    at = spot(plot, -2.0, 1.0)
    stage.wheel(plot, at, 3)
    assert plot.shown_range() != (-5, 5, -5, 5)
    stage.click_plot(plot, at)
    stage.qtbot.mouseDClick(plot.viewport(), LEFT, pos=at)
    stage.wait(lambda: not plot._click.isActive())


def nudge_start(stage: Stage) -> Mapping[str, Any]:
    stage.press(Qt.Key.Key_Up, ALT, map_of(stage))
    return {"start": (("x", 4.0), ("y", -0.9))}


def zoom_map(stage: Stage) -> None:
    plot = map_of(stage)
    at = spot(plot, 1.0, 1.0)
    under = stage.value_at(plot, at)
    stage.wheel(plot, at, 3)
    assert stage.value_at(plot, at) == pytest.approx(under)


def heights_fill_view(stage: Stage) -> bool:
    """Tell whether heights are computed for the part of the plane in sight, and hardly beyond."""
    x0, x1, y0, y1 = map_of(stage).shown_range()
    xs, ys = map_of(stage)._heights.xs, map_of(stage)._heights.ys
    return x1 - x0 < 9 and -5 < xs[0] <= x0 < x1 <= xs[-1] < 5 and ys[0] <= y0 < y1 <= ys[-1]


MAP = [
    Act(
        "the start is dragged on the map as one undo step",
        drag_start,
        undo="start",
        seen=lambda stage: map_of(stage)._start == stage.experiment.start_values(),
        row=3,
    ),
    Act(
        "the start is dragged no farther than to the edge of the map",
        drag_start_out,
        undo="start",
        seen=lambda stage: map_of(stage)._start == stage.experiment.start_values(),
    ),
    Act(
        "a click on the map puts the start there",
        click_on_map,
        undo="start",
        seen=lambda stage: stage.controls.start[0].value() == stage.experiment.start_values()[0],
    ),
    Act(
        "a double click resets the view and leaves the start",
        double_click_on_map,
        seen=lambda stage: map_of(stage).shown_range() == (-5, 5, -5, 5) and map_of(stage)._start == (4, -1),
    ),
    Act(
        "Alt and an arrow nudge the start",
        nudge_start,
        undo=CHANGE,
        seen=lambda stage: map_of(stage)._start[1] == stage.experiment.start_values()[1],
    ),
    Act("the wheel zooms about the pointer, and heights are computed there", zoom_map, seen=heights_fill_view),
    Act(
        "arrows along the gradient are drawn and taken away",
        lambda stage: stage.click(stage.picture.bar.arrows),
        seen=lambda stage: (
            map_of(stage)._gradient is not None
            and np.allclose(map_of(stage)._gradient.gx[0], 2 * map_of(stage)._gradient.x)
            and has_colour(picture(map_of(stage)), theme.tokens.tangent, 100)
        ),
    ),
    Act(
        "without OpenGL the view in space is refused with its reason",
        lambda stage: stage.click(stage.picture.bar.surface_3d),
        seen=lambda stage: (
            "OpenGL" in stage.picture.bar.note.text()
            and not stage.picture.bar.surface_3d.isChecked()
            and map_of(stage).isVisible()
        ),
    ),
]


# ---- runners


def press_in_list(stage: Stage, key: Qt.Key, modifiers: Qt.KeyboardModifier, place: int) -> None:
    """Press a key while the focus is on a runner's field."""
    stage.reveal(cards(stage)[place].name)
    stage.qtbot.mouseClick(cards(stage)[place].name, LEFT)
    stage.press(key, modifiers)


def opened(stage: Stage, place: int) -> Any:
    """Return a runner's card with all its settings unfolded by its button."""
    card = cards(stage)[place]
    if not card.is_open():
        stage.click(card.fold)
    assert card.is_open()
    return card


def label(stage: Stage, place: int, text: str) -> None:
    stage.write(cards(stage)[place].name, text)


def names(stage: Stage) -> list[str]:
    return [row.name for row in stage.picture.table.model.rows]


def is_selected(place: int) -> Callable[[Stage], bool]:
    def selected(stage: Stage) -> bool:
        return (
            stage.lab.runners.selected == place
            and stage.controls.runners.selected_index == place
            and stage.picture.table.view.currentIndex().row() == place
        )

    return selected


NEW = Runner(OptimizerSetting.of(next(name for name in OPTIMIZERS if name not in ("sgd", "adam", "momentum"))))
RUNNERS = [
    Act(
        "a runner is added by the button and selected",
        lambda stage: stage.click(stage.controls.runners.add),
        {"runners": (*RACE.runners, NEW)},
        "add runner {name}",
        lambda stage: len(names(stage)) == 4 and is_selected(3)(stage),
    ),
    Act(
        "a runner is duplicated by its button",
        lambda stage: stage.click(opened(stage, 0).duplicate),
        {"runners": (SGD, SGD, ADAM, FAST)},
        "add runner {name}",
        lambda stage: is_selected(1)(stage) and names(stage)[0].endswith("(1)") and names(stage)[1].endswith("(2)"),
    ),
    Act(
        "a runner is duplicated by the keys",
        lambda stage: press_in_list(stage, Qt.Key.Key_D, CTRL, 2),
        {"runners": (SGD, ADAM, FAST, FAST)},
        "add runner {name}",
        is_selected(3),
    ),
    Act(
        "a runner is removed by its button",
        lambda stage: stage.click(opened(stage, 1).remove),
        {"runners": (SGD, FAST)},
        "remove runner {name}",
        lambda stage: len(names(stage)) == 2 and len(map_of(stage)._runners) == 2,
    ),
    Act(
        "a runner is removed by the keys",
        lambda stage: press_in_list(stage, Qt.Key.Key_Delete, ALT, 2),
        {"runners": (SGD, ADAM)},
        "remove runner {name}",
        is_selected(1),
    ),
    Act(
        "a runner moves down by its button",
        lambda stage: stage.click(opened(stage, 0).down),
        {"runners": (ADAM, SGD, FAST)},
        "order of the runners",
        lambda stage: is_selected(1)(stage) and names(stage)[0] == "my Adam",
    ),
    Act(
        "a runner moves up by its button",
        lambda stage: stage.click(opened(stage, 2).up),
        {"runners": (SGD, FAST, ADAM)},
        "order of the runners",
        is_selected(1),
    ),
    Act(
        "a runner moves by the keys",
        lambda stage: press_in_list(stage, Qt.Key.Key_Up, ALT, 1),
        {"runners": (ADAM, SGD, FAST)},
        "order of the runners",
        is_selected(0),
    ),
    Act(
        "a runner is hidden by its eye",
        lambda stage: stage.click(cards(stage)[2].eye),
        seen=lambda stage: (
            [runner.shown for runner in map_of(stage)._runners] == [True, True, False]
            and not has_colour(picture(stage.picture.loss), runner_style(2).colour, 40)
        ),
        row=20,
    ),
    Act(
        "a runner is named, which Ctrl+Z takes back as one step",
        lambda stage: label(stage, 0, "plain"),
        with_runner(0, label="plain"),
        "rename runner {old} to {new}",
        lambda stage: names(stage)[0] == "plain" and "plain" in stage.controls.descent.rate.heading.text(),
    ),
    Act(
        "a runner's name is left out again",
        lambda stage: label(stage, 1, ""),
        with_runner(1, label=""),
        "rename runner {old} to {new}",
        lambda stage: "Adam" in names(stage)[1] and names(stage)[1] != "my Adam",
    ),
    Act(
        "a runner's optimizer is chosen in its card",
        lambda stage: stage.choose(cards(stage)[0].optimizer, "adam"),
        with_runner(0, optimizer=SGD.optimizer.with_rule("adam")),
        OF_RUNNER,
        lambda stage: stage.lab.shown().descent.optimizer.name == "adam",
    ),
    Act(
        "a runner's rate is typed in its card",
        lambda stage: stage.write(cards(stage)[2].rate, "0.02"),
        with_knob(2, "learning_rate", 0.02),
        OF_RUNNER,
        lambda stage: is_selected(2)(stage) and stage.controls.descent.rate.value() == 0.02,
    ),
    Act(
        "a knob of a runner is typed in its card",
        lambda stage: stage.write(opened(stage, 2).knobs.field("momentum"), "0.5"),
        with_knob(2, "momentum", 0.5),
        OF_RUNNER,
        lambda stage: "momentum=0.5" in stage.code,
    ),
    Act(
        "a click on a card selects its runner",
        lambda stage: stage.click(cards(stage)[1], QPoint(3, 3)),
        seen=lambda stage: is_selected(1)(stage) and "my Adam" in stage.controls.descent.rate.heading.text(),
    ),
    Act(
        "a click on a row of the table selects its runner",
        lambda stage: click_row(stage, 2),
        seen=is_selected(2),
    ),
    Act(
        "an arrow key in the table selects the next runner",
        lambda stage: walk_down(stage),
        seen=is_selected(1),
    ),
]


def click_row(stage: Stage, row: int) -> None:
    view = stage.picture.table.view
    at = view.visualRect(stage.picture.table.model.index(row, 1)).center()
    stage.qtbot.mouseClick(view.viewport(), LEFT, pos=at)


def walk_down(stage: Stage) -> None:
    click_row(stage, 0)
    stage.press(Qt.Key.Key_Down)


def test_the_last_runner_cannot_be_removed_nor_a_ninth_added(stage: Stage) -> None:
    stage.show(replace(RACE, runners=(SGD,)))
    assert not opened(stage, 0).remove.isEnabled()
    press_in_list(stage, Qt.Key.Key_Delete, ALT, 0)
    assert stage.nothing_changed()
    stage.show(replace(RACE, runners=(SGD,) * 8))
    assert not stage.controls.runners.add.isEnabled()
    press_in_list(stage, Qt.Key.Key_D, CTRL, 0)
    assert stage.nothing_changed()


# ---- descent of the runner selected


def parts(stage: Stage) -> Any:
    stage.unfold(stage.controls.descent.parts)
    return stage.controls.descent.parts.parts


def more(stage: Stage) -> Any:
    stage.unfold(stage.controls.descent.more)
    return stage.controls.descent


def select_second(stage: Stage) -> None:
    stage.click(cards(stage)[1], QPoint(3, 3))


def drag_rate(stage: Stage) -> Mapping[str, Any]:
    select_second(stage)
    track = stage.controls.descent.rate.track
    stage.reveal(track)
    drag_track(stage.qtbot, track, 1000)
    rate = stage.lab.shown().descent.optimizer.learning_rate
    assert rate == pytest.approx(np.sqrt(1e-5 * 2), rel=0.05)
    return with_knob(1, "learning_rate", rate)


def take_from_rate_scan(stage: Stage, *, drag: bool) -> Mapping[str, Any]:
    """Click on the rate scan, or drag over it."""
    strip = stage.controls.rate_scan
    stage.wait(lambda: stage.lab.rate_scan.found is not None and stage.lab.rate_scan.found.limit is not None)
    stage.reveal(strip)
    start, end = (QPoint(round(strip.x_of(rate)), strip.height() // 3) for rate in (0.05, 0.01))
    if drag:
        stage.qtbot.mousePress(strip, LEFT, pos=start)
        stage.qtbot.mouseMove(strip, end)
        assert stage.lab.shown().descent.optimizer.learning_rate < 0.02
        stage.qtbot.mouseRelease(strip, LEFT, pos=end)
    else:
        stage.qtbot.mouseClick(strip, LEFT, pos=end)
    rate = stage.lab.shown().descent.optimizer.learning_rate
    assert rate == pytest.approx(0.01, rel=0.2)
    return with_knob(0, "learning_rate", rate)


def step_on_rate_scan(stage: Stage) -> Mapping[str, Any]:
    stage.wait(lambda: stage.lab.rate_scan.found is not None and stage.lab.rate_scan.found.limit is not None)
    stage.press(Qt.Key.Key_Left, widget=stage.controls.rate_scan)
    rate = stage.lab.shown().descent.optimizer.learning_rate
    assert 0.05 < rate < 0.1
    return with_knob(0, "learning_rate", rate)


def own_part(place: int, **part: Any) -> Callable[[Stage], Mapping[str, Any]]:
    return lambda _stage: with_runner(place, **part)


DESCENT = [
    Act(
        "the slider changes the rate of the runner selected as one undo step",
        drag_rate,
        undo=OF_RUNNER,
        seen=lambda stage: cards(stage)[1].rate.value() == stage.lab.shown().descent.optimizer.learning_rate,
    ),
    Act(
        "a rate is taken from the rate scan by a click",
        lambda stage: take_from_rate_scan(stage, drag=False),
        undo=OF_RUNNER,
        seen=lambda stage: cards(stage)[0].rate.value() == stage.controls.rate_scan._rate,
    ),
    Act(
        "a rate dragged over the rate scan is one undo step",
        lambda stage: take_from_rate_scan(stage, drag=True),
        undo=OF_RUNNER,
        seen=lambda stage: cards(stage)[0].rate.value() == stage.controls.rate_scan._rate,
    ),
    Act(
        "an arrow key on the rate scan goes to the next rate tried",
        step_on_rate_scan,
        undo=OF_RUNNER,
        seen=lambda stage: cards(stage)[0].rate.value() == stage.controls.rate_scan._rate,
    ),
    Act(
        "a schedule is chosen for the runner selected alone",
        lambda stage: stage.choose(parts(stage)["schedule"].choice, "cosine"),
        with_runner(0, schedule=ScheduleSetting.of("cosine")),
        OF_RUNNER,
        lambda stage: stage.controls.descent.parts.parts["schedule"].curve.isVisibleTo(stage.controls),
    ),
    Act(
        "a knob of the runner's schedule is typed",
        lambda stage: stage.write(parts(stage)["schedule"].knobs.field("gamma"), "0.5"),
        with_runner(0, schedule=ScheduleSetting.of("step", gamma=0.5)),
        OF_RUNNER,
        lambda stage: "gamma=0.5" in stage.code,
        given=with_runner(0, schedule=ScheduleSetting.of("step")),
    ),
    Act(
        "the clipping of the race becomes each runner's own where one leaves it out",
        lambda stage: stage.choose(parts(stage)["clip"].choice, ""),
        {
            "clip": None,
            "runners": (SGD, *(replace(runner, clip=ClipSetting.of("norm")) for runner in (ADAM, FAST))),
        },
        WHOLE,
        lambda stage: stage.lab.shown().descent.clip is None,
        given={"clip": ClipSetting.of("norm")},
    ),
    Act(
        "noise is added to the runner selected",
        lambda stage: stage.choose(parts(stage)["noise"].choice, "normal"),
        with_runner(0, noise=NoiseSetting.of("normal")),
        OF_RUNNER,
        lambda stage: parts(stage)["noise"].knobs.field("seed").isVisibleTo(stage.controls),
    ),
    Act(
        "a number of epochs is typed for all",
        lambda stage: stage.write(stage.controls.descent.epochs.edit, "25"),
        {"epochs": 25},
        CHANGE,
        lambda stage: stage.window.playback.last_row == 25,
    ),
    Act(
        "another number type is chosen",
        lambda stage: stage.choose(more(stage).dtype, "float32"),
        {"dtype": "float32"},
        CHANGE,
        lambda stage: "float64" not in stage.code,
    ),
    Act(
        "a tolerance is typed",
        lambda stage: stage.write(more(stage).tolerance.edit, "0.5"),
        {"tolerance": 0.5},
        CHANGE,
        lambda stage: stage.controls.descent.tolerance.value() == 0.5 and "0.5" in stage.code,
    ),
    Act(
        "another goal counts other epochs and is no part of the experiment",
        lambda stage: type_goal(stage),
        seen=lambda stage: (
            stage.picture.table.model.rows[0].epochs == 17
            and "0.01"
            in str(stage.picture.table.model.headerData(5, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole))
        ),
        row=40,
    ),
]


def type_goal(stage: Stage) -> None:
    more(stage)
    stage.write(stage.controls.goal.edit, "0.01")  # 16·0.8^{2k} < 10⁻² from k = 17 on


@pytest.fixture(autouse=True)
def usual_goal(stage: Stage) -> Iterator[None]:
    yield
    stage.controls.goal.set_value(1e-6)
    stage.lab.leaderboard._goal_changed(1e-6)


def test_the_pointer_over_the_rate_scan_draws_what_would_be_and_says_it(stage: Stage) -> None:
    stage.show(RACE)
    strip = stage.controls.rate_scan
    stage.wait(lambda: stage.lab.rate_scan.found is not None and stage.lab.rate_scan.found.ghosts)
    stage.reveal(strip)
    for rate in (0.02, 0.05):
        stage.qtbot.mouseMove(strip, QPoint(round(strip.x_of(rate)), strip.height() // 3))
    ghosts = map_of(stage)._ghosts
    assert len(ghosts) == len(stage.lab.rate_scan.found.ghosts) > 0
    assert [ghost.label.startswith("η = ") for ghost in ghosts] == [True] * len(ghosts)
    assert (ghosts[0].x[0], ghosts[0].y[0]) == (4.0, -1.0)
    picture(map_of(stage))
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert map_of(stage)._ghosts == ()
    assert stage.nothing_changed()


# ---- tuning


def test_tuning_all_runners_is_one_undo_step_and_says_what_was_tried(stage: Stage) -> None:
    stage.show(RACE)
    stage.click(stage.controls.runners.tune)
    stage.wait(lambda: stage.lab.tuning.found is not None)
    found = stage.lab.tuning.found
    tuned = tuple(
        replace(runner, optimizer=runner.optimizer.with_knob("learning_rate", best.best.rate))
        for runner, best in zip(RACE.runners, found.runners, strict=True)
    )
    assert stage.experiment == stage.changed(runners=tuned)
    assert stage.undo_step().template == "runners"
    assert all(card.note.isVisibleTo(stage.controls) for card in cards(stage))
    assert stage.controls.runners.tuning_text.isVisibleTo(stage.controls)
    assert not stage.controls.runners.progress.isVisible()
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == RACE
    assert not stage.controls.runners.tuning_text.isVisibleTo(stage.controls)


def slowly(monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[Event, list[Event]]:
    """Have a job of the model go on until it is told to stop; return that it has begun, and the sign to stop."""
    begun, stops = Event(), list[Event]()

    def job(*arguments: Any, **_options: Any) -> None:
        stop = next(each for each in arguments if isinstance(each, Event))
        stops.append(stop)
        begun.set()
        stop.wait()

    monkeypatch.setattr(name, job)
    return begun, stops


def test_tuning_is_stopped_by_its_button_and_by_a_change(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.show(RACE)
    begun, stops = slowly(monkeypatch, "model.analysis.tuning.tune")
    runners = stage.controls.runners
    stage.click(runners.tune)
    stage.wait(begun.is_set)
    assert runners.progress.isVisibleTo(stage.controls)
    assert runners.tuning_text.text() != ""
    stage.click(runners.tune)
    stage.wait(lambda: not runners.progress.isVisibleTo(stage.controls))
    assert stops[0].is_set()
    assert stage.nothing_changed()
    begun.clear()
    stage.click(runners.tune)
    stage.wait(begun.is_set)
    stage.write(stage.controls.start[0].edit, "1")
    stage.wait(lambda: not runners.progress.isVisibleTo(stage.controls))
    assert stops[1].is_set()


def test_tuning_says_in_the_status_bar_why_it_found_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise Refused(QT_TRANSLATE_NOOP("tuning", "no rate will do"))

    stage.show(RACE)
    stage.window._said.say("")
    monkeypatch.setattr("model.analysis.tuning.tune", refuse)
    stage.click(stage.controls.runners.tune)
    stage.wait(lambda: stage.window._said.text() == "no rate will do")
    assert stage.nothing_changed()


# ---- basins


WELLS = replace(
    RACE, function="(x^2 - 1)^2 + y^2", start=(("x", 1.5), ("y", 1.0)), domain=((-2, 2), (-2, 2)), epochs=20
)


def test_basins_and_speeds_are_drawn_in_place_of_the_heights_until_those_are_chosen(stage: Stage) -> None:
    stage.show(WELLS)
    bar, plot = stage.picture.bar, map_of(stage)
    stage.choose(bar.colours, "basins")
    stage.wait(lambda: stage.lab.basins.found is not None and stage.lab.basins.found.done == 1)
    names = [key.text for key in plot.keys()]
    assert {"(−1, 0)", "(1, 0)"} <= set(names)
    stage.wait(bar.note.isVisible)
    assert stage.lab.runners.name in bar.note.text()
    stage.choose(bar.colours, "speeds")
    assert plot._basins.basins.title != ""
    assert plot._basins.basins.names == ()
    before = stage.lab.basins.found
    stage.click(cards(stage)[1], QPoint(3, 3))
    stage.wait(lambda: stage.lab.basins.found is not before and stage.lab.basins.found.done == 1)
    stage.wait(lambda: "my Adam" in bar.note.text())
    stage.choose(bar.colours, "heights")
    assert plot._basins is None
    assert bar.note.text() == ""
    assert stage.nothing_changed()


def test_basins_on_their_way_are_cancelled_by_the_button(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.show(WELLS)
    begun, stops = slowly(monkeypatch, "model.analysis.basins_of_attraction.basins")
    bar = stage.picture.bar
    stage.choose(bar.colours, "basins")
    stage.wait(begun.is_set)
    assert bar.progress.isVisible()
    stage.click(bar.cancel)
    stage.wait(lambda: not bar.progress.isVisible())
    assert stops[0].is_set()
    assert bar.colours.current() == "heights"
    assert stage.nothing_changed()


def test_basins_and_rates_are_not_computed_while_another_lab_is_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(WELLS)
    begun, stops = slowly(monkeypatch, "model.analysis.basins_of_attraction.basins")
    stage.choose(stage.picture.bar.colours, "basins")
    stage.wait(begun.is_set)
    stage.window.show_lab("minimise")
    stage.wait(stops[0].is_set)
    begun.clear()
    stage.window.show_lab("surface")
    stage.wait(begun.is_set)  # and go on when it is shown again
    stage.click(stage.picture.bar.cancel)
    stage.settle()


# ---- heights that take long


def test_heights_that_take_long_are_coarse_until_the_worker_has_computed_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(RACE)
    monkeypatch.setattr("gui.labs.surface.background._PATIENCE", 0.0)
    sizes: list[tuple[int, ...]] = []
    stage.lab.background.changed.connect(lambda heights: sizes.append(heights.values.shape))
    stage.show(replace(RACE, function="x^2 + 3y^2"))
    stage.wait(lambda: len(sizes) >= 2)
    assert sizes[0] == (45, 60)
    assert sizes[-1] == (181, 241)
    monkeypatch.undo()


def test_heights_that_cannot_be_computed_are_asked_for_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from gui.labs.surface import background as module

    heights, errors = module._heights, stage.window.errors
    errors._shown.clear()

    def broken(formula: Any, shown: Any, columns: int, rows: int) -> Any:
        if columns == module._COLUMNS:
            raise ArithmeticError("of the program's own, under the map")
        return heights(formula, shown, columns, rows)

    stage.show(RACE)
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(module, "_heights", broken)
        stage.show(replace(RACE, function="x^2 + 5y^2"))
        stage.wait(lambda: errors.dialog is not None)
        stage.qtbot.keyClick(errors.dialog, Qt.Key.Key_Escape)
        stage.wait(lambda: errors.dialog is None)
    stage.show(replace(RACE, function="x^2 + 6y^2"))
    stage.wait(lambda: map_of(stage)._heights.shares.shape == (181, 241))


def test_basins_are_mixed_with_the_background_of_another_theme(stage: Stage) -> None:
    stage.show(WELLS)
    stage.choose(stage.picture.bar.colours, "basins")
    stage.wait(lambda: stage.lab.basins.found is not None)
    light = picture(map_of(stage))
    theme.set("dark")
    try:
        dark = picture(map_of(stage))
    finally:
        theme.set("light")
    at = spot(map_of(stage), -1.7, 1.7)
    assert light.pixelColor(at).lightness() > 128 > dark.pixelColor(at).lightness()


# ---- views


def plots(stage: Stage) -> dict[str, Any]:
    return {"map": stage.picture.map, "loss": stage.picture.loss}


def home(plot: Any) -> tuple[float, ...]:
    return tuple(plot._live or plot._home)


@pytest.mark.parametrize("name", ["map", "loss"])
def test_a_drag_on_the_background_moves_the_view_and_the_menu_resets_it(stage: Stage, name: str) -> None:
    stage.show(RACE, 5)
    plot = plots(stage)[name]
    place = background_spot(plot)
    under = stage.value_at(plot, place)
    stage.drag(plot, place, place + QPoint(30, -20))
    assert stage.value_at(plot, place + QPoint(30, -20)) == pytest.approx(under)
    stage.menu(plot, place, 0)
    assert plot.shown_range() == home(plot)
    stage.wheel(plot, place, 2)
    assert plot.shown_range() != home(plot)
    stage.press(Qt.Key.Key_0, CTRL)
    assert plot.shown_range() == home(plot)
    assert stage.nothing_changed()


def legend(plot: Any) -> list[str]:
    return [key.text for key, *_place in plot.header._placed]


@pytest.mark.parametrize("name", ["map", "loss"])
def test_the_menu_of_a_plot_copies_and_saves_it_with_all_runners_named(
    stage: Stage, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(replace(RACE, runners=(*RACE.runners, *RACE.runners)), 5)
    plot = plots(stage)[name]
    shown = legend(plot)
    QApplication.clipboard().clear()
    stage.menu(plot, background_spot(plot), 1)
    assert QApplication.clipboard().image().size() == plot.size()
    saved: list[list[str]] = []

    def choose_file(*_arguments: object) -> tuple[str, str]:
        saved.append(legend(plot))
        return str(tmp_path / "plot.png"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_file)
    stage.menu(plot, background_spot(plot), 2)
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert len(saved[0]) == len(shown) + 6
    assert legend(plot) == shown


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_button_changes_the_scale_of_the_losses(stage: Stage, axis: str) -> None:
    stage.show(RACE, 40)
    plot = stage.picture.loss
    before = plot.shown_range()
    stage.qtbot.mouseClick(plot._buttons[axis], LEFT)
    assert plot.logs == (axis == "x", axis != "y")
    assert plot.shown_range() != before
    stage.qtbot.mouseClick(plot._buttons[axis], LEFT)
    assert plot.shown_range() == pytest.approx(before)
    assert stage.nothing_changed()


def test_a_click_in_the_losses_chooses_the_epoch_of_all_runners(stage: Stage) -> None:
    stage.show(RACE, 40)
    plot = stage.picture.loss
    _x0, _x1, y0, y1 = plot.shown_range()
    stage.click_plot(plot, spot(plot, 10.0, (y0 + y1) / 2))
    stage.wait(lambda: stage.window.playback.cursor == 10)
    assert [runner.row for runner in map_of(stage)._runners] == [10, 10, 10]
    assert stage.nothing_changed()


def test_the_pointer_over_the_losses_reads_every_runner(stage: Stage) -> None:
    stage.show(RACE, 10)
    plot = stage.picture.loss
    _x0, _x1, y0, y1 = plot.shown_range()
    told: list[str] = []
    write, plot.paint_tip = plot.paint_tip, lambda painter, at, text: (told.append(text), write(painter, at, text))
    try:
        for shift in (0, 1):
            stage.qtbot.mouseMove(plot.viewport(), spot(plot, 10.0, (y0 + y1) / 2) + QPoint(0, shift))
        stage.wait(lambda: picture(plot) and bool(told))
    finally:
        del plot.paint_tip
    lines = told[-1].split("\n")
    assert lines[0].endswith("10")
    assert len(lines) == 5
    assert lines[3].startswith("my Adam: ")


def test_the_pointer_over_the_map_reads_place_height_and_gradient(stage: Stage) -> None:
    stage.show(RACE)
    plot = map_of(stage)
    told: list[str] = []
    write, plot.paint_tip = plot.paint_tip, lambda painter, at, text: (told.append(text), write(painter, at, text))
    try:
        for shift in (0, 1):
            stage.qtbot.mouseMove(plot.viewport(), spot(plot, 1.0, 2.0) + QPoint(0, shift))
        stage.wait(lambda: picture(plot) and bool(told))
    finally:
        del plot.paint_tip
    assert [line.partition(" = ")[0] for line in told[-1].split("\n")] == ["x", "y", "f", "∇f"]


# ---- table and pages


def test_the_table_of_the_race_is_copied_with_all_digits(stage: Stage) -> None:
    stage.show(RACE, 10)
    click_row(stage, 0)
    stage.press(Qt.Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().rstrip("\n").split("\n")
    assert len(lines) == 4
    history: Any = stage.window.playback.history
    assert lines[1].split("\t")[1] == repr(float(history.histories[0]["loss"][10]))


def show_page(stage: Stage, place: int) -> None:
    bar = stage.window.stage.findChild(QTabWidget).tabBar()
    stage.qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())


def test_the_values_are_those_of_the_runner_selected_and_a_click_goes_to_a_row(stage: Stage) -> None:
    stage.show(RACE, 7)
    show_page(stage, 1)
    page = stage.lab.values.page
    stage.wait(lambda: page.table.model.current == 7)
    shown = dict(page.readouts.values())
    assert float(shown["x"]) == pytest.approx(4 * 0.8**7)
    assert float(shown["y"].replace("−", "-").split("×")[0]) < 0
    assert shown["f − f*"] == shown["f − f*"].strip() != ""
    stage.click(cards(stage)[2], QPoint(3, 3))
    stage.wait(lambda: dict(page.readouts.values())["x"] != shown["x"])
    at = page.table.view.visualRect(page.table.model.index(3, 0)).center()
    stage.qtbot.mouseClick(page.table.view.viewport(), LEFT, pos=at)
    stage.wait(lambda: stage.window.playback.cursor == 3)
    assert stage.nothing_changed()


def test_the_step_taken_apart_is_that_of_the_runner_selected(stage: Stage) -> None:
    stage.show(RACE, 3)
    show_page(stage, 2)
    view = stage.lab.explanation.page.update_view
    stage.wait(lambda: stage.lab.explanation.explained == (stage.window.playback.run, RACE.run_of(0), 3))
    before = str(view.blocks)
    stage.click(cards(stage)[1], QPoint(3, 3))
    stage.wait(lambda: stage.lab.explanation.explained == (stage.window.playback.run, RACE.run_of(1), 3))
    assert str(view.blocks) != before
    assert stage.lab.listing.page.lit_line == stage.lab.listing.lines["runners[1].update"]


# ---- language


def test_everything_is_said_again_in_another_language(stage: Stage) -> None:
    stage.show(RACE, 5)
    stage.choose(stage.picture.bar.colours, "basins")
    stage.wait(lambda: stage.lab.basins.found is not None and stage.lab.basins.found.done == 1)
    controls, picture_ = stage.controls, stage.picture
    said = (
        lambda: controls.function.catalogue.combo.currentText(),
        lambda: controls.descent.rate.heading.text(),
        lambda: controls._start_heading.text(),
        lambda: controls._domain_heading.text(),
        lambda: controls._goal_heading.text(),
        lambda: controls.start[0].edit.accessibleName(),
        lambda: controls.card.heading.text(),
        lambda: picture_.bar.colours.combo.currentText(),
        lambda: picture_.bar.note.text(),
        lambda: picture_.map._texts["title"],
        lambda: picture_.loss._texts["x"],
        lambda: names(stage)[0],
        lambda: stage.lab.pages["values"].table.model.names[0],
    )
    english = [text() for text in said]
    try:
        stage.window.appearance.set_language("zh_CN")
        assert stage.window.timeline.verdict.text == stage.lab.verdict().word
        stage.wait(lambda: all(text() != before for text, before in zip(said, english, strict=True)))
    finally:
        stage.window.appearance.set_language("en")
    stage.wait(lambda: [text() for text in said] == english)
    assert stage.nothing_changed()


def number(field: Callable[[Stage], Any]) -> Callable[[Stage, str], None]:
    return lambda stage, text: stage.write(field(stage), text)


TYPED: dict[str, tuple[Callable[[Stage, str], None], tuple[str, str]]] = {
    "the function": (
        lambda stage, text: stage.formula(stage.controls.function.formula, text),
        ("x^2 + 2y^2", "x^2 + 3y^2"),
    ),
    "the start": (number(lambda stage: stage.controls.start[0].edit), ("2", "3")),
    "the domain": (number(lambda stage: domain_fields(stage)[1].edit), ("7", "8")),
    "the name of a runner": (number(lambda stage: cards(stage)[0].name), ("a", "b")),
    "the rate of a runner": (number(lambda stage: cards(stage)[0].rate), ("0.02", "0.03")),
    "a knob of a runner": (number(lambda stage: opened(stage, 2).knobs.field("momentum")), ("0.2", "0.3")),
    "the rate of the runner selected": (number(lambda stage: stage.controls.descent.rate.edit), ("0.02", "0.03")),
    "the epochs": (number(lambda stage: stage.controls.descent.epochs.edit), ("7", "8")),
    "the tolerance": (number(lambda stage: more(stage).tolerance.edit), ("2", "3")),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_twice_is_two_undo_steps(stage: Stage, name: str) -> None:
    write, texts = TYPED[name]
    stage.show(RACE)
    found = []
    for text in texts:
        write(stage, text)
        found.append(stage.experiment)
    assert stage.window.stack.count() == 2
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == found[0]


def test_rates_are_tried_again_where_the_function_changed_while_others_were_tried(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    import model.analysis.rate_scan

    begun, goes_on, tried = Event(), Event(), model.analysis.rate_scan.scan_rates

    def slow(*arguments: Any, **options: Any) -> Any:
        begun.set()
        goes_on.wait()
        return tried(*arguments, **options)

    monkeypatch.setattr("model.analysis.rate_scan.scan_rates", slow)
    stage.show(replace(RACE, function="x^2 + 9y^2"))  # stable below η = 2/18
    try:
        stage.wait(begun.is_set)
        assert stage.controls.rate_scan._progress is not None
        stage.formula(stage.controls.function.formula, "x^2 + 16y^2")  # stable below η = 2/32
        stage.wait(lambda: stage.lab.analysis.found is not None)
    finally:
        goes_on.set()
    stage.wait(lambda: "below 2/λmax = 0.0625" in stage.controls.rate_scan.tooltip_at(5, 0))
    stage.wait(lambda: stage.controls.rate_scan._progress is None)


ALL = [*FUNCTION, *MAP, *RUNNERS, *DESCENT]


@pytest.mark.parametrize("act", ALL, ids=lambda act: act.name)
def test_in_the_surface_lab(stage: Stage, act: Act) -> None:
    perform(stage, RACE, act)
