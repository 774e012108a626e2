"""What a window holds: the experiments of its labs, and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from model.experiment.presets import PRESETS

if TYPE_CHECKING:
    from pathlib import Path

    from model.experiment import Experiment

Views: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What was chosen of each view, by its name: values that are true or false, numbers, texts, or lists of numbers."""


class KeptPin(NamedTuple):
    """A pinned run, and the index of its look."""

    experiment: Experiment
    style: int


@dataclass(frozen=True, slots=True)
class KeptLab:
    """A lab: its document, where its cursor is (infinity at the end), and what is shown beside and of its run."""

    experiment: Experiment
    saved: Experiment
    path: Path | None = None
    case: str | None = None
    cursor: float = 0.0
    pins: tuple[KeptPin, ...] = ()
    views: Views = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing would be lost: the experiment is the one last saved, opened or made new, or a preset."""
        if self.experiment == self.saved:
            return True
        return self.path is None and any(self.experiment == preset.experiment for preset in PRESETS)


@dataclass(frozen=True, slots=True)
class Session:
    """What a window holds: the lab and the index of the page shown, and its labs by their names.

    ``hidden`` is unsaved work of an earlier session that only undo or redo shows.
    """

    shown: str
    page: int
    labs: Mapping[str, KeptLab]
    hidden: Mapping[str, KeptLab] = field(default_factory=dict)
