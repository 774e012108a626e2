"""The instructions that programs become."""

from __future__ import annotations

import re
import textwrap

import pytest

from model.program.compiler import Code, compile_source, listing
from model.program.source import read_source


def code_of(text: str) -> Code:
    return compile_source(read_source(textwrap.dedent(text)))


def inner(code: Code) -> Code:
    """Return the code of the first function in another code."""
    return next(each for step in code.instructions for each in step.operands if isinstance(each, Code))


def written(code: Code) -> str:
    """Return the instructions without their numbers and lines, and without those of intermediate registers."""
    lines = [line[8:] for line in listing(code).splitlines() if line[8:] != "statement"]
    return re.sub(r"%\d+", "%", "\n".join(lines))


def test_a_listing_reads_like_the_program() -> None:
    assert listing(code_of("s = 0\nfor i in n:\n    s += i\n")).splitlines() == [
        "  0   1 statement",
        "  1   1 move s 0",
        "  2   2 statement",
        "  3   2 check n n True",
        "  4   2 iterate %3 n",
        "  5   2 loop",
        "  6   2 for %3 i →12",
        "  7   3 statement",
        "  8   3 binary s += s i",
        "  9   2 loop",
        " 10   2 for %3 i →12",
        " 11   2 jump →7",
        " 12   2 return None",
    ]


@pytest.mark.parametrize(
    ("text", "instructions"),
    [
        ("def f(a, b):\n    a = b * 2", "binary a * b 2\nreturn None"),
        ("def f(a, b):\n    return -1, a < b", "compare % < a b\ntuple % (-1 %)\nreturn %\nreturn None"),
        (
            "def f(a, b):\n    if a < b or not a: b = 1",
            "branch_compare < a b →3 True\nbranch a →5 True\nmove b 1\nreturn None",
        ),
        ("def f(a):\n    return lambda: a", "new_cell a a\nfunction % <<lambda>> () () () (a)\nreturn %\nreturn None"),
    ],
)
def test_expressions_work_on_variables_and_constants_where_they_are(text: str, instructions: str) -> None:
    assert written(inner(code_of(text))) == instructions


def test_a_variable_is_looked_at_only_where_it_may_have_no_value() -> None:
    code = inner(code_of("def f(a):\n    if a:\n        b = 1\n        b\n    b\n    del a\n    a"))
    assert written(code).count("check b") == 1
    assert (
        written(code).count("check a") == 3
    )  # the condition, del and the last line: another branch may have deleted it


def test_a_name_that_a_function_may_change_is_read_before_the_function_is_called() -> None:
    text = "def f():\n    global x\n    x = 5\nx = 1\ny = x + f()"
    assert "move % x" in written(code_of(text))
    assert "move % x" not in written(code_of(text.replace("global x", "pass")))


def test_a_private_name_is_spelt_as_python_spells_it() -> None:
    code = inner(code_of("class A_:\n    __x = 1\n    def f(self): return self.__x"))
    assert "put .namespace _A___x 1" in written(code)
    assert "load_attribute % self _A___x" in written(inner(code))


def test_what_is_imported_and_what_python_has_is_looked_up_before_the_program_runs() -> None:
    code = code_of("import torch.nn as nn, math\nfrom torch import tensor as t\nprint(t)\nprint = 5")
    assert list(code.imports) == [("torch.nn", None), ("math", None), ("torch", "tensor")]
    assert code.builtins == {}
    code = code_of("print(len)")
    assert {name: place for name, (_, place) in code.builtins.items()} == {"print": (1, 1), "len": (1, 7)}


def test_scopes_on_one_line_are_told_apart() -> None:
    code = code_of("def f(a, b):\n    x[max(a for _ in b)] = {min(c for c in b): lambda: a, max(b): lambda: b}\n")
    free = [
        [name for name, register in each.variables.items() if register in each.free]
        for step in inner(code).instructions
        for each in step.operands
        if isinstance(each, Code)
    ]
    assert free == [[], ["a"], ["b"], ["a"]]


def test_a_place_is_that_of_python() -> None:
    code = code_of("中 = (a\n  .b\n  .c(1))\n")
    assert [(step.name, step.place) for step in code.instructions[2:5]] == [
        ("load_attribute", (2, 4)),
        ("load_attribute", (3, 4)),
        ("call", (3, 4)),
    ]
