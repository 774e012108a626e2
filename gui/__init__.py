"""The window: labs, plots and widgets over the model."""
