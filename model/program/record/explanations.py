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
            "record",
            "The first backward() has freed what the graph had kept for it, so the gradients cannot be computed again.",
        ),
        QT_TRANSLATE_NOOP(
            "record",
            "Write backward(retain_graph=True) for every backward but the last, or run the program again.",
        ),
    ),
    Explanation(
        "not a scalar",
        r"grad can be implicitly created only for scalar outputs",
        QT_TRANSLATE_NOOP(
            "record",
            "backward() begins with the derivative of one number with respect to itself, which is 1; this tensor "
            "holds several numbers.",
        ),
        QT_TRANSLATE_NOOP(
            "record", "Make one number of it first, with sum() or mean(), or give backward(gradient=…) of its shape."
        ),
    ),
    Explanation(
        "no gradient needed",
        r"does not require grad and does not have a grad_fn",
        QT_TRANSLATE_NOOP(
            "record",
            "Nothing that this tensor was computed from has requires_grad=True, so PyTorch has kept no graph for it.",
        ),
        QT_TRANSLATE_NOOP("record", "Give a leaf requires_grad=True before the tensor is computed from it."),
    ),
    Explanation(
        "leaf changed in place",
        r"^a leaf Variable that requires grad is being used in an in-place operation",
        QT_TRANSLATE_NOOP(
            "record",
            "The leaf would become a result of its own change, and its place at the start of the graph would be lost.",
        ),
        QT_TRANSLATE_NOOP("record", "Change it within with no_grad():, where nothing is recorded."),
    ),
    Explanation(
        "view of a leaf changed in place",
        r"a view of a leaf Variable that requires grad is being used in an in-place operation",
        QT_TRANSLATE_NOOP(
            "record", "This tensor shares its memory with a leaf, which would be changed together with it."
        ),
        QT_TRANSLATE_NOOP("record", "Change it within with no_grad():, where nothing is recorded."),
    ),
    Explanation(
        "modified in place",
        r"needed for gradient computation has been modified by an inplace operation",
        QT_TRANSLATE_NOOP(
            "record",
            "The graph had kept a tensor for its backward, and an in-place change has given it other numbers since.",
        ),
        QT_TRANSLATE_NOOP("record", "Call backward() before the tensor is changed, or run the program again after it."),
    ),
    Explanation(
        "no gradient there",
        r"'NoneType' object has no attribute",
        QT_TRANSLATE_NOOP(
            "record",
            "What stands before the dot is None. A grad is None until a backward reaches its tensor, and it stays "
            "None for a computed result that does not retain it.",
        ),
        QT_TRANSLATE_NOOP(
            "record", "If it is a grad, call backward() first; for a result, call retain_grad() before that."
        ),
    ),
    Explanation(
        "computing with no gradient",
        r"unsupported operand .*'NoneType'|must be Tensor, not None",
        QT_TRANSLATE_NOOP(
            "record",
            "Something in this expression is None. A grad is None until a backward reaches its tensor, and it stays "
            "None for a computed result, as w is after w = w - lr * w.grad.",
        ),
        QT_TRANSLATE_NOOP(
            "record",
            "If it is a grad, call backward() first, and update a leaf by w -= … within torch.no_grad(), so that it "
            "remains one.",
        ),
    ),
    Explanation(
        "nothing to retain",
        r"can't retain_grad on Tensor that has requires_grad=False",
        QT_TRANSLATE_NOOP("record", "No gradient will ever reach a tensor that does not require one."),
        QT_TRANSLATE_NOOP("record", "Compute it from a leaf with requires_grad=True."),
    ),
    Explanation(
        "whole numbers",
        r"[Oo]nly Tensors of floating point",
        QT_TRANSLATE_NOOP(
            "record", "A derivative needs numbers that can change a little, and this tensor holds whole numbers."
        ),
        QT_TRANSLATE_NOOP("record", "Write its numbers with a point, such as tensor(1.0)."),
    ),
    Explanation(
        "flag of a result",
        r"you can only change requires_grad flags of leaf variables",
        QT_TRANSLATE_NOOP(
            "record", "A result requires a gradient because of what it was computed from; only leaves can choose."
        ),
        QT_TRANSLATE_NOOP("record", "Use detach() for a tensor with the same numbers that is outside of the graph."),
    ),
    Explanation(
        "shape of the gradient",
        r"Mismatch in shape: grad_output",
        QT_TRANSLATE_NOOP(
            "record", "backward needs one number of the gradient for each number of the tensor that it starts at."
        ),
        QT_TRANSLATE_NOOP("record", "Give a gradient of exactly the tensor's shape."),
    ),
    Explanation(
        "gradient is no tensor",
        r"gradients can be either Tensors|'float' object is not iterable",
        QT_TRANSLATE_NOOP("record", "The gradient that backward starts with must be a tensor, not a plain number."),
        QT_TRANSLATE_NOOP("record", "Write gradient=tensor(1.0), or ones of the tensor's shape."),
    ),
    Explanation(
        "type of the result",
        r"can't be cast to the desired output type",
        QT_TRANSLATE_NOOP("record", "The tensor holds whole numbers and keeps its type when it is changed in place."),
        QT_TRANSLATE_NOOP("record", "Write its numbers with a point, such as tensor(1.0)."),
    ),
    Explanation(
        "shape kept in place",
        r"output with shape .* doesn't match the broadcast shape",
        QT_TRANSLATE_NOOP("record", "An in-place change keeps the tensor's shape, and the result would be larger."),
        QT_TRANSLATE_NOOP("record", "Bring the other side to the tensor's shape first, with sum() or reshape()."),
    ),
    Explanation(
        "shapes",
        r"must match the size of tensor b|shapes cannot be multiplied|inconsistent tensor size"
        r"|size mismatch|is invalid for input of size|must match the existing size|Expected size for"
        r"|Sizes of tensors must match|to be equal size",
        QT_TRANSLATE_NOOP("record", "The shapes of the tensors do not fit together in this operation."),
        QT_TRANSLATE_NOOP(
            "record",
            "Compare their shapes from the right: equal or 1 for signs, columns against rows for @; reshape() helps.",
        ),
    ),
    Explanation(
        "type of a gradient",
        r"assign a gradient with dtype|same dtype|expected .*dtype|expected scalar type",
        QT_TRANSLATE_NOOP("record", "Two tensors here hold numbers of different types."),
        QT_TRANSLATE_NOOP("record", "Write their numbers with a point, such as tensor(1.0)."),
    ),
    Explanation(
        "numpy of a result",
        r"Can't call numpy\(\) on Tensor that requires grad",
        QT_TRANSLATE_NOOP("record", "NumPy keeps no graph, so PyTorch does not give it a tensor that is part of one."),
        QT_TRANSLATE_NOOP("record", "Write detach().numpy(), or item() for a single number."),
    ),
    Explanation(
        "not used",
        r"appears to not have been used in the graph",
        QT_TRANSLATE_NOOP("record", "The result was not computed from this tensor, so it has no derivative by it."),
        QT_TRANSLATE_NOOP("record", "Ask for the gradient of a tensor that goes into the result."),
    ),
    Explanation(
        "several numbers",
        r"cannot be converted to Scalar|only one element tensors can be converted|Boolean value of Tensor with more",
        QT_TRANSLATE_NOOP("record", "One number is needed here, and this tensor holds several."),
        QT_TRANSLATE_NOOP(
            "record", "Make one of them, with an index, sum() or mean(); of comparisons with all() or any()."
        ),
    ),
    Explanation(
        "view changed in place",
        r"view was created in no_grad mode|is a view and is being modified inplace",
        QT_TRANSLATE_NOOP("record", "This tensor shares its memory with another, whose graph the change would break."),
        QT_TRANSLATE_NOOP("record", "Change the tensor itself with an index, or make a copy first, with clone()."),
    ),
    Explanation(
        "dimension",
        r"Dimension out of range",
        QT_TRANSLATE_NOOP("record", "The tensor has fewer dimensions than dim counts on; they are counted from 0."),
        QT_TRANSLATE_NOOP("record", "Look at its shape, and give a smaller dim, or −1 for the last."),
    ),
    Explanation(
        "index",
        r"out of bounds for dimension|too many indices for tensor|list index out of range",
        QT_TRANSLATE_NOOP("record", "There is nothing at this index; indices are counted from 0."),
        QT_TRANSLATE_NOOP("record", "Look at the shape: the last index is one less than the size, or −1."),
    ),
    Explanation(
        "result to optimise",
        r"can't optimize a non-leaf Tensor",
        QT_TRANSLATE_NOOP("record", "An optimizer changes leaves; this tensor is a result, computed anew from others."),
        QT_TRANSLATE_NOOP("record", "Give it the leaf, or make one of the result with detach().requires_grad_()."),
    ),
    Explanation(
        "no graphics card",
        r"not compiled with CUDA",
        QT_TRANSLATE_NOOP("record", "This PyTorch computes on the processor alone, as everything here does."),
        QT_TRANSLATE_NOOP("record", 'Write "cpu" for the device, or leave to() and cuda() out.'),
    ),
    Explanation(
        "unknown name",
        r"name '.*' is not defined",
        QT_TRANSLATE_NOOP("record", "Nothing has this name when the line is done."),
        QT_TRANSLATE_NOOP("record", "Look for a slip of the keys, or give the name its value in a line above."),
    ),
    Explanation(
        "no super().__init__()",
        r"before Module\.__init__\(\) call",
        QT_TRANSLATE_NOOP("record", "A module must be set up by nn.Module before it takes layers and parameters."),
        QT_TRANSLATE_NOOP("record", "Write super().__init__() as the first line of __init__."),
    ),
)


_OTHER = Explanation(
    "other",
    "",
    QT_TRANSLATE_NOOP("record", "PyTorch cannot do this with the tensors as they are now."),
    QT_TRANSLATE_NOOP("record", "Look at their shapes, types and flags in the table, and try another action."),
)


_BY_PYTORCH = ("RuntimeError", "NotImplementedError", "OutOfMemoryError", "LinAlgError", "_LinAlgError")
"""The types of error that PyTorch raises itself."""


def explain(kind: str, words: str) -> Explanation | None:
    """Return the explanation of an error by its type and its message; None where it is about no tensors."""
    found = (entry for entry in EXPLANATIONS if re.search(entry.pattern, words))
    return next(found, _OTHER if kind in _BY_PYTORCH else None)
