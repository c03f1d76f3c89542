"""What is looked up for a visit."""

from collections.abc import Mapping
from typing import Any

from . import commands as c


def progress(row: Mapping[str, Any]) -> c.Progress:
    """Of a visit's row."""
    return c.Progress(completed_on=row["completed_on"], closed=row["closed"])
