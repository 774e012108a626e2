"""Ordinary PyTorch programs in the locked process, which has all that they need when it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from model.message import Message
from model.program.child.channel import Differentiate, Differentiated, Ended, Failure, Look, Printed, Watched
from model.program.child.player import Outcome, run_program
from model.program.record.states import TensorState
from model.program.source import Refused
from tests.program.by_python import outcome as by_python
from tests.program.child.test_child import ON_LINUX, until
from tests.program.child.warm import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.program.child.channel import Report
    from model.program.child.process import Child

TRAINING = """import torch
from torch import nn, optim

x = torch.linspace(0, 1, 8).reshape(-1, 1)
net = nn.Linear(1, 1)
with torch.no_grad():
    net.weight.fill_(0.0)
    net.bias.fill_(0.0)
optimizer = optim.SGD(net.parameters(), lr=0.5)
for epoch in range(100):
    optimizer.zero_grad()
    loss = ((net(x) - 3 * x - 1) ** 2).mean()
    loss.backward()
    optimizer.step()
    if epoch % 50 == 0:
        print(f"{epoch}: {loss.item():.4f}")
w, b = net.weight.item(), net.bias.item()
"""
LATE = """
x = torch.ones(2, requires_grad=True)
(x * 2).backward(torch.ones(2))
print(x.grad, torch.broadcast_shapes((1, 2), (3, 1)), x.median(), x.unique())
print(nn.LSTM(1, 2)(torch.ones(2, 1, 1))[0].shape, nn.MaxPool2d(2)(torch.ones(1, 1, 2, 2)))
for kind in (optim.AdamW, optim.Rprop, optim.LBFGS):
    kind([x]).step(lambda: (x**2).sum())
print(torch.ones(3, dtype=torch.float16) @ torch.ones(3, dtype=torch.float16))
try:
    x @ torch.ones(3)
except RuntimeError as error:
    print(error)


def f(x, *others, key=3):
    return [x][key]


