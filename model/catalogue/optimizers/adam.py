"""Adam and its relatives: a running mean of the gradients over a running size of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import model.catalogue.optimizers.common as c
from model.catalogue.entry import Knob
from model.catalogue.equations import Equation, Symbol, absolute, greatest, number, root
from model.catalogue.optimizers.rule import Optimizer, Rule, state_of
from model.checks import At, Changes, Check, Ratio
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from torch import Tensor

    from model.catalogue.optimizers.rule import Numbers, State


_MOMENTS = {"exp_avg": 0, "exp_avg_sq": 0, "beta1_power": 1, "beta2_power": 1}
_ADAM_START = state_of(**_MOMENTS, max_exp_avg_sq=0)


def _moments(gradient: Tensor, state: State, knobs: Numbers) -> State:
    """Return the two running means after a gradient, and the powers of their decays."""
    dtype = gradient.dtype
    rest1, rest2 = (1 - knobs["beta1"]).to(dtype), (1 - knobs["beta2"]).to(dtype)
    return {
        "exp_avg": state["exp_avg"] + rest1 * (gradient - state["exp_avg"]),
        "exp_avg_sq": knobs["beta2"].to(dtype) * state["exp_avg_sq"] + rest2 * (gradient * gradient),
        # βᵗ as a running product in float64: pow's last bit depends on the length of the batch.
        "beta1_power": state["beta1_power"] * knobs["beta1"],
        "beta2_power": state["beta2_power"] * knobs["beta2"],
    }


def _adam_direction(gradient: Tensor, state: State, knobs: Numbers) -> tuple[Tensor, State]:
    """Return Adam's direction m̂ / (√v̂ + ε) and the state after it."""
    dtype = gradient.dtype
    new = _moments(gradient, state, knobs)
    largest = state["max_exp_avg_sq"].maximum(new["exp_avg_sq"])
    square = largest.where(knobs["amsgrad"], new["exp_avg_sq"])
    spread = square.sqrt() / (1 - new["beta2_power"]).sqrt().to(dtype) + knobs["eps"].to(dtype)
    direction = new["exp_avg"] / (1 - new["beta1_power"]).to(dtype) / spread
    return direction, new | {"max_exp_avg_sq": largest}


