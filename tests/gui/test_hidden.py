"""What is hidden shows nothing of a run that is gone, whenever it is asked to paint, to write or to measure."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget
from shiboken6 import isValid

from gui.look.theme import theme
from gui.shell.window import MainWindow
from gui.widgets.tables.text_rows import TextRows
from model.engine.worker import Engine
from model.experiment import Minimise, OptimizerSetting, Regression, Surface
from model.experiment.presets import presets_of
from tests.gui.acts import open_room
from tests.gui.interaction import is_settled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.lab import Lab
    from tests.gui.acts import Room

    Event = Callable[[Room], None]

PAGES = ("code", "values", "explain")
ALONE = QWidget.RenderFlag.DrawWindowBackground
ROLES = [role for role in Qt.ItemDataRole if role < Qt.ItemDataRole.UserRole]
FIRST: dict[str, Any] = {
    "autograd": presets_of("autograd")[0].experiment,
    "minimise": Minimise("x^2 + sin(x)", (("x", 3.7),), epochs=30),
    "regression": Regression(epochs=30),
    "surface": Surface(epochs=30),
}
OTHER: dict[str, dict[str, Any]] = {
    "autograd": {"seed": 5},
    "minimise": {"start": (("x", 3.6),)},
    "regression": {"start": (("w", 0.3), ("b", 0.1))},
    "surface": {"start": (("x", 0.3), ("y", 0.1))},
}
"""What makes the run of which nothing may be left."""
WITHOUT_RUN: dict[str, dict[str, Any]] = {
    "minimise": {"function": "1/x", "start": (("x", 0.0),)},
    "regression": {"prediction": "w/(x-x)+b"},
    "surface": {"function": "1/x + y", "start": (("x", 0.0), ("y", 1.0))},
}
"""Changes after which even the first row cannot be computed."""


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("hidden"), "minimise")
    theme.set("light")
    theme.set_scale(1)  # for the tests of other files


# ---- what is asked of what is hidden


def paint(room: Room) -> None:
    for widget in filter(isValid, everything(room)):
        if not widget.size().isEmpty() and widget.width() < 4_000 and widget.height() < 4_000:
            QWidget.render(widget, QPixmap(widget.size()), QPoint(), renderFlags=ALONE)  # its parts have a turn each


def measure(room: Room) -> None:
    for widget in filter(isValid, everything(room)):
        widget.sizeHint()
        widget.minimumSizeHint()
        widget.heightForWidth(200)
        widget.updateGeometry()
        if isinstance(widget, QTableView):
            for column in range(widget.horizontalHeader().count()):
                widget.sizeHintForColumn(column)


def hover(room: Room) -> None:
    for widget in filter(isValid, everything(room)):  # of tooltips one takes the other's place
        for at in (widget.rect().center(), QPoint(4, widget.height() // 2)):
            QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))


def speak_other(room: Room) -> None:
    appearance = room.window.appearance
    appearance.set_language("en" if appearance.language != "en" else "zh_CN")


def change_theme(room: Room) -> None:
    room.window.appearance.set_theme("dark" if theme.name == "light" else "light")


def change_scale(_room: Room) -> None:
    theme.set_scale(1.25 if theme.scale == 1 else 1.0)


def change_font(_room: Room) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    font = QFont(application.font())
    font.setItalic(not font.italic())
    application.setFont(font)


def change_screen(room: Room) -> None:
    for widget in everything(room):
        QApplication.sendEvent(widget, QEvent(QEvent.Type.DevicePixelRatioChange))


def resize(room: Room) -> None:
    window = room.window
    window.resize(window.width() + (60 if window.width() < 1_300 else -60), window.height())
    for widget in everything(room):
        if not widget.isVisible() and not widget.size().isEmpty():
            widget.resize(widget.width() + 3, widget.height())


EVENTS = (speak_other, change_theme, change_scale, change_font, change_screen, resize, measure, hover, paint)


def everything(room: Room) -> list[QWidget]:
    """Return all widgets but those of the labs in which nothing was changed."""
    labs = [lab for lab in room.window.labs.values() if lab.key not in (room.lab.key, room.began_in)]
    others = {part for lab in labs for whole in parts(lab) for part in (whole, *whole.findChildren(QWidget))}
    return [widget for widget in room.window.findChildren(QWidget) if widget not in others]


def parts(lab: Lab[Any, Any, Any]) -> list[QWidget]:
    return [lab.controls, lab.picture, *lab.pages.values()]


# ---- what is done to the run


def shorten(room: Room) -> None:
    if room.lab.key == "autograd":
        room.lab.document.propose(replace(room.experiment, source="import torch\n"))
    else:
        room.lab.document.propose(replace(room.experiment, epochs=5))


def diverge_at_once(room: Room) -> None:
    fastest = OptimizerSetting.of("sgd", learning_rate=1e30)
    if room.lab.key == "surface":
        runners = tuple(replace(runner, optimizer=fastest) for runner in room.experiment.runners)
        room.lab.document.propose(replace(room.experiment, runners=runners))
    elif room.lab.key != "autograd":
        room.lab.document.propose(replace(room.experiment, optimizer=fastest))


def leave_without_run(room: Room) -> None:
    if room.lab.key in WITHOUT_RUN:
        room.lab.run.propose(**WITHOUT_RUN[room.lab.key])


def refuse(room: Room) -> None:
    if room.lab.key == "autograd":
        room.lab.run.propose(source="a = ")
    else:
        room.lab.run.propose(epochs=-3)


def switch(room: Room) -> None:
    room.window.show_lab("surface" if room.lab.key != "surface" else "minimise")


def undo(room: Room) -> None:
    room.window.stack.undo()


def fewer_runners(room: Room) -> None:
    if room.lab.key == "surface":
        room.lab.runners.select(2)
        room.lab.run.propose(runners=room.experiment.runners[:1])
    else:
        room.window.open_experiment(type(room.experiment)(), asks=False)


def compile_another(room: Room) -> None:
    """Another structure, which begins on autograd and goes on compiled."""
    changes = {
        "minimise": {"function": f"x^2 + {len(room.kept) + 2}*cos(x)*x^3/(1+x^2)"},
        "regression": {"prediction": "w*x^2 + b*x/(1+x^2)", "epochs": 300},
        "surface": {"function": "x^2 + y^2*cos(x)*y/(1+y^2)"},
        "autograd": {"seed": 7},
    }
    room.lab.run.propose(**changes[room.lab.key])


CHANGES = (shorten, diverge_at_once, leave_without_run, refuse, switch, undo, fewer_runners, compile_another)


# ---- what has to hold


def begin(room: Room, key: str, page: str) -> None:
    """Play a run to its end, fill all pages of the side panel, and leave one of them open."""
    room.set_back(key, FIRST[key])
    room.lab.document.propose(replace(FIRST[key], **OTHER[key]))
    room.settle()
    room.window.playback.run_to_end()
    room.qtbot.waitUntil(lambda: room.window.playback.at_end and not room.window.playback.running)
    if room.lab.pins is not None:
        room.lab.pins.pin()
    panel = room.window.stage.panel
    for index in (*range(len(PAGES)), PAGES.index(page)):
        panel.setCurrentIndex(index)
        QApplication.processEvents()
        if PAGES[index] == "explain" and room.lab.explanation is not None:
            room.qtbot.waitUntil(lambda: bool(room.lab.explanation.page.update_view.blocks))


def check_tables(room: Room) -> None:
    """Every cell of every table can be asked for anything."""
    for view in (widget for widget in everything(room) if isinstance(widget, QTableView)):
        model = view.model()
        for row, column in product(range(view.verticalHeader().count()), range(view.horizontalHeader().count())):
            cell = model.index(row, column, QModelIndex())
            for role in ROLES:
                model.data(cell, role)
        if isinstance(model, TextRows):
            assert model.current < model.rowCount()
            assert all(len(model.texts(row)) == model.columnCount() for row in range(model.rowCount()))


def texts(lab: Lab[Any, Any, Any]) -> dict[str, str]:
    """Return what is written in pictures and pages, hidden or shown, or told to screen readers, and where."""
    found: dict[str, str] = {}
    pins = getattr(lab.picture, "pins", None)
    for part in (lab.picture, *lab.pages.values()):
        for widget in (part, *part.findChildren(QWidget)):
            if pins is not None and (widget is pins or pins.isAncestorOf(widget)):
                continue
            written = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
            if isinstance(widget, QLabel):
                written.append(widget.text())
            elif isinstance(widget, QTableView) and isinstance(widget.model(), TextRows):
                written += [text for row in range(widget.model().rowCount()) for text in widget.model().texts(row)]
            found |= dict.fromkeys(written, f"{type(widget.parent()).__name__} {type(widget).__name__}")
    return found


def left_of(gone: set[str], lab: Lab[Any, Any, Any]) -> list[tuple[str, str]]:
    """Return the texts in which some of these figures are, and where they are written."""
    return [(text, where) for text, where in texts(lab).items() if any(figure in text for figure in gone)]


def telling(lab: Any) -> set[str]:
    """Return the figures at the cursor that hardly stand anywhere else."""
    shown = lab.shown()
    figures = {value for _name, value in lab.readouts(shown)} | set(lab.cells(shown.history, shown.index, 6))
    return {figure for figure in figures if len(figure) > 6}


def some(events: Sequence[Event], place: int, is_long: bool) -> Sequence[Event]:
    """Return every third event, others at each place; all of them with ``--hypothesis-profile=long``."""
    return events if is_long else events[place % 3 :: 3]


@pytest.mark.sampled(every=3)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("key", FIRST)
def test_what_is_hidden_is_of_no_run_that_is_gone(house: Room, key: str, change: Event, is_long: bool) -> None:
    room, place = house, list(FIRST).index(key) + CHANGES.index(change)
    for page in PAGES if is_long else [PAGES[place % len(PAGES)]]:
        begin(room, key, page)
        lab = room.lab
        before = telling(lab) if lab.explanation is not None else set()
        assert key == "autograd" or before
        change(room)
        for event in some(EVENTS, place, is_long):  # before the new run is there
            event(room)
        check_tables(room)
        room.qtbot.waitUntil(lambda: is_settled(room.window) or room.lab.run.refusal is not None)
        QApplication.processEvents()
        for event in some(EVENTS, place + 1, is_long):
            event(room)
        check_tables(room)
        if change not in (refuse, switch) and lab.explanation is not None:
            gone = before - (telling(lab) if lab.run.rows is not None else set())
            room.qtbot.waitUntil(lambda lab=lab, gone=gone: not left_of(gone, lab))  # the update flickers less so


@pytest.mark.parametrize("key", FIRST)
def test_what_is_hidden_is_of_no_run_that_is_gone_while_torch_is_loaded(
    house: Room, key: str, is_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_engine = Engine.begin
    monkeypatch.setattr(Engine, "begin", lambda _engine: None)
    window = MainWindow(house.window.appearance, house.window.errors, key)
    room = replace(house, window=window)
    try:
        with room.qtbot.waitExposed(window):
            window.show()
        for place, page in enumerate(PAGES):
            window.stage.panel.setCurrentIndex(PAGES.index(page))
            room.lab.document.propose(replace(FIRST[key], **OTHER[key]) if place % 2 else FIRST[key])
            for event in some(EVENTS, place, is_long):
                event(room)
            check_tables(room)
        begin_engine(window.engine)
        room.settle()
        check_tables(room)
    finally:
        for lab in window.labs.values():
            lab.document.mark_saved(lab.document.experiment)
        window.close()
        window.deleteLater()


@pytest.mark.parametrize("key", ["minimise", "regression"])
def test_a_row_of_the_pinned_runs_has_a_run_whatever_is_left_of_the_picture(house: Room, key: str) -> None:
    room = house
    begin(room, key, "code")
    room.lab.run.propose(epochs=20)
    room.lab.pins.pin()
    room.lab.run.propose(**WITHOUT_RUN[key])
    room.qtbot.waitUntil(lambda: room.lab.run.refusal is not None)
    table = room.lab.picture.pins
    for left in (1, 0):
        table.lines[1].unpin.click()
        assert len(room.lab.pins) == left
        assert sum(not line.isHidden() for line in table.lines) == (left + 1 if left else 0) or table.isHidden()


def test_the_race_table_of_a_hidden_lab_follows_the_language(house: Room) -> None:
    house.window.appearance.set_language("en")
    house.set_back("surface", FIRST["surface"])
    table = house.picture.table
    assert any(row.verdict for row in table.model.rows)
    english = [(row.name, row.verdict, row.sentence) for row in table.model.rows]
    house.window.show_lab("minimise")
    try:
        house.window.appearance.set_language("zh_CN")
        for row, (_name, verdict, sentence) in zip(table.model.rows, english, strict=True):
            assert (row.verdict == verdict, row.sentence == sentence) == (False, False)
    finally:
        house.window.appearance.set_language("en")
    assert [(row.name, row.verdict, row.sentence) for row in table.model.rows] == english
