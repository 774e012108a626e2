"""The command line as a user meets it: the real ``main.py``, in a process of its own, without a display."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import signal
import struct
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

import main
from tests.acceptance.launcher import ROOT, launcher

if TYPE_CHECKING:
    from pathlib import Path

MINIMISE: dict[str, Any] = {"format": "descent-lab", "version": 1, "lab": "minimise"}
REGRESSION: dict[str, Any] = {"format": "descent-lab", "version": 1, "lab": "regression"}
BOOK = {"generator": "book", "count": 100, "seed": 0}
PLAIN = {"name": "sgd", "learning_rate": 0.0001}
CASE_8 = {**MINIMISE, "function": "x**2", "start": {"x": 5.0}, "epochs": 15}
CASE_8["optimizer"] = {"name": "sgd", "learning_rate": 0.3}
CASE_9 = {**MINIMISE, "function": "2*x**4 - 3*x**2 + 2*x - 20", "start": {"x": 5.0}, "epochs": 15000}
CASE_9["optimizer"] = {"name": "sgd", "learning_rate": 0.001}
CASE_10 = {**REGRESSION, "data": BOOK, "start": {"w": 0.0, "b": 0.0}, "optimizer": PLAIN, "epochs": 100}
ENDLESS = {**CASE_8, "epochs": 1_000_000_000, "function": "x**2 + sin(x)", "optimizer": {**PLAIN}}
RACE: dict[str, Any] = {
    **{**MINIMISE, "lab": "surface"},
    "function": "x^2/2 + 2y^2",
    "start": {"x": 3.0, "y": 1.0},
    "runners": [
        {"name": "sgd", "learning_rate": 0.1},
        {"name": "newton", "label": "one step"},
        {"name": "sgd", "learning_rate": 1e4},
    ],
    "epochs": 30,
}
NOWHERE = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


def environment() -> dict[str, str]:
    """Return an environment that has no display."""
    return {name: value for name, value in os.environ.items() if name not in NOWHERE}


def call(*arguments: str | Path, folder: Path, fresh: bool = False) -> subprocess.CompletedProcess[str]:
    """Call the program; ``fresh`` where nothing at all may be shared with another start."""
    is_forked = sys.platform == "linux" and not fresh
    command = launcher().command if is_forked else [sys.executable, str(ROOT / "main.py")]
    return subprocess.run(
        [*command, *map(str, arguments)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def run(
    folder: Path, document: dict[str, Any], *options: str, fresh: bool = False
) -> tuple[dict[str, Any], list[dict[str, str]], str]:
    """Run an experiment; return its JSON, the rows of its CSV, and what it printed."""
    (folder / "e.descent.json").write_text(json.dumps(document), encoding="utf-8")
    arguments = ("run", "e.descent.json", "--json", "r.json", "--history", "h.csv", *options)
    done = call(*arguments, folder=folder, fresh=fresh)
    assert done.stderr == ""
    assert done.returncode == 0
    result = json.loads((folder / "r.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    with open(folder / "h.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(cell for row in rows for cell in row.values())
    return result, rows, done.stdout


def refused(folder: Path, *arguments: str | Path) -> str:
    """Return the one line of a call that must be refused; it is made in this process, which has loaded all already."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "argv", ["main.py"])
        patch.setattr(signal, "signal", lambda *_: None)
        code = main.main([*map(str, arguments)])
    return reason(subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue()))


