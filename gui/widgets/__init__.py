"""Widgets that import neither torch nor the model."""
