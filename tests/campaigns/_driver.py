"""Runs the program's own ``main`` in this process, acts in its window, and tells on a pipe what it does and shows.

Started by `program.Start` as ``_driver.py OPTIONS ARGUMENTS...``, where the options are JSON. A line is told for each
thing that has changed, as JSON ``[time.monotonic(), name, value]``: "document minimise", "cursor minimise", "file PATH"
(with what is about to be written there), "saved PATH", and "window", "ready", "shown", "closed" for what was reached.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
import time
from dataclasses import replace
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.machinery import ModuleSpec

ROOT = Path(__file__).resolve().parents[2]
_TICK_MS = 15
_JUMP_SECONDS = 40_000_000.0


class OnceMade(MetaPathFinder):
    """Calls ``begin`` with the QApplication as soon as the program has made it; Qt is imported by the program alone."""

    def __init__(self, begin: Callable[[Any], object]) -> None:
        self._begin = begin

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if name != "gui.shell.application":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def execute_and_wrap(module: Any) -> None:
            execute(module)
            create = module.create_application

            def create_and_begin() -> Any:
                application = create()
                self._begin(application)
                return application

            module.create_application = create_and_begin

        spec.loader.exec_module = execute_and_wrap  # type: ignore[method-assign]
        return spec


class Driver:
    """Acts in the window on each tick of a clock of Qt's, as ``options["acts"]`` says: "once" or "random"."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._out = options["out"]
        self._folder = Path(options.get("files", "."))
        self._random = random.Random(options.get("seed", 0))
        self._told: dict[str, object] = {}
        self._steps = self._do_once() if options["acts"] == "once" else self._do_random()
        self._window: Any = None
        self._acting = False

    def begin(self, application: Any) -> None:
        """Start the clock; nothing else of the program is touched before it first ticks."""
        from PySide6.QtCore import QTimer

        self._clock = QTimer(application, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        application.aboutToQuit.connect(lambda: self.tell("closed"))

    def tell(self, name: str, value: object = None) -> None:
        """Tell a line; what was told before and is the same only where it is an event."""
        line = json.dumps([time.monotonic(), name, value]) + "\n"
        try:
            os.write(self._out, line.encode())
        except OSError:  # nobody listens any more
            self._out = os.open(os.devnull, os.O_WRONLY)

    def _tick(self) -> None:
        from PySide6.QtWidgets import QApplication

        if self._window is None:
            windows = [each for each in QApplication.topLevelWidgets() if type(each).__name__ == "MainWindow"]
            if not windows or not windows[0]._begun:
                return
            self._window = windows[0]
            self.tell("window")
        if next(self._steps, None) is None:
            self._clock.stop()
        elif self._options["acts"] == "random":
            self._tell_state()

    # ---- one run, all labs, and the end

    def _do_once(self) -> Iterator[bool]:
        """Run a case to its end, show every lab, and close."""
        from gui.labs.list import LABS

        window, playback = self._window, self._window.playback
        playback.run_to_end()
        while not (playback.at_end and playback.history.engine and not playback.is_replaying):
            yield True
        self.tell("ready")
        for _ in range(self._options.get("wait_ticks", 0)):
            yield True
        for key in LABS if self._options.get("all_labs") else ():
            window.show_lab(key)
            yield True
        if self._options.get("space"):
            window.show_lab("surface")
            window.lab.picture.bar.surface_3d.click()
            until = time.monotonic() + 20.0
            while window.lab.picture.bar.surface_3d.isChecked() and time.monotonic() < until:
                yield True
                if window.lab.picture.space is not None:
                    break
            for _ in range(20):
                yield True
        self.tell("shown")
        window.close()
        yield True

    # ---- random acts, each of which a kill may interrupt

    def _do_random(self) -> Iterator[bool]:
        from PySide6.QtWidgets import QMessageBox

        from gui.labs.list import LABS
        from gui.shell.experiment_files import ExperimentFiles
        from model.experiment.presets import PRESETS

        ExperimentFiles._ask_path = lambda _self, document: self._folder / f"{document.experiment.lab}.descent.json"  # type: ignore[method-assign]

        def ask(*_: object) -> Any:
            if not self._acting:
                self.tell("asked")
            return QMessageBox.StandardButton.Discard

        ExperimentFiles._ask = ask  # type: ignore[method-assign]
        if self._options.get("makes_all"):
            for key in LABS:
                self._window.lab_of(key)
        yield from self._settle()
        self._tell_state()
        self.tell("ready")
        presets = list(PRESETS)
        acts = [self._edit, self._save, self._run, self._pin, self._open, self._show, self._go, self._set] * 5
        acts += [self._edit] * 9 + [self._close]
        first = [self._save, self._edit] if self._options.get("saves_first") else []
        while not self._window.isHidden():
            act = first.pop() if first else self._random.choice(acts)
            self.tell("act", act.__name__[1:])
            self._acting = True
            act(presets)
            self._acting = False
            for _ in range(self._random.choice((1, 2, 10, 40))):
                yield True

    def _settle(self) -> Iterator[bool]:
        until = time.monotonic() + 15.0
        playback = self._window.playback
        while (playback.is_replaying or playback.computed < 0) and time.monotonic() < until:
            yield True

    def _edit(self, presets: list[Any]) -> None:
        """Make an experiment of its own: its epochs are drawn from so many that no other has them."""
        document = self._window.lab.document
        of_lab = [each.experiment for each in presets if each.experiment.lab == document.experiment.lab]
        experiment = self._random.choice([document.experiment, *of_lab])
        if hasattr(experiment, "epochs"):
            experiment = replace(experiment, epochs=self._random.randint(10, 99_000))
        document.propose(experiment)

    def _save(self, _presets: list[Any]) -> None:
        from model.experiment.file import encode

        window = self._window
        path = window.lab.document.path or self._folder / f"{window.lab.key}.descent.json"
        self.tell(f"file {path}", encode(window.lab.document.experiment, path.parent).decode())
        window.files.save()
        if window.lab.document.is_clean and window.lab.document.path == path:
            self.tell(f"saved {path}")

    def _open(self, presets: list[Any]) -> None:
        files = sorted(self._folder.glob("*.descent.json"))
        if files and self._random.random() < 0.6:
            self._window.files.open_path(self._random.choice(files))
        else:
            self._window.open_case(self._random.choice(presets).key)

    def _run(self, _presets: list[Any]) -> None:
        self._random.choice((self._window.playback.toggle, self._window.playback.run_to_end))()

    def _go(self, _presets: list[Any]) -> None:
        playback = self._window.playback
        playback.go_to(self._random.randint(0, max(playback.last_row, 0)))

    def _pin(self, _presets: list[Any]) -> None:
        self._window.pin()

    def _show(self, _presets: list[Any]) -> None:
        from gui.labs.list import LABS

        self._window.show_lab(self._random.choice(list(LABS)))

    def _set(self, _presets: list[Any]) -> None:
        """Have the settings written."""
        settings = self._window.appearance.settings
        self._window.timeline.speed.setValue(self._random.randint(0, 3))
        settings.remember("folder", f"{self._folder}/{self._random.random()}")
        settings.sync()

    def _close(self, _presets: list[Any]) -> None:
        self.tell("closing")
        self._window.close()

    def _tell_state(self) -> None:
        """Tell what has changed of all that is to be kept."""
        from model.experiment.file import encode

        top, state = Path("/"), {"lab": self._window.lab.key}
        for key, lab in self._window.labs.items():
            state[f"document {key}"] = encode(lab.document.experiment, top).decode()
            state[f"path {key}"] = str(lab.document.path or "")
            state[f"cursor {key}"] = "end" if lab.run.aim == float("inf") else lab.run.aim
            if lab.pins is not None:
                pins = [lab.pins[index].experiment for index in range(len(lab.pins))]
                state[f"pins {key}"] = [encode(each, top).decode() for each in pins]
        for name, value in state.items():
            if self._told.get(name) != value:
                self._told[name] = value
                self.tell(name, value)


def _let_the_clock_jump(seed: int) -> None:
    """Have `time.time` be years off, another way on each call."""
    wall, jumps = time.time, random.Random(seed)
    time.time = lambda: max(wall() + jumps.uniform(-_JUMP_SECONDS, _JUMP_SECONDS), 0.0)


def _plant(fault: str) -> None:
    """Make the program worse, for the tests of the campaigns."""
    if fault == "files are written in place":
        import model.experiment.file.writing as writing

        def write_in_place(path: Path, chunks: Any) -> None:
            with open(path, "wb") as stream:
                for byte in b"".join(chunks):
                    stream.write(bytes([byte]))
                    stream.flush()
                    time.sleep(0.001)

        writing.write_atomically = write_in_place
    elif fault == "a traceback at the start":
        import main

        main._leave_deleted_folder = lambda: (_ for _ in ()).throw(RuntimeError(fault))
    else:
        raise ValueError(fault)


def run() -> int:
    options = json.loads(sys.argv[1])
    sys.argv = [str(ROOT / "main.py"), *sys.argv[2:]]
    sys.path[0] = str(ROOT)
    if options.get("jumping_clock"):
        _let_the_clock_jump(options.get("seed", 0))
    if options.get("planted"):
        _plant(options["planted"])
    if options.get("acts"):
        sys.meta_path.insert(0, OnceMade(Driver(options).begin))
    import main

    return main.main()


if __name__ == "__main__":
    sys.exit(run())
