"""What a stretch of a program says: rows of the table, entries of the log, and the words of each frame."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from gui.look.text import render, translate
from gui.widgets.code.action_log import LogEntry
from gui.widgets.tables.tensor_table import TensorRow
from model.formula.latex import latex_text
from model.formula.tree import Name
from model.program.record.explanations import explain
from model.program.record.statements import statements_of
from model.program.record.states import TensorState, array_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from model.program.record.frames import Frame, Graph, Window
    from model.program.record.statements import Statement
    from model.program.record.states import VariableState


_MOST_PRINTED = 2_000
"""Letters of what is printed after the last frame."""


class Words(NamedTuple):
    """What a frame says.

    Attributes
    ----------
    heading : str
        What happens, in a few words.
    sentence : str
        The same with its names and numbers.
    symbols, result : str
        The local derivative as LaTeX and what it comes to; empty where there is none.
    plain : str
        Both as text.
    """

    heading: str
    sentence: str
    symbols: str = ""
    result: str = ""
    plain: str = ""


def shown_name(row: VariableState) -> str:
    """Return the name of a variable; one of a function that is being run stands apart from the program's own."""
    return "↳ " * row.depth + row.name


def tensors_of(rows: Iterable[VariableState]) -> list[TensorState]:
    """Return the tensors among variables, but for those that have the same name already outside of a function."""
    found: dict[tuple[str, str], TensorState] = {}
    for row in rows:
        if isinstance(row, TensorState):
            found.setdefault((row.name, row.node), row)
    return [*found.values()]


def table_rows(rows: Iterable[VariableState]) -> list[TensorRow]:
    """Return the tensors of a table as Python prints them, one that has a name in several functions once."""
    return [
        TensorRow(
            shown_name(row),
            array_text(row.data),
            str(row.requires_grad),
            array_text(row.grad),
            str(row.grad_fn),
            str(row.is_leaf),
            str(tuple(row.shape)),
            row.dtype,
            str(row.retains_grad),
        )
        for row in tensors_of(rows)
    ]


class Scene:
    """Says what happens in the frames of a stretch that begins with its run.

    Parameters
    ----------
    window : Window
        The stretch.
    source : str
        The program.
    printed : str
        What it has printed so far.
    """

    def __init__(self, window: Window, source: str, printed: str) -> None:
        self.window = window
        self._lines = ["", *source.split("\n")]
        self._later = printed[window.frames[-1].printed :].rstrip()
        self.statements = statements_of(window, printed)
        self.logged = [each for each in self.statements if each.effects or each.frees or each.printed or each.error]
        """Those that did more than to give a new name to something."""

    def line(self, number: int) -> str:
        """Return a line of the program."""
        return self._lines[number].strip() if number < len(self._lines) else ""

    def printed_later(self) -> str:
        """Return what the program has printed after the last frame, the end of it where that is long."""
        shown = self._later[-_MOST_PRINTED:]
        dots = "… " if len(shown) < len(self._later) else ""
        return "" if not shown else translate("autograd", "Printed after that:") + f"\n{dots}{shown}"

    def log_entries(self) -> list[LogEntry]:
        """Return the log of what was done."""
        return [self._entry(statement) for statement in self.logged]

    def _entry(self, statement: Statement) -> LogEntry:
        explanation = None if statement.error is None else explain(*statement.error)
        return LogEntry(
            self.line(statement.line),
            "\n".join(render(line) for line in statement.log()),
            "" if statement.error is None else ": ".join(filter(None, statement.error)),
            "" if explanation is None else f"{render(explanation.meaning)}\n{render(explanation.remedy)}",
        )

    def logged_at(self, index: int) -> tuple[int, int]:
        """Return which entry of the log a frame belongs to, −1 for none, and how many are done by then."""
        current = next((k for k, each in enumerate(self.logged) if each.first <= index <= each.last), -1)
        return current, sum(each.last <= index for each in self.logged)

    def statement_at(self, index: int) -> Statement | None:
        """Return the statement that a frame belongs to; None before the first."""
        return next((each for each in self.statements if each.first <= index <= each.last), None)

    def is_done_at(self, index: int) -> bool:
        """Tell whether a frame is the last of its statement."""
        statement = self.statement_at(index)
        return statement is not None and statement.last == index

    def first_that_differs(self, index: int) -> int | None:
        """Return the first frame of a statement, up to this one, whose sum is not autograd's; None where all agree."""
        statement = self.statement_at(index)
        frames = range(0 if statement is None else statement.first, index + 1)
        return next((place for place in frames if not self.window.frames[place].agrees), None)

    # ---- words

    def words_at(self, index: int) -> Words:
        """Return what a frame says."""
        frame = self.window.frames[index]
        graph = self.window.graphs[frame.graph]
        if frame.kind == "start":
            sentence = translate("autograd", "Press Space to run the program, or → for one step at a time.")
            return Words(translate("autograd", "Before the first line"), sentence)
        if frame.kind == "forward" and frame.nodes:
            return self._forward(frame, graph)
        if frame.kind == "seed":
            heading = translate("autograd", "Backward begins")
            sentence = translate("autograd", "The gradient of {name} with respect to itself is {total}.")
            if frame.is_weighted:
                sentence = translate("autograd", "Backward was given the gradient v = {total} for {name}.")
            return Words(heading, sentence.format(name=_name(graph, frame.nodes), total=frame.total))
        if frame.kind == "edge":
            return _backward(frame, graph)
        if frame.caption is not None:
            heading = translate("autograd", "The gradient is added into grad")
            if frame.kind == "returned":
                heading = translate("autograd", "The gradient is returned")
            sentence = translate("autograd", "Gradient of {name}: {sentence}.")
            return Words(heading, sentence.format(name=frame.root, sentence=render(frame.caption)))
        if frame.error is not None:
            sentence = translate("autograd", "{type} in line {line}; the list of actions says why.")
            heading = translate("autograd", "The program ends in line {line}").format(line=frame.line)
            return Words(heading, sentence.format(type=frame.error[0], line=frame.line))
        statement = self.statement_at(index)
        done = () if statement is None or statement.last != index else statement.log()
        return Words(self.line(frame.line), "; ".join(render(line) for line in done))

    def _forward(self, frame: Frame, graph: Graph) -> Words:
        node = graph.nodes[frame.nodes[-1]]
        heading = translate("autograd", "Forward: line {line}").format(line=frame.line)
        if node.value is None:
            text = translate("autograd", "PyTorch records how this is computed: {grad_fn}.")
        elif node.grad_fn is not None:
            text = translate("autograd", "{name} = {value}; PyTorch records how it was computed: {grad_fn}.")
        elif node.kind == "leaf":
            text = translate("autograd", "{name} = {value} is a leaf that requires a gradient.")
        else:
            text = translate("autograd", "{name} = {value}; no gradient is required, so nothing is recorded.")
        shown = text.format(name=node.variable, value=array_text(node.value), grad_fn=node.grad_fn)
        return Words(heading, shown, plain=self.line(frame.line))


