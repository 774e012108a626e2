"""PyTorch programs, run by a machine of our own in a locked process, and the graphs that they make."""
