"""The step at the cursor taken apart: its phases, the lit line of the code, and the Explain page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from gui.look.text import translate
from gui.run.descent_shown import epoch_text
from gui.run.step_text import phase_item, update_block
from gui.run.task import Task
from gui.widgets.pages import ExplainPage
from model.descent.explain import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.run.descent_shown import DescentShown
    from gui.run.judgement import Judgement
    from gui.run.lab_run import LabRun
    from gui.run.shown_listing import ShownListing
    from model.descent.explain import ExplainBlock
    from model.descent.phases import Phase
    from model.engine.worker import Engine
    from model.experiment import Descending

    Step = tuple[Sequence[Phase], Sequence[ExplainBlock]]

__all__ = ["StepExplanation"]

PHASES = ("zero", "forward", "loss", "backward", "update")


class StepExplanation(QObject):
    """Moves through the phases of a step, and explains it while the page is open.

    Parameters
    ----------
    run : LabRun
    listing : ShownListing
        Where the line of the phase is lit.
    shown, verdict : callable
        Return the descent to explain, and the verdict on the run.
    engine : Engine
    line_key : callable, optional
        Returns what the listing calls a phase of the descent.
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
        shown = self._shown()
        if shown is None or self._run.playing is None or not self.page.isVisible():
            return
        if self._run.playback.is_replaying:  # the rows shown are still those of the experiment before
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
        shown = self._shown()
        if shown is None or self._run.playing is None or not self.page.isVisible() or not self._run.is_turn(2, 4):
            return
        phases, blocks = self._step if self.explained == self._key(shown) else ((), ())
        hint = translate("step_explanation", "Pause, or step with →, to see a step taken apart.")
        self.page.show_run(
            epoch_text(self._run.experiment, self._run.playback.cursor),
            self._verdict().sentence,
            [phase_item(phase) for phase in phases],
            self._phase,
            [update_block(block) for block in blocks],
            hint if self._run.playback.running else "",
        )
