"""Ordinary PyTorch programs on the command line: what they print, how they end, and what is written of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

import pytest
from PySide6.QtGui import QImage

import main
from model.program.child.process import Child
from tests.acceptance.launcher import ROOT
from tests.acceptance.test_command_line import call, environment, reason
from tests.program.child import warm

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """import torch
import matplotlib.pyplot as plt
plt.plot([1, 2])
x = torch.tensor(3.0, requires_grad=True)
y = x**2
y.backward()
print(x.grad)
def f():
    raise ValueError("πs\\ntwo")
"""
TRAINING = """import torch
def train(epochs):
    w = torch.tensor(0.0, requires_grad=True)
    losses = []
    for epoch in range(epochs):
        loss = (w - 3)**2
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        for k in range(2):
            pass
        w.grad.zero_()
        losses.append(loss.item())
    return losses
losses = train(5)
"""
CELLS = {
    "cells": [
        {"cell_type": "markdown", "source": ["# not Python"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "a = 1"], "outputs": [{"text": "print(0)"}]},
        {"cell_type": "code", "source": "print(a + 1)", "outputs": []},
    ],
    "nbformat": 4,
}
TENSOR = {"data": 3.0, "requires_grad": True, "grad": 6.0, "grad_fn": None, "is_leaf": True, "shape": []}


Here: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Here:
    """Call the program in this process, which has loaded all that it needs, and let it fork what it starts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["main.py"])
    monkeypatch.setattr(Child, "start", lambda _command: warm.process())

    def call_here(*arguments: str) -> subprocess.CompletedProcess[str]:
        with warnings.catch_warnings():
            code = main.main([*arguments])
        return subprocess.CompletedProcess(arguments, code, *capfd.readouterr())

    return call_here


