"""The program tests itself, without a display."""
