"""Icons, translations and examples."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOLDER", "LANGUAGES", "catalogue_of"]

FOLDER = Path(__file__).resolve().parent
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""The languages of the window with their own names; all but the first are translations."""


def catalogue_of(language: str) -> Path:
    """Return the file with the translations into a language, which its compiled form lies beside."""
    return FOLDER / "translations" / f"descent_lab_{language}.ts"
