"""The compiled engine: a step of autograd recorded once, written as one loop, and compiled by LLVM.

Its rows are those of `model.descent.loop` to the last digits, computed up to a thousand times as fast. An experiment
that it cannot compile runs on autograd; `why_not` says why.
"""

from __future__ import annotations

from model.engine.compiled.code import is_ready, prepare, why_not
from model.engine.compiled.compiled_batch import CompiledBatch
from model.engine.compiled.compiled_descent import CompiledDescent

__all__ = ["CompiledBatch", "CompiledDescent", "is_ready", "prepare", "why_not"]
