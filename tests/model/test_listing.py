from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.catalogue.functions import FUNCTIONS
from model.catalogue.losses import LOSSES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.datasets import DATASETS
from model.data.points import GeneratedPoints, GivenPoints, read_points
from model.descent.loop import descend
from model.experiment import (
    Autograd,
    ClipSetting,
    Experiment,
    LossChoice,
    Minimise,
    NoiseSetting,
    OptimizerSetting,
    Regression,
    ScheduleSetting,
    Seeded,
    Surface,
)
from model.experiment.presets import PRESETS
from model.kinds import listing as program_of
from model.listing.data import MAX_WRITTEN, data_lines
from tests.model.real_tables import REAL_TABLES

if TYPE_CHECKING:
    from pathlib import Path

RUN_ALL = """
import contextlib, io, json, sys, warnings
warnings.simplefilter("error")
outputs = []
for source in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, "program", "exec"), {"__name__": "__main__"})
    outputs.append(out.getvalue())
json.dump(outputs, sys.stdout)
"""

CURVED = GeneratedPoints("curved", 40, 3)
SLOW = OptimizerSetting.of("sgd", learning_rate=0.01)
FIT = Regression(data=CURVED, prediction="a*x^2 + b*x + c", optimizer=SLOW, epochs=60)
LARGE = np.column_stack([np.linspace(0.0, 2.0, 1_000) ** 2, np.sin(np.arange(1_000.0))])


