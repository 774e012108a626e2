"""What programs save, and load again: it is kept in memory, and no file is written.

``torch.save`` makes its own bytes; ``torch.load`` takes only bytes that it has made in the same run.
"""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
import pickle
import posixpath
import sys
import types
from errno import EEXIST, ENOENT
from pathlib import PurePosixPath
from typing import Any

import torch

import model.program.native.standard  # pyright: ignore[reportUnusedImport]
import model.program.native.torch_modules  # noqa: F401  # pyright: ignore[reportUnusedImport]
from model.program.native.calls import own
from model.program.native.facades import MODULES, facade, offered
from model.program.native.guard import bare
from model.program.native.limits import LETTERS, NO_MEMORY, Denied, Limit
from model.program.native.values import CALLABLES, CHECKS, INSTEAD, Native, is_user_class, kind
from model.program.native.world import World

WORKING = "/program"
"""The folder in which a program runs, as it sees it."""
_MOST_BYTES = 200_000_000
"""Of all that a program has saved."""


class _Pickler(pickle.Pickler):
    """Writes classes and functions of the program by name, as Python does, and keeps them."""

    kept: dict[str, Any]

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type) and is_user_class(value):
            name = value.__qualname__
        elif type(value) in CALLABLES or isinstance(value, Native):
            name = getattr(value, "__qualname__", "") or value.short_name
        else:
            return NotImplemented
        if not name.isidentifier() or not hasattr(value, "__qualname__"):
            raise pickle.PicklingError(f"Can't pickle {value!r}: attribute lookup {name} on __main__ failed")
        self.kept[name] = value
        vars(sys.modules["__main__"])[name] = value  # where Python looks whether it is there
        return name


def _save(obj: Any, f: Any, *_: Any, **__: Any) -> None:
    kept: dict[str, Any] = {}
    main = vars(sys.modules["__main__"])
    before = dict(main)
    pickler = type("Pickler", (_Pickler,), {"kept": kept})
    stream = io.BytesIO()
    try:
        torch.save(obj, stream, pickle_module=types.SimpleNamespace(Pickler=pickler, __name__="pickle"))
    finally:
        for name in kept:
            main.pop(name)
        main.update({name: before[name] for name in kept if name in before})
    data, world = stream.getvalue(), World.current
    if isinstance(f, io.BytesIO):
        LETTERS.holds((f.tell() + len(data)) / 100)
        f.write(data)
    else:
        put(f, data, RuntimeError)
    world.saved[hashlib.sha256(data).hexdigest()] = kept


def put(path: Any, data: bytes, error: Any = FileNotFoundError) -> None:
    """Keep what is in a file."""
    path = path_of(path)
    folder = str(PurePosixPath(path).parent)
    if folder != "." and folder not in World.current.folders:
        _check_inside(path)
        raise (
            error(ENOENT, os.strerror(ENOENT), path)
            if error is FileNotFoundError
            else RuntimeError(f"Parent directory {folder} does not exist.")
        )
    World.current.files[path] = data
    if sum(map(len, World.current.files.values())) > _MOST_BYTES:
        raise Limit(NO_MEMORY)


def _load(f: Any, *_: Any, weights_only: bool | None = None, **__: Any) -> Any:
    data = f.read() if isinstance(f, io.BytesIO) else found(f)
    kept = World.current.saved.get(hashlib.sha256(data).hexdigest())
    if kept is None:
        raise Denied("programs here can load only what they have saved with torch.save")

    class Unpickler(pickle.Unpickler):
        def find_class(self, module_name: str, global_name: str) -> Any:
            return kept[global_name] if module_name == "__main__" else super().find_class(module_name, global_name)

    if weights_only or weights_only is None:
        return torch.load(io.BytesIO(data), weights_only=True)
    pickles = types.SimpleNamespace(Unpickler=Unpickler, __name__="pickle")
    return torch.load(io.BytesIO(data), weights_only=False, pickle_module=pickles)


def path_of(path: Any) -> str:
    """Return a path as seen from the folder in which a program runs."""
    if not isinstance(path, (str, PurePosixPath)):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(path).__name__}")
    full = posixpath.normpath(posixpath.join(WORKING, str(path)))
    return posixpath.relpath(full, WORKING) if full.startswith(WORKING) else full


def _check_inside(path: str) -> None:
    if path.startswith("/"):
        raise Denied(f"there is no {path}: programs here have only the files that they have written themselves")


