"""Programs and actions as checked trees; nothing here needs torch, so that an editor can ask while one types."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from model.formula.error import FormulaError
from model.message import QT_TRANSLATE_NOOP
from model.program.tensors.errors import ActionError, ProgramError
from model.program.tensors.functions import FUNCTIONS
from model.program.tensors.parser import Parser, kind_of
from model.program.tensors.tree import Assignment, Items, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.program.tensors.parser import Kind
    from model.program.tensors.tree import Expression

MAX_LINES = 50
MAX_ACTIONS = 500
_RESERVED = {*FUNCTIONS, "torch", "print"}


@dataclass(frozen=True, slots=True)
class Backward:
    """``y.backward()``."""

    name: str
    retain_graph: bool = False
    gradient: Expression | None = None


@dataclass(frozen=True, slots=True)
class ZeroGradient:
    """``x.grad.zero_()``."""

    name: str


@dataclass(frozen=True, slots=True)
class DropGradient:
    """``x.grad = None``."""

    name: str


@dataclass(frozen=True, slots=True)
class RetainGrad:
    """``z.retain_grad()``."""

    name: str


@dataclass(frozen=True, slots=True)
class RequiresGrad:
    """``x.requires_grad_()``."""

    name: str
    value: bool = True


@dataclass(frozen=True, slots=True)
class Update:
    """``x -= …`` in place, within ``with no_grad():`` or without."""

    name: str
    operator: str
    expression: Expression
    no_grad: bool


Action: TypeAlias = Backward | ZeroGradient | DropGradient | RetainGrad | RequiresGrad | Update


@lru_cache(maxsize=64)
def parse_program(lines: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Read a program.

    Parameters
    ----------
    lines : tuple of str
        One assignment each; a blank line, or one with a comment only, is none.

    Raises
    ------
    ProgramError
        Where the first line is that leaves the grammar.
    """
    assignments, errors = _read(lines)
    if errors:
        raise errors[0]
    return assignments


def check_program(lines: Sequence[str]) -> tuple[ProgramError, ...]:
    """Return what is wrong, one error for each wrong line; a wrong line's name counts as assigned."""
    return _read(lines)[1]


def scope_of(assignments: Sequence[Assignment]) -> dict[str, Kind]:
    """Return the names that a program assigns, in order, with whether each is a tensor or a number at the end."""
    scope: dict[str, Kind] = {}
    for assignment in assignments:
        scope[assignment.name] = kind_of(assignment.expression, scope)
    return scope


def _read(lines: Sequence[str]) -> tuple[tuple[Assignment, ...], tuple[ProgramError, ...]]:
    scope: dict[str, Kind] = {}
    assignments: list[Assignment] = []
    errors: list[ProgramError] = []
    for number, text in enumerate(lines, 1):
        if number > MAX_LINES:
            reason = QT_TRANSLATE_NOOP("tensors", "a program has at most {limit} lines").fill(limit=MAX_LINES)
            errors.append(ProgramError(number, 1, reason))
            break
        try:
            assignment = _assignment(number, text, scope)
        except FormulaError as error:
            errors.append(ProgramError(number, error.column, error.reason))
            name = text.partition("=")[0].strip()
            if name.isidentifier():
                scope.setdefault(name, "tensor")
            continue
        if assignment is not None:
            assignments.append(assignment)
            scope[assignment.name] = kind_of(assignment.expression, scope)
    return tuple(assignments), tuple(errors)


def _assignment(line: int, text: str, scope: Mapping[str, Kind]) -> Assignment | None:
    parser = Parser(text, scope)
    if parser.here.kind == "end":
        return None
    token = parser.here
    if token.kind != "word" or parser.tokens[1].text != "=":
        raise FormulaError(token.column, QT_TRANSLATE_NOOP("tensors", "a line assigns a name, such as y = x**2"))
    parser.take()
    parser.take()
    if token.text in _RESERVED or keyword.iskeyword(token.text):
        reason = QT_TRANSLATE_NOOP("tensors", "the name '{name}' is taken; choose another")
        raise FormulaError(token.column, reason, name=token.text)
    if len(token.text) > 50:
        raise FormulaError(token.column, QT_TRANSLATE_NOOP("tensors", "a name may have at most 50 characters"))
    expression = parser.expression()
    parser.end()
    if isinstance(expression, Truth):
        raise FormulaError(expression.column, QT_TRANSLATE_NOOP("tensors", "a line assigns a tensor or a number"))
    return Assignment(line, token.text, expression)


