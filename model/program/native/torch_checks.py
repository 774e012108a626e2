"""Calls that torch itself does not check, or that would show memory as it was: what stands in their place.

Each entry of `INSTEAD` is called instead, each of `CHECKS` looks at the arguments first; importing this module enters
them, and the functions of torch are looked up afterwards.
"""

from __future__ import annotations

import inspect
import itertools
import re
import sys
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import torch
from torch import _tensor_str, autograd, nn  # pyright: ignore[reportPrivateUsage]
from torch.distributions import TransformedDistribution, transforms
from torch.nn import functional
from torch.nn.modules import transformer
from torch.optim import lr_scheduler
from torch.utils import data
from torch.utils.data import dataloader, dataset, sampler

from model.program.native.attributes import SETTERS
from model.program.native.guard import NUMBERS, forget_modules, guarded, plainly, under_guard
from model.program.native.limits import BACKWARDS, ELEMENTS, ITEMS, LAYERS, WIDTH, Denied
from model.program.native.values import CHECKS, INSTEAD, Native, fit, is_user_class, steady

if TYPE_CHECKING:
    from collections.abc import Callable

# ---- what torch's own modules call too: replaced in torch itself


def replace(module: Any, name: str, around: Callable[..., Any]) -> None:
    """Have torch itself call a function around one of its own."""
    function = getattr(module, name)
    setattr(module, name, wraps(function)(partial(around, function)))


