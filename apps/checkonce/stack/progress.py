"""How long work inside the stack tells its caller what it is doing."""

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[str, float | None], None]
"""Called with a line for people and the share done, from 0 to 1, or None when it cannot be known."""


def silent(text: str, fraction: float | None) -> None:
    """Shows nothing."""
    del text, fraction
