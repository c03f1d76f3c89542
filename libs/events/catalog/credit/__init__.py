"""Facts that credit publishes, a module for each matter."""
