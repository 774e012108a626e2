"""A run of an autograd experiment as frames of the shared timeline: forward node by node, back edge by edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import torch

from model.descent.rows import EveryRow
from model.message import QT_TRANSLATE_NOOP
from model.program.graph import Graph, GraphBuilder, is_accumulate, nodes_behind
from model.program.record.explanations import explain
from model.program.tensors.actions import perform
from model.program.tensors.derivatives import Equation, local_derivative
from model.program.tensors.errors import ActionError, ProgramError, refused_key
from model.program.tensors.machine import PyTorchRefusal, Value, array_of, run_program
from model.program.tensors.program import Backward, parse_actions, parse_program, scope_of
from model.program.tensors.session import Reader
from model.program.tensors.states import State, TensorState, array_text, effects_of
from model.program.tensors.walk import Arrival, Crossing, walk_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from model.descent.history import Stopped
    from model.experiment import Autograd
    from model.message import Message
    from model.program.tensors.machine import Machine
    from model.program.tensors.program import Action

FrameKind: TypeAlias = Literal["start", "forward", "seed", "edge", "accumulate", "action", "refused"]
_KEPT = 500_000
"""Elements of gradients that a movie keeps whole; beyond that the frames say only how they begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One position of the timeline.

    Attributes
    ----------
    kind : str
        "start": nothing is computed yet. "forward": an operation. "seed": a backward begins. "edge": a gradient goes
        back along an edge. "accumulate": it is added into ``.grad``. "action": any other action, done. "refused".
    state : int
        Which of `Movie.states` and `Movie.graphs` this belongs to.
    line : int
        The program's line that is done, from 1; 0 for none.
    action : int
        The action that is done, from 0; −1 for none.
    nodes : tuple of int
        The nodes that light.
    edge : int
        The place in `Graph.edges` of the edge that lights; −1 for none.
    known : int
        Nodes with a smaller id have their value; the others are not computed yet.
    gradients : tuple of (int, NDArray)
        The gradients that have come to a node so far in this backward.
    rule : callable or None
        Writes the local derivative; most frames are passed unseen.
    incoming, product, total : str
        The gradient that comes in, what goes on along the edge, and the sum at its end: as `array_text` writes them.
    agrees : bool
        Whether the walk's own sum is what PyTorch's backward put into ``.grad``.
    root : str
        The tensor on which the backward shown was called; empty outside of one.
    weighted : bool
        Whether that backward was given a gradient to begin with.
    tensors : tuple of TensorState
        The table as far as it has come.
    """

    kind: FrameKind
    state: int
    line: int = 0
    action: int = -1
    nodes: tuple[int, ...] = ()
    edge: int = -1
    known: int = 0
    gradients: tuple[tuple[int, NDArray[np.generic]], ...] = ()
    rule: Callable[[], Equation] | None = None
    incoming: str = ""
    product: str = ""
    total: str = ""
    agrees: bool = True
    root: str = ""
    weighted: bool = False
    tensors: tuple[TensorState, ...] = ()
    caption: Message | None = None

    @property
    def equation(self) -> Equation | None:
        """The local derivative of an "edge"."""
        return None if self.rule is None else self.rule()


@dataclass(frozen=True, slots=True, eq=False)
class Movie(EveryRow):
    """A whole run.

    Attributes
    ----------
    states : tuple of State
        After the program, and after each action.
    graphs : tuple of Graph
        One for each state; the same object where nothing changed.
    frames : tuple of Frame
        The positions of the timeline, the first before anything is computed.
    """

    experiment: Autograd
    states: tuple[State, ...]
    graphs: tuple[Graph, ...]
    frames: tuple[Frame, ...]
    stopped: Stopped | None = "complete"
    diverged_at: int | None = None

    def __len__(self) -> int:
        return len(self.frames)

    def frame_after(self, action: int) -> int:
        """Return the last frame of an action, or of the program for −1."""
        return max(index for index, frame in enumerate(self.frames) if frame.action <= action)


class _Nothing(EveryRow):
    """Stands for the frames before there are any."""

    stopped: Stopped | None = None
    diverged_at: int | None = None

    def __len__(self) -> int:
        return 0


class Projection:
    """The run of an autograd experiment for the window's thread: its one step makes the whole movie.

    Attributes
    ----------
    history : Movie
        Once `step` was called.
    """

    goes_on = False

    def __init__(self, experiment: Autograd) -> None:
        self.experiment = experiment
        self.history: Movie | _Nothing = _Nothing()

    def step(self) -> bool:
        """Make the movie; return whether it was not there yet."""
        if isinstance(self.history, Movie):
            return False
        self.history = film(self.experiment)
        return True


def film(experiment: Autograd) -> Movie:
    """Run an experiment and keep every frame.

    Raises
    ------
    Refused
        Where a line of the program fails, or an action is none: it names the key of the experiment's file.
    """
    torch.set_num_threads(1)
    try:
        machine = run_program(experiment.program, experiment.seed)
        actions = parse_actions(experiment.actions, scope_of(parse_program(experiment.program)))
        camera = _Camera(experiment, machine)
        for index, action in enumerate(actions):
            camera.act(index, action)
    except (ProgramError, ActionError) as error:
        raise refused_key(error) from None
    return Movie(experiment, tuple(camera.states), tuple(camera.graphs), tuple(camera.frames))


class _Camera:
    def __init__(self, experiment: Autograd, machine: Machine) -> None:
        self.experiment = experiment
        self.machine = machine
        self.reader = Reader()
        self.builder = GraphBuilder(machine)
        self.graphs: list[Graph] = [self.builder.graph]
        self.states: list[State] = [State(None, None, None, None, self.table())]
        self.frames: list[Frame] = [Frame("start", 0)]
        self.kept = 0
        self.forward()

    def table(self) -> tuple[TensorState, ...]:
        graph = self.builder.graph
        nodes = {name: node.id for node in graph.nodes for name in node.names}
        return tuple(replace(row, node=nodes.get(row.name, -1)) for row in self.reader.table(self.machine))

    def forward(self) -> None:
        """Show every operation of the program, and each line's tensor once it has its name."""
        rows = {row.name: row for row in self.states[0].tensors}
        last = {id(value): (line, name) for line, name, value in self.machine.assigned}
        final = {name: line for line, name, _ in self.machine.assigned}
        done: dict[str, TensorState] = {}
        for operation, made in zip(self.machine.operations, self.builder.made, strict=True):
            assigned = last.get(id(operation.result))
            if assigned is not None and final[assigned[1]] == assigned[0] and assigned[1] in rows:
                done[assigned[1]] = rows[assigned[1]]
            self.frames.append(
                Frame("forward", 0, operation.line, nodes=made, known=made[-1] + 1, tensors=tuple(done.values()))
            )
        self.frames[-1] = replace(self.frames[-1], tensors=self.states[0].tensors)

    def act(self, index: int, action: Action) -> None:
        """Do an action, and show it."""
        before = self.states[-1].tensors
        steps: list[Crossing | Arrival] = []
        reached: list[Any] = []
        if isinstance(action, Backward):
            tensor = self.machine.tensor(action.name)
            reached = list(nodes_behind(tensor.grad_fn))
            steps = self.steps(action)
        sources = self.sources()
        error = perform(self.machine, action, index)
        if error is None and isinstance(action, Backward) and not action.retain_graph:
            self.builder.release(reached)
        graph_before = self.graphs[-1]
        self.graphs.append(self.builder.update())
        tensors = self.table()
        text = self.experiment.actions[index]
        words = None if error is None else str(error)
        freed = any(
            new.freed and not old.freed for old, new in zip(graph_before.nodes, self.graphs[-1].nodes, strict=False)
        )
        self.states.append(
            State(
                text,
                words,
                None if error is None else type(error).__name__,
                None if words is None else explain(words),
                tensors,
                effects_of(before, tensors),
                freed,
            )
        )
        if error is None and steps and isinstance(action, Backward):
            self.backward(index, action, steps, before, sources)
        node = self.builder.graph.node_of(action.name)
        known = len(self.builder.graph.nodes)
        nodes = () if node is None else (node,)
        if error is not None or not steps:
            kind: FrameKind = "action" if error is None else "refused"
            self.frames.append(Frame(kind, index + 1, 0, index, nodes, known=known, tensors=tensors))
        else:
            self.frames[-1] = replace(self.frames[-1], tensors=tensors, state=index + 1)

    def sources(self) -> dict[int, int]:
        """Return the display nodes before an action may change them."""
        return dict(self.builder.display)

    def steps(self, action: Backward) -> list[Crossing | Arrival]:
        """Walk back as the action is about to; nothing where PyTorch will refuse."""
        tensor = self.machine.tensor(action.name)
        drawn = self.machine.generator.get_state()
        try:
            gradient = None if action.gradient is None else self.machine.evaluate(action.gradient)
        except (PyTorchRefusal, ValueError):
            return []
        finally:
            self.machine.generator.set_state(drawn)  # what is drawn here, the action draws again
        if action.gradient is not None:
            if not isinstance(gradient, Value) or gradient.tensor.shape != tensor.shape:
                return []
            seed = gradient.tensor.detach()
        elif tensor.numel() != 1 or not tensor.requires_grad:
            return []
        else:
            seed = torch.ones_like(tensor)
        root: Any = tensor.grad_fn
        if root is None:
            if not tensor.requires_grad:
                return []
            root = tensor.view_as(tensor).grad_fn.next_functions[0][0]  # type: ignore[union-attr]
        try:
            return list(walk_back(root, tensor.output_nr, seed))
        except RuntimeError:
            return []

    def backward(
        self,
        index: int,
        action: Backward,
        steps: Sequence[Crossing | Arrival],
        before: tuple[TensorState, ...],
        display: dict[int, int],
    ) -> None:
        """Show the walk back, and check its sums against what PyTorch has done."""
        scene = _Scene(self, index, action, before, display)
        first = steps[0]
        assert isinstance(first, Arrival)
        start = self.builder.graph.node_of(action.name)
        scene.begin(-1 if start is None else start, first)
        for step in steps:
            if isinstance(step, Crossing):
                scene.cross(step)
            else:
                scene.arrive(step)


