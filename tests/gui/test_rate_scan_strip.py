from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.run.settings import Settings
from gui.shell.appearance import Appearance
from gui.widgets.fields.rate_scan_strip import OUTCOMES, RateCell, RateScanStrip
from gui.widgets.fields.slider_field import SliderField
from tests.gui.interaction import LEFT, has_colour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

RATES = np.geomspace(1e-5, 2.0, 60).tolist()
LOW, HIGH = 1e-5, 2.0


def outcome(rate: float) -> RateCell:
    if rate < 1e-3:
        return RateCell(rate, "descending")
    if rate < 0.1:
        return RateCell(rate, "converges", round(1 / rate))
    return RateCell(rate, "oscillates" if rate < 0.2 else "diverges")


CELLS = [outcome(rate) for rate in RATES]


class Heard(list[Any]):
    """The arguments of a signal, in order."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self.append)


@pytest.fixture
def slider(qtbot: QtBot) -> Iterator[SliderField]:
    slider = SliderField(LOW, HIGH, logarithmic=True, field_low=0.0, field_high=1e6)
    qtbot.addWidget(slider)
    scan = RateScanStrip(slider.track, LOW, HIGH)
    slider.set_strip(scan)
    scan.set_cells(CELLS)
    scan.set_rate(0.02)
    slider.set_value(0.02)
    slider.resize(240, 160)
    with qtbot.waitExposed(slider):
        slider.show()
    slider.activateWindow()
    qtbot.waitUntil(slider.isActiveWindow)
    QApplication.processEvents()
    yield slider
    theme.set("light")
    theme.set_scale(1.0)


@pytest.fixture
def scan(slider: SliderField) -> RateScanStrip:
    return slider.findChildren(RateScanStrip)[0]


def spot(scan: RateScanStrip, rate: float) -> QPoint:
    return QPoint(round(scan.x_of(rate)), round(scan._strip().center().y()))


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_rate_is_below_the_handle_of_the_slider(slider: SliderField, scan: RateScanStrip, scale: float) -> None:
    theme.set_scale(scale)
    QApplication.processEvents()
    for rate in (LOW, 1e-3, 0.02, HIGH):
        slider.set_value(rate)
        handle = slider.track.mapTo(slider, slider.track.place_of(slider.track.value()))
        here = scan.mapTo(slider, spot(scan, rate).toPointF())
        assert here.x() == pytest.approx(handle.x(), abs=1.0)


def test_a_click_chooses_the_rate_that_was_tried_there(qtbot: QtBot, scan: RateScanStrip) -> None:
    dragged, chosen = Heard(scan.rateDragged), Heard(scan.rateChosen)
    qtbot.mouseClick(scan, LEFT, pos=spot(scan, 0.005))
    nearest = min(RATES, key=lambda rate: abs(np.log(rate / 0.005)))
    assert chosen == [pytest.approx(nearest, rel=0.2)]
    assert dragged == chosen
    assert float(f"{chosen[0]:.2e}") == chosen[0]


def test_a_drag_over_the_rates_is_followed_and_its_end_chooses_one(qtbot: QtBot, scan: RateScanStrip) -> None:
    dragged, chosen = Heard(scan.rateDragged), Heard(scan.rateChosen)
    qtbot.mousePress(scan, LEFT, pos=spot(scan, 1e-4))
    for rate in (1e-3, 1e-2, 0.5):
        qtbot.mouseMove(scan, spot(scan, rate))
    assert not chosen
    qtbot.mouseRelease(scan, LEFT, pos=spot(scan, 0.5))
    assert dragged == sorted(dragged)
    assert len(dragged) == 4
    assert chosen == [dragged[-1]]


def test_arrow_keys_go_from_one_rate_tried_to_the_next(qtbot: QtBot, scan: RateScanStrip) -> None:
    scan.setFocus()
    with qtbot.waitSignal(scan.rateChosen) as chosen:
        qtbot.keyClick(scan, Qt.Key.Key_Right)
    assert 0.02 < chosen.args[0] < 0.03
    with qtbot.waitSignal(scan.rateChosen) as chosen:
        qtbot.keyClick(scan, Qt.Key.Key_Left)
    assert chosen.args[0] == pytest.approx(0.02, rel=0.15)


def test_the_rate_under_the_pointer_is_emitted(qtbot: QtBot, scan: RateScanStrip) -> None:
    hovered = Heard(scan.rateHovered)
    qtbot.mouseMove(scan, spot(scan, 1e-3))
    qtbot.mouseMove(scan, spot(scan, 1e-1))
    qtbot.mouseMove(scan.parentWidget(), QPoint(1, 1))
    qtbot.waitUntil(lambda: hovered[-1] is None)
    assert hovered[0] < hovered[1]


def test_words_say_what_happens_at_a_rate(scan: RateScanStrip) -> None:
    assert scan.text_of(RateCell(0.02, "converges", 1200)) == "η = 0.02: converges by epoch 1\u202f200"
    words = {scan.text_of(RateCell(0.02, kind)) for kind in (*OUTCOMES, "")}
    assert len(words) == 5
    assert scan.accessibleDescription().startswith("η = 0.02")
    scan.set_rate(1.0)
    assert "diverges" in scan.accessibleDescription()
    scan.set_rate(0.0)
    assert scan.accessibleDescription() == scan.text_of(CELLS[0])


def test_every_rate_has_a_tooltip(scan: RateScanStrip) -> None:
    for rate, word in ((1e-4, "still descending"), (0.01, "converges by"), (0.15, "oscillates"), (1.0, "diverges")):
        assert word in scan.tooltip_at(spot(scan, rate).x(), 10)
    scan.set_limit(0.1, "2/λmax", "stable below 2/λmax = 0.1")
    assert scan.tooltip_at(5, 3) == "stable below 2/λmax = 0.1"


def test_outcomes_differ_by_pattern_and_height_and_not_by_colour_alone(scan: RateScanStrip) -> None:
    image = scan.grab().toImage().convertToFormat(scan.grab().toImage().Format.Format_Grayscale8)
    grey = np.array(image.constBits(), dtype=int).reshape(image.height(), -1)[:, : image.width()]
    strip = scan._strip().toRect().adjusted(1, 1, -1, -2)

    def patch(rate: float, wide: int = 9) -> np.ndarray:
        x = spot(scan, rate).x()
        return grey[strip.top() : strip.bottom(), x - wide // 2 : x + wide // 2 + 1]

    background = grey[0, 0]
    low, fast, wild = patch(1e-4), patch(0.05), patch(0.8)
    assert (low[:8] == background).all()
    assert (low[-1] != background).all()
    assert (fast[-4:] != background).all()
    assert np.ptp(fast[-4:]) < np.ptp(wild[-8:])  # solid, against stripes
    faster = [np.count_nonzero(patch(rate, 1) != background) for rate in (2e-3, 8e-3, 0.05)]
    assert faster == sorted(faster)
    assert faster[0] < faster[2]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_outcomes_have_a_legend_and_the_limit_its_name(scan: RateScanStrip, name: str) -> None:
    theme.set(name)
    with_cells = scan.sizeHint().height()
    scan.set_limit(0.1, "2/λmax", "stable below 2/λmax = 0.1")
    image = scan.grab().toImage()
    assert has_colour(image, TOKENS[name].tangent, 20)
    assert [entry[1] for line in scan._legend(OUTCOMES) for entry in line] == list(OUTCOMES)
    scan.set_limit(None)
    scan.set_cells([])
    assert scan.sizeHint().height() == with_cells, "nothing below moves"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_legend_fits_in_both_languages(
    qapp: QApplication, slider: SliderField, scan: RateScanStrip, language: str
) -> None:
    appearance = Appearance(qapp, Settings())
    try:
        appearance.set_language(language)
        QApplication.processEvents()
        assert all(entry[0] < scan.width() - 20 for line in scan._legend(OUTCOMES) for entry in line)
        assert scan.height() >= scan.sizeHint().height()
        assert slider.minimumSizeHint().width() <= 240
    finally:
        appearance.set_language("en")
        appearance.deleteLater()


def test_results_are_shown_while_rates_are_tried(scan: RateScanStrip) -> None:
    scan.set_cells([cell if place < 30 else RateCell(cell.rate, "") for place, cell in enumerate(CELLS)])
    scan.set_progress(0.5)
    assert "not tried yet" in scan.text_of(scan.cell_at(scan.x_of(1.0)))  # type: ignore[arg-type]
    assert has_colour(scan.grab().toImage(), TOKENS["light"].accent, 20)


def test_an_empty_strip_still_chooses_rates(qtbot: QtBot, scan: RateScanStrip) -> None:
    scan.set_cells([])
    with qtbot.waitSignal(scan.rateChosen) as chosen:
        qtbot.mouseClick(scan, LEFT, pos=spot(scan, 10**-1.5))
    assert chosen.args[0] == pytest.approx(10**-1.5, rel=0.1)
    assert scan.cell_at(10.0) is None
    scan.set_cells([RateCell(0.1, "converges")])
    assert scan.cell_at(scan.width() - 10.0) == RateCell(0.1, "converges")
