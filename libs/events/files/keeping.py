"""Files as a service keeps them: the content in a store, then the row. Every step may be the last one of its process.

What a digest means is settled in one transaction at a time (`in_turn`), so that nobody removes a content as an orphan while
somebody else writes the row that names it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from fastapi import Request
from pydantic import AwareDatetime, BaseModel, Field

from ..clock import Clock
from ..http.admission.refusals import TooMany
from ..http.auth import Caller
from ..refusal import Invalid
from ..running.looks import Looks
from ..settings import Settings
from ..shapes.words import worded
from ..store.in_turn import in_turn
from . import refusals as r
from .kinds import HEAD
from .sniffing import media_type
from .storage import Folder, Incoming, Storage

__all__ = ["Arrival", "FileStore", "Files", "Kept", "MayRead", "Named", "Sent", "TooMuchInADay", "fault_of", "store_of"]

_DAY: Final = timedelta(hours=24)
_ROW: Final = (
    "select f.sha256, f.bytes, f.media_type, f.kept_at, f.gone_at, e.erased_at, e.reason"
    " from files f left join erased_files e using (sha256) where f.sha256 = $1"
)
_OWN: Final = "select exists (select from file_uploads where sha256 = $1 and (uploaded_by = $2 or acts_for && $3))"
_MISSING: Final = """
    select n.sha256, n.media_type from unnest($1::text[], $2::text[]) with ordinality n (sha256, media_type, ordinal)
     where not exists (
       select from files f join file_uploads u using (sha256)
        where f.sha256 = n.sha256 and f.media_type = n.media_type and f.gone_at is null
          and (u.uploaded_by = $3 or u.acts_for && $4)
          and not exists (select from erased_files e where e.sha256 = f.sha256))
     order by n.ordinal
"""
_SENT: Final = """
    select coalesce((select sum(f.bytes) from file_uploads u join files f using (sha256)
                      where u.uploaded_by = $1 and u.uploaded_at > $2::timestamptz - interval '24 hours'), 0)
         + coalesce((select sum(bytes) from uploads where uploaded_by = $1 and sha256 is null and expires_at > $2), 0)
"""
_REPR_DIGEST: Final = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):")


class TooMuchInADay(TooMany):
    """`limit`: MiB."""

    slug = "too-much-in-a-day"
    title_zh = "当日上传量已满"
    title_en = "Too much in a day"
    detail_zh = "每人 24 小时内最多上传 {limit} MiB"
    detail_en = "one caller sends {limit} MiB in 24 hours at most"
    do_zh = "请 {seconds} 秒后再上传;如确有需要,请联系运维人员调整上限。"
    do_en = "Send the rest in {seconds} s, or ask the operators for a higher limit."


class MayRead(Protocol):
    """Whether a caller whom the access table lets in may read a file because of what names it."""

    async def __call__(self, request: Request, who: Caller, pool: Any, sha256: str, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Files:
    """What a service says of its files. Whoever brought one in reads it, and whoever acts for the same body; beyond them it is
    the service that says who, by `may_read`. `acts_for`: the bodies for which a caller acts on the route of the request.
    """

    acts_for: Callable[[Request, Caller], Collection[str]]
    may_read: MayRead


class Named(Protocol):
    """A file as a fact names it."""

    @property
    def sha256(self) -> str: ...

    @property
    def media_type(self) -> str: ...


class Sent(BaseModel):
    """What the sender says of a file besides its bytes. None of it stands in a fact."""

    taken_at: AwareDatetime | None = Field(None, description="When it was taken, by the device's clock.")
    position: str | None = Field(
        None,
        description="Where: latitude and longitude in degrees (WGS 84), as `29.8113,112.9042`.",
        max_length=48,
        pattern=worded(
            r"^-?(90(\.0+)?|[1-8]?[0-9](\.[0-9]{1,7})?),-?(180(\.0+)?|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]{1,7})?)$",
            "纬度,经度,例如 29.8113,112.9042",
            "latitude,longitude such as 29.8113,112.9042",
        ),
    )
    device: str | None = Field(None, description="By what, as its owner numbers it.", max_length=100)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who brings a file, for whom, and what is said of it. `declared`: its media type, perhaps none."""

    who: str
    acts_for: Sequence[str]
    sent: Sent
    declared: str
    sha256: str | None = None
    """The digest that was declared."""


class Kept(BaseModel):
    """A file that is there. `sha256` is its name, in hexadecimal; it has so many `bytes`, and `media_type` is what the first of
    them say.
    """

    sha256: str
    bytes: int
    media_type: str


