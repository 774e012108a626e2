"""The process of a program ends as it should and says why, whatever the program does; nothing of it is left behind."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.message import Message
from model.program.child.channel import Begun, Ended, Failure, Look, Printed, Ready, Watched, plain
from model.program.child.player import Outcome, Player, run_program
from model.program.child.process import Child
from model.program.child.walls_outside import watch_memory
from model.program.source import Refused
from tests.program.child.scripted import COMMAND, PRINTED_IN_PIECES, ROOT, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.program.child.channel import Report

PATIENCE = 120.0
AT_ONCE = 0.2
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what Linux has")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.fixture(params=[False, pytest.param(True, marks=ON_LINUX)], ids=["spare", "forked"])
def player(request: pytest.FixtureRequest) -> Iterator[Player]:
    player = Player(COMMAND, forks=request.param)
    yield player
    player.close()


def warmed(player: Player) -> None:
    """Wait until the next program begins at once; what forks is warm since the first."""
    player.warm()
    deadline = time.monotonic() + PATIENCE
    while player._spare is not None and not player._spare.is_ready:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def processes_of(parent: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    lists = Path(f"/proc/{parent}/task").glob("*/children")
    children = [int(number) for numbers in lists for number in numbers.read_text().split()]
    return [*children, *(each for child in children for each in processes_of(child))]


def run(script: str) -> Outcome:
    return run_program(Child.start(COMMAND), script, 7, lambda text: None, lambda note: None)


def failure(script: str) -> str:
    """Return the sentence by which a script is ended that has no error of its own."""
    return sentence_of(run(script).failure)


def sentence_of(failure: Failure | None) -> str:
    assert failure is not None
    assert (failure.kind, failure.type, failure.line) == ("failed", None, None)
    return str(failure.message)


def until(program: Player | Child, kind: type[Report]) -> list[Report]:
    """Wait until a report of a kind has come, and return all that have."""
    reports: list[Report] = []
    deadline = time.monotonic() + PATIENCE
    while not any(isinstance(report, kind) for report in reports):
        assert time.monotonic() < deadline, reports
        reports += program.poll() if isinstance(program, Player) else program.reports()
        time.sleep(0.001)
    return [report for report in reports if not isinstance(report, Ready)]


def is_running(number: int) -> bool:
    """Tell whether a process runs: one that has ended may wait for somebody to ask how."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


def test_what_is_printed_comes_at_once_and_sets_have_the_same_order_in_every_run() -> None:
    pieces: list[str] = []
    notes: list[Message] = []
    first = run_program(Child.start(COMMAND), "texts", 7, pieces.append, notes.append)
    assert pieces[0] == "\\ud800 π 中文\n"
    assert pieces[-1] == "seed 7\n"
    assert first == Outcome("".join(pieces), None, {}, 0)
    assert notes == [Message("program", "a note")]
    assert run("texts") == first


def test_variables_of_any_size_pass_and_an_error_of_the_program_is_told() -> None:
    outcome = run("ended")
    message = "a \\ud800\nmessage"
    assert outcome.failure == Failure("failed", message, "ValueError", 3)
    assert (outcome.variables, outcome.plots) == (VARIABLES, 2)


def test_a_limit_is_told_by_a_message_that_can_be_translated() -> None:
    found = run("limit").failure
    assert found is not None
    assert found.message == Message("program", "{n} is too much").fill(n=3)
    assert found.line == 1


@pytest.mark.parametrize("value", ["a {b}", math.nan, math.inf, 1 << 100, (1, "\ud800"), Path("a"), Message("b", "c")])
def test_a_message_says_the_same_where_it_comes_out(value: object) -> None:
    message = Message("a", "{x} and {y}").fill(x=value, y=2)
    assert plain(message).text() == message.text().replace("\ud800", "\\ud800")


def test_a_program_that_is_refused_is_so_at_its_line_and_column() -> None:
    with pytest.raises(Refused, match="foo is not known") as caught:
        run("refused foo")
    assert (caught.value.line, caught.value.column) == (2, 5)


def test_an_error_of_our_own_is_told_as_one() -> None:
    with pytest.raises(RuntimeError, match=r"AssertionError: \\ud800"):
        run("broken")


@ON_LINUX
def test_more_memory_than_two_gigabytes_is_a_sentence() -> None:
    outcome = run("memory")
    assert sentence_of(outcome.failure) == "The program needs more memory than the 2 GB that it may have."
    assert 24 <= len(outcome.printed.splitlines()) <= 33  # of 64 MB each


@ON_LINUX
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("memory_in_c", "The program was ended: what it called in PyTorch or NumPy broke down."),
        ("crash", "The program was ended: what it called in PyTorch or NumPy broke down."),
        ("leave", "The process of the program ended by itself (3)."),
        ("half", "The process of the program ended by itself (0)."),
    ],
)
def test_a_process_that_dies_is_told_by_a_sentence(script: str, sentence: str) -> None:
    assert failure(script) == sentence


NESTED = ("deep", "deeper", "nested", "no_json")


@ON_LINUX
@pytest.mark.parametrize("script", ["no_message", "too_large", "silent", "wrong_field", "wide_field", *NESTED])
def test_a_process_that_reports_nonsense_is_ended(script: str) -> None:
    assert failure(script) == "The program was ended: its process reported what makes no sense."


def test_endless_printing_is_cut() -> None:
    outcome = run("flood")
    assert sentence_of(outcome.failure) == "The program was ended: it printed too much."
    assert outcome.printed == "x" * (PRINTED_IN_PIECES * int((64 << 20) / (PRINTED_IN_PIECES + 19)))


def test_a_text_that_is_not_parsed_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.program.child.process._TO_READ", 0.1)
    assert failure("slow") == "The program was not begun: to read it took too long."


