"""Messages that are set aside with their bytes: what no reader takes does not stop those behind it.

How much of them is kept is bounded (`reject_message` in the migrations); that they were there is counted in any case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import orjson
from aiokafka import ConsumerRecord

from ..envelope import MalformedEventError
from ..store.store import Transaction
from ..telemetry import log, metrics
from .local_seal import ForgedError
from .reading.messages import StrangerError

__all__ = ["digest", "headers_json", "plain", "reject"]

_LONGEST_ERROR = 2000


_SET_ASIDE = {StrangerError: "stranger", ForgedError: "forged"}


async def reject(tx: Transaction, topic: str, partition: int, message: ConsumerRecord, error: MalformedEventError) -> None:
    """Sets a message aside that nobody can read (`unreadable`), nobody may send there (`stranger`) or its service has not
    sent (`forged`).
    """
    kind = next((name for cls, name in _SET_ASIDE.items() if isinstance(error, cls)), "unreadable")
    new = await tx.fetchval(
        "select reject_message($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)",
        topic,
        partition,
        message.offset,
        kind,
        message.key,
        message.value,
        headers_json(message.headers),
        plain(str(error))[:_LONGEST_ERROR],
        digest(message),
    )
    if not new:
        return
    metrics.refused_messages.labels(topic, kind).inc()
    if kind != "unreadable":
        log.error(f"consumer.{kind}", topic=topic, partition=partition, offset=message.offset, error=str(error))


def digest(message: ConsumerRecord) -> bytes:
    """SHA-256 over key, value and headers, each with its length before it."""
    parts = [message.key, message.value]
    for name, value in message.headers:
        parts += [name.encode(), value]
    sha256 = hashlib.sha256()
    for part in parts:
        sha256.update(b"-" if part is None else len(part).to_bytes(8, "big") + part)
    return sha256.digest()


def plain(raw: str) -> str:
    """PostgreSQL holds no NUL in a text; such a header once stopped its partition for good."""
    return raw.replace("\x00", "\\x00")


def headers_json(headers: Iterable[tuple[str, bytes | None]]) -> str:
    """Headers as a JSON list of [name, value]; bytes that are no text are shown escaped."""
    shown = [
        [plain(name), None if value is None else plain(value.decode("utf-8", "backslashreplace"))] for name, value in headers
    ]
    return orjson.dumps(shown).decode()
