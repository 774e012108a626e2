"""Rules that divide each parameter's step by the size of its past gradients: Adagrad, Adadelta, RMSprop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import model.catalogue.optimizers.common as c
from model.catalogue.entry import Knob
from model.catalogue.equations import Equation, Symbol, root
from model.catalogue.optimizers.rule import Optimizer, Rule, state_of
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from torch import Tensor

    from model.catalogue.optimizers.rule import Numbers, State


def _adagrad_start(parameters: Tensor, knobs: Numbers) -> State:
    return {"sum": parameters.new_zeros(parameters.shape) + knobs["initial_accumulator_value"].to(parameters.dtype)}


def _adagrad(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    total = state["sum"] + gradient * gradient
    learning_rate = (knobs["learning_rate"] / (1 + (step - 1) * knobs["lr_decay"])).to(dtype)
    return parameters - learning_rate * (gradient / (total.sqrt() + knobs["eps"].to(dtype))), {"sum": total}


def _adadelta(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    rho, rest, eps = knobs["rho"].to(dtype), (1 - knobs["rho"]).to(dtype), knobs["eps"].to(dtype)
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    square = rho * state["square_avg"] + rest * (gradient * gradient)
    delta = (state["acc_delta"] + eps).sqrt() / (square + eps).sqrt() * gradient
    deltas = rho * state["acc_delta"] + rest * (delta * delta)
    updated = parameters - knobs["learning_rate"].to(dtype) * delta
    return updated, {"square_avg": square, "acc_delta": deltas}


def _rmsprop(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    rest = (1 - knobs["alpha"]).to(dtype)
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    square = knobs["alpha"].to(dtype) * state["square_avg"] + rest * (gradient * gradient)
    mean = state["grad_avg"] + rest * (gradient - state["grad_avg"])
    spread = (square - mean * mean).where(knobs["centered"], square).sqrt()
    step_direction = gradient / (spread + knobs["eps"].to(dtype))
    buffer = knobs["momentum"].to(dtype) * state["momentum_buffer"] + step_direction
    return (
        parameters - knobs["learning_rate"].to(dtype) * buffer,
        {"square_avg": square, "grad_avg": mean, "momentum_buffer": buffer},
    )


_LR_DECAY = Knob("lr_decay", "δ", 0.0, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "learning-rate decay"))
_INITIAL = Knob(
    "initial_accumulator_value", "s₀", 0.0, 0.0, 1e30, QT_TRANSLATE_NOOP("optimizers", "initial sum of squares")
)
_RHO = Knob("rho", "ρ", 0.9, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "smoothing of the squares"))
_ALPHA = Knob("alpha", "α", 0.99, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "smoothing of the squares"))
_CENTERED = Knob("centered", "centered", False, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "centred variance"))

_S = Symbol("s", "s_t")
_ETA_T = Symbol("eta", r"\eta_t")
_DELTA = Symbol("lr_decay", r"\delta")
_OLD_SUM = Symbol("sum", "s_{t-1}")
_OLD_SQUARES = Symbol("square_avg", "s_{t-1}")

_ADAGRAD_LATEX = (
    r"s_t = s_{t-1} + g_t^2 \quad \eta_t = \frac{\eta}{1 + (t - 1) \delta}"
    r" \quad p_t = p_{t-1} - \eta_t \frac{g_t}{\sqrt{s_t} + \varepsilon}"
)
_ADAGRAD_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    Equation(_S, _OLD_SUM + c.G**2, c.SUM_OF_SQUARES, "sum"),
    Equation(_ETA_T, c.ETA / (1 + (c.T - 1) * _DELTA), c.RATE_NOW, "", lambda v: v["lr_decay"] != 0),
    c.next_parameter(c.P - c.ETA * (c.G / (root(_S) + c.EPS)), lambda v: v["lr_decay"] == 0),
    c.next_parameter(c.P - _ETA_T * (c.G / (root(_S) + c.EPS)), lambda v: v["lr_decay"] != 0),
)

_OLD_DELTAS = Symbol("acc_delta", "u_{t-1}")
_D = Symbol("d", "d_t")
_RHO_SYMBOL = Symbol("rho", r"\rho")
_ADADELTA_LATEX = (
    r"s_t = \rho s_{t-1} + (1 - \rho) g_t^2 \quad"
    r" d_t = \frac{\sqrt{u_{t-1} + \varepsilon}}{\sqrt{s_t + \varepsilon}} g_t"
    r" \quad u_t = \rho u_{t-1} + (1 - \rho) d_t^2 \quad p_t = p_{t-1} - \eta d_t"
)
_ADADELTA_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    Equation(_S, _RHO_SYMBOL * _OLD_SQUARES + (1 - _RHO_SYMBOL) * c.G**2, c.SQUARES, "square_avg"),
    Equation(
        _D,
        root(_OLD_DELTAS + c.EPS) / root(_S + c.EPS) * c.G,
        QT_TRANSLATE_NOOP("optimizers", "step in the parameter's own units"),
    ),
    Equation(
        Symbol("u", "u_t"),
        _RHO_SYMBOL * _OLD_DELTAS + (1 - _RHO_SYMBOL) * _D**2,
        QT_TRANSLATE_NOOP("optimizers", "running mean of the squared steps"),
        "acc_delta",
    ),
    c.next_parameter(c.P - c.ETA * _D),
)

_OLD_V = Symbol("momentum_buffer", "v_{t-1}")
_OLD_MEAN = Symbol("grad_avg", "m_{t-1}")
_M = Symbol("m", "m_t")
_V = Symbol("v", "v_t")
_R = Symbol("r", "r_t")
_SCALED = QT_TRANSLATE_NOOP("optimizers", "gradient divided by its recent size")
_RMSPROP_LATEX = (
    r"s_t = \alpha s_{t-1} + (1 - \alpha) g_t^2"
    r" \quad v_t = \mu v_{t-1} + \frac{g_t}{\sqrt{s_t} + \varepsilon} \quad p_t = p_{t-1} - \eta v_t"
)
_RMSPROP_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    Equation(_S, c.ALPHA * _OLD_SQUARES + (1 - c.ALPHA) * c.G**2, c.SQUARES, "square_avg"),
    Equation(_M, _OLD_MEAN + (1 - c.ALPHA) * (c.G - _OLD_MEAN), c.MEAN, "grad_avg", lambda v: bool(v["centered"])),
    Equation(_R, _S, QT_TRANSLATE_NOOP("optimizers", "square of the recent size"), "", lambda v: not v["centered"]),
    Equation(
        _R,
        _S - _M**2,
        QT_TRANSLATE_NOOP("optimizers", "variance of the recent gradients"),
        "",
        lambda v: bool(v["centered"]),
    ),
    Equation(_V, c.G / (root(_R) + c.EPS), _SCALED, "momentum_buffer", lambda v: v["momentum"] == 0),
    Equation(_V, c.MU * _OLD_V + c.G / (root(_R) + c.EPS), c.VELOCITY, "momentum_buffer", lambda v: v["momentum"] != 0),
    c.next_parameter(c.P - c.ETA * _V),
)

ENTRIES = (
    Optimizer(
        key="adagrad",
        title=QT_TRANSLATE_NOOP("optimizers", "Adagrad"),
        knobs=(c.learning_rate(0.01), _LR_DECAY, c.weight_decay(), _INITIAL, c.eps(1e-10)),
        latex=_ADAGRAD_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Each parameter has a step of its own, which shrinks as its squared gradients add up. Steep directions "
            "get shorter steps and rare ones longer ones. The sum never falls, so far from the minimum it may stall.",
        ),
        source="Duchi, Hazan and Singer 2011; torch.optim.Adagrad",
        torch_class="Adagrad",
        rule=Rule(_adagrad_start, _adagrad),
        equations=_ADAGRAD_EQUATIONS,
    ),
    Optimizer(
        key="adadelta",
        title=QT_TRANSLATE_NOOP("optimizers", "Adadelta"),
        knobs=(c.learning_rate(1.0), _RHO, c.eps(1e-6), c.weight_decay()),
        latex=_ADADELTA_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "The step is the gradient times the ratio of the recent steps' size to the recent gradients' size, so it "
            "has the units of the parameter and needs no tuned η. It starts from steps of about √ε and has to grow "
            "them first: the beginning is slow.",
        ),
        source="Zeiler 2012, arXiv:1212.5701; torch.optim.Adadelta",
        torch_class="Adadelta",
        rule=Rule(state_of(square_avg=0, acc_delta=0), _adadelta),
        equations=_ADADELTA_EQUATIONS,
    ),
    Optimizer(
        key="rmsprop",
        title=QT_TRANSLATE_NOOP("optimizers", "RMSprop"),
        knobs=(c.learning_rate(0.01), _ALPHA, c.eps(1e-8), c.weight_decay(), c.momentum(0.0), _CENTERED),
        latex=_RMSPROP_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "The step is divided by the gradient's recent size: steep and flat directions move alike. Unlike "
            "Adagrad it forgets old gradients and does not stall. Near the minimum it keeps jumping by about η "
            "unless the learning rate falls.",
        ),
        source="Hinton, lecture 6 of 2012; torch.optim.RMSprop",
        torch_class="RMSprop",
        rule=Rule(state_of(square_avg=0, grad_avg=0, momentum_buffer=0), _rmsprop),
        equations=_RMSPROP_EQUATIONS,
    ),
)
