"""What a preset is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.checks import Check
    from model.experiment import Experiment
    from model.message import Message


@dataclass(frozen=True, slots=True)
class Preset:
    """An experiment with a title, what to look for in it, and what that claims; the book's cases have its number."""

    key: str
    title: Message
    look_for: Message
    experiment: Experiment
    checks: tuple[Check, ...]
    number: int | None = None
