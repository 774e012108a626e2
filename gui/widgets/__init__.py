"""Small typed widgets that know neither torch nor the model."""
