"""What is looked up for a visit."""

from collections.abc import Mapping
from typing import Any

from .commands import Progress


def progress(row: Mapping[str, Any]) -> Progress:
    """Of a visit's row."""
    return Progress(completed_on=row["completed_on"], closed=row["closed"])
