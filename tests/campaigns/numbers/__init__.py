"""The campaign ``numbers``: random experiments and extreme ones, step by step on both engines and as whole runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.campaigns.campaign import campaign

if TYPE_CHECKING:
    from tests.campaigns.campaign import Report


@campaign("numbers", sample=5)
def numbers(report: Report) -> None:
    """Compare both engines step by step, and what is told of whole runs, with ordinary and with extreme numbers."""
    from tests.campaigns.attack import attack_with
    from tests.campaigns.numbers.engines import TALLY
    from tests.campaigns.numbers.experiments import NUMBERS

    attack_with(report, NUMBERS)
    report.notes |= TALLY.notes()
