from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pygments.lexers.python import PythonLexer
from pygments.token import Token
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from gui.look.theme import theme
from gui.look.tokens import TOKENS
from gui.widgets.code.code_view import CodeView
from gui.widgets.code.python_colours import roles
from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.mathematics.typesetter import broken, effort, svg, typesetter
from model.experiment.presets import presets_of
from model.formula import parse
from model.kinds import listing as program_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform has none

ROOT = Path(__file__).resolve().parent.parent.parent
QUARTIC = "f(x) = 2 x^{4} - 3 x^{2} + 2 x - 20"
CODE = """import torch

x = torch.tensor(5.0, requires_grad=True)
for epoch in range(15_000):
    loss = 2*x**4 - 3*x**2 + 2*x - 20  # 损失 🙂 η
    loss.backward()
"""


@pytest.fixture(autouse=True)
def light_again() -> Any:
    """Leave the theme as it was."""
    yield
    theme.set("light")
    theme.set_scale(1.0)


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> Any:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def pixels(widget: QWidget) -> NDArray[np.int64]:
    """Return a widget's picture, of shape (height, width, 3)."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), 2::-1].astype(np.int64)


def columns_of(widget: QWidget, colour: str) -> list[int]:
    """Return the columns of a widget's picture that hold ``colour``."""
    wanted = QColor(colour)
    found = (pixels(widget) == (wanted.red(), wanted.green(), wanted.blue())).all(axis=2).any(axis=0)
    return [int(column) for column in np.flatnonzero(found)]


def drawn(widget: QWidget) -> list[int]:
    """Return the columns of a widget's picture that stand out from its background."""
    picture = pixels(widget)
    found = (abs(picture - picture[-1, 0]).max(axis=2) > 60).any(axis=0)
    return [int(column) for column in np.flatnonzero(found)]


# ---- equations


@pytest.mark.parametrize("name", list(TOKENS))
def test_an_equation_is_drawn_in_the_colour_of_the_themes_text(qtbot: QtBot, name: str) -> None:
    equation = shown(qtbot, EquationView(), 400, 40)
    equation.set_latex(QUARTIC, "f(x) = 2x⁴ − 3x² + 2x − 20")
    qtbot.waitUntil(lambda: len(equation.lines) == 1)
    theme.set(name)
    assert columns_of(equation, theme.tokens.text)
    assert equation.accessibleName() == "f(x) = 2x⁴ − 3x² + 2x − 20"


@pytest.mark.parametrize("width", [60, 180, 236])
def test_an_equation_never_runs_out_of_its_column(qtbot: QtBot, width: int) -> None:
    long = QUARTIC + r" + \frac{12 x^{5}}{7} + 3 e^{- \frac{x^{2}}{9}} \cos{\left(3 x + 1 \right)}" + " + 7 x" * 30
    equation = shown(qtbot, EquationView(), width, 200)
    for latex in (QUARTIC, long):
        equation.set_latex(latex, "all of it")
        qtbot.waitUntil(lambda: not typesetter.is_busy())
        QApplication.processEvents()
        columns = drawn(equation)
        assert columns
        assert width - 1 not in columns
        assert len(equation.lines) <= 3
        assert equation.toolTip() == "all of it"


def test_a_line_ends_only_before_an_operator_outside_all_brackets() -> None:
    latex = r"f'(x) = - \frac{a + b}{c} + \left(d - e\right) f - 2^{-3}"
    assert broken(latex) == ["f'(x)", r"= - \frac{a + b}{c}", r"+ \left(d - e\right) f", "- 2^{-3}"]


def test_a_text_that_is_no_latex_is_shown_as_it_is(qtbot: QtBot) -> None:
    equation = shown(qtbot, EquationView(), 300, 40)
    equation.set_latex(r"\frac{1", "one over")
    qtbot.waitUntil(lambda: len(equation.lines) == 1)
    assert not equation.grab().isNull()
    assert svg(r"\begin{", 17) == ""


@pytest.mark.parametrize(
    ("opening", "closing", "levels"),
    [("sin(", ")", 50), ("sqrt(", ")", 50), ("|x+", "|", 50), ("1/(1+", ")", 30), ("where(x<1,x^2,", ")", 30)],
)
def test_what_would_take_too_long_to_typeset_is_shown_as_text(
    qtbot: QtBot, opening: str, closing: str, levels: int
) -> None:
    formula = parse(opening * levels + "x" + closing * levels, ("x",))
    derivative = formula.derivative("x")
    assert effort(QUARTIC) < 40
    equation = shown(qtbot, EquationView(), 300, 40)
    for each in (formula, derivative):
        assert svg(each.latex(), 17) == ""
        equation.set_latex(each.latex(), each.pretty())
        qtbot.waitUntil(lambda: len(equation.lines) == 1 and not typesetter.is_busy())
        assert drawn(equation)
        assert equation.toolTip()[:1_000] == each.pretty()[:1_000]
        assert len(equation.toolTip()) <= 1_002


def test_an_equation_without_successor_stays_faintly_for_a_moment(qtbot: QtBot) -> None:
    equation = shown(qtbot, EquationView(), 300, 40)
    equation.set_latex("x^{2}", "x²")
    qtbot.waitUntil(lambda: len(equation.lines) == 1)
    height = equation.sizeHint().height()
    equation.set_latex("")
    assert len(equation.lines) == 1
    assert equation.sizeHint().height() == height
    qtbot.waitUntil(lambda: len(equation.lines) == 0)
    assert equation.accessibleName() == ""


