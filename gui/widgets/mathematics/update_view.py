"""One update: the step of each parameter in one equation, then line by line where its numbers come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.base.runner_style import runner_style
from gui.widgets.arranged import column, take_out
from gui.widgets.fields.section import Section
from gui.widgets.mathematics.equation_view import EquationView
from gui.widgets.mathematics.latex_reader import html_of_latex, text_of_latex
from gui.widgets.mathematics.typesetter import NO_OTHERS
from gui.widgets.parts import make_selectable, plain_label, px

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

_SYMBOL_SIZE = 15
"""The size, in unscaled pixels, at which symbols are typeset."""
_STEP_SIZE = 15
"""The size, in unscaled pixels, of the equation of a step."""
_SPACE = re.compile(" (?![^<]*>)")
"""A space between tags of HTML, not in one."""
_NO_BREAK = "\u00a0"
_FEW = 3


class UpdateLine(NamedTuple):
    """One line of an update: what is computed, in a few words, and in LaTeX the equation and what comes out.

    ``numbers`` is the right-hand side with this step's numbers: a piece of LaTeX for each term, and whether that is the
    largest of several; empty where it is the result already.
    """

    what: str
    symbols: str
    numbers: tuple[tuple[str, bool], ...]
    result: str


class UpdateBlock(NamedTuple):
    """The step of one parameter, and the lines that belong to it, or to all of them, under their heading."""

    title: str
    step: UpdateLine | None
    lines: tuple[UpdateLine, ...]


class _Numbers(QLabel):
    """Numbers that wrap in whatever width there is."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        make_selectable(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """Return no width: the text never makes the panel wider."""
        return QSize(0, super().minimumSizeHint().height())


class _Step(_Numbers):
    """The equation of a step, symbols = numbers = result, which goes on in the next line at a =."""

    def __init__(self) -> None:
        super().__init__()
        self._line: UpdateLine | None = None
        self._colours = NO_OTHERS

    def show_line(self, line: UpdateLine, colours: Mapping[str, str]) -> None:
        """Show the step of one parameter."""
        self._line, self._colours = line, colours
        parts = (line.symbols, " ".join(piece for piece, _ in line.numbers), line.result)
        self.setAccessibleName(" = ".join(map(text_of_latex, parts)))
        self.setToolTip(line.what)
        font = self.font()
        font.setPixelSize(px(_STEP_SIZE))
        metrics = QFontMetrics(font)
        symbols, *others = (html_of_latex(part, colours) for part in parts)
        others[-1] = f"<b>{others[-1]}</b>"
        for text, part in zip(others, parts[1:], strict=True):
            fits = metrics.horizontalAdvance(f"= {text_of_latex(part)}") < self.width()
            symbols += f" ={_NO_BREAK}{_SPACE.sub(_NO_BREAK, text)}" if fits else f"<br>= {text}"
        self.setText(f"<span style='font-size:{px(_STEP_SIZE)}px'>{symbols}</span>")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the equation for another width."""
        super().resizeEvent(event)
        if self._line is not None and event.size().width() != event.oldSize().width():
            self.show_line(self._line, self._colours)


class _Line(QWidget):
    """The widgets of one line."""

    def __init__(self) -> None:
        super().__init__()
        self.what = plain_label("muted")
        self.symbols = EquationView(_SYMBOL_SIZE)
        self.numbers = _Numbers()
        column(self, px(2), self.what, self.symbols, self.numbers).setContentsMargins(0, 0, 0, px(6))

    def show_line(self, line: UpdateLine, colours: Mapping[str, str]) -> None:
        """Show one line; the symbols of the step before are not typeset again."""
        self.symbols.colours = colours
        tokens = theme.tokens
        self.what.setText(line.what)
        self.symbols.set_latex(line.symbols, f"{line.what}: {text_of_latex(line.symbols)}")
        lit = f"background-color:{tokens.lit}; color:{tokens.text}; font-weight:600; text-decoration:underline"
        pieces = [
            f"<span style='{lit}'>{html_of_latex(piece, colours)}</span>" if is_lit else html_of_latex(piece, colours)
            for piece, is_lit in line.numbers
        ]
        rows = [f"= {' '.join(pieces)}"] if pieces else []
        rows.append(f"= <b>{html_of_latex(line.result, colours)}</b>")
        self.numbers.setText("<br>".join(rows))
        spoken = [text_of_latex(" ".join(piece for piece, _ in line.numbers)), text_of_latex(line.result)]
        self.numbers.setAccessibleName(" = ".join(part for part in spoken if part))
        largest = next((piece for piece, is_lit in line.numbers if is_lit), None)
        template = translate("update_view", "The largest term of this line: {term}")
        self.numbers.setToolTip("" if largest is None else template.format(term=text_of_latex(largest)))


class UpdateView(QWidget):
    """The steps of all parameters, and below them the lines of each block in a section of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: tuple[UpdateBlock, ...] = ()
        self.steps: list[_Step] = []
        self._runner: int | None = None
        self._sections: list[Section] = []
        self._lines: list[list[_Line]] = []
        self.legend = QLabel(wordWrap=True)
        self.legend.setProperty("role", "muted")
        self.legend.hide()
        steps = QWidget()
        self._steps = column(steps, px(8))
        self._column = column(self, px(8), steps, self.legend)
        theme.changed.connect(self._show_blocks)

    def set_blocks(self, blocks: Sequence[UpdateBlock], runner: int | None = None) -> None:
        """Show an update, nothing without any block; ``runner`` is the index of a runner's look, if it is one's."""
        if (tuple(blocks), runner) == (self.blocks, self._runner):
            return
        self.blocks, self._runner = tuple(blocks), runner
        steps = [block.step for block in blocks if block.step is not None]
        while len(self.steps) > len(steps):
            take_out(self._steps, self.steps.pop())
        while len(self.steps) < len(steps):
            self.steps.append(_Step())
            self._steps.addWidget(self.steps[-1])
        shape = [len(block.lines) for block in blocks if block.lines]
        if shape != [len(lines) for lines in self._lines]:
            self._build(shape)
        self._show_blocks()

    def _build(self, shape: list[int]) -> None:
        for section in self._sections:
            take_out(self._column, section)
        self._sections, self._lines = [], []
        for index, count in enumerate(shape):
            section = Section(opened=len(shape) <= _FEW or index == 0)
            lines = [_Line() for _ in range(count)]
            for line in lines:
                section.add_widget(line)
            self._sections.append(section)
            self._lines.append(lines)
            self._column.addWidget(section)

    def _colours(self) -> Mapping[str, str]:
        """Return the colours of the picture: in a race a point has that of its runner, and no gradient is drawn."""
        if self._runner is None:
            return NO_OTHERS
        return {"path_text": runner_style(self._runner).text_colour, "tangent_text": theme.tokens.text}

    @Slot()
    def _show_blocks(self) -> None:
        colours = self._colours()
        steps = [block.step for block in self.blocks if block.step is not None]
        for step, label in zip(steps, self.steps, strict=True):
            label.show_line(step, colours)
        explained = [block for block in self.blocks if block.lines]
        for block, section, lines in zip(explained, self._sections, self._lines, strict=True):
            section.set_title(block.title)
            for line, widget in zip(block.lines, lines, strict=True):
                widget.show_line(line, colours)
        lit = any(is_lit for block in self.blocks for line in block.lines for _, is_lit in line.numbers)
        self.legend.setVisible(lit)
        self.legend.setText(translate("update_view", "The largest term of each line is highlighted."))
