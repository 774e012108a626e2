"""Files and folders, for Qt, which knows only names in UTF-8; and the folder in which a file dialog starts."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QUrl

from gui.look.text import legible


def existing_folder(*wanted: str) -> str:
    """Return the first of these folders that exists, else the user's home, else the top of the disk."""
    return next((folder for folder in (*wanted, os.path.expanduser("~")) if os.path.isdir(folder)), os.sep)


def text_of(path: Path) -> str:
    """Return a path as text that Qt keeps whole: a URL, where the path has bytes that are not UTF-8."""
    name = str(path)
    return name if name == legible(name) else path.absolute().as_uri()


def path_of(text: str | QUrl) -> Path:
    """Return the path of a text that `text_of` has made, or of the URL of a file on this computer."""
    if isinstance(text, str) and not text.startswith("file:"):
        return Path(text)
    url = QUrl(text)
    if os.name == "nt":
        return Path(url.toLocalFile())
    encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
    return Path(os.fsdecode(unquote_to_bytes(encoded)))
