"""The settings: what the window remembers, and what an administrator presets or locks by a file beside the program."""

from __future__ import annotations

import configparser
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from PySide6.QtCore import QByteArray, QDir, QSettings

from gui.look.tokens import SYSTEM, TOKENS
from gui.widgets.timeline import PACES
from model.data.files import is_plain, read_file, reason_of
from model.labs import LABS
from model.message import QT_TRANSLATE_NOOP, Message
from resources import LANGUAGES, program_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

ADMINISTRATORS_FILE = "descent-lab.ini"
"""The name of the file in `resources.program_folder`."""
_LONGEST = 4_096
"""No text or state of a setting is longer: that is the longest path of a file."""
_GEOMETRY, _SPLITTER = b"\x01\xd9\xd0\xcb", b"\0\0\0\xff"
"""How what `QWidget.saveGeometry` and `QSplitter.saveState` return begins."""
_GEOMETRY_BYTES, _SPLITTER_BYTES = 46, 35
"""How long that is at least, for a splitter of three parts: Qt reads the rest of a shorter one as zeros."""
_UNWRITABLE = QT_TRANSLATE_NOOP("settings", "{file} cannot be written")
_QUOTED = 40
"""Characters of a wrong text in the administrator's file that are said."""


def _text(found: object) -> str:
    """Read what is no list and no bytes, a switch or a number that was remembered in this window too."""
    text = found if isinstance(found, str) else str(found) if isinstance(found, bool | int | float) else None
    if text is None or len(text) > _LONGEST:
        raise ValueError
    return text


def _one_of(kind: Callable[[str], T], *values: T) -> Callable[[object], T]:
    """Return what reads one of these values."""

    def read(found: object) -> T:
        value = kind(_text(found))
        if value not in values:
            raise ValueError
        return value

    return read


def _on_or_off(found: object) -> bool:
    return {"true": True, "false": False}[_text(found).lower()]


def _positive(found: object) -> float:
    number = float(_text(found))
    if not 0 < number < math.inf:
        raise ValueError
    return number


def _folder(found: object) -> str:
    return os.path.expanduser(_text(found))


def _texts(found: object) -> list[str]:
    """Read a list, of which Qt writes one with a single text as that text."""
    texts = cast("list[object]", found) if isinstance(found, list) else [found]
    return [text for text in map(_text, texts) if text]


def _state_of(kind: bytes, least: int) -> Callable[[object], QByteArray]:
    """Return what reads the state of a window or a splitter, as Qt has written it: all of a ``kind`` begin alike."""

    def read(found: object) -> QByteArray:
        if not isinstance(found, QByteArray) or not found.startsWith(kind) or not least <= found.size() <= _LONGEST:
            raise ValueError
        return found

    return read


_READERS: dict[str, Callable[[object], object]] = {
    "language": _one_of(str, *LANGUAGES),
    "theme": _one_of(str, *TOKENS, SYSTEM),
    "reduced_motion": _on_or_off,
    "lab": _one_of(str, *LABS),
    "pace": _one_of(float, *PACES),
    "controls": _on_or_off,
    "panel": _on_or_off,
    "page": _one_of(int, 0, 1, 2),
    "accumulate_nodes": _on_or_off,
    "race_goal": _positive,
    "folder": _folder,
    "data_folder": _folder,
    "compares_derivatives": _on_or_off,
    "hints_done": _text,
    "recent": _texts,
    "geometry": _state_of(_GEOMETRY, _GEOMETRY_BYTES),
    "help_geometry": _state_of(_GEOMETRY, _GEOMETRY_BYTES),
    "splitter": _state_of(_SPLITTER, _SPLITTER_BYTES),
}
"""All settings, each with what reads it; that raises where what is found makes no sense, or is out of range."""
OF_USER = ("compares_derivatives", "hints_done", "recent", "geometry", "help_geometry", "splitter")
"""Those that an administrator may not set."""


class Administrator(NamedTuple):
    """What stands in the administrator's file: first values, values that are not to be changed, and its faults."""

    preset: Mapping[str, object]
    locked: Mapping[str, object]
    faults: tuple[Message, ...]

    @classmethod
    def of(cls, file: Path) -> Administrator:
        """Read a file that need not exist; what is wrong in it is left out, and said in a sentence."""
        parser = configparser.ConfigParser(interpolation=None, default_section="", strict=False)
        found: dict[str, dict[str, object]] = {"preset": {}, "locked": {}}
        try:
            parser.read_string(read_file(file).decode("utf-8-sig"))
        except FileNotFoundError:
            return NO_ADMINISTRATOR
        except (OSError, UnicodeDecodeError, configparser.ParsingError) as error:
            fault = QT_TRANSLATE_NOOP("settings", "{file} was ignored: {reason}.")
            return NO_ADMINISTRATOR._replace(faults=(fault.fill(file=file, reason=_reason(error)),))
        wrong: list[str] = []
        for section, settings in parser.items():
            for name, text in settings.items():
                value = None if name in OF_USER else _read(name, text)
                if value is None or section not in found:
                    wrong.append(f"[{section}] {name} = {text}"[:_QUOTED])
                else:
                    found[section][name] = value
        fault = QT_TRANSLATE_NOOP("settings", "{file} has settings that are unknown and were ignored: {settings}.")
        faults = (fault.fill(file=file, settings=", ".join(wrong)),) if wrong else ()
        return cls(found["preset"], found["locked"], faults)


