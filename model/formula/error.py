"""What is wrong with a formula's text, and where."""

from __future__ import annotations

from model.message import QT_TRANSLATE_NOOP, Message, Refused, brief


class FormulaError(Refused):
    """A text that is no formula here: at a column, counted from 1, for a reason that ``values`` fill."""

    def __init__(self, column: int, reason: Message, **values: object) -> None:
        self.column = column
        values = {name: brief(value) if isinstance(value, str) else value for name, value in values.items()}
        self.reason = reason.fill(**values) if values else reason
        super().__init__(QT_TRANSLATE_NOOP("formula", "column {column}: {reason}"), column=column, reason=self.reason)
