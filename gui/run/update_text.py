"""An update explained by the model as what the page shows, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look.text import render, translate
from gui.widgets.mathematics.update_view import UpdateBlock, UpdateLine
from model.catalogue.equations import latex_number

if TYPE_CHECKING:
    from model.descent.explain import ExplainBlock, ExplainLine

__all__ = ["update_block"]

_DIGITS = 6


def update_block(block: ExplainBlock) -> UpdateBlock:
    """Return the lines of one parameter, or of all of them, as the page shows them."""
    if block.parameter:
        title = translate("update_text", "Update of {name}").format(name=block.parameter)
    else:
        title = translate("update_text", "For all parameters")
    return UpdateBlock(title, tuple(_update_line(line) for line in block.lines))


def _update_line(line: ExplainLine) -> UpdateLine:
    """Return one line; where the numbers are the result already they are left out."""
    result = latex_number(line.result, _DIGITS)
    numbers = () if line.numbers == result else line.pieces
    symbols = line.name if line.name == line.symbols else f"{line.name} = {line.symbols}"
    return UpdateLine(render(line.what), symbols, numbers, result)
