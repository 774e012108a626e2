"""Settings: who decides them, what is made of files that are broken or cannot be written, and two windows at once."""

from __future__ import annotations

import configparser
import importlib
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QWidget

import gui.run.settings
from gui.look.folders import existing_folder
from gui.look.theme import theme
from gui.run.settings import Administrator, Settings
from gui.shell.application import create_application
from gui.shell.remembered import restore_place
from gui.shell.stage import Stage
from resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu
    from pytestqt.qtbot import QtBot

    from gui.shell.window import MainWindow

DEFAULTS = {
    **{"language": "", "theme": "", "reduced_motion": False, "lab": "", "pace": 1.0, "controls": True},
    **{"panel": True, "page": 0, "accumulate_nodes": False, "race_goal": 1e-6, "folder": "", "data_folder": ""},
    **{"recent": [], "geometry": QByteArray(), "splitter": QByteArray()},
}
OTHERS = {
    **{"language": "zh_CN", "theme": "system", "reduced_motion": True, "lab": "surface", "pace": 10.0},
    **{"controls": False, "panel": False, "page": 2, "accumulate_nodes": True, "race_goal": 0.01},
    **{"folder": "/a, b\\c", "data_folder": "/数据"},
}


def all_of(settings: Settings) -> dict[str, object]:
    return {name: settings.remembered(name, default) for name, default in DEFAULTS.items()}


