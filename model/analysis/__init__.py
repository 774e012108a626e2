"""What is known of an experiment and said of its run: stationary points, exact answers, verdicts, rates, basins."""
