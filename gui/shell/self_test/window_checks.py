"""Formulas, pictures, and the window with a run in it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from gui.shell.self_test.bench import Checks, first_case, unlike
from gui.shell.self_test.shown_window import inked
from model.labs import AUTOGRAD, SURFACE
from model.message import QT_TRANSLATE_NOOP, Refused
from resources import own_command

if TYPE_CHECKING:
    from gui.shell.self_test.bench import Bench

_LATEX = r"\frac{\partial L}{\partial w} = \sqrt{x^2 + 1}"
_EXPLAINED = {AUTOGRAD: 5}
"""The row of a lab's first case that is explained by formulas, where that is not row 1."""
_ROWS = 3

CHECKS = Checks()


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "typeset formulas"))
def _formulas(_bench: Bench) -> str:
    from PySide6.QtSvg import QSvgRenderer

    from gui.widgets.mathematics.typesetter import typeset

    if not QSvgRenderer(typeset(_LATEX, 17).encode()).isValid():
        raise _as_plain_text()
    return ""


def _as_plain_text() -> Refused:
    return Refused(QT_TRANSLATE_NOOP("self_test", "formulas are shown as plain text"))


@CHECKS.labs(QT_TRANSLATE_NOOP("self_test", "{lab}: picture of a run"))
def _picture(bench: Bench, lab: str) -> str:
    from PySide6.QtGui import QImage

    from gui.shell.pictures import draw
    from model.kinds import parts_of

    experiment = first_case(lab)
    rows = bench.rows(lab, "autograd")
    result = rows.window.moment(rows.last) if lab == AUTOGRAD else parts_of(experiment).result(experiment, rows)
    picture = QImage.fromData(draw(result, ".png", bench.language))
    inked(picture)
    return f"{picture.width()} × {picture.height()}"


@CHECKS.labs(QT_TRANSLATE_NOOP("self_test", "{lab}: window with typeset formulas"))
def _window(bench: Bench, lab: str) -> str:
    equations = bench.shown.show_step(first_case(lab), _EXPLAINED.get(lab, 1))
    if not all(line.isValid() for equation in equations for line in equation.lines):
        raise _as_plain_text()
    for picture in (bench.shown.window, *equations):
        inked(picture.grab().toImage())
    return str(len(equations))


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "presenting, light and dark"))
def _presenting(bench: Bench) -> str:
    shown = bench.shown
    stage = shown.window.stage
    before = stage.sizes()
    stage.present(True)
    for theme in ("dark", "light"):
        shown.window.appearance.set_theme(theme, remember=False)
        inked(shown.window.grab().toImage())
    stage.present(False)
    if stage.sizes() != before:
        raise unlike("sizes", stage.sizes(), before)
    return ""


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "3-D view"))
def _space(bench: Bench) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    probe = subprocess.run(
        own_command("--probe-3d"), env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    none = QT_TRANSLATE_NOOP("self_test", "no OpenGL here: surfaces are shown on the map only")
    return none.text(bench.translate) if probe.returncode else probe.stdout.strip()


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "running, stopping and closing"))
def _run(bench: Bench) -> str:
    shown = bench.shown
    playback = shown.window.playback
    shown.window.open_experiment(first_case(SURFACE))
    playback.toggle()
    shown.wait(lambda: playback.running and playback.cursor >= _ROWS)
    playback.toggle()
    shown.wait(lambda: not playback.running)
    if not shown.close():
        raise Refused(QT_TRANSLATE_NOOP("self_test", "a thread has not ended"))
    return ""
