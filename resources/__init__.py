"""Icons, translations, help and examples, and where the program itself is."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ["FOLDER", "LANGUAGES", "RUN_PROGRAM", "catalogue_of", "is_packaged", "own_command", "program_folder"]

FOLDER = Path(__file__).resolve().parent
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""The languages of the window with their own names; all but the first are translations."""
RUN_PROGRAM = "--run-program"
"""With what this program starts itself to be the process of a user's program."""


def catalogue_of(language: str) -> Path:
    """Return the file with the translations into a language, which its compiled form lies beside."""
    return FOLDER / "translations" / f"descent_lab_{language}.ts"


def is_packaged() -> bool:
    """Tell whether this is the packaged program, which brings its own Python."""
    return bool(getattr(sys, "frozen", False))


def program_folder() -> Path:
    """Return the folder that the user started the program from: of the packaged program, or of main.py."""
    if not is_packaged():
        return FOLDER.parent
    folder = Path(sys.executable).resolve().parent
    application = folder.parent.parent  # of macOS, where the program is in NAME.app/Contents/MacOS
    return application.parent if application.suffix == ".app" else folder


def own_command(*arguments: str) -> list[str]:
    """Return the command that starts this program once more, with ``arguments``."""
    program = [sys.executable] if is_packaged() else [sys.executable, str(FOLDER.parent / "main.py")]
    return [*program, *arguments]
