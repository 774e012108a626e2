"""Ordinary programs in the locked process: what has to be there before the lock, and what runs a program behind it."""

from __future__ import annotations

import contextlib
import copy
import importlib
import sys
import time
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

from model.program.child.channel import Begin, Ended, Failure, Printed, Scalars, Watched, plain, send, sendable
from model.program.child.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.message import Message
    from model.program.child.serving import Tell
    from model.program.machine import ProgramError

_IMPORTED_LATE = (
    *("numpy.ma", "torch._decomp.decompositions_for_jvp", "torch.fx.experimental.symbolic_shapes"),
    *("torch.utils.serialization", "model.program.child.variables", "model.program.record.recording"),
)
"""Modules that NumPy, PyTorch and `read` import when something is called first, which the lock would refuse."""
_FIRST = """
import torch
x = torch.ones(2, requires_grad=True)
for i in range(2):
    (x * i).sum().backward()
    print(x.grad[i], f"{i:.3f}")
"""


def main() -> None:
    """Be the process of a program."""
    serve(warm, read)


def warm() -> None:
    """Import all that programs may need, and call once what asks the system for something when it is called first."""
    import torch

    torch.set_num_threads(1)
    _leave_compiler_out()
    for name in _IMPORTED_LATE:
        importlib.import_module(name)
    _use_once()
    _, run = read(Begin(_FIRST, 0, watched=10, tells_all=True), lambda report: send(BytesIO(), report))
    run()


def _leave_compiler_out() -> None:
    """Stand in for ``torch._dynamo``, which the first optimizer imports: a second and 70 MB, to compile nothing."""
    import torch

    name = "torch._dynamo"
    stand_in = ModuleType(name)
    stand_in.__dict__["graph_break"] = lambda: None
    stand_in.__dict__["disable"] = lambda function, *_, **__: function
    stand_in.__dict__["compiled_autograd"] = SimpleNamespace(_disable=contextlib.nullcontext)
    sys.modules[name] = torch.__dict__["_dynamo"] = stand_in


def _use_once() -> None:
    """Train a little: PyTorch learns what the processor can, and the system which time zone it is in."""
    import torch

    image = torch.ones(2, 1, 4, 4, requires_grad=True)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(), torch.nn.Linear(8, 2))
    optimizer = torch.optim.Adam(model.parameters())
    torch.nn.functional.cross_entropy(model(image), torch.tensor([0, 1])).backward()
    optimizer.step()
    half = image.half()[0]
    texts = [repr(copy.deepcopy(model)), repr(half @ half), time.localtime()]
    results = [
        torch.linalg.svd(torch.ones(2, 2)),
        torch.fft.fft(torch.ones(2)),
        torch.nn.LSTM(1, 1)(torch.ones(2, 1, 1)),
    ]
    del texts, results


def read(order: Begin, tell: Tell) -> tuple[tuple[Message, ...], Callable[[], Ended]]:
    """Return the notes on a program, and what runs it; raises `Refused`."""
    from model.program import machine, native
    from model.program.child.variables import variables_json
    from model.program.compiler import compile_source
    from model.program.record.recording import Recording
    from model.program.source import read_source

    source = read_source(order.text)
    code = compile_source(source)
    recording = Recording(code, seed=order.seed, on_print=lambda text: tell(Printed(sendable(text))))
    runner = recording.machine

    def run() -> Ended:
        recording.run(order.watched, lambda window: tell(Watched(window)))
        variables = "{}"
        if order.tells_all:
            for loop in recording.history.loops():
                tell(Scalars(loop))
            values = {name: each for name, each in runner.variables.items() if not isinstance(each, not_told)}
            variables = variables_json(values)
        return Ended(_failure(runner.error), variables, len(runner.plots), runner.steps)

    not_told = (native.Facade, native.Native, machine.Function, type)
    return source.notes, run


def _failure(error: ProgramError | None) -> Failure | None:
    if error is None:
        return None
    message = sendable(error.message) if isinstance(error.message, str) else plain(error.message)
    return Failure("failed", message, error.type, error.line, error.column)
