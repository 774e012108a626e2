"""logging as programs see it: what goes to standard error is not shown."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from model.program.native.calls import call, call_method, own
from model.program.native.facades import MODULES, facade, offered
from model.program.native.limits import WIDTH, Denied
from model.program.native.text import percent, text_of
from model.program.native.values import INSTEAD, kind
from model.program.native.world import World

_LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
_NAMES = {number: name for name, number in _LEVELS.items()}
_PLAIN_FORMAT = "%(message)s"


class Formatter:
    """How a line of a log is written."""

    def __init__(self, fmt: str | None = None, datefmt: str | None = None) -> None:
        self._written, self._time = fmt or _PLAIN_FORMAT, datefmt or "%Y-%m-%d %H:%M:%S,000"

    def format(self, name: str, level: int, message: str) -> str:
        """Write a line."""
        parts = {"name": name, "levelname": _NAMES.get(level, f"Level {level}"), "levelno": level, "message": message}
        if "asctime" in self._written:
            parts["asctime"] = call(MODULES["time"].members["strftime"], [self._time], {})
        try:
            return percent(self._written, parts)
        except KeyError as error:
            raise Denied(f"%({error.args[0]})s in a log cannot be used by programs here") from None


class StreamHandler:
    """Writes lines of a log to a stream."""

    def __init__(self, stream: Any = None) -> None:
        self._stream, self._level, self._formatter = stream, 0, Formatter()

    def setLevel(self, level: Any) -> None:
        """Say from which level on lines are written."""
        self._level = _number(level)

    def setFormatter(self, fmt: Any) -> None:
        """Say how lines are written."""
        self._formatter = _of_kind(Formatter, fmt)

    def emit(self, name: str, level: int, message: str) -> None:
        """Write a line to the stream, from a level on."""
        if self._stream is not None and level >= self._level:
            text = self._formatter.format(name, level, message)
            call_method(self._stream, "write", [f"{text}\n"], {})


def _writer(level: int) -> Any:
    def write(self: Logger, msg: Any, *args: Any, **_: Any) -> None:
        self.log(level, msg, *args)

    return write


class Logger:
    """A log, below the one whose name is the first part of its own."""

    def __init__(self, name: str, level: int = 0) -> None:
        self.name, self.level, self.propagate = name, level, True
        self.handlers: list[Any] = []

    def __repr__(self) -> str:
        return f"<{'Root' * (self.name == 'root')}Logger {self.name} ({_NAMES.get(self._effective(), 'NOTSET')})>"

    def _above(self) -> Logger | None:
        parent = self.name.rpartition(".")[0]
        return None if self.name == "root" else get_logger(parent or None)

    def _effective(self) -> int:
        above = self._above()
        return self.level if self.level or above is None else above._effective()

    def setLevel(self, level: Any) -> None:
        """Say from which level on lines are written."""
        self.level = _number(level)

    def getEffectiveLevel(self) -> int:
        """Return from which level on lines are written."""
        return self._effective()

    def isEnabledFor(self, level: int) -> bool:
        """Tell whether lines of a level are written."""
        return level >= self._effective()

    def addHandler(self, hdlr: Any) -> None:
        """Write to one more stream."""
        if hdlr not in self.handlers:
            self.handlers.append(_of_kind(StreamHandler, hdlr))

    def removeHandler(self, hdlr: Any) -> None:
        """Write to one stream less."""
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self) -> bool:
        """Tell whether there is a stream of its own."""
        return bool(self.handlers)

    def log(self, level: int, msg: Any, *args: Any, **_: Any) -> None:
        """Write a line."""
        if not self.isEnabledFor(level):
            return
        text = text_of(msg)
        message = percent(text, args[0] if len(args) == 1 and isinstance(args[0], dict) else args) if args else text
        logger: Logger | None = self
        while logger is not None:
            for handler in logger.handlers:
                _of_kind(StreamHandler, handler).emit(self.name, level, message)
            logger = logger._above() if logger.propagate else None

    debug, info, warning, error, critical = map(_writer, _LEVELS.values())
    exception = error


def _of_kind(cls: type, value: Any) -> Any:
    if type(value) is not cls:
        raise Denied(f"a {cls.__name__} is needed here, not a {type(value).__name__}")
    return value


def _number(level: Any) -> int:
    if isinstance(level, str) and level not in _LEVELS:
        raise ValueError(f"Unknown level: {level!r}")
    return _LEVELS[level] if isinstance(level, str) else level


def get_logger(name: str | None = None) -> Logger:
    """Return the log of a name, always the same one."""
    name = name or "root"
    WIDTH.holds(len(name))
    return World.current.loggers.setdefault(name, Logger(name, 30 if name == "root" else 0))


def _configure(level: Any = None, format: str | None = None, datefmt: str | None = None, **others: Any) -> None:
    root = get_logger()
    if "filename" in others:
        raise Denied("a program here cannot write files: leave filename= out")
    if root.handlers and not others.get("force"):
        return
    handlers = others.get("handlers") or [StreamHandler(others.get("stream"))]
    root.handlers = [_of_kind(StreamHandler, handler) for handler in handlers]
    for handler in root.handlers:
        if handler._formatter._written == _PLAIN_FORMAT:
            handler.setFormatter(Formatter(format or "%(levelname)s:%(name)s:%(message)s", datefmt))
    if level is not None:
        root.setLevel(level)


def _log_at_root(name: str, *args: Any, **_: Any) -> None:
    if not get_logger().handlers:
        _configure()
    getattr(get_logger(), name)(*args)


_writing = "debug info warning error exception critical log"
for _type in (Formatter, StreamHandler, Logger):
    _type.__module__ = "logging"
    kind(_type, own, denied=("format", "emit"), dynamic=True, maker=None if _type is Logger else own)
INSTEAD.update({f"logging.{name}": partial(_log_at_root, name) for name in _writing.split()})
INSTEAD.update({"logging.basicConfig": _configure, "logging.getLogger": get_logger})
_members = {
    "Formatter": Formatter,
    "StreamHandler": StreamHandler,
    "Logger": Logger,
    **_LEVELS,
    "NOTSET": 0,
    "WARN": 30,
}
facade("logging", logging, {**offered(logging, f"{_writing} basicConfig getLogger", own), **_members})
