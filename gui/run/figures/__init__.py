"""What programs have drawn, in the look of our own plots."""
