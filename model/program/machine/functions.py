"""Functions and generators of a program: real Python objects, so that native code can call them and go over them."""

from __future__ import annotations

import inspect
import types
from typing import TYPE_CHECKING, Any

from model.program import native
from model.program.machine.frames import Cell, Frame, Routine
from model.program.native.standard import Copied
from model.program.source import is_special

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Function:
    """A function of the program."""

    __slots__ = ("__dict__", "__weakref__", "cells", "defaults", "named_defaults", "routine")

    def __init__(
        self, routine: Routine, cells: Sequence[Cell], defaults: tuple[Any, ...], named_defaults: dict[str, Any]
    ) -> None:
        self.routine = routine
        self.cells = cells
        self.defaults = defaults
        self.named_defaults = named_defaults
        self.__name__ = routine.code.name
        self.__qualname__ = routine.code.qualified_name
        self.__doc__ = routine.code.docstring
        self.__module__ = "__main__"
        self.__annotations__: dict[str, Any] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call from native code: what it passes has not been admitted, and it may call what it gets."""
        passed = {*map(type, args)}
        if types.TracebackType in passed:  # `contextlib.ExitStack` passes what Python has
            limit = next((value for value in args if isinstance(value, native.Limit)), None)
            if limit is not None:  # none of which a program may hold
                raise limit
            args = tuple(_seen_traces(args))
        if native.Native in passed:
            args = tuple(map(native.admit, args))
        for value in (*args, *kwargs.values()):
            native.admit_whole(value) if type(value) is tuple else native.admit(value)
        frame = self.frame(args, kwargs)
        if self.routine.code.is_generator:
            return Generator(frame, self.__name__)
        return native.stored(self.routine.execute(frame))

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<function {self.__qualname__}>"

    def __copy__(self, *_: object) -> Function:
        return self

    __deepcopy__ = __copy__

    @property
    def __defaults__(self) -> tuple[Any, ...] | None:
        return self.defaults or None

    @property
    def __kwdefaults__(self) -> dict[str, Any] | None:
        return dict(self.named_defaults) or None

    @property
    def __signature__(self) -> inspect.Signature:  # torch asks for it: is there a ctx among the parameters?
        names, positional_only, positional, keyword_only, star, double_star = self.routine.code.parameters
        kinds = [inspect.Parameter.POSITIONAL_ONLY] * positional_only
        kinds += [inspect.Parameter.POSITIONAL_OR_KEYWORD] * (positional - positional_only)
        kinds += [inspect.Parameter.KEYWORD_ONLY] * keyword_only
        kinds += [inspect.Parameter.VAR_POSITIONAL] * star + [inspect.Parameter.VAR_KEYWORD] * double_star
        by_position = dict(zip(names[positional - len(self.defaults) : positional], self.defaults, strict=True))
        told, empty = self.__annotations__, inspect.Parameter.empty
        defaults = {**by_position, **self.named_defaults}
        parameters = [
            inspect.Parameter(name, kind, default=defaults.get(name, empty), annotation=told.get(name, empty))
            for name, kind in zip(names, kinds, strict=True)
        ]
        parameters.sort(key=lambda each: each.kind)
        return inspect.Signature(parameters, return_annotation=told.get("return", empty))

    def frame(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Frame:
        """Return a frame for a call; TypeError where the arguments do not fit."""
        routine = self.routine
        if len(args) == routine.simple and not kwargs:
            registers = [*args, *routine.others]
        else:
            registers = [*self._bound(args, kwargs), *routine.others]
        fill(registers, routine.free, self.cells)
        return Frame(routine, registers)

    def _bound(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sequence[Any]:
        """Return the values of the parameters, or raise what Python raises where arguments do not fit.

        Python itself finds them: it calls a function of its own that has these parameters and returns its variables.
        """
        if self.routine.binder is None:
            names, positional_only, positional, keyword_only, star, double_star = self.routine.code.parameters
            template = _variables.__code__
            self.routine.binder = template.replace(
                co_argcount=positional,
                co_posonlyargcount=positional_only,
                co_kwonlyargcount=keyword_only,
                co_flags=template.co_flags | star * 0x04 | double_star * 0x08,
                co_varnames=names,
                co_nlocals=len(names),
                co_qualname=self.routine.code.qualified_name,
            )
        binder = types.FunctionType(self.routine.binder, {"locals": locals}, self.__name__, self.defaults)
        binder.__kwdefaults__ = self.named_defaults
        return tuple(binder(*args, **kwargs).values())


def fill(registers: list[Any], free: Sequence[int], cells: Sequence[Cell]) -> None:
    """Put the cells of a function into the registers of a frame."""
    for register, cell in zip(free, cells, strict=True):
        registers[register] = cell


def _seen_traces(args: Sequence[Any]) -> Iterator[Any]:
    """Give arguments of which one is an error, and one its traceback: that as programs see it."""
    error = next((value for value in args if isinstance(value, BaseException)), None)
    for value in args:
        is_trace = type(value) is types.TracebackType
        yield native.attribute(native.admit(error), "__traceback__") if is_trace else value


def _variables() -> dict[str, Any]:
    return locals()


class Hook(Function):
    """A method that Python calls in between, such as ``__getattr__``, ``__set_name__``, ``__deepcopy__``."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call with a class that is being made, a name that native code looks for, or what it has copied so far."""
        for value in args:
            if isinstance(value, type) and any(map(native.is_user_class, value.__mro__[1:])):
                native.check_bases(value.__bases__)
                native.admit_class(value)
        if self.__name__ == "__getattr__" and is_special(args[-1]):
            raise AttributeError(f"'{type(args[0]).__name__}' object has no attribute '{args[-1]}'")
        if self.__name__ == "__deepcopy__":
            args = tuple([Copied(value) if type(value) is dict else value for value in args])
        return super().__call__(*args, **kwargs)


