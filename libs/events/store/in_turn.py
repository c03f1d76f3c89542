"""Transactions about the same thing, one after the other."""

from __future__ import annotations

from .store import Transaction

__all__ = ["in_turn"]


async def in_turn(tx: Transaction, name: str) -> None:
    """Until this transaction ends, no other passes here with that name; `name` begins with what kind of thing it is.

    Who can connect to the server sees that a lock is taken, and not of what: a name may say what is told to nobody yet.
    """
    await tx.execute("select public.in_turn($1)", name)
