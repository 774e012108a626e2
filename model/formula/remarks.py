"""What is said of a formula that is understood: how a letter was read, and what a prediction lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.formula.formula import Formula
    from model.message import Message


def remarks(formula: Formula, *, is_prediction: bool = False) -> Iterator[Message]:
    """Yield a sentence for each capital letter that was read as a variable, and for a prediction without its x."""
    for capital, variable in formula.capitals:
        yield QT_TRANSLATE_NOOP("formula", "{capital} is read as {variable}").fill(capital=capital, variable=variable)
    (variable, *others) = formula.variables
    if is_prediction and not others and variable not in formula.names:
        reason = QT_TRANSLATE_NOOP("formula", "there is no {variable} in it: every point gets the same prediction")
        yield reason.fill(variable=variable)
