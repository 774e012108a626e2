"""How far the compiled engine's own exp, tanh, log and the like are from the exact values, over all of a double.

Prints for each function the largest error, in ulp (units in the last place), for random arguments: so many of each
binary exponent and sign, a hundred times as many in each interval where errors are largest, and for sin and cos the
doubles nearest to each multiple of π/2. Exit code 1 where one is over its limit. 1,000 samples take some 5 minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Print the table; 0 where every error is within its limit."""
    from model.engine.compiled.mathematics import OWN
    from tests.model.ulp import LIMITS, arguments, errors, loop_of, near_quarters

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=1_000, help="of each binary exponent and sign")
    parser.add_argument("--only", choices=sorted(OWN), action="append", help="measure only this function")
    parser.add_argument("--seed", type=int, default=0, help="of the random arguments")
    options = parser.parse_args()
    is_within = True
    print(f"{'function':10}{'arguments':>12}{'largest error':>17}{'limit':>7}   at")
    for function in sorted(options.only or OWN):
        start = time.perf_counter()
        x = arguments(function, options.samples, 100 * options.samples, options.seed)
        if function in ("sin", "cos"):
            x = np.concatenate([x, near_quarters()])
        off = errors(function, x, loop_of(function)(x))
        at = int(off.argmax())
        limit = LIMITS[function]
        is_within &= bool(off[at] <= limit)
        seconds = time.perf_counter() - start
        print(f"{function:10}{x.size:12,}{off[at]:13.3f} ulp{limit:7}   {float(x[at])!r} ({seconds:.0f} s)", flush=True)
    return 0 if is_within else 1


if __name__ == "__main__":
    sys.exit(main())
