"""What the entries of the catalogues are compared with, written independently: a new entry has its oracle here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy
import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

F = torch.nn.functional
R = sympy.Rational
X, Y = sympy.symbols("x y", real=True)

FUNCTION_ORACLES = {
    "square": X**2,
    "book_quartic": 2 * X**4 - 3 * X**2 + 2 * X - 20,
    "absolute": sympy.Abs(X),
    "smooth_absolute": sympy.sqrt(1 + X**2),
    "fourth_power": X**4,
    "steep_bowl": 10 * X**2,
    "double_well": (X**2 - 1) ** 2,
    "unequal_wells": 3 * X**4 + 4 * X**3 - 12 * X**2,
    "sharp_and_wide": sympy.Piecewise(((X + 2) ** 2 / 2, (X < 0.4) | (X > 2)), (8 * (X - 1) ** 2, True)),
    "plateau": 1 - sympy.exp(-(X**2)),
    "saturation": (1 / (1 + sympy.exp(-X)) - sympy.Rational(9, 10)) ** 2,
    "steep_wall": sympy.exp(-4 * X) + X,
    "needle": (1 - sympy.cos(2 * sympy.pi * X)) / 10 - sympy.exp(-200 * (X - 1) ** 2),
    "ripples": X**2 / 10 - sympy.cos(3 * X),
    "washboard": X + 2 * sympy.sin(X),
    "log_barrier": X - sympy.log(X),
    "cube": X**3,
    "cubic": X**3 - 3 * X,
}
"""The functions of x."""

SURFACE_ORACLES = {
    "bowl": X**2 + Y**2,
    "stretched_bowl": X**2 / 2 + 50 * Y**2,
    "booth": (X + 2 * Y - 7) ** 2 + (2 * X + Y - 5) ** 2,
    "matyas": R(26, 100) * (X**2 + Y**2) - R(48, 100) * X * Y,
    "rosenbrock": 100 * (Y - X**2) ** 2 + (X - 1) ** 2,
    "winding_valley": 20 * (Y - sympy.sin(X)) ** 2 + X**2 / 20,
    "beale": (R(3, 2) - X * (1 - Y)) ** 2 + (R(9, 4) - X * (1 - Y**2)) ** 2 + (R(21, 8) - X * (1 - Y**3)) ** 2,
    "himmelblau": (X**2 + Y - 11) ** 2 + (X + Y**2 - 7) ** 2,
    "styblinski_tang": sum((v**4 - 16 * v**2 + 5 * v for v in (X, Y)), sympy.S.Zero) / 2,
    "three_hump_camel": 2 * X**2 - R(21, 20) * X**4 + X**6 / 6 + X * Y + Y**2,
    "six_hump_camel": 4 * X**2 - R(21, 10) * X**4 + X**6 / 3 + X * Y - 4 * Y**2 + 4 * Y**4,
    "mccormick": sympy.sin(X + Y) + (X - Y) ** 2 - R(3, 2) * X + R(5, 2) * Y + 1,
    "goldstein_price": (1 + (X + Y + 1) ** 2 * (19 - 14 * X + 3 * X**2 - 14 * Y + 6 * X * Y + 3 * Y**2))
    * (30 + (2 * X - 3 * Y) ** 2 * (18 - 32 * X + 12 * X**2 + 48 * Y - 36 * X * Y + 27 * Y**2)),
    "rastrigin": 20 + sum((v**2 - 10 * sympy.cos(2 * sympy.pi * v) for v in (X, Y)), sympy.S.Zero),
    "ackley": -20 * sympy.exp(-sympy.sqrt((X**2 + Y**2) / 2) / 5)
    - sympy.exp((sympy.cos(2 * sympy.pi * X) + sympy.cos(2 * sympy.pi * Y)) / 2)
    + 20
    + sympy.E,
    "easom": -sympy.cos(X) * sympy.cos(Y) * sympy.exp(-((X - sympy.pi) ** 2) - (Y - sympy.pi) ** 2),
    "cliff": 5 / (1 + sympy.exp(-20 * X)) + (X + 1) ** 2 / 20 + Y**2 / 4,
    "saddle": X**2 - Y**2,
    "monkey_saddle": X**3 - 3 * X * Y**2,
}
"""The functions of x and y."""
PUBLISHED = {
    "booth": 0.0,
    "matyas": 0.0,
    "rosenbrock": 0.0,
    "beale": 0.0,
    "himmelblau": 0.0,
    "styblinski_tang": -78.33233140754282,
    "three_hump_camel": 0.0,
    "six_hump_camel": -1.031628453489877,
    "mccormick": -1.9132229549810363,
    "goldstein_price": 3.0,
    "rastrigin": 0.0,
    "ackley": 0.0,
    "easom": -1.0,
}
"""Their values at the lowest minimum, as the literature gives them."""


def quantile(level: float) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda p, y: torch.where(y >= p, level * (y - p), (1 - level) * (p - y)).mean()


LOSS_ORACLES: list[tuple[str, dict[str, float], Callable[[Tensor, Tensor], Tensor]]] = [
    ("mse", {}, F.mse_loss),
    ("mae", {}, F.l1_loss),
    ("huber", {}, lambda p, y: F.huber_loss(p, y, delta=1.0)),
    ("huber", {"delta": 0.3}, lambda p, y: F.huber_loss(p, y, delta=0.3)),
    ("huber", {"delta": 1e6}, lambda p, y: F.huber_loss(p, y, delta=1e6)),
    ("huber", {"delta": 1e-5}, lambda p, y: F.huber_loss(p, y, delta=1e-5)),
    ("log_cosh", {}, lambda p, y: torch.log(torch.cosh(p - y)).mean()),
    ("quantile", {}, quantile(0.5)),
    ("quantile", {"level": 0.9}, quantile(0.9)),
    ("quantile", {"level": 0.05}, quantile(0.05)),
]
"""The losses by key and knobs, as functions of predictions and values."""

OPTIMIZER_SETTINGS: list[tuple[str, dict[str, float]]] = [
    ("sgd", {"learning_rate": 0.01}),
    ("sgd", {"learning_rate": 0.01, "weight_decay": 0.1}),
    ("sgd", {"learning_rate": 0.01, "momentum": 0.5, "dampening": 0.3, "weight_decay": 0.01}),
    ("momentum", {"learning_rate": 0.003}),
    ("nesterov", {"learning_rate": 0.003}),
    ("nesterov", {"learning_rate": 0.003, "momentum": 0.7, "weight_decay": 0.2}),
    ("adagrad", {}),
    (
        "adagrad",
        {"learning_rate": 0.3, "lr_decay": 0.01, "weight_decay": 0.1, "initial_accumulator_value": 0.5},
    ),
    ("rmsprop", {"learning_rate": 1e-4}),
    ("rmsprop", {"learning_rate": 1e-4, "alpha": 0.9, "eps": 0.1, "weight_decay": 0.1, "momentum": 0.6}),
    ("rmsprop", {"learning_rate": 1e-4, "centered": True, "eps": 1e-2, "momentum": 0.3}),
    ("adam", {}),
    ("adam", {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.99, "eps": 0.01, "weight_decay": 0.1}),
    ("adam", {"learning_rate": 0.01, "beta1": 0.0}),
    ("adamw", {}),
    ("adamw", {"learning_rate": 0.003, "beta1": 0.8, "beta2": 0.99, "eps": 0.01, "weight_decay": 0.5}),
    ("adam", {"amsgrad": True, "beta2": 0.9, "weight_decay": 0.01}),
    ("adamw", {"amsgrad": True, "learning_rate": 0.01, "beta2": 0.5}),
    ("adadelta", {"learning_rate": 0.05}),
    ("adadelta", {"learning_rate": 0.3, "rho": 0.5, "eps": 1e-3, "weight_decay": 0.1}),
    ("adamax", {}),
    ("adamax", {"learning_rate": 0.001, "beta1": 0.5, "beta2": 0.9, "eps": 0.01, "weight_decay": 0.1}),
    ("nadam", {}),
    ("nadam", {"beta1": 0.8, "beta2": 0.99, "eps": 0.01, "weight_decay": 0.1, "momentum_decay": 0.2}),
    ("nadam", {"weight_decay": 0.1, "decoupled_weight_decay": True, "momentum_decay": 0.0}),
    ("radam", {}),
    ("radam", {"learning_rate": 0.001, "beta1": 0.5, "beta2": 0.99, "eps": 0.01, "weight_decay": 0.1}),
    ("radam", {"beta2": 0.5, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("rprop", {"step_size_min": 1e-3}),
    ("rprop", {"learning_rate": 0.1, "etaminus": 0.3, "etaplus": 1.5, "step_size_min": 1e-4, "step_size_max": 0.2}),
    ("asgd", {}),
    ("asgd", {"lambd": 0.1, "alpha": 0.3, "t0": 50.0, "weight_decay": 0.1, "learning_rate": 0.02}),
]
"""The knobs with which each optimizer is compared with the reference."""
OPTIMIZER_REFERENCES: dict[str, type[torch.optim.Optimizer]] = {}
"""The references for optimizers that ``torch.optim`` has not; of the others it is its own class."""

SCHEDULE_SETTINGS: list[tuple[str, dict[str, float | bool], int]] = [
    ("constant", {}, 50),
    ("step", {"step_size": 7, "gamma": 0.5}, 200),
    ("step", {}, 100),
    ("exponential", {"gamma": 0.97}, 1_000),
    ("exponential", {"gamma": 1.001}, 1_000),
    ("cosine", {}, 300),
    ("cosine", {"T_max": 40, "eta_min": 0.01}, 200),
    ("one_cycle", {}, 500),
    ("one_cycle", {"max_lr": 2.0, "pct_start": 0.5, "div_factor": 3.0, "final_div_factor": 10.0}, 101),
    ("one_cycle", {"total_steps": 400, "pct_start": 0.0, "base_momentum": 0.2, "max_momentum": 0.9}, 250),
    ("one_cycle", {"pct_start": 0.99}, 33),
    ("one_cycle", {"pct_start": 0.25, "total_steps": 4}, 4),
    ("warm_up", {}, 20),
    ("warm_up", {"start_factor": 0.01, "end_factor": 0.5, "total_iters": 60}, 100),
]
"""The knobs and numbers of updates with which each schedule is compared with the reference."""
SCHEDULE_FACTORS: dict[str, Callable[[dict[str, float | bool]], Callable[[int], float]]] = {}
"""The references for schedules that PyTorch has not: from the knobs to the factor of the rate in each update."""
