"""Memory that nothing uses goes back to the system, and all runs on as before."""

from __future__ import annotations

import ctypes
import gc
import sys
from pathlib import Path

import pytest

from model.engine import spare_memory
from model.engine.compiled.llvm_text import source_of
from model.engine.compiled.lowering import step_of
from model.engine.compiled.machine_code import MachineCode
from model.engine.spare_memory import give_back
from model.experiment import Minimise

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is given back on Linux only")

MB = 2**20


def resident(of: str) -> int:
    """Return how much of a library's code is in the memory of this process, in bytes."""
    total, counts = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split()[0]:
            counts = line.endswith(of) and "r-xp" in line
        elif counts and line.startswith("Rss:"):
            total += int(line.split()[1]) * 1024
    return total


def anonymous() -> int:
    """Return how much memory of this process is in no file, in bytes."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))


def code_of(formula: str) -> MachineCode:
    return MachineCode(source_of(*step_of(Minimise(function=formula))))


def test_the_code_of_large_libraries_leaves_memory_and_comes_back_where_it_runs() -> None:
    code_of("x**2")
    for library in ("libllvmlite.so", "libtorch_cpu.so"):
        assert resident(library) > 10 * MB
    give_back()
    for library in ("libllvmlite.so", "libtorch_cpu.so"):
        assert resident(library) < 5 * MB
    code_of("x**3")
    assert resident("libllvmlite.so") > 10 * MB


def test_the_code_of_the_compiler_of_the_view_in_space_is_among_it_under_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maps = tmp_path / "maps"
    maps.write_text(
        "1000-3000 r-xp 00000000 08:01 11 /usr/lib/x86_64-linux-gnu/libLLVM-15.so.1\n"
        "3000-4000 rw-p 00002000 08:01 11 /usr/lib/x86_64-linux-gnu/libLLVM-15.so.1\n"
        "5000-6000 r-xp 00000000 08:01 12 /usr/lib64/libLLVM.so.19.1\n"
        "7000-8000 r-xp 00000000 08:01 13 /usr/lib64/libc.so.6\n"
        "9000-a000 rw-p 00000000 00:00 0 \n"
    )
    monkeypatch.setattr(spare_memory, "_MAPS", maps)
    assert spare_memory._code_of_large_libraries() == [(0x1000, 0x3000), (0x5000, 0x6000)]


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="a function of GNU's library")
def test_freed_memory_goes_back_even_below_what_is_in_use() -> None:
    pieces = [ctypes.create_string_buffer(50_000) for _ in range(1_000)]
    used = anonymous()
    del pieces[:-1]
    give_back()
    assert anonymous() < used - 40 * MB
    assert pieces


def test_a_compiled_step_keeps_its_code_and_nothing_that_made_it() -> None:
    formulas = [f"x**{power} + sin({power}*x)" for power in range(2, 23)]
    kept = [code_of(formulas[0])]
    gc.collect()
    before = anonymous()
    kept += [code_of(formula) for formula in formulas[1:]]
    assert (anonymous() - before) / len(formulas[1:]) < 0.4 * MB
