"""The cells of a Jupyter notebook as the text of one program."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from model.message import QT_TRANSLATE_NOOP
from model.program.source.refused import Place, Refused

_NO_NOTEBOOK = QT_TRANSLATE_NOOP("program", "This is not a Jupyter notebook.")
_OTHER_LANGUAGE = QT_TRANSLATE_NOOP("program", "This notebook is not in Python but in {language}.")
_NOT_PYTHON_CELL = re.compile(r"\s*%%(?!time|capture|prun|py)")
"""Cells that are a page or a script of another language: %%html, %%bash, %%writefile."""


def notebook_text(data: bytes) -> str:
    """Return the code cells of a notebook, of format 3 or 4, joined by empty lines; outputs are ignored.

    Raises
    ------
    Refused
        Where the data is no notebook, or one of another language.
    """
    try:
        notebook = json.loads(data)
        language = _language(notebook)
        if language.lower() not in ("python", "python3", "ipython"):
            raise Refused(Place(1, 1), _OTHER_LANGUAGE, language=language)
        texts = [text for cell in _cells(notebook) if (text := _cell_text(cell)) is not None]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(Place(1, 1), _NO_NOTEBOOK) from None
    return "\n\n".join(texts) + "\n"


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata", {})
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        if isinstance(found := metadata.get(key, {}).get(name), str):
            return found
    return "python"


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    if "worksheets" in notebook:  # format 3
        return [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    return cast("list[dict[str, Any]]", notebook["cells"])


def _cell_text(cell: dict[str, Any]) -> str | None:
    """Return the text of a cell with Python; a cell's text is one string, or a list of its lines with their ends."""
    if cell["cell_type"] != "code":
        return None
    text = cell["source"] if "source" in cell else cell["input"]
    text = text if isinstance(text, str) else "".join(text)
    return None if _NOT_PYTHON_CELL.match(text) else text.rstrip()
