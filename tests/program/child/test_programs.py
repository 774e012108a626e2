"""Ordinary PyTorch programs in the locked process, which has all that they need when it is ready."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from model.program.child.channel import Begun, Ended, Failure, Printed
from model.program.child.player import Outcome, Player, run_program
from model.program.source import Refused
from resources import RUN_PROGRAM, own_command
from tests.program.by_python import outcome as by_python
from tests.program.child.test_child import ON_LINUX, PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = own_command(RUN_PROGRAM)
FIRST_STATEMENT = 0.3
RECORDED = 1.0
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


@pytest.fixture(scope="module")
def player() -> Iterator[Player]:
    player = Player(COMMAND)
    yield player
    player.close()


def outcome(text: str) -> Outcome:
    return run_program(COMMAND, text, 0, lambda piece: None, lambda note: None)


def test_a_training_loop_begins_at_once_in_a_warm_process_and_ends_as_least_squares_do(player: Player) -> None:
    spare = player.warm()
    deadline = time.monotonic() + PATIENCE
    while not spare.is_ready:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    begun = time.monotonic()
    player.start(TRAINING, 0)
    reports = until(player, Begun)
    assert time.monotonic() - begun < FIRST_STATEMENT
    reports += until(player, Ended)
    assert time.monotonic() - begun < FIRST_STATEMENT + RECORDED
    assert reports[-1] == Ended(None)
    assert "".join(report.text for report in reports if isinstance(report, Printed)) == by_python(TRAINING)["printed"]


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
        outcome("print(1)\nimport pty\n")
    assert (caught.value.line, caught.value.column) == (2, 8)
