"""What a run of a program leaves behind: its graph, the way of its gradients, its scalars, and places to go back to."""
