"""The names of the labs in files and on the command line, in the order in which they are offered."""

from __future__ import annotations

LABS = AUTOGRAD, MINIMISE, REGRESSION, SURFACE = ("autograd", "minimise", "regression", "surface")
