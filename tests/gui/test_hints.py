"""The hints of the first minute: where they stand, when they go for ever, and how they come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from gui.labs.list import LABS
from gui.look.theme import PRESENTER_SCALE, theme
from gui.look.tokens import TOKENS
from gui.run.settings import Settings
from gui.shell.hints import _SETTLED_MS
from model.experiment import Minimise, OptimizerSetting
from tests.gui.colours import contrast
from tests.gui.interaction import LEFT, go_to, pick, press, press_drag, settle, spot, type_into

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from gui.plots.base.plot import Plot
    from gui.shell.hints import Hints
    from gui.shell.window import MainWindow

HELP, SHOW_HINTS = 4, 6
DRAWN = 80
"""How far a colour is from that of the plot, of 255, where it is more than a line of the grid."""
PLAIN = "each step goes against the slope"


def shown(hints: Hints) -> set[str]:
    return {name for name in ("run", "drag", "watch") if getattr(hints, name).isVisible()}


def is_placed(window: MainWindow) -> bool:
    """Tell whether nothing is about to move hints."""
    return not window.hints._settled.isActive() and not window.hints._drawn.isActive()


def wait_for(qtbot: QtBot, window: MainWindow, *names: str) -> None:
    """Wait until these hints are shown, no other, and all stand still."""
    qtbot.waitUntil(lambda: shown(window.hints) == set(names) and is_placed(window))


def wait_for_analysis(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until all is drawn that is found out of the first experiment."""
    lab = window.lab
    qtbot.waitUntil(lambda: not hasattr(lab, "analysis") or lab.analysis.found is not None)
    settle(qtbot, window)


