from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.plots.base.density import colour_map
from gui.plots.base.drawing import DASHES
from gui.plots.base.runner_style import RUNNER_STYLES, paint_sample, runner_style
from gui.plots.heights.heights import SOFT
from tests.gui.colours import contrast, lightness

both = pytest.mark.parametrize("name", list(TOKENS))


def softened(name: str) -> list[str]:
    background = QColor(TOKENS[name].plot)
    base = np.array([background.red(), background.green(), background.blue()])
    mixed = (colour_map("viridis") * SOFT[name] + base * (1 - SOFT[name])).astype(int)
    return ["#{:02X}{:02X}{:02X}".format(*colour) for colour in mixed.tolist()]


def test_there_are_eight_and_more_begin_again() -> None:
    assert len(RUNNER_STYLES) == 8
    assert runner_style(8) is RUNNER_STYLES[0]


@both
def test_every_runner_stands_out_from_the_plot(name: str) -> None:
    for style in RUNNER_STYLES:
        assert contrast(getattr(style, name), TOKENS[name].plot) >= 3.0


@both
def test_every_runner_is_readable_as_text(name: str) -> None:
    theme.set(name)
    for style in RUNNER_STYLES:
        assert contrast(style.text_colour, TOKENS[name].panel) >= 4.5
        assert contrast(style.text_colour, TOKENS[name].lit) >= 4.5
    theme.set("light")


@both
def test_a_path_with_its_casing_stands_out_from_every_height(name: str) -> None:
    casing = TOKENS[name].plot
    for height in softened(name):
        for style in RUNNER_STYLES:
            colour = getattr(style, name)
            # Either the line itself stands out, or its casing does and the line stands out from that.
            assert max(contrast(colour, height), contrast(casing, height)) >= 1.6
            assert contrast(colour, casing) >= 3.0


@both
def test_no_two_runners_look_alike_in_greyscale(name: str) -> None:
    for one, other in combinations(RUNNER_STYLES, 2):
        assert one.shape != other.shape
        apart = abs(lightness(getattr(one, name)) - lightness(getattr(other, name)))
        assert one.dash != other.dash or apart >= 18


def test_dashes_are_not_those_of_ghosts() -> None:
    assert all(style.dash in DASHES and style.dash != "dot" for style in RUNNER_STYLES)


def test_samples_of_all_runners_differ_without_colour(qapp: object) -> None:
    pictures = []
    for index in range(8):
        image = QImage(60, 16, QImage.Format.Format_RGB32)
        image.fill(QColor("#FFFFFF"))
        painter = QPainter(image)
        paint_sample(painter, QRectF(2, 0, 56, 16), index)
        painter.end()
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        pictures.append(np.array(grey.constBits(), dtype=int).reshape(16, -1)[:, :60])
    for one, other in combinations(pictures, 2):
        assert np.count_nonzero(np.abs(one - other) > 60) >= 8
