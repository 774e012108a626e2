"""The folder in which a file dialog starts."""

from __future__ import annotations

import os


def existing_folder(*wanted: str) -> str:
    """Return the first of these folders that exists, else the user's home, else the top of the disk."""
    return next((folder for folder in (*wanted, os.path.expanduser("~")) if os.path.isdir(folder)), os.sep)
