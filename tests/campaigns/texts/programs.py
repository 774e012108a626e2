"""Programs: read, compiled, run line by line, listed, cut at their end and written in version 1, and what is told."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

from model.experiment import Autograd
from model.experiment.file import encode
from model.experiment.file.old_programs import TORCH_NAMES, source_of_lines
from model.experiment.presets import PRESETS
from model.kinds import decode, listing, validate
from model.message import Message, Refused
from model.program.compiler import compile_source
from model.program.record.check import differentiate
from model.program.record.recording import Recording
from model.program.record.statements import statements_of
from model.program.record.states import TensorState
from model.program.source import read_source
from model.program.source.actions import actions_at_end, without_lines
from tests.campaigns.attack import Attack
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_lines
from tests.campaigns.texts.mutations import mutated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_BOOK = [preset.experiment.source for preset in PRESETS if isinstance(preset.experiment, Autograd)]
_LEAVES = (
    *("torch.tensor(4.0, requires_grad=True)", "torch.tensor([1.0, 2.0], requires_grad=True)", "torch.tensor(2)"),
    *("torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)", "torch.ones(2, 3)", "torch.zeros(3)", "3", "0.5"),
    *("torch.randn(2, 2, requires_grad=True)", "torch.arange(4)", "torch.linspace(0, 1, 5)", "torch.tensor([])"),
    *("torch.tensor(1e308)", "torch.tensor(1e-45)", "tensor(4.0, requires_grad=True)", "[1, 2.5]", "nn.Linear(2, 1)"),
)
_ACTIONS = (
    *("{0}.backward()", "{0}.backward(retain_graph=True)", "{0}.grad.zero_()", "{0}.grad = None", "{0}.retain_grad()"),
    *("{0}.requires_grad_()", "{0} -= 0.1 * {1}.grad", "with torch.no_grad(): {0} -= 0.1 * {0}.grad", "print({0})"),
    *("{0}.backward(gradient=torch.tensor([1.0, 2.0]))", "for k in range(3):\n    {0} = {0} * {1}", "print({0}, {1})"),
    *(
        "with torch.no_grad():\n    {0} -= 1\n    {1} *= 2",
        "try:\n    {0}.backward()\nexcept RuntimeError as e:\n    e",
    ),
    *("def f(a):\n    return a * {0}\n{1} = f({1})", "{0} = [{1} for _ in range(3)]", "{0}; {1}.grad = None"),
)
_PIECES = (
    *(f"torch.{name}(" for name in TORCH_NAMES),
    *(f"{name}(" for name in TORCH_NAMES),
    *(
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        "=",
        ":",
        ";",
        "\n",
        "    ",
        "#",
        "@",
        "**",
        "-",
        "x",
        "y",
        "z",
        "2",
        "1e400",
        "-1",
    ),
    *("requires_grad=True", "dim=0", "keepdim=True", ".grad", ".T", "10**9", "True", "torch.", "F.", "lambda ", "if "),
    *("for x in ", "while ", "def ", "return ", "import ", "print(", "%matplotlib inline", "'", '"""', "f'{", "_"),
)
_MOST_STEPS = 200


def _drawn(random: Random) -> tuple[str, ...]:
    if random.random() < 0.3:
        lines = random.choice(_BOOK).splitlines()
    else:
        names = ["x", "w", "θ"][: random.randint(1, 3)]
        lines = ["import torch", *(f"{name} = {random.choice(_LEAVES)}" for name in names)]
        for name in random.sample(("y", "z", "u", "loss", "x"), random.randint(0, 4)):
            lines.append(f"{name} = {_expression(random, names, random.randint(1, 5))}")
            names.append(name)
        for _ in range(random.choice((0, 1, 2, 5))):
            lines += random.choice(_ACTIONS).format(random.choice(names), random.choice(names)).split("\n")
    if random.random() < 0.5:
        index = random.randrange(len(lines))
        lines[index] = mutated(random, lines[index], _PIECES)
    return tuple(lines)


