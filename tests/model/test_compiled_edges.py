"""Every operation of the compiled engine at its edges is torch's: at zeros, infinities, NaN, the huge and the tiny."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from model.engine.compiled.layout import StateTensor, StepLayout
from model.engine.compiled.llvm_text import source_of
from model.engine.compiled.lowering import Step
from model.engine.compiled.machine_code import MachineCode
from model.engine.compiled.mathematics import REACH
from model.engine.compiled.operations import OPERATIONS, Points, array
from model.engine.compiled.scalars import COUNT, Book
from tests.model.last_digits import EXACT_POWERS, INEXACT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from model.engine.compiled.scalars import Operand

    Numbers = NDArray[np.float64]

TINIEST, SMALLEST, NAN, INF = 5e-324, 2.2250738585072014e-308, float("nan"), float("inf")
_ABOVE_0 = (0.0, TINIEST, SMALLEST, 1e-300, 1e-106, 1e-9, 0.5, 0.7, 1.0, 1.1, 3.0, 21.0, 710.0, 1e5, 1e106, 1e308, INF)
EDGES = np.array([*_ABOVE_0, *(-value for value in _ABOVE_0), NAN])
CONSTANTS = (0.0, -0.0, 1.0, -1.0, 0.5, 1e308, TINIEST, INF, -INF, NAN)


def loop_of(step: Step, layout: StepLayout) -> Callable[..., None]:
    return MachineCode(source_of(step, layout))


class Sheet:
    """Operands compiled into one step, which computes them for numbers and points.

    Parameters
    ----------
    operands : sequence of Operand
        Of numbers a, b, c and k, truth values f and g as 1 or 0, and points x and y.
    has_points : bool
        Whether there are points.
    """

    names = ("a", "b", "c", "k", "f", "g")

    def __init__(self, operands: Sequence[Operand], has_points: bool = False) -> None:
        self.count = len(operands)
        entries = tuple(StateTensor(str(index), is_vector=False) for index in range(self.count))
        layout = StepLayout(("p",), entries, self.names, has_points, batched=False, has_noise=False)
        self.loop = loop_of(Step(0.0, (0.0,), (0.0,), tuple(operands)), layout)

    def values(self, numbers: Mapping[str, ArrayLike], x: Sequence[float] = (), y: Sequence[float] = ()) -> Numbers:
        """Return what the operands come to, shape (runs, operands), where each run has its numbers."""
        columns = np.broadcast_arrays(*(np.asarray(numbers.get(name, 0.0), dtype=np.float64) for name in self.names))
        given = np.stack([column.reshape(-1) for column in columns], axis=1)
        runs = len(given)
        carries, kept = np.zeros((runs, 1 + self.count)), np.zeros((runs, 1, self.count))
        points = (np.array([part], dtype=np.float64) for part in (x, y))
        reached, ends = np.zeros(runs, dtype=np.int64), np.zeros(runs, dtype=np.int64)
        nothing = np.empty((0, 0))
        self.loop(np.zeros((runs, 3, 1)), kept, 0, 1, carries, given, nothing, *points, len(x), 1, 0.0, reached, ends)
        assert reached.tolist() == [1] * runs
        return carries[:, 1:]


@dataclass(frozen=True)
class Call:
    """One way to call an operation: "a", "b" and "c" stand for numbers, "f" and "g" for truth values."""

    arguments: tuple[Any, ...]
    named: dict[str, Any] = field(default_factory=dict)

    def of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values[part] if isinstance(part, str) else part for part in self.arguments)


def call(*arguments: Any, **named: Any) -> Call:
    return Call(arguments, named)


ONE = [call("a")]
TWO = [call("a", "b")]
WITH_NUMBERS = [call("a", number) for number in CONSTANTS]
NUMBERS_FIRST = [call(number, "a") for number in CONSTANTS]
EITHER = [*TWO, *WITH_NUMBERS]
FLAGS = [call("f"), call("a")]
TWO_FLAGS = [call("f", "g"), call("a", "b"), call("f", "a")]
BOUNDS = ((-1.0, 1.0), (None, 0.0), (0.5,), (1.0, -1.0), (-INF, INF), ("b", "c"))
POWERS = (0, 1, 2, 3, 4, 7, 64, 65, -1, -2, -3, -7, 0.5, -0.5, 1.5, 1 / 3)

GROUPS: dict[str, dict[str, list[Call]]] = {
    "powers": dict.fromkeys(("exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "rsqrt"), ONE),
    "circular": dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan"), ONE),
    "hyperbolic": {
        **dict.fromkeys(("sinh", "cosh", "tanh", "sigmoid", "erf"), ONE),
        "softplus": [call("a"), call("a", 2, 30)],
        "softplus_backward": [call("a", "b", 1, 20), call("a", "b", 0.5, 10)],
    },
    "parts": {
        **dict.fromkeys(("floor", "abs", "neg", "sign", "sgn", "reciprocal", "relu"), ONE),
        "threshold_backward": [call("a", "b", 0), call("a", "b", 0.5)],
        **dict.fromkeys(("sigmoid_backward", "tanh_backward"), TWO),
    },
    "products": {
        "mul": [*EITHER, *TWO_FLAGS],
        "div": [*EITHER, *NUMBERS_FIRST, call("a", "b", rounding_mode="floor")],
    },
    "remainders": {"remainder": EITHER},
    "sums": {
        "add": [*EITHER, call("f", "a")],
        "sub": [*EITHER, *NUMBERS_FIRST],
        "rsub": EITHER,
    },
    "pow": {"pow": [*TWO, *(call("a", power) for power in POWERS), *(call(base, "a") for base in CONSTANTS)]},
    "extremes": {
        "minimum": TWO,
        "maximum": TWO,
        "clamp": [call("a", *bounds) for bounds in BOUNDS],
    },
    "choices": {
        "where": [call("f", "a", "b"), call("f", 0.0, "b"), call("f", "a", -0.0), call("f", 0.0, -0.0)],
        "masked_fill": [call("a", "f", number) for number in (0.0, -0.0, NAN)],
        "masked_fill_": [call("a", "f", 0.0)],
    },
    "comparisons": dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), EITHER),
    "logic": {
        "logical_and": TWO_FLAGS,
        "logical_or": TWO_FLAGS,
        "logical_not": FLAGS,
        "bitwise_and": TWO_FLAGS[:1],
        "bitwise_or": TWO_FLAGS[:1],
        "bitwise_not": FLAGS[:1],
    },
    "copies": {
        "_to_copy": [call("f", dtype=torch.float64), call("a", dtype=torch.float64)],
        **dict.fromkeys(("detach", "clone", "lift_fresh"), ONE),
    },
}
"""What is computed number by number, in groups that are compiled together."""
ELEMENTWISE = {name: group for group, calls in GROUPS.items() for name in calls}


def remainder_in_c(a: Numbers, b: Numbers) -> Numbers:
    rest = np.fmod(a, b)
    return np.where((rest != 0) & ((rest < 0) != (b < 0)), rest + b, rest)


IN_C: dict[str, Callable[..., Numbers]] = {
    **{name: getattr(np, name) for name in ("exp", "expm1", "log", "log2", "log10", "log1p")},
    **{name: getattr(np, name) for name in ("sin", "cos", "tan")},
    **{"asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh},
    "sigmoid": lambda x: np.where(x < -40, np.exp(x), 1 / (1 + np.exp(-x))),
    "erf": lambda x: np.vectorize(math.erf)(x),
    "remainder": remainder_in_c,
}
"""The C library's functions."""


