"""Bring the translations up to date: ``python -m resources.translate``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from resources import LANGUAGES, catalogue_of

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = {language: catalogue_of(language) for language in list(LANGUAGES)[1:]}


def sources() -> list[str]:
    """Return every module with text for people, relative to the root."""
    found = [ROOT / "main.py", *(ROOT / "model").rglob("*.py"), *(ROOT / "gui").rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def update(catalogue: Path) -> None:
    """Write the strings of all modules into ``catalogue``, dropping those that are gone."""
    _tool("lupdate", *sources(), "-no-obsolete", "-locations", "none", "-ts", str(catalogue))


def compile_catalogue(catalogue: Path) -> None:
    """Write the .qm file that the program loads."""
    _tool("lrelease", str(catalogue), "-qm", str(catalogue.with_suffix(".qm")))


def _tool(name: str, *arguments: str) -> None:
    call = f"from PySide6.scripts.pyside_tool import {name}; import sys; sys.exit({name}())"
    subprocess.run([sys.executable, "-c", call, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    for path in CATALOGUES.values():
        update(path)
        compile_catalogue(path)
