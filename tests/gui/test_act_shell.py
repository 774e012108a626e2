"""Everything a user can do around the labs: the menus, their keys, the rail, the timeline and the side panel."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QTabBar, QToolTip, QWidget

from gui.labs.list import LABS
from gui.look.text import render
from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.base.plot import Plot
from gui.run.playback import FLAT_OUT
from gui.widgets.timeline import PACES
from model.experiment import Minimise, Regression
from model.experiment.presets import PRESETS, presets_of
from model.message import number_text
from tests.gui.acts import CHANGE, FIRST_PACE, Act, Room, open_room, perform, unchanged
from tests.gui.interaction import (
    CTRL,
    LEFT,
    PLAIN,
    SHIFT,
    drag_track,
    has_colour,
    is_settled,
    open_menu,
    pick,
    press,
    turn_wheel,
    type_into,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAction

    from gui.widgets.fields.track import Track

FILE, EDIT, RUN, VIEW, HELP = range(5)
NEW, OPEN, RECENT, CASES, SAVE, SAVE_AS, QUIT = range(7)
UNDO, REDO = range(2)
TOGGLE, STEP, BACK, PHASE, FIRST_ROW, LAST_ROW, PIN, UNPIN = range(8)
LANGUAGE, THEME, PRESENT, MOTION, CONTROLS, PANEL, PLOTS, FULL = range(len(LABS), len(LABS) + 8)
TOUR, KEYS, FORMULAS, FILES, LICENCES, ABOUT, HINTS = range(7)
"""The entries of the menus, in order; separators are not counted."""
HERE = replace(Minimise(), epochs=30)
"""The experiment that each act finds: not that of a new window."""
CASE = {preset.key: preset.experiment for preset in PRESETS}
TITLE = {preset.key: preset.title.template for preset in PRESETS}


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("shell"), "minimise")


@pytest.fixture
def room(house: Room) -> Iterator[Room]:
    house.set_back("minimise", HERE)
    yield house
    appearance = house.window.appearance
    appearance.set_language("en")
    appearance.set_theme("light")
    QApplication.processEvents()


def entries(room: Room, place: int) -> list[QAction]:
    """Return the entries of a menu of the bar; asking an action for its menu makes Python the owner of it."""
    menu = list(room.window.menus._menus.values())[place]
    return [action for action in menu.actions() if not action.isSeparator()]


def menu(*places: int) -> Callable[[Room], None]:
    return lambda room: pick(room.qtbot, room.window.menuBar(), *places)


def case_in_menu(key: str) -> Callable[[Room], None]:
    lab = CASE[key].lab
    return menu(FILE, CASES, list(LABS).index(lab), [preset.key for preset in presets_of(lab)].index(key))


def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> Callable[[Room], None]:
    return lambda room: press(room.qtbot, room.window, key, modifiers)


def button(name: str) -> Callable[[Room], None]:
    return lambda room: room.qtbot.mouseClick(getattr(room.window.timeline, name), LEFT)


def at(row: int, act: Callable[[Room], None]) -> Callable[[Room], None]:
    """Do something with the cursor at a row."""

    def do(room: Room) -> None:
        room.window.playback.seek(row)
        room.settle(row)
        act(room)

    return do


def after_change(act: Callable[[Room], None], *more: Callable[[Room], None]) -> Callable[[Room], None]:
    """Do something once the epochs have been changed in their field."""

    def do(room: Room) -> None:
        type_into(room.qtbot, room.controls.descent.epochs.edit, "40")
        assert room.experiment.epochs == 40
        for each in (act, *more):
            each(room)

    return do


# ---- what is seen


def cursor_is(row: int) -> Callable[[Room], bool]:
    def seen(room: Room) -> bool:
        timeline = room.window.timeline
        return (
            is_settled(room.window, row)
            and timeline.rows.value() == row
            and timeline.label.text() == room.lab.row_label()
            and number_text(row) in timeline.label.text()
        )

    return seen


def runs(room: Room) -> bool:
    timeline, entry = room.window.timeline, entries(room, RUN)[TOGGLE]
    running = room.window.playback.running
    return running and timeline.run.accessibleName() == "Pause" and entry.text().replace("&", "").startswith("Pause")


def rests(room: Room) -> bool:
    timeline, entry = room.window.timeline, entries(room, RUN)[TOGGLE]
    running = room.window.playback.running
    return not running and timeline.run.accessibleName() == "Run" and entry.text().replace("&", "").startswith("Run")


def lit(line: int) -> Callable[[Room], bool]:
    return lambda room: room.lab.listing.page.lit_line == line


def shows_lab(name: str) -> Callable[[Room], bool]:
    def seen(room: Room) -> bool:
        window = room.window
        lab = window.labs[name]
        widgets = (lab.controls, lab.picture, lab.pages["code"])
        return (
            window.lab is lab
            and all(widget.isVisible() for widget in widgets)
            and window.rail.current() == name
            and window.windowTitle().startswith(LABS[name].title())
            and window.timeline.pin.isVisible() == (lab.pins is not None)
        )

    return seen


def both(*each: Callable[[Room], bool]) -> Callable[[Room], bool]:
    return lambda room: all(one(room) for one in each)


def shows_epochs(epochs: int) -> Callable[[Room], bool]:
    return lambda room: f"range({epochs})" in room.code and room.window.timeline.rows.maximum() == epochs


def pins_are(count: int) -> Callable[[Room], bool]:
    return lambda room: len(room.lab.pins) == count and room.picture.pins.isVisible() == bool(count)


def status_says(room: Room) -> bool:
    return bool(room.window._said.text()) and room.window._said.toolTip() == room.window._said.text()


def pace_is(pace: float) -> Callable[[Room], bool]:
    return lambda room: room.window.playback.pace == pace == room.window.timeline.pace()


def run_once(room: Room) -> None:
    press(room.qtbot, room.window, Qt.Key.Key_Space)


def turn_speed(room: Room) -> None:
    track: Track = room.window.timeline.speed
    track.setFocus()
    for _ in range(2):
        press(room.qtbot, room.window, Qt.Key.Key_Right)


def click_lab(name: str) -> Callable[[Room], None]:
    def act(room: Room) -> None:
        found = [each for each in room.window.rail.findChildren(QWidget) if getattr(each, "key", "") == name]
        room.qtbot.mouseClick(found[0], LEFT)

    return act


def walk_rail(room: Room) -> None:
    buttons = {getattr(each, "key", ""): each for each in room.window.rail.findChildren(QWidget)}
    buttons["minimise"].setFocus()
    press(room.qtbot, room.window, Qt.Key.Key_Right)


def key_in_column(room: Room) -> None:
    room.controls.descent.optimizer.combo.setFocus()
    column = room.controls.parentWidget().parentWidget()
    press(room.qtbot, room.window, Qt.Key.Key_Right)
    assert column.horizontalScrollBar().value() == 0


def step_phase(room: Room) -> None:
    room.picture.loss.setFocus()  # in the curve this key moves the start
    press(room.qtbot, room.window, Qt.Key.Key_Right, SHIFT)


def leave_field(room: Room) -> None:
    room.controls.start.edit.setFocus()
    press(room.qtbot, room.window, Qt.Key.Key_Escape)


def pin_twice(room: Room) -> None:
    press(room.qtbot, room.window, Qt.Key.Key_P)
    room.window._said.clear()
    press(room.qtbot, room.window, Qt.Key.Key_P)


def unpin_all(room: Room) -> None:
    press(room.qtbot, room.window, Qt.Key.Key_P)
    assert pins_are(1)(room)
    menu(RUN, UNPIN)(room)


def zoom_and_reset(act: Callable[[Room], None]) -> Callable[[Room], None]:
    """Zoom into every plot, then do something."""

    def do(room: Room) -> None:
        plots = (room.picture.curve, room.picture.loss, room.picture.difference)
        room.kept["ranges"] = [plot.shown_range() for plot in plots]
        for plot in plots:
            turn_wheel(plot.viewport(), plot.viewport().rect().center(), 2)
            assert plot.held
        act(room)

    return do


def plots_are_home(room: Room) -> bool:
    plots = (room.picture.curve, room.picture.loss, room.picture.difference)
    return [plot.shown_range() for plot in plots] == room.kept["ranges"] and not any(plot.held for plot in plots)


ACTS = [
    Act("new, in the menu", menu(FILE, NEW), lambda room: Minimise(), TITLE["case_8"], shows_epochs(15)),
    Act("new, by key", key(Qt.Key.Key_N, CTRL), lambda room: Minimise(), TITLE["case_8"], shows_epochs(15)),
    Act(
        "a case of the book, in the menu",
        case_in_menu("case_9"),
        lambda room: CASE["case_9"],
        TITLE["case_9"],
        shows_epochs(15_000),
    ),
    Act(
        "undo, in the menu",
        after_change(menu(EDIT, UNDO)),
        unchanged,
        None,
        both(shows_epochs(30), lambda room: not room.window.stack.canUndo() and room.window.stack.canRedo()),
    ),
    *[
        Act(
            f"redo, {name}",
            after_change(menu(EDIT, UNDO), act),
            lambda room: room.changed(epochs=40),
            CHANGE,
            shows_epochs(40),
        )
        for name, act in (
            ("in the menu", menu(EDIT, REDO)),
            ("by key", key(Qt.Key.Key_Z, CTRL | SHIFT)),
            ("by the other key", key(Qt.Key.Key_Y, CTRL)),
        )
    ],
    *[
        Act(name, act, unchanged, None, seen)
        for name, act, seen in (
            ("run, in the menu", menu(RUN, TOGGLE), runs),
            ("run, by its button", button("run"), runs),
            ("run and pause, in the menu", lambda room: (run_once(room), menu(RUN, TOGGLE)(room)), rests),
            ("run and pause, by its button", lambda room: (run_once(room), button("run")(room)), rests),
            ("a step, in the menu", menu(RUN, STEP), cursor_is(1)),
            ("a step, by its button", button("step"), cursor_is(1)),
            ("a step, from within the controls", key_in_column, cursor_is(1)),
            ("a step, from the rail", walk_rail, both(cursor_is(1), shows_lab("minimise"))),
            ("a step back, in the menu", at(5, menu(RUN, BACK)), cursor_is(4)),
            ("a step back, by its button", at(5, button("back")), cursor_is(4)),
            ("a phase, in the menu", menu(RUN, PHASE), both(cursor_is(0), lit(9))),
            ("a phase, by key", step_phase, both(cursor_is(0), lit(9))),
            ("to the start, in the menu", at(5, menu(RUN, FIRST_ROW)), cursor_is(0)),
            ("to the start, by its button", at(5, button("reset")), cursor_is(0)),
            ("to the end, in the menu", menu(RUN, LAST_ROW), both(cursor_is(30), rests)),
            ("to the end, by its button", button("end"), both(cursor_is(30), rests)),
            ("a pin, in the menu", menu(RUN, PIN), both(pins_are(1), status_says)),
            ("a pin, by key", key(Qt.Key.Key_P), both(pins_are(1), status_says)),
            ("a pin, by its button", button("pin"), both(pins_are(1), status_says)),
            ("the same run pinned again", pin_twice, both(pins_are(1), status_says)),
            ("all unpinned, in the menu", unpin_all, pins_are(0)),
            (
                "the handle of the rows dragged",
                lambda room: drag_track(room.qtbot, room.window.timeline.rows, 12),
                cursor_is(12),
            ),
            (
                "the speed dragged to its end",
                lambda room: drag_track(room.qtbot, room.window.timeline.speed, len(PACES) - 1),
                pace_is(math.inf),
            ),
            ("the speed two steps up", turn_speed, pace_is(PACES[PACES.index(FIRST_PACE) + 2])),
            ("a field left with Escape", leave_field, lambda room: room.picture.curve.hasFocus()),
            ("the plots reset, in the menu", zoom_and_reset(menu(VIEW, PLOTS)), plots_are_home),
            ("the plots reset, by key", zoom_and_reset(key(Qt.Key.Key_0, CTRL)), plots_are_home),
        )
    ],
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_each_act_shows_in_experiment_undo_and_window(room: Room, act: Act) -> None:
    perform(room, act)


# ---- which lab


@pytest.mark.parametrize("name", [name for name in LABS if name != "minimise"])
@pytest.mark.parametrize("way", ["menu", "key", "rail"])
def test_a_lab_is_shown_with_its_own_run_and_the_other_is_as_it_was_left(room: Room, name: str, way: str) -> None:
    place = list(LABS).index(name)
    ways = {
        "menu": menu(VIEW, place),
        "key": key(Qt.Key(Qt.Key.Key_1 + place), CTRL),
        "rail": click_lab(name),
    }
    at(7, ways[way])(room)
    room.qtbot.waitUntil(lambda: shows_lab(name)(room))
    room.settle()
    click_lab("minimise")(room)
    room.qtbot.waitUntil(lambda: shows_lab("minimise")(room) and cursor_is(7)(room))
    assert room.experiment == HERE


def test_a_case_of_another_lab_opens_there_and_can_be_undone(room: Room) -> None:
    case_in_menu("case_12")(room)
    room.qtbot.waitUntil(lambda: shows_lab("regression")(room))
    assert room.experiment == CASE["case_12"]
    change = render(next(preset.title for preset in PRESETS if preset.key == "case_12"))
    press(room.qtbot, room.window, Qt.Key.Key_Z, CTRL)
    assert shows_lab("minimise")(room)
    assert room.window._said.text() == f"Undone in Regression: {change}"
    assert room.experiment == HERE
    assert room.window.labs["regression"].document.experiment == Regression()
    press(room.qtbot, room.window, Qt.Key.Key_Y, CTRL)
    assert shows_lab("regression")(room)
    assert room.window._said.text() == f"Redone in Regression: {change}"
    assert room.experiment == CASE["case_12"]


# ---- how the window looks


def test_the_controls_and_the_side_panel_fold_by_menu_and_key(room: Room) -> None:
    stage = room.window.stage
    for place, letter, shown in (
        (CONTROLS, Qt.Key.Key_F8, stage.controls.isVisible),
        (PANEL, Qt.Key.Key_F9, stage.panel.isVisible),
    ):
        wide = room.picture.width()
        for act in (menu(VIEW, place), key(letter)):
            act(room)
            QApplication.processEvents()
            assert not shown()
            assert room.picture.width() > wide + 200
            act(room)
            QApplication.processEvents()
            assert shown()
            assert room.picture.width() <= wide


def test_the_view_menu_ticks_what_is_shown(room: Room) -> None:
    room.window.stage.panel.hide()
    view = open_menu(room.qtbot, room.window.menuBar(), VIEW)
    assert [entries(room, VIEW)[place].isChecked() for place in (CONTROLS, PANEL)] == [True, False]
    view.close()
    key(Qt.Key.Key_F9)(room)
    assert room.window.stage.panel.isVisible()


def test_the_run_menu_offers_to_unpin_only_where_something_is_pinned(room: Room) -> None:
    def offered() -> list[bool]:
        run = open_menu(room.qtbot, room.window.menuBar(), RUN)
        run.close()
        return [entries(room, RUN)[place].isEnabled() for place in (PIN, UNPIN)]

    assert offered() == [True, False]
    key(Qt.Key.Key_P)(room)
    assert offered() == [True, True]
    click_lab("autograd")(room)
    assert offered() == [False, False]


def test_undo_and_redo_name_the_change_and_are_enabled_only_where_there_is_one(room: Room) -> None:
    undo, redo = entries(room, EDIT)
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    type_into(room.qtbot, room.controls.descent.epochs.edit, "40")
    step = room.undo_step().text()
    assert undo.isEnabled()
    assert undo.text().endswith(step)
    press(room.qtbot, room.window, Qt.Key.Key_Z, CTRL)
    assert not undo.isEnabled()
    assert redo.isEnabled()
    assert redo.text().endswith(step)


def test_the_theme_is_chosen_in_the_menu_and_remembered(room: Room) -> None:
    window = room.window
    for place, name in ((1, "dark"), (0, "light")):
        menu(VIEW, THEME, place)(room)
        QApplication.processEvents()
        assert theme.name == window.appearance.settings.remembered("theme", "") == name
        image = window.grab().toImage()
        assert has_colour(image, TOKENS[name].plot, 10_000)
        assert has_colour(image, TOKENS[name].panel, 10_000)
        ticked = [action.isChecked() for action in window.menus._themes.actions()]
        assert ticked == [name == "light", name == "dark", False]


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("name", ["minimise", "regression", "surface"])
def test_every_word_is_in_the_language_chosen_in_the_menu(room: Room, name: str) -> None:
    window = room.window
    window.show_lab(name)
    room.settle()
    type_into(room.qtbot, room.controls.descent.epochs.edit, "17")
    room.settle()
    QApplication.processEvents()
    bar, stage = window.menuBar(), window.stage

    def words() -> list[str]:
        tabs = stage.findChild(QTabBar)
        plots = [plot for plot in room.picture.findChildren(QWidget) if isinstance(plot, Plot) and plot._texts["title"]]
        rail = [each.text() for each in window.rail.findChildren(QWidget) if hasattr(each, "key") and each.isVisible()]
        return [
            *(action.text() for action in bar.actions()),
            *(entry.text() for place in range(len(bar.actions())) for entry in entries(room, place)),
            *(tabs.tabText(place) for place in range(tabs.count())),
            *(plot._texts["title"] for plot in plots),
            *rail,
            window.timeline.label.text(),
            window.timeline.verdict.text,
            window.timeline.step.toolTip(),
            window.windowTitle(),
            room.controls.card.heading.text(),
            room.controls.descent.rate.heading.text(),
            room.controls.descent.optimizer.heading.text(),
            room.controls.descent.parts.header.text(),
            room.lab.explanation.page._button.text(),
            room.lab.pages["values"].table.model.names[0],
            room.undo_step().text() and window.stack.undoText(),
        ]

    english = words()
    assert not any(chinese(word) for word in english)
    menu(VIEW, LANGUAGE, 1)(room)
    QApplication.processEvents()
    assert window.appearance.language == window.appearance.settings.remembered("language", "") == "zh_CN"
    room.qtbot.waitUntil(lambda: len(words()) == len(english))
    assert [word for word in words() if not chinese(word)] == []
    assert room.undo_step().text() not in window.stack.undoText()
    assert window.stack.undoText() in entries(room, EDIT)[UNDO].text()
    menu(VIEW, LANGUAGE, 0)(room)
    room.qtbot.waitUntil(lambda: words() == english)


def test_motion_is_reduced_in_the_menu(room: Room) -> None:
    settings, curve = room.window.appearance.settings, room.picture.curve
    key(Qt.Key.Key_Right)(room)
    room.settle(1)
    room.qtbot.waitUntil(lambda: curve._glide.state() == curve._glide.State.Running)
    room.qtbot.waitUntil(lambda: curve._glide.state() == curve._glide.State.Stopped)
    menu(VIEW, MOTION)(room)
    assert theme.reduced_motion
    assert settings.remembered("reduced_motion", False)
    key(Qt.Key.Key_Right)(room)
    room.settle(2)
    assert curve._glide.state() == curve._glide.State.Stopped
    menu(VIEW, MOTION)(room)
    assert not theme.reduced_motion
    assert not settings.remembered("reduced_motion", False)


@pytest.mark.parametrize("act", [menu(VIEW, FULL), key(Qt.Key.Key_F11)], ids=["menu", "key"])
def test_the_window_fills_the_screen_and_comes_back(room: Room, act: Callable[[Room], None]) -> None:
    act(room)
    room.qtbot.waitUntil(room.window.isFullScreen)
    act(room)
    room.qtbot.waitUntil(lambda: not room.window.isFullScreen())


def test_the_splitter_gives_the_picture_what_the_controls_lose(room: Room) -> None:
    stage = room.window.stage
    handle = stage.handle(2)
    before, wide = stage.sizes(), room.picture.width()
    middle = handle.rect().center()
    room.qtbot.mousePress(handle, LEFT, pos=middle)
    room.qtbot.mouseMove(handle, middle + QPoint(20, 0))
    room.qtbot.mouseRelease(handle, LEFT, pos=middle)
    assert isinstance(stage, QSplitter)
    assert stage.sizes() != before
    assert room.picture.width() != wide
    stage.setSizes(before)


# ---- help and tips


@pytest.mark.parametrize(
    ("act", "page"),
    [
        (menu(HELP, TOUR), "minimise"),
        (key(Qt.Key.Key_F1), "minimise"),
        (menu(HELP, KEYS), "keys"),
        (menu(HELP, FORMULAS), "formulas"),
        (menu(HELP, FILES), "experiment-files"),
        (menu(HELP, LICENCES), "licences"),
        (menu(HELP, ABOUT), "about"),
    ],
    ids=["tour", "tour by F1", "keys", "formulas", "files", "licences", "about"],
)
def test_each_entry_of_the_help_menu_shows_its_page(room: Room, act: Callable[[Room], None], page: str) -> None:
    act(room)
    helped = room.window.help
    assert helped is not None
    assert helped.isVisible()
    assert helped.page == page
    helped.close()
    assert room.window.help is None


def test_f1_shows_the_tour_of_the_lab_shown_and_the_lab_stays_usable(room: Room) -> None:
    click_lab("surface")(room)
    key(Qt.Key.Key_F1)(room)
    helped = room.window.help
    assert helped is not None
    assert (helped.page, helped.isVisible()) == ("surface", True)
    click_lab("minimise")(room)
    room.settle()
    key(Qt.Key.Key_Right)(room)
    room.settle(1)
    assert helped.isVisible(), "it stands beside the lab"
    key(Qt.Key.Key_F1)(room)
    assert helped.page == "minimise"
    helped.close()


def test_the_heads_of_the_pinned_runs_and_their_figures_say_what_they_are(room: Room) -> None:
    key(Qt.Key.Key_P)(room)
    room.qtbot.waitUntil(lambda: room.picture.pins.isVisible() and room.picture.pins.heading.columns[0].width() > 0)
    table = room.picture.pins
    for line in (table.heading, table.lines[0]):
        place = QPoint(line.columns[1].center().x(), 5)
        QApplication.sendEvent(line, QHelpEvent(QHelpEvent.Type.ToolTip, place, line.mapToGlobal(place)))
        assert QToolTip.text() == line.tip_at(1) != ""
    QToolTip.hideText()


def test_the_status_bar_says_how_fast_a_run_is_computed(room: Room) -> None:
    window = room.window
    room.set_back("minimise", replace(Minimise(), epochs=1_000_000_000, dtype="float32"))
    window.playback.set_pace(FLAT_OUT)
    key(Qt.Key.Key_Space)(room)
    slow = window._engine_label.text()
    room.qtbot.waitUntil(lambda: window._engine_label.text().endswith(slow) and window._engine_label.text() != slow)
    assert window._engine_label.text()[0].isdigit()
    assert window._engine_label.toolTip() == window._engine_label.text()
    key(Qt.Key.Key_Space)(room)
    assert window._engine_label.text() == slow
    assert window._engine_label in window.statusBar().findChildren(QLabel)


def test_the_verdict_shows_word_kind_and_sentence(room: Room) -> None:
    verdict = room.window.timeline.verdict
    key(Qt.Key.Key_End)(room)
    room.settle(30)
    room.qtbot.waitUntil(lambda: verdict.kind == "good")
    judged: Any = room.lab.verdict()
    assert (verdict.text, verdict.toolTip()) == (judged.word, judged.sentence)
