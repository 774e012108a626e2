"""From an experiment to the text of its compiled step: recorded, lowered, written; imports torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from model.compiled.code import Plan
from model.compiled.layout import Layout, arguments_of
from model.compiled.lowering import lower
from model.compiled.operations import Unsupported
from model.compiled.recording import record
from model.compiled.source import source_of
from model.compiled.structure import structure_of
from model.compiled.whole_step import WholeStep
from model.experiment import Regression
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.experiment import Descending

__all__ = ["plan_of"]


def plan_of(experiment: Descending) -> Plan | Message:
    """Return what an experiment's step is compiled from, or why it is not compiled.

    Parameters
    ----------
    experiment : Descending
        A valid experiment in float64; only its structure matters.
    """
    whole = WholeStep(experiment)
    first, second = whole.examples()
    flags = {name: example.dtype == torch.bool for name, example in first.items()}
    try:
        step = lower(record(whole, first, second), flags)
    except Unsupported as problem:
        return QT_TRANSLATE_NOOP("compiled", "the compiled engine does not know the operation {operation}").fill(
            operation=problem.operation
        )
    layout = Layout(
        parameters=experiment.parameters,
        state=tuple(name for entry in whole.state for name in entry.inputs(experiment.parameters)),
        numbers=tuple(arguments_of(experiment, 0)),
        flags=frozenset(name for name, is_flag in flags.items() if is_flag),
        has_points=isinstance(experiment, Regression),
        batched=structure_of(experiment).batched,
        has_noise=experiment.noise is not None,
    )
    return Plan(source_of(step, layout), layout, whole.state)
