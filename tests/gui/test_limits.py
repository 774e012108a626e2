"""A limit of the system that the libraries would not bear is refused in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gui.shell import limits
from gui.shell.limits import RUN_MEGABYTES, WINDOW_MEGABYTES, limit_problem

MAIN = Path(__file__).resolve().parents[2] / "main.py"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ulimit")


@pytest.mark.parametrize("limit", ["-v 100000", "-v 1000000", "-n 16"])
@pytest.mark.parametrize("arguments", [[], ["run", "e.json"], ["--self-test"]])
def test_a_limit_that_is_too_low_is_refused_in_one_sentence(limit: str, arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(json.dumps({"format": "descent-lab", "version": 1, "lab": "minimise"}))
    end = subprocess.run(
        ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", sys.executable, str(MAIN), *arguments],
        cwd=tmp_path,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    (sentence,) = end.stderr.splitlines()
    assert end.returncode == 2
    assert "needed" in sentence
    assert f"'ulimit {limit[:2]}'" in sentence


def test_threads_that_cannot_be_started_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_can_start_threads", lambda _count: False)
    assert "'ulimit -u'" in str(limit_problem(RUN_MEGABYTES))


def test_the_limits_of_this_process_are_enough() -> None:
    assert limit_problem(WINDOW_MEGABYTES) is None
