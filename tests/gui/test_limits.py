"""A limit of the system that the libraries would not bear is refused in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from gui.shell import limits
from gui.shell.limits import QT_RUN_MEGABYTES, RUN_MEGABYTES, WINDOW_MEGABYTES, limit_problem

MAIN = Path(__file__).resolve().parents[2] / "main.py"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ulimit")


@pytest.mark.parametrize(
    ("limit", "arguments"),
    [
        *product(("-v 100000", "-v 900000", "-n 16"), ([], ["run", "e.json"], ["--self-test"])),
        ("-v 1250000", ["run", "e.json", "--picture", "p.svg"]),
        ("-v 1250000", ["run", "e.json", "--language", "zh_CN"]),
    ],
)
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


@pytest.mark.parametrize(
    ("lab", "megabytes", "arguments"),
    [
        ("regression", RUN_MEGABYTES, []),
        ("autograd", RUN_MEGABYTES, []),
        ("surface", QT_RUN_MEGABYTES, ["--picture", "p.svg", "--language", "zh_CN"]),
    ],
)
def test_what_is_asked_for_is_enough(lab: str, megabytes: int, arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(json.dumps({"format": "descent-lab", "version": 1, "lab": lab}))
    limited = ["sh", "-c", f'ulimit -v {megabytes << 10}; exec "$@"', "sh"]
    end = subprocess.run(
        [*limited, sys.executable, str(MAIN), "run", "e.json", *arguments],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert (end.returncode, end.stderr) == (0, "")
    assert bool(end.stdout) == (lab != "autograd")  # its first program prints nothing


def test_threads_that_cannot_be_started_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_can_start_threads", lambda _count: False)
    assert "'ulimit -u'" in str(limit_problem(RUN_MEGABYTES))


def test_the_limits_of_this_process_are_enough() -> None:
    assert limit_problem(WINDOW_MEGABYTES) is None
