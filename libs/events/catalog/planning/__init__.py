"""Facts that planning publishes, a module for each matter."""
