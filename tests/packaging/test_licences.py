from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from licences import (
    REVIEWED,
    Component,
    Environment,
    LicenceError,
    common_texts,
    components_of,
    page,
    shipped_files,
)

if TYPE_CHECKING:
    from pathlib import Path

PARTS = """
[[distribution]]
name = "silent"
licence = "MIT"
copyright = "Copyright (c) 2020 Silent People"
texts = ["MIT.txt"]
common = ["GPL-3"]

[[refused]]
files = '(.*/)?libreadline.*'
reason = "it is under the GPL"

[[part]]
name = "Small Font"
files = 'spoken/fonts/small.*'
licence = "OFL-1.1"
texts = ["OFL.txt"]

[[part]]
name = "Other machine's part"
files = 'spoken/.*'
machines = ["s390x"]
licence = "none"
texts = ["OFL.txt"]
"""


class Build:
    """A program's folder with what PyInstaller writes down of it, and the environment that it was built in."""

    def __init__(self, root: Path) -> None:
        self.program, self.work = root / "dist" / "program", root / "work"
        self.packages, self.python, self.reviewed = root / "site-packages", root / "python", root / "reviewed"
        self.collected: list[tuple[str, str, str]] = []
        self.modules: list[tuple[str, str, str]] = []
        for name in ("model", "work", "reviewed/common"):
            (root / name).mkdir(parents=True)
        (self.reviewed / "parts.toml").write_text(PARTS, encoding="utf-8")
        (self.reviewed / "MIT.txt").write_text("MIT text", encoding="utf-8")
        (self.reviewed / "OFL.txt").write_text("OFL text, see /usr/share/common-licenses/Apache-2.0.", encoding="utf-8")
        (self.reviewed / "python-parts.txt").write_text("software in Python", encoding="utf-8")
        for name in ("GPL-3", "Apache-2.0"):
            (self.reviewed / "common" / name).write_text(f"whole text of {name}", encoding="utf-8")
        self.add_file(self.python / "LICENSE.txt", "Python's licence")
        self.add_package("pyinstaller", {"licenses/COPYING.txt": "bootloader"}, {})
        self.environment = Environment(
            (self.packages,), (self.python,), (root / "model", self.work), self.reviewed, "x86_64"
        )

    def add_file(self, path: Path, text: str = "") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def add_package(self, name: str, licences: dict[str, str], files: dict[str, str], about: str = "") -> None:
        info = f"{name}-1.0.dist-info"
        texts = {f"{info}/METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{about}"} | files
        texts |= {f"{info}/{file}": text for file, text in licences.items()}
        for file, text in texts.items():
            self.add_file(self.packages / file, text)
        self.add_file(self.packages / info / "RECORD", "".join(f"{file},,\n" for file in [*texts, f"{info}/RECORD"]))

    def ships(self, name: str, source: Path) -> None:
        self.add_file(self.program / "_internal" / name)
        self.collected.append((name, str(source), "DATA"))

    def components(self) -> dict[str, Component]:
        self.add_file(self.work / "program" / "COLLECT-00.toc", repr((self.collected,)))
        self.add_file(self.work / "program" / "PYZ-00.toc", repr(("PYZ-00.pyz", self.modules)))
        found = components_of(shipped_files(self.program, self.work), self.environment)
        return {component.name: component for component in found}


@pytest.fixture
def build(tmp_path: Path) -> Build:
    made = Build(tmp_path)
    about = "License-Expression: Apache-2.0\nProject-URL: Homepage, https://spoken.example\n"
    licences = {
        "licenses/LICENSE": "spoken text",
        "licenses/deep/COPYING.md": "deep text",
        "licenses/AUTHORS": "spoken text",
    }
    files = {
        "spoken/__init__.py": "",
        "spoken/license.py": "not a licence",
        "spoken/fonts/small.ttf": "",
        "spoken/a.so": "",
    }
    made.add_package("spoken", licences, files, about)
    made.add_package("silent", {}, {"silent.py": ""})
    return made


def test_a_file_is_of_the_package_whose_record_names_it(build: Build) -> None:
    build.ships("spoken/a.so", build.packages / "spoken" / "a.so")
    found = build.components()
    assert set(found) == {"pyinstaller", "spoken"}
    spoken = found["spoken"]
    assert (spoken.version, spoken.licence, spoken.home) == ("1.0", "Apache-2.0", "https://spoken.example")
    assert spoken.texts == {"LICENSE": "spoken text", "deep/COPYING.md": "deep text"}  # the same text once


def test_a_module_in_the_archive_counts_as_a_file_does(build: Build) -> None:
    build.modules.append(("silent", str(build.packages / "silent.py"), "PYMODULE"))
    build.modules.append(("namespace", "-", "PYMODULE"))
    silent = build.components()["silent"]
    assert (silent.licence, silent.copyright) == ("MIT", "Copyright (c) 2020 Silent People")
    assert silent.texts == {"MIT.txt": "MIT text"}


def test_a_part_with_its_own_licence_stands_beside_its_package(build: Build) -> None:
    build.ships("spoken/fonts/small.ttf", build.packages / "spoken" / "fonts" / "small.ttf")
    assert set(build.components()) == {"pyinstaller", "spoken", "Small Font"}


def test_python_is_one_component(build: Build) -> None:
    library = build.add_file(build.python / "lib" / "python3" / "lib-dynload" / "_struct.so")
    build.ships("lib-dynload/_struct.so", library)
    build.modules.append(("ast", str(build.add_file(build.python / "lib" / "python3" / "ast.py")), "PYMODULE"))
    build.ships("base_library.zip", build.add_file(build.work / "program" / "base_library.zip"))
    python = build.components()["Python"]
    assert python.version.startswith(f"{sys.version_info.major}.{sys.version_info.minor}.")
    assert list(python.texts.values()) == ["Python's licence", "software in Python"]


