"""The runners of the race: which is selected, which are shown, and what the user changes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from gui.look.text import render
from gui.run.catalogue_items import optimizer_knobs
from gui.widgets.runners.runner_list import RunnerItem
from model.catalogue.optimizers import OPTIMIZERS
from model.experiment import MAX_RUNNERS, STEP_PARTS, OptimizerSetting, Runner
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.run.lab_run import LabRun
    from gui.widgets.runners.runner_list import RunnerList
    from model.experiment import Surface, SurfaceRun


def names_of(experiment: Surface) -> tuple[str, ...]:
    """Return what each runner is called: its label or its optimizer, with rate or number where others share it."""
    titles = [runner.label or render(runner.optimizer.entry.title) for runner in experiment.runners]
    rates = [number_text(runner.optimizer.learning_rate, 3) for runner in experiment.runners]
    names = [
        f"{title}, η = {rate}" if titles.count(title) > 1 else title for title, rate in zip(titles, rates, strict=True)
    ]
    return tuple(f"{name} ({index + 1})" if names.count(name) > 1 else name for index, name in enumerate(names))


class Runners(QObject):
    """Joins the list of runners to the experiment; ``notes`` returns a sentence on each runner, or none at all.

    Emits ``selectionChanged`` when controls and pages are to show another, ``shownChanged`` when others are drawn.
    """

    selectionChanged = Signal()
    shownChanged = Signal()

    def __init__(self, run: LabRun[Surface], widget: RunnerList, notes: Callable[[], Sequence[str]]) -> None:
        super().__init__(run)
        self._run = run
        self._widget = widget
        self._notes = notes
        self._selected = 0
        self._hidden: set[int] = set()
        widget.set_most(MAX_RUNNERS)
        widget.edited.connect(self._edited)
        widget.committed.connect(run.document.end_gesture)
        widget.addAsked.connect(self._add)
        widget.duplicateAsked.connect(self._duplicate)
        widget.removeAsked.connect(self._remove)
        widget.moveAsked.connect(self._move)
        widget.selected.connect(self.select)
        run.experimentShown.connect(self.show)

    # ---- what is shown

    @property
    def selected(self) -> int:
        """The index of the runner that controls and pages show."""
        return min(self._selected, len(self._run.experiment.runners) - 1)

    @property
    def name(self) -> str:
        """What that runner is called."""
        return names_of(self._run.experiment)[self.selected]

    def descent(self) -> SurfaceRun:
        """Return the descent of that runner."""
        return self._run.experiment.run_of(self.selected)

    def is_shown(self, index: int) -> bool:
        """Whether the runner at an index is drawn."""
        return index not in self._hidden

    @Slot()
    def show(self) -> None:
        """Put the runners into the list."""
        notes = dict(enumerate(self._notes()))
        self._widget.set_runners(
            [
                RunnerItem(
                    style=index,
                    label=runner.label,
                    title=render(runner.optimizer.entry.title),
                    optimizer=runner.optimizer.name,
                    rate=runner.optimizer.learning_rate,
                    knobs=tuple(optimizer_knobs(runner.optimizer)),
                    shown=self.is_shown(index),
                    note=notes.get(index, ""),
                )
                for index, runner in enumerate(self._run.experiment.runners)
            ]
        )
        self._widget.set_selected(self.selected)

    @Slot(int)
    def select(self, index: int) -> None:
        """Have another runner shown in controls and pages."""
        if index != self._selected:
            self._run.document.end_gesture()
            self._selected = index
            self._widget.set_selected(self.selected)
            self.selectionChanged.emit()

    @property
    def hidden(self) -> list[int]:
        """The indices of the runners that are not drawn."""
        return sorted(self._hidden)

    def choose(self, selected: int, hidden: Sequence[int]) -> None:
        """Select a runner and hide others, as far as there are such."""
        there = range(len(self._run.experiment.runners))
        if set(hidden) != self._hidden:
            self._hidden = set(hidden) & set(there)
            self.show()
            self.shownChanged.emit()
        self.select(selected if selected in there else 0)

    # ---- changes

    def change(self, gesture: str | None = None, **changes: Any) -> bool:
        """Propose the selected runner with some fields changed; return whether it was accepted."""
        return self._change(self.selected, gesture, **changes)

    def _change(self, index: int, gesture: str | None, **changes: Any) -> bool:
        experiment = self._run.experiment
        if STEP_PARTS.keys() & changes.keys():
            experiment = experiment.with_own_parts()
        runners = list(experiment.runners)
        runners[index] = replace(runners[index], **changes)
        gesture = gesture and f"{gesture} of {index}"
        return self._run.propose_experiment(replace(experiment, runners=tuple(runners)), gesture)

    @Slot(int, str, object)
    def _edited(self, index: int, what: str, value: Any) -> None:
        optimizer = self._run.experiment.runners[index].optimizer
        if what == "shown":
            self._hidden ^= {index}
            self.show()
            self.shownChanged.emit()
        elif what == "label":
            self._change(index, "label", label=str(value))
        elif what == "optimizer":
            if value != optimizer.name:
                self._change(index, None, optimizer=optimizer.with_rule(str(value)))
        else:
            self._change(index, f"knob {what}", optimizer=optimizer.with_knob(what, value))

    @Slot()
    def _add(self) -> None:
        """Add the first rule of the catalogue that does not race yet, and select it."""
        runners = self._run.experiment.runners
        racing = {runner.optimizer.name for runner in runners}
        name = next((name for name in OPTIMIZERS if name not in racing), runners[-1].optimizer.name)
        self._insert(len(runners), Runner(OptimizerSetting.of(name)))

    @Slot(int)
    def _duplicate(self, index: int) -> None:
        self._insert(index + 1, self._run.experiment.runners[index])

    def _insert(self, index: int, runner: Runner) -> None:
        runners = self._with_hidden()
        runners.insert(index, (runner, False))
        self._rearrange(runners, index)

    @Slot(int)
    def _remove(self, index: int) -> None:
        runners = self._with_hidden()
        del runners[index]
        self._rearrange(runners, max(self.selected - (self.selected >= index), 0))

    @Slot(int, int)
    def _move(self, start: int, end: int) -> None:
        runners = self._with_hidden()
        order = list(range(len(runners)))
        order.insert(end, order.pop(start))
        self._rearrange([runners[old] for old in order], order.index(self.selected))

    def _with_hidden(self) -> list[tuple[Runner, bool]]:
        """Return each runner, and whether it is hidden."""
        return [(runner, index in self._hidden) for index, runner in enumerate(self._run.experiment.runners)]

    def _rearrange(self, runners: list[tuple[Runner, bool]], selected: int) -> None:
        """Propose other runners; if they are accepted, the selected and the hidden ones stay so at their new index."""
        before = self._selected, self._hidden
        self._selected, self._hidden = selected, {index for index, (_, hidden) in enumerate(runners) if hidden}
        self._run.document.end_gesture()
        if self._run.propose(runners=tuple(runner for runner, _ in runners)):
            self.selectionChanged.emit()
        else:
            self._selected, self._hidden = before
            self.show()
