"""Icons, translations and examples."""
