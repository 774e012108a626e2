"""From a checkpoint a program goes on exactly as it did, whatever it consists of."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import torch
from places import everything, revisit

from model.program import native
from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.record import copying
from model.program.record.checkpoints import Ambient, Checkpoint
from model.program.record.copying import Copier, Lost, Maker, NeedsEarlier, Uncopyable
from model.program.source import Refused, read_source

pytestmark = pytest.mark.filterwarnings("ignore")
PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
COLLECTION = sorted((Path(__file__).parents[1] / "collection").glob("*.py"))[7::25]
HEAD = "import torch\nfrom torch import nn\n"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_every_place_is_the_same_from_every_checkpoint(path: Path) -> None:
    found = revisit(path.read_text(encoding="utf-8"), places=25, points_at_place=2)
    assert found.error is None
    assert found.different == []
    assert found.same > 12
    assert found.points + len(found.refused) > 2
    assert found.refused == [] or path.stem in ("loader", "sets")


@pytest.mark.parametrize("path", COLLECTION, ids=lambda path: path.stem)
def test_programs_as_learners_write_them_go_on_as_they_did(path: Path) -> None:
    try:
        found = revisit(path.read_text(encoding="utf-8"), places=4, points_at_place=2)
    except Refused:
        pytest.skip("not yet a program here")
    assert found.different == []


def machine_at(text: str, round_: int = 1) -> Machine:
    """Return a machine that stands before a round of a loop."""
    machine = Machine(compile_source(read_source(HEAD + text)))
    rounds = 0
    copies: list[Checkpoint] = []

    def keep(*_: object) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == round_:
            copies.append(Checkpoint(machine))

    machine.on_loop = keep
    machine.run()
    assert machine.error is None
    other = Machine(compile_source(read_source(HEAD + text)))
    copies[0].restore(other, machine)
    return other


@pytest.mark.parametrize(
    "use",
    [
        "y + 1",
        "y.shape",
        "print(y)",
        "f'{y}'",
        "y[0]",
        "bool(y)",
        "len(y)",
        "torch.relu(y)",
        "nn.Linear(1, 1)(y)",
        "y.backward()",
        "y.grad",
    ],
)
def test_what_hung_on_a_graph_is_lost_and_whoever_needs_it_has_to_begin_earlier(use: str) -> None:
    before = "w = torch.ones(1, requires_grad=True)\ny = w*2\nz = [y]\nfor k in range(2):\n    n = k\n"
    machine = machine_at(f"{before}try:\n    u = z[0]\n    {use}\nexcept Exception:\n    pass\n")
    assert type(machine.variables["y"]) is Lost
    with pytest.raises(NeedsEarlier):
        machine.run()


def test_what_is_lost_may_be_bound_anew() -> None:
    machine = machine_at(
        "w = torch.ones(1, requires_grad=True)\ny = w*2\nfor k in range(2):\n    y = w*3\nprint(y.item())\n"
    )
    machine.run()
    assert machine.printed == "3.0\n"


@pytest.mark.parametrize(
    "text",
    [
        "import functools\n@functools.lru_cache\ndef f(n):\n    return n\n",
        "x = torch.ones(1, requires_grad=True)\n(x**2).backward(create_graph=True)\n",
        "w = torch.ones(1, requires_grad=True)\nh = w.register_post_accumulate_grad_hook(lambda p: None)\n",
        "g = nn.Linear(1, 1).parameters()\n",
        "a = []\nb = id(a)\n",
        "from enum import Enum\nclass E(Enum):\n    A = 1\n    def f(self):\n        return 2\n",
        "s = {nn.ReLU(), nn.Tanh()}\n",
    ],
)
def test_what_cannot_be_copied_is_refused_and_not_copied_wrongly(text: str) -> None:
    assert len(refusals(f"{HEAD}{text}for k in range(2):\n    n = k\n")) == 3


def refusals(text: str) -> list[str]:
    """Return why there is no checkpoint at the rounds of a program's loops."""
    machine = Machine(compile_source(read_source(text)))
    refused: list[str] = []

    def keep(*_: object) -> None:
        with pytest.raises(Uncopyable) as caught:
            Checkpoint(machine)
        refused.append(str(caught.value))

    machine.on_loop = keep
    machine.run()
    assert machine.error is None
    return refused


class Doubling(dict):
    def __setitem__(self, key: object, value: int) -> None:
        super().__setitem__(key, 2 * value)


class Refusing(list):
    def append(self, value: object) -> None:
        raise ValueError(value)

    extend = append


class Growing(set):
    def add(self, value: int) -> None:
        super().add(value + 1)


class Metres(float):
    def __float__(self) -> float:
        return -1.0


class Shout(str):
    def __str__(self) -> str:
        return "!"


class Pair(tuple):
    def __getitem__(self, index: object) -> object:
        return 0


class Number(int):
    def __int__(self) -> int:
        return -1


def copied(value: object) -> Any:
    native.register_class(type(value))
    machine, file = Machine(compile_source(read_source("x = 1\n"))), io.BytesIO()
    copier = Copier(file, machine)
    copier.dump(value)
    made = Maker(file.getvalue(), machine, copier.references).load()
    assert type(made).__name__ == type(value).__name__
    assert isinstance(value, tuple) or type(made) is not type(value)
    return made


@pytest.mark.parametrize("value", [Doubling(a=1, b=2), Refusing([1, [2]]), Growing({1, 2}), Pair((1, 2))])
def test_containers_of_the_programs_own_are_filled_past_their_methods(value: Any) -> None:
    value.more = [3]
    made = copied(value)
    assert (list(made), made.more) == (list(value), [3])
    assert not isinstance(value, dict) or made["b"] == value["b"]


@pytest.mark.parametrize("value", [Metres(2.5), Shout("a"), Number(7)])
def test_numbers_and_texts_of_the_programs_own_are_read_past_their_methods(value: Any) -> None:
    assert copied(value) == value


def test_what_turns_out_not_to_be_made_anew_needs_an_earlier_checkpoint() -> None:
    text = (
        "n = 2\nclass Key:\n    def __hash__(self):\n        return n\nd = {Key(): 1}\nfor k in range(2):\n    n = 3\n"
    )
    with pytest.raises(NeedsEarlier):
        machine_at(text)


def test_so_much_memory_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_LARGEST", 1000)
    assert refusals(f"{HEAD}a = torch.zeros(300)\nfor k in range(2):\n    a += 1\n") == ["too much memory"] * 3


def test_a_checkpoint_changes_nothing_and_its_copies_are_apart() -> None:
    machine = machine_at("w = torch.ones(2)\nl = [w, w]\nfor k in range(2):\n    w += 1\n    l.append(k)\n")
    before = everything(machine)
    Checkpoint(machine)
    assert everything(machine) == before
    first, second = (machine_at("w = torch.ones(2)\nfor k in range(2):\n    w += 1\n") for _ in range(2))
    first.variables["w"].add_(5)
    assert second.variables["w"].tolist() == [1, 1]


def test_the_modes_of_the_process_come_back() -> None:
    before = Ambient()
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    torch.set_printoptions(precision=1)
    torch.rand(3)
    before.restore()
    assert torch.get_default_dtype() == torch.float32
    assert torch.is_grad_enabled()
    assert str(torch.tensor([1.2345])) == "tensor([1.2345])"
