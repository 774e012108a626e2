"""Programs of tensors, and the graphs that they make."""
