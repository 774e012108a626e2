"""Holds the process of a program from outside, where a system has no walls that it could put up itself.

Linux needs nothing here. What stands here for Windows and macOS has been checked by reading only: it ran nowhere.
"""

from __future__ import annotations

import ctypes
import struct
import sys
import threading
from typing import TYPE_CHECKING

from model.program.child.walls import MEMORY

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

_MOST = MEMORY + (1 << 30)
"""Bytes that the process may have with its libraries."""
_BETWEEN_LOOKS = 0.1
_JOB_LIMITS = "qqINNINII6Q4N"
"""JOBOBJECT_EXTENDED_LIMIT_INFORMATION of Windows."""
_EXTENDED_LIMITS, _ONE_PROCESS, _PROCESS_MEMORY, _KILL_ON_CLOSE = 9, 0x8, 0x100, 0x2000
_RUSAGE_BYTES, _FOOTPRINT = 96, 72
"""The size of rusage_info_v0 of macOS, and where the memory stands in it."""


def guard(process: subprocess.Popen[bytes]) -> Callable[[], None]:
    """Guard a process that has just been started; returns what to call when it has ended."""
    if sys.platform == "win32":
        return _put_in_job(process)
    if sys.platform == "darwin":
        return watch_memory(process, _macos_memory)
    return lambda: None


def watch_memory(
    process: subprocess.Popen[bytes], memory_of: Callable[[int], int], most: int = _MOST
) -> Callable[[], None]:
    """End a process once it has more than so many bytes, by a thread that looks ten times a second."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_BETWEEN_LOOKS):
            if memory_of(process.pid) > most:
                process.kill()

    thread = threading.Thread(target=watch, name="memory of the program", daemon=True)
    thread.start()

    def release() -> None:
        ended.set()
        thread.join()

    return release


def _macos_memory(number: int) -> int:
    usage = ctypes.create_string_buffer(_RUSAGE_BYTES)
    failed = ctypes.CDLL("/usr/lib/libproc.dylib").proc_pid_rusage(number, 0, usage)
    return 0 if failed else struct.unpack_from("Q", usage, _FOOTPRINT)[0]


def _put_in_job(process: subprocess.Popen[bytes]) -> Callable[[], None]:
    """Put a process of Windows into a job of one process and so much memory, which ends when this one does."""
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined] # which only Windows has
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    flags = _ONE_PROCESS | _PROCESS_MEMORY | _KILL_ON_CLOSE
    limits = struct.pack(_JOB_LIMITS, 0, 0, flags, 0, 0, 1, *[0] * 9, _MOST, 0, 0, 0)
    kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, limits, len(limits))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(process._handle))  # type: ignore[attr-defined]
    return lambda: kernel.CloseHandle(job)