def by_engine(book: Book, name: str, call: Call, values: Mapping[str, Any]) -> Operand | Points:
    made = OPERATIONS[name](book, *call.of(values), **call.named)
    operand = made.each if isinstance(made, Points) else made.item()
    operand = book.number(operand)
    return Points(operand) if isinstance(made, Points) else operand


def by_torch(name: str, call: Call, values: Mapping[str, Numbers]) -> Numbers:
    tensors = {key: torch.tensor(value) for key, value in values.items()}
    return getattr(torch.ops.aten, name)(*call.of(tensors), **call.named).double().numpy()


@dataclass(frozen=True)
class Case:
    """What one call gave where; the inputs as a row for each result."""

    name: str
    call: Call
    inputs: Mapping[str, Numbers]
    found: Numbers

    def wrong(self) -> set[str]:
        """Return a line for each place where it is not torch's."""
        given = {key: self.inputs[key] for key in self.call.arguments if isinstance(key, str)}
        expected = np.broadcast_to(by_torch(self.name, self.call, given), self.found.shape)
        wrong = ~same(self.found, expected, self.ulps())
        if self.name in GROUPS["extremes"]:
            # of two zeros torch itself takes the one or the other, by how many numbers there are
            wrong &= (self.found != 0) | (expected != 0)
        if self.name == "pow":
            # what is smaller than any normal number is the inverse of what overflows where powers are multiplied out
            wrong &= ~((np.abs(self.found) < SMALLEST) & (np.abs(expected) < SMALLEST))
        if self.name in IN_C:
            # torch's vector code is not right everywhere: its sinh overflows too soon, its log1p loses what is tiniest,
            # its remainder is lost where the quotient overflows
            with np.errstate(all="ignore"):
                wrong &= ~same(self.found, IN_C[self.name](*self.call.of(given)), self.ulps())
        lines = set()
        for at in np.flatnonzero(wrong):
            inputs = {key: value[at].item() for key, value in given.items()}
            lines.add(f"{self.name}{self.call} of {inputs} gives {self.found[at]}, by torch {expected[at]}")
        return lines

    def ulps(self) -> float:
        """Return how many units in the last place it may be off: none unless `last_digits` counts on some."""
        power = self.call.arguments[-1] if self.name == "pow" else None
        if self.name not in INEXACT or power in EXACT_POWERS:
            return 0
        # a whole power is multiplied out, which rounds as often
        return max(2, abs(power)) if power in POWERS else 2