def test_links_and_the_programs_own_files_are_of_no_component(build: Build) -> None:
    build.ships("resources/icon.svg", build.add_file(build.program.parent.parent / "model" / "icon.svg"))
    build.ships("spoken/a.so", build.packages / "spoken" / "a.so")
    (build.program / "_internal" / "a.so").symlink_to("spoken/a.so")
    build.add_file(build.program / "install-for-me")
    assert set(build.components()) == {"pyinstaller", "spoken"}


def test_files_of_nothing_known_are_named(build: Build, tmp_path: Path) -> None:
    strange = [build.add_file(tmp_path / "elsewhere" / name) for name in ("one.so", "two.so")]
    unrecorded = build.add_file(build.packages / "spoken" / "slipped_in.so")
    for source in (*strange, unrecorded):
        build.ships(source.name, source)
    with pytest.raises(LicenceError, match="Of no component") as error:
        build.components()
    assert [line.split()[0] for line in str(error.value).splitlines()[1:]] == ["one.so", "slipped_in.so", "two.so"]


def test_what_was_slipped_into_the_folder_is_named(build: Build) -> None:
    build.add_file(build.program / "_internal" / "spoken" / "extra.so")
    with pytest.raises(LicenceError, match=r"(?s)not put there by PyInstaller.*spoken/extra\.so"):
        build.components()


def test_a_package_without_any_text_is_named(build: Build) -> None:
    build.add_package("mute", {}, {"mute.py": ""}, "License: MIT\n")
    build.modules.append(("mute", str(build.packages / "mute.py"), "PYMODULE"))
    with pytest.raises(LicenceError, match=r"(?s)Without a licence text.*mute"):
        build.components()


def test_what_may_not_be_shipped_is_refused_with_its_reason(build: Build) -> None:
    build.ships("libreadline.so.8", build.add_file(build.python / "libreadline.so.8"))
    with pytest.raises(LicenceError, match=r"libreadline\.so\.8: it is under the GPL"):
        build.components()


def test_a_build_that_is_not_there_is_said(build: Build) -> None:
    with pytest.raises(LicenceError, match="build the program first"):
        shipped_files(build.program, build.work)


def test_a_text_that_many_refer_to_stands_once(build: Build) -> None:
    build.ships("spoken/fonts/small.ttf", build.packages / "spoken" / "fonts" / "small.ttf")
    build.modules.append(("silent", str(build.packages / "silent.py"), "PYMODULE"))
    components = list(build.components().values())
    common = common_texts(components, build.environment)
    assert list(common) == ["Apache-2.0", "GPL-3"]
    text = page(components, common)
    for once in ("spoken text", "MIT text", "OFL text", "whole text of GPL-3", "Licence: Apache-2.0", "bootloader"):
        assert text.count(once) == 1
    assert [line for line in text.splitlines() if line.endswith("]")] == [
        "pyinstaller 1.0  [?]",
        "silent 1.0  [MIT]",
        "Small Font  [OFL-1.1]",
        "spoken 1.0  [Apache-2.0]",
    ]


def test_a_reference_to_a_text_that_is_not_there_is_refused(build: Build) -> None:
    with pytest.raises(LicenceError, match="NOBODY-1"):
        common_texts([Component("a", common={"NOBODY-1"})], build.environment)


def test_each_reviewed_text_is_there_and_each_that_is_there_is_used() -> None:
    notes = tomllib.loads((REVIEWED / "parts.toml").read_text(encoding="utf-8"))
    entries = [*notes["distribution"], *notes["part"]]
    named = {text for entry in entries for text in entry.get("texts", ())} | {"python-parts.txt", "parts.toml"}
    assert named == {path.name for path in REVIEWED.iterdir() if path.is_file()}
    for entry in (*notes["part"], *notes["refused"]):
        re.compile(entry["files"])


def test_no_text_that_reviewed_ones_refer_to_is_missing_on_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("licences.SYSTEM_TEXTS", REVIEWED / "nowhere")
    texts = {path.name: path.read_text(encoding="utf-8") for path in REVIEWED.glob("*.txt")}
    notes = tomllib.loads((REVIEWED / "parts.toml").read_text(encoding="utf-8"))
    common = {name for entry in (*notes["distribution"], *notes["part"]) for name in entry.get("common", ())}
    found = common_texts([Component("all", texts=texts, common=common)], Environment((), (), ()))
    assert {path.name for path in (REVIEWED / "common").iterdir()} == set(found)


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("torch/lib/libtorch_cpu.so", "Intel oneAPI Math Kernel Library (inside PyTorch)"),
        ("torch/lib/torch_cpu.dll", "Intel oneAPI Math Kernel Library (inside PyTorch)"),
        ("torch/lib/libgomp.so.1", "GCC runtime libraries (beside PyTorch and NumPy)"),
        ("numpy.libs/libgfortran-040039e1-0352e75f.so.5.0.0", "GCC runtime libraries (beside PyTorch and NumPy)"),
        ("VCRUNTIME140_1.dll", "Microsoft Visual C++ runtime"),
        ("libcrypto-3.dll", "Libraries of Python's installer"),
        ("libssl.3.dylib", "Libraries of Python's installer"),
        ("ziamath/fonts/STIXTwoMath-Regular.ttf", "STIX Two Math"),
        ("qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf", "Material Design Icons"),
    ],
)
def test_parts_are_known_by_the_names_of_their_files(file: str, part: str) -> None:
    notes = tomllib.loads((REVIEWED / "parts.toml").read_text(encoding="utf-8"))["part"]
    assert [note["name"] for note in notes if re.fullmatch(note["files"], file, re.I)] == [part]
