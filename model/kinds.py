"""What belongs to each kind of experiment, in one table; importing this loads nothing of it.

The modules below ask an experiment for its own properties (its runs, its loss, its parameters), never for its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeGuard, TypeVar

from model.labs import AUTOGRAD, MINIMISE, REGRESSION, SURFACE
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from model.descent.history import History
    from model.descent.race_history import RaceHistory
    from model.descent.rows import Run
    from model.engine.runs import Engine
    from model.experiment import Autograd, Experiment, Minimise, Regression, Surface
    from model.listing.source_text import Listing
    from model.program.reel import Reel

E = TypeVar("E")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Parts(Generic[E, R]):
    """The functions of one kind of experiment.

    ``check`` refuses an experiment that is not valid, ``begin`` begins a run that is not compiled, here, which imports
    torch, or in a process of its own, ``listing`` returns an experiment as a PyTorch program, and ``result`` its result
    from the rows of the finished run, with all that analysis finds; of a program that is the rows.
    """

    check: Callable[[E], None]
    begin: Callable[[E], Run]
    listing: Callable[[E], Listing]
    result: Callable[[E, R], Any]


class Kind(NamedTuple):
    """One kind of experiment: the title of its lab in the window, and what returns its `Parts`."""

    title: Message
    parts: Callable[[], Parts[Any, Any]]


def _autograd() -> Parts[Autograd, Reel]:
    from model.listing.program import program_listing

    return Parts(_check_program, _begin_program, program_listing, lambda _, reel: reel)


def _check_program(experiment: Autograd) -> None:
    from model.experiment import check_fields, refused_at
    from model.program.compiler import compile_source
    from model.program.source import Refused, read_source

    check_fields(experiment)
    try:
        compile_source(read_source(experiment.source))
    except Refused as refusal:
        raise refused_at(refusal.key, refusal.message) from None


def _begin_program(experiment: Autograd) -> Run:
    from model.program.child.player import shared_player
    from model.program.reel import Projection

    return Projection(experiment.source, experiment.seed, shared_player())


def _minimise() -> Parts[Minimise, History]:
    from model.analysis.results import descent_result
    from model.engine.runs import begin_run
    from model.experiment import check_fields
    from model.listing.script import function_program

    return Parts(check_fields, begin_run, function_program, descent_result)


def _regression() -> Parts[Regression, History]:
    from model.analysis.results import descent_result
    from model.engine.runs import begin_run
    from model.experiment import check_fields
    from model.listing.script import fit_program

    return Parts(check_fields, begin_run, fit_program, descent_result)


def _surface() -> Parts[Surface, RaceHistory]:
    from model.analysis.results import race_result
    from model.engine.runs import begin_run
    from model.experiment import check_fields
    from model.listing.script import race_program

    return Parts(check_fields, begin_run, race_program, race_result)


KINDS = {
    AUTOGRAD: Kind(QT_TRANSLATE_NOOP("autograd", "Autograd"), _autograd),
    MINIMISE: Kind(QT_TRANSLATE_NOOP("minimise", "Minimise"), _minimise),
    REGRESSION: Kind(QT_TRANSLATE_NOOP("regression", "Regression"), _regression),
    SURFACE: Kind(QT_TRANSLATE_NOOP("surface", "Surface"), _surface),
}
"""The kinds of experiment by the names of their labs, in the order in which they are offered."""


def is_program(experiment: Experiment) -> TypeGuard[Autograd]:
    """Tell whether an experiment is a program, which has no descents."""
    return experiment.lab == AUTOGRAD


def parts_of(experiment: Experiment) -> Parts[Any, Any]:
    """Return the functions of an experiment's kind."""
    return KINDS[experiment.lab].parts()


def listing(experiment: Experiment) -> Listing:
    """Return the PyTorch program of an experiment."""
    return parts_of(experiment).listing(experiment)


def validate(experiment: Experiment) -> None:
    """Check everything that can be checked without computing; refused with one sentence that begins with the key."""
    parts_of(experiment).check(experiment)


def check_kept(experiment: Experiment) -> None:
    """Check an experiment that was shown already: a program may be one that is refused, which its lab says."""
    from model.experiment import check_fields

    if is_program(experiment):
        check_fields(experiment)
    else:
        validate(experiment)


def read(path: Path, progress: Callable[[float], None] | None = None) -> Experiment:
    """Read an experiment file with `model.experiment.file.read`, and check it; or a program, as it is."""
    from model.data.files import is_program_file
    from model.experiment import Autograd, file

    if is_program_file(path):
        from model.program.source.files import read_program

        return Autograd(read_program(path))
    return file.read(path, validate, progress)


def decode(data: bytes, folder: Path, progress: Callable[[float], None] | None = None) -> Experiment:
    """Return the experiment in a file's bytes with `model.experiment.file.decode`, and check it."""
    from model.experiment import file

    return file.decode(data, folder, validate, progress)


def begin(experiment: Experiment) -> Run:
    """Begin a run that is not compiled; imports torch.

    Where there is nothing to run, that is refused, here or at the first step.
    """
    return parts_of(experiment).begin(experiment)


def run(experiment: Experiment, progress: Callable[[float], None] | None = None, engine: Engine = "auto") -> Any:
    """Run a valid experiment to its end, and judge it there.

    ``progress`` is called with the share of the epochs that is done, from 0 to 1; ``engine`` is what computes the
    steps, as for `model.engine.runs.begin_on`. Refused where the experiment cannot be descended: no points, or a loss
    that is not finite at the start; where a line of its program fails; or where the engine is to be "compiled" and
    cannot be.
    """
    from model.analysis.results import finished
    from model.engine.runs import begin_on

    parts = parts_of(experiment)
    return parts.result(experiment, finished(begin_on(experiment, engine, parts.begin), progress))
