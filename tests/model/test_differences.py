"""What one experiment has and another has not: the names of the runs that are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from model.data.points import GeneratedPoints
from model.experiment import (
    Autograd,
    ClipSetting,
    LossChoice,
    Minimise,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    Seeded,
)
from model.experiment.changes import describe_change, differences

SGD = OptimizerSetting.of("sgd", learning_rate=0.3)


def names(experiment: Any, other: Any) -> list[str]:
    return [message.text() for message in differences(experiment, other)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"optimizer": SGD.with_knob("learning_rate", 0.1)}, ["η = 0.1"]),
        ({"optimizer": SGD.with_knob("momentum", 0.5).with_knob("nesterov", True)}, ["μ = 0.5", "Nesterov's form"]),
        ({"optimizer": OptimizerSetting.of("adam", learning_rate=0.3)}, ["Adam"]),
        ({"optimizer": OptimizerSetting.of("adam", learning_rate=0.3, beta1=0.5)}, ["β₁ = 0.5", "Adam"]),
        ({"optimizer": OptimizerSetting.of("adam", learning_rate=0.01)}, ["η = 0.01", "Adam"]),
        ({"start": (("x", -1.5),)}, ["start: x = −1.5"]),
        ({"function": "x**4"}, ["x**4"]),
        ({"epochs": 20_000, "tolerance": 0.001}, ["epochs: 20\u202f000", "tolerance: 0.001"]),
        ({"domain": (-1.0, 9.0)}, []),
    ],
)
def test_a_descent_is_named_by_what_it_has_and_the_other_has_not(changes: dict[str, Any], expected: list[str]) -> None:
    assert names(replace(Minimise(), **changes), Minimise()) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"standardise": True}, ["standardise x"]),
        ({"batch_size": 10}, ["batch size: 10"]),
        ({"start": Seeded(3)}, ["start: seed 3"]),
        ({"loss": LossChoice.of("mae")}, ["loss: Mean absolute error (MAE)"]),
        ({"prediction": "a*x**2"}, ["a*x**2"]),
        ({"data": GeneratedPoints("book", 50, 0)}, ["data: n = 50"]),
        ({"data": GeneratedPoints("book", 100, 4)}, ["data: seed 4"]),
        ({"clip": ClipSetting.of("norm")}, ["Clip the norm"]),
    ],
)
def test_a_fit_is_named_by_what_it_has_and_the_other_has_not(changes: dict[str, Any], expected: list[str]) -> None:
    assert names(replace(Regression(), **changes), Regression()) == expected


def test_what_is_switched_off_is_named_too() -> None:
    schedule = ScheduleSetting.of("step")
    assert names(Minimise(), replace(Minimise(), schedule=schedule)) == ["learning-rate schedule: none"]
    assert names(Regression(), Regression(standardise=True)) == ["standardise x: no"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("a = 1\nb = 2\nb += 1\n", "add b += 1"),
        ("a = 1\nb = 2\nprint('a long text of more than thirty letters')", "add print('a long text of more th…"),
        ("a = 1", "take out b = 2"),
        ("a = 7\nb = 2\n", "line 1 a = 1 → a = 7"),
        ("", "program"),
        ("a = 7\nb = 8\n", "program"),
        ("c = 0\na = 1\nb = 2\n", "program"),
    ],
)
def test_a_change_of_a_program_is_named(new: str, expected: str) -> None:
    before = Autograd("a = 1\nb = 2\n")
    assert describe_change(before, replace(before, source=new)).text() == expected
    assert describe_change(before, replace(before, seed=3)).text() == "seed 0 → 3"
    assert describe_change(before, replace(before, source=new, seed=3)).text() == "experiment"