class Generator:
    """A generator of the program: a frame that is run from one ``yield`` to the next."""

    __slots__ = ("__name__", "frame")

    def __init__(self, frame: Frame, name: str) -> None:
        self.frame = frame
        self.__name__ = name

    def __iter__(self) -> Generator:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def __repr__(self) -> str:
        return f"<generator object {self.frame.routine.code.qualified_name}>"

    def send(self, value: Any) -> Any:
        """Go on, with what the ``yield`` gives."""
        frame = self.frame
        if frame.running:
            raise ValueError("generator already executing")
        if frame.block is None:
            raise StopIteration
        if frame.awaiting >= 0:
            frame.registers[frame.awaiting] = native.admit(value)
            if frame.delegate is None:
                frame.block = frame.block.following
        elif value is not None:
            raise TypeError("can't send non-None value to a just-started generator")
        return self._go_on()

    def throw(self, kind: Any, value: Any = None, traceback: Any = None) -> Any:
        """Go on with an error that the ``yield`` raises."""
        error = _raised(kind, value)
        frame = self.frame
        if frame.running:
            raise ValueError("generator already executing")
        if frame.block is None or frame.awaiting < 0:
            frame.block = None
            raise error
        inner = frame.delegate
        if inner is not None and isinstance(error, GeneratorExit):
            if hasattr(inner, "close"):
                inner.close()
        elif inner is not None and hasattr(inner, "throw"):
            try:
                return native.admit(inner.throw(error))
            except StopIteration as stop:
                frame.delegate = None
                target = frame.routine.code.instructions[frame.pc].operands[0]
                frame.registers[target] = native.admit(stop.value)
                frame.block = frame.block.following
                return self._go_on()
            except BaseException as raised:
                error = raised
        frame.delegate = None
        return self._go_on(error)

    def close(self) -> None:
        """End with an error that the ``yield`` raises."""
        if self.frame.block is None or self.frame.awaiting < 0:
            self.frame.block = None
            return
        try:
            self.throw(GeneratorExit())
        except (GeneratorExit, StopIteration):
            return
        raise RuntimeError("generator ignored GeneratorExit")

    def _go_on(self, error: BaseException | None = None) -> Any:
        frame = self.frame
        frame.running = True
        try:
            value = frame.routine.execute(frame, error)
        except StopIteration as stop:
            raise RuntimeError("generator raised StopIteration") from stop
        finally:
            frame.running = False
        if frame.block is None:
            raise StopIteration(value) if value is not None else StopIteration
        return value


def _raised(kind: Any, value: Any) -> BaseException:
    """Return the error that `Generator.throw` is given, or the class of which."""
    is_class = isinstance(kind, type) and issubclass(kind, BaseException)
    if is_class and not isinstance(value, kind):
        value = native.call(kind, [] if value is None else [value], {})
    elif not is_class and isinstance(kind, BaseException):
        if value is not None:
            raise TypeError("instance exception may not have a separate value")
        value = kind
    if not isinstance(value, BaseException):
        of = type(kind).__name__
        raise TypeError(f"exceptions must be classes or instances deriving from BaseException, not {of}")
    return value


for _class, _name in ((Function, "function"), (Hook, "function"), (Generator, "generator")):
    _class.__name__ = _class.__qualname__ = _name  # Python's and torch's messages name the types of values
    _class.__module__ = "builtins"
    native.close(_class)
    native.register_callable(_class)
