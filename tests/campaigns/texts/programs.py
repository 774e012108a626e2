"""The Autograd lab's lines and actions, the run of what is accepted, its listing, its graph and its check."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from model.experiment import Autograd
from model.experiment.file import encode
from model.experiment.presets import PRESETS
from model.kinds import begin, decode, listing, validate
from model.message import Refused
from model.program.tensors.check import check as derivatives
from model.program.tensors.functions import FUNCTIONS
from tests.campaigns.attack import Attack
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_lines
from tests.campaigns.texts.mutations import mutated

if TYPE_CHECKING:
    from random import Random

_BOOK = [preset.experiment for preset in PRESETS if isinstance(preset.experiment, Autograd)]
_LEAVES = (
    *(
        "tensor(4.0, requires_grad=True)",
        "tensor([1.0, 2.0], requires_grad=True)",
        "tensor([[1., 2.], [3., 4.]], requires_grad=True)",
        "tensor(2)",
    ),
    *(
        "ones(2, 3)",
        "zeros(3)",
        "randn(2, 2, requires_grad=True)",
        "arange(4)",
        "linspace(0, 1, 5)",
        "tensor([])",
        "tensor(1e308)",
        "tensor(1e-45)",
        "3",
        "0.5",
    ),
)
_ACTIONS = (
    "{0}.backward()",
    "{0}.backward(retain_graph=True)",
    "{0}.grad.zero_()",
    "{0}.grad = None",
    "{0}.retain_grad()",
    "{0}.requires_grad_()",
    "{0} -= 0.1 * {1}.grad",
    "with no_grad(): {0} -= 0.1 * {0}.grad",
    "{0}.backward(gradient=tensor([1.0, 2.0]))",
)
_PIECES = (
    *(f"{name}(" for name in FUNCTIONS),
    *(
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        "=",
        "requires_grad=True",
        "dim=0",
        "keepdim=True",
        ".grad",
        ".T",
        "@",
        "**",
        "-",
        "x",
        "y",
        "z",
        "2",
        "1e400",
        "-1",
        "10**9",
        "True",
        "torch.",
        "F.",
    ),
)


def _drawn(random: Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if random.random() < 0.3:
        book = random.choice(_BOOK)
        lines, actions = list(book.program), list(book.actions)
    else:
        names = ["x", "w", "θ"][: random.randint(1, 3)]
        lines = [f"{name} = {random.choice(_LEAVES)}" for name in names]
        for name in random.sample(("y", "z", "u", "loss", "x"), random.randint(0, 4)):
            lines.append(f"{name} = {_expression(random, names, random.randint(1, 5))}")
            names.append(name)
        actions = [
            random.choice(_ACTIONS).format(random.choice(names), random.choice(names))
            for _ in range(random.choice((0, 1, 2, 5)))
        ]
    for lines_of in (lines, actions):
        if lines_of and random.random() < 0.4:
            index = random.randrange(len(lines_of))
            lines_of[index] = mutated(random, lines_of[index], _PIECES)
    return tuple(lines), tuple(actions)


def _expression(random: Random, names: list[str], parts: int) -> str:
    if parts == 1:
        return random.choice((*names, *names, "2", "0.5", "-1", "tensor(3.0)"))
    kind = random.randrange(4)
    if kind == 0:
        return f"{random.choice(tuple(FUNCTIONS))}({_expression(random, names, parts - 1)})"
    if kind == 1:
        method = random.choice(("sum", "mean", "pow", "detach", "reshape", "clone", "item", "t"))
        return f"({_expression(random, names, parts - 1)}).{method}({random.choice(('', '', '2', 'dim=0'))})"
    share = random.randint(1, parts - 1)
    left, right = _expression(random, names, share), _expression(random, names, parts - share)
    return f"({left} {random.choice(('+', '-', '*', '/', '@', '**'))} {right})"


def check(lines: tuple[str, ...], actions: tuple[str, ...]) -> str | None:
    """Return what is wrong with how the program takes lines and actions."""
    experiment, shown = Autograd(lines, actions), "\n".join(lines + actions)
    try:
        validate(experiment)
    except Refused as refusal:
        return wrong_with(refusal.message, shown)
    if decode(encode(experiment, Path.cwd()), Path.cwd()) != experiment:
        return "the file is read as another experiment"
    try:
        ast.parse(listing(experiment).source)
        run = begin(experiment)
        while run.step():
            pass
    except Refused as refusal:
        return wrong_with(refusal.message, shown)
    names = {tensor.name for tensor in run.history.states[-1].tensors}
    for name in sorted(names)[-2:]:
        try:
            derivatives(experiment, name)
        except Refused as refusal:
            if wrong := wrong_with(refusal.message, shown):
                return wrong
    return None


def _check(both: tuple[tuple[str, ...], tuple[str, ...]]) -> str | None:
    return check(*both)


def _smaller(both: tuple[tuple[str, ...], tuple[str, ...]]):  # noqa: ANN202
    lines, actions = both
    yield from ((less, actions) for less in smaller_lines(lines))
    yield from ((lines, less) for less in smaller_lines(actions))


PROGRAMS = [Attack("program of tensors", _drawn, _check, _smaller, (_BOOK[0].program, _BOOK[0].actions), share=2)]
