"""Numbers that are written beside each other add up, as they are written."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.message import FROM_SUPERSCRIPT, added_up, decimal_text

NUMBERS = st.floats(min_value=-1e30, max_value=1e30) | st.integers(-1000, 1000).map(lambda n: n / 100)
NEAR = st.tuples(NUMBERS, st.floats(-1.0, 1.0), st.integers(-17, 0)).map(
    lambda t: (t[0], t[0] * (1 + t[1] * 10.0 ** t[2]))
)


def texts(*values: float, digits: int = 6) -> tuple[list[str], list[str]]:
    numbers, changes = added_up(values, digits)
    return list(map(decimal_text, numbers)), list(map(decimal_text, changes))


def read(text: str) -> Fraction:
    """Read a number as a person does."""
    mantissa, _, power = text.replace("−", "-").replace("\u202f", "").partition("×10")
    return Fraction(mantissa) * Fraction(10) ** int(power.translate(FROM_SUPERSCRIPT) or 0)


def figures(number: Fraction) -> int:
    """Return how many significant digits a decimal has."""
    with localcontext(prec=800):
        return len((Decimal(number.numerator) / number.denominator).normalize().as_tuple().digits)


def rounded(number: Fraction, count: int) -> Fraction:
    """Round a number to so many significant digits, halves to even."""
    with localcontext(prec=1500):
        exact = Decimal(number.numerator) / number.denominator
    with localcontext(prec=count):
        return Fraction(+exact)


@pytest.mark.parametrize(
    ("values", "written", "changes"),
    [
        ((5.0, 2.0), ["5", "2"], ["−3"]),
        ((0.32, 0.128, 0.0512), ["0.32", "0.128", "0.0512"], ["−0.192", "−0.0768"]),
        ((0.1 + 0.2, 0.192), ["0.3", "0.192"], ["−0.108"]),
        ((0.5054386123456, 0.5054386111), ["0.50543861235", "0.5054386111"], ["−1.25×10⁻⁹"]),
        ((1e12, 7e11), ["1×10¹²", "7×10¹¹"], ["−3×10¹¹"]),
        ((1e-20, 3e-20), ["1×10⁻²⁰", "3×10⁻²⁰"], ["2×10⁻²⁰"]),
        ((-4.0, -4.0), ["−4", "−4"], ["0"]),
        ((5.0, 0.0), ["5", "0"], ["−5"]),
        ((0.1 + 0.2,), ["0.3"], []),
        ((), [], []),
        ((-3555017393.4, -1.1374333999644498e19), ["−3.55502×10⁹", "−1.13743×10¹⁹"], ["−1.13743×10¹⁹"]),
        ((5.0, 4.44e-16), ["5", "4.44×10⁻¹⁶"], ["−5"]),
        ((3.0, math.inf), ["3", "∞"], ["∞"]),
        ((3.0, math.nan), ["3", "NaN"], ["NaN"]),
        ((math.inf, math.inf), ["∞", "∞"], ["NaN"]),
    ],
)
def test_a_value_and_its_change_are_written_like_this(
    values: tuple[float, ...], written: list[str], changes: list[str]
) -> None:
    assert texts(*values) == (written, changes)


def test_whole_numbers_are_not_rounded_where_few_digits_are_wanted() -> None:
    # x³ − 3x from 5 with η = 0.3, computed with fractions
    x, before = Fraction(5), []
    for _ in range(4):
        before.append(float(x))
        x -= Fraction(3, 10) * (3 * x**2 - 3)
    assert texts(*before, digits=4)[1] == ["−21.6", "−247.1", "−62\u202f584.9"]
    # x² with η = 2: x triples and changes sides.
    assert texts(45.0, -135.0, 405.0, -1215.0, digits=2) == (
        ["45", "−135", "405", "−1\u202f215"],
        ["−180", "540", "−1\u202f620"],
    )
    assert texts(1.2345, 0.5, digits=2)[0] == ["1.23", "0.5"]


@given(st.lists(NUMBERS, min_size=2, max_size=4) | NEAR, st.integers(2, 10))
@example([5.0, 4.44e-16], 6)
@example([1e-20, 1e10], 6)
@example([1e30, math.nextafter(1e30, 0.0)], 6)
@example([1.0, math.nextafter(1.0, 2.0)], 2)
def test_each_value_and_its_change_make_the_next(values: list[float], digits: int) -> None:
    written, changes = texts(*values, digits=digits)
    for value, text in zip(values, written, strict=True):
        assert abs(read(text) - Fraction(value)) <= abs(Fraction(value)) * Fraction(6, 10**digits)
    for index, change in enumerate(changes):
        exact = Fraction(values[index + 1]) - Fraction(values[index])
        by_hand = read(written[index + 1]) - read(written[index])
        shortest = min(digits, 3) - (len(values) > 2)  # among several values one digit less may be right
        agreeing = [count for count in range(max(shortest, 1), 40) if rounded(exact, count) == rounded(by_hand, count)]
        largest = max(abs(Fraction(value)) for value in values[index : index + 2])
        if abs(exact) > largest / 10**12 or abs(read(change) - exact) > largest * Fraction(2, 10**16):
            assert any(rounded(exact, count) == read(change) for count in agreeing)


@given(NEAR)
@example((-3555017393.4, -1.1374333999644498e19))
@example((1.23456, 1.2458139))
def test_of_two_values_the_change_is_exact_where_it_has_few_digits(pair: tuple[float, float]) -> None:
    (before, after), (change,) = texts(*pair)
    by_hand = read(after) - read(before)
    exact = Fraction(pair[1]) - Fraction(pair[0])
    assert any(rounded(exact, count) == read(change) for count in range(1, 40))
    if figures(by_hand) <= 6 and abs(exact) > max(map(abs, pair)) / 1e12:
        assert by_hand == read(change)


@given(st.lists(NUMBERS, min_size=6, max_size=6))
def test_a_value_is_written_the_same_from_wherever_the_table_is_read(values: list[float]) -> None:
    written, changes = texts(*values)
    for index in range(1, 4):
        some, between = texts(*values[index - 1 : index + 3])
        assert some[1:3] == written[index : index + 2]
        assert between[1] == changes[index]
