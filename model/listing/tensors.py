"""An autograd experiment as a complete PyTorch program that prints the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.listing.source_text import Listing, assignment
from model.program.tensors.program import (
    Backward,
    DropGradient,
    RequiresGrad,
    RetainGrad,
    Update,
    ZeroGradient,
    parse_actions,
    parse_program,
    scope_of,
)
from model.program.tensors.source import python_source
from model.program.tensors.tree import Call, children

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.experiment import Autograd
    from model.program.tensors.program import Action
    from model.program.tensors.states import State
    from model.program.tensors.tree import Expression


def listing_of(experiment: Autograd, states: Sequence[State] | None = None) -> Listing:
    """Write the PyTorch program of a valid autograd experiment.

    ``states`` are its states, as far as they are known: an action that PyTorch refused is put in ``try`` and
    ``except``, and the last lines print the tensors of the last. Without them the experiment is run, which imports
    torch.
    """
    if states is None:
        from model.program.tensors.session import states_of

        states = states_of(experiment)
    assignments = parse_program(experiment.program)
    scope = scope_of(assignments)
    text = ["import torch", ""]
    lines: dict[str, int] = {}
    if any(_draws(line.expression) for line in assignments):
        text += [f"torch.manual_seed({experiment.seed})", ""]
    for line in assignments:
        lines[f"program[{line.line - 1}]"] = len(text) + 1
        text += assignment(line.name, python_source(line.expression))
    if experiment.actions:
        text.append("")
    caught = next(name for name in ("error", "refusal", "caught", "_error") if name not in scope)
    for index, action in enumerate(parse_actions(experiment.actions, scope)):
        state = states[index + 1] if index + 1 < len(states) else None
        source = _action(action)
        if state is None or state.error is None:
            lines[f"actions[{index}]"] = len(text) + len(source)
            text += source
        else:
            lines[f"actions[{index}]"] = len(text) + 1 + len(source)
            text += ["try:", *(f"    {line}" for line in source)]
            text += [f"except {state.error_type} as {caught}:", f"    print({caught})"]
    if states:
        text += ["", *_prints(states[-1])]
    return Listing("\n".join(text) + "\n", lines)


def _draws(node: Expression) -> bool:
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Call) and part.function == "randn":
            return True
        waiting.extend(children(part))
    return False


def _action(action: Action) -> list[str]:
    match action:
        case Backward(name, retain_graph, gradient):
            given = [f"gradient={python_source(gradient)}"] if gradient is not None else []
            given += ["retain_graph=True"] if retain_graph else []
            return [f"{name}.backward({', '.join(given)})"]
        case ZeroGradient(name):
            return [f"{name}.grad.zero_()"]
        case DropGradient(name):
            return [f"{name}.grad = None"]
        case RetainGrad(name):
            return [f"{name}.retain_grad()"]
        case RequiresGrad(name, value):
            return [f"{name}.requires_grad_({'' if value else 'False'})"]
        case Update(name, sign, expression, no_grad):
            line = f"{name} {sign}= {python_source(expression)}"
            return ["with torch.no_grad():", f"    {line}"] if no_grad else [line]


def _prints(state: State) -> list[str]:
    lines: list[str] = []
    for tensor in state.tensors:
        lines.append(f'print("{tensor.name} =", {tensor.name}.tolist())')
        if tensor.grad is not None:
            lines.append(f'print("{tensor.name}.grad =", {tensor.name}.grad.tolist())')
    return lines
