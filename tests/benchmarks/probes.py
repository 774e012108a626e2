"""Measurements of one checkout of the program, each in a process of its own that before_figures.py starts there.

    python probes.py NAME [ARGUMENT]

The checkout is the first folder on PYTHONPATH. Only what every commit with a compiled engine has is used, so that one
script measures them all.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import runpy
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.experiment import Descending, Minimise, Regression

LINE_BY_ADAM, LINE_BY_NEWTON, TANH_UNITS = "line fit, adam", "line fit, newton", "three tanh units, adam"
VARIANTS = 3
AUTOGRAD_EPOCHS = 1_000
TANH_RATE = 0.0001
TANH_STEPS = 50_000
TANH_ROUNDS = 5
LOOK_EVERY_MS = 100
SETTLE_MS = 15_000
"""Meanwhile the labs that are not shown are made, and their first steps compiled."""
MEGABYTE = 1024.0
"""Of the kilobytes in which Linux counts."""


def module_of(*names: str) -> Any:
    """Return a module of the program by the first of some names that there is: commits have it in other folders."""
    for name in names:
        with contextlib.suppress(ModuleNotFoundError):
            return importlib.import_module(f"model.{name}")
    raise ModuleNotFoundError(names[0])


def engine() -> Any:
    """Return the compiled engine."""
    return module_of("engine.compiled", "compiled")


def cpu_seconds(job: Callable[[], object]) -> float:
    """Return the CPU time that a job takes, in all threads of this process."""
    start = time.process_time()
    job()
    return time.process_time() - start


def polynomial(epochs: int) -> Minimise:
    """Return case 9 of the book."""
    from model.experiment import Minimise, OptimizerSetting

    optimizer = OptimizerSetting.of("sgd", learning_rate=0.001)
    return Minimise("2*x**4 - 3*x**2 + 2*x - 20", (("x", 5.0),), optimizer, epochs)


def tanh_units(epochs: int, optimizer: str = "sgd", variant: str = "") -> Regression:
    """Return a fit of three tanh units to 200 points."""
    from model.experiment import OptimizerSetting, Regression

    a, b, c, d, f, g, h, k, p, q = names = [letter + variant for letter in "abcdfghkpq"]
    prediction = f"{a}*tanh({b}*x + {c}) + {d}*tanh({f}*x + {g}) + {h}*tanh({k}*x + {p}) + {q}"
    start = tuple((name, 0.1 * (1 + index % 4)) for index, name in enumerate(names))
    setting = OptimizerSetting.of(optimizer, learning_rate=TANH_RATE)
    return Regression(
        module_of("data.points", "points").GeneratedPoints("book", 200, 0),
        prediction,
        start=start,
        optimizer=setting,
        epochs=epochs,
    )


def new_structures(variant: int) -> dict[str, Descending]:
    """Return experiments of structures that those of other variants do not have."""
    from model.experiment import Minimise, OptimizerSetting, Regression

    def function(text: str, optimizer: str) -> Minimise:
        return Minimise(text, (("x", 2.0),), OptimizerSetting.of(optimizer), AUTOGRAD_EPOCHS)

    def line(optimizer: str) -> Regression:
        prediction = f"w{variant}*x + b{variant}"
        return Regression(prediction=prediction, optimizer=OptimizerSetting.of(optimizer), epochs=AUTOGRAD_EPOCHS)

    return {
        "sin(3x) + x^2/10, adam": function(f"sin(3x) + x^2/1{variant}", "adam"),
        "x^4 - exp(-x^2), rmsprop": function(f"x^4 - exp(-{variant}x^2)", "rmsprop"),
        "log(1 + x^2), nadam": function(f"log(1{variant} + x^2)", "nadam"),
        LINE_BY_ADAM: line("adam"),
        LINE_BY_NEWTON: line("newton"),
        TANH_UNITS: tanh_units(AUTOGRAD_EPOCHS, "adam", str(variant)),
    }


def structures() -> dict[str, float]:
    """Return the milliseconds of CPU time in which a new structure is compiled, after one other."""
    from model.experiment import Minimise

    engine().prepare(Minimise())
    gc.collect()
    gc.freeze()  # as the window does once the engine is warm
    times: dict[str, list[float]] = {}
    for variant in range(1, VARIANTS + 1):
        for name, experiment in new_structures(variant).items():
            assert not engine().is_ready(experiment), f"{name} is compiled already"
            times.setdefault(name, []).append(1000 * cpu_seconds(lambda wanted=experiment: engine().prepare(wanted)))
            assert engine().is_ready(experiment), f"{name} is not compiled"
    return {name: statistics.median(each) for name, each in times.items()}


def autograd() -> dict[str, float]:
    """Return the milliseconds of CPU time that 10,000 epochs of these structures take by autograd."""

    def to_its_end(experiment: Descending) -> None:
        descent = module_of("descent.loop", "descent").descend(experiment)
        while descent.step():
            pass

    scale = 1000 * 10_000 / AUTOGRAD_EPOCHS
    cases = new_structures(1).items()
    return {name: scale * cpu_seconds(lambda wanted=experiment: to_its_end(wanted)) for name, experiment in cases}


def first_step() -> dict[str, float]:
    """Return the seconds of CPU time from torch imported to the first compiled step made."""
    import torch  # noqa: F401

    experiment = polynomial(15_000)

    def begin() -> None:

        engine().prepare(experiment)
        engine().CompiledDescent(experiment).step()

    return {"first compiled step": cpu_seconds(begin)}


def torch_imported() -> dict[str, float]:
    """Return the seconds of CPU time that torch itself takes before that."""

    def load() -> None:
        import torch  # noqa: F401

    return {"first compiled step": cpu_seconds(load)}


def tanh_step() -> dict[str, float]:
    """Return the microseconds of CPU time of a compiled step of three tanh units, warm."""

    def run() -> None:
        descent = engine().CompiledDescent(tanh_units(TANH_STEPS))
        while descent.step():
            pass

    run()
    times = [1e6 * cpu_seconds(run) / TANH_STEPS for _ in range(TANH_ROUNDS)]
    return {"a step of three tanh units": statistics.median(times)}


def memory(file: str) -> dict[str, float]:
    """Open a file in the real program, run it to its end, and return the megabytes of all its processes then.

    Memory that processes share is counted in parts (the proportional set size of Linux).
    """
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    execute, sizes = QApplication.exec, []

    def watched(_application: QApplication) -> int:
        window = next(widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "playback"))
        playback, clock = window.playback, QTimer()

        def look() -> None:
            if window.lab.document.path is None or playback.experiment != window.lab.document.experiment:
                return
            if playback.history.engine == "compiled" and playback.at_end and not playback.is_replaying:
                clock.stop()
                QTimer.singleShot(SETTLE_MS, measure)
            elif playback.history.engine == "compiled":
                playback.run_to_end()

        def measure() -> None:
            sizes.append(sum(map(proportional_size, tree(Path("/proc/self").resolve()))))
            window.close()

        clock.timeout.connect(look)
        clock.start(LOOK_EVERY_MS)
        return execute()

    QApplication.exec = watched
    sys.argv = ["main.py", file, "--language", "en"]
    with contextlib.suppress(SystemExit):
        runpy.run_path("main.py", run_name="__main__")
    return {"memory, all processes": sizes[0]}


def bare_memory() -> dict[str, float]:
    """Return the megabytes of a process that has imported torch and pyqtgraph, and done nothing else."""
    import pyqtgraph  # noqa: F401
    import torch  # noqa: F401

    return {"memory, all processes": proportional_size(Path("/proc/self"))}


def tree(process: Path) -> list[Path]:
    """Return a process and all that it has started, as folders of /proc."""
    children = (number for listed in process.glob("task/*/children") for number in listed.read_text().split())
    return [process, *(each for number in children for each in tree(process.with_name(number)))]


def proportional_size(process: Path) -> float:
    lines = (process / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / MEGABYTE


PROBES: dict[str, Callable[..., dict[str, float]]] = {
    "structures": structures,
    "autograd": autograd,
    "first-step": first_step,
    "torch-imported": torch_imported,
    "tanh-step": tanh_step,
    "memory": memory,
    "bare-memory": bare_memory,
}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](*sys.argv[2:])))
