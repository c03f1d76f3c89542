"""Where a stack keeps its data, and a command its notes."""

import os
from pathlib import Path
from typing import Final

__all__ = ["DATA", "data_folder"]

DATA: Final = "CHECKONCE_DATA"


def data_folder() -> Path:
    """The folder named by `CHECKONCE_DATA`, otherwise `.checkonce` in the current one."""
    return Path(os.environ.get(DATA) or ".checkonce").resolve()
