"""Do the lines on the standard input, as a fault of `clicks` or `soak` gives them, and say what goes wrong."""

from __future__ import annotations

import argparse
import contextlib
import sys

from tests.campaigns.monkey.replay import HANDS, Replayer, counts, screen
from tests.campaigns.monkey.watch import grown


def main() -> int:
    """Return 1 where something goes wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.monkey", description=__doc__)
    parser.add_argument("hand", choices=HANDS, nargs="?", default="qt", help="who gives the events: Qt, or an X server")
    parser.add_argument("--laps", type=int, default=1, help="do them so often, and say what grows each time")
    options = parser.parse_args()
    lines = [line.strip() for line in sys.stdin if line.strip()]
    with screen() if options.hand == "x11" else contextlib.nullcontext():
        replayer = Replayer(options.hand)
        outcome = replayer.do(lines, laps=options.laps)
        end = replayer.renew()
    found = {fault.what: fault.detail for fault in [*outcome.faults, *([end] if end else [])]}
    found |= {f"leak: {name}": series for name, series in grown(counts(outcome)[1:]).items()}
    for what, detail in found.items():
        print(f"{what}\n{detail}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
