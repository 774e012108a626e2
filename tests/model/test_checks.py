"""What the notes of catalogues and presets claim holds in the runs of the real engine."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest

from model import kinds
from model.analysis.exact import least_squares
from model.catalogue.clipping import CLIPS
from model.catalogue.functions import FUNCTIONS, NamedFunction
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.catalogue.surfaces import SURFACES, NamedSurface
from model.checks import At, Check, Code, Differing, Error, Given, Over, Past, Ratio, Tensor
from model.data.datasets import DATASETS, DataSet
from model.data.points import GeneratedPoints
from model.experiment import Autograd, Minimise, OptimizerSetting, Regression, Runner, Surface
from model.experiment.presets import PRESETS, Preset
from model.formula import parse
from model.program.compiler import compile_source
from model.program.record.recording import Recording
from model.program.record.states import TensorState
from model.program.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from model.analysis.results import DescentResult
    from model.checks import Changes, Figure
    from model.experiment import Experiment
    from model.message import Message
    from model.program.record.frames import Window


TRANSLATIONS = Path(__file__).parents[2] / "resources" / "translations"
OTHER_TESTS = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))


def notes() -> Iterator[tuple[str, Message, tuple[Check, ...], Any]]:
    """Yield every note: its name, its text, its checks, and the experiment that its figures are of."""
    for preset in PRESETS:
        yield f"preset {preset.key}", preset.look_for, preset.checks, preset.experiment
    for catalogue in (FUNCTIONS, SURFACES, OPTIMIZERS, DATASETS, LOSSES, SCHEDULES, CLIPS, NOISES):
        for entry in catalogue.values():
            yield f"{type(entry).__name__} {entry.key}", entry.why, entry.checks, experiment_of(entry)


def experiment_of(entry: Any) -> Experiment:
    """Return the experiment that the window makes of an entry."""
    if isinstance(entry, NamedFunction):
        optimizer = OptimizerSetting.of("sgd", learning_rate=entry.learning_rate)
        return Minimise(entry.formula, (("x", entry.start),), optimizer, entry.epochs)
    if isinstance(entry, NamedSurface):
        runner = Runner(OptimizerSetting.of("sgd", learning_rate=entry.learning_rate))
        return Surface(entry.formula, tuple(zip("xy", entry.start, strict=True)), (runner,), entry.epochs)
    if isinstance(entry, DataSet):
        return Regression(GeneratedPoints(entry.key, entry.count))
    if entry.key in OPTIMIZERS:
        return Minimise(optimizer=OptimizerSetting.of(entry.key))
    return Minimise()


def changed(experiment: Any, changes: Changes) -> Any:
    """Return an experiment with these fields, and knobs of its optimizer, changed."""
    own = {field.name for field in fields(experiment)}
    new = {key: value for key, value in changes.items() if key in own and key not in ("optimizer", "start")}
    if "start" in changes:
        values = np.atleast_1d(np.asarray(changes["start"], dtype=float)).tolist()
        new["start"] = tuple(zip(experiment.parameters, values, strict=True))
    knobs = {key: value for key, value in changes.items() if key not in own or key == "optimizer"}
    if isinstance(experiment, Surface):
        runners = new.get("runners", experiment.runners)
        return replace(
            experiment, **new, runners=tuple(replace(r, optimizer=ruled(r.optimizer, knobs)) for r in runners)
        )
    return replace(experiment, **new, optimizer=ruled(experiment.optimizer, knobs))


def ruled(setting: OptimizerSetting, knobs: Mapping[str, Any]) -> OptimizerSetting:
    setting = setting.with_rule(knobs["optimizer"]) if "optimizer" in knobs else setting
    for name, value in knobs.items():
        assert name == "optimizer" or name in dict(setting.knobs)
        setting = setting.with_knob(name, value)
    return setting


@lru_cache(maxsize=64)
def finished(experiment: Any) -> tuple[DescentResult, ...]:
    result: Any = kinds.run(experiment)
    return tuple(result.results) if isinstance(experiment, Surface) else (result,)


def column(result: Any, name: str) -> np.ndarray:
    """Return a column of a finished run as `At` names it, one value for each row."""
    history, experiment = result.history, result.experiment
    if name == "size":
        return np.hypot.reduce([history[parameter] for parameter in history.parameters])
    if name == "length":
        return np.hypot.reduce([np.diff(history[parameter]) for parameter in history.parameters])
    if name in history.columns:
        return history[name]
    if name == "epochs":
        return np.array([float(history.last)])
    exact = least_squares(experiment)
    assert exact is not None
    if name == "excess":
        return history["loss"] - exact.loss
    if name == "condition":
        return np.array([exact.curvature.condition_number])
    return np.array([exact.parameters[name.removeprefix("exact_")]])


def value_of(figure: Figure, experiment: Any) -> Any:
    """Return what a figure is."""
    match figure:
        case At(name, row, changes, runner):
            return column(finished(changed(experiment, changes))[runner], name)[np.array(row)]
        case Over(what, name, first, changes, runner):
            return getattr(np, what)(column(finished(changed(experiment, changes))[runner], name)[first:])
        case Past(name, bound, changes, runner):
            beyond = np.abs(column(finished(changed(experiment, changes))[runner], name)) > bound
            assert beyond.any()
            return int(beyond.argmax())
        case Ratio(above, below):
            return np.asarray(value_of(above, experiment)) / value_of(below, experiment)
        case Code(changes, runner):
            return finished(changed(experiment, changes))[runner].verdict.code
        case Differing(key):
            other = next(preset.experiment for preset in PRESETS if preset.key == key)
            return {
                field.name for field in fields(other) if getattr(other, field.name) != getattr(experiment, field.name)
            }
        case Tensor(name, attribute, line, less):
            return tensor(recorded(experiment), name, attribute, line, less)
        case Error(source):
            error = recorded(Autograd(source)).frames[-1].error
            assert error is not None
            return error[1]
        case Given(source):
            return source


@lru_cache
def recorded(program: Autograd) -> Window:
    """Return all that a program does, run by the machine."""
    recording = Recording(compile_source(read_source(program.source)), seed=program.seed)
    recording.run()
    return recording.window(1, recording.machine.steps)


def tensor(window: Window, name: str, attribute: str, line: int, less: str) -> Any:
    def tensors(index: int) -> dict[str, TensorState]:
        return {row.name: row for row in window.table(index) if isinstance(row, TensorState)}

    now = tensors(max(index for index, frame in enumerate(window.frames) if line in (0, frame.line)))
    numbers = {f"{key}_grad": each.grad.numpy for key, each in now.items() if each.grad is not None}
    numbers |= {key: each.data.numpy for key, each in now.items()}
    if attribute == "moved":
        return numbers[name] - next(
            tensors(k)[name].data.numpy for k in range(len(window.frames)) if name in tensors(k)
        )
    value = numbers.get({"data": name, "grad": f"{name}_grad"}.get(attribute, ""), getattr(now[name], attribute))
    if not less:
        return value
    formula = parse(less, tuple(numbers))
    return value - formula.numpy({key: numbers[key] for key in formula.names})


def decimals(number: float) -> int:
    exponent = Decimal(repr(number)).as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


NOTES = {name: (note, checks, experiment) for name, note, checks, experiment in notes()}
CHECKS = [pytest.param(check, NOTES[name][2], id=f"{name}: {check.says}") for name in NOTES for check in NOTES[name][1]]


@pytest.mark.parametrize(("check", "experiment"), CHECKS)
def test_what_a_note_says_is_so(check: Check, experiment: Experiment) -> None:
    found = value_of(check.figure, experiment)
    if isinstance(check.figure, Given):
        assert found.startswith("https://") or f"def {found}(" in OTHER_TESTS
        return
    assert (check.near is not None) + (check.equals is not None) + (check.low > -np.inf or check.high < np.inf) == 1
    if check.equals is not None:
        wanted: Any = check.equals
        assert wanted in found if isinstance(found, str) else found == wanted
    elif check.near is not None:
        got = np.ravel(found).tolist()
        for wanted, value in zip(
            check.near if isinstance(check.near, tuple) else [check.near] * len(got), got, strict=True
        ):
            assert abs(wanted - value) <= 0.5 * 10.0 ** -decimals(wanted) * (1 + 1e-9)
    else:
        assert np.all((np.asarray(found) >= check.low) & (np.asarray(found) <= check.high)), found


NUMBER = re.compile(r"(?<![\w.])(?:\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?")


@pytest.mark.parametrize("name", NOTES)
def test_every_number_of_a_note_is_checked(name: str) -> None:
    note, checks, _ = NOTES[name]
    text = rest = note.text()
    for check in checks:
        assert check.says in text, check.says
        rest = rest.replace(check.says, "…")
    assert NUMBER.findall(rest) == []


def test_the_numbers_of_a_note_are_the_same_in_every_language() -> None:
    numbers = {note.text(): sorted(NUMBER.findall(note.text())) for note, _checks, _experiment in NOTES.values()}
    for path in TRANSLATIONS.glob("*.ts"):
        messages = ElementTree.parse(path).iter("message")
        found = {message.findtext("source"): message.findtext("translation") for message in messages}
        assert {text: sorted(NUMBER.findall(found[text] or "")) for text in numbers} == numbers


@pytest.mark.parametrize("preset", [*PRESETS, *FUNCTIONS.values(), *SURFACES.values()], ids=lambda entry: entry.key)
def test_what_is_offered_to_be_looked_at_is_checked(preset: Preset | NamedFunction | NamedSurface) -> None:
    assert preset.checks


def test_a_check_that_does_not_hold_is_found() -> None:
    for check in (
        Check("", At("x", 1), near=2.1),
        Check("", At("x"), low=1.0),
        Check("", Code(), equals="diverged"),
        Check("", Differing("case_9"), equals={"function"}),
    ):
        with pytest.raises(AssertionError):
            test_what_a_note_says_is_so(check, Minimise())
