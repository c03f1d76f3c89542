"""One supervision year in two places, told through the services' HTTP APIs."""

from .story import Report, Story, tell

__all__ = ["Report", "Story", "tell"]
