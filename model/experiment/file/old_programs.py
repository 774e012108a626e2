"""Programs of version 1 of the experiment file, as the PyTorch programs that they stand for.

They were lines in which ``torch.`` could be left out, and actions to be done after them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OF_TORCH = (
    *("tensor", "ones", "zeros", "randn", "arange", "linspace", "no_grad"),
    *("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu", "softmax", "abs", "square"),
    *("sum", "mean", "max", "matmul", "reshape", "detach"),
)
_OF_FUNCTIONAL = ("mse_loss", "binary_cross_entropy_with_logits", "cross_entropy")
_PREFIXES = dict.fromkeys(_OF_TORCH, "torch.") | dict.fromkeys(_OF_FUNCTIONAL, "torch.nn.functional.")
_IMPORT = "import torch"


def source_of_lines(program: Sequence[str], actions: Sequence[str]) -> str:
    """Return the source of a program's lines and its actions: the same tensors come of it.

    A line that is no Python is left as it is, for whoever reads the source to refuse it.
    """
    lines = [_spelled_out(line) for line in (*program, *actions)]
    if not any(line.startswith(_IMPORT) for line in lines):
        lines.insert(0, _IMPORT)
    return "\n".join(lines) + "\n"


def _spelled_out(line: str) -> str:
    try:
        tree = ast.parse(line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return line
    written = line.encode()  # of which Python counts the columns
    for column, prefix in sorted(_left_out(tree), reverse=True):
        written = written[:column] + prefix.encode() + written[column:]
    return written.decode()


def _left_out(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the columns of the functions that are called without their module, and what is missing there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _PREFIXES:
            yield node.func.col_offset, _PREFIXES[node.func.id]
