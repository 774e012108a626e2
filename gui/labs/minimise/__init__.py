"""Descent on a function of one variable."""
