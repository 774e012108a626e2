"""A syntax tree as LaTeX in school notation, its terms in the order typed."""

from __future__ import annotations

import re
from itertools import groupby

import model.formula.tree as tree
from model.formula.functions import FIXED
from model.formula.writers import ATOM, POWER, PRODUCT, SIGNED, SUM, number_digits

_OTHERS = {"min": r"\min", "max": r"\max"}
_SQUARED_IN_FRONT = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
_RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi chi psi omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξρστυφχψω", _GREEK_NAMES.split(), strict=True))
_LETTERS: dict[str, str] = {name: letter for letter, name in _GREEK.items()}
_NAME_PARTS = re.compile(r"[^\d_]+|\d+")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def latex_text(node: tree.Node) -> str:
    """Return LaTeX, such as ``2 x^{4} - 3 x^{2} + 2 x - 20``."""
    return _render(node)[0]


def _wrapped(node: tree.Node, level: int) -> str:
    text, own = _render(node)
    return text if own >= level else _bracketed(text)


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _render(node: tree.Node) -> tuple[str, int]:
    match node:
        case tree.Number(value):
            return _number(value)
        case tree.Constant(name):
            return (r"\pi" if name == "pi" else name), ATOM
        case tree.Name(name):
            return name_latex(name), ATOM
        case tree.Negative(operand):
            return f"-{_wrapped(operand, PRODUCT)}", SIGNED
        case tree.Sum(terms):
            return _sum(terms), SUM
        case tree.Product(factors):
            text = _product(factors)
            return text, SIGNED if text.startswith("-") else PRODUCT
        case tree.Power():
            return _power(node)
        case tree.Call():
            return _call(node)
        case tree.Where(condition, yes, no):
            opposite = tree.Comparison(_OPPOSITE[condition.relation], condition.left, condition.right)  # pyright: ignore[reportArgumentType]
            cases = (yes, condition), (no, opposite)
            first, second = (f"{latex_text(case)}, & {latex_text(when)}" for case, when in cases)
            return rf"\begin{{cases}} {first} \\ {second} \end{{cases}}", SUM
        case tree.Comparison(relation, left, right):
            return f"{latex_text(left)} {_RELATIONS[relation]} {latex_text(right)}", SUM
        case tree.Inverse():
            raise TypeError("a divisor cannot stand alone")


def _number(value: float) -> tuple[str, int]:
    mantissa, _, exponent = number_digits(value).partition("e")
    if not exponent:
        return mantissa, ATOM
    tens = f"10^{{{int(exponent)}}}"
    return (tens, POWER) if mantissa == "1" else (rf"{mantissa} \times {tens}", PRODUCT)


def name_latex(name: str) -> str:
    """Return the LaTeX of a name, such as ``w_{1}`` for w1."""
    if name == "y_pred":
        return r"\hat{y}"
    base, *below = _NAME_PARTS.findall(name)
    text = _word(base)
    return f"{text}_{{{','.join(map(_word, below))}}}" if below else text


def name_text(name: str) -> str:
    """Return a name as it is typeset, in a line of text: ``w₁`` for w1."""
    if name == "y_pred":
        return "ŷ"
    words: list[str] = _NAME_PARTS.findall(name)
    base, *below = [_LETTERS.get(word, word) for word in words]
    if not below:
        return base
    index = ",".join(below)
    return base + (index.translate(_LOWERED) if index.isdecimal() else f"_{index}")


def _word(word: str) -> str:
    word = _GREEK.get(word, word)
    if word in _GREEK.values():
        return f"\\{word}"
    return word if len(word) == 1 or word.isdecimal() else rf"\mathrm{{{word}}}"


def _sum(terms: tuple[tree.Node, ...]) -> str:
    text = _wrapped(terms[0], SIGNED)
    for term in terms[1:]:
        addend, level = _render(term)
        text += f" - {addend[1:]}" if level == SIGNED else f" + {addend if level > SUM else _bracketed(addend)}"
    return text


def _product(factors: tuple[tree.Node, ...]) -> str:
    """Return the factors side by side; what stands before a divisor is a fraction's upper half."""
    first = factors[0]
    first, sign = (first.operand, "-") if isinstance(first, tree.Negative) else (first, "")
    pieces: list[str] = []
    over: list[tree.Node] = [first]
    under: list[tree.Node] = []
    for factor in factors[1:]:
        if isinstance(factor, tree.Inverse):
            under.append(factor.operand)
            continue
        if under:
            pieces.append(_fraction(over, under))
            over, under = [], []
        over.append(factor)
    pieces.append(_fraction(over, under) if under else _side_by_side(over, bool(pieces)))
    return sign + " ".join(pieces)


def _fraction(over: list[tree.Node], under: list[tree.Node]) -> str:
    return rf"\frac{{{_side_by_side(over)}}}{{{_side_by_side(under)}}}"


def _side_by_side(factors: list[tree.Node], follows: bool = False) -> str:
    factors = [part for factor, run in groupby(factors) for part in _as_power(factor, len(list(run)))]
    if len(factors) == 1 and not follows:
        return latex_text(factors[0])
    text, follows_word = "", False
    for factor in factors:
        piece = _wrapped(factor, POWER)
        is_word = piece.startswith(r"\mathrm")
        if (text or follows) and (piece[0].isdigit() or is_word or follows_word):
            piece = rf"\cdot {piece}"
        text += f" {piece}" if text else piece
        follows_word = is_word
    return text


def _as_power(factor: tree.Node, count: int) -> list[tree.Node]:
    """Return a name that stands several times side by side as its power, any other factor as often as it stands."""
    if isinstance(factor, tree.Name) and count > 1:
        return [tree.Power(factor, tree.Number(float(count)))]
    return [factor] * count


def _power(node: tree.Power) -> tuple[str, int]:
    exponent = latex_text(node.exponent)
    base = node.base
    if isinstance(base, tree.Call) and base.function in _SQUARED_IN_FRONT and isinstance(node.exponent, tree.Number):
        name, inside = FIXED[base.function].latex, latex_text(base.arguments[0])
        return f"{name}^{{{exponent}}}{_bracketed(inside)}", POWER
    text = latex_text(base) if isinstance(base, tree.Name) else _wrapped(base, ATOM)
    return f"{text}^{{{exponent}}}", POWER


def _call(node: tree.Call) -> tuple[str, int]:
    inside = ", ".join([latex_text(argument) for argument in node.arguments])
    if node.function == "sum":
        return rf"\sum {_bracketed(inside)}", PRODUCT
    fixed = FIXED.get(node.function)
    name = fixed.latex if fixed else _OTHERS.get(node.function, rf"\operatorname{{{node.function}}}")
    return (name % inside, ATOM) if "%s" in name else (f"{name}{_bracketed(inside)}", POWER)
