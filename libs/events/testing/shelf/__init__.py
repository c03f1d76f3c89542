"""A service that keeps files, and files as cameras and phones write them."""
