"""What PyTorch's refusals mean and what to do, found by PyTorch's own words: one entry for each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.message import QT_TRANSLATE_NOOP, Message


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal in plain words.

    Attributes
    ----------
    key : str
        Its name in tests and help.
    pattern : str
        A regular expression found in PyTorch's message.
    meaning, remedy : Message
        What it means; what to do.
    """

    key: str
    pattern: str
    meaning: Message
    remedy: Message


EXPLANATIONS: tuple[Explanation, ...] = (
    Explanation(
        "freed graph",
        r"backward through the graph a second time",
        QT_TRANSLATE_NOOP(
            "tensors",
            "The first backward() has freed what the graph had kept for it, so the gradients cannot be computed again.",
        ),
        QT_TRANSLATE_NOOP(
            "tensors",
            "Write backward(retain_graph=True) for every backward but the last, or run the program again.",
        ),
    ),
    Explanation(
        "not a scalar",
        r"grad can be implicitly created only for scalar outputs",
        QT_TRANSLATE_NOOP(
            "tensors",
            "backward() begins with the derivative of one number with respect to itself, which is 1; this tensor "
            "holds several numbers.",
        ),
        QT_TRANSLATE_NOOP(
            "tensors", "Make one number of it first, with sum() or mean(), or give backward(gradient=…) of its shape."
        ),
    ),
    Explanation(
        "no gradient needed",
        r"does not require grad and does not have a grad_fn",
        QT_TRANSLATE_NOOP(
            "tensors",
            "Nothing that this tensor was computed from has requires_grad=True, so PyTorch has kept no graph for it.",
        ),
        QT_TRANSLATE_NOOP("tensors", "Give a leaf requires_grad=True before the tensor is computed from it."),
    ),
    Explanation(
        "leaf changed in place",
        r"^a leaf Variable that requires grad is being used in an in-place operation",
        QT_TRANSLATE_NOOP(
            "tensors",
            "The leaf would become a result of its own change, and its place at the start of the graph would be lost.",
        ),
        QT_TRANSLATE_NOOP("tensors", "Change it within with no_grad():, where nothing is recorded."),
    ),
    Explanation(
        "view of a leaf changed in place",
        r"a view of a leaf Variable that requires grad is being used in an in-place operation",
        QT_TRANSLATE_NOOP(
            "tensors", "This tensor shares its memory with a leaf, which would be changed together with it."
        ),
        QT_TRANSLATE_NOOP("tensors", "Change it within with no_grad():, where nothing is recorded."),
    ),
    Explanation(
        "modified in place",
        r"needed for gradient computation has been modified by an inplace operation",
        QT_TRANSLATE_NOOP(
            "tensors",
            "The graph had kept a tensor for its backward, and an in-place change has given it other numbers since.",
        ),
        QT_TRANSLATE_NOOP(
            "tensors", "Call backward() before the tensor is changed, or run the program again after it."
        ),
    ),
    Explanation(
        "no gradient there",
        r"'NoneType' object has no attribute",
        QT_TRANSLATE_NOOP(
            "tensors",
            "Its grad is None: no backward has reached this tensor, or it is a result that does not retain its grad.",
        ),
        QT_TRANSLATE_NOOP("tensors", "Call backward() first; for a result, call retain_grad() before that."),
    ),
    Explanation(
        "computing with no gradient",
        r"'NoneType'|NoneType|must be Tensor, not None",
        QT_TRANSLATE_NOOP("tensors", "A grad in this expression is None: no backward has reached that tensor yet."),
        QT_TRANSLATE_NOOP("tensors", "Call backward() first; for a result, call retain_grad() before that."),
    ),
    Explanation(
        "nothing to retain",
        r"can't retain_grad on Tensor that has requires_grad=False",
        QT_TRANSLATE_NOOP("tensors", "No gradient will ever reach a tensor that does not require one."),
        QT_TRANSLATE_NOOP("tensors", "Compute it from a leaf with requires_grad=True."),
    ),
    Explanation(
        "whole numbers",
        r"[Oo]nly Tensors of floating point",
        QT_TRANSLATE_NOOP(
            "tensors", "A derivative needs numbers that can change a little, and this tensor holds whole numbers."
        ),
        QT_TRANSLATE_NOOP("tensors", "Write its numbers with a point, such as tensor(1.0)."),
    ),
    Explanation(
        "flag of a result",
        r"you can only change requires_grad flags of leaf variables",
        QT_TRANSLATE_NOOP(
            "tensors", "A result requires a gradient because of what it was computed from; only leaves can choose."
        ),
        QT_TRANSLATE_NOOP("tensors", "Use detach() for a tensor with the same numbers that is outside of the graph."),
    ),
    Explanation(
        "shape of the gradient",
        r"Mismatch in shape: grad_output",
        QT_TRANSLATE_NOOP(
            "tensors", "backward needs one number of the gradient for each number of the tensor that it starts at."
        ),
        QT_TRANSLATE_NOOP("tensors", "Give a gradient of exactly the tensor's shape."),
    ),
    Explanation(
        "gradient is no tensor",
        r"gradients can be either Tensors|'(float|int)' object is not iterable",
        QT_TRANSLATE_NOOP("tensors", "The gradient that backward starts with must be a tensor, not a plain number."),
        QT_TRANSLATE_NOOP("tensors", "Write gradient=tensor(1.0), or ones of the tensor's shape."),
    ),
    Explanation(
        "type of the result",
        r"can't be cast to the desired output type",
        QT_TRANSLATE_NOOP("tensors", "The tensor holds whole numbers and keeps its type when it is changed in place."),
        QT_TRANSLATE_NOOP("tensors", "Write its numbers with a point, such as tensor(1.0)."),
    ),
    Explanation(
        "shape kept in place",
        r"output with shape .* doesn't match the broadcast shape",
        QT_TRANSLATE_NOOP("tensors", "An in-place change keeps the tensor's shape, and the result would be larger."),
        QT_TRANSLATE_NOOP("tensors", "Bring the other side to the tensor's shape first, with sum() or reshape()."),
    ),
    Explanation(
        "shapes",
        r"must match the size of tensor b|shapes cannot be multiplied|inconsistent tensor size"
        r"|size mismatch|is invalid for input of size|must match the existing size|Expected size for",
        QT_TRANSLATE_NOOP("tensors", "The shapes of the tensors do not fit together in this operation."),
        QT_TRANSLATE_NOOP(
            "tensors",
            "Compare their shapes from the right: equal or 1 for signs, columns against rows for @; reshape() helps.",
        ),
    ),
    Explanation(
        "type of a gradient",
        r"assigned grad has data of a different|expected .* but got .*|must have the same dtype|expected scalar type",
        QT_TRANSLATE_NOOP("tensors", "Two tensors here hold numbers of different types."),
        QT_TRANSLATE_NOOP("tensors", "Write their numbers with a point, such as tensor(1.0)."),
    ),
)


_OTHER = Explanation(
    "other",
    "",
    QT_TRANSLATE_NOOP("tensors", "PyTorch cannot do this with the tensors as they are now."),
    QT_TRANSLATE_NOOP("tensors", "Look at their shapes, types and flags in the table, and try another action."),
)


def explain(words: str) -> Explanation:
    """Return the explanation of PyTorch's message."""
    return next((entry for entry in EXPLANATIONS if re.search(entry.pattern, words)), _OTHER)
