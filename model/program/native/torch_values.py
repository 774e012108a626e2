"""The kinds of values that torch has: tensors, modules, optimizers, nodes of the graph and what belongs to them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import Node
from torch.optim import lr_scheduler
from torch.utils import data
from torch.utils.hooks import RemovableHandle

from model.program.native.attributes import BASES
from model.program.native.calls import own, whole
from model.program.native.guard import bare, call_module, forget_modules, guarded, tensors
from model.program.native.names import why_denied
from model.program.native.values import (
    CHECKS,
    CLASSES,
    FAMILIES,
    KINDS,
    METACLASSES,
    Kind,
    Native,
    Wrapped,
    admit_whole,
    call_own,
    holds_class,
    kind,
)

if TYPE_CHECKING:
    import types

MODULES_DENIED = """compile xpu ipu mtia share_memory to_empty type dump_patches call_super_init T_destination
    get_extra_state set_extra_state named_memory""".split()
_HARMLESS = """parameters named_parameters children named_children modules named_modules buffers named_buffers train
    eval zero_grad state_dict forward get_parameter get_submodule get_buffer keys items values extra_repr""".split()


def classes_of(module: types.ModuleType, base: type, *without: str) -> dict[str, type]:
    """Return the public classes of a module that are made from a base."""
    return {
        name: cls
        for name, cls in vars(module).items()
        if not name.startswith("_") and inspect.isclass(cls) and issubclass(cls, base) and name not in without
    }


def _changing(native: Native, args: Any, kwargs: Any) -> Any:
    """Call a method of a module; what has changed one forgets which sizes it has passed."""
    result = guarded(native, args, kwargs)
    if native.short_name not in _HARMLESS:
        forget_modules()
    return result


_tensor_denied = [name for name in dir(torch.Tensor) if why_denied(name)]
for _type in (torch.Tensor, nn.Parameter):
    kind(_type, tensors, denied=_tensor_denied, settable="grad requires_grad data")
kind(torch.Size, whole)
kind(torch.dtype, whole, only="is_floating_point is_complex is_signed itemsize")
kind(torch.device, whole, only="type index", check=lambda value: value.type in ("cpu", "cuda"))
kind(torch.layout, whole, only=())
kind(torch.memory_format, whole, only=())
kind(torch.finfo, whole)
kind(torch.iinfo, whole)
kind(torch.Generator, whole, only="manual_seed initial_seed seed device")
kind(RemovableHandle, whole, only="remove")
for _type in (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode):
    kind(_type, own, only="mode prev clone")

_NOT_HERE = "Container DataParallel SyncBatchNorm CrossMapLRN2d EmbeddingBag LinearCrossEntropyLoss".split()
MODULE_CLASSES = {
    name: cls for name, cls in classes_of(nn, nn.Module, *_NOT_HERE).items() if not name.startswith("Lazy")
}
OPTIMIZER_CLASSES = classes_of(torch.optim, torch.optim.Optimizer, "SparseAdam")
SCHEDULER_CLASSES = classes_of(lr_scheduler, lr_scheduler.LRScheduler)
DATA_CLASSES = {**classes_of(data, data.Dataset), **classes_of(data, data.Sampler), "DataLoader": data.DataLoader}

for _type in MODULE_CLASSES.values():
    kind(_type, _changing, denied=MODULES_DENIED, dynamic=True, call=call_module)
for _type in (nn.ParameterList, nn.ParameterDict):
    KINDS[_type].call = None
for _type in OPTIMIZER_CLASSES.values():
    kind(_type, bare, denied=("profile_hook_step", "OptimizerPreHook", "OptimizerPostHook"), settable="param_groups")
for _type in {*SCHEDULER_CLASSES.values()}:
    kind(_type, bare, settable="last_epoch base_lrs", dynamic=True)
for _type in DATA_CLASSES.values():
    kind(_type, bare, denied=("register_function", "functions", "multiprocessing_context"), dynamic=True)
for _type in {*OPTIMIZER_CLASSES.values()}:
    KINDS[_type].dynamic = True

for _classes, _rule in (
    (MODULE_CLASSES, guarded),
    (OPTIMIZER_CLASSES, bare),
    (SCHEDULER_CLASSES, bare),
    (DATA_CLASSES, bare),
):
    for _type in _classes.values():
        CLASSES[_type] = Native(_type.__name__, _type, _rule)
        BASES.add(_type)
for _type in (torch.Tensor, nn.Parameter, torch.Size, torch.device, torch.finfo, torch.iinfo, torch.Generator):
    CLASSES[_type] = Native(_type.__name__, _type, tensors if issubclass(_type, torch.Tensor) else whole)
for _type in (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode):
    CLASSES[_type] = Native(_type.__name__, _type, own)
CLASSES[torch.dtype] = None
CLASSES[type(None)] = None


def _under_mode(mode: Any, args: Any, kwargs: Any) -> Any:
    """Call ``torch.no_grad()`` as a decorator."""
    (function,) = args
    if isinstance(function, type):
        raise TypeError("a class cannot be decorated with this here")
    return Wrapped(getattr(function, "__name__", "function"), mode(function), call_own)


for _type in (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode):
    KINDS[_type].call = _under_mode

# ---- types that are made while programs run


def _is_node(cls: type) -> bool:
    return issubclass(cls, Node) and not issubclass(cls, BackwardCFunction)


_node = Kind(object, frozenset("name next_functions register_hook requires_grad variable".split()), whole)
_context = Kind(
    BackwardCFunction,
    frozenset(
        """save_for_backward saved_tensors needs_input_grad mark_dirty mark_non_differentiable set_materialize_grads
        next_functions name""".split()
    ),
    whole,
    dynamic=True,
)
_own_function = Kind(torch.autograd.Function, frozenset(("apply",)), guarded, dynamic=True)
FAMILIES.extend(
    [
        (_is_node, _node),
        (lambda cls: issubclass(cls, BackwardCFunction), _context),
        (lambda cls: cls.__module__ == "torch.return_types", Kind(tuple, frozenset(), whole)),
    ]
)
KINDS[torch.autograd.Function] = _own_function
CLASSES[torch.autograd.Function] = None
BASES.add(torch.autograd.Function)
kind(type(torch.autograd.Function), own, only=(), check=holds_class)
METACLASSES.add(type(torch.autograd.Function))
kind(type(nn.Parameter), own, only=(), check=holds_class)


def _read_node(value: Any, name: str) -> Any:
    """Read an attribute of a node; what it has saved for the way back is given as a copy."""
    if name.startswith("_saved_"):
        saved = getattr(value, name)
        return admit_whole(saved.detach().clone() if isinstance(saved, torch.Tensor) else saved)
    if name not in _node.names or not hasattr(value, name):
        raise AttributeError(f"'{type(value).__name__}' object has no attribute '{name}'")
    found = getattr(value, name)
    return Native(f"Node.{name}", found, whole) if callable(found) and name != "variable" else admit_whole(found)


FAMILIES[0][1].reader = _read_node


def _check_step(args: Any, kwargs: Any) -> None:
    for group in args[0].param_groups:
        for name in ("fused", "capturable"):
            if group.get(name):
                raise RuntimeError(f"an optimizer with {name}=True cannot be used here: it does not check its state")


for _name in OPTIMIZER_CLASSES:
    CHECKS[f"{_name}.step"] = _check_step
