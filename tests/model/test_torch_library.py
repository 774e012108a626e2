"""Torch's library is in the process before torch is imported, and torch takes it as its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = """
import sys
from pathlib import Path
from model.engine.torch_library import load_torch_library

def libraries():
    return {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libtorch_cpu" in line}

load_torch_library()
print(len(libraries()), "torch" in sys.modules)
import torch
print(len(libraries()), torch.tensor(3.0, requires_grad=True).square().item())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_the_library_is_loaded_once_and_without_importing_torch() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1 False", "1 9.0"]
