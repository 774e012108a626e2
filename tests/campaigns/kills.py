"""The program killed at random moments: files are whole, work comes back, and nothing is left in the way."""

from __future__ import annotations

import configparser
import contextlib
import signal
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.campaigns.campaign import campaign
from tests.campaigns.program import Outcome, Start

if TYPE_CHECKING:
    import numpy as np

    from tests.campaigns.campaign import Report
    from tests.campaigns.program import Running

KEPT_SECONDS = 2.0
"""What is older than this comes back after a kill."""
_SLACK = 0.5
"""For a change that is told a moment after it was made, on a machine that is busy."""
_GENERATIONS = 6
"""Kills until another home is used."""
_RUN_SHARE = 0.2
_MOMENTS = {"save": 0.5, "any": 0.35, "start": 0.15}
_SIGNALS = {"SIGKILL": 0.7, "SIGTERM": 0.1, "SIGINT": 0.1, "SIGHUP": 0.1}
_READY_SECONDS = 40.0
_ENDING_SECONDS = 30.0
"""For how long a program that is asked to end may save."""
_LAST_LINES = 30
_SWEEP_SECONDS = 2.0
_OUTPUTS = {"history": "out.csv", "picture": "out.png", "json": "out.json"}
_EXPERIMENT = """{"format": "descent-lab", "version": 1, "lab": "minimise", "function": "x^4 - 3*x^2 + x",
"start": {"x": 2}, "optimizer": {"name": "sgd", "learning_rate": 1e-6}, "epochs": 30000}"""
_Told = list[tuple[float, str, Any]]


@dataclass
class Home:
    """The home of one user, and all that has to be there after the last kill.

    Attributes
    ----------
    files : dict
        What each file may hold: None where it need not be there.
    state : dict
        The values of which each thing has to have one at the next start.
    """

    start: Start
    files: dict[str, set[str | None]] = field(default_factory=dict)
    state: dict[str, list[Any]] = field(default_factory=dict)
    kills: int = 0


@campaign("kills", sample=1)
def kills(report: Report) -> None:
    """Kill the window and runs at random moments, and look at what is on disk and what the next start shows."""
    home, oldest, slowest = None, 0.0, 0.0
    with contextlib.ExitStack() as stack:
        while report.goes_on():
            random = report.random()
            if report.count and random.random() < _RUN_SHARE:
                what, outcome, wrong = kill_run(random)
            else:
                if home is None or home.kills >= _GENERATIONS:
                    stack.close()
                    place = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
                    home = Home(Start(Path(place)))
                what, outcome, lost, wrong = kill_window(home, random, report.seed + report.count)
                oldest = max(oldest, lost)
                slowest = max(slowest, outcome.ending)
            for each in wrong:
                command = f"python -m tests.campaigns kills --seed {report.seed} --tries {report.count + 1}"
                report.fault(
                    f"{what}: {each}", "\n    ".join([command, *outcome.err.strip().splitlines()[-_LAST_LINES:]])
                )
                home = None  # what follows from it is not found again
            report.tried(what, outcome.seconds)
    report.notes["the oldest change that was lost"] = f"{oldest:.2f} s old"
    report.notes["from a signal to the end of the window, at most"] = f"{slowest:.2f} s"


# ---- the window


def kill_window(home: Home, random: np.random.Generator, seed: int) -> tuple[str, Outcome, float, list[str]]:
    """Start the window, look at what has come back, act, and end it by a signal.

    Returns
    -------
    str
        The signal.
    Outcome
        How it ended.
    float
        How old the oldest change was that the start before has lost, in seconds.
    list of str
        What is wrong.
    """
    name, moment = _choose(random, _SIGNALS), _choose(random, _MOMENTS)
    if not home.kills:  # so that the sample finds a writer that is not atomic
        name, moment = "SIGKILL", "first save"
    start = home.start
    start.options = {"acts": "random", "seed": seed, "makes_all": bool(random.random() < 0.5)}
    start.options["saves_first"] = moment == "first save"
    half_written = {*start.place.rglob(".*.part")}
    running = start.begin()
    _wait_for_moment(running, random, moment)
    sent = running.send(getattr(signal, name))
    outcome = running.end(_ENDING_SECONDS)
    home.kills += 1
    wrong = [*_ended(outcome, name, moment), *_restored(home, outcome.told)]
    lost = _lost(home, outcome.told)
    wrong += _files(home, outcome.told)
    wrong += _in_the_way(home, outcome, sent, half_written)
    _expect(home, outcome.told, sent, is_asked=outcome.code == 0)
    return f"window, {name}", outcome, lost, wrong


