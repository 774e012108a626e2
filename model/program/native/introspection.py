"""What a program learns of its own code while it runs: inspect, traceback, frames and codes."""

from __future__ import annotations

import functools
import inspect
import sys
import traceback
import types
import typing
from typing import Any

from model.program.native.attributes import SEEN, attribute
from model.program.native.calls import call_method, own, whole
from model.program.native.facades import MODULES, facade, offered
from model.program.native.limits import Denied
from model.program.native.values import (
    CALLABLES,
    INSTEAD,
    LINES,
    Method,
    Native,
    is_user_class,
    kind,
    without_addresses,
)
from model.program.native.world import World

NAME = "<program>"

# ---- functions


class CodeView:
    """What ``f.__code__`` shows: names and counts, no instructions."""

    def __init__(self, code: Any) -> None:
        parameters = code.parameters
        self.co_name, self.co_qualname, self.co_firstlineno = code.name, code.qualified_name, code.first_line
        self.co_filename = NAME
        self.co_posonlyargcount, self.co_kwonlyargcount = parameters.positional_only, parameters.keyword_only
        self.co_argcount = parameters.positional
        local = [name for name, register in code.variables.items() if register not in code.cells and name[0] != "."]
        self.co_varnames = (*parameters.names, *(name for name in local if name not in parameters.names))
        self.co_nlocals = len(self.co_varnames)
        free = [name for name, register in code.variables.items() if register in code.free]
        self.co_freevars = tuple(sorted(free))


def _view_of_code(value: Any) -> CodeView:
    function = getattr(value, "__func__", value)
    if not hasattr(function, "routine"):
        raise AttributeError(f"'{type(value).__name__}' object has no attribute '__code__'")
    return CodeView(function.routine.code)


class FrameView:
    """What ``inspect.currentframe()`` shows: the variables of a function that is running, and who has called it."""

    def __init__(self, frame: Any) -> None:
        self.of = frame

    @property
    def f_locals(self) -> dict[str, Any]:
        """The variables, as they are now."""
        return dict(self.of.locals)

    @property
    def f_back(self) -> FrameView | None:
        """The function that has called it."""
        return None if self.of.back is None else FrameView(self.of.back)

    @property
    def f_code(self) -> CodeView:
        """What there is to say of its code."""
        return CodeView(self.of.routine.code)


def _code(value: Any) -> Any:
    """Return the code of a function, a method or a class of the program's own."""
    function = getattr(value, "__func__", value)
    function = inspect.unwrap(function) if type(function) in CALLABLES else function
    if isinstance(function, type) and is_user_class(function):
        codes = (routine.code for routine in World.running.routines)
        return next(one for one in codes if one.qualified_name == function.__qualname__ and one.is_class)
    if hasattr(function, "routine"):
        return function.routine.code
    if isinstance(function, (Native, Method, type)) or is_user_class(type(function)):
        raise Denied("inspect shows the text of functions and classes of the program alone here")
    of = type(value).__name__
    raise TypeError(f"module, class, method, function, traceback, frame, or code object was expected, got {of}")


def _source_lines(value: Any) -> tuple[list[str], int]:
    code = _code(value)
    return code.text.splitlines(keepends=True), code.first_line


def _signature(value: Any, **_: Any) -> inspect.Signature:
    native = value.native if isinstance(value, Method) else value
    if not isinstance(native, Native):
        return inspect.signature(value)
    if str(getattr(native.original, "__module__", "")).startswith("model."):
        raise Denied(f"the parameters of {native.short_name} cannot be told to programs here")
    return inspect.signature(native.original)


def _is_function(value: Any) -> bool:
    return (type(value) in CALLABLES and not hasattr(type(value), "send")) or (
        type(value) is Native and value.is_python
    )


def _is_method(value: Any) -> bool:
    return type(value) is types.MethodType or (isinstance(value, Method) and value.native.is_python)


def _is_built_in(value: Any) -> bool:
    native = value.native if isinstance(value, Method) else value
    return type(native) is Native and not native.is_python and type(native.original) is types.BuiltinFunctionType


