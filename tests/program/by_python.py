"""Runs a program by CPython and writes what it printed and how it ended as JSON; called in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import linecache
import sys
import traceback
import warnings
from pathlib import Path

NAME = "<program>"


def outcome(text: str) -> dict[str, object]:
    """Return what a program prints, and of the error that it ends with type, message and line."""
    printed, error = io.StringIO(), None
    warnings.simplefilter("ignore")
    linecache.cache[NAME] = len(text), None, text.splitlines(keepends=True), NAME
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(text, NAME, "exec", dont_inherit=True), {"__name__": "__main__"})
        except SystemExit:
            pass
        except BaseException as raised:
            lines = [entry.lineno for entry in traceback.extract_tb(raised.__traceback__) if entry.filename == NAME]
            error = [type(raised).__name__, str(raised), lines[-1]]
    return {"printed": printed.getvalue(), "error": error}


if __name__ == "__main__":
    print(json.dumps(outcome(Path(sys.argv[1]).read_text(encoding="utf-8"))))
