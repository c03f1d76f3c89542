"""The bytes of a file that waits for a second person, in the database: any process may apply it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..faults import too_large
from ..files import File
from ..import_locks import WorkLocks
from ..kinds import ImportKind, Row
from ..preview import PreviewChange
from ..receiving import unsaid
from .approved import Approved

__all__ = ["HeldFile", "changes_of", "drop", "pieces_of"]

_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of the import `identity`. `titles`: as its sender's office called the columns when it was sent. `as_of`: the day
    of what it says, where its sender names one.
    """

    identity: str
    kind: ImportKind
    content_type: str
    sheets: Sequence[str]
    titles: Row
    as_of: date | None = None

    async def keep(self, pool: Any, body: AsyncIterator[bytes], most: int) -> tuple[str, int]:
        """Keeps what comes; returns its hash and size. Raises TooLarge."""
        # What an attempt before has left.
        await drop(pool, self.identity)
        await pool.execute(
            "insert into import_files (import_id, content_type, sheets, titles) values ($1, $2, $3, $4::jsonb)",
            self.identity,
            self.content_type,
            list(self.sheets),
            json.dumps(dict(self.titles)),
        )
        digest, size, number, held = hashlib.sha256(), 0, 0, bytearray()
        put = "insert into import_pieces values ($1, $2, $3)"
        async for piece in body:
            size += len(piece)
            if size > most:
                raise too_large(most)
            digest.update(piece)
            held += piece
            if len(held) >= _PIECE:
                await pool.execute(put, self.identity, number, bytes(held))
                number += 1
                held.clear()
        if held:
            await pool.execute(put, self.identity, number, bytes(held))
        return digest.hexdigest(), size

    async def keep_changes(self, pool: Any, changes: Sequence[PreviewChange]) -> None:
        """Keeps what rows would change, after what was kept before."""
        lines = "".join(f"{change.model_dump_json()}\n" for change in changes)
        await pool.execute(
            "insert into import_changes select $1, count(*), $2 from import_changes where import_id = $1",
            self.identity,
            zlib.compress(lines.encode()),
        )

    async def approving(self, db: Any, leads: Approved) -> None:
        """Keeps what is to be approved of each row. `db`: pool or connection."""
        noted = "update import_files set approved = $2, leads = $3, digests = $4 where import_id = $1"
        await db.execute(noted, self.identity, bytes(leads.rows), leads.leads, bytes(leads.digests))

    async def approved(self, pool: Any) -> Approved:
        row = await pool.fetchrow("select approved, leads, digests from import_files where import_id = $1", self.identity)
        return Approved(bytearray(row["approved"]), list(row["leads"]), bytearray(row["digests"]))

    async def sha256(self, pool: Any) -> str:
        """Of what is kept now."""
        digest = hashlib.sha256()
        async for piece in pieces_of(pool, self.identity):
            digest.update(piece)
        return digest.hexdigest()

    def file(self, pool: Any, settings: Any, locks: WorkLocks) -> File:
        """What is kept, as a file that comes."""
        return File(
            pieces_of(pool, self.identity), self.content_type, self.kind, self.sheets, settings.import_most_mib * 2**20, unsaid,
            settings.import_workbook_mib * 2**20, locks.workbooks, locks.spool, self.titles,
        )  # fmt: skip


async def pieces_of(pool: Any, identity: str) -> AsyncIterator[bytes]:
    """The file as it was sent."""
    async for content in _in_order(pool, identity, "import_pieces"):
        yield content


async def changes_of(pool: Any, identity: str) -> AsyncIterator[bytes]:
    """All that it would change: NDJSON of `PreviewChange`."""
    async for content in _in_order(pool, identity, "import_changes"):
        yield zlib.decompress(content)


async def _in_order(pool: Any, identity: str, table: str) -> AsyncIterator[bytes]:
    number = 0
    one = f"select content from {table} where import_id = $1 and piece = $2"  # noqa: S608 - a name of ours
    while (content := await pool.fetchval(one, identity, number)) is not None:
        yield content
        number += 1


async def drop(db: Any, identity: str) -> None:
    """Forgets what was kept. `db`: pool or connection."""
    await db.execute("delete from import_files where import_id = $1", identity)
