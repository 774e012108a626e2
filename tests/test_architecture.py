"""The import rules of the house, annotations included, and how large a module may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest

import gui.labs.list
from model.experiment import EXPERIMENTS, SurfaceRun
from model.kinds import KINDS
from model.labs import LABS
from tests.drawing import PAGE, PICTURE, drawing, with_map
from tests.imports import MODULES, ROOMS, ROOT, graph, imported, module_name

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("torch", "sympy", "llvmlite")
PICTURES = [
    path
    for path in MODULES
    if path.is_relative_to(ROOT / "gui" / "plots")
    or path.is_relative_to(ROOT / "gui" / "widgets")
    or path.name == "view.py"
]
LIGHT_MODELS = (
    *("message", "kinds", "formula", "data.points", "data.datasets", "data.tables"),
    *("catalogue.functions", "catalogue.losses", "catalogue.optimizers", "catalogue.schedules"),
    *("catalogue.clipping", "catalogue.noise", "catalogue.equations"),
    *("experiment", "experiment.file", "experiment.presets", "experiment.changes"),
    *("descent.explain", "engine.compiling", "engine.torch_library"),
    *("program.compiler", "program.reel", "program.record.explanations", "program.record.statements"),
)


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


@named([path for path in MODULES if path != ROOT / "model" / "kinds.py"])
def test_no_module_asks_for_the_kind_of_an_experiment(path: Path) -> None:
    kinds = {kind.__name__ for kind in (*EXPERIMENTS.values(), SurfaceRun)}
    for call in calls_in(path).get("isinstance", ()):
        asked = {part.id for part in ast.walk(call.args[1]) if isinstance(part, ast.Name)}
        assert asked.isdisjoint(kinds), f"line {call.lineno}"


def test_every_lab_has_one_kind_one_class_of_experiments_and_one_place_in_the_window() -> None:
    assert LABS == tuple(EXPERIMENTS) == tuple(KINDS) == tuple(gui.labs.list.LABS)


@named(MODULES)
def test_no_module_is_over_500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@named(MODULES)
def test_nothing_evaluates_text(path: Path) -> None:
    called = set(calls_in(path))
    if path == ROOT / "model" / "program" / "source" / "reading.py":  # hears what CPython refuses, and keeps nothing
        assert len(calls_in(path)["compile"]) == thrown_away(path, "compile")
        called.remove("compile")
    assert called.isdisjoint({"eval", "exec", "compile", "__import__"})


@cache
def calls_in(path: Path) -> dict[str, list[ast.Call]]:
    """Return the calls of names in a file, by name."""
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.setdefault(node.func.id, []).append(node)
    return found


def thrown_away(path: Path, function: str) -> int:
    """Return how many calls of a function are statements: nothing has what they return."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return sum(isinstance(call.func, ast.Name) and call.func.id == function for call in calls)


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


@pytest.mark.parametrize(("package", "rooms"), ROOMS.items())
def test_a_room_imports_only_those_before_it(package: str, rooms: tuple[str, ...]) -> None:
    def place(module: str) -> int:
        return rooms.index(module.split(".")[1])

    against = {
        (module, other)
        for module, others in graph().items()
        for other in others
        if module.startswith(f"{package}.") and other.startswith(f"{package}.") and place(other) > place(module)
    }
    assert against == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    arrows = graph()

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for other in arrows[waiting.pop()] - found:
                found.add(other)
                waiting.append(other)
        return found

    ahead = {module: reached(module) for module in arrows}
    circles = {
        frozenset(other for other in ahead[module] if module in ahead[other])
        for module in arrows
        if module in ahead[module]
    }
    assert circles == set()


def test_the_drawing_of_the_rooms_shows_them_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert (PICTURE.read_text(encoding="utf-8"), page) == (drawing(), with_map(page)), "run python -m tests.drawing"
