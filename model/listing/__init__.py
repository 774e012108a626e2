"""An experiment as a PyTorch program."""
