"""One way to begin the run of any experiment, for the window's thread and for a run without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from model.data.points import points_of
from model.experiment import Autograd, Regression, Surface
from model.message import QT_TRANSLATE_NOOP, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.descent.rows import Run
    from model.experiment import Descending, Experiment, SurfaceRun
    from model.message import Message

__all__ = [
    "Engine",
    "begin_compiled",
    "begin_on",
    "begin_run",
    "compile_steps",
    "is_compiled",
    "why_autograd",
]

Engine: TypeAlias = Literal["auto", "autograd", "compiled"]

_UPDATES_LIKE_COMPILING = 2_000
"""So many updates by autograd, each about 0.1 ms, take as long as loading the compiler and compiling one step …"""
_POINTS_LIKE_A_STEP = 10_000
"""… where there are few points; so many more make an update take twice as long."""


def begin_run(experiment: Experiment | SurfaceRun) -> Run:
    """Begin the run of an experiment; imports torch.

    Parameters
    ----------
    experiment : Experiment or SurfaceRun
        A valid experiment, or one run of a race.

    Raises
    ------
    Refused
        Where there is nothing to run, here or at the first step.
    """
    if isinstance(experiment, Autograd):
        from model.program.tensors.movie import Projection

        return Projection(experiment)
    if isinstance(experiment, Surface):
        from model.descent.race import Race

        return Race(experiment)
    from model.descent.loop import descend

    return descend(experiment)


def begin_on(experiment: Experiment, engine: Engine) -> Run:
    """Begin the run of an experiment on the engine asked for, compiling now what it needs.

    Parameters
    ----------
    experiment : Experiment
        A valid experiment.
    engine : "auto", "autograd" or "compiled"
        With "auto" a run is compiled where it can be and is long enough to make up for that.

    Raises
    ------
    Refused
        Where there is nothing to run, or the run is to be compiled and cannot be.
    """
    if engine == "autograd" or (engine == "auto" and not _is_worth_compiling(experiment)):
        return begin_run(experiment)
    compile_steps(experiment)
    reason = why_autograd(experiment)
    if reason is None:
        return begin_compiled(experiment)
    if engine == "compiled":
        raise Refused(QT_TRANSLATE_NOOP("runs", "--engine compiled: {reason}"), reason=reason)
    return begin_run(experiment)


def _is_worth_compiling(experiment: Experiment) -> bool:
    """Tell whether a run by autograd would take longer than compiling does in a program just started."""
    if isinstance(experiment, Autograd):
        return False
    points = len(points_of(experiment.data)) if isinstance(experiment, Regression) else 0
    updates = experiment.epochs * experiment.updates_per_epoch()
    return updates * (1 + points / _POINTS_LIKE_A_STEP) >= _UPDATES_LIKE_COMPILING


def why_autograd(experiment: Experiment) -> Message | None:
    """Say why the run of an experiment is not compiled; None where it can be, as far as is known."""
    from model.engine.compiled import why_not

    if isinstance(experiment, Autograd):
        return QT_TRANSLATE_NOOP("runs", "a program of tensors is carried out by PyTorch, line by line")
    reasons = (why_not(part) for part in _parts_of(experiment))
    return next((reason for reason in reasons if reason is not None), None)


def is_compiled(experiment: Experiment) -> bool:
    """Tell whether the steps of an experiment are compiled, so that `begin_compiled` begins at once."""
    from model.engine.compiled import is_ready

    return not isinstance(experiment, Autograd) and all(map(is_ready, _parts_of(experiment)))


def compile_steps(experiment: Experiment, is_given_up: Callable[[], bool] = lambda: False) -> None:
    """Compile those steps of an experiment that are not compiled yet; takes some hundredths of a second for each.

    Parameters
    ----------
    experiment : Experiment
        A valid experiment.
    is_given_up : callable
        Looked at before each step; where it returns true, no further one is compiled.
    """
    from model.engine.compiled import prepare

    for part in _parts_of(experiment):
        if is_given_up():
            return
        prepare(part)


def begin_compiled(experiment: Experiment) -> Run:
    """Begin the compiled run of an experiment that `is_compiled`.

    Raises
    ------
    Refused
        As `begin_run`.
    """
    from model.engine.compiled import CompiledDescent

    if isinstance(experiment, Surface):
        from model.descent.race import Race

        return Race(experiment, CompiledDescent)
    assert not isinstance(experiment, Autograd)
    return CompiledDescent(experiment)


def _parts_of(experiment: Experiment) -> tuple[Descending, ...]:
    """Return what is descended: an experiment of one run itself, a race's runners, nothing of a program of tensors."""
    if isinstance(experiment, Autograd):
        return ()
    if isinstance(experiment, Surface):
        return tuple(experiment.run_of(index) for index in range(len(experiment.runners)))
    return (experiment,)
