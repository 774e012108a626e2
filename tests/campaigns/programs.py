"""Programs as learners write them, run by CPython and by the machine: each must end the same, or be refused."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.campaigns.campaign import Report, campaign

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAMPLE = ("002", "010", "077", "124", "147", "180")
"""The beginnings of the names of those that the gate runs first."""


@campaign("programs", sample=len(_SAMPLE))
def attack_programs(report: Report) -> None:
    """Run the collection of programs, and those of the folder in CAMPAIGN_FOLDER, by CPython and by the machine."""
    from tests.program.oracle import COLLECTION, compare  # imports PyTorch's compiler, which no other campaign needs

    folder = os.environ.get("CAMPAIGN_FOLDER")
    paths = _in_order(sorted(Path(folder).rglob("*.py")) if folder else COLLECTION)
    refused = 0
    while report.goes_on() and report.count < len(paths):
        path = paths[report.count]
        begun = time.monotonic()
        compared = compare(path.read_text(encoding="utf-8"), seed=report.seed)
        again = f"python -m tests.campaigns programs --seed {report.seed} --only {report.count}"
        report.tried("refused" if compared.refused else "run", time.monotonic() - begun)
        if compared.difference is not None:
            report.fault(f"{path.name}: {compared.difference}", again)
        elif compared.refused is not None:
            refused += 1
            print(f"programs: {path.name} is refused, {compared.refused}", flush=True)
    report.notes["refused"] = f"{refused} of {report.count - report.first}"


def _in_order(paths: Sequence[Path]) -> list[Path]:
    """Return all paths, those of the gate's sample first."""
    return sorted(paths, key=lambda path: (not path.name.startswith(_SAMPLE), path.name))
