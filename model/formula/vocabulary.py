"""The functions that a formula may call, and the names that no parameter may take."""

from __future__ import annotations

from model.formula.functions import FIXED

FUNCTIONS: dict[str, tuple[int, int | None]] = {
    **{name: (entry.arguments, entry.arguments) for name, entry in FIXED.items()},
    "min": (2, None),
    "max": (2, None),
    "where": (3, 3),
}
"""The least and the greatest number of arguments; None where there is no greatest. ``log`` is natural."""

AGGREGATES: dict[str, tuple[int, int | None]] = {"mean": (1, 1), "sum": (1, 1)}
"""Functions for losses: one number from one for each point."""

CONSTANTS = ("e", "pi")

TAKEN = frozenset(
    """
    e pi y y_pred epoch loss runner seed update
    inf Inf infinity Infinity nan NaN NAN None True False true false
    """.split()
)
"""Names with a meaning in a run, its history and its files, and the values of other programs that are no parameters."""
