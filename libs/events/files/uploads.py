"""Uploads that may break off and go on: what has come lies in pieces until the file is whole.

Each request writes a piece of its own, and notes in the database how much of it is safe. Of two requests that go on from the
same byte, as when a phone is back before its lost connection is noticed, the first note wins and the other is refused: neither
can write into what the other has brought. A file is made from the pieces when all have come, by whoever asks then: the answer
to the last piece may have been lost.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from starlette.requests import ClientDisconnect

from ..http.admission.refusals import BodyTooSlow
from ..ids import new_ref
from ..refusal import Refusal
from . import refusals as r
from .keeping import Arrival, Content, FileStore, Sent
from .storage import Incoming

__all__ = ["Uploads"]

_NOTED_EVERY: Final = 4 * 2**20
"""Bytes that a crash may cost."""
_INSERT: Final = (
    "insert into uploads (upload, bytes, media_type, taken_at, position, device, uploaded_by, acts_for, started_at, expires_at)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
)
_ONE: Final = "select * from uploads where upload = $1 and uploaded_by = $2 and expires_at > $3"
_FURTHER: Final = "update uploads set received = $3 where upload = $1 and received = $2 and sha256 is null returning upload"
_PIECE: Final = (
    "insert into upload_pieces (upload, start, bytes, piece) values ($1, $2, $3, $4)"
    " on conflict (upload, start) do update set bytes = excluded.bytes"
)
_PIECES: Final = "select piece, bytes from upload_pieces where upload = $1 order by start"


class Uploads:
    """The uploads of one process's service."""

    def __init__(self, store: FileStore, hours: int) -> None:
        self._store, self._lasting = store, timedelta(hours=hours)

    async def begin(self, arrival: Arrival, size: int) -> Mapping[str, Any]:
        """Raises FileEmpty, FileTooLarge and TooMuchInADay."""
        if size == 0:
            raise r.FileEmpty(field="Upload-Length", value=0)
        await self._store.check_room(arrival.who, size)
        upload, now, sent = new_ref("U"), self._store.clock(), arrival.sent
        await self._store.pool.execute(
            _INSERT, upload, size, arrival.declared, sent.taken_at, sent.position, sent.device, arrival.who,
            list(arrival.acts_for), now, now + self._lasting,
        )  # fmt: skip
        return await self.one(upload, arrival.who)

    async def one(self, upload: str, who: str) -> Mapping[str, Any]:
        """Its row, for whoever began it. Raises NoSuchUpload."""
        found: Mapping[str, Any] | None = await self._store.pool.fetchrow(_ONE, upload, who, self._store.clock())
        if found is None:
            raise r.NoSuchUpload(upload=upload)
        return found

    async def go_on(self, row: Mapping[str, Any], offset: int, body: AsyncIterator[bytes]) -> None:
        """Takes what comes from `offset` on. What has come before the caller goes away is kept.

        Raises OffsetMoved, FileTooLarge, TypeNotTaken, TypeOtherwise, StoreFull, StoreAway.
        """
        if offset != row["received"]:
            raise r.OffsetMoved(field="Upload-Offset", value=offset, offset=offset, received=row["received"])
        incoming = await self._store.storage.incoming()
        piece = _Piece(self._store, row, incoming)
        # Of the first piece it can be said what comes; of others when the file is whole.
        content = Content(self._store, arrival_of(row)) if offset == 0 else None
        try:
            async for part in body:
                if content is not None:
                    content.take(part)
                await piece.take(part)
            await piece.note()
        except (ClientDisconnect, BodyTooSlow):
            await piece.note()
            raise
        except (r.TypeNotTaken, r.TypeOtherwise):
            await self.drop(row["upload"])
            raise
        finally:
            await incoming.close()
            if not piece.noted:
                await self._store.storage.discard(incoming.name)

    async def finish(self, row: Mapping[str, Any]) -> str | None:
        """The digest of the file, made now if its last piece has come; None where more is to come.

        Raises what keeping a file does; an upload that is refused is over.
        """
        if row["sha256"] is not None or row["received"] < row["bytes"]:
            said: str | None = row["sha256"]
            return said
        storage, pool = self._store.storage, self._store.pool
        pieces = await pool.fetch(_PIECES, row["upload"])
        arrival, incoming = arrival_of(row), await storage.incoming()
        try:
            content = Content(self._store, arrival)
            for piece in pieces:
                async for part in storage.read_incoming(piece["piece"], piece["bytes"]):
                    content.take(part)
                    await incoming.write(part)
            kept = content.whole()
            await self._store.settle(incoming, kept, arrival)
        except Refusal as refusal:
            if not isinstance(refusal, r.StoreFull | r.StoreAway):
                await self.drop(row["upload"])
            raise
        finally:
            await incoming.close()
            await storage.discard(incoming.name)
        async with pool.acquire() as tx, tx.transaction():
            await tx.execute("update uploads set sha256 = $2 where upload = $1", row["upload"], kept.sha256)
            await tx.execute("delete from upload_pieces where upload = $1", row["upload"])
        await self._discard([piece["piece"] for piece in pieces])
        return kept.sha256

    async def drop(self, upload: str) -> None:
        """Forgets an upload and what has come of it."""
        async with self._store.pool.acquire() as tx, tx.transaction():
            pieces = [row["piece"] for row in await tx.fetch(_PIECES, upload)]
            await tx.execute("delete from uploads where upload = $1", upload)
        await self._discard(pieces)

    async def drop_expired(self, most: int) -> int:
        """So many at a time; gives how many."""
        over = "select upload from uploads where expires_at <= $1 order by expires_at limit $2"
        rows = await self._store.pool.fetch(over, self._store.clock(), most)
        for row in rows:
            await self.drop(row["upload"])
        return len(rows)

    async def _discard(self, pieces: Sequence[str]) -> None:
        for piece in pieces:
            await self._store.storage.discard(piece)


class _Piece:
    """What one request brings of an upload. `noted`: bytes of it that are safe."""

    def __init__(self, store: FileStore, row: Mapping[str, Any], incoming: Incoming) -> None:
        self._store, self._incoming = store, incoming
        self._upload, self._start, self._room = row["upload"], row["received"], row["bytes"] - row["received"]
        self._come = self.noted = 0

    async def take(self, part: bytes) -> None:
        """Raises FileTooLarge for more than was announced."""
        if self._come + len(part) > self._room:
            raise r.FileTooLarge(field="Upload-Length", value=self._room, most=-(-(self._start + self._room) // 2**20))
        await self._incoming.write(part)
        self._come += len(part)
        if self._come - self.noted >= _NOTED_EVERY:
            await self.note()

    async def note(self) -> None:
        """Raises OffsetMoved where another request has gone on from the same byte."""
        if self._come == self.noted:
            return
        await self._incoming.sync()
        before, now = self._start + self.noted, self._start + self._come
        async with self._store.pool.acquire() as tx, tx.transaction():
            if await tx.fetchval(_FURTHER, self._upload, before, now) is None:
                raise r.OffsetMoved(field="Upload-Offset", value=before, offset=before, received="-")
            await tx.execute(_PIECE, self._upload, self._start, self._come, self._incoming.name)
        self.noted = self._come


def arrival_of(row: Mapping[str, Any]) -> Arrival:
    sent = Sent(taken_at=row["taken_at"], position=row["position"], device=row["device"])
    return Arrival(row["uploaded_by"], row["acts_for"], sent, row["media_type"])
