"""The catalogues of the model as entries of a list, in the language of the window."""

from __future__ import annotations

from gui.text import render
from model.losses import LOSSES
from model.optimizers import OPTIMIZERS

__all__ = ["loss_items", "optimizer_items"]


def optimizer_items() -> list[tuple[str, str, str]]:
    """Return (key, title, tooltip) of every optimizer, in the language of the window."""
    return [(key, render(entry.title), render(entry.why)) for key, entry in OPTIMIZERS.items()]


def loss_items() -> list[tuple[str, str, str]]:
    """Return (key, title, tooltip) of every named loss, in the language of the window."""
    return [(key, render(entry.title), render(entry.why)) for key, entry in LOSSES.items()]
