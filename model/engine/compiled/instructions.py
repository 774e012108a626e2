"""Instructions of LLVM's textual intermediate representation, written by formulas in Python.

A `Builder` holds the lines of one function. They compute values; an operator on values writes the line that computes
another value.
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


def digits(number: float) -> str:
    """Return a double as LLVM reads it, to the bit."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"


def function_text(name: str, formula: Callable[[Double], Double]) -> str:
    """Return the definition of a function of one number, to be inlined wherever it is called.

    The name is that in the IR, with its ``@``; the formula computes the result from the argument.
    """
    builder = Builder()
    builder.do(f"ret double {formula(Double(builder, '%x')).name}")
    return builder.function(f"internal double {name}(double %x) alwaysinline nounwind willreturn memory(none)")


class Builder:
    """Writes the body of a function, line by line.

    ``lines`` are the instructions and labels so far, ``variables`` what the function's first block reserves; LLVM turns
    variables into registers.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.variables: list[str] = []
        self._count = 0

    def name(self, hint: str) -> str:
        """Return a name that is not used yet."""
        self._count += 1
        return f"{hint}.{self._count}"

    def value(self, instruction: str) -> str:
        """Write an instruction and return the name of its result."""
        name = f"%{self.name('v')}"
        self.lines.append(f"  {name} = {instruction}")
        return name

    def do(self, *instructions: str) -> None:
        """Write instructions without results."""
        self.lines += [f"  {instruction}" for instruction in instructions]

    def block(self, label: str) -> None:
        """Begin the block of a label; the one before it must have ended."""
        self.lines.append(f"{label}:")

    def go_to(self, label: str) -> None:
        """End the block: go on at a label."""
        self.do(f"br label %{label}")

    def branch(self, condition: Flag, yes: str, no: str, expected: str = "") -> None:
        """End the block: go on at one of two labels."""
        self.do(f"br i1 {condition.name}, label %{yes}, label %{no}{expected}")

    def integer(self, number: int) -> Integer:
        """Return a constant."""
        return Integer(self, str(number))

    def double(self, number: float) -> Double:
        """Return a constant."""
        return Double(self, digits(number))

    def argument(self, name: str) -> Integer:
        """Return an argument of the function that is an integer."""
        return Integer(self, f"%{name}")

    def array(self, name: str) -> Address:
        """Return an argument of the function that is an address."""
        return Address(self, f"%{name}")

    def variable(self, kind: str = "double") -> Address:
        """Return the address of a new variable."""
        name = f"%{self.name('variable')}"
        self.variables.append(f"  {name} = alloca {kind}")
        return Address(self, name)

    def call(self, function: str, *operands: Double) -> Double:
        """Return the result of a function of numbers."""
        given = ", ".join(f"double {operand.name}" for operand in operands)
        return Double(self, self.value(f"call double {function}({given})"))

    @contextmanager
    def when(self, condition: Flag, expected: str = "") -> Generator[None]:
        """Write instructions that run only where a condition holds; values computed there are unknown afterwards."""
        then, after = self.name("then"), self.name("after")
        self.branch(condition, then, after, expected)
        self.block(then)
        yield
        self.go_to(after)
        self.block(after)

    @contextmanager
    def loop(self, start: Integer | int, stop: Integer) -> Generator[tuple[Integer, str]]:
        """Write a loop over the indices from ``start`` to before ``stop``; yields the index and the label after it."""
        index, head, body, after = self.variable("i64"), self.name("loop"), self.name("body"), self.name("after")
        index.store(start)
        self.go_to(head)
        self.block(head)
        here = index.load_integer()
        self.branch(here < stop, body, after)
        self.block(body)
        yield here, after
        index.store(here + 1)
        self.go_to(head)
        self.block(after)

    def function(self, signature: str) -> str:
        """Return the whole function, of which this is the body."""
        return "\n".join([f"define {signature} {{", "entry:", *self.variables, *self.lines, "}", ""])


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the function that a builder writes, and its name there."""

    builder: Builder
    name: str


def _arithmetic(instruction: str) -> Callable[[Double, Double | float], Double]:
    return lambda left, right: left.of(instruction, right)


def _reversed(instruction: str) -> Callable[[Double, float], Double]:
    return lambda right, left: right.builder.double(left).of(instruction, right)


def _comparison(order: str) -> Callable[[Double, Double | float], Flag]:
    return lambda left, right: left.compare(order, right)


def _integer(instruction: str) -> Callable[[Integer, Integer | int], Integer]:
    return lambda left, right: left.of(instruction, right)


def _logical(instruction: str) -> Callable[[Flag, Flag], Flag]:
    return lambda left, right: Flag(left.builder, left.builder.value(f"{instruction} i1 {left.name}, {right.name}"))


