"""The variables of a program as JSON: numbers, texts, lists, and of a tensor its attributes."""

from __future__ import annotations

import json
import math
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np
import torch

_MOST_LETTERS = 4_000_000
"""Of all variables together, about; what comes after them is told as null."""
_LETTERS_OF_A_NUMBER = 20
_DEEPEST = 20


def variables_json(variables: dict[str, Any]) -> str:
    """Return the text of a JSON object with the values of variables; no code of the program's is called.

    A tensor is what its table shows, an array its elements. Of what is neither number, text nor a collection of them
    only the name of its class is told, and numbers that are not finite as Python's texts.
    """
    return json.dumps(_Plain().mapping(variables, _DEEPEST), allow_nan=False)


def _letters(told: Any) -> int:
    """Return how many letters JSON has for a text or a number, about."""
    if type(told) is str:
        return len(told) if told.isascii() else 6 * len(told)
    return max(_LETTERS_OF_A_NUMBER, told.bit_length() // 3 if type(told) is int else 0)


class _Plain:
    """Writes values out, as many as there is room for."""

    def __init__(self) -> None:
        self._room = _MOST_LETTERS

    def mapping(self, values: dict[Any, Any], depth: int) -> dict[str, Any]:
        return {
            str(self._value(key, depth + 1)): self._value(each, depth) for key, each in values.items() if self._room > 0
        }

    def _value(self, value: Any, depth: int) -> Any:
        kind = type(value)
        is_text = kind in (str, complex) or (kind is float and not math.isfinite(value))
        told = str(value) if is_text else value
        self._room -= _letters(told)
        if self._room < 0 or depth == 0:
            return None
        if is_text or kind in (int, float, bool, type(None)):
            return told
        if kind in (dict, OrderedDict) or issubclass(kind, defaultdict):
            return self.mapping(value, depth - 1)
        if kind in (list, set, frozenset) or issubclass(kind, tuple):
            items = tuple.__iter__(value) if issubclass(kind, tuple) else value
            return [self._value(each, depth - 1) for each in items]
        try:
            if issubclass(kind, torch.Tensor):
                return self._tensor(value, depth)
            if issubclass(kind, np.ndarray | np.generic):
                return self._elements(value, value.size, depth)
        except (RuntimeError, ValueError):  # PyTorch's, of a sparse or a lazy tensor, or of the graph of a changed view
            pass
        return {"class": kind.__name__}

    def _tensor(self, tensor: torch.Tensor, depth: int) -> dict[str, Any]:
        graph = tensor.grad_fn
        grad = tensor.grad if tensor.is_leaf or tensor.retains_grad else None
        return {
            "data": self._elements(tensor.detach(), tensor.numel(), depth),
            "requires_grad": tensor.requires_grad,
            "grad": None if grad is None else self._elements(grad.detach(), grad.numel(), depth),
            "grad_fn": None if graph is None else type(graph).__name__,
            "is_leaf": tensor.is_leaf,
            "shape": list(tensor.shape),
        }

    def _elements(self, array: Any, count: int, depth: int) -> Any:
        """Return what a tensor or an array holds, as nested lists; None where it is too much."""
        return self._value(array.tolist(), depth) if count * _LETTERS_OF_A_NUMBER < self._room else None
