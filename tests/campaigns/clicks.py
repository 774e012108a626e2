"""A random user before the whole window, without a screen and on an X server; what goes wrong is cut down by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.campaigns.campaign import campaign
from tests.campaigns.monkey.replay import Replayer, screen
from tests.campaigns.monkey.tries import Tries

if TYPE_CHECKING:
    from tests.campaigns.campaign import Report


@campaign("clicks", sample=1)
def clicks(report: Report) -> None:
    """Do what a random user does, with events given to Qt, and watch errors, stalls and all that must not grow."""
    Tries(report, Replayer()).go_on()


@campaign("clicks-x11", sample=0)
def clicks_x11(report: Report) -> None:
    """The same on an X server, whose real events come from xdotool."""
    if report.goes_on():
        with screen():
            Tries(report, Replayer("x11")).go_on()
