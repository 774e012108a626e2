"""An update explained says what the update did, and its numbers come to its results."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.points import GeneratedPoints
from model.descent.explain import explain
from model.descent.loop import descend
from model.descent.phases import phases
from model.experiment import (
    ClipSetting,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
)

if TYPE_CHECKING:
    from model.descent.explain import ExplainBlock, ExplainLine
    from model.descent.history import History

FIT = Regression(
    data=GeneratedPoints("curved", 40, 3),
    prediction="a*x^2 + b*x + c",
    start=(("a", 1.0), ("b", -0.5), ("c", 2.0)),
    epochs=40,
)
SETTINGS: list[tuple[str, dict[str, float | bool]]] = [
    ("sgd", {"weight_decay": 0.1}),
    ("sgd", {"momentum": 0.5, "dampening": 0.3}),
    ("nesterov", {"weight_decay": 0.01}),
    ("adagrad", {"lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("rmsprop", {"momentum": 0.5, "eps": 0.01}),
    ("rmsprop", {"centered": True, "eps": 0.1, "weight_decay": 0.1}),
    ("adadelta", {"weight_decay": 0.3, "eps": 0.01}),
    ("adam", {"amsgrad": True, "beta2": 0.5, "weight_decay": 0.1}),
    ("adamw", {"amsgrad": True}),
    ("adamw", {"weight_decay": 0.0, "beta1": 0.0}),
    ("adamax", {"weight_decay": 0.1}),
    ("nadam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("nadam", {"weight_decay": 0.1}),
    ("radam", {"weight_decay": 0.1, "decoupled_weight_decay": True, "beta2": 0.9}),
    ("radam", {"weight_decay": 0.1}),
    ("rprop", {"learning_rate": 0.5, "step_size_max": 0.3}),
    ("asgd", {"lambd": 0.1, "t0": 3.0, "weight_decay": 0.1}),
    ("newton", {"damping": 0.5, "learning_rate": 0.3}),
]
EXPERIMENTS: dict[str, Regression | Minimise] = {
    **{name: replace(FIT, optimizer=OptimizerSetting.of(name)) for name in OPTIMIZERS},
    **{f"{name} {knobs}": replace(FIT, optimizer=OptimizerSetting.of(name, **knobs)) for name, knobs in SETTINGS},
    **{f"schedule {name}": replace(FIT, schedule=ScheduleSetting.of(name)) for name in SCHEDULES},
    "one cycle of beta1": replace(
        FIT, schedule=ScheduleSetting.of("one_cycle", total_steps=20), optimizer=OptimizerSetting.of("adam")
    ),
    "step given": replace(FIT, schedule=ScheduleSetting.of("step", step_size=4)),
    "cosine given": replace(FIT, schedule=ScheduleSetting.of("cosine", T_max=7, eta_min=1e-5)),
    "clipped norm": replace(FIT, clip=ClipSetting.of("norm", max_norm=0.3)),
    "norm within": replace(FIT, clip=ClipSetting.of("norm", max_norm=1e6)),
    "clipped values": replace(FIT, clip=ClipSetting.of("value", clip_value=0.3)),
    "noise": replace(FIT, noise=NoiseSetting.of("normal")),
    "all": replace(
        FIT,
        batch_size=7,
        epochs=7,
        noise=NoiseSetting.of("normal"),
        clip=ClipSetting.of("norm"),
        schedule=ScheduleSetting.of("warm_up"),
        optimizer=OptimizerSetting.of("radam", beta2=0.9),
    ),
    "a function": Minimise(optimizer=OptimizerSetting.of("momentum"), epochs=40),
    "newton on a function": Minimise("x^4", optimizer=OptimizerSetting.of("newton"), epochs=40),
}
ROWS = (0, 1, 2, 7, 25, 39)


def run(experiment: Regression | Minimise) -> History:
    descent = descend(experiment)
    while descent.step():
        pass
    assert len(descent.history) > max(ROWS)
    return descent.history


# ---- an evaluator of LaTeX, which knows nothing of how it was written

TOKEN = re.compile(r"\\left\\lfloor|\\right\\rfloor|\\left|\\right|\\[a-z]+|\d+(?:\.\d+)?|[-+^{}(),|]")


class Reader:
    def __init__(self, text: str) -> None:
        self.tokens = TOKEN.findall(text)
        assert "".join(self.tokens) == text.replace(" ", "")
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        assert expected is None or token == expected, (self.tokens, self.place, expected)
        self.place += 1
        return token

    def sum(self) -> float:
        total = self.product()
        while self.peek() in ("+", "-"):
            sign = self.take()
            term = self.product()
            total = total + term if sign == "+" else total - term
        return total

    def product(self) -> float:
        total = self.signed()
        while self.peek() in (r"\cdot", r"\times"):
            self.take()
            total *= self.signed()
        return total

    def signed(self) -> float:
        if self.peek() == "-":
            self.take()
            return -self.power()
        return self.power()

    def power(self) -> float:
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return base ** self.group()
        return base

    def group(self) -> float:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def bracket(self) -> list[float]:
        self.take(r"\left")
        opening = self.take()
        values = [self.sum()]
        while self.peek() == ",":
            self.take()
            values.append(self.sum())
        self.take(r"\right")
        assert self.take() == {"(": ")", "|": "|"}[opening]
        return [abs(values[0])] if opening == "|" else values

    def atom(self) -> float:
        token = self.peek()
        if token == r"\left":
            return self.bracket()[0]
        self.take()
        if token == r"\left\lfloor":
            value = math.floor(self.sum())
            self.take(r"\right\rfloor")
            return value
        if token == r"\frac":
            over = self.group()
            return over / self.group()
        if token == r"\sqrt":
            return math.sqrt(self.group())
        if token == r"\sgn":
            value = self.bracket()[0]
            return math.copysign(1.0, value) if value else 0.0
        if token == r"\pi":
            return math.pi
        if token in (r"\point", r"\slope", r"\following"):
            return self.group()
        if token in (r"\max", r"\min", r"\cos"):
            return {r"\max": max, r"\min": min, r"\cos": math.cos}[token](*self.bracket())
        return float(token)


def value_of(latex: str) -> float:
    reader = Reader(latex.replace(r"\operatorname{sign}", r"\sgn").replace(r"\,", ""))
    value = reader.sum()
    assert not reader.peek()
    return value


def all_lines(block: ExplainBlock) -> tuple[ExplainLine, ...]:
    return block.lines if block.step is None else (block.step, *block.lines)


def values_of(line: ExplainLine) -> list[float]:
    return [value_of(piece.removeprefix("+ ")) for piece, _ in line.pieces]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"-1.5 \times 10^{-7} + 2", 2 - 1.5e-7),
        (r"3 - \left(-2\right) \cdot \frac{1}{4}", 3.5),
        (r"\min\left(\left|-3\right|, \sqrt{16}\right)^{2}", 9.0),
        (r"\operatorname{sign}\left(-3\right) - \left\lfloor \frac{7}{2}\right\rfloor", -4.0),
    ],
)
def test_the_evaluator_of_latex_reads_what_a_person_would(text: str, value: float) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_is_explained_is_what_the_update_did(name: str) -> None:
    experiment = EXPERIMENTS[name]
    history = run(experiment)
    for row in ROWS:
        update = phases(experiment, history, row)[-1].values
        blocks = {block.parameter: block for block in explain(experiment, history, row)}
        assert [key for key in blocks if key] == list(experiment.parameters)
        for parameter in experiment.parameters:
            results = {line.state: line.result for line in all_lines(blocks[parameter]) if line.state}
            assert results["parameter"] == update[parameter]
            if row < len(history) - 1:
                assert results["parameter"] == history[parameter][row + 1]
            for key, value in results.items():
                if key not in ("parameter", "noised", "clipped"):
                    assert value == update[f"{key}_{parameter}" if f"{key}_{parameter}" in update else key]
            if experiment.clip is not None:
                assert results["clipped"] == update[f"received_{parameter}"]
        if experiment.schedule is not None:
            rates = [line.result for line in blocks[""].lines if line.state == "learning_rate"]
            assert rates == [update["learning_rate"]]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_numbers_of_a_line_come_to_its_result(name: str) -> None:
    experiment = EXPERIMENTS[name]
    history = run(experiment)
    for row in ROWS:
        for block in explain(experiment, history, row, digits=17):
            for line in all_lines(block):
                size = max(abs(value) for value in (line.result, *values_of(line)))
                assert value_of(line.numbers) == pytest.approx(line.result, rel=1e-12, abs=1e-13 * size), line


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_lit_piece_is_the_largest_term_and_the_terms_make_the_step(name: str) -> None:
    experiment = EXPERIMENTS[name]
    history = run(experiment)
    for row in ROWS:
        for block in explain(experiment, history, row, digits=17):
            for line in all_lines(block):
                moving = list(zip(values_of(line), (is_lit for _, is_lit in line.pieces), strict=True))
                if line.state == "parameter" and len(moving) > 1:
                    present = history[block.parameter][row]
                    total = sum(value for value, _ in moving)
                    assert total == pytest.approx(line.result, rel=1e-12, abs=1e-12)
                    assert moving.pop(0) == (present, False)
                sizes = [abs(value) for value, _ in moving]
                lit = [abs(value) for value, is_lit in moving if is_lit]
                if len(sizes) > 1 and max(sizes) > 0:
                    assert lit == [pytest.approx(max(sizes), rel=1e-12)]
                else:
                    assert lit == []


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_numbers_as_they_are_written_come_to_the_result_that_is_written(name: str) -> None:
    experiment = EXPERIMENTS[name]
    history = run(experiment)
    for row in ROWS:
        for block in explain(experiment, history, row):
            for line in all_lines(block):
                assert is_right_as_written(line), line
            if block.step is not None:
                present = block.step.pieces[0][0]
                assert value_of(present) == pytest.approx(history[block.parameter][row], rel=1e-5)
                assert value_of(block.step.shown) == pytest.approx(history[block.parameter][row + 1], rel=1e-5)


def is_right_as_written(line: ExplainLine) -> bool:
    """Tell whether the numbers of a line come to its result within half of the last of its digits, at least six."""
    shown = value_of(line.shown)
    figures = re.sub(r"\D", "", line.shown.partition(r"\times")[0]).lstrip("0")
    unit = 10.0 ** (math.floor(math.log10(abs(shown) or 1.0)) + 1 - max(len(figures), 6))
    return abs(value_of(line.numbers) - shown) <= 0.5 * unit * (1 + 1e-6)


def test_where_a_run_is_over_there_is_no_update_to_explain() -> None:
    experiment = replace(Minimise(), epochs=6)
    descent = descend(experiment)
    while descent.step():
        pass
    assert explain(experiment, descent.history, 6) == ()
    assert explain(experiment, descent.history, 5) != ()


def test_the_update_that_makes_a_run_diverge_is_explained() -> None:
    experiment = Minimise("x^4", (("x", 5.0),), OptimizerSetting.of("sgd", learning_rate=0.5))
    descent = descend(experiment)
    while descent.step():
        pass
    history = descent.history
    assert history.stopped == "diverged"
    x, slope = history["x"][-1], history["grad_x"][-1]
    (block,) = explain(experiment, history, len(history) - 1)
    assert block.step is not None
    assert block.step.result == x - 0.5 * slope
    assert not abs(block.step.result**4) < 1e30


def lines_of(experiment: Regression | Minimise, row: int) -> dict[str, str]:
    block = explain(experiment, run(experiment), row, digits=4)[len(experiment.parameters) - 1]
    return {line.name: f"{line.symbols} = {line.numbers} = {line.shown}" for line in all_lines(block)}


def test_plain_descent_is_explained_in_one_line() -> None:
    experiment = replace(Minimise(), epochs=41)
    assert lines_of(experiment, 0) == {
        r"\following{x_{1}}": r"\point{x_{0}} - \eta \cdot \slope{f'(x_{0})}"
        r" = \point{5} - 0.3 \cdot \slope{10} = \following{2}"
    }
    assert lines_of(experiment, 1) == {
        r"\following{x_{2}}": r"\point{x_{1}} - \eta \cdot \slope{f'(x_{1})}"
        r" = \point{2} - 0.3 \cdot \slope{4} = \following{0.8}"
    }


def test_momentum_says_what_is_left_of_the_velocity() -> None:
    experiment = Minimise(optimizer=OptimizerSetting.of("momentum", learning_rate=0.1), epochs=41)
    lines = lines_of(experiment, 1)
    assert list(lines) == [r"\following{x_{2}}", "g_{t}", "v_{t}"]
    assert lines["v_{t}"] == r"\mu \cdot v_{t-1} + g_{t} = 0.9 \cdot 10 + 8 = 17"
    step = r"\point{x_{1}} - \eta \cdot v_{2} = \point{4} - 0.1 \cdot 17 = \following{2.3}"
    assert lines[r"\following{x_{2}}"] == step
    velocity = next(line for line in explain(experiment, run(experiment), 1)[0].lines if line.name == "v_{t}")
    assert [is_lit for _, is_lit in velocity.pieces] == [True, False]
    assert values_of(velocity) == [9.0, 8.0]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_step_has_its_numbers_and_the_symbols_of_the_lines_are_the_same_in_every_step(name: str) -> None:
    experiment = EXPERIMENTS[name]
    history = run(experiment)
    symbols: dict[tuple[str, str], str] = {}
    for row in (7, 8):
        for block in explain(experiment, history, row):
            for line in all_lines(block):
                written = f"{line.name} {line.symbols}"
                assert not re.search(r"(?<![a-z\\])p(?![a-z])|nabla", written), line
                if line is block.step:
                    assert not re.search(r"_t\b|_\{t|(?<![a-z\\])t\b", written), line
            if block.step is not None:
                assert block.step.name == rf"\following{{{block.parameter}_{{{row + 1}}}}}"
                assert block.step.symbols.startswith(rf"\point{{{block.parameter}_{{{row}}}}} - ")
            for line in block.lines:
                if line.state in ("exp_avg", "exp_avg_sq", "momentum_buffer", "sum", "square_avg"):
                    assert symbols.setdefault((block.parameter, line.state), line.symbols) == line.symbols


def test_parameters_with_numbers_in_their_names_have_the_step_above() -> None:
    experiment = replace(FIT, prediction="w1*x + theta0 + b", start=(("b", 0.0), ("theta0", 0.0), ("w1", 0.0)))
    names = [block.step.name for block in explain(experiment, run(experiment), 11) if block.step is not None]
    base = {"b": "b", "theta0": r"\theta_{0}", "w1": "w_{1}"}
    assert names == [rf"\following{{{base[name]}^{{(12)}}}}" for name in experiment.parameters]


def test_a_parameter_is_not_called_as_what_a_rule_remembers() -> None:
    experiment = replace(FIT, prediction="m*x + b", start=(("m", 0.0), ("b", 0.0)))
    for optimizer, expected in (("adam", "m^{(3)}"), ("momentum", "m_{3}")):
        fit = replace(experiment, optimizer=OptimizerSetting.of(optimizer))
        step = explain(fit, run(fit), 2)[experiment.parameters.index("m")].step
        assert step is not None
        assert step.name == rf"\following{{{expected}}}"


def test_no_step_has_a_number_of_minus_nothing() -> None:
    experiment = Minimise("cos(x)", (("x", 0.0),), epochs=40)
    assert lines_of(experiment, 0)[r"\following{x_{1}}"].endswith(r"\point{0} - 0.3 \cdot \slope{0} = \following{0}")


@pytest.mark.parametrize("name", ["sgd", "adam", "newton"])
def test_a_small_change_of_a_large_value_is_seen_in_the_numbers(name: str) -> None:
    experiment = Minimise("(x - 123456)^2", (("x", 123456.5),), OptimizerSetting.of(name, learning_rate=1e-7), 41)
    (block,) = explain(experiment, run(experiment), 0)
    assert block.step is not None
    assert value_of(block.step.shown) < 123456.5
    assert is_right_as_written(block.step)


def test_the_gradient_is_named_for_what_was_made_of_it() -> None:
    experiment = replace(
        FIT, noise=NoiseSetting.of("normal"), clip=ClipSetting.of("value"), optimizer=OptimizerSetting.of("sgd")
    )
    lines = lines_of(experiment, 3)
    assert lines[r"\tilde{g}"].startswith(r"\slope{\frac{\partial L}{\partial c}} + \sigma \xi = ")
    assert lines[r"\hat{g}"].startswith(r"\min\left(\max\left(\tilde{g}, -c\right), c\right) = ")
    assert lines["g_{t}"].startswith(r"\hat{g} = ")


def test_float32_is_explained_to_its_digits() -> None:
    experiment = replace(FIT, dtype="float32", optimizer=OptimizerSetting.of("adam"))
    history = run(experiment)
    for block in explain(experiment, history, 7, digits=17):
        for line in all_lines(block):
            size = max(abs(value) for value in (line.result, *values_of(line)))
            assert value_of(line.numbers) == pytest.approx(line.result, rel=1e-5, abs=1e-5 * size)
        assert block.step is not None
        assert block.step.result == history[block.parameter][8]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_pieces_make_the_numbers(name: str) -> None:
    history = run(EXPERIMENTS[name])
    for block in explain(EXPERIMENTS[name], history, 7):
        for line in all_lines(block):
            assert " ".join(piece for piece, _ in line.pieces) == line.numbers


def test_constants_are_written_with_the_digits_they_need() -> None:
    lines = lines_of(replace(FIT, optimizer=OptimizerSetting.of("nadam")), 3)
    assert any("0.96^" in text for text in lines.values())
    assert not any("95999" in text for text in lines.values())
