"""Programs run by the machine and by CPython print the same, and end in the same error on the same line."""

from __future__ import annotations

import io
import json
import pickle
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from model.message import Message
from model.program import native
from model.program.compiler import compile_source
from model.program.machine import Frame, Machine, ProgramError, Routine
from model.program.machine.run import DEEPEST
from model.program.source import Refused, read_source
from tests.program.random_programs import difference, program

FOLDER = Path(__file__).parent
PROGRAMS = sorted((FOLDER / "language").glob("*.py"))


def machine_for(text: str, **settings: object) -> Machine:
    return Machine(compile_source(read_source(text)), **settings)  # type: ignore[arg-type]


def ran(text: str, **settings: object) -> Machine:
    machine = machine_for(text, **settings)
    machine.run()
    return machine


@cache
def by_python(path: Path) -> dict[str, object]:
    program = [sys.executable, "-X", "utf8", str(FOLDER / "by_python.py"), str(path)]
    done = subprocess.run(program, capture_output=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


@pytest.mark.parametrize("watched", [False, True], ids=["", "watched"])
@pytest.mark.parametrize("path", PROGRAMS, ids=[path.stem for path in PROGRAMS])
def test_a_program_does_what_it_does_in_python(path: Path, watched: bool) -> None:
    machine = ran(path.read_text(encoding="utf-8"), on_statement=(lambda frame, line: None) if watched else None)
    expected = by_python(path)
    assert machine.printed.splitlines() == str(expected["printed"]).splitlines()
    error = machine.error and [machine.error.type, machine.error.message, machine.error.line]
    assert error == expected["error"]


# --- what is refused before anything runs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("print(1)\ninput(2)", (2, 1), "input cannot be used here"),
        ("def f():\n    return [eval for _ in x]", (2, 13), "eval cannot be used here"),
        ("import torch, pty\npty", (1, 15), "pty reaches files"),
        ("import torch.nope", (1, 8), "torch.nope cannot be imported here"),
        ("from torch import (tensor,\n    nope)", (2, 5), "torch has no nope"),
        (
            "def f():\n    from torch import compile\n    return compile",
            (2, 23),
            "torch.compile cannot be used by programs here: leave it out",
        ),
        ("import torch\nprint(1)\ntorch.compile(print)", (3, 1), "torch.compile cannot be used"),
        ("import torch as t\ndef f(x):\n    return x, t.jit.script", (3, 15), "torch.jit cannot be used"),
        ("import os\nif __name__ == '__main__':\n    os.system('ls')", (3, 5), "os.system reaches files"),
        ("from torch import nn\nnn.Module.compile", (2, 1), "'compile' of type object 'Module'"),
        ("import threading\nthreading.Thread()", (1, 8), "line after line"),
        ("from torch.distributed import init_process_group as f\nf()", (1, 31), "does several things"),
        ("from matplotlib import pyplot as plt\nplt.nope()", (2, 1), "pyplot.nope cannot be used"),
    ],
)
def test_what_programs_may_not_have_is_refused_before_anything_runs(
    text: str, place: tuple[int, int], words: str
) -> None:
    with pytest.raises(Refused, match=words) as caught:
        machine_for(text)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    "text",
    [
        "import torch\nif hasattr(torch, 'nope'):\n    torch.compile(print)",
        "import torch\nx = torch.jit if 1 > 2 else 3",
        "import torch\ndef f(torch):\n    return torch.compile",
        "import torch\ntorch = 5\ndef f():\n    return torch.compile",
        "import torch\ntry:\n    x = 1\nexcept ValueError:\n    torch.compile(x)",
        "import torch\ntry:\n    torch.nope\nexcept AttributeError:\n    pass",
    ],
)
def test_what_programs_may_not_have_is_not_looked_at_where_a_condition_stands_before_it(text: str) -> None:
    assert ran(text).error is None


