"""A user's text, in Python or school notation, as a checked syntax tree to compute, derive and write.

A text goes through `tokenizer` and `parser` to a `tree`, and the tree to numbers (`evaluate`), to its derivative
(`calculus`, `algebra`), to text (`writers`, `latex`) and to SymPy (`to_sympy`). Nothing is evaluated as Python.
"""

from __future__ import annotations

from model.formula.error import FormulaError
from model.formula.formula import Formula, parse

__all__ = ["Formula", "FormulaError", "parse"]
