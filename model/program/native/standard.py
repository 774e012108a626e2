"""The modules of Python's own library as programs see them."""

from __future__ import annotations

import abc
import bisect
import collections
import collections.abc
import contextlib
import copy
import dataclasses
import datetime
import enum
import fractions
import functools
import heapq
import inspect
import io
import itertools
import json
import math
import operator
import os
import random
import re
import statistics
import string
import sys
import time
import types
import typing
import warnings
from typing import Any, cast

from model.program.native.attributes import attribute, is_hidden
from model.program.native.calls import (
    call,
    call_alias,
    call_method,
    calling,
    collecting,
    container,
    letters,
    own,
    whole,
)
from model.program.native.containers import PLAIN
from model.program.native.facades import MODULES, facade, offered
from model.program.native.identity import revealed
from model.program.native.limits import BITS, CONTAINERS, ITEMS, LETTERS, Denied, check_indented
from model.program.native.operators import FUNCTIONS, binary, compare
from model.program.native.text import Printed, text_of, use_printed
from model.program.native.values import (
    BASES,
    CALLABLES,
    CHECKS,
    CLASSES,
    FAMILIES,
    INSTEAD,
    KINDS,
    Kind,
    Native,
    Wrapped,
    admit_class,
    as_index,
    call_own,
    fit,
    is_user_class,
    kind,
)

# ---- what looks at arguments first


def _check_factorial(*numbers: Any) -> Any:
    numbers = (*map(as_index, numbers),)
    BITS.holds(max(abs(number) if isinstance(number, int) else 0 for number in (0, *numbers)))
    return numbers, {}


def _check_counts(*args: Any, **kwargs: Any) -> Any:
    args, kwargs = (*map(as_index, args),), {name: as_index(value) for name, value in kwargs.items()}
    ITEMS.holds(1000 * max(abs(one) if isinstance(one, int) else 0 for one in (0, *args, *kwargs.values())))
    return args, kwargs


def _check_written(stream: Any, text: Any, *_: Any) -> None:
    LETTERS.holds(stream.tell() + (abs(text) if isinstance(text, int) else len(text)))


def _check_substituted(pattern: Any, repl: Any, text: Any = "", *_: Any, **__: Any) -> None:
    if isinstance(repl, (str, bytes)) and isinstance(text, (str, bytes)):
        LETTERS.holds((len(text) + 1) * len(repl) / 50)


def _check_plain(*values: Any, cls: Any = None, indent: Any = None, **_: Any) -> None:
    if cls is not None:
        raise Denied("cls= cannot be used by programs here: give a function as default= or object_hook=")
    if indent is not None:
        check_indented(values[:1], len(indent) if isinstance(indent, str) else operator.index(indent))


def _check_expanded(match: Any, template: Any) -> None:
    LETTERS.holds((len(match.string) + 1) * len(template) / 50)


def _check_bits(fraction: Any) -> bool:
    BITS.holds(max(fraction.numerator.bit_length(), fraction.denominator.bit_length()))
    return True


def _check_written_fraction(*values: Any) -> None:
    for power in (
        power for value in values if isinstance(value, str) for power in re.findall(r"[eE][-+]?(\d+)", value)
    ):
        BITS.holds(int(power[:9]))


def _check_template(template: Any, *args: Any, **kwargs: Any) -> None:
    values = [*kwargs.values(), *(value for one in args for value in one.values())]
    LETTERS.holds(len(template.template) * (1 + max((len(text_of(value)) for value in values), default=0)) / 10)


def _check_class(cls: Any, *_: Any, **__: Any) -> None:
    if not isinstance(cls, type) or not is_user_class(cls):
        raise Denied("a class of the program is needed here")


for _check, _names in (
    (_check_factorial, "math.factorial math.comb math.perm"),
    (_check_counts, "product permutations combinations combinations_with_replacement itertools.tee"),
    (lambda values, *_, k=1, **__: ITEMS.holds(k), "random.choices Random.choices"),
    (lambda *values: BITS.holds(as_index(values[-1])), "random.getrandbits Random.getrandbits"),
    (
        lambda *values, k=0, **_: ITEMS.holds(as_index(values[-1]) if not k and values else k),
        "random.sample Random.sample",
    ),
    (_check_written, "StringIO.write StringIO.seek"),
    (_check_substituted, "re.sub re.subn Pattern.sub Pattern.subn"),
    (_check_class, "functools.total_ordering enum.unique"),
    (_check_plain, "json.dumps json.loads"),
    (_check_expanded, "Match.expand"),
    (_check_written_fraction, "Fraction"),
    (lambda *_, n=4, **__: ITEMS.holds(n), "statistics.quantiles NormalDist.quantiles"),
    (lambda _, n=4, *__, **___: ITEMS.holds(n), "NormalDist.samples"),
    (_check_template, "Template.substitute Template.safe_substitute"),
):
    for _name in _names.split():
        CHECKS[_name] = cast("Any", _check)

