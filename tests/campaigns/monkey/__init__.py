"""A random user: what it does (`plans`), how (`acts`, `hands`), what is watched (`watch`), in a process of its own."""
