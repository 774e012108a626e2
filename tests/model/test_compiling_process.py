"""Steps are traced and compiled in a process of its own, and are the same as those compiled here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.compiled import why_not
from model.compiled.building import build
from model.compiled.code import Plan
from model.compiled.planning import plan_of
from model.compiled.structure import structure_of
from model.compiling import GivenUp
from model.compiling_process import CompilingProcess, compiling_process, plan_elsewhere, small
from model.experiment import (
    STEP_PARTS,
    Minimise,
    OptimizerSetting,
    Regression,
    Surface,
)
from model.message import Message, Refused
from model.points import GeneratedPoints
from model.runs import begin_on

if TYPE_CHECKING:
    from model.experiment import Descending

ROOT = Path(__file__).resolve().parents[2]
EXPERIMENTS: list[Descending] = [
    Minimise("cos(x) + x**2/7"),
    Minimise("cos(x)*x", optimizer=OptimizerSetting.of("adam"), schedule=STEP_PARTS["schedule"].of("cosine")),
    Regression(noise=STEP_PARTS["noise"].of("normal"), clip=STEP_PARTS["clip"].of("norm")),
    Regression(data=GeneratedPoints("book", 1_000, 3), batch_size=100, standardise=True),
    Surface().run_of(0),
]

PATIENCE = 60


def never() -> bool:
    return False


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.lab)
def test_a_step_planned_there_is_the_one_planned_here_and_its_machine_code_is_there(experiment: Descending) -> None:
    plan = compiling_process().plan(experiment, never)
    assert isinstance(plan, Plan)
    assert replace(plan, folder=None) == plan_of(experiment)
    assert plan.folder is not None
    made = build(plan.text, plan.folder)
    assert sum(made.stats.cache_hits.values()) == 1  # type: ignore[attr-defined]
    assert not made.stats.cache_misses  # type: ignore[attr-defined]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.lab)
def test_what_is_sent_has_the_same_structure_and_few_points(experiment: Descending) -> None:
    sent = small(experiment)
    assert structure_of(sent) == structure_of(experiment)
    if isinstance(sent, Regression):
        assert len(sent.data.values) < 10  # type: ignore[union-attr]


def test_an_error_there_is_raised_here_with_its_traceback() -> None:
    process = compiling_process()
    with pytest.raises(RuntimeError, match="Traceback"):
        process.plan("no experiment", never)  # type: ignore[arg-type]
    assert isinstance(process.plan(EXPERIMENTS[0], never), Plan)


def test_what_nobody_wants_any_more_is_given_up_and_the_next_answer_is_the_right_one() -> None:
    process = compiling_process()
    given_up = threading.Event()
    given_up.set()
    with pytest.raises(GivenUp):
        process.plan(Minimise("sin(x)*x**2 + 1/(1 + x**2)"), given_up.is_set)
    plan = process.plan(EXPERIMENTS[0], never)
    assert not isinstance(plan, Message)
    assert plan.text == build_text(EXPERIMENTS[0])


def build_text(experiment: Descending) -> str:
    plan = plan_of(experiment)
    assert isinstance(plan, Plan)
    return plan.text


def test_where_somebody_ends_the_process_another_one_goes_on_and_nothing_of_the_first_is_left() -> None:
    first = compiling_process()
    plan = plan_elsewhere(EXPERIMENTS[0], never)
    assert isinstance(plan, Plan)
    first._process.kill()
    after = plan_elsewhere(EXPERIMENTS[1], never)
    assert isinstance(after, Plan)
    assert compiling_process() is not first
    assert plan.folder is not None
    assert not Path(plan.folder).exists()


def test_a_step_at_which_the_next_process_ends_too_is_not_compiled_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = []

    class Killed:
        def plan(self, _experiment: object, _is_given_up: object) -> object:
            raise EOFError

        def close(self) -> None:
            begun.append(self)

    monkeypatch.setattr("model.compiling_process.compiling_process", lru_cache(Killed))
    assert str(plan_elsewhere(EXPERIMENTS[0], never)) == "the process that compiles it has ended"
    assert len(begun) == 2


def test_where_no_temporary_file_can_be_written_a_run_is_autograds_and_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("model.compiled.code._known", OrderedDict())
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(OSError, match="missing"):
        CompilingProcess()
    with pytest.raises(Refused, match="temporary files"):
        begin_on(EXPERIMENTS[0], "compiled")
    assert begin_on(EXPERIMENTS[0], "auto").history.engine == "autograd"
    assert "temporary files" in str(why_not(EXPERIMENTS[0]))


def test_compiling_here_leaves_nothing_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    script = "from model.compiled import prepare\nfrom model.experiment import Minimise\nprepare(Minimise())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=PATIENCE)
    assert list(tmp_path.iterdir()) == []


def test_the_process_ends_with_the_program_however_that_ends(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import os\n"
        "from model.compiling_process import compiling_process\n"
        "if __name__ == '__main__':\n"
        "    compiling_process()\n"
        "    os._exit(3)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # returns once nobody holds its output any more, and that the process does while it is there
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 3
    assert done.stderr == b""


def test_no_folder_is_left_behind_when_the_program_ends_while_something_is_compiled(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "from model.compiling import GivenUp\n"
        "from model.compiling_process import compiling_process\n"
        "from model.experiment import Minimise, OptimizerSetting\n"
        "if __name__ == '__main__':\n"
        "    process = compiling_process()\n"
        "    process.plan(Minimise(), lambda: False)\n"
        "    try:\n"
        "        process.plan(Minimise('sin(x)', optimizer=OptimizerSetting.of('newton')), lambda: True)\n"
        "    except GivenUp:\n"
        "        pass\n"
    )
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "TEMP": str(folder)}
    subprocess.run([sys.executable, str(script)], env=environment, check=True, timeout=PATIENCE)
    assert list(folder.iterdir()) == []
