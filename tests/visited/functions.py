"""Counts which functions of `gui` a run of the tests enters: each is compiled with a first statement that says so.

It is off unless the environment names a file in ``DESCENT_LAB_VISITED``; the command that sets it is
``python -m tests.visited``. Every process of the run, also a program that a test starts, appends the functions that
it enters to that file, each once, in whatever thread. Nothing here needs pytest or Qt.
"""

from __future__ import annotations

import ast
import os
import sys
from collections import Counter
from fnmatch import fnmatchcase
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import CodeType, ModuleType

VARIABLE = "DESCENT_LAB_VISITED"
PACKAGE = "gui"
ROOT = Path(__file__).resolve().parents[2]
REASONS = Path(__file__).with_name("unvisited.txt")
_MARK = "__visited__"
Node: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_KINDS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Excused(NamedTuple):
    """Functions that no test enters, by a pattern, and why that may be."""

    pattern: str
    reason: str


# ---- which functions there are


def functions_in(tree: ast.Module) -> Iterator[tuple[str, Node]]:
    """Return the functions of a module by qualified name; of several with one name each gets a number.

    Those that only their heirs fill are left out: abstract ones, and those whose body is empty or refuses.
    """
    seen: Counter[str] = Counter()
    for name, node in _named(tree, ""):
        seen[name] += 1
        if not _is_abstract(node):
            yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), node


def _named(node: ast.AST, prefix: str) -> Iterator[tuple[str, Node]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _KINDS):
            name = prefix + ("<lambda>" if isinstance(child, ast.Lambda) else child.name)
            yield name, child
            yield from _named(child, f"{name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from _named(child, f"{prefix}{child.name}.")
        else:
            yield from _named(child, prefix)


def _is_abstract(node: Node) -> bool:
    if isinstance(node, ast.Lambda):
        return False
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return all(
        isinstance(line, ast.Pass)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        or (isinstance(line, ast.Raise) and isinstance(line.exc, ast.Name) and line.exc.id == "NotImplementedError")
        for line in body
    )


def functions_of(path: Path) -> list[str]:
    """Return the full names of the functions of one file: module, colon, qualified name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return [f"{module}:{name}" for name, _ in functions_in(ast.parse(path.read_text(encoding="utf-8")))]


# ---- which of them are entered


def instrumented(source: bytes | str, module: str, path: str) -> CodeType:
    """Compile a module so that each function first says its number to the module's own `_MARK`."""
    tree = ast.parse(source)
    for number, (_, node) in enumerate(list(functions_in(tree))):
        told = ast.Call(ast.Name(_MARK, ast.Load()), [ast.Constant(number)], [])
        if isinstance(node, ast.Lambda):
            pair = ast.Tuple([told, node.body], ast.Load())
            node.body = ast.copy_location(ast.Subscript(pair, ast.Constant(1), ast.Load()), node.body)
        else:
            first = 1 if ast.get_docstring(node) is not None else 0
            at = node.body[min(first, len(node.body) - 1)]
            node.body.insert(first, ast.copy_location(ast.Expr(told), at))
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


class _Loader(SourceFileLoader):
    """Loads a module that says which of its functions are entered, to a file shared by all processes."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return instrumented(self.get_data(path), fullname, path)

    def exec_module(self, module: ModuleType) -> None:
        path = self.get_filename(module.__name__)
        names = functions_of(Path(path))
        entered = [False] * len(names)
        file = os.open(os.environ[VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

        def visit(number: int) -> None:
            if not entered[number]:
                entered[number] = True
                os.write(file, f"{names[number]}\n".encode())

        setattr(module, _MARK, visit)
        super().exec_module(module)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None and Path(spec.origin).resolve().is_relative_to(ROOT):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def count_visits() -> None:
    """Count from now on, in this process and in those that it starts, if the environment names a file."""
    if not os.environ.get(VARIABLE) or any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    early = [name for name in sys.modules if name.partition(".")[0] == PACKAGE]
    assert not early, f"imported before they could be counted: {early}"
    sys.meta_path.insert(0, _Finder())
    here = str(Path(__file__).parent)  # where a process that starts finds `sitecustomize`
    others = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder not in ("", here)]
    os.environ["PYTHONPATH"] = os.pathsep.join([here, *others])


# ---- which need not be


def excused() -> list[Excused]:
    """Return the list of those that no test enters, with reasons."""
    lines = [line.strip() for line in REASONS.read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("  ") for line in lines if line and not line.startswith("#")]
    return [Excused(pattern, reason.strip()) for pattern, _, reason in pairs]


def is_excused(name: str, entries: Sequence[Excused]) -> bool:
    """Tell whether a function is on the list."""
    return any(fnmatchcase(name, entry.pattern) for entry in entries)
