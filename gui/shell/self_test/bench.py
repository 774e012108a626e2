"""What a check is, and what the checks share.

A check is one function in a list of `Checks`. It imports what it uses itself, so that what is missing or broken becomes
a line too.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from model.kinds import KINDS
from model.labs import LABS, SURFACE
from model.message import QT_TRANSLATE_NOOP, Message, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.shell.self_test.shown_window import ShownWindow
    from model.message import Translate

_EPOCHS = 500


class Check(NamedTuple):
    """What is checked, and the function that does it: it returns what it found, and raises where that is wrong."""

    title: Message
    do: Callable[..., str]
    arguments: tuple[str, ...] = ()


class Checks(list[Check]):
    """Checks in their order; `one` and `labs` stand before the functions."""

    def one(self, title: Message) -> Callable[[Callable[[Bench], str]], Callable[[Bench], str]]:
        """Add a function."""

        def add(do: Callable[[Bench], str]) -> Callable[[Bench], str]:
            self.append(Check(title, do))
            return do

        return add

    def labs(
        self, title: Message, labs: tuple[str, ...] = LABS
    ) -> Callable[[Callable[[Bench, str], str]], Callable[[Bench, str], str]]:
        """Add a function once for each lab; ``title`` has a field ``{lab}``."""

        def add(do: Callable[[Bench, str], str]) -> Callable[[Bench, str], str]:
            self.extend(Check(title.fill(lab=KINDS[lab].title), do, (lab,)) for lab in labs)
            return do

        return add


class Bench:
    """What the checks share: a folder, runs, and a window; all is gone when the context ends."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._left = ExitStack()
        self.thread_outlasted = False

    def __enter__(self) -> Bench:
        self.folder = Path(self._left.enter_context(tempfile.TemporaryDirectory(prefix="descent-lab-self-test-")))
        return self

    def __exit__(self, *_: object) -> None:
        self._left.close()

    @cached_property
    def translate(self) -> Translate | None:
        """What translates into the language of the lines; English where that is not to be had."""
        if self.language == "en":
            return None
        try:
            from gui.look.text import translator
        except ImportError:
            return None
        return translator(self.language)

    @cached_property
    def shown(self) -> ShownWindow:
        """The window."""
        from gui.shell.self_test.shown_window import ShownWindow

        shown = ShownWindow(self.folder, self.language)
        self._left.callback(self._close, shown)
        return shown

    def _close(self, shown: ShownWindow) -> None:
        self.thread_outlasted = not shown.close()

    @cache  # noqa: B019 - a bench lives as long as the program does
    def rows(self, lab: str, engine: Any) -> Any:
        """Return the finished run of a lab's first case on one engine."""
        from model.analysis.results import finished
        from model.engine.runs import begin_on
        from model.kinds import parts_of

        experiment = first_case(lab)
        rows = finished(begin_on(experiment, engine, parts_of(experiment).begin))
        if rows.engine != engine:
            raise unlike("engine", rows.engine, engine)
        return rows


def first_case(lab: str) -> Any:
    """Return the experiment of the first preset of a lab; a race is cut short, since autograd takes seconds for it."""
    from model.experiment.presets import PRESETS

    experiment: Any = next(preset.experiment for preset in PRESETS if preset.experiment.lab == lab)
    return replace(experiment, epochs=_EPOCHS) if lab == SURFACE else experiment


def unlike(name: str, found: object, expected: object) -> Refused:
    """Say that something was found to be another than expected."""
    return Refused(
        QT_TRANSLATE_NOOP("self_test", "{name} is {found} instead of {expected}"),
        name=name,
        found=found,
        expected=expected,
    )
