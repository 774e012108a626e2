"""What a program does to its tensors at its end: the statements that a command line adds, and takes back."""

from __future__ import annotations

import ast


def actions_at_end(text: str) -> list[range]:
    """Return the lines, from 1, of each statement at the end of a program that only does something to what is there.

    That is a call, a change in place or of an attribute, on a line of its own.
    """
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: list[range] = []
    ends = [0, *(statement.end_lineno or statement.lineno for statement in statements)]
    for statement, end_before in zip(reversed(statements), reversed(ends[:-1]), strict=True):
        if not _is_action(statement) or end_before == statement.lineno:
            break
        found.insert(0, range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return found


def _is_action(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Assign(targets=[ast.Attribute()]):
            return True
        case ast.With(body=[ast.AugAssign()]):
            return True
        case _:
            return False


def without_lines(text: str, lines: range) -> str:
    """Return a program without some of its lines, and without the empty ones that end it then."""
    kept = [line for number, line in enumerate(text.split("\n"), 1) if number not in lines]
    return "\n".join(kept).rstrip("\n") + "\n"
