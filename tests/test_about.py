"""The version is that of pyproject.toml, and each package that is shipped is named with its version and licence."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

import main
from gui.shell.application import create_application
from resources import about
from tests.imports import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN_LICENCE = (ROOT / "LICENSE").read_text(encoding="utf-8").strip()


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_version_is_that_of_the_project() -> None:
    assert about.program_version() == PROJECT["version"]
    assert create_application().applicationVersion() == PROJECT["version"]


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main.main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"Descent Lab {PROJECT['version']}\n"


def test_the_version_of_an_installed_program_is_that_of_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about, "FOLDER", tmp_path / "resources")
    assert about.program_version() == "?"
    (tmp_path / "descent_lab-9.8.7.dist-info").mkdir()
    assert about.program_version() == "9.8.7"


def test_every_package_needed_is_listed_with_what_is_installed() -> None:
    found = {normalised(package.name): package for package in about.packages()}
    needed = {normalised(re.split(r"[^\w.-]", line)[0]) for line in PROJECT["dependencies"]}
    assert needed <= set(found)
    assert {"mpmath", "shiboken6", "qtpy"} <= set(found), "what they need themselves"
    assert not {"pytest", "ruff", "jax"} & set(found)
    for name, package in found.items():
        assert package.version == version(name) == about.version_of(name)
        assert package.licence != "?"
        assert "\n" not in package.licence


def test_a_checkout_that_is_not_installed_lists_the_same_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    expected, distribution = about.packages(), about._distribution
    monkeypatch.setattr(about, "_distribution", lambda name: None if name == about.PROGRAM else distribution(name))
    assert about.packages() == expected
    assert about.licence_text(about.PROGRAM) == OWN_LICENCE


def test_licence_texts_are_those_that_the_packages_bring() -> None:
    assert about.licence_text(about.PROGRAM) == OWN_LICENCE
    assert about.licence_text("msgspec").startswith("Copyright (c)")
    several = about.licence_text("llvmlite")
    assert "LICENSE.thirdparty\n==================\n" in several
    assert about.licence_text("no-such-package") == ""
    assert about.version_of("no-such-package") == "?"


def test_the_licences_of_a_packaged_program_are_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(about, "program_folder", lambda: tmp_path)
    assert about.third_party_licences() is None
    file = tmp_path / "THIRD-PARTY-LICENCES.txt"
    file.write_text("all of them", encoding="utf-8")
    assert about.third_party_licences() == file