def same(found: Numbers, expected: Numbers, ulps: float) -> NDArray[np.bool_]:
    """Tell whether numbers are the same with their signs, or finite and so many units in the last place apart."""
    with np.errstate(all="ignore"):
        near = np.abs(found - expected) <= ulps * np.spacing(np.abs(expected))
        near &= np.isfinite(expected)
    equal = (found == expected) | (np.isnan(found) & np.isnan(expected)) | near
    return equal & ((expected != 0) | (np.signbit(found) == np.signbit(expected)))


def grid() -> dict[str, Numbers]:
    """Return every pair of edges as a and b, with other numbers and flags as they come."""
    draws = np.random.default_rng(0)
    a, b = (part.reshape(-1) for part in np.meshgrid(EDGES, EDGES, indexing="ij"))
    c, flags = draws.choice(EDGES, a.size), draws.integers(0, 2, (2, a.size)) != 0
    return {"a": a, "b": b, "c": c, "f": flags[0], "g": flags[1]}


def calls_of(group: str) -> list[tuple[str, Call]]:
    return [(name, each) for name, calls in GROUPS[group].items() for each in calls]


def numbers_of(book: Book) -> dict[str, Any]:
    numbers = {name: array(book.given(name)) for name in Sheet.names}
    return numbers | {"f": array(book.make("!=", book.given("f"), 0.0))}


@lru_cache
def among_numbers(group: str) -> list[Case]:
    """Return what is computed once a row, of numbers."""
    book, inputs, calls = Book(), grid(), calls_of(group)
    sheet = Sheet([by_engine(book, name, each, numbers_of(book)) for name, each in calls])
    found = sheet.values(inputs)
    return [Case(name, each, inputs, column) for (name, each), column in zip(calls, found.T, strict=True)]


