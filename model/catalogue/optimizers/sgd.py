"""Gradient descent, momentum and Nesterov's form: torch.optim.SGD under three names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import model.catalogue.optimizers.common as c
from model.catalogue.entry import Knob
from model.catalogue.equations import Equation, Symbol
from model.catalogue.optimizers.rule import Optimizer, Rule, state_of
from model.checks import At, Changes, Check, Ratio
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from model.catalogue.optimizers.rule import Numbers, State


def _update(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    momentum = knobs["momentum"].to(dtype)
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    buffer = momentum * state["momentum_buffer"] + (1 - knobs["dampening"]).to(dtype) * gradient
    # torch starts the buffer with the first gradient, undampened, and has no buffer without momentum.
    buffer = gradient.where(step == 1, buffer)
    direction = (gradient + momentum * buffer).where(knobs["nesterov"], buffer)
    direction = gradient.where(momentum == 0, direction)
    return parameters - knobs["learning_rate"].to(dtype) * direction, {"momentum_buffer": buffer}


def _stable_limit(knobs: Mapping[str, float | bool], steepest: float) -> tuple[float, str] | None:
    """Return the rate at which a root of z² − (1 + μ − a s) z + μ(1 − b s), with s = η(λmax + λ), leaves through −1.

    This is the characteristic polynomial of parameter and velocity along the steepest direction: a = 1 − τ and b = 0,
    and for Nesterov's form a = 1 + μ and b = 1. Up to there both roots are within the unit circle.
    """
    momentum, dampening = float(knobs["momentum"]), float(knobs["dampening"])
    decay = float(knobs["weight_decay"])
    total = "(λmax + λ)" if decay else "λmax"
    steepest += decay
    if momentum == 0:
        return 2 / steepest, f"2/{total}"
    if knobs["nesterov"]:
        return 2 * (1 + momentum) / ((1 + 2 * momentum) * steepest), f"2(1 + μ)/((1 + 2μ){total})"
    if momentum == 1 or dampening == 1:  # it never settles, or always
        return None
    formula = f"2(1 + μ)/((1 − τ){total})" if dampening else f"2(1 + μ)/{total}"
    return 2 * (1 + momentum) / ((1 - dampening) * steepest), formula


_DAMPENING = Knob("dampening", "τ", 0.0, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "dampening"))
_TAU = Symbol("dampening", r"\tau")
_OLD = Symbol("momentum_buffer", "v_{t-1}")
_V = Symbol("v", "v_t")
_D = Symbol("d", "d_t")
_AHEAD = QT_TRANSLATE_NOOP("optimizers", "direction: the gradient and the velocity ahead of it")
_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    Equation(_V, c.G, c.VELOCITY, "momentum_buffer", lambda v: v["momentum"] != 0 and v["step"] == 1),
    Equation(
        _V,
        c.MU * _OLD + c.G,
        c.VELOCITY,
        "momentum_buffer",
        lambda v: v["momentum"] != 0 and v["step"] > 1 and v["dampening"] == 0,
    ),
    Equation(
        _V,
        c.MU * _OLD + (1 - _TAU) * c.G,
        c.VELOCITY,
        "momentum_buffer",
        lambda v: v["momentum"] != 0 and v["step"] > 1 and v["dampening"] != 0,
    ),
    Equation(_D, c.G + c.MU * _V, _AHEAD, "", lambda v: v["momentum"] != 0 and bool(v["nesterov"])),
    c.next_parameter(c.P - c.ETA * c.G, lambda v: v["momentum"] == 0),
    c.next_parameter(c.P - c.ETA * _D, lambda v: v["momentum"] != 0 and bool(v["nesterov"])),
    c.next_parameter(c.P - c.ETA * _V, lambda v: v["momentum"] != 0 and not v["nesterov"]),
)
_PLAIN_LATEX = r"p_t = p_{t-1} - \eta \nabla L(p_{t-1})"
_MOMENTUM_LATEX = (
    r"g_t = \nabla L(p_{t-1}) + \lambda p_{t-1} \quad v_t = \mu v_{t-1} + (1 - \tau) g_t"
    r" \quad p_t = p_{t-1} - \eta v_t"
)
_NESTEROV_LATEX = (
    r"g_t = \nabla L(p_{t-1}) + \lambda p_{t-1} \quad v_t = \mu v_{t-1} + g_t"
    r" \quad p_t = p_{t-1} - \eta (g_t + \mu v_t)"
)


def _nesterov(default: bool) -> Knob:
    return Knob("nesterov", "nesterov", default, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "Nesterov's form"))


def _entry(
    key: str, title: Message, why: Message, latex: str, source: str, *checks: Check, momentum: float, nesterov: bool
) -> Optimizer:
    """Return torch.optim.SGD's rule under one of its names; only the defaults differ."""
    return Optimizer(
        key=key,
        title=title,
        knobs=(c.learning_rate(0.001), c.momentum(momentum), _DAMPENING, _nesterov(nesterov), c.weight_decay()),
        latex=latex,
        why=why,
        source=source,
        checks=checks,
        torch_class="SGD",
        rule=Rule(state_of(momentum_buffer=0), _update),
        equations=_EQUATIONS,
        torch_defaults=(("momentum", 0.0), ("nesterov", False)),
        plain_without=("momentum", "weight_decay"),
        stable_limit=_stable_limit,
    )


_SLOPE: Changes = {"function": "x", "epochs": 300}

ENTRIES = (
    _entry(
        "sgd",
        QT_TRANSLATE_NOOP("optimizers", "Gradient descent (SGD)"),
        QT_TRANSLATE_NOOP(
            "optimizers",
            "A step against the gradient, as long as η times its size. It keeps no history, so each step can be "
            "computed by hand. One η serves all directions: in a long valley it is slow along, or oscillates across.",
        ),
        _PLAIN_LATEX,
        "Cauchy 1847; torch.optim.SGD",
        momentum=0.0,
        nesterov=False,
    ),
    _entry(
        "momentum",
        QT_TRANSLATE_NOOP("optimizers", "Momentum"),
        QT_TRANSLATE_NOOP(
            "optimizers",
            "Gradients add up like the speed of a heavy ball, which crosses flat regions and long valleys. Where "
            "the gradient keeps its direction the steps grow to 1/(1 − μ) times their length. The point "
            "overshoots the minimum and oscillates around it before it settles.",
        ),
        _MOMENTUM_LATEX,
        "Polyak 1964; torch.optim.SGD",
        Check("grow to 1/(1 − μ) times", Ratio(At("length", 299, _SLOPE), At("length", 0, _SLOPE)), near=10.0),
        momentum=0.9,
        nesterov=False,
    ),
    _entry(
        "nesterov",
        QT_TRANSLATE_NOOP("optimizers", "Nesterov momentum"),
        QT_TRANSLATE_NOOP(
            "optimizers",
            "Momentum that looks one step ahead, and so oscillates less: the newest gradient is added once more to the "
            "velocity. On smooth convex functions no first-order method has a better rate.",
        ),
        _NESTEROV_LATEX,
        "Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD",
        momentum=0.9,
        nesterov=True,
    ),
)
