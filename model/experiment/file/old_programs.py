"""Programs of version 1 of the experiment file, as the PyTorch programs that they stand for.

They were lines in which ``torch.`` could be left out, and actions to be done after them. An action that PyTorch refused
was told, and the next one done.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from model.formula.tokenizer import SAME_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OF_TORCH = (
    *("tensor", "ones", "zeros", "randn", "arange", "linspace", "no_grad"),
    *("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu", "softmax", "abs", "square"),
    *("sum", "mean", "max", "matmul", "reshape", "detach"),
)
_OF_SHAPES = ("ones", "zeros", "randn", "arange", "linspace", "reshape")
_OF_FUNCTIONAL = ("mse_loss", "binary_cross_entropy_with_logits", "cross_entropy")
TORCH_NAMES = (*_OF_TORCH, *_OF_FUNCTIONAL)
"""The functions of PyTorch that version 1 knew: the usual ones, which an editor offers."""
_PATHS = {name: f"torch.{name}" for name in _OF_TORCH} | {
    name: f"torch.nn.functional.{name}" for name in _OF_FUNCTIONAL
}
_PREFIXES = ("", "torch.", "torch.nn.functional.", "nn.functional.", "F.")
"""What could stand before any of them."""
_IMPORT = "import torch"
FIRST_LINES = ("x = tensor(4.0, requires_grad=True)", "y = x**2")
"""The program of a file that gives none."""


def source_of_lines(program: Sequence[str], actions: Sequence[str]) -> str:
    """Return the source of a program's lines and its actions: the same tensors come of it.

    A line that is no Python is left as it is, for whoever reads the source to refuse it.
    """
    names: set[str] = set()
    lines: list[str] = []
    for line in map(_plain, program):
        lines.append(_spelled_out(line, names))
        names.update(_assigned(line))
    caught = next(name for name in ("error", "refusal", "caught", f"error_{len(names)}") if name not in names)
    done = [_spelled_out(_plain(action), names) for action in actions]
    course = _Course({name for line in lines if "requires_grad" in line for name in _assigned(line)}, _singles(lines))
    for number, line in enumerate(done, 1):
        is_sure = course.does(line)
        if is_sure or number == len(done):
            lines.append(line)
        else:
            lines += ["try:", f"    {line}", f"except Exception as {caught}:", f"    print({caught})"]
    if not any(line.startswith(_IMPORT) for line in lines):
        lines.insert(0, _IMPORT)
    return "\n".join(lines) + "\n"


# -- a line as Python has it


def _plain(line: str) -> str:
    """Return a line with the signs of Python in the place of full-width ones, if it is Python then."""
    for text in (line, line.strip(), line.strip().translate(SAME_SIGNS)):
        if _tree(text) is not None:
            return text
    return line


def _tree(line: str) -> ast.Module | None:
    try:
        return ast.parse(line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _assigned(line: str) -> list[str]:
    match _tree(line):
        case ast.Module(body=[ast.Assign(targets=[ast.Name(id=name)])]):
            return [name]
        case _:
            return []


class _Edit(NamedTuple):
    """A text to put in the place of a stretch of a line, in bytes, of which Python counts the columns."""

    first: int
    last: int
    text: str


def _spelled_out(line: str, names: set[str]) -> str:
    """Return a line with the module of each function; ``names`` are the program's own."""
    tree = _tree(line)
    if tree is None:
        return line
    written = line.encode()
    for first, last, text in sorted(_edits(tree, names), reverse=True):
        written = written[:first] + text.encode() + written[last:]
    return written.decode()


def _edits(tree: ast.Module, names: set[str]) -> Iterator[_Edit]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        written = _path(node.func)
        prefix, _, name = written.rpartition(".")
        if name in _PATHS and f"{prefix}.".lstrip(".") in _PREFIXES and written.partition(".")[0] not in names:
            yield _Edit(node.func.col_offset, node.func.end_col_offset or 0, _PATHS[name])
            if name == "reshape" and len(node.args) > 1 and not isinstance(node.args[1], ast.Tuple | ast.List):
                first, last = node.args[1].col_offset, node.args[-1].end_col_offset or 0
                yield _Edit(first, first, "(")
                yield _Edit(last, last, ",)" if len(node.args) == 2 else ")")


def _path(node: ast.expr) -> str:
    """Return a name with its module, such as ``torch.exp``; "" where it is none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return ".".join([node.id, *parts]) if isinstance(node, ast.Name) else ""


# -- what is done at the end


class _Course:
    """What is known of the tensors as one action follows the other, without doing any.

    Parameters
    ----------
    leaves : set of str
        The names of the tensors that were made to require a gradient.
    singles : set of str
        The names of the tensors that are one number for sure.
    """

    def __init__(self, leaves: set[str], singles: set[str]) -> None:
        self._singles = singles
        self._kept = leaves
        """Those whose gradient stays when one is computed."""
        self._there: set[str] = set()
        """Those that have one."""
        self._is_fresh = True
        """Whether a backward finds the graph, and the numbers in it, as the program left them."""

    def does(self, action: str) -> bool:
        """Take in an action; return whether PyTorch does it, as far as can be told."""
        tree = _tree(action)
        if tree is None or not tree.body:
            return True
        is_sure = set(_gradients_read(tree)) <= self._there
        match tree.body[0]:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) as call):
                if method == "backward":
                    has_gradient = call.args or any(each.arg == "gradient" for each in call.keywords)
                    return self._goes_back(call.keywords, is_sure and name in self._singles and not has_gradient)
                if method in ("retain_grad", "requires_grad_"):
                    self._kept.add(name)
                    return method == "retain_grad"
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr="grad")]):
                self._there.discard(name)
            case ast.AugAssign(target=ast.Name()):  # which is refused for a leaf
                self._is_fresh = False
                return False
            case ast.With():
                self._is_fresh = False
            case _:
                pass
        return is_sure

    def _goes_back(self, given: list[ast.keyword], is_sure: bool) -> bool:
        is_sure = is_sure and self._is_fresh
        if is_sure:
            self._there |= self._kept
        self._is_fresh &= any(each.arg in ("retain_graph", "create_graph") and _is_true(each.value) for each in given)
        return is_sure


def _gradients_read(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr="grad", ctx=ast.Load()):
                yield name
            case _:
                pass


def _singles(lines: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for line in lines:
        match _tree(line):
            case ast.Module(body=[ast.Assign(targets=[ast.Name(id=name)], value=value)]):
                (found.add if _is_single(value, found) else found.discard)(name)
            case _:
                pass
    return found


def _is_single(value: ast.expr, singles: set[str]) -> bool:
    """Tell whether an expression is one number for sure: it is made of such, or comes down to one."""
    if isinstance(value, ast.Call) and not value.keywords:
        path = _path(value.func)
        name = path.removeprefix("torch.")
        is_method = isinstance(value.func, ast.Attribute) and not path.startswith("torch.")
        last = value.func.attr if is_method and isinstance(value.func, ast.Attribute) else name.rpartition(".")[2]
        if last in _OF_FUNCTIONAL or (last in ("sum", "mean", "max") and len(value.args) == 1 - is_method):
            return True
    nodes = list(ast.walk(value))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    made = {_path(node.func).rpartition(".")[2] for node in nodes if isinstance(node, ast.Call)}
    has_lists = any(isinstance(node, ast.List | ast.Tuple) for node in nodes)
    return names <= {*singles, "torch"} and made.isdisjoint(_OF_SHAPES) and not has_lists


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
