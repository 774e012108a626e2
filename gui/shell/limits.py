"""Whether the system allows what the libraries need: where it does not, they end the process, or wait for ever."""

from __future__ import annotations

import ctypes
import sys

from model.message import QT_TRANSLATE_NOOP, Message

RUN_MEGABYTES = 950
"""Address space that a run without a window takes, most of it for PyTorch and LLVM: 850 were enough."""
QT_RUN_MEGABYTES = 1400
"""What it takes where Qt draws its picture, or translates what it says: 1320 were enough."""
WINDOW_MEGABYTES = 1600
_FILES = 32
_THREADS = 16
"""Twice as many as the window has with two processors."""
_SEMAPHORE_BYTES = 64


def limit_problem(megabytes: int) -> Message | None:
    """Return which limit is too low to begin, or None; ``megabytes`` of address space are needed."""
    if sys.platform == "win32":
        return None
    import resource

    space, files = (resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE))
    if resource.RLIM_INFINITY != space < megabytes << 20:
        return QT_TRANSLATE_NOOP(
            "limits", "only {allowed} MB of memory are allowed and {needed} MB are needed: see 'ulimit -v'"
        ).fill(allowed=str(space >> 20), needed=str(megabytes))
    if resource.RLIM_INFINITY != files < _FILES:
        return QT_TRANSLATE_NOOP(
            "limits", "only {allowed} open files are allowed and {needed} are needed: see 'ulimit -n'"
        ).fill(allowed=files, needed=_FILES)
    if sys.platform == "linux" and not _can_start_threads(_THREADS):
        return QT_TRANSLATE_NOOP(
            "limits", "{needed} threads are needed and the system does not allow as many: see 'ulimit -u'"
        ).fill(needed=_THREADS)
    return None


def _can_start_threads(count: int) -> bool:
    """Tell whether so many threads can run at once.

    They are C's own, which only wait: each of Python's would set aside 64 MB of address space for what it allocates.
    """
    c = ctypes.CDLL(None)
    semaphore = ctypes.create_string_buffer(_SEMAPHORE_BYTES)
    c.sem_init(semaphore, 0, 0)
    threads = [ctypes.c_ulong() for _ in range(count)]
    begun = [thread for thread in threads if c.pthread_create(ctypes.byref(thread), None, c.sem_wait, semaphore) == 0]
    for _ in begun:
        c.sem_post(semaphore)
    for thread in begun:
        c.pthread_join(thread, None)
    return len(begun) == count
