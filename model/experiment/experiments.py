"""The kinds of experiment there are."""

from __future__ import annotations

from typing import TypeAlias, get_args

from model.experiment.autograd import Autograd
from model.experiment.minimise import Minimise
from model.experiment.regression import Regression
from model.experiment.surface import Surface, SurfaceRun

OfFunction: TypeAlias = Minimise | SurfaceRun
"""A descent on a function; its ``loss`` is None."""
OneDescent: TypeAlias = Minimise | Regression
"""A lab's experiment that is one descent: one start, one optimizer."""
Descending: TypeAlias = OneDescent | SurfaceRun
"""One descent, also where it is one of several in an experiment."""
Experiment: TypeAlias = Autograd | OneDescent | Surface
"""One lab's experiment, as a file holds it; in the order of the labs."""

EXPERIMENTS: dict[str, type[Experiment]] = {kind.lab: kind for kind in get_args(Experiment)}
"""The class of each lab's experiment, by the lab's name."""