def _argument_values(frame: FrameView) -> Any:
    names, _, positional, keyword_only, star, double_star = frame.of.routine.code.parameters
    stars = iter(names[positional + keyword_only :])
    varargs, keywords = (next(stars) if star else None), None
    keywords = next(stars) if double_star else None
    return inspect.ArgInfo([*names[: positional + keyword_only]], varargs, keywords, frame.f_locals)


def _doc(value: Any) -> str | None:
    doc = attribute(value, "__doc__")
    return None if doc is None else inspect.cleandoc(doc)


def _hints(value: Any) -> dict[str, Any]:
    """Return annotations; those that are texts would have to be run."""
    hints = dict(attribute(value, "__annotations__"))
    if any(isinstance(hint, str) for hint in hints.values()):
        raise Denied("get_type_hints shows annotations alone that are no texts here")
    return {name: type(None) if hint is None else hint for name, hint in hints.items()}


INSTEAD["typing.get_type_hints"] = _hints
MODULES["typing"].members |= offered(typing, ["get_type_hints"], own)
INSTEAD.update(
    {
        "inspect.signature": _signature,
        "inspect.getsource": lambda value: _code(value).text,
        "inspect.getsourcelines": _source_lines,
        "inspect.isfunction": _is_function,
        "inspect.ismethod": _is_method,
        "inspect.isbuiltin": _is_built_in,
        "inspect.isroutine": lambda value: _is_function(value) or _is_method(value) or _is_built_in(value),
        "inspect.ismodule": lambda value: type(value).__name__ == "module",
        "inspect.isgenerator": lambda value: hasattr(type(value), "send"),
        "inspect.isgeneratorfunction": lambda value: (
            _is_function(value) and getattr(getattr(value, "routine", None), "is_generator", False)
        ),
        "inspect.getdoc": _doc,
        "inspect.currentframe": lambda: FrameView(World.running.frame),
        "inspect.getargvalues": _argument_values,
        "inspect.getmro": lambda cls: cls.__mro__,
    }
)
_names = """signature getsource getsourcelines isclass isfunction ismethod isbuiltin isroutine ismodule isgenerator
    isgeneratorfunction isabstract getdoc cleandoc currentframe getargvalues getmro"""
kind(inspect._empty, own, only="")  # pyright: ignore[reportPrivateUsage]
_of_parameter = [name for name in dir(inspect.Parameter) if name.isupper()]
kind(inspect.Parameter, own, only=f"name kind default annotation empty {' '.join(_of_parameter)}")
kind(inspect.Signature, own, only="parameters return_annotation bind bind_partial empty")
kind(inspect.BoundArguments, own, only="arguments args kwargs apply_defaults signature")
kind(type(inspect.Parameter.VAR_KEYWORD), own, only="name value description")
kind(types.MappingProxyType, own, only="keys values items get")
_of_code = "name qualname firstlineno filename posonlyargcount kwonlyargcount argcount varnames nlocals freevars"
kind(CodeView, own, only=" ".join(f"co_{name}" for name in _of_code.split()))
kind(FrameView, own, only="f_locals f_back f_code")
facade(
    "inspect",
    inspect,
    {**offered(inspect, _names, own), "Parameter": inspect.Parameter, "Signature": inspect.Signature},
)
CodeView.__name__, FrameView.__name__ = "code", "frame"
SEEN["__code__"] = object, _view_of_code


# ---- errors on their way


class TraceView:
    """What ``error.__traceback__`` shows: where in the program an error has been, outermost first."""

    def __init__(self, places: list[Any]) -> None:
        self.places = places

    @property
    def tb_lineno(self) -> int:
        """The line."""
        return self.places[0][2]

    @property
    def tb_next(self) -> TraceView | None:
        """Where it was before."""
        return TraceView(self.places[1:]) if len(self.places) > 1 else None


def _trace(error: BaseException) -> TraceView | None:
    places = error.__dict__.get(LINES)
    return TraceView([*reversed(places)]) if places else None


