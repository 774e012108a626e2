"""Run a campaign, or the sample of each that the gate runs: ``python -m tests.campaigns NAME --seconds 300``."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

from tests.campaigns.campaign import CAMPAIGNS, Report

_SAMPLE_SECONDS = 60.0


def main() -> int:
    """Return 1 where something was found, else 0."""
    for file in sorted(Path(__file__).parent.glob("[!_]*.py")):
        if file.stem != "campaign" and not file.stem.startswith("test_"):
            importlib.import_module(f"tests.campaigns.{file.stem}")
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns", description=__doc__)
    about = "; ".join(f"{name}: {each.about}" for name, each in CAMPAIGNS.items())
    parser.add_argument("name", choices=[*CAMPAIGNS, "sample"], help=about.replace("%", "%%"))
    parser.add_argument("--seconds", type=float, default=300.0, help="how long it goes on (default: 300)")
    parser.add_argument("--seed", type=int, default=0, help="another seed tries other things (default: 0)")
    parser.add_argument("--tries", type=int, help="make so many tries at the most")
    options = parser.parse_args()
    if options.name == "sample":
        chosen = [(name, 0, _SAMPLE_SECONDS, each.sample) for name, each in CAMPAIGNS.items()]
    else:
        chosen = [(options.name, options.seed, options.seconds, options.tries)]
    found: dict[str, str] = {}
    for name, seed, seconds, tries in chosen:
        report = Report(name, seed, seconds, tries)
        CAMPAIGNS[name].attack(report)
        print(report.table(), flush=True)
        found |= report.faults
    for what, shown_by in found.items():
        print(f"{what}\n    {shown_by}")
    sys.stdout.flush()
    os._exit(1 if found else 0)  # a window may still have a thread


if __name__ == "__main__":
    main()
