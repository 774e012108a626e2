"""The Autograd lab: joins its widgets to programs of tensors, their runs and their checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot

from gui.labs.autograd.scene import Scene, key_of, log_entries, table_rows
from gui.labs.autograd.view import AutogradControls, AutogradExplain, AutogradPicture, AutogradValues
from gui.look.text import render, translate
from gui.run.descent_shown import Judgement, no_judgement
from gui.run.lab import Lab
from gui.run.shown_listing import ShownListing
from gui.run.task import Task
from gui.widgets.tables.check_table import CheckRow
from model.experiment import Autograd
from model.experiment.presets import presets_of
from model.formula.error import FormulaError
from model.labs import AUTOGRAD
from model.listing.tensors import listing_of
from model.message import Message, number_text
from model.program.tensors.functions import FUNCTIONS
from model.program.tensors.program import Backward, check_program, parse_action, parse_actions, parse_program, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gui.run.lab_run import Services
    from model.listing.source_text import Listing
    from model.program.tensors.check import Check
    from model.program.tensors.movie import Frame, Movie

_MOST_FRAMES = 1_000_000
"""A bound: how many frames a movie has is known when it is made."""
_EXACT, _CLOSE = 1e-5, 1e-2
"""Relative differences up to which a check is good, and up to which it is fair: float32 has seven digits."""


class AutogradLab(Lab[Autograd, AutogradControls, AutogradPicture]):
    """A program of tensors, the graph that PyTorch makes of it, and what is done to it."""

    key = AUTOGRAD

    def __init__(self, services: Services) -> None:
        super().__init__(
            services, presets_of(self.key)[0].experiment, AutogradControls(), AutogradPicture(), lambda _: _MOST_FRAMES
        )
        self.playback = self.run.playback
        self._scene: Scene | None = None
        self._accumulate = services.settings.remembered("accumulate_nodes", False)
        self._program: tuple[str, ...] = ()
        """The program that stands in the controls."""
        self._checked: object = None
        self._checks: tuple[str, tuple[Check, ...]] | Message | None = None
        self._check_task = Task(services.engine, self)
        self._check_task.done.connect(self._take_checks)
        self._check_clock = QTimer(self)
        self._check_clock.setSingleShot(True)
        self._check_clock.timeout.connect(self._ask_check)

    def build(self) -> Iterator[None]:
        """Fill controls and picture."""
        self.listing = ShownListing(self.run, self._listing)
        yield from self.controls.build()
        yield
        yield from self.picture.build()
        yield
        self.values = AutogradValues()
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
        self.explain.shown.connect(self.run.draw)

    # ---- changes

    @Slot(tuple)
    def _program_edited(self, lines: tuple[str, ...]) -> None:
        self.run.clear_refusals(self.controls.program)
        problems = check_program(lines)
        if problems:
            first = problems[0]
            self.controls.show_refusal("program", render(first.in_line), first.line, first.column)
            self.run.refuse(first.in_line, self.controls.program)
            return
        kept = self._fitting(lines)
        self.run.propose("program", program=tuple(lines), actions=kept)
        if len(kept) < len(self.document.experiment.actions):
            self.said.emit(translate("autograd", "Actions that no longer fit were taken out; undo brings them back."))

    def _fitting(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Return the actions that the names of a changed program still allow."""
        scope = scope_of(parse_program(tuple(lines)))
        kept = []
        for action in self.document.experiment.actions:
            try:
                parse_action(action, scope)
            except FormulaError:
                continue
            kept.append(action)
        return tuple(kept)

    @Slot(float)
    def _seed_changed(self, seed: float) -> None:
        self.run.propose("seed", seed=int(seed))

    @Slot(str)
    def _action_requested(self, text: str) -> None:
        self._take_actions((*self.document.experiment.actions, text))

    @Slot()
    def _undo_action(self) -> None:
        self._take_actions(self.document.experiment.actions[:-1])

    @Slot()
    def _clear_actions(self) -> None:
        self._take_actions(())

    def _take_actions(self, actions: tuple[str, ...]) -> None:
        """Propose what is done to the program, and show what has come of it: the end of its run."""
        before = self.document.experiment
        self.document.end_gesture()
        if self.run.propose(actions=actions) and self.document.experiment != before:
            self.playback.seek(_MOST_FRAMES)

    @Slot(bool)
    def _accumulate_toggled(self, shown: bool) -> None:
        self._accumulate = shown
        self._services.settings.remember("accumulate_nodes", shown)
        if self._scene is not None:
            self._scene = Scene(self._scene.movie, shown)
            self.run.draw()

    # ---- the hand on the picture

    @Slot(str)
    def _node_selected(self, key: str) -> None:
        frame = self._frame()
        names = () if frame is None else tuple(row.name for row in frame.tensors if key_of(row.node) == key)
        self.picture.tensors.set_selected(names[-1] if names else "")

    @Slot(str)
    def _tensor_selected(self, name: str) -> None:
        frame = self._frame()
        nodes = [] if frame is None else [row.node for row in frame.tensors if row.name == name]
        self.picture.graph.set_selected(key_of(nodes[0]) if nodes and nodes[0] >= 0 else "")

    @Slot(int)
    def _action_chosen(self, index: int) -> None:
        if self._scene is not None:
            self.playback.set_running(False)
            self.playback.seek(self._scene.movie.frame_after(index))

    def show_choices(self, choices: Mapping[str, Any]) -> None:
        """Select the tensor of the node that the graph shows as selected."""
        self._node_selected(self.picture.graph.selected())

    # ---- the run

    def _listing(self, experiment: Autograd) -> Listing:
        """Return the PyTorch program, with what PyTorch refused caught as far as it is known."""
        movie = self._scene.movie if self._scene is not None else None
        states = movie.states if movie is not None and movie.experiment == experiment else ()
        return listing_of(experiment, states)

    @Slot()
    def _history_changed(self) -> None:
        movie: Any = self.playback.history
        self.playback.last_row = len(movie) - 1
        self.picture.show_as_run()
        if self._scene is not None and self._scene.movie.experiment.program != movie.experiment.program:
            self.picture.graph.reset_view()  # where the hand has put nodes was for those of another program
        self._scene = Scene(movie, self._accumulate)
        self.listing.write()
        self._show_names(movie)
        self.picture.log.set_entries(log_entries(movie.states))
        self._check_clock.start(0)
        self.timelineChanged.emit()

    def _show_names(self, movie: Movie) -> None:
        rows = movie.states[-1].tensors
        made = [row for row in rows if row.grad_fn is not None]
        outputs = [row.name for row in sorted(made, key=lambda row: row.data.size == 1)]
        leaves = [row.name for row in rows if row.is_leaf and row.requires_grad] or [
            row.name for row in rows if row.is_leaf
        ]
        names = [row.name for row in rows]
        self.controls.commands.set_names(outputs or names, leaves, self._backward_of())
        self.controls.commands.set_completions([*names, "backward", "retain_graph", "no_grad", "zero_", "retain_grad"])
        self.controls.program.set_names([*names, *FUNCTIONS, "requires_grad"])
        rate = next((row for row in rows if row.name == "lr"), None)
        self.controls.commands.set_rate("lr" if rate is not None else "0.1")

    def _backward_of(self) -> str:
        """Return the tensor on which the last backward of the actions is called, "" where there is none."""
        experiment = self.document.experiment
        actions = parse_actions(experiment.actions, scope_of(parse_program(experiment.program)))
        return next((action.name for action in reversed(actions) if isinstance(action, Backward)), "")

    def _frame(self) -> Frame | None:
        if self._scene is None or not self.run.active or not 0 <= self.playback.cursor < len(self._scene.movie):
            return None
        return self._scene.movie.frames[self.playback.cursor]

    @Slot()
    def _draw(self) -> None:
        frame = self._frame()
        if frame is None or self._scene is None or self.playback.history is not self._scene.movie:
            return
        row = self.playback.cursor
        self.picture.graph.set_graph(*self._scene.graph_at(row))
        self.picture.tensors.set_rows(table_rows(frame.tensors))
        self.picture.log.set_current(frame.action, frame.state)
        words = self._scene.words_at(row)
        self.picture.derivation.set_derivation(
            words.symbols, "", words.result, plain=words.plain, sentence=words.sentence
        )
        self._light()
        self._show_explanation()
        self._show_check()

    @Slot()
    def _light(self) -> None:
        frame = self._frame() if self.run.refusal is None else None
        key = ""
        if frame is not None:
            key = f"actions[{frame.action}]" if frame.action >= 0 else f"program[{frame.line - 1}]"
        self.listing.light(key)
        self.controls.program.set_lit_line(frame.line if frame is not None and frame.line > 0 else None)

    # ---- words

    def row_label(self) -> str:
        """Return "step 3 / 12"."""
        last = 0 if self._scene is None else len(self._scene.movie) - 1
        return translate("autograd", "step {k} / {n}").format(k=self.playback.cursor, n=last)

    def what_to_watch(self) -> tuple[str, str]:
        """Say which way values and gradients go, where the program has both."""
        title = translate("autograd", "See how PyTorch's autograd computes derivatives, step by step.")
        if self._scene is None or all(frame.kind != "accumulate" for frame in self._scene.movie.frames):
            return title, ""
        return title, translate("autograd", "Watch the graph: values go forward, then backward() sends gradients back.")

    def verdict(self) -> Judgement:
        """Return what the step at the cursor is."""
        frame = self._frame()
        if frame is None or self._scene is None:
            return no_judgement()
        words = self._scene.words_at(self.playback.cursor)
        wrong = self._scene.first_that_differs(self.playback.cursor)
        if wrong is not None:
            return Judgement(translate("autograd", "sums differ"), "bad", self._scene.words_at(wrong).sentence)
        names = {
            "start": (translate("autograd", "ready"), "neutral"),
            "forward": (translate("autograd", "forward"), "neutral"),
            "seed": (translate("autograd", "backward"), "neutral"),
            "edge": (translate("autograd", "backward"), "neutral"),
            "accumulate": (translate("autograd", "backward"), "neutral"),
            "action": (translate("autograd", "done"), "good"),
            "refused": (translate("autograd", "refused"), "bad"),
        }
        word, kind = names[frame.kind]
        if frame.kind == "accumulate" and frame.state > frame.action:  # the last of the backward
            word, kind = translate("autograd", "equal to autograd"), "good"
        return Judgement(word, kind, words.sentence)

    def _show_explanation(self) -> None:
        frame = self._frame()
        if frame is None or self._scene is None or not self.explain.isVisible():
            return
        words = self._scene.words_at(self.playback.cursor)
        state = self._scene.movie.states[frame.action + 1] if frame.action >= 0 else None
        if frame.kind == "refused" and state is not None and state.explanation is not None:
            paragraphs = [render(state.explanation.meaning), render(state.explanation.remedy)]
        else:
            paragraphs = [words.sentence, _MEANING[frame.kind]()]
        if state is not None and state.freed and frame.state > frame.action:
            paragraphs.append(
                translate("autograd", "The graph is freed now: what it kept for a backward is gone, to save memory.")
            )
        self.explain.show_step(words.heading, [paragraph for paragraph in paragraphs if paragraph])
        self.explain.show_derivation(words.symbols, "", words.result, plain=words.plain)

    # ---- the check of the gradients

    @Slot()
    def _ask_check(self) -> None:
        experiment = self.document.experiment
        if self._scene is None or not self.values.isVisible() or not self.run.active:
            return
        program = replace(experiment, actions=())
        rows = self._scene.movie.states[0].tensors
        outputs = [row.name for row in rows if row.grad_fn is not None and row.data.size == 1]
        used = self._backward_of()
        output = used if used in outputs else next(reversed(outputs), "")
        key = program, output
        if key == self._checked:
            return
        if not outputs:
            self._check_task.cancel()
            self._checked, self._checks = key, None
            self._show_check()
            return
        self._checked = key

        def job(*_: object) -> tuple[str, tuple[Check, ...]]:
            from model.program.tensors.check import check  # loads torch, so not in the thread of the window

            return output, check(program, output)

        self._check_task.start(job)

    @Slot(object)
    def _take_checks(self, checks: tuple[str, tuple[Check, ...]]) -> None:
        self._checks = checks
        self._show_check()

    def _show_check(self) -> None:
        if not self.values.isVisible() or self._scene is None:
            return
        self._check_clock.start(0)
        graph = self._scene.movie.graphs[-1]
        self.values.readouts.set_values(
            [
                (translate("autograd", "tensors"), number_text(len(self._scene.movie.states[-1].tensors))),
                (translate("autograd", "autograd nodes"), number_text(len(graph.grad_fns()))),
                (translate("autograd", "seed"), str(self.document.experiment.seed)),
            ]
        )
        if self._checks is None:
            note = translate("autograd", "No single number to differentiate: end with a sum or a loss.")
            self.values.check.set_rows([], note)
            return
        output, checks = self._checks
        note = translate("autograd", "derivatives of {name}, after the program").format(name=output)
        self.values.check.set_rows([_check_row(found) for found in checks], note)

    # ---- what the window asks

    @Slot(object)
    def _show_experiment(self, experiment: Autograd) -> None:
        """Put the experiment into the controls."""
        if experiment.program != self._program and not self.document.in_gesture:
            self.controls.commands.command.clear()  # it was meant for other tensors
            self.controls.commands.clear_error()
        self._program = experiment.program
        self.controls.show_experiment(program=experiment.program, seed=experiment.seed, accumulate=self._accumulate)

    @Slot(object)
    def _run_failed(self, reason: object) -> None:
        if isinstance(reason, Message):
            self.run.show_refusal(reason)

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        self.controls.retranslate()
        self.picture.retranslate()
        self.values.retranslate()
        self._show_experiment(self.document.experiment)
        if self._scene is not None and self.run.active:
            self.picture.log.set_entries(log_entries(self._scene.movie.states))
        self.run.draw()


