"""Fields and sliders."""