def cases() -> dict[str, Experiment]:
    found: dict[str, Experiment] = {}
    for key, named in FUNCTIONS.items():
        setting = OptimizerSetting.of("sgd", learning_rate=named.learning_rate)
        found[f"function {key}"] = Minimise(named.formula, (("x", named.start),), setting, min(named.epochs, 60))
    for key, entry in OPTIMIZERS.items():
        found[f"optimizer {key}"] = replace(FIT, optimizer=OptimizerSetting.of(key, learning_rate=0.01))
        if any(knob.name == "weight_decay" for knob in entry.knobs):
            setting = OptimizerSetting.of(key, learning_rate=0.01, weight_decay=0.3)
            found[f"optimizer {key} with decay"] = replace(FIT, optimizer=setting)
    for key in SCHEDULES:
        found[f"schedule {key}"] = replace(FIT, schedule=ScheduleSetting.of(key))
        adam = OptimizerSetting.of("adam", learning_rate=0.01)
        found[f"schedule {key} with adam"] = replace(FIT, schedule=ScheduleSetting.of(key), optimizer=adam)
    cycle, noise = ScheduleSetting.of("one_cycle", max_lr=0.02, pct_start=0.4), NoiseSetting.of("normal", seed=3)
    newton = OptimizerSetting.of("newton")
    found |= {
        "cycle without a momentum": replace(FIT, schedule=cycle, optimizer=OptimizerSetting.of("adagrad")),
        "cycle that ends early": replace(FIT, schedule=cycle.with_knob("total_steps", 25)),
        "cycle of mini-batches": replace(FIT, schedule=cycle, batch_size=7, epochs=9),
        "cycle with adamax": replace(FIT, schedule=cycle, optimizer=OptimizerSetting.of("adamax")),
        "cycle with nadam": replace(FIT, schedule=cycle, optimizer=OptimizerSetting.of("nadam")),
        "steps with asgd": replace(
            FIT, schedule=ScheduleSetting.of("warm_up"), optimizer=OptimizerSetting.of("asgd", lambd=0.1, t0=20.0)
        ),
        "clipped norm": replace(FIT, clip=ClipSetting.of("norm", max_norm=0.7)),
        "clipped values": replace(FIT, clip=ClipSetting.of("value", clip_value=0.2)),
        "noise": replace(FIT, noise=noise),
        "noise on mini-batches, clipped": replace(
            FIT, noise=noise, clip=ClipSetting.of("norm", max_norm=0.7), batch_size=7, epochs=9
        ),
        "noise on a function": Minimise(noise=noise, clip=ClipSetting.of("value", clip_value=2.0)),
        "newton in float32": replace(FIT, optimizer=newton, dtype="float32"),
        "newton damped, clipped, with noise": replace(
            FIT,
            optimizer=OptimizerSetting.of("newton", damping=3.0, learning_rate=0.2),
            noise=noise,
            clip=ClipSetting.of("norm"),
            schedule=cycle,
        ),
        "newton on a line": Minimise("3 - 2*x", optimizer=newton),
        "newton with mini-batches": replace(FIT, optimizer=newton, batch_size=7, epochs=9),
        "newton on what has no curvature": replace(FIT, prediction="w*x + 0*b", optimizer=newton),
        "newton, tolerance": replace(FIT, optimizer=newton, batch_size=16, tolerance=0.5),
    }
    for key in LOSSES:
        found[f"loss {key}"] = replace(FIT, loss=LossChoice.of(key))
    found |= {
        "optimizer rmsprop centred": replace(
            FIT, optimizer=OptimizerSetting.of("rmsprop", centered=True, momentum=0.5, eps=1e-5)
        ),
        "optimizer adam with knobs": replace(FIT, optimizer=OptimizerSetting.of("adam", beta1=0.8, beta2=0.9)),
        "loss huber with knob": replace(FIT, loss=LossChoice.of("huber", delta=0.3)),
        "loss quantile with knob": replace(FIT, loss=LossChoice.of("quantile", level=0.9)),
        "own loss": replace(FIT, loss=LossChoice.of("mean(log(1 + (y - y_pred)^2)) + sum(|y_pred|)/100")),
        "mini-batches": replace(FIT, batch_size=7, shuffle_seed=5, epochs=9),
        "batch of all": replace(FIT, batch_size=400),
        "standardised": replace(FIT, standardise=True),
        "standardised mini-batches": replace(FIT, standardise=True, batch_size=16, epochs=9),
        "tolerance": replace(FIT, tolerance=0.5, epochs=500),
        "tolerance with mini-batches": replace(FIT, tolerance=0.5, batch_size=8, epochs=500),
        "tolerance at the start": Minimise(start=(("x", 1e-5),), tolerance=1e-3),
        "tolerance of a function": Minimise(tolerance=1e-2, epochs=500),
        "float32": replace(FIT, dtype="float32"),
        "float32 function": Minimise(dtype="float32", start=Seeded(7)),
        "seeded start": replace(FIT, start=Seeded(123)),
        "given start": replace(FIT, start=(("b", 2.5), ("a", -1e-7))),
        "one number for all": replace(FIT, prediction="b"),
        "not linear": replace(FIT, prediction="a*sin(k*x) + c", start=Seeded(4)),
        "long prediction": replace(
            FIT,
            prediction="a*sin(k*x)*e^(-x^2/(1 + d^2)) + c*log(1 + x^2) + |h|*x^3 - q",
            optimizer=OptimizerSetting.of("sgd", learning_rate=1e-4),
        ),
        "constant function": Minimise("3"),
        "kinked function": Minimise("max(|x| - 1, 0) + min(x, 2)/3 + where(x < 1, 0, relu(x))"),
        "functions that PyTorch has and has not": Minimise(
            "cbrt(cbrt(x) - 3)^2 + mod(x, 3) + mod(7, x) + mod(x, |x|/3) + floor(x)^2 + log2(x^2) + expm1(x/9)"
            " + log1p(x^2)*erf(x)"
        ),
        "cube roots in a prediction and a loss": replace(
            FIT, prediction="a*cbrt(x) + b", loss=LossChoice.of("mean(cbrt(y - y_pred)^2)")
        ),
        "ridge": replace(FIT, loss=LossChoice.of("mean((y - y_pred)^2) + 0.3*(a^2 + b^2)")),
        "lasso in mini-batches, standardised": replace(
            FIT, loss=LossChoice.of("mean((y - y_pred)^2) + 0.1*|b|"), batch_size=7, epochs=9, standardise=True
        ),
        "a step in the loss": replace(FIT, loss=LossChoice.of("mean((y - y_pred)^2) + where(a < 0, 1, 0)")),
        "names of a program's own": replace(
            FIT, prediction="where(x < path, 1, 0) + noise*x", loss=LossChoice.of("mean((y - y_pred)^2) + noise^2")
        ),
        "few given points": replace(FIT, data=GivenPoints([[0.0, 1.5], [1.0, 2.9], [1e-7, -3.25], [0.1, 1 / 3]])),
        "many given points": replace(FIT, data=GivenPoints(LARGE)),
    }
    for key, dataset in DATASETS.items():
        found[f"data {key}"] = Regression(data=GeneratedPoints(key, dataset.count, 11), epochs=20)
        if dataset.seeded:
            found[f"data {key} of one point"] = Regression(data=GeneratedPoints(key, 1, 2), epochs=20)
    for preset in PRESETS:
        if isinstance(preset.experiment, Autograd | Surface):
            continue
        found[f"preset {preset.key}"] = replace(preset.experiment, epochs=min(preset.experiment.epochs, 400))
    return found


