"""A file as an answer: to whom, which part of it, and with what header fields (RFC 9110)."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from ..http.auth import Caller
from . import refusals as r
from .keeping import Files, FileStore, check_readable, repr_digest
from .kinds import KINDS

__all__ = ["answer", "readable", "store", "within_reach"]


def store(request: Request) -> FileStore:
    """Raises NoFileStore."""
    found: FileStore | None = request.app.state.files
    if found is None:
        raise r.NoFileStore
    return found


async def within_reach(request: Request, files: Files, sha256: str, who: Caller) -> bool:
    """Whether the caller, or a colleague, has brought the file in, or may read what names it."""
    own = await store(request).own(sha256, who.subject, files.acts_for(request, who))
    return own or await files.may_read(request, who, request.app.state.pool, sha256)


async def readable(request: Request, files: Files, sha256: str, who: Caller) -> dict[str, Any]:
    """Its row. Raises NoSuchFile, also to whoever may not read it, and FileErased."""
    row = await store(request).row(sha256) if await within_reach(request, files, sha256, who) else None
    if row is None:
        raise r.NoSuchFile(sha256=sha256)
    check_readable(row)
    return dict(row)


async def answer(request: Request, files: Files, sha256: str, who: Caller) -> Response:
    """The file or the range of it that is asked for. Raises what `readable` does, RangeUnmet and StoreAway."""
    row = await readable(request, files, sha256, who)
    storage, size = store(request).storage, row["bytes"]
    if await storage.size(sha256) != size:
        # Its row says that it was there: the volume is another one, or somebody has been at it.
        raise r.StoreAway
    headers = _headers(row)
    if _same(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(None, 304, headers)
    asked = _range(request, headers["ETag"], size)
    start, end = asked or (0, size)
    if asked is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    status = 200 if asked is None else 206
    if request.method == "HEAD":
        return Response(None, status, headers, row["media_type"])
    return StreamingResponse(storage.read(sha256, start, end), status, headers, row["media_type"])


def _headers(row: dict[str, Any]) -> dict[str, str]:
    sha256 = row["sha256"]
    return {
        "ETag": f'"{sha256}"',
        "Repr-Digest": repr_digest(sha256),
        "Accept-Ranges": "bytes",
        # Each read is put on record: what was read once is asked for again.
        "Cache-Control": "private, no-cache",
        # Never shown in a browser under our own name: what it does there was decided by its sender.
        "Content-Disposition": f'attachment; filename="{sha256[:16]}.{KINDS[row["media_type"]].ending}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


def _same(header: str | None, tag: str) -> bool:
    """RFC 9110, 13.1.2."""
    return header is not None and (
        header.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in header.split(",")}
    )


def _range(request: Request, tag: str, size: int) -> tuple[int, int] | None:
    """From where until before where; None for all of it: of several ranges, or of what is no range, all is answered
    (RFC 9110, 14.2). Raises RangeUnmet.
    """
    asked, only = request.headers.get("range", ""), request.headers.get("if-range")
    unit, _, said = asked.partition("=")
    first, dash, last = said.strip().partition("-")
    if unit.strip() != "bytes" or not dash or "," in said or (only is not None and only.strip() != tag):
        return None
    digits = {part for part in (first, last) if part}
    if not digits or not all(part.isascii() and part.isdecimal() and len(part) < 20 for part in digits):
        return None
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise r.RangeUnmet(field="Range", value=asked[:100], bytes=size)
    return start, end
