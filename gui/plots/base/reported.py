"""What is raised while an item of a picture is painted, told as any unexpected error is."""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Item = TypeVar("Item")
Given = ParamSpec("Given")


def reported(paint: Callable[Concatenate[Item, Given], None]) -> Callable[Concatenate[Item, Given], None]:
    """Have an item's ``paint`` report an error and return: PySide crashes where it finds one on its way back."""

    @wraps(paint)
    def painted(item: Item, *given: Given.args, **named: Given.kwargs) -> None:
        try:
            paint(item, *given, **named)
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)

    return painted
