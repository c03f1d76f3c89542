"""Side-by-side benchmarks of the event backbone: each figure with its peer and its physical limit, in one run."""