def reason(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line of a call that was refused."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.endswith("\n")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert "usage" not in done.stderr
    return done.stderr


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def test_case_8_is_five_times_four_tenths_to_the_k(tmp_path: Path) -> None:
    result, rows, printed = run(tmp_path, CASE_8)
    assert list(rows[0]) == ["epoch", "loss", "x", "grad_x"]
    assert [row["epoch"] for row in rows] == [str(k) for k in range(16)]
    np.testing.assert_allclose(column(rows, "x"), 5 * 0.4 ** np.arange(16), rtol=1e-12)
    np.testing.assert_allclose(column(rows, "grad_x"), 2 * column(rows, "x"), rtol=1e-15)
    assert result["engine"] == "autograd"
    assert result["epochs"] == 15
    assert result["final"] == {"loss": float(rows[-1]["loss"]), "x": float(rows[-1]["x"])}
    assert result["verdict"]["code"] in ("minimum", "descending")
    assert result["verdict"]["text"] in printed


def test_case_9_halts_at_the_inflection_and_the_verdict_says_so(tmp_path: Path) -> None:
    result, rows, _ = run(tmp_path, CASE_9)
    assert [round(float(row["x"]), 8) for row in rows[:4]] == [5.0, 4.028, 3.52734056, 3.19540352]
    assert round(result["final"]["x"], 7) == 0.5054386
    assert result["verdict"]["code"] == "inflection"
    assert "0.5" in result["verdict"]["text"]
    assert "−1" in result["verdict"]["text"]


def test_cases_10_to_12_reach_the_books_numbers_and_numpys_exact_line(tmp_path: Path) -> None:
    result, rows, _ = run(tmp_path, {**CASE_10, "epochs": 100_000})
    assert list(rows[0]) == ["epoch", "loss", "w", "b", "grad_w", "grad_b"]
    assert len(rows) == 100_001
    assert result["epochs"] == 100_000
    for epoch, w, b in (
        (100, 0.99467558, 0.05408583),
        (1000, 0.98832684, 0.2620513),
        (100_000, 0.85319674, 4.68848566),
    ):
        np.testing.assert_allclose([float(rows[epoch]["w"]), float(rows[epoch]["b"])], [w, b], atol=6e-9)
    assert result["exact"]["w"] == pytest.approx(0.8522962312899167, rel=1e-12)
    assert result["exact"]["b"] == pytest.approx(4.71798350473433, rel=1e-12)
    assert result["exact"]["loss"] <= result["final"]["loss"]


@pytest.mark.parametrize(
    "loss",
    [
        "mae",
        {"name": "huber", "delta": 2.0},
        "log_cosh",
        {"name": "quantile", "level": 0.9},
        "mean((y - y_pred)**4)",
    ],
    ids=["mae", "huber", "log_cosh", "quantile", "formula"],
)
def test_case_13_only_the_loss_changes(tmp_path: Path, loss: object) -> None:
    result, rows, _ = run(tmp_path, {**CASE_10, "loss": loss, "optimizer": {"name": "adam", "learning_rate": 0.01}})
    assert len(rows) == 101
    assert "exact" not in result
    assert result["final"]["loss"] < float(rows[0]["loss"])


def test_mini_batches_give_a_row_for_each_update(tmp_path: Path) -> None:
    document = {**CASE_10, "batch_size": 30, "epochs": 5, "optimizer": {"name": "sgd", "learning_rate": 1e-5}}
    result, rows, _ = run(tmp_path, document)
    assert list(rows[0])[:3] == ["epoch", "update", "loss"]
    assert [row["update"] for row in rows] == [str(k) for k in range(21)]
    assert [row["epoch"] for row in rows] == [str(k // 4) for k in range(21)]
    assert result["epochs"] == 5


def test_standardised_the_result_is_given_in_both_units(tmp_path: Path) -> None:
    document = {
        **CASE_10,
        "standardise": True,
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "epochs": 200,
    }
    result, rows, _ = run(tmp_path, document)
    assert result["final"]["w"] == float(rows[-1]["w"])
    assert result["final_original"]["w"] == pytest.approx(result["exact"]["w"], rel=1e-9)
    assert result["final_original"]["b"] == pytest.approx(result["exact"]["b"], rel=1e-9)
    assert result["final"]["w"] != pytest.approx(result["exact"]["w"], rel=1e-3)


def test_it_is_said_where_a_capital_letter_is_read_as_the_variable(tmp_path: Path) -> None:
    result, _, printed = run(tmp_path, {**CASE_10, "prediction": "W*X + b", "start": {"seed": 0}, "epochs": 2})
    assert result["formula_notes"] == ["X is read as x"]
    assert list(result["final"]) == ["loss", "W", "b"]
    assert printed.splitlines()[0] == "X is read as x"


def test_a_run_that_diverges_is_told_and_is_no_error(tmp_path: Path) -> None:
    result, rows, printed = run(tmp_path, {**CASE_8, "optimizer": {"name": "sgd", "learning_rate": 1.5}, "epochs": 500})
    assert result["verdict"]["code"] == "diverged"
    assert result["epochs"] == len(rows) - 1 < 500
    assert np.isfinite(column(rows, "loss")).all()
    assert result["verdict"]["text"] in printed


def test_a_race_gives_the_rows_and_the_result_of_every_runner(tmp_path: Path) -> None:
    result, rows, output = run(tmp_path, RACE)
    assert list(rows[0]) == ["runner", "epoch", "loss", "x", "y", "grad_x", "grad_y"]
    first, second, third = ([row for row in rows if row["runner"] == number] for number in "123")
    assert [int(row["epoch"]) for row in first] == list(range(31))
    factor = np.array([1 - 0.1, 1 - 0.1 * 4])  # plain descent on x²/2 + 2y² in closed form
    for epoch, row in enumerate(first):
        expected = factor**epoch * [3.0, 1.0]
        np.testing.assert_allclose([float(row["x"]), float(row["y"])], expected, rtol=1e-12)
        np.testing.assert_allclose([float(row["grad_x"]), float(row["grad_y"])], expected * [1, 4], rtol=1e-12)
    assert [float(second[1][name]) for name in "xy"] == [0.0, 0.0]  # Newton's step on a quadratic
    assert (result["engine"], result["epochs"]) == ("autograd", 30)
    assert [(each["runner"], each["label"], each["optimizer"]) for each in result["runners"]] == [
        (1, "", "sgd"),
        (2, "one step", "newton"),
        (3, "", "sgd"),
    ]
    assert [each["verdict"]["code"] for each in result["runners"]] == ["descending", "minimum", "diverged"]
    assert result["runners"][0]["final"]["x"] == float(first[-1]["x"])
    assert result["runners"][2]["epochs"] == len(third) - 1 < 30
    assert "2. one step: Converged: at the minimum (0, 0), f = 0." in output


def test_a_run_that_halts_at_a_saddle_is_told_so(tmp_path: Path) -> None:
    race = {**RACE, "function": "x^2 - y^2", "start": {"x": 1, "y": 0}, "epochs": 400}
    result, _, _ = run(tmp_path, race | {"runners": [{"name": "sgd", "learning_rate": 0.1}]})
    assert result["runners"][0]["verdict"]["code"] == "saddle"


def test_the_same_experiment_gives_the_same_bytes(tmp_path: Path) -> None:
    document = {**CASE_10, "start": {"seed": 3}, "batch_size": 7, "epochs": 3}
    written = []
    for _ in range(2):
        run(tmp_path, document, fresh=True)
        written.append((tmp_path / "h.csv").read_bytes())
    assert written[0] == written[1]


def test_rows_of_a_csv_that_cannot_be_read_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("x,y\n0,1\none,2\n2,5\n3,\n4,9\n", encoding="utf-8")
    document = {**REGRESSION, "data": {"csv": "p.csv", "x": "x", "y": "y"}, "start": {"w": 0, "b": 0}}
    result, _, printed = run(tmp_path, {**document, "optimizer": {"name": "sgd", "learning_rate": 0.05}})
    assert result["exact"]["w"] == pytest.approx(2.0)
    count, first, second = printed.splitlines()[-3:]
    assert count.endswith(" 2")
    assert re.search(r"\b3\b.*'one'.*'x'", first)
    assert re.search(r"\b5\b.*'y'", second)


def test_it_is_said_how_a_table_was_read_and_why_which_columns(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(
        "編號,身高,體重,備註\n1,158 cm,51,a\n2,170 cm,63.5,b\n3,165 cm,55,c\n".encode("cp950")
    )
    result, _, said = run(tmp_path, {**REGRESSION, "data": {"csv": "p.csv"}, "start": {"w": 0, "b": 0}})
    assert result["data_notes"] == [
        "x is '身高' and y is '體重', the first two columns of numbers after '編號', which numbers the rows.",
        "The file does not name its encoding; it was read as Big5.",
        "'身高' is in cm.",
    ]
    assert all(note in said for note in result["data_notes"])


@pytest.mark.parametrize("document", [CASE_8, CASE_10, RACE], ids=["minimise", "regression", "surface"])
def test_a_picture_is_drawn_at_1600_by_900_without_a_display(tmp_path: Path, document: dict[str, Any]) -> None:
    run(tmp_path, document, "--picture", "p.png")
    data = (tmp_path / "p.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1600, 900)
    assert len(data) > 20_000


def test_a_picture_in_svg_has_the_same_size(tmp_path: Path) -> None:
    run(tmp_path, CASE_8, "--picture", "p.svg")
    root = ElementTree.parse(tmp_path / "p.svg").getroot()
    assert root.tag.endswith("svg")
    assert root.get("viewBox", "").split()[2:] == ["1600", "900"]


def test_it_speaks_english_unless_asked_for_chinese(tmp_path: Path) -> None:
    _, _, english = run(tmp_path, CASE_8)
    _, _, chinese = run(tmp_path, CASE_8, "--language", "zh_CN")
    assert english.isascii() or not any("\u4e00" <= character <= "\u9fff" for character in english)
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)


AUTOGRAD = {
    "format": "descent-lab",
    "version": 2,
    "lab": "autograd",
    "source": "import torch\nx = torch.randn((), requires_grad=True)\nfor k in range(2):\n    y = x**3\n"
    "    y.backward()\nprint(x.grad)\ny.backward()\n",
    "seed": 5,
}
OLD_PROGRAM = {
    "format": "descent-lab",
    "version": 1,
    "lab": "autograd",
    "program": ["x = tensor(5.0, requires_grad=True)", "y = x**3"],
    "actions": ["y.backward(retain_graph=True)", "y.backward()", "y.backward()", "x.grad.zero_()"],
}


def test_an_experiment_that_is_a_program_is_run_as_the_program_alone(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(json.dumps(AUTOGRAD), encoding="utf-8")
    outputs = "--json", "r.json", "--history", "h.csv", "--picture", "p.png"
    done = call("run", "e.json", *outputs, folder=tmp_path)
    (x,) = torch.randn(1, generator=torch.Generator().manual_seed(5))
    assert done.stdout == f"{6 * x**2!r}\n"
    assert done.returncode == 0
    assert done.stderr.startswith(
        "main.py: e.json: line 7: RuntimeError: Trying to backward through the graph a second"
    )
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert list(result) == ["printed", "error", "variables", "iterations", "plots"]
    assert (result["printed"], result["error"]["line"], result["variables"]["x"]["data"]) == (done.stdout, 7, x.item())
    assert (tmp_path / "h.csv").read_text(encoding="utf-8").splitlines()[0] == "iteration,x,k,y"
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    assert "--engine" in refused(tmp_path, "run", "e.json", "--engine", "compiled")


def test_an_old_program_gives_the_tensors_that_it_gave(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(json.dumps(OLD_PROGRAM), encoding="utf-8")
    done = call("run", "e.json", "--json", "r.json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Trying to backward through the graph a second time")
    variables = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["variables"]
    assert variables == {
        "x": {"data": 5.0, "requires_grad": True, "grad": 0.0, "grad_fn": None, "is_leaf": True, "shape": []},
        "y": {
            **{"data": 125.0, "requires_grad": True, "grad": None, "grad_fn": "PowBackward0"},
            **{"is_leaf": False, "shape": []},
        },
    }


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"source": "x = 1\ny = (2\n"}, "source[2:5]"),
        ({"source": "import torch\nimport pty\npty.spawn\n"}, "line 2, column 8"),
        ({"source": ["x = 1"]}, "source"),
        ({"seed": "one"}, "seed"),
        ({"device": "cuda"}, "device"),
        ({"version": 1, "program": "x = 1"}, '"program"'),
    ],
)
def test_a_program_that_is_refused_is_so_with_its_key(tmp_path: Path, change: dict[str, object], word: str) -> None:
    (tmp_path / "e.json").write_text(json.dumps({**AUTOGRAD, **change}), encoding="utf-8")
    said = refused(tmp_path, "run", "e.json")
    assert word in said
    assert "e.json" in said


BAD_FILES = {
    "empty": b"",
    "not json": b"epochs = 3",
    "not utf-8": b"\xff\xfe\x00",
    "line break in a key": json.dumps({**CASE_8, "epo\nchs\u2028": 3}).encode(),
    "lone surrogate": json.dumps({**CASE_8, "\ud800": 3}).encode(),
    "formula": json.dumps({**CASE_8, "function": "x +\n* t"}).encode(),
    "huge number": json.dumps({**CASE_8, "start": {"x": 1}}).replace('"x": 1', '"x": 1e999').encode(),
    "no points": json.dumps({**CASE_10, "data": {"points": []}}).encode(),
    "one x, standardised": json.dumps({**CASE_10, "data": {"points": [[1, 2], [1, 3]]}, "standardise": True}).encode(),
    "no runners": json.dumps({**RACE, "runners": []}).encode(),
    "unknown optimizer of a runner": json.dumps({**RACE, "runners": [{"name": "adamant"}]}).encode(),
    "unknown knob of a runner": json.dumps({**RACE, "runners": [{"name": "sgd", "rate": 1}]}).encode(),
    "start out of the surface's reach": json.dumps({**RACE, "function": "log(x) + y", "start": {"x": -1}}).encode(),
    "loss not finite at the start": json.dumps({**CASE_8, "function": "log(x)", "start": {"x": -1}}).encode(),
}


@pytest.mark.parametrize("data", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    assert "bad.json" in refused(tmp_path, "run", "bad.json")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run"], "FILE"),
        (["run", "e.json", "--histroy", "h.csv"], "--histroy"),
        (["run", "e.json", "--hist", "h.csv"], "--hist"),
        (["run", "e.json", "--engine", "fast"], "fast"),
        (["run", "e.json", "--language", "fr"], "fr"),
        (["run", "e.json", "--picture", "p.jpg"], ".svg"),
        (["run", "e.json", "--picture", "no/p.png"], "no/p.png"),
        (["run", "e.json", "--picture", f"{'9' * 300}.png"], "too long"),
        (["run", "e.json", "--history", "."], "--history"),
        (["run", "e.json", "--json", "e.json"], "FILE"),
        (["run", "e.json", "--json", "o", "--history", "o"], "--json"),
        (["run", "no\nsuch.json"], "no\\nsuch.json"),
        (["run", "."], "."),
        (["no such.json"], "no such.json"),
        (["--lab", "surfaces"], "surfaces"),
        (["--theme", "pink"], "pink"),
        (["a.json", "b.json"], "b.json"),
    ],
    ids=lambda value: " ".join(value).replace("\n", "|") if isinstance(value, list) else "",
)
def test_an_option_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path, arguments: list[str], word: str) -> None:
    (tmp_path / "e.json").write_text(json.dumps(ENDLESS), encoding="utf-8")
    assert word in refused(tmp_path, *arguments)
    assert [path.name for path in tmp_path.iterdir()] == ["e.json"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X and Wayland can lack a display")
def test_without_a_display_the_window_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "display" in reason(call(folder=tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the names of files do not depend on the locale")
@pytest.mark.parametrize(
    ("settings", "encoding"),
    [
        ({"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii"),  # only so does Python keep to ASCII
        ({}, "utf-8"),  # and else takes UTF-8, which Qt does not, and complains
        ({"PYTHONIOENCODING": "gbk"}, "gbk"),
    ],
)
def test_files_are_named_in_utf8_and_the_output_is_of_the_terminal_whatever_the_locale(
    tmp_path: Path, settings: dict[str, str], encoding: str
) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "run", "没有 €.json", "--language", "zh_CN"]
    unset = {"LANG", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONCOERCECLOCALE"}
    kept = {name: value for name, value in environment().items() if name not in unset}
    done = subprocess.run(
        command, cwd=tmp_path, env={**kept, "LC_ALL": "C", **settings}, capture_output=True, check=False
    )
    said = "main.py: 无法读取 没有 €.json：没有这个文件\n".encode(encoding, "backslashreplace")
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", said)


def test_the_outputs_take_the_encoding_of_the_environment_where_python_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, expected in (("gbk", "回归\\u2603"), ("", "回归☃"), ("none such", "回归☃")):
        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")  # as the packaged program has it
        monkeypatch.setenv("PYTHONIOENCODING", name)
        monkeypatch.setattr(sys, "stdout", output)
        main.main(["--no-such"])
        output.write("回归☃")
        output.flush()
        assert output.buffer.getvalue() == expected.encode(name if name == "gbk" else "utf-8")  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name == "nt", reason="the current folder cannot be deleted on Windows")
def test_a_run_needs_no_current_folder(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text(json.dumps(CASE_8), encoding="utf-8")
    (tmp_path / "gone").mkdir()
    within = ["sh", "-c", 'cd gone && rmdir "$PWD" && exec "$@"', "sh", sys.executable, str(ROOT / "main.py"), "run"]
    for arguments, code in (
        ([tmp_path / "e.json"], 0),
        ([tmp_path / "e.json", "--json", "r.json"], 2),
        (["e.json"], 2),
    ):
        (tmp_path / "gone").mkdir(exist_ok=True)
        done = subprocess.run([*within, *arguments], cwd=tmp_path, env=environment(), capture_output=True, check=False)
        assert (done.returncode, len(done.stderr.splitlines())) == (code, 0 if code == 0 else 1), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals and signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_long_run_shows_a_bar_on_a_terminal_and_an_interrupt_ends_it_without_a_trace(
    tmp_path: Path, sign: signal.Signals
) -> None:
    (tmp_path / "e.json").write_text(json.dumps(ENDLESS), encoding="utf-8")
    command = [sys.executable, str(ROOT / "main.py"), "run", "e.json", "--history", "h.csv"]
    terminal, other_end = os.openpty()
    # Where a script runs the tests in the background SIGINT is ignored, also in the processes that they start, and
    # what begins so must not end by it. This one is to begin as from a terminal: a signal that is handled here is in
    # a new process what it is by default.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=other_end)
    signal.signal(signal.SIGINT, before)
    with process:
        os.close(other_end)
        shown = b""
        while b"%" not in shown:
            shown += os.read(terminal, 1024)
        process.send_signal(sign)
        with contextlib.suppress(OSError):  # how a terminal says that nobody is there any more
            while more := os.read(terminal, 1024):
                shown += more
        assert process.wait(timeout=300) == 130
    os.close(terminal)
    assert b"[" in shown
    assert b"Traceback" not in shown
    assert [path.name for path in tmp_path.iterdir()] == ["e.json"]


def test_help_is_help(tmp_path: Path) -> None:
    for arguments in (["--help"], ["run", "--help"]):
        done = call(*arguments, folder=tmp_path, fresh=True)
        assert done.returncode == 0
        assert "FILE" in done.stdout


def test_both_engines_give_the_same_run_and_the_result_says_which_it_was(tmp_path: Path) -> None:
    document = {**CASE_8, "function": "x**2 + sin(3x)", "epochs": 300, "optimizer": {"name": "adam"}}
    by_autograd, wanted, _ = run(tmp_path, document, "--engine", "autograd")
    compiled, rows, _ = run(tmp_path, document, "--engine", "compiled")
    assert (by_autograd["engine"], compiled["engine"]) == ("autograd", "compiled")
    assert compiled["verdict"] == by_autograd["verdict"]
    for name in ("loss", "x", "grad_x"):
        np.testing.assert_allclose(column(rows, name), column(wanted, name), rtol=1e-9)


def test_a_long_run_is_compiled_by_itself(tmp_path: Path) -> None:
    result, rows, _ = run(tmp_path, {**CASE_8, "epochs": 50_000})
    assert result["engine"] == "compiled"
    assert len(rows) == 50_001


def test_the_compiled_engine_is_refused_with_the_reason_where_it_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "e.descent.json").write_text(json.dumps({**CASE_8, "dtype": "float32"}), encoding="utf-8")
    line = refused(tmp_path, "run", "e.descent.json", "--engine", "compiled")
    assert "--engine compiled" in line
    assert "float32" in line


@pytest.mark.parametrize("command", ["main.py", "descent-lab", "descent-lab-window.exe"])
def test_help_and_refusals_name_the_command_that_was_started(command: str, tmp_path: Path) -> None:
    name = command.removesuffix(".exe")
    for arguments, expected in (
        (["--help"], f"usage: {name} "),
        (["run", "--help"], f"usage: {name} run "),
        (["--lab", "none"], f"{name}: "),
    ):
        program = f"import sys; sys.argv = ['/somewhere/{command}', *{arguments}]; import main; sys.exit(main.main())"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.stdout + done.stderr).startswith(expected)
        assert done.returncode == (0 if "--help" in arguments else 2)