def written(folder: Path, text: str, name: str = "p.py") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_a_program_prints_and_its_variables_are_written(tmp_path: Path) -> None:
    name = written(tmp_path, PROGRAM)
    done = call("run", name, "--json", "r.json", folder=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == ("tensor(6.)\n", "", 0)
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert list(result) == ["printed", "error", "variables", "iterations", "plots"]
    assert (result["printed"], result["error"], result["plots"]) == ("tensor(6.)\n", None, 1)
    assert result["variables"] == {
        "x": TENSOR,
        "y": {**TENSOR, "data": 9.0, "grad": None, "grad_fn": "PowBackward0", "is_leaf": False},
    }


def test_the_scalars_of_the_outermost_loop_are_a_row_an_iteration(here: Here, tmp_path: Path) -> None:
    name = written(tmp_path, TRAINING)
    done = here("run", name, "--json", "r.json", "--history", "h.csv")
    assert (done.stderr, done.returncode) == ("", 0)
    scope: dict[str, list[float]] = {}
    exec(TRAINING, scope)
    header, first, *rows = (tmp_path / "h.csv").read_text(encoding="utf-8").splitlines()
    assert header == "iteration,epochs,w,losses,epoch,loss,k"
    assert first == "0,5.0,0.0,,,,"
    cells = [row.split(",") for row in rows]
    assert [int(row[0]) for row in cells] == [1, 2, 3, 4, 5]
    assert [float(row[3]) for row in cells] == [float(row[5]) for row in cells] == scope["losses"]
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert result["iterations"] == {"epochs": 6, "w": 6, "losses": 5, "epoch": 5, "loss": 5, "k": 5}


def test_what_is_no_number_any_more_is_told_apart_from_what_is_not_there_yet(here: Here, tmp_path: Path) -> None:
    text = "w = 1.0\nfor k in range(3):\n    w = w * 1e200 - w * 1e200 * 1e200\n    loss = w - w\n"
    done = here("run", written(tmp_path, text), "--history", "-", "--json", "r.json")
    assert done.stdout == "iteration,w,k,loss\n0,1.0,,\n1,-inf,0.0,nan\n2,nan,1.0,nan\n3,nan,2.0,nan\n"
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert result["iterations"] == {"w": 4, "k": 3, "loss": 3}


def test_a_program_without_loops_has_no_rows(here: Here, tmp_path: Path) -> None:
    done = here("run", written(tmp_path, PROGRAM), "--history", "-")
    assert (done.stdout, done.stderr) == ("iteration\n", "")


def test_an_error_of_a_program_is_one_line_and_no_failure_of_the_call(here: Here, tmp_path: Path) -> None:
    name = written(tmp_path, PROGRAM + "f()\n")
    done = here("run", name, "--json", "-")
    assert (done.stderr, done.returncode) == ("main.py: p.py: line 9: ValueError: πs\\ntwo\n", 0)
    result = json.loads(done.stdout)
    assert result["printed"] == "tensor(6.)\n"
    assert result["error"] == {"type": "ValueError", "message": "πs\ntwo", "line": 9}


def test_the_cells_of_a_notebook_are_one_program_and_what_is_passed_over_is_said(here: Here, tmp_path: Path) -> None:
    name = written(tmp_path, json.dumps(CELLS), "n.ipynb")
    done = here("run", name)
    assert (done.stdout, done.returncode) == ("2\n", 0)
    assert done.stderr.startswith("main.py: n.ipynb: Line 1 was passed over: %matplotlib inline")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [("x = 1\nif x\n    y = 2\n", "line 2, column 5"), ("print(1)\nimport pty\npty.spawn\n", "line 2, column 8")],
    ids=["syntax", "import"],
)
def test_what_is_refused_is_so_with_line_and_column(here: Here, tmp_path: Path, text: str, place: str) -> None:
    assert reason(here("run", written(tmp_path, text))).startswith(f"main.py: p.py: {place}: ")


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"x = '\xff'\n", "p.py", "cannot be decoded"),
        (b"# coding: nothing\n", "p.py", "cannot be decoded"),
        (b"# coding: undefined\nprint(5)\n", "p.py", "cannot be decoded"),
        (b"{}", "n.ipynb", "not a Jupyter notebook"),
        (None, "p.py", "no such file"),
        (b"x = 1\n" * 30_000, "p.py", "longer than 100 kB"),
    ],
    ids=["bytes", "encoding", "no text", "notebook", "missing", "long"],
)
def test_a_file_that_is_no_program_is_refused(
    here: Here, tmp_path: Path, data: bytes | None, name: str, why: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    line = reason(here("run", name))
    assert line.startswith("main.py: ")
    assert name in line
    assert why in line


def test_a_program_may_be_in_the_encoding_that_it_names(here: Here, tmp_path: Path) -> None:
    (tmp_path / "p.py").write_bytes("# -*- coding: gbk -*-\nprint('学习率')\n".encode("gbk"))
    done = here("run", "p.py")
    assert (done.stdout, done.stderr, done.returncode) == ("学习率\n", "", 0)


def test_an_option_of_experiments_is_refused_for_programs(here: Here, tmp_path: Path) -> None:
    assert "--engine" in reason(here("run", written(tmp_path, PROGRAM), "--engine", "compiled"))


def colours_of(path: Path) -> Counter[str]:
    image = QImage(str(path))
    places = product(range(image.width()), range(image.height()))
    return Counter(image.pixelColor(x, y).name() for x, y in places)


@pytest.mark.parametrize(("ending", "head"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_picture_of_a_program_is_what_it_has_drawn_last(tmp_path: Path, ending: str, head: bytes) -> None:
    name = written(tmp_path, PROGRAM + "plt.show()\nplt.title('zweite')\nplt.plot([3, 1], 'r--')\nf()\n")
    done = call("run", name, "--picture", f"p.{ending}", folder=tmp_path)
    assert (done.stdout, done.returncode) == ("tensor(6.)\n", 0)
    assert done.stderr == "main.py: p.py: line 9: ValueError: πs\\ntwo\n"
    data = (tmp_path / f"p.{ending}").read_bytes()
    assert data.startswith(head)
    if ending == "png":
        seen = colours_of(tmp_path / "p.png")
        assert seen["#d55e00"] > 100  # the red of our own colours
        assert not seen["#0072b2"]


def test_the_picture_of_a_program_that_draws_nothing_is_its_graph(tmp_path: Path) -> None:
    text = "import torch\nx = torch.tensor(5.0, requires_grad=True)\ny = x**3\ny.backward()\n"
    done = call("run", written(tmp_path, text), "--picture", "p.png", folder=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    seen = colours_of(tmp_path / "p.png")
    assert min(seen["#0072b2"], seen["#d55e00"]) > 100  # around the leaf, and around y


def test_without_a_drawing_there_is_no_picture_but_the_other_outputs(here: Here, tmp_path: Path) -> None:
    name = written(tmp_path, "import matplotlib.pyplot as plt\nplt.figure()\nprint(1)\n")
    done = here("run", name, "--picture", "p.png", "--json", "r.json")
    assert (done.stdout, done.returncode) == ("1\n", 2)
    assert done.stderr == "main.py: --picture: the program draws nothing, and leaves no tensors\n"
    assert (tmp_path / "r.json").exists()
    assert not (tmp_path / "p.png").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="how POSIX ends a process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_program_that_is_interrupted_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    name = written(tmp_path, "print('begun', flush=True)\nwhile True:\n    pass\n")
    command = [sys.executable, str(ROOT / "main.py"), "run", name, "--json", "r.json"]
    pipe = subprocess.PIPE
    # Where whoever started the tests ignores a signal, as a job in the background does, a program would, too.
    before = signal.signal(number, signal.default_int_handler)
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=pipe, stderr=pipe, process_group=0)
    signal.signal(number, before)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(number)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 130
    assert not (tmp_path / "r.json").exists()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 0)
        pytest.fail("a process is left")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_a_reader_that_has_seen_enough_ends_a_program_unless_another_output_is_wanted(tmp_path: Path) -> None:
    written(tmp_path, "for i in range(20_000):\n    print(i)\nwhile not 'end':\n    pass\n")
    written(tmp_path, "while True:\n    print('endless')\n", "e.py")
    script = '"$0" "$1" run e.py | head -1; "$0" "$1" run p.py --json r.json | head -1'
    command = ["bash", "-c", script, sys.executable, str(ROOT / "main.py")]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("endless\n0\n", "")
    assert json.loads((tmp_path / "r.json").read_text())["printed"].endswith("\n19999\n")


@pytest.mark.skipif(sys.platform == "win32", reason="how POSIX ends a process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_at_once_while_a_picture_is_drawn(tmp_path: Path, number: int) -> None:
    drawing = "import sys, main\nfrom gui.shell import pictures\ndef draw(*_):\n    print('drawing', flush=True)\n"
    drawing += "    while True:\n        pass\npictures.draw = draw\nsys.exit(main.main(sys.argv[1:]))\n"
    name = written(tmp_path, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n")
    command = [sys.executable, "-c", drawing, "run", name, "--picture", "p.png"]
    before = signal.signal(number, signal.default_int_handler)
    process = subprocess.Popen(
        command, cwd=tmp_path, env={**environment(), "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    )
    signal.signal(number, before)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"drawing\n"
        process.send_signal(number)
        assert process.wait(60) == -number
    assert [path.name for path in tmp_path.iterdir()] == [name]
