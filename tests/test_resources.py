from __future__ import annotations

import sys
from pathlib import Path

import pytest

from resources import FOLDER, own_command, program_folder

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    program = tmp_path / request.param
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    return program


def test_from_source_the_program_is_in_the_checkout_and_started_by_python() -> None:
    assert program_folder() == CHECKOUT == FOLDER.parent
    assert own_command("run", "a b") == [sys.executable, str(CHECKOUT / "main.py"), "run", "a b"]


@pytest.mark.parametrize("packaged", ["梯度 lab/descent-lab"], indirect=True)
def test_the_packaged_program_is_in_its_folder_and_starts_itself(packaged: Path, tmp_path: Path) -> None:
    assert program_folder() == tmp_path / "梯度 lab"
    assert own_command("--help") == [str(packaged), "--help"]


@pytest.mark.parametrize("packaged", ["Descent Lab.app/Contents/MacOS/descent-lab"], indirect=True)
def test_an_application_of_macos_is_found_beside_itself(packaged: Path, tmp_path: Path) -> None:
    assert program_folder() == tmp_path
    assert own_command() == [str(packaged)]
