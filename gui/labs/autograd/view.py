"""The Autograd lab's widgets: program and actions on the left, the graph over its tensors in the middle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from gui.look.text import translate
from gui.look.theme import theme
from gui.plots.graph.graph import GraphPlot
from gui.run.figures.figure_list import FigureList
from gui.run.lab_view import LabControls, LabPicture
from gui.widgets.arranged import column, fill, scroll, split
from gui.widgets.code.action_bar import ActionBar
from gui.widgets.code.action_log import ActionLog
from gui.widgets.code.program_editor import ProgramEditor
from gui.widgets.fields.number_field import NumberField
from gui.widgets.mathematics.derivation import Derivation
from gui.widgets.pages import Page
from gui.widgets.parts import HeadingLabel, make_selectable, plain_label
from gui.widgets.tables.check_table import CheckTable
from gui.widgets.tables.readouts import Readouts
from gui.widgets.tables.tensor_table import TensorTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_SEED = 2**32 - 1
_LEAST_GRAPH = 150
_LEAST_DERIVATION = 66


class AutogradControls(LabControls):
    """Program, seed, what of the graph is shown, and the actions.

    Signals
    -------
    programEdited(tuple of str), seedChanged(float), accumulateToggled(bool)
    actionRequested(str)
        A command to do to the tensors.
    committed()
        The typing in progress is over.
    """

    programEdited = Signal(tuple)
    seedChanged = Signal(float)
    accumulateToggled = Signal(bool)
    actionRequested = Signal(str)

    def build(self) -> Iterator[None]:
        """Make the fields, in steps."""
        self.program = ProgramEditor()
        self._seed_heading = HeadingLabel()
        self.seed = NumberField(0, low=0, high=_MOST_SEED, integer=True)
        self.accumulate = QCheckBox()
        yield
        self.commands = ActionBar()
        self.arrange(self.program, self.commands, self._seed_heading, self.seed, self.accumulate)
        self.program.edited.connect(self.programEdited)
        self.program.committed.connect(self._commit)
        self.seed.changed.connect(self.seedChanged)
        self.seed.committed.connect(self._commit)
        self.accumulate.toggled.connect(self.accumulateToggled)
        self.commands.requested.connect(self.actionRequested)

    @Slot()
    def _commit(self) -> None:
        self.committed.emit()

    def settle(self) -> None:
        """Take in what was just typed into the program."""
        self.program.settle()

    def show_experiment(self, *, program: Sequence[str], seed: int, accumulate: bool) -> None:
        """Put the experiment into the fields."""
        self.program.set_lines(program)
        self.seed.set_value(seed)
        if accumulate != self.accumulate.isChecked():
            self.accumulate.blockSignals(True)
            self.accumulate.setChecked(accumulate)
            self.accumulate.blockSignals(False)

    def show_refusal(self, path: str, sentence: str) -> bool:
        """Show a sentence beside the field that ``path`` names; say whether there is one."""
        if path.startswith("source"):
            place = [int(number) for number in re.findall(r"\d+", path)]
            self.program.set_error(sentence, *place[:2])
        elif path.startswith("seed"):
            self.seed.set_error(sentence)
        else:
            return False
        return True

    def clear_refusals(self) -> None:
        """Take all sentences away."""
        self.program.clear_error()
        self.seed.clear_error()
        self.commands.clear_error()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.program.set_texts(
            translate("autograd", "Program"),
            translate("autograd", "Any PyTorch program; Ctrl+Space completes a name"),
        )
        self.program.set_placeholder("import torch\n\nx = torch.tensor(4.0, requires_grad=True)\ny = x**2")
        self.program.retranslate()
        self._seed_heading.setText(translate("autograd", "Seed"))
        self.seed.set_texts(
            translate("autograd", "Seed"),
            translate("autograd", "The same seed draws the same random numbers, where the program sets none itself"),
        )
        self.accumulate.setText(translate("autograd", "Show AccumulateGrad nodes"))
        self.accumulate.setToolTip(
            translate("autograd", "The nodes of autograd that add the incoming gradient to a leaf's grad")
        )
        self.commands.retranslate()


class AutogradPicture(LabPicture):
    """The graph, the derivation of the step at hand, and below them the tensors and the actions done."""

    def build(self) -> Iterator[None]:
        """Make the graph, the tables and the log, in steps."""
        self.graph = GraphPlot()
        self.graph.setMinimumHeight(_LEAST_GRAPH)
        yield
        self.derivation = Derivation()
        self.tensors = TensorTable()
        self._why_empty = self.waiting_text
        yield
        self.log = ActionLog()
        self.setFocusProxy(self.graph)
        self._keep_height()
        theme.changed.connect(self._keep_height)
        upper = QWidget()
        column(upper, 8, self.graph, self.derivation).setStretch(0, 1)
        self.side = split(Qt.Orientation.Horizontal, [420, 180], _card(self.tensors), _card(self.log))
        self.rows = split(Qt.Orientation.Vertical, [400, 210], upper, self.side)
        self.beside = (self.derivation,)
        fill(self, 8, self.rows)

    def show_as_run(self, *, has_graph: bool) -> None:
        """Say from now on why the graph is empty, where it is: it is yet to come, or there is none."""
        self._why_empty = _to_come if has_graph else _no_graph
        self.retranslate()

    def show_nothing(self, *, is_held: bool) -> None:
        """Show no program, and say where one waits to be run."""
        self._why_empty = self.held_text if is_held else self.waiting_text
        self.graph.set_graph([], [])
        self.tensors.set_rows([])
        self.log.set_entries([])
        self.derivation.set_derivation("", "", "")
        self.retranslate()

    @staticmethod
    def held_text() -> str:
        """Return how a program that waits is run."""
        return translate(
            "autograd",
            "This program was not written here, so it waits: click Run below, or press Space outside the text.",
        )

    @staticmethod
    def waiting_text() -> str:
        """Return what is awaited while a program has not done its first statements."""
        return translate("autograd", "The graph appears once PyTorch has carried out the program.")

    @Slot()
    def _keep_height(self) -> None:
        """Keep room for an equation, so that the graph stands still from step to step."""
        self.derivation.setMinimumHeight(round(_LEAST_DERIVATION * theme.scale))

    def reset_views(self) -> None:
        """Show the graph as it first stood."""
        self.graph.reset_view()

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.graph.set_texts(translate("autograd", "Computational graph"))
        self.graph.set_empty_text(self._why_empty())
        self.tensors.retranslate()
        self.log.retranslate()


def _to_come() -> str:
    return translate("autograd", "The graph grows as the program runs: press Space, or → for one step at a time.")


def _no_graph() -> str:
    return translate("autograd", "Write a program with tensors, or choose a case of the book, to see their graph")


class AutogradValues(Page):
    """Readouts, the derivatives found in three ways, and the figures that the program has drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.readouts = Readouts()
        self.heading = HeadingLabel()
        self.check = CheckTable()
        self.figures = FigureList()
        scroll(self, self.readouts, self.heading, self.check, self.figures)

    def retranslate(self) -> None:
        """Show all names in the language of the window."""
        self.heading.setText(translate("autograd", "Check of the gradients"))
        self.check.retranslate()


class AutogradExplain(Page):
    """What happens in the step at hand, and what it means where PyTorch refused."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = HeadingLabel()
        self.derivation = Derivation()
        self.text = plain_label()
        make_selectable(self.text)
        scroll(self, self.heading, self.derivation, self.text)

    def show_step(self, heading: str, paragraphs: Sequence[str]) -> None:
        """Say what happens, in paragraphs."""
        self.heading.setText(heading)
        self.text.setText("\n\n".join(paragraphs))
        self.text.setVisible(bool(paragraphs))

    def show_derivation(self, symbols: str, numbers: str = "", result: str = "", *, plain: str = "") -> None:
        """Show the derivation of the step; nothing where it is empty."""
        self.derivation.set_derivation(symbols, numbers, result, plain=plain)


def _card(widget: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    column(card, 0, widget).setContentsMargins(6, 4, 6, 6)
    card.setMinimumSize(180, 90)
    return card