def _copy_indices(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Pool, and give the program a copy of the indices: the way back does not check those that were saved."""
    result = function(*args, **kwargs)
    return (result[0], result[1].clone()) if isinstance(result, tuple) else result


def _pack(function: Any, *args: Any) -> Any:
    """Pack sequences, and give the program a copy of the sizes: the way back does not check those that were saved."""
    packed, sizes = function(*args)
    return packed, sizes.clone()


def _unpack(function: Any, packed: Any, sizes: Any, *args: Any) -> Any:
    return function(packed, _checked_sizes(packed, sizes), *args)


def _checked_sizes(packed: Any, sizes: Any) -> Any:
    """Return a copy of the sizes of the batches in a packed sequence, which the program may have changed."""
    sizes = sizes.clone()
    if not sizes.numel() or sizes.min() < 1 or (sizes.diff() > 0).any() or int(sizes.sum()) != len(packed):
        raise RuntimeError("the batch_sizes of a packed sequence have been changed")
    return sizes


def _gather(*args: Any, **kwargs: Any) -> Any:
    """Gather with a copy of the index where the gradient is sparse: it is made of the index as it is by then."""
    is_sparse = kwargs.get("sparse_grad") or any(value is True for value in args)
    return ([*map(_copied, args)], {name: _copied(value) for name, value in kwargs.items()}) if is_sparse else None


CHECKS["torch.gather"] = CHECKS["Tensor.gather"] = _gather


def _embed(function: Any, *args: Any, **kwargs: Any) -> Any:
    place = 3 if function.__name__ == "embedding_bag" else 5
    if kwargs.get("scale_grad_by_freq") or any(one is True for one in args[place : place + 1]):
        raise Denied("scale_grad_by_freq=True cannot be used here: PyTorch does not check the indices it needs")
    return function(*args, **kwargs)


def _given(function: Any, args: Any, kwargs: Any) -> dict[str, Any]:
    """Return the arguments by name; raise what the function does where they do not fit."""
    try:
        return inspect.signature(function).bind(*args, **kwargs).arguments
    except TypeError:
        function(*args, **kwargs)
        raise


def _bag(function: Any, weight: Any = None, indices: Any = None, offsets: Any = None, *args: Any, **kwargs: Any) -> Any:
    """Look up bags of embeddings by copies of indices and offsets that have been checked, also for the way back."""
    if not isinstance(indices, torch.Tensor) or not isinstance(offsets, torch.Tensor):
        return function(weight, indices, offsets, *args, **kwargs)
    indices, offsets = indices.clone(), offsets.clone()
    if offsets.numel() and (offsets.min() < 0 or offsets.max() > indices.numel() or (offsets.diff() < 0).any()):
        raise ValueError(f"offsets have to go up from 0 to at most {indices.numel()}, the number of indices")
    return _embed(function, weight, indices, offsets, *args, **kwargs)


def _attend(function: Any, *args: Any) -> Any:
    """Attend at once, as a transformer does that does not learn, with a number of heads that is no divisor of all."""
    heads, width = next((two, one) for one, two in itertools.pairwise(args) if type(one) is type(two) is int)
    if heads < 1 or width % heads:
        raise RuntimeError(f"num_heads has to divide embed_dim, but {width} has no {heads} equal parts")
    return function(*args)


def _ctc_loss(function: Any, *args: Any, **kwargs: Any) -> Any:
    given = _given(function, args, kwargs)
    log_probs, targets = given["log_probs"], given["targets"]
    if isinstance(targets, torch.Tensor) and targets.numel() and isinstance(log_probs, torch.Tensor):
        if int(targets.min()) < 0 or int(targets.max()) >= log_probs.shape[-1]:
            raise IndexError(f"targets of ctc_loss have to be from 0 to {log_probs.shape[-1] - 1}")
    return function(**given)


def _keep_copies(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Compute with copies of whole numbers: the way back uses them as indices and does not look at them again."""
    return function(*map(_copied, args), **{name: _copied(value) for name, value in kwargs.items()})


def _copied(value: Any) -> Any:
    return value.clone() if isinstance(value, torch.Tensor) and not value.is_floating_point() else value


def _check_reach(function: Any, *args: Any, **kwargs: Any) -> Any:
    _check_small(*args, **kwargs)
    return function(*args, **kwargs)


def _check_small(*args: Any, **kwargs: Any) -> None:
    """Refuse kernels and the like of lengths with which PyTorch computes beyond 64 bits."""
    for value in (*args, *kwargs.values()):
        if type(value) is int and abs(value) >= 1 << 31:
            raise OverflowError(f"{value} is too large to be the length of a side")
        elif type(value) in (list, tuple):
            _check_small(*value)  # pyright: ignore[reportGeneralTypeIssues]
        elif is_user_class(type(value)):
            raise TypeError(f"a number is needed here, not a '{type(value).__name__}' object")


def _pad(function: Any, input: Any = None, pad: Any = (), mode: Any = "constant", value: Any = None) -> Any:
    """Pad; in a circle under the guard, since what is cut off there would leave memory as it was."""
    _check_small(pad)
    return (under_guard if mode == "circular" else plainly)(function, (input, pad, mode, value), {})


def _distances(function: Any, input: Any = None, p: Any = 2.0) -> Any:
    """Return the distances between rows; on the way back PyTorch does not look whether there are any."""
    none = isinstance(input, torch.Tensor) and input.dim() == 2 and len(input) < 2
    return input[:0].sum(1) if none else function(input, p)


def _sample(function: Any, input: Any, grid: Any, *args: Any, **kwargs: Any) -> Any:
    """Sample at places that are numbers: PyTorch computes where to write on the way back from what is none."""
    modes = [value for value in (*args, *kwargs.values()) if isinstance(value, str)]
    if isinstance(grid, torch.Tensor):
        grid = grid.clone()
        if ("border" in modes or "reflection" in modes) and not bool(grid.isfinite().all()):
            raise ValueError("the grid of grid_sample has to be of finite numbers, but it has nan or inf")
    return function(input, grid, *args, **kwargs)


_WITH_KERNELS = re.compile("^[a-z].*pool|^conv|fold|shuffle|^interpolate|^upsample")
for _name in dir(functional):
    if "max_pool" in _name and not _name.startswith("_"):
        replace(functional, _name, _copy_indices)
    if _WITH_KERNELS.search(_name):
        replace(functional, _name, _check_reach)
replace(functional, "embedding", _embed)
replace(torch, "embedding_bag", _bag)
for _name in ("_transformer_encoder_layer_fwd", "_native_multi_head_attention"):
    replace(torch, _name, _attend)
replace(functional, "ctc_loss", _ctc_loss)
replace(functional, "pad", _pad)
replace(functional, "grid_sample", _sample)
for _module in (torch, functional):
    replace(_module, "pdist", _distances)
for _name in dir(functional):
    if re.search("loss$|entropy", _name) and callable(getattr(functional, _name)):
        replace(functional, _name, _keep_copies)
CHECKS.update({f"torch.{name}": _check_small for name in dir(torch) if _WITH_KERNELS.search(name)})
INSTEAD.update(
    {f"torch.{name}": getattr(functional, name) for name in ("ctc_loss", "adaptive_max_pool1d_with_indices")}
)
INSTEAD["torch.adaptive_max_pool1d"] = partial(_copy_indices, torch.adaptive_max_pool1d)
INSTEAD["torch.embedding"] = lambda weight, indices, *args, **kwargs: _embed(torch.embedding, weight, indices, **kwargs)
_GATES = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}


