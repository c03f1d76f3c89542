"""Industries, what is checked together in them, their handbooks, and what the data suggests."""
