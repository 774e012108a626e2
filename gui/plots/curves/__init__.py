"""Curves of functions and points with their fitted line."""
