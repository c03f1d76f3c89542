"""The work that a process does by itself, and how it gets on."""
