"""Keyed hashes of the rating tickets: nothing that is kept leads back to the enterprise that rated (X-03)."""

import hmac
import secrets
from hashlib import sha256
from typing import Any

from libs.events.service import RunningService

from .views import queries

RATING_SECRET = "rating"  # noqa: S105 - the name of the secret, not the secret


async def make_secret(running: RunningService) -> None:
    """Makes the key of the rating tickets, once in a store's life."""
    await queries.make_secret(running.pool, name=RATING_SECRET, value=secrets.token_bytes(32))


async def secret_of(pool: Any) -> bytes:
    return bytes(await queries.secret(pool, name=RATING_SECRET))


def keyed(secret: bytes, purpose: str, text: str) -> str:
    """A hash that nobody without the key can compute: in hexadecimal, another one for each purpose."""
    return hmac.new(secret, f"{purpose}|{text}".encode(), sha256).hexdigest()