@pytest.mark.parametrize(
    "use", ["", "if 1 > 2:\n    pickle.dumps(DDP(ThreadPoolExecutor))", "a = lambda: 1 if 1 else pd.DataFrame"]
)
def test_what_is_imported_and_not_used_does_no_harm(use: str) -> None:
    text = "import pickle, torch.distributed, torch.utils.tensorboard, pandas as pd\nfrom torch.jit import script\n"
    text += "from torch.nn.parallel import DistributedDataParallel as DDP\n"
    text += "from concurrent.futures import ThreadPoolExecutor\n"
    assert ran(text + use).error is None


@pytest.mark.parametrize("use", ["DDP(1)", "DDP.x", "[*map(DDP, [1])]", "print(DDP.__name__)"])
def test_what_is_imported_is_refused_where_it_is_used_under_a_condition(use: str) -> None:
    text = f"from torch.nn.parallel import DistributedDataParallel as DDP\nif 2 > 1:\n    {use}"
    error = ran(text).error
    assert error is not None
    assert "DistributedDataParallel" in str(error.message)


def test_an_attribute_that_programs_may_not_read_is_there() -> None:
    text = "import torch\nx = torch.ones(2)\nprint(hasattr(x, 'resize_'), hasattr(x, 'nope'), getattr(x, 'nope', 3))\n"
    text += "print(hasattr(print, 'function'), hasattr(torch, '_C'), hasattr(lambda: 1, 'routine'))\n"
    machine = ran(text + "getattr(x, 'resize_', None)")
    assert machine.printed == "True False 3\nFalse False False\n"
    assert machine.error is not None
    assert str(machine.error.message) == "'resize_' of 'Tensor' object cannot be used by programs here"


READ = """
import numpy as np
import torch
class A:
    {body}
a = A()
{fill}
try:
    print({call})
except (TypeError, RuntimeError, ValueError):
    print("refused")
"""
AT_AN_ADDRESS = '{"data": (12345, False), "shape": (4,), "typestr": "|u1", "version": 3}'


@pytest.mark.parametrize(
    ("body", "fill"),
    [
        ("pass", f"a.__dict__['__array_interface__'] = {AT_AN_ADDRESS}"),
        ("pass", f"vars(a).update([('__cuda_array_interface__', {AT_AN_ADDRESS})])"),
        (f"def __getattr__(self, name): return {AT_AN_ADDRESS}", ""),
    ],
)
def test_no_program_tells_numpy_where_in_memory_to_read(body: str, fill: str) -> None:
    for function in ("np.asarray", "np.array", "torch.tensor", "torch.as_tensor"):
        for value in ("a", "[a]"):
            machine = ran(READ.format(body=body, fill=fill, call=f"{function}({value})"))
            assert machine.printed == "refused\n" or "cannot hold" in str(machine.error and machine.error.message)


# --- errors and limits ----------------------------------------------------------------------------------------------


def test_an_error_is_reported_with_the_functions_that_it_went_through() -> None:
    text = "def f(x):\n    return 1 / x\nclass A:\n    def m(self):\n        return f(0)\nlist(map(lambda a: a.m(), [A()]))"  # noqa: E501
    error = ran(text).error
    assert error == ProgramError(
        "ZeroDivisionError", "division by zero", 2, 12, (("<program>", 6), ("<lambda>", 6), ("m", 5), ("f", 2))
    )


LIMITS = {
    "frames": "def f(n):\n    return f(n + 1)\n",
    "nested": "class A:\n    def __add__(self, other):\n        return self + other\ndef f(n):\n    return A() + A()\n",
    "items": "def f(n):\n    return [i for i in iter(int, 1)]\n",
    "steps": "def f(n):\n    while True:\n        pass\n",
    "bits": "def f(n):\n    x = 2\n    while True:\n        x *= x\n",
    "letters": "def f(n):\n    x = 'ab'\n    while True:\n        x = f'{x}{x}'\n",
}
ATTEMPT = """
try:
    try:
        f(0)
    except BaseException:
        print("caught")
    except:
        print("caught")
    finally:
        print("finally")
finally:
    print("outer")
print("after")
"""


