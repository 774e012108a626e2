"""Modules that scripts begin with, as programs see them: argparse, csv, pprint, textwrap and others."""

from __future__ import annotations

import argparse
import cmath
import csv
import gc
import io
import operator
import pprint
import re
import sys
import textwrap
import timeit
import unicodedata
from typing import Any

import numpy as np

from model.program.native.calls import call, call_method, own
from model.program.native.closing import close
from model.program.native.facades import MODULES, facade, offered
from model.program.native.identity import without_addresses
from model.program.native.limits import ITERATORS, LETTERS, WIDTH, Denied, bounded, check_indented
from model.program.native.text import Printed, percent, text_of
from model.program.native.values import CHECKS, FAMILIES, INSTEAD, Kind, fit, kind

# ---- argparse

_WIDE = re.compile(r"%\(\w*\)[-#0 +]*(\d+)")


class Namespace(argparse.Namespace):
    """What `ArgumentParser.parse_args` gives."""


class ArgumentParser(argparse.ArgumentParser):
    """Reads a list of arguments that stands in the program; nobody gives it others."""

    def __init__(self, prog: str | None = None, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("fromfile_prefix_chars") or kwargs.get("parents"):
            raise Denied("fromfile_prefix_chars= and parents= cannot be used by programs here")
        super().__init__(text_of(prog or "program.py"), *args, **kwargs)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # pyright: ignore
        """Read the arguments: without a list there are none."""
        if namespace is not None and type(namespace) is not Namespace:
            raise Denied("namespace= cannot be used by programs here")
        return super().parse_known_args([] if args is None else args, namespace or Namespace())

    def format_help(self) -> str:
        """Return what there is to say, without where in memory the objects are that a text may name."""
        return without_addresses(super().format_help())

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is sys.stdout:
            Printed.current.write(message)


class _Template(str):
    """What is said of an argument, before its values are put in."""

    def __mod__(self, values: Any) -> str:
        return percent(str(self), {k: without_addresses(v) if type(v) is str else v for k, v in values.items()})


def _templates_of(formatter: type[argparse.HelpFormatter]) -> None:
    said: Any = vars(formatter)["_get_help_string"]
    setattr(formatter, said.__name__, lambda self, action: _Template(said(self, action) or ""))  # type: ignore


for _formatter in (argparse.HelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    _templates_of(_formatter)


def _check_texts(*args: Any, **kwargs: Any) -> None:
    for value in (*args, *kwargs.values()):
        for width in _WIDE.findall(value) if isinstance(value, str) else ():
            WIDTH.holds(int(width[:9]))


def _check_argument(parser: Any, *names: Any, **kwargs: Any) -> tuple[Any, Any]:
    _check_texts(*names, **kwargs)
    if isinstance(kwargs.get("nargs"), int):
        WIDTH.holds(kwargs["nargs"])
    if not isinstance(kwargs.get("action", ""), str) and kwargs["action"] is not argparse.BooleanOptionalAction:
        raise Denied("action= is the name of an action here")
    if not isinstance(kwargs.get("metavar", ""), (str, type(None))):
        named = kwargs["metavar"]
        kwargs["metavar"] = (*map(text_of, named),) if isinstance(named, tuple) else text_of(named)
    return (parser, *names), {name: fit([one])[0] if name == "type" else one for name, one in kwargs.items()}


close(Namespace)
CHECKS["ArgumentParser"] = _check_texts
_of_parser = """add_argument parse_args parse_known_args add_argument_group add_mutually_exclusive_group set_defaults
    get_default print_help format_help print_usage format_usage description prog"""
kind(ArgumentParser, own, only=_of_parser, maker=own)
kind(Namespace, own, only="", dynamic=True, maker=own)
for _type in (argparse._ArgumentGroup, argparse._MutuallyExclusiveGroup):  # pyright: ignore[reportPrivateUsage]
    kind(_type, own, only="add_argument add_mutually_exclusive_group")
for _name in ("ArgumentParser", "_ArgumentGroup", "_MutuallyExclusiveGroup"):
    CHECKS[f"{_name}.add_argument"] = _check_argument
FAMILIES.append((lambda cls: issubclass(cls, argparse.Action), Kind(object, frozenset({"dest", "default"}), own)))
_formatters = "HelpFormatter ArgumentDefaultsHelpFormatter RawTextHelpFormatter RawDescriptionHelpFormatter"
for _name in (*_formatters.split(), "BooleanOptionalAction"):
    kind(getattr(argparse, _name), own, only="")
facade(
    "argparse",
    argparse,
    {
        **{name: getattr(argparse, name) for name in (*_formatters.split(), "BooleanOptionalAction", "SUPPRESS")},
        **{"ArgumentParser": ArgumentParser, "Namespace": Namespace, "ArgumentTypeError": argparse.ArgumentTypeError},
    },
)

# ---- csv: what is written goes to the program's own stream, within its limits


class _Written:
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> Any:
        return call_method(self._stream, "write", [text], {})


def _cell(value: Any) -> Any:
    """Return what stands in a file for a value: a number for a number, since some are written without quotes."""
    return (
        value if type(value) in (str, bool, int, float, type(None)) or isinstance(value, np.number) else text_of(value)
    )


def _row(row: Any) -> Any:
    cells = {k: _cell(each) for k, each in row.items()} if isinstance(row, dict) else [_cell(each) for each in row]
    LETTERS.holds(len(text_of(cells)))
    return cells


def _check_row(writer: Any, row: Any) -> Any:
    return (writer, _row(bounded(row)) if hasattr(row, "__iter__") else row), {}


def _check_rows(writer: Any, rows: Any) -> Any:
    rows = [_check_row(writer, row)[0][1] for row in bounded(rows)] if hasattr(rows, "__iter__") else rows
    LETTERS.holds(len(text_of(rows)))
    return (writer, rows), {}


INSTEAD["csv.writer"] = lambda stream, *args, **kwargs: csv.writer(_Written(stream), *args, **kwargs)
CHECKS["DictWriter"] = lambda stream, *args, **kwargs: ((_Written(stream), *args), kwargs)
for _type in (type(csv.writer(io.StringIO())), csv.DictWriter):
    kind(_type, own, only="writerow writerows writeheader", maker=own if _type is csv.DictWriter else None)
    CHECKS[f"{_type.__name__}.writerow"], CHECKS[f"{_type.__name__}.writerows"] = _check_row, _check_rows
for _type in (type(csv.reader([])), csv.DictReader):
    kind(_type, own, only="line_num fieldnames", maker=own if _type is csv.DictReader else None)
    ITERATORS.add(_type)
_quotes = {name: value for name, value in vars(csv).items() if name.startswith("QUOTE_")}
facade("csv", csv, {**offered(csv, "reader writer DictReader DictWriter", own), **_quotes, "Error": csv.Error})

# ---- texts


def _pformat(value: Any, indent: Any = 1, *args: Any, **kwargs: Any) -> str:
    check_indented([value], operator.index(indent))
    return without_addresses(pprint.pformat(value, indent, *args, **kwargs))


def _pprint(value: Any, stream: Any = None, *args: Any, **kwargs: Any) -> None:
    text = _pformat(value, *args, **kwargs) + "\n"
    Printed.current.write(text) if stream is None else call_method(stream, "write", [text], {})


def _check_wrapped(text: Any, *args: Any, **kwargs: Any) -> None:
    for value in (*args, *kwargs.values()):
        if isinstance(value, str):
            LETTERS.holds(len(text) * (len(value) + 1) / 10)
    WIDTH.holds(abs(kwargs.get("tabsize", 0)))


INSTEAD.update({"pprint.pformat": _pformat, "pprint.pprint": _pprint, "pprint.pp": _pprint})
for _name in ("fill", "wrap", "indent", "shorten"):
    CHECKS[f"textwrap.{_name}"] = _check_wrapped
facade("pprint", pprint, offered(pprint, "pprint pformat pp", own))
facade("textwrap", textwrap, offered(textwrap, "dedent fill wrap indent shorten"))
_of_letters = "normalize category name lookup decimal digit numeric combining bidirectional east_asian_width"
facade("unicodedata", unicodedata, offered(unicodedata, _of_letters))


def _timed(stmt: Any = "pass", setup: Any = "pass", timer: Any = None, number: int = 1_000_000, **_: Any) -> Any:
    if isinstance(stmt, str) or setup != "pass":
        raise Denied("timeit takes a function here, no text")
    clock = MODULES["time"].members["perf_counter"]
    begun = call(clock, [], {})
    for _number in range(number):
        call(stmt, [], {})
    return call(clock, [], {}) - begun


INSTEAD["timeit.timeit"] = _timed
_timer = {"default_timer": MODULES["time"].members["perf_counter"]}
facade("timeit", timeit, {**offered(timeit, "timeit", own), **_timer})
INSTEAD["gc.collect"] = lambda generation=2: 0
facade("gc", gc, offered(gc, "collect", own))
facade("cmath", cmath, offered(cmath, [name for name in dir(cmath) if name[0] != "_"]))
