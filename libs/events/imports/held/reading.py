"""What whoever approves reads of a file that waits: the file as it was sent, and all that it would change."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from ...countersigning import refusals as r
from ...countersigning.api import Number
from ...countersigning.sight import Seen, Sight, visible
from ...http.depends import Pool
from ...http.rows import found
from ..examples import CHANGES
from ..kinds import ImportKind
from ..receiving import XLSX
from .holding import FileGone
from .pieces import changes_of, pieces_of

__all__ = ["add_reading"]

_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/octet-stream": _BINARY},
        "headers": {
            "Repr-Digest": {"description": "SHA-256 of the file that is approved (RFC 9530)", "schema": {"type": "string"}}
        },
    }
}
_SHOWN = (
    "select i.import_id, i.kind, i.sha256, f.content_type,"  # noqa: S608 - a clause of ours
    " (select coalesce(sum(octet_length(content)), 0) from import_pieces p where p.import_id = f.import_id) as bytes"
    " from countersignatures c left join imports i using (countersignature) left join import_files f using (import_id)"
    f" where c.countersignature = $1 and {visible(2)}"
)


def add_reading(router: APIRouter, kinds: Mapping[str, ImportKind]) -> None:
    """For the asker and for whoever may approve, as long as the file is kept; where a kind has a duty."""
    if all(kind.duty is None for kind in kinds.values()):
        return

    @router.get(
        "/countersignatures/{countersignature}/file",
        operation_id="countersignature_file",
        summary="The file that waits for a second person, as it was sent",
        description="What stands in columns that are passed over may be a formula to a spreadsheet: do not run them.",
        response_class=StreamingResponse,
        responses=_FILE,
    )
    async def file(countersignature: Number, pool: Pool, seen: Seen) -> StreamingResponse:
        row = await _kept(pool, countersignature, seen)
        digest = base64.b64encode(bytes.fromhex(row["sha256"])).decode()
        # Never shown in a browser: what it is was said by its sender.
        headers = {"Content-Length": str(row["bytes"]), "Repr-Digest": f"sha-256=:{digest}:"}
        name = f"{row['kind']}-{countersignature}.{_ending(row['content_type'])}"
        return _download(pieces_of(pool, row["import_id"]), name, "application/octet-stream", headers)

    @router.get(
        "/countersignatures/{countersignature}/changes.ndjson",
        operation_id="countersignature_changes",
        summary="All that the file would change, row by row, as it was previewed",
        response_class=StreamingResponse,
        responses=CHANGES,
    )
    async def changes(countersignature: Number, pool: Pool, seen: Seen) -> StreamingResponse:
        row = await _kept(pool, countersignature, seen)
        name = f"{row['kind']}-{countersignature}-changes.ndjson"
        return _download(changes_of(pool, row["import_id"]), name, "application/x-ndjson", {})


async def _kept(pool: Any, countersignature: str, seen: Sight) -> Mapping[str, Any]:
    """Raises NoSuchCountersignature and FileGone."""
    shown = pool.fetchrow(_SHOWN, countersignature, *seen)
    row: Mapping[str, Any] = await found(shown, r.NoSuchCountersignature, countersignature=countersignature)
    if row["content_type"] is None:
        raise FileGone(countersignature=countersignature)
    return row


def _ending(content_type: str) -> str:
    if "json" in content_type:
        return "ndjson"
    return "xlsx" if XLSX in content_type else "csv"


def _download(content: AsyncIterator[bytes], name: str, media: str, headers: Mapping[str, str]) -> StreamingResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(content, media_type=media, headers={**disposition, **headers})
