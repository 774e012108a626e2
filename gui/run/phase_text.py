"""The phases of a step as text: what each does, and its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.look.text import translate
from gui.widgets.pages import PhaseItem
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.descent.phases import Phase

__all__ = ["phase_item"]

_VALUE_DIGITS = 8
_SHOWN_NUMBERS = 4


def phase_item(phase: Phase) -> PhaseItem:
    """Return one phase of a step as text: what it does, and its numbers."""
    titles = {
        "zero": translate("descent_lab", "zero: forget the last gradient"),
        "forward": translate("descent_lab", "forward: compute the prediction"),
        "loss": translate("descent_lab", "loss: how bad it is"),
        "backward": translate("descent_lab", "backward: autograd finds the gradient"),
        "update": translate("descent_lab", "update: step against the gradient"),
    }
    return PhaseItem(phase.name, titles[phase.name], tuple(_phase_lines(phase)))


def _phase_lines(phase: Phase) -> Iterator[str]:
    for name, value in phase.values.items():
        numbers = np.atleast_1d(np.asarray(value, dtype=float)).ravel()
        texts = [number_text(float(number), _VALUE_DIGITS) for number in numbers[:_SHOWN_NUMBERS]]
        if len(numbers) > _SHOWN_NUMBERS:
            texts.append(translate("descent_lab", "… ({count} in all)").format(count=number_text(len(numbers))))
        yield f"{name} = {', '.join(texts)}"
