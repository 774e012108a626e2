"""Who computes: autograd or compiled code, in the worker's threads."""
