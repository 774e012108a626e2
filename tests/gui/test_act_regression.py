"""Everything that can be done in the Regression lab: each act, the experiment after it, its undo text, what is seen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QTabWidget, QToolTip, QWidget

from gui.look.numbers import number_text
from gui.look.text import render
from gui.look.theme import theme
from gui.look.ticks import nudged
from model.analysis.verdicts import verdict
from model.catalogue.losses import LOSSES
from model.data.datasets import DATASETS
from model.data.points import CsvPoints, GeneratedPoints, GivenPoints, PastedPoints, pasted_points, points_of
from model.data.tables import read_table
from model.experiment import (
    ClipSetting,
    LossChoice,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    Seeded,
)
from model.experiment.file import write
from model.experiment.presets import presets_of
from tests.gui.acts import CHANGE, WHOLE, open_room
from tests.gui.interaction import (
    ALT,
    CTRL,
    LEFT,
    PLAIN,
    SHIFT,
    background_spot,
    drag_track,
    go_to,
    has_colour,
    picture,
    spot,
)
from tests.gui.stage import Act, Stage, perform, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from gui.plots.base.plot import Plot
    from model.analysis.verdicts import Verdict

POINTS = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 4.0], [3.0, 8.0], [4.0, 8.0]])
FIT = Regression(
    data=GivenPoints(POINTS),
    start=(("w", 0.0), ("b", 0.0)),
    optimizer=OptimizerSetting.of("sgd", learning_rate=0.02),
    epochs=40,
)
"""By least squares w = 1.9 and b = 1."""
ADD, DELETE, MOVE = "add a point", "delete a point", "move a point"
PRESET = next(preset for preset in presets_of("regression") if preset.key == "case_11_standardised")


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    for room in open_room(request, tmp_path_factory.mktemp("regression"), "regression"):
        yield Stage(room.window, room.qtbot, room.folder)


@pytest.fixture
def stage(house: Stage) -> Iterator[Stage]:
    yield house
    controls, picture = house.controls, house.picture
    for section in (controls.descent.parts, controls.descent.more, controls.table_section, controls.start_section):
        section.set_open(False)
    picture.scatter.set_residuals("none")
    controls.residuals.set_current("none")
    picture.loss.set_log(False, False)
    picture.scatter._selected.clear()
    for plot in (picture.scatter, picture.loss, picture.plane):
        plot._follow(None)


def scatter(stage: Stage) -> Any:
    return stage.picture.scatter


def shows_points(points: np.ndarray) -> Callable[[Stage], bool]:
    """Return whether plot and table show these points."""

    def shown(stage: Stage) -> bool:
        return np.array_equal(scatter(stage)._points, points) and np.array_equal(
            stage.controls.table.model.points, points
        )

    return shown


def free_place(stage: Stage) -> QPoint:
    return background_spot(scatter(stage))


# ---- data


def choose_data(key: str) -> Callable[[Stage], None]:
    return lambda stage: stage.choose(stage.controls.data, key)


def generator_is_offered(stage: Stage) -> bool:
    return stage.controls.count.isVisible() and stage.controls.seed.isVisible()


ANSCOMBE = GeneratedPoints("anscombe_2", DATASETS["anscombe_2"].count, 0)
WAVE = GeneratedPoints("wave", 12, 3)

DATA = [
    Act(
        "a case of the book is opened with everything set",
        lambda stage: stage.choose(stage.controls.card, PRESET.key),
        {name: getattr(PRESET.experiment, name) for name in FIT.__slots__},
        PRESET.title.template,
        lambda stage: stage.controls.card.combo.currentData() == PRESET.key and stage.window.playback.cursor == 0,
        row=7,
    ),
    Act(
        "a fixed data set is chosen, which has neither count nor seed",
        choose_data("anscombe_2"),
        {"data": ANSCOMBE},
        CHANGE,
        lambda stage: shows_points(points_of(ANSCOMBE))(stage) and not generator_is_offered(stage),
    ),
    Act(
        "a data set that is drawn is chosen, with count and seed",
        choose_data("wave"),
        {"data": GeneratedPoints("wave", DATASETS["wave"].count, 0)},
        CHANGE,
        lambda stage: generator_is_offered(stage) and stage.controls.count.value() == DATASETS["wave"].count,
    ),
    Act(
        "the points of a data set become one's own",
        choose_data("own points"),
        {"data": GivenPoints(points_of(WAVE))},
        CHANGE,
        lambda stage: not generator_is_offered(stage) and stage.controls.data_note.text().endswith("12"),
        given={"data": WAVE},
    ),
    Act(
        "another count is typed",
        lambda stage: stage.write(stage.controls.count.edit, "9"),
        {"data": GeneratedPoints("wave", 9, 3)},
        CHANGE,
        lambda stage: len(scatter(stage)._points) == 9,
        given={"data": WAVE},
    ),
    Act(
        "another seed is reached with the arrow keys, as one undo step",
        lambda stage: walk_seed(stage, 2),
        {"data": GeneratedPoints("wave", 12, 5)},
        CHANGE,
        shows_points(points_of(GeneratedPoints("wave", 12, 5))),
        given={"data": WAVE},
    ),
    Act(
        "x is standardised by the check box, and it is said what that means",
        lambda stage: stage.click(stage.controls.standardise, QPoint(8, stage.controls.standardise.height() // 2)),
        {"standardise": True},
        CHANGE,
        lambda stage: "2" in stage.controls.standardise_note.text() and stage.controls.standardise_note.isVisible(),
    ),
]


def walk_seed(stage: Stage, steps: int) -> None:
    edit = stage.controls.seed.edit
    stage.click(edit)
    stage.qtbot.keyPress(edit, Qt.Key.Key_Up)
    for _ in range(steps - 1):
        stage.qtbot.keyPress(edit, Qt.Key.Key_Up)
    stage.qtbot.keyRelease(edit, Qt.Key.Key_Up)


# ---- prediction and loss


def formula_of(stage: Stage) -> Any:
    return stage.controls.prediction


def knobs_of_loss(stage: Stage) -> Any:
    return stage.controls.loss_knobs


HUBER = LossChoice.of("huber", delta=1.0)
OWN = LossChoice("mean(abs(y - y_pred)^1.5)")

PREDICTION = [
    Act(
        "a prediction typed keeps the start of the parameters that stay",
        lambda stage: stage.formula(formula_of(stage), "w*x + c"),
        {"prediction": "w*x + c", "start": (("w", 0.5), ("c", 0.0))},
        WHOLE,
        lambda stage: stage.picture.plane._texts["y"] == "c" and knob_names(stage.controls.start_values) == ["w", "c"],
        given={"start": (("w", 0.5), ("b", 0.0))},
    ),
    Act(
        "a prediction of three parameters has no plane",
        lambda stage: stage.formula(formula_of(stage), "a*x^2 + w*x + b"),
        {"prediction": "a*x^2 + w*x + b", "start": (("a", 0.0), ("w", 0.0), ("b", 0.0))},
        WHOLE,
        lambda stage: not stage.picture.plane.isVisible() and scatter(stage)._line is None,
        given={"optimizer": OptimizerSetting.of("sgd", learning_rate=0.001)},
    ),
    Act(
        "a drawn start stays drawn with another prediction",
        lambda stage: stage.formula(formula_of(stage), "w*x + c"),
        {"prediction": "w*x + c"},
        CHANGE,
        lambda stage: "w*x + c" in stage.code,
        given={"start": Seeded(4)},
    ),
    Act(
        "a prediction says under its field how it was understood",
        lambda stage: stage.formula(formula_of(stage), "W*X + b"),
        {"prediction": "W*X + b"},
        CHANGE,
        lambda stage: (
            formula_of(stage).understood.note.text() == "X is read as x · Parameters: W, b"
            and formula_of(stage).understood.equation.accessibleName() == "Wx + b"
        ),
        given={"start": Seeded(4)},
    ),
    Act(
        "a prediction without x is flagged under its field",
        lambda stage: stage.formula(formula_of(stage), "w + e^b"),
        {"prediction": "w + e^b"},
        CHANGE,
        lambda stage: (
            formula_of(stage).understood.note.property("role") == "error"
            and formula_of(stage).understood.note.toolTip()
            == "there is no x in it: every point gets the same prediction · Parameters: w, b · e\u00a0=\u00a02.71828"
        ),
        given={"start": Seeded(4)},
    ),
    Act(
        "a prediction that cannot be read says why and changes nothing",
        lambda stage: stage.formula(formula_of(stage), "w*x + ("),
        seen=lambda stage: formula_of(stage).error.isVisible() and formula_of(stage).edit.wrong,
    ),
    Act(
        "a prediction without a parameter is refused beside its field",
        lambda stage: stage.formula(formula_of(stage), "2*x"),
        seen=lambda stage: formula_of(stage).error.isVisible(),
    ),
    Act(
        "Escape takes back what was typed as a prediction",
        lambda stage: escape_formula(stage),
        seen=lambda stage: formula_of(stage).text() == FIT.prediction and not formula_of(stage).error.isVisible(),
    ),
    Act(
        "a loss of the catalogue is chosen, with its knob",
        lambda stage: stage.choose(stage.controls.loss, "huber"),
        {"loss": HUBER},
        CHANGE,
        lambda stage: knob_names(knobs_of_loss(stage)) == ["delta"] and not stage.controls.loss_formula.isVisible(),
    ),
    Act(
        "the knob of a loss is typed",
        lambda stage: stage.write(knobs_of_loss(stage).field("delta"), "2.5"),
        {"loss": LossChoice.of("huber", delta=2.5)},
        CHANGE,
        lambda stage: "delta=2.5" in stage.code,
        given={"loss": HUBER},
    ),
    Act(
        "the knob of a loss goes back to its default",
        lambda stage: stage.click(row_of(knobs_of_loss(stage), "delta").reset),
        {"loss": HUBER},
        CHANGE,
        lambda stage: not row_of(knobs_of_loss(stage), "delta").reset.isEnabled(),
        given={"loss": LossChoice.of("huber", delta=2.5)},
    ),
    Act(
        "an own loss begins with the formula of the one before",
        lambda stage: stage.choose(stage.controls.loss, "own loss"),
        {"loss": LossChoice(LOSSES["mae"].formula)},
        CHANGE,
        lambda stage: (
            stage.controls.loss_formula.isVisible() and stage.controls.loss_formula.text() == LOSSES["mae"].formula
        ),
        given={"loss": LossChoice.of("mae")},
    ),
    Act(
        "an own loss in place of one with knobs begins with the squared error",
        lambda stage: stage.choose(stage.controls.loss, "own loss"),
        {"loss": LossChoice("mean((y - y_pred)^2)")},
        CHANGE,
        lambda stage: stage.controls.loss_formula.isVisible(),
        given={"loss": HUBER},
    ),
    Act(
        "an own loss is typed",
        lambda stage: stage.formula(stage.controls.loss_formula, "mean((y - y_pred)^4)"),
        {"loss": LossChoice("mean((y - y_pred)^4)")},
        CHANGE,
        lambda stage: stage.lab.analysis.found is not None and stage.lab.analysis.found.exact is None,
        given={"loss": OWN, "optimizer": OptimizerSetting.of("sgd", learning_rate=0.0001)},
    ),
    Act(
        "an own loss that cannot be read says why and changes nothing",
        lambda stage: stage.formula(stage.controls.loss_formula, "mean((y - "),
        seen=lambda stage: stage.controls.loss_formula.error.isVisible() and stage.controls.loss_formula.edit.wrong,
        given={"loss": OWN},
    ),
    Act(
        "an own loss that is not one number is refused beside its field",
        lambda stage: stage.formula(stage.controls.loss_formula, "y - y_pred"),
        seen=lambda stage: stage.controls.loss_formula.error.isVisible() and stage.controls.loss_formula.edit.wrong,
        given={"loss": OWN},
    ),
]


def escape_formula(stage: Stage) -> None:
    stage.formula(formula_of(stage), "w*x + (")
    stage.wait(lambda: formula_of(stage).error.isVisible())
    stage.press(Qt.Key.Key_Escape)
    stage.wait(lambda: not formula_of(stage)._soon.isActive())


def row_of(panel: Any, name: str) -> Any:
    return next(row for row in panel._rows if row.item.name == name)


def knob_names(panel: Any) -> list[str]:
    return [row.item.name for row in panel._rows if row.isVisibleTo(panel)]


# ---- start, batches, residuals


def start_section(stage: Stage) -> Any:
    stage.unfold(stage.controls.start_section)
    return stage.controls


def more(stage: Stage) -> Any:
    stage.unfold(stage.controls.descent.more)
    return stage.controls


DRAWN = Regression(start=Seeded(2)).start_values()

START = [
    Act(
        "a start that was drawn is given from then on",
        lambda stage: stage.choose(start_section(stage).start_kind, "given"),
        {"start": tuple(zip("wb", DRAWN, strict=True))},
        CHANGE,
        lambda stage: not stage.controls.start_seed.isVisible(),
        given={"start": Seeded(2)},
    ),
    Act(
        "a start that was given is drawn",
        lambda stage: stage.choose(start_section(stage).start_kind, "seeded"),
        {"start": Seeded(0)},
        CHANGE,
        lambda stage: stage.controls.start_seed.isVisible() and stage.controls.start_seed.value() == 0,
    ),
    Act(
        "another seed of the start is typed",
        lambda stage: stage.write(start_section(stage).start_seed.edit, "2"),
        {"start": Seeded(2)},
        CHANGE,
        lambda stage: stage.controls.start_values.field("w").value() == DRAWN[0],
        given={"start": Seeded(5)},
    ),
    Act(
        "a start of a parameter is typed",
        lambda stage: stage.write(start_section(stage).start_values.field("b"), "-2.5"),
        {"start": (("w", 0.0), ("b", -2.5))},
        CHANGE,
        lambda stage: scatter(stage)._start.intercept == -2.5 and stage.picture.plane._start == (0.0, -2.5),
    ),
    Act(
        "a batch size is typed, and epochs have several updates",
        lambda stage: stage.write(more(stage).batch.edit, "2"),
        {"batch_size": 2},
        CHANGE,
        lambda stage: stage.picture.loss._noisy and stage.window.playback.last_row == 3 * FIT.epochs,
    ),
    Act(
        "an empty batch size takes all points",
        lambda stage: stage.write(more(stage).batch.edit, ""),
        {"batch_size": None},
        CHANGE,
        lambda stage: not stage.picture.loss._noisy and stage.window.playback.last_row == FIT.epochs,
        given={"batch_size": 2},
    ),
    Act(
        "a shuffle seed is typed",
        lambda stage: stage.write(more(stage).shuffle_seed.edit, "9"),
        {"shuffle_seed": 9},
        CHANGE,
        lambda stage: stage.controls.shuffle_seed.value() == 9,
        given={"batch_size": 2},
    ),
    Act(
        "residuals are drawn as lines",
        lambda stage: stage.choose(stage.controls.residuals, "lines"),
        seen=lambda stage: has_colour(picture(scatter(stage)), theme.tokens.ghost, 8),
        row=3,
    ),
    Act(
        "residuals are drawn as squares, with a key",
        lambda stage: stage.choose(stage.controls.residuals, "squares"),
        seen=lambda stage: theme.tokens.ghost in [key.colour for key in scatter(stage).keys()],
        row=3,
    ),
]


# ---- descent


def parts(stage: Stage) -> Any:
    stage.unfold(stage.controls.descent.parts)
    return stage.controls.descent.parts.parts


def knobs(stage: Stage) -> Any:
    stage.unfold(stage.controls.descent.knob_section)
    return stage.controls.descent.knobs


def drag_rate(stage: Stage) -> Mapping[str, Any]:
    """Drag the handle of the learning rate to the middle of its slider."""
    track = stage.controls.descent.rate.track
    stage.reveal(track)
    drag_track(stage.qtbot, track, 1000)
    rate = stage.experiment.optimizer.learning_rate
    assert rate == pytest.approx(np.sqrt(1e-5 * 2), rel=0.05)
    return {"optimizer": OptimizerSetting.of("sgd", learning_rate=rate)}


def rate_is(rate: float) -> Callable[[Stage], bool]:
    return lambda stage: stage.controls.descent.rate.value() == rate


MOMENTUM = OptimizerSetting.of("momentum", learning_rate=0.02)
STEPS = ScheduleSetting.of("step")

DESCENT = [
    Act(
        "the learning rate is dragged as one undo step",
        drag_rate,
        undo=CHANGE,
        seen=lambda stage: str(stage.experiment.optimizer.learning_rate) in stage.code,
    ),
    Act(
        "the learning rate is stepped by an arrow key on its slider",
        lambda stage: stage.press(Qt.Key.Key_Up, widget=stage.controls.descent.rate.track),
        {"optimizer": OptimizerSetting.of("sgd", learning_rate=0.03)},
        CHANGE,
        rate_is(0.03),
    ),
    Act(
        "a learning rate is typed, and what is stable is marked beside it",
        lambda stage: stage.write(stage.controls.descent.rate.edit, "0.05"),
        {"optimizer": OptimizerSetting.of("sgd", learning_rate=0.05)},
        CHANGE,
        lambda stage: rate_is(0.05)(stage) and "0.1492" in stage.controls.descent.rate.caption.text(),
    ),
    Act(
        "an optimizer is chosen, and its settings are unfolded",
        lambda stage: stage.choose(stage.controls.descent.optimizer, "momentum"),
        {"optimizer": FIT.optimizer.with_rule("momentum")},
        CHANGE,
        lambda stage: (
            stage.controls.descent.knob_section.is_open() and "momentum" in knob_names(stage.controls.descent.knobs)
        ),
    ),
    Act(
        "a knob of the optimizer is typed",
        lambda stage: stage.write(knobs(stage).field("momentum"), "0.5"),
        {"optimizer": MOMENTUM.with_knob("momentum", 0.5)},
        CHANGE,
        lambda stage: "momentum=0.5" in stage.code,
        given={"optimizer": MOMENTUM},
    ),
    Act(
        "a flag of the optimizer is set by a click on its words",
        lambda stage: stage.click(row_of(knobs(stage), "nesterov").label, QPoint(5, 5)),
        {"optimizer": MOMENTUM.with_knob("nesterov", True)},
        CHANGE,
        lambda stage: knobs(stage).field("nesterov").isChecked(),
        given={"optimizer": MOMENTUM},
    ),
    Act(
        "a setting that does not fit the optimizer is refused beside it",
        lambda stage: stage.click(row_of(knobs(stage), "nesterov").label, QPoint(5, 5)),
        seen=lambda stage: stage.controls.descent._error.isVisible(),
        given={"optimizer": MOMENTUM.with_knob("momentum", 0.0)},
    ),
    Act(
        "a schedule is chosen and its course drawn",
        lambda stage: stage.choose(parts(stage)["schedule"].choice, "cosine"),
        {"schedule": ScheduleSetting.of("cosine")},
        CHANGE,
        lambda stage: stage.controls.descent.parts.parts["schedule"].curve.now_text() != "",
        row=3,
    ),
    Act(
        "a knob of the schedule is typed",
        lambda stage: stage.write(parts(stage)["schedule"].knobs.field("gamma"), "0.5"),
        {"schedule": STEPS.with_knob("gamma", 0.5)},
        CHANGE,
        lambda stage: "gamma=0.5" in stage.code,
        given={"schedule": STEPS},
    ),
    Act(
        "a schedule is left out again",
        lambda stage: stage.choose(parts(stage)["schedule"].choice, ""),
        {"schedule": None},
        CHANGE,
        lambda stage: not stage.controls.descent.parts.parts["schedule"].curve.isVisible(),
        given={"schedule": STEPS},
    ),
    Act(
        "gradients are clipped, and no rate is called unstable any more",
        lambda stage: stage.choose(parts(stage)["clip"].choice, "norm"),
        {"clip": ClipSetting.of("norm")},
        CHANGE,
        lambda stage: not stage.controls.descent.rate._marks and "clip_grad_norm_" in stage.code,
    ),
    Act(
        "a knob of the clipping is typed",
        lambda stage: stage.write(parts(stage)["clip"].knobs.field("max_norm"), "3"),
        {"clip": ClipSetting.of("norm", max_norm=3.0)},
        CHANGE,
        lambda stage: parts(stage)["clip"].knobs.field("max_norm").value() == 3,
        given={"clip": ClipSetting.of("norm")},
    ),
    Act(
        "noise is added",
        lambda stage: stage.choose(parts(stage)["noise"].choice, "normal"),
        {"noise": NoiseSetting.of("normal")},
        CHANGE,
        lambda stage: knob_names(stage.controls.descent.parts.parts["noise"].knobs) == ["scale", "seed"],
    ),
    Act(
        "the seed of the noise is typed",
        lambda stage: stage.write(parts(stage)["noise"].knobs.field("seed"), "8"),
        {"noise": NoiseSetting.of("normal").with_knob("seed", 8)},
        CHANGE,
        lambda stage: parts(stage)["noise"].knobs.field("seed").value() == 8,
        given={"noise": NoiseSetting.of("normal")},
    ),
    Act(
        "another number of epochs is typed",
        lambda stage: stage.write(stage.controls.descent.epochs.edit, "25"),
        {"epochs": 25},
        CHANGE,
        lambda stage: stage.window.playback.last_row == 25,
    ),
    Act(
        "another number type is chosen",
        lambda stage: stage.choose(more(stage).descent.dtype, "float32"),
        {"dtype": "float32"},
        CHANGE,
        lambda stage: "float64" not in stage.code,
    ),
    Act(
        "a tolerance is typed, at which the run stops",
        lambda stage: stage.write(more(stage).descent.tolerance.edit, "1"),
        {"tolerance": 1.0},
        CHANGE,
        lambda stage: stage.controls.descent.tolerance.value() == 1,
    ),
    Act(
        "an empty tolerance never stops",
        lambda stage: stage.write(more(stage).descent.tolerance.edit, ""),
        {"tolerance": None},
        CHANGE,
        lambda stage: stage.controls.descent.tolerance.value() is None,
        given={"tolerance": 1.0},
    ),
]


# ---- the points and the line in the picture


def add_point(stage: Stage) -> Mapping[str, Any]:
    place = free_place(stage)
    value = stage.meant_at(scatter(stage), place)
    stage.press(Qt.Key.Key_A)
    stage.click_plot(scatter(stage), place)
    stage.press(Qt.Key.Key_A)
    return {"data": GivenPoints(np.vstack([POINTS, [value]]))}


def drag_point(stage: Stage) -> Mapping[str, Any]:
    plot = scatter(stage)
    points = POINTS.copy()
    points[1] = stage.drag(plot, spot(plot, 1.0, 3.0), spot(plot, 1.5, 6.0))
    return {"data": GivenPoints(points)}


def select(stage: Stage, *places: int) -> None:
    for number, place in enumerate(places):
        stage.click_plot(scatter(stage), spot(scatter(stage), *POINTS[place]), CTRL if number else SHIFT)
    assert scatter(stage).selected == sorted(places)


def delete_selected(stage: Stage) -> Mapping[str, Any]:
    select(stage, 2, 0)
    stage.press(Qt.Key.Key_Delete, widget=scatter(stage))
    return {"data": GivenPoints(POINTS[[1, 3, 4]])}


def delete_in_band(stage: Stage) -> Mapping[str, Any]:
    """Draw a band around one point with Shift held, and press Backspace."""
    plot = scatter(stage)
    middle = spot(plot, *POINTS[2])
    start, end, port = middle - QPoint(15, 15), middle + QPoint(15, 15), plot.viewport()
    stage.qtbot.mousePress(port, LEFT, SHIFT, start)
    stage.qtbot.mouseMove(port, middle)
    stage.qtbot.mouseMove(port, end)
    assert plot._band is not None
    stage.qtbot.mouseRelease(port, LEFT, SHIFT, end)
    assert plot.selected == [2]
    stage.press(Qt.Key.Key_Backspace, widget=plot)
    return {"data": GivenPoints(np.delete(POINTS, 2, axis=0))}


def nudge_point(stage: Stage) -> Mapping[str, Any]:
    select(stage, 3)
    across, _up = scatter(stage).unit()
    stage.press(Qt.Key.Key_Right, ALT, scatter(stage))
    points = POINTS.copy()
    points[3, 0] = nudged(points[3, 0], 1, 8 * across)
    return {"data": GivenPoints(points)}


def let_go_of_points(stage: Stage) -> None:
    select(stage, 1, 2)
    stage.press(Qt.Key.Key_Escape, widget=scatter(stage))


def double_click_on_background(stage: Stage) -> None:
    """Click twice: the point of the first click goes again, in two undo steps that leave the data as they were."""
    plot, place = scatter(stage), free_place(stage)
    stage.wheel(plot, place, 3)
    stage.press(Qt.Key.Key_A)
    stage.click_plot(plot, place)
    stage.qtbot.mouseDClick(plot.viewport(), LEFT, pos=place)
    stage.press(Qt.Key.Key_A)
    stage.settle()
    stack = stage.window.stack
    assert [stack.command(place).message.template for place in range(stack.count())] == [ADD, DELETE]  # type: ignore[attr-defined]
    stack.clear()


def line_of(stage: Stage) -> Any:
    return scatter(stage)._line


def on_line(stage: Stage, grip: str) -> QPoint:
    """Return a place where the mouse takes the line by its middle or an end, and no point."""
    plot, line = scatter(stage), line_of(stage)
    x0, x1, *_ = plot.shown_range()
    places = [spot(plot, x, line.value(x)) for x in np.linspace(x0, x1, 199)]
    return next(place for place in places if plot.grip_at(plot.place(QPointF(place))) == grip)


def shift_line(stage: Stage) -> Mapping[str, Any]:
    place = on_line(stage, "shift")
    end = place + QPoint(0, -40)
    x, y = stage.value_at(scatter(stage), end)
    stage.drag(scatter(stage), place, end)
    return {"start": (("w", 1.0), ("b", shortened(y - 1.0 * x, scatter(stage).unit()[1])))}


def turn_line(stage: Stage) -> Mapping[str, Any]:
    """Turn the line by its left end about the mean of x, which is 2."""
    place = on_line(stage, "turn")
    end = place + QPoint(0, 40)
    x, y = stage.value_at(scatter(stage), end)
    stage.drag(scatter(stage), place, end)
    slope, pixel = (y - 1.0) / (x - 2.0), scatter(stage).unit()[1]
    farthest = max(map(abs, scatter(stage).shown_range()[:2]))
    return {"start": (("w", shortened(slope, pixel / farthest)), ("b", shortened(1.0 - slope * 2.0, pixel)))}


def shift_standardised_line(stage: Stage, pixels: int) -> Mapping[str, Any]:
    """Shift the line where the descent works on z = (x − 2)/√2: the start is in units of z, rounded only there."""
    place = on_line(stage, "shift")
    end = place + QPoint(0, -pixels)
    x, y = stage.value_at(scatter(stage), end)
    slope = line_of(stage).slope
    stage.drag(scatter(stage), place, end)
    intercept = y - slope * x
    height = shortened(intercept + slope * 2.0, scatter(stage).unit()[1])
    return {"start": (("w", slope * np.sqrt(2)), ("b", height))}


def is_near_start(stage: Stage) -> bool:
    return scatter(stage)._start is not None and scatter(stage)._start.intercept != 0


SCATTER = [
    Act(
        "a click on the background adds a point",
        add_point,
        undo=ADD,
        seen=lambda stage: len(scatter(stage)._points) == 6,
    ),
    Act(
        "a point dragged is moved as one undo step",
        drag_point,
        undo=MOVE,
        seen=lambda stage: shows_points(stage.experiment.data.values)(stage),
    ),
    Act(
        "points selected by click and Ctrl are deleted by the key",
        delete_selected,
        undo=CHANGE,
        seen=lambda stage: scatter(stage).selected == [] and len(scatter(stage)._points) == 3,
    ),
    Act(
        "points in a band drawn with Shift are deleted by Backspace",
        delete_in_band,
        undo=DELETE,
        seen=lambda stage: len(scatter(stage)._points) == 4,
    ),
    Act(
        "Alt and an arrow nudge the point selected",
        nudge_point,
        undo=MOVE,
        seen=lambda stage: scatter(stage)._points[3, 0] > 3,
    ),
    Act(
        "Escape deselects the points",
        let_go_of_points,
        seen=lambda stage: scatter(stage).selected == [],
    ),
    Act(
        "a double click adds no point and shows the view as it first stood",
        double_click_on_background,
        seen=lambda stage: shows_points(POINTS)(stage) and scatter(stage).shown_range() == home(scatter(stage)),
    ),
    Act(
        "the line dragged by its middle begins higher",
        shift_line,
        undo=CHANGE,
        seen=is_near_start,
        given={"start": (("w", 1.0), ("b", 2.0))},
    ),
    Act(
        "the line dragged by its end begins turned about the middle of the points",
        turn_line,
        undo="start",
        seen=is_near_start,
        given={"start": (("w", 0.0), ("b", 1.0))},
    ),
    *(
        Act(
            f"the line dragged by {pixels} pixels where x is standardised begins there in units of z",
            partial(shift_standardised_line, pixels=pixels),
            undo=CHANGE,
            seen=is_near_start,
            given={"start": (("w", 1.0), ("b", 4.0)), "standardise": True},
        )
        for pixels in range(38, 43)
    ),
]


# ---- views


def home(plot: Any) -> tuple[float, ...]:
    return tuple(plot._live or plot._home)


def zoomed(plot: Any, *axes: str) -> bool:
    """Tell whether the view shows less than at first along these axes, and as much along the others."""
    (x0, x1, y0, y1), (a0, a1, b0, b1) = plot.shown_range(), home(plot)
    across, up = (x1 - x0) / (a1 - a0), (y1 - y0) / (b1 - b0)
    return (across < 0.99) == ("x" in axes) and (up < 0.99) == ("y" in axes) and max(across, up) < 1.01


def plots(stage: Stage) -> dict[str, Any]:
    return {"scatter": stage.picture.scatter, "loss": stage.picture.loss, "plane": stage.picture.plane}


def axis_place(plot: Plot, axis: str) -> QPoint:
    """Return a place over the numbers of an axis."""
    corner = plot.mapFromScene(plot.view.mapToScene(QPointF(0, plot.area().height())))
    return corner + (QPoint(60, 12) if axis == "x" else QPoint(-12, -60))


@pytest.mark.parametrize("name", ["scatter", "loss", "plane"])
def test_the_wheel_zooms_over_an_axis_only_along_it_and_a_double_click_resets(stage: Stage, name: str) -> None:
    stage.show(FIT, 5)
    plot = plots(stage)[name]
    for place, axes in (
        (background_spot(plot), ("x", "y")),
        (axis_place(plot, "x"), ("x",)),
        (axis_place(plot, "y"), ("y",)),
    ):
        stage.wheel(plot, place, 3)
        assert zoomed(plot, *axes)
        middle = background_spot(plot)
        stage.qtbot.mouseDClick(plot.viewport(), LEFT, pos=middle)
        stage.wait(lambda: plot.shown_range() == home(plot))
    assert stage.nothing_changed()


@pytest.mark.parametrize("name", ["scatter", "loss", "plane"])
def test_a_drag_on_the_background_moves_the_view_and_the_menu_resets_it(stage: Stage, name: str) -> None:
    stage.show(FIT, 5)
    plot = plots(stage)[name]
    place = background_spot(plot)
    under = stage.value_at(plot, place)
    stage.drag(plot, place, place + QPoint(30, -20))
    assert stage.value_at(plot, place + QPoint(30, -20)) == pytest.approx(under)
    stage.menu(plot, place, 0)
    assert plot.shown_range() == home(plot)
    assert stage.nothing_changed()


def test_the_menu_of_the_window_resets_every_plot(stage: Stage) -> None:
    stage.show(FIT, 5)
    for plot in plots(stage).values():
        stage.wheel(plot, background_spot(plot), 3)
    stage.press(Qt.Key.Key_0, CTRL)
    for plot in plots(stage).values():
        assert plot.shown_range() == home(plot)


@pytest.mark.parametrize("name", ["scatter", "loss", "plane"])
def test_the_menu_of_a_plot_copies_and_saves_it(
    stage: Stage, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(FIT, 5)
    plot = plots(stage)[name]
    QApplication.clipboard().clear()
    stage.menu(plot, background_spot(plot), 1)
    assert QApplication.clipboard().image().size() == plot.size()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "plot"), ""))
    stage.menu(plot, background_spot(plot), 2)
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["scatter", "loss", "plane"])
def test_what_is_under_the_pointer_is_shown_until_it_leaves(stage: Stage, name: str) -> None:
    stage.show(FIT, 5)
    plot = plots(stage)[name]
    told: list[str] = []
    write, plot.paint_tip = plot.paint_tip, lambda painter, at, text: (told.append(text), write(painter, at, text))
    try:
        place = spot(plot, *POINTS[1]) if name == "scatter" else background_spot(plot)
        for at in (place + QPoint(0, 1), place):
            stage.qtbot.mouseMove(plot.viewport(), at)
        stage.wait(lambda: picture(plot) and bool(told))
        parts = told[-1].split("\n")
        assert len(parts) == (3 if name == "scatter" else 2)
        if name == "scatter":
            assert parts[:2] == ["x = 1", "y = 3"]
        picture(plot)
        told.clear()
        stage.qtbot.mouseMove(stage.window, QPoint(2, 2))
        QApplication.sendEvent(plot, leave())
        picture(plot)
        assert not told
    finally:
        del plot.paint_tip


def leave() -> QEvent:
    return QEvent(QEvent.Type.Leave)


# ---- loss and plane


def test_a_click_and_a_drag_in_the_losses_choose_the_epoch(stage: Stage) -> None:
    stage.show(FIT)
    go_to(stage.qtbot, stage.window, FIT.epochs)
    plot = stage.picture.loss
    middle = plot.area().height() / 2
    stage.click_plot(plot, spot(plot, 10.0, stage.value_at(plot, QPoint(0, round(middle)))[1]))
    stage.wait(lambda: stage.window.playback.cursor == 10)
    assert scatter(stage)._line.slope == pytest.approx(float(stage.window.playback.history["w"][10]))  # type: ignore[index]
    here = QPoint(round(plot.across(10)), round(middle))
    shift = plot.mapFromScene(plot.view.mapToScene(QPointF(0, 0)))
    end = QPoint(round(plot.across(20)), round(middle))
    stage.drag(plot, here + shift, end + shift)
    stage.wait(lambda: stage.window.playback.cursor == 20)
    assert stage.nothing_changed()


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_button_makes_an_axis_of_the_losses_logarithmic(stage: Stage, axis: str) -> None:
    stage.show(FIT)
    go_to(stage.qtbot, stage.window, FIT.epochs)
    plot = stage.picture.loss
    linear = plot.shown_range()
    button = plot._buttons[axis]
    stage.qtbot.mouseClick(button, LEFT)
    assert plot.logs == (axis == "x", axis == "y")
    low, high = plot.shown_range()[:2] if axis == "x" else plot.shown_range()[2:]
    assert low < high
    assert high == pytest.approx(np.log10(FIT.epochs) * 1.05 if axis == "x" else np.log10(30.8), abs=0.2)
    stage.qtbot.mouseClick(button, LEFT)
    assert plot.shown_range() == linear
    assert stage.nothing_changed()


def plane_is_ready(stage: Stage) -> bool:
    """Tell whether run, losses and start in the plane are those of the fit shown, and no others are on their way."""
    playback = stage.window.playback
    if playback.history is None or playback.is_replaying or playback.history.engine != "compiled":
        return False
    plane, start = stage.lab.plane, stage.picture.plane._start
    known = (
        stage.lab.analysis.found is not None
        and plane._analysis is stage.lab.analysis.found
        and plane._landscape is not None
    )
    return known and not plane._task.running and start == stage.experiment.start_values()


def drag_start_in_plane(stage: Stage) -> Mapping[str, Any]:
    plot = stage.picture.plane
    stage.settle()
    seen: list[object] = []

    def is_at_rest() -> bool:
        seen.append(plot.shown_range() if plane_is_ready(stage) else None)
        return seen[-1] is not None and seen[-5:] == [seen[-1]] * 5

    stage.wait(is_at_rest)
    end = spot(plot, 0.0, 0.0) + QPoint(30, -20)
    w, b = stage.drag(plot, spot(plot, 0.0, 0.0), end)
    return {"start": (("w", w), ("b", b))}


def nudge_start_in_plane(stage: Stage) -> Mapping[str, Any]:
    plot = stage.picture.plane
    stage.wait(lambda: plane_is_ready(stage))
    _x0, _x1, y0, y1 = plot.shown_range()
    stage.press(Qt.Key.Key_Up, ALT, plot)
    return {"start": (("w", 0.0), ("b", nudged(0.0, 1, 0.01 * (y1 - y0))))}


PLANE = [
    Act(
        "the start is dragged in the plane as one undo step",
        drag_start_in_plane,
        undo="start",
        seen=lambda stage: stage.picture.plane._start == stage.experiment.start_values(),
    ),
    Act(
        "Alt and an arrow nudge the start in the plane",
        nudge_start_in_plane,
        undo=CHANGE,
        seen=lambda stage: stage.picture.plane._start == stage.experiment.start_values(),
    ),
]


def test_the_losses_of_the_plane_reach_where_the_start_is_dragged(stage: Stage) -> None:
    stage.show(FIT, 5)
    plot = stage.picture.plane
    stage.wait(lambda: plane_is_ready(stage))
    corner = QPoint(4, 4)
    shift = plot.mapFromScene(plot.view.mapToScene(QPointF(0, 0)))
    w, b = stage.drag(plot, spot(plot, 0.0, 0.0), corner + shift)
    stage.settle()
    stage.wait(lambda: plot._heights.xs[0] <= w <= plot._heights.xs[-1] and plot._heights.ys[-1] >= b)
    assert plot._exact == pytest.approx((1.9, 1.0))


# ---- tables from files and the clipboard


HEIGHTS = "age,height,weight\n1,75,9\n2,87,12\n3,96,14\n4,103,16\n"
AGE_AND_HEIGHT = np.array([[1.0, 75.0], [2.0, 87.0], [3.0, 96.0], [4.0, 103.0]])


def answer_dialog(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> list[str]:
    """Choose a file, or none, in the next dialogs; return the folders that they open in."""
    folders: list[str] = []

    def choose(_parent: object, _title: str, folder: str, _filter: str) -> tuple[str, str]:
        folders.append(folder)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    return folders


def test_a_csv_file_is_opened_by_the_button_and_another_column_chosen(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(FIT)
    file = tmp_path / "children.csv"
    file.write_text(HEIGHTS, encoding="utf-8")
    folders = answer_dialog(monkeypatch, file)
    controls = stage.controls
    stage.click(controls.open_button)
    stage.wait(lambda: stage.experiment != FIT)
    data = stage.experiment.data
    assert isinstance(data, CsvPoints)
    assert (data.path, data.x, data.y) == (str(file), "age", "height")
    assert stage.experiment == stage.changed(data=data)
    assert stage.undo_step().template == CHANGE
    assert shows_points(AGE_AND_HEIGHT)(stage)
    assert controls.data.current() == "csv"
    assert "children.csv" in controls.data_note.text()
    assert not controls.progress.isVisible()
    stage.choose(controls.columns.column_y, "weight")
    stage.wait(lambda: stage.experiment.data != data)
    assert (stage.experiment.data.x, stage.experiment.data.y) == ("age", "weight")
    assert scatter(stage)._points[:, 1].tolist() == [9, 12, 14, 16]
    stage.choose(controls.columns.column_x, "height")
    stage.wait(lambda: stage.experiment.data.x == "height")
    for _ in range(3):
        stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == FIT
    assert not controls.columns.column_x.isVisible()
    stage.click(controls.open_button)  # the next dialog opens where the last file was
    stage.wait(lambda: stage.experiment.data == data)
    assert folders[-1] == str(tmp_path)


def test_the_entry_for_a_csv_file_asks_for_one_and_leaves_the_data_where_none_is_chosen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(FIT)
    folders = answer_dialog(monkeypatch, "")
    stage.choose(stage.controls.data, "csv")
    assert len(folders) == 1
    assert stage.controls.data.current() == "own points"
    assert stage.nothing_changed()


def test_a_file_that_cannot_be_read_is_refused_beside_the_data(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(FIT)
    answer_dialog(monkeypatch, tmp_path / "gone.csv")
    stage.click(stage.controls.open_button)
    stage.wait(stage.controls.data_error.isVisible)
    assert "gone.csv" in stage.controls.data_error.text()
    assert not stage.controls.progress.isVisible()
    assert stage.nothing_changed()


def test_rows_that_cannot_be_read_are_named_by_line_and_counted(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.show(FIT)
    file = tmp_path / "holes.csv"
    file.write_text("x,y\n1,2\n3,?\n4,\n5,6\n7,?\n8,?\n9,10\n11,12\n", encoding="utf-8")
    answer_dialog(monkeypatch, file)
    stage.click(stage.controls.open_button)
    stage.wait(lambda: stage.experiment != FIT)
    lines = stage.controls.data_note.text().split("\n")
    assert scatter(stage)._points.tolist() == [[1, 2], [5, 6], [9, 10], [11, 12]]
    assert lines[1].endswith("4")
    assert ["3" in lines[2], "4" in lines[3], "6" in lines[4], lines[5]] == [True, True, True, "…"]


def test_two_columns_are_pasted_by_the_button_and_what_is_no_number_is_named(stage: Stage) -> None:
    stage.show(FIT)
    QApplication.clipboard().setText("1\t2\n3\tfour\n5\t6\n7\t8\n")
    stage.click(stage.controls.paste_button)
    stage.wait(lambda: stage.experiment != FIT)
    assert isinstance(stage.experiment.data, PastedPoints)
    assert stage.experiment == stage.changed(data=stage.experiment.data)
    assert shows_points(np.array([[1.0, 2.0], [5.0, 6.0], [7.0, 8.0]]))(stage)
    assert stage.undo_step().template == CHANGE
    assert "four" in stage.controls.data_note.text()
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == FIT
    assert "four" not in stage.controls.data_note.text()


FOUR = "TV\tradio\tnewspaper\tsales\n230.1\t37.8\t69.2\t22.1\n44.5\t39.3\t45.1\t10.4\n17.2\t45.9\t69.3\t9.3\n"


def paste_four(stage: Stage) -> None:
    QApplication.clipboard().setText(FOUR)
    stage.click(stage.controls.paste_button)
    stage.wait(lambda: stage.experiment.data != FIT.data)


def axes_of(stage: Stage) -> tuple[str, str]:
    return scatter(stage)._texts["x"], scatter(stage)._texts["y"]


def heads_of(model: Any) -> list[str]:
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def test_of_a_pasted_table_of_many_columns_two_are_chosen_in_place(stage: Stage) -> None:
    stage.show(FIT)
    controls, columns = stage.controls, stage.controls.columns
    assert not controls.columns_section.isVisible()
    paste_four(stage)
    stage.wait(columns.isVisible)
    assert [columns.column_x.combo.itemText(row) for row in range(4)] == ["TV", "radio", "newspaper", "sales"]
    assert columns.model.table.rows[0] == ("230.1", "37.8", "69.2", "22.1")
    assert "TV" in controls.data_note.text()  # what was taken, and why
    assert "radio" in controls.data_note.text()
    stage.choose(columns.column_y, "sales")
    stage.wait(lambda: axes_of(stage) == ("TV", "sales"))
    assert scatter(stage)._points.tolist() == [[230.1, 22.1], [44.5, 10.4], [17.2, 9.3]]
    assert heads_of(columns.model) == ["x: TV", "y: sales", "radio", "newspaper"]
    assert heads_of(controls.table.model) == ["TV", "sales"]
    assert stage.undo_step().template == CHANGE
    stage.click(columns.swap)
    stage.wait(lambda: axes_of(stage) == ("sales", "TV"))
    stage.choose(columns.column_x, "TV")  # which is y: the two change places
    stage.wait(lambda: axes_of(stage) == ("TV", "sales"))
    stage.press(Qt.Key.Key_Z, CTRL)
    stage.press(Qt.Key.Key_Z, CTRL)
    stage.press(Qt.Key.Key_Z, CTRL)
    assert axes_of(stage) == ("TV", "radio")
    assert columns.column_y.current() == "radio"
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == FIT
    assert not controls.columns_section.isVisible()
    assert axes_of(stage) == ("x", "y")


def test_what_does_not_fit_other_points_changes_with_them_and_is_said_while_it_stands(stage: Stage) -> None:
    stage.show(FIT)
    paste_four(stage)
    after = stage.experiment
    assert (after.standardise, after.start) == (True, (("w", 0.0), ("b", 37.8)))
    note = stage.controls.data_note
    assert "0.02" in note.text()  # the rate that was there
    assert "b = 37.8" in note.text()
    assert stage.window.stack.count() == 1
    assert stage.undo_step().template == CHANGE  # of the data, from which the rest follows
    stage.write(stage.controls.descent.rate.edit, "0.2")
    stage.wait(lambda: "b = 37.8" not in note.text())
    for _ in range(2):
        stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == FIT


def test_the_names_of_columns_stay_when_a_point_is_changed(stage: Stage) -> None:
    stage.show(FIT)
    paste_four(stage)
    table = stage.controls.table
    click_cell(stage, 0, 0)
    table.model.setData(table.model.index(0, 1), "40")
    stage.wait(lambda: isinstance(stage.experiment.data, GivenPoints))
    assert stage.experiment.data.names == axes_of(stage) == ("TV", "radio")
    assert not stage.controls.columns_section.isVisible()


def test_a_column_that_has_no_point_is_refused_and_the_choice_stays(stage: Stage) -> None:
    stage.show(FIT)
    QApplication.clipboard().setText("a,b,c\n1,2,\n3,4,\n,6,5\n")
    stage.click(stage.controls.paste_button)
    stage.wait(stage.controls.columns.isVisible)
    before = stage.experiment
    stage.choose(stage.controls.columns.column_y, "c")
    stage.wait(stage.controls.data_error.isVisible)
    assert "'c'" in stage.controls.data_error.text()
    assert stage.experiment == before
    assert stage.controls.columns.column_y.current() == "b"


def test_words_pasted_are_refused_beside_the_data(stage: Stage) -> None:
    stage.show(FIT)
    QApplication.clipboard().setText("no numbers at all")
    stage.click(stage.controls.paste_button)
    stage.wait(stage.controls.data_error.isVisible)
    assert stage.nothing_changed()


def test_ctrl_v_in_the_picture_reads_the_clipboard(stage: Stage) -> None:
    stage.show(FIT)
    QApplication.clipboard().setText(FOUR)
    stage.press(Qt.Key.Key_V, CTRL, scatter(stage))
    stage.wait(lambda: axes_of(stage) == ("TV", "radio"))
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == FIT


def test_ctrl_v_in_a_lab_without_data_does_nothing(stage: Stage) -> None:
    QApplication.clipboard().setText(FOUR)
    stage.window.show_lab("minimise")
    before = stage.experiment
    stage.press(Qt.Key.Key_V, CTRL)
    assert stage.experiment == before
    stage.window.show_lab("regression")


def test_what_is_refused_in_the_table_of_points_is_said_there(stage: Stage) -> None:
    stage.show(FIT)
    QApplication.clipboard().setText("no numbers at all")
    table = stage.controls.table
    click_cell(stage, 0, 0)
    stage.press(Qt.Key.Key_V, CTRL, table.view)
    stage.wait(table.error.isVisible)
    assert not stage.controls.data_error.isVisible()
    assert stage.nothing_changed()
    QApplication.clipboard().setText(FOUR)
    stage.click(table.paste_button)
    stage.wait(lambda: axes_of(stage) == ("TV", "radio"))
    assert not table.error.isVisible()


def dropped(window: QWidget, *paths: Path) -> bool:
    """Drag files over the window and drop them; tell whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, action = QPoint(500, 300), Qt.DropAction.CopyAction
    over = QDragEnterEvent(at, action, data, Qt.MouseButton.LeftButton, PLAIN)
    over.ignore()
    QApplication.sendEvent(window, over)
    if over.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(at), action, data, Qt.MouseButton.LeftButton, PLAIN))
    return over.isAccepted()


