"""Functions of two variables: contour maps and surfaces in space."""
