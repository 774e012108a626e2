"""The folder of a session: whose it is, which of those left behind is brought back, and what becomes of it.

A session belongs to the window that holds the lock on a file in it, which the system gives back however that window's
process ends. One that nobody holds was left behind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from model.data.files import is_plain, read_file, reason_of
from model.message import QT_TRANSLATE_NOOP, Message

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path

    from model.experiment.session import Session

_LOCK = "lock"
_TRIES = "restoring"
_FILE = "session.json"
_MOST_TRIES = 3
"""How often a session is brought back before it is taken to be what ends the program."""
_ASIDE = ".aside"
_DAY = 24 * 3600.0
_EMPTY_DAYS = 1
"""After so long a folder without a session is one whose window was ended before there was any."""
_ASIDE_DAYS = 30
"""For how long a session that cannot be brought back is kept."""


class SessionFolder:
    """A folder whose lock this process holds from the first time that it is needed.

    What a window's session hides (`Session.hidden`) is a session of its own, in the folder ``hidden``.
    """

    def __init__(self, path: Path, lock: int | None = None) -> None:
        self.path = path
        self._lock = lock
        self._tries = 0
        self.hidden: SessionFolder | None = None

    @classmethod
    def new_in(cls, root: Path) -> SessionFolder:
        """Return a folder that is made when a session is first written."""
        return cls(root / uuid.uuid4().hex)

    @classmethod
    def locked(cls, path: Path) -> SessionFolder | None:
        """Return a folder that nobody else holds, or None; raises OSError where that cannot be told."""
        lock = _lock(path / _LOCK)
        return None if lock is None else cls(path, lock)

    def write(self, session: Session) -> None:
        """Write a session; raises OSError where that cannot be."""
        from model.experiment.file.session import write_session

        if session.hidden:  # first: until that is on the disk, it is in what was written before
            self.hidden = self.hidden or SessionFolder.new_in(self.path.parent)
            self.hidden.write(replace(session, labs=session.hidden, hidden={}))
        if self._lock is None:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _lock(self.path / _LOCK)
        write_session(self.path, session)
        if self.hidden is not None and not session.hidden:
            self.hidden.remove()
            self.hidden = None

    # ---- bringing back

    def begin_try(self) -> bool:
        """Note that the session is being brought back; return False where that has ended the program before."""
        mark = self.path / _TRIES
        with contextlib.suppress(OSError, ValueError):
            self._tries = int(read_file(mark))
        if self._tries >= _MOST_TRIES:
            return False
        self.mark_try()
        return True

    def mark_try(self) -> None:
        """Note that more of the session is being brought back."""
        with contextlib.suppress(OSError):
            (self.path / _TRIES).unlink(missing_ok=True)  # it may be a pipe
            (self.path / _TRIES).write_text(str(self._tries + 1), encoding="ascii")

    def end_try(self) -> None:
        """Note that what was brought back has not ended the program."""
        with contextlib.suppress(OSError):
            (self.path / _TRIES).unlink(missing_ok=True)

    # ---- its end

    def release(self) -> None:
        """Leave the session to the next start."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def remove(self) -> None:
        """Remove the session, which nobody wants back."""
        with contextlib.suppress(OSError):
            (self.path / _FILE).unlink(missing_ok=True)  # first: from now on nothing is left behind
        self.release()
        shutil.rmtree(self.path, ignore_errors=True)

    def put_aside(self) -> Path:
        """Keep the session where no start looks for it; return its file."""
        aside = self.path.with_name(self.path.name + _ASIDE)
        self.release()
        try:
            self.path.rename(aside)
        except OSError:
            return self.path / _FILE
        return aside / _FILE


class Found(NamedTuple):
    """What a start finds: a session that was left behind, its folder, and what is to be said of others."""

    folder: SessionFolder | None
    session: Session | None
    notes: tuple[Message, ...]


