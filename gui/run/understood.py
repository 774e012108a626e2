"""Says under a field what was understood of the formula in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gui.look.numbers import number_text
from gui.look.text import render, translate
from gui.widgets.fields.understood_line import Understood
from model.formula.latex import name_text
from model.formula.remarks import remarks

if TYPE_CHECKING:
    from gui.widgets.fields.formula_field import FormulaField
    from model.formula import Formula

_CONSTANTS = {"e": ("e", math.e), "pi": ("π", math.pi)}
_NO_BREAK = "\u00a0"


def show_understood(field: FormulaField, formula: Formula, *, is_prediction: bool = False) -> None:
    """Show a formula typeset, its parameters by name, its constants with their values, and what is said of it."""
    said = [render(remark) for remark in remarks(formula, is_prediction=is_prediction)]
    if formula.parameters:
        parameters = translate("understood", "Parameters: {names}").format(
            names=", ".join(map(name_text, formula.parameters))
        )
        said.append(parameters)
    for name, (sign, value) in _CONSTANTS.items():
        if name in formula.constants:
            said.append(f"{sign} = {number_text(value, 6)}".replace(" ", _NO_BREAK))
    lacks_variable = is_prediction and not set(formula.variables) & set(formula.names)
    field.set_understood(Understood(formula.latex(), formula.pretty(), " · ".join(said), lacks_variable))