class Double(Value):
    """A number of type ``double``."""

    __slots__ = ()

    __add__, __radd__ = _arithmetic("fadd"), _reversed("fadd")
    __sub__, __rsub__ = _arithmetic("fsub"), _reversed("fsub")
    __mul__, __rmul__ = _arithmetic("fmul"), _reversed("fmul")
    __truediv__, __rtruediv__ = _arithmetic("fdiv"), _reversed("fdiv")
    __lt__, __le__, __gt__ = _comparison("olt"), _comparison("ole"), _comparison("ogt")

    def __neg__(self) -> Double:
        return Double(self.builder, self.builder.value(f"fneg double {self.name}"))

    def __abs__(self) -> Double:
        return self.builder.call("@llvm.fabs.f64", self)

    def of(self, operation: str, other: Double | float) -> Double:
        """Return the result of an operation on this number and another one."""
        right = other if isinstance(other, Double) else self.builder.double(other)
        return Double(self.builder, self.builder.value(f"{operation} double {self.name}, {right.name}"))

    def compare(self, order: str, other: Double | float) -> Flag:
        """Compare as numbers: for ``oeq`` −0 equals 0 and NaN equals nothing; ``une`` is its opposite."""
        return Flag(self.builder, self.of(f"fcmp {order}", other).name)

    def with_sign_of(self, other: Double) -> Double:
        """Return a number of this size with the other one's sign."""
        return self.builder.call("@llvm.copysign.f64", self, other)

    def bits(self) -> Integer:
        """Return the number's representation: sign, 11 bits of exponent (1023 more than it is), 52 of fraction."""
        return Integer(self.builder, self.builder.value(f"bitcast double {self.name} to i64"))


class Integer(Value):
    """A number of type ``i64``; right shifts bring in zeros, and division rounds towards 0."""

    __slots__ = ()

    __add__, __sub__, __mul__ = _integer("add"), _integer("sub"), _integer("mul nsw")
    __floordiv__, __mod__ = _integer("sdiv"), _integer("srem")
    __and__, __or__, __xor__ = _integer("and"), _integer("or"), _integer("xor")
    __lshift__, __rshift__ = _integer("shl"), _integer("lshr")

    def __rsub__(self, other: int) -> Integer:
        return self.builder.integer(other) - self

    def __lt__(self, other: Integer | int) -> Flag:
        return Flag(self.builder, self.of("icmp slt", other).name)

    def is_equal(self, other: Integer | int) -> Flag:
        """Compare."""
        return Flag(self.builder, self.of("icmp eq", other).name)

    def is_odd(self) -> Flag:
        """Tell whether the lowest bit is set."""
        return Flag(self.builder, self.builder.value(f"trunc i64 {self.name} to i1"))

    def double(self) -> Double:
        """Return the double whose bits these are."""
        return Double(self.builder, self.builder.value(f"bitcast i64 {self.name} to double"))

    def number(self) -> Double:
        """Return the same number as a double."""
        return Double(self.builder, self.builder.value(f"sitofp i64 {self.name} to double"))

    def of(self, operation: str, other: Integer | int) -> Integer:
        """Return the result of an operation on this number and another one."""
        operand = other.name if isinstance(other, Integer) else other
        return Integer(self.builder, self.builder.value(f"{operation} i64 {self.name}, {operand}"))


class Flag(Value):
    """A truth value, of type ``i1``."""

    __slots__ = ()

    __and__, __or__ = _logical("and"), _logical("or")

    def __invert__(self) -> Flag:
        return Flag(self.builder, self.builder.value(f"xor i1 {self.name}, true"))

    def choose(self, yes: Double | float, no: Double | float) -> Double:
        """Return one of two numbers, both of which are computed: there is no branch."""
        a, b = (each.name if isinstance(each, Double) else digits(each) for each in (yes, no))
        return Double(self.builder, self.builder.value(f"select i1 {self.name}, double {a}, double {b}"))


class Address(Value):
    """The address of an array of doubles or of integers."""

    __slots__ = ()

    def at(self, index: Integer | int, kind: str = "double") -> Address:
        """Return the address of an element."""
        place = index.name if isinstance(index, Integer) else index
        return Address(self.builder, self.builder.value(f"getelementptr inbounds {kind}, ptr {self.name}, i64 {place}"))

    def load(self) -> Double:
        """Return the double at this address."""
        return Double(self.builder, self.builder.value(f"load double, ptr {self.name}"))

    def load_integer(self) -> Integer:
        """Return the integer at this address."""
        return Integer(self.builder, self.builder.value(f"load i64, ptr {self.name}"))

    def store(self, value: Double | Integer | int) -> None:
        """Store a value at this address."""
        kind, name = ("double", value.name) if isinstance(value, Double) else ("i64", getattr(value, "name", value))
        self.builder.do(f"store {kind} {name}, ptr {self.name}")
