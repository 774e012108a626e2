"""Processes for the programs of tests: forked from a warm one, where the system can."""

from __future__ import annotations

import atexit
from functools import cache

from model.program.child.fork_server import ForkServer, can_fork
from model.program.child.process import Child, environment
from resources import RUN_PROGRAM, own_command

_COMMAND = own_command(RUN_PROGRAM)


def process() -> Child:
    """Return a process that waits for a program."""
    return Child.fork(_server()) if can_fork() else Child.start(_COMMAND)


@cache
def _server() -> ForkServer:
    server = ForkServer(_COMMAND, environment())
    atexit.register(server.close)
    return server
