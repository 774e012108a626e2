"""The arguments of the command ``run``: whatever they are, it ends with exit code 0, or 2 and one sentence."""

from __future__ import annotations

import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

import main
from tests.campaigns.attack import Attack
from tests.campaigns.documents.experiments import folder
from tests.campaigns.smaller import smaller_lines
from tests.campaigns.texts.mutations import HOSTILE, mutated

if TYPE_CHECKING:
    from random import Random

_OPTIONS = (
    *("--json", "--history", "--picture", "--engine", "--language"),
    *("--json=out.json", "--engine=auto", "--help", "-h", "--"),
)
_VALUES = (
    *("run.json", "out.json", "out.csv", "out.txt", "missing/out.json", "autograd", "auto", "zh_CN", "en", "", "."),
    *HOSTILE,
)
_OUT_OF_HERE = str.maketrans({"/": "∕", "~": ""})


def _draw(random: Random) -> tuple[str, ...]:
    given = ["run.json"] if random.random() < 0.8 else []
    for _ in range(random.choice((0, 1, 2, 4))):
        given += [random.choice(_OPTIONS), random.choice(_VALUES)]
    if random.random() < 0.5:
        index = random.randrange(len(given) + 1)
        given[index:index] = [mutated(random, random.choice((*_OPTIONS, *_VALUES)), _VALUES)[:300]]
    # nothing outside of the folder, nothing to the terminal, and no picture, which makes an application of Qt
    safe = (text.translate(_OUT_OF_HERE).removesuffix(".png").removesuffix(".svg") for text in given)
    return tuple("x" if text == "-" else text for text in safe)


def check(arguments: tuple[str, ...]) -> str | None:
    """Return what is wrong with what the command says to its arguments."""
    (folder() / "run.json").write_text('{"format": "descent-lab", "version": 1, "lab": "minimise", "epochs": 3}')
    out, err = StringIO(), StringIO()
    with warnings.catch_warnings(), chdir(folder()), redirect_stdout(out), redirect_stderr(err):
        try:
            code: object = main.main(["run", *arguments])
        except SystemExit as end:
            code = end.code
    said = err.getvalue()
    if code in (0, None):
        return None if not said else "it says something though nothing is wrong"
    if code != main.REFUSED:
        return f"exit code {code}"
    return None if said.count("\n") == 1 and said.endswith("\n") else "not one sentence"


ARGUMENTS = [Attack("arguments of run", _draw, check, smaller_lines, ("run.json", "--json", "out.json"), seconds=8.0)]
