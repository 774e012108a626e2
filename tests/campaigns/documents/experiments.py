"""Files of experiments: trees of JSON mutated in their structure, then written in many ways, then damaged."""

from __future__ import annotations

import ast
import json
import math
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import main
from model.catalogue.clipping import CLIPS
from model.catalogue.losses import LOSSES
from model.catalogue.noise import NOISES
from model.catalogue.optimizers import OPTIMIZERS
from model.catalogue.schedules import SCHEDULES
from model.data.datasets import DATASETS
from model.data.points import points_of
from model.experiment.file import encode
from model.experiment.presets import PRESETS
from model.kinds import begin, decode, is_program, listing, validate
from model.message import Refused
from tests.campaigns.attack import Attack
from tests.campaigns.numbers.random_experiments import experiment_of, plan
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_parts, smaller_tree
from tests.campaigns.texts.mutations import HOSTILE, mutated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from model.experiment import Experiment

_TEXTS = (
    *OPTIMIZERS,
    *SCHEDULES,
    *CLIPS,
    *NOISES,
    *LOSSES,
    *DATASETS,
    "float32",
    "float64",
    "x**2",
    "w*x + b",
    "mean((y - y_pred)^2)",
    "table.csv",
    "..",
    "/",
    "minimise",
    "surface",
    "regression",
    "autograd",
    "",
    *HOSTILE,
)
_NUMBERS = (
    0,
    1,
    -1,
    2,
    0.5,
    -0.0,
    1e-308,
    5e-324,
    1e30,
    1.0000001e30,
    -1e30,
    1e150,
    1e308,
    2**31,
    2**32 - 1,
    2**32,
    2**53,
    2**63,
    10**18,
    10**25,
    1_000_000,
    10_000_000,
    1e-9,
)
_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    "",
    [[]],
    [1, 2],
    [2, 1],
    [1, 1],
    {"x": 1},
    {"name": "sgd"},
    {"seed": 1},
    {"points": [[0, 0], [1, 1]]},
    {"csv": "table.csv"},
    {"generator": "linear", "count": 3},
)
_KEYS = tuple(
    """
    format version lab function prediction data loss start optimizer runners epochs dtype domain tolerance
    schedule clip noise batch_size shuffle_seed standardise seed program actions name label learning_rate momentum
    points csv generator count x y w b nesterov
    """.split()
)
_STEPS = 4
_MOST_POINTS = 20_000
"""Of data that are run: the whole catalogue may make millions."""


@cache
def folder() -> Path:
    """Return a folder for the files, with a table in it."""
    made = Path(mkdtemp(prefix="campaign-"))
    (made / "table.csv").write_text("x,y\n0,1\n1,3\n2,5.5\nword,1\n")
    return made


@cache
def _wholes() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(encode(preset.experiment, folder())) for preset in PRESETS)


def _whole(random: Random) -> dict[str, Any]:
    if random.random() < 0.5:
        return json.loads(json.dumps(random.choice(_wholes())))
    while True:
        try:
            experiment = experiment_of(random, plan(random))
        except Refused:
            continue
        if hasattr(experiment, "data") and len(points_of(experiment.data)) > 40:
            continue
        if experiment.lab != "surface":  # a race's file holds runners, not one run
            return json.loads(encode(experiment, folder()))


def _tree(random: Random) -> Any:
    tree: Any = _whole(random)
    for _ in range(random.choice((0, 1, 1, 2, 4, 8))):
        tree = _changed(random, tree)
    return tree


def _changed(random: Random, tree: Any) -> Any:
    """Return a tree with one node of it changed, at a random depth."""
    if isinstance(tree, dict) and tree and random.random() < 0.8:
        key = random.choice(list(tree))
        kind = random.randrange(8)
        if kind == 0:
            return {each: value for each, value in tree.items() if each != key}
        if kind == 1:
            return {**tree, random.choice((*_KEYS, *HOSTILE)): _value(random)}
        if kind == 2:
            return {mutated(random, each, _KEYS) if each == key else each: value for each, value in tree.items()}
        return {**tree, key: _changed(random, tree[key]) if random.random() < 0.7 else _value(random)}
    if isinstance(tree, list) and tree and random.random() < 0.8:
        index = random.randrange(min(len(tree), 50))
        kind = random.randrange(5)
        if kind == 0:
            return tree[:index] + tree[index + 1 :]
        if kind == 1:
            return tree[:index] + [tree[index]] * random.choice((2, 9, 60)) + tree[index + 1 :]
        return [*tree[:index], _changed(random, tree[index]), *tree[index + 1 :]]
    if isinstance(tree, str) and random.random() < 0.5:
        return mutated(random, tree, _TEXTS)
    return _value(random)


def _value(random: Random) -> Any:
    value = random.choice(
        (random.choice(_TEXTS), random.choice(_NUMBERS), random.choice(_NUMBERS), random.choice(_VALUES))
    )
    for _ in range(random.choice((0, 0, 0, 0, 0, 1, 2, 40, 2_000))):
        value = [value]
    return value