def _stack(trace: TraceView | None) -> traceback.StackSummary:
    places = trace.places if trace else ()
    return _summary([(name, line, span) for _, name, line, _, span in places], World.running.lines)


def _summary(places: list[Any], lines: list[str]) -> traceback.StackSummary:
    stack = traceback.StackSummary()
    for name, line, (column, end_line, end_column) in places:
        text = f"{lines[line - 1]}\n" if line <= len(lines) else ""
        ends = {"end_lineno": end_line, "colno": column, "end_colno": end_column}
        name = "<module>" if name == NAME else name
        stack.append(traceback.FrameSummary(NAME, line, name, lookup_line=False, line=text, **ends))
    return stack


def _told(error: BaseException) -> traceback.TracebackException:
    told = traceback.TracebackException(type(error), error, None)
    waiting = [(told, error)]
    while waiting:
        one, of = waiting.pop()
        one.stack = _stack(_trace(of))
        waiting += [
            (inner, raised)
            for inner, raised in ((one.__cause__, of.__cause__), (one.__context__, of.__context__))
            if inner is not None and raised is not None
        ]
    return told


_find_anchors: Any = functools.cache(traceback._extract_caret_anchors_from_line_segment)  # pyright: ignore
setattr(traceback, _find_anchors.__name__, _find_anchors)  # parses a part of a line, which a locked process may not


def prepare_traces(code: Any) -> None:
    """Let Python find now what it underlines in the lines of a program that shows where its errors were."""
    if "traceback" in code.text:
        waiting = [code]
        lines = code.text.split("\n")
        while waiting:
            one = waiting.pop()
            waiting += [each for step in one.instructions for each in step.operands if type(each) is type(code)]
            places = {(step.place.line, span) for step, span in zip(one.instructions, one.spans, strict=True)}
            _summary([("", *place) for place in places], lines).format()


def _handled() -> BaseException | None:
    return World.running.handled(World.running.frame)


def _format(error: Any = None, value: Any = None, tb: Any = None, limit: Any = None, chain: bool = True) -> list[str]:
    error = error if isinstance(error, BaseException) else value
    return ["NoneType: None\n"] if error is None else [*map(without_addresses, _told(error).format(chain=chain))]


def _print_exception(*args: Any, file: Any = None, **named: Any) -> None:
    _write("".join(_format(*args, **named)), file)


def _write(text: str, file: Any) -> None:
    if file is not None:  # else it goes to standard error
        call_method(file, "write", [text], {})


def _print_exc(limit: Any = None, file: Any = None, chain: bool = True) -> None:
    _print_exception(_handled(), file=file, chain=chain)


def _exc_info() -> tuple[Any, Any, Any]:
    error = _handled()
    return (None, None, None) if error is None else (type(error), error, _trace(error))


INSTEAD.update(
    {
        "traceback.format_exc": lambda limit=None, chain=True: "".join(_format(_handled(), chain=chain)),
        "traceback.print_exc": _print_exc,
        "traceback.format_exception": _format,
        "traceback.print_exception": _print_exception,
        "traceback.format_tb": lambda tb, limit=None: _stack(tb).format(),
        "traceback.extract_tb": lambda tb, limit=None: _stack(tb),
        "traceback.print_tb": lambda tb, limit=None, file=None: _write("".join(_stack(tb).format()), file),
        "sys.exc_info": _exc_info,
    }
)
TraceView.__name__ = "traceback"
for _type in (CodeView, FrameView, TraceView):
    _type.__module__ = "builtins"
    _type.__qualname__ = _type.__name__
kind(TraceView, own, only="tb_lineno tb_next")
kind(traceback.FrameSummary, own, only="filename lineno name line")
kind(traceback.StackSummary, own, only="")
SEEN["__traceback__"] = BaseException, _trace
_printing = "print_exc print_exception print_tb format_exc format_exception format_exception_only format_tb extract_tb"
facade("traceback", traceback, offered(traceback, _printing, whole))
MODULES["sys"].members |= offered(sys, ["exc_info"], own)
