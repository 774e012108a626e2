"""exp, tanh, sigmoid, log, log1p, sin and cos as LLVM IR, so that loops over the points that call them are vectorised.

LLVM's vectoriser works on several points at a time only if it can do all of the loop's work so, which it cannot with
a call of the system's mathematics library. The functions here are arithmetic alone: no branch, no table, no call but
of intrinsics that are an instruction or two on any machine.

Every result is within 1 ulp (unit in the last place) of the exact one, those of tanh and sigmoid within 2, over the
whole range of a double (for sin and cos up to `REACH`), subnormal arguments and results included. Special values are
those of C's library. For this every operation must be rounded as it is written: compile the text without fast-math
flags and without contracting products and sums to fused multiply-adds.

Polynomials are interpolations at Chebyshev nodes, as ``mpmath.chebyfit`` computes them from the function, the interval
and the number of coefficients given beside each; the tests compute them again.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from model.engine.compiled.instructions import Double, digits, function_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from model.engine.compiled.instructions import Integer

REACH = 1e5
"""The largest size of an argument, in radians, for which sin and cos are right; beyond it their results are useless."""


def ir_name(function: str) -> str:
    """Return what a function of `OWN` is called in the IR, for example ``@own_exp``."""
    return f"@own_{function}"


def text_of(functions: Iterable[str]) -> str:
    """Return the IR that defines functions of `OWN`, each ``double @own_…(double)``, once however often it is named.

    Their order does not matter: the same functions give the same text. It is complete. It declares no intrinsics,
    because LLVM (from 19 on) has them without, and rejects what is declared twice: whether the text around it declares
    any does not matter.
    """
    return "".join(function_text(ir_name(function), _FORMULAS[function]) for function in sorted(set(functions)))


def _polynomial(x: Double, coefficients: Sequence[float]) -> Double:
    """Return c₀ + c₁x + c₂x² + … by Estrin's scheme: pairs, then pairs of pairs, computed side by side."""
    terms: list[Double | float] = list(coefficients)
    while True:
        pairs = [low + x * high for low, high in zip(terms[::2], terms[1::2], strict=False)]
        if len(terms) == 2:
            return pairs[0]
        terms = [*pairs, *terms[2 * len(pairs) :]]
        x = x * x


_SHIFTER = 1.5 * 2.0**52
"""Rounds to whole numbers, for which not every machine has an instruction: the sum with a number below 2⁵¹ in size has
no bit left for a fraction. Its lowest bits are the nearest whole number; subtracting again gives it as a double."""

_INVERSE_LN2 = 1.4426950408889634
# ln 2 in two parts. The first has 42 bits, so that its product with a whole number of 11 bits is exact.
_LN2_HIGH = float.fromhex("0x1.62e42fefa3800p-1")
_LN2_LOW = float.fromhex("0x1.ef35793c76730p-45")

_EXP = (
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326141,
    0.0013888888888883752,
    0.00019841269874800493,
    2.4801587325533363e-05,
    2.7557255425746435e-06,
    2.7557273661348637e-07,
    2.510520637395701e-08,
    2.0914679376583935e-09,
)
"""(eʳ − 1 − r)/r² for |r| ≤ ln 2/2; 11 coefficients, relative error of eʳ 2⁻⁶¹."""


def _exp_parts(x: Double, bias: int) -> tuple[Double, Double, Integer]:
    """Return m in two parts, and n + bias in the lowest bits of an integer, for eˣ = m·2ⁿ with m from 0.70 to 1.42.

    With x = n·ln 2 + r, m is 1 + r + r²/2 + …: its first part is 1 + r rounded, its second one all the rest. So m has
    hardly another error than the rounding of the sum in which the parts are used.
    """
    shifted = x * _INVERSE_LN2 + (_SHIFTER + bias)
    n = shifted - (_SHIFTER + bias)
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    m = 1.0 + r
    rest = ((1.0 - m) + r) + r * r * _polynomial(r, _EXP)
    return m, rest, shifted.bits()


def _power_factors(biased: Integer) -> tuple[Double, Double]:
    """Return two normal numbers whose product is 2ⁿ, even where that is no normal number, from n + 2046.

    Each gets half of n, and half of 2046 for the bias of its exponent.
    """
    half = biased >> 1
    return (half << 52).double(), ((biased - half) << 52).double()


