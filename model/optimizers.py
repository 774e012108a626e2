"""Update rules as pure functions on tensors, with PyTorch's definitions and defaults, and their knobs.

A rule is written once for every use: parameters and gradient may have a leading axis of runs, knobs and the
step number are tensors (of no dimension, or of shape (runs, 1)), and there is no branch, so that one
definition serves a single run, a batch of runs and a tracer. Only operations that round each element alone
are used (no ``pow``, ``lerp`` or ``addcmul``), so a run has the same bits whatever batch it is in. Importing
this loads no torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

__all__ = ["OPTIMIZERS", "Knob", "Optimizer", "Rule", "State", "Update"]

State: TypeAlias = "dict[str, Tensor]"
Start: TypeAlias = "Callable[[Tensor, Mapping[str, Tensor]], State]"
Update: TypeAlias = "Callable[[Tensor, Tensor, State, Mapping[str, Tensor], Tensor], tuple[Tensor, State]]"


@dataclass(frozen=True, slots=True)
class Knob:
    """One number or switch of an optimizer or a loss.

    Attributes
    ----------
    name : str
        ``torch.optim``'s own argument name, but for ``learning_rate``, ``beta1`` and ``beta2``.
    symbol : str
        The letter that stands for it in the equations.
    default : float or bool
        The default; a switch where it is a bool.
    low, high : float
        The range accepted.
    low_open, high_open : bool
        Whether that end itself is refused.
    title : Message
        The standard term.
    """

    name: str
    symbol: str
    default: float | bool
    low: float
    high: float
    title: Message
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """The two functions of an update rule.

    Attributes
    ----------
    start : callable
        ``start(parameters, knobs)`` gives the state before the first step.
    update : callable
        ``update(parameters, gradient, state, knobs, step)`` gives the next parameters and state; ``step`` is
        1 for the first update. It changes nothing that it is given, and keeps no tensor of it but the state.
    """

    start: Start
    update: Update


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An update rule of the catalogue.

    Attributes
    ----------
    key : str
        Its name in files.
    title : Message
        Its name in the window.
    knobs : tuple of Knob
        ``learning_rate`` first.
    latex : str
        The rule in mathematics.
    why : Message
        One sentence: what it does, and when that helps.
    source : str
        Where the definition comes from.
    torch_class : str
        The class of ``torch.optim`` with the same definition.
    torch_defaults : tuple of (str, object)
        That class's defaults, where they differ from those of `knobs`.
    rule : Rule
        The definition, for all values of the knobs.
    plain_without : tuple of str
        With all these knobs at 0 the rule is p − ηg bit for bit, and that cheaper form is used.
    """

    key: str
    title: Message
    knobs: tuple[Knob, ...]
    latex: str
    why: Message
    source: str
    torch_class: str
    rule: Rule
    torch_defaults: tuple[tuple[str, object], ...] = ()
    plain_without: tuple[str, ...] = ()

    def rule_for(self, knobs: Mapping[str, float | bool]) -> Rule:
        """Return the rule for these knobs: p − ηg alone where it comes to that, which has the same bits."""
        if self.plain_without and not any(knobs[name] for name in self.plain_without):
            return Rule(_no_start, _plain)
        return self.rule

    def torch_arguments(self, knobs: Mapping[str, float | bool]) -> dict[str, object]:
        """Return the keyword arguments for `torch_class` that give this rule with these knobs."""
        arguments: dict[str, object] = {}
        for name, value in knobs.items():
            if name == "learning_rate":
                arguments["lr"] = value
            elif name == "beta1":
                arguments["betas"] = (value, knobs["beta2"])
            elif name != "beta2":
                arguments[name] = value
        return arguments

    def torch_call(self, parameters: str, knobs: Mapping[str, float | bool]) -> str:
        """Return the source text that makes this optimizer; arguments at torch's default are left out.

        Parameters
        ----------
        parameters : str
            Source text of the list of parameters, such as ``[w, b]``.
        knobs : mapping
            A value for each knob.
        """
        defaults = self.torch_arguments({knob.name: knob.default for knob in self.knobs})
        defaults.update(self.torch_defaults)
        given = [
            f"{name}={value!r}"
            for name, value in self.torch_arguments(knobs).items()
            if name == "lr" or value != defaults[name]
        ]
        return f"torch.optim.{self.torch_class}({', '.join([parameters, *given])})"


