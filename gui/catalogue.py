"""A translation catalogue without an application, for the command line; of Qt it needs only QtCore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTranslator

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["translator"]

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"


def translator(language: str) -> Callable[[str, str], str]:
    """Return what answers (context, English text) in ``language``, in English where there is nothing."""
    catalogue = QTranslator()
    catalogue.load(f"descent_lab_{language}", str(_FOLDER))

    def translate(context: str, text: str) -> str:
        return catalogue.translate(context, text) or text

    return translate
