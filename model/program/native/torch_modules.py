"""The modules of torch as programs see them, by rule."""

from __future__ import annotations

import inspect
import sys
from typing import Any

import torch
import torch.func
from torch import autograd, distributions, nn, testing
from torch.autograd import forward_ad, graph
from torch.nn.utils import parametrizations, parametrize, prune, rnn
from torch.optim import lr_scheduler, swa_utils
from torch.overrides import get_overridable_functions
from torch.utils import checkpoint, data

from model.program.native.calls import own
from model.program.native.facades import MODULES, facade, offered
from model.program.native.guard import bare, guarded, layers, spreading, tensors
from model.program.native.inside import PRUNING, parametrizing, reweighing, saved_tensors_hooks
from model.program.native.torch_kinds import (
    AUTOCASTS,
    DATA_CLASSES,
    DISTRIBUTION_CLASSES,
    MODES,
    MODULE_CLASSES,
    OLD_TYPES,
    OPTIMIZER_CLASSES,
    SCALERS,
    SCHEDULER_CLASSES,
    is_denied,
)
from model.program.native.values import INSTEAD, Native, Wrapped, admit_whole, fit, fit_named

_OVERRIDABLE = {id(inspect.unwrap(function)) for listed in get_overridable_functions().values() for function in listed}
_FACTORIES = set(
    """arange as_tensor asarray bartlett_window blackman_window broadcast_shapes can_cast empty eye from_numpy full
    get_default_dtype hamming_window hann_window initial_seed is_grad_enabled is_inference_mode_enabled
    is_tensor kaiser_window fftfreq rfftfreq linspace logspace manual_seed normal ones promote_types rand
    rand_like randint randint_like randn randn_like randperm range result_type scalar_tensor seed
    set_default_dtype set_default_tensor_type set_printoptions tensor tril_indices triu_indices typename vander zeros
    hardsigmoid hardswish sigmoid tanh upsample get_rng_state set_rng_state get_num_threads elu_ leaky_relu_
    are_deterministic_algorithms_enabled""".split()
)
_ALWAYS = set(
    "combinations cartesian_prod meshgrid einsum vander block_diag kron eye tril_indices triu_indices".split()
)
"""Functions whose results may be larger than the square of all that they are given."""
_DTYPES = """float float16 float32 float64 half double bfloat16 int int8 int16 int32 int64 short long uint8 bool
    complex64 complex128 cfloat cdouble""".split()


def _by_rule(module: Any) -> dict[str, Any]:
    """Return the functions of a module that torch lists as taking tensors, and its factories, less the denied."""
    short = module.__name__.rpartition(".")[2]
    return {
        name: Native(
            f"{short}.{name}",
            function,
            spreading if name in _ALWAYS else layers if module is nn.functional or "conv" in name else tensors,
        )
        for name, function in vars(module).items()
        if callable(function) and not isinstance(function, type) and name[0] != "_" and not is_denied(name)
        if id(inspect.unwrap(function)) in _OVERRIDABLE
        or name in _FACTORIES
        or (name[-1] == "_" and hasattr(torch.Tensor, name))
    }


def _transforming(native: Native, args: Any, kwargs: Any) -> Any:
    """Call what gives a function in return, such as ``torch.func.grad``; that is guarded too."""
    return _wrapped(native.name, native.function(*fit(args), **fit_named(kwargs)))


def _wrapped(name: str, made: Any) -> Any:
    if isinstance(made, tuple):
        return tuple(_wrapped(name, one) for one in made)  # pyright: ignore[reportUnknownVariableType]
    return Wrapped(name, made, guarded) if inspect.isfunction(made) or inspect.isbuiltin(made) else admit_whole(made)


def _nothing(*args: Any, **kwargs: Any) -> None:
    """Take what chooses between devices or algorithms; there is only one here."""


INSTEAD.update(
    {"autograd.Variable": lambda data, requires_grad=False: data.requires_grad_() if requires_grad else data}
)
_nothings = dict.fromkeys(
    "manual_seed manual_seed_all empty_cache synchronize set_device".split(),
    Native("function", _nothing, own),
)
_as_they_are = "Tensor Size dtype device finfo iinfo Generator pi e inf nan strided contiguous_format channels_last"
_as_they_are += " preserve_format"
facade(
    "torch",
    torch,
    {
        **_by_rule(torch),
        **{name: getattr(torch, name) for name in (*_DTYPES, *_as_they_are.split())},
        **{cls.__name__: cls for cls in MODES[:4]},
        **{name: getattr(torch, name) for name in OLD_TYPES},
        **offered(torch, ["vmap"], _transforming),
        **dict.fromkeys(("set_num_threads", "use_deterministic_algorithms"), _nothings["synchronize"]),
        "__version__": str(torch.__version__),
    },
)
for _module in (torch.linalg, torch.special, torch.fft):
    facade(_module.__name__, _module, _by_rule(_module))
facade("torch.nn", nn, {**MODULE_CLASSES, "Parameter": nn.Parameter})
facade("torch.nn.functional", nn.functional, _by_rule(nn.functional))
facade("torch.nn.parameter", nn.parameter, {"Parameter": nn.Parameter})
_INITS = [one for one in dir(nn.init) if one[0] != "_" == one[-1]]
facade(
    "torch.nn.init",
    nn.init,
    offered(nn.init, [*_INITS, *(one[:-1] for one in _INITS if hasattr(nn.init, one[:-1])), "calculate_gain"], guarded),
)
_utils = "clip_grad_norm_ clip_grad_norm clip_grad_value_ parameters_to_vector vector_to_parameters"
_norms = "weight_norm spectral_norm remove_weight_norm remove_spectral_norm"
facade("torch.nn.utils", nn.utils, {**offered(nn.utils, _utils, bare), **offered(nn.utils, _norms, reweighing)})
_prunes = """identity random_unstructured l1_unstructured random_structured ln_structured global_unstructured
    custom_from_mask remove"""
