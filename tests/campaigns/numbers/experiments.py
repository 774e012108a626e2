"""What the campaign ``numbers`` attacks with: an experiment as its file, so that what is left of it can be opened."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from model.experiment import Runner, Surface, SurfaceRun
from model.experiment.file import encode
from model.kinds import decode
from model.message import Refused
from tests.campaigns.attack import Attack
from tests.campaigns.documents.experiments import smaller
from tests.campaigns.numbers.engines import differing
from tests.campaigns.numbers.random_experiments import experiment_of, extreme_of, plan
from tests.campaigns.numbers.runs import wrong_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from model.experiment import Descending, Experiment

_CASES = 6
"""Of one plan: experiments with other numbers and the same compiled step."""


def file_of(experiment: Descending) -> bytes:
    """Return the file that holds an experiment; a run on a surface as a race of one."""
    whole: Experiment
    if isinstance(experiment, SurfaceRun):
        runner = Runner(experiment.optimizer, "", experiment.schedule, experiment.clip, experiment.noise)
        shared = {name: getattr(experiment, name) for name in ("function", "start", "epochs", "dtype", "tolerance")}
        whole = Surface(runners=(runner,), **shared)
    else:
        whole = experiment
    return encode(whole, Path.cwd())


def _drawn(random: Random, of: Callable[..., Descending], count: int) -> tuple[bytes, ...]:
    """Return experiments of one plan: they have one compiled step, which takes the longest to make."""
    drawn = plan(random)
    files: list[bytes] = []
    for _ in range(count):
        with suppress(Refused):
            files.append(file_of(of(random, drawn)))
    return tuple(files) or _drawn(random, of, count)


def _each(files: tuple[bytes, ...], check: Callable[[Experiment, bytes], str | None]) -> str | None:
    """Return what is wrong with the first experiment of which something is."""
    for data in files:
        try:
            experiment = decode(data, Path.cwd())
        except Refused:
            continue
        if what := check(experiment, data):
            return what
    return None


def _smaller(files: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    if len(files) > 1:
        yield from ((each,) for each in files)
    else:
        yield from ((less,) for less in smaller(files[0]))


def _attack(kind: str, of: Callable[..., Descending], whole: bool, share: int) -> Attack[tuple[bytes, ...]]:
    plain = b'{"format": "descent-lab", "version": 1, "lab": "minimise", "epochs": 3}'
    return Attack(
        kind=kind,
        draw=partial(_drawn, of=of, count=1 if whole else _CASES),
        check=partial(_each, check=_whole_run if whole else _steps),
        smaller=_smaller,
        plain=(plain,),
        show=lambda files: b"\n".join(files).decode(),
        share=share,
        seconds=60.0,
    )


def _steps(experiment: Experiment, data: bytes) -> str | None:
    return differing(experiment.runs[0], Random(data))


def _whole_run(experiment: Experiment, _: bytes) -> str | None:
    return wrong_run(experiment)


NUMBERS = [
    _attack("steps on both engines", experiment_of, whole=False, share=3),
    _attack("… with extreme numbers", extreme_of, whole=False, share=3),
    _attack("whole runs", experiment_of, whole=True, share=1),
    _attack("whole runs with extreme numbers", extreme_of, whole=True, share=2),
]