f(1)
"""
ERROR = ("list index out of range", "IndexError", 33, 12)


@pytest.fixture
def child() -> Iterator[Child]:
    child = process()
    yield child
    child.stop()
    child.wait()


@pytest.fixture(scope="module")
def trained() -> Iterator[tuple[Child, list[Report]]]:
    """A process that has run the training, and all that it reported."""
    child = process()
    child.begin(TRAINING, 0)
    yield child, until(child, Ended)
    child.stop()
    child.wait()


def weight_by_python(epochs: int) -> float:
    printed = by_python(TRAINING.replace("range(100)", f"range({epochs})") + "print(w)\n")["printed"]
    return float(str(printed).split()[-1])


def outcome(text: str) -> Outcome:
    return run_program(process(), text, 0, lambda piece: None, lambda note: None)


def test_a_training_loop_ends_as_least_squares_do(trained: tuple[Child, list[Report]]) -> None:
    _, reports = trained
    ended = reports[-1]
    assert isinstance(ended, Ended)
    assert (ended.failure, ended.steps) == (None, 512)
    assert "".join(report.text for report in reports if isinstance(report, Printed)) == by_python(TRAINING)["printed"]


def test_the_first_statements_are_told_as_they_are_done_and_the_rest_is_run(child: Child) -> None:
    child.begin("import torch\nx = torch.tensor(2.0, requires_grad=True)\n(x**3).backward()\nwhile True: x * 1\n", 0, 5)
    window = next(report for report in until(child, Watched) if isinstance(report, Watched)).window
    assert {frame.place for frame in window.frames} == set(range(6))
    assert [frame.caption for frame in window.frames if frame.kind == "accumulate"] != [None]
    *_, x = window.table(len(window.frames) - 1)
    assert isinstance(x, TensorState)
    assert x.grad is not None
    assert x.grad.numpy == 12


def test_any_statement_of_a_program_that_has_ended_can_be_seen_behind_the_lock(
    trained: tuple[Child, list[Report]],
) -> None:
    child, _ = trained
    seen: list[float] = []
    for place in (512, 259):
        child.ask(Look(place, place))
        (report,) = until(child, Watched)
        assert isinstance(report, Watched)
        assert report.window.frames[-1].place == place
        weight = next(row for row in report.window.table(len(report.window.frames) - 1) if row.name == "net.weight")
        assert isinstance(weight, TensorState)
        seen.append(weight.data.numpy.item())
    assert seen == [weight_by_python(100), weight_by_python(50)]


def test_a_tensor_can_be_differentiated_behind_the_lock(trained: tuple[Child, list[Report]]) -> None:
    child, _ = trained
    child.ask(Differentiate(512, "loss"))
    (found,) = until(child, Differentiated)
    assert isinstance(found, Differentiated)
    assert [(each.leaf, each.index) for each in found.derivatives] == [("net.weight", (0, 0)), ("net.bias", (0,))]
    assert all(each.autograd == pytest.approx(each.difference, abs=1e-6) for each in found.derivatives)
    child.ask(Differentiate(512, "epoch"))
    assert until(child, Differentiated) == [
        Differentiated([], Message("record", "'{name}' is not one number that requires a gradient").fill(name="epoch"))
    ]


def test_a_program_that_ends_before_is_told_whole_with_its_error(child: Child) -> None:
    child.begin("a = 1\nb = a / 0\n", 0, 100)
    reports = until(child, Ended)
    (window,) = (report.window for report in reports if isinstance(report, Watched))
    assert window.frames[-1].error == ("ZeroDivisionError", "division by zero")


def test_halves_of_characters_are_told_wherever_they_stand(child: Child) -> None:
    child.begin("s = chr(0xd800)\nd = {s: s}\nraise ValueError(s)\n", 0, 100)
    reports = until(child, Ended)
    (window,) = (report.window for report in reports if isinstance(report, Watched))
    assert window.frames[-1].error == ("ValueError", "\\ud800")
    assert reports[-1] == Ended(Failure("failed", "\\ud800", "ValueError", 3, 1), steps=3)


def test_a_program_has_all_that_it_needs_behind_the_lock_and_ends_in_its_own_error() -> None:
    found = outcome(TRAINING + LATE)
    wanted = by_python(TRAINING + LATE)
    assert (found.printed, found.failure) == (wanted["printed"], Failure("failed", *ERROR))
    kind, message, line = wanted["error"]
    assert (message, kind, line) == ERROR[:3]
    assert list(found.variables) == ["x", "net", "optimizer", "epoch", "loss", "w", "b"]
    assert (found.variables["epoch"], found.variables["net"]) == (99, {"class": "Linear"})
    assert found.variables["w"] == pytest.approx(3, abs=0.1)
    assert found.variables["loss"]["grad_fn"] == "MeanBackward0"


@ON_LINUX
def test_tensors_of_more_than_two_gigabytes_are_a_sentence() -> None:
    found = outcome("import torch\nprint('begun')\nkept = []\nwhile True:\n    kept.append(torch.ones(4_000_000))\n")
    assert found.printed == "begun\n"
    assert found.failure is not None
    assert (found.failure.kind, found.failure.type) == ("failed", None)
    assert "more memory than" in str(found.failure.message)


def test_what_cannot_be_imported_is_refused_before_anything_runs() -> None:
    with pytest.raises(Refused) as caught:
        outcome("print(1)\nimport pty\npty.spawn\n")
    assert (caught.value.line, caught.value.column) == (2, 8)


def test_traces_and_decimal_numbers_are_as_in_python_behind_the_lock() -> None:
    text = """import traceback, statistics
from decimal import Decimal, getcontext
from typing import NamedTuple, TypedDict
class P(NamedTuple):
    x: int
class D(TypedDict):
    x: 'int'
getcontext().prec = 40
def f(a, b):
    return a[0] @ b + {}['k']
try:
    f([1], Decimal(2).sqrt())
except TypeError as e:
    s = traceback.format_exc()
print(s, P(3), D(x=3), Decimal(1) / 7)
"""
    assert outcome(text).printed == by_python(text)["printed"]


def test_encodings_are_those_of_python_behind_the_lock() -> None:
    text = """for name in 'utf-7 cp500 mac-roman UTF-16-LE iso8859-15 koi8_r idna unicode_escape hz none hex'.split():
    try:
        print(name, 'é'.encode(name, 'replace'), b'ab'.decode(name))
    except (LookupError, UnicodeError) as e:
        print(e)
"""
    assert outcome(text).printed == by_python(text)["printed"]
