"""Learning-rate schedules as pure functions on tensors, with PyTorch's definitions and argument names.

A schedule gives the learning rate of each update from the optimizer's own (the base), its knobs, the number of
the update from 0 and the number of updates in the run, all tensors in float64 that may be of shape (runs, 1).
There is no branch and no state from one update to the next. With mini-batches, too, the schedule advances with every
update, not with every epoch. Importing this loads no torch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from model.catalogue.entry import Knob, KnobbedEntry, catalogue_of
from model.catalogue.equations import PI, Equation, Symbol, cosine, floor, least
from model.message import QT_TRANSLATE_NOOP, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from torch import Tensor

    from model.catalogue.equations import Condition, Expression, Values

Rate: TypeAlias = "Callable[[Tensor, Mapping[str, Tensor], Tensor, Tensor], Tensor]"

MOMENTUM_KNOBS = ("momentum", "beta1")
"""What a schedule that cycles the momentum cycles, as torch does: the first of these that the optimizer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(KnobbedEntry):
    """A schedule of the catalogue: ``rate(base, knobs, update, updates)`` gives the learning rate.

    ``momentum`` gives the momentum likewise, where ``cycle_momentum`` is on; ``base`` is the learning rate still. The
    equations are rate and cycled momentum line by line, of ``base``, ``update``, ``updates`` and the knobs.

    ``torch_class`` is the class of ``torch.optim.lr_scheduler`` with the same definition, and ``required`` are the
    knobs without a default there. Where there is none, ``factor`` is source text of the factor of the learning rate in
    update ``k``, with the knobs' names as places, empty where the rate stays as it is. ``whole_run`` is a knob of which
    0 means the number of updates in the run.
    """

    torch_class: str
    rate: Rate
    equations: tuple[Equation, ...]
    momentum: Rate | None = None
    required: tuple[str, ...] = ()
    whole_run: str = ""
    factor: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether a program needs a scheduler for it."""
        return bool(self.torch_class or self.factor)

    def torch_arguments(self, knobs: Mapping[str, float | bool], base: float, updates: int) -> dict[str, object]:
        """Return the keyword arguments for `torch_class`, besides the optimizer."""
        arguments: dict[str, object] = dict(knobs)
        if self.whole_run and not arguments[self.whole_run]:
            arguments[self.whole_run] = updates
        if arguments.get("max_lr") == 0:
            arguments["max_lr"] = base
        if "pct_start" in knobs and knobs["pct_start"] * float(str(arguments[self.whole_run])) == 1:
            # torch divides by zero where the rise takes no time; a last digit less is no rise at all, the same
            arguments["pct_start"] = math.nextafter(knobs["pct_start"], 0.0)
        return arguments

    def torch_call(self, knobs: Mapping[str, float | bool], base: float, updates: int, momentum: bool) -> str:
        """Return the source text that makes this schedule for ``optimizer``.

        ``base`` is the optimizer's learning rate, ``updates`` how many updates the run makes. Cycling the momentum is
        turned off where the optimizer has no ``momentum`` to cycle, since torch raises.
        """
        if self.factor:
            places = {name: repr(value) for name, value in knobs.items()}
            return f"torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: {self.factor.format_map(places)})"
        arguments = self.torch_arguments(knobs, base, updates)
        if "cycle_momentum" in arguments and not momentum:
            arguments["cycle_momentum"] = False
        defaults = {knob.name: knob.default for knob in self.knobs if knob.name not in self.required}
        given = [
            f"{name}={value!r}" for name, value in arguments.items() if name not in defaults or value != defaults[name]
        ]
        return f"torch.optim.lr_scheduler.{self.torch_class}({', '.join(['optimizer', *given])})"


_SAMPLES = 96
"""Rates in the picture of a schedule."""


def _constant(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    return base


def _step(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    # A power as exp and log: unlike pow they have the same bits in a batch of any length.
    return base * ((update / knobs["step_size"]).floor() * knobs["gamma"].log()).exp()


def _exponential(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    return base * (update * knobs["gamma"].log()).exp()


def _cosine(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    length = updates.where(knobs["T_max"] == 0, knobs["T_max"])
    return knobs["eta_min"] + (base - knobs["eta_min"]) * (1 + (math.pi * update / length).cos()) / 2


def _warm_up(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    start, end, length = knobs["start_factor"], knobs["end_factor"], knobs["total_iters"]
    return base * (start + (end - start) * update.minimum(length) / length)


def _anneal(start: Tensor, end: Tensor, share: Tensor) -> Tensor:
    return end + (start - end) / 2 * ((math.pi * share).cos() + 1)


def _cycle(
    low: Tensor, high: Tensor, last: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor
) -> Tensor:
    """Return a value that rises from low to high, falls to last and stays there."""
    total = updates.where(knobs["total_steps"] == 0, knobs["total_steps"])
    peak, end = knobs["pct_start"] * total - 1, total - 1
    at = update.minimum(end)
    # Where the two ends coincide, the first of these is not a number and is not used.
    rising = _anneal(low, high, at / peak)
    falling = _anneal(high, last, (at - peak) / (end - peak))
    return high.where((peak == 0) & (at == 0), rising.where(at <= peak, falling))


def _one_cycle(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    high = base.where(knobs["max_lr"] == 0, knobs["max_lr"])
    low = high / knobs["div_factor"]
    return _cycle(low, high, low / knobs["final_div_factor"], knobs, update, updates)


def _one_cycle_momentum(base: Tensor, knobs: Mapping[str, Tensor], update: Tensor, updates: Tensor) -> Tensor:
    high, low = knobs["max_momentum"], knobs["base_momentum"]
    return _cycle(high, low, high, knobs, update, updates)


def _gamma(default: float) -> Knob:
    title = QT_TRANSLATE_NOOP("schedules", "factor of the learning rate")
    return Knob("gamma", "γ", default, 0.0, 1e6, title, low_open=True)


def _count(name: str, symbol: str, default: int, low: int, title: Message) -> Knob:
    return Knob(name, symbol, default, low, 1_000_000_000, title, whole=True)


def _share(name: str, symbol: str, default: float, title: Message) -> Knob:
    return Knob(name, symbol, default, 0.0, 1.0, title)


def _factor(name: str, symbol: str, default: float, title: Message) -> Knob:
    return Knob(name, symbol, default, 0.0, 1e30, title, low_open=True)


_K = Symbol("update", "k")
_N = Symbol("updates", "N")
_BASE = Symbol("base", r"\eta_0")
_GAMMA = Symbol("gamma", r"\gamma")
_RATE = Symbol("learning_rate", r"\eta")
_RATE_WHAT = QT_TRANSLATE_NOOP("schedules", "learning rate of this update")


def _rate_line(expression: Expression, when: Condition | None = None) -> Equation:
    return Equation(_RATE, expression, _RATE_WHAT, "learning_rate", when)


def _length(knob: Symbol) -> tuple[Equation, Equation]:
    """Return the lines that give the schedule's length."""
    length, what = Symbol("length", "T"), QT_TRANSLATE_NOOP("schedules", "number of updates that it spans")
    return (
        Equation(length, knob, what, "", lambda values: values[knob.name] != 0),
        Equation(length, _N, what, "", lambda values: values[knob.name] == 0),
    )