NO_ADMINISTRATOR = Administrator({}, {}, ())


class Settings:
    """What is remembered between starts in the user's ``file``; without one, as long as this object lives.

    A setting is what the administrator locked, else what the user has chosen, else what the administrator preset.
    Several windows may keep their settings in one file: only what was changed here is written.

    Attributes
    ----------
    notes : list[Message]
        What the user should be told once.
    """

    def __init__(self, file: str | Path = "", administrator: Administrator = NO_ADMINISTRATOR) -> None:
        self._file = QSettings(str(file), QSettings.Format.IniFormat)
        self._administrator = administrator
        self._seen: dict[str, object] = {}
        self._is_kept = bool(file)
        """Whether changes are written; not, once it was said that they are not."""
        self.notes: list[Message] = list(administrator.faults)
        self._reset_wrong()

    @classmethod
    def of_user(cls) -> Settings:
        """Return the settings of the user who has started the program, and what is to be said about them."""
        # Beside it, since Qt reads what it tells the name of.
        beside = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Descent Lab", "beside").fileName()
        file = Path(beside).with_name("descent-lab.ini")
        administrator = Administrator.of(program_folder() / ADMINISTRATORS_FILE)
        if QDir.home().isRoot() and not os.path.isabs(os.environ.get("XDG_CONFIG_HOME", "")):
            settings = cls("", administrator)
            reason = QT_TRANSLATE_NOOP("settings", "there is no home folder")
        elif not all(is_plain(Path(name)) for name in (file, f"{file}.lock")):  # which Qt would wait for
            settings = cls("", administrator)
            reason = _UNWRITABLE.fill(file=file)
        else:
            settings = cls(file, administrator)
            reason = settings._why_not_kept()
        if reason is not None:
            lost = QT_TRANSLATE_NOOP("settings", "Settings will be lost when this window is closed: {reason}.")
            settings.notes.append(lost.fill(reason=reason))
            settings._is_kept = False
        return settings

    def _reset_wrong(self) -> None:
        """Take what makes no sense out of the file, and say so, once: the program's own value stands for it again."""
        found = {name: self._file.value(name) for name in _READERS}
        wrong = [name for name, value in found.items() if value is not None and _read(name, value) is None]
        if wrong:
            for name in wrong:
                self._file.remove(name)
            reset = QT_TRANSLATE_NOOP("settings", "Settings that made no sense were reset: {settings}.")
            self.notes.append(reset.fill(settings=", ".join(wrong)))

    def _why_not_kept(self) -> Message | None:
        name = Path(self._file.fileName())
        self._file.allKeys()  # reads it
        if self._file.status() == QSettings.Status.FormatError:
            damaged = QT_TRANSLATE_NOOP("settings", "{file} is damaged: settings that could not be read were reset.")
            self.notes.append(damaged.fill(file=name))
        if self._file.isWritable():
            return None
        return _UNWRITABLE.fill(file=name)

    def is_locked(self, name: str) -> bool:
        """Tell whether the administrator has locked a setting."""
        return name in self._administrator.locked

    def chosen(self, name: str, given: str | None) -> str:
        """Return a setting for which the command line gave another value, or None: that counts unless it is locked."""
        if given is None or self.is_locked(name):
            value = self.remembered(name, "")
            if given is not None and given != value:
                ignored = QT_TRANSLATE_NOOP("settings", "--{name} was ignored: the administrator has set {value}.")
                self.notes.append(ignored.fill(name=name, value=value))
            return value
        return given

    def remembered(self, name: str, default: T) -> T:
        """Return a setting, of the type of ``default``; that itself where there is nothing, or nothing that fits."""
        value = self._administrator.locked.get(name)
        if value is None:
            value = _read(name, self._file.value(name))
        if value is None:
            value = self._administrator.preset.get(name)
        found = value if isinstance(value, type(default)) else default
        self._seen[name] = found
        return found

    def remember(self, name: str, value: object) -> None:
        """Keep a setting for the next start, if it is another than before and not locked."""
        if not self.is_locked(name) and (name not in self._seen or self._seen[name] != value):
            self._seen[name] = value
            self._file.setValue(name, value)

    def sync(self) -> Message | None:
        """Write what was changed here, and read what another window has changed.

        Where the former has failed, that is noted, and returned, once.
        """
        self._file.sync()
        if not self._is_kept or self._file.status() != QSettings.Status.AccessError:
            return None
        self._is_kept = False
        lost = QT_TRANSLATE_NOOP("settings", "{file} cannot be written: changes of settings are lost.")
        self.notes.append(lost.fill(file=Path(self._file.fileName())))
        return self.notes[-1]


def _read(name: str, found: object) -> object | None:
    """Return the value of a setting; None where there is no such setting or it cannot be this."""
    try:
        return _READERS[name](found)
    except (KeyError, ValueError):
        return None


def _reason(error: OSError | UnicodeDecodeError | configparser.ParsingError) -> Message:
    """Return why the administrator's file was not read."""
    if isinstance(error, OSError):
        return reason_of(error)
    if isinstance(error, UnicodeDecodeError):
        return QT_TRANSLATE_NOOP("settings", "it is not written in UTF-8")
    line = error.lineno if isinstance(error, configparser.MissingSectionHeaderError) else error.errors[0][0]
    return QT_TRANSLATE_NOOP("settings", "line {line} is not understood").fill(line=line)
