"""Each lab's first case on every engine, compared with what it comes to when computed in another way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from gui.shell.self_test.bench import Checks, first_case, unlike
from model.labs import AUTOGRAD, MINIMISE, REGRESSION, SURFACE
from model.message import QT_TRANSLATE_NOOP, Message, number_text
from resources import RUN_PROGRAM, own_command

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.shell.self_test.bench import Bench
    from model.descent.history import History

_SAME = 1e-6
"""The largest relative difference between two ways to compute the same."""

_LOOK, _LONGEST_STOP = 0.05, 10.0
"""Seconds between two looks for what comes of a program, and until one that is stopped must have ended."""

CHECKS = Checks()


@CHECKS.labs(QT_TRANSLATE_NOOP("self_test", "{lab}: autograd engine"))
def _autograd_engine(bench: Bench, lab: str) -> str:
    rows = bench.rows(lab, "autograd")
    if lab == AUTOGRAD:
        found = {"x.grad": float(next(row.grad.numpy for row in rows.window.table(rows.last) if row.name == "x"))}
    else:
        found = _row(rows if lab != SURFACE else rows.histories[0])
    return _compared(found, _ORACLES[lab](first_case(lab)))


@CHECKS.labs(QT_TRANSLATE_NOOP("self_test", "{lab}: compiled engine"), (MINIMISE, REGRESSION, SURFACE))
def _compiled_engine(bench: Bench, lab: str) -> str:
    finals = (_of_all(bench.rows(lab, engine)) for engine in ("compiled", "autograd"))
    return _compared(*finals)


@CHECKS.labs(QT_TRANSLATE_NOOP("self_test", "{lab}: first row without PyTorch"), (MINIMISE, REGRESSION, SURFACE))
def _first_row(bench: Bench, lab: str) -> str:
    from model.descent.first_row import first_row

    return _compared(*(_of_all(rows, 0) for rows in (first_row(first_case(lab)), bench.rows(lab, "autograd"))))


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "functions of formulas, both engines"))
def _functions(_bench: Bench) -> str:
    from model.analysis.results import finished
    from model.engine.runs import begin_on
    from model.experiment import Minimise, OptimizerSetting
    from model.kinds import parts_of

    text = "floor(x) + mod(x, 0.7) + log2(x) + cbrt(x) + log1p(x) + expm1(x) + erf(x) + softplus(x)"
    experiment = Minimise(text, (("x", 1.9),), OptimizerSetting.of("sgd", learning_rate=0.01), epochs=3)
    expected, found = _of_functions(experiment), ""
    for engine in ("autograd", "compiled"):
        rows: Any = finished(begin_on(experiment, engine, parts_of(experiment).begin))
        found = _compared(_row(rows), expected)
    return found


def _of_functions(experiment: Any) -> dict[str, float]:
    """Return where the descent on a sum of functions ends, by calls of PyTorch's own."""
    import torch

    def total(x: torch.Tensor) -> torch.Tensor:
        logarithms = torch.log2(x) + torch.log1p(x) + torch.expm1(x)
        root = torch.sign(x) * torch.abs(x) ** (1 / 3)
        return torch.floor(x) + torch.remainder(x, 0.7) + logarithms + root + torch.erf(x) + torch.logaddexp(x, 0 * x)

    x = torch.tensor(experiment.start_values()[0], dtype=torch.float64, requires_grad=True)
    for _ in range(experiment.epochs):
        (slope,) = torch.autograd.grad(total(x), x)
        x = (x - experiment.optimizer.learning_rate * slope).detach().requires_grad_()
    return {"loss": total(x).item(), "x": x.item()}


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "verdicts"))
def _verdicts(bench: Bench) -> str:
    from model.data.points import GivenPoints
    from model.experiment import Minimise, OptimizerSetting, Regression
    from model.kinds import run

    dead = Regression(
        data=GivenPoints([[1.0, 2.0], [2.0, 4.0]]),
        prediction="max(0, w*x + b)",
        start=(("w", -1.0), ("b", -1.0)),
        epochs=5,
    )
    rising = Minimise(optimizer=OptimizerSetting.of("sgd", learning_rate=1.05), epochs=3)
    results: Any = [run(experiment) for experiment in (dead, rising)]
    found = [result.verdict for result in results]
    for verdict, words in zip(found, ("on a plateau", "loss rises"), strict=True):
        if verdict.short.text() != words:
            raise unlike("verdict", verdict.short.text(), words)
    return ", ".join(verdict.short.text(bench.translate) for verdict in found)


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "programs, in a process of their own"))
def _programs(_bench: Bench) -> str:
    from model.program.child.player import run_program
    from model.program.child.process import Child
    from model.program.record.figures import Figure

    text = "import torch\nx = torch.tensor(3.0, requires_grad=True)\n(x**2).backward()\nprint(x.grad)\n"
    text += "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
    child = Child.start(own_command(RUN_PROGRAM))
    outcome = run_program(child, text, 0, lambda piece: None, lambda note: None, draws=True)
    if not isinstance(outcome.figure, Figure):
        raise unlike("plt.plot", type(outcome.figure).__name__, "Figure")
    if outcome.printed != "tensor(6.)\n" or outcome.failure is not None:
        raise unlike(
            "print(x.grad)", outcome.printed if outcome.failure is None else outcome.failure.message, "tensor(6.)"
        )
    return outcome.printed.strip()


