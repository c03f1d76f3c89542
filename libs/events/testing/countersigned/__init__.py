"""A service whose commands need a second person."""
