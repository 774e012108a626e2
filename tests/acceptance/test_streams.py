"""Standard streams that are missing or take nothing, and names that no file can have."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import main
from gui.shell.unexpected_errors import UnexpectedErrors
from tests.acceptance.launcher import ROOT, launcher

CASE_8 = {"format": "descent-lab", "version": 1, "lab": "minimise"}

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with an experiment in it."""
    (tmp_path / "e.json").write_text(json.dumps(CASE_8), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(main.signal, "signal", lambda *_: None)
    return tmp_path


def without_streams(*arguments: str, folder: Path) -> int:
    """Return how the program ends that is started with none of its streams open."""
    return subprocess.run(
        ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)},
        timeout=300,
        check=False,
    ).returncode


def test_a_run_without_streams_succeeds_and_writes_its_files_and_nothing_into_them(folder: Path) -> None:
    assert without_streams("run", "e.json", "--json", "r.json", "--history", "h.csv", folder=folder) == 0
    assert json.loads((folder / "r.json").read_text(encoding="utf-8"))["final"]["x"] == pytest.approx(5 * 0.4**15)
    assert len((folder / "h.csv").read_text(encoding="utf-8").splitlines()) == 1 + 16


def test_a_window_without_streams_opens_and_is_closed(folder: Path) -> None:
    assert without_streams("--profile-startup", folder=folder) == 0


def test_a_start_profile_that_cannot_be_written_is_refused_in_one_line(folder: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "--profile-startup"],
            cwd=folder,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)},
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=300,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == b"main.py: the output cannot be written: the disk is full"
    assert b"Traceback" not in done.stderr


def test_an_output_that_takes_nothing_is_refused_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert main.main(["run", "e.json"]) == 2
    assert capsys.readouterr().err == f"{main.command()}: the output cannot be written: the disk is full\n"


def test_help_that_cannot_be_written_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--help"], ["run", "--help"], ["--version"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            monkeypatch.setattr(sys, "stdout", full)
            assert main.main(arguments) == 2
        assert capsys.readouterr().err == f"{main.command()}: the output cannot be written: the disk is full\n"


def test_a_refusal_that_cannot_be_written_is_told_by_the_exit_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open("/dev/full", "w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        assert main.main(["run", "no.json"]) == 2
        full.flush()  # as Python does at exit


def test_errors_that_cannot_be_written_change_nothing_else(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QObject

    parent = QObject()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    errors = UnexpectedErrors(parent)
    with open("/dev/full", "w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        errors.show("Traceback\nValueError")
        assert errors.dialog is not None
        errors.dialog.close()
        with open(os.devnull, "wb") as nothing:
            os.dup2(nothing.fileno(), full.fileno())  # or the file could not be closed


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "latin\udcff", "", "folder", "pipe", "/dev/null", "x" * 5_000])
@pytest.mark.parametrize("before", [["run"], []], ids=["run", "window"])
def test_what_is_no_file_is_refused_in_one_line(
    name: str, before: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    assert main.main([*before, name]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert output.err.startswith(f"{main.command()}: cannot read ")


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_an_output_that_no_file_can_be_named_is_refused_in_one_line(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["run", "e.json", "--json", name]) == 2
    assert capsys.readouterr().err.endswith(": no file can have that name\n")


def piped(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Return how a line of a shell ends in which ``lab`` runs the program."""
    lab = shlex.join([*launcher().command, "run", "e.json"])
    return subprocess.run(
        ["bash", "-c", f'lab() {{ {lab} "$@"; }}; set -o pipefail; {script}'],
        cwd=folder,
        capture_output=True,
        timeout=300,
        check=False,
    )


HEADER = b"epoch,loss,x,grad_x\n"


@pytest.mark.parametrize(
    "script",
    [
        "lab --history - | cat",
        "lab --history /dev/stdout | cat",
        "lab --history /dev/fd/1 > h.csv; cat h.csv",
        "lab --history /dev/fd/3 3>&1 >nothing",
        "ln -s /dev/stdout link.csv; lab --history link.csv",
        "mkfifo fifo; cat fifo & lab --history fifo >nothing; wait",
        "{ lab --history >(cat >&3) >nothing; wait; } 3>&1 | cat",
    ],
)
def test_a_history_goes_into_any_pipe_whole_and_alone(script: str, folder: Path) -> None:
    done = piped(script, folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(HEADER)
    assert len(done.stdout.splitlines()) == 1 + 16
    assert not (folder / "-").exists()


def test_results_and_pictures_go_into_pipes_alone(folder: Path) -> None:
    done = piped("lab --json - --history h.csv", folder)
    assert json.loads(done.stdout)["verdict"]["code"] == "minimum"
    assert (folder / "h.csv").read_bytes().startswith(HEADER)
    assert piped("lab --picture - | cat", folder).stdout.startswith(b"\x89PNG\r\n")
    assert piped("mkfifo p.svg; cat p.svg & lab --picture p.svg >nothing; wait", folder).stdout.startswith(b"<?xml")


def test_a_stream_keeps_what_others_have_written(folder: Path) -> None:
    piped("echo before > log; lab --history /dev/stdout >> log; echo after >> log", folder)
    lines = (folder / "log").read_bytes().splitlines(keepends=True)
    assert (lines[0], lines[1], lines[-1], len(lines)) == (b"before\n", HEADER, b"after\n", 1 + 1 + 16 + 1)


@pytest.mark.parametrize("script", ["lab --history - | head -0", "lab --history >(true)", "lab | head -0"])
def test_a_reader_that_has_seen_enough_ends_a_run_quietly(script: str, folder: Path) -> None:
    (folder / "e.json").write_text(json.dumps({**CASE_8, "epochs": 100_000}), encoding="utf-8")
    done = piped(f"{script}; echo ${{PIPESTATUS[0]}} >&2", folder)
    assert done.stderr == b"0\n"


@pytest.mark.parametrize(
    "outputs",
    [
        "--history - --json -",
        "--json /dev/stdout --picture -",
        "--json /dev/fd/1 --history -",
        "--json a --history ./a",
    ],
)
def test_two_outputs_into_one_stream_are_refused_in_one_line(outputs: str, folder: Path) -> None:
    done = piped(f"lab {outputs}", folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"cannot write" in done.stderr


def test_a_stream_that_is_not_open_is_refused_before_the_run(folder: Path) -> None:
    done = piped("lab --history /dev/fd/77", folder)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_a_terminal_that_is_gone_loses_only_the_progress_bar(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def isatty(self) -> bool:
            return True

        def write(self, _text: str) -> int:
            raise OSError(5, "Input/output error")

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr(sys, "stderr", Gone())
    monkeypatch.setattr(main, "_BAR_AFTER", 0.0)
    assert main.main(["run", "e.json", "--json", "r.json"]) == 0
    assert (folder / "r.json").exists()