def claim(root: Path) -> Found:
    """Take the newest session that was left behind and can be read; one that cannot is put aside."""
    notes: list[Message] = []
    for path in _left_behind(root):
        try:
            folder = SessionFolder.locked(path)
        except FileNotFoundError:  # its window has removed it meanwhile
            continue
        except OSError as error:
            notes.append(_LEFT.fill(file=path / _FILE, reason=reason_of(error)))
            continue
        if folder is None:
            continue
        session, note = _read(folder)
        if session is not None:
            return Found(folder, session, _counted(notes))
        if note is not None:
            notes.append(note)
    return Found(None, None, _counted(notes))


def _counted(notes: list[Message]) -> tuple[Message, ...]:
    """Say of several sessions first how many they are."""
    if len(notes) < 2:
        return tuple(notes)
    several = QT_TRANSLATE_NOOP("recovery", "{count} sessions could not be brought back.")
    return (several.fill(count=len(notes)), *notes)


def _left_behind(root: Path) -> list[Path]:
    """Return the folders with a session, the newest first; those in use are among them. Remove what is out of date."""
    found: list[tuple[float, Path]] = []
    try:
        folders = [path for path in root.iterdir() if path.is_dir()]
    except OSError:
        return []
    for path in folders:
        with contextlib.suppress(OSError):
            if path.suffix == _ASIDE:
                _remove_old(path, _ASIDE_DAYS)
            elif (path / _FILE).exists():
                found.append(((path / _FILE).stat().st_mtime, path))
            else:
                _remove_old(path, _EMPTY_DAYS)
    return [path for _, path in sorted(found, reverse=True)]


def _remove_old(path: Path, days: int) -> None:
    """Remove a folder that was not changed for so long, unless a window holds it that could write nothing so far."""
    if time.time() - path.stat().st_mtime > days * _DAY:
        folder = SessionFolder.locked(path)
        if folder is not None:
            folder.remove()


def _read(folder: SessionFolder) -> tuple[Session | None, Message | None]:
    """Return a session that is worth bringing back, or what is to be said where there is none."""
    from model.experiment.file.session import NewerSession, read_session
    from model.kinds import check_kept
    from model.message import Refused

    if not folder.begin_try():
        reason = QT_TRANSLATE_NOOP("recovery", "the program has ended three times while it was being brought back")
        return None, _put_aside(folder, reason)
    try:
        session = read_session(folder.path, check_kept)
    except FileNotFoundError:  # its window has removed it meanwhile
        folder.release()
        return None, None
    except NewerSession as refusal:
        folder.end_try()
        folder.release()
        return None, _LEFT.fill(file=folder.path / _FILE, reason=refusal.message)
    except OSError as error:
        folder.end_try()
        folder.release()
        return None, _LEFT.fill(file=folder.path / _FILE, reason=reason_of(error))
    except Refused as refusal:
        return None, _put_aside(folder, refusal.message)
    except Exception as error:  # whatever is in the file, it may not keep the window from opening
        return None, _put_aside(folder, Message("recovery", "{reason}").fill(reason=repr(error)))
    if not session.labs:
        folder.remove()
        return None, None
    return session, None


_LEFT = QT_TRANSLATE_NOOP("recovery", "The session in {file} was left as it is: {reason}.")
_NOT_BACK = QT_TRANSLATE_NOOP(
    "recovery", "The last session could not be brought back ({reason}); it is kept for {days} days in {file}."
)


def _put_aside(folder: SessionFolder, reason: Message) -> Message:
    return _NOT_BACK.fill(file=folder.put_aside(), days=_ASIDE_DAYS, reason=reason)


def _lock(path: Path) -> int | None:
    """Return a file that is locked until it is closed; None where another window has locked it.

    Raises OSError where it cannot be opened, or the disk knows no locks.
    """
    if not is_plain(path):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:  # in a folder that is read-only it may be there
        handle = os.open(path, os.O_RDONLY)
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if sys.platform == "win32" or isinstance(error, BlockingIOError):
            return None
        raise
    return handle
