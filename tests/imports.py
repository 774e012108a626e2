"""Which modules of the project import which, found in their text: annotations and late imports count too."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([ROOT / "main.py", *(ROOT / "model").rglob("*.py"), *(ROOT / "gui").rglob("*.py")])
ROOMS = {
    "model": (
        *("message", "labs", "checks", "formula", "data", "catalogue", "experiment", "descent", "engine", "program"),
        *("analysis", "listing", "lessons", "kinds"),
    ),
    "gui": ("look", "plots", "widgets", "run", "labs", "shell"),
}
"""The rooms of each package; each may import only those before it."""


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the project."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Return the room that a module is in, such as "model.formula"; a package or main.py is its own."""
    return ".".join(module.split(".")[:2])


@cache
def imported(path: Path) -> frozenset[str]:
    """Return every module, and every name in one, that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


@cache
def graph() -> dict[str, set[str]]:
    """Return which modules of the project each of them imports."""
    modules = {module_name(path): path for path in MODULES}

    def known(name: str) -> str:
        return name if name in modules else name.rpartition(".")[0]

    return {name: {known(each) for each in imported(path)} & modules.keys() - {name} for name, path in modules.items()}
