"""Attacks made of a subject and a check: a text, a file or an experiment is drawn, and the program must bear it.

What the check finds wrong, or an exception that it lets through, is a fault; the subject is then cut down to the least
that still shows it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.campaigns.campaign import Report

Subject = TypeVar("Subject")

_ROOT = Path(__file__).parents[2]
_LIMIT_SECONDS = 1.0
"""Of the processor's time that one subject may take; its tenfold ends it."""
_LEAST_SECONDS = 60.0
"""How long a fault is cut down at the most."""


@dataclass(frozen=True)
class Attack(Generic[Subject]):
    """One thing to attack.

    Attributes
    ----------
    kind : str
        Its name in the table.
    draw : callable
        From random numbers a subject.
    check : callable
        Attacks the program with a subject, and returns what is wrong, or None. What it raises is a fault.
    smaller : callable
        Yields subjects that are a little less than one, the least of them last.
    plain : subject
        One that nothing is wrong with, tried before the others, so that none pays for what has to be imported.
    show : callable
        Writes a subject so that it can be read and used again.
    share : int
        How many of the tries it gets, beside others.
    seconds : float
        Of the processor's time that a subject may take.
    first : int
        The number of the first try that may be one of it: what takes long to begin is no part of the sample.
    """

    kind: str
    draw: Callable[[Random], Subject]
    check: Callable[[Subject], str | None]
    smaller: Callable[[Subject], Iterator[Subject]]
    plain: Subject
    show: Callable[[Subject], str] = repr
    share: int = 1
    seconds: float = _LIMIT_SECONDS
    first: int = 0


def attack_with(report: Report, attacks: Sequence[Attack]) -> None:
    """Try one attack after the other until the campaign is over; try k depends on the seed and k alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for attack in attacks if report.tries is None else [each for each in attacks if not each.first]:
            what, _ = outcome(attack, attack.plain, hasty=False)
            if what is not None:
                report.fault(f"{attack.kind}: {what}", f"the plain one: {attack.show(attack.plain)}")
        gc.collect()
        gc.freeze()  # what is imported by now need not be searched again and again
        while report.goes_on():
            random = Random(int(report.random().integers(2**63)))
            attack = random.choices(attacks, [each.share * (report.count >= each.first) for each in attacks])[0]
            subject, number = attack.draw(random), report.count
            what, seconds = outcome(attack, subject)
            report.tried(attack.kind, seconds)
            if what is not None and f"{attack.kind}: {what}" not in report.faults:
                again = f"python -m tests.campaigns {report.name} --seed {report.seed} --only {number}"
                report.fault(f"{attack.kind}: {what}", f"{attack.show(least(attack, subject, what))}\n    {again}")
        gc.unfreeze()


class _TooLong(BaseException):
    """Ends what does not end; no ``except Exception`` holds it up."""


@contextlib.contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Raise `_TooLong` after so many seconds of the processor's time, where the system can tell."""

    def end(*_: object) -> None:
        raise _TooLong

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)  # once more, where it was swallowed
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome(attack: Attack[Subject], subject: Subject, *, hasty: bool = True) -> tuple[str | None, float]:
    """Return what is wrong with a subject, and the seconds of the processor's time that its check took."""
    begun = time.process_time()
    try:
        with _ended_after(10 * attack.seconds if hasty else 600.0):
            what = attack.check(subject)
    except _TooLong:
        what = "it does not end"
    except Exception as error:
        what = f"{type(error).__name__} {_place(error)}"
        if os.environ.get("CAMPAIGN_TRACEBACK"):
            traceback.print_exc()
    seconds = time.process_time() - begun
    if what is None and hasty and seconds > attack.seconds:
        what = f"it takes more than {attack.seconds:g} s"
    return what, seconds


def _place(error: Exception) -> str:
    """Return where in the project an exception comes from; a recursion may end anywhere."""
    if isinstance(error, RecursionError):
        return "somewhere"
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_ROOT)
    ]
    frames = [frame for frame in frames if ".venv" not in frame.filename]
    own = [frame for frame in frames if "tests" not in Path(frame.filename).relative_to(_ROOT).parts] or frames
    return f"in {Path(own[-1].filename).relative_to(_ROOT)}, {own[-1].name}, line {own[-1].lineno}"


def least(attack: Attack[Subject], subject: Subject, what: str) -> Subject:
    """Return the least subject found with which the same is wrong."""
    end, position, is_less = time.monotonic() + _LEAST_SECONDS, 0, False
    while True:
        for number, each in enumerate(attack.smaller(subject)):
            if time.monotonic() > end:
                return subject
            if number >= position and outcome(attack, each)[0] == what:
                subject, position, is_less = each, number, True  # and go on there: what was needed before, still is
                break
        else:
            if not is_less:
                return subject
            position, is_less = 0, False
