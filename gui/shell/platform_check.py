"""Whether a window can open at all and be seen, found out before Qt aborts the process over it.

Qt's xcb plugin ends the process when a library or the display is missing, and importing Qt itself fails where
OpenGL's or the fonts' library is. Only `import_qt` here imports Qt.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import signal
import socket
import sys
from threading import Thread
from typing import TYPE_CHECKING

from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

_QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
}
"""What importing QtWidgets needs on any platform, and the Debian packages that hold it."""
_XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
_SCALES = {"QT_SCALE_FACTOR": (0.1, 20), "QT_SCREEN_SCALE_FACTORS": (0.1, 20), "QT_FONT_DPI": (10, 2000)}
"""Variables that Qt takes as they are, and the numbers with which a window can be seen."""
_LONGEST_SECONDS = 15.0
"""For how long a server may take to answer: one far away needs some."""
_TRIED = ("", "xcb", "wayland")


def library_problem() -> Message | None:
    """Return what to install before Qt can be imported at all, or None."""
    if not sys.platform.startswith("linux"):
        return None
    return _missing(_QT_LIBRARIES)


def import_qt() -> None:
    """Import Qt's bindings, and take a signal that asks to end only afterwards: in the middle they abort."""
    ends: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda number, _: ends.append(number)) for number in numbers}
    try:
        importlib.import_module("PySide6.QtCore")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in ends:
        signal.raise_signal(number)


def load_qt() -> None:
    """Import Qt, or refuse where that cannot be."""
    problem = library_problem()
    if problem is not None:
        raise Refused(problem)
    import_qt()


def do_without_display() -> None:
    """Have Qt draw without a display; refused where it cannot be imported."""
    load_qt()
    gc.disable()  # in another thread it would delete Qt's objects there, which Qt does not bear
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":  # where that platform of Qt looks for fonts nowhere
        os.environ.setdefault("QT_QPA_FONTDIR", os.path.join(os.environ["SYSTEMROOT"], "Fonts"))


def display_problem(command: str, environment: Mapping[str, str] | None = None) -> Message | None:
    """Return why no window can open here, or None; ``command`` is the name of the one that was started.

    Only where Qt would choose X or Wayland: any other platform that the user names is left to Qt.
    """
    if not sys.platform.startswith("linux"):
        return None
    environment = os.environ if environment is None else environment
    names = [name.partition(":")[0] for name in environment.get("QT_QPA_PLATFORM", "").split(";")]
    if any(name not in _TRIED for name in names):
        return None
    checks = {"wayland": _wayland_problem, "xcb": _xcb_problem}
    problem = None
    for name in filter(None, names) if any(names) else checks:
        problem = checks[name](command, environment)
        if problem is None:
            return None
    return problem


def drop_wrong_scales(environment: MutableMapping[str, str]) -> list[Message]:
    """Remove variables by which Qt would make a window that cannot be seen; return a sentence about each."""
    dropped: list[Message] = []
    for name, (least, most) in _SCALES.items():
        value = environment.get(name, "")
        if all(_is_within(scale, least, most) for scale in value.split(";") if scale):
            continue
        del environment[name]
        ignored = QT_TRANSLATE_NOOP("platform_check", "{name} was ignored: it must be between {least} and {most}.")
        dropped.append(ignored.fill(name=name, least=least, most=most))
    return dropped


def _is_within(scale: str, least: float, most: float) -> bool:
    """Tell whether this is a number in the range; the name of a screen may stand before it."""
    try:
        return least <= float(scale.rpartition("=")[2]) <= most
    except ValueError:
        return False


def _no_display(command: str) -> Message:
    return QT_TRANSLATE_NOOP(
        "platform_check", "no display was found to open the window on; '{command} run FILE' needs none"
    ).fill(command=command)


def _xcb_problem(command: str, environment: Mapping[str, str]) -> Message | None:
    display = environment.get("DISPLAY")
    if not display:
        return _no_display(command)
    return _missing(_XCB_LIBRARIES) or (None if _can_connect(display) else _no_display(command))


def _wayland_problem(command: str, environment: Mapping[str, str]) -> Message | None:
    display = environment.get("WAYLAND_DISPLAY")
    if not display:
        return _no_display(command)
    path = os.path.join(environment.get("XDG_RUNTIME_DIR", ""), display)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(path)
        except OSError:
            return _no_display(command)
    return _missing(_WAYLAND_LIBRARIES)


def _can_connect(display: str) -> bool:
    """Whether the X server takes a connection; one that hangs has none."""
    answers: list[bool] = []
    asking = Thread(target=lambda: answers.append(_connects(display)), daemon=True)
    asking.start()
    asking.join(_LONGEST_SECONDS)
    return answers == [True]


def _connects(display: str) -> bool:
    """Whether the X server takes a connection, which is closed again; may wait for ever."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    connected = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return connected


def _missing(libraries: Mapping[str, str]) -> Message | None:
    packages = [package for library, package in libraries.items() if not _loads(library)]
    if not packages:
        return None
    return QT_TRANSLATE_NOOP(
        "platform_check",
        "libraries that Qt needs are not installed; on Debian or Ubuntu: sudo apt install {packages}",
    ).fill(packages=" ".join(packages))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
