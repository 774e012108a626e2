"""The machine that runs the instructions of a program, with frames that can be looked at, copied and gone on with.

Each instruction is linked once to a small function that works on the registers of a frame (`operations`, `transfers`);
`run` calls one after another.
"""

from __future__ import annotations

from model.program.machine.frames import Cell, Frame, Routine
from model.program.machine.functions import Function, Generator
from model.program.machine.machine import Machine, ProgramError

__all__ = ["Cell", "Frame", "Function", "Generator", "Machine", "ProgramError", "Routine"]