_T = Symbol("length", "T")
_ETA_MIN = Symbol("eta_min", r"\eta_{\min}")
_A, _B = Symbol("start_factor", "a"), Symbol("end_factor", "b")
_ITERS = Symbol("total_iters", "T")
_HIGH, _LOW, _LAST = Symbol("high", r"\hat{\eta}"), Symbol("low", r"\eta_1"), Symbol("last", r"\eta_2")
_PEAK = Symbol("peak", "k_1")
_DIV, _FINAL_DIV = Symbol("div_factor", "d"), Symbol("final_div_factor", "d_2")


def _rises(values: Values) -> bool:
    return values["peak"] > 0 and values["update"] <= values["peak"]


def _at_peak(values: Values) -> bool:
    return values["peak"] == 0 and values["update"] == 0


def _ended(values: Values) -> bool:
    return values["update"] > values["length"] - 1


def _falls(values: Values) -> bool:
    return not (_rises(values) or _at_peak(values) or _ended(values))


_MOST, _LEAST = Symbol("max_momentum", r"\mu_{\max}"), Symbol("base_momentum", r"\mu_{\min}")


def _momentum_line(expression: Expression, when: Condition) -> Equation:
    return Equation(
        Symbol("momentum", r"\mu"),
        expression,
        QT_TRANSLATE_NOOP("schedules", "momentum, or β₁, of this update"),
        "momentum",
        lambda values: bool(values["cycle_momentum"]) and when(values),
    )