def test_a_file_that_is_dropped_on_the_window_is_opened(stage: Stage, tmp_path: Path) -> None:
    stage.show(FIT)
    table, saved = tmp_path / "children.csv", tmp_path / "fit.descent.json"
    table.write_text(HEIGHTS, encoding="utf-8")
    assert dropped(stage.window, table)
    stage.wait(lambda: axes_of(stage) == ("age", "height"))
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == FIT
    write(saved, replace(FIT, epochs=7))
    stage.lab.document.mark_saved(FIT)
    assert dropped(stage.window, saved)
    assert stage.experiment == replace(FIT, epochs=7)
    assert dropped(stage.window, table, saved)
    assert "one file" in stage.window._said.text()
    assert stage.experiment == replace(FIT, epochs=7)
    assert not any(plot.acceptDrops() for plot in stage.picture.plots())  # which would keep them from the window


def test_a_reading_can_be_cancelled(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.show(FIT)
    begun, cancelled = Event(), Event()

    def slow(text: str, progress: Callable[[float], None], **_options: Any) -> Any:
        progress(0.5)
        begun.set()
        cancelled.wait()
        progress(0.9)
        return read_table(text)  # were it not cancelled

    monkeypatch.setattr("gui.labs.regression.data_source.read_table", slow)
    QApplication.clipboard().setText("1\t2\n")
    stage.click(stage.controls.paste_button)
    try:
        stage.wait(lambda: begun.is_set() and stage.controls.progress.value() == 50)
        stage.click(stage.controls.cancel_button)
    finally:
        cancelled.set()
    stage.wait(lambda: not stage.controls.progress.isVisible())
    assert stage.nothing_changed()


def test_what_was_set_while_a_table_was_read_stays(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.show(FIT)
    go_on = Event()

    def slow(text: str, **_options: Any) -> Any:
        go_on.wait()
        return read_table(text)

    monkeypatch.setattr("gui.labs.regression.data_source.read_table", slow)
    QApplication.clipboard().setText(FOUR)
    stage.click(stage.controls.paste_button)
    try:
        stage.lab.run.propose(optimizer=OptimizerSetting.of("adam", learning_rate=0.3))
    finally:
        go_on.set()
    stage.wait(lambda: axes_of(stage) == ("TV", "radio"))
    assert stage.experiment.optimizer == OptimizerSetting.of("adam", learning_rate=0.3)
    assert stage.experiment.start == FIT.start


def test_a_reading_that_fails_leaves_no_bar_of_progress(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.show(FIT)

    def broken(*_arguments: Any, **_options: Any) -> Any:
        raise ArithmeticError("of the program's own")

    monkeypatch.setattr("gui.labs.regression.data_source.read_table", broken)
    QApplication.clipboard().setText("1\t2\n")
    errors = stage.window.errors
    errors._shown.clear()
    stage.click(stage.controls.paste_button)
    stage.wait(lambda: errors.dialog is not None and not stage.controls.progress.isVisible())
    stage.qtbot.keyClick(errors.dialog, Qt.Key.Key_Escape)
    stage.wait(lambda: errors.dialog is None)
    assert stage.nothing_changed()


def test_a_point_dragged_out_of_the_picture_is_in_view_once_it_is_dropped(stage: Stage) -> None:
    stage.show(FIT)
    plot = scatter(stage)
    before = plot.shown_range()
    top = spot(plot, 4.0, before[3])
    stage.drag(plot, spot(plot, *POINTS[4]), top - QPoint(0, 120))
    stage.settle()
    x, y = points_of(stage.experiment.data)[4]
    stage.wait(lambda: plot.shown_range()[3] > y > before[3])
    assert plot.shown_range()[:3] == before[:3]
    assert x == pytest.approx(4.0, abs=2 * plot.unit()[0])
    assert stage.window.stack.count() == 1


def test_the_first_line_dragged_out_of_the_picture_is_in_view_once_it_is_dropped(stage: Stage) -> None:
    stage.show(FIT)
    plot = scatter(stage)
    bottom = plot.shown_range()[2]
    stage.drag(plot, on_line(stage, "shift"), spot(plot, 2.0, bottom) + QPoint(0, 40))
    stage.settle()
    start = dict(stage.experiment.start)
    lowest = min(start["w"] * x + start["b"] for x in (0.0, 4.0))
    assert lowest < bottom
    stage.wait(lambda: plot.shown_range()[2] <= lowest)


# ---- the table of points


def cell(stage: Stage, row: int, column: int) -> QPoint:
    """Return the middle of a cell of the table, once that is unfolded."""
    table = stage.controls.table
    stage.unfold(stage.controls.table_section)
    stage.reveal(table.view)
    index = table.model.index(row, column)
    table.view.scrollTo(index)
    return table.view.visualRect(index).center()


def click_cell(stage: Stage, row: int, column: int, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    at = cell(stage, row, column)
    stage.qtbot.mouseClick(stage.controls.table.view.viewport(), LEFT, modifiers, at)


def type_in_cell(stage: Stage, row: int, column: int, text: str) -> None:
    """Open a cell with a double click, write, and press Enter."""
    click_cell(stage, row, column)
    stage.qtbot.mouseDClick(stage.controls.table.view.viewport(), LEFT, pos=cell(stage, row, column))
    write_in_open_cell(stage, text)


def write_in_open_cell(stage: Stage, text: str) -> None:
    editor = stage.controls.table.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    stage.qtbot.keyClicks(editor, text)
    stage.qtbot.keyClick(editor, Qt.Key.Key_Return)
    stage.wait(lambda: stage.controls.table.view.state() != stage.controls.table.view.State.EditingState)


def add_row(stage: Stage) -> None:
    stage.unfold(stage.controls.table_section)
    stage.click(stage.controls.table.add_button)
    write_in_open_cell(stage, "5")
    type_in_cell(stage, 5, 1, "9")


def delete_rows(stage: Stage, *, key: bool) -> None:
    click_cell(stage, 1, 0)
    click_cell(stage, 3, 0, CTRL)
    if key:
        stage.press(Qt.Key.Key_Delete, widget=stage.controls.table.view)
    else:
        stage.click(stage.controls.table.delete_button)


def paste_in_table(stage: Stage, *, key: bool) -> None:
    QApplication.clipboard().setText("1;2\n3;5\n")
    click_cell(stage, 0, 0)
    if key:
        stage.press(Qt.Key.Key_V, CTRL, stage.controls.table.view)
    else:
        stage.click(stage.controls.table.paste_button)
    stage.wait(lambda: not stage.controls.progress.isVisible() and stage.experiment != stage.before)


def with_cell(row: int, column: int, value: float) -> GivenPoints:
    points = POINTS.copy()
    points[row, column] = value
    return GivenPoints(points)


PASTED = pasted_points(read_table("1;2\n3;5\n"))
TABLE = [
    Act(
        "a number typed in the table moves a point",
        lambda stage: type_in_cell(stage, 2, 1, "4.5"),
        {"data": with_cell(2, 1, 4.5)},
        MOVE,
        shows_points(with_cell(2, 1, 4.5).values),
    ),
    Act(
        "a word typed in the table stays there with its reason",
        lambda stage: type_in_cell(stage, 2, 1, "four"),
        seen=lambda stage: (
            stage.controls.table.error.isVisible() and stage.controls.table.model.index(2, 1).data() == "four"
        ),
    ),
    Act(
        "a row added by the button is a point once both cells are typed",
        add_row,
        {"data": GivenPoints([*POINTS.tolist(), [5.0, 9.0]])},
        ADD,
        lambda stage: stage.controls.table.model.rowCount() == 7,
    ),
    Act(
        "rows selected in the table are deleted by the key",
        lambda stage: delete_rows(stage, key=True),
        {"data": GivenPoints(POINTS[[0, 2, 4]])},
        CHANGE,
        lambda stage: len(scatter(stage)._points) == 3,
    ),
    Act(
        "rows selected in the table are deleted by the button",
        lambda stage: delete_rows(stage, key=False),
        {"data": GivenPoints(POINTS[[0, 2, 4]])},
        CHANGE,
        lambda stage: not stage.controls.table.delete_button.isEnabled() or len(scatter(stage)._points) == 3,
    ),
    Act(
        "two columns are pasted into the table by the keys",
        lambda stage: paste_in_table(stage, key=True),
        {"data": PASTED},
        CHANGE,
        shows_points(points_of(PASTED)),
    ),
    Act(
        "two columns are pasted into the table by its button",
        lambda stage: paste_in_table(stage, key=False),
        {"data": PASTED},
        CHANGE,
        shows_points(points_of(PASTED)),
    ),
]


def test_rows_selected_in_the_table_are_copied_with_all_digits(stage: Stage) -> None:
    stage.show(replace(FIT, data=GivenPoints([[0.1, 1 / 3], [2.0, 5.0], [3.0, 7.0]])))
    click_cell(stage, 0, 0)
    click_cell(stage, 2, 1, CTRL)
    stage.press(Qt.Key.Key_C, CTRL, stage.controls.table.view)
    assert QApplication.clipboard().text() == f"0.1\t{1 / 3!r}\n3.0\t7.0\n"


# ---- what is refused of a run


@pytest.mark.parametrize("points", [[[1.0, 2.0], [3.0, 4.0]], []], ids=["with points", "without any"])
def test_a_run_that_cannot_begin_says_so_beside_what_it_lacks(stage: Stage, points: list[list[float]]) -> None:
    stage.show(FIT)
    stage.lab.run.propose(data=GivenPoints(np.array(points).reshape(-1, 2)))
    if points:
        stage.formula(stage.controls.prediction, "log(a)*x")
        stage.wait(stage.controls.start_error.isVisible)
        assert stage.controls.start_section.is_open()
        assert not stage.controls.data_error.isVisible()
    else:
        stage.wait(stage.controls.data_error.isVisible)
        assert scatter(stage)._is_empty
    for _ in range(stage.window.stack.index()):
        stage.press(Qt.Key.Key_Z, CTRL)
    stage.settle()
    assert not stage.controls.start_error.isVisible()
    assert not stage.controls.data_error.isVisible()


# ---- the side panel


def show_page(stage: Stage, place: int) -> None:
    """Open a page of the side panel by a click on its tab."""
    bar = stage.window.stage.findChild(QTabWidget).tabBar()
    stage.qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())


def test_the_values_are_shown_beside_those_of_numpy_and_a_click_on_a_row_goes_there(stage: Stage) -> None:
    stage.show(FIT, 7)
    show_page(stage, 1)
    page = stage.lab.values.page
    history: Any = stage.window.playback.history
    stage.wait(lambda: page.table.model.current == 7)
    assert page.table.model.texts(7)[:2] == ("7", number_text(float(history["w"][7]), page.table.model._digits))
    shown = dict(page.readouts.values())
    assert shown["w (NumPy)"] == "1.9"
    b, best, apart = (Fraction(shown[name].replace("−", "-")) for name in ("b", "b (NumPy)", "b − NumPy"))
    assert best + apart == b
    assert float(apart) == pytest.approx(float(history["b"][7]) - 1.0, abs=1e-8)
    assert [*shown][:4] == ["w", "b", "loss", "R²"]
    at = page.table.view.visualRect(page.table.model.index(3, 0)).center()
    stage.qtbot.mouseClick(page.table.view.viewport(), LEFT, pos=at)
    stage.wait(lambda: stage.window.playback.cursor == 3)
    assert stage.nothing_changed()


def test_values_of_a_standardised_fit_are_told_in_both_units(stage: Stage) -> None:
    stage.show(replace(FIT, standardise=True), 7)
    show_page(stage, 1)
    history: Any = stage.window.playback.history
    page = stage.lab.values.page
    stage.wait(lambda: page.table.model.current == 7)
    shown = page.readouts.values()
    w, b = float(history["w"][7]), float(history["b"][7])
    original = {number_text(w / np.sqrt(2), 9), number_text(b - w * 2 / np.sqrt(2), 9)}
    assert original <= {text for _name, text in shown}
    line = scatter(stage)._line
    assert (line.slope, line.intercept) == pytest.approx((w / np.sqrt(2), b - w * 2 / np.sqrt(2)))


def test_a_fit_of_mini_batches_counts_epochs_and_updates(stage: Stage) -> None:
    stage.show(replace(FIT, batch_size=2), 7)
    show_page(stage, 1)
    stage.wait(lambda: stage.lab.pages["values"].table.model.current == 7)
    assert stage.lab.pages["values"].table.model.texts(7)[0] == "2"  # three updates an epoch
    assert stage.lab.row_label().startswith("epoch 2 / 40")


def test_a_fit_without_an_exact_answer_is_judged_by_its_curvature(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    smooth = replace(FIT, loss=LossChoice.of("log_cosh"), epochs=300)
    stage.show(replace(smooth, optimizer=OptimizerSetting.of("sgd", learning_rate=0.1)))
    stage.press(Qt.Key.Key_End)
    stage.wait(lambda: stage.window.playback.at_end and not stage.window.playback.running)
    stage.wait(lambda: stage.lab.curvature.at_cursor() is not None)
    curvature, judged_by = stage.lab.curvature.at_cursor(), []

    def judge(*at: Any, **known: Any) -> Verdict:
        judged_by.append(known)
        return verdict(*at, **known)

    monkeypatch.setattr("gui.labs.regression.controller.verdict", judge)
    shown = stage.lab.shown()
    found = verdict(shown.descent, shown.history, shown.index, curvature=curvature)
    assert stage.lab.verdict().sentence == render(found.message)
    assert judged_by == [{"curvature": curvature}]
    assert all(value > 0 for value in curvature.eigenvalues)


def test_the_run_of_the_former_parameters_stays_until_that_of_others_is_there(stage: Stage) -> None:
    stage.show(replace(FIT, epochs=300_000))
    show_page(stage, 1)
    stage.press(Qt.Key.Key_End)
    stage.wait(lambda: stage.window.playback.at_end and not stage.window.playback.running)
    stage.wait(lambda: stage.lab.pages["values"].table.model.rowCount() > 100)
    before = stage.lab.verdict().sentence
    stage.formula(stage.controls.prediction, "w*x + c")
    assert stage.window.playback.history.parameters in (("w", "b"), ("w", "c"))  # type: ignore[union-attr]
    if stage.window.playback.history.parameters == ("w", "b"):  # type: ignore[union-attr]
        assert stage.lab.verdict().sentence == before
    stage.lab.pages["values"].table.fit_columns()
    picture(stage.lab.pages["values"].table)
    stage.wait(lambda: stage.lab.analysis.found is not None)
    stage.settle()
    assert stage.lab.pages["values"].table.model.names[1:3] == ("w", "c")


def test_the_table_of_values_can_be_laid_out_while_it_is_hidden_and_the_run_is_shorter(stage: Stage) -> None:
    stage.show(FIT, FIT.epochs)
    show_page(stage, 1)
    stage.wait(lambda: stage.lab.pages["values"].table.model.rowCount() > FIT.epochs)
    show_page(stage, 0)
    stage.write(stage.controls.descent.epochs.edit, "5")
    stage.settle()
    stage.lab.pages["values"].table.fit_columns()
    assert stage.lab.pages["values"].table.model.rowCount() <= 6


# ---- pins


def test_a_pinned_fit_is_drawn_in_all_plots_and_made_current_or_dropped_by_its_buttons(stage: Stage) -> None:
    stage.show(FIT, 5)
    table, pins = stage.picture.pins, stage.lab.pins
    stage.press(Qt.Key.Key_P)
    stage.write(stage.controls.descent.rate.edit, "0.05")
    stage.wait(lambda: pins[0].is_whole and len(table.rows()) == 2)
    stage.settle()
    other = stage.experiment
    assert len(scatter(stage)._pinned) == len(stage.picture.plane._pins._paths) == 1
    stage.click(table.lines[1].back)
    assert stage.experiment == FIT
    assert stage.undo_step().template == CHANGE
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == other
    stage.press(Qt.Key.Key_Escape)  # leaves the field, where P would be a letter
    stage.press(Qt.Key.Key_P)
    stage.wait(lambda: len(table.rows()) == 3)
    stage.click(table.lines[1].unpin)
    stage.wait(lambda: len(table.rows()) == 2)
    assert pins[0].experiment == other
    stage.click(table.heading.clear)
    stage.wait(table.isHidden)
    assert len(pins) == 0
    assert stage.experiment == other


def test_a_pinned_fit_of_other_parameters_has_a_line_and_no_path(stage: Stage) -> None:
    stage.show(FIT, 5)
    stage.press(Qt.Key.Key_P)
    stage.formula(stage.controls.prediction, "m*x + q")
    stage.wait(lambda: stage.lab.pins[0].is_whole)
    stage.settle()
    stage.wait(lambda: len(scatter(stage)._pinned) == 1)
    assert stage.picture.plane._pins._paths == ()


def test_the_path_of_a_standardised_pin_is_drawn_in_the_units_of_the_plane(stage: Stage) -> None:
    """In units of z = (x − 2)/√2 a line w·x + b is √2·w·z + (b + 2w)."""
    stage.show(replace(FIT, standardise=True), 5)
    stage.press(Qt.Key.Key_P)
    stage.click(stage.controls.standardise, QPoint(8, stage.controls.standardise.height() // 2))
    stage.wait(lambda: stage.lab.pins[0].is_whole)
    stage.settle()
    stage.wait(lambda: len(stage.picture.plane._pins._paths) == 1)
    path, history = stage.picture.plane._pins._paths[0], stage.lab.pins[0].run.history
    assert path.x == pytest.approx(history["w"] / np.sqrt(2))
    assert path.y == pytest.approx(history["b"] - 2 * history["w"] / np.sqrt(2))


# ---- language


def test_all_texts_are_shown_in_another_language(stage: Stage) -> None:
    stage.show(replace(FIT, standardise=True, batch_size=2), 5)
    controls, picture_ = stage.controls, stage.picture
    said = (
        lambda: controls.standardise.text(),
        lambda: controls.standardise_note.text(),
        lambda: controls.open_button.text(),
        lambda: controls.data.combo.currentText(),
        lambda: controls.start_kind.combo.currentText(),
        lambda: controls.residuals.combo.currentText(),
        lambda: controls.descent.rate.heading.text(),
        lambda: picture_.scatter._texts["title"],
        lambda: picture_.plane._texts["title"],
        lambda: picture_.loss._texts["x"],
        lambda: stage.lab.pages["values"].table.model.names[0],
    )
    english = [text() for text in said]
    try:
        stage.window.appearance.set_language("zh_CN")
        stage.wait(lambda: all(text() != before for text, before in zip(said, english, strict=True)))
    finally:
        stage.window.appearance.set_language("en")
    stage.wait(lambda: [text() for text in said] == english)
    assert stage.nothing_changed()


def test_shift_and_an_arrow_on_the_losses_step_by_a_phase(stage: Stage) -> None:
    stage.show(FIT, 3)
    stage.press(Qt.Key.Key_Right, SHIFT, stage.picture.loss)
    assert stage.lab.listing.page.lit_line == stage.lab.listing.lines["zero"]
    assert stage.nothing_changed()


def test_losses_that_cannot_be_computed_are_asked_for_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> Any:
        raise ArithmeticError("of the program's own, in the plane")

    stage.show(FIT)
    stage.wait(lambda: plane_is_ready(stage))
    with monkeypatch.context() as patched:
        patched.setattr("gui.labs.regression.loss_plane.landscape_of", broken)
        stage.write(stage.controls.descent.rate.edit, "0.03")
        stage.lab.run.propose(loss=LossChoice.of("mae"))
        errors = stage.window.errors
        errors._shown.clear()
        stage.wait(lambda: errors.dialog is not None)
        stage.qtbot.keyClick(errors.dialog, Qt.Key.Key_Escape)
        stage.wait(lambda: errors.dialog is None)
    stage.lab.run.propose(loss=LossChoice.of("huber"))
    stage.wait(lambda: stage.lab.analysis.found is not None and plane_is_ready(stage))


def test_the_headers_of_the_pins_have_tooltips(stage: Stage) -> None:
    stage.show(FIT, 5)
    stage.press(Qt.Key.Key_P)
    heading = stage.picture.pins.heading
    stage.wait(lambda: heading.isVisible() and bool(heading.columns))
    at = heading.columns[2].center()
    QApplication.sendEvent(heading, QHelpEvent(QEvent.Type.ToolTip, at, heading.mapToGlobal(at)))
    assert QToolTip.text() == heading.tips[2] != ""
    QToolTip.hideText()


def number(field: Callable[[Stage], Any]) -> Callable[[Stage, str], None]:
    return lambda stage, text: stage.write(field(stage), text)


TYPED: dict[str, tuple[Mapping[str, Any], Callable[[Stage, str], None], tuple[str, str]]] = {
    "the count": ({"data": WAVE}, number(lambda stage: stage.controls.count.edit), ("20", "30")),
    "the seed": ({"data": WAVE}, number(lambda stage: stage.controls.seed.edit), ("7", "8")),
    "the prediction": (
        {},
        lambda stage, text: stage.formula(stage.controls.prediction, text),
        ("w*x + c", "w*x + d"),
    ),
    "the loss": (
        {"loss": OWN},
        lambda stage, text: stage.formula(stage.controls.loss_formula, text),
        ("mean(abs(y - y_pred))", "mean((y - y_pred)^2)"),
    ),
    "a knob of the loss": ({"loss": HUBER}, number(lambda stage: knobs_of_loss(stage).field("delta")), ("2", "3")),
    "the seed of the start": (
        {"start": Seeded(0)},
        number(lambda stage: start_section(stage).start_seed.edit),
        ("7", "8"),
    ),
    "a start": ({}, number(lambda stage: start_section(stage).start_values.field("w")), ("2", "3")),
    "the batch size": ({}, number(lambda stage: more(stage).batch.edit), ("2", "3")),
    "the seed of the batches": ({"batch_size": 2}, number(lambda stage: more(stage).shuffle_seed.edit), ("7", "8")),
    "the epochs": ({}, number(lambda stage: stage.controls.descent.epochs.edit), ("7", "8")),
    "the tolerance": ({}, number(lambda stage: more(stage).descent.tolerance.edit), ("2", "3")),
    "a knob of the noise": (
        {"noise": NoiseSetting.of("normal")},
        number(lambda stage: parts(stage)["noise"].knobs.field("scale")),
        ("2", "3"),
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_twice_is_two_undo_steps(stage: Stage, name: str) -> None:
    given, write, texts = TYPED[name]
    stage.show(replace(FIT, **given))
    found = []
    for text in texts:
        write(stage, text)
        found.append(stage.experiment)
    assert stage.window.stack.count() == 2
    stage.press(Qt.Key.Key_Z, CTRL)
    assert stage.experiment == found[0]


@pytest.mark.parametrize("what", ["line", "point", "start in the plane"])
def test_what_is_dragged_twice_is_two_undo_steps(stage: Stage, what: str) -> None:
    stage.show(replace(FIT, start=(("w", 1.0), ("b", 2.0))))
    stage.wait(lambda: plane_is_ready(stage))
    far = 15 if what == "point" else 150  # out of the picture of the plane, which grows for the next time
    for _ in range(2):
        if what == "line":
            plot, place = scatter(stage), on_line(stage, "shift")
        elif what == "point":
            plot = scatter(stage)
            place = spot(plot, *scatter(stage)._points[4])
        else:
            plot = stage.picture.plane
            place = spot(plot, *stage.experiment.start_values())
        stage.drag(plot, place, place - QPoint(0, far))
        stage.settle()
        stage.wait(lambda: plane_is_ready(stage))
    assert stage.window.stack.count() == 2


ALL = [*DATA, *PREDICTION, *START, *DESCENT, *SCATTER, *PLANE, *TABLE]


@pytest.mark.parametrize("act", ALL, ids=lambda act: act.name)
def test_in_the_regression_lab(stage: Stage, act: Act) -> None:
    perform(stage, FIT, act)
