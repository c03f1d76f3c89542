"""The jurisdiction's numbers, edition by edition."""