def found(path: Any) -> bytes:
    """Return what is in a file; FileNotFoundError where the program has not written it."""
    if path_of(path) not in World.current.files:
        _check_inside(path_of(path))
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(path))
    return World.current.files[path_of(path)]


def _is_file(path: Any) -> bool:
    return path_of(path) in World.current.files


def _is_folder(path: Any) -> bool:
    return path_of(path) == "." or path_of(path) in World.current.folders


def _exists(path: Any) -> bool:
    return _is_file(path) or _is_folder(path)


def _make_folders(name: Any, mode: int = 0o777, exist_ok: bool = False) -> None:
    if _exists(name) and not exist_ok:
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(name))
    path = PurePosixPath(path_of(name))
    World.current.folders.update(str(one) for one in (path, *path.parents))


def _remove(path: Any) -> None:
    found(path)
    del World.current.files[path_of(path)]


def _list(path: Any = ".") -> list[str]:
    places = [PurePosixPath(one) for one in (*World.current.files, *World.current.folders) if one != "."]
    return sorted(place.name for place in places if str(place.parent) == path_of(path))


class PosixPath(PurePosixPath):
    """A path; what stands there is only what the program has saved."""

    def exists(self) -> bool:
        """Tell whether the program has saved or made something there."""
        return _exists(self)

    def is_file(self) -> bool:
        """Tell whether the program has saved something there."""
        return _is_file(self)

    def is_dir(self) -> bool:
        """Tell whether the program has made a folder there."""
        return _is_folder(self)

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        """Make a folder."""
        _make_folders(self, mode, exist_ok)

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove what was saved."""
        if not (missing_ok and not _is_file(self)):
            _remove(self)

    def read_bytes(self) -> bytes:
        """Return what is in a file."""
        return found(self)

    def read_text(self, *_: Any, **__: Any) -> str:
        """Return the text of a file."""
        return found(self).decode()

    def write_bytes(self, data: bytes) -> int:
        """Write a file."""
        put(self, data)
        return len(data)

    def write_text(self, data: str, *_: Any, **__: Any) -> int:
        """Write a file of text."""
        return self.write_bytes(data.encode())

    def touch(self, *_: Any, **__: Any) -> None:
        """Make an empty file, where there is none."""
        put(self, found(self) if _is_file(self) else b"")

    def iterdir(self) -> list[PosixPath]:
        """Return what stands in a folder."""
        return [self / name for name in _list(self)]

    def glob(self, pattern: str) -> list[PosixPath]:
        """Return what has a name of this form in a folder."""
        return [path for path in self.iterdir() if path.match(pattern)]


PosixPath.__module__ = "pathlib"
_of_path = """exists is_file is_dir mkdir unlink name stem suffix parent parents parts joinpath with_suffix with_name
    with_stem suffixes as_posix is_absolute relative_to match read_text read_bytes write_text write_bytes touch iterdir
    glob"""
kind(PosixPath, own, only=_of_path, maker=own)
facade("pathlib", pathlib, {"Path": PosixPath, "PurePath": PosixPath})
INSTEAD.update({"torch.save": _save, "torch.load": _load})
MODULES["torch"].members |= offered(torch, "save load", bare)
kind(io.BytesIO, own, only="read write seek tell getvalue close closed truncate", maker=own)
CHECKS["BytesIO.write"] = CHECKS["BytesIO.seek"] = CHECKS["StringIO.write"]
MODULES["io"].members["BytesIO"] = io.BytesIO
_of_paths = {"exists": _exists, "isfile": _is_file, "isdir": _is_folder}
INSTEAD.update({f"{posixpath.__name__}.{name}": one for name, one in _of_paths.items()})
INSTEAD.update({"os.makedirs": _make_folders, "os.mkdir": _make_folders, "os.remove": _remove, "os.listdir": _list})
INSTEAD["posixpath.abspath"] = INSTEAD["posixpath.realpath"] = lambda path: posixpath.join(WORKING, path_of(path))
INSTEAD.update({"posixpath.getsize": lambda path: len(found(path)), "os.getcwd": lambda: WORKING})
_names = """join basename dirname splitext split exists isfile isdir normpath isabs commonprefix commonpath relpath
    abspath realpath getsize"""
facade("os.path", posixpath, offered(posixpath, _names, own))
MODULES["os"].members |= {**offered(os, "makedirs mkdir remove listdir cpu_count getcwd", own), "sep": "/"}
_save(torch.zeros(1), _warm := io.BytesIO())  # what torch imports for it is there before files are locked
torch.load(io.BytesIO(_warm.getvalue()), weights_only=True)
World.current.saved.clear()