def _check_recurrent(function: Any, *args: Any) -> Any:
    """Compute recurrent layers whose weights have the shapes that the kernels expect: they look at none of them."""
    place = next(index for index, value in enumerate(args) if isinstance(value, list))
    weights, has_bias, layers, ways = args[place], args[place + 1], args[place + 2], 1 + args[place + 5]
    states = args[place - 1] if isinstance(args[place - 1], tuple) else (args[place - 1],)
    out, hidden = states[0].shape[-1], states[-1].shape[-1]
    gates = _GATES[function.__name__] * hidden
    expected: list[tuple[int, ...]] = []
    for layer in range(min(layers, len(weights))):
        width = args[0].shape[-1] if layer == 0 else out * ways
        one_way = [
            (gates, width),
            (gates, out),
            *[(gates,), (gates,)][: 2 * has_bias],
            *[(out, hidden)][: out != hidden],
        ]
        expected += one_way * ways
    if [tuple(weight.shape) for weight in weights] != expected:
        raise RuntimeError("the weights of a recurrent layer have other shapes than it was made for")
    if place == 3:
        args = (args[0], _checked_sizes(*args[:2]), *args[2:])
    batch = int(args[1][0]) if place == 3 else args[0].shape[0 if args[-1] else 1]
    shapes = [(layers * ways, batch, out), (layers * ways, batch, hidden)][: len(states)]
    if [tuple(state.shape) for state in states] != shapes:
        raise RuntimeError(f"the states of a recurrent layer have other shapes than {shapes}")
    return function(*args)


for _name, _around in (("_pack_padded_sequence", _pack), ("_pad_packed_sequence", _unpack)):
    replace(torch._VF, _name, _around)  # pyright: ignore[reportPrivateUsage]
for _name in _GATES:
    replace(torch._VF, _name, _check_recurrent)  # pyright: ignore[reportPrivateUsage]


# ---- the way back


_under_way: list[None] = []