def _choose(random: np.random.Generator, shares: dict[str, float]) -> str:
    return str(random.choice([*shares], p=[*shares.values()]))


def _wait_for_moment(running: Running, random: np.random.Generator, moment: str) -> None:
    if moment == "start":
        time.sleep(random.uniform(0.0, 4.0))
    elif running.wait_for("ready", _READY_SECONDS):
        if moment != "first save":
            time.sleep(random.uniform(0.0, 4.0))
        if moment != "any":
            running.wait_for_next("file ", 5.0)
            time.sleep(random.uniform(0.02, 0.1) if moment == "first save" else random.uniform(0.0, 0.03))


def _ended(outcome: Outcome, name: str, moment: str) -> list[str]:
    wrong = []
    if outcome.code is None:
        wrong.append("it does not end")
    elif outcome.code not in (0, -getattr(signal, name)):
        wrong.append(f"exit code {outcome.code}")
    if "Traceback" in outcome.err or "Fatal" in outcome.err:
        wrong.append(f"it writes “{outcome.err.strip().splitlines()[-1]}”")
    if outcome.left:
        wrong.append(f"left running: {outcome.left}")
    if moment != "start" and not outcome.reached("ready"):
        wrong.append("no window after the kill before")
    if outcome.reached("asked"):
        wrong.append("it asks, though nobody may be there")
    return wrong


def _files(home: Home, told: _Told) -> list[str]:
    """Compare what is in the files with what was written, or about to be."""
    for _, name, value in told:
        if name.startswith("file "):
            path = name.removeprefix("file ")
            home.files.setdefault(path, {None}).add(value)
            last = value
        elif name.startswith("saved "):
            home.files[name.removeprefix("saved ")] = {last}
    wrong = []
    for path, allowed in home.files.items():
        found = Path(path).read_text(encoding="utf-8") if Path(path).exists() else None
        if found not in allowed:
            wrong.append(
                "an experiment file is gone" if found is None else f"half an experiment file, {len(found)} bytes"
            )
        home.files[path] = {found}
    return wrong


def _in_the_way(home: Home, outcome: Outcome, sent: float, half_written: set[Path]) -> list[str]:
    """Look at the settings, and at what the start before has left half written, which this one is to remove."""
    wrong = []
    for path in home.start.home.rglob("*.ini"):
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read_string(path.read_text(encoding="utf-8"))
        except (configparser.Error, UnicodeDecodeError) as error:
            wrong.append(f"settings that cannot be read: {error}")
    ready = next((when for when, name, _ in outcome.told if name == "ready"), None)
    if ready is not None and sent - ready > _SWEEP_SECONDS and any(path.exists() for path in half_written):
        wrong.append(f"left by the start before: {next(each.name for each in half_written if each.exists())[:7]}….part")
    return wrong


# ---- what comes back


def _first_values(told: _Told) -> dict[str, Any]:
    """Return what was shown at the start, before the first act."""
    first: dict[str, Any] = {}
    for _, name, value in told:
        if name in ("act", "ready"):
            break
        first.setdefault(name, value)
    return first


def _restored(home: Home, told: _Told) -> list[str]:
    wrong = []
    for name, value in _first_values(told).items():
        allowed = home.state.get(name)
        if allowed is None or any(value == each for _, each in allowed):
            continue
        numbers = [each for _, each in allowed]
        if name.startswith("cursor") and all(isinstance(each, float | int) for each in (value, *numbers)):
            if min(numbers) <= value <= max(numbers):  # it was told less often than it moved
                continue
        wrong.append(f"{name} does not come back: {_short(value)} instead of {_short(numbers[-1])}")
    return wrong


