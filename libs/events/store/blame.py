"""Whose fault an error of the database is: that of what was being written, or that of the session or the server.

What fails by itself (a constraint, a value, a limit, a mistake in the program) is put aside, so that it stops nothing else.
What the session or the server fails at would fail for everything, and is tried again when they are well.

Source: PostgreSQL 18, appendix A (error codes).
"""

from __future__ import annotations

import asyncpg

__all__ = ["of_the_server"]

_CLASSES = frozenset({"08", "40", "53", "57", "58"})
"""Connections, rolled back transactions, resources, an operator's intervention, errors of the system."""
_CODES = frozenset({"25006", "25P03", "25P04"})
"""A server that only reads (a standby), a transaction that was ended for its age."""
_CANCELLED = "57014"
"""A statement that took too long is the fault of what it did."""


def of_the_server(error: BaseException) -> bool:
    """Whether everything else would fail too. False for errors that are not the database's."""
    if isinstance(error, asyncpg.PostgresError):
        code = error.sqlstate or ""
        return code != _CANCELLED and (code[:2] in _CLASSES or code in _CODES)
    return isinstance(error, (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError))
