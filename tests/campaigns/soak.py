"""The window used flat out for hours: it needs no more at the end than at the beginning, and then it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.campaigns.campaign import campaign
from tests.campaigns.monkey.replay import Replayer
from tests.campaigns.monkey.tries import Tries

if TYPE_CHECKING:
    from tests.campaigns.campaign import Report

_REST_SECONDS = 10.0
_MOST_AT_REST = 0.002


@campaign("soak", sample=1)
def soak(report: Report) -> None:
    """Edit, drag, pin and recompile long runs of all labs that play flat out; memory stays flat, and rest is rest."""
    replayer = Replayer()

    def rest() -> None:
        if report.tries is None:  # a sample is too short for that
            share = replayer.do([], idle=_REST_SECONDS).answer.get("idle", 0.0)
            report.notes["processor at rest"] = f"{100 * share:.2f} %"
            if share > _MOST_AT_REST:
                report.fault("no rest", f"{100 * share:.2f} % of a processor for {_REST_SECONDS:.0f} s after all this")

    Tries(report, replayer, clears=False, ends=rest).go_on()
