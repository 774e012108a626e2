"""Descent Lab's command line: open the window, or run one experiment file without a window."""

from __future__ import annotations

import argparse
import contextlib
import io
import locale
import os
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from model.labs import LABS, REGRESSION
from model.message import QT_TRANSLATE_NOOP, Message, Refused, one_line
from resources import LANGUAGES, RUN_PROGRAM, own_command
from resources.about import program_version

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping

    from model.analysis.results import Result
    from model.experiment import Autograd, Experiment
    from model.message import Translate
    from model.program.record.figures import Figure
    from model.program.record.frames import Window

THEMES = ("light", "dark", "system")
ENGINES = ("auto", "autograd", "compiled")
PICTURE_ENDINGS = (".png", ".svg")
REFUSED = 2
INTERRUPTED = 130
_NO_NAME = QT_TRANSLATE_NOOP("main", "no file can have that name")
_UTF8_LOCALE = "C.UTF-8"
_UNFORESEEN = QT_TRANSLATE_NOOP("main", "this is an error of the program, not yours; what is above helps to fix it")
_NO_MEMORY = QT_TRANSLATE_NOOP("main", "there is not enough memory")
_BAR_WIDTH = 30
_BAR_AFTER = 1.0
_BAR_EVERY = 0.1


class _Parser(argparse.ArgumentParser):
    """A parser that refuses with one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        raise Refused(Message("main", "{message}").fill(message=message))

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        _write("")
        super().exit(status, message)


def main(arguments: list[str] | None = None) -> int:
    """Open the window, or run a file.

    Returns
    -------
    int
        0; 2 where a file or an option is refused; 1 for an error of the program's own; 130 when interrupted.
    """
    if arguments is None and sys.argv[1:] == [RUN_PROGRAM]:
        from model.program.child.programs import main as run_one

        run_one()
        return 0
    _open_missing_streams()
    _set_encoding()
    warnings.simplefilter("ignore")
    if arguments is None:
        _name_files_in_utf8()
        arguments = sys.argv[1:]
    translate: Translate | None = None
    try:
        if arguments[:1] == ["run"]:
            options = _run_options(arguments[1:])
            _check_limits(options)
            translate = _translator(options.language)
            code = _run(options, translate)
        else:
            code = _open_window(arguments)
        _write("")
    except Refused as refusal:
        _complain(one_line(refusal.message.text(translate)))
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except MemoryError:
        _complain(_NO_MEMORY.text(translate))
        return 1
    except Exception:
        _tell(traceback.format_exc())
        _complain(_UNFORESEEN.text(translate))
        return 1
    return code


def _open_missing_streams() -> None:
    """Have something behind each standard stream, so that all may write: a windowed program has none.

    A file opened later would take the number of a stream that is closed, and get what is written to that.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, number)
            if nothing != number:
                os.close(nothing)
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))


def _set_encoding() -> None:
    """Have the outputs take any character, in the encoding that the user or `_name_files_in_utf8` has set.

    The Python of the packaged program does not look at that by itself.
    """
    encoding = os.environ.get("PYTHONIOENCODING", "").partition(":")[0] or None
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a test has another
            with contextlib.suppress(LookupError):
                stream.reconfigure(encoding=encoding)
            stream.reconfigure(errors="backslashreplace")


def _write(text: str) -> None:
    """Write to the standard output, all that was written before included; refused where it takes no more."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _drop(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        from model.data.files import reason_of

        reason = reason_of(error)
        raise Refused(QT_TRANSLATE_NOOP("main", "the output cannot be written: {reason}"), reason=reason) from None


def _tell(text: str) -> None:
    """Write to the standard error, if that takes it."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def _drop(stream: TextIO) -> None:
    """Let go what a stream did not take, and all that follows: Python would try again at exit, and exit 120."""
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), stream.fileno())


def _name_files_in_utf8() -> None:
    """Start anew in a locale of UTF-8 where there is another: in it Qt names all files. The output stays as it was."""
    raw = Path("/proc/self/cmdline")  # not sys.argv, which Python cannot always encode as it was
    # What Qt sees, which is not what Python sees where that takes UTF-8 whatever the locale.
    if locale.getencoding().lower() == "utf-8" or os.environ.get("LC_CTYPE") == _UTF8_LOCALE or not raw.exists():
        return
    os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)
    os.environ["LANG"] = os.environ.pop("LC_ALL", "") or os.environ.get("LANG", "")  # the language stays
    os.environ["LC_CTYPE"] = _UTF8_LOCALE
    os.execv("/proc/self/exe", raw.read_bytes().split(b"\0")[:-1])


def command() -> str:
    """Return the name of the command that was started."""
    return Path(sys.argv[0]).name.removesuffix(".exe")


def _complain(line: str) -> None:
    _tell(f"{command()}: {line}\n")