class _Scene:
    """One backward, frame by frame."""

    def __init__(
        self,
        camera: _Camera,
        index: int,
        action: Backward,
        before: tuple[TensorState, ...],
        display: dict[int, int],
    ) -> None:
        self.camera = camera
        self.index = index
        self.action = action
        self.builder = camera.builder
        self.graph = camera.builder.graph
        self.display = {**camera.builder.display, **display}
        self.rows = {row.name: row for row in before}
        self.after = {row.name: row for row in camera.states[-1].tensors}
        self.gradients: dict[int, NDArray[np.generic]] = {}
        self.edges: dict[tuple[int, int, int], int] = {
            (edge.source, edge.target, edge.slot): place
            for place, edge in enumerate(self.graph.edges)
            if edge.carries_gradient
        }
        self.operands: dict[int, list[tuple[str, Value]]] = {}

    def add(self, kind: FrameKind, **values: Any) -> None:
        self.camera.frames.append(
            Frame(
                kind,
                self.index,
                0,
                self.index,
                known=len(self.graph.nodes),
                gradients=tuple(self.gradients.items()),
                root=self.action.name,
                weighted=self.action.gradient is not None,
                tensors=tuple(self.rows.values()),
                **values,
            )
        )

    def note(self, node: int, gradient: torch.Tensor) -> None:
        """Keep a node's gradient, as long as there is room."""
        self.camera.kept += gradient.numel()
        if self.camera.kept <= _KEPT:
            self.gradients[node] = array_of(gradient)
        else:
            self.gradients.pop(node, None)

    def begin(self, node: int, first: Arrival) -> None:
        assert first.gradient is not None
        self.note(node, first.gradient)
        self.add("seed", nodes=(node,), total=_text(first.gradient))

    def cross(self, step: Crossing) -> None:
        target = self.builder.operation_node[id(step.function)]
        source = self.display.get(id(step.following))
        if source is None:
            return
        self.note(source, step.total)
        self.add(
            "edge",
            nodes=(target, source),
            edge=self.edges.get((source, target, step.slot), -1),
            rule=self.rule(step, target),
            incoming=_text(step.incoming),
            product=_text(step.product),
            total=_text(step.total),
        )

    def rule(self, step: Crossing, target: int) -> Callable[[], Equation]:
        """Return what writes the local derivative of the operation by the tensor on this edge."""
        operation = self.builder.operation_of.get(target)
        local = None if step.local is None else array_of(step.local)
        shape = (*step.incoming.shape, *step.product.shape)
        result = self.graph.nodes[self.display.get(id(step.function), target)]
        if operation is None:
            return partial(local_derivative, None, "", {}, result, local, shape)
        tensors = {name: value for name, value in operation.operands.items() if isinstance(value, Value)}
        nodes = {name: self.graph.nodes[self.builder.node_of_value(value)] for name, value in tensors.items()}
        left = self.operands.setdefault(id(step.function), list(tensors.items()))
        following: Any = step.following
        key = id(following.variable) if is_accumulate(following) else id(following)
        found = next((item for item in left if self.builder.function_of_value[id(item[1])][0] == key), None)
        if found is None:
            return partial(local_derivative, None, "", {}, result, local, shape)
        left.remove(found)
        return partial(local_derivative, operation, found[0], nodes, result, local, shape)

    def arrive(self, step: Arrival) -> None:
        if step.gradient is None:
            return
        node = self.display.get(id(step.function))
        if node is None:
            return
        names = self.graph.nodes[node].names
        if is_accumulate(step.function):
            if not step.function.variable.requires_grad:
                return  # it required one when the graph was made; PyTorch drops its gradient
            self.accumulate(node, names, step.gradient)
        else:
            retaining = tuple(name for name in names if self.rows[name].retains_grad)
            if retaining:
                self.accumulate(node, retaining, step.gradient)

    def accumulate(self, node: int, names: tuple[str, ...], gradient: torch.Tensor) -> None:
        """Add a complete gradient into ``.grad``, and compare with what PyTorch has there."""
        own, caption, agrees = array_of(gradient), None, True
        total: NDArray[np.generic] = own
        for name in names:
            old, new = self.rows[name].grad, self.after[name].grad
            total = own if old is None else old + own  # type: ignore[operator]
            agrees = new is not None and np.allclose(total, new, rtol=1e-4, atol=1e-6, equal_nan=True)
            shown = new if agrees else total
            self.rows[name] = replace(self.rows[name], grad=shown)
            if old is None:
                caption = QT_TRANSLATE_NOOP("tensors", "{name}.grad was None, and is now {total}").fill(
                    name=name, total=array_text(total)
                )
            else:
                caption = QT_TRANSLATE_NOOP("tensors", "added into {name}.grad: {old} + {new} = {total}").fill(
                    name=name, old=array_text(old), new=_in_brackets(array_text(own)), total=array_text(total)
                )
            if not agrees:
                caption = QT_TRANSLATE_NOOP(
                    "tensors", "{name}.grad: the steps shown add up to {total}, but PyTorch has {autograd}"
                ).fill(name=name, total=array_text(total), autograd=array_text(new))
        self.add(
            "accumulate",
            nodes=(node,),
            product=array_text(own),
            total=array_text(total),
            agrees=agrees,
            caption=caption,
        )


def _in_brackets(number: str) -> str:
    """Return a number as it stands behind a plus."""
    return f"({number})" if number.startswith("−") else number


def _text(tensor: torch.Tensor) -> str:
    return array_text(tensor.detach().numpy())
