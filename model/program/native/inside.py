"""What programs see of the inside of tensors and modules: storages, modules that belong to a module, pruned weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.utils import prune

from model.program.native.attributes import SEEN
from model.program.native.calls import checked, own
from model.program.native.guard import forget_modules, under_guard
from model.program.native.limits import ITEMS, Denied
from model.program.native.values import CHECKS, INSTEAD, Native, admit_whole, disguised, kind


class TypedStorage:
    """The memory of a tensor, as a row of numbers that the program may read and write."""

    _bytes = False

    def __init__(self, tensor: torch.Tensor) -> None:
        storage, dtype = tensor.untyped_storage(), torch.uint8 if self._bytes else tensor.dtype
        row = torch.empty(0, dtype=dtype)
        self._row = row.set_(storage, 0, (storage.nbytes() // row.element_size(),), (1,))  # pyright: ignore

    def __len__(self) -> int:
        return len(self._row)

    def __getitem__(self, index: Any) -> Any:
        return self._row[index].item()

    def __setitem__(self, index: Any, value: Any) -> None:
        self._row[index] = value

    def __iter__(self) -> Any:
        return iter(self.tolist())

    def __repr__(self) -> str:
        name, dtype = type(self).__name__, "" if self._bytes else f"dtype={self._row.dtype}, "
        numbers = "\n ".join(map(str, self.tolist()))
        return f" {numbers}\n[torch.storage.{name}({dtype}device=cpu) of size {len(self)}]"

    def tolist(self) -> list[Any]:
        """Return the numbers."""
        ITEMS.holds(10 * len(self))
        return self._row.tolist()

    def size(self) -> int:
        """Return how many numbers there are."""
        return len(self)

    def nbytes(self) -> int:
        """Return how many bytes there are."""
        return len(self) * self._row.element_size()

    def element_size(self) -> int:
        """Return how many bytes one number has."""
        return self._row.element_size()

    def data_ptr(self) -> int:
        """Return what tells this memory from another."""
        return disguised(self._row.data_ptr())


class UntypedStorage(TypedStorage):
    """The memory of a tensor, byte by byte."""

    _bytes = True


class Children:
    """The modules that belong to a module, by name: ``self._modules``."""

    def __init__(self, module: nn.Module) -> None:
        self._module: Any = module

    def __len__(self) -> int:
        return len(self._module._modules)

    def __getitem__(self, name: str) -> Any:
        return self._module._modules[name]

    def __setitem__(self, name: str, module: Any) -> None:
        forget_modules()
        self._module.add_module(name, module)

    def __contains__(self, name: object) -> bool:
        return name in self._module._modules

    def __iter__(self) -> Any:
        return iter(self.keys())

    def __repr__(self) -> str:
        return repr(dict(self._module._modules))

    def keys(self) -> list[str]:
        """Return the names."""
        return [*self._module._modules]

    def values(self) -> list[Any]:
        """Return the modules."""
        return [*self._module._modules.values()]

    def items(self) -> list[tuple[str, Any]]:
        """Return the modules with their names."""
        return [*self._module._modules.items()]


for _type in (TypedStorage, UntypedStorage):
    _type.__module__ = "torch.storage"
    kind(_type, own)
Children.__module__, Children.__qualname__, Children.__name__ = "builtins", "dict", "dict"
kind(Children, own)
SEEN["_modules"] = nn.Module, Children
INSTEAD.update({"Tensor.storage": TypedStorage, "Tensor.untyped_storage": UntypedStorage})


# ---- weights that a module computes from others: pruned, or of a norm

PRUNING = [
    name for name, cls in vars(prune).items() if isinstance(cls, type) and issubclass(cls, prune.BasePruningMethod)
]
for _name in PRUNING:
    kind(getattr(prune, _name), own, only="")


def reweighing(native: Native, args: Any, kwargs: Any) -> Any:
    """Call what puts a weight of a module that is computed in the place of a parameter."""
    args, kwargs = checked(native, args, kwargs)
    forget_modules()
    return admit_whole(under_guard(native.function, args, kwargs))


def _check_reweighed(module: Any, name: Any = "weight", *args: Any, **kwargs: Any) -> None:
    names = (name, f"{name}_orig", f"{name}_g", f"{name}_v")
    if not isinstance(module, nn.Module) or isinstance(module, nn.RNNBase | nn.RNNCellBase | nn.MultiheadAttention):
        raise Denied("the weights of this layer cannot be changed in this way by programs here")
    if type(name) is not str or not any(one in vars(module)["_parameters"] for one in names):
        raise AttributeError(f"'{type(module).__name__}' object has no parameter '{name}'")
    if not all(value is None or isinstance(value, (int, float, torch.Tensor)) for value in (*args, *kwargs.values())):
        raise Denied("numbers and tensors are needed here")


def _check_all_reweighed(parameters: Any, pruning_method: Any, importance_scores: Any = None, amount: Any = 0) -> None:
    for module, name in parameters:
        _check_reweighed(module, name, amount)
    if getattr(prune, pruning_method.__name__, None) is not pruning_method or importance_scores is not None:
        raise Denied("only the methods of torch.nn.utils.prune can be used here")


for (
    _name
) in "identity random_unstructured l1_unstructured random_structured ln_structured custom_from_mask remove".split():
    CHECKS[f"prune.{_name}"] = _check_reweighed
for _name in "weight_norm spectral_norm remove_weight_norm remove_spectral_norm".split():
    CHECKS[f"utils.{_name}"] = _check_reweighed
CHECKS["prune.global_unstructured"] = _check_all_reweighed
