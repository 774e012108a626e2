"""All surroundings of the campaign of that name, one entry each."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.campaigns.program import Running, Start, has, x_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

Meanwhile: TypeAlias = "Callable[[Running], object] | None"
"""What is done while the program runs."""

EVERY = ("window", "run", "self-test")
NO_TEST = ("window", "run")
WINDOW = ("window",)
_MEGABYTE = 1 << 20
_NOWHERE = "/proc/nowhere"
"""A folder that nobody can make."""
_PIDS = Path("/sys/fs/cgroup/pids")


@dataclass(frozen=True)
class Surrounding:
    """One thing that is not as it should be.

    Attributes
    ----------
    make : callable
        Changes a `Start`, keeps on the stack what has to end, and returns what is to be done while the program runs.
    codes : tuple of int
        Exit codes that are right here, besides 0 and 2.
    is_heard : bool
        Whether what the program says can be read.
    """

    group: str
    make: Callable[[Start, ExitStack], Meanwhile]
    parts: tuple[str, ...] = NO_TEST
    codes: tuple[int, ...] = ()
    is_heard: bool = True
    is_usable: Callable[[], bool] = lambda: True


SURROUNDINGS: dict[str, Surrounding] = {}


def _add(group: str, name: str, make: Callable[[Start, ExitStack], Meanwhile], **more: Any) -> None:
    assert name not in SURROUNDINGS
    SURROUNDINGS[name] = Surrounding(group, make, **more)


# ---- variables


def _set(**values: str | None) -> Callable[[Start, ExitStack], None]:
    """Set variables; None removes one, and {place} is the start's folder."""

    def make(start: Start, _stack: ExitStack) -> None:
        for name, value in values.items():
            if value is None:
                start.environment.pop(name, None)
            else:
                start.environment[name] = value.replace("{place}", str(start.place))

    return make


def _variables(group: str, parts: tuple[str, ...], *assignments: str) -> None:
    for assignment in assignments:
        name, _, value = assignment.partition("=")
        _add(group, assignment, _set(**{name: value}), parts=parts)


_add("home", "no home", _set(HOME=None), parts=EVERY)
for _name, _value in {
    "does not exist": "{place}/a/b",
    "cannot be made": _NOWHERE,
    "is empty": "",
    "is a file": "{place}/experiment.json",
}.items():
    _add("home", f"home {_name}", _set(HOME=_value), parts=EVERY)
