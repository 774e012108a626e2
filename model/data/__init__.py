"""Data: points, data sets, tables from CSV and clipboard, units."""
