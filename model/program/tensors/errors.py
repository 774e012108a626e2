"""What is wrong with a program or an action, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from model.message import Message


class ProgramError(FormulaError):
    """A line that is no line of a program, or that PyTorch refuses to compute.

    Attributes
    ----------
    line, column : int
        Where it goes wrong, counted from 1.
    reason : Message
        Why, without the place.
    """

    def __init__(self, line: int, column: int, reason: Message) -> None:
        super().__init__(column, reason)
        self.line = line
        self.in_line = self.message
        """The message for one who knows the line."""
        self.message = QT_TRANSLATE_NOOP("tensors", "line {line}, column {column}: {reason}").fill(
            line=line, column=column, reason=reason
        )


class ActionError(FormulaError):
    """A text that is no action on the tensors of its program.

    Attributes
    ----------
    index : int
        Which action, from 0.
    """

    def __init__(self, index: int, column: int, reason: Message) -> None:
        super().__init__(column, reason)
        self.index = index


def refused_key(error: ProgramError | ActionError) -> Refused:
    """Return the refusal that names the key of an experiment file, such as ``program[3]``."""
    if isinstance(error, ProgramError):
        path, reason = f"program[{error.line - 1}]", error.in_line
    else:
        path, reason = f"actions[{error.index}]", error.message
    return Refused(QT_TRANSLATE_NOOP("tensors", "{path}: {reason}").fill(path=path, reason=reason))
