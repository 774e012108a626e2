"""The Surface lab: optimizers race on a function of two variables."""
