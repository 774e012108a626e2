"""A formula that is typed in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look.text import render
from model.formula import FormulaError, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.widgets.fields.formula_field import FormulaField
    from model.formula import Formula

__all__ = ["typed_formula"]


def typed_formula(
    field: FormulaField, text: str, variables: Sequence[str], *, parameters: bool = False
) -> Formula | None:
    """Return the formula typed in a field; where it is none, the field says why."""
    try:
        return parse(text, variables, parameters=parameters)
    except FormulaError as error:
        field.set_error(render(error.message), error.column)
        return None
