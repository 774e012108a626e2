"""Random programs without meaning, run by CPython and by the machine: jumps, errors, scopes, generators in each other.

``python -m tests.program.random_programs 0 1000`` tries those of the seeds from 0 on.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import traceback
import warnings
from random import Random

from model.program.compiler import compile_source
from model.program.machine import Machine
from model.program.source import read_source

NAME = "<program>"
ERRORS = ["ValueError", "KeyError", "ZeroDivisionError", "Exception", "TypeError"]
VARIABLES = ["a", "b", "c"]
BEGIN = """
def t(x):
    print("t", x)
    return x
def h(x):
    try:
        got = yield x
        print("got", got)
    finally:
        print("h done")
    return x
class M:
    def __init__(self, n, swallows): self.n, self.swallows = n, swallows
    def __enter__(self): print("enter", self.n); return self.n
    def __exit__(self, kind, error, trace):
        print("exit", self.n, kind and kind.__name__, error)
        return self.swallows
a = 1; b = 2; c = 3
"""
EXPRESSIONS = [
    "(E + E)",
    "(E - E)",
    "(E * E)",
    "(E // E)",
    "(E % E)",
    "(E < E)",
    "(E == E)",
    "(E is E)",
    "(E and E)",
    "(E or E)",
    "(E if E else E)",
    "(not E)",
    "(E < E <= E)",
    "(V := E)",
    "t(E)",
    "sum([E for V in range(N) if E])",
    "(lambda V=(E): E)()",
    "len([E, *range(N), E])",
    "next((x for x in range(N) if E), E)",
    "[E, E][E % 2]",
    "{E: E}.get(E, E)",
]
"""E is an expression, V a variable, N a small number, T True or False, X the class of an error."""
SIMPLE = ["V = E", "V, V = E, E", "V += E", "V *= E", "print(E)", "print(V)", "pass", "V = [E, (V := E), V][N % 3]"]
RARE = ["raise X(E)", "raise X(E) from X(E)", "assert E, E", "del V", "raise"]


class Writer:
    """Writes the random program of a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.lines: list[str] = []
        for _ in range(6):
            self.statement(0, loop=False, function=False, generator=False)

    def filled(self, pattern: str, depth: int = 0) -> str:
        def one(match: re.Match[str]) -> str:
            kind = match.group()
            if kind == "E":
                return self.expression(depth + 1)
            choices = {"V": VARIABLES, "N": "0123", "T": ("True", "False"), "X": ERRORS}
            return self.random.choice(choices[kind])

        return re.sub(r"\b[EVNTX]\b", one, pattern)

    def expression(self, depth: int = 0) -> str:
        if depth > 3 or self.random.random() < 0.3:
            return self.random.choice([*VARIABLES, *VARIABLES, str(self.random.randint(-3, 5))])
        return self.filled(self.random.choice(EXPRESSIONS), depth)

    def write(self, indent: int, line: str) -> None:
        self.lines.append("    " * indent + self.filled(line))

    def block(self, indent: int, head: str, **within: bool) -> None:
        self.write(indent, head)
        for _ in range(self.random.randint(1, 3)):
            self.statement(indent + 1, **within)

    def perhaps(self, chance: float, indent: int, head: str, **within: bool) -> None:
        if self.random.random() < chance:
            self.block(indent, head, **within)

    def statement(self, indent: int, *, loop: bool, function: bool, generator: bool) -> None:
        within = {"loop": loop, "function": function, "generator": generator}
        kinds = ["simple"] * 4 + ["rare"] + ["break", "continue"] * loop + ["return"] * function + ["yield"] * generator
        if indent < 4 and len(self.lines) < 80:
            kinds += ["if", "for", "while", "try", "try", "try", "with", "def", "def"]
        kind = self.random.choice(kinds)
        match kind:
            case "simple":
                self.write(indent, self.random.choice(SIMPLE))
            case "rare":
                self.write(indent, self.random.choice(RARE))
            case "return":
                self.write(indent, "return E")
            case "yield":
                self.write(indent, self.random.choice(["V = yield E", "V = yield from h(E)"]))
            case "if":
                self.block(indent, "if E:", **within)
                self.perhaps(0.3, indent, "elif E:", **within)
                self.perhaps(0.4, indent, "else:", **within)
            case "for" | "while":
                self._loop(indent, kind, within)
            case "try":
                self._try(indent, within)
            case "with":
                self.block(indent, f"with M({len(self.lines)}, T) as V:", **within)
            case "def":
                self._function(indent)
            case _:
                self.write(indent, kind)

    def _loop(self, indent: int, kind: str, within: dict[str, bool]) -> None:
        count = f"k{len(self.lines)}"
        if kind == "while":
            self.write(indent, f"{count} = 0")
        head = "for V in range(N):" if kind == "for" else f"while ({count} := {count} + 1) < N and E:"
        self.block(indent, head, **{**within, "loop": True})
        self.perhaps(0.3, indent, "else:", **within)

    def _try(self, indent: int, within: dict[str, bool]) -> None:
        self.block(indent, "try:", **within)
        catches = self.random.random() < 0.7
        if catches:
            for _ in range(self.random.randint(1, 2)):
                self.block(indent, self.random.choice(["except X:", "except X as e:", "except X as V:"]), **within)
            self.perhaps(0.3, indent, "except:", **within)
            self.perhaps(0.3, indent, "else:", **within)
        self.perhaps(0.5 if catches else 1, indent, "finally:", **within)

    def _function(self, indent: int) -> None:
        name, generator = f"f{len(self.lines)}", self.random.random() < 0.5
        parameter, other = self.random.sample(VARIABLES, 2)
        self.write(indent, f"def {name}({parameter}=1):")
        self.write(indent + 1, self.random.choice([f"global {other}", "pass", "pass"]))
        for _ in range(self.random.randint(1, 3)):
            self.statement(indent + 1, loop=False, function=True, generator=generator)
        if generator:
            self.write(indent + 1, "yield 1")
            self.write(indent, f"for V in {name}(E): print('item', V)")
        else:
            self.write(indent, f"print({name}(E))")


