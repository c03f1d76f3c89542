"""Whose fault an error of the database is: that of what was being written, or that of the session or the server.

What fails by itself (a constraint, a value, a limit, a mistake in the program) is put aside, so that it stops nothing else.
What the session or the server fails at would fail for everything, and is tried again when they are well.

Source: PostgreSQL 18, appendix A (error codes).
"""

from __future__ import annotations

from typing import Final

import asyncpg

from .write import ConflictError

__all__ = ["FAILURES", "of_the_server", "passes", "perhaps_written", "unavailable"]

FAILURES: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""Whatever asking a database raises, whoever is at fault."""
_WITHOUT_ANSWER: Final = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What its client raises. The pool may hand out a session that is just being lost."""
_CLASSES: Final = frozenset({"08", "28", "40", "53", "57", "58"})
"""Connections, who is let in (a password is changed on the server first), rolled back transactions, resources, an operator's
intervention, errors of the system.
"""
_CODES: Final = frozenset({"25006", "25P03", "25P04", "3D000", "55000"})
"""A server that only reads (a standby), a transaction that was ended for its age, a database that is still being made, and one
that takes no sessions for now.
"""
_CANCELLED: Final = "57014"
"""A statement that took too long is the fault of what it did."""
_MISUSED: Final = "the server expects "
"""How its client begins to say that a statement was given too few or too many values: a mistake in the program."""
_LOST: Final = frozenset({"08", "57"})
_UNKNOWN: Final = "40003"


def of_the_server(error: BaseException) -> bool:
    """Whether everything else would fail too. False for errors that are not the database's."""
    code = _code(error)
    if code is None:
        return isinstance(error, _WITHOUT_ANSWER) and not str(error).startswith(_MISUSED)
    return code != _CANCELLED and (code[:2] in _CLASSES or code in _CODES)


def passes(error: BaseException) -> bool:
    """Whether the same is to be tried again as it is: the server was at fault, or another writer was faster."""
    return isinstance(error, ConflictError) or of_the_server(error)


def unavailable(error: BaseException) -> bool:
    """Whether somebody who waits for an answer is told to ask again. A statement that took too long here may not there."""
    return _code(error) == _CANCELLED or of_the_server(error)


def perhaps_written(error: BaseException) -> bool:
    """Whether the session was lost, perhaps after the commit: such work is never done again on a caller's behalf.

    So is a statement that was cancelled, which was not written: each part of its work could take as long again.
    """
    code = _code(error)
    return isinstance(error, _WITHOUT_ANSWER) if code is None else code[:2] in _LOST or code == _UNKNOWN


def _code(error: BaseException) -> str | None:
    """None where no server has said anything."""
    return (error.sqlstate or "") if isinstance(error, asyncpg.PostgresError) else None
