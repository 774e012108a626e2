"""Which part of an experiment is compiled in: the rest are arguments of the compiled step.

Two experiments with equal structures share one compiled step, since they differ in numbers only. Importing this loads
no torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.catalogue.optimizers import OPTIMIZERS
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from model.experiment import Descending, Setting
    from model.formula.tree import Node


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything that the text of a compiled step depends on.

    Attributes
    ----------
    formula : Node
        The function's or the prediction's tree, with its constants as they are.
    parameters : tuple of str
        The names that the descent changes.
    loss : str or Node
        The key of a named loss, or the tree of the user's own; "" where the function is its own loss.
    batched : bool
        Whether an update sees a mini-batch.
    optimizer : str
        The rule's key.
    plain : bool
        Whether the rule is p − ηg.
    schedule, clip, noise : str
        Their keys; "" where there is none.
    switches : tuple of str
        The switches that are on, such as AMSGrad's: they choose which formula is used, not a number in it.
    """

    formula: Node
    parameters: tuple[str, ...]
    loss: str | Node
    batched: bool
    optimizer: str
    plain: bool
    schedule: str
    clip: str
    noise: str
    switches: tuple[str, ...]


def structure_of(experiment: Descending) -> Structure:
    """Return the structure of a valid experiment."""
    optimizer = experiment.optimizer
    settings = [optimizer, *(each for each in (experiment.schedule, experiment.clip) if each is not None)]
    return Structure(
        formula=experiment.formula.tree,
        parameters=experiment.parameters,
        loss=_loss_of(experiment),
        batched=experiment.updates_per_epoch() > 1,
        optimizer=optimizer.name,
        plain=OPTIMIZERS[optimizer.name].is_plain(dict(optimizer.knobs)),
        schedule=_key(experiment.schedule),
        clip=_key(experiment.clip),
        noise=_key(experiment.noise),
        switches=tuple(f"{each.name}.{name}" for each in settings for name, value in each.knobs if value is True),
    )


def _loss_of(experiment: Descending) -> str | Node:
    if experiment.loss is None:
        return ""
    return experiment.loss.name if experiment.loss.is_named else experiment.loss_formula.tree


def _key(setting: Setting | None) -> str:
    return "" if setting is None else setting.name


def never_compiled(experiment: Descending) -> Message | None:
    """Say why an experiment is never compiled, whatever its formulas are; None where nothing forbids it."""
    if experiment.dtype != "float64":
        return QT_TRANSLATE_NOOP(
            "compiled", "the compiled engine computes in float64 only, and this experiment in {dtype}"
        ).fill(dtype=experiment.dtype)
    return None