def pixels(picture: QImage) -> NDArray[np.int16]:
    """Return rows of pixels, each of three colours."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).astype(np.int16)


def drawn_below(window: MainWindow, hint: QWidget, plot: Plot) -> int:
    """Return of how many pixels a hint covers something of a plot."""
    box = hint.box.toRect().translated(-plot.mapTo(window, QPoint()))  # type: ignore[attr-defined]
    assert plot.rect().contains(box)
    below = pixels(plot.grab(box).toImage())
    ground = theme.tokens.plot
    colour = np.array([int(ground[at : at + 2], 16) for at in (1, 3, 5)])
    return int((np.abs(below - colour).max(axis=2) > DRAWN).sum())


def plot_below(window: MainWindow, hint: QWidget) -> Plot:
    """Return the plot over which a hint stands."""
    middle = hint.box.center().toPoint()  # type: ignore[attr-defined]
    return next(plot for plot in window.lab.picture.plots() if plot.rect().contains(plot.mapFrom(window, middle)))


# ---- where they stand


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_hint_covers_anything_in_any_size(
    qtbot: QtBot, make_window: Callable[..., MainWindow], language: str
) -> None:
    window = make_window()
    window.appearance.set_language(language)
    wait_for_analysis(qtbot, window)
    try:
        for scale in (1.0, PRESENTER_SCALE):
            theme.set_scale(scale)
            window.hints.show_again()
            for size in ((1093, 614), (1280, 720), (1920, 1080), (3840, 2160)):
                window.resize(*size)
                qtbot.waitUntil(lambda: is_placed(window) and window.hints.run.isVisible())
                is_tight = scale > 1 and size[0] <= 1280
                assert is_tight or shown(window.hints) == {"run", "drag", "watch"}
                look_at_places(window)
    finally:
        theme.set_scale(1.0)


def look_at_places(window: MainWindow) -> None:
    """See to it that no hint covers what is drawn, the start, another hint or the button."""
    curve, hints = window.lab.picture.curve, window.hints
    start = curve.mapTo(window, spot(curve, 5.0, 25.0))
    button = window.timeline.run
    assert abs(hints.run.box.center().x() - button.mapTo(window, button.rect().center()).x()) <= 1
    assert not hints.run.box.intersects(button.rect().translated(button.mapTo(window, QPoint())).toRectF())
    for name in shown(hints):
        hint = getattr(hints, name)
        assert window.rect().contains(hint.geometry())
        assert name == "run" or drawn_below(window, hint, plot_below(window, hint)) == 0
        assert not hint.box.contains(QPointF(start))
    if hints.drag.isVisible():
        assert hints.drag.geometry().adjusted(-1, -1, 1, 1).contains(start), "the line leads there"
        assert not hints.drag.box.intersects(hints.watch.box)


@pytest.mark.parametrize("lab", ["regression", "surface", "autograd"])
def test_every_lab_says_what_it_is_and_what_to_watch(
    qtbot: QtBot, make_window: Callable[..., MainWindow], lab: str
) -> None:
    window = make_window(lab)
    window.resize(1600, 900)
    wait_for_analysis(qtbot, window)
    hints = window.hints
    wait_for(qtbot, window, "run", "watch", *(["drag"] if lab != "autograd" else []))
    assert hints.watch.text.startswith("Press Space. Watch the ")
    assert "See " in hints.watch.title
    plot = plot_below(window, hints.watch)
    for at in plot.kept_clear():
        assert not hints.watch.box.contains(QPointF(plot.mapTo(window, plot.spot(at))))
    if lab != "surface":  # level lines are everywhere on the map
        assert drawn_below(window, hints.watch, plot) == 0


def test_the_words_hold_for_the_experiment_shown(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    assert PLAIN in window.hints.watch.text
    for changed in (
        {"optimizer": OptimizerSetting.of("momentum", learning_rate=0.1)},
        {"optimizer": OptimizerSetting.of("adam", learning_rate=0.1)},
    ):
        window.lab.document.propose(replace(Minimise(), **changed))
        settle(qtbot, window)
        qtbot.waitUntil(lambda: "dotted line" in window.hints.watch.text and PLAIN not in window.hints.watch.text)
    leap = OptimizerSetting.of("momentum", learning_rate=1000.0)
    window.lab.document.propose(Minimise("x^8", (("x", 50.0),), leap))  # which diverges at once: no step is drawn
    qtbot.waitUntil(lambda: not window.hints.watch.isVisible() and is_placed(window))


def test_a_hint_keeps_its_place_while_it_covers_nothing(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for_analysis(qtbot, window)
    wait_for(qtbot, window, "run", "drag", "watch")
    boxes = window.hints.drag.box, window.hints.watch.box
    window.lab.picture.curve.redraw_background()
    QApplication.processEvents()
    wait_for(qtbot, window, "run", "drag", "watch")
    assert (window.hints.drag.box, window.hints.watch.box) == boxes


def test_a_hint_follows_what_it_speaks_of(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    type_into(qtbot, window.lab.controls.start.edit, "-4")
    settle(qtbot, window)
    curve = window.lab.picture.curve
    there = QPointF(curve.mapTo(window, spot(curve, -4.0, 16.0)))
    qtbot.waitUntil(lambda: window.hints.drag.isVisible() and window.hints.drag.target == there)
    curve.show_range(0.0, 6.0, 0.0, 36.0)
    wait_for(qtbot, window, "run", "watch")


def test_no_hint_lies_over_a_refusal(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    formula = window.lab.controls.function.formula
    type_into(qtbot, formula.edit, "x +")
    wait_for(qtbot, window)
    type_into(qtbot, formula.edit, "x^2 + 1")
    settle(qtbot, window)
    wait_for(qtbot, window, "run", "drag", "watch")


def test_a_hint_takes_neither_mouse_nor_focus_nor_place(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for_analysis(qtbot, window)
    wait_for(qtbot, window, "run", "drag", "watch")
    hints = window.hints
    for hint in (hints.run, hints.drag, hints.watch):
        assert window.childAt(hint.box.center().toPoint()) is not hint
        assert hint.focusPolicy() == Qt.FocusPolicy.NoFocus
        assert hint.accessibleName()
    assert window.lab.picture.curve.accessibleDescription() == hints.watch.accessibleName()
    parts = [part for part in window.findChildren(QWidget) if part not in (hints.run, hints.drag, hints.watch)]

    def places() -> list[QRect]:
        """Return where all that can be seen stands; what is hidden is laid out when it is shown."""
        return [part.geometry() for part in parts if part.isVisible()]

    before = places()
    hints._place_anew()
    assert not shown(hints)
    QApplication.processEvents()
    assert places() == before


def test_no_picture_has_a_hint_in_it(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for_analysis(qtbot, window)
    wait_for(qtbot, window, "run", "drag", "watch")
    plot = plot_below(window, window.hints.watch)
    place = window.hints.watch.box.toRect().translated(-plot.mapTo(window, QPoint()))
    soft = [int(theme.tokens.accent_soft[at : at + 2], 16) for at in (1, 3, 5)]
    assert (
        not (pixels(plot.grab().toImage())[place.top() : place.bottom(), place.left() : place.right()] == soft)
        .all(2)
        .any()
    )
    seen = pixels(window.grab(window.hints.watch.box.toRect()).toImage())
    assert (seen == soft).all(axis=2).mean() > 0.3


@pytest.mark.parametrize("name", TOKENS)
def test_hints_can_be_read(name: str) -> None:
    assert contrast(TOKENS[name].text, TOKENS[name].accent_soft) >= 4.5


# ---- gone for ever, and back


def test_each_hint_goes_once_its_thing_was_done_and_stays_away(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: Settings
) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.playback.running)
    assert shown(window.hints) <= {"watch"}
    assert window.hints.watch.text.startswith("Watch the point")
    window.playback.set_pace(20.0)
    qtbot.waitUntil(lambda: window.playback.at_end and not window.playback.running)
    wait_for(qtbot, window, "drag")
    go_to(qtbot, window, 0)
    wait_for(qtbot, window, "drag")
    curve = window.lab.picture.curve
    press_drag(qtbot, curve, spot(curve, 5.0, 25.0), spot(curve, 4.0, 16.0))
    settle(qtbot, window)
    wait_for(qtbot, window)
    window.show_lab("surface")  # the start is dragged there too, and Space is known
    wait_for(qtbot, window, "watch")
    assert window.hints.watch.text.startswith("Watch the paths")
    window.show_lab("regression")  # a line is another thing
    wait_for(qtbot, window, "watch", "drag")
    settings.sync()
    assert Settings(settings._file.fileName()).remembered("hints_done", "") == "run start watch_minimise"


def test_a_new_window_shows_only_what_was_not_done(
    qtbot: QtBot, make_window: Callable[..., MainWindow], settings: Settings
) -> None:
    settings.remember("hints_done", "run start watch_minimise another")
    window = make_window()
    wait_for(qtbot, window)
    pick(qtbot, window.menuBar(), HELP, SHOW_HINTS)
    wait_for(qtbot, window, "run", "drag", "watch")
    assert settings.remembered("hints_done", "none") == ""


def test_the_button_teaches_what_space_does(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    qtbot.mouseClick(window.timeline.run, LEFT)
    qtbot.mouseClick(window.timeline.run, LEFT)
    window.playback.reset()
    settle(qtbot, window, 0)
    qtbot.waitUntil(lambda: not window.hints.run.isVisible() and window.hints.drag.isVisible())


def test_a_few_steps_are_a_run_that_was_watched(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    for row in (1, 2, 3):
        press(qtbot, window, Qt.Key.Key_Right)
        settle(qtbot, window, row)
    wait_for(qtbot, window, "run", "drag")


def test_hints_speak_the_language_of_the_window(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    assert (window.hints.drag.text, window.hints.run.text) == ("drag me", "Space: run")
    window.appearance.set_language("zh_CN")
    qtbot.waitUntil(lambda: (window.hints.drag.text, window.hints.run.text) == ("拖动我", "空格键：运行"))
    qtbot.waitUntil(lambda: window.hints.watch.text.startswith("请按空格键。观察"))


def test_the_hint_of_the_button_covers_neither_a_sentence_below_it_nor_controls(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    button = window.timeline.run.mapTo(window, QPoint()).y()
    assert window.hints.run.box.top() > button
    for said in (window._said.say, lambda text: window._undo_line.setVisible(bool(text))):
        said("Something that was said.")
        wait_for(qtbot, window, "drag", "watch")
        said("")
        wait_for(qtbot, window, "run", "drag", "watch")


def test_hints_do_not_speak_to_a_class_unless_asked(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    wait_for(qtbot, window, "run", "drag", "watch")
    try:
        theme.set_scale(PRESENTER_SCALE)
        wait_for(qtbot, window)
        pick(qtbot, window.menuBar(), HELP, SHOW_HINTS)
        qtbot.waitUntil(lambda: "run" in shown(window.hints))
    finally:
        theme.set_scale(1.0)


def test_a_hint_makes_way_for_what_is_written_at_the_pointer(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: set(window.labs) == set(LABS))  # the last of which may lay out the window once more
    wait_for_analysis(qtbot, window)
    wait_for(qtbot, window, "run", "drag", "watch")
    curve = window.lab.picture.curve

    def place_in_plot() -> QRectF:
        return window.hints.watch.box.translated(-QPointF(curve.mapTo(window, curve.spot(QPointF()))))

    own = place_in_plot()
    for x in range(10, round(curve.area().width()) - 10, 10):
        qtbot.mouseMove(curve.viewport(), curve.spot(QPointF(x, 50)))
        curve.grab()  # draws what stands at the pointer
        if curve.tip.intersects(own):
            break
    assert curve.tip.intersects(own)
    wait_for(qtbot, window, "run", "drag")
    qtbot.mouseMove(curve.viewport(), QPoint(2, 2))
    wait_for(qtbot, window, "run", "drag", "watch")
    back = place_in_plot()  # or a step beside, where a mark has been drawn since it was placed first
    assert (back.size(), (back.topLeft() - own.topLeft()).manhattanLength() <= 16) == (own.size(), True)


def test_the_hint_points_at_the_line_away_from_points_and_not_at_one_out_of_view(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window("regression")
    qtbot.waitUntil(window.hints.drag.isVisible)
    plot = window.lab.picture.scatter
    place = plot.drag_place()
    assert place is not None
    x, y = plot.value(place)
    line = plot._line
    assert line is not None
    assert y == pytest.approx(line.slope * x + line.intercept, abs=1e-9 * max(abs(y), 1.0))
    assert window.hints.drag.target == window.hints._at(plot, place)
    points = np.column_stack(plot.pixels(*plot._points.T))
    assert np.hypot(*(points - np.array(place.toTuple())).T).min() > 12
    low, high = plot.shown_range()[2:]
    plot.show_range(*plot.shown_range()[:2], high + 1000 * (high - low), high + 1001 * (high - low))
    assert plot.drag_place() is None
    qtbot.waitUntil(lambda: not window.hints.drag.isVisible())


def test_nothing_is_painted_while_hints_stand_still(make_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = make_window()
    wait_for_analysis(qtbot, window)
    wait_for(qtbot, window, "run", "drag", "watch")
    painted: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() in (QEvent.Type.Paint, QEvent.Type.ZOrderChange):
                painted.append(event.type())
            return False

    watch = Watch(window)
    for widget in (window.lab.picture.focusProxy().viewport(), window.hints.drag):
        widget.installEventFilter(watch)
    qtbot.waitUntil(lambda: not window.playback._clock.isActive())

    def is_at_rest() -> bool:
        """Tell whether nothing is painted for a while; labs that are still made may have it painted once more."""
        painted.clear()
        qtbot.wait(5 * _SETTLED_MS)
        return not painted

    assert any(is_at_rest() for _ in range(20))
