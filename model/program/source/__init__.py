"""The text of a program, or of a notebook, as a checked syntax tree.

CPython reads the text and refuses what it refuses; `checking` refuses what is Python but is not known here. Nothing is
evaluated.
"""

from __future__ import annotations

from model.program.source.checking import bound_names as bound_names
from model.program.source.names import SPECIAL_METHODS, is_special
from model.program.source.notebook import notebook_text
from model.program.source.reading import TOO_INVOLVED, Source, read_source
from model.program.source.refused import Place, Refused

__all__ = [
    "SPECIAL_METHODS",
    "TOO_INVOLVED",
    "Place",
    "Refused",
    "Source",
    "bound_names",
    "is_special",
    "notebook_text",
    "read_source",
]
