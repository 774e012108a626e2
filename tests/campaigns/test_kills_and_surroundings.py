"""The campaigns against the real program find what is planted in it, and end with exit code 1."""

from __future__ import annotations

import sys

import pytest

from tests.campaigns import program
from tests.campaigns.__main__ import main

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these campaigns are for Linux")


@pytest.mark.parametrize(
    ("name", "planted", "found"),
    [
        ("kills", "files are written in place", "half an experiment file"),
        ("surroundings", "a traceback at the start", "RuntimeError"),
    ],
)
def test_a_planted_fault_is_found(
    name: str, planted: str, found: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "PLANTED", planted)
    monkeypatch.setattr(sys, "argv", ["campaigns", name, "--tries", "1"])
    assert main() == 1
    assert found in capsys.readouterr().out
