"""A translation catalogue without an application, for the command line; of Qt it needs only QtCore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTranslator

from resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["translator"]


def translator(language: str) -> Callable[[str, str], str]:
    """Return what answers (context, English text) in ``language``, in English where there is nothing."""
    catalogue = QTranslator()
    catalogue.load(f"descent_lab_{language}", str(FOLDER / "translations"))

    def translate(context: str, text: str) -> str:
        return catalogue.translate(context, text) or text

    return translate
