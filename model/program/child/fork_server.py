"""A process that is warmed up once and forks one for each program, where the system can: both of its ends.

To warm a process up takes seconds of the processor, to fork it 20 ms. What goes through the socket between the two ends
is one request for each program. It carries the program's end of its channel, and of the socket on which is told of the
process: first its number with a handle by which it can be ended, then how it has ended.
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from model.program.child.walls import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SIZE = 4
"""Bytes of a process' number, and of its exit code."""


def can_fork() -> bool:
    """Tell whether this system lets a warm process be forked, and a handle of it be passed on."""
    if sys.platform != "linux":  # on macOS some libraries cannot be used in a fork
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class ForkServer:
    """The process that forks, as the one sees it that has started it; it ends with the thread that did."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._socket, other = _pair(socket.SOCK_SEQPACKET)
        nowhere, end = subprocess.DEVNULL, other.fileno()
        with other:
            self._process = subprocess.Popen(command, stdin=end, stdout=nowhere, stderr=nowhere, env=environment)

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return self._process.poll() is not None

    def fork(self) -> Forked:
        """Ask for the process of a program, which is there once the server is warm; without a server it has ended."""
        end, channel = _pair(socket.SOCK_STREAM)
        told, tells = _pair(socket.SOCK_SEQPACKET)
        with channel, tells, contextlib.suppress(OSError):
            socket.send_fds(self._socket, [b"\0"], [channel.fileno(), tells.fileno()])
        return Forked(end, told, self._process)

    def close(self) -> None:
        """End the server, and with it all that it has forked."""
        self._process.kill()
        self._process.wait()
        self._socket.close()


class Forked:
    """A process that a server has forked, or is still to fork, with what `subprocess.Popen` has.

    Attributes
    ----------
    stdin, stdout
        The two directions of its channel.
    """

    def __init__(self, channel: socket.socket, told: socket.socket, server: subprocess.Popen[bytes]) -> None:
        self._channel, self._told, self._server = channel, told, server
        self.stdin, self.stdout = channel.makefile("wb"), channel.makefile("rb")
        told.setblocking(False)
        self._lock = threading.Lock()
        self._number: int | None = None
        self._handle: int | None = None
        """Of the process, from when it is forked until `close`."""
        self._code: int | None = None
        self._is_killed = False

    @property
    def pid(self) -> int | None:
        """The number of the process, once it is forked."""
        with self._lock:
            self._take()
        return self._number

    def kill(self) -> None:
        """End it; one that is not forked yet finds its channel closed, and has no program."""
        with self._lock, contextlib.suppress(OSError):  # where it has ended, or is let go of
            self._is_killed = True
            self._take()
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self._channel.shutdown(socket.SHUT_RDWR)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, or will never begin; return its exit code, or its server's if that ended before.

        Raises
        ------
        subprocess.TimeoutExpired
            Where that takes more seconds.
        """
        until = math.inf if timeout is None else time.monotonic() + timeout
        told = select.poll()
        told.register(self._told, select.POLLIN)
        while True:
            with self._lock:
                self._take()
                if self._code is not None or (self._is_killed and self._handle is None):
                    return -signal.SIGKILL if self._code is None else self._code
            left = until - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired([], timeout or 0.0)
            told.poll(None if left == math.inf else 1e3 * left)

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
            self._handle = None
            self._channel.close()
            self._told.close()

    def _take(self) -> None:
        """Take in what is told of it, where something is."""
        with contextlib.suppress(BlockingIOError):
            while self._code is None:
                data, handles, _, _ = socket.recv_fds(self._told, _SIZE, 1)
                number = int.from_bytes(data, "little", signed=True) if data else self._server.wait()
                if handles:
                    self._number, (self._handle,) = number, handles
                else:
                    self._code = number


def wait_for_program(number: int) -> int:
    """Be the server whose socket has this number, and return in each process that it forks the number of its channel.

    To be called where all is warmed up, and no other thread is there.
    """
    server, me = socket.socket(fileno=number), os.getpid()
    running: dict[int, tuple[int, socket.socket]] = {}
    gc.freeze()  # what is there already is not looked through in each process, and so not copied
    while True:
        ready, _, _ = select.select([number, *running], [], [])
        for handle in running.keys() & ready:
            process, tells = running.pop(handle)
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            _tell(tells, code)
            tells.close()
            os.close(handle)
        if number in ready:
            _, numbers, _, _ = socket.recv_fds(server, 1, 2)
            if not numbers:
                os._exit(0)
            channel, tells = numbers[0], socket.socket(fileno=numbers[1])
            process = os.fork()
            handle = os.pidfd_open(process or os.getpid())
            running[handle] = process, tells
            if process == 0:
                end_with_parent()
                if os.getppid() != me:  # which has ended before
                    os._exit(0)
                _tell(tells, os.getpid(), handle)
                for handle, (_, tells) in running.items():
                    tells.close()
                    os.close(handle)
                server.close()
                return channel
            os.close(channel)


def _tell(tells: socket.socket, number: int, *handles: int) -> None:
    with contextlib.suppress(OSError):  # where nobody asks any more
        socket.send_fds(tells, [number.to_bytes(_SIZE, "little", signed=True)], handles)


def _pair(kind: socket.SocketKind) -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, kind)