@pytest.mark.parametrize("text", LIMITS.values(), ids=LIMITS)
def test_no_program_catches_a_limit(text: str) -> None:
    machine = ran(text + ATTEMPT, steps=10_000)
    assert machine.printed == ""
    assert machine.error is not None
    assert machine.error.type is None
    assert isinstance(machine.error.message, Message)


@pytest.mark.parametrize("after", ["x = 1", "print('after')", "for i in range(3): print(i)", "sorted([2, 1])"])
def test_no_native_code_keeps_a_limit_from_the_program(after: str) -> None:
    stack = "import contextlib\nwith contextlib.ExitStack() as s:\n"
    stack += "    s.enter_context(contextlib.suppress(BaseException))\n    s.callback(lambda: 'a' * 10**9)\n"
    machine = ran(stack + after)
    assert machine.printed == ""
    assert machine.error is not None
    assert machine.error.type is None


def test_the_machine_goes_as_deep_as_it_says() -> None:
    text = "def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\nprint(f({}))"
    assert ran(text.format(DEEPEST - 2)).printed == "198\n"
    assert ran(text.format(DEEPEST - 1)).error is not None


def test_an_error_of_a_hook_passes_through_all_handlers() -> None:
    class Stop(BaseException):
        pass

    def stop(frame: Frame, line: int) -> None:
        if line == 3:
            raise Stop

    machine = machine_for(
        "try:\n    x = 1\n    y = 2\nexcept:\n    print(3)\nfinally:\n    print(4)", on_statement=stop
    )
    with pytest.raises(Stop):
        machine.run()
    assert machine.printed == ""
    assert machine.variables == {"x": 1}


# --- what a recorder needs ------------------------------------------------------------------------------------------

WATCHED = """
import torch
def f(x):
    for i in range(2):
        x = x + 1
    return x
w = torch.tensor(1.0)
n = 0
while n < 2:
    n += 1
    if f(n) == 4: break
print(w * f(0), [i for i in range(2)])
"""


def test_hooks_are_told_of_statements_loops_and_native_calls() -> None:
    statements, loops, calls = [], [], []
    machine = machine_for(WATCHED)
    machine.on_statement = lambda frame, line: statements.append((frame.name, line))
    machine.on_loop = lambda frame, loop: loops.append((frame.name, loop.line))
    machine.on_call = lambda name, args, kwargs, result, line, column: calls.append((name, line))
    machine.run()
    assert machine.printed == "tensor(2.) [0, 1]\n"
    assert [line for name, line in statements if name == "<program>"] == [2, 3, 7, 8, 9, 10, 11, 10, 11, 11, 12]
    assert statements[7:10] == [("f", 4), ("f", 5), ("f", 5)]
    assert loops == ([("<program>", 9)] + [("f", 4)] * 3) * 3  # the last of line 9 where it is left by break
    assert ("mul", 12) in calls
    assert ("print", 12) in calls
    assert machine.steps == len(statements) == ran(WATCHED).steps


def test_hooks_can_be_taken_away_and_set_while_the_program_runs() -> None:
    lines: list[int] = []
    machine = machine_for("x = 0\nfor i in range(6):\n    x += i\n    x += 1\n")

    def at_loop(frame: Frame, loop: object) -> None:
        machine.on_statement = None if machine.steps > 6 else at_statement

    def at_statement(frame: Frame, line: int) -> None:
        lines.append(line)

    machine.on_loop = at_loop
    machine.run()
    assert lines == [3, 4] * 3
    assert machine.steps == 14


