"""The modules of torch as programs see them, by rule."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.optim import lr_scheduler
from torch.overrides import get_overridable_functions

from model.program.native.calls import whole
from model.program.native.checks import OLD_TYPES, old_type
from model.program.native.guard import guarded, tensors
from model.program.native.names import why_denied
from model.program.native.torch_values import MODULE_CLASSES, OPTIMIZER_CLASSES, SCHEDULER_CLASSES
from model.program.native.values import Facade, Native

_OVERRIDABLE = {id(function) for functions in get_overridable_functions().values() for function in functions}
_FACTORIES = """arange as_tensor asarray
    bartlett_window blackman_window broadcast_shapes can_cast empty eye from_numpy full
    get_default_dtype hamming_window hann_window initial_seed is_grad_enabled is_tensor kaiser_window linspace logspace
    manual_seed normal ones promote_types rand rand_like randint
    randint_like randn randn_like randperm range result_type
    scalar_tensor seed set_default_dtype set_printoptions tensor tril_indices triu_indices typename vander zeros
    is_inference_mode_enabled relu_ sigmoid_ tanh_ exp_ hardsigmoid hardswish sigmoid tanh elu_ leaky_relu_
    threshold_ selu_ upsample numel""".split()
_DTYPES = [name for name, value in vars(torch).items() if type(value) is torch.dtype and value.itemsize and not (
    name.startswith(("q", "float8", "float4", "uint1", "uint2", "uint3", "uint4", "uint5", "uint6", "uint7", "int1",
    "int2", "int4", "int5", "int7", "int3_", "bits", "complex32", "chalf")))]  # fmt: skip
_ALWAYS = {"combinations", "cartesian_prod", "meshgrid", "einsum", "vander", "block_diag", "kron", "vmap"}


def by_rule(module: Any, name: str = "") -> dict[str, Any]:
    """Return the functions of a module that torch lists as taking tensors, and its factories, less the denied."""
    short = name or module.__name__.rpartition(".")[2]
    return {
        one: Native(f"{short}.{one}", function, guarded if one in _ALWAYS else tensors)
        for one, function in vars(module).items()
        if not one.startswith("_")
        and callable(function)
        and not isinstance(function, type)
        and (id(function) in _OVERRIDABLE or one in _FACTORIES)
        and why_denied(one) is None
    }


functional = Facade("torch.nn.functional", nn.functional, by_rule(nn.functional, "torch"))
init = Facade(
    "torch.nn.init",
    nn.init,
    {
        name: Native(f"init.{name}", function, guarded)
        for name, function in vars(nn.init).items()
        if not name.startswith("_") and callable(function) and (name.endswith("_") or name == "calculate_gain")
    },
)
nn_facade = Facade(
    "torch.nn",
    nn,
    {**MODULE_CLASSES, "Parameter": nn.Parameter, "functional": functional, "init": init},
)
schedulers = Facade("torch.optim.lr_scheduler", lr_scheduler, {**SCHEDULER_CLASSES})
optim = Facade("torch.optim", torch.optim, {**OPTIMIZER_CLASSES, "lr_scheduler": schedulers})
_AS_THEY_ARE = """Tensor Size dtype device finfo iinfo Generator no_grad enable_grad set_grad_enabled
    inference_mode pi e
    inf nan strided contiguous_format channels_last preserve_format""".split()
torch_facade = Facade(
    "torch",
    torch,
    {
        **by_rule(torch, "torch"),
        **{name: getattr(torch, name) for name in (*_AS_THEY_ARE, *_DTYPES)},
        **{name: Native(f"torch.{name}", old_type(dtype), whole) for name, dtype in OLD_TYPES.items()},
        "nn": nn_facade,
        "optim": optim,
        "__version__": torch.__version__.partition("+")[0],
    },
)
MODULES: dict[str, Facade] = {one.name: one for one in (torch_facade, nn_facade, functional, init, optim, schedulers)}
