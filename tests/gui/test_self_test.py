"""The program's test of itself: it passes here, and says what is wrong where something is."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

import main
from gui.shell.self_test import bench, run, shown_window
from gui.shell.self_test.bench import Check
from gui.shell.self_test.run import CHECKS, self_test
from gui.widgets.mathematics import typesetter
from model.labs import LABS
from model.message import Message, Refused
from resources import about

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


def checks_named(text: str) -> list[Check]:
    found = [check for check in CHECKS if text in check.title.text()]
    assert found
    return found


def passes(_bench: object) -> str:
    return "seen"


def test_every_check_passes_and_has_a_line(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    assert self_test("en") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(CHECKS)
    assert all(line.startswith("ok      ") for line in lines), lines
    for lab in LABS:
        about = [line for line in lines if line.startswith(f"ok      {lab.title()}: ")]
        assert len(about) == (3 if lab == "autograd" else 5), "engines, the first row, a picture and the window"


def test_a_check_that_fails_has_a_line_and_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    def refuses(_bench: object) -> str:
        raise Refused(Message("self_test", "the picture is blank"))

    def breaks(_bench: object) -> str:
        raise ModuleNotFoundError("No module named\n'torch'")

    checks = [Check(Message("", name), do) for name, do in (("a", refuses), ("b", breaks), ("c", passes))]
    assert self_test("zh_CN", checks) == 1
    first, second, third = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"FAILED  a：[\u4e00-\u9fff]+", first)
    assert re.fullmatch(r"FAILED  b：ModuleNotFoundError: No module named 'torch' \(test_self_test.py:\d+\)", second)
    assert third == "ok      c：seen"


def test_a_number_that_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from gui.shell.self_test import engine_checks

    monkeypatch.setitem(engine_checks._ORACLES, "minimise", lambda _: {"x": 5 * 0.4**14})
    assert self_test("en", checks_named("Minimise: autograd engine")) == 1
    assert capsys.readouterr().out.startswith("FAILED  Minimise: autograd engine: x is 5.36870912")


def test_a_package_without_its_version_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution = about._distribution
    monkeypatch.setattr(about, "_distribution", lambda name: None if name == "torch" else distribution(name))
    assert self_test("en", checks_named("help and versions")) == 1
    assert capsys.readouterr().out == "FAILED  help and versions: the version of torch is not known\n"


def test_formulas_that_are_not_typeset_are_told_with_the_reason(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise FileNotFoundError("no font")

    typesetter.svg.cache_clear()
    typesetter.typesetter._lines.clear()
    monkeypatch.setattr(typesetter, "_ziamath", missing)
    assert self_test("en", [*checks_named("typeset formulas")[:1], *checks_named("Minimise: window")]) == 1
    typesetter.svg.cache_clear()
    typesetter.typesetter._lines.clear()
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("FAILED  typeset formulas: FileNotFoundError: no font (")
    assert second == "FAILED  Minimise: window with typeset formulas: formulas are shown as plain text"


def test_an_error_in_the_window_and_one_that_never_comes_about_are_told(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def do(bench: bench.Bench) -> str:
        bench.shown.window.errors.show("Traceback\nValueError: of a slot")
        bench.shown.wait(lambda: False)
        return ""

    def wait(bench: bench.Bench) -> str:
        bench.shown.wait(lambda: False)
        return ""

    monkeypatch.setattr(shown_window, "_PATIENCE", 0.5)
    assert self_test("en", [Check(Message("", "a"), do), Check(Message("", "b"), wait)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("FAILED  a: RuntimeError: ValueError: of a slot")
    assert second == "FAILED  b: not done after 0.5 s"


def test_a_thread_that_does_not_end_keeps_no_process_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []

    def outlasts(bench: bench.Bench) -> str:
        bench.thread_outlasted = True
        raise Refused(Message("self_test", "a thread has not ended"))

    monkeypatch.setattr("os._exit", ended.append)
    self_test("en", [Check(Message("", "a"), passes)])
    assert ended == []
    self_test("en", [Check(Message("", "a"), outlasts)])
    assert ended == [1]


def test_a_blank_picture_is_refused() -> None:
    from PySide6.QtGui import QImage

    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill("#123456")
    with pytest.raises(Refused, match="blank"):
        shown_window.inked(picture)
    for x in range(9):
        picture.setPixelColor(x, 5, "#ffffff")
    shown_window.inked(picture)
    with pytest.raises(Refused, match="blank"):
        shown_window.inked(QImage())


@pytest.mark.parametrize("code", [0, 1])
def test_the_command_line_does_the_self_test_without_a_display(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setattr(run, "self_test", lambda language: called.append(language) or code)
    assert main.main(["--self-test", "--language", "zh_CN"]) == code
    assert main.os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert called == ["zh_CN"]


@pytest.mark.skipif(os.name == "nt", reason="the current folder cannot be deleted on Windows")
def test_the_self_test_leaves_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    places: list[str] = []
    monkeypatch.setattr(run, "self_test", lambda language: places.append(os.getcwd()) or 0)
    assert main.main(["--self-test"]) == 0
    assert places == [os.sep]
