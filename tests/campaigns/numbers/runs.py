"""What the program tells of a whole run: rows as CSV, the result as JSON, the summary and the verdict agree."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from model.kinds import run
from model.message import Refused
from tests.campaigns.sentences import wrong_with

if TYPE_CHECKING:
    from model.analysis.results import DescentResult
    from model.experiment import Experiment

_NO_NUMBER = re.compile(r"\bNaN\b|\bnan\b")


def wrong_run(experiment: Experiment) -> str | None:
    """Return what is wrong with what is told of an experiment's run: all by autograd, the summary by compiled code."""
    try:
        result: Any = run(experiment, None, "autograd")
        if wrong := _wrong_files(result):
            return wrong
        result = run(experiment, None, "compiled" if experiment.dtype == "float64" else "autograd")
    except Refused as refusal:
        return wrong_with(refusal.message)
    for line in result.summary():
        if wrong := wrong_with(line):
            return wrong
        if _NO_NUMBER.search(line.text()):
            return f"the summary shows NaN: {line.template}"
    return None


def _wrong_files(result: Any) -> str | None:
    """Return what is wrong with the CSV and the JSON of a result, or None."""
    is_race = hasattr(result, "results")
    parts = result.results if is_race else (result,)
    whole = json.loads(result.json(), parse_constant=_no_constant)
    tables = _tables(b"".join(result.csv()).decode(), len(parts), is_race)
    for part, told, rows in zip(parts, whole.get("runners", [whole]), tables, strict=True):
        if wrong := _wrong_part(part, told, rows):
            return wrong
    return None


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _tables(text: str, count: int, is_race: bool) -> list[list[list[str]]]:
    """Return each runner's rows of a CSV file, without the runner's number."""
    rows = [line.split(",") for line in text.splitlines()[1:]]
    if not is_race:
        return [rows]
    return [[row[1:] for row in rows if row[0] == str(number)] for number in range(1, count + 1)]


def _wrong_part(result: DescentResult, told: dict[str, Any], rows: list[list[str]]) -> str | None:
    history = result.history
    written = np.array([row[-len(history.columns) :] for row in rows], dtype=np.float64)
    if not np.array_equal(written, history.rows()):
        return "the CSV has other rows than the history"
    if [int(row[-len(history.columns) - 1]) for row in rows] != history.steps().tolist():
        return "the CSV counts otherwise than the history"
    if not np.isfinite(written).all():
        return "a row is not finite"
    last = dict(zip(history.columns, written[-1].tolist(), strict=True))
    if any(float(value) != last[name] for name, value in told["final"].items()):
        return "the JSON has another end than the history"
    if told["epochs"] != history.last // result.experiment.updates_per_epoch():
        return "the JSON counts other epochs"
    if (told["verdict"]["code"] == "diverged") != (history.stopped == "diverged"):
        return f"the verdict is {told['verdict']['code']}, and the run {history.stopped}"
    if _NO_NUMBER.search(json.dumps(told, ensure_ascii=False)):
        return "the JSON shows NaN"
    if wrong := wrong_with(result.verdict.message):
        return wrong
    exact = told.get("exact")
    if exact is not None and not all(math.isfinite(float(value)) for value in exact.values()):
        return "the exact answer is not finite"
    return None
