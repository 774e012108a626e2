"""Writes files whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

STANDARD_OUTPUT = Path("/dev/fd/1")
"""What "-" stands for, on every system."""
_MOST_LINKS = 40

_REASONS = {
    errno.ENOENT: QT_TRANSLATE_NOOP("files", "there is no such file or folder"),
    errno.EACCES: QT_TRANSLATE_NOOP("files", "permission denied"),
    errno.EPERM: QT_TRANSLATE_NOOP("files", "permission denied"),
    errno.EROFS: QT_TRANSLATE_NOOP("files", "the disk is read-only"),
    errno.EISDIR: QT_TRANSLATE_NOOP("files", "it is a folder"),
    errno.ENOTDIR: QT_TRANSLATE_NOOP("files", "a part of its path is not a folder"),
    errno.ENOSPC: QT_TRANSLATE_NOOP("files", "the disk is full"),
    errno.ENAMETOOLONG: QT_TRANSLATE_NOOP("files", "its name is too long"),
}


def reason_of(error: OSError) -> Message:
    """Return why the system refused a file, in words that can be translated."""
    known = _REASONS.get(error.errno or 0)
    return known or Message("files", "{reason}").fill(reason=error.strerror or str(error))


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
    try:
        with open(handle, "wb") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode_of(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


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
    handle, temporary = _temporary_beside(target)
    os.close(handle)
    os.unlink(temporary)


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


def _temporary_beside(target: str) -> tuple[int, str]:
    folder, name = os.path.split(target)
    return tempfile.mkstemp(prefix=f".{name[:40]}.", suffix=".part", dir=folder)


def _mode_of(target: str) -> int:
    """Return the permissions of the file, or those of a new one."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
