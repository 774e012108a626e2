"""One way to begin the run of any experiment, for the window's thread and for a run without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from model.data.points import points_of
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.descent.loop import Descent
    from model.descent.rows import Run
    from model.engine.compiled import CompiledDescent
    from model.experiment import Descending, Experiment, SurfaceRun
    from model.message import Message

Engine: TypeAlias = Literal["auto", "autograd", "compiled"]

_UPDATES_LIKE_COMPILING = 2_000
"""So many updates by autograd, each about 0.1 ms, take as long as loading the compiler and compiling one step …"""
_POINTS_LIKE_A_STEP = 10_000
"""… where there are few points; so many more make an update take twice as long."""


def begin_run(experiment: Experiment | SurfaceRun) -> Run:
    """Begin the descent, or the race, of an experiment on autograd; imports torch.

    Raises `Refused` where there is nothing to run, here or at the first step.
    """
    from model.descent.loop import descend

    return _begun(experiment, descend)


def begin_fastest(experiment: Experiment | SurfaceRun) -> Run:
    """Begin a run on compiled code where it can be, compiling now what it needs, else on autograd; imports torch.

    Raises `Refused` as `begin_run` does.
    """
    compile_steps(experiment)
    return begin_compiled(experiment) if is_compiled(experiment) else begin_run(experiment)


def _begun(experiment: Experiment | SurfaceRun, begin: Callable[[Descending], Descent | CompiledDescent]) -> Run:
    runs = experiment.runs
    if runs[0] is experiment:
        return begin(runs[0])
    from model.descent.race import Race

    return Race(runs, begin)


def begin_on(experiment: Experiment, engine: Engine, begin: Callable[[Experiment], Run] = begin_run) -> Run:
    """Begin the run of an experiment on the engine asked for, compiling now what it needs.

    With "auto" a run is compiled where it can be and is long enough to make up for that; ``begin`` begins one that is
    not. Raises `Refused` where there is nothing to run, or the run is to be compiled and cannot be.
    """
    if engine == "autograd" or (engine == "auto" and not _is_worth_compiling(experiment)):
        return begin(experiment)
    compile_steps(experiment)
    reason = why_autograd(experiment)
    if reason is None:
        return begin_compiled(experiment)
    if engine == "compiled":
        raise Refused(QT_TRANSLATE_NOOP("runs", "--engine compiled: {reason}"), reason=reason)
    return begin(experiment)


def _is_worth_compiling(experiment: Experiment) -> bool:
    """Return whether a run by autograd would take longer than compiling in a program just started."""
    if not experiment.runs:
        return False
    run = experiment.runs[0]
    points = 0 if run.loss is None else len(points_of(run.data))
    updates = run.epochs * run.updates_per_epoch()
    return updates * (1 + points / _POINTS_LIKE_A_STEP) >= _UPDATES_LIKE_COMPILING


def why_autograd(experiment: Experiment | SurfaceRun) -> Message | None:
    """Return why the run of an experiment is not compiled; None where it can be, as far as is known."""
    if not experiment.runs:
        return QT_TRANSLATE_NOOP("runs", "a program is carried out by PyTorch, line by line")
    from model.engine.compiled import why_not

    reasons = (why_not(run) for run in experiment.runs)
    return next((reason for reason in reasons if reason is not None), None)


def is_compiled(experiment: Experiment | SurfaceRun) -> bool:
    """Return whether the steps of an experiment are compiled, so that `begin_compiled` begins at once."""
    from model.engine.compiled import is_ready

    return bool(experiment.runs) and all(map(is_ready, experiment.runs))


def compile_steps(experiment: Experiment | SurfaceRun, is_given_up: Callable[[], bool] = lambda: False) -> None:
    """Compile those steps of an experiment that are not compiled yet; takes some hundredths of a second for each.

    ``is_given_up`` is called before each step; once it returns true, no further one is compiled.
    """
    from model.engine.compiled import prepare

    for run in experiment.runs:
        if is_given_up():
            return
        prepare(run)


def begin_compiled(experiment: Experiment | SurfaceRun) -> Run:
    """Begin the compiled run of an experiment that `is_compiled`; raises as `begin_run`."""
    from model.engine.compiled import CompiledDescent

    return _begun(experiment, CompiledDescent)
