"""The objects of a running program as bytes, and anew from these.

Python's own pickle copies what can be copied, in memory only and never out of the process: its memo keeps what is
shared shared, iterators are where they were, and each restoring makes everything anew. What stands here is what pickle
cannot know. Code, native functions and classes are put in by reference. Tensors and arrays that share memory share it
again, and views are views. What hangs on a graph cannot be copied: it becomes `Lost`, and whoever touches that has to
begin at an earlier checkpoint. No code of the program runs to copy its objects, but that of ``__hash__``.
"""

from __future__ import annotations

import bisect
import collections
import dataclasses
import enum
import gc
import io
import pickle
import types
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data.dataloader import _BaseDataLoaderIter  # pyright: ignore

from model.program import native
from model.program.compiler import UNBOUND, Code
from model.program.machine import Function, Machine, Routine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

_BY_REFERENCE = (
    *(types.FunctionType, types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType),
    *(types.GetSetDescriptorType, types.ModuleType, types.CodeType, native.Facade, Code, torch.dtype, torch.layout),
)
_LARGEST = 64_000_000
"""Bytes of memory that are copied at the most."""
_autograd: Any = torch._C._autograd  # pyright: ignore
_VIEWS: dict[Any, Any] = {
    type(getattr(kind(), name)()): getattr(kind, name)
    for kind in (dict, collections.OrderedDict)
    for name in ("keys", "values", "items")
}
_PLAIN: dict[Any, Callable[[Any], Any]] = {
    **{int: int.__int__, float: float.__float__, str: str.__str__},
    tuple: lambda value: tuple.__getitem__(value, slice(None)),
}
_CONTENTS: dict[Any, Callable[[Any], Any]] = {
    **{list: list.copy, dict: lambda value: list(dict.items(value)), set: lambda value: list(set.__iter__(value))},
}
"""How a value of a class of the program is read as its base has it."""
_CLASS_FIRST = ("__slots__", "__module__", "__qualname__", "__orig_bases__")
_CLASS_PARTS = {"__dict__", "__weakref__", "_backward_cls", "_abc_impl"}
"""What a class is made with, and what it gets then."""


class Uncopyable(Exception):
    """The run cannot be copied at this moment; another will do."""


class NeedsEarlier(BaseException):
    """A run that went on from a checkpoint has come to something that was lost there."""


class Lost(torch.Tensor):
    """Stands for a tensor, or another part of a graph, that was lost."""

    @classmethod
    def __torch_function__(cls, *_: Any, **__: Any) -> Any:
        """Say that it is needed."""
        raise NeedsEarlier

    def __getattribute__(self, name: str) -> Any:
        if name == "__torch_function__":  # torch asks for it, and passes over what is raised
            return type(self).__torch_function__
        if name == "__class__":
            return torch.Tensor
        raise NeedsEarlier


native.register_tensor(Lost)


