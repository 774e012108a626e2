from __future__ import annotations

import configparser
import tomllib
import xml.etree.ElementTree as ET
from fnmatch import fnmatch
from pathlib import Path

import pytest
from desktop import LINUX_FILES, MACOS_DOCUMENTS, WINDOWS_FILES, add_desktop_files

from gui.shell.application import create_application
from gui.shell.experiment_files import ENDING

ROOT = Path(__file__).resolve().parent.parent.parent
LINUX = ROOT / "packaging" / "linux"
TYPE = "application/vnd.descent-lab+json"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def entry() -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None, delimiters="=", strict=True)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read(LINUX / "descent-lab.desktop", encoding="utf-8")
    assert parser.sections() == ["Desktop Entry"]
    return dict(parser["Desktop Entry"])


@pytest.fixture(scope="module")
def metainfo() -> ET.Element:
    return ET.parse(LINUX / "lab.descent.DescentLab.metainfo.xml").getroot()


@pytest.fixture(scope="module")
def mime_type() -> ET.Element:
    (only,) = ET.parse(LINUX / "descent-lab-mime.xml").getroot()
    return only


def test_the_menu_entry_has_the_name_that_the_window_gives_the_desktop(qapp: object, entry: dict[str, str]) -> None:
    application = create_application()
    name = application.desktopFileName()  # what Wayland is told
    assert f"{name}.desktop" in LINUX_FILES
    assert entry["Icon"] == name
    assert entry["StartupWMClass"] == application.applicationName()  # what an X server is told
    assert entry["Exec"] == f"{name} %f"


def test_all_that_the_menu_shows_is_in_both_languages(entry: dict[str, str]) -> None:
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert entry[key]
        assert entry[f"{key}[zh_CN]"] != entry[key]
    assert entry["Name"] == "Descent Lab"
    assert entry["Name[zh_CN]"] == "梯度下降实验室"
    lists = [entry[key] for key in ("Keywords", "Keywords[zh_CN]", "Categories", "MimeType")]
    assert all(value.endswith(";") for value in lists)


def test_the_file_type_is_the_ending_that_the_program_saves_with(mime_type: ET.Element, entry: dict[str, str]) -> None:
    assert mime_type.get("type") == TYPE
    assert entry["MimeType"] == f"{TYPE};"
    glob = mime_type.find(f"{MIME}glob")
    parent = mime_type.find(f"{MIME}sub-class-of")
    assert glob is not None
    assert parent is not None
    assert fnmatch(f"any{ENDING}", glob.get("pattern", ""))
    assert not fnmatch("any.json", glob.get("pattern", ""))
    assert int(glob.get("weight", "50")) > 50  # the weight of *.json
    assert parent.get("type") == "application/json"
    assert {comment.get(LANGUAGE) for comment in mime_type.findall(f"{MIME}comment")} == {None, "zh_CN"}


def test_the_software_centre_is_told_of_the_same_program(metainfo: ET.Element, entry: dict[str, str]) -> None:
    assert metainfo.findtext("launchable") == "descent-lab.desktop"
    assert metainfo.findtext("provides/mediatype") == TYPE
    assert [category.text for category in metainfo.findall("categories/category")] == entry["Categories"].split(";")[
        :-1
    ]
    assert f"{metainfo.findtext('id')}.metainfo.xml" in LINUX_FILES
    for tag in ("name", "summary", "description/p", "description/ul/li"):
        texts = metainfo.findall(tag)
        assert len([text for text in texts if text.get(LANGUAGE) == "zh_CN"]) * 2 == len(texts) > 0


def test_the_newest_release_is_the_version_of_the_project(metainfo: ET.Element) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = metainfo.find("releases/release")
    assert newest is not None
    assert newest.get("version") == project["version"]
    assert metainfo.findtext("project_license") == project["license"]


def test_the_folder_gets_each_file_where_its_system_looks_for_it(tmp_path: Path) -> None:
    add_desktop_files(tmp_path / "linux")
    add_desktop_files(tmp_path / "windows", windows=True)
    for folder, files in (("linux", LINUX_FILES), ("windows", WINDOWS_FILES)):
        written = {path.relative_to(tmp_path / folder).as_posix() for path in (tmp_path / folder).rglob("*.*")}
        assert written | {"install-for-me"} == set(files.values()) | {"install-for-me"}
    assert (tmp_path / "linux" / "install-for-me").read_bytes() == (LINUX / "install-for-me").read_bytes()
    assert (tmp_path / "linux" / "install-for-me").stat().st_mode & 0o444


def test_macos_knows_the_same_ending_and_type() -> None:
    (declared,) = MACOS_DOCUMENTS["UTExportedTypeDeclarations"]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == [ENDING.removeprefix(".")]
    assert declared["UTTypeTagSpecification"]["public.mime-type"] == [TYPE]
    opened = [kind for document in MACOS_DOCUMENTS["CFBundleDocumentTypes"] for kind in document["LSItemContentTypes"]]
    assert declared["UTTypeIdentifier"] in opened


def test_the_installer_for_windows_is_read_as_it_is_written() -> None:
    script = (ROOT / "packaging" / "windows" / "install-for-me.cmd").read_bytes()
    assert script.isascii()  # the console's code page is any
    assert script.count(b"\r\n") == script.count(b"\n")
    assert ENDING.encode() in script
