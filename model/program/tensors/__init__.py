"""The autograd lab: programs of tensors, the actions on them, and what PyTorch makes of both.

The way of a program: `tokens` → `parser` → `tree`, checked without torch; then `machine` runs it with PyTorch,
`actions` acts on the live tensors, and `session` keeps what there was to see after each step. Nothing is evaluated
as Python.
"""