class Copier(pickle.Pickler):
    """Writes what a machine consists of; ``references`` is what the bytes only refer to."""

    def __init__(self, file: io.BytesIO, machine: Machine) -> None:
        super().__init__(file, protocol=5)
        self.references: list[Any] = []
        self._machine = machine
        self._numbers: dict[int, int] = {}
        self._size = 0
        self._starts: list[int] = []
        self._blocks: dict[int, _Block] = {}
        self._tensors: dict[int, list[Tensor]] = {}

    def reducer_override(self, value: Any) -> Any:
        """Return how a value is made anew; containers and numbers never come here."""
        if isinstance(value, _Held):
            return self._reference(value.value)
        if isinstance(value, type):
            return self._class(value) if native.is_user_class(value) else self._reference(value)
        if isinstance(value, types.FunctionType) and value.__closure__:
            return self._closure(value)
        if value is self._machine:
            return _machine, ()
        if isinstance(value, Routine):
            return _routine, (value.number,)
        if type(value) is native.Native or value is UNBOUND or value is torch.default_generator:
            return self._reference(value)
        in_library = type(value).__module__ in ("dataclasses", "typing") and not isinstance(value, dataclasses.Field)
        if in_library or isinstance(value, enum.Enum):
            return self._reference(value)
        if isinstance(value, _BY_REFERENCE):
            return NotImplemented if getattr(value, "__module__", "") == __name__ else self._reference(value)
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, torch.autograd.graph.Node):
            return _lost, ()
        if isinstance(value, np.ndarray):
            return self._array(value)
        return _reduced(value)

    def _reference(self, value: Any) -> Any:
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self.references)
            self.references.append(value)
        return _reference, (self._numbers[id(value)],)

    def _closure(self, value: types.FunctionType) -> Any:
        """Return a native function around values of the program, such as a decorator or a dataclass makes."""
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        made = _Held(value.__code__), _Held(value.__globals__), value.__name__, len(cells)
        state = cells, value.__defaults__, value.__kwdefaults__, value.__dict__
        return _function, made, state, None, None, _fill_function

    def _class(self, value: type) -> Any:
        if issubclass(value, tuple | enum.Enum) and not any(
            isinstance(part, Function) for part in vars(value).values()
        ):
            return self._reference(value)
        if issubclass(value, enum.Enum):
            raise Uncopyable("an enumeration with methods of its own")
        names = {name: part for name, part in vars(value).items() if name not in _CLASS_PARTS}
        if any("__init_subclass__" in vars(base) for base in value.__mro__[1:] if native.is_user_class(base)):
            raise Uncopyable("a class that would run code of the program")
        first = {name: names.pop(name) for name in _CLASS_FIRST if name in names}
        names = {name: part for name, part in names.items() if not isinstance(part, types.MemberDescriptorType)}
        return _class, (type(value), value.__name__, value.__bases__, first), names, None, None, _fill_class

    # -- memory

    def _block(self, start: int, data: Callable[[], bytes], size: int) -> tuple[_Block, int]:
        """Return the copy of a piece of memory and where in it the piece begins: what shares it shares the copy."""
        place = bisect.bisect_right(self._starts, start) - 1
        if size and place >= 0:
            before = self._starts[place]
            block = self._blocks[before]
            if start + size <= before + len(block.data):
                return block, start - before
            if start < before + len(block.data):
                raise Uncopyable("memory that overlaps")
        self._size += size
        if self._size > _LARGEST:
            raise Uncopyable("too much memory")
        block = _Block(data())
        if size:
            if place + 1 < len(self._starts) and self._starts[place + 1] < start + size:
                raise Uncopyable("memory that overlaps")
            self._starts.insert(place + 1, start)
            self._blocks[start] = block
        return block, 0

    def _storage(self, value: Tensor) -> tuple[_Block, int]:
        storage = value.untyped_storage()
        raw = torch.empty(0, dtype=torch.uint8).set_(storage, 0, (storage.nbytes(),), (1,))  # pyright: ignore
        return self._block(storage.data_ptr(), lambda: raw.numpy().tobytes(), storage.nbytes())

    def _tensor(self, value: Tensor) -> Any:
        if isinstance(value, Lost) or _hangs_on_graph(value):
            return _lost, ()
        state = None
        if value.grad is not None or value._backward_hooks or vars(value):
            state = {"grad": value.grad, "_backward_hooks": value._backward_hooks, **vars(value)}
        if getattr(value, "_post_accumulate_grad_hooks", None) or (
            value.grad is not None and _hangs_on_graph(value.grad)
        ):
            raise Uncopyable("a hook, or a gradient with a graph")
        layout = tuple(value.shape), value.stride(), value.storage_offset()
        if value._is_view():  # made anew as a view, so that the two share one count of changes
            base: Any = value._base
            if _hangs_on_graph(base):
                return _lost, ()
            if base.dtype != value.dtype or value.is_conj() or value.is_neg():
                raise Uncopyable("a view of another type")
            return _view, (base, *layout, value.requires_grad, value.is_leaf), state, None, None, _fill_tensor
        for other in self._tensors.setdefault(value.untyped_storage().data_ptr(), []):
            if type(value) is torch.Tensor and _have_one_count(value, other):
                made = other, value.dtype, *layout, value.requires_grad
                return _detached, made, state, None, None, _fill_tensor
        self._tensors[value.untyped_storage().data_ptr()].append(value)
        block, offset = self._storage(value)
        if offset % value.element_size():
            raise Uncopyable("memory that overlaps")
        layout = *layout[:2], layout[2] + offset // value.element_size()
        made = type(value), block, value.dtype, *layout, value.requires_grad, value._version
        return _tensor, made, state, None, None, _fill_tensor

    def _array(self, value: np.ndarray[Any, Any]) -> Any:
        root: Any = value
        while isinstance(root.base, np.ndarray):
            root = root.base
        if value.dtype.hasobject or not root.flags.forc:
            raise Uncopyable("an array of another kind")
        place = value.__array_interface__["data"][0]
        if isinstance(root.base, torch.Tensor):
            block, offset = self._storage(root.base)
            start = root.base.untyped_storage().data_ptr()
        else:
            start, end = np.lib.array_utils.byte_bounds(root)
            block, offset = self._block(start, lambda: root.tobytes(order="A"), end - start)
        place = place - start + offset if value.size else 0
        return _array, (block, value.dtype, value.shape, value.strides, place, value.flags.writeable)