def parse_actions(texts: Sequence[str], scope: Mapping[str, Kind]) -> tuple[Action, ...]:
    """Read every action.

    Raises
    ------
    ActionError
        For the first that is none.
    """
    for index in range(MAX_ACTIONS, len(texts)):
        reason = QT_TRANSLATE_NOOP("tensors", "there may be at most {limit} actions").fill(limit=MAX_ACTIONS)
        raise ActionError(index, 1, reason)
    return tuple(parse_action(text, scope, index) for index, text in enumerate(texts))


def parse_action(text: str, scope: Mapping[str, Kind], index: int = 0) -> Action:
    """Read one action on the tensors of a program.

    Parameters
    ----------
    text : str
        Such as ``y.backward()``.
    scope : mapping
        What `scope_of` says of the program.
    index : int
        Its number among the actions, for the error.

    Raises
    ------
    ActionError
        Where it leaves the grammar, or names no tensor of the program.
    """
    try:
        return _action(Parser(text, scope, gradients=True))
    except FormulaError as error:
        raise ActionError(index, error.column, error.reason) from None


def _action(parser: Parser) -> Action:
    no_grad = parser.at("with")
    if no_grad:
        parser.take()
        if parser.at("torch"):
            parser.expect("torch", ".")
        parser.expect("no_grad", "(", ")", ":")
    name = _tensor_name(parser)
    if parser.at("+=", "-=", "*="):
        operator = parser.take().text[0]
        expression = parser.expression()
        parser.end()
        if isinstance(expression, Truth):
            raise FormulaError(expression.column, _FORM)
        return Update(name, operator, expression, no_grad)
    if no_grad or not parser.at("."):
        raise FormulaError(parser.here.column, _FORM)
    parser.take()
    method = parser.take()
    known = {"backward": _backward, "grad": _gradient, "retain_grad": _retain, "requires_grad_": _requires}
    if method.text not in known:
        raise FormulaError(method.column, _FORM)
    action = known[method.text](parser, name)
    parser.end()
    return action


_FORM = QT_TRANSLATE_NOOP(
    "tensors",
    "an action is y.backward(), x.grad.zero_(), x.grad = None, z.retain_grad(), x.requires_grad_() or "
    "with no_grad(): x -= lr * x.grad",
)


def _tensor_name(parser: Parser) -> str:
    token = parser.here
    if token.kind != "word" or token.text in FUNCTIONS or token.text == "torch":
        raise FormulaError(token.column, _FORM)
    parser.take()
    if token.text not in parser.scope:
        raise parser.unknown(token.text, token.column, tuple(parser.scope))
    if parser.scope[token.text] == "number":
        reason = QT_TRANSLATE_NOOP("tensors", "'{name}' is a number, not a tensor")
        raise FormulaError(token.column, reason, name=token.text)
    return token.text


def _backward(parser: Parser, name: str) -> Action:
    parser.expect("(")
    retain_graph = False
    gradient: Expression | None = None
    seen: set[str] = set()
    while not parser.at(")"):
        token = parser.here
        word = "gradient"
        if token.kind == "word" and parser.tokens[parser.index + 1].text == "=":
            word = parser.take().text
            parser.take()
        elif seen:
            raise parser.unexpected()
        if word not in ("gradient", "retain_graph") or word in seen:
            reason = QT_TRANSLATE_NOOP("tensors", "backward knows retain_graph=True and gradient=…")
            raise FormulaError(token.column, reason)
        seen.add(word)
        value = parser.sum()
        if word == "gradient":
            if isinstance(value, Items | Truth):
                reason = QT_TRANSLATE_NOOP("tensors", "{name}(…) takes a tensor; write tensor([…])")
                raise FormulaError(value.column, reason.fill(name="backward"))
            gradient = value
        elif isinstance(value, Truth):
            retain_graph = value.value
        else:
            reason = QT_TRANSLATE_NOOP("tensors", "{name} is True or False")
            raise FormulaError(value.column, reason, name="retain_graph")
        if not parser.at(")"):
            parser.expect(",")
    parser.expect(")")
    return Backward(name, retain_graph, gradient)


def _gradient(parser: Parser, name: str) -> Action:
    if parser.at("="):
        parser.expect("=", "None")
        return DropGradient(name)
    if parser.at("."):
        parser.expect(".", "zero_", "(", ")")
        return ZeroGradient(name)
    raise FormulaError(parser.here.column, _FORM)


def _retain(parser: Parser, name: str) -> Action:
    parser.expect("(", ")")
    return RetainGrad(name)


def _requires(parser: Parser, name: str) -> Action:
    parser.expect("(")
    value = True
    if parser.at("requires_grad"):
        parser.expect("requires_grad", "=")
        if not parser.at("True", "False"):
            raise parser.unexpected()
    if parser.at("True", "False"):
        value = parser.take().text == "True"
    parser.expect(")")
    return RequiresGrad(name, value)
