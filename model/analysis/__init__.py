"""The analysis of experiments and their runs: stationary points, exact fits, verdicts, rate scans, basins."""
