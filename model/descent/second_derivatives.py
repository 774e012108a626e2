"""First and second derivatives by autograd, the second ones without the pause that ``torch.abs`` brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import Tensor, abs, autograd, float64, stack, tensor, zeros_like
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


class _SignedAbs(TorchFunctionMode):
    """Reads |x| as x·sign(x), which has the same first derivative.

    Going backward twice through ``torch.abs`` makes a lazy zero tensor, and the first operation on one of those
    imports torch's compiler: seconds during which nothing else runs.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (abs, Tensor.abs, Tensor.__abs__):
            return args[0] * args[0].sign()
        return func(*args, **(kwargs or {}))


def value_and_gradient(function: Callable[[Tensor], Tensor], places: Numbers) -> tuple[Numbers, Numbers]:
    """Return the value and the gradient of a function at many places, in float64.

    The function gives a value for each place; the gradient has the shape of the places.
    """
    at = tensor(places, dtype=float64, requires_grad=True)
    value = function(at)
    gradient = zeros_like(at)
    if value.requires_grad:
        (gradient,) = autograd.grad(value.sum(), at, materialize_grads=True)
    return value.numpy(force=True), gradient.numpy(force=True)


def value_slope_bend(function: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return value, first and second derivative of an elementwise function at every ``x``."""
    at = x.detach().requires_grad_()
    with _SignedAbs():
        value = function(at).expand(at.shape)
        slope = bend = zeros_like(x)
        if value.requires_grad:
            (slope,) = autograd.grad(value.sum(), at, create_graph=True)
            if slope.requires_grad:
                (bend,) = autograd.grad(slope.sum(), at, allow_unused=True, materialize_grads=True)
    return value.detach(), slope.detach(), bend.detach()


def hessian_at(loss: Callable[[Tensor], Tensor], parameters: Tensor) -> Tensor:
    """Return the second derivatives of a loss, shape (n, n) or (runs, n, n).

    The loss has the shape () or (runs,) for parameters of shape (n,) or (runs, n).
    """
    at = parameters.detach().clone().requires_grad_()
    count = at.shape[-1]
    zeros = at.detach().new_zeros((*at.shape, count))
    with _SignedAbs():
        value = loss(at)
        if not value.requires_grad:
            return zeros
        (slope,) = autograd.grad(value.sum(), at, create_graph=True, materialize_grads=True)
        if not slope.requires_grad:
            return zeros
        rows = [
            autograd.grad(part.sum(), at, retain_graph=True, allow_unused=True, materialize_grads=True)[0]
            for part in slope.unbind(-1)
        ]
    return stack(rows, -2).detach()
