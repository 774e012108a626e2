"""Rules unlike the others: Rprop, averaged gradient descent (ASGD) and Newton's method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import model.catalogue.optimizers.common as c
from model.catalogue.entry import Knob
from model.catalogue.equations import Equation, Symbol, greatest, least, number, sign
from model.catalogue.optimizers.rule import HESSIAN, Optimizer, Rule, state_of
from model.checks import At, Check
from model.message import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from model.catalogue.equations import Expression
    from model.catalogue.optimizers.rule import Numbers, State


def _rprop_start(parameters: Tensor, knobs: Numbers) -> State:
    zeros = parameters.new_zeros(parameters.shape)
    return {"prev": zeros, "step_size": zeros + knobs["learning_rate"].to(parameters.dtype)}


def _rprop(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    agreement = gradient * state["prev"]
    turned = agreement < 0
    one = agreement.new_ones(())
    factor = knobs["etaplus"].to(dtype).where(agreement > 0, one)
    factor = knobs["etaminus"].to(dtype).where(turned, factor)
    size = (state["step_size"] * factor).maximum(knobs["step_size_min"].to(dtype))
    size = size.minimum(knobs["step_size_max"].to(dtype))
    kept = gradient.new_zeros(()).where(turned, gradient)
    return parameters - kept.sign() * size, {"prev": kept, "step_size": size}


def _asgd_start(parameters: Tensor, knobs: Numbers) -> State:
    rate = knobs["learning_rate"]
    return {"ax": parameters.new_zeros(parameters.shape), "eta": rate.clone(), "mu": rate.new_ones(rate.shape)}


def _asgd(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    rate, lambd = knobs["learning_rate"], knobs["lambd"]
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    updated = parameters * (1 - lambd * state["eta"]).to(dtype) - state["eta"].to(dtype) * gradient
    average = state["ax"] + (updated - state["ax"]) * state["mu"].to(dtype)
    # A power as exp and log: unlike pow they have the same bits in a batch of any length.
    eta = rate / (knobs["alpha"] * (1 + lambd * rate * step).log()).exp()
    count = (step - knobs["t0"]).maximum(step.new_ones(()))
    return updated, {"ax": updated.where(state["mu"] == 1, average), "eta": eta, "mu": 1 / count + 0 * rate}


def pseudo_inverse(matrix: Tensor) -> Tensor:
    """Return the pseudo-inverse of symmetric matrices of shape (..., n, n); NaN where one is not finite.

    Eigenvalues within rounding of zero, n ε of the largest in size, count as zero: along their directions the
    inverse is 0, as in ``torch.linalg.pinv(matrix, hermitian=True)``. So do those that are too small for all digits,
    whose inverse would be infinite.
    """
    import torch

    size = matrix.shape[-1]
    finite = matrix.isfinite().all(-1, keepdim=True).all(-2, keepdim=True)
    values, vectors = torch.linalg.eigh(matrix.where(finite, torch.eye(size, dtype=matrix.dtype)))
    number = torch.finfo(matrix.dtype)
    floor = size * number.eps * values.abs().amax(-1, keepdim=True) + number.tiny
    inverses = torch.where(values.abs() > floor, 1 / values, 0.0)
    # Summed one by one: a matrix product's last bit would depend on the length of the batch.
    total = torch.zeros_like(matrix)
    for inverse, vector in zip(inverses.unbind(-1), vectors.unbind(-1), strict=True):
        total = total + inverse[..., None, None] * (vector[..., :, None] * vector[..., None, :])
    return total.where(finite, torch.nan)


def damped(hessian: Tensor, knobs: Numbers) -> Tensor:
    """Return H + λI."""
    import torch

    identity = torch.eye(hessian.shape[-1], dtype=hessian.dtype)
    return hessian + knobs["damping"].to(hessian.dtype)[..., None] * identity


def _newton(parameters: Tensor, gradient: Tensor, state: State, knobs: Numbers, step: Tensor) -> tuple[Tensor, State]:
    inverse = pseudo_inverse(damped(state[HESSIAN], knobs))
    direction = parameters.new_zeros(())
    for column, slope in zip(inverse.unbind(-1), gradient.unbind(-1), strict=True):
        direction = direction + column * slope[..., None]
    return parameters - knobs["learning_rate"].to(parameters.dtype) * direction, {}


def _newton_direction(names: Sequence[str], knobs: Mapping[str, float | bool]) -> list[str | tuple[str, str]]:
    slopes = ", ".join(f"{name}.grad" for name in names)
    damping = float(knobs["damping"])
    return [
        *([f"hessian += {damping!r} * torch.eye({len(names)})"] if damping else []),
        ("inverse", "torch.linalg.pinv(hessian, hermitian=True)"),
        ("direction", f"inverse @ torch.stack([{slopes}])"),
    ]


def _newton_limit(knobs: Mapping[str, float | bool], steepest: float) -> tuple[float, str]:
    """Return the rate above which the factor 1 − ηλmax/(λmax + λ) of a step is below −1."""
    damping = float(knobs["damping"])
    return 2 * (steepest + damping) / steepest, "2(λmax + λ)/λmax" if damping else "2"


_ETA_MINUS = Knob(
    "etaminus",
    "η⁻",
    0.5,
    0.0,
    1.0,
    QT_TRANSLATE_NOOP("optimizers", "factor after the gradient has turned"),
    low_open=True,
    high_open=True,
)
_ETA_PLUS = Knob(
    "etaplus",
    "η⁺",
    1.2,
    1.0,
    1e6,
    QT_TRANSLATE_NOOP("optimizers", "factor while the gradient keeps its sign"),
    low_open=True,
)
_SIZE_MIN = Knob("step_size_min", "Δmin", 1e-6, 0.0, 1e30, QT_TRANSLATE_NOOP("optimizers", "shortest step"))
_SIZE_MAX = Knob("step_size_max", "Δmax", 50.0, 0.0, 1e30, QT_TRANSLATE_NOOP("optimizers", "longest step"))

_AGREEMENT = Symbol("agreement", "q_t")
_SIZE = Symbol("size", r"\Delta_t")
_SIZE_WHAT = QT_TRANSLATE_NOOP("optimizers", "length of this parameter's step")
_KEPT = QT_TRANSLATE_NOOP("optimizers", "gradient that the next one is compared with")
_PREVIOUS = Symbol("kept", "k_t")


def _size_line(factor: Expression, relation: str) -> Equation:
    scaled = Symbol("step_size", r"\Delta_{t-1}") * factor
    bounded = least(
        greatest(scaled, Symbol("step_size_min", r"\Delta_{\min}")), Symbol("step_size_max", r"\Delta_{\max}")
    )
    holds = {
        ">": lambda v: v["agreement"] > 0,
        "<": lambda v: v["agreement"] < 0,
        "=": lambda v: v["agreement"] == 0,
    }
    return Equation(_SIZE, bounded, _SIZE_WHAT, "step_size", holds[relation])


_RPROP_LATEX = (
    r"\Delta_t = \begin{cases} \eta^+ \Delta_{t-1}, & g_t g_{t-1} > 0 \\ \eta^- \Delta_{t-1}, & g_t g_{t-1} < 0"
    r" \end{cases} \quad p_t = p_{t-1} - \operatorname{sign}(g_t) \Delta_t"
)
_RPROP_EQUATIONS = (
    c.BARE_GRADIENT,
    Equation(
        _AGREEMENT,
        c.G * Symbol("prev", "k_{t-1}"),
        QT_TRANSLATE_NOOP("optimizers", "above 0 while the gradient keeps its sign, below 0 where it has turned"),
    ),
    _size_line(Symbol("etaplus", r"\eta^+"), ">"),
    _size_line(Symbol("etaminus", r"\eta^-"), "<"),
    _size_line(number(1.0), "="),
    Equation(_PREVIOUS, c.G, _KEPT, "prev", lambda v: not v["agreement"] < 0),
    Equation(_PREVIOUS, number(0.0), _KEPT, "prev", lambda v: v["agreement"] < 0),
    c.next_parameter(c.P - sign(_PREVIOUS) * _SIZE),
)

_LAMBD = Knob("lambd", "λ₀", 1e-4, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "decay of parameters and learning rate"))
_ASGD_ALPHA = Knob("alpha", "α", 0.75, 0.0, 10.0, QT_TRANSLATE_NOOP("optimizers", "power of the learning rate's decay"))
_T0 = Knob("t0", "t₀", 1e6, 0.0, 1e30, QT_TRANSLATE_NOOP("optimizers", "update at which averaging begins"))
_LAMBDA_0 = Symbol("lambd", r"\lambda_0")
_ETA_T = Symbol("eta", r"\eta_t")
_MU_T = Symbol("mu", r"\mu_t")
_OLD_AVERAGE = Symbol("ax", r"\bar{p}_{t-1}")
_AVERAGE = Symbol("average", r"\bar{p}_t")
_AVERAGE_WHAT = QT_TRANSLATE_NOOP("optimizers", "average of the parameter since averaging began")
_ASGD_LATEX = (
    r"p_t = (1 - \lambda_0 \eta_t) p_{t-1} - \eta_t g_t \quad"
    r" \bar{p}_t = \bar{p}_{t-1} + \mu_t (p_t - \bar{p}_{t-1}) \quad"
    r" \eta_{t+1} = \frac{\eta}{(1 + \lambda_0 \eta t)^\alpha} \quad \mu_{t+1} = \frac{1}{\max(1, t - t_0)}"
)
_ASGD_EQUATIONS = (
    c.GRADIENT,
    c.DECAYED_GRADIENT,
    c.next_parameter(c.P - _LAMBDA_0 * _ETA_T * c.P - _ETA_T * c.G),
    Equation(_AVERAGE, c.NEXT, _AVERAGE_WHAT, "ax", lambda v: v["mu"] == 1),
    Equation(_AVERAGE, _OLD_AVERAGE + (c.NEXT - _OLD_AVERAGE) * _MU_T, _AVERAGE_WHAT, "ax", lambda v: v["mu"] != 1),
    Equation(
        Symbol("eta_next", r"\eta_{t+1}"),
        c.ETA / (1 + _LAMBDA_0 * c.ETA * c.T) ** c.ALPHA,
        QT_TRANSLATE_NOOP("optimizers", "learning rate of the next step"),
        "eta",
    ),
    Equation(
        Symbol("mu_next", r"\mu_{t+1}"),
        1 / greatest(1.0, c.T - Symbol("t0", "t_0")),
        QT_TRANSLATE_NOOP("optimizers", "share of the newest parameter in the average"),
        "mu",
    ),
)

_DAMPING = Knob("damping", "λ", 0.0, 0.0, 1e30, QT_TRANSLATE_NOOP("optimizers", "damping added to the curvature"))
_NEWTON_LATEX = r"p_t = p_{t-1} - \eta (\nabla^2 L(p_{t-1}) + \lambda I)^{+} \nabla L(p_{t-1})"
_DIRECTION = Symbol("direction", "d_t")

ENTRIES = (
    Optimizer(
        key="rprop",
        title=QT_TRANSLATE_NOOP("optimizers", "Rprop"),
        knobs=(c.learning_rate(0.01), _ETA_MINUS, _ETA_PLUS, _SIZE_MIN, _SIZE_MAX),
        latex=_RPROP_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Only the gradient's sign counts. Each parameter's step grows while the sign stays and shrinks when it "
            "turns, so flat regions are crossed as fast as steep ones. It is made for full batches: the noise of "
            "mini-batches turns signs at random.",
        ),
        source="Riedmiller and Braun 1993; torch.optim.Rprop",
        torch_class="Rprop",
        rule=Rule(_rprop_start, _rprop),
        equations=_RPROP_EQUATIONS,
    ),
    Optimizer(
        key="asgd",
        title=QT_TRANSLATE_NOOP("optimizers", "Averaged SGD (ASGD)"),
        knobs=(c.learning_rate(0.01), _LAMBD, _ASGD_ALPHA, _T0, c.weight_decay()),
        latex=_ASGD_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Gradient descent with a falling learning rate that keeps the average of its parameters beside it. Under "
            "noise the average lies nearer to the minimum than the parameters themselves, which jump around it. What "
            "is plotted are the parameters; the average is in the state.",
        ),
        source="Polyak and Juditsky 1992; torch.optim.ASGD",
        torch_class="ASGD",
        rule=Rule(_asgd_start, _asgd),
        equations=_ASGD_EQUATIONS,
    ),
    Optimizer(
        key="newton",
        title=QT_TRANSLATE_NOOP("optimizers", "Newton's method"),
        knobs=(c.learning_rate(1.0), _DAMPING),
        latex=_NEWTON_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "The gradient divided by the curvature: on a quadratic one step with η = 1 ends at the stationary point, "
            "however long the valley. It seeks stationary points of any kind, a saddle or a maximum too, and does not "
            "move along directions without curvature. Damping λ makes it more like gradient descent.",
        ),
        source="Nocedal and Wright, Numerical Optimization, 2006, section 3.3; damping: Levenberg 1944",
        checks=(Check("one step with η = 1", At("x", 1, {"learning_rate": 1}), near=0.0),),
        torch_class="",
        rule=Rule(state_of(), _newton, second_order=True),
        equations=(c.BARE_GRADIENT, c.next_parameter(c.P - c.ETA * _DIRECTION)),
        direction=_newton_direction,
        stable_limit=_newton_limit,
    ),
)
