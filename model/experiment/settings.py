"""What experiments are made of: start values, and entries of the catalogues with a value for each knob."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Literal, Self, TypeAlias

import numpy as np

from model.catalogue.clipping import CLIPS
from model.catalogue.losses import LOSSES, loss_formula, named_loss
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.catalogue.entry import Knob, KnobbedEntry
    from model.formula import Formula

DType: TypeAlias = Literal["float64", "float32"]
Knobs: TypeAlias = tuple[tuple[str, float | bool], ...]


@dataclass(frozen=True, slots=True)
class Seeded:
    """Start values drawn from N(0, 1) in the order of the parameters."""

    seed: int = 0


CheckedStart: TypeAlias = tuple[tuple[str, float], ...]
Start: TypeAlias = CheckedStart | Seeded


@dataclass(frozen=True, slots=True)
class Setting:
    """An entry of a catalogue by its key, with a value for each of its knobs, in the catalogue's order."""

    name: str
    knobs: Knobs = ()

    catalogue: ClassVar[Mapping[str, KnobbedEntry]]

    @classmethod
    def of(cls, name: str, **knobs: float | bool) -> Self:
        """Return the entry ``name`` with its defaults, but for ``knobs``."""
        return cls(name, _with_defaults(cls.catalogue[name].knobs, knobs))

    @property
    def entry(self) -> KnobbedEntry:
        """Its entry in the catalogue."""
        return self.catalogue[self.name]

    def knob(self, name: str) -> float | bool:
        """Return the value of one knob."""
        return dict(self.knobs)[name]

    def with_knob(self, name: str, value: float | bool) -> Self:
        """Return this setting with one knob changed."""
        return replace(self, knobs=tuple((key, value if key == name else old) for key, old in self.knobs))


@dataclass(frozen=True, slots=True)
class OptimizerSetting(Setting):
    """An optimizer of the catalogue with a value for each of its knobs, ``learning_rate`` first."""

    catalogue = OPTIMIZERS

    @property
    def learning_rate(self) -> float:
        """The step size η."""
        return float(self.knob("learning_rate"))

    def with_rule(self, name: str) -> OptimizerSetting:
        """Return another optimizer with its default knobs, but for the learning rate, and a weight decay if set."""
        known = {knob.name for knob in OPTIMIZERS[name].knobs}
        kept = {"learning_rate": self.learning_rate}
        set_by_user = dict(set(self.knobs) - set(OptimizerSetting.of(self.name).knobs))
        if "weight_decay" in known & set_by_user.keys():
            kept["weight_decay"] = set_by_user["weight_decay"]
        return OptimizerSetting.of(name, **kept)


@dataclass(frozen=True, slots=True)
class ScheduleSetting(Setting):
    """A learning-rate schedule with a value for each of its knobs."""

    catalogue = SCHEDULES


@dataclass(frozen=True, slots=True)
class ClipSetting(Setting):
    """A way to clip gradients with a value for its knob."""

    catalogue = CLIPS


@dataclass(frozen=True, slots=True)
class NoiseSetting(Setting):
    """A noise on the gradients with a value for each of its knobs."""

    catalogue = NOISES


STEP_PARTS: dict[str, type[Setting]] = {"schedule": ScheduleSetting, "clip": ClipSetting, "noise": NoiseSetting}
"""What can be done between a gradient and the step, by its key in files, in the order in which it is offered."""


@dataclass(frozen=True, slots=True)
class LossChoice:
    """A named loss with its knobs, or the user's own formula in ``y``, ``y_pred`` and the prediction's parameters."""

    name: str
    """A key of `model.catalogue.losses.LOSSES`, or the formula's text."""
    knobs: Knobs = ()

    @classmethod
    def of(cls, name: str, **knobs: float | bool) -> LossChoice:
        """Return the named loss with its defaults, but for ``knobs``; or the formula ``name``."""
        return cls(name, _with_defaults(LOSSES[name].knobs, knobs) if name in LOSSES else ())

    @property
    def is_named(self) -> bool:
        """Whether this is a loss of the catalogue."""
        return self.name in LOSSES

    def formula_with(self, parameters: tuple[str, ...]) -> Formula:
        """Return the loss of a prediction with these parameters as a formula."""
        return _formula_of(self, parameters)


@lru_cache(maxsize=64)
def _formula_of(choice: LossChoice, parameters: tuple[str, ...]) -> Formula:
    return named_loss(choice.name, dict(choice.knobs)) if choice.is_named else loss_formula(choice.name, parameters)


def _with_defaults(known: tuple[Knob, ...], given: dict[str, float | bool]) -> Knobs:
    return tuple((knob.name, given.get(knob.name, knob.default)) for knob in known)


def start_values(start: Start, parameters: tuple[str, ...]) -> tuple[float, ...]:
    """Return start values in the order of ``parameters``.

    Seeded values are ``numpy.random.default_rng(seed).standard_normal``; a name without a value starts at 0.
    """
    if isinstance(start, Seeded):
        draws = np.random.default_rng(start.seed).standard_normal(len(parameters))
        return tuple(float(draw) for draw in draws)
    given = dict(start)
    return tuple(given.get(name, 0.0) for name in parameters)
