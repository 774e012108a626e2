"""What differs between CPython and the machine: ``python -m tests.program FILE ...``, or without files all programs."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.program.oracle import COLLECTION, compare


def main(names: list[str]) -> int:
    """Print for each file what differs, why it is refused, or how long it took, and return 1 where anything differs."""
    wrong = 0
    for path in [Path(name) for name in names] or COLLECTION:
        compared = compare(path.read_text(encoding="utf-8"))
        wrong += compared.difference is not None
        told = compared.difference or (f"refused, {compared.refused}" if compared.refused else "the same")
        seconds = f"{compared.seconds_of_python:.2f} s, {compared.seconds_of_machine:.2f} s"
        print(f"{path.name}: {told} ({seconds})", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
