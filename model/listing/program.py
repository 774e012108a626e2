"""The program of an autograd experiment, as it stands there or with the line that seeds it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from model.listing.source_text import Listing

if TYPE_CHECKING:
    from model.experiment import Autograd

_SEEDS = re.compile(r"\b(?:manual_seed|seed)\s*\(")
_DRAWS = re.compile(
    r"rand|normal|uniform|bernoulli|multinomial|exponential|poisson|shuffle|choice|sample|dropout|permutation|\bnn\.",
    re.IGNORECASE,
)
"""What in a program may draw random numbers, and be it only within PyTorch."""


def program_listing(experiment: Autograd) -> Listing:
    """Return a valid program so that it prints the same anywhere; its lines have the keys "source[1]" …."""
    lines = experiment.source.rstrip("\n").split("\n")
    numbers = {f"source[{number}]": number for number in range(1, len(lines) + 1)}
    if _SEEDS.search(experiment.source) or not _DRAWS.search(experiment.source):
        return Listing("\n".join(lines) + "\n", numbers)
    first = _after_imports(experiment.source)
    seeding = ["import torch", f"torch.manual_seed({experiment.seed})"]
    if any(re.match(r"import torch\b(?!\s+as)", line) for line in lines[:first]):
        del seeding[0]
    numbers = {key: number + (number > first) * len(seeding) for key, number in numbers.items()}
    return Listing("\n".join([*lines[:first], *seeding, *lines[first:]]) + "\n", numbers)


def _after_imports(text: str) -> int:
    """Return the number of the last line of the imports at the beginning; 0 where there are none."""
    try:
        statements = ast.parse(text).body
    except SyntaxError:  # orders to a notebook are no Python
        return 0
    last = 0
    for number, statement in enumerate(statements):
        is_docstring = number == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_docstring and not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        last = statement.end_lineno or last
    return last
