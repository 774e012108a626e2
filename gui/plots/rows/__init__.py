"""Plots of a run's rows."""
