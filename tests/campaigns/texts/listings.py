"""Listings as programs: run in an interpreter that has nothing of this project, they end where the descent does."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from model.experiment import Minimise
from model.kinds import begin, listing, validate
from model.message import Refused
from tests.campaigns.attack import Attack
from tests.campaigns.numbers.engines import CHAOTIC, moved_runs
from tests.campaigns.smaller import smaller_formula
from tests.campaigns.texts.formulas import draw, experiment_with
from tests.model.last_digits import apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from model.experiment import Descending

_RUN_EACH = """
import contextlib, io, json, sys, warnings
warnings.simplefilter("error")
for line in sys.stdin:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(json.loads(line), "program", "exec"), {"__name__": "__main__"})
        answer = out.getvalue()
    except Exception as error:
        answer = f"error = {type(error).__name__}"
    print(json.dumps(answer), flush=True)
"""
_EPOCHS = 4
_NEAR = 1e-9


@cache
def _interpreter() -> subprocess.Popen[str]:
    """Return a fresh interpreter that runs one program after the other; it ends when this process does."""
    command = [sys.executable, "-I", "-c", _RUN_EACH]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def printed_by(source: str) -> dict[str, str]:
    """Return what a program prints, by name."""
    child = _interpreter()
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(source) + "\n")
    child.stdin.flush()
    lines = json.loads(child.stdout.readline()).splitlines()
    return dict((part.strip() for part in line.split("=", 1)) for line in lines)  # type: ignore[misc]


def _draw(random: Random) -> tuple[str, str]:
    role = random.choice(("function of x", "prediction", "loss"))
    return role, draw(random, role)


def check(drawn: tuple[str, str]) -> str | None:
    """Return what is wrong with the listing of a formula in a role, when it is run."""
    experiment: Descending = experiment_with(*drawn)  # type: ignore[assignment]
    experiment = replace(experiment, epochs=_EPOCHS)
    try:
        validate(experiment)
        run = begin(experiment)
        while run.step():
            pass
    except Refused:
        return None
    history = run.history
    if history.stopped == "diverged":
        return None
    printed = printed_by(listing(experiment).source)
    if "error" in printed:
        return f"the listing raises {printed['error']}"
    names = ("x",) if isinstance(experiment, Minimise) else experiment.parameters
    found = np.array([float(printed[name]) for name in names])
    expected = np.array([history[name][-1] for name in names])
    if (apart(found, expected) <= _NEAR * np.abs(expected) + 1e-12).all():
        return None
    for other in moved_runs(experiment, history):
        if other is None or len(other) != len(history):
            return None
        if (apart(other.values_at(len(other) - 1), expected) > CHAOTIC * np.abs(expected)).any():
            return None
    return "the listing ends elsewhere"


def _smaller(drawn: tuple[str, str]) -> Iterator[tuple[str, str]]:
    role, text = drawn
    yield from ((role, less) for less in smaller_formula(text))


LISTINGS = [Attack("listing, run", _draw, check, _smaller, ("function of x", "x^2"), first=200)]