def signed(book: Book, value: Operand) -> tuple[Operand, Operand]:
    """Return a value, and 1 or −1 where it is a zero of that sign: a sum forgets it."""
    sign = book.make("where", book.make(">", book.make("/", 1.0, value), 0.0), 1.0, -1.0)
    return value, book.make("where", book.make("==", value, 0.0), sign, 0.0)


def unsigned(found: Numbers) -> Numbers:
    """Return the values of columns that `signed` has made, one after the other."""
    values, signs = found[:, ::2], found[:, 1::2]
    return np.where(signs == -1, -0.0, values)


@lru_cache
def among_points(group: str, name: str) -> list[Case]:
    """Return what is computed for points where ``a`` or ``b`` is x.

    The sum over the points is that of one chosen by y, so that all are computed and one is seen. They are all edges at
    once; those within the reach of functions that have one; and each alone.
    """
    book, inputs = Book(), grid()
    calls = [each for each in calls_of(group) if name in each[1].arguments]
    values = numbers_of(book) | {name: Points(book.given("x", pointwise=True))}
    chosen = book.make("==", book.given("y", pointwise=True), book.given("k"))
    operands = []
    for operation, each in calls:
        made = by_engine(book, operation, each, values)
        assert isinstance(made, Points)
        operands += [book.total(book.make("where", chosen, part, 0.0)) for part in signed(book, made.each)]
    if not operands:
        return []
    sheet = Sheet(operands, has_points=True)
    places = np.arange(len(EDGES))
    k = np.repeat(places, len(EDGES)) if name == "a" else np.tile(places, len(EDGES))
    cases = []
    for seen in (places, places[np.abs(EDGES) <= REACH], *places[:, None]):
        here = np.isin(k, seen)
        given = {key: value[here] for key, value in inputs.items()}
        found = unsigned(sheet.values(given | {"k": k[here]}, EDGES[seen], seen))
        cases += [
            Case(operation, each, given, column) for (operation, each), column in zip(calls, found.T, strict=True)
        ]
    return cases


@lru_cache
def among_pairs_of_points(group: str) -> list[Case]:
    """Return what is computed for points where ``a`` is x and ``b`` is y; a pair is nine points, or one."""
    book, inputs = Book(), grid()
    calls = [each for each in calls_of(group) if {"a", "b"} <= set(each[1].arguments)]
    values = numbers_of(book) | {
        "a": Points(book.given("x", pointwise=True)),
        "b": Points(book.given("y", pointwise=True)),
    }
    operands = []
    for operation, each in calls:
        made = by_engine(book, operation, each, values)
        assert isinstance(made, Points)
        operands += [book.total(part) for part in signed(book, made.each)]
    if not operands:
        return []
    sheet = Sheet(operands, has_points=True)
    found = []
    for at in range(len(inputs["a"])):
        numbers = {key: inputs[key][at : at + 1] for key in ("c", "f", "g")}
        one = sheet.values(numbers, inputs["a"][at : at + 1], inputs["b"][at : at + 1])
        found.append(unsigned(one)[0])
        nine = sheet.values(numbers, [inputs["a"][at]] * 9, [inputs["b"][at]] * 9)
        with np.errstate(all="ignore"):
            assert same(nine, 9 * one, 8).all()
    return [
        Case(operation, each, inputs, column)
        for (operation, each), column in zip(calls, np.transpose(found), strict=True)
    ]


def wrong_in(name: str, cases: Sequence[Case]) -> list[str]:
    return sorted({line for case in cases if case.name == name for line in case.wrong()})


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_an_operation_on_numbers_is_torchs_at_every_edge(name: str) -> None:
    assert wrong_in(name, among_numbers(ELEMENTWISE[name])) == []


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_an_operation_on_points_is_torchs_at_every_edge(name: str) -> None:
    group = ELEMENTWISE[name]
    cases = [*among_points(group, "a"), *among_points(group, "b"), *among_pairs_of_points(group)]
    assert wrong_in(name, cases) == []