def _exp(x: Double) -> Double:
    # Beyond these bounds the result is 0 or infinity. Within them n is from −1076 to 1024.
    x = (x < -746.0).choose(-746.0, x)
    x = (x > 710.0).choose(710.0, x)
    m, rest, n = _exp_parts(x, bias=2046)
    first, second = _power_factors(n)
    # All products are exact but the last, which rounds a subnormal result.
    return (m + rest) * first * second


def _tanh(x: Double) -> Double:
    a = abs(x)
    # From 20 on the result rounds to 1.
    a = (a > 20.0).choose(20.0, a)
    m, rest, n = _exp_parts(a + a, bias=1023)
    e = (m + rest) * (n << 52).double()
    # 1 − 2/(e²ˣ + 1) loses digits where it is below 1/2, that is, for x < 0.55. There it is x − x·p/q, which is what
    # Lambert's continued fraction x/(1 + x²/(3 + x²/(5 + …))) comes to when it ends with 15: relative error 2⁻⁶⁰. One
    # division serves both.
    z = a * a
    p = z * _polynomial(z, (675675.0, 45045.0, 594.0, 1.0))
    q = _polynomial(z, (2027025.0, 945945.0, 51975.0, 630.0, 1.0))
    is_small = a < 0.55
    result = is_small.choose(a, 1.0) - is_small.choose(a * p, 2.0) / is_small.choose(q, e + 1.0)
    return result.with_sign_of(x)


def _sigmoid(x: Double) -> Double:
    # With w = 1/(1 + e^|x|) it is w for negative x, else 1 − w. From e^|x| = m·2ⁿ, w = 2⁻ⁿ/(2⁻ⁿ + m), whose sum is
    # rounded once, for both parts of m. With a rounded exponential the errors would add up to more than 2 ulp.
    a = abs(x)
    a = (a > 746.0).choose(746.0, a)
    m, rest, n = _exp_parts(a, bias=0)
    first, second = _power_factors(2046 - n)
    power = first * second
    sum_ = m + power
    lost = (m - sum_) + power
    w = first / (sum_ + (lost + rest)) * second
    return (x < 0.0).choose(w, 1.0 - w)


_LOG = (
    0.666666666666667,
    0.39999999999899505,
    0.28571428625975487,
    0.2222221113479508,
    0.18182889125261723,
    0.15331721600556042,
    0.14616449685043406,
)
"""(log((1 + s)/(1 − s))/s − 2)/s² as a function of s² ≤ (3 − 2√2)²; 7 coefficients, relative error 2⁻⁵⁷."""

_EXPONENT = 0x7FF << 52
_ONE = 1023 << 52
_ROOT = int(digits(math.sqrt(0.5)), 16)


def _log_of_positive(x: Double, lowered: Double | float, extra: Double | None = None) -> Double:
    """Return log x − lowered·ln 2 + extra, for a positive normal x and an extra of at most 2⁻⁵³.

    With x = 2ᵏ·(1 + f), 1 + f from √½ to √2, and s = f/(2 + f), log(1 + f) is log((1 + s)/(1 − s)) = 2s + s³·P(s²).
    Because 2s = f − s·f, and s·f = f²/2 − s·f²/2, it is f − f²/2 + s·(f²/2 + s²·P(s²)), where f is exact and the rest
    small. Source: the comments of fdlibm's e_log.c.
    """
    bits = x.bits()
    # An exponent grows by one at √½ and √2 instead of at 1.
    raised = bits + (_ONE - _ROOT)
    # An integer below 2⁵² becomes a double as the lowest bits of 2⁵², whose own exponent is 52 + 1023.
    k = ((raised >> 52) | (1075 << 52)).double() - (2.0**52 + 1023.0) - lowered
    f = (bits - ((raised & _EXPONENT) - _ONE)).double() - 1.0
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    low = k * _LN2_LOW if extra is None else k * _LN2_LOW + extra
    return k * _LN2_HIGH - ((half - (s * (half + z * _polynomial(z, _LOG)) + low)) - f)


