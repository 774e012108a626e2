"""The Autograd lab: the computational graph, and what can be done to its tensors."""