@pytest.mark.parametrize(
    "name", ["add", "sub", "rsub", "mul", "div", *GROUPS["comparisons"], "logical_and", "logical_or"]
)
def test_what_is_made_of_constants_alone_is_torchs_too(name: str) -> None:
    book, pairs = Book(), list(product(CONSTANTS, repeat=2))
    found = Sheet([book.number(OPERATIONS[name](book, *pair).item()) for pair in pairs]).values({})[0]
    expected = getattr(torch.ops.aten, name)(*torch.tensor(pairs, dtype=torch.float64).T)
    assert same(found, expected.double().numpy(), 0).all()


@pytest.mark.parametrize("constant", CONSTANTS)
@pytest.mark.parametrize("name", ["logical_and", "logical_or", "where"])
def test_a_constant_that_decides_does_so_as_in_torch(name: str, constant: float) -> None:
    book, edges = Book(), torch.tensor(EDGES)
    a, b, condition = book.given("a"), book.given("b"), torch.tensor(constant, dtype=torch.float64)
    if name == "where":
        made, expected = OPERATIONS[name](book, constant, a, b), torch.where(condition != 0, edges, 1.0)
    else:
        made, expected = OPERATIONS[name](book, constant, a), getattr(torch, name)(condition, edges)
    found = Sheet([book.number(made.item())]).values({"a": EDGES, "b": 1.0})[:, 0]
    assert same(found, expected.double().numpy(), 0).all()


def test_a_product_with_two_constants_is_torchs_above_the_subnormal_numbers() -> None:
    book, normal = Book(), EDGES[(EDGES == 0) | (np.abs(EDGES) >= SMALLEST) | np.isnan(EDGES)]
    pairs = list(product((2.0, -4.0, 2.0**1000, 1.5, 1.1, 0.5, 1e308, INF), repeat=2))
    multiply, a = OPERATIONS["mul"], book.given("a")
    found = Sheet([multiply(book, outer, multiply(book, inner, a)).item() for outer, inner in pairs])
    expected = [outer * (inner * torch.tensor(normal)) for outer, inner in pairs]
    assert same(found.values({"a": normal}), torch.stack(expected, dim=1).numpy(), 0).all()


LIST = torch.tensor([1.5, -2.0, 0.25, 3.0])
CUBE = torch.arange(24.0, dtype=torch.float64).reshape(2, 3, 4)
ROW = torch.ones(1, 3, 1, dtype=torch.float64)

SHAPES: dict[str, list[Call]] = {
    "full": [call([2, 3], 1.5), call([], -0.0)],
    "new_full": [call(CUBE, [2], 1.5)],
    "full_like": [call(CUBE, 1.5)],
    "scalar_tensor": [call(1.5, dtype=torch.float64)],
    "zeros": [call([2, 3]), call([])],
    "ones": [call([2, 3]), call([])],
    "new_zeros": [call(CUBE, [2])],
    "new_ones": [call(CUBE, [2])],
    "zeros_like": [call(CUBE)],
    "ones_like": [call(CUBE)],
    "eye": [call(3)],
    "expand": [call(ROW, [2, 3, 4]), call(ROW, [2, 5, -1, 3, 4]), call(LIST, [3, -1])],
    "select": [call(CUBE, 0, 1), call(CUBE, -1, -2), call(LIST, 0, 3)],
    "unsqueeze": [call(CUBE, 0), call(CUBE, -1), call(LIST, 1)],
    "split": [call(CUBE, 2, 1), call(CUBE, 1, -1), call(LIST, 4), call(LIST, 3), call(LIST, 9)],
    "unbind": [call(CUBE), call(CUBE, -1), call(LIST)],
    "stack": [call([LIST, LIST + 1]), call([CUBE, -CUBE], -1)],
}
"""What moves numbers and computes none."""


