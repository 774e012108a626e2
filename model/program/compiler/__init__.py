"""A checked syntax tree as flat lists of instructions for the machine, one list for each function and class body.

The instructions work on numbered registers, in which parameters, variables, constants and intermediate values of a
frame stand side by side: ``s = s + x`` is one instruction, ``binary s + s x``. `expressions`, `calls`, `definitions`,
`patterns` and `statements` are one compiler in layers, each adding kinds of nodes to the one before it.
"""

from __future__ import annotations

from model.program.compiler.code import UNBOUND, Code, Instruction, Label, Parameters, Unbound, listing
from model.program.compiler.statements import compile_source

__all__ = ["UNBOUND", "Code", "Instruction", "Label", "Parameters", "Unbound", "compile_source", "listing"]
