"""Run a campaign, or the sample of each that the gate runs: ``python -m tests.campaigns NAME --seconds 300``."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys

import tests.campaigns
from tests.campaigns.campaign import CAMPAIGNS, Report

_SAMPLE_SECONDS = 60.0


def main(arguments: list[str] | None = None) -> int:
    """Return 1 where something was found, else 0."""
    for module in pkgutil.iter_modules(tests.campaigns.__path__, "tests.campaigns."):
        if not module.name.rpartition(".")[2].startswith(("_", "test_")):
            importlib.import_module(module.name)
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns", description=__doc__)
    about = "; ".join(f"{name}: {each.about}" for name, each in CAMPAIGNS.items())
    parser.add_argument("name", choices=[*CAMPAIGNS, "sample"], help=about.replace("%", "%%"))
    parser.add_argument("--seconds", type=float, default=300.0, help="how long it goes on (default: 300)")
    parser.add_argument("--seed", type=int, default=0, help="another seed tries other things (default: 0)")
    parser.add_argument("--tries", type=int, help="make so many tries at the most")
    parser.add_argument("--only", type=int, metavar="K", help="make try K alone, which has shown a fault")
    options = parser.parse_args(arguments)
    if options.name == "sample":
        chosen = [(name, 0, _SAMPLE_SECONDS, each.sample, 0) for name, each in CAMPAIGNS.items()]
    elif options.only is not None:
        chosen = [(options.name, options.seed, options.seconds, 1, options.only)]
    else:
        chosen = [(options.name, options.seed, options.seconds, options.tries, 0)]
    found: dict[str, str] = {}
    for each in chosen:
        report = Report(*each)
        CAMPAIGNS[report.name].attack(report)
        print(report.table(), flush=True)
        found |= report.faults
    for what, shown_by in found.items():
        print(f"{what}\n    {shown_by}")
    return 1 if found else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # a window may still have a thread