def as_value(argument: Any) -> Any:
    if isinstance(argument, torch.Tensor):
        return np.array(argument.tolist(), dtype=object)
    return [as_value(part) for part in argument] if isinstance(argument, list) else argument


@pytest.mark.parametrize("name", SHAPES)
def test_an_operation_on_shapes_puts_every_number_where_torch_puts_it(name: str) -> None:
    for each in SHAPES[name]:
        expected = getattr(torch.ops.aten, name)(*each.arguments, **each.named)
        found = OPERATIONS[name](Book(), *as_value(list(each.arguments)), **each.named)
        if isinstance(expected, torch.Tensor):
            expected, found = [expected], [found]
        assert len(found) == len(expected)
        for part, wanted in zip(found, expected, strict=True):
            assert part.shape == wanted.shape, each
            assert part.tolist() == wanted.tolist(), each


def test_what_has_as_many_numbers_as_there_are_points_is_one_number_for_each_point() -> None:
    book = Book()
    count, points, number = book.given(COUNT), Points(book.given("x", pointwise=True)), array(book.given("a"))
    for name, arguments in (
        ("full", ([count], 1.5)),
        ("new_full", (points, [count], 1.5)),
        ("full_like", (points, 1.5)),
    ):
        assert OPERATIONS[name](book, *arguments) == Points(1.5)
    for name, filling in (("zeros", 0.0), ("ones", 1.0)):
        assert OPERATIONS[name](book, [count]) == Points(filling)
        assert OPERATIONS[f"new_{name}"](book, points, [count]) == Points(filling)
        assert OPERATIONS[f"{name}_like"](book, points) == Points(filling)
    assert OPERATIONS["expand"](book, number, [count]) == Points(number.item())
    assert OPERATIONS["expand"](book, points, [count]) == points


REDUCTIONS: dict[str, list[Call]] = {
    **{name: [call("t"), call("t", [0]), call("t", [-1], True)] for name in ("sum", "amax", "amin")},
    "all": [call("t"), call("t", 0), call("t", -1, True)],
    "any": [call("t"), call("t", 0), call("t", -1, True)],
    "mean": [],
}
"""What makes one number of several, which are a matrix of numbers; `mean` is known of points only."""
MATRIX = (3, 2)


@pytest.mark.parametrize("name", REDUCTIONS)
def test_a_reduction_of_numbers_is_torchs(name: str) -> None:
    names = Sheet.names[:4]
    draws = np.random.default_rng(1)
    # a sum of huge numbers is finite or not by its order
    edges = EDGES[np.abs(EDGES) != 1e308] if name == "sum" else EDGES
    given = {part: draws.choice(edges, 300) for part in names}
    book = Book()
    parts = [book.given(part) for part in names]
    matrix = np.array([*parts, 1.5, parts[0]], dtype=object).reshape(MATRIX)
    columns = np.stack([*given.values(), np.full(300, 1.5), given["a"]], axis=1)
    tensors = torch.tensor(columns).reshape(-1, *MATRIX)
    for each in REDUCTIONS[name]:
        made = OPERATIONS[name](book, *each.of({"t": matrix}))
        found = Sheet([book.number(part) for part in made.flat]).values(given).reshape(-1, *made.shape)
        expected = torch.stack([getattr(torch.ops.aten, name)(*each.of({"t": tensor})) for tensor in tensors])
        wanted = expected.double().numpy()
        assert found.shape == wanted.shape
        if name == "sum":
            largest = np.abs(columns).max(axis=1, where=np.isfinite(columns), initial=0.0)
            with np.errstate(all="ignore"):
                close = np.abs(found - wanted).T <= 1e-15 * largest
            assert (close.T | same(found, wanted, 0)).all()
        else:
            assert (same(found, wanted, 0) | ((found == 0) & (wanted == 0))).all()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 100])
