"""Programs shown and edited."""
