"""Writes files whole or not at all, and tells tables from experiments."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTEBOOK = ".ipynb"
STANDARD_OUTPUT = Path("/dev/fd/1")
"""What "-" stands for, on every system."""
_MOST_LINKS = 40
_PART_START, _PART_END = ".descent-lab-", ".part"
_PART = re.compile(r"\.descent-lab-\w{8}\.part")
"""The names of files that are being written; no other program's, and no user's."""
_DAY = 86_400.0
_swept: set[str] = set()
"""The folders that this process has looked through for what was left."""

_REASONS = {
    errno.ENOENT: QT_TRANSLATE_NOOP("files", "there is no such file or folder"),
    errno.EACCES: QT_TRANSLATE_NOOP("files", "permission denied"),
    errno.EPERM: QT_TRANSLATE_NOOP("files", "permission denied"),
    errno.EROFS: QT_TRANSLATE_NOOP("files", "the disk is read-only"),
    errno.EISDIR: QT_TRANSLATE_NOOP("files", "it is a folder"),
    errno.ENOTDIR: QT_TRANSLATE_NOOP("files", "a part of its path is not a folder"),
    errno.ENOSPC: QT_TRANSLATE_NOOP("files", "the disk is full"),
    errno.ENXIO: QT_TRANSLATE_NOOP("files", "it is not a file"),
    errno.ENAMETOOLONG: QT_TRANSLATE_NOOP("files", "its name is too long"),
}


def reason_of(error: OSError) -> Message:
    """Return why the system refused a file, in words that can be translated."""
    known = _REASONS.get(error.errno or 0)
    return known or Message("files", "{reason}").fill(reason=error.strerror or str(error))


def read_file(path: Path) -> bytes:
    """Return the content of a file; raises OSError where it cannot be read, or is none.

    A pipe would be waited for, and a device may never end.
    """
    if not is_plain(path):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
    return path.read_bytes()


def is_plain(path: Path) -> bool:
    """Tell whether a name can be opened without waiting: that of a file, of a folder, or of nothing."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return True
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def write_atomically(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace the file at ``path`` by ``chunks`` in one step, so that no reader sees half of it.

    What is not a regular file (a pipe), and a file that is open already (``/dev/stdout``), is written to as it is; a
    link is followed. Raises OSError where it cannot be written; what was there before stays.
    """
    target = os.path.realpath(path)
    descriptor = descriptor_of(path)
    if descriptor is not None:
        with open(os.dup(descriptor), "wb") as stream:
            stream.writelines(chunks)
        return
    if os.path.exists(path) and not os.path.isfile(path):  # of a pipe the target is no name
        with open(path, "wb") as stream:
            stream.writelines(chunks)
        return
    handle, temporary = _temporary_beside(target)
    claim = os.dup(handle)  # keeps the claim until the file has its name, when the stream is closed
    try:
        with open(handle, "wb") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode_of(target))
        if sys.platform == "win32":  # where no file that is open can be renamed
            os.close(claim)
            claim = -1
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    finally:
        if claim >= 0:
            os.close(claim)


def check_writable(path: Path) -> None:
    """Raise OSError before a long computation where `write_atomically` could not write to ``path``."""
    target = os.path.realpath(path)
    descriptor = descriptor_of(path)
    if descriptor is not None:
        os.fstat(descriptor)
        return
    if os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if os.path.exists(path):
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if not os.path.isfile(path):
            return
    with contextlib.suppress(FileNotFoundError):
        os.lstat(target)  # raises of a name that is too long, which the temporary one beside it is not
    handle, temporary = _temporary_beside(target)
    os.close(handle)
    os.unlink(temporary)


def is_program_file(path: Path) -> bool:
    """Tell whether a file is to be read as a program, which its name says."""
    return path.suffix.lower() in (".py", NOTEBOOK)


def is_table(path: Path) -> bool:
    """Tell whether a file is to be read as a table: by its name or its first character it is nothing else."""
    if path.suffix.lower() == ".json" or is_program_file(path) or not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return not file.read(1_000).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError:
        return False


def descriptor_of(path: Path) -> int | None:
    """Return the number of the open file that a path such as ``/dev/stdout`` or ``/dev/fd/63`` stands for.

    To open its name would begin it anew, or fail, where it is a file that others write to as well.
    """
    name = path.as_posix()
    for _ in range(_MOST_LINKS):
        found = re.fullmatch(r"/(?:dev|proc/self)/fd/(\d{1,9})", name)
        if found is not None:
            return int(found[1])
        if not os.path.islink(name):
            return None
        name = os.path.join(os.path.dirname(name), os.readlink(name))
    return None


def sweep(folder: str) -> None:
    """Remove from a folder what a process that was killed has left half written; what one still writes stays."""
    with contextlib.suppress(OSError, ValueError), os.scandir(folder) as entries:  # the latter for what names no folder
        for entry in entries:
            if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_left(entry.path)


def _remove_left(name: str) -> None:
    if sys.platform == "win32":  # refuses what is open
        os.unlink(name)
        return
    with open(name, "rb") as file:
        if _claim(file.fileno()):
            os.unlink(name)


def _claim(handle: int) -> bool:
    """Claim a file as long as it is open; return whether no other process has it.

    Where a disk knows no claims, one that was changed within a day may be another's.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return time.time() - os.fstat(handle).st_mtime > _DAY
    return True


def _temporary_beside(target: str) -> tuple[int, str]:
    """Make a file in the folder of ``target`` and claim it; look there first for what was left, once."""
    folder = os.path.dirname(target)
    if folder not in _swept:
        _swept.add(folder)
        sweep(folder)
    while True:
        handle, temporary = tempfile.mkstemp(prefix=_PART_START, suffix=_PART_END, dir=folder)
        _claim(handle)
        if os.path.exists(temporary):  # or one who sweeps came first
            return handle, temporary
        os.close(handle)


def _mode_of(target: str) -> int:
    """Return the permissions of the file, or those of a new one."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
