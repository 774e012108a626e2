"""The modules of Python's own library as programs see them."""

from __future__ import annotations

import math
import random
import time
from typing import Any

from model.program.native.calls import own, whole
from model.program.native.limits import check_bits
from model.program.native.values import CHECKS, Facade, Native

_FACTORIALS = 2000


def by_names(module: Any, names: str, rule: Any = whole) -> dict[str, Any]:
    """Return functions of a module by their names."""
    short = module.__name__
    return {name: Native(f"{short}.{name}", getattr(module, name), rule) for name in names.split()}


def _check_factorial(args: Any, kwargs: Any) -> None:
    if any(isinstance(value, int) and abs(value) > _FACTORIALS for value in args):
        check_bits(10**9)


for _name in ("factorial", "comb", "perm"):
    CHECKS[f"math.{_name}"] = _check_factorial
_MATH = {name: value for name, value in vars(math).items() if not name.startswith("_")}
math_facade = Facade(
    "math",
    math,
    {name: Native(f"math.{name}", value, whole) if callable(value) else value for name, value in _MATH.items()},
)
random_facade = Facade(
    "random",
    random,
    by_names(
        random,
        """random uniform randint randrange choice choices sample shuffle gauss normalvariate lognormvariate
        expovariate betavariate gammavariate paretovariate weibullvariate vonmisesvariate triangular seed""",
        own,
    ),
)
time_facade = Facade(
    "time",
    time,
    by_names(time, "time time_ns perf_counter perf_counter_ns monotonic process_time sleep ctime strftime localtime"),
)
MODULES: dict[str, Facade] = {one.name: one for one in (math_facade, random_facade, time_facade)}