_add("home", "home is relative", _set(HOME="some/folder"))
_variables(
    "home",
    NO_TEST,
    *(f"{name}={value}" for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME") for value in (_NOWHERE, "a/b", "/dev/null")),
    f"XDG_RUNTIME_DIR={_NOWHERE}",
    "XDG_RUNTIME_DIR=/dev/null",
    "XDG_CACHE_HOME=/dev/null",
    f"TMPDIR={_NOWHERE}",
    "TMPDIR=/dev/null",
)
for _value in ("C", "POSIX", "zh_CN.GBK", "ar", "tr_TR.UTF-8", "xx_YY.nonsense", "de_DE@euro", ""):
    _add(
        "locale",
        f"locale {_value}",
        _set(LANG=_value, LC_ALL=_value or None),
        parts=EVERY if _value == "C" else NO_TEST,
    )
_add("locale", "no locale", _set(LANG=None))
_variables(
    "locale", NO_TEST, "LANGUAGE=zh_CN:xx:en", "LANGUAGE=:::", f"LANGUAGE={'x' * 5000}", "LC_NUMERIC=de_DE.UTF-8"
)
_variables("locale", NO_TEST, "TZ=nonsense", "TZ=:/dev/null", "TZ=", "TZ=UTC+25:99", "TZ=Asia/Kathmandu")
_variables(
    "variables of Python",
    NO_TEST,
    "PYTHONOPTIMIZE=2",
    "PYTHONWARNINGS=error",
    "PYTHONUTF8=1",
    "PYTHONUTF8=0",
    "PYTHONIOENCODING=ascii",
    "PYTHONIOENCODING=utf-16",
    "PYTHONDEVMODE=1",
    "PYTHONMALLOC=debug",
    f"PYTHONPATH={_NOWHERE}",
    "PYTHONCOERCECLOCALE=0",
    "PYTHONINTMAXSTRDIGITS=640",
    f"PYTHONPYCACHEPREFIX={_NOWHERE}",
)
_variables(
    "variables of Qt",
    WINDOW,
    "QT_QPA_PLATFORM=nonsense",
    "QT_QPA_PLATFORM=",
    "QT_QPA_PLATFORM=minimal",
    "QT_QPA_PLATFORM=wayland",
    "QT_QPA_PLATFORM=nonsense;offscreen",
    "QT_QPA_PLATFORM=offscreen:configfile=/dev/null",
    "QT_SCALE_FACTOR=abc",
    "QT_SCALE_FACTOR=-1",
    "QT_SCALE_FACTOR=0",
    "QT_SCALE_FACTOR=4",
    "QT_SCREEN_SCALE_FACTORS=abc;1",
    "QT_ENABLE_HIGHDPI_SCALING=abc",
    "QT_FONT_DPI=abc",
    "QT_FONT_DPI=1",
    "QT_STYLE_OVERRIDE=nonsense",
    "QT_QPA_PLATFORMTHEME=nonsense",
    f"QT_PLUGIN_PATH={_NOWHERE}",
    f"QT_QPA_PLATFORM_PLUGIN_PATH={_NOWHERE}",
    "QT_ACCESSIBILITY=1",
    "QT_IM_MODULE=nonsense",
    "QT_LOGGING_RULES=nonsense",
    f"QT_LOGGING_CONF={_NOWHERE}",
    "QT_QPA_FONTDIR=/dev/null",
    "QT_OPENGL=nonsense",
    "QSG_INFO=1",
)
_variables(
    "variables of libraries",
    NO_TEST,
    "OMP_NUM_THREADS=abc",
    "OMP_NUM_THREADS=0",
    "OMP_NUM_THREADS=1000",
    "MKL_NUM_THREADS=-1",
    "CUDA_VISIBLE_DEVICES=nonsense",
    "PYTORCH_ENABLE_BACKWARD_COMPATIBILITY=nonsense",
    "NUMBA_DISABLE_JIT=1",
    "PYQTGRAPH_QT_LIB=PyQt5",
    "QT_API=pyqt5",
    "DBUS_SESSION_BUS_ADDRESS=nonsense",
    "TERM=nonsense",
    "COLUMNS=0",
    "NO_COLOR=1",
)

# ---- streams


def _close(*numbers: int) -> Callable[[Start, ExitStack], None]:
    def make(start: Start, _stack: ExitStack) -> None:
        start.before.append(lambda: [os.close(number) for number in numbers])

    return make


def _full(*numbers: int) -> Callable[[Start, ExitStack], None]:
    def fill() -> None:
        device = os.open("/dev/full", os.O_RDWR)
        for number in numbers:
            os.dup2(device, number)

    def make(start: Start, _stack: ExitStack) -> None:
        start.before.append(fill)

    return make


def _unread(start: Start, stack: ExitStack) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stack.callback(os.close, writer)
    start.stdout = writer


for _numbers in (each for count in (1, 2, 3) for each in combinations((0, 1, 2), count)):
    _add(
        "streams",
        f"streams {', '.join(map(str, _numbers))} closed",
        _close(*_numbers),
        parts=EVERY if len(_numbers) == 3 else NO_TEST,
        is_heard=2 not in _numbers,
    )
_add("streams", "output full", _full(1), parts=EVERY)
_add("streams", "outputs full", _full(1, 2), parts=EVERY, is_heard=False)
_add("streams", "output that nobody reads", _unread, parts=EVERY)

# ---- disk and folders


@cache
def _can(*command: str) -> bool:
    return has(command[0]) and subprocess.run(command, capture_output=True).returncode == 0


def _in_namespace(script: str, start: Start, *options: str) -> None:
    """Run a script of the shell as root of a namespace of its own, in which the program is then started."""
    start.prefix += ["unshare", "--user", *(options or ("--map-root-user", "--mount")), "sh", "-c"]
    start.prefix += [f'{script} exec "$@"', "sh"]


def _has_mounts() -> bool:
    return _can("unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")


def _has_users() -> bool:
    return _can("unshare", "--user", "--map-user=54321", "true")


def _disk(size: str, folders: tuple[str, ...]) -> Callable[[Start, ExitStack], None]:
    """Have folders on a disk of their own that is full but for a few bytes."""

    def make(start: Start, _stack: ExitStack) -> None:
        script = ""
        for folder in folders:
            script += f"mount -t tmpfs -o size={size} none {start.place / folder};"
            script += f"head -c 100m /dev/zero > {start.place / folder}/full 2>&-;"
        _in_namespace(f"{script} cd {start.work};", start)

    return make


def _forbid(*folders: str, mode: int = 0o555) -> Callable[[Start, ExitStack], None]:
    """Have folders that only root could write to, and not be root."""

    def make(start: Start, stack: ExitStack) -> None:
        for folder in folders:
            (start.place / folder).chmod(mode)
            stack.callback((start.place / folder).chmod, 0o755)
        _in_namespace("", start, "--map-user=54321")

    return make


def _hide(folder: str) -> Callable[[Start, ExitStack], None]:
    return lambda start, _stack: _in_namespace(f"mount -t tmpfs -o ro none {folder};", start)


def _delete_folder(start: Start, _stack: ExitStack) -> None:
    gone = start.place / "gone"
    gone.mkdir()
    start.before.append(lambda: (os.chdir(gone), gone.rmdir()))


def _hide_folder(start: Start, stack: ExitStack) -> None:
    start.before.append(lambda: os.chdir(start.work))
    _forbid("work", mode=0)(start, stack)


_add("disk", "disk full", _disk("4k", ("home", "work")), is_usable=_has_mounts)
_add("disk", "disk of the home full", _disk("64k", ("home",)), is_usable=_has_mounts)
_add("disk", "home read-only", _forbid("home"), parts=EVERY, is_usable=_has_users)
_add("disk", "home closed", _forbid("home", mode=0), is_usable=_has_users)
_add("disk", "current folder read-only", _forbid("work"), is_usable=_has_users)
_add("disk", "current folder deleted", _delete_folder, parts=EVERY)
_add("disk", "current folder closed", _hide_folder, is_usable=_has_users)
_add("disk", "everything read-only", _forbid("home", "work", "files", "."), is_usable=_has_users)
for _folder in ("/proc", "/sys", "/dev/shm", "/tmp/.X11-unix", "/etc/fonts", "/usr/share/fonts", "/usr/share/X11"):
    _add("disk", f"no {_folder}", _hide(_folder), is_usable=lambda f=_folder: _has_mounts() and Path(f).is_dir())

# ---- limits


def _limit(kind: int, most: int) -> Callable[[Start, ExitStack], None]:
    return lambda start, _stack: start.before.append(lambda: resource.setrlimit(kind, (most, most)))


def _few_processes(most: int) -> Callable[[Start, ExitStack], None]:
    """Allow so many processes and threads; of root, whom no limit holds, by a control group."""

    def make(start: Start, stack: ExitStack) -> None:
        if os.geteuid():
            start.before.append(lambda: resource.setrlimit(resource.RLIMIT_NPROC, (most, most)))
            return
        group = _PIDS / f"campaign-{os.getpid()}"
        group.mkdir(exist_ok=True)
        (group / "pids.max").write_text(str(most))
        stack.callback(_remove_group, group)
        start.before.append(lambda: (group / "cgroup.procs").write_text("0"))

    return make


def _remove_group(group: Path) -> None:
    until = time.monotonic() + 5.0
    while (group / "cgroup.procs").read_text().strip() and time.monotonic() < until:
        time.sleep(0.05)
    group.rmdir()


def _has_process_limit() -> bool:
    return bool(os.geteuid()) or (os.access(_PIDS, os.W_OK) and (_PIDS / "cgroup.procs").exists())


_add(
    "limits", "one processor", lambda start, _: start.before.append(lambda: os.sched_setaffinity(0, {min(_cpus())})),
    parts=EVERY,
)  # fmt: skip
for _most in (150, 300, 500, 800, 1200, 1600, 2400, 4000):
    _add("limits", f"memory {_most} MB", _limit(resource.RLIMIT_AS, _most * _MEGABYTE), parts=EVERY)
for _most in (10, 16, 24, 32, 48, 64, 256):
    _add("limits", f"{_most} descriptors", _limit(resource.RLIMIT_NOFILE, _most))
for _most in (1, 2, 3, 4, 6, 8, 16):
    _add("limits", f"{_most} processes", _few_processes(_most), is_usable=_has_process_limit)
for _most in (0, 4096, 100_000):
    _add("limits", f"files of {_most} bytes", _limit(resource.RLIMIT_FSIZE, _most), is_heard=_most > 0)
_add("limits", "stack 512 kB", _limit(resource.RLIMIT_STACK, 512 << 10))
_add("limits", "no locked memory", _limit(resource.RLIMIT_MEMLOCK, 0))


def _cpus() -> set[int]:
    return os.sched_getaffinity(0)


# ---- what else a process inherits


def _ignore(*numbers: int) -> Callable[[Start, ExitStack], None]:
    return lambda start, _: start.before.append(lambda: [signal.signal(number, signal.SIG_IGN) for number in numbers])


def _block(start: Start, _stack: ExitStack) -> None:
    start.before.append(lambda: signal.pthread_sigmask(signal.SIG_SETMASK, set(signal.Signals)))


def _two(start: Start, _stack: ExitStack) -> Meanwhile:
    """Have another window of the same user all the while."""
    place = start.place / "second"
    second = Start(place, options={"acts": "once", "wait_ticks": 100}, environment={})
    second.environment |= {"HOME": str(start.home)}

    def meanwhile(_running: Running) -> None:
        outcome = second.begin().end()
        if outcome.code != 0 or "Traceback" in outcome.err:
            raise AssertionError(f"the second window: exit code {outcome.code}: {outcome.err}")

    start.options |= {"wait_ticks": 60} if start.options else {}
    return meanwhile


def _jump(start: Start, _stack: ExitStack) -> None:
    if start.options:
        start.options["jumping_clock"] = True


_add("system", "signals ignored", _ignore(signal.SIGCHLD, signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
_add("system", "all signals blocked", _block)
_add("system", "umask 777", lambda start, _: start.before.append(lambda: os.umask(0o777) and None))
_add("system", "lowest priority", lambda start, _: start.before.append(lambda: os.nice(19)))
_add("system", "nobody has this uid", _forbid(), parts=EVERY, is_usable=_has_users)
_add("system", "two windows", _two, parts=WINDOW)
_add("system", "the clock jumps", _jump, parts=WINDOW)

# ---- displays


def _xvfb(*options: str, space: bool = True, **variables: str) -> Callable[[Start, ExitStack], None]:
    def make(start: Start, stack: ExitStack) -> None:
        display, _server = stack.enter_context(x_server(*options))
        start.environment |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display} | variables
        start.options["space"] = space

    return make


def _lose_display(when: str) -> Callable[[Start, ExitStack], Meanwhile]:
    """End the X server once something has been told."""

    def make(start: Start, stack: ExitStack) -> Meanwhile:
        display, server = stack.enter_context(x_server())
        start.environment |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
        start.options["wait_ticks"] = 200
        return lambda running: running.wait_for(when) and server.kill()

    return make


def _silent_display(start: Start, stack: ExitStack) -> None:
    """Have an X server that takes a connection and never answers."""
    folder = Path("/tmp/.X11-unix")
    number = next(number for number in range(400, 500) if not (folder / f"X{number}").exists())
    path = folder / f"X{number}"
    server = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    server.bind(str(path))
    stack.callback(path.unlink)
    server.listen()
    start.environment |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}


def _guarded(start: Start, stack: ExitStack) -> None:
    """Have an X server that wants a cookie, and another cookie."""
    (start.place / "cookie").write_bytes(_cookie(b"\1" * 16))
    (start.place / "other").write_bytes(_cookie(b"\2" * 16))
    _xvfb("-auth", str(start.place / "cookie"), space=False, XAUTHORITY=str(start.place / "other"))(start, stack)


def _cookie(data: bytes) -> bytes:
    """Return an X authority file for any host: family, address, number, name and data, each with its length."""
    fields = (b"", b"", b"MIT-MAGIC-COOKIE-1", data)
    return b"\xff\xff" + b"".join(len(field).to_bytes(2, "big") + field for field in fields)


def _one_font(start: Start, _stack: ExitStack) -> None:
    fonts = sorted(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))
    folder = start.place / "fonts"
    folder.mkdir()
    for font in fonts[:1]:
        shutil.copy(font, folder)
    _with_fonts(start, folder)


