"""What programs see of the inside of tensors and modules: storages, modules that belong to a module, pruned weights."""

from __future__ import annotations

from types import NoneType
from typing import Any

import torch
from torch import nn
from torch.autograd import graph as autograd_graph
from torch.nn.utils import parametrize, prune
from torch.utils import checkpoint

from model.program.native.attributes import SEEN
from model.program.native.calls import call, checked, container, own
from model.program.native.guard import forget_modules, under_guard
from model.program.native.identity import disguised
from model.program.native.limits import CONTAINERS, ITEMS, Denied, bounded
from model.program.native.memory import reach
from model.program.native.values import CHECKS, INSTEAD, KINDS, Native, admit, admit_whole, fit, kind


class TypedStorage:
    """The memory of a tensor, as a row of numbers that the program may read and write."""

    _bytes = False

    def __init__(self, tensor: torch.Tensor) -> None:
        storage, dtype = tensor.untyped_storage(), torch.uint8 if self._bytes else tensor.dtype
        if reach(tensor) != (0, storage.nbytes()) and storage.nbytes():
            raise Denied("the memory of this tensor is larger than what PyTorch has filled: take its clone()")
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


class Shown(dict[Any, Any]):
    """What a module keeps under a name, in which nothing can be set: parameters, buffers, hooks."""

    def __init__(self, kept: dict[Any, Any]) -> None:
        super().__init__(kept)
        self._of = type(kept)

    def __setitem__(self, name: Any, value: Any) -> None:
        raise Denied("parameters, buffers and hooks cannot be set in this way by programs here: use setattr(...)")

    update = setdefault = pop = popitem = clear = __delitem__ = __ior__ = __setitem__  # pyright: ignore

    def __repr__(self) -> str:
        return repr(self._of(self))

    def __reduce__(self) -> Any:
        return Shown, (self._of(self),)


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
kind(Shown, container, only="keys values items get copy")
CONTAINERS.add(Shown)
for _name in "_parameters _buffers _forward_hooks _forward_pre_hooks _backward_hooks _backward_pre_hooks".split():
    SEEN[_name] = nn.Module, lambda module, name=_name: admit_whole(Shown(vars(module)[name]))
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


# ---- weights that a module computes: parametrized


def parametrizing(native: Native, args: Any, kwargs: Any) -> Any:
    """Call what gives a module a class of its own, or takes that back; it is as the class that it is made from."""
    args, kwargs = checked(native, args, kwargs)
    forget_modules()
    result = under_guard(native.function, args, kwargs)
    cls = type(args[0] if args else kwargs["module"])
    if cls.__module__ == parametrize.__name__:
        KINDS[cls] = KINDS[cls.__bases__[0]]
    return admit(result)


def _check_parametrized(module: Any, name: Any = "weight", *args: Any, **kwargs: Any) -> None:
    if isinstance(module, nn.Module) and parametrize.is_parametrized(module):
        name = f"{name}_orig" if type(name) is str and f"{name}_orig" in vars(module)["_parameters"] else name
        if type(name) is str and name in module.parametrizations:  # pyright: ignore[reportOperatorIssue]
            return
    _check_reweighed(module, name)
    if not all(isinstance(one, (int, float, str, nn.Module, NoneType)) for one in (*args, *kwargs.values())):
        raise TypeError("numbers and modules are needed here")


_of_parametrize = "register_parametrization remove_parametrizations"
_made_ready = "weight_norm spectral_norm orthogonal"
for _name in _of_parametrize.split():
    CHECKS[f"parametrize.{_name}"] = lambda module, tensor_name, *args, **kwargs: _check_parametrized(
        module, tensor_name, *args, **kwargs
    )
for _name in _made_ready.split():
    CHECKS[f"parametrizations.{_name}"] = _check_parametrized
kind(
    prune.BasePruningMethod,
    reweighing,
    only="apply compute_mask apply_mask remove PRUNING_TYPE",
    dynamic=True,
    is_base=True,
)
CHECKS["BasePruningMethod.apply"] = _check_reweighed


# ---- what is kept for the way back


class saved_tensors_hooks(autograd_graph.saved_tensors_hooks):
    """Lets the program see what is kept for the way back; kernels do not look again at what they have kept.

    Whole numbers, which may be indices, come back as they were; others with the shape and type that they had.
    """

    def __init__(self, pack_hook: Any, unpack_hook: Any) -> None:
        pack_hook, unpack_hook = fit([pack_hook, unpack_hook])

        super().__init__(*_keeping(lambda tensor: admit(pack_hook(tensor)), unpack_hook))


def _keeping(pack_hook: Any, unpack_hook: Any) -> tuple[Any, Any]:
    """Return hooks that keep beside each tensor what it has to be once it comes back."""

    def pack(tensor: torch.Tensor) -> Any:
        is_kept = not tensor.is_floating_point() or tensor.layout is not torch.strided
        return pack_hook(tensor), tensor.detach().clone() if is_kept else tensor.detach().to("meta")

    def unpack(packed: Any) -> torch.Tensor:
        shown, form = packed
        tensor = unpack_hook(shown)
        if not form.is_meta:
            return form
        if not isinstance(tensor, torch.Tensor) or tensor.shape != form.shape or tensor.dtype != form.dtype:
            raise RuntimeError(f"unpack_hook has to return a tensor of shape {list(form.shape)} and {form.dtype}")
        return tensor if tensor.stride() == form.stride() else torch.zeros_like(form, device="cpu").copy_(tensor)

    return pack, unpack


saved_tensors_hooks.__module__ = "torch.autograd.graph"
for _type in (saved_tensors_hooks, autograd_graph.save_on_cpu):
    kind(_type, own, only="", maker=own)


# ---- what is computed again on the way back

_ForwardHooks: Any = vars(checkpoint)["_checkpoint_hook"]


class _CheckpointHooks(_ForwardHooks):
    """Of what is computed again only numbers are used that nobody takes for indices."""

    def __init__(self, frame: Any) -> None:
        super().__init__(frame)
        self.pack_hook, self.unpack_hook = _keeping(self.pack_hook, self.unpack_hook)


def _calling(function: Any) -> Any:
    return lambda *args, **named: call(function, args, named)


def _sequential(functions: Any, *args: Any, **named: Any) -> Any:
    parts = functions.children() if isinstance(functions, nn.Sequential) else functions
    return checkpoint.checkpoint_sequential([*map(_calling, bounded(parts))], *args, **named)


def _check_options(*_: Any, **named: Any) -> None:
    if not named.keys().isdisjoint(("context_fn", "determinism_check", "debug", "early_stop")):
        raise Denied("of the options of checkpoint only use_reentrant= and preserve_rng_state= can be used here")


checkpoint._checkpoint_hook = _CheckpointHooks  # pyright: ignore
CHECKS["checkpoint.checkpoint"] = _check_options
INSTEAD["checkpoint.checkpoint"] = lambda function, *args, **named: checkpoint.checkpoint(
    _calling(function), *args, **named
)
INSTEAD["checkpoint.checkpoint_sequential"] = _sequential
