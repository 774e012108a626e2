"""The runners of the race: which is selected, which are shown, and what the hand changes of them."""

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
    from gui.labs.surface.controller import SurfaceLab
    from gui.widgets.runners.runner_list import RunnerList
    from model.experiment import Surface

__all__ = ["Runners", "names_of"]


def names_of(experiment: Surface) -> tuple[str, ...]:
    """Return what each runner is called: its label, or its optimizer, with what tells it from its namesakes."""
    titles = [render(runner.title) if not runner.label else runner.label for runner in experiment.runners]
    rates = [number_text(runner.optimizer.learning_rate, 3) for runner in experiment.runners]
    names = [
        f"{title}, η = {rate}" if titles.count(title) > 1 else title for title, rate in zip(titles, rates, strict=True)
    ]
    return tuple(f"{name} ({index + 1})" if names.count(name) > 1 else name for index, name in enumerate(names))


class Runners(QObject):
    """Joins the list of runners to the experiment.

    Signals
    -------
    selectionChanged()
        The controls and pages speak of another runner.
    shownChanged()
        Other runners are shown.
    """

    selectionChanged = Signal()
    shownChanged = Signal()

    def __init__(self, lab: SurfaceLab, widget: RunnerList) -> None:
        super().__init__(lab)
        self._lab = lab
        self._widget = widget
        self._selected = 0
        self._hidden: set[int] = set()
        widget.set_most(MAX_RUNNERS)
        widget.edited.connect(self._edited)
        widget.committed.connect(lab.document.end_gesture)
        widget.addAsked.connect(self._add)
        widget.duplicateAsked.connect(self._duplicate)
        widget.removeAsked.connect(self._remove)
        widget.moveAsked.connect(self._move)
        widget.selected.connect(self.select)

    # ---- what is shown

    @property
    def selected(self) -> int:
        """The place of the runner that controls and pages speak of."""
        return min(self._selected, len(self._experiment.runners) - 1)

    def is_shown(self, index: int) -> bool:
        """Whether the runner at a place is drawn."""
        return index not in self._hidden

    @property
    def _experiment(self) -> Surface:
        return self._lab.document.experiment

    def show(self) -> None:
        """Put the runners into the list."""
        notes = dict(enumerate(self._lab.fair.notes()))
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
                for index, runner in enumerate(self._experiment.runners)
            ]
        )
        self._widget.set_selected(self.selected)

    @Slot(int)
    def select(self, index: int) -> None:
        """Speak of another runner."""
        if index != self._selected:
            self._lab.document.end_gesture()
            self._selected = index
            self._widget.set_selected(self.selected)
            self.selectionChanged.emit()

    # ---- changes

    def change(self, index: int, gesture: str | None, **changes: Any) -> bool:
        """Propose one runner with some fields changed."""
        experiment = self._experiment
        if STEP_PARTS.keys() & changes.keys():
            experiment = experiment.with_own_parts()
        runners = list(experiment.runners)
        runners[index] = replace(runners[index], **changes)
        self._lab.clear_refusals()
        return self._lab.document.propose(replace(experiment, runners=tuple(runners)), gesture)

    def _propose(self, runners: list[Runner], gesture: str | None = None) -> bool:
        return self._lab.propose(gesture, runners=tuple(runners))

    @Slot(int, str, object)
    def _edited(self, index: int, what: str, value: Any) -> None:
        optimizer = self._experiment.runners[index].optimizer
        if what == "shown":
            self._hidden ^= {index}
            self.show()
            self.shownChanged.emit()
        elif what == "label":
            self.change(index, f"label {index}", label=str(value))
        elif what == "optimizer":
            if value != optimizer.name:
                self.change(index, None, optimizer=optimizer.with_rule(str(value)))
        else:
            self.change(index, f"knob {index} {what}", optimizer=optimizer.with_knob(what, value))

    @Slot()
    def _add(self) -> None:
        """Add the first rule of the catalogue that does not race yet, and select it."""
        runners = self._experiment.runners
        racing = {runner.optimizer.name for runner in runners}
        name = next((name for name in OPTIMIZERS if name not in racing), runners[-1].optimizer.name)
        self._insert(len(runners), Runner(OptimizerSetting.of(name)))

    @Slot(int)
    def _duplicate(self, index: int) -> None:
        self._insert(index + 1, self._experiment.runners[index])

    def _insert(self, index: int, runner: Runner) -> None:
        runners = list(self._experiment.runners)
        runners.insert(index, runner)
        hidden = {place + (place >= index) for place in self._hidden}
        self._rearrange(runners, hidden, index)

    @Slot(int)
    def _remove(self, index: int) -> None:
        runners = list(self._experiment.runners)
        del runners[index]
        hidden = {place - (place > index) for place in self._hidden if place != index}
        self._rearrange(runners, hidden, max(self.selected - (self.selected >= index), 0))

    @Slot(int, int)
    def _move(self, start: int, end: int) -> None:
        order = list(range(len(self._experiment.runners)))
        order.insert(end, order.pop(start))
        hidden = {place for place, old in enumerate(order) if old in self._hidden}
        self._rearrange([self._experiment.runners[old] for old in order], hidden, order.index(self.selected))

    def _rearrange(self, runners: list[Runner], hidden: set[int], selected: int) -> None:
        """Propose other runners; what is selected and hidden moves along where they are taken."""
        before = self._selected, self._hidden
        self._selected, self._hidden = selected, hidden
        self._lab.document.end_gesture()
        if self._propose(runners):
            self.selectionChanged.emit()
        else:
            self._selected, self._hidden = before
            self.show()