def test_steps_do_not_depend_on_whether_somebody_watches() -> None:
    text = "def f(n):\n    a = 1; b = n / 0; c = 3\nfor i in range(3):\n    try:\n        x = 1; f(i); y = 2\n    except ZeroDivisionError: pass\nz = q"  # noqa: E501
    watched: list[int] = []
    machine = ran(text, on_statement=lambda frame, line: watched.append(line))
    assert machine.steps == len(watched) == ran(text).steps


GOES_ON = """
def numbers(k):
    for i in range(k):
        yield i
def added(n, k):
    for i in numbers(k):
        n += i
    return n
def outer(k):
    total = 0
    def inner(x):
        nonlocal total
        try:
            total += added(x, 3)
            if x == 1: raise ValueError(x)
        except ValueError as error:
            total += len(error.args)
        finally:
            total += 1
        return total
    for i in range(k):
        inner(i)
    return total
values = []
lazy = numbers(10)
next(lazy)
for n, word in enumerate(["a", "b", "c"]):
    values.append((word, outer(n + 2), f"{n}", next(lazy)))
    print(values[-1])
print([v for v in lazy])
"""


class Copier(pickle.Pickler):
    """Copies a state into another machine: what belongs to a machine, classes and native functions go by reference."""

    def __init__(self, memory: io.BytesIO) -> None:
        super().__init__(memory)
        self.kept: list[object] = []

    def persistent_id(self, obj: object) -> object:
        if isinstance(obj, Routine):
            return "routine", obj.number
        if not isinstance(obj, type | native.Native):
            return None
        self.kept.append(obj)
        return "kept", len(self.kept) - 1


def copied(machine: Machine) -> Machine:
    """Return another machine of the same program that stands where this one does."""
    other = machine_for(GOES_ON)
    memory = io.BytesIO()
    copier = Copier(memory)
    copier.dump(machine.state())
    memory.seek(0)
    reader = pickle.Unpickler(memory)
    reader.persistent_load = lambda kept: {"routine": other.routines, "kept": copier.kept}[kept[0]][kept[1]]
    other.set_state(reader.load())
    return other


def test_a_copy_of_a_run_goes_on_from_any_statement_and_any_loop() -> None:
    expected = ran(GOES_ON)
    copies: list[Machine] = []
    machine = machine_for(GOES_ON)

    def keep(frame: Frame, where: object) -> None:
        if machine.nested == 0:
            copies.append(copied(machine))

    machine.on_statement = machine.on_loop = keep
    machine.run()
    assert machine.error is None
    assert len(copies) > 100
    for copy in copies:
        copy.run()
        assert (copy.printed, copy.error, copy.steps) == (expected.printed, None, expected.steps)


def test_a_frame_shows_its_variables() -> None:
    shown: list[tuple[str, dict[str, object]]] = []
    text = "def f(a):\n    b = a\n    def g(): return b\n    for c in [1]:\n        pass\nf(5)"
    ran(text, on_statement=lambda frame, line: shown.append((frame.name, {**frame.locals})) if line == 5 else None)
    ((name, variables),) = shown
    assert (name, {key: variables[key] for key in "abc"}) == ("f", {"a": 5, "b": 5, "c": 1})


def test_variables_are_those_of_the_program() -> None:
    machine = ran("import torch\nx = 1\nsum = 2\ndef f(): global y; y = 3\nf()\n[z for z in range(3)]")
    assert {name: value for name, value in machine.variables.items() if name in "xyz" or name == "sum"} == {
        "x": 1,
        "sum": 2,
        "y": 3,
    }
    assert set(machine.variables) == {"torch", "x", "sum", "f", "y"}


# --- random programs ------------------------------------------------------------------------------------------------


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", range(120))
def test_a_random_program_ends_as_it_does_in_python(seed: int) -> None:
    assert difference(seed) == ""


def test_random_programs_are_mostly_programs() -> None:
    programs = [text for seed in range(120) if (text := program(seed))]
    assert len(programs) > 90
    assert {"try:", "finally:", "yield", "global", "with", "while"} <= set(re.findall(r"\w+:?", "\n".join(programs)))