class FileStore:
    """The files of one process's service."""

    def __init__(self, pool: Any, storage: Storage, clock: Clock, settings: Settings) -> None:
        self.pool, self.storage, self.clock = pool, storage, clock
        self.most = settings.files_most_mib * 2**20
        self.types = settings.file_types
        self._a_day = settings.files_day_mib * 2**20

    async def keep(self, arrival: Arrival, body: AsyncIterator[bytes]) -> tuple[Kept, bool]:
        """Keeps what comes; the second: whether this sender had not brought it before.

        Raises FileTooLarge, FileEmpty, TypeNotTaken, TypeOtherwise, DigestOtherwise, FileErased, StoreFull, StoreAway.
        """
        incoming = await self.storage.incoming()
        try:
            content = Content(self, arrival)
            async for piece in body:
                content.take(piece)
                await incoming.write(piece)
            kept = content.whole()
            return kept, await self.settle(incoming, kept, arrival)
        finally:
            await incoming.close()
            # Placed, it has another name by now.
            await self.storage.discard(incoming.name)

    async def settle(self, incoming: Incoming, kept: Kept, arrival: Arrival) -> bool:
        """The content gets its place, and then its row. Raises FileErased, StoreFull and StoreAway."""
        await incoming.sync()
        async with self.pool.acquire() as tx, tx.transaction():
            await in_turn(tx, f"file/{kept.sha256}")
            row = await tx.fetchrow(_ROW, kept.sha256)
            if row is not None:
                check_readable(row)
            if await self.storage.size(kept.sha256) is None:
                await self.storage.place(incoming.name, kept.sha256)
            now = self.clock()
            new = "insert into files (sha256, bytes, media_type, kept_at) values ($1, $2, $3, $4) on conflict do nothing"
            await tx.execute(new, kept.sha256, kept.bytes, kept.media_type, now)
            told: str = await tx.execute(
                "insert into file_uploads (sha256, uploaded_by, acts_for, taken_at, position, device, uploaded_at)"
                " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
                kept.sha256, arrival.who, list(arrival.acts_for), arrival.sent.taken_at, arrival.sent.position,
                arrival.sent.device, now,
            )  # fmt: skip
        return told.endswith(" 1")

    async def check_room(self, who: str, size: int) -> None:
        """Before anything comes. `size`: bytes, as its sender says, 0 where nothing is said.

        Raises FileTooLarge and TooMuchInADay.
        """
        if size > self.most:
            raise self.too_large()
        if await self.pool.fetchval(_SENT, who, self.clock()) + size > self._a_day:
            refusal = TooMuchInADay(caller=who, limit=self._a_day // 2**20, seconds=int(_DAY.total_seconds()))
            refusal.seconds = int(_DAY.total_seconds())
            raise refusal

    def too_large(self) -> r.FileTooLarge:
        return r.FileTooLarge(field="file", most=self.most // 2**20)

    async def row(self, sha256: str) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = await self.pool.fetchrow(_ROW, sha256)
        return found

    async def own(self, sha256: str, who: str, acts_for: Collection[str]) -> bool:
        """Whether the caller, or somebody who acts for the same, has brought the file in."""
        return bool(await self.pool.fetchval(_OWN, sha256, who, list(acts_for)))

    async def missing(self, named: Sequence[Named], who: str, acts_for: Collection[str]) -> tuple[str, ...]:
        """Those digests that are not there under that media type, or were brought in by nobody for whom the caller acts.

        Whoever may only read a file cannot hand it on as something of his own: its readers would become others.
        """
        if not named:
            return ()
        digests, types = [each.sha256 for each in named], [each.media_type for each in named]
        rows = await self.pool.fetch(_MISSING, digests, types, who, list(acts_for))
        return tuple(dict.fromkeys(row["sha256"] for row in rows))


class Content:
    """What has come of a file: its digest, its size, and from its first bytes on what it is."""

    def __init__(self, store: FileStore, arrival: Arrival) -> None:
        self._store, self._arrival = store, arrival
        self._digest, self._head, self._kind = hashlib.sha256(), b"", ""
        self.size = 0

    def take(self, piece: bytes) -> None:
        """Raises FileTooLarge, TypeNotTaken and TypeOtherwise as soon as that is known."""
        self.size += len(piece)
        if self.size > self._store.most:
            raise self._store.too_large()
        self._digest.update(piece)
        if not self._kind:
            self._head += piece[:HEAD]
            if len(self._head) >= HEAD:
                self._kind = self._sniffed()

    def whole(self) -> Kept:
        """Raises FileEmpty, DigestOtherwise, TypeNotTaken and TypeOtherwise."""
        if not self.size:
            raise r.FileEmpty(field="file")
        kind, sha256 = self._kind or self._sniffed(), self._digest.hexdigest()
        declared = self._arrival.sha256
        if declared is not None and declared != sha256:
            raise r.DigestOtherwise(field="Repr-Digest", value=declared, declared=declared, found=sha256)
        return Kept(sha256=sha256, bytes=self.size, media_type=kind)

    def _sniffed(self) -> str:
        return media_type(self._head, self._arrival.declared, self._store.types)


def check_readable(row: Mapping[str, Any]) -> None:
    """Raises FileErased for the row of a file whose content was erased."""
    if (at := row["erased_at"] or row["gone_at"]) is not None:
        raise r.FileErased(sha256=row["sha256"], at=_day(at), reason=row["reason"] or "")


def _day(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def declared_digest(header: str | None) -> str | None:
    """SHA-256 of `Repr-Digest` (RFC 9530) in hexadecimal; None where it names none. Raises Invalid."""
    if header is None or (found := _REPR_DIGEST.search(header)) is None:
        return None
    try:
        return base64.b64decode(found[1], validate=True).hex()
    except binascii.Error as error:
        raise Invalid(
            "Repr-Digest is not base64", "Repr-Digest 不是 base64", field="Repr-Digest", value=header[:200],
            do_en="Send `Repr-Digest: sha-256=:…:`, or leave it out.", do_zh="请按 sha-256=:…: 填写,或省略。",
        ) from error  # fmt: skip


def repr_digest(sha256: str) -> str:
    """The same for an answer."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def store_of(pool: Any, settings: Settings, clock: Clock) -> FileStore | None:
    """The store that the settings name; None where they name none."""
    return None if settings.files_folder is None else FileStore(pool, Folder(settings.files_folder), clock, settings)


async def fault_of(store: FileStore | None, looks: Looks) -> str | None:
    """What is wrong with the store, in English and Chinese. A volume that hangs keeps nobody waiting."""
    if store is None:
        return None
    try:
        return await looks.look("files", store.storage.fault)
    except TimeoutError:
        return "the file store does not answer · 文件存储没有响应"