def _no_start(parameters: Tensor, knobs: Mapping[str, Tensor]) -> State:
    return {}


def _plain(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
    """Gradient descent without any state: p − ηg."""
    return parameters - knobs["learning_rate"].to(parameters.dtype) * gradient, state


def _sgd_start(parameters: Tensor, knobs: Mapping[str, Tensor]) -> State:
    return {"momentum_buffer": parameters.new_zeros(parameters.shape)}


def _sgd(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    momentum = knobs["momentum"].to(dtype)
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    buffer = momentum * state["momentum_buffer"] + (1 - knobs["dampening"]).to(dtype) * gradient
    # torch starts the buffer with the first gradient, undampened, and has no buffer without momentum.
    buffer = gradient.where(step == 1, buffer)
    direction = (gradient + momentum * buffer).where(knobs["nesterov"], buffer)
    direction = gradient.where(momentum == 0, direction)
    return parameters - knobs["learning_rate"].to(dtype) * direction, {"momentum_buffer": buffer}


def _adagrad_start(parameters: Tensor, knobs: Mapping[str, Tensor]) -> State:
    return {"sum": parameters.new_zeros(parameters.shape) + knobs["initial_accumulator_value"].to(parameters.dtype)}


def _adagrad(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
    dtype = parameters.dtype
    gradient = gradient + knobs["weight_decay"].to(dtype) * parameters
    total = state["sum"] + gradient * gradient
    learning_rate = (knobs["learning_rate"] / (1 + (step - 1) * knobs["lr_decay"])).to(dtype)
    return parameters - learning_rate * (gradient / (total.sqrt() + knobs["eps"].to(dtype))), {"sum": total}


def _rmsprop_start(parameters: Tensor, knobs: Mapping[str, Tensor]) -> State:
    zeros = parameters.new_zeros(parameters.shape)
    return {"square_avg": zeros, "grad_avg": zeros, "momentum_buffer": zeros}


def _rmsprop(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
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


def _adam_start(parameters: Tensor, knobs: Mapping[str, Tensor]) -> State:
    zeros = parameters.new_zeros(parameters.shape)
    one = knobs["beta1"].new_ones(knobs["beta1"].shape)
    return {"exp_avg": zeros, "exp_avg_sq": zeros, "beta1_power": one, "beta2_power": one}


def _moments(gradient: Tensor, state: State, knobs: Mapping[str, Tensor]) -> tuple[Tensor, State]:
    """Return Adam's direction m̂ / (√v̂ + ε) and the state after it."""
    dtype = gradient.dtype
    mean = state["exp_avg"] + (1 - knobs["beta1"]).to(dtype) * (gradient - state["exp_avg"])
    square = knobs["beta2"].to(dtype) * state["exp_avg_sq"] + (1 - knobs["beta2"]).to(dtype) * (gradient * gradient)
    # βᵗ as a running product in float64: pow's last bit depends on the length of the batch.
    beta1_power = state["beta1_power"] * knobs["beta1"]
    beta2_power = state["beta2_power"] * knobs["beta2"]
    spread = square.sqrt() / (1 - beta2_power).sqrt().to(dtype) + knobs["eps"].to(dtype)
    direction = mean / (1 - beta1_power).to(dtype) / spread
    return direction, {
        "exp_avg": mean,
        "exp_avg_sq": square,
        "beta1_power": beta1_power,
        "beta2_power": beta2_power,
    }


def _adam(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
    gradient = gradient + knobs["weight_decay"].to(parameters.dtype) * parameters
    direction, state = _moments(gradient, state, knobs)
    return parameters - knobs["learning_rate"].to(parameters.dtype) * direction, state


def _adamw(
    parameters: Tensor, gradient: Tensor, state: State, knobs: Mapping[str, Tensor], step: Tensor
) -> tuple[Tensor, State]:
    kept = (1 - knobs["learning_rate"] * knobs["weight_decay"]).to(parameters.dtype)
    direction, state = _moments(gradient, state, knobs)
    return parameters * kept - knobs["learning_rate"].to(parameters.dtype) * direction, state


def _learning_rate(default: float) -> Knob:
    return Knob("learning_rate", "η", default, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "learning rate"))


def _momentum(default: float) -> Knob:
    return Knob("momentum", "μ", default, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "momentum"))


def _nesterov(default: bool) -> Knob:
    return Knob("nesterov", "nesterov", default, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "Nesterov's form"))


def _weight_decay(default: float = 0.0) -> Knob:
    return Knob("weight_decay", "λ", default, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "weight decay"))


def _eps(default: float) -> Knob:
    return Knob("eps", "ε", default, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "term against division by zero"))