@CHECKS.one(QT_TRANSLATE_NOOP("self_test", "a program that does not end, stopped"))
def _stopped(bench: Bench) -> str:
    from model.program.child.channel import Begun, Ended
    from model.program.child.player import Player

    player = Player(own_command(RUN_PROGRAM))
    player.start("while True:\n    pass\n", 0)
    try:
        while not any(isinstance(report, Begun | Ended) for report in player.poll(_LOOK)):
            pass
        player.stop()
        begun = time.monotonic()
        while not (ends := [report for report in player.poll(_LOOK) if isinstance(report, Ended)]):
            if time.monotonic() - begun > _LONGEST_STOP:
                raise unlike("Ended", "—", "1")
    finally:
        player.close()
    message = None if ends[0].failure is None else ends[0].failure.message
    return message.text(bench.translate) if isinstance(message, Message) else ""


def _row(history: History, index: int = -1) -> dict[str, float]:
    """Return one row, the last where none is named."""
    index %= len(history)
    return {"step": float(history.step_at(index)), **{name: float(history[name][index]) for name in history.columns}}


def _of_all(rows: Any, index: int = -1) -> dict[str, float]:
    """Return one row of each runner of a race, or of the only one."""
    runners: tuple[History, ...] = getattr(rows, "histories", (rows,))
    return {
        f"{name}{number or ''}": value
        for number, history in enumerate(runners)
        for name, value in _row(history, index).items()
    }


def _compared(found: Mapping[str, float], expected: Mapping[str, float]) -> str:
    """Refuse numbers that differ from those expected by more than rounding; return these."""
    for name, value in expected.items():
        if not abs(found[name] - value) <= _SAME * max(abs(value), 1e-3):
            raise unlike(name, repr(found[name]), repr(value))
    return ", ".join(f"{name} = {number_text(value)}" for name, value in list(expected.items())[:3])


def _of_power(_experiment: Any) -> dict[str, float]:
    """Return the derivative of x² at 4."""
    return {"x.grad": 2 * 4.0}


def _of_square(experiment: Any) -> dict[str, float]:
    """Return where the descent on x² ends: every step multiplies x by 1 − 2η."""
    x = experiment.start_values()[0] * (1 - 2 * experiment.optimizer.learning_rate) ** experiment.epochs
    return {"loss": x**2, "x": x}


def _of_line(experiment: Any) -> dict[str, float]:
    """Return where a descent on a squared error ends: a step multiplies the distance to the exact fit by 1 − ηH."""
    import numpy as np

    from model.analysis.exact import least_squares

    exact = least_squares(experiment)
    assert exact is not None
    names, hessian = exact.curvature.parameters, exact.curvature.matrix
    fit = np.array([exact.descended[name] for name in names])
    step = np.eye(len(names)) - experiment.optimizer.learning_rate * hessian
    away = np.linalg.matrix_power(step, experiment.epochs) @ (np.array(experiment.start_values()) - fit)
    loss = float(exact.loss + away @ hessian @ away / 2)
    return {"loss": loss, **{name: float(value) for name, value in zip(names, fit + away, strict=True)}}


def _of_valley(experiment: Any) -> dict[str, float]:
    """Return where plain descent on Rosenbrock's valley ends, with the derivatives written by hand."""
    (x, y), rate = experiment.start_values(), experiment.runners[0].optimizer.learning_rate
    for _ in range(experiment.epochs):
        by_y = 200 * (y - x**2)
        x, y = x - rate * (-2 * (1 - x) - 2 * x * by_y), y - rate * by_y
    return {"loss": (1 - x) ** 2 + 100 * (y - x**2) ** 2, "x": x, "y": y}


_ORACLES: dict[str, Callable[[Any], dict[str, float]]] = {
    AUTOGRAD: _of_power,
    MINIMISE: _of_square,
    REGRESSION: _of_line,
    SURFACE: _of_valley,
}
"""What the first case of each lab comes to, computed in another way."""
