"""The step at the cursor taken apart: its phases, the lit line of the code, and the Explain page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from gui.look.text import render, translate
from gui.run.descent_shown import epoch_text
from gui.run.task import Task
from gui.widgets.mathematics.latex_reader import text_of_latex
from gui.widgets.mathematics.update_view import UpdateBlock, UpdateLine
from gui.widgets.pages import ExplainPage, PhaseItem
from model.descent.explain import explain, partial_latex, value_latex
from model.descent.phases import PHASES, phases, phases_made
from model.formula.latex import name_text
from model.message import added_up, decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from gui.run.descent_shown import DescentShown, Judgement
    from gui.run.lab_run import LabRun
    from gui.run.shown_listing import ShownListing
    from model.descent.explain import ExplainBlock, ExplainLine
    from model.descent.phases import Phase, PhaseName
    from model.engine.worker import Engine
    from model.experiment import Descending

    Step = tuple[Sequence[Phase], Sequence[ExplainBlock]]

_VALUE_DIGITS = 8
_SHOWN_NUMBERS = 4


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
        line_key: Callable[[str], str],
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
        self._engine = engine
        self._phase: int | None = None
        self._phase_row = -1
        self._asked: tuple[int, Descending, int] | None = None
        self._on_page: tuple[int, Descending, int] | None = None
        """What the page is about; None where it is empty."""
        self._step: Step = ((), ())
        self._task = Task(engine, self)
        self._task.done.connect(self._take)
        self._clock = QTimer(self, singleShot=True, interval=0)
        self._clock.timeout.connect(self._ask)
        self.page.phaseRequested.connect(self.step_phase)
        self.page.shown.connect(run.draw)
        run.document.changed.connect(self._leave_phase)
        run.drawRequested.connect(self._draw)
        run.rowsDropped.connect(self._clear)
        run.refusalChanged.connect(self._leave_phase)

    @Slot()
    def step_phase(self) -> None:
        """Move on by one phase; after the update comes the next row."""
        playback = self._run.playback
        playback.set_running(False)
        if self._is_last_phase():
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

    def _phases_made(self) -> tuple[PhaseName, ...]:
        shown = self._shown()
        return PHASES if shown is None else phases_made(shown.history, shown.index)

    def _light(self) -> None:
        """Light the line of the phase, else that of the update that led to the row."""
        shown = self._shown() if self._run.refusal is None else None
        if shown is None or self._phase is None:
            is_after_update = shown is not None and self._run.playback.cursor > 0
            self._listing.light(self._line_key("update") if is_after_update else "")
            return
        phase = self._phases_made()[self._phase]
        if shown.history.ends_at(shown.index):
            ending = self._line_key(("check." if shown.history.stopped == "tolerance" else "final.") + phase)
            if ending in self._listing.lines:
                self._listing.light(ending)
                return
        self._listing.light(self._line_key(phase))

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
        descent, history, index = shown.descent, shown.history, shown.index
        explained = max(index - 1, 0) if history.ends_at(index) else index

        def job(*_: object) -> Step:  # loads torch, so not in the thread of the window
            return phases(descent, history, index), explain(descent, history, explained)

        self._task.start(job)

    @Slot(object)
    def _take(self, step: Step) -> None:
        self._step, self.explained = step, self._asked
        self._show()

    @Slot()
    def _clear(self) -> None:
        if self._on_page is not None:
            self._on_page = None
            self.page.clear()

    def _show(self) -> None:
        shown = None if self._run.playing is None else self._shown()
        if shown is None:
            return
        if not self.page.isVisible():
            if self._on_page != self._key(shown):
                self._clear()
            return
        self._on_page = self._key(shown)
        phases, blocks = self._step if self.explained == self._key(shown) else ((), ())
        hint = ""
        if self._run.playback.running:
            hint = translate("step_explanation", "Pause, or step with →, to see a step taken apart.")
        elif self._engine.is_loading:
            hint = translate("step_explanation", "The step is taken apart once PyTorch is loaded.")
        self.page.show_run(
            epoch_text(self._run.experiment, self._run.playback.cursor),
            self._verdict().sentence,
            _phase_items(shown, phases, _state_names(shown, blocks)),
            self._phase,
            [_update_block(block) for block in blocks],
            hint,
            end=_end(shown),
            is_past=shown.history.ends_at(shown.index),
            goes_on=not (self._run.playback.at_end and self._is_last_phase()),
        )

    def _is_last_phase(self) -> bool:
        return self._phase == len(self._phases_made()) - 1


def _end(shown: DescentShown) -> str:
    """Say that the run ends at the row shown, or with its update, and why; nothing where it goes on."""
    history = shown.history
    if history.stopped is None or shown.index < len(history) - 1:
        return ""
    sentences = {
        "complete": translate("step_explanation", "The run ends here: all epochs are done, and no update follows."),
        "tolerance": translate(
            "step_explanation",
            "The run ends here: the gradient norm is below the tolerance, and no update follows.",
        ),
        "diverged": translate("step_explanation", "The run ends with the next update, which makes it diverge."),
    }
    return sentences[history.stopped]


def _state_names(shown: DescentShown, blocks: Sequence[ExplainBlock]) -> dict[str, str]:
    """Return what the numbers of the rule's own state are called in the equations of this update.

    Those that it does not use have no name.
    """
    names: dict[str, str] = {}
    of = " ({name})" if len(shown.descent.parameters) > 1 else ""
    for block in blocks:
        for line in block.lines if block.parameter else ():
            name = text_of_latex(line.counted)
            names |= {
                line.state: name,
                f"{line.state}_{block.parameter}": name + of.format(name=name_text(block.parameter)),
            }
    return names


def _phase_items(shown: DescentShown, phases: Sequence[Phase], state_names: Mapping[str, str]) -> list[PhaseItem]:
    """Return the phases of a step as text: what each does, and its numbers after it, which add up."""
    descent = shown.descent
    values = {phase.name: phase.values for phase in phases}
    texts: dict[str, dict[str, str]] = {name: {} for name in values}
    for name in descent.parameters if "update" in values else ():
        pair = (_number(values["forward"][name]), _number(values["update"][name]))
        (old, new), (change,) = added_up(pair, _VALUE_DIGITS)
        texts["forward"][name] = decimal_text(old)
        texts["update"] |= {name: decimal_text(new), f"step_{name}": decimal_text(change)}
    return [_phase_item(shown, phase, texts[phase.name], state_names) for phase in phases]


def _number(value: object) -> float:
    assert isinstance(value, float)
    return value


def _phase_item(
    shown: DescentShown, phase: Phase, texts: Mapping[str, str], state_names: Mapping[str, str]
) -> PhaseItem:
    """Return one phase; ``texts`` are those of its numbers that are written already."""
    descent, step = shown.descent, shown.step
    titles = {
        "zero": translate("step_explanation", "zero: forget the last gradient"),
        "forward": translate("step_explanation", "forward: compute the prediction")
        if "y_pred" in phase.values
        else translate("step_explanation", "forward: compute the function"),
        "loss": translate("step_explanation", "loss: the value to be minimised"),
        "backward": translate("step_explanation", "backward: autograd finds the gradient"),
        "update": translate("step_explanation", "update: step against the gradient"),
    }
    after = step + (phase.name == "update")
    parameters = {name: text_of_latex(value_latex(descent, name, after)) for name in descent.parameters}
    names = {**state_names, "loss": "loss", "learning_rate": "η", "x": "x", "y": "y", "y_pred": "y_pred", **parameters}
    names[f"f({', '.join(descent.parameters)})"] = f"f({', '.join(parameters.values())})"
    for name in descent.parameters:
        grad = f"{name}.grad"
        partial = text_of_latex(partial_latex(descent, name, step))
        names |= {f"grad_{name}": grad if phase.name == "zero" else partial}
        names |= {f"step_{name}": f"Δ{name_text(name)}", f"received_{name}": grad}
    lines = [
        f"{names[name]} = {texts.get(name) or _value_text(value)}"
        for name, value in phase.values.items()
        if name in names
    ]
    return PhaseItem(phase.name, titles[phase.name], tuple(lines))


def _value_text(value: float | NDArray[np.float64] | None) -> str:
    if value is None:
        return "None"
    numbers = np.atleast_1d(np.asarray(value, dtype=float)).ravel()
    texts = [number_text(float(number), _VALUE_DIGITS) for number in numbers[:_SHOWN_NUMBERS]]
    if len(numbers) > _SHOWN_NUMBERS:
        texts.append(translate("step_explanation", "… ({count} in all)").format(count=number_text(len(numbers))))
    return ", ".join(texts)


def _update_block(block: ExplainBlock) -> UpdateBlock:
    """Return the lines of one parameter, or of all of them, as the page shows them."""
    if block.parameter:
        title = translate("step_explanation", "Update of {name}").format(name=name_text(block.parameter))
    else:
        title = translate("step_explanation", "For all parameters")
    step = None if block.step is None else _update_line(block.step)
    return UpdateBlock(title, step, tuple(_update_line(line) for line in block.lines))


def _update_line(line: ExplainLine) -> UpdateLine:
    """Return one line; where the numbers are the result already they are left out."""
    symbols = line.name if line.name == line.symbols else f"{line.name} = {line.symbols}"
    if text_of_latex(line.numbers) == text_of_latex(line.shown):
        return UpdateLine(render(line.what), symbols, (), line.numbers)
    return UpdateLine(render(line.what), symbols, line.pieces, line.shown)
