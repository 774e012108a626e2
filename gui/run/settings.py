"""The settings: what the window remembers, and what an administrator presets or locks by a file beside the program."""

from __future__ import annotations

import configparser
import math
import os
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QDir, QSettings

from gui.look.tokens import SYSTEM, TOKENS
from gui.widgets.timeline import PACES
from model.data.files import reason_of
from model.labs import LABS
from model.message import QT_TRANSLATE_NOOP, Message
from resources import LANGUAGES, program_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

T = TypeVar("T")

ADMINISTRATORS_FILE = "descent-lab.ini"
"""The name of the file in `resources.program_folder`."""


def _one_of(kind: Callable[[str], T], *values: T) -> Callable[[str], T]:
    """Return what reads one of these values."""

    def read(text: str) -> T:
        value = kind(text)
        if value not in values:
            raise ValueError
        return value

    return read


def _on_or_off(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _positive(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise ValueError
    return number


def _finite(text: str) -> float:
    number = _positive(text)
    if math.isinf(number):
        raise ValueError
    return number


_READERS: dict[str, Callable[[str], object]] = {
    "language": _one_of(str, *LANGUAGES),
    "theme": _one_of(str, *TOKENS, SYSTEM),
    "reduced_motion": _on_or_off,
    "lab": _one_of(str, *LABS),
    "pace": _one_of(float, *PACES),
    "controls": _on_or_off,
    "panel": _on_or_off,
    "page": _one_of(int, 0, 1, 2),
    "accumulate_nodes": _on_or_off,
    "race_goal": _finite,
    "folder": os.path.expanduser,
    "data_folder": os.path.expanduser,
}
"""The settings that an administrator may set, each with what reads it; that raises where the text makes no sense."""


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
            parser.read_string(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return NO_ADMINISTRATOR
        except (OSError, UnicodeDecodeError, configparser.ParsingError) as error:
            fault = QT_TRANSLATE_NOOP("settings", "{file} was ignored: {reason}.")
            return NO_ADMINISTRATOR._replace(faults=(fault.fill(file=file, reason=_reason(error)),))
        wrong: list[str] = []
        for section, settings in parser.items():
            for name, text in settings.items():
                value = _read(name, text)
                if value is None or section not in found:
                    wrong.append(f"[{section}] {name} = {text}")
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
        self.notes: list[Message] = list(administrator.faults)

    @classmethod
    def of_user(cls) -> Settings:
        """Return the settings of the user who has started the program, and what is to be said about them."""
        file = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Descent Lab", "descent-lab").fileName()
        administrator = Administrator.of(program_folder() / ADMINISTRATORS_FILE)
        if QDir.home().isRoot() and not os.path.isabs(os.environ.get("XDG_CONFIG_HOME", "")):
            settings = cls("", administrator)
            reason = QT_TRANSLATE_NOOP("settings", "there is no home folder")
        else:
            settings = cls(file, administrator)
            reason = settings._why_not_kept()
        if reason is not None:
            lost = QT_TRANSLATE_NOOP("settings", "Settings will be lost when this window is closed: {reason}.")
            settings.notes.append(lost.fill(reason=reason))
        return settings

    def _why_not_kept(self) -> Message | None:
        name = self._file.fileName()
        self._file.allKeys()  # reads it
        if self._file.status() == QSettings.Status.FormatError:
            damaged = QT_TRANSLATE_NOOP("settings", "{file} is damaged: settings that could not be read were reset.")
            self.notes.append(damaged.fill(file=name))
        if self._file.isWritable():
            return None
        return QT_TRANSLATE_NOOP("settings", "{file} cannot be written").fill(file=name)

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
            value = self._of_file(name, type(default))
        if value is None:
            value = self._administrator.preset.get(name)
        found = value if isinstance(value, type(default)) else default
        self._seen[name] = found
        return found

    def _of_file(self, name: str, kind: type) -> object | None:
        if name not in _READERS:
            return self._file.value(name, None, kind)
        text = self._file.value(name)
        return None if text is None else _read(name, str(text))

    def remember(self, name: str, value: object) -> None:
        """Keep a setting for the next start, if it is another than before and not locked."""
        if not self.is_locked(name) and (name not in self._seen or self._seen[name] != value):
            self._seen[name] = value
            self._file.setValue(name, value)

    def sync(self) -> None:
        """Write what was changed here, and read what another window has changed."""
        self._file.sync()


def _read(name: str, text: str) -> object | None:
    """Return the value of a setting; None where there is no such setting or it cannot be this."""
    try:
        return _READERS[name](text)
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
