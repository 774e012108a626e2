"""Formulas in every lab and role, and all that is made of what is accepted."""

from __future__ import annotations

import ast
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import torch

from gui.widgets.mathematics.typesetter import effort, typeset
from model.experiment import LossChoice, Minimise, Regression, Surface
from model.experiment.file import encode
from model.formula import Formula, FormulaError, parse
from model.formula.remarks import remarks
from model.formula.tree import Call, size, walk
from model.formula.vocabulary import AGGREGATES, FUNCTIONS
from model.formula.writers import is_within_limits
from model.kinds import decode, listing, validate
from model.message import Refused
from tests.campaigns.attack import Attack
from tests.campaigns.numbers.random_experiments import formula as grammatical
from tests.campaigns.sentences import wrong_with
from tests.campaigns.smaller import smaller_formula
from tests.campaigns.texts.exact import exact_slope, slope_by_sympy, value_of
from tests.campaigns.texts.mutations import mutated
from tests.model.last_digits import LastDigits, apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.experiment import Experiment
    from model.message import Message

ROLES: dict[str, tuple[str, ...]] = {
    "function of x": ("x",),
    "function of x and y": ("x", "y"),
    "prediction": ("x", "w", "b", "θ", "w0"),
    "loss": ("y", "y_pred", "w", "b"),
}
"""What a formula is for, with the names that it is made of here."""
_SCHOOL = (
    *(
        "2x",
        "3x y",
        "x²",
        "x³",
        "x⁻¹",
        "√x",
        "√(x+1)",
        "∛x",
        "|x|",
        "|x - 1|",
        "sin x",
        "sin²(x)",
        "ln(x)",
        "lg x",
        "e^x",
    ),
    *(
        "π",
        "E",
        "w₀",
        "x_1",
        "ŷ",
        "X",
        "np.sin(x)",
        "torch.exp(x)",
        "x**2",
        "f(x) = x^2",
        "y = w*x + b",
        "x ≤ 2",
        "x if x > 0 else 0",
    ),
    *(
        "1e308",
        "1e-320",
        "5e-324",
        "1.5e+3",
        ".5",
        "5.",
        "007",
        "1,5",
        "0/0",
        "1/0",
        "x/0",
        "0^0",
        "x^0",
        "(-8)^(1/3)",
        "x^x",
        "e^e^e^x",
    ),
)
_PIECES = (
    *(f"{name}(" for name in (*FUNCTIONS, *AGGREGATES)),
    *(
        "+",
        "-",
        "*",
        "/",
        "^",
        "**",
        "(",
        ")",
        "|",
        ",",
        "<",
        ">=",
        "==",
        "!=",
        "≠",
        "=",
        " ",
        "1",
        "0",
        "2.5",
        "1e300",
        "x",
        "y",
        "e",
        "pi",
    ),
    *_SCHOOL,
)
_TYPESET_EFFORT = 300
"""About so many half milliseconds may typesetting take here."""
_POINTS = (0.7390851332151607, -1.3247179572447460, 2.685452001065306, 0.0, 1.0, -2.0, 1e-9, 30.5, 1e200)
_ONE = 1e-9


def draw(random: Random, role: str) -> str:
    """Return a formula for a role, or what a slip of the hand makes of it."""
    names = ROLES[role]
    text = grammatical(random, names, random.choice((1, 2, 3, 4, 6, 12, 40)))
    if role == "loss":
        text = f"{random.choice(('mean', 'sum', 'mean', ''))}({text})"
    for _ in range(random.choice((0, 0, 1, 2))):
        text = f"{text} {random.choice('+-*/^')} {random.choice(_SCHOOL)}"
    return mutated(random, text, _PIECES) if random.random() < 0.6 else text


def experiment_with(role: str, text: str) -> Experiment:
    """Return the experiment in which a text has a role."""
    if role == "function of x":
        return Minimise(text)
    if role == "function of x and y":
        return Surface(text)
    return Regression(prediction=text) if role == "prediction" else Regression(loss=LossChoice.of(text))


def check(role: str, text: str) -> str | None:
    """Return what is wrong with how the program takes a text as a formula; raises what the program raises."""
    experiment = experiment_with(role, text)
    try:
        validate(experiment)
    except Refused as refusal:
        return wrong_with(refusal.message, text) or _wrong_column(role, text)
    formula = experiment.loss_formula if role == "loss" else experiment.formula
    return _wrong_texts(experiment, formula, text) or _wrong_values(formula, Random(text))


def _wrong_column(role: str, text: str) -> str | None:
    names = ("y", "y_pred") if role == "loss" else ROLES[role] if role.startswith("function") else ("x",)
    try:
        parse(text, names, parameters=role in ("prediction", "loss"), aggregates=role == "loss")
    except FormulaError as error:
        if not 1 <= error.column <= max(len(text), 1) + 1:
            return "a column outside of the text"
    return None


def _wrong_texts(experiment: Experiment, formula: Formula, text: str) -> str | None:
    latex, pretty = formula.latex(), formula.pretty()
    if effort(latex) <= _TYPESET_EFFORT and crc32(latex.encode()) % 8 == 0 and "<svg" not in typeset(latex, 20):
        return "nothing is typeset"
    if is_within_limits(pretty):
        parameters = bool(formula.parameters)
        again = parse(pretty, formula.variables, parameters=parameters, aggregates=_has_aggregates(formula))
        if again.tree != formula.tree:
            return "the pretty text is read as another formula"
    ast.parse(formula.python(), mode="eval")
    ast.parse(listing(experiment).source)
    formula.sympy()
    noted: list[Message] = list(remarks(formula))
    for note in noted:
        if wrong := wrong_with(note, text):
            return wrong
    if decode(encode(experiment, Path.cwd()), Path.cwd()) != experiment:
        return "the file is read as another experiment"
    return None


