"""Gradient noise: seeded draws, keyed by (seed, update), so that any row can be computed again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from model.catalogue.entry import Knob, KnobbedEntry, catalogue_of
from model.catalogue.equations import GRADIENT, Equation, Symbol
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

Draw: TypeAlias = "Callable[[Mapping[str, float | bool], int, int], NDArray[np.float64]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(KnobbedEntry):
    """A kind of noise: ``draw(knobs, update, count)`` is added to ``count`` partials before an update, from 0.

    ``numpy_call`` is the same as source text, with ``{count}`` and the knobs' names as places, and ``random`` for
    NumPy's generator of the seed and the update. The equations are those of one parameter, of ``gradient`` and
    ``drawn``.
    """

    draw: Draw
    numpy_call: str
    equations: tuple[Equation, ...]


def _normal(knobs: Mapping[str, float | bool], update: int, count: int) -> NDArray[np.float64]:
    return knobs["scale"] * np.random.default_rng([int(knobs["seed"]), update]).standard_normal(count)


NOISES = catalogue_of(
    Noise(
        key="normal",
        title=QT_TRANSLATE_NOOP("noise", "Normal"),
        knobs=(
            Knob("scale", "σ", 0.1, 0.0, 1e30, QT_TRANSLATE_NOOP("noise", "standard deviation")),
            Knob("seed", "seed", 0, 0, 2**32 - 1, QT_TRANSLATE_NOOP("noise", "seed of the noise"), whole=True),
        ),
        latex=r"g + \sigma \xi, \quad \xi \sim N(0, 1)",
        why=QT_TRANSLATE_NOOP(
            "noise",
            "Each partial derivative has its own random error, as on a mini-batch. It shows which rules average "
            "noise away, and how noise can move a point off a flat region.",
        ),
        source="Neelakantan et al. 2015, arXiv:1511.06807",
        draw=_normal,
        equations=(
            Equation(
                Symbol("gradient", r"\tilde{g}"),
                GRADIENT + Symbol("drawn", r"\sigma \xi"),
                QT_TRANSLATE_NOOP("noise", "gradient with noise"),
                "noised",
            ),
        ),
        numpy_call="{scale} * random.standard_normal({count})",
    ),
)