def _written(random: Random) -> bytes:
    """Return a tree as a file's bytes, damaged now and then."""
    tree = _tree(random)
    try:
        text = json.dumps(tree, ensure_ascii=random.random() < 0.3, indent=random.choice((None, 2)))
    except RecursionError:
        text = "[" * 5_000
    if random.random() < 0.1:
        text = text.replace("{", '{"epochs": 3, "epochs": 4, ', 1)
    if random.random() < 0.1:
        text = text.replace(
            "1",
            random.choice(
                ("NaN", "Infinity", "-Infinity", "1e999", "01", "1.", "+1", "0x1", "9" * 5_000, "1" + "0" * 30)
            ),
            1,
        )
    if random.random() < 0.15:
        text = mutated(
            random,
            text,
            ("{", "}", "[", "]", ",", ":", '"', "\\u", "\\ud800", "\\", "null", "//", "/*", "\n", "'", "1e", "-"),
        )
    encoding = random.choice(("utf-8",) * 12 + ("utf-8-sig", "utf-16", "utf-32", "gb18030", "cp1252", "utf-7"))
    data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf-") and encoding != "utf-7" else "replace")
    for _ in range(random.choice((0, 0, 0, 0, 0, 1, 3))):
        place = random.randint(0, len(data))
        data = random.choice(
            (data[:place], data[:place] + bytes([random.randrange(256)]) + data[place + 1 :], data + data[place:])
        )
    return data


def check(data: bytes) -> str | None:
    """Return what is wrong with how the program takes a file's bytes."""
    shown = data.decode("utf-8", "replace")
    try:
        experiment = decode(data, folder())
    except Refused as refusal:
        return wrong_with(refusal.message, shown)
    validate(experiment)
    try:
        again = decode(encode(experiment, folder()), folder())
    except Refused as refusal:
        return f"a file that was written is refused: {refusal.message.template}"
    if again != experiment:
        return "the file is read again as another experiment"
    return _wrong_run(experiment, shown)


def _is_large(experiment: Experiment) -> bool:
    return any(run.loss is not None and len(points_of(run.data)) > _MOST_POINTS for run in experiment.runs)


def _wrong_run(experiment: Experiment, shown: str) -> str | None:
    try:
        made = listing(experiment).source
        if is_program(experiment):  # what it does is for other campaigns
            return None if listing(replace(experiment, source=made)).source == made else "its listing is another one"
        ast.parse(made)
        run = begin(experiment)
        for _ in range(_STEPS):
            run.step()
    except Refused as refusal:
        return wrong_with(refusal.message, shown)
    return None


def check_compiled(data: bytes) -> str | None:
    """Return what is wrong where a file's experiment begins on the compiled engine."""
    from model.engine.runs import begin_compiled, compile_steps, is_compiled

    shown = data.decode("utf-8", "replace")
    try:
        experiment = decode(data, folder())
        if _is_large(experiment):
            return None
        compile_steps(experiment)
        if is_compiled(experiment):
            run = begin_compiled(_short(experiment))
            while run.step():
                pass
    except Refused as refusal:
        return wrong_with(refusal.message, shown)
    return None


def _short(experiment: Experiment) -> Experiment:
    return experiment if is_program(experiment) else replace(experiment, epochs=min(experiment.epochs, _STEPS))


def check_command(data: bytes) -> str | None:
    """Return what is wrong where the command ``run`` is given a file."""
    path, out, err = folder() / "file.json", StringIO(), StringIO()
    engine, runs_program = ["--engine", "autograd"], False
    try:
        experiment = decode(data, folder())
        if _is_large(experiment):
            return None
        data = encode(_short(experiment), folder())
        runs_program = is_program(experiment)
    except Refused:
        pass
    path.write_bytes(data)
    with warnings.catch_warnings(), chdir(folder()), redirect_stdout(out), redirect_stderr(err):
        code = main.main(["run", str(path), "--json", "out.json", *([] if runs_program else engine)])
    if runs_program and code == 0:  # it prints what it likes, and its error is told
        return None if list(json.loads((folder() / "out.json").read_bytes())) == _TOLD else "no result is told"
    if code == 0:
        json.loads((folder() / "out.json").read_bytes(), parse_constant=_no_constant)
        lines = out.getvalue().splitlines()
        return (
            None
            if lines and not err.getvalue() and not any("Traceback" in line for line in lines)
            else "no result is told"
        )
    if code != main.REFUSED or out.getvalue():
        return f"exit code {code}"
    said = err.getvalue()
    return None if said.count("\n") == 1 and said.endswith("\n") and len(said) > 20 else "not one sentence"


_TOLD = ["printed", "error", "variables", "iterations", "plots"]


def _no_constant(text: str) -> float:
    raise ValueError(text)


def smaller(data: bytes) -> Iterator[bytes]:
    """Yield less of a file's tree where it is one, then less of its bytes."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        yield from smaller_parts(data)
        return
    for less in smaller_tree(tree):
        written = json.dumps(less, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(written) < len(data) or (written != data and math.isclose(len(written), len(data))):
            yield written


_PLAIN = b'{"format": "descent-lab", "version": 1, "lab": "minimise", "epochs": 3}'
EXPERIMENTS = [
    Attack("experiment file", _written, check, smaller, _PLAIN, share=8, seconds=3.0),
    Attack("… compiled", _written, check_compiled, smaller, _PLAIN, share=1, seconds=8.0),
    Attack("… by the command run", _written, check_command, smaller, _PLAIN, share=1, seconds=8.0),
]