def _wrong_values(formula: Formula, random: Random) -> str | None:
    names = tuple(dict.fromkeys((*formula.variables, *formula.names)))
    draws = {name: random.choice(_POINTS[:3]) * random.uniform(0.5, 1.5) for name in names}
    for values in (draws, {name: random.choice(_POINTS) for name in names}):
        if wrong := _apart(formula, values):
            return wrong
    if _has_aggregates(formula) or formula.text.count("(") > 40:
        return None
    for name in formula.names:
        if wrong := _wrong_slope(formula, name, draws):
            return wrong
    return None


def _has_aggregates(formula: Formula) -> bool:
    return any(isinstance(node, Call) and node.function in AGGREGATES for node in walk(formula.tree))


def _tensors(values: Mapping[str, float]) -> dict[str, torch.Tensor]:
    return {
        name: torch.tensor([value, value / 2], dtype=torch.float64, requires_grad=True)
        for name, value in values.items()
    }


def _apart(formula: Formula, values: Mapping[str, float]) -> str | None:
    """Compare NumPy with torch, and a single number with an array."""
    run, tensors = formula.torch(), _tensors(values)
    by_numpy = np.asarray(formula.numpy({name: np.array([value, value / 2]) for name, value in values.items()}))
    found = run(tensors).detach().numpy()
    if found.shape != by_numpy.shape:
        return "NumPy and torch give another shape"
    if _close(found, by_numpy):
        return None
    # Of a remainder the last digits of both numbers decide; elsewhere moving them would hide another choice at a tie.
    digits = _AllDigits if "mod" in formula.text or "%" in formula.text else LastDigits
    most = np.zeros(found.shape)
    for seed in range(8):
        with digits(seed):
            most = np.maximum(most, apart(run(tensors).detach().numpy(), found))
        if not (most * 1e3 + 1e-300 < apart(by_numpy, found)).any():
            return None
    return "NumPy and torch give another number"


def _close(found: np.ndarray, expected: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        return bool((apart(found, expected) <= _ONE * np.where(np.isfinite(expected), np.abs(expected), 0)).all())


def _wrong_slope(formula: Formula, name: str, values: Mapping[str, float]) -> str | None:
    """Compare the derivative by hand with the exact slope, and autograd with it."""
    try:
        derivative = formula.derivative(name)
    except Refused as refusal:
        return wrong_with(refusal.message, formula.text)
    derivative.latex()
    exact = exact_slope(formula.tree, name, values)
    by_hand = None if exact is None else value_of(derivative.tree, values)
    if exact is None or by_hand is None:
        return None
    # Beside a far larger value the step of the exact slope is lost in its digits.
    least = 1e-12 * abs(value_of(formula.tree, values) or 0)
    if abs(by_hand - exact) > 1e-8 * abs(exact) + least:
        return "the derivative by hand is not the slope"
    by_sympy = slope_by_sympy(formula.sympy(), name, values) if _is_for_sympy(formula) else None
    if by_sympy is not None and abs(by_sympy - exact) > 1e-8 * abs(exact) + 1e-12:
        return "SymPy's derivative is not the slope"
    gradient = partial(_gradient, formula, name, values)
    distance, noise = abs(gradient() - float(exact)), 0.0
    if not np.isfinite(distance) or distance <= 1e-8 * abs(float(exact)) + least:
        return None
    for seed in range(8):
        with _AllDigits(seed):
            noise = max(noise, abs(gradient() - float(exact)))
    return None if distance <= 1e3 * noise else "autograd's derivative is not the slope"


class _AllDigits(LastDigits):
    """While it is entered, every number that is computed has random last digits."""

    def call(self, name: str, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = super().call(name, func, args, kwargs)
        is_number = isinstance(result, torch.Tensor) and result.is_floating_point()
        return result * (1 + self._digits(result)) if is_number else result


def _is_for_sympy(formula: Formula) -> bool:
    """Tell whether SymPy differentiates a formula in little time."""
    called = {node.function for node in walk(formula.tree) if isinstance(node, Call)}
    return (
        size(formula.tree) <= 12 and not called & {"mod", "floor", "min", "max", "sign"} and "where" not in formula.text
    )


def _gradient(formula: Formula, name: str, values: Mapping[str, float]) -> float:
    tensors = {key: torch.tensor(value, dtype=torch.float64, requires_grad=True) for key, value in values.items()}
    result: Any = formula.torch()(tensors)
    (slope,) = torch.autograd.grad(result, tensors[name], allow_unused=True)
    return 0.0 if slope is None else float(slope)


FORMULAS = [
    Attack(
        kind=role,
        draw=partial(draw, role=role),
        check=partial(check, role),
        smaller=smaller_formula,
        plain={
            "function of x": "sin(x)^2",
            "function of x and y": "x*y",
            "prediction": "w*x + b",
            "loss": "mean((y - y_pred)^2)",
        }[role],
        share=3,
    )
    for role in ROLES
]
