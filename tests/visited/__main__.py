"""Runs the tests and lists the functions of `gui` that none of them entered.

All of it, which is what must pass: 0 where every function is entered but those of ``unvisited.txt``::

    python -m tests.visited

Further arguments go to pytest. ``--file FILE`` keeps what was entered, and adds to what is there, so that one test
file can be run again after the whole; ``--only GLOB`` lists some modules, ``--list`` runs no test::

    python -m tests.visited --file visited.txt --only "gui.labs.minimise.*" tests/gui/test_act_minimise.py
    python -m tests.visited --file visited.txt --list
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from tests.visited.functions import PACKAGE, ROOT, VARIABLE, excused, functions_of, is_excused


def unvisited(file: Path, only: str) -> tuple[list[str], list[str]]:
    """Return those that were not entered: the ones on the list, and the others."""
    entered = set(file.read_text(encoding="utf-8").splitlines()) if file.exists() else set()
    names = [name for path in sorted((ROOT / PACKAGE).rglob("*.py")) for name in functions_of(path)]
    left = [name for name in names if name not in entered and fnmatchcase(name.partition(":")[0], only)]
    entries = excused()
    return [name for name in left if is_excused(name, entries)], [
        name for name in left if not is_excused(name, entries)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.visited", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--only", default="*")
    parser.add_argument("--list", action="store_true")
    options, further = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (options.file or Path(folder) / "visited.txt").absolute()
        code = 0
        if not options.list:
            command = [sys.executable, "-m", "pytest", *further]
            code = subprocess.run(command, cwd=ROOT, env={**os.environ, VARIABLE: str(file)}, check=False).returncode
        known, others = unvisited(file, options.only)
    for name in others:
        print(name)
    print(f"{len(others)} functions were entered by no test, and {len(known)} more that are excused.")
    return code or bool(others)


if __name__ == "__main__":
    sys.exit(main())
