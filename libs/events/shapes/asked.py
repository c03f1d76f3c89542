"""Whether what is being read is asked of us now, or was said before.

Some rules hold for what is asked alone: what a store, a topic or a read model holds was said before, perhaps by another place
with other rules, and stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["asking", "is_asked"]

_ASKED: ContextVar[bool] = ContextVar("asked", default=False)


@contextmanager
def asking() -> Iterator[None]:
    """Within it, values are of a question: a request's body and parameters, or a row of a file."""
    token = _ASKED.set(True)
    try:
        yield
    finally:
        _ASKED.reset(token)


def is_asked() -> bool:
    """Whether the values that are being validated are of a question."""
    return _ASKED.get()
