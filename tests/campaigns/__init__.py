"""Attacks on the program that anybody can run for as long as they like; README.md says how."""
