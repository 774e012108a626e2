"""Gradient clipping as pure functions on tensors, with the definitions of ``torch.nn.utils``.

The gradient has the shape (n,), or (runs, n) with knobs of shape (runs, 1). Importing this loads no torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from model.catalogue.entry import Knob, KnobbedEntry, catalogue_of
from model.catalogue.equations import GRADIENT, Equation, Symbol, greatest, least
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

Clipping: TypeAlias = "Callable[[Tensor, Mapping[str, Tensor]], Tensor]"

EPSILON = 1e-6
"""What ``torch.nn.utils.clip_grad_norm_`` adds to the norm before it divides by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip(KnobbedEntry):
    """A way to clip gradients, with the definition of ``torch_function``, a function of ``torch.nn.utils``.

    ``apply(gradient, knobs)`` gives the clipped gradient. The equations are those of one parameter, of ``gradient``,
    ``norm`` and the knobs; ``uses_norm`` says whether they contain the norm of the whole gradient.
    """

    torch_function: str
    apply: Clipping
    equations: tuple[Equation, ...]
    uses_norm: bool = False

    def torch_call(self, parameters: str, knobs: Mapping[str, float | bool]) -> str:
        """Return the source text that clips the gradients of ``parameters``, a list such as ``[w, b]``."""
        given = [f"{name}={value!r}" for name, value in knobs.items()]
        return f"torch.nn.utils.{self.torch_function}({', '.join([parameters, *given])})"


def norm_of(gradient: Tensor) -> Tensor:
    """Return the Euclidean norm over the last axis, which is kept."""
    # Added one by one: the last bit of a sum would depend on the length of the batch.
    total = gradient.new_zeros(())
    for part in gradient.split(1, -1):
        total = total + part * part
    return total.sqrt()


def _norm(gradient: Tensor, knobs: Mapping[str, Tensor]) -> Tensor:
    ratio = knobs["max_norm"].to(gradient.dtype) / (norm_of(gradient) + EPSILON)
    return gradient * ratio.minimum(ratio.new_ones(()))


def _value(gradient: Tensor, knobs: Mapping[str, Tensor]) -> Tensor:
    bound = knobs["clip_value"].to(gradient.dtype)
    return gradient.maximum(-bound).minimum(bound)


_WHAT = QT_TRANSLATE_NOOP("clipping", "gradient that the rule receives, clipped")
_CLIPPED = Symbol("gradient", r"\hat{g}")
_RATIO = Symbol("ratio", "r")
_BOUND = Symbol("clip_value", "c")

CLIPS = catalogue_of(
    Clip(
        key="norm",
        title=QT_TRANSLATE_NOOP("clipping", "Clip the norm"),
        knobs=(Knob("max_norm", "c", 1.0, 0.0, 1e30, QT_TRANSLATE_NOOP("clipping", "greatest gradient norm")),),
        latex=r"g \min\left(1, \frac{c}{\|g\| + 10^{-6}}\right)",
        why=QT_TRANSLATE_NOOP(
            "clipping",
            "A gradient longer than c is shortened to c and keeps its direction, so that a cliff does not "
            "carry the point far away.",
        ),
        source="Pascanu, Mikolov and Bengio 2013; torch.nn.utils.clip_grad_norm_",
        torch_function="clip_grad_norm_",
        apply=_norm,
        equations=(
            Equation(
                _RATIO,
                least(Symbol("max_norm", "c") / (Symbol("norm", r"\|g\|") + EPSILON), 1.0),
                QT_TRANSLATE_NOOP("clipping", "share of the gradient that is kept"),
            ),
            Equation(_CLIPPED, GRADIENT * _RATIO, _WHAT, "clipped"),
        ),
        uses_norm=True,
    ),
    Clip(
        key="value",
        title=QT_TRANSLATE_NOOP("clipping", "Clip each value"),
        knobs=(Knob("clip_value", "c", 1.0, 0.0, 1e30, QT_TRANSLATE_NOOP("clipping", "greatest size of a partial")),),
        latex=r"\min(\max(g, -c), c)",
        why=QT_TRANSLATE_NOOP(
            "clipping",
            "Each partial derivative is cut off at −c and c separately. Where one is cut more than another, the step "
            "changes its direction.",
        ),
        source="torch.nn.utils.clip_grad_value_",
        torch_function="clip_grad_value_",
        apply=_value,
        equations=(Equation(_CLIPPED, least(greatest(GRADIENT, -_BOUND), _BOUND), _WHAT, "clipped"),),
    ),
)
