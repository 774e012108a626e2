"""The campaign ``files``: experiment files of every lab and settings files, whole, mutated and damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.campaigns.campaign import campaign

if TYPE_CHECKING:
    from tests.campaigns.campaign import Report


@campaign("files", sample=50)
def files(report: Report) -> None:
    """Read mutated files of experiments and settings, write and read again what is accepted, and begin to run it."""
    from tests.campaigns.attack import attack_with
    from tests.campaigns.documents.experiments import EXPERIMENTS
    from tests.campaigns.documents.settings import SETTINGS

    attack_with(report, [*EXPERIMENTS, *SETTINGS])
