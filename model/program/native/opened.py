"""Files that a program writes with ``open`` and reads again: in memory, as those that it saves otherwise."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from functools import partial
from typing import Any

import numpy as np

from model.program.native.built_in import BUILTINS
from model.program.native.calls import call_method, own, whole
from model.program.native.facades import MODULES, offered
from model.program.native.files import PosixPath, found, path_of, put
from model.program.native.limits import LETTERS, WIDTH, Denied
from model.program.native.numpy_sizes import arrays
from model.program.native.values import CHECKS, INSTEAD, Native, kind
from model.program.native.world import World

_WRITING = {"w", "a", "x"}


class _Opened:
    """What text and bytes of a file have in common."""

    name = ""
    mode = "r"

    def close(self) -> None:
        """Put what was written where it can be read again."""
        if not self.closed and self.mode[0] in _WRITING:  # pyright: ignore[reportAttributeAccessIssue]
            self.flush()
        super().close()  # pyright: ignore[reportAttributeAccessIssue]

    def flush(self) -> None:
        """Let others read what was written."""
        if self.mode[0] in _WRITING:
            value = self.getvalue()  # pyright: ignore[reportAttributeAccessIssue]
            put(self.name, value.encode() if isinstance(value, str) else value)

    def _check(self, is_writing: bool) -> None:
        self.tell()
        if is_writing != (self.mode[0] in _WRITING) and "+" not in self.mode:
            raise io.UnsupportedOperation(f"not {'writable' if is_writing else 'readable'}")

    def tell(self) -> int:
        """Return how far it was gone through."""
        if self.closed:  # pyright: ignore[reportAttributeAccessIssue]
            raise ValueError("I/O operation on closed file.")
        return super().tell()  # pyright: ignore[reportAttributeAccessIssue]

    def write(self, text: Any) -> int:
        """Write."""
        self._check(True)
        return super().write(text)  # pyright: ignore[reportAttributeAccessIssue]

    def read(self, size: Any = -1) -> Any:
        """Read."""
        self._check(False)
        return super().read(size)  # pyright: ignore[reportAttributeAccessIssue]


class TextIOWrapper(_Opened, io.StringIO):
    """A file of text."""

    __module__ = "_io"

    def __repr__(self) -> str:
        return f"<_io.TextIOWrapper name={self.name!r} mode={self.mode!r} encoding='UTF-8'>"


class BufferedReader(_Opened, io.BytesIO):
    """A file of bytes."""

    __module__ = "_io"


def _open(file: Any, mode: str = "r", *_: Any, **__: Any) -> Any:
    path, is_bytes = path_of(file), "b" in mode
    if type(mode) is not str or not mode or mode[0] not in "rwax":
        raise ValueError(f"invalid mode: {mode!r}")
    if mode[0] == "x" and path in World.current.files:
        raise FileExistsError(17, os.strerror(17), str(file))
    if mode[0] == "r" and path not in World.current.files:
        raise Denied(f"there is no file {path!r}: programs here have only the files that they have written themselves")
    before = found(path) if mode[0] == "r" or (mode[0] == "a" and path in World.current.files) else b""
    opened = BufferedReader(before) if is_bytes else TextIOWrapper(before.decode().replace("\r\n", "\n"))
    vars(opened).update(name=str(file), mode=mode)
    if mode[0] in _WRITING:
        opened.seek(0, 2)
        opened.flush()  # also where nothing is written
    return opened


def _dump(value: Any, stream: Any, **kwargs: Any) -> None:
    call_method(stream, "write", [json.dumps(value, **kwargs)], {})


def _save_array(file: Any, array: Any, **_: Any) -> None:
    stream, array = io.BytesIO(), np.array(array)
    np.save(stream, array, allow_pickle=False)
    data = stream.getvalue()
    World.current.saved[hashlib.sha256(data).hexdigest()] = {"array": array}
    if isinstance(file, io.BytesIO):
        file.write(data)
    else:
        put(file if path_of(file).endswith(".npy") else f"{path_of(file)}.npy", data)


def _load_array(file: Any, **_: Any) -> Any:
    data = file.read() if isinstance(file, io.BytesIO) else found(file)
    kept = World.current.saved.get(hashlib.sha256(data).hexdigest(), {})
    if "array" not in kept:
        raise Denied("programs here can load only what they have saved with numpy.save")
    return kept["array"].copy()


def _save_text(fname: Any, X: Any, fmt: Any = "%.18e", *args: Any, **kwargs: Any) -> None:
    for width in re.findall(r"\d+", str(fmt)):
        WIDTH.holds(int(width[:9]))
    stream = io.StringIO()
    np.savetxt(stream, X, fmt, *args, **kwargs)
    fname.write(stream.getvalue()) if isinstance(fname, io.StringIO) else put(fname, stream.getvalue().encode())


def _load_text(function: Any, fname: Any, *args: Any, **kwargs: Any) -> Any:
    if isinstance(fname, (str, PosixPath)):
        fname = io.StringIO(found(fname).decode())
    elif not isinstance(fname, (io.StringIO, list)):
        raise Denied("a file of the program's own, or a list of lines, is needed here")
    return function(fname, *args, **kwargs)


class Environment:
    """``os.environ``: what the program has put there. What the system has there is not told."""

    def __getitem__(self, key: Any) -> str:
        return _environment(key)[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        if not (type(key) is type(value) is str):
            raise TypeError("str expected, not " + type(value if type(key) is str else key).__name__)
        LETTERS.holds(100 * (len(key) + len(value) + len(World.current.environment)))
        World.current.environment[key] = value

    def __delitem__(self, key: Any) -> None:
        del _environment(key)[key]

    def __contains__(self, key: object) -> bool:
        return key in _environment(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """Return a value, or what is given in its place."""
        return _environment(key).get(key, default)

    def setdefault(self, key: Any, value: Any) -> str:
        """Set a value where there is none, and return that which there is."""
        if key not in self:
            self[key] = value
        return self[key]

    def pop(self, key: Any, *default: Any) -> Any:
        """Take a value out."""
        return _environment(key).pop(key, *default)

    def update(self, *given: Any, **named: Any) -> None:
        """Set several values."""
        for key, value in dict(*given, **named).items():
            self[key] = value


def _environment(key: object) -> dict[Any, str]:
    """Return what the program has put there, where the system has nothing under a name."""
    if key not in World.current.environment and isinstance(key, str) and key in os.environ:
        raise Denied(f"the environment of the system, such as {key}, cannot be read by programs here")
    return World.current.environment


_of_files = "read readline readlines write writelines close flush seek tell truncate closed name mode"
for _type in (TextIOWrapper, BufferedReader):
    kind(_type, own, only=_of_files)
Environment.__module__, Environment.__name__, Environment.__qualname__ = "os", "_Environ", "_Environ"
kind(Environment, own)
INSTEAD.update(
    {
        **{"json.dump": _dump, "json.load": lambda fp, **named: json.loads(fp.read(), **named)},
        **{"numpy.save": _save_array, "numpy.load": _load_array, "numpy.savetxt": _save_text},
        **{f"numpy.{name}": partial(_load_text, getattr(np, name)) for name in ("loadtxt", "genfromtxt")},
        "os.getenv": lambda key, default=None: _environment(key).get(key, default),
    }
)
CHECKS["json.dump"] = CHECKS["json.load"] = CHECKS["json.dumps"]
BUILTINS["open"] = Native("open", _open, own)
MODULES["os"].members |= {**offered(os, ["getenv"], own), "environ": Environment()}
MODULES["json"].members |= offered(json, "dump load", whole)
MODULES["numpy"].members |= offered(np, "save load savetxt loadtxt genfromtxt", arrays)