def _no_fonts(start: Start, _stack: ExitStack) -> None:
    _with_fonts(start, start.place / "none")


def _with_fonts(start: Start, folder: Path) -> None:
    file = start.place / "fonts.conf"
    file.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{start.place}/cache</cachedir></fontconfig>")
    start.environment["FONTCONFIG_FILE"] = str(file)


def _has_x() -> bool:
    return has("Xvfb") and sys.platform == "linux"


_X = {"parts": WINDOW, "is_usable": _has_x}
_add("display", "no display", _set(QT_QPA_PLATFORM=None, DISPLAY=None), parts=EVERY)
_add("display", "a display that is not there", _set(QT_QPA_PLATFORM="xcb", DISPLAY=":987"), parts=WINDOW)
_add("display", "a display with a wrong name", _set(QT_QPA_PLATFORM="xcb", DISPLAY="x:y:z"), parts=WINDOW)
_add("display", "X", _xvfb(), **_X)
_add("display", "no GLX", _xvfb("-extension", "GLX"), **_X)
_add("display", "no driver", _xvfb(LIBGL_DRIVERS_PATH=_NOWHERE, GALLIUM_DRIVER="nonsense"), **_X)
_add("display", "indirect GL", _xvfb(LIBGL_ALWAYS_INDIRECT="1"), **_X)
_add("display", "no EGL", _xvfb(__EGL_VENDOR_LIBRARY_DIRS=_NOWHERE, QT_XCB_GL_INTEGRATION="xcb_egl"), **_X)
_add(
    "display",
    "no extensions",
    _xvfb(*(x for e in ("GLX", "RANDR", "RENDER", "MIT-SHM", "XINERAMA") for x in ("-extension", e))),
    **_X,
)
_add("display", "65,536 colours", _xvfb("-screen", "0", "1280x720x16", space=False), **_X)
_add("display", "a tiny screen", _xvfb("-screen", "0", "320x200x24", space=False), **_X)
_add("display", "a silent server", _silent_display, **_X)
_add("display", "a wrong cookie", _guarded, **_X)
_add("display", "no authority", _xvfb(XAUTHORITY=_NOWHERE, space=False), **_X)
_add("display", "the server ends at the start", _lose_display("window"), codes=(1,), **_X)
_add("display", "the server ends during a run", _lose_display("ready"), codes=(1,), **_X)
_add("display", "one font", _one_font, parts=WINDOW)
_add("display", "no fonts", _no_fonts, parts=EVERY)