def _adam(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    gradient = gradient + knobs["weight_decay"].to(parameters.dtype) * parameters
    direction, state = _adam_direction(gradient, state, knobs)
    return parameters - knobs["learning_rate"].to(parameters.dtype) * direction, state


def _adamw(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    kept = (1 - knobs["learning_rate"] * knobs["weight_decay"]).to(parameters.dtype)
    direction, state = _adam_direction(gradient, state, knobs)
    return parameters * kept - knobs["learning_rate"].to(parameters.dtype) * direction, state


def _adamax(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    mean = state["exp_avg"] + (1 - knobs["beta1"]).to(dtype) * (gradient - state["exp_avg"])
    largest = (knobs["beta2"].to(dtype) * state["exp_inf"]).maximum(gradient.abs() + knobs["eps"].to(dtype))
    beta1_power = state["beta1_power"] * knobs["beta1"]
    rate = (knobs["learning_rate"] / (1 - beta1_power)).to(dtype)
    return parameters - rate * (mean / largest), {
        "exp_avg": mean,
        "exp_inf": largest,
        "beta1_power": beta1_power,
    }


def _with_decay(parameters: Tensor, gradient: Tensor, knobs: Numbers) -> tuple[Tensor, Tensor]:
    """Return parameters and gradient after the weight decay, which changes one or the other."""
    dtype = parameters.dtype
    decoupled = knobs["decoupled_weight_decay"]
    kept = (1 - knobs["learning_rate"] * knobs["weight_decay"]).to(dtype)
    decayed = gradient + knobs["weight_decay"].to(dtype) * parameters
    return (parameters * kept).where(decoupled, parameters), gradient.where(decoupled, decayed)


_LOG_DECAY = -0.040821994520255166
"""log 0.96, of the paper's 0.96^(tψ)."""


def _nadam(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    parameters, gradient = _with_decay(parameters, gradient, knobs)
    new = _moments(gradient, state | {"beta1_power": state["mu_product"]}, knobs)
    del new["beta1_power"]
    # A power as exp and log: unlike pow they have the same bits in a batch of any length.
    decay = knobs["momentum_decay"] * _LOG_DECAY
    mu = knobs["beta1"] * (1 - 0.5 * (step * decay).exp())
    mu_next = knobs["beta1"] * (1 - 0.5 * ((step + 1) * decay).exp())
    product = state["mu_product"] * mu
    spread = (new["exp_avg_sq"] / (1 - new["beta2_power"]).to(dtype)).sqrt() + knobs["eps"].to(dtype)
    now = (knobs["learning_rate"] * (1 - mu) / (1 - product)).to(dtype)
    ahead = (knobs["learning_rate"] * mu_next / (1 - product * mu_next)).to(dtype)
    updated = parameters - now * (gradient / spread) - ahead * (new["exp_avg"] / spread)
    return updated, new | {"mu_product": product}


def _radam(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    parameters, gradient = _with_decay(parameters, gradient, knobs)
    new = _moments(gradient, state, knobs)
    correction = 1 - new["beta2_power"]
    longest = 2 / (1 - knobs["beta2"]) - 1
    length = longest - 2 * step * new["beta2_power"] / correction
    rectified = ((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)).sqrt()
    scale = (correction.sqrt() * rectified).to(dtype) / (new["exp_avg_sq"].sqrt() + knobs["eps"].to(dtype))
    mean = new["exp_avg"] / (1 - new["beta1_power"]).to(dtype)
    direction = (mean * scale).where(length > 5, mean)
    return parameters - knobs["learning_rate"].to(dtype) * direction, new


_AMSGRAD = Knob("amsgrad", "amsgrad", False, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "AMSGrad: v̂ never decreases"))
_MOMENTUM_DECAY = Knob(
    "momentum_decay", "ψ", 0.004, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "how fast the momentum grows")
)

_OLD_M = Symbol("exp_avg", "m_{t-1}")
_OLD_S = Symbol("exp_avg_sq", "s_{t-1}")
_M = Symbol("m", "m_t")
_S = Symbol("s", "s_t")
_POWER_1 = Symbol("power1", r"\beta_1^{t}")
_POWER_2 = Symbol("power2", r"\beta_2^{t}")
_M_HAT = Symbol("m_hat", r"\hat{m}_t")
_S_HAT = Symbol("s_hat", r"\hat{s}_t")
_S_MAX = Symbol("s_max", r"\bar{s}_t")
_DECAY_1 = QT_TRANSLATE_NOOP("optimizers", "bias of the mean towards its start at 0")
_DECAY_2 = QT_TRANSLATE_NOOP("optimizers", "bias of the mean of squares towards its start at 0")

_MEAN_LINE = Equation(_M, c.BETA_1 * _OLD_M + (1 - c.BETA_1) * c.G, c.MEAN, "exp_avg")
_SQUARES_LINE = Equation(_S, c.BETA_2 * _OLD_S + (1 - c.BETA_2) * c.G**2, c.SQUARES, "exp_avg_sq")
_POWER_1_LINE = Equation(_POWER_1, c.BETA_1**c.T, _DECAY_1, "beta1_power")
_POWER_2_LINE = Equation(_POWER_2, c.BETA_2**c.T, _DECAY_2, "beta2_power")
_M_HAT_LINE = Equation(_M_HAT, _M / (1 - _POWER_1), c.CORRECTED)
_ADAM_LINES = (
    _MEAN_LINE,
    _SQUARES_LINE,
    _POWER_1_LINE,
    _POWER_2_LINE,
    _M_HAT_LINE,
    Equation(_S_HAT, _S / (1 - _POWER_2), c.CORRECTED, "", lambda v: not v["amsgrad"]),
    Equation(
        _S_MAX,
        greatest(Symbol("max_exp_avg_sq", r"\bar{s}_{t-1}"), _S),
        QT_TRANSLATE_NOOP("optimizers", "largest running mean of squares so far"),
        "max_exp_avg_sq",
        lambda v: bool(v["amsgrad"]),
    ),
    Equation(_S_HAT, _S_MAX / (1 - _POWER_2), c.CORRECTED, "", lambda v: bool(v["amsgrad"])),
)
_ADAM_STEP = c.ETA * (_M_HAT / (root(_S_HAT) + c.EPS))

_ADAM_LATEX = (
    r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t \quad s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t^2"
    r" \quad p_t = p_{t-1} - \eta \frac{m_t / (1 - \beta_1^t)}{\sqrt{s_t / (1 - \beta_2^t)} + \varepsilon}"
)
_ADAMW_LATEX = _ADAM_LATEX.replace(r"= p_{t-1} - \eta \frac", r"= (1 - \eta \lambda) p_{t-1} - \eta \frac")

_U = Symbol("u", "u_t")
_ADAMAX_LATEX = (
    r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t \quad u_t = \max(\beta_2 u_{t-1}, |g_t| + \varepsilon)"
    r" \quad p_t = p_{t-1} - \frac{\eta}{1 - \beta_1^t} \frac{m_t}{u_t}"
)
_ADAMAX_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    _MEAN_LINE,
    Equation(
        _U,
        greatest(c.BETA_2 * Symbol("exp_inf", "u_{t-1}"), absolute(c.G) + c.EPS),
        QT_TRANSLATE_NOOP("optimizers", "fading largest size of the gradients"),
        "exp_inf",
    ),
    _POWER_1_LINE,
    _M_HAT_LINE,
    c.next_parameter(c.P - c.ETA * (_M_HAT / _U)),
)

_MU_T = Symbol("mu", r"\mu_t")
_MU_NEXT = Symbol("mu_next", r"\mu_{t+1}")
_PRODUCT = Symbol("product", r"\Pi_t")
_PSI = Symbol("momentum_decay", r"\psi")
_FADING = number(0.96)
_NADAM_LATEX = (
    r"\mu_t = \beta_1 (1 - \tfrac{1}{2} 0.96^{t \psi}) \quad \Pi_t = \mu_t \Pi_{t-1} \quad"
    r" p_t = p_{t-1} - \frac{\eta}{\sqrt{\hat{s}_t} + \varepsilon} \left("
    r"\frac{(1 - \mu_t) g_t}{1 - \Pi_t} + \frac{\mu_{t+1} m_t}{1 - \mu_{t+1} \Pi_t} \right)"
)
_NADAM_NOW = c.ETA * (1 - _MU_T) / (1 - _PRODUCT) * (c.G / (root(_S_HAT) + c.EPS))
_NADAM_AHEAD = c.ETA * _MU_NEXT / (1 - _PRODUCT * _MU_NEXT) * (_M / (root(_S_HAT) + c.EPS))
_NADAM_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    Equation(
        _MU_T, c.BETA_1 * (1 - 0.5 * _FADING ** (c.T * _PSI)), QT_TRANSLATE_NOOP("optimizers", "momentum of this step")
    ),
    Equation(
        _MU_NEXT,
        c.BETA_1 * (1 - 0.5 * _FADING ** ((c.T + 1) * _PSI)),
        QT_TRANSLATE_NOOP("optimizers", "momentum of the next step"),
    ),
    Equation(
        _PRODUCT,
        Symbol("mu_product", r"\Pi_{t-1}") * _MU_T,
        QT_TRANSLATE_NOOP("optimizers", "product of the momenta so far"),
        "mu_product",
    ),
    _MEAN_LINE,
    _SQUARES_LINE,
    _POWER_2_LINE,
    Equation(_S_HAT, _S / (1 - _POWER_2), c.CORRECTED),
    *c.next_with_decay_apart(_NADAM_NOW, _NADAM_AHEAD),
)

_RHO = Symbol("rho", r"\rho_t")
_RHO_LIMIT = Symbol("rho_limit", r"\rho_\infty")
_R = Symbol("r", "r_t")
_RADAM_LATEX = (
    r"\rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t} \quad"
    r" r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2) \rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2) \rho_t}}"
    r" \quad p_t = p_{t-1} - \eta \hat{m}_t \cdot \begin{cases}"
    r" r_t \sqrt{1 - \beta_2^t} / (\sqrt{s_t} + \varepsilon), & \rho_t > 5 \\ 1, & \rho_t \le 5 \end{cases}"
)
_RADAM_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    _MEAN_LINE,
    _SQUARES_LINE,
    _POWER_1_LINE,
    _POWER_2_LINE,
    _M_HAT_LINE,
    Equation(
        _RHO_LIMIT,
        2 / (1 - c.BETA_2) - 1,
        QT_TRANSLATE_NOOP("optimizers", "greatest effective length of the mean of squares"),
    ),
    Equation(
        _RHO,
        _RHO_LIMIT - 2 * c.T * _POWER_2 / (1 - _POWER_2),
        QT_TRANSLATE_NOOP("optimizers", "its effective length now; up to 5 the mean is not used"),
    ),
    Equation(
        _R,
        root((_RHO - 4) * (_RHO - 2) * _RHO_LIMIT / ((_RHO_LIMIT - 4) * (_RHO_LIMIT - 2) * _RHO)),
        QT_TRANSLATE_NOOP("optimizers", "rectification: how far the mean of squares is used"),
        "",
        lambda v: v["rho"] > 5,
    ),
    *c.next_with_decay_apart(c.ETA * _M_HAT, also=lambda v: v["rho"] <= 5),
    *c.next_with_decay_apart(
        c.ETA * (_M_HAT * (root(1 - _POWER_2) * _R / (root(_S) + c.EPS))), also=lambda v: v["rho"] > 5
    ),
)