# ---- what is done in place of the real thing


class Copied:
    """What ``__deepcopy__`` gets: copies by the `id` of an object, without where that is and what else there is."""

    def __init__(self, copies: dict[Any, Any]) -> None:
        self.copies = copies

    def get(self, key: int, default: Any = None) -> Any:
        """Return the copy, if there is one."""
        return self.copies.get(revealed(key), default)

    def __contains__(self, key: int) -> bool:
        return revealed(key) in self.copies

    def __getitem__(self, key: int) -> Any:
        return self.copies[revealed(key)]

    def __setitem__(self, key: int, value: Any) -> None:
        self.copies[revealed(key)] = value

    def __repr__(self) -> str:
        return "{...}"


def _deepcopy(x: Any, memo: Any = None) -> Any:
    known = {revealed(key): value for key, value in memo.items()} if isinstance(memo, dict) else {}
    return copy.deepcopy(x, memo.copies if isinstance(memo, Copied) else known)


def _make_namedtuple(typename: str, field_names: Any, **kwargs: Any) -> type:
    make = cast("Any", collections).namedtuple
    return admit_class(make(typename, field_names, **{**kwargs, "module": "__main__"}))


def _make_typed_tuple(typename: str, fields: Any = ()) -> type:
    made = _named.NamedTuple(typename, [*fields])
    made.__module__ = "__main__"
    return admit_class(made)


def _make_new_type(name: str, tp: Any) -> Any:
    made = _named.NewType(name, tp)
    made.__module__ = "__main__"
    return made


def _overload(function: Any) -> Native:
    def refuse(*_: Any, **__: Any) -> None:
        raise NotImplementedError(
            "You should not call an overloaded function. A series of @overload-decorated functions outside a stub "
            "module should always be followed by an implementation that is not @overload-ed."
        )

    return Native(attribute(function, "__name__"), refuse, own)


def _wraps(wrapped: Any, *_: Any, **__: Any) -> Any:
    def copy_names(function: Any) -> Any:
        if type(function) not in CALLABLES and not is_user_class(function):
            raise Denied(f"'{type(function).__name__}' object cannot be given another name here")
        for name in ("__name__", "__qualname__", "__doc__"):
            setattr(function, name, attribute(wrapped, name))
        return function

    return Native("wraps", copy_names, own)


def _cached(maxsize: Any = 128, typed: bool = False) -> Any:
    if callable(maxsize):
        return functools.lru_cache(fit([maxsize])[0])
    decorate = functools.lru_cache(maxsize, typed)
    return Native("lru_cache", lambda function: decorate(fit([function])[0]), own)


def _get_attributes(*names: str) -> Native:
    def get(value: Any) -> Any:
        found = [functools.reduce(attribute, name.split("."), value) for name in names]
        return found[0] if len(found) == 1 else tuple(found)

    return Native("attrgetter", get, own)


def _call_method(name: str, *args: Any, **kwargs: Any) -> Native:
    return Native("methodcaller", lambda value: call_method(value, name, args, kwargs), own)


def _dataclass(cls: Any = None, **options: Any) -> Any:
    if cls is None:
        return Native("dataclass", lambda one: _dataclass(one, **options), own)
    _check_class(cls)
    for name in inspect.get_annotations(cls):
        if type(name) is not str or not name.isidentifier() or is_hidden(cls, name):
            raise TypeError("the fields of a dataclass need names that a program may give")
    return admit_class(dataclasses.dataclass(cls, **options))


def _single_dispatch(function: Any) -> Wrapped:
    registry: dict[type, Any] = {object: function}
    find: Any = functools._find_impl  # pyright: ignore

    def dispatch(cls: type) -> Any:
        return find(cls, registry)

    def register(cls: Any, one: Any = None) -> Any:
        if one is None and isinstance(cls, type):
            return Native("register", lambda given: register(cls, given), own)
        if one is None:
            cls, one = next(iter(getattr(cls, "__annotations__", {}).values()), None), cls
        if not isinstance(cls, type):
            raise TypeError("register() takes a class, or a function whose first parameter is annotated with one")
        registry[cls] = one
        return one

    def call_found(*args: Any, **kwargs: Any) -> Any:
        if not args:
            raise TypeError(f"{function.__name__} requires at least 1 positional argument")
        return call(dispatch(type(args[0])), args, kwargs)

    found = Wrapped(function.__name__, call_found, call_own)
    vars(found).update(register=Native("register", register, own), dispatch=Native("dispatch", dispatch, own))
    return found