def _backward(frame: Frame, graph: Graph) -> Words:
    edge = graph.edges[frame.edge]
    above, below = graph.nodes[_result(graph, edge.target)].variable, graph.nodes[edge.source].variable
    text = translate("autograd", "incoming {incoming} · local {local} = {product}; the gradient of {name} is {total}.")
    equation = frame.equation
    local = equation.result if equation is not None else ""
    sentence = text.format(incoming=frame.incoming, local=local, product=frame.product, name=below, total=frame.total)
    heading = translate("autograd", "Backward: from {above} to {below}").format(above=above, below=below)
    if equation is None:
        return Words(heading, sentence)
    ratio = rf"\frac{{\partial {_latex_name(above)}}}{{\partial {_latex_name(below)}}}"
    symbols = f"{ratio} = {equation.latex}" if equation.latex else ratio
    plain = f"∂{above}/∂{below} = {equation.text}"
    return Words(heading, sentence, symbols, _latex_value(equation.result), plain)


def _result(graph: Graph, operation: int) -> int:
    """Return the named tensor that an operation makes, or the operation itself."""
    for edge in graph.edges:
        if edge.source == operation and graph.nodes[edge.target].kind == "intermediate":
            return edge.target
    return operation


def _name(graph: Graph, nodes: Sequence[int]) -> str:
    return graph.nodes[nodes[0]].variable if nodes else "?"


def _latex_name(name: str) -> str:
    return latex_text(Name(name))


def _latex_value(text: str) -> str:
    if re.fullmatch(r"[−-]?[\d.\u202f]+", text):
        return text.replace("−", "-").replace("\u202f", r"\,")
    return rf"\text{{{text}}}" if text else ""


def kinds() -> dict[str, str]:
    """Return what happens in a frame of each kind, in a word."""
    backward = translate("autograd", "backward")
    return {
        "start": translate("autograd", "ready"),
        "forward": translate("autograd", "forward"),
        **dict.fromkeys(("seed", "edge", "accumulate", "returned"), backward),
        "step": translate("autograd", "step"),
        "change": translate("autograd", "change in place"),
        "statement": translate("autograd", "runs"),
    }


def meaning(kind: str) -> str:
    """Return what a frame of a kind means; empty where that goes without saying."""
    return {
        "forward": translate(
            "autograd", "Forward: values go from left to right, and autograd builds the graph on the way."
        ),
        "seed": translate(
            "autograd", "A backward pass begins at its output and goes through the graph against the arrows."
        ),
        "edge": translate(
            "autograd",
            "The chain rule: what comes in is multiplied by the local derivative; where paths meet, they add up.",
        ),
        "accumulate": translate(
            "autograd",
            "PyTorch adds to grad and does not replace it. zero_() or setting it to None starts again from 0.",
        ),
        "returned": translate("autograd", "autograd.grad gives gradients to the caller, and leaves grad as it is."),
        "step": translate("autograd", "The optimizer moves each parameter by what its rule makes of the gradient."),
        "change": translate("autograd", "The numbers of the tensor are others from here on, in the same memory."),
    }.get(kind, "")


def is_written(name: str) -> bool:
    """Tell whether the way to a tensor can be written in a program: ``params[1]``, but not ``model.0.weight``."""
    try:
        ast.parse(name, mode="eval")
    except SyntaxError:
        return False
    return True