def _check_limits(run: argparse.Namespace | None = None) -> None:
    """Refuse where a limit of the system is lower than what the libraries need, for a run or the window."""
    from gui.shell.limits import QT_RUN_MEGABYTES, RUN_MEGABYTES, WINDOW_MEGABYTES, limit_problem

    if run is None:
        problem = limit_problem(WINDOW_MEGABYTES)
    else:
        problem = limit_problem(QT_RUN_MEGABYTES if run.picture or run.language != "en" else RUN_MEGABYTES)
    if problem is not None:
        raise Refused(problem)


def _leave_deleted_folder() -> None:
    """Go to another folder where the current one is gone: torch's library ends the process there."""
    try:
        os.getcwd()
    except OSError:
        os.chdir(os.sep)


def _warn(message: Message) -> None:
    _complain(one_line(message.text()))


def _open_window(arguments: list[str]) -> int:
    parser = _Parser(
        prog=command(),
        allow_abbrev=False,
        description="Descent Lab: see and handle gradient descent. "
        f"'{command()} run FILE' runs one experiment or PyTorch program without a window.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="an experiment or a table to open")
    parser.add_argument("--lab", choices=LABS, help="the lab to show first")
    parser.add_argument("--language", choices=LANGUAGES, help="the language of the window")
    parser.add_argument("--theme", choices=THEMES, help="the colours of the window")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="check that all parts work, without a display: a line for each, exit 1 if one fails",
    )
    parser.add_argument("--version", action="version", version=f"Descent Lab {program_version()}")
    parser.add_argument(
        "--profile-startup",
        action="store_true",
        help="print how long each phase of the start takes, up to the first compiled step, and close the window",
    )
    parser.add_argument("--probe-3d", action="store_true", help=argparse.SUPPRESS)  # what the window calls
    options = parser.parse_args(arguments)
    begun = time.monotonic() if options.profile_startup else None
    _check_limits()
    if options.self_test:
        return _self_test(options.language or "en")
    lab = options.lab if options.file is None else _lab_of(options.file)  # no other is made before the file's

    from gui.shell.platform_check import display_problem, drop_wrong_scales, import_qt, library_problem

    problem = library_problem() or display_problem(command())
    if problem is not None:
        raise Refused(problem)

    if options.probe_3d:
        from gui.plots.heights.opengl_probe import probe

        return probe()

    import_qt()
    from gui.shell import application

    _leave_deleted_folder()
    for note in drop_wrong_scales(os.environ):
        _warn(note)
    return application.main(options.file, lab, options.language, options.theme, _warn, begun)