_HIGHEST = QT_TRANSLATE_NOOP("schedules", "highest learning rate")
_ONE_CYCLE_EQUATIONS = (
    *_length(Symbol("total_steps", "T")),
    Equation(_HIGH, Symbol("max_lr", r"\eta_{\max}"), _HIGHEST, "", lambda values: values["max_lr"] != 0),
    Equation(_HIGH, _BASE, _HIGHEST, "", lambda values: values["max_lr"] == 0),
    Equation(_LOW, _HIGH / _DIV, QT_TRANSLATE_NOOP("schedules", "first learning rate")),
    Equation(_LAST, _LOW / _FINAL_DIV, QT_TRANSLATE_NOOP("schedules", "last learning rate")),
    Equation(
        _PEAK, Symbol("pct_start", "s") * _T - 1, QT_TRANSLATE_NOOP("schedules", "update at which the rate is highest")
    ),
    _rate_line(_HIGH + (_LOW - _HIGH) / 2 * (cosine(PI * (_K / _PEAK)) + 1), _rises),
    _rate_line(_HIGH, _at_peak),
    _rate_line(_LAST + (_HIGH - _LAST) / 2 * (cosine(PI * ((_K - _PEAK) / (_T - 1 - _PEAK))) + 1), _falls),
    _rate_line(_LAST, _ended),
    _momentum_line(_LEAST + (_MOST - _LEAST) / 2 * (cosine(PI * (_K / _PEAK)) + 1), _rises),
    _momentum_line(_LEAST, _at_peak),
    _momentum_line(_MOST + (_LEAST - _MOST) / 2 * (cosine(PI * ((_K - _PEAK) / (_T - 1 - _PEAK))) + 1), _falls),
    _momentum_line(_MOST, _ended),
)

