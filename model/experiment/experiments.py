"""The kinds of experiment there are."""

from __future__ import annotations

from typing import TypeAlias

from model.experiment.autograd import Autograd
from model.experiment.minimise import Minimise
from model.experiment.regression import Regression
from model.experiment.surface import Surface, SurfaceRun

OfFunction: TypeAlias = Minimise | SurfaceRun
"""A descent on a function; its ``loss`` is None."""
Descending: TypeAlias = OfFunction | Regression
"""One descent: one start, one optimizer."""
Experiment: TypeAlias = Minimise | Regression | Surface | Autograd
"""One lab's experiment, as a file holds it."""

EXPERIMENTS: dict[str, type[Experiment]] = {kind.lab: kind for kind in (Autograd, Minimise, Regression, Surface)}
"""The class of each lab's experiment, by the lab's name."""