def _lost(home: Home, told: _Told) -> float:
    """Return how old the oldest change was that has not come back."""
    oldest = 0.0
    for name, value in _first_values(told).items():
        allowed = home.state.get(name, [])
        ages = [age for age, each in allowed if each == value]
        if ages:
            oldest = max([oldest, *(age for age, _ in allowed if age < min(ages))])
    return oldest


def _expect(home: Home, told: _Told, sent: float, *, is_asked: bool) -> None:
    """Note what the next start may show: the values since, and the one before, what must have been kept."""
    must = sent - (_SLACK if is_asked else KEPT_SECONDS + _SLACK)
    values: dict[str, list[tuple[float, Any]]] = {}
    for when, name, value in told:
        if name.split()[0] in ("document", "path", "cursor", "pins", "lab"):
            values.setdefault(name, []).append((when, value))
    if any(name == "closing" for _, name, _ in told):  # by the user, who has answered what was asked
        home.state.clear()
        return
    for name, each in values.items():
        before = [at for at, (when, _) in enumerate(each) if when <= must]
        kept = each[before[-1] if before else 0 :]
        allowed = [(sent - when, value) for when, value in kept]
        if not before:
            allowed = [*home.state.get(name, []), *allowed]
        home.state[name] = allowed


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) < 300 else f"{text[:140]} … {text[-140:]}"


# ---- runs without a window


def kill_run(random: np.random.Generator) -> tuple[str, Outcome, list[str]]:
    """Kill a run at a random moment, or as soon as it writes, and run it again; return its signal, end, and faults."""
    name = _choose(random, _SIGNALS)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        start = Start(Path(place))
        (start.files / "experiment.json").write_text(_EXPERIMENT)
        outputs = {each: start.files / name for each, name in _OUTPUTS.items()}
        start.arguments = ["run", str(start.files / "experiment.json")]
        start.arguments += [f"--{option}={path}" for option, path in outputs.items()]
        for path in outputs.values():
            path.write_bytes(b"old")
        running = start.begin()
        if random.random() < 0.4:
            _wait_until_it_writes(running, outputs)
            time.sleep(random.uniform(0.0, 0.05))
        else:
            time.sleep(random.uniform(0.0, 4.0))
        running.send(getattr(signal, name))
        outcome = running.end(_ENDING_SECONDS)
        wrong = _run_ended(outcome, name)
        found = {option: path.read_bytes() for option, path in outputs.items()}
        if name != "SIGKILL" and (left := [*start.files.glob(".*.part")]) and outcome.code != -signal.SIGHUP:
            wrong.append(f"a half written file is left: {left[0].name}")
        again = start.begin().end()
        if again.code != 0:
            wrong.append(f"the next run has exit code {again.code}: {again.err.strip()}")
        for option, path in outputs.items():
            if found[option] not in (b"old", path.read_bytes()):
                wrong.append(f"half of --{option}")
        if left := [each.name for each in start.files.glob(".*.part")]:
            wrong.append(f"still there after the next run: {left[0].split('.')[-1]}")
    return f"run, {name}", outcome, wrong


def _wait_until_it_writes(running: Running, outputs: dict[str, Path]) -> None:
    folder = next(iter(outputs.values())).parent
    while running.process.poll() is None and not any(
        each.name.startswith(".") and each.stat().st_size for each in folder.iterdir() if each.exists()
    ):
        time.sleep(0.001)


def _run_ended(outcome: Outcome, name: str) -> list[str]:
    allowed = (0, -signal.SIGKILL) if name == "SIGKILL" else (0, 130, -getattr(signal, name))
    wrong = [] if outcome.code in allowed else [f"exit code {outcome.code}"]
    if "Traceback" in outcome.err:
        wrong.append("a traceback")
    if outcome.left:
        wrong.append(f"left running: {outcome.left}")
    return wrong
