"""Rules that several services decide alike: pure, without input or output, and without a service's own words."""
