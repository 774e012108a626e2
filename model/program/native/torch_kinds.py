"""The kinds of values that torch has: tensors, modules, optimizers, nodes of the graph and what belongs to them."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import distributions, nn
from torch._functorch import autograd_function
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import Node
from torch.nn.utils import parametrize
from torch.nn.utils.rnn import PackedSequence
from torch.optim import lr_scheduler, swa_utils
from torch.utils import data
from torch.utils.hooks import RemovableHandle

import model.program.native.torch_numbers  # noqa: F401  # pyright: ignore[reportUnusedImport]
from model.program.native.attributes import refused
from model.program.native.calls import own, whole
from model.program.native.guard import bare, call_module, changing, guarded, tensors
from model.program.native.limits import Denied
from model.program.native.memory import of_sizes
from model.program.native.torch_checks import check_counts, check_step
from model.program.native.values import (
    CHECKS,
    FAMILIES,
    INSTEAD,
    KINDS,
    Kind,
    Native,
    Wrapped,
    admit_whole,
    call_own,
    fit,
    kind,
)

_DENIED = set(
    """as_strided_ as_strided_scatter set_ resize resize_ resize_as resize_as_ resize_as_sparse_
    storage_type const_data_ptr module_load new new_empty_strided empty_strided empty_permuted
    unsafe_chunk unsafe_split unsafe_split_with_sizes embedding_renorm_ segment_reduce map2_ as_subclass xpu ipu
    mtia pin_memory record_stream is_pinned share_memory_ is_shared is_ipu is_maia is_mps is_mtia is_vulkan
    is_xla is_xpu dim_order name names reinforce volatile grad_dtype hash_tensor is_meta is_nested slice_inverse
    to_padded_tensor is_distributed convolution conv_tbc norm_except_dim affine_grid_generator grid_sampler
    grid_sampler_2d grid_sampler_3d hspmm hsmm dsmm smm spmm sspaddmm saddmm coalesce is_coalesced indices
    values crow_indices col_indices ccol_indices row_indices dense_dim int_repr chalf dequantize lobpcg
    histogramdd get_device lstm gru rnn_relu rnn_tanh lstm_cell gru_cell rnn_relu_cell rnn_tanh_cell
    ldl_solve linear_cross_entropy multi_head_attention_forward autocast max_pool1d_with_indices
    nonzero_static""".split()
)
"""Names of torch, of its functions and of tensors, that reach memory or devices, or belong to its inside."""
_DENIED_PARTS = """quantize fbgemm choose_qparams native_ fused_ cudnn miopen mkldnn sym_ sparse batch_norm_ q_ qscheme
    _copy""".split()


def is_denied(name: str) -> bool:
    """Whether programs may not use a name of torch, in whichever of its modules it stands."""
    kept = ("index_copy", "index_copy_")
    return name in _DENIED or (name not in kept and any(part in name for part in _DENIED_PARTS))


def classes_of(module: Any, base: type, denied: str = "") -> dict[str, type]:
    """Return the public classes of a module that are made from a base."""
    return {
        name: cls
        for name, cls in vars(module).items()
        if isinstance(cls, type) and issubclass(cls, base) and name[0] != "_" and name not in denied.split()
    }


_SPARSE = """to_sparse to_sparse_coo to_sparse_csr coalesce is_coalesced indices values crow_indices col_indices
    sparse_dim dense_dim is_sparse is_sparse_csr to_dense""".split()
"""Of the names of tensors with "sparse" in them, or for sparse tensors, those that make and show them."""
_denied = [name for name in dir(torch.Tensor) if is_denied(name) and name not in _SPARSE]
for _type in (torch.Tensor, nn.Parameter):
    _kept = kind(_type, tensors, denied=_denied, settable="grad requires_grad data *", maker=tensors)
    _kept.names |= {"_version", "_base", "_is_view", "_nnz", "_indices", "_values"}
for _type in (nn.UninitializedParameter, nn.UninitializedBuffer):  # of modules that learn their sizes from a first call
    kind(_type, own, only="requires_grad requires_grad_ device dtype shape is_leaf grad", settable="requires_grad")
for _type in (torch.Size, torch.finfo, torch.iinfo):
    kind(_type, whole, maker=whole)
OLD_TYPES = {
    **{"FloatTensor": torch.float32, "DoubleTensor": torch.float64, "HalfTensor": torch.float16},
    **{"BFloat16Tensor": torch.bfloat16, "IntTensor": torch.int32, "LongTensor": torch.int64},
    **{"ShortTensor": torch.int16, "CharTensor": torch.int8, "ByteTensor": torch.uint8, "BoolTensor": torch.bool},
}
"""Classes that make tensors of one type, and stand for it where a type is asked for."""
for _name, _dtype in OLD_TYPES.items():
    INSTEAD[_name] = partial(of_sizes, dtype=_dtype)
    kind(getattr(torch, _name), whole, only="", maker=tensors)


def _name_types(*args: Any, **kwargs: Any) -> tuple[list[Any], dict[str, Any]]:
    """Pass these classes by name: whoever gets one may call it."""
    return [*map(_type_name, args)], {name: _type_name(value) for name, value in kwargs.items()}


def _type_name(value: Any) -> Any:
    return f"torch.{value.__name__}" if isinstance(value, type) and value.__name__ in OLD_TYPES else value


CHECKS["Tensor.type"] = CHECKS["torch.set_default_tensor_type"] = _name_types
kind(torch.Generator, whole, only="manual_seed initial_seed seed device get_state set_state", maker=whole)
kind(torch.device, whole, only="type index", check=lambda one: one.type in ("cpu", "cuda"), maker=whole)
kind(torch.dtype, whole, only="is_floating_point is_complex is_signed itemsize to_real to_complex")
kind(RemovableHandle, whole, only="remove")
kind(PackedSequence, whole, only="data batch_sizes sorted_indices unsorted_indices")
for _type in (torch.layout, torch.memory_format):
    kind(_type, whole, only="")


def _decorate(mode: Any, args: Any, kwargs: Any) -> Any:
    """Call ``torch.no_grad()`` and its like on a function, as a decorator."""
    (function,) = args
    if isinstance(function, type):
        raise Denied("a class cannot be decorated with this here")
    return Wrapped(getattr(function, "__name__", "function"), mode(*fit([function])), call_own)


MODES = (torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode, torch.autograd.detect_anomaly)
for _type in MODES:
    kind(_type, own, only="", maker=own, call=_decorate)
kind(torch.autograd.set_detect_anomaly, own, only="", maker=own)
AUTOCASTS = (torch.autocast, torch.cuda.amp.autocast)  # pyright: ignore[reportDeprecated]
for _type in AUTOCASTS:
    kind(_type, own, only="", maker=own, call=_decorate)


def _check_parallel(*_: Any, **__: Any) -> None:
    """On the processor alone the module itself is called, with no threads."""
    if torch.cuda.is_available():
        raise Denied("DataParallel does several things at a time: leave it out")


SCALERS = (torch.amp.GradScaler, torch.cuda.amp.GradScaler)
for _type in SCALERS:
    kind(_type, bare, only="scale unscale_ step update get_scale is_enabled state_dict load_state_dict", maker=bare)
CHECKS["DataParallel"] = _check_parallel
CHECKS["GradScaler.step"] = lambda scaler, optimizer, *_, **__: check_step(optimizer)

_odd = "Container SyncBatchNorm CrossMapLRN2d LinearCrossEntropyLoss"
MODULE_CLASSES = {**classes_of(nn, nn.Module, _odd), "AveragedModel": swa_utils.AveragedModel}
OPTIMIZER_CLASSES = classes_of(torch.optim, torch.optim.Optimizer, "SparseAdam")
SCHEDULER_CLASSES = classes_of(lr_scheduler, lr_scheduler.LRScheduler)
_pipes = " ".join(name for name in dir(data) if "Pipe" in name)
DATA_CLASSES = {
    **classes_of(data, data.Dataset, _pipes),
    **classes_of(data, data.Sampler, "DistributedSampler"),
    "DataLoader": data.DataLoader,
}
DISTRIBUTION_CLASSES = classes_of(distributions, (distributions.Distribution, distributions.Transform))  # pyright: ignore
_inside = """compile xpu ipu mtia share_memory to_empty type dump_patches call_super_init T_destination get_extra_state
    set_extra_state lr_lambdas profile_hook_step OptimizerPreHook OptimizerPostHook register_function functions
    replicate scatter parallel_apply gather register_datapipe_as_function register_iter_dataset multiprocessing_context
    get_worker_info""".split()
for _classes, _rule, _maker, _call in (
    (MODULE_CLASSES, changing, guarded, call_module),
    (OPTIMIZER_CLASSES, bare, bare, None),
    (SCHEDULER_CLASSES, bare, bare, None),
    (DATA_CLASSES, bare, bare, None),
    (
        DISTRIBUTION_CLASSES,
        guarded,
        guarded,
        lambda value, args, kwargs: guarded(Native("", value, guarded), args, kwargs),
    ),
):
    for _name, _type in _classes.items():
        _is_data = _classes is DATA_CLASSES
        _settable = "param_groups last_epoch base_lrs"
        if _is_data:
            CHECKS.setdefault(_type.__name__, check_counts)
        elif _classes is OPTIMIZER_CLASSES:
            CHECKS[f"{_name}.step"] = check_step
        kind(_type, _rule, denied=_inside, dynamic=True, settable=_settable, call=_call, maker=_maker, is_base=True)
for _type in MODULE_CLASSES.values():
    KINDS[_type].names |= {"_get_name"}
for _type in (nn.modules.linear.NonDynamicallyQuantizableLinear, parametrize.ParametrizationList):
    kind(_type, changing, denied=_inside, dynamic=True, call=call_module)
kind(type(iter(data.DataLoader(data.TensorDataset(torch.zeros(1))))), own, only="")

# ---- the graph


def _read_node(node: Any, name: str) -> Any:
    """Read an attribute of a node of the graph; of what it has saved as indices for the way back, a copy is given."""
    if name.startswith("_saved_") and hasattr(node, name):
        saved = getattr(node, name)
        is_number = not isinstance(saved, torch.Tensor) or (saved.is_floating_point() and not saved.is_sparse)
        is_number = is_number and name != "_saved_grid"
        return admit_whole(saved if is_number else saved.detach().clone())
    if name == "__class__":
        return type(node)
    if name not in ("name", "next_functions", "register_hook", "requires_grad", "variable") or not hasattr(node, name):
        raise refused(node, name)
    found = getattr(node, name)
    return Native(f"Node.{name}", found, whole) if name in ("name", "register_hook") else admit_whole(found)


_context = """save_for_backward saved_tensors needs_input_grad mark_dirty mark_non_differentiable set_materialize_grads
    next_functions name""".split()
_no_names = frozenset[str]()
kind(torch.autograd.Function, bare, only="apply", dynamic=True, is_base=True)
FAMILIES.extend(
    [
        (
            lambda cls: issubclass(cls, BackwardCFunction),
            Kind(BackwardCFunction, frozenset(_context), whole, dynamic=True),
        ),
        (
            lambda cls: issubclass(cls, autograd_function.WrappedCtx),  # under vmap
            Kind(autograd_function.CtxCustomSave, frozenset(_context), whole, dynamic=True),
        ),
        (lambda cls: issubclass(cls, Node), Kind(object, _no_names, whole, reader=_read_node)),
        (lambda cls: cls.__module__ == "torch.return_types", Kind(tuple, _no_names, whole, dynamic=True)),
    ]
)
