from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from desktop import add_desktop_files

if TYPE_CHECKING:
    from pathlib import Path

TYPE = "application/vnd.descent-lab+json"
OTHERS = f"""\
[Added Associations]
{TYPE}=other.desktop;

[Default Applications]
text/html=browser.desktop
application/json=editor.desktop;

[Removed Associations]
image/png=viewer.desktop;


"""
TOOLS = {
    "update-desktop-database": 'echo cache >"$2/mimeinfo.cache"',
    "update-mime-database": 'mkdir -p "$1/application"; echo >"$1/mime.cache"; echo >"$1/application/a.xml"',
    "gtk-update-icon-cache": "exit 1",
}


class Person:
    """A user with a home and an unpacked program, and a desktop's tools that can be seen to have run."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.program = folder / "program"
        tools = folder / "tools"
        for made in (self.home, tools):
            made.mkdir()
        for name, does in TOOLS.items():
            (tools / name).write_text(f"#!/bin/sh\n{does}\n")
            (tools / name).chmod(0o755)
        add_desktop_files(self.program)
        icon = self.program / "share" / "icons" / "hicolor" / "16x16" / "apps" / "descent-lab.png"
        icon.parent.mkdir(parents=True)
        icon.write_bytes(b"\x89PNG\n")
        (self.program / "descent-lab").write_text("#!/bin/sh\n")
        (self.program / "descent-lab").chmod(0o755)
        self.environment = {"HOME": str(self.home), "PATH": f"{tools}:{os.environ['PATH']}", "LANG": "C"}

    def runs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(self.program / "install-for-me"), *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def moves_to(self, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.program, place)
        self.program = place

    def files(self) -> dict[str, bytes | None]:
        return {
            path.relative_to(self.home).as_posix(): path.read_bytes() if path.is_file() else None
            for path in self.home.rglob("*")
        }

    def defaults(self) -> str:
        return (self.home / ".config" / "mimeapps.list").read_text()

    def entry(self) -> dict[str, str]:
        text = (self.home / ".local" / "share" / "applications" / "descent-lab.desktop").read_text(encoding="utf-8")
        return dict(line.partition("=")[::2] for line in text.splitlines() if "=" in line)


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def started(value: str) -> list[str]:
    """Return the arguments that an Exec line stands for, by the desktop entry specification."""
    text = re.sub(r"\\(.)", lambda escape: {"s": " ", "n": "\n"}.get(escape[1], escape[1]), value)
    arguments = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    return [re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") or plain for quoted, plain in arguments]


def test_undoing_leaves_the_home_as_it_was(person: Person) -> None:
    config = person.home / ".config"
    config.mkdir()
    (config / "mimeapps.list").write_text(OTHERS)
    (person.home / ".local" / "share" / "mime" / "packages").mkdir(parents=True)
    (person.home / ".local" / "share" / "mime" / "packages" / "other.xml").write_text("<other/>")
    before = person.files()
    assert person.runs().returncode == 0
    during = person.files()
    assert {path: content for path, content in during.items() if path in before and before[path] != content} == {
        ".config/mimeapps.list": OTHERS.replace(
            "cations]\ntext", f"cations]\n{TYPE}=descent-lab.desktop;\ntext"
        ).encode()
    }
    assert during[".local/share/icons/hicolor/16x16/apps/descent-lab.png"] == b"\x89PNG\n"
    assert ".local/share/mime/packages/descent-lab.xml" in during
    assert ".local/share/metainfo/lab.descent.DescentLab.metainfo.xml" in during
    assert during[".local/share/applications/mimeinfo.cache"] == b"cache\n"
    assert person.runs("--undo").returncode == 0
    # The other package there still needs what its tool makes of it.
    made_for_other = {
        ".local/share/mime/mime.cache",
        ".local/share/mime/application",
        ".local/share/mime/application/a.xml",
    }
    assert {path: content for path, content in person.files().items() if path not in made_for_other} == before


def test_nothing_is_left_in_a_home_that_was_empty(person: Person) -> None:
    assert person.runs().returncode == 0
    assert person.defaults() == f"[Default Applications]\n{TYPE}=descent-lab.desktop;\n"
    assert person.runs("--undo").returncode == 0
    assert person.files() == {}
    again = person.runs("--undo")
    assert again.returncode == 0
    assert "nothing was changed" in again.stdout


@pytest.mark.parametrize("name", ["plain", "教学 用", """it's "5$" `b\\c""", "100 %=all"])
def test_the_entry_starts_the_program_wherever_it_lies(person: Person, tmp_path: Path, name: str) -> None:
    person.runs()
    person.moves_to(tmp_path / name / "descent-lab")
    (person.program / "share" / "applications" / "descent-lab.desktop").chmod(0o444)
    for _ in range(2):
        assert person.runs().returncode == 0
    program = str(person.program / "descent-lab")
    *command, file = started(person.entry()["Exec"])
    assert file == "%f"
    # A command may hold neither "=" nor "%", so that a shell is asked to start such a one.
    assert command == (["/bin/sh", "-c", 'exec "$0" "$@"', program] if "=" in name else [program])
    assert person.entry()["TryExec"].replace("\\\\", "\\") == program
    assert person.entry()["Name[zh_CN]"] == "梯度下降实验室"
    assert person.defaults().count("descent-lab.desktop") == 1


def test_another_program_chosen_before_or_since_is_kept(person: Person) -> None:
    person.runs()
    chosen = f"[Default Applications]\n{TYPE}=editor.desktop;descent-lab.desktop;viewer.desktop\n"
    (person.home / ".config" / "mimeapps.list").write_text(chosen)
    person.runs()
    assert person.defaults() == f"[Default Applications]\n{TYPE}=descent-lab.desktop;editor.desktop;viewer.desktop\n"
    person.runs("--undo")
    assert person.defaults() == f"[Default Applications]\n{TYPE}=editor.desktop;viewer.desktop\n"


def test_folders_of_the_environment_are_used_without_a_home(person: Person) -> None:
    data, config = person.home / "my data", person.home / "my config"
    person.environment |= {"XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(config)}
    del person.environment["HOME"]
    assert person.runs().returncode == 0
    assert (data / "applications" / "descent-lab.desktop").is_file()
    assert (config / "mimeapps.list").is_file()
    assert not (person.home / ".local").exists()


@pytest.mark.parametrize("home", [None, "", "/no/such/home"])
def test_without_a_home_it_says_so_and_does_nothing(person: Person, home: str | None) -> None:
    person.environment |= {} if home is None else {"HOME": home}
    if home is None:
        del person.environment["HOME"]
    refused = person.runs()
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == f'There is no home folder to install into: HOME is "{home or ""}". Set it and try again.\n'


def test_it_speaks_chinese_where_the_desktop_does(person: Person) -> None:
    person.environment["LANG"] = "zh_CN.UTF-8"
    assert "梯度下降实验室已加入应用菜单" in person.runs().stdout
    assert "梯度下降实验室已从应用菜单移除" in person.runs("--undo").stdout
    assert person.runs("--help").stderr == "用法：install-for-me [--undo]\n"


def test_without_the_program_beside_it_nothing_is_installed(person: Person) -> None:
    (person.program / "descent-lab").unlink()
    refused = person.runs()
    assert refused.returncode == 1
    assert "Unpack the whole archive" in refused.stderr
    assert person.files() == {}
