"""Facts that inspection publishes, a module for each matter."""