def test_an_equation_stays_until_the_next_is_typeset_which_is_not_in_the_thread_of_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    equation = shown(qtbot, EquationView(), 300, 40)
    equation.set_latex("x^{7}", "x⁷")
    qtbot.waitUntil(lambda: len(equation.lines) == 1)
    before = pixels(equation)
    may_go_on, threads = threading.Event(), set()

    def typeset(latex: str, size: int) -> str:
        may_go_on.wait()
        threads.add(threading.current_thread())
        return svg(latex, size)

    monkeypatch.setattr("gui.widgets.mathematics.typesetter.svg", typeset)
    equation.set_latex("x^{8} + 1", "x⁸ + 1")
    QApplication.processEvents()
    assert (pixels(equation) == before).all()
    assert equation.accessibleName() == "x⁸ + 1"
    may_go_on.set()
    qtbot.waitUntil(lambda: not typesetter.is_busy())
    QApplication.processEvents()
    assert (pixels(equation) != before).any()
    assert threads.isdisjoint({threading.main_thread()})


# ---- code


def test_the_listing_is_shown_whole_and_copied_by_its_button(qtbot: QtBot) -> None:
    view = shown(qtbot, CodeView(), 300, 200)
    view.set_code(CODE)
    assert view.code() == CODE
    qtbot.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == CODE
    qtbot.waitUntil(lambda: not view._copied.isActive())


@pytest.mark.parametrize("name", list(TOKENS))
def test_the_line_being_executed_is_lit(qtbot: QtBot, name: str) -> None:
    theme.set(name)
    view = shown(qtbot, CodeView(), 300, 200)
    view.set_code(CODE)
    assert not columns_of(view, theme.tokens.lit)
    view.set_lit_line(5)
    assert view.lit_line == 5
    assert len(columns_of(view, theme.tokens.lit)) > 100
    view.set_lit_line(None)
    assert not columns_of(view, theme.tokens.lit)


def test_a_lit_line_below_the_fold_comes_into_view(qtbot: QtBot) -> None:
    view = shown(qtbot, CodeView(), 300, 120)
    view.set_code("\n".join(f"line_{number} = {number}" for number in range(100)))
    view.set_lit_line(80)
    bar = view.text.verticalScrollBar()
    assert bar.value() <= 79 < bar.value() + bar.pageStep()


def test_a_listing_of_which_lines_change_stays_where_it_was_scrolled_to(qtbot: QtBot) -> None:
    view = shown(qtbot, CodeView(), 300, 120)
    lines = [f"line_{number} = {number}" for number in range(100)]
    view.set_code("\n".join(lines))
    bar = view.text.verticalScrollBar()
    bar.setValue(50)
    lines[3], lines[52], lines[99] = "", "other = 损失 🙂", "last = 0"
    view.set_code("\n".join(lines))
    assert view.code() == "\n".join(lines)
    view.set_code("\n".join(lines[:98]))
    assert view.code() == "\n".join(lines[:98])
    assert bar.value() == 50


_ROLES = {
    Token.Keyword: "keyword",
    Token.Operator.Word: "keyword",
    Token.Literal.Number: "number",
    Token.Literal.String: "string",
    Token.Comment: "comment",
    Token.Name.Builtin: "name",
    Token.Name.Function: "name",
}
_TRICKY = """
    x = "a # b"  # c
    def float(x): return None
    a, b = 'it\\'s', "unclosed
    损失 = "é🙂" + 3
    sum(x) - x.sum() + x1 * 0x1f - 1e-5*.5 / 1_000. if True and not None else 2e1
"""


def test_python_has_the_colours_that_pygments_gives_it() -> None:
    lexer = PythonLexer(stripnl=False, ensurenl=False)

    def expected(line: str) -> list[str]:
        found = [""] * (len(line.encode("utf-16-le")) // 2)
        place = 0
        for kind, text in lexer.get_tokens(line):
            length = len(text.encode("utf-16-le")) // 2
            role = next((role for parent, role in _ROLES.items() if kind in parent), "")
            found[place : place + length] = [role] * length
            place += length
        return found

    experiments = [preset.experiment for lab in ("minimise", "regression", "surface") for preset in presets_of(lab)]
    lines = {line for experiment in experiments for line in program_of(experiment).source.splitlines()}
    for line in sorted(lines) + _TRICKY.splitlines():
        found = [""] * (len(line.encode("utf-16-le")) // 2)
        for start, length, role in roles(line):
            found[start : start + length] = [role] * length
        assert found == expected(line), line


def test_forty_four_columns_fit_a_panel_of_300_pixels(qtbot: QtBot) -> None:
    view = shown(qtbot, CodeView(), 312, 300)
    view.set_code("#" * 43)
    assert view.text.horizontalScrollBar().maximum() == 0


def test_importing_the_widgets_loads_nothing_heavy() -> None:
    modules = sorted(path.stem for path in (ROOT / "gui" / "widgets").glob("*.py") if path.stem != "__init__")
    code = "; ".join(f"import gui.widgets.{name}" for name in modules)
    heavy = ("torch", "sympy", "llvmlite", "ziamath", "qtawesome", "pyqtgraph")
    script = f"import sys; {code}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