SCHEDULES = catalogue_of(
    Schedule(
        key="constant",
        title=QT_TRANSLATE_NOOP("schedules", "Constant"),
        knobs=(),
        latex=r"\eta_k = \eta_0",
        why=QT_TRANSLATE_NOOP("schedules", "The learning rate stays as it is."),
        source="",
        torch_class="",
        rate=_constant,
        equations=(_rate_line(_BASE),),
    ),
    Schedule(
        key="step",
        title=QT_TRANSLATE_NOOP("schedules", "Step decay"),
        knobs=(
            _count("step_size", "s", 30, 1, QT_TRANSLATE_NOOP("schedules", "updates from one drop to the next")),
            _gamma(0.1),
        ),
        latex=r"\eta_k = \eta_0 \gamma^{\lfloor k / s \rfloor}",
        why=QT_TRANSLATE_NOOP(
            "schedules",
            "The learning rate is multiplied by γ every s updates: large steps at first, fine ones near the end.",
        ),
        source="torch.optim.lr_scheduler.StepLR",
        torch_class="StepLR",
        required=("step_size",),
        rate=_step,
        equations=(_rate_line(_BASE * _GAMMA ** floor(_K / Symbol("step_size", "s"))),),
    ),
    Schedule(
        key="exponential",
        title=QT_TRANSLATE_NOOP("schedules", "Exponential decay"),
        knobs=(_gamma(0.99),),
        latex=r"\eta_k = \eta_0 \gamma^k",
        why=QT_TRANSLATE_NOOP(
            "schedules",
            "The learning rate is multiplied by γ with every update. If it falls too fast, the run "
            "stops short of the minimum.",
        ),
        source="torch.optim.lr_scheduler.ExponentialLR",
        torch_class="ExponentialLR",
        required=("gamma",),
        rate=_exponential,
        equations=(_rate_line(_BASE * _GAMMA**_K),),
    ),
    Schedule(
        key="cosine",
        title=QT_TRANSLATE_NOOP("schedules", "Cosine"),
        knobs=(
            _count("T_max", "T", 0, 0, QT_TRANSLATE_NOOP("schedules", "updates down to the least rate (0: the run)")),
            Knob("eta_min", "ηmin", 0.0, 0.0, 1e6, QT_TRANSLATE_NOOP("schedules", "least learning rate")),
        ),
        latex=r"\eta_k = \eta_{\min} + \frac{1}{2} (\eta_0 - \eta_{\min}) (1 + \cos(\pi k / T))",
        why=QT_TRANSLATE_NOOP(
            "schedules",
            "The learning rate falls along half a cosine: slowly at first, slowly again at the end. After T updates "
            "it rises again.",
        ),
        source="Loshchilov and Hutter 2017, arXiv:1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR",
        torch_class="CosineAnnealingLR",
        required=("T_max",),
        rate=_cosine,
        equations=(
            *_length(Symbol("T_max", "T")),
            _rate_line(_ETA_MIN + (_BASE - _ETA_MIN) * (1 + cosine(PI * _K / _T)) / 2),
        ),
        whole_run="T_max",
    ),
    Schedule(
        key="one_cycle",
        title=QT_TRANSLATE_NOOP("schedules", "One cycle"),
        knobs=(
            Knob("max_lr", "ηmax", 0.0, 0.0, 1e6, QT_TRANSLATE_NOOP("schedules", "highest rate (0: the optimizer's)")),
            _count("total_steps", "T", 0, 0, QT_TRANSLATE_NOOP("schedules", "updates of the cycle (0: the run)")),
            Knob(
                "pct_start",
                "s",
                0.3,
                0.0,
                1.0,
                QT_TRANSLATE_NOOP("schedules", "share of the cycle that rises"),
                high_open=True,
            ),
            Knob(
                "cycle_momentum", "cycle_momentum", True, 0.0, 1.0, QT_TRANSLATE_NOOP("schedules", "cycle the momentum")
            ),
            _share("base_momentum", "μmin", 0.85, QT_TRANSLATE_NOOP("schedules", "least momentum")),
            _share("max_momentum", "μmax", 0.95, QT_TRANSLATE_NOOP("schedules", "greatest momentum")),
            _factor("div_factor", "d", 25.0, QT_TRANSLATE_NOOP("schedules", "highest over first rate")),
            _factor("final_div_factor", "d₂", 1e4, QT_TRANSLATE_NOOP("schedules", "first over last rate")),
        ),
        latex=r"\frac{\eta_{\max}}{d} \nearrow \eta_{\max} \searrow \frac{\eta_{\max}}{d d_2}",
        why=QT_TRANSLATE_NOOP(
            "schedules",
            "The learning rate rises to its highest and falls to almost nothing, along cosines, in one run. Where the "
            "optimizer has a momentum, or β₁, it is lowest where the rate is highest, as in PyTorch.",
        ),
        source="Smith and Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR",
        torch_class="OneCycleLR",
        required=("max_lr", "total_steps"),
        rate=_one_cycle,
        equations=_ONE_CYCLE_EQUATIONS,
        momentum=_one_cycle_momentum,
        whole_run="total_steps",
    ),
    Schedule(
        key="warm_up",
        title=QT_TRANSLATE_NOOP("schedules", "Warm-up"),
        knobs=(
            Knob(
                "start_factor",
                "a",
                1 / 3,
                0.0,
                1.0,
                QT_TRANSLATE_NOOP("schedules", "first rate as a fraction of η"),
                low_open=True,
            ),
            _share("end_factor", "b", 1.0, QT_TRANSLATE_NOOP("schedules", "final rate as a fraction of η")),
            _count("total_iters", "T", 5, 1, QT_TRANSLATE_NOOP("schedules", "number of updates to get there")),
        ),
        latex=r"\eta_k = \eta_0 \left(a + (b - a) \frac{\min(k, T)}{T}\right)",
        why=QT_TRANSLATE_NOOP(
            "schedules",
            "The learning rate grows in equal steps to its full size, so that the first updates do not go too far.",
        ),
        source="torch.optim.lr_scheduler.LinearLR",
        torch_class="LinearLR",
        rate=_warm_up,
        equations=(_rate_line(_BASE * (_A + (_B - _A) * least(_K, _ITERS) / _ITERS)),),
    ),
)


def rate_at(name: str, knobs: Mapping[str, float | bool], base: float, update: int, updates: int) -> float:
    """Return the learning rate of an update, from 0, by the equations of a schedule of `SCHEDULES`; loads no torch.

    Every knob has a value; ``base`` is the optimizer's learning rate, ``updates`` how many updates the run makes.
    """
    values: dict[str, Any] = {
        key: value if isinstance(value, bool) else np.float64(value) for key, value in knobs.items()
    }
    values |= {"base": np.float64(base), "update": np.float64(update), "updates": np.float64(updates)}
    values["cycle_momentum"] = False  # of the lines only those of the rate
    for equation in SCHEDULES[name].equations:
        if equation.holds(values):
            values[equation.symbol.name] = equation.expression.value(values)
    return float(values["learning_rate"])


def rates_of(
    name: str, knobs: Mapping[str, float | bool], base: float, updates: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return numbers of updates spread over a run, first and last among them, and the learning rate in each.

    The arguments are those of `rate_at`; there are no more than some hundred.
    """
    sampled = np.unique(np.linspace(0, max(updates - 1, 0), _SAMPLES).round().astype(np.int64))
    return sampled, np.array([rate_at(name, knobs, base, int(update), updates) for update in sampled])