def test_sums_and_means_over_the_points_miss_none_and_add_none(count: int) -> None:
    values = np.random.default_rng(count).standard_normal(count)
    assert_reduced(values, within=1e-15 * count)


@pytest.mark.parametrize("edge", [INF, -INF, NAN])
@pytest.mark.parametrize("count", [1, 8, 13])
def test_sums_and_means_over_points_of_which_one_is_not_finite_are_not_finite_either(count: int, edge: float) -> None:
    for place in range(count):
        values = np.ones(count)
        values[place] = edge
        assert_reduced(values, within=0.0)


def assert_reduced(x: Numbers, within: float) -> None:
    found = sheet_of_reductions().values({}, x, x)[0]
    tensor = torch.tensor(x)
    expected = [torch.sum(tensor), torch.mean(tensor), torch.sum(tensor * tensor), 1.5 * len(x), 1.5]
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=within)


@lru_cache
def sheet_of_reductions() -> Sheet:
    book = Book()
    x = Points(book.given("x", pointwise=True))
    square = OPERATIONS["mul"](book, x, x)
    made = [(name, part) for part in (x, square, Points(1.5)) for name in ("sum", "mean")]
    operands = [OPERATIONS[name](book, part).item() for name, part in made]
    return Sheet([*operands[:3], *operands[4:]], has_points=True)


def symmetric() -> Iterator[Numbers]:
    """Yield matrices with eigenvalues that are simple, repeated, zero, huge and tiny."""
    draws = np.random.default_rng(2)
    for size, scale in product(range(1, 5), (1.0, 1e-300, 1e-150, 1e150, 1e300)):
        square = draws.standard_normal((size, size))
        turn = np.linalg.qr(square)[0]
        column = draws.standard_normal(size)
        yield scale * (square + square.T)
        yield scale * np.diag(column)
        yield scale * np.outer(column, column)
        yield scale * np.eye(size)
        yield scale * np.ones((size, size))
        yield np.zeros((size, size))
        repeated = turn @ np.diag([1.0, 1.0, -2.0, 3.0][:size]) @ turn.T
        yield scale * (repeated + repeated.T)
        spread = turn @ np.diag([1.0, 1e-9, -1e-5, 1e5][:size]) @ turn.T
        yield scale * (spread + spread.T)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_eigenvalues_and_eigenvectors_are_those_of_the_lower_triangle(size: int) -> None:
    sheet = sheet_of_eigen(size)
    for matrix in symmetric():
        if len(matrix) != size:
            continue
        found = sheet.values({}, matrix.reshape(-1), np.arange(size * size))[0]
        values, vectors = found[:size], found[size:].reshape(size, size)
        scale = np.abs(matrix).max()
        within = 1e-14 * size
        expected = torch.linalg.eigvalsh(torch.tensor(matrix)).numpy()
        np.testing.assert_allclose(np.sort(values), expected, rtol=0, atol=within * scale)
        np.testing.assert_allclose(vectors.T @ vectors, np.eye(size), rtol=0, atol=within)
        np.testing.assert_allclose(matrix @ vectors, vectors * values, rtol=0, atol=within * scale)


@lru_cache
def sheet_of_eigen(size: int) -> Sheet:
    """Return eigenvalues, then eigenvectors row by row, of a matrix whose numbers are points in their order."""
    book = Book()
    matrix = np.empty((size, size), dtype=object)
    for place, (i, j) in enumerate(np.ndindex(size, size)):
        here = book.make("==", book.given("y", pointwise=True), float(place))
        number = book.total(book.make("where", here, book.given("x", pointwise=True), 0.0))
        matrix[i, j] = number if i >= j else book.given("a")
    values, vectors = OPERATIONS["_linalg_eigh"](book, matrix)
    return Sheet([*values, *vectors.flat], has_points=True)


def test_every_operation_stands_in_a_table_here() -> None:
    assert {*ELEMENTWISE, *SHAPES, *REDUCTIONS, "_linalg_eigh"} == OPERATIONS.keys()
