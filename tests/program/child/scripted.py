"""A process of a program whose programs are functions of this file: what a hostile one could do once it was out.

What they use was prepared before the lock, and calls of C's library by ctypes pass by Python's audit hook.
"""

from __future__ import annotations

import ctypes
import dataclasses
import errno
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec.msgpack import Encoder

from model.message import Message
from model.program.child.channel import Begin, Ended, Failure, Look, Printed, Watched, sendable
from model.program.child.serving import serve
from model.program.record.frames import Frame, Window
from model.program.source import Place, Refused

if TYPE_CHECKING:
    from model.program.child.channel import Question, Report
    from model.program.child.serving import Tell

Write: TypeAlias = Callable[[str], None]
ROOT = Path(__file__).resolve().parents[3]
COMMAND = [
    *(sys.executable, "-c"),
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.program.child import scripted; scripted.main()",
]
REPORTS = 4
"""The number of the pipe for reports: the first two that are free are the pipes'."""
C = ctypes.CDLL(None)
for name in (
    *("abort", "close", "execve", "fork", "ioctl", "kill", "malloc", "memfd_create", "memset", "open", "pipe"),
    *("prctl", "ptrace", "setrlimit", "socket", "socketpair", "unlink", "write"),
):
    getattr(C, name)  # looks it up, which the hook would refuse later
ERROR = C.__errno_location if sys.platform == "linux" else C.__error
ERROR.restype = ctypes.POINTER(ctypes.c_int)
PARENT = os.getppid()
PRINTED_IN_PIECES = 100_000
ENCODE = Encoder().encode
VARIABLES = {"big": -(1 << 4000), "half": "\ud800", "list": [1.5, None, True, "a"]}
SCRIPTS: dict[str, Callable[[Write], None]] = {}


def script(run: Callable[[Write], None]) -> Callable[[Write], None]:
    SCRIPTS[run.__name__] = run
    return run


@script
def endless(write: Write) -> None:
    write("begun\n")
    while True:
        pass


@script
def endless_in_c(write: Write) -> None:
    write(f"{os.getpid()}\n")
    sum(itertools.repeat(0))  # which never gives the interpreter's lock back


@script
def asleep(write: Write) -> None:
    write("begun\n")
    time.sleep(600)


@script
def memory(write: Write) -> None:
    held: list[bytes] = []
    while True:
        held.append(bytes(64 << 20))
        write(f"{len(held)}\n")


@script
def memory_in_c(write: Write) -> None:
    C.malloc.restype = ctypes.c_void_p
    while C.malloc(64 << 20):
        pass
    C.abort()


@script
def crash(write: Write) -> None:
    write("before\n")
    C.memset(8, 0, 8)


@script
def leave(write: Write) -> None:
    os._exit(3)


@script
def flood(write: Write) -> None:
    while True:
        write("x" * PRINTED_IN_PIECES)


@script
def full(write: Write) -> None:
    """Print until the pipe is full, and a little more."""
    while True:
        write("x\n")


@script
def broken(write: Write) -> None:
    raise AssertionError("\ud800")


@script
def texts(write: Write) -> None:
    write("\ud800 π 中文\n")
    write(f"{hash('a set of texts')}\n")


def raw(data: bytes) -> None:
    C.write(REPORTS, data, len(data))


def report(**fields: object) -> None:
    raw_data = ENCODE(fields)
    raw(len(raw_data).to_bytes(4, "little") + raw_data)
    time.sleep(600)


@script
def no_message(write: Write) -> None:
    raw((4).to_bytes(4, "little") + b"\xc1\xc1\xc1\xc1")
    time.sleep(600)


@script
def too_large(write: Write) -> None:
    raw(b"\xff\xff\xff\xff")
    time.sleep(600)


@script
def wrong_field(write: Write) -> None:
    report(type="Printed", text=[1])


@script
def wide_field(write: Write) -> None:
    message = {"context": "", "template": "{a:1000000000}", "values": [["a", 1]]}
    report(type="Begun", notes=[message])


@script
def deep(write: Write) -> None:
    report(type="Ended", failure=None, variables='{"a":' + 200 * "[" + 200 * "]" + "}")


@script
def deeper(write: Write) -> None:
    report(type="Ended", failure=None, variables='{"a":' + 100_000 * "[" + 100_000 * "]" + "}")


@script
def nested(write: Write) -> None:
    data = b"\x91" * 100_000
    raw(len(data).to_bytes(4, "little") + data)
    time.sleep(600)


@script
def no_json(write: Write) -> None:
    report(type="Ended", failure=None, variables="{'a': 1}")


@script
def silent(write: Write) -> None:
    C.close(REPORTS)
    time.sleep(600)


