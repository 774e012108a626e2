"""Keys do one thing wherever the focus is, the wheel changes no field, the mouse leaves the focus to the picture."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QTabBar,
    QWidget,
)

from gui.labs.list import LABS
from gui.plots.base.mouse_view import MouseView
from gui.widgets.fields.rate_scan_strip import RateScanStrip
from gui.widgets.fields.section import Section
from gui.widgets.fields.track import Track
from tests.gui.acts import Room, open_room
from tests.gui.interaction import ALT, LEFT, PLAIN, SHIFT, go_to, press, turn_wheel, type_into

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.widgets.fields.choice import Choice

KEYS = [
    (Qt.Key.Key_Space, PLAIN),
    (Qt.Key.Key_Left, PLAIN),
    (Qt.Key.Key_Right, PLAIN),
    (Qt.Key.Key_Right, SHIFT),
    (Qt.Key.Key_Home, PLAIN),
    (Qt.Key.Key_End, PLAIN),
    (Qt.Key.Key_P, PLAIN),
]
OF_A_SLIDER = [KEYS[1], KEYS[2], KEYS[4], KEYS[5]]


@pytest.fixture(scope="module")
def the_room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from open_room(request, tmp_path_factory.mktemp("keys"), "minimise")


@pytest.fixture(params=LABS)
def room(request: pytest.FixtureRequest, the_room: Room) -> Room:
    the_room.set_back(request.param, type(the_room.window.lab_of(request.param).document.experiment)())
    for section in the_room.controls.findChildren(Section):
        section.set_open(True)
    the_room.qtbot.waitUntil(lambda: QApplication.activeWindow() is the_room.window)
    return the_room


def reachable(room: Room) -> list[QWidget]:
    """Return every widget that Tab comes to, on all pages of the side panel."""
    found: dict[QWidget, None] = {}
    panel = room.window.stage.panel
    for page in range(panel.count()):
        panel.setCurrentIndex(page)
        QApplication.processEvents()
        for widget in room.window.findChildren(QWidget):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                found[widget] = None
    return list(found)


def show(room: Room, widget: QWidget) -> None:
    """Turn to the page of the side panel that a widget is on, and give it the focus as Tab does."""
    panel = room.window.stage.panel
    for page in range(panel.count()):
        if panel.widget(page).isAncestorOf(widget):
            panel.setCurrentIndex(page)
    widget.setFocus(Qt.FocusReason.TabFocusReason)


def own_keys(widget: QWidget) -> list[tuple[Qt.Key, Qt.KeyboardModifier]]:
    if isinstance(widget, (QLineEdit, QPlainTextEdit)) and not widget.isReadOnly():
        return KEYS
    return OF_A_SLIDER if isinstance(widget, (QSlider, RateScanStrip)) else []


def test_the_keys_of_the_timeline_act_on_it_wherever_the_focus_is(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    commands = room.window.keys._commands
    assert sorted(commands, key=str) == sorted(KEYS, key=str)
    monkeypatch.setattr(room.window.keys, "_commands", {chord: partial(done.append, chord) for chord in commands})
    widgets = reachable(room)
    assert len(widgets) > 15
    for widget in widgets:
        if own_keys(widget) is KEYS:
            assert isinstance(widget, (QLineEdit, QPlainTextEdit))
            continue
        for chord in KEYS:
            show(room, widget)
            focused = QApplication.focusWidget()
            assert focused is not None
            if own_keys(focused) is KEYS:
                continue
            done.clear()
            if chord not in own_keys(focused):
                press(room.qtbot, room.window, *chord)
                assert done == [chord], f"{chord} at {type(focused).__name__} {focused.accessibleName()}"
                assert QApplication.focusWidget() is focused
    assert room.experiment == room.before


def test_a_text_keeps_the_keys_of_the_timeline(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    monkeypatch.setattr(room.window.keys, "_commands", {chord: partial(done.append, chord) for chord in KEYS})
    texts = [widget for widget in reachable(room) if own_keys(widget) is KEYS]
    assert texts
    for text in texts:
        show(room, text)
        for chord in KEYS:
            press(room.qtbot, room.window, *chord)
        press(room.qtbot, room.window, Qt.Key.Key_Escape)
        if text.hasFocus():
            press(room.qtbot, room.window, Qt.Key.Key_Escape)
        assert not text.hasFocus()
    assert done == []


def test_the_wheel_changes_no_field(room: Room) -> None:
    window, column = room.window, room.window.stage.controls.currentWidget()
    assert isinstance(column, QScrollArea)
    places = [column, window.timeline, window.rail, window.stage.panel.tabBar()]
    widgets = [widget for place in places for widget in (place, *place.findChildren(QWidget)) if widget.isVisible()]
    bar, inner = column.verticalScrollBar(), column.widget().findChildren(QAbstractScrollArea)
    for widget in widgets:
        if widget.parent() is bar.parent() and widget is not column:
            continue  # the bar itself, and what it lies in
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        bar.setValue(bar.maximum() // 2)
        page, speed = window.stage.panel.currentIndex(), window.playback.speed
        for notches in (1, -2):
            at: QWidget | None = widget
            while at is not None and not turn_wheel(at, at.rect().center(), notches):
                at = at.parentWidget()
        if column.widget().isAncestorOf(widget) and not any(
            area.isAncestorOf(widget) or area is widget for area in inner
        ):
            assert bar.value() != bar.maximum() // 2 or not bar.maximum()
        assert (window.stage.panel.currentIndex(), window.playback.speed) == (page, speed)
        assert window.playback.cursor == 0
        assert room.experiment == room.before


@pytest.mark.parametrize("room", ["regression"], indirect=True)
def test_what_is_used_with_the_mouse_gives_the_focus_back_to_the_picture(room: Room) -> None:
    window, qtbot = room.window, room.qtbot
    edit = room.controls.descent.epochs.edit
    used: list[QWidget] = [
        window.timeline.step,
        window.timeline.speed,
        window.stage.panel.tabBar(),
        room.controls.start_section.header,
        room.controls.standardise,
        next(track for track in room.controls.findChildren(Track) if track.isVisible()),
        window.rail.findChildren(QWidget)[1],
    ]
    for widget in used:
        edit.setFocus()
        place = widget.tabRect(0).center() if isinstance(widget, QTabBar) else widget.rect().center()
        if widget is used[4]:
            place.setX(8)
        qtbot.mouseClick(widget, LEFT, pos=place)
        qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), MouseView))


@pytest.mark.parametrize("room", ["regression"], indirect=True)
def test_after_a_list_or_a_number_was_used_with_the_mouse_the_end_key_runs(room: Room) -> None:
    window, qtbot, controls = room.window, room.qtbot, room.controls
    choice: Choice = controls.loss
    qtbot.mouseClick(choice.combo, LEFT)
    view = choice.combo.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.keyClick(view, Qt.Key.Key_End)  # in an open list it goes to the last entry
    assert room.experiment == room.before
    assert window.playback.cursor == 0
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.focusWidget() is room.picture.scatter)
    window.activateWindow()  # which is not by itself once a list has closed, where tests run without a screen
    qtbot.waitUntil(lambda: QApplication.focusWidget() is room.picture.scatter)
    type_into(qtbot, controls.descent.epochs.edit, "7")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is room.picture.scatter)
    room.settle()
    chosen = room.experiment
    press(qtbot, window, Qt.Key.Key_End)
    room.settle(7)
    assert room.experiment == chosen


@pytest.mark.parametrize("room", ["regression"], indirect=True)
def test_a_list_chosen_with_the_keyboard_keeps_the_focus_and_enter_presses_a_button(room: Room) -> None:
    window, qtbot, controls = room.window, room.qtbot, room.controls
    combo = controls.loss.combo
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Qt.Key.Key_Return)
    room.settle()
    assert combo.view().isVisible()
    qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is combo, timeout=20_000)
    assert controls.loss.current() == "mae"
    go_to(qtbot, window, 0)
    for widget in (window.timeline.step, window.timeline.back):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        press(qtbot, window, Qt.Key.Key_Return)
        room.settle()
        assert QApplication.focusWidget() is widget
    assert window.playback.cursor == 0
    window.timeline.step.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Qt.Key.Key_Enter)
    room.settle(1)
    bar = window.stage.panel.tabBar()
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.stage.panel.currentIndex() == 1
    press(qtbot, window, Qt.Key.Key_Up)
    assert window.stage.panel.currentIndex() == 0
    press(qtbot, window, Qt.Key.Key_Left, ALT)
    room.settle(1)


def test_tab_goes_the_way_of_the_eye_and_comes_round(room: Room) -> None:
    window, qtbot = room.window, room.qtbot
    widgets = set(reachable(room))
    window.stage.panel.setCurrentIndex(0)
    QApplication.processEvents()
    widgets = {widget for widget in widgets if widget.isVisible() and widget.focusProxy() is None}
    parts = [window.rail, window.stage.controls, window.stage.pictures, window.stage.panel, window.timeline]
    first = next(widget for widget in widgets if window.rail.isAncestorOf(widget))
    first.setFocus()
    seen: list[QWidget] = []
    while (focused := window.focusWidget()) not in seen:
        assert focused is not None
        seen.append(focused)
        if isinstance(focused, QPlainTextEdit) and not focused.isReadOnly():
            window.focusNextPrevChild(True)  # in a program Tab indents; Escape leaves it
        else:
            qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert focused is first
    passed = {widget for widget in widgets if widget.focusPolicy() & Qt.FocusPolicy.TabFocus}  # of the rail one button
    assert set(seen) == passed
    places = [next(place for place, part in enumerate(parts) if part.isAncestorOf(widget)) for widget in seen]
    assert places == sorted(places)
    content = room.controls
    column = [QRect(widget.mapTo(content, QPoint()), widget.size()) for widget in seen if content.isAncestorOf(widget)]
    for one, after in pairwise(column):
        beside = after.top() < one.bottom() and after.left() >= one.right() - 1
        assert after.top() >= one.bottom() - 1 or beside or one.contains(after)
    for widget in reversed(seen[-5:]):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
        assert window.focusWidget() is widget


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_the_focus_is_seen_on_every_widget(room: Room, theme_name: str) -> None:
    window, qtbot = room.window, room.qtbot
    window.appearance.set_theme(theme_name)
    QApplication.processEvents()
    unseen: list[QWidget] = []
    seen: set[QWidget] = set()
    while (before := window.focusWidget()) not in seen:
        assert before is not None
        seen.add(before)
        with_focus = luminance(before)
        if isinstance(before, QPlainTextEdit) and not before.isReadOnly():
            window.focusNextPrevChild(True)  # in a program Tab indents; Escape leaves it
        else:
            qtbot.keyClick(before, Qt.Key.Key_Tab)
        if len(seen) > 1:
            without = luminance(before)
            contrast = (np.maximum(with_focus, without) + 0.05) / (np.minimum(with_focus, without) + 0.05)
            if np.count_nonzero(contrast >= 3) < before.width() + before.height():
                unseen.append(before)
    assert len(seen) > 5
    window.appearance.set_theme("light")
    assert unseen == []


def luminance(widget: QWidget) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return how bright each pixel of a widget is, by WCAG, from 0 to 1."""
    QApplication.processEvents()
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, 2::-1] / 255
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])
