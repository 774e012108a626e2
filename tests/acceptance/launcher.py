"""Starts `main.py` again and again without loading PyTorch each time, which is most of what a start takes.

A server process imports PyTorch, and nothing of this program, then forks for every call. The child is a process of its
own, with the working folder, the environment, the arguments and all open files of the command that stands for it; it
imports the program as any start does and ends as any process does. It shares with the others only the libraries, and
the seed of Python's hashes. This works on Linux only, as elsewhere the libraries do not bear being forked.
"""

from __future__ import annotations

import fcntl
import functools
import gc
import json
import os
import runpy
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "main.py"
MOST = 512
"""How many files a command may have open; in the child they lie above for a moment, out of each other's way."""
COMMAND = """
import json, os, socket, sys
files = []
for number in range(256):
    try:
        os.fstat(number)
        files.append(number)
    except OSError:
        pass
with socket.socket(socket.AF_UNIX) as server:
    server.connect(sys.argv[1])
    request = json.dumps([files, dict(os.environ), sys.argv[2:]]).encode()
    socket.send_fds(server, [len(request).to_bytes(4, "big")], [os.open(".", os.O_RDONLY), *files])
    server.sendall(request)
    sys.exit(int(server.recv(16)))
"""


class Launcher:
    """A server process, and the command that stands for a Python that runs ``main.py``."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="descent-lab-launcher-")
        address = f"{self._folder.name}/socket"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(address)
            listening.listen()
            self._server = subprocess.Popen(
                # Newer Pythons warn of a fork beside the threads that NumPy has for products of matrices.
                [sys.executable, "-W", "ignore", str(Path(__file__)), str(listening.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[listening.fileno()],
            )
        self.command = [sys.executable, "-I", "-S", "-c", COMMAND, address]

    def close(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()


launcher = functools.cache(Launcher)


def serve(listening: socket.socket) -> NoReturn:
    """Fork for each command that calls, and tell it the exit code."""
    import torch  # noqa: F401 - loaded for those that are forked

    gc.freeze()  # none of them needs to look for garbage among it
    while True:
        with listening.accept()[0] as caller:
            head, files, *_ = socket.recv_fds(caller, 4, 256)
            with caller.makefile("rb") as stream:
                request = json.loads(stream.read(int.from_bytes(head, "big")))
            child = os.fork()
            if child == 0:
                for each in (listening, caller):
                    each.detach()  # or what has its number later would be closed with it
                be_the_program(files, *request)
            for each in files:
                os.close(each)
            caller.sendall(b"%d" % (os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255))


def be_the_program(files: list[int], numbers: list[int], environment: dict[str, str], arguments: list[str]) -> None:
    """Take the place of the command that has these files, of which the first is its folder."""
    os.fchdir(files[0])
    above = [fcntl.fcntl(each, fcntl.F_DUPFD, MOST) for each in files[1:]]
    os.closerange(0, MOST)
    for each, number in zip(above, numbers, strict=True):
        os.dup2(each, number)
        os.close(each)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)
    sys.stdout = sys.__stdout__ = open(1, "w", closefd=False)
    sys.stderr = sys.__stderr__ = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [str(MAIN), *arguments]
    sys.path[0] = str(ROOT)
    runpy.run_path(str(MAIN), run_name="__main__")
    sys.exit()  # main.py has done so already


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
