"""The import rules of the house, annotations included, and how large a module may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([ROOT / "main.py", *(ROOT / "model").rglob("*.py"), *(ROOT / "gui").rglob("*.py")])
HEAVY = ("torch", "sympy", "llvmlite")
PICTURES = [
    path
    for path in MODULES
    if path.is_relative_to(ROOT / "gui" / "plots")
    or path.is_relative_to(ROOT / "gui" / "widgets")
    or path.name == "view.py"
]
LIGHT_MODELS = (
    "experiment",
    "experiment_file",
    "formula",
    "functions",
    "datasets",
    "tables",
    "points",
    "losses",
    "optimizers",
    "message",
    "presets",
    "changes",
    "tensors.program",
    "tensors.explanations",
    "schedules",
    "clipping",
    "noise",
    "equations",
    "explain",
    "compiling",
    "torch_library",
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Return every module that a file imports anywhere in it, for annotations only too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def imports_of(path: Path, *packages: str) -> list[str]:
    return sorted(name for name in imported(path) if any(f"{name}.".startswith(f"{p}.") for p in packages))


def in_folder(folder: str) -> list[Path]:
    return [path for path in MODULES if path.is_relative_to(ROOT / folder)]


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=[module_name(path) for path in paths])


@named(in_folder("model"))
def test_model_imports_nothing_of_gui(path: Path) -> None:
    assert imports_of(path, "gui", "pyqtgraph", "qtawesome") == []


@named(in_folder("model"))
def test_qt_appears_in_model_only_in_the_worker_and_there_only_qtcore(path: Path) -> None:
    qt = imports_of(path, "PySide6", "shiboken6")
    if path.name == "worker.py":
        assert all(f"{name}.".startswith("PySide6.QtCore.") for name in qt)
    else:
        assert qt == []


@named(PICTURES)
def test_views_plots_and_widgets_import_neither_torch_nor_model(path: Path) -> None:
    assert imports_of(path, "torch", "model") == []


@named(in_folder("gui/labs"))
def test_labs_do_not_import_each_other(path: Path) -> None:
    own = module_name(path).split(".")[2:3]
    others = [name for name in imports_of(path, "gui.labs") if name.split(".")[2:3] not in ([], own)]
    assert others == [] or path.parent == ROOT / "gui" / "labs"


@named(MODULES)
def test_no_module_is_over_500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@named(MODULES)
def test_nothing_evaluates_text(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called.isdisjoint({"eval", "exec", "compile", "__import__"})


def loaded_after(statement: str) -> list[str]:
    """Return which of the heavy packages a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_light_part_of_the_model_loads_neither_torch_nor_sympy_nor_llvmlite() -> None:
    assert loaded_after("\n".join(f"import model.{name}" for name in LIGHT_MODELS)) == []


def test_gui_loads_neither_torch_nor_sympy_nor_llvmlite() -> None:
    names = [module_name(path) for path in in_folder("gui")]
    assert loaded_after("\n".join(f"import {name}" for name in names)) == []


def test_the_command_line_loads_no_qt_until_a_window_or_a_picture_is_asked_for() -> None:
    program = "import main, sys\nimport model.experiment.file\nprint('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
