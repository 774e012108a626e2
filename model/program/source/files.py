"""Programs in files: ``.py``, as Python reads them, and notebooks."""

from __future__ import annotations

from importlib.util import decode_source
from typing import TYPE_CHECKING

from model.experiment.file.reading import content
from model.message import QT_TRANSLATE_NOOP
from model.message import Refused as RefusedInput
from model.program.source.notebook import notebook_text

if TYPE_CHECKING:
    from pathlib import Path

_NOTEBOOK = ".ipynb"
ENDINGS = (".py", _NOTEBOOK)
"""The endings of the names of files that are programs."""
_MOST_MEGABYTES = 20
_TOO_LARGE = QT_TRANSLATE_NOOP(
    "program", "cannot read {path}: a program is {megabytes} MB at most, with the outputs of a notebook"
)
_UNDECODED = QT_TRANSLATE_NOOP("program", "cannot read {path}: its text cannot be decoded ({reason})")


def read_program(path: Path) -> str:
    """Return the text of a program in a file; refused where it cannot be read, is no text or no notebook."""
    data = content(path)
    if len(data) > _MOST_MEGABYTES << 20:  # to read it would take seconds in which nothing could stop us
        raise RefusedInput(_TOO_LARGE, path=path, megabytes=_MOST_MEGABYTES)
    if path.suffix.lower() == _NOTEBOOK:
        return notebook_text(data)
    try:
        return decode_source(data)
    except (LookupError, SyntaxError, ValueError) as error:
        raise RefusedInput(_UNDECODED, path=path, reason=str(error)) from None
