"""Names of functions that others use: of the same function, of what can be written instead, and of what is not here."""

from __future__ import annotations

SAME_FUNCTION = {
    **{"arcsin": "asin", "arccos": "acos", "arctan": "atan", "tg": "tan", "arctg": "atan"},
    **{"loge": "log", "log_e": "log", "log_2": "log2", "lb": "log2", "log_10": "log10"},
    **{"absolute": "abs", "fabs": "abs", "sgn": "sign", "expit": "sigmoid"},
    **{"remainder": "mod", "maximum": "max", "fmax": "max", "minimum": "min", "fmin": "min"},
}
"""The name here of a function that has another name in a book or a library."""

WRITE_INSTEAD = {
    **{"pow": "a^b", "power": "a^b", "float_power": "a^b", "square": "(…)^2", "sqr": "(…)^2", "exp2": "2^(…)"},
    **{"reciprocal": "1/(…)", "rsqrt": "1/sqrt(…)", "hypot": "sqrt(a^2 + b^2)", "logit": "log(a/(1 - a))"},
    **{"cot": "1/tan(…)", "ctg": "1/tan(…)", "sec": "1/cos(…)", "csc": "1/sin(…)", "cosec": "1/sin(…)"},
    **{"coth": "1/tanh(…)", "sech": "1/cosh(…)", "csch": "1/sinh(…)"},
    **{"sh": "sinh(…)", "ch": "cosh(…)", "th": "tanh(…)", "sen": "sin(…)", "ld": "log2(…)"},
    **dict.fromkeys(("asinh", "arcsinh", "arsinh"), "log(a + sqrt(a^2 + 1))"),
    **dict.fromkeys(("acosh", "arccosh", "arcosh"), "log(a + sqrt(a^2 - 1))"),
    **dict.fromkeys(("atanh", "arctanh", "artanh"), "log((1 + a)/(1 - a))/2"),
    **{"add": "a + b", "subtract": "a - b", "sub": "a - b", "multiply": "a*b", "mul": "a*b"},
    **{"divide": "a/b", "true_divide": "a/b", "div": "a/b", "neg": "-(…)", "negative": "-(…)"},
    **{"floor_divide": "floor(a/b)", "ceil": "-floor(-(…))", "erfc": "1 - erf(…)", "logaddexp": "log(exp(a) + exp(b))"},
    **{"clip": "min(max(a, low), high)", "clamp": "min(max(a, low), high)", "relu6": "min(max(a, 0), 6)"},
    **{"hardtanh": "min(max(a, -1), 1)", "leaky_relu": "max(a, slope*a)", "silu": "a*sigmoid(a)"},
    **{"swish": "a*sigmoid(a)", "softsign": "a/(1 + abs(a))", "logsigmoid": "-softplus(-(…))"},
    **{"tanhshrink": "a - tanh(a)", "deg2rad": "a*pi/180", "radians": "a*pi/180"},
    **{"if": "where(condition, a, b)", "mse_loss": "mean((y - y_pred)^2)", "l1_loss": "mean(abs(y - y_pred))"},
}
"""The same mathematics in the functions there are, of a function that has no name here; a and b are its arguments."""

SCHOOL = frozenset("if lg cot ctg sec csc cosec coth sech csch arcsinh arsinh arccosh arcosh arctanh artanh".split())
"""Functions that school writes without brackets, as in cot x, and the word of Python before a condition."""

PYTORCH_ONLY = frozenset(
    """
    arctan2 atan2 argmax argmin bessel_j0 bessel_j1 binary_cross_entropy binary_cross_entropy_with_logits celu copysign
    cross_entropy cumprod cumsum digamma dot elu entr erfcx erfinv fix fmod frac gelu glu hardshrink hardsigmoid
    hardswish heaviside huber_loss i0 i1 inner kl_div lgamma log_ndtr log_softmax logsumexp matmul median mish mvlgamma
    nan_to_num nansum ndtr ndtri norm outer polygamma prod psi quantile round rrelu selu signbit sinc
    smooth_l1_loss softmax softmin softshrink sort spherical_bessel_j0 std threshold trunc var xlog1py xlogy zeta
    """.split()
)
"""Functions of PyTorch that are not here, and that no short formula of those here replaces."""

INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "exp": "log", "log": "exp", "ln": "exp"}
"""What sin⁻¹ and its like may mean, besides the reciprocal."""