def written(path: Path, section: str, values: dict[str, object]) -> Administrator:
    lines = [f"[{section}]", *(f"{name} = {value}" for name, value in values.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return Administrator.of(path)


def said(settings: Settings) -> list[str]:
    return [str(note) for note in settings.notes]


# ---- who decides


@pytest.mark.parametrize("section", ["preset", "locked"])
def test_every_setting_is_as_the_administrator_has_set_it(tmp_path: Path, section: str) -> None:
    settings = Settings("", written(tmp_path / "a.ini", section, OTHERS))
    assert all_of(settings) == DEFAULTS | OTHERS
    assert [name for name in DEFAULTS if settings.is_locked(name)] == (list(OTHERS) if section == "locked" else [])
    assert settings.notes == []


def test_every_setting_is_kept_for_the_next_start(tmp_path: Path) -> None:
    kept = OTHERS | {
        "recent": ["/一.json", "/2, 3.json"],
        "geometry": QByteArray(b"\x01\xd9\xd0\xcb\0\xff" + bytes(60)),
        "splitter": QByteArray(b"\0\0\0\xff1" + bytes(30)),
    }
    settings = Settings(tmp_path / "kept.ini")
    for name, value in kept.items():
        settings.remember(name, value)
    settings.sync()
    del settings
    assert all_of(Settings(tmp_path / "kept.ini")) == kept


@pytest.mark.parametrize(
    ("locked", "given", "own", "preset", "theme_name"),
    [
        ("dark", "light", "light", "light", "dark"),
        (None, "dark", "light", "light", "dark"),
        (None, None, "dark", "light", "dark"),
        (None, None, None, "dark", "dark"),
        (None, None, None, None, ""),
    ],
)
def test_locked_goes_before_the_command_line_before_the_user_before_preset(
    locked: str | None, given: str | None, own: str | None, preset: str | None, theme_name: str
) -> None:
    held = [{} if value is None else {"theme": value} for value in (preset, locked)]
    settings = Settings("", Administrator(*held, ()))
    if own is not None:
        settings._file.setValue("theme", own)
    assert settings.chosen("theme", given) == theme_name
    ignored = ["--theme was ignored: the administrator has set dark."]
    assert said(settings) == (ignored if locked is not None else [])


def test_a_locked_setting_is_not_remembered(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "own.ini", Administrator({}, {"panel": False}, ()))
    settings.remember("panel", True)
    settings.remember("page", 2)
    settings.sync()
    assert settings.remembered("panel", True) is False
    assert [Settings(tmp_path / "own.ini").remembered(*each) for each in (("panel", True), ("page", 0))] == [True, 2]


# ---- files that are broken, or cannot be written


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf; by hand\r\n[preset]\r\nTheme=dark\r\n", ""),
        (b"theme = dark\n", "line 1 is not understood"),
        (b"[preset]\ntheme = dark\nnonsense\n", "line 3 is not understood"),
        ("[preset]\ntheme = dark\n; 主题".encode("gbk"), "it is not written in UTF-8"),
    ],
)
def test_a_broken_administrators_file_is_ignored_with_one_sentence(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / "a.ini"
    file.write_bytes(content)
    administrator = Administrator.of(file)
    assert list(map(str, administrator.faults)) == ([f"{file} was ignored: {fault}."] if fault else [])
    assert administrator.preset == ({"theme": "dark"} if b"Theme" in content else {})
    assert Administrator.of(tmp_path).faults != Administrator.of(tmp_path / "missing").faults == ()


def test_a_pipe_in_the_place_of_the_administrators_file_is_not_waited_for(
    tmp_path: Path, make_pipe: Callable[[Path], None]
) -> None:
    make_pipe(tmp_path / "a.ini")
    [fault] = map(str, Administrator.of(tmp_path / "a.ini").faults)
    assert fault == f"{tmp_path / 'a.ini'} was ignored: it is not a file."


def test_what_is_unknown_in_the_administrators_file_is_named_and_the_rest_counts(tmp_path: Path) -> None:
    file = tmp_path / "a.ini"
    wrong = ["[preset] theme = blue", "[preset] scale = 7", "[preset] panel = maybe", "[preset] pace = nan"]
    wrong += ["[locked] colour = red", "[other] lab = surface"]
    lines = "[preset]/theme = blue/scale = 7/panel = maybe/pace = nan/page = 1/[locked]/colour = red/lab = surface"
    file.write_text(lines.replace("/", "\n") + "\n[other]\nlab = surface", encoding="utf-8")
    administrator = Administrator.of(file)
    assert (administrator.preset, administrator.locked) == ({"page": 1}, {"lab": "surface"})
    [fault] = map(str, administrator.faults)
    assert fault == f"{file} has settings that are unknown and were ignored: {', '.join(wrong)}."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user whose settings are in ``tmp_path``, and a program without a file of an administrator."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(gui.run.settings, "program_folder", lambda: tmp_path / "program")
    config = os.environ["XDG_CONFIG_HOME"]
    place = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    QSettings.setPath(*place, str(tmp_path / "config"))  # which Qt asks the environment for only once
    yield tmp_path
    QSettings.setPath(*place, config)


def written_by_hand(home: Path, content: bytes) -> Path:
    file = home / "config" / "Descent Lab" / "descent-lab.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_a_broken_settings_file_leaves_the_defaults_and_is_written_anew(home: Path) -> None:
    file = written_by_hand(home, b"\0\xff\xfe garbage \x80\n[[[\n==\n")
    settings = Settings.of_user()
    assert all_of(settings) == DEFAULTS
    assert said(settings) == [f"{file} is damaged: settings that could not be read were reset."]
    settings.remember("theme", "dark")
    settings.sync()
    assert b"\ntheme=dark\n" in file.read_bytes()


WRONG = {
    "pace": ("fast", "nan", "", "3", "1e9", "-1", "1, 2", "@Size(1 1)"),
    "race_goal": ("-1", "0", "inf", "1e400", "abc"),
    "page": ("x", "9", "-1", "1.5", "1, 2", "9" * 5_000),
    "panel": ("maybe", "", "7", "@ByteArray(true)"),
    "theme": ("blue", "dark, light"),
    "lab": ("none", "@Rect(0 0 1 1)"),
    "folder": ("a, b", "x" * 5_000),
    "hints_done": ("run, drag",),
    "recent": ("@ByteArray(x)", "/a, " + "x" * 5_000),
    "geometry": ("5", "@ByteArray()", r"@ByteArray(\x1\xd9\xd0)", r"@ByteArray(\x1\xd9\xd0\xcb\0\x3)", "1, 2"),
    "splitter": ("@Variant(x", r"@ByteArray(\x1\xd9\xd0\xcb)", r"@ByteArray(\0\0\0\xff\0\0\0\x1)"),
    "help_geometry": ("x, y",),
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_a_setting_that_makes_no_sense_is_reset_which_is_said_once(home: Path, name: str, text: str) -> None:
    file = written_by_hand(home, f"[General]\nlanguage=zh_CN\n{name}={text}\n".encode())
    settings = Settings.of_user()
    assert all_of(settings) == DEFAULTS | {"language": "zh_CN"}
    assert said(settings) == [f"Settings that made no sense were reset: {name}."]
    settings.sync()
    assert file.read_bytes().split() == [b"[General]", b"language=zh_CN"]
    assert said(Settings.of_user()) == []


def test_a_settings_file_of_megabytes_or_of_a_later_version_is_read(home: Path) -> None:
    many = ", ".join(f"/{number}.json" for number in range(100_000))
    written_by_hand(home, f"[General]\nunknown=@Variant(x\nrecent={many}\npage=1\n[later]\npage=x\n".encode())
    settings = Settings.of_user()
    assert said(settings) == []
    assert (settings.remembered("page", 0), settings.remembered("recent", [])[:2]) == (1, ["/0.json", "/1.json"])


def test_that_settings_cannot_be_written_any_more_is_said_once(home: Path) -> None:
    written_by_hand(home, b"[General]\npage=1\n")
    settings = Settings.of_user()
    assert settings.sync() is None
    shutil.rmtree(home / "config" / "Descent Lab")
    (home / "config" / "Descent Lab").touch()
    settings.remember("page", 2)
    lost = settings.sync()
    assert str(lost) == f"{settings._file.fileName()} cannot be written: changes of settings are lost."
    assert settings.sync() is None
    assert settings.remembered("page", 0) == 2


CORNERS = {
    "far away": (90_000, -70_000, 90_799, -69_401),
    "wide": (10, 10, 90_009, 10),
    "empty": (0, 0, -1, -1),
    "no size, far away": (5_000, 5_000, 4_999, 4_999),
    "inverted": (1_280, -500, 0, 1_300),
    "below": (500, 799, 1, 10),
    "as far as numbers go": (2**31 - 1, -(2**31), -1, 500),
}


def state_of(place: str, width: int, *, is_maximised: bool) -> QByteArray:
    corners = CORNERS[place]
    head = struct.pack(">IHH8i", 0x1D9D0CB, 3, 0, *corners, *corners)
    return QByteArray(head + struct.pack(">iBBi4i", 0, is_maximised, 0, width, *corners))


@pytest.mark.parametrize("place", CORNERS)
def test_a_window_that_was_left_out_of_sight_is_in_sight_again(
    make_window: Callable[..., MainWindow], settings: Settings, place: str
) -> None:
    screen = make_window().screen()
    settings.remember("geometry", state_of(place, screen.geometry().width(), is_maximised=False))
    window = make_window()
    visible = screen.availableGeometry().intersected(window.geometry())
    assert min(visible.width(), visible.height()) >= 400


@pytest.mark.parametrize("is_maximised", [False, True])
@pytest.mark.parametrize("place", CORNERS)
def test_a_small_window_that_was_left_out_of_sight_is_in_sight_again(
    qtbot: QtBot, place: str, is_maximised: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setMinimumSize(400, 300)
    window.resize(500, 400)
    screen = window.screen().availableGeometry()
    restore_place(window, state_of(place, window.screen().geometry().width(), is_maximised=is_maximised))
    window.show()
    visible = screen & window.geometry()
    assert min(visible.width(), visible.height()) >= 300


def test_columns_whose_remembered_sizes_are_damaged_stand_as_at_first(qtbot: QtBot) -> None:
    stage = Stage()
    qtbot.addWidget(stage)
    whole = stage.saveState()
    for length in range(whole.size()):
        settings = Settings()
        settings.remember("splitter", whole.first(length))
        stage.restore(settings, 1280)
        assert stage.orientation() == Qt.Orientation.Horizontal
        assert stage.handleWidth() == 1


@pytest.mark.parametrize("fault", ["no home", "no folder", "no file", "pipe", "pipe as lock", "none"])
def test_settings_that_cannot_be_kept_last_while_the_window_is_open_and_that_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, make_pipe: Callable[[Path], None], fault: str
) -> None:
    file = home / "config" / "Descent Lab" / "descent-lab.ini"
    if fault == "no home":
        monkeypatch.setenv("HOME", "")
        monkeypatch.setenv("XDG_CONFIG_HOME", "")
    elif fault == "no folder":
        (home / "config").touch()
    elif fault == "no file":
        file.mkdir(parents=True)
    elif "pipe" in fault:
        file.parent.mkdir(parents=True)
        make_pipe(file if fault == "pipe" else file.with_name("descent-lab.ini.lock"))
    before = sorted(home.rglob("*"))
    settings = Settings.of_user()
    settings.remember("pace", 5.0)
    settings.sync()
    assert settings.remembered("pace", 1.0) == 5
    reason = "there is no home folder" if fault == "no home" else f"{file} cannot be written"
    lost = [f"Settings will be lost when this window is closed: {reason}."]
    assert said(settings) == ([] if fault == "none" else lost)
    assert (sorted(home.rglob("*")) == before) == (fault != "none")
    assert not Path("/.config/Descent Lab").exists()


@pytest.mark.skipif(os.name == "nt", reason="there every user has a home")
def test_formulas_are_typeset_for_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_user: int) -> None:
        raise KeyError

    findfont = importlib.import_module("ziafont.findfont")
    monkeypatch.setenv("HOME", "")  # so that it is set again afterwards
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    with pytest.raises(RuntimeError, match="home"):
        importlib.reload(findfont)
    create_application()
    importlib.reload(findfont)
    assert os.environ["HOME"] == os.sep


def test_file_dialogs_start_in_a_folder_that_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert existing_folder(str(FOLDER)) == str(FOLDER)
    assert existing_folder("", str(tmp_path / "gone"), str(FOLDER)) == str(FOLDER)
    assert existing_folder(str(tmp_path / "gone")) == str(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "gone"))
    assert existing_folder() == os.sep


