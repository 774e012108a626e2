"""Programs of the collection end as in CPython, and the comparison tells where one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.campaigns.__main__ import main
from tests.program import oracle
from tests.program.oracle import COLLECTION, compare
from tests.program.reference import run_by_python

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = [
    path
    for path in COLLECTION
    if path.name[:3]
    in ("010", "012", "039", "045", "067", "077", "124", "137", "147", "158", "180", "226", "262", "280")
]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_a_program_ends_as_in_python(path: Path) -> None:
    compared = compare(path.read_text(encoding="utf-8"))
    assert compared.difference is None
    assert compared.refused is None


@pytest.mark.parametrize(
    ("last_line", "told"),
    [
        ("print(os.getpid())", "line 2 of what is printed"),
        ("raise ValueError(os.getpid())", "ValueError in line 3"),
        ("x = torch.tensor(float(os.getpid()))", "the variable x"),
        ("x = torch.nn.Linear(1, 1); x.bias.data.fill_(os.getpid())", "the variable x"),
        ("x = [torch.tensor(os.getpid()).numpy()]", "the variable x"),
    ],
)
def test_what_differs_between_two_processes_is_told(last_line: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "run_by_machine", run_by_python)
    text = f"import os, torch\nprint('the same')\n{last_line}"
    assert told in (compare(text).difference or "")
    assert compare(text.replace("os.getpid()", "7")).difference is None


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("import torch\nprint(1)\ntorch.jit.script", True),
        ("open('x')", True),
        ("import torch\ntry: torch.jit\nexcept AttributeError: print(1)", True),
        ("1 / 0", False),
    ],
)
def test_what_no_program_may_use_is_no_other_result(text: str, refused: bool) -> None:
    compared = compare(text)
    assert (compared.refused is not None) == refused
    assert compared.difference is None


@pytest.mark.parametrize(
    ("text", "told"),
    [("import os; os._exit(3)", "process has ended in line 0: exit code 3"), ("while True: pass", "does not end")],
)
def test_a_process_that_does_not_answer_is_told(text: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "run_by_machine", run_by_python)
    monkeypatch.setattr(oracle, "_SECONDS", 1.5)
    assert told in (compare(text).difference or "")


def test_the_campaign_finds_a_program_that_ends_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "same.py").write_text("print('one')\n", encoding="utf-8")
    (tmp_path / "other.py").write_text("import os\nprint(os.getpid())\n", encoding="utf-8")
    monkeypatch.setenv("CAMPAIGN_FOLDER", str(tmp_path))
    monkeypatch.setattr(oracle, "run_by_machine", run_by_python)
    assert main(["programs", "--tries", "2"]) == 1
    printed = capsys.readouterr().out
    assert "| run | 2 |" in printed
    assert "FAULT other.py: line 1 of what is printed" in printed
    assert "same.py" not in printed
