"""Starts `main.py` again and again without loading PyTorch each time, which is most of what a start takes.

A server process imports PyTorch, and nothing of this program, then forks for every call. The child is a process of its
own, with a working folder, arguments and outputs of its own; it imports the program as any start does and ends as any
process does. It shares with the others only the libraries, and the seed of Python's hashes.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "main.py"


class Launcher:
    """A server process; works on Linux only, as elsewhere the libraries do not bear being forked."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._server = subprocess.Popen(
            # Newer Pythons warn of a fork beside the threads that NumPy has for products of matrices.
            [sys.executable, "-W", "ignore", str(Path(__file__))],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def call(self, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Return how a start of the program in ``folder`` ended, and what it wrote."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps({"arguments": arguments, "folder": str(folder)}), file=self._server.stdin, flush=True)
        code, out, err = json.loads(self._server.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, out, err)

    def close(self) -> None:
        self._server.communicate()


def serve() -> None:
    """Fork for each line of the standard input, and answer with exit code and outputs."""
    import torch  # noqa: F401 - loaded for those that are forked

    gc.freeze()  # none of them needs to look for garbage among it
    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                be_the_program(request, out, err)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            outputs = []
            for stream in (out, err):
                stream.seek(0)
                outputs.append(stream.read().decode())
        print(json.dumps([code, *outputs]), flush=True)


def be_the_program(request: dict[str, Any], out: IO[bytes], err: IO[bytes]) -> None:
    with open(os.devnull, "rb") as nothing:
        for number, stream in enumerate((nothing, out, err)):
            os.dup2(stream.fileno(), number)
    os.chdir(request["folder"])
    sys.argv = [str(MAIN), *request["arguments"]]
    sys.path[0] = str(ROOT)
    runpy.run_path(str(MAIN), run_name="__main__")
    sys.exit()  # main.py has done so already


if __name__ == "__main__":
    serve()