_DAMPENING = Knob("dampening", "τ", 0.0, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "dampening"))
_LR_DECAY = Knob("lr_decay", "δ", 0.0, 0.0, 1e6, QT_TRANSLATE_NOOP("optimizers", "learning-rate decay"))
_INITIAL = Knob(
    "initial_accumulator_value",
    "s₀",
    0.0,
    0.0,
    1e30,
    QT_TRANSLATE_NOOP("optimizers", "initial sum of squares"),
)
_ALPHA = Knob("alpha", "α", 0.99, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "smoothing of the squares"))
_CENTERED = Knob("centered", "centered", False, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "centred variance"))
_BETAS = (
    Knob("beta1", "β₁", 0.9, 0.0, 1.0, QT_TRANSLATE_NOOP("optimizers", "decay of the mean"), high_open=True),
    Knob(
        "beta2",
        "β₂",
        0.999,
        0.0,
        1.0,
        QT_TRANSLATE_NOOP("optimizers", "decay of the squares"),
        high_open=True,
    ),
)

_SGD_LATEX = (
    r"g_t = \nabla L(p_t) + \lambda p_t \quad v_t = \mu v_{t-1} + (1 - \tau) g_t"
    r" \quad p_{t+1} = p_t - \eta v_t"
)
_NESTEROV_LATEX = (
    r"g_t = \nabla L(p_t) + \lambda p_t \quad v_t = \mu v_{t-1} + g_t"
    r" \quad p_{t+1} = p_t - \eta (g_t + \mu v_t)"
)
_PLAIN_LATEX = r"p_{t+1} = p_t - \eta \nabla L(p_t)"
_ADAGRAD_LATEX = (
    r"s_t = s_{t-1} + g_t^2 \quad \eta_t = \frac{\eta}{1 + (t - 1) \delta}"
    r" \quad p_{t+1} = p_t - \eta_t \frac{g_t}{\sqrt{s_t} + \varepsilon}"
)
_RMSPROP_LATEX = (
    r"s_t = \alpha s_{t-1} + (1 - \alpha) g_t^2"
    r" \quad v_t = \mu v_{t-1} + \frac{g_t}{\sqrt{s_t} + \varepsilon} \quad p_{t+1} = p_t - \eta v_t"
)
_ADAM_LATEX = (
    r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t \quad s_t = \beta_2 s_{t-1} + (1 - \beta_2) g_t^2"
    r" \quad p_{t+1} = p_t - \eta \frac{m_t / (1 - \beta_1^t)}{\sqrt{s_t / (1 - \beta_2^t)} + \varepsilon}"
)
_ADAMW_LATEX = _ADAM_LATEX.replace(r"= p_t - \eta \frac", r"= (1 - \eta \lambda) p_t - \eta \frac")


