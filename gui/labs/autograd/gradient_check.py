"""The derivatives of a program's result on the page of values: autograd's, SymPy's, and finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Slot

from gui.look.text import render, translate
from gui.run.task import Task
from gui.widgets.tables.check_table import CheckRow
from model.message import number_text
from model.program.child.player import shared_player
from model.program.record.states import TensorState
from model.program.reel import derivatives

if TYPE_CHECKING:
    from threading import Event

    from gui.labs.autograd.view import AutogradValues
    from model.engine.worker import Engine
    from model.message import Message
    from model.program.record.derivative import Derivative
    from model.program.record.frames import Window
    from model.program.record.states import VariableState
    from model.program.reel import Reel
    from model.program.symbolic import SymbolicDerivative

_EXACT, _CLOSE = 1e-5, 1e-2
"""Relative differences up to which a check is good, and up to which it is fair: float32 has seven digits."""


class _Checked(NamedTuple):
    """The derivatives of an output, why there are none, and SymPy's by leaf.

    Where the program has gone on after what is shown of it, it is named which statement has made the output, else 0.
    """

    output: str
    derivatives: list[Derivative]
    refusal: Message | None
    symbolic: dict[str, SymbolicDerivative]
    statement: int


class GradientCheck(QObject):
    """Fills the page of values, and asks the process of the program for what it does not know yet."""

    def __init__(self, engine: Engine, page: AutogradValues, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._asked: object = None
        """Of which run and which of its tensors the derivatives are, or will be."""
        self._checked: _Checked | None = None
        self._task = Task(engine, self)
        self._task.done.connect(self._take)

    @Slot()
    def cancel(self) -> None:
        """Give up what is being asked for: the program is another."""
        if self._task.running:
            self._task.cancel()
            self._asked = None

    def show(self, reel: Reel | None, seed: int) -> None:
        """Show a run with its seed."""
        window = None if reel is None else reel.window
        tensors = () if window is None else window.table(len(window.frames) - 1)
        nodes = () if window is None else window.graphs[window.frames[-1].graph].nodes
        made = [node for node in nodes if node.kind == "operation" and node.grad_fn is not None]
        self._page.readouts.set_values(
            [
                (
                    translate("autograd", "tensors"),
                    number_text(sum(isinstance(row, TensorState) for row in tensors)),
                ),
                (translate("autograd", "autograd nodes"), number_text(len(made))),
                (translate("autograd", "seed"), str(seed)),
            ]
        )
        self._page.figures.set_figures(() if reel is None else reel.figures, 0 if reel is None else reel.plots)
        if reel is None or reel.stopped is None:
            self.cancel()
            self._asked = self._checked = None
            note = translate("autograd", "The gradients are checked once the program has ended.")
            self._page.check.set_rows([], "" if reel is None else note)
            return
        self._ask(reel)
        self._write()

    def _ask(self, reel: Reel) -> None:
        """Have the tensor differentiated on which backward was called, or the last single number."""
        window = reel.window
        table = window.table(len(window.frames) - 1)
        outputs = [row for row in table if _is_output(row)]
        roots = [frame.root for frame in window.frames if frame.root]
        used = [row for row in outputs if roots and row.name == roots[-1]]
        output = (used or outputs or [None])[-1]
        if self._asked == (reel.run, output):
            return
        self.cancel()
        self._asked, self._checked = (reel.run, output), None
        if output is None:
            return
        frame = window.frames[_first_frame_of(window, output)]
        name, graph = output.name, window.graphs[frame.graph]

        def job(stop: Event, _: object) -> _Checked:
            from model.program.symbolic import derivatives_of  # loads SymPy

            told = derivatives(reel, frame.place, name, shared_player(), stop.is_set)
            statement = frame.place if reel.is_cut else 0
            return _Checked(name, told.derivatives, told.refusal, derivatives_of(graph, name), statement)

        self._task.start(job)

    @Slot(object)
    def _take(self, checked: _Checked) -> None:
        self._checked = checked
        self._write()

    def _write(self) -> None:
        checked, rows = self._checked, []
        if self._task.running:
            note = translate("autograd", "The gradients are being checked …")
        elif checked is None:
            note = translate("autograd", "No single number to differentiate: end with a sum or a loss.")
        elif checked.derivatives:
            rows = [_row(found, checked.symbolic.get(found.leaf)) for found in checked.derivatives]
            note = translate("autograd", "derivatives of {name}, after the program")
            if checked.statement:
                note = translate("autograd", "derivatives of {name} as statement {n} computed it")
            note = note.format(name=checked.output, n=number_text(checked.statement))
        elif checked.refusal is not None:
            note = render(checked.refusal)
        else:
            note = translate("autograd", "The gradients cannot be checked: the program was stopped, or takes too long.")
        self._page.check.set_rows(rows, note)


def _is_output(row: VariableState) -> bool:
    return isinstance(row, TensorState) and row.grad_fn is not None and row.is_single and not row.depth


def _first_frame_of(window: Window, row: TensorState) -> int:
    """Return the first frame at which a name stands for the tensor that it stands for at the end."""
    key = row.name, row.depth, row.node
    return next(
        index
        for index, frame in enumerate(window.frames)
        for each in frame.rows
        if isinstance(each, TensorState) and (each.name, each.depth, each.node) == key
    )


def _row(found: Derivative, symbolic: SymbolicDerivative | None) -> CheckRow:
    exact = None if symbolic is None else symbolic.value
    errors = [
        abs(found.autograd - other) / max(abs(other), 1.0) for other in (found.difference, exact) if other is not None
    ]
    if not errors:
        verdict, sentence = "unknown", translate("autograd", "the program cannot be run in double precision here")
    elif min(errors) <= _EXACT:
        verdict, sentence = "good", translate("autograd", "autograd is right to the digits of float32")
    elif min(errors) <= _CLOSE:
        verdict, sentence = (
            "warn",
            translate("autograd", "close; float32 or strong curvature here explains the remainder"),
        )
    else:
        verdict, sentence = "bad", translate("autograd", "they differ: is there a kink, or was something detached?")
    index = f"[{', '.join(map(str, found.index))}]" if found.index else ""
    return CheckRow(
        found.leaf + index,
        "" if symbolic is None else symbolic.latex,
        "" if symbolic is None else symbolic.text,
        "" if exact is None else number_text(exact, 8),
        number_text(found.autograd, 8),
        "" if found.difference is None else number_text(found.difference, 8),
        "" if found.difference is None else number_text(abs(found.autograd - found.difference), 2),
        verdict,
        sentence,
    )
