"""A locked process opens no file, starts no process or thread, reaches no network and no other process."""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.program.child.fork_server import ForkServer, can_fork
from model.program.child.player import run_program
from model.program.child.process import Child, environment
from tests.program.child.scripted import COMMAND, ROOT
from tests.program.child.test_child import is_running

ESCAPED = Path("/tmp/descent-lab-escaped")
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what Linux has")


def attempts(script: str) -> dict[str, str]:
    """Return what came of each attempt of a script."""
    outcome = run_program(Child.start(COMMAND), script, 0, lambda text: None, lambda note: None)
    if can_fork():
        server = ForkServer(COMMAND, environment())
        assert run_program(Child.fork(server), script, 0, lambda text: None, lambda note: None) == outcome
        server.close()
    assert outcome.failure is None
    lines = outcome.printed.splitlines()
    assert lines.pop() == "seed 0"
    assert not ESCAPED.exists()
    return dict(line.split(": ") for line in lines)


def test_python_itself_refuses_all_that_leads_out() -> None:
    found = attempts("python_attempts")
    made = {"dataclass": found.pop("dataclass"), "namedtuple": found.pop("namedtuple")}
    assert made == {"dataclass": "Point(x=1, y=2)", "namedtuple": "Pair(a=1, b=2)"}
    assert found.pop("thread") == ("RuntimeError" if sys.platform == "linux" else "PermissionError")
    assert len(found) == 15
    assert set(found.values()) == {"PermissionError"}


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="where calls are filtered"
)
def test_the_kernel_knows_no_call_that_leads_out() -> None:
    found = attempts("c_attempts")
    assert len(found) == 14
    assert set(found.values()) == {"-1 ENOSYS"}


def answer(program: str) -> str:
    """Return what a process prints that has the walls at hand, and C's library beside them."""
    start = f"import ctypes, os, sys; sys.path.insert(0, {str(ROOT)!r}); from model.program.child import walls\n"
    done = subprocess.run([sys.executable, "-c", start + program], capture_output=True, text=True, check=True)
    return done.stdout


@ON_LINUX
def test_files_are_refused_also_where_the_kernel_filters_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    program = f"""
file = open({str(file)!r}, "wb", buffering=0)
walls._limit_resources()
for act in (lambda: open("/etc/hostname"), lambda: file.write(b"x")):
    try:
        act()
    except OSError as error:
        print(error.errno)
"""
    assert answer("import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + program) == "24\n27\n"
    assert file.read_bytes() == b""


@ON_LINUX
def test_where_the_kernel_does_not_tell_a_thread_ends_the_process_with_its_parent() -> None:
    program = """
parent, sleep = os.getpid(), walls.time.sleep
child = os.fork()
if child == 0:
    walls.time.sleep = lambda seconds: sleep(0.01)
    sys.stdout.close()
    walls._watch_parent(parent)
print(child)
"""
    number = int(answer(program + "sys.stdout.flush()\nos._exit(0)"))
    deadline = time.monotonic() + 5
    while is_running(number):
        assert time.monotonic() < deadline
        time.sleep(0.01)
