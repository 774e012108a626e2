"""The list of runners."""
