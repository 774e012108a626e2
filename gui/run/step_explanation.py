"""The step at the cursor taken apart: its phases, the lit line of the code, and the Explain page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from gui.look.text import render, translate
from gui.run.descent_shown import epoch_text
from gui.run.task import Task
from gui.widgets.mathematics.update_view import UpdateBlock, UpdateLine
from gui.widgets.pages import ExplainPage, PhaseItem
from model.catalogue.equations import latex_number
from model.descent.explain import explain
from model.message import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gui.run.descent_shown import DescentShown, Judgement
    from gui.run.lab_run import LabRun
    from gui.run.shown_listing import ShownListing
    from model.descent.explain import ExplainBlock, ExplainLine
    from model.descent.phases import Phase
    from model.engine.worker import Engine
    from model.experiment import Descending

    Step = tuple[Sequence[Phase], Sequence[ExplainBlock]]

_VALUE_DIGITS = 8
_UPDATE_DIGITS = 6
_SHOWN_NUMBERS = 4
PHASES = ("zero", "forward", "loss", "backward", "update")


class StepExplanation(QObject):
    """Moves through the phases of a step, and explains it while the page is open.

    ``shown`` returns the descent to explain, ``verdict`` the verdict on the run, and ``line_key`` what the listing,
    where the line of the phase is lit, calls a phase of the descent.
    """

    def __init__(
        self,
        run: LabRun[Any],
        listing: ShownListing,
        shown: Callable[[], DescentShown | None],
        verdict: Callable[[], Judgement],
        engine: Engine,
        line_key: Callable[[str], str] = str,
    ) -> None:
        super().__init__(run)
        self.page = ExplainPage()
        self.explained: tuple[int, Descending, int] | None = None
        """The number of the run, the descent and the index of the row whose step was taken apart last."""
        self._run = run
        self._listing = listing
        self._shown = shown
        self._verdict = verdict
        self._line_key = line_key
        self._phase: int | None = None
        self._phase_row = -1
        self._asked: tuple[int, Descending, int] | None = None
        self._step: Step = ((), ())
        self._task = Task(engine, self)
        self._task.done.connect(self._take)
        self._clock = QTimer(self, singleShot=True, interval=0)
        self._clock.timeout.connect(self._ask)
        self.page.phaseRequested.connect(self.step_phase)
        self.page.shown.connect(run.draw)
        run.document.changed.connect(self._leave_phase)
        run.drawRequested.connect(self._draw)

    @Slot()
    def step_phase(self) -> None:
        """Move on by one phase; after the update comes the next row."""
        playback = self._run.playback
        playback.set_running(False)
        if self._phase == len(PHASES) - 1:
            if not playback.at_end:
                self._phase = 0
                self._phase_row = playback.cursor + 1
                playback.step(1)
            return
        self._phase = 0 if self._phase is None else self._phase + 1
        self._phase_row = playback.cursor
        self._light()
        self._show()

    @Slot()
    def _leave_phase(self) -> None:
        self._phase = None
        self._light()

    def _light(self) -> None:
        if self._phase is not None:
            self._listing.light(self._line_key(PHASES[self._phase]))
        else:
            self._listing.light(self._line_key("update") if self._run.playback.cursor > 0 else "")

    @Slot()
    def _draw(self) -> None:
        if self._run.playback.cursor != self._phase_row:
            self._phase = None
        self._light()
        self._show()
        if not self._run.playback.running:
            self._clock.start()

    def _key(self, shown: DescentShown) -> tuple[int, Descending, int]:
        return self._run.playback.run, shown.descent, shown.index

    @Slot()
    def _ask(self) -> None:
        """Have the step taken apart, once the row at the cursor is drawn."""
        if self._run.playing is None or not self.page.isVisible():
            return
        shown = self._shown()
        # Until a run is replayed the rows shown are those of the experiment before.
        if shown is None or self._run.playback.is_replaying:
            return
        key = self._key(shown)
        if key == self._asked:
            return
        self._asked = key

        def job(*_: object) -> Step:
            from model.descent.phases import phases  # loads torch, so not in the thread of the window

            at = shown.descent, shown.history, shown.index
            return phases(*at), explain(*at)

        self._task.start(job)

    @Slot(object)
    def _take(self, step: Step) -> None:
        self._step, self.explained = step, self._asked
        self._show()

    def _show(self) -> None:
        if self._run.playing is None or not self.page.isVisible() or not self._run.is_turn(2, 4):
            return
        shown = self._shown()
        if shown is None:
            return
        phases, blocks = self._step if self.explained == self._key(shown) else ((), ())
        hint = translate("step_explanation", "Pause, or step with →, to see a step taken apart.")
        self.page.show_run(
            epoch_text(self._run.experiment, self._run.playback.cursor),
            self._verdict().sentence,
            [_phase_item(phase) for phase in phases],
            self._phase,
            [_update_block(block) for block in blocks],
            hint if self._run.playback.running else "",
        )


def _phase_item(phase: Phase) -> PhaseItem:
    """Return one phase of a step as text: what it does, and its numbers."""
    titles = {
        "zero": translate("step_explanation", "zero: forget the last gradient"),
        "forward": translate("step_explanation", "forward: compute the prediction"),
        "loss": translate("step_explanation", "loss: how bad it is"),
        "backward": translate("step_explanation", "backward: autograd finds the gradient"),
        "update": translate("step_explanation", "update: step against the gradient"),
    }
    return PhaseItem(phase.name, titles[phase.name], tuple(_phase_lines(phase)))


def _phase_lines(phase: Phase) -> Iterator[str]:
    for name, value in phase.values.items():
        numbers = np.atleast_1d(np.asarray(value, dtype=float)).ravel()
        texts = [number_text(float(number), _VALUE_DIGITS) for number in numbers[:_SHOWN_NUMBERS]]
        if len(numbers) > _SHOWN_NUMBERS:
            texts.append(translate("step_explanation", "… ({count} in all)").format(count=number_text(len(numbers))))
        yield f"{name} = {', '.join(texts)}"


def _update_block(block: ExplainBlock) -> UpdateBlock:
    """Return the lines of one parameter, or of all of them, as the page shows them."""
    if block.parameter:
        title = translate("step_explanation", "Update of {name}").format(name=block.parameter)
    else:
        title = translate("step_explanation", "For all parameters")
    return UpdateBlock(title, tuple(_update_line(line) for line in block.lines))


def _update_line(line: ExplainLine) -> UpdateLine:
    """Return one line; where the numbers are the result already they are left out."""
    result = latex_number(line.result, _UPDATE_DIGITS)
    numbers = () if line.numbers == result else line.pieces
    symbols = line.name if line.name == line.symbols else f"{line.name} = {line.symbols}"
    return UpdateLine(render(line.what), symbols, numbers, result)
