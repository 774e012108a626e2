"""The campaigns find a fault that is planted, cut it down, say how to see it again, and end with exit code 1."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from model.analysis import results
from model.data.points import GivenPoints
from model.experiment import LossChoice, OptimizerSetting, Regression
from model.experiment.file import reading
from model.formula import formula
from model.formula.tree import Call, walk
from model.message import QT_TRANSLATE_NOOP, Message
from tests.campaigns.__main__ import main
from tests.campaigns.attack import Attack, least, outcome
from tests.campaigns.numbers.engines import TALLY, differing
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_parts, smaller_tree

if TYPE_CHECKING:
    from model.formula.tree import Node


def faults_of(capsys: pytest.CaptureFixture[str], name: str, tries: int) -> str:
    assert main([name, "--tries", str(tries)]) == 1
    return capsys.readouterr().out.rpartition("| faults |")[2]


def test_texts_finds_a_formula_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write = formula.latex_text

    def broken(tree: Node) -> str:
        if any(isinstance(node, Call) and node.function == "abs" for node in walk(tree)):
            raise KeyError("abs")
        return write(tree)

    monkeypatch.setattr(formula, "latex_text", broken)
    found = faults_of(capsys, "texts", 60)
    shown = [line.strip().strip("'") for line in found.splitlines() if line.startswith("    '")]
    assert shown
    for text in shown:
        assert "abs" in text or "|" in text
        assert len(text) <= len("mean(y_pred abs(y))")
    assert "python -m tests.campaigns texts --seed 0 --only " in found


def test_files_finds_a_key_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(value: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setitem(reading._READERS, "loss", broken)
    found = faults_of(capsys, "files", 40)
    assert "experiment file: ZeroDivisionError" in found
    assert '"version": 2, "lab": "regression"}' in found  # which has a loss, of all that stood there


def test_numbers_finds_rows_that_are_not_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write = results.csv_chunks

    def broken(*arguments: Any, **others: Any) -> Any:
        header, *rows = write(*arguments, **others)
        yield header
        yield from (b"".join(chunk.splitlines(keepends=True)[:-1]) for chunk in rows)

    monkeypatch.setattr(results, "csv_chunks", broken)
    assert "the CSV has other rows than the history" in faults_of(capsys, "numbers", 6)
    assert TALLY.steps > 100
    assert TALLY.at_kinks
    assert TALLY.batches
    assert TALLY.last_digits + TALLY.chaotic < TALLY.steps / 20


def test_a_slope_that_cancels_may_come_to_nothing_in_another_order() -> None:
    """Adam without eps divides it by its own size: to a step, or to no number."""
    points = ((2.0, 18.0), (-1.0, -12.0), (0.5, 3.0), (3.0, 28.0), (-2.0, -22.0), (-1.0, -12.0), (3.5, 33.0))
    experiment = Regression(
        data=GivenPoints((*points, (-3.5, -37.0))),
        prediction="wx + min(b, c)",
        loss=LossChoice.of("log_cosh"),
        start=(("w", 0.0), ("b", 709.0), ("c", 2.0**53)),
        optimizer=OptimizerSetting.of("adam", eps=0.0),
        standardise=True,
    )
    assert differing(experiment, Random(0)) is None


def test_what_takes_too_long_or_does_not_end_is_a_fault() -> None:
    def check(text: str) -> None:
        if "e" in text:
            while True:
                pass

    attack = Attack("loop", lambda random: "", check, smaller_parts, "", seconds=0.02)
    what, _ = outcome(attack, "a text")
    assert what == "it does not end"
    assert least(attack, "a text", "it does not end") == "e"


def test_a_tree_is_cut_down_to_what_is_needed() -> None:
    tree = {"a": [1, 2, {"deep": "text", "other": 0}], "b": None}
    attack = Attack("tree", lambda random: tree, lambda each: "deep" if "deep" in str(each) else None, smaller_tree, {})
    assert least(attack, tree, "deep") == {"a": [{"deep": ""}]}


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        (QT_TRANSLATE_NOOP("numbers", "A whole number is needed here."), None),
        (QT_TRANSLATE_NOOP("numbers", "A number is\nneeded here."), "several lines"),
        (Message("numbers", "No language has this."), "no zh_CN"),
        (Message("main", "{reason}").fill(reason="<class 'int'> and 'str'"), "about Python"),
        (Message("main", "{reason}"), "without its"),
        (Message("main", ""), "0 characters"),
    ],
)
def test_a_refusal_is_one_sentence_in_each_language(message: Message, wrong: str | None) -> None:
    found = wrong_with(message)
    assert found is None if wrong is None else wrong in (found or "")
