"""Ordinary programs in the locked process: what has to be there before the lock, and what runs a program behind it."""

from __future__ import annotations

import codecs
import contextlib
import copy
import encodings
import importlib
import sys
import time
from encodings.aliases import aliases
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from model.message import Refused
from model.program.child.channel import (
    MOST_FIGURES,
    Begin,
    Differentiate,
    Differentiated,
    Drew,
    Ended,
    Failure,
    Look,
    Printed,
    Scalars,
    Watched,
    plain,
    send,
    sendable,
)
from model.program.child.serving import serve

if TYPE_CHECKING:
    from model.program.child.channel import Question, Report
    from model.program.child.serving import Tell
    from model.program.machine import ProgramError
    from model.program.record.frames import Window

_IMPORTED_LATE = (
    *("numpy.ma", "torch._decomp.decompositions_for_jvp", "torch.fx.experimental.symbolic_shapes"),
    *("torch.utils.serialization", "model.program.child.variables", "model.program.record.check"),
    *("model.program.record.drawing", "torch.utils._device"),
)
"""Modules that NumPy, PyTorch and `read` import when something is called first, which the lock would refuse."""
_ENCODINGS = """utf_8_sig idna punycode unicode_escape raw_unicode_escape undefined charmap cp65001 cp720 cp737 cp856
    cp874 cp875 cp1006 mac_arabic mac_croatian mac_farsi mac_romanian koi8_t koi8_u"""
"""Those that have no other names."""
_NUMBERS = 10_000
"""How many numbers are told of a figure that is shown beside the graph: the window draws it many times."""
_FIRST = """
import torch
import matplotlib.pyplot as plt
x = torch.ones(2, requires_grad=True)
y = x.sum()
for i in range(2):
    (x * i).sum().backward()
    print(x.grad[i], f"{i:.3f}")
plt.scatter(x.detach(), x.detach())
"""


def main() -> None:
    """Be the process of a program."""
    serve(warm, _watch, read)


def _watch() -> None:
    from model.program import native

    native.watch()


def warm() -> None:
    """Import all that programs may need, and call once what asks the system for something when it is called first."""
    import torch

    torch.set_num_threads(1)
    _leave_compiler_out()
    _find_encodings()
    for name in _IMPORTED_LATE:
        with contextlib.suppress(OSError):  # TorchScript reads its source, which the packaged program has not
            importlib.import_module(name)
    _use_once()
    program = read(Begin(_FIRST, 0, watched=10, tells_all=True, draws=True), lambda report: send(BytesIO(), report))
    program.run()
    for question in (Look(1, 2), Differentiate(2, "y")):
        send(BytesIO(), program.answer(question))


def _leave_compiler_out() -> None:
    """Stand in for ``torch._dynamo``, which the first optimizer imports: a second and 70 MB, to compile nothing."""
    import torch

    name = "torch._dynamo"
    stand_in = ModuleType(name)
    stand_in.__dict__["graph_break"] = lambda: None
    stand_in.__dict__["disable"] = lambda function, *_, **__: function
    stand_in.__dict__["config"] = SimpleNamespace(error_on_nested_fx_trace=False)
    stand_in.__dict__["compiled_autograd"] = SimpleNamespace(_disable=contextlib.nullcontext)
    sys.modules[name] = torch.__dict__["_dynamo"] = stand_in


def _find_encodings() -> None:
    """Find all encodings now, so that others are unknown, and none is looked for among files."""
    found: dict[str, codecs.CodecInfo] = {}
    for name in (*aliases.values(), *_ENCODINGS.split()):
        with contextlib.suppress(LookupError):  # those of another system
            found[name] = codecs.lookup(name)

    def find(name: str) -> codecs.CodecInfo | None:
        plain = encodings.normalize_encoding(name)
        return found.get(aliases.get(plain, plain))

    codecs.unregister(encodings.search_function)
    codecs.register(find)


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


def read(order: Begin, tell: Tell) -> _Program:
    """Return a program that is to be run; raises `Refused`."""
    return _Program(order, tell)


class _Program:
    """An ordinary program, and the record of its run."""

    def __init__(self, order: Begin, tell: Tell) -> None:
        from model.program.compiler import compile_source
        from model.program.record.recording import Recording
        from model.program.source import read_source

        source = read_source(order.text)
        self.notes = source.notes
        self._order, self._tell = order, tell
        self._recording = Recording(compile_source(source), seed=order.seed, on_print=self._print)

    def _print(self, text: str) -> None:
        self._tell(Printed(sendable(text)))

    def run(self) -> Ended:
        """Run it; where that is wanted, tell its first statements, its loops, its variables and its figure."""
        from model.program.child.variables import variables_json
        from model.program.record.drawing import figures

        recording, machine = self._recording, self._recording.machine
        recording.run(self._order.watched, lambda window: self._tell(Watched(window)))
        variables = "{}"
        if self._order.tells_all:
            for loop in recording.history.loops():
                self._tell(Scalars(loop))
            variables = variables_json({name: each for name, each in machine.variables.items() if _is_told(each)})
        if self._order.watched and not self._order.draws:
            drawn = figures(machine.plots.drawn, MOST_FIGURES, _NUMBERS)
        else:
            drawn = figures(machine.plots.drawn, int(self._order.draws))
        for figure in drawn:
            self._tell(Drew(figure))
        if self._order.draws and not drawn:
            self._tell(Watched(self._last_moment()))
        return Ended(_failure(machine.error), variables, len(machine.plots), machine.steps)

    def _last_moment(self) -> Window:
        window = self._recording.window(self._recording.machine.steps, self._recording.machine.steps)
        return window.moment(len(window.frames) - 1) if window.frames else window  # a run may be shorter the next time

    def answer(self, question: Question) -> Report:
        """Return what it did from one statement to another, or the derivatives of a tensor."""
        from model.program.record.check import differentiate

        if isinstance(question, Look):
            return Watched(self._recording.window(question.first, question.last))
        try:
            return Differentiated(differentiate(self._recording, question.place, question.name))
        except Refused as refusal:
            return Differentiated([], plain(refusal.message))


def _is_told(value: Any) -> bool:
    """Tell whether a variable is worth telling: no module, no function and no class."""
    from model.program import machine, native

    return not isinstance(value, (native.Facade, native.Native, machine.Function, type))


def _failure(error: ProgramError | None) -> Failure | None:
    if error is None:
        return None
    message = sendable(error.message) if isinstance(error.message, str) else plain(error.message)
    return Failure("failed", message, error.type, error.line, error.column)
