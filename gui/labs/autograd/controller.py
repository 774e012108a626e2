"""The Autograd lab: joins its widgets to PyTorch programs, their runs and their checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QTimer, Slot

from gui.labs.autograd.gradient_check import GradientCheck
from gui.labs.autograd.recorded import RecordedGraphs
from gui.labs.autograd.scene import Scene, is_written, kinds, meaning, shown_name, table_rows, tensors_of
from gui.labs.autograd.view import AutogradControls, AutogradExplain, AutogradPicture, AutogradValues
from gui.look.text import render, translate
from gui.run.descent_shown import Judgement
from gui.run.lab import Lab
from gui.run.lab_run import reason_in
from gui.run.shown_listing import ShownListing
from model.experiment import Autograd
from model.experiment.file.old_programs import TORCH_NAMES
from model.experiment.presets import presets_of
from model.kinds import validate
from model.labs import AUTOGRAD
from model.message import Message, Refused, number_text
from model.program.child.player import shared_player
from model.program.record.explanations import explain
from model.program.source.actions import actions_at_end, without_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gui.run.lab_run import Services
    from model.program.record.frames import Frame
    from model.program.record.states import TensorState, VariableState
    from model.program.reel import Reel

_END = 1_000_000
"""A bound: how many frames a program has is known when its first statements are done."""
_STALE_MS = 3_000
"""So long the program before is shown while another has not come as far: its process may have to get ready first."""
_REST_MS = 30_000
"""After so long in other labs the processes of programs end."""


class _Command(NamedTuple):
    """A command, the program before and after it, and where the cursor was to be."""

    text: str
    before: str
    after: str
    aim: float


class AutogradLab(Lab[Autograd, AutogradControls, AutogradPicture]):
    """A PyTorch program, the graph that PyTorch makes of it, and what is done to it."""

    key = AUTOGRAD

    def __init__(self, services: Services) -> None:
        presets = presets_of(self.key)
        super().__init__(services, presets[0].experiment, AutogradControls(), AutogradPicture(), lambda _: _END)
        self.playback = self.run.playback
        self._reel: Reel | None = None
        """The run as it was when its first statements were done."""
        self._run_of: Any = None
        """The experiment of that run."""
        self._scene: Scene | None = None
        self._graphs: RecordedGraphs | None = None
        self._accumulate = services.settings.remembered("accumulate_nodes", False)
        self._source = ""
        """The program that stands in the controls."""
        self._asked = {Autograd().source, *(preset.experiment.source for preset in presets)}
        """The programs that may run: ours, and those that the user has written here or has run."""
        self._is_unseen = False
        """Whether a program has run for a while of which there is nothing to be seen yet."""
        self._command: _Command | None = None
        """The one at the end of a program that has not begun yet."""
        self.run.holds = lambda experiment: experiment.source not in self._asked
        self._stale_clock = QTimer(self, singleShot=True, interval=_STALE_MS)
        self._stale_clock.timeout.connect(self._drop)
        self._rest_clock = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest_clock.timeout.connect(self._end_processes)

    def build(self) -> Iterator[None]:
        """Fill controls and picture."""
        self.listing = ShownListing(self.run)
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        self.values = AutogradValues()
        self.check = GradientCheck(self._services.engine, self.values, self)
        self.explain = AutogradExplain()
        self.pages = {"code": self.listing.page, "values": self.values, "explain": self.explain}
        self._connect()

    def _connect(self) -> None:
        controls, picture = self.controls, self.picture
        self.run.experimentShown.connect(self._show_experiment)
        self.run.historyChanged.connect(self._history_changed)
        self.run.drawRequested.connect(self._draw)
        self.run.failed.connect(self._run_failed)
        self.run.refusalChanged.connect(self._light)
        self.run.rowsDropped.connect(self._drop)
        self.run.activeChanged.connect(self._active_changed)
        self._services.engine.finished.connect(self._run_ended)
        controls.programEdited.connect(self._program_edited)
        controls.seedChanged.connect(self._seed_changed)
        controls.accumulateToggled.connect(self._accumulate_toggled)
        controls.actionRequested.connect(self._action_requested)
        picture.graph.nodeSelected.connect(self._node_selected)
        picture.graph.pictureRequested.connect(self.take_picture)
        picture.tensors.selected.connect(self._tensor_selected)
        picture.log.chosen.connect(self._action_chosen)
        picture.log.undoRequested.connect(self._undo_action)
        picture.log.clearRequested.connect(self._clear_actions)
        self.values.shown.connect(self.run.draw)
        self.document.changed.connect(self.check.cancel)
        self.document.changed.connect(self._await)
        self.playback.released.connect(self._drop)
        self.explain.shown.connect(self.run.draw)

    # ---- changes

    @Slot(tuple)
    def _program_edited(self, lines: tuple[str, ...]) -> None:
        self.run.clear_refusals(self.controls.program)
        source = "\n".join((*lines, ""))
        if not self.controls.program.was_pasted:
            self._ask_for(source)
        self.run.propose("source", source=source)

    def _ask_for(self, source: str) -> None:
        """Have a program run that goes on from the one shown: what was not run yet is not run for a letter in it."""
        if self.document.experiment.source in self._asked:
            self._asked.add(source)

    def _refusal_of(self, source: str) -> Message | None:
        """Return why a program cannot be run; None where it can, as far as is known beforehand."""
        try:
            validate(replace(self.document.experiment, source=source))
        except Refused as refusal:
            return refusal.message
        return None

    @Slot(float)
    def _seed_changed(self, seed: float) -> None:
        self.run.propose("seed", seed=int(seed))

    @Slot(str)
    def _action_requested(self, text: str) -> None:
        source = self.document.experiment.source.rstrip("\n") + f"\n{text}\n"
        refusal = self._refusal_of(source)
        if refusal is not None:
            self.controls.commands.set_error(render(reason_in(refusal)))
            return
        self._asked.add(source)
        self._command = _Command(text, self.document.experiment.source, source, self.playback.aim)
        self._do(source, "command")

    def _take_back_command(self, reason: Message) -> None:
        """Leave everything as it was before a command of which only the process of the program sees what is wrong."""
        assert self._command is not None
        command, self._command = self._command, None
        self.playback.aim = command.aim
        self.run.propose("command", source=command.before)
        self.document.end_gesture()
        self.controls.commands.refuse(command.text, render(reason_in(reason)))

    @Slot()
    def _undo_action(self) -> None:
        for lines in actions_at_end(self.document.experiment.source)[-1:]:
            self._take_back(lines)

    @Slot()
    def _clear_actions(self) -> None:
        if actions := actions_at_end(self.document.experiment.source):
            self._take_back(range(actions[0].start, actions[-1].stop))

    def _take_back(self, lines: range) -> None:
        source = without_lines(self.document.experiment.source, lines)
        self._ask_for(source)
        self._do(source)

    def _do(self, source: str, gesture: str | None = None) -> None:
        """Propose a program with more or fewer actions, and show what has come of it: the end of its run."""
        before = self.document.experiment
        self.document.end_gesture()
        if self.run.propose(gesture, source=source) and self.document.experiment != before:
            if not self.playback.is_held:
                self.playback.seek(_END)

    @Slot(bool)
    def _accumulate_toggled(self, shown: bool) -> None:
        self._accumulate = shown
        self._services.settings.remember("accumulate_nodes", shown)
        if self._scene is not None:
            self._graphs = RecordedGraphs(self._scene.window, accumulate=shown)
            self.run.draw()

    # ---- the hand on the picture

    def _rows(self, index: int) -> tuple[VariableState, ...]:
        """Return the variables at a frame, −1 for the last."""
        return () if self._scene is None else self._scene.window.table(index % len(self._scene.window.frames))

    def _tensors(self, index: int) -> list[TensorState]:
        return tensors_of(self._rows(index))

    @Slot(str)
    def _node_selected(self, key: str) -> None:
        rows = [] if self._frame() is None else self._tensors(self.playback.cursor)
        names = [shown_name(row) for row in rows if row.node == key]
        self.picture.tensors.set_selected(names[-1] if names else "")

    @Slot(str)
    def _tensor_selected(self, name: str) -> None:
        rows = [] if self._frame() is None else self._tensors(self.playback.cursor)
        self.picture.graph.set_selected(next((row.node for row in rows if shown_name(row) == name), ""))

    @Slot(int)
    def _action_chosen(self, index: int) -> None:
        if self._scene is not None:
            self.playback.go_to(self._scene.logged[index].last)

    def choices(self) -> dict[str, Any]:
        """Return whether the program was run: one of a session that is brought back is then run again."""
        return {"is_run": self.document.experiment.source in self._asked}

    def show_choices(self, choices: Mapping[str, Any]) -> None:
        """Run the program where it was run, and select the tensor of the node that the graph shows as selected."""
        if choices.get("is_run") is True:
            self._asked.add(self.document.experiment.source)
            self.playback.release()
        self._node_selected(self.picture.graph.selected())

    # ---- the run

    @Slot(bool)
    def _active_changed(self, active: bool) -> None:
        if active:
            self._rest_clock.stop()
            self._await()
        else:
            self._stale_clock.stop()
            self._rest_clock.start()

    @Slot()
    def _await(self) -> None:
        """Let the program before stand for a moment, until another has come as far."""
        if self.run.active and not self.playback.is_held and self._run_of != self.document.experiment:
            self._stale_clock.start()

    @Slot()
    def _end_processes(self) -> None:
        # Unless the lab is shown again before the worker comes to it.
        self._services.engine.submit(lambda _: None if self.run.active else shared_player().close(), "program")

    @Slot()
    def _history_changed(self) -> None:
        reel: Any = self.playback.history
        self._stale_clock.stop()
        self._is_unseen = False
        if self._command is not None:
            self._command = None
            self.document.end_gesture()
        self.playback.last_row = len(reel) - 1
        self._asked.add(reel.source)
        self.picture.show_as_run(has_graph=any(graph.nodes for graph in reel.window.graphs))
        if self._reel is not None and self._reel.source != reel.source:
            self.picture.graph.reset_view()  # where the hand has put nodes was for those of another program
        self._reel, self._run_of = reel, self.playback.experiment
        self._graphs = RecordedGraphs(reel.window, accumulate=self._accumulate)
        self._read(reel)
        self._show_names()

    def _read(self, reel: Reel) -> None:
        """Take in what is known of the run."""
        self._scene = Scene(reel.window, reel.source, reel.printed)
        self.picture.log.set_entries(self._scene.log_entries())
        self._check()
        self.timelineChanged.emit()

    @Slot(object)
    def _run_ended(self, run: int) -> None:
        """Take in how the program has ended, which may be long after its first statements."""
        reel: Any = self._services.engine.history_of(run)
        if self._reel is not None and self.run.active and run == self.playback.run and reel.run == self._reel.run:
            self._reel = reel
            self._read(reel)
            self.run.draw()

    @Slot()
    def _drop(self) -> None:
        """Show nothing of a program that does not run, or not yet, or has not come far enough."""
        self._stale_clock.stop()
        self._reel = self._run_of = self._scene = self._graphs = None
        self.picture.show_nothing(is_held=self.playback.is_held)
        self._is_unseen = self.run.active and not self.playback.is_held and not self.playback.has_failed
        if self.playback.is_held and self.run.active:
            self._services.engine.submit(lambda _: shared_player().warm(), "program")
        self._show_names()
        self._light()
        self._show_explanation()
        self._check()
        self.timelineChanged.emit()

    def _show_names(self) -> None:
        rows = [row for row in self._tensors(-1) if not row.depth and is_written(row.name)]
        made = [row for row in rows if row.grad_fn is not None]
        outputs = [row.name for row in sorted(made, key=lambda row: row.is_single)]
        leaves = [row.name for row in rows if row.is_leaf and row.requires_grad] or [
            row.name for row in rows if row.is_leaf
        ]
        names = [row.name for row in rows]
        roots = [frame.root for frame in self._frames() if frame.root]
        self.controls.commands.set_names(outputs or names, leaves, roots[-1] if roots else "")
        self.controls.commands.set_completions([*names, "backward", "retain_graph", "no_grad", "zero_", "retain_grad"])
        self.controls.program.set_names([*names, *TORCH_NAMES, "torch", "requires_grad", "backward"])
        is_named = any(row.name == "lr" for row in self._rows(-1))
        self.controls.commands.set_rate("lr" if is_named else "0.1")

    def _frames(self) -> tuple[Frame, ...]:
        return () if self._scene is None else self._scene.window.frames

    def _frame(self) -> Frame | None:
        frames = self._frames() if self.run.active else ()
        return frames[self.playback.cursor] if 0 <= self.playback.cursor < len(frames) else None

    @Slot()
    def _draw(self) -> None:
        frame, reel = self._frame(), self.playback.history
        if frame is None or self._scene is None or self._graphs is None or self._graphs.window is not reel.window:
            return
        row = self.playback.cursor
        self.picture.graph.set_graph(*self._graphs.at(row))
        self.picture.tensors.set_rows(table_rows(self._rows(row)))
        self.picture.log.set_current(*self._scene.logged_at(row))
        words = self._scene.words_at(row)
        self.picture.derivation.set_derivation(
            words.symbols, "", words.result, plain=words.plain, sentence=words.sentence
        )
        self._light()
        self._show_explanation()
        self._check()

    @Slot()
    def _light(self) -> None:
        frame = self._frame() if self.run.refusal is None else None
        line = 0 if frame is None else frame.line
        self.listing.light(f"source[{line}]" if line else "")
        self.controls.program.set_lit_line(line or None)

    def _check(self) -> None:
        """Show what stands on the page of values, and have the derivatives checked that are not yet."""
        if self.values.isVisible():
            self.check.show(self._reel if self.run.active else None, self.document.experiment.seed)

    # ---- words

    def row_label(self) -> str:
        """Return "step 3 / 12"; nothing where there are no steps."""
        last = len(self._frames()) - 1
        return "" if last < 0 else translate("autograd", "step {k} / {n}").format(k=self.playback.cursor, n=last)

    def what_to_watch(self) -> tuple[str, str]:
        """Say which way values and gradients go, where the program has both."""
        title = translate("autograd", "See how PyTorch's autograd computes derivatives, step by step.")
        if all(frame.kind != "accumulate" for frame in self._frames()):
            return title, ""
        return title, translate("autograd", "Watch the graph: values go forward, then backward() sends gradients back.")

    def verdict(self) -> Judgement:
        """Return what the step at the cursor is."""
        if self.playback.is_held:
            return Judgement(translate("autograd", "not run yet"), "neutral", self.picture.held_text())
        frame = self._frame()
        if frame is None or self._scene is None:
            return Judgement(translate("autograd", "runs"), "neutral", self.picture.waiting_text())
        row = self.playback.cursor
        wrong = self._scene.first_that_differs(row)
        if wrong is not None:
            return Judgement(translate("autograd", "sums differ"), "bad", self._scene.words_at(wrong).sentence)
        sentence = self._scene.words_at(row).sentence
        if row == len(self._frames()) - 1 and self._reel is not None and (end := self._end_of(self._reel)):
            return end
        if frame.error is not None:
            return Judgement(frame.error[0], "bad", _told(frame.error))
        if frame.kind == "accumulate" and self._scene.is_done_at(row):
            return Judgement(translate("autograd", "equal to autograd"), "good", sentence)
        if frame.kind == "statement" and self._scene.is_done_at(row):
            return Judgement(translate("autograd", "done"), "good", sentence)
        return Judgement(kinds()[frame.kind], "neutral", sentence)

    def remedies(self) -> list[tuple[str, str]]:
        """Return what a program that waits, or that does not end, can be told."""
        if self.playback.is_held:
            return [(translate("autograd", "Run the program"), self.picture.held_text())]
        if not self._is_unseen and (self._reel is None or self._reel.stopped is not None):
            return []
        text = translate("autograd", "The program goes on in a process of its own, which is ended.")
        return [(translate("autograd", "Stop the program"), text)]

    def apply_remedy(self, index: int) -> None:
        """Run the program, or stop it."""
        if self.playback.is_held:
            self.playback.set_running(True)
        else:
            self._services.engine.submit(lambda _: shared_player().stop(), "program")

    def _end_of(self, reel: Reel) -> Judgement | None:
        """Return how a program has ended of which this is not the last statement, or that it goes on."""
        if reel.failure is not None and self._frames()[-1].error is None:
            reason = reel.failure.message
            text = render(reason) if isinstance(reason, Message) else f"{reel.failure.type}: {reason}"
            if reel.failure.line is not None:
                text = translate("autograd", "Line {line}: {reason}").format(line=reel.failure.line, reason=text)
            return Judgement(translate("autograd", "ended"), "bad", text)
        if not reel.is_cut:
            return None
        shown = self._frames()[-1].place
        if reel.stopped is None:
            text = translate("autograd", "The program goes on; the timeline has its first {n} statements.")
            return Judgement(translate("autograd", "runs"), "neutral", text.format(n=shown))
        text = translate("autograd", "The program went on to its end; the timeline has its first {n} statements.")
        word = translate("autograd", "{n} of {all} statements")
        word = word.format(n=shown, all=number_text(reel.steps))
        return Judgement(word, "neutral", text.format(n=shown))

    def _show_explanation(self) -> None:
        if not self.explain.isVisible():
            return
        frame = self._frame()
        if frame is None or self._scene is None:
            self.explain.show_step("", [])
            self.explain.show_derivation("")
            return
        words = self._scene.words_at(self.playback.cursor)
        paragraphs = [words.sentence, meaning(frame.kind)]
        if frame.error is not None:
            explanation = explain(*frame.error)
            paragraphs = [_told(frame.error)]
            if explanation is not None:
                paragraphs += [render(explanation.meaning), render(explanation.remedy)]
        statement = self._scene.statement_at(self.playback.cursor)
        if statement is not None and statement.frees and self._scene.is_done_at(self.playback.cursor):
            paragraphs.append(
                translate("autograd", "The graph is freed now: what it kept for a backward is gone, to save memory.")
            )
        if frame.kind == "start" and self._reel is not None:
            paragraphs += [render(note) for note in self._reel.notes]
        if self._reel is not None and self.playback.cursor == len(self._frames()) - 1:
            end = self._end_of(self._reel)
            paragraphs += [self._scene.printed_later(), "" if end is None else end.sentence]
        self.explain.show_step(words.heading, [paragraph for paragraph in paragraphs if paragraph])
        self.explain.show_derivation(words.symbols, "", words.result, plain=words.plain)

    # ---- what the window asks

    @Slot(object)
    def _show_experiment(self, experiment: Autograd) -> None:
        """Put the experiment into the controls."""
        if experiment.source != self._source and not self.document.in_gesture:
            self.controls.commands.command.clear()  # it was meant for other tensors
            self.controls.commands.clear_error()
        self._source = experiment.source
        self.controls.show_experiment(
            program=experiment.source.split("\n"), seed=experiment.seed, accumulate=self._accumulate
        )
        self.picture.log.set_actions(len(actions_at_end(experiment.source)))
        if self.run.holds(experiment) and (refusal := self._refusal_of(experiment.source)) is not None:
            self._show_refusal(refusal)  # of a file: nothing else of it was looked at yet

    @Slot(object)
    def _run_failed(self, reason: object) -> None:
        is_command = self._command is not None and self._command.after == self.document.experiment.source
        if isinstance(reason, Message) and is_command:
            self._take_back_command(reason)
        elif isinstance(reason, Message):
            self._asked.add(self.document.experiment.source)
            self._show_refusal(reason)

    def _show_refusal(self, reason: Message) -> None:
        self.controls.show_refusal(str(dict(reason.values).get("path", "")), render(reason_in(reason)))

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        self.controls.retranslate()
        self.picture.retranslate()
        self.values.retranslate()
        self._show_experiment(self.document.experiment)
        if self._scene is not None and self.run.active:
            self.picture.log.set_entries(self._scene.log_entries())
        self.run.draw()


def _told(error: tuple[str, str]) -> str:
    """Return an error as Python tells it."""
    return ": ".join(filter(None, error))
