"""What CPython makes of a program: its printed text, its error, and its variables to the last bit.

Nothing holds a program back here: only those that stand in this repository, or that somebody names, are run so.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import io
import linecache
import os
import random
import re
import sys
import tempfile
import traceback
import types
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn.parameter import is_lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "<program>"
"""Of the file in tracebacks."""


@dataclass
class Ending:
    """How a program has ended.

    Attributes
    ----------
    printed : str
        The whole text.
    error : tuple of str, str and int, or None
        Type, message and line of the error that ended it.
    variables : dict
        What `bits` says of each of its global variables.
    """

    printed: str
    error: tuple[str, str, int] | None = None
    variables: dict[str, object] = field(default_factory=dict)


def bits(value: object, depth: int = 0) -> object:
    """Return what makes up a value, equal for two that are equal to the last bit, or None where that is unknown."""
    if isinstance(value, torch.nn.Module):
        return "module", bits(dict(value.state_dict()), depth + 1), value.training
    if isinstance(value, torch.Tensor) and (is_lazy(value) or value.layout is not torch.strided):
        return type(value).__name__
    if isinstance(value, torch.Tensor):
        plain = value.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
        gradient = bits(value.grad) if value.is_leaf and value.grad is not None else None
        inside = plain.view(torch.uint8).numpy().tobytes() if plain.numel() else b""
        return "tensor", str(value.dtype), tuple(value.shape), value.requires_grad, value.is_leaf, gradient, inside
    if isinstance(value, np.ndarray | np.generic):
        return None if value.dtype.hasobject else ("array", str(value.dtype), value.shape, value.tobytes())
    if isinstance(value, bool | int | float | complex | str | None):
        return type(value).__name__, repr(value)
    if depth < 5 and isinstance(value, dict):
        return type(value).__name__, [(bits(key, depth + 1), bits(each, depth + 1)) for key, each in value.items()]
    if depth < 5 and isinstance(value, list | tuple):
        return type(value).__name__, [bits(each, depth + 1) for each in value]
    return None


def bits_of_all(names: dict[str, Any]) -> dict[str, object]:
    """Return the bits of those of a program's variables that have any."""
    with torch.inference_mode(False), torch.no_grad():
        found = {name: bits(value) for name, value in names.items() if not name.startswith("_")}
    return {name: each for name, each in found.items() if each is not None}


class Picture:
    """Stands in for all that Matplotlib gives back, which no program looks at."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments: object, **others: object) -> Any:
        return self

    def __getitem__(self, key: object) -> Any:
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter([self])

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *arguments: object) -> None:
        pass


class Colours(Picture):
    """Stands in for colour maps: with several numbers they give as many colours."""

    def __call__(self, *arguments: Any, **others: object) -> Any:
        return [self] * len(arguments[0]) if arguments and hasattr(arguments[0], "shape") else self


def _subplots(nrows: int = 1, ncols: int = 1, **others: object) -> tuple[Picture, object]:
    axes = np.full((nrows, ncols), Picture(), dtype=object)
    return Picture(), axes.squeeze() if axes.size > 1 else axes.item()


class Bar:
    """Stands in for tqdm, which writes its bar to the other stream."""

    def __init__(self, iterable: Any = None, desc: str | None = None, total: int | None = None, **others: Any) -> None:
        self.iterable, self.desc, self.n = iterable, desc, 0
        self.total = len(iterable) if total is None and hasattr(iterable, "__len__") else total

    def __iter__(self) -> Iterator[Any]:
        for each in self.iterable:
            yield each
            self.n += 1

    def __len__(self) -> int:
        return self.total or 0

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *arguments: object) -> None:
        pass

    def update(self, n: int = 1) -> None:
        self.n += n

    def set_postfix(self, *arguments: object, **others: object) -> None:
        pass

    set_description = set_description_str = set_postfix_str = refresh = close = reset = set_postfix

    @staticmethod
    def write(text: str, *arguments: object, **others: object) -> None:
        print(text)


def _module(name: str, **members: object) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__path__, made.__spec__ = [], importlib.machinery.ModuleSpec(name, None)
    vars(made).update(members)
    sys.modules[name] = made
    return made


def _put_stand_ins() -> None:
    """Make ``import tqdm`` and ``import matplotlib.pyplot`` work, the same on every system."""
    bars = {"tqdm": Bar, "trange": lambda *numbers, **others: Bar(range(*numbers), **others)}
    inside = {name: _module(f"tqdm.{name}", **bars) for name in ("auto", "notebook")}
    _module("tqdm", **bars, **inside)
    picture = Picture()
    names = ("animation", "colors", "ticker", "patches", "lines", "gridspec", "collections")
    inside = {name: _module(f"matplotlib.{name}", __getattr__=picture.__getattr__) for name in names}
    inside["cm"] = _module("matplotlib.cm", __getattr__=Colours().__getattr__)
    drawn = {"cm": inside["cm"], "subplots": _subplots, "hist": lambda *_, **__: (picture, picture, picture)}
    inside["pyplot"] = _module("matplotlib.pyplot", __getattr__=picture.__getattr__, **drawn)
    _module("matplotlib", __getattr__=picture.__getattr__, **inside)
    _module("mpl_toolkits", mplot3d=_module("mpl_toolkits.mplot3d", Axes3D=picture))


def run_by_python(text: str, seed: int) -> Ending:
    """Run a program in this process, which should be a fresh one and is of no use afterwards."""
    _put_stand_ins()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    text = re.sub(r"(?m)^[%!?].*$", "", text)  # a notebook's own commands
    linecache.cache[NAME] = len(text), None, text.splitlines(keepends=True), NAME
    module = types.ModuleType("__main__")
    module.__file__ = NAME
    sys.modules["__main__"] = module
    printed, error = io.StringIO(), None
    warnings.simplefilter("ignore")
    sys.argv = ["program.py"]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        os.chdir(folder)  # for what a program saves
        try:
            exec(compile(text, NAME, "exec", dont_inherit=True), vars(module))
        except SystemExit:
            pass  # the program's own end, by sys.exit()
        except BaseException as raised:
            lines = [each.lineno for each in traceback.extract_tb(raised.__traceback__) if each.filename == NAME]
            line = raised.lineno if isinstance(raised, SyntaxError) else lines[-1]
            error = type(raised).__name__, str(raised), line or 0
    return Ending(printed.getvalue(), error, bits_of_all(vars(module)))