CASES = cases()


TABLES = {
    "comma": ("t,height,weight\n1,1.5,2\n2,2.5,3\n3,4,oops\n4,3.5,5e0\n", "utf-8"),
    "semicolon": ("t;height;weight\r\n1;1,5;2,0\r\n2;2,5;3,0\r\n4;3,5;5,25\r\n", "utf-8-sig"),
    "no header": ("1\t1.5\t2\n2\t2.5\t3\n4\t3.5\t5\n", "utf-8"),
    "chinese": ("时间,身高,体重\n1,1.5,2\n2,2.5,3\n4,3.5,5\n", "gb18030"),
    "utf-16": ("t,height,weight\n1,1.5,2\n2,2.5,3\n4,3.5,5\n", "utf-16"),
    "blanks": ("t  height  weight\n1  1.5  2\n2  2.5  3\n4  3.5  5\n", "utf-8"),
}


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Experiment]:
    """Write the tables as files, and return a fit to each."""
    folder = tmp_path_factory.mktemp("tables")
    found: dict[str, Experiment] = {}
    for name, (text, encoding) in TABLES.items():
        path = folder / f"data's {name}.csv"
        path.write_bytes(text.encode(encoding))
        setting = OptimizerSetting.of("sgd", learning_rate=0.01)
        found[name] = Regression(data=read_points(path), optimizer=setting, epochs=40)
    return found


@pytest.fixture(scope="session")
def outputs(tables: dict[str, Experiment]) -> dict[str, str]:
    """Run every program in one fresh interpreter that has nothing of this project."""
    experiments = CASES | tables
    done = run_python(RUN_ALL, json.dumps([program_of(experiment).source for experiment in experiments.values()]))
    return dict(zip(experiments, json.loads(done), strict=True))


