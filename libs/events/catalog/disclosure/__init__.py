"""Facts that disclosure publishes, a module for each matter."""