@script
def half(write: Write) -> None:
    raw(b"\x10\x00\x00\x00ab")
    os._exit(0)


def attempt(write: Write, name: str, act: Callable[[], object]) -> None:
    try:
        write(f"{name}: {act()!r}\n")
    except BaseException as error:
        write(f"{name}: {type(error).__name__}\n")


@dataclasses.dataclass
class Before:
    """Made before the lock, so that nothing is imported when another is made after it."""

    x: int


@script
def python_attempts(write: Write) -> None:
    acts: dict[str, Callable[[], object]] = {
        "read": lambda: open("/etc/hostname"),
        "write": lambda: open("/tmp/descent-lab-escaped", "w"),
        "list": lambda: os.listdir("/"),
        "import": lambda: __import__("antigravity"),
        "exec": lambda: exec("1"),
        "compile": lambda: compile("1", "", "eval"),
        "code": lambda: attempt.__code__.replace(co_name="f"),
        "function": lambda: type(attempt)(attempt.__code__, {}),
        "system": lambda: os.system("true"),
        "fork": os.fork,
        "process": lambda: subprocess.run(["true"], check=False),
        "thread": lambda: threading.Thread(target=print).start(),
        "socket": socket.socket,
        "kill": lambda: os.kill(PARENT, signal.SIGTERM),
        "library": lambda: ctypes.CDLL("libm.so.6"),
        "address": lambda: ctypes.string_at(id(write), 8),
    }
    for name, act in acts.items():
        attempt(write, name, act)
    attempt(write, "dataclass", lambda: dataclasses.make_dataclass("Point", ["x", "y"])(1, 2))
    attempt(write, "namedtuple", lambda: namedtuple("Pair", "a b")(1, 2))


@script
def c_attempts(write: Write) -> None:
    number = ctypes.c_int(0)
    acts: dict[str, Callable[[], int]] = {
        "read": lambda: C.open(b"/etc/hostname", os.O_RDONLY),
        "write": lambda: C.open(b"/tmp/descent-lab-escaped", os.O_WRONLY | os.O_CREAT, 0o600),
        "remove": lambda: C.unlink(b"/tmp/descent-lab-escaped"),
        "memory file": lambda: C.memfd_create(b"a", 0),
        "fork": C.fork,
        "run": lambda: C.execve(b"/bin/true", None, None),
        "socket": lambda: C.socket(socket.AF_INET, socket.SOCK_STREAM, 0),
        "pair": lambda: C.socketpair(socket.AF_UNIX, socket.SOCK_STREAM, 0, ctypes.byref(ctypes.c_long(0))),
        "kill": lambda: C.kill(PARENT, signal.SIGTERM),
        "trace": lambda: C.ptrace(16, PARENT, None, None),
        "limit": lambda: C.setrlimit(0, ctypes.byref((ctypes.c_ulong * 2)(5, 5))),
        "control": lambda: C.prctl(38, 1, 0, 0, 0),
        "pipe": lambda: C.pipe(ctypes.byref(ctypes.c_long(0))),
        "device": lambda: C.ioctl(0, 0x5413, ctypes.byref(number)),
    }
    for name, act in acts.items():
        ERROR()[0] = 0
        result = act()
        write(f"{name}: {result} {errno.errorcode.get(ERROR()[0])}\n")


class Scripted:
    """A program that is a function of this file."""

    notes = (Message("program", "a note"),)

    def __init__(self, order: Begin, tell: Tell) -> None:
        self.order, self.tell = order, tell
        self.name, _, rest = order.text.partition(" ")
        if self.name == "refused":
            raise Refused(Place(2, 5), Message("program", "{name} is not known").fill(name=rest))
        if self.name == "slow":
            time.sleep(600)
        compile("1 + 1", "", "eval")

    def write(self, text: str) -> None:
        self.tell(Printed(sendable(text)))

    def run(self) -> Ended:
        if self.name == "ended":
            return Ended(
                Failure("failed", "a \\ud800\nmessage", "ValueError", 3),
                json.dumps(VARIABLES) if self.order.tells_all else "{}",
                2,
            )
        if self.name == "limit":
            return Ended(Failure("failed", Message("program", "{n} is too much").fill(n=3), line=1))
        SCRIPTS[self.name](self.write)
        self.write(f"seed {self.order.seed}\n")
        return Ended(None)

    def answer(self, question: Question) -> Report:
        assert isinstance(question, Look)
        if question.last == 0:
            os._exit(3)
        return Watched(Window((Frame("start", question.first, question.last),), ()))


def main() -> None:
    serve(lambda: None, lambda: None, Scripted)