class SetCopier(Copier):
    """Does so for a program that makes sets."""

    def persistent_id(self, obj: Any) -> None:
        """Refuse sets that would be gone through in another order once they are made anew."""
        if type(obj) in (set, frozenset) and len(obj) > 1:
            items = list(obj)
            if not all(map(_has_fixed_hash, items)) or list(type(obj)(items)) != items:
                raise Uncopyable("a set")


class Maker(pickle.Unpickler):
    """Makes all anew for another machine."""

    def __init__(self, data: bytes, machine: Machine, references: list[Any]) -> None:
        super().__init__(io.BytesIO(data))
        self._found: dict[str, Any] = {
            "_machine": lambda: machine,
            "_routine": machine.routines.__getitem__,
            "_reference": references.__getitem__,
        }

    def find_class(self, module_name: str, global_name: str) -> Any:
        """Return what makes values anew."""
        return self._found.get(global_name) or super().find_class(module_name, global_name)


class _Block:
    """A copy of a piece of memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __reduce__(self) -> Any:
        return _memory, (self.data,)


class _Held:
    """Something to put in by reference that pickle would copy."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _hangs_on_graph(value: Tensor) -> bool:
    try:
        return value.grad_fn is not None or not value.is_leaf
    except RuntimeError:  # a view whose base was changed
        return True


def _have_one_count(value: Tensor, other: Tensor) -> bool:
    """Return whether two tensors have one count of changes in place, as ``detach()`` gives."""
    version = value._version
    if version != other._version:
        return False
    _autograd._unsafe_set_version_counter((value,), (version + 1,))
    is_one = other._version == version + 1
    _autograd._unsafe_set_version_counter((value,), (version,))
    return is_one


def _reduced(value: Any) -> Any:
    """Return how some values of Python and torch are made anew that pickle refuses, or would make otherwise."""
    kind = type(value)
    if kind is types.MethodType:
        return kind, (value.__func__, value.__self__)
    if kind is property:
        return kind, (value.fget, value.fset, value.fdel, value.__doc__)
    if kind in (staticmethod, classmethod):
        return kind, (value.__func__,)
    if kind is super:
        return kind, (value.__thisclass__, value.__self__)
    if isinstance(value, torch.optim.Optimizer):  # a scheduler's wrapper is bound to this one, and only counts
        parts = {name: part for name, part in vars(value).items() if name != "step"}
        return _object, (kind, object, ()), (None, parts, {}), None, None, _fill_object
    if kind is types.MappingProxyType:
        return kind, (dict(value),)
    if kind in _VIEWS:
        return _VIEWS[kind], (*gc.get_referents(value),)
    if _is_exhausted(value):
        return iter, ((),)
    if native.is_user_class(kind):
        return _instance(value)
    if isinstance(value, Function):
        reduced: Any = value.__reduce_ex__(4)
        state, slots = reduced[2]
        return reduced[0], reduced[1], (state, {**slots, "binder": None})
    return NotImplemented


def _instance(value: Any) -> Any:
    """Return how an object of a class of the program is made anew: as its native base is, past methods of its own."""
    kind: Any = type(value)
    base = next(each for each in kind.__mro__ if not native.is_user_class(each))
    first = (_PLAIN[base](value),) if base in _PLAIN else value.args if isinstance(value, BaseException) else ()
    contents = _CONTENTS[base](value) if base in _CONTENTS else None
    slots = {name for each in kind.__mro__ for name in getattr(each, "__slots__", ()) if name != "__dict__"}
    kept = {name: object.__getattribute__(value, name) for name in slots if hasattr(value, name)}
    if type(getattr(value, "__dict__", {})) is not dict:
        raise Uncopyable("an object whose attributes are the items of another")
    return _object, (kind, base, first), (contents, getattr(value, "__dict__", {}), kept), None, None, _fill_object