def _expression(random: Random, names: list[str], parts: int) -> str:
    if parts == 1:
        return random.choice((*names, *names, "2", "0.5", "-1", "torch.tensor(3.0)"))
    kind = random.randrange(4)
    if kind == 0:
        return f"torch.{random.choice(TORCH_NAMES)}({_expression(random, names, parts - 1)})"
    if kind == 1:
        method = random.choice(("sum", "mean", "pow", "detach", "reshape", "clone", "item", "t"))
        return f"({_expression(random, names, parts - 1)}).{method}({random.choice(('', '', '2', 'dim=0'))})"
    share = random.randint(1, parts - 1)
    left, right = _expression(random, names, share), _expression(random, names, parts - share)
    return f"({left} {random.choice(('+', '-', '*', '/', '@', '**'))} {right})"


def check(lines: tuple[str, ...]) -> str | None:
    """Return what is wrong with how a program is taken."""
    source = "\n".join(lines) + "\n"
    experiment = Autograd(source)
    if wrong := _wrong_as_old(lines) or _wrong_at_end(source):
        return wrong
    try:
        validate(experiment)
    except Refused as refusal:
        return wrong_with(refusal.message, source)
    if decode(encode(experiment, Path.cwd()), Path.cwd()) != experiment:
        return "the file is read as another experiment"
    made = listing(experiment)
    validate(Autograd(made.source))
    if listing(Autograd(made.source)).source != made.source:
        return "the listing is another program"
    written = made.source.split("\n")
    if any(written[made.lines[f"source[{number}]"] - 1] != line for number, line in enumerate(_lines(source), 1)):
        return "a line of the listing is another one"
    return _wrong_run(experiment)


def _lines(source: str) -> list[str]:
    return source.rstrip("\n").split("\n")


def _wrong_as_old(lines: tuple[str, ...]) -> str | None:
    """Take the first half as the program of an old file, and the rest as its actions."""
    half = (len(lines) + 1) // 2
    document = {"format": "descent-lab", "version": 1, "lab": "autograd"}
    parts = {"program": lines[:half], "actions": lines[half:]}
    try:
        found = decode(json.dumps(document | parts).encode("utf-8", "surrogatepass"), Path.cwd())
    except Refused as refusal:
        return wrong_with(refusal.message, "\n".join(lines))
    return None if found == Autograd(source_of_lines(*parts.values())) else "an old file is another program"


def _wrong_at_end(source: str) -> str | None:
    if found := actions_at_end(source):
        before, after = (ast.dump(ast.parse(text)) for text in (source, without_lines(source, found[-1])))
        if not before.startswith(after.partition("], type_ignores")[0]):
            return "without its last statement it is another program"
    return None


def _wrong_run(experiment: Autograd) -> str | None:
    try:
        recording = Recording(compile_source(read_source(experiment.source)), seed=3, steps=_MOST_STEPS)
        recording.run()
        window = recording.window(1, min(recording.machine.steps, _MOST_STEPS))
    except Refused as refusal:
        return wrong_with(refusal.message, experiment.source)
    if not all(frame.agrees for frame in window.frames):
        return "a gradient is another than PyTorch's"
    log = statements_of(window, recording.machine.printed)
    said = [message for each in log for message in each.log() if message.context]
    said += [frame.caption for frame in window.frames if frame.caption is not None]
    error = recording.machine.error
    if error is not None and isinstance(error.message, Message):
        said.append(error.message)
    for message in said:
        if wrong := wrong_with(message, f"{experiment.source}\n{message.text()}"):
            return wrong
    names = {row.name for row in window.table(len(window.frames) - 1) if isinstance(row, TensorState)}
    for name in sorted(names)[-2:]:
        try:
            differentiate(recording, recording.machine.steps, name)
        except Refused as refusal:
            if wrong := wrong_with(refusal.message, experiment.source):
                return wrong
    return None


def _smaller(lines: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield from (less for less in smaller_lines(lines) if less)


PROGRAMS = [Attack("program", _drawn, check, _smaller, tuple(_BOOK[0].splitlines()), share=2, seconds=3.0)]
