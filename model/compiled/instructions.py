"""A small builder of LLVM's textual intermediate representation: one function's instructions, line by line."""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Builder", "digits"]


def digits(number: float) -> str:
    """Return a double as LLVM reads it, to the bit."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"


class Builder:
    """Writes instructions, and names what they give.

    Attributes
    ----------
    lines : list of str
        The instructions and labels so far.
    variables : list of str
        What the function's first block reserves; LLVM turns variables into registers.
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

    def variable(self, kind: str = "double") -> str:
        """Return the address of a new variable."""
        name = f"%{self.name('variable')}"
        self.variables.append(f"  {name} = alloca {kind}")
        return name

    def place(self, array: str, index: str | int, kind: str = "double") -> str:
        """Return the address of an element."""
        return self.value(f"getelementptr inbounds {kind}, ptr {array}, i64 {index}")

    def load(self, address: str, kind: str = "double") -> str:
        """Return what stands at an address."""
        return self.value(f"load {kind}, ptr {address}")

    def store(self, value: str | int, address: str, kind: str = "double") -> None:
        """Put a value at an address."""
        self.do(f"store {kind} {value}, ptr {address}")

    def call(self, function: str, *operands: str) -> str:
        """Return what a function of numbers gives."""
        return self.value(f"call double {function}({', '.join(f'double {operand}' for operand in operands)})")

    def branch(self, condition: str, yes: str, no: str, expected: str = "") -> None:
        """End the block: go on at one of two labels."""
        self.do(f"br i1 {condition}, label %{yes}, label %{no}{expected}")

    @contextmanager
    def when(self, condition: str, expected: str = "") -> Generator[None]:
        """Write what is done only where a condition holds; nothing that it gives is known afterwards."""
        then, after = self.name("then"), self.name("after")
        self.branch(condition, then, after, expected)
        self.block(then)
        yield
        self.do(f"br label %{after}")
        self.block(after)

    @contextmanager
    def loop(self, start: str | int, stop: str | int) -> Generator[str]:
        """Write what is done for every index from ``start`` to before ``stop``; gives the index."""
        index, head, body, after = self.variable("i64"), self.name("loop"), self.name("body"), self.name("after")
        self.store(start, index, "i64")
        self.do(f"br label %{head}")
        self.block(head)
        here = self.load(index, "i64")
        self.branch(self.value(f"icmp slt i64 {here}, {stop}"), body, after)
        self.block(body)
        yield here
        self.store(self.value(f"add nsw i64 {here}, 1"), index, "i64")
        self.do(f"br label %{head}")
        self.block(after)

    def function(self, signature: str) -> str:
        """Return the whole function, of which this is the body."""
        return "\n".join([f"define {signature} {{", "entry:", *self.variables, *self.lines, "}"])