def _log(x: Double) -> Double:
    is_subnormal = x < 2.0**-1022
    normal = is_subnormal.choose(x * 2.0**54, x)
    result = _log_of_positive(normal, is_subnormal.choose(54.0, 0.0))
    return _with_ends(result, x, pole=0.0)


def _log1p(x: Double) -> Double:
    # log(1 + x) = log u + log(1 + c/u), where u is 1 + x rounded and c what that loses, which is found exactly (Knuth,
    # The Art of Computer Programming, vol. 2, 4.2.2, theorem B). c/u is so small that log(1 + c/u) is c/u.
    u = 1.0 + x
    x_again = u - 1.0
    c = (1.0 - (u - x_again)) + (x - x_again)
    result = _log_of_positive(u, 0.0, c / u)
    # The sums make 0 of −0.
    return _with_ends(result, x, pole=-1.0).with_sign_of(x)


def _with_ends(result: Double, x: Double, pole: float) -> Double:
    """Return a logarithm's result, but −∞ at its pole, NaN below it, and for infinity and NaN x itself."""
    outside = x.compare("oeq", pole).choose(-math.inf, math.nan)
    return (x < math.inf).choose((x > pole).choose(result, outside), x)


# π/2 in three parts. The first two have 37 bits, so that their products with a whole number of 16 bits are exact.
_QUARTER_HIGH = float.fromhex("0x1.921fb54440000p+0")
_QUARTER_MIDDLE = float.fromhex("0x1.68c234c4c0000p-39")
_QUARTER_LOW = float.fromhex("0x1.98a2e03707345p-77")

_SIN = (
    0.16666666666666666,
    -0.008333333333333331,
    0.00019841269841265065,
    -2.7557319219339167e-06,
    2.5052106232447578e-08,
    -1.6058531618986147e-10,
    7.586697117706918e-13,
)
"""(r − sin r)/r³ as a function of r² ≤ (π/4)²; 7 coefficients, relative error of sin r 2⁻⁵⁷."""

_COS = (
    0.041666666666666664,
    -0.0013888888888887398,
    2.480158729876569e-05,
    -2.7557317271729793e-07,
    2.08761462684032e-09,
    -1.1382632425521717e-11,
)
"""(cos r − 1 + r²/2)/r⁴ as a function of r² ≤ (π/4)²; 6 coefficients, error 2⁻⁶⁰."""


def _sin(x: Double) -> Double:
    return _sin_after_quarters(x, 0)


def _cos(x: Double) -> Double:
    return _sin_after_quarters(x, 1)


def _sin_after_quarters(x: Double, quarters: int) -> Double:
    """Return sin(x + quarters·π/2); sin and cos of one x differ only at the end, so that LLVM computes the rest once.

    x = n·π/2 + r, by subtracting multiples of the parts of π/2 (Cody and Waite). `excess`, below the last place of r,
    is what r is too large by. Within `REACH` no double is closer than 2⁻⁶¹ to a multiple of π/2 (the closest is near
    29·π/2), and the parts have digits enough for that.
    """
    shifted = x * (2 / math.pi) + _SHIFTER
    n = shifted - _SHIFTER
    # The first difference is exact, because its terms are close. What rounding the second one loses goes into `low`.
    first = x - n * _QUARTER_HIGH
    middle = n * _QUARTER_MIDDLE
    second = first - middle
    low = n * _QUARTER_LOW - ((first - second) - middle)
    r = second - low
    excess = (r - second) + low
    z = r * r
    half = 0.5 * z
    rest = 1.0 - half
    # Where r is −0, 0 and not −0 is taken off it, so that sin(−0) is −0.
    sine = r - (r * z * _polynomial(z, _SIN) + excess * rest)
    cosine = rest + (((1.0 - rest) - half) + (z * z * _polynomial(z, _COS) + r * excess))
    # After an odd number of quarters the sine is a cosine; the number's second bit is the sign.
    turned = shifted.bits() + quarters
    size = turned.is_odd().choose(cosine, sine)
    return (size.bits() ^ ((turned >> 1) << 63)).double()


_FORMULAS: dict[str, Callable[[Double], Double]] = {
    "exp": _exp,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "log": _log,
    "log1p": _log1p,
    "sin": _sin,
    "cos": _cos,
}

OWN = frozenset(_FORMULAS)
"""The functions that are here, by the names that the engine's scalars have for them."""