_DECAY_ALONE: Changes = {"function": "0x", "weight_decay": 1, "learning_rate": 0.1, "epochs": 100}


def _twice(beta2: float) -> Ratio:
    """Return how much longer the steps are where the gradient is twice as large."""
    once, twice = (At("length", 200, {"function": text, "beta2": beta2, "epochs": 300}) for text in ("x", "2x"))
    return Ratio(twice, once)


ENTRIES = (
    Optimizer(
        key="adam",
        title=QT_TRANSLATE_NOOP("optimizers", "Adam"),
        knobs=(c.learning_rate(0.001), *c.BETAS, c.eps(1e-8), c.weight_decay(), _AMSGRAD),
        latex=_ADAM_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Momentum and RMSprop in one, corrected for their start at zero; steps of about η at first. It works on "
            "most problems with little tuning. AMSGrad keeps the largest size seen, so that a step never grows "
            "because a steep stretch has been forgotten.",
        ),
        source="Kingma and Ba 2015; Reddi, Kale and Kumar 2018 (AMSGrad); torch.optim.Adam",
        torch_class="Adam",
        rule=Rule(_ADAM_START, _adam),
        equations=(c.GRADIENT, c.DECAYED_GRADIENT, *_ADAM_LINES, c.next_parameter(c.P - _ADAM_STEP)),
    ),
    Optimizer(
        key="adamw",
        title=QT_TRANSLATE_NOOP("optimizers", "AdamW"),
        knobs=(c.learning_rate(0.001), *c.BETAS, c.eps(1e-8), c.weight_decay(0.01), _AMSGRAD),
        latex=_ADAMW_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Adam with a weight decay of its own, which pulls the parameters to 0 beside the step. In Adam the decay "
            "is divided by the gradients' size like everything else; here every parameter shrinks by the same share. "
            "It is the usual choice for large networks.",
        ),
        source="Loshchilov and Hutter 2019; torch.optim.AdamW",
        checks=(Check("pulls the parameters to 0", At("x", changes=_DECAY_ALONE), near=0.0),),
        torch_class="AdamW",
        rule=Rule(_ADAM_START, _adamw),
        equations=(
            c.BARE_GRADIENT,
            *_ADAM_LINES,
            c.next_parameter(c.P - _ADAM_STEP, lambda v: v["weight_decay"] == 0),
            c.next_parameter(c.P - c.ETA * c.LAMBDA * c.P - _ADAM_STEP, lambda v: v["weight_decay"] != 0),
        ),
    ),
    Optimizer(
        key="adamax",
        title=QT_TRANSLATE_NOOP("optimizers", "Adamax"),
        knobs=(c.learning_rate(0.002), *c.BETAS, c.eps(1e-8), c.weight_decay()),
        latex=_ADAMAX_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Adam with the fading largest gradient in place of the mean of squares. A single large gradient shortens "
            "the steps at once, and a step is hardly ever longer than η. It is steadier where gradients are rare or "
            "spiky.",
        ),
        source="Kingma and Ba 2015, section 7; torch.optim.Adamax",
        torch_class="Adamax",
        rule=Rule(state_of(exp_avg=0, exp_inf=0, beta1_power=1), _adamax),
        equations=_ADAMAX_EQUATIONS,
    ),
    Optimizer(
        key="nadam",
        title=QT_TRANSLATE_NOOP("optimizers", "NAdam"),
        knobs=(c.learning_rate(0.002), *c.BETAS, c.eps(1e-8), c.weight_decay(), _MOMENTUM_DECAY, c.DECOUPLED),
        latex=_NADAM_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Adam with Nesterov's look ahead: the newest gradient and the momentum of the step to come make the step. "
            "The momentum starts at half of β₁ and grows to it. It often needs fewer steps than Adam where the "
            "gradient turns slowly.",
        ),
        source="Dozat 2016; torch.optim.NAdam",
        torch_class="NAdam",
        rule=Rule(state_of(exp_avg=0, exp_avg_sq=0, mu_product=1, beta2_power=1), _nadam),
        equations=_NADAM_EQUATIONS,
    ),
    Optimizer(
        key="radam",
        title=QT_TRANSLATE_NOOP("optimizers", "RAdam"),
        knobs=(c.learning_rate(0.001), *c.BETAS, c.eps(1e-8), c.weight_decay(), c.DECOUPLED),
        latex=_RADAM_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Adam that does not use the mean of squares while it rests on few gradients. The first steps are plain "
            "momentum; then the division by the gradient's size sets in by degrees, as a warm-up would do. With "
            "β₂ up to 2/3 it never sets in.",
        ),
        source="Liu et al. 2020, arXiv:1908.03265; torch.optim.RAdam",
        checks=(
            *(Check("With β₂ up to 2/3 it never sets in", _twice(beta2), near=2.0) for beta2 in (0.3, 0.6666)),
            Check("With β₂ up to 2/3", _twice(0.7), near=1.0),
        ),
        torch_class="RAdam",
        rule=Rule(state_of(**_MOMENTS), _radam),
        equations=_RADAM_EQUATIONS,
    ),
)