def _has_fixed_hash(value: Any) -> bool:
    if type(value) is tuple:
        return all(map(_has_fixed_hash, value))
    return type(value) in (int, float, complex, bool, str, bytes)


def _is_exhausted(value: Any) -> bool:
    """Return whether an iterator that cannot be copied has given all: it may stand where nothing reads it any more."""
    if isinstance(value, _BaseDataLoaderIter):
        value = getattr(value, "_sampler_iter", None)
    return isinstance(value, types.GeneratorType) and value.gi_frame is None


# -- what makes values anew


def _memory(data: bytes) -> Tensor:
    block = torch.empty(len(data), dtype=torch.uint8)
    block.numpy()[:] = np.frombuffer(data, np.uint8)
    return block


def _tensor(
    kind: type,
    block: Tensor,
    dtype: torch.dtype,
    shape: tuple[int, ...],
    stride: tuple[int, ...],
    offset: int,
    requires_grad: bool,
    version: int,
) -> Tensor:
    made = torch.empty(0, dtype=dtype)
    with torch.no_grad():
        made.set_(block.untyped_storage(), offset, shape, stride)  # pyright: ignore
    if kind is not torch.Tensor:
        made = torch.Tensor._make_subclass(kind, made)  # pyright: ignore
    _autograd._unsafe_set_version_counter((made,), (version,))
    return made.requires_grad_() if requires_grad else made


def _view(base: Tensor, shape: Any, stride: Any, offset: int, requires_grad: bool, is_leaf: bool) -> Tensor:
    with torch.no_grad():
        made = base.as_strided(shape, stride, offset)
    return made.requires_grad_() if requires_grad and not made.requires_grad else made


def _detached(other: Tensor, dtype: torch.dtype, shape: Any, stride: Any, offset: int, requires_grad: bool) -> Tensor:
    made = other.detach() if other.dtype == dtype else other.detach().view(dtype)
    if (tuple(made.shape), made.stride(), made.storage_offset()) != (shape, stride, offset):
        made = made.as_strided(shape, stride, offset)
    return made.requires_grad_(requires_grad)


def _fill_tensor(made: Tensor, state: Mapping[str, Any]) -> None:
    for name, part in state.items():
        setattr(made, name, part)


def _object(kind: Any, base: Any, first: tuple[Any, ...]) -> Any:
    return base.__new__(kind, *first)


def _fill_object(made: Any, state: tuple[Any, Mapping[str, Any], Mapping[str, Any]]) -> None:
    contents, parts, slots = state
    if contents is not None:
        base = next(each for each in _CONTENTS if isinstance(made, each))
        base.__init__(made, contents)
    if parts:
        made.__dict__.update(parts)
    for name, part in slots.items():
        object.__setattr__(made, name, part)


def _array(
    block: Tensor, dtype: Any, shape: Any, strides: Any, offset: int, is_writeable: bool
) -> np.ndarray[Any, Any]:
    made = np.ndarray(shape, dtype, block.numpy().data, offset, strides)
    made.flags.writeable = is_writeable
    return made


def _lost() -> Tensor:
    return torch.empty(0).as_subclass(Lost)


def _function(code: Any, scope: Any, name: str, cells: int) -> types.FunctionType:
    return types.FunctionType(code, scope, name, None, tuple(types.CellType() for _ in range(cells)))


def _fill_function(made: types.FunctionType, state: Any) -> None:
    contents, made.__defaults__, made.__kwdefaults__, more = state
    for cell, part in zip(made.__closure__ or (), contents, strict=True):
        cell.cell_contents = part
    made.__dict__.update(more)


def _class(kind: Any, name: str, bases: tuple[type, ...], first: dict[str, Any]) -> type:
    made = kind(name, bases, first)
    native.register_class(made)
    return made


def _fill_class(made: type, names: Mapping[str, Any]) -> None:
    for name, part in names.items():
        with suppress(AttributeError):
            type.__setattr__(made, name, part)


def _machine() -> None:
    """Stand for the machine that goes on."""


def _routine() -> None:
    """Stand for its code."""


def _reference() -> None:
    """Stand for what is put in by reference."""