def _context_manager(function: Any) -> Wrapped:
    return Wrapped(function.__name__, contextlib.contextmanager(fit([function])[0]), call_own)


def _chain(iterables: Any) -> Any:
    return (
        itertools.chain(*fit([*iterables]))
        if type(iterables) in CONTAINERS
        else itertools.chain.from_iterable(iterables)
    )


def _warning_text(warning: Any) -> str:
    return f"{{message : {warning.message!r}, category : {warning.category.__name__!r}}}"


def _exit(status: Any = None) -> None:
    raise SystemExit(status)


INSTEAD.update(
    {
        "collections.namedtuple": _make_namedtuple,
        **{"typing.NewType": _make_new_type, "NewType": _make_new_type, "typing.overload": _overload},
        "NamedTuple": _make_typed_tuple,
        "functools.wraps": _wraps,
        "functools.lru_cache": _cached,
        "functools.cmp_to_key": lambda function: Native("key", functools.cmp_to_key(function), whole),
        "chain.from_iterable": _chain,
        "operator.contains": lambda values, value: compare("in", value, values),
        "operator.attrgetter": _get_attributes,
        "operator.methodcaller": _call_method,
        "dataclasses.dataclass": _dataclass,
        "functools.singledispatch": _single_dispatch,
        "functools.cache": lambda function: functools.cache(fit([function])[0]),
        "contextlib.contextmanager": _context_manager,
        "copy.deepcopy": _deepcopy,
        "sys.exit": _exit,
        "math.prod": lambda iterable, *, start=1: functools.reduce(functools.partial(binary, "*"), iterable, start),
        "sys.setrecursionlimit": lambda limit: None,
    }
)
for _sign, _function in FUNCTIONS.items():
    _compute = compare if _sign in ("==", "!=", "<", "<=", ">", ">=", "in", "not in") else binary
    INSTEAD[f"operator.{_function.__name__}"] = functools.partial(_compute, _sign)

# ---- kinds of values


class _Stream:
    """Standard output and standard error, as ``sys`` has them."""

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, text: str) -> int:
        return Printed.current.write(text) if self.name == "<stdout>" else len(text)

    def flush(self) -> None:
        pass


class _Redirected(contextlib.redirect_stdout[Any]):
    """Sends what is printed to a stream of the program's."""

    def __enter__(self) -> Any:
        self._before, stream = Printed.current, self._new_target  # pyright: ignore[reportAttributeAccessIssue]
        use_printed(Printed(lambda text: call_method(stream, "write", [text], {})))
        return stream

    def __exit__(self, *error: object) -> None:
        use_printed(self._before)


def _check_namespace(**values: Any) -> None:
    """Refuse names that native code asks an object for: NumPy would read memory where they say."""
    for name in values:
        if name.startswith("__"):
            raise Denied(f"'{name}' of 'types.SimpleNamespace' object cannot be set by programs here")


CHECKS["SimpleNamespace"] = CHECKS["types.SimpleNamespace"] = _check_namespace
INSTEAD["redirect_stdout"] = _Redirected
_Stream.__name__, _Stream.__module__ = "TextIOWrapper", "_io"
Copied.__name__, Copied.__module__ = "dict", "builtins"
kind(Copied, own, only="get")
_named: Any = typing
_cache_type = type(functools.lru_cache(len))
CALLABLES.add(_cache_type)
kind(_cache_type, own, only="cache_info cache_clear __wrapped__", call=calling(whole))
kind(functools.partial, own, only="func args keywords", maker=whole, call=calling(whole))
kind(operator.itemgetter, own, only="", maker=own, call=calling(own), makes=True)
kind(type(functools.cmp_to_key(cast("Any", operator.sub))(1)), own, only="")
for _type in (random.Random, io.StringIO, enum.auto, _Stream, functools.cached_property, types.SimpleNamespace):
    kind(_type, own, denied="detach randbytes reconfigure buffer writelines".split(), maker=own)
kind(types.SimpleNamespace, own, dynamic=True, maker=own)
setattr(warnings.WarningMessage, "__str__", _warning_text)  # noqa: B010 - Python's own names one of our files
kind(warnings.WarningMessage, own, only="message category")
kind(_Redirected, own, only="")
for _type in (dataclasses.Field, type(dataclasses.MISSING), contextlib._GeneratorContextManager):  # pyright: ignore
    kind(_type, own, only="name type default default_factory")
for _type in (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag):
    kind(_type, own, only="name value __members__", is_base=True, dynamic=True)
