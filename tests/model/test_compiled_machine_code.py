"""Machine code is made of a text that holds, is given arrays that fit, and is freed with what it was made for."""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
import sys
import weakref
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.engine.compiled import CompiledDescent, is_ready, prepare
from model.engine.compiled.compiled_loop import CompiledLoop
from model.engine.compiled.llvm_text import Source, source_of
from model.engine.compiled.lowering import step_of
from model.engine.compiled.machine_code import MachineCode
from model.engine.compiled.system_functions import FUNCTIONS, addresses
from model.engine.spare_memory import give_back
from model.experiment import Minimise, Regression

MODULES_OF_A_COMPILER = ("torch._inductor", "torch._dynamo", "torch.fx", "sympy")
FRESH = """
import sys
import torch
from model.experiment import OptimizerSetting, Regression
before = set(sys.modules)
from model.engine.compiled import CompiledDescent
CompiledDescent(Regression(optimizer=OptimizerSetting.of("newton"))).step()
print(*(set(sys.modules) - before))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc")
def test_nothing_that_compiling_needs_stays_in_memory() -> None:
    source = source_of(*step_of(Minimise()))

    def megabytes_after(compilations: int) -> float:
        for _ in range(compilations):
            MachineCode(source)
        give_back()
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    before = megabytes_after(20)
    assert megabytes_after(60) - before < 3  # 130 kB each where passes stay


def test_to_compile_a_step_loads_no_compiler_of_torchs_and_no_sympy() -> None:
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "llvmlite.binding" in loaded
    assert [name for name in loaded if name.startswith(MODULES_OF_A_COMPILER)] == []


@pytest.mark.parametrize(
    "text",
    [
        "define void @descend() {",
        "define void @descend() { ret i32 0 }",
        "define void @descend() { br label %nowhere }",
        "define double @descend(double %x) { %y = fadd double %z, 1.0 %z = fadd double %x, 1.0 ret double %y }",
    ],
)
def test_a_text_that_is_wrong_is_refused_and_ends_nothing(text: str) -> None:
    with pytest.raises(RuntimeError):
        MachineCode(Source(text, step_of(Minimise())[1], 0))


def test_arrays_that_are_not_as_the_code_reads_them_are_refused() -> None:
    experiment = Regression()
    loop = CompiledLoop(experiment)
    rows, kept, carries, numbers = (
        np.empty((1, 5, 4)),
        np.empty((1, 1, loop.kept_columns)),
        loop.first_carries([[0.0, 0.0]]),
        loop.numbers(),
    )
    loop.compute(0, 4, rows, kept, carries, numbers)
    wrong: list[tuple[Any, ...]] = [
        (rows.astype(np.float32), kept, carries, numbers),
        (np.empty((1, 5, 8))[:, :, ::2], kept, carries, numbers),
        (rows, kept, np.asfortranarray(np.empty((2, 2)))[:, :], numbers),
        (rows, kept, carries, np.empty((1, 2 * numbers.shape[1]))[:, ::2]),
        (rows[:, :, :3], kept, carries, numbers),
        (rows[:, :4], kept, carries, numbers),
        (rows, kept, carries[:, :1], numbers),
        (rows, kept, carries, numbers[:, :0]),
    ]
    for given in wrong:
        with pytest.raises(ValueError, match="array"):
            loop.compute(0, 4, *given)


def test_machine_code_is_freed_with_the_structure_that_is_dropped_and_not_under_a_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("model.engine.compiled.code._known", OrderedDict())
    monkeypatch.setattr("model.engine.compiled.code._MOST", 2)
    first, *others = (Minimise(f"x^2 + {k}x", epochs=5_000) for k in range(3, 7))
    code = prepare(first)
    freed = weakref.ref(code)
    run = CompiledDescent(first)
    run.step()
    del code
    for other in others:
        prepare(other)
    assert not is_ready(first)
    gc.collect()
    assert freed() is not None
    while run.step():
        pass
    assert run.history.last == 5_000
    del run
    gc.collect()
    assert freed() is None


class Library:
    """Stands for a system's library: every function that is asked for is there."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, function: str) -> Any:
        return ctypes.c_void_p(len(self.name) * 1000 + len(function))


@pytest.mark.parametrize(
    ("system", "libraries"),
    [
        ("linux", {"libm.so.6"}),
        ("darwin", {"/usr/lib/libSystem.B.dylib"}),
        ("win32", {"ucrtbase.dll", "ntdll.dll"}),
    ],
)
def test_each_system_has_its_own_library(system: str, libraries: set[str]) -> None:
    asked: set[str] = set()

    def load(name: str) -> Any:
        asked.add(name)
        return Library(name)

    found = addresses(system, load)
    assert asked == libraries
    assert {f"system_{name}" for name in FUNCTIONS} <= found.keys()
    assert ("__chkstk" in found) == (system == "win32")
    assert all(found.values())


def test_the_functions_of_this_system_are_those_of_its_mathematics() -> None:
    import math

    for name, address in addresses().items():
        function = name.removeprefix("system_")
        operands = (0.3, 0.7) if FUNCTIONS[function] == 2 else (0.3,)
        call = ctypes.CFUNCTYPE(ctypes.c_double, *(ctypes.c_double for _ in operands))(address)
        assert call(*operands) == getattr(math, function)(*operands)


def test_many_threads_that_want_steps_get_each_one_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import ThreadPoolExecutor

    monkeypatch.setattr("model.engine.compiled.code._known", OrderedDict())
    wanted = [replace(Minimise(f"x^2 + {k % 4}x"), epochs=50) for k in range(16)]
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(prepare, wanted))
    assert len({id(code) for code in codes}) == 4