def _run_options(arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(
        prog=f"{command()} run",
        allow_abbrev=False,
        description="Run one experiment file or PyTorch program without a window.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="an experiment, or a program: .py or .ipynb")
    parser.add_argument("--history", type=_output, metavar="OUT.csv", help="write every row of the run")
    parser.add_argument("--picture", type=_output, metavar="OUT.png|.svg", help="draw the run")
    parser.add_argument("--json", type=_output, metavar="OUT.json", help="write the result")
    parser.add_argument("--engine", choices=ENGINES, default="auto", help="what computes the steps")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="the language of the output")
    return parser.parse_args(arguments)


def _output(text: str) -> Path:
    from model.data.files import STANDARD_OUTPUT

    return STANDARD_OUTPUT if text == "-" else Path(text)


def _run(options: argparse.Namespace, translate: Translate | None) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no half written file is left behind then either
    from model.kinds import is_program, run

    with _ended_by_signals():
        experiment = _read(options.file)
    if is_program(experiment):
        return _run_program(options, translate, experiment)
    _check_outputs(options)
    _leave_deleted_folder()
    with _ProgressBar() as bar, _naming(options.file):
        result = run(experiment, bar.show, options.engine)
    contents = {
        "--history": result.csv,
        "--json": lambda: (result.json(),),
        "--picture": lambda: (_picture(result, _ending(options.picture), options.language),),
    }
    if not _write_outputs(options, contents):
        _write("".join(one_line(message.text(translate)) + "\n" for message in result.summary()))
    return 0


def _run_program(options: argparse.Namespace, translate: Translate | None, program: Autograd) -> int:
    """Run an ordinary PyTorch program; an error of its own, or a limit, is told on the standard error."""
    from model.analysis.program_result import run_source
    from model.data.files import descriptor_of

    outputs = _outputs(options)
    if options.engine != ENGINES[0]:
        raise Refused(QT_TRANSLATE_NOOP("main", "--engine is for descents, and this is a program"))
    _check_outputs(options)
    _leave_deleted_folder()
    is_shown = all(descriptor_of(path) != 1 for path in outputs.values())

    def show(piece: str) -> None:
        try:
            _write(piece if is_shown else "")
        except BrokenPipeError:  # its reader has seen enough; another output may still be wanted
            if not outputs:
                raise

    def note(message: Message) -> None:
        _complain(one_line(f"{options.file}: {message.text(translate)}"))

    draws = options.picture is not None
    result = run_source(options.file, program, own_command(RUN_PROGRAM), show, note, draws=draws)
    contents = {
        "--history": result.csv,
        "--json": lambda: (result.json(),),
        "--picture": lambda: (_picture(result.outcome.figure, _ending(options.picture), options.language),),
    }
    _write_outputs(options, contents)
    return 0


def _translator(language: str) -> Translate | None:
    if language == "en":
        return None
    from gui.shell.platform_check import load_qt

    load_qt()
    from gui.look.text import translator

    return translator(language)


@contextlib.contextmanager
def _naming(path: Path) -> Generator[None]:
    """Put the file's name before the reason why it is refused."""
    try:
        yield
    except Refused as refusal:
        if dict(refusal.message.values).get("path") == path:
            raise
        raise Refused(Message("main", "{path}: {reason}").fill(path=path, reason=refusal.message)) from None


def _read(path: Path) -> Experiment:
    from model.kinds import read

    with _naming(path):
        return read(path)


def _lab_of(path: Path) -> str:
    """Return the lab in which a file opens; refused where it is neither an experiment nor a table."""
    from model.data.files import is_table

    return REGRESSION if is_table(path) else _read(path).lab


def _outputs(options: argparse.Namespace) -> dict[str, Path]:
    given = {name: getattr(options, name) for name in ("history", "json", "picture")}
    return {f"--{name}": path for name, path in given.items() if path is not None}


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse, before anything is computed, files that cannot be written."""
    from model.data.files import check_writable, descriptor_of, reason_of

    taken = {os.path.realpath(options.file): "FILE"}
    for option, path in _outputs(options).items():
        try:
            check_writable(path)
        except (OSError, ValueError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else _NO_NAME
            raise _output_refused(option, path, reason) from None
        if option == "--picture" and _ending(path) not in PICTURE_ENDINGS:
            raise _output_refused(option, path, QT_TRANSLATE_NOOP("main", "the name must end in .png or .svg"))
        descriptor = descriptor_of(path)
        real = os.path.realpath(path) if descriptor is None else descriptor
        if real in taken and not (isinstance(real, str) and Path(real).is_char_device()):
            reason = QT_TRANSLATE_NOOP("main", "it is the same file as {other}").fill(other=taken[real])
            if descriptor is not None:
                reason = QT_TRANSLATE_NOOP("main", "{other} goes there already").fill(other=taken[real])
            raise _output_refused(option, path, reason)
        taken[real] = option


def _ending(path: Path) -> str:
    """Return the ending of a picture's name; a pipe and a file that is open already need none, and get a PNG."""
    from model.data.files import descriptor_of

    is_stream = descriptor_of(path) is not None or (os.path.exists(path) and not path.is_file())
    return path.suffix.lower() or (".png" if is_stream else "")


def _output_refused(option: str, path: Path, reason: Message) -> Refused:
    from model.data.files import STANDARD_OUTPUT

    return Refused(
        QT_TRANSLATE_NOOP("main", "{option}: cannot write {path}: {reason}").fill(
            option=option, path="-" if path == STANDARD_OUTPUT else path, reason=reason
        )
    )


def _write_outputs(options: argparse.Namespace, contents: Mapping[str, Callable[[], Iterable[bytes] | None]]) -> bool:
    """Write the outputs that are wanted of those that there are; return whether one was the standard output."""
    from model.data.files import descriptor_of, reason_of, write_atomically

    outputs = _outputs(options)
    for option, path in outputs.items():
        try:
            content = contents[option]()
            if content is not None:
                write_atomically(path, content)
        except BrokenPipeError:  # its reader has seen enough; the other outputs are still wanted
            continue
        except OSError as error:
            raise _output_refused(option, path, reason_of(error)) from None
    return any(descriptor_of(path) == 1 for path in outputs.values())


def _self_test(language: str) -> int:
    from gui.shell.platform_check import do_without_display

    do_without_display()
    _leave_deleted_folder()
    from gui.shell.self_test.run import self_test

    return self_test(language)


def _picture(shown: Result | Figure | Window | None, ending: str, language: str) -> bytes:
    if shown is None:
        raise Refused(QT_TRANSLATE_NOOP("main", "--picture: the program draws nothing, and leaves no tensors"))
    from gui.shell.platform_check import do_without_display

    do_without_display()
    from gui.shell.pictures import draw

    with _ended_by_signals():  # Qt does not bear errors raised within it
        return draw(shown, ending, language)


@contextlib.contextmanager
def _ended_by_signals() -> Generator[None]:
    """Let a signal end us at once, also in the middle of a call that Python cannot leave."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _ProgressBar:
    """A bar on a terminal for a run of more than a second, cleared away at its end."""

    def __init__(self) -> None:
        self._active = sys.stderr.isatty()
        self._next = time.monotonic() + _BAR_AFTER
        self._shown = False

    def __enter__(self) -> _ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            _tell("\r\033[K")

    @property
    def show(self) -> Callable[[float], None] | None:
        """Draw a share of the whole, from 0 to 1; None where there is no terminal."""
        return self._draw if self._active else None

    def _draw(self, share: float) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _BAR_EVERY
        self._shown = True
        full = round(_BAR_WIDTH * share)
        _tell(f"\r[{'#' * full}{'.' * (_BAR_WIDTH - full)}] {100 * share:3.0f} %")


if __name__ == "__main__":
    sys.exit(main())
