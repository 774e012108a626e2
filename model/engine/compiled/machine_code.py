"""Compiles the text of a loop to machine code in memory; imports llvmlite."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numpy as np

from model.descent.history import STATE_INTERVAL
from model.engine.compiled.llvm_text import SIGNATURE
from model.engine.compiled.system_functions import addresses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.engine.compiled.llvm_text import Source

    Numbers = NDArray[np.float64]

_TYPES = {"i64": ctypes.c_int64, "double": ctypes.c_double}
_PROTOTYPE = ctypes.CFUNCTYPE(None, *(_TYPES.get(each.split()[0], ctypes.c_void_p) for each in SIGNATURE.split(", ")))
_LONG = 100_000
_POINTS_AT_ONCE = 50_000
"""As many as take a few milliseconds at most, before the time of a point is known."""


class MachineCode:
    """The function ``@descend`` of a `Source`, compiled; its memory is freed with the object.

    ``points_at_once`` is how many points, over all its rows, a run computes before it can be stopped. Runs that have
    been timed correct it. Raises RuntimeError where LLVM finds the text wrong.
    """

    def __init__(self, source: Source) -> None:
        self.layout = source.layout
        self.points_at_once = _POINTS_AT_ONCE
        self._scratch = source.scratch
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly("", llvm.create_context()), _machine())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(_object_code(source.text)))
        self._engine.finalize_object()
        self._descend = _PROTOTYPE(self._engine.get_function_address("descend"))

    def __call__(
        self,
        rows: Numbers,
        kept: Numbers,
        first: int,
        stop: int,
        carries: Numbers,
        numbers: Numbers,
        noise: Numbers,
        x: Numbers,
        y: Numbers,
        batch: int,
        updates: int,
        tolerance: float,
        reached: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> None:
        """Compute the rows of some runs, one run after the other, without the interpreter's lock.

        Parameters
        ----------
        rows : NDArray, shape (runs, columns, at least stop − first)
            Receives loss, parameters and partials as its columns.
        kept : NDArray, shape (runs, blocks, numbers of the state)
            Receives the states of those rows among them that are multiples of 1024.
        first, stop : int
            The rows' steps, ``stop`` not among them.
        carries : NDArray, shape (runs, numbers)
            Parameters and state of row ``first``; those of the row after the last one afterwards.
        numbers : NDArray, shape (runs, numbers)
            The numbers for a whole run.
        noise : NDArray, shape (stop − first, parameters)
            The noise on the gradient of each row; of any shape where there is none.
        x, y : NDArray, shape (epochs, points)
            Each epoch's points in its order; of one epoch where all rows use all points.
        batch, updates : int
            The most points of an update, and how many updates an epoch has.
        tolerance : float
            The gradient's norm at which a run ends; 0 where it does not.
        reached, ends : NDArray, shape (runs,)
            Receive the step after the last row written, and 0 where that is ``stop``, 1 where the row there is beyond
            the limits, or 2 where the gradient is flat at the last row written.
        """
        layout, runs = self.layout, len(carries)
        blocks = -(-stop // STATE_INTERVAL) - -(-first // STATE_INTERVAL)
        _fit("rows", rows.shape[:2], (runs, 1 + 2 * len(layout.parameters)), rows.shape[2] - (stop - first))
        _fit("kept states", kept.shape[::2], (runs, len(layout.state)), kept.shape[1] - blocks)
        _fit("carries", carries.shape, (runs, len(layout.carried)))
        _fit("numbers", numbers.shape, (runs, len(layout.numbers)))
        if layout.has_noise:
            _fit("noise", noise.shape[1:], (len(layout.parameters),), len(noise) - (stop - first))
        if layout.has_points:
            epochs = (stop - 1) // updates - first // updates + 1 if layout.batched else 1
            _fit("points", x.shape, y.shape, len(x) - epochs)
        scratch = np.empty(self._scratch)
        self._descend(
            _address(rows, in_one_piece=False),
            rows.strides[0] // rows.itemsize,
            rows.strides[1] // rows.itemsize,
            _address(kept),
            kept.shape[1] * kept.shape[2],
            first,
            stop,
            _address(carries),
            len(carries),
            _address(numbers),
            _address(noise),
            _address(x),
            _address(y),
            x.shape[1],
            batch,
            updates,
            tolerance,
            _address(reached, np.int64),
            _address(ends, np.int64),
            _address(scratch),
        )


def _fit(what: str, shape: tuple[int, ...], needed: tuple[int, ...], room: int = 0) -> None:
    """Check the shape of an array: machine code would read or write beyond the end of a smaller one."""
    if shape != needed or room < 0:
        raise ValueError(f"the array of {what} has the shape {shape}, not {needed}, or lacks {-room}")


def _address(array: NDArray[Any], kind: type = np.float64, in_one_piece: bool = True) -> int:
    """Return the address of an array, which must be laid out in memory as machine code expects."""
    is_dense = array.flags.c_contiguous if in_one_piece else array.strides[-1] == array.itemsize
    if array.dtype != kind or not is_dense:
        raise ValueError(f"an array of {kind.__name__} in one piece is needed, not {array.dtype}, {array.strides}")
    return array.ctypes.data


def _object_code(text: str) -> bytes:
    """Return the object code of LLVM text.

    All that LLVM needs to make it is gone with it: a hundred times as much as the code itself.
    """
    machine = _machine()
    module = llvm.parse_assembly(text, llvm.create_context())
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = True
    # Parameters often have the same operations; but finding these takes minutes in the longest of texts.
    options.slp_vectorization = len(text) < _LONG
    builder = llvm.create_pass_builder(machine, options)
    passes = builder.getModulePassManager()
    passes.run(module, builder)
    _dispose_of(passes)
    return machine.emit_object(module)


def _dispose_of(passes: llvm.ModulePassManager) -> None:
    """Free what llvmlite leaves in memory of each compilation, 130 kB: it has the function, but never calls it."""
    dispose = getattr(llvm.ffi.lib, "LLVMPY_DisposeNewModulePassManger", None)
    if dispose is not None:
        dispose.argtypes = (llvm.ffi.LLVMModulePassManagerRef,)
        dispose(passes)
        passes.detach()


def _machine() -> Any:
    """Return a machine like this one, for LLVM to make code for."""
    return _target().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=2, jit=True
    )


@lru_cache(maxsize=1)
def _target() -> Any:
    """Return this machine as LLVM's target, prepared once."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    for name, address in addresses().items():
        llvm.add_symbol(name, address)
    return llvm.Target.from_default_triple()
