"""A step taken apart has in each phase the numbers that PyTorch has after that line of the listing."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.points import GeneratedPoints
from model.descent.loop import descend
from model.descent.phases import phases, phases_made
from model.experiment import (
    ClipSetting,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    Runner,
    ScheduleSetting,
    Surface,
)
from model.kinds import listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from model.descent.history import History
    from model.experiment import OneDescent

    Snapshot = dict[str, Any]

FIT = Regression(
    data=GeneratedPoints("curved", 12, 3),
    prediction="a*x^2 + b*x + c",
    start=(("a", 1.0), ("b", -0.5), ("c", 2.0)),
    optimizer=OptimizerSetting.of("sgd", learning_rate=0.01),
    epochs=6,
)
ALL_PARTS: dict[str, Any] = {
    "noise": NoiseSetting.of("normal"),
    "clip": ClipSetting.of("norm", max_norm=0.3),
    "schedule": ScheduleSetting.of("one_cycle", total_steps=6),
}
EXPERIMENTS: dict[str, OneDescent] = {
    **{f"fit by {name}": replace(FIT, optimizer=OptimizerSetting.of(name)) for name in OPTIMIZERS},
    **{f"{name} with all parts": replace(FIT, optimizer=OptimizerSetting.of(name), **ALL_PARTS) for name in OPTIMIZERS},
    **{f"function by {name}": Minimise(optimizer=OptimizerSetting.of(name), epochs=6) for name in OPTIMIZERS},
    **{f"schedule {name}": replace(FIT, schedule=ScheduleSetting.of(name)) for name in SCHEDULES},
    "mini-batches": replace(FIT, batch_size=5, epochs=2, optimizer=OptimizerSetting.of("adam")),
    "mini-batches at the tolerance": replace(FIT, batch_size=5, epochs=4, tolerance=1e9),
    "tolerance": Minimise(tolerance=0.3, epochs=50),
    "tolerance at the start": replace(FIT, tolerance=1e9),
    "no gradient": Minimise("3", epochs=4),
    "float32": replace(FIT, dtype="float32"),
    "standardised": replace(FIT, standardise=True),
    "diverged": Minimise("x^4", optimizer=OptimizerSetting.of("sgd", learning_rate=0.5), epochs=6),
}
RACE = Surface(
    runners=tuple(Runner(OptimizerSetting.of(name, learning_rate=0.001)) for name in ("sgd", "adam", "newton")),
    epochs=6,
)


def snapshot(names: tuple[str, ...], namespace: dict[str, Any]) -> Snapshot:
    """Return what PyTorch holds: parameters, gradients, predictions, loss, the optimizer's state and rate."""
    found: Snapshot = {}
    for name in names:
        tensor = namespace[name]
        found[name] = tensor.item()
        found[f"grad_{name}"] = None if tensor.grad is None else tensor.grad.item()
        state = namespace["optimizer"].state.get(tensor, {})
        found |= {
            f"{key}_{name}": value.item() for key, value in state.items() if torch.is_tensor(value) and key != "step"
        }
    for key in ("y_pred", "y", "z", "loss", "x"):
        if key in namespace and key not in names and torch.is_tensor(namespace[key]):
            found[key] = namespace[key].detach().double().numpy().copy()
    found["learning_rate"] = namespace["optimizer"].param_groups[0]["lr"]
    return found


def carried_out(source: str, lines: dict[str, int], names: tuple[str, ...]) -> dict[str, list[Snapshot]]:
    """Run a listing line by line, and return what PyTorch held after each line that is marked, each time."""
    tree = ast.parse(source)
    first_line = {
        number: node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.Expr)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    marks: dict[int, list[str]] = {}
    for phase, number in lines.items():
        marks.setdefault(number, []).append(phase)
    found: dict[str, list[Snapshot]] = {phase: [] for phase in lines}
    current = [0]
    namespace: dict[str, Any] = {}

    def leave(number: int) -> None:
        if current[0] != number:
            for phase in marks.get(current[0], []):
                found[phase].append(snapshot(names, namespace))
        current[0] = number

    def trace(frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename != "listing" or frame.f_code.co_name != "<module>":
            return None
        if event == "line":
            leave(first_line.get(frame.f_lineno, frame.f_lineno))
        return trace

    code = compile(source, "listing", "exec")
    before, dtype = sys.gettrace(), torch.get_default_dtype()
    sys.settrace(trace)
    try:
        exec(code, namespace)
    finally:
        sys.settrace(before)
        torch.set_default_dtype(dtype)
    leave(0)
    return found


def run(experiment: Any) -> History:
    descent = descend(experiment)
    while descent.step():
        pass
    return descent.history


def compare(experiment: Any, history: History, found: dict[str, list[Snapshot]], value: str) -> int:
    """Compare each phase of each row; return how many numbers of the optimizer's state were compared."""
    names, of_state = experiment.parameters, 0
    has_direction = OPTIMIZERS[experiment.optimizer.name].direction is not None
    digits = 1e-5 if experiment.dtype == "float32" else 1e-9
    for index in range(len(history)):
        ended = history.ends_at(index)
        for phase in phases(experiment, history, index):
            ending = ("check." if history.stopped == "tolerance" else "final.") + phase.name
            after = found[ending][-1] if ended and ending in found else found[phase.name][index]
            for key, number in phase.values.items():
                torch_key = {"f(x)": value, "f(x, y)": value, "loss": value}.get(key, key)
                if key.startswith("received_"):
                    if has_direction:
                        continue
                    torch_key = key.replace("received_", "grad_")
                if key.startswith("step_") and torch_key not in after:
                    parameter = key.removeprefix("step_")
                    expected = after[parameter] - history[parameter][index]
                    assert number == pytest.approx(expected, rel=1e-4, abs=1e-6)
                    continue
                if torch_key not in after:
                    assert phase.name == "update", key  # a state that torch keeps in another form
                    continue
                expected = after[torch_key]
                if number is None or expected is None:
                    assert number is expected or (phase.name == "backward" and number == 0.0), (index, phase.name, key)
                    continue
                of_state += phase.name == "update" and key not in names
                assert np.allclose(number, expected, rtol=digits, atol=digits), (index, phase.name, key)
    return of_state


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_phase_has_the_numbers_of_the_listing(name: str) -> None:
    experiment, history = EXPERIMENTS[name], run(EXPERIMENTS[name])
    program = listing(experiment)
    found = carried_out(program.source, dict(program.lines), experiment.parameters)
    of_state = compare(experiment, history, found, "y" if isinstance(experiment, Minimise) else "loss")
    assert of_state or not any(key.endswith("_sq") for key in history.states[0])
    last = len(history) - 1
    made = {
        "complete": ("forward", "loss"),
        "tolerance": ("zero", "forward", "loss", "backward"),
        "diverged": ("zero", "forward", "loss", "backward", "update"),
    }
    assert history.stopped
    assert phases_made(history, last) == made[history.stopped]


def test_every_phase_of_a_runner_has_the_numbers_of_the_listing() -> None:
    program = listing(RACE)
    names = ("x", "y")
    found = carried_out(program.source, dict(program.lines), names)
    for place in range(len(RACE.runners)):
        own = {
            key.removeprefix(f"runners[{place}]."): value
            for key, value in found.items()
            if key.startswith(f"runners[{place}].")
        }
        experiment = RACE.run_of(place)
        compare(experiment, run(experiment), own, "z")


def test_after_zero_grad_there_is_no_gradient() -> None:
    zero = phases(FIT, run(FIT), 3)[0]
    assert zero.values == {"grad_a": None, "grad_b": None, "grad_c": None}