def test_a_process_that_is_not_ready_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.program.child.process._TO_WARM", 0.1)
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    outcome = run_program(Child.start(command), "", 0, lambda text: None, lambda note: None)
    assert sentence_of(outcome.failure) == "The program was not begun: its process was not ready in time."


@pytest.mark.parametrize("script", ["endless", "endless_in_c", "asleep", "full"])
def test_stop_ends_whatever_runs_at_once_and_keeps_what_was_printed(player: Player, script: str) -> None:
    player.start(script, 0)
    until(player, Printed)
    begun = time.monotonic()
    player.stop()
    last = until(player, Ended)[-1]
    assert time.monotonic() - begun < AT_ONCE
    assert isinstance(last, Ended)
    assert sentence_of(last.failure) == "The program was stopped."
    assert player.poll() == []


def test_a_program_that_has_ended_can_be_looked_at_until_it_is_stopped(player: Player) -> None:
    player.start("ended", 0)
    until(player, Ended)
    for first in (2, 5):
        player.ask(Look(first, 7))
        (watched,) = until(player, Watched)
        assert isinstance(watched, Watched)
        assert [(frame.place, frame.line) for frame in watched.window.frames] == [(first, 7)]
    child = player._child
    assert child is not None
    player.ask(Look(1, 0))  # of which the process dies
    child.wait()
    player.ask(Look(1, 7))
    assert player.poll() == []
    player.start("texts", 0)
    until(player, Ended)


def test_another_program_begins_at_once_beside_one_that_goes_on(player: Player) -> None:
    player.start("endless", 0)
    until(player, Printed)
    warmed(player)
    begun = time.monotonic()
    player.start("ended", 0)
    reports = until(player, Ended)
    assert time.monotonic() - begun < AT_ONCE
    assert [type(report) for report in reports] == [Begun, Ended]


def test_of_programs_that_come_faster_than_a_process_gets_ready_the_last_is_run(player: Player) -> None:
    player.start("endless", 0)
    first = player._child
    player.start("texts", 3)
    assert player._child is first
    reports = until(player, Ended)
    assert [report.text for report in reports if isinstance(report, Printed)][-1] == "seed 3\n"
    player.start("endless", 0)
    player.stop()
    player.start("texts", 4)
    reports = until(player, Ended)
    assert [report.text for report in reports if isinstance(report, Printed)][-1] == "seed 4\n"


@ON_LINUX
@pytest.mark.parametrize("is_warm", [False, True])
def test_a_program_ends_with_the_server_that_forks(is_warm: bool) -> None:
    player = Player(COMMAND)
    player.start("endless_in_c", 0)
    if is_warm:
        until(player, Printed)
    assert player._server is not None
    player._server._process.kill()
    last = until(player, Ended)[-1]
    assert isinstance(last, Ended)
    assert sentence_of(last.failure) == "The program was ended by the system, most likely because memory ran out."
    player.close()


@ON_LINUX
def test_a_program_that_is_stopped_before_the_server_is_warm_never_begins() -> None:
    player = Player(COMMAND)
    player.start("endless", 0)
    player.stop()
    begun = time.monotonic()
    last = until(player, Ended)[-1]
    assert time.monotonic() - begun < AT_ONCE
    assert isinstance(last, Ended)
    assert sentence_of(last.failure) == "The program was stopped."
    player.start("texts", 1)
    until(player, Ended)
    assert player._server is not None
    assert processes_of(player._server._process.pid) == [player._child._process.pid]
    player.close()


def test_processes_do_not_end_with_the_thread_that_asked_for_them(player: Player) -> None:
    thread = threading.Thread(target=player.start, args=("asleep", 0))
    thread.start()
    thread.join()
    until(player, Printed)
    child = player._child
    assert child is not None
    assert not child.has_ended


def test_a_warm_process_that_has_died_is_replaced(player: Player) -> None:
    player.start("ended", 0)
    until(player, Ended)
    player.warm()
    warm = player._spare or player._server
    assert warm is not None
    warm._process.kill()
    warm._process.wait()
    if player._spare is not None:
        player._spare.wait()
    player.start("ended", 0)
    last = until(player, Ended)[-1]
    assert isinstance(last, Ended)
    assert last.plots == 2


@ON_LINUX
def test_close_ends_all_processes(player: Player) -> None:
    others = processes_of(os.getpid())
    player.start("endless_in_c", 0)
    until(player, Printed)
    player.start("endless", 0)
    until(player, Printed)
    player.warm()
    children = {*processes_of(os.getpid())} - {*others}
    assert len(children) >= 2
    player.close()
    assert player.poll() == []
    assert not any(map(is_running, children))


@ON_LINUX
def test_a_process_ends_with_the_one_that_started_it() -> None:
    program = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from model.program.child.process import Child
from tests.program.child.scripted import COMMAND
child = Child.start(COMMAND)
child.begin("endless_in_c", 0)
while True:
    for event in child.reports(1.0):
        print(getattr(event, "text", ""), flush=True)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    number = next(int(line) for line in parent.stdout if line.strip())
    assert is_running(number)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 2
    while is_running(number):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@ON_LINUX
def test_memory_can_be_watched_from_outside() -> None:
    child = Child.start(COMMAND)
    release = watch_memory(child._process, lambda number: 2 if is_running(number) else 0, most=1)
    child.begin("asleep", 0)
    reports: list[Report] = []
    while not (reports and isinstance(reports[-1], Ended)):
        reports += child.reports(PATIENCE)
    release()
    sentence = "The program was ended by the system, most likely because memory ran out."
    assert sentence_of(reports[-1].failure) == sentence
    child.wait()


def test_the_parent_needs_no_torch() -> None:
    program = "import model.program.child.player, sys; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