# ---- two windows at once


def test_two_windows_keep_each_what_was_changed_in_it(tmp_path: Path) -> None:
    file = tmp_path / "both.ini"
    first = Settings(file)
    for name, value in (("theme", "light"), ("pace", 1.0), ("panel", True), ("recent", ["/old"])):
        first.remember(name, value)
    first.sync()
    here, there = {"panel": False, "recent": ["/here"]}, {"theme": "dark", "pace": 2.0, "recent": ["/there"]}
    program = f"""if True:
        from gui.run.settings import Settings
        settings = Settings({str(file)!r})
        for name, value in {there!r}.items():
            if name == "recent":
                value = value + settings.remembered(name, [])
            settings.remember(name, value)
        settings.sync()
    """
    before = {name: first.remembered(name, DEFAULTS[name]) for name in ("theme", "pace")}
    subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parent, check=True)
    first.remember("panel", False)
    first.sync()
    first.remember("recent", here["recent"] + first.remembered("recent", []))
    for name, value in before.items():
        first.remember(name, value)  # as the window does when it is closed
    first.sync()
    kept = configparser.ConfigParser(interpolation=None)
    kept.read(file, encoding="utf-8")
    assert dict(kept["General"]) == {"pace": "2", "panel": "false", "recent": "/here, /there, /old", "theme": "dark"}


# ---- the window


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """What the window of these tests has: everything that its menus change is locked."""
    values = {"language": "zh_CN", "theme": "dark", "reduced_motion": False, "lab": "regression"}
    return Settings(tmp_path / "own.ini", written(tmp_path / "a.ini", "locked", values))


def entries_of(menu: QMenu) -> list[QAction]:
    return [entry for entry in menu.actions() if not entry.isEnabled()]


def test_the_menus_say_what_is_locked_and_change_none_of_it(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window("surface")
    view = window.menus._menus["view"]
    locked = [entry.text() for entry in entries_of(view)]
    assert [text.split("(")[0] for text in locked] == ["语言", "主题", "减少动画"]
    assert {entry.toolTip() for entry in entries_of(view) if view.toolTipsVisible()} == {"此设置已由管理员锁定。"}
    assert (window.appearance.language, theme.name) == ("zh_CN", "dark")
    assert window.lab.key == "regression"
    names = {"lab": "regression", "language": "zh_CN", "theme": "dark"}
    assert [f"--{name}" in window._said.text() and value in window._said.text() for name, value in names.items()] == [
        True
    ] * 3
    window.close()
    assert "language" not in (window.appearance.settings._file.allKeys())
