"""From a checkpoint a program goes on exactly as it did, whatever it consists of."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from places import everything, revisit

from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.record.checkpoints import Ambient, Checkpoint, Lost, NeedsEarlier, Uncopyable
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
    assert found.points > 2
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
        "s = {nn.ReLU(), nn.Tanh()}\n",
    ],
)
def test_what_cannot_be_copied_is_refused_and_not_copied_wrongly(text: str) -> None:
    machine = Machine(compile_source(read_source(f"{HEAD}{text}for k in range(2):\n    n = k\n")))
    refused: list[str] = []

    def keep(*_: object) -> None:
        with pytest.raises(Uncopyable) as caught:
            Checkpoint(machine)
        refused.append(str(caught.value))

    machine.on_loop = keep
    machine.run()
    assert machine.error is None
    assert len(refused) == 3


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
