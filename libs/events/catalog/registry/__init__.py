"""Facts that registry publishes, a module for each matter."""
