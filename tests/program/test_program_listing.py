"""A program as it is copied, which prints the same in any Python, and the statements at its end, as they are undone."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.kinds import listing
from model.labs import AUTOGRAD
from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.source import read_source
from model.program.source.actions import actions_at_end, without_lines

CUBE = "import torch\nx = torch.tensor(5.0, requires_grad=True)\ny = x**3\n"
DRAWS = {
    "after the imports": "import torch\nfrom torch import nn\nprint(nn.Linear(2, 1)(torch.ones(2)))\n",
    "after a text about it": '"""Some words\nabout it."""\n\nimport torch\n\nx = torch.randn(2)\nprint(x)\n',
    "by another name": "import torch as t\nprint(t.rand(3).tolist())\n",
    "of one module": "from torch import randn\nprint(randn(1, 2))\n",
    "in a loop": "import torch\nfor k in range(2):\n    print(torch.bernoulli(torch.tensor(0.5)))\n",
    "own seed": "import torch\ntorch.manual_seed(5)\nprint(torch.randperm(4))\n",
    "none": "import torch\n\n\nprint(torch.ones(2))",
    "without imports": "print('rand')\n",
}
RUN_EACH = "import runpy, sys\nfor path in sys.argv[1:]:\n    runpy.run_path(path)\n    print('-- end')\n"
PRINTING = {
    preset.key: f"{preset.experiment.source}for each in (x, y):\n    print(each, each.is_leaf and each.grad)\n"
    for preset in presets_of(AUTOGRAD)
    if isinstance(preset.experiment, Autograd)
}
LISTED = {**PRINTING, **DRAWS}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what each listing prints, run by a Python that knows nothing of this program."""
    folder = tmp_path_factory.mktemp("listings")
    paths = [folder / f"{number}.py" for number in range(len(LISTED))]
    for path, source in zip(paths, LISTED.values(), strict=True):
        path.write_text(listing(Autograd(source, 3)).source, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-X", "utf8", "-c", RUN_EACH, *map(str, paths)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return dict(zip(LISTED, done.stdout.split("-- end\n"), strict=False))


@pytest.mark.parametrize("key", LISTED)
def test_the_listing_prints_in_any_python_what_the_program_prints_here(key: str, printed: dict[str, str]) -> None:
    machine = Machine(compile_source(read_source(LISTED[key])), seed=3)
    machine.run()
    assert machine.error is None
    assert printed[key] == machine.printed != ""


@pytest.mark.parametrize("key", LISTED)
def test_the_listing_is_the_program_with_at_most_its_seed_and_is_taken_again_as_it_is(key: str) -> None:
    made = listing(Autograd(LISTED[key], 3))
    written, source = made.source.split("\n"), LISTED[key].rstrip("\n").split("\n")
    assert [written[made.lines[f"source[{number}]"] - 1] for number in range(1, len(source) + 1)] == source
    more = [line for number, line in enumerate(written, 1) if number not in made.lines.values()]
    assert more in ([""], ["torch.manual_seed(3)", ""], ["import torch", "torch.manual_seed(3)", ""])
    assert listing(Autograd(made.source, 3)).source == made.source
    compile_source(read_source(made.source))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("y.backward()\n", [[4]]),
        ("y.backward()\nx.grad.zero_()\n\nx.grad = None\nx -= 1\n", [[4], [5], [7], [8]]),
        ("with torch.no_grad():\n    x -= x.grad\nprint(x)", [[4, 5], [6]]),
        (
            "with torch.no_grad(): x -= 1\ny.backward(\n    retain_graph=True,\n)  # so\n\n# that is all\n",
            [[4], [5, 6, 7]],
        ),
        ("y.backward()\nz = x\nz.backward()\n", [[6]]),
        ("z = y.sum()\n", []),
        ("z = y.sum(); z.backward()\n", []),
        ("x -= 1\ny.backward(); print(x)\n", []),
        ("x -= 1; y.backward()\ny.backward()\n", [[5]]),
        ("for k in range(3):\n    y.backward()\n", []),
        ("with torch.no_grad():\n    x -= 1\n    z = x\n", []),
        ("x\n", []),
        ("y.backward(\n", []),
    ],
)
def test_the_statements_at_the_end_that_only_do_something(text: str, lines: list[list[int]]) -> None:
    assert [list(found) for found in actions_at_end(CUBE + text)] == lines


def test_what_is_taken_back_one_by_one_leaves_the_program() -> None:
    text = f"{CUBE}\ny.backward()\n\nwith torch.no_grad():\n    x -= x.grad\n\nx.grad.zero_()  # π\n"
    while found := actions_at_end(text):
        text = without_lines(text, found[-1])
    assert text == CUBE


@given(st.text("xy=()+-.:;\n# πwith1", max_size=60))
def test_any_text_loses_its_last_statement_and_nothing_else(text: str) -> None:
    found = actions_at_end(text)
    if found:
        before, after = ast.parse(text).body, ast.parse(without_lines(text, found[-1])).body
        last = [each for each in before if each.lineno not in found[-1]]
        assert [ast.dump(each) for each in after] == [ast.dump(each) for each in last]