def _go_back(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Go back, but not so deep within other ways back that torch would begin a thread, which cannot be had here."""
    BACKWARDS.holds(len(_under_way))
    _under_way.append(None)
    try:
        return function(*args, **kwargs)
    finally:
        _under_way.pop()


replace(autograd, "_engine_run_backward", _go_back)

# ---- whole numbers: the smallest divided by -1, cut off, ends the process


def _check_division(*values: Any, rounding_mode: Any = None, input: Any = None, other: Any = 1, **_: Any) -> None:
    left, right = (*values, *((other,) if input is None else (input, other)))[:2]
    if rounding_mode == "trunc" and isinstance(left, torch.Tensor) and not left.is_floating_point():
        by = right if isinstance(right, torch.Tensor) else torch.tensor(right)
        if not by.is_floating_point() and left.numel() and bool((by == -1).any()):
            if bool((left == torch.iinfo(left.dtype).min).any()):
                raise ZeroDivisionError(f"the smallest {left.dtype} cannot be divided by -1")


for _name in ("torch.div", "torch.divide", "Tensor.div", "Tensor.div_", "Tensor.divide", "Tensor.divide_"):
    CHECKS[_name] = _check_division

# ---- polynomials: term by term


def _check_degree(*values: Any, n: Any = 0, **_: Any) -> None:
    n = values[1] if len(values) > 1 else n
    if bool((n > _DEGREE).any()) if isinstance(n, torch.Tensor) else isinstance(n, (int, float)) and n > _DEGREE:
        raise ValueError(f"the degree of a polynomial can be {_DEGREE} at most")


_DEGREE = 1000
CHECKS.update({f"special.{name}": _check_degree for name in dir(torch.special) if "_polynomial_" in name})

# ---- matrices


def _check_pivots(LU_data: Any, LU_pivots: Any, *_: Any, **__: Any) -> None:
    if tuple(LU_pivots.shape) != (*LU_data.shape[:-2], min(LU_data.shape[-2:])):
        raise RuntimeError("LU_pivots and LU_data have to be of the same lu_factor")


CHECKS["torch.lu_unpack"] = _check_pivots
for _name in ("torch.matrix_power", "linalg.matrix_power", "Tensor.matrix_power"):
    CHECKS[_name] = _check_small

# ---- lists of what torch calls: looked at whenever it reads them


def _look_at(cls: Any, name: str, look: Callable[[list[Any]], list[Any]]) -> None:
    """Keep a list, of which a program may have or change another, and let torch have what has been looked at."""

    def store(value: Any, items: Any) -> None:
        vars(value)[name] = (*items,)

    setattr(cls, name, property(lambda value: look([*vars(value)[name]]), store))


def _transforms(items: list[Any]) -> list[Any]:
    if not all(isinstance(item, transforms.Transform) for item in items):
        raise TypeError("transforms are needed here")
    return items


_look_at(transforms.ComposeTransform, "parts", _transforms)
for _type in (transforms.CatTransform, transforms.StackTransform, TransformedDistribution):
    _look_at(_type, "transforms", _transforms)
for _type in (lr_scheduler.LambdaLR, lr_scheduler.MultiplicativeLR):
    _look_at(_type, "lr_lambdas", partial(fit, keep=NUMBERS.__contains__))

# ---- what is set: a graph that holds a tensor still has to fit it


def _check_data(value: Any, name: str, new: Any) -> None:
    if isinstance(new, torch.Tensor) and (new.shape != value.shape or new.dtype != value.dtype):
        raise Denied(f".data has to be set to a tensor of the same shape and dtype here, {list(value.shape)}")


SETTERS.update({(torch.Tensor, "data"): _check_data, (nn.Module, "*"): lambda *_: forget_modules()})


def check_step(optimizer: Any, *_: Any, **__: Any) -> None:
    """Look whether the state of an optimizer is checked by its step; where a closure changes that, `_no_fused` is."""
    for group in optimizer.param_groups:
        if group.get("fused") or group.get("capturable"):
            raise Denied("fused=True and capturable=True cannot be used here: they do not check their state")


def _no_fused(*_: Any, **__: Any) -> None:
    raise Denied("fused=True cannot be used here: it does not check the state")


for _module in [value for name, value in sys.modules.items() if name.startswith("torch.optim.")]:
    for _name in [name for name in vars(_module) if name.startswith("_fused_")]:
        setattr(_module, _name, _no_fused)

# ---- sizes, and workers


def _matrix(function: Any) -> Any:
    """Return jacobian or hessian, of a function of the program's whose results are looked at."""

    def differentiate(func: Any, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        known = _count(inputs)
        ELEMENTS.holds(known**2 if function is autograd.functional.hessian else 0)

        def counted(*values: Any) -> Any:
            result = func(*values)
            ELEMENTS.holds(known * _count(result))
            return result

        return function(counted, inputs, *args, **kwargs)

    return differentiate


def _count(values: Any) -> int:
    return sum(map(_count, values)) if isinstance(values, (tuple, list)) else getattr(values, "numel", int)()


INSTEAD["functional.jacobian"] = _matrix(autograd.functional.jacobian)
INSTEAD["functional.hessian"] = _matrix(autograd.functional.hessian)


def _clones(function: Any, module: Any, N: Any) -> Any:
    """Make the layers of a transformer."""
    LAYERS.holds(N if isinstance(N, (int, float)) else len(range(N)))
    return function(module, N)


def _check_layers(function: Any) -> Any:
    def make(self: Any, *args: Any, **kwargs: Any) -> None:
        layers = kwargs.get("num_layers", [*args, 1, 1, 1, 1][3])
        LAYERS.holds(layers if isinstance(layers, int) else 0)  # all else torch refuses
        function(self, *args, **kwargs)

    return wraps(function)(make)


replace(transformer, "_get_clones", _clones)
setattr(nn.RNNBase, "__init__", _check_layers(nn.RNNBase.__init__))  # noqa: B010 - for pyright it is another method


def _check_list(tensor: Any, *_: Any, **__: Any) -> None:
    ITEMS.holds(tensor.numel())


def _check_parts(tensor: Any, size: Any = 1, dim: int = 0, **named: Any) -> None:
    """Look how many tensors there will be: each is some hundred bytes."""
    size = named.get("split_size", named.get("split_size_or_sections", size))
    if isinstance(size, int) and tensor.dim():
        ITEMS.holds(10 * tensor.shape[dim] // max(size, 1))


def _check_chunks(*args: Any, **named: Any) -> None:
    for chunks in (*args[1:2], *named.values()):
        is_number = isinstance(chunks, int) or (isinstance(chunks, torch.Tensor) and chunks.numel() == 1)
        ITEMS.holds(10 * int(chunks) if is_number else 0)


def _check_counted(input: Any, weights: Any = None, minlength: int = 0) -> None:
    ELEMENTS.holds(max(int(input.max()) + 1 if input.numel() else 0, minlength))


def _check_repeated(*values: Any, input: Any = None, repeats: Any = None, **_: Any) -> None:
    given = [value for value in (input, *values, repeats) if isinstance(value, torch.Tensor)]
    is_plain = any(type(value) is int for value in (*values[1:2], repeats))  # then the guard can tell
    if given and not is_plain and given[-1].numel() and not given[-1].is_floating_point():
        ELEMENTS.holds(int(given[-1].sum()) * max(given[0].numel() // given[-1].numel(), 1))


def _check_combinations(input: Any, r: int = 2, *_: Any, **__: Any) -> None:
    """Look how many there are: PyTorch chooses them from all rows of so many elements."""
    ITEMS.holds(1000 * r)
    ELEMENTS.holds(float(input.numel()) ** min(r, 50) * r)


def _check_terms(input: Any, p: int = 1, **_: Any) -> None:
    ELEMENTS.holds(input.numel() * p)


for _name in ("torch.mvlgamma", "Tensor.mvlgamma", "Tensor.mvlgamma_", "special.multigammaln"):
    CHECKS[_name] = _check_terms
CHECKS["torch.combinations"] = _check_combinations
CHECKS["Tensor.tolist"] = _check_list
for _owner in ("torch", "Tensor"):
    CHECKS[f"{_owner}.bincount"] = _check_counted
    CHECKS[f"{_owner}.repeat_interleave"] = _check_repeated
    CHECKS[f"{_owner}.split"] = _check_parts
    CHECKS[f"{_owner}.unbind"] = lambda input, dim=0: _check_parts(input, 1, dim)
    CHECKS.update(
        {f"{_owner}.{_name}": _check_chunks for _name in ("chunk", "tensor_split", "hsplit", "vsplit", "dsplit")}
    )


def _set_print_options(
    precision: Any = None, threshold: Any = None, edgeitems: Any = None, linewidth: Any = None, **others: Any
) -> None:
    for value in (precision, threshold, edgeitems, linewidth):
        if value is not None:
            WIDTH.holds(min(int(value), 10**9) / 100 if value != float("inf") else 0)
    torch.set_printoptions(precision, threshold, edgeitems, linewidth, **others)
    _tensor_str.PRINT_OPTS.threshold = min(_tensor_str.PRINT_OPTS.threshold, 100 * WIDTH.most)


INSTEAD["torch.set_printoptions"] = _set_print_options
_WORKERS = "num_workers pin_memory timeout worker_init_fn multiprocessing_context prefetch_factor persistent_workers"


def _make_loader(dataset: Any, *args: Any, **kwargs: Any) -> Any:
    """Make a DataLoader without processes of its own; its batches are those that it would make with them."""
    kwargs |= dict(zip("batch_size shuffle sampler batch_sampler".split(), args, strict=False))
    ITEMS.holds(kwargs.get("batch_size") or 1)
    kept = {name: value for name, value in kwargs.items() if name not in _WORKERS.split()}
    kept["collate_fn"] = Native("collate", kept.get("collate_fn") or data.default_collate, guarded)
    return data.DataLoader(dataset, **kept)


def _begin_loading(loader: Any) -> Any:
    """Go over a DataLoader without processes of its own, however it was made, or changed afterwards."""
    loader.num_workers, loader.timeout, loader.pin_memory = 0, 0, False
    return dataloader._SingleProcessDataLoaderIter(loader)  # pyright: ignore[reportPrivateUsage]


setattr(data.DataLoader, "_get_iterator", _begin_loading)  # noqa: B010 - for pyright the names of parameters differ
INSTEAD["DataLoader"] = _make_loader


class _Permuting:
    """What stands for torch in the module of samplers: it permutes no more numbers than a tensor may have."""

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    def randperm(self, n: int, **options: Any) -> Any:
        """Permute the numbers below ``n``."""
        ELEMENTS.holds(n)
        return torch.randperm(n, **options)


setattr(sampler, "torch", _Permuting())  # noqa: B010 - an object for a module
setattr(dataset, "randperm", _Permuting().randperm)  # noqa: B010


def check_counts(*args: Any, **kwargs: Any) -> Any:
    """Look whether no number among the arguments asks for too many items."""
    for value in (*args, *kwargs.values()):
        ITEMS.holds(abs(value) if isinstance(value, (int, float)) else 0)


CHECKS["WeightedRandomSampler"] = lambda weights, *args, **kwargs: (
    check_counts(*args, **kwargs)
    or (
        (steady(weights), *args),
        kwargs,
    )
)