def program(seed: int) -> str | None:
    """Return the program of a seed, where it is one."""
    text = BEGIN + "\n".join(Writer(seed).lines) + "\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "is" with a literal
        try:
            compile(text, NAME, "exec")
        except SyntaxError:
            return None
    return text


def ending_by_python(text: str) -> tuple[str, object]:
    """Return what CPython prints, and type, message and line of the error."""
    printed, error = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(text, NAME, "exec"), {"__name__": "__main__"})
        except Exception as raised:
            lines = [each.lineno for each in traceback.extract_tb(raised.__traceback__) if each.filename == NAME]
            error = type(raised).__name__, str(raised), lines[-1]
    return printed.getvalue(), error


def ending_by_machine(text: str) -> tuple[str, object]:
    """Return the same of the machine."""
    machine = Machine(compile_source(read_source(text)))
    machine.run()
    return machine.printed, machine.error and (machine.error.type, machine.error.message, machine.error.line)


def alike(ending: tuple[str, object]) -> str:
    """Return an ending without what depends on whether a comprehension is a function, as it is up to Python 3.11."""
    text = re.sub(r"['\"\\]|UnboundLocalError|NameError", "", repr(ending))
    return re.sub(
        r"cannot access (local|free) variable (\w) where it is not associated with a value( in enclosing scope)?",
        r"\2 has no value",
        text,
    )


def difference(seed: int) -> str:
    """Return a program with which CPython and the machine end differently; nothing where they do not."""
    text = program(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if text is None or alike(expected := ending_by_python(text)) == alike(found := ending_by_machine(text)):
            return ""
    return f"{text}\n# by CPython: {expected}\n# by the machine: {found}"


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for tried in range(first, first + count):
        if different := difference(tried):
            print(f"# seed {tried}\n{different}")
            sys.exit(1)