_MEANING = {
    "start": lambda: "",
    "forward": lambda: translate(
        "autograd", "Forward: values go from left to right, and autograd builds the graph on the way."
    ),
    "seed": lambda: translate(
        "autograd", "A backward pass begins at its output and goes through the graph against the arrows."
    ),
    "edge": lambda: translate(
        "autograd",
        "The chain rule: what comes in is multiplied by the local derivative; where paths meet, they add up.",
    ),
    "accumulate": lambda: translate(
        "autograd", "PyTorch adds to grad and does not replace it. zero_() or setting it to None starts again from 0."
    ),
    "action": lambda: "",
}


def _check_row(found: Check) -> CheckRow:
    scale = max(abs(found.difference), 1.0)
    relative = found.error / scale
    if found.exact is not None:
        relative = min(relative, abs(found.autograd - found.exact) / max(abs(found.exact), 1.0))
    if relative <= _EXACT:
        verdict, sentence = "good", translate("autograd", "autograd is right to the digits of float32")
    elif relative <= _CLOSE:
        verdict, sentence = (
            "warn",
            translate("autograd", "close; float32 or strong curvature here explains the remainder"),
        )
    else:
        verdict, sentence = "bad", translate("autograd", "they differ: is there a kink, or was something detached?")
    index = f"[{', '.join(map(str, found.index))}]" if found.index else ""
    return CheckRow(
        found.leaf + index,
        found.latex,
        found.symbolic,
        "" if found.exact is None else number_text(found.exact, 8),
        number_text(found.autograd, 8),
        number_text(found.difference, 8),
        number_text(found.error, 2),
        verdict,
        sentence,
    )
