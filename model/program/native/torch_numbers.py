"""Numbers that torch does not look at itself: of which it would make too much, or with which it would not end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from model.program.native.limits import ELEMENTS
from model.program.native.torch_checks import replace
from model.program.native.values import CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable


def _check_steps(*values: Any, **named: Any) -> None:
    """Look how many steps there are: a small one makes many, which the guard for sizes does not know."""
    names = ("end",) if len(values) == 1 and "end" not in named else ("start", "end", "step")
    given = {"start": 0, "step": 1, **named, **dict(zip(names, values, strict=False))}
    first, last, step = (given.get(name) for name in ("start", "end", "step"))
    if all(isinstance(one, (int, float, torch.Tensor)) for one in (first, last, step)) and step:
        ELEMENTS.holds(abs((float(last) - float(first)) / float(step)))  # pyright: ignore[reportArgumentType]


def _check_classes(tensor: Any, num_classes: Any = -1) -> None:
    if isinstance(tensor, torch.Tensor) and tensor.numel() and type(num_classes) is int and num_classes < 0:
        ELEMENTS.holds(tensor.numel() * (int(tensor.max()) + 1.0))


CHECKS["torch.arange"] = CHECKS["torch.range"] = _check_steps
CHECKS["functional.one_hot"] = _check_classes


def _check_finite(A: Any, *_: Any, **__: Any) -> None:
    """Say of a matrix what ``torch.linalg.eig`` says: in single precision the process would end."""
    if isinstance(A, torch.Tensor) and A.dtype in (torch.float32, torch.complex64) and not A.isfinite().all():
        raise RuntimeError("torch.linalg.eigvals: input tensor should not contain infs or NaNs.")


CHECKS["linalg.eigvals"] = _check_finite


def _draw(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Draw: a number that is none would never be reached."""
    for value in (*args, *kwargs.values()):
        if isinstance(value, torch.Tensor) and bool(value.isnan().any()):
            raise ValueError(f"{function.__name__.lstrip('_')} cannot draw with nan")
    return function(*args, **kwargs)


for _name in ("binomial", "_standard_gamma", "_sample_dirichlet"):
    replace(torch, _name, _draw)
