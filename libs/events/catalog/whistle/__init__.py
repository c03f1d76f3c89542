"""Facts that whistle publishes, a module for each matter."""
