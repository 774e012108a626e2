"""The graph of a program."""
