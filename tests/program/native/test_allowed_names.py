"""Which names of torch and NumPy programs may use is made by rule: a new release of them shows here as a difference.

To be looked at, name by name, and then written anew: ``python -m tests.program.native.test_allowed_names``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from model.program import native
from model.program.native.values import KINDS

FILE = Path(__file__).with_name("allowed_names.txt")
_METHODS = {
    "Tensor": torch.Tensor,
    "ndarray": np.ndarray,
    "Module": torch.nn.Module,
    "Optimizer": torch.optim.Optimizer,
}


def allowed(package: str) -> list[str]:
    """Return the names in modules of a package, and those of the methods of its most used classes."""
    modules = [facade for name, facade in native.MODULES.items() if name.partition(".")[0] == package]
    names = {f"{facade.name}.{name}" for facade in modules for name in facade.members}
    of = {name: cls for name, cls in _METHODS.items() if cls.__module__.partition(".")[0] == package}
    return sorted(names | {f"{name}.{method}" for name, cls in of.items() for method in KINDS[cls].names})


def _versions() -> dict[str, str]:
    return {"torch": torch.__version__.partition("+")[0], "numpy": np.__version__}


def _text() -> str:
    parts = [[f"# {package} {version}", *allowed(package)] for package, version in _versions().items()]
    return "\n".join(line for part in parts for line in part) + "\n"


def test_the_allowed_names_are_those_that_were_looked_at() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    looked_at = {line for line in lines if not line.startswith("#")}
    for package, version in _versions().items():
        if package == "torch" or f"# {package} {version}" in lines:  # NumPy's release goes with that of Python
            known = {name for name in looked_at if _package_of(name) == package}
            assert sorted(known) == allowed(package)


def _package_of(name: str) -> str:
    first = name.partition(".")[0]
    return _METHODS[first].__module__.partition(".")[0] if first in _METHODS else first


if __name__ == "__main__":
    FILE.write_text(_text(), encoding="utf-8")