def run_python(source: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", source], input=given, capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    return done.stdout


def printed(output: str) -> dict[str, float]:
    return {name.strip(): float(value) for name, value in (line.split("=") for line in output.splitlines())}


def final_of(experiment: Experiment) -> dict[str, float]:
    descent = descend(experiment)
    for _ in descent:
        pass
    assert descent.history.stopped in ("complete", "tolerance")
    return {name: float(descent.history[name][-1]) for name in experiment.parameters}


@pytest.mark.parametrize("name", CASES)
def test_program_ends_at_the_parameters_of_the_descent(name: str, outputs: dict[str, str]) -> None:
    experiment = CASES[name]
    found = printed(outputs[name])
    expected = final_of(experiment)
    tolerance = 1e-9 if experiment.dtype == "float64" else 1e-4
    for parameter, value in expected.items():
        assert found[parameter] == pytest.approx(value, rel=tolerance, abs=1e-2 * tolerance)


def test_program_prints_the_loss_of_all_points_at_its_end(outputs: dict[str, str]) -> None:
    experiment = CASES["optimizer adam"]
    descent = descend(experiment)
    for _ in descent:
        pass
    assert printed(outputs["optimizer adam"])["loss"] == pytest.approx(descent.history["loss"][-1], rel=1e-9)


def test_default_program_is_the_one_a_student_would_write() -> None:
    listing = program_of(Minimise())
    assert listing.source == (
        "import torch\n"
        "\n"
        "torch.set_default_dtype(torch.float64)\n"
        "\n"
        "x = torch.tensor(5.0, requires_grad=True)\n"
        "optimizer = torch.optim.SGD([x], lr=0.3)\n"
        "\n"
        "for epoch in range(15):\n"
        "    optimizer.zero_grad()\n"
        "    y = x**2\n"
        "    y.backward()\n"
        "    optimizer.step()\n"
        "\n"
        "y = x**2\n"
        'print("x =", x.item())\n'
        'print("loss =", y.item())\n'
    )


def test_default_program_runs_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(program_of(Minimise()).source, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, check=True)
    assert printed(done.stdout)["x"] == pytest.approx(5 * 0.4**15, rel=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_phases_are_on_the_lines_that_do_them(name: str) -> None:
    listing = program_of(CASES[name])
    lines = listing.source.splitlines()
    value = "y" if isinstance(CASES[name], Minimise) else "y_pred"
    result = "y" if isinstance(CASES[name], Minimise) else "loss"
    begins = {
        "zero": "optimizer.zero_grad()",
        "forward": f"{value} = ",
        "loss": f"{result} = ",
        "backward": f"{result}.backward()",
        "update": "optimizer.step()",
    }
    for phase, number in listing.lines.items():
        line, (when, _, name) = lines[number - 1], phase.rpartition(".")
        assert line.startswith(" ") == (when != "final")
        assert line.strip().startswith(begins[name])
    checks = [f"check.{phase}" for phase in begins if phase != "update"]
    checks = checks if "check.zero" in listing.lines else []
    order = [*checks, *begins, "final.forward", "final.loss"]
    assert sorted(listing.lines.values()) == [listing.lines[phase] for phase in order]
    assert set(listing.lines) == set(order)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_programs_of_the_presets_fit_a_side_panel(preset: object) -> None:
    assert max(map(len, program_of(preset.experiment).source.splitlines())) <= 60  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", TABLES)
def test_program_reads_the_csv_file_that_the_experiment_names(
    name: str, tables: dict[str, Experiment], outputs: dict[str, str]
) -> None:
    expected = final_of(tables[name])
    found = printed(outputs[name])
    assert {parameter: found[parameter] for parameter in expected} == pytest.approx(expected, rel=1e-9)


READ_ALL = """
import json, sys
import numpy as np
found = []
for source in json.load(sys.stdin):
    scope = {"np": np}
    exec(source, scope)
    found.append(np.stack([scope["x"], scope["y"]], axis=1).tobytes().hex())
json.dump(found, sys.stdout)
"""


def test_programs_read_the_points_of_every_real_table_to_the_last_bit(tmp_path: Path) -> None:
    points, programs = [], []
    for number, real in enumerate(REAL_TABLES.values()):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(real.content if isinstance(real.content, bytes) else real.content.encode())
        data = read_points(path)
        points.append(data.points.values.tobytes().hex())
        programs.append("\n".join(chain(*data_lines(data))))
    assert json.loads(run_python(READ_ALL, json.dumps(programs))) == points


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x,y\n1,2\nNA,3\n3,4\n", "return float(cell)"),
        ("x;y\n1.000,5;1\n2.500;2\n3.000;3\n", """float(cell.replace(".", "").replace(",", "."))"""),
        ("x,y\n$5,1\n$6,2\n", """cell.replace("$", "")"""),
        ("Land,1990,2000\nA,1,2\nB,3,4\n", "csv.reader(islice(file, 1, None))"),
        ("1.0D0 2.0D0\n2.0D0 3.0D0\n", "points = np.array(["),
    ],
)
def test_programs_read_the_file_where_a_short_one_can(text: str, part: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    assert part in "\n".join(data_lines(read_points(tmp_path / "data.csv"))[1]).replace("'", '"')


def test_csv_file_that_is_gone_is_replaced_by_its_points(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n2,3.5\n", encoding="utf-8")
    data = read_points(path)
    path.unlink()
    source = program_of(Regression(data=data)).source
    assert "[1, 2], [2, 3.5]" in source
    assert "points.csv" not in source


def test_more_points_than_a_program_can_hold_are_read_from_a_file() -> None:
    source = program_of(Regression(data=GivenPoints(np.ones((MAX_WRITTEN + 1, 2))))).source
    assert 'np.loadtxt("points.csv", delimiter=",")' in source
    assert len(source) < 2_000


def test_no_points_give_a_program_all_the_same() -> None:
    assert "points = np.array([" in program_of(Regression(data=GivenPoints(np.empty((0, 2))))).source