_prunes = {**offered(prune, _prunes, reweighing), **offered(prune, "is_pruned", bare), **offered(prune, PRUNING)}
facade("torch.nn.utils.prune", prune, {**_prunes, "BasePruningMethod": prune.BasePruningMethod})
_of_parametrize = {
    **offered(parametrize, "register_parametrization remove_parametrizations", parametrizing),
    **offered(parametrize, "is_parametrized cached", own),
}
facade("torch.nn.utils.parametrize", parametrize, _of_parametrize)
_made_ready = offered(parametrizations, "weight_norm spectral_norm orthogonal", parametrizing)
facade("torch.nn.utils.parametrizations", parametrizations, _made_ready)
_sequences = "pad_sequence pack_padded_sequence pad_packed_sequence pack_sequence"
facade("torch.nn.utils.rnn", rnn, offered(rnn, _sequences, guarded))
facade("torch.optim", torch.optim, {**OPTIMIZER_CLASSES})
facade("torch.optim.lr_scheduler", lr_scheduler, {**SCHEDULER_CLASSES})
_averaging = "get_ema_avg_fn get_ema_multi_avg_fn get_swa_avg_fn get_swa_multi_avg_fn"
facade(
    "torch.optim.swa_utils",
    swa_utils,
    {**offered(swa_utils, "AveragedModel SWALR update_bn", guarded), **offered(swa_utils, _averaging, _transforming)},
)
facade("torch.utils", torch.utils, {})
facade("torch.utils.checkpoint", checkpoint, offered(checkpoint, "checkpoint checkpoint_sequential", bare))
facade("torch.testing", testing, offered(testing, ["assert_close"], bare))
_of_data = offered(data, "random_split get_worker_info", bare) | offered(data, "default_collate", guarded)
facade("torch.utils.data", data, {**_of_data, **DATA_CLASSES})
_differentiating = offered(autograd, "backward grad gradcheck gradgradcheck Variable", bare)
_modes = {cls.__name__: cls for cls in (*MODES, autograd.Function, autograd.set_detect_anomaly)}
facade("torch.autograd", autograd, {**_differentiating, **_modes})
facade(
    "torch.autograd.functional",
    autograd.functional,
    offered(autograd.functional, "hessian hvp jacobian jvp vhp vjp", bare),
)
_dual = offered(forward_ad, "make_dual unpack_dual", bare)
facade("torch.autograd.forward_ad", forward_ad, {**_dual, **offered(forward_ad, "dual_level", own)})
_of_graph = {"saved_tensors_hooks": saved_tensors_hooks, "save_on_cpu": graph.save_on_cpu, "Node": graph.Node}
facade("torch.autograd.graph", graph, _of_graph)
_once = offered(autograd.function, ["once_differentiable"], _transforming)
facade("torch.autograd.function", autograd.function, {"Function": autograd.Function, **_once})
_transforms = offered(torch.func, "grad grad_and_value jacrev jacfwd vmap linearize vjp jvp hessian", _transforming)
facade("torch.func", torch.func, {**_transforms, **offered(torch.func, "functional_call stack_module_state", guarded)})
facade(
    "torch.distributions",
    distributions,
    {**DISTRIBUTION_CLASSES, **offered(distributions, ["kl_divergence"], guarded)},
)
_random = "manual_seed seed initial_seed get_rng_state set_rng_state"
_forking = offered(torch.random, ["fork_rng"], own)
facade("torch.random", torch.random, {**_forking, **{name: MODULES["torch"].members[name] for name in _random.split()}})
facade("torch.cuda", torch.cuda, {**offered(torch.cuda, "is_available device_count"), **_nothings})
facade("torch.cuda.amp", torch.cuda.amp, {"autocast": AUTOCASTS[1], "GradScaler": SCALERS[1]})
facade("torch.amp", torch.amp, {"autocast": AUTOCASTS[0], "GradScaler": SCALERS[0]})
MODULES["torch"].members["autocast"] = AUTOCASTS[0]
_version = {"__version__": str(torch.__version__), "cuda": torch.version.cuda, "hip": None}
facade("torch.version", torch.version, _version)
_accelerator: Any = torch.accelerator
facade("torch.accelerator", _accelerator, offered(_accelerator, "is_available device_count current_accelerator"))
facade("torch.backends", torch.backends, {})
facade("torch.backends.mps", torch.backends.mps, offered(torch.backends.mps, "is_available is_built"))
_cudnn = {"deterministic": False, "benchmark": False, "enabled": False}
facade("torch.backends.cudnn", None, _cudnn, settable="deterministic benchmark enabled")
for _classes in (MODULE_CLASSES, OPTIMIZER_CLASSES, SCHEDULER_CLASSES, DATA_CLASSES, DISTRIBUTION_CLASSES):
    for _name, _class in _classes.items():  # in the modules in which they are written too
        _parents = _class.__module__.split(".")
        for _end in range(2, len(_parents) + 1):
            _module = ".".join(_parents[:_end])
            if _module not in MODULES:
                facade(_module, sys.modules[_module], {})
        MODULES[_class.__module__].members.setdefault(_name, _class)
