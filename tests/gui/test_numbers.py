from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.look.numbers import exact_text, number_text, parse_integer, parse_number, stepped
from gui.look.text import unbroken
from gui.look.ticks import nudged, rounded
from model.message import Refused


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.001", 1e-3),
        ("1e-3", 1e-3),
        ("1E-3", 1e-3),
        ("10^-3", 1e-3),
        ("10**-3", 1e-3),
        ("10⁻³", 1e-3),
        ("2×10⁻³", 2e-3),
        ("−3", -3.0),
        ("- 3", -3.0),
        ("15\u202f000", 15000.0),
        ("15 000", 15000.0),
        ("15_000", 15000.0),
        ("1,000,000", 1e6),
        ("0,5", 0.5),
        ("１．５", 1.5),
        ("1/4", 0.25),
        (".5", 0.5),
        ("+7.", 7.0),
    ],
)
def test_what_people_write_for_a_number_is_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "A number is needed here."),
        ("   ", "A number is needed here."),
        ("nan", "NaN and infinity cannot be used; a finite number is needed."),
        ("-inf", "NaN and infinity cannot be used; a finite number is needed."),
        ("∞", "NaN and infinity cannot be used; a finite number is needed."),
        ("1e999", "This number is too large; the largest is about 1.8×10³⁰⁸."),
        ("1e-999", "This number is too close to zero; the smallest is about 5×10⁻³²⁴."),
        ("1/0", "Division by zero gives no number."),
        ("abc", "“abc” is not a number; write it like 0.001, 1e-3 or 10^-3."),
        ("15,000", "The comma in “15,000” could mean thousands or decimals; write 15000 or 15.0."),
        ("0x10", "“0x10” is not a number; write it like 0.001, 1e-3 or 10^-3."),
    ],
)
def test_what_is_no_finite_number_is_refused_with_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_number(text)
    assert str(refusal.value) == reason


NUMERALS = "0123456789.,eE^*/+-−×⁻³ ()_"


@given(st.text(max_size=60) | st.text(alphabet=NUMERALS, max_size=20))
def test_any_text_gives_a_finite_number_or_a_sentence(text: str) -> None:
    try:
        result: float | str = parse_number(text)
    except Refused as refusal:
        result = str(refusal)
    if isinstance(result, str):
        assert result
        assert "\n" not in result
    else:
        assert math.isfinite(result)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_exact_text_of_a_number_reads_back_as_the_same_float(value: float) -> None:
    assert parse_number(exact_text(value)) == value


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_shown_reads_back_as_itself(value: int) -> None:
    assert parse_integer(number_text(value, 15)) == value


def test_a_fraction_is_refused_where_a_whole_number_is_needed() -> None:
    with pytest.raises(Refused, match="A whole number is needed here"):
        parse_integer("1.5")
    assert parse_integer("1.5e4") == 15000


@pytest.mark.parametrize(
    ("value", "direction", "smallest", "expected"),
    [
        (0.3, 1, 0, 0.4),
        (15000, 1, 0, 16000),
        (0.001, -1, 0, 0.0009),
        (20000, -1, 0, 19000),
        (1, 1, 0, 1.1),
        (2, 1, 0, 3),
        (12345, 1, 0, 13000),
        (0.1, -1, 0.1, 0),
        (0, -1, 0.1, -0.1),
        (-5, 1, 0.1, -4),
        (1.7e308, 1, 0, 1.7e308),
    ],
)
def test_a_step_changes_the_leading_digit(value: float, direction: int, smallest: float, expected: float) -> None:
    assert stepped(value, direction, smallest) == expected


@given(st.integers(-12, 12), st.integers(1, 99))
def test_a_step_up_and_down_again_comes_back(power: int, digits: int) -> None:
    value = stepped(float(f"{digits}e{power}"), 1)  # a round number
    assert stepped(stepped(value, 1), -1) == value


@pytest.mark.parametrize(
    ("value", "direction", "rough", "expected"),
    [
        (5.0, 1, 0.1248, 5.2),
        (5.1248, -1, 0.1248, 5.0),
        (0.1, 1, 0.1, 0.2),
        (0.2, 1, 0.1, 0.3),
        (5.7487999999999975, 1, 0.09, 5.8),
        (-0.3, -1, 0.1, -0.4),
        (0.0, 1, 3.0, 5.0),
        (1e6, 1, 1.1e-4, 1000000.0002),
        (3.25, 0, 0.1, 3.25),
    ],
)
def test_a_nudge_goes_to_the_next_round_number(value: float, direction: int, rough: float, expected: float) -> None:
    assert nudged(value, direction, rough) == expected


def test_a_quoted_sign_stays_with_the_word_before_it() -> None:
    assert unbroken("something is missing after '^'") == "something is missing after\u00a0'^'"
    assert unbroken("say 'w' or 'x y' here") == "say 'w' or 'x y' here"


@pytest.mark.parametrize(
    ("value", "pixel", "expected"),
    [
        (3.14159, 0.024, 3.14),
        (3.14159, 0.01, 3.14),
        (3.14159, 0.0099, 3.142),
        (-0.0004, 0.02, 0.0),
        (1234.5, 30.0, 1230.0),
        (7.25e-9, 3e-11, 7.25e-9),
        (1e9 + 0.123456, 1e-3, 1000000000.123),
        (0.3, 0.0, 0.3),
    ],
)
def test_a_place_is_rounded_to_what_a_pixel_means(value: float, pixel: float, expected: float) -> None:
    assert rounded(value, pixel) == expected


def test_rounding_does_not_leave_the_range() -> None:
    assert rounded(math.pi, 0.02, -math.pi, math.pi) == 3.14
    assert rounded(-9.0, 0.02, -2.718, 2.718) == -2.71
    assert 0.2 <= rounded(0.5, 10.0, 0.2, 0.7) <= 0.7
