"""The instructions that end a block: jumps, calls, returns. They say which block follows.

`ENDS` has for each of them what makes its end, as `STEPS` has for the others. An end that returns None has let another
frame be the one to go on.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any

from torch import nn
from torch.nn.modules import module as torch_module

from model.program import native
from model.program.machine.frames import Frame
from model.program.machine.functions import Function, Generator, fill
from model.program.machine.instructions import At, several
from model.program.machine.operations import COMPARED, SIMPLE, comparison
from model.program.machine.run import DEEPEST, check_depth
from model.program.native import is_user_class
from model.program.native.limits import ITERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from model.program.compiler import Label
    from model.program.machine.frames import Block, End

_HOOKS_OF_MODULE = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
_HOOKS_OF_ALL = tuple(getattr(torch_module, f"_global{name}") for name in _HOOKS_OF_MODULE)
_PLAIN = {Generator, *(cls for cls in ITERATORS if cls.__module__ in ("builtins", "itertools"))}
"""Types of iterators that are their own iterators; others may begin anew when they are asked for one."""


def _branch(at: At, condition: int, label: Label, when: bool) -> End:
    yes, no = (at.block_of(label), at.following()) if when else (at.following(), at.block_of(label))

    def end(frame: Frame) -> Block | None:
        return yes if frame.registers[condition] else no

    return end


def _branch_compare(at: At, sign: str, left: int, right: int, label: Label, when: bool) -> End:
    yes, no = (at.block_of(label), at.following()) if when else (at.following(), at.block_of(label))
    quick, otherwise = comparison(at, sign)

    def end(frame: Frame) -> Block | None:
        registers = frame.registers
        x, y = registers[left], registers[right]
        test = quick if type(x) in COMPARED and type(y) in COMPARED else otherwise
        return yes if test(x, y) else no

    return end


def _unless_match(at: At, error: int, kinds: int, label: Label) -> End:
    jumped, passed = at.block_of(label), at.following()

    def end(frame: Frame) -> Block | None:
        kind = frame.registers[kinds]
        for each in kind if isinstance(kind, tuple) else (kind,):
            if not (isinstance(each, type) and issubclass(each, BaseException)):
                raise TypeError("catching classes that do not inherit from BaseException is not allowed")
        return passed if isinstance(frame.registers[error], kind) else jumped

    return end


def _for(at: At, iterator: int, target: int, label: Label) -> End:
    exhausted, following = at.block_of(label), at.following()

    def end(frame: Frame) -> Block | None:
        registers = frame.registers
        taken = registers[iterator]
        if type(taken) in _PLAIN:
            for value in taken:  # the quickest way to take one, where iter() gives the iterator itself
                registers[target] = value if type(value) in SIMPLE else native.admit(value)
                return following
        else:
            try:
                registers[target] = native.admit(next(taken))
                return following
            except StopIteration:
                pass
        registers[iterator] = None
        return exhausted

    return end


def _end_finally(at: At, state: int, before: int, labels: Sequence[Label]) -> End:
    blocks = [at.block_of(label) for label in labels]

    def end(frame: Frame) -> Block | None:
        reached = frame.registers[state]
        if isinstance(reached, BaseException):
            frame.handled = frame.registers[before]
            raise reached
        return blocks[reached]

    return end


# --- calls --------------------------------------------------------------------------------------------------------


def _call(at: At, target: int, function: int, arguments: Sequence[int], names: Sequence[str]) -> End:
    call, run, block = _caller(at, target), at.run, at.block
    by_position, by_name = several(arguments[: len(arguments) - len(names)]), several(arguments[-len(names) :])
    count = -2 if names else len(arguments)

    def end(frame: Frame) -> Block | None:
        registers = frame.registers
        called = registers[function]
        values = by_position(registers)
        if type(called) is Function and called.routine.simple == count and not called.routine.is_generator:
            routine = called.routine  # the commonest case, at once
            new = [*values, *routine.others]
            if routine.free:
                fill(new, routine.free, called.cells)
            frame.block = block
            run.frame = inner = Frame(routine, new, frame, target)
            if inner.depth > DEEPEST:
                check_depth(inner)
            return None
        return call(frame, called, values, dict(zip(names, by_name(registers), strict=True)) if names else {})

    return end


def _call_spread(at: At, target: int, function: int, positional: int, named: int) -> End:
    call = _caller(at, target)

    def end(frame: Frame) -> Block | None:
        registers = frame.registers
        return call(frame, registers[function], registers[positional], registers[named])

    return end


def _caller(at: At, target: int) -> Callable[[Frame, Any, Sequence[Any], dict[str, Any]], Block | None]:
    """Return what calls a value: in a frame of its own where that is the program's code, else natively."""
    run, place, block, following = at.run, at.place, at.block, at.following()

    def call(frame: Frame, called: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Block | None:
        frame.block = block
        made = None
        function = called if type(called) is Function else None
        if function is None:
            function, made, args = _behind(called, args, kwargs)
        if function is None:
            result = frame.registers[target] = native.call(called, args, kwargs)
            if at.watched and run.on_call is not None:
                run.on_call(_name(called), _with_owner(called, args), kwargs, result, *place)
            return following
        inner = function.frame(args, kwargs)
        if inner.routine.is_generator:
            frame.registers[target] = Generator(inner, function.__name__)
            return following
        inner.made, inner.back, inner.result, inner.depth = made, frame, target, frame.depth + 1
        check_depth(inner)
        run.frame = inner
        return None

    return call


def _behind(called: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, Any, Sequence[Any]]:
    """Return the program's own function that a call comes to, the object that it makes, and its arguments."""
    of: Any = type(called)
    if of is MethodType and type(called.__func__) is Function:
        return called.__func__, None, [called.__self__, *args]
    if not is_user_class(called if isinstance(called, type) else of):
        return None, None, args
    if isinstance(called, type):
        if of.__call__ is not type.__call__ or type(called.__init__) is not Function:
            return None, None, args
        made = called.__new__(called, *args, **kwargs)
        if type(made) is not called:
            return None, None, args
        return called.__init__, made, [made, *args]
    if type(of.__call__) is Function:
        return of.__call__, None, [called, *args]
    if isinstance(called, nn.Module) and _is_plain(called):
        return type(called).forward, None, [called, *args]
    return None, None, args


def _is_plain(module: nn.Module) -> bool:
    """Tell whether calling a module comes to its forward method and to nothing else."""
    own = vars(module)
    return (
        type(module).__call__ is nn.Module.__call__
        and type(type(module).forward) is Function
        and "forward" not in own
        and own.get("_compiled_call_impl") is None
        and not any(own[name] for name in _HOOKS_OF_MODULE)
        and not any(_HOOKS_OF_ALL)
    )


def _name(called: Any) -> str:
    """Return what a run is told of a call: the name of the function, or of the class of a module."""
    native_function = called.native if isinstance(called, native.Method) else called
    if isinstance(native_function, native.Native):
        return native_function.short_name
    return called.__name__ if isinstance(called, type) else type(called).__name__


def _with_owner(called: Any, args: Sequence[Any]) -> tuple[Any, ...]:
    return (called.owner, *args) if isinstance(called, native.Method) else tuple(args)


def _return(at: At, source: int) -> End:
    run = at.run

    def end(frame: Frame) -> Block | None:
        value = frame.registers[source]
        if frame.made is not None:
            if value is not None:
                raise TypeError(f"__init__() should return None, not '{type(value).__name__}'")
            value = frame.made
        back = run.frame = frame.back
        frame.block = None
        if frame.result < 0 or back is None:
            run.value = value
        else:
            back.registers[frame.result] = value
            back.block = back.block and back.block.following
        return None

    return end


# --- generators ---------------------------------------------------------------------------------------------------


def _yield(at: At, target: int, source: int) -> End:
    run, block = at.run, at.block
    at.following()

    def end(frame: Frame) -> Block | None:
        frame.block, frame.awaiting = block, target
        run.value = frame.registers[source]
        run.frame = frame.back
        return None

    return end


def _delegate(at: At, target: int, iterator: int, sent: int) -> End:
    run, routine, pc, following = at.run, at.routine, at.pc, at.following()

    def end(frame: Frame) -> Block | None:
        registers = frame.registers
        inner, value = registers[iterator], registers[sent]
        try:
            run.value = native.admit(next(inner) if value is None else inner.send(value))
        except StopIteration as stop:
            registers[target] = native.admit(stop.value)
            frame.delegate = None
            return following
        frame.block, frame.awaiting, frame.delegate = routine.block_at(pc), sent, inner
        run.frame = frame.back
        return None

    return end


ENDS: dict[str, Callable[..., End]] = {
    **{"branch": _branch, "branch_compare": _branch_compare, "unless_match": _unless_match, "for": _for},
    **{"end_finally": _end_finally, "call": _call, "call_spread": _call_spread},
    **{"return": _return, "yield": _yield, "delegate": _delegate},
}
