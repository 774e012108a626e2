"""Programs in files: ``.py``, as Python reads them, and notebooks."""

from __future__ import annotations

from importlib.util import decode_source
from typing import TYPE_CHECKING

from model.data.files import NOTEBOOK
from model.experiment.file.reading import content
from model.message import QT_TRANSLATE_NOOP
from model.message import Refused as RefusedInput
from model.program.source.notebook import notebook_text
from model.program.source.refused import Refused

if TYPE_CHECKING:
    from pathlib import Path

_MOST_MEGABYTES = 20
_TOO_LARGE = QT_TRANSLATE_NOOP(
    "program", "cannot read {path}: a program is {megabytes} MB at most, with the outputs of a notebook"
)
_NO_NOTEBOOK = QT_TRANSLATE_NOOP("program", "{path}: {reason}")
_UNDECODED = QT_TRANSLATE_NOOP("program", "cannot read {path}: its text cannot be decoded ({reason})")


def read_program(path: Path) -> str:
    """Return the text of a program in a file; refused where it cannot be read, is no text or no notebook."""
    data = content(path)
    if len(data) > _MOST_MEGABYTES << 20:  # to read it would take seconds in which nothing could stop us
        raise RefusedInput(_TOO_LARGE, path=path, megabytes=_MOST_MEGABYTES)
    try:
        return notebook_text(data) if path.suffix.lower() == NOTEBOOK else decode_source(data)
    except Refused as refusal:
        raise RefusedInput(_NO_NOTEBOOK, path=path, reason=refusal.message) from None
    except (LookupError, SyntaxError, ValueError) as error:
        raise RefusedInput(_UNDECODED, path=path, reason=str(error)) from None
