"""Records statements that Python itself runs: stands in for the machine, which tells of calls as this does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from model.program.record.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.program.record.frames import Window


class Calls(TorchFunctionMode):
    """Tells a recorder of every call of a torch function, by the name that the machine gives."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self.recorder = recorder
        self.line = 0
        self._copied: dict[int, tuple[Any, Any]] = {}

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        args = args or ()
        result = func(*args, **(kwargs or {}))
        name = func.__name__.strip("_")
        if name in ("get", "set"):
            return result
        if name == "clone" and not args[0].is_floating_point():  # a loss with its target, where programs are guarded
            self._copied[id(result)] = result, args[0]
            return result
        args = tuple(self._copied.get(id(value), (None, value))[1] for value in args)
        if name in ("rsub", "rtruediv", "rdiv", "rpow", "radd", "rmul", "rmatmul"):
            name, args = name[1:], args[::-1]
        self.recorder.call(name, args, kwargs or {}, result, self.line)
        return result


def known() -> dict[str, Any]:
    """Return the names that statements may use."""
    return {"torch": torch, "F": torch.nn.functional, **vars(torch), **vars(torch.nn.functional)}


def play(statements: Sequence[str], scope: dict[str, Any] | None = None) -> Window:
    """Run statements one after the other on the variables of ``scope``; an error ends it."""
    scope = {} if scope is None else scope
    given = known()
    own = {key: value for key, value in scope.items() if given.get(key) is not value}
    scope.update({**given, **own})
    recorder = Recorder(lambda: [{key: value for key, value in scope.items() if given.get(key) is not value}])
    calls = Calls(recorder)
    with recorder.watching():
        for number, statement in enumerate(statements, 1):
            recorder.statement(number, number)
            calls.line = number
            try:
                with calls:
                    exec(statement, scope)
            except Exception as error:
                recorder.end((type(error).__name__, str(error)))
                break
        else:
            recorder.end()
    return recorder.window()
