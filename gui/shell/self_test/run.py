"""All checks one after the other, with a line for each."""

from __future__ import annotations

import contextlib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from gui.shell.self_test import engine_checks, part_checks, window_checks
from gui.shell.self_test.bench import Bench
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.shell.self_test.bench import Check
    from model.message import Translate

CHECKS = (*engine_checks.CHECKS, *part_checks.CHECKS, *window_checks.CHECKS)
"""All checks; the engines come first, since on Windows torch must be loaded before Qt."""

_WITH_FINDING = QT_TRANSLATE_NOOP("self_test", "{title}: {found}")


def self_test(language: str, checks: Sequence[Check] = CHECKS) -> int:
    """Do all checks and print a line for each; return 0 where all are passed, else 1.

    Nothing of the user's is read or written: files and settings are in a folder that is removed afterwards.
    """
    code = 0
    with Bench(language) as bench:
        for title, do, arguments in checks:
            try:
                mark, found = "ok", do(bench, *arguments)
            except Exception as error:
                code, mark, found = 1, "FAILED", _reason(error, bench.translate)
            line = _WITH_FINDING.fill(title=title, found=found) if found else title
            with contextlib.suppress(OSError):  # the code says it all
                print(f"{mark:<8}{line.text(bench.translate)}", flush=True)
    if bench.thread_outlasted:
        from gui.shell.application import leave

        leave(code)
    return code


def _reason(error: Exception, translate: Translate | None) -> str:
    if isinstance(error, Refused):
        return error.message.text(translate)
    place, reason = traceback.extract_tb(error.__traceback__)[-1], " ".join(str(error).split())
    return f"{type(error).__name__}: {reason} ({Path(place.filename).name}:{place.lineno})"