def _sgd_entry(
    key: str, title: Message, why: Message, latex: str, source: str, momentum: float, nesterov: bool
) -> Optimizer:
    """Return torch.optim.SGD's rule under one of its names; only the defaults differ."""
    return Optimizer(
        key=key,
        title=title,
        knobs=(_learning_rate(0.001), _momentum(momentum), _DAMPENING, _nesterov(nesterov), _weight_decay()),
        latex=latex,
        why=why,
        source=source,
        torch_class="SGD",
        rule=Rule(_sgd_start, _sgd),
        torch_defaults=(("momentum", 0.0), ("nesterov", False)),
        plain_without=("momentum", "weight_decay"),
    )


_ENTRIES = (
    _sgd_entry(
        "sgd",
        QT_TRANSLATE_NOOP("optimizers", "Gradient descent (SGD)"),
        QT_TRANSLATE_NOOP("optimizers", "A step against the gradient, as long as η times its size."),
        _PLAIN_LATEX,
        "Cauchy 1847; torch.optim.SGD",
        momentum=0.0,
        nesterov=False,
    ),
    _sgd_entry(
        "momentum",
        QT_TRANSLATE_NOOP("optimizers", "Momentum"),
        QT_TRANSLATE_NOOP(
            "optimizers",
            "Gradients add up like the speed of a heavy ball, which crosses flat places and long valleys.",
        ),
        _SGD_LATEX,
        "Polyak 1964; torch.optim.SGD",
        momentum=0.9,
        nesterov=False,
    ),
    _sgd_entry(
        "nesterov",
        QT_TRANSLATE_NOOP("optimizers", "Nesterov momentum"),
        QT_TRANSLATE_NOOP("optimizers", "Momentum that looks one step ahead, and so swings less."),
        _NESTEROV_LATEX,
        "Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD",
        momentum=0.9,
        nesterov=True,
    ),
    Optimizer(
        key="adagrad",
        title=QT_TRANSLATE_NOOP("optimizers", "Adagrad"),
        knobs=(_learning_rate(0.01), _LR_DECAY, _weight_decay(), _INITIAL, _eps(1e-10)),
        latex=_ADAGRAD_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Each parameter has a step of its own, which shrinks as its squared gradients add up.",
        ),
        source="Duchi, Hazan and Singer 2011; torch.optim.Adagrad",
        torch_class="Adagrad",
        rule=Rule(_adagrad_start, _adagrad),
    ),
    Optimizer(
        key="rmsprop",
        title=QT_TRANSLATE_NOOP("optimizers", "RMSprop"),
        knobs=(_learning_rate(0.01), _ALPHA, _eps(1e-8), _weight_decay(), _momentum(0.0), _CENTERED),
        latex=_RMSPROP_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "The step is divided by the gradient's recent size: steep and flat directions move alike.",
        ),
        source="Hinton, lecture 6 of 2012; torch.optim.RMSprop",
        torch_class="RMSprop",
        rule=Rule(_rmsprop_start, _rmsprop),
    ),
    Optimizer(
        key="adam",
        title=QT_TRANSLATE_NOOP("optimizers", "Adam"),
        knobs=(_learning_rate(0.001), *_BETAS, _eps(1e-8), _weight_decay()),
        latex=_ADAM_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Momentum and RMSprop in one, corrected for their start at zero; steps of about η at first.",
        ),
        source="Kingma and Ba 2015; torch.optim.Adam",
        torch_class="Adam",
        rule=Rule(_adam_start, _adam),
    ),
    Optimizer(
        key="adamw",
        title=QT_TRANSLATE_NOOP("optimizers", "AdamW"),
        knobs=(_learning_rate(0.001), *_BETAS, _eps(1e-8), _weight_decay(0.01)),
        latex=_ADAMW_LATEX,
        why=QT_TRANSLATE_NOOP(
            "optimizers",
            "Adam with a weight decay of its own, which pulls the parameters to 0 beside the step.",
        ),
        source="Loshchilov and Hutter 2019; torch.optim.AdamW",
        torch_class="AdamW",
        rule=Rule(_adam_start, _adamw),
    ),
)

OPTIMIZERS: dict[str, Optimizer] = {entry.key: entry for entry in _ENTRIES}
"""The catalogue, in the order in which it is offered."""
