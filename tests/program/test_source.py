"""Which texts are programs, and where and why the others are refused."""

from __future__ import annotations

import ast
import json
import sys
from typing import TYPE_CHECKING

import pytest

from model.message import Refused as RefusedInput
from model.program.compiler import compile_source
from model.program.source import Refused, notebook_text, read_source
from model.program.source.files import read_program

if TYPE_CHECKING:
    from pathlib import Path


def refusal(text: str) -> tuple[int, int, str]:
    with pytest.raises(Refused) as caught:
        read_source(text)
    return caught.value.line, caught.value.column, str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "break",
        "x = 1\nreturn x",
        "def f(a, a): pass",
        "def f():\n    x = 1\n    global x",
        "def f():\n    nonlocal x",
        "[(yield x) for x in y]",
        "yield 1",
        "x = 1\n  y = 2",
        "f(a=1, a=2)",
        "print(1",
        "None = 1",
        "for x in y:\ncontinue",
        "try:\n    pass\nexcept:\n    pass\nexcept ValueError:\n    pass",
        "变量 = ‘值’",
        "a, *b, *c = d",
    ],
)
def test_what_python_refuses_is_refused_in_its_words_at_its_place(text: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        compile(text, "<program>", "exec")
    assert refusal(text) == (
        caught.value.lineno,
        max(caught.value.offset or 1, 1),
        f"Python does not accept this: {caught.value.msg}.",
    )


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("x = 1\nasync def f(): pass", (2, 1), "async and await"),
        ("from . import data", (1, 1), "a single file"),
        ("try:\n    pass\nexcept* ValueError:\n    pass", (1, 1), "except*"),
        ("match x:\n    case A(__globals__=1): pass", (2, 10), "__globals__"),
        ("class A(metaclass=B): pass", (1, 1), "ABCMeta"),
        ("x = 1; y = x.__globals__", (1, 12), "__globals__"),
        ("中文 = __import__('os')", (1, 6), "__import__"),
        ("class A:\n    def __del__(self): pass", (2, 5), "__del__"),
        ("class A:\n    __class__ = int", (2, 5), "__class__"),
        ("a.__class__ = B", (1, 1), "__class__"),
        ("f(__globals__=1)", (1, 3), "__globals__"),
        ("import a as __builtins__", (1, 8), "__builtins__"),
        ("f'{a.__closure__}'", (1, 4), "__closure__"),
        ("x = 0x" + "f" * 1025, (1, 5), "too many digits"),
        ("x = '\\ud800'", (1, 5), "surrogate"),
        ("x = '\ud800'", (1, 1), "surrogates not allowed"),
        ("x = 1\0", (1, 1), "null bytes"),
        ("#" * 100_001, (1, 1), "100 kB"),
    ],
)
def test_what_is_unknown_here_is_refused_at_its_place(text: str, place: tuple[int, int], words: str) -> None:
    line, column, sentence = refusal(text)
    assert (line, column) == place
    assert words in sentence


@pytest.mark.skipif(sys.version_info < (3, 12), reason="newer grammar")
@pytest.mark.parametrize("text", ["def f[T](x: T): pass", "class A[T]: pass", "type A = int"])
def test_type_parameters_are_refused(text: str) -> None:
    assert "Type parameters" in refusal(text)[2]


@pytest.mark.parametrize(
    "text",
    [
        "-" * 50_000 + "1",
        "a" + ".a" * 30_000,
        "1+" * 300 + "1",
        "if a:\n    pass\n" + "elif a:\n    pass\n" * 4000,
        "".join(f"{' ' * level}try: pass\n{' ' * level}finally:\n" for level in range(15)) + " " * 15 + "pass",
    ],
    ids=["minus", "attributes", "sums", "elif", "finally"],
)
def test_what_is_nested_too_deeply_is_refused_at_once(text: str) -> None:
    assert "Split it" in refusal(text)[2]


def test_what_only_the_compiler_finds_nested_too_deeply_is_refused_too() -> None:
    fors = " ".join(f"for a{index} in [1]" for index in range(2000))
    with pytest.raises(Refused, match="Split it"):
        compile_source(read_source(f"x = [1 {fors}]\n"))


def test_names_that_learners_use_are_accepted() -> None:
    read_source(
        "class A:\n    def __init__(self): self._x = self.__y = 1\n    def _f(self): return self.__class__.__name__\n"
        "_ = A()\nif __name__ == '__main__': pass\ndef 函数(__z): return __z"
    )


def test_orders_to_a_notebook_are_passed_over_with_a_note() -> None:
    text = "%matplotlib inline\nimport torch\nif True:\n    !pip install torch\nx = (5\n% 3)\n?x\nx?\n"
    source = read_source(text)
    assert [dict(note.values) for note in source.notes] == [
        {"line": "1", "text": "%matplotlib inline"},
        {"line": "4", "text": "!pip install torch"},
        {"line": "7", "text": "?x"},
        {"line": "8", "text": "x?"},
    ]
    assert source.text == text
    assert ast.unparse(source.tree) == "pass\nimport torch\nif True:\n    pass\nx = 5 % 3\npass\npass"


def test_ends_of_lines_and_a_byte_order_mark_do_not_matter() -> None:
    assert read_source("\ufeffx = 1\r\ny = 2\r").text == "x = 1\ny = 2\n"


def test_scopes_are_those_of_python() -> None:
    table = read_source("def f(x):\n    def g(): return x\n    return g").table
    assert table.get_children()[0].get_children()[0].lookup("x").is_free()


# --- notebooks ------------------------------------------------------------------------------------------------------


def cell(source: str | list[str], kind: str = "code", key: str = "source") -> dict[str, object]:
    return {"cell_type": kind, key: source, "outputs": [{"text": "never"}], "metadata": {}}


CELLS = [cell(["a = 1\n", "b = 2"]), cell("# text", "markdown"), cell("%%time\nc = 3"), cell("%%bash\nrm x"), cell("d")]


def test_the_cells_of_a_notebook_are_joined() -> None:
    notebook = {"cells": CELLS, "nbformat": 4, "metadata": {"language_info": {"name": "python"}}}
    assert notebook_text(json.dumps(notebook).encode()) == "a = 1\nb = 2\n\n%%time\nc = 3\n\nd\n"


def test_notebooks_of_format_3_are_read() -> None:
    notebook = {"worksheets": [{"cells": [cell("a = 1", key="input")]}, {"cells": [cell("b", key="input")]}]}
    assert notebook_text(json.dumps(notebook).encode()) == "a = 1\n\nb\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a Jupyter"),
        (b"\xff\xfe\x00", "not a Jupyter"),
        (b"[1]", "not a Jupyter"),
        (b'{"cells": 5}', "not a Jupyter"),
        (b'{"cells": [{"cell_type": "code", "source": 5}]}', "not a Jupyter"),
        (b"[" * 100_000, "not a Jupyter"),
        (b'{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "in R"),
    ],
)
def test_what_is_no_notebook_in_python_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        notebook_text(data)


@pytest.mark.parametrize("name", ["a.ipynb", "a.py"])
def test_a_file_that_takes_long_to_read_is_refused_before(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b'{"cells": [], "x": [' + b"[]," * (7 << 20) + b"0]}")
    with pytest.raises(RefusedInput, match="20 MB at most"):
        read_program(path)
