"""Locks the process of a program from inside: no new file, process, thread, socket or import, and no endless memory.

These walls stand behind the closed set of values that a program can hold: they are for what nobody has thought of.
Linux on x86_64 and aarch64 has all of them. Other systems lack the filter of system calls, and Windows the limits of
resources; what stands in their place there is in `walls_outside`.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY = 2 << 30
"""Bytes that a program may have beyond what the libraries take."""
_ALLOWED_EVENTS = {
    *("array.__new__", "builtins.id", "gc.get_referents", "sys._getframe", "sys._getframemodulename", "time.sleep"),
    *("object.__delattr__", "object.__getattr__", "object.__setattr__", "sys.excepthook", "sys.unraisablehook"),
}
"""All else that Python announces to an audit hook is refused: open, import, os.*, socket.*, ctypes.* and so on."""
_MAKING_CODE = ("compile", "exec", "code.__new__", "function.__new__")
_MAKERS = ("collections", "dataclasses", "enum", "functools", "typing", "model.program.machine.functions")
"""The modules that may do so, to make a dataclass, a named tuple, or what binds the arguments of a call."""

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _SIGKILL = 1, 38, 9
_SECCOMP_SET_MODE_FILTER, _SECCOMP_ALL_THREADS = 1, 1
_MACHINES = {"x86_64": (0xC000003E, 317), "aarch64": (0xC00000B7, 277)}
"""By which number the kernel knows a machine, and its system call `seccomp`."""
_CALLS = {
    **{"read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62)},
    **{"mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "mremap": (25, 216)},
    **{"madvise": (28, 233), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139)},
    **{"sigaltstack": (131, 132), "restart_syscall": (219, 128), "exit": (60, 93), "exit_group": (231, 94)},
    **{"futex": (202, 98), "sched_yield": (24, 124), "membarrier": (324, 283), "getcpu": (309, 168)},
    **{"sched_getaffinity": (204, 123), "getpid": (39, 172), "gettid": (186, 178), "getrusage": (98, 165)},
    **{"clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "getrandom": (318, 278)},
    **{"nanosleep": (35, 101), "clock_nanosleep": (230, 115), "setitimer": (38, 103)},
}
"""What a locked process may ask of the kernel, by its numbers on the two machines: memory, time, and its two pipes."""
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _ALLOW, _NO_SUCH_CALL = 0x80000000, 0x7FFF0000, 0x00050000 | 38
_NUMBER, _MACHINE = 0, 4
"""Where the filter finds the number of a call, and the machine that it is meant for."""


def end_with_parent() -> None:
    """Have this process end when the one that started it ends, however that happens.

    On Linux that is when the thread ends that started it, and holds also within a call that never returns. Windows
    does the same from outside. Elsewhere a thread looks every second, which such a call can keep from running.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    elif sys.platform != "win32":
        threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def lock() -> Callable[[], None]:
    """Lock this process for good.

    Returns
    -------
    callable
        To be called when the program is parsed: it forbids compiling too.
    """
    if sys.platform != "win32":
        _limit_resources()
    if sys.platform == "linux":
        _filter_calls()
    allowed = {*_ALLOWED_EVENTS, "compile"}

    def judge(event: str, _: tuple[object, ...]) -> None:
        if event in allowed:
            return
        caller = sys._getframe(1).f_globals["__name__"]  # pyright: ignore[reportPrivateUsage]
        if event not in _MAKING_CODE or caller not in _MAKERS:
            raise PermissionError(f"a program has no access to files, processes, modules and the like ({event})")

    sys.addaudithook(judge)
    return lambda: allowed.discard("compile")


def _limit_resources() -> None:
    import resource

    nothing = resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE
    limits = dict.fromkeys(nothing, 0)
    if sys.platform == "linux":
        has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        limits[resource.RLIMIT_AS] = has + MEMORY if most == resource.RLIM_INFINITY else min(has + MEMORY, most)
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))


def _filter_calls() -> None:
    """Have the kernel answer every call but `_CALLS` as if it did not know it; where it has no filters, go on without.

    Memory may still be made executable, since PyTorch compiles some of its operations.
    """
    name = platform.machine()
    if name not in _MACHINES:
        return
    machine, seccomp = _MACHINES[name]
    numbers = [numbers[list(_MACHINES).index(name)] for numbers in _CALLS.values()]
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_JUMP_IF_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *((_JUMP_IF_EQUAL, len(numbers) - index, 0, number) for index, number in enumerate(numbers)),
        (_RETURN, 0, 0, _NO_SUCH_CALL),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    system = ctypes.CDLL(None)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.syscall(seccomp, _SECCOMP_SET_MODE_FILTER, _SECCOMP_ALL_THREADS, program)
