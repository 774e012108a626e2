"""A step as text, in the language of the window: its phases with their numbers, and its update line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.look.text import render, translate
from gui.widgets.mathematics.update_view import UpdateBlock, UpdateLine
from gui.widgets.pages import PhaseItem
from model.catalogue.equations import latex_number
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.descent.explain import ExplainBlock, ExplainLine
    from model.descent.phases import Phase

__all__ = ["phase_item", "update_block"]

_VALUE_DIGITS = 8
_UPDATE_DIGITS = 6
_SHOWN_NUMBERS = 4


def phase_item(phase: Phase) -> PhaseItem:
    """Return one phase of a step as text: what it does, and its numbers."""
    titles = {
        "zero": translate("step_text", "zero: forget the last gradient"),
        "forward": translate("step_text", "forward: compute the prediction"),
        "loss": translate("step_text", "loss: how bad it is"),
        "backward": translate("step_text", "backward: autograd finds the gradient"),
        "update": translate("step_text", "update: step against the gradient"),
    }
    return PhaseItem(phase.name, titles[phase.name], tuple(_phase_lines(phase)))


def _phase_lines(phase: Phase) -> Iterator[str]:
    for name, value in phase.values.items():
        numbers = np.atleast_1d(np.asarray(value, dtype=float)).ravel()
        texts = [number_text(float(number), _VALUE_DIGITS) for number in numbers[:_SHOWN_NUMBERS]]
        if len(numbers) > _SHOWN_NUMBERS:
            texts.append(translate("step_text", "… ({count} in all)").format(count=number_text(len(numbers))))
        yield f"{name} = {', '.join(texts)}"


def update_block(block: ExplainBlock) -> UpdateBlock:
    """Return the lines of one parameter, or of all of them, as the page shows them."""
    if block.parameter:
        title = translate("step_text", "Update of {name}").format(name=block.parameter)
    else:
        title = translate("step_text", "For all parameters")
    return UpdateBlock(title, tuple(_update_line(line) for line in block.lines))


def _update_line(line: ExplainLine) -> UpdateLine:
    """Return one line; where the numbers are the result already they are left out."""
    result = latex_number(line.result, _UPDATE_DIGITS)
    numbers = () if line.numbers == result else line.pieces
    symbols = line.name if line.name == line.symbols else f"{line.name} = {line.symbols}"
    return UpdateLine(render(line.what), symbols, numbers, result)
