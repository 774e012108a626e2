"""The labs, one folder each: view.py holds the widgets, controller.py joins them to the model."""
