"""The campaigns against the real program find what is planted in it, and end with exit code 1."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.campaigns import program
from tests.campaigns.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_program_hears_signals_that_the_campaign_ignores(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup has it
    try:
        outcome = program.Start(tmp_path, prefix=["sh", "-c", "grep SigIgn /proc/self/status"]).begin().end()
    finally:
        signal.signal(signal.SIGHUP, before)
    assert int(outcome.out.split()[1], 16) & 1 == 0
