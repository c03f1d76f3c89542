"""The rows of the benchmark: each beside a peer and a physical limit."""