_of_texts = " ".join((*KINDS[enum.Enum].names, *KINDS[str].names))
kind(enum.StrEnum, letters, only=_of_texts, is_base=True, dynamic=True)
for _type in (abc.ABC, *(getattr(collections.abc, name) for name in collections.abc.__all__)):
    kind(_type, own, only="", is_base=True)
for _type in (time.struct_time, type(sys.version_info), type(sys.float_info), re.Pattern, re.Match, re.RegexFlag):
    kind(_type, whole)
kind(string.Template, own, only="substitute safe_substitute template", maker=own)
kind(typing.NewType, own, only="", maker=own, call=lambda made, args, kwargs: made(*args, **kwargs), makes=True)
CLASSES[_named._NamedTuple] = Native("NamedTuple", _named._NamedTuple, own)
BASES.update((_named.Generic, _named.Protocol, _named._NamedTuple, _named._TypedDict))
FAMILIES.append((lambda cls: cls.__module__ == "typing", Kind(object, frozenset(), own, call=call_alias, makes=True)))

kind(fractions.Fraction, whole, maker=whole, check=_check_bits)

# ---- the modules


def _public(module: Any, *denied: str) -> list[str]:
    return [name for name in getattr(module, "__all__", dir(module)) if name[0] != "_" and name not in denied]


_random = "seed getstate setstate random uniform randint randrange choice choices sample shuffle gauss normalvariate "
_random += "getrandbits lognormvariate expovariate betavariate gammavariate paretovariate triangular vonmisesvariate "
_random += "weibullvariate"
for _module, _rule, _names in (
    (math, whole, _public(math)),
    (random, own, [*_random.split(), "Random"]),
    (statistics, collecting, _public(statistics, "StatisticsError")),
    (fractions, whole, ["Fraction"]),
    (time, whole, "time time_ns perf_counter perf_counter_ns monotonic process_time sleep ctime strftime localtime"),
    (datetime, whole, "date datetime time timedelta timezone"),
    (collections, own, "OrderedDict Counter namedtuple ChainMap"),
    (collections.abc, own, _public(collections.abc)),
    (heapq, container, _public(heapq, "merge")),
    (heapq, collecting, ["merge"]),
    (bisect, container, "bisect bisect_left bisect_right insort insort_left insort_right"),
    (copy, whole, "copy deepcopy"),
    (os, whole, ()),
    (functools, own, "wraps lru_cache cache total_ordering partial cached_property singledispatch"),
    (functools, whole, "reduce cmp_to_key"),
    (itertools, whole, _public(itertools, "product", "permutations", "combinations", "combinations_with_replacement")),
    (itertools, collecting, "product permutations combinations combinations_with_replacement"),
    (operator, own, _public(operator, "call", "concat", "iconcat", "setitem", "delitem", "getitem", "itemgetter")),
    (operator, own, ["itemgetter"]),
    (dataclasses, own, "dataclass is_dataclass fields MISSING"),
    (dataclasses, whole, "field asdict astuple replace"),
    (enum, own, "Enum IntEnum StrEnum Flag IntFlag auto unique"),
    (abc, own, "ABC ABCMeta abstractmethod"),
    (typing, own, _public(typing, "get_type_hints", "ForwardRef", "NamedTuple", "TypedDict", "reveal_type")),
    (types, own, "SimpleNamespace MethodType"),
    (contextlib, own, "contextmanager suppress nullcontext closing redirect_stdout"),
    (contextlib, whole, "ExitStack"),
    (warnings, own, "warn filterwarnings simplefilter resetwarnings catch_warnings"),
    (string, whole, _public(string, "Formatter")),
    (io, own, "StringIO"),
    (
        re,
        whole,
        "compile match search fullmatch sub subn split findall finditer escape I IGNORECASE M MULTILINE S DOTALL "
        "X VERBOSE A ASCII U UNICODE Pattern Match error",
    ),
    (json, whole, "dumps loads"),
    (sys, whole, "version version_info maxsize byteorder platform float_info getsizeof getrecursionlimit exit"),
    (sys, whole, "setrecursionlimit"),
):
    _before = MODULES[_module.__name__].members if _module.__name__ in MODULES else {}
    facade(_module.__name__, _module, {**_before, **offered(_module, _names, _rule)})
MODULES["collections"].members |= {cls.__name__: plain for cls, plain in PLAIN.items()}
MODULES["typing"].members |= {"NamedTuple": _named._NamedTuple, "TypedDict": _named._TypedDict}
MODULES["sys"].members |= {
    "stdout": _Stream("<stdout>"),
    "stderr": _Stream("<stderr>"),
    "argv": ["program.py"],
    "path": [],
}
offered(itertools, "_grouper _tee")
