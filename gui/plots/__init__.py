"""Plots that take NumPy arrays and emit what the mouse did."""
