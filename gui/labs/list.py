"""The labs, in the order of the rail: adding one adds a folder and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.descent_lab import Services
from gui.labs.minimise.controller import MinimiseLab
from gui.labs.regression.controller import RegressionLab

if TYPE_CHECKING:
    from gui.lab import Lab
    from gui.window import MainWindow

__all__ = ["make_labs"]


def make_labs(window: MainWindow) -> list[Lab]:
    """Return every lab, each with its own document on the window's undo stack."""
    services = Services(window, window.stack, window.playback, window.engine, window.appearance.settings)
    return [MinimiseLab(services), RegressionLab(services)]
