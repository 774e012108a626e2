"""Update rules as pure functions on tensors, with PyTorch's definitions and defaults, and their knobs.

A rule is written once for every use: parameters and gradient may have a leading axis of runs, knobs and the
step number are tensors (of no dimension, or of shape (runs, 1)), and there is no branch, so that one
definition serves a single run, a batch of runs and a tracer. Only operations that round each element alone
are used (no ``pow``, ``lerp`` or ``addcmul``), so a run has the same bits whatever batch it is in. Importing
this loads no torch.
"""

from __future__ import annotations

from model.catalogue.entry import catalogue_of
from model.catalogue.optimizers import adam, adaptive, separate, sgd
from model.catalogue.optimizers.rule import HESSIAN, Optimizer, Rule, State, Update

__all__ = ["HESSIAN", "OPTIMIZERS", "Optimizer", "Rule", "State", "Update"]

OPTIMIZERS = catalogue_of(*sgd.ENTRIES, *adaptive.ENTRIES, *adam.ENTRIES, *separate.ENTRIES)
