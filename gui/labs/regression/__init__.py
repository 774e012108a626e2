"""A prediction fitted to points."""
