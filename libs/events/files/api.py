"""The routes of files: bring one in, read it, learn what was said of it, have it erased. Those of uploads are in tus.py."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, create_model

from ..decider import Decider, answered
from ..http.admission.body import declared, streamed
from ..http.auth import Permitted
from ..http.bodies import Body
from ..http.commands import APPROVED, WAITS, Accepted, Asking
from ..http.problems import Problem
from ..shapes.words import worded
from .erasing import EraseFile
from .keeping import Arrival, Files, Kept, Sent, declared_digest
from .kinds import KINDS
from .reading import answer, readable, store, within_reach
from .tus import add_uploads

__all__ = ["routes"]

Digest = Annotated[
    str,
    Path(
        description="SHA-256 of the file, in hexadecimal.",
        pattern=worded(r"^[0-9a-f]{64}$", "64 位小写十六进制", "64 hexadecimal digits in small letters"),
    ),
]
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_OF_ANY_KIND: dict[str, Any] = dict.fromkeys(KINDS, _BINARY)
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_FILE_HEADERS: dict[str, Any] = {
    "Repr-Digest": {"description": "SHA-256 of the file (RFC 9530).", **_TEXT},
    "ETag": {"description": "Its digest.", **_TEXT},
    "Accept-Ranges": {"description": "`bytes`", **_TEXT},
}


def _problems(**said: str) -> dict[int | str, dict[str, Any]]:
    return {int(status[1:]): {"model": Problem, "description": text} for status, text in said.items()}


_ERASED = _problems(_410="its content was erased")
_NOT_KEPT = _problems(
    _413="larger than CHECKONCE_FILES_MOST_MIB", _415="of a kind that is not taken, or of another than was said",
    _507="the file store is full",
)  # fmt: skip


class FileUpload(BaseModel):
    """Who has brought a file in and for whom they acted, and what they said of it.

    `uploaded_by` is the opaque id of a person or an entity, `acts_for` the bodies for which that one acted. `taken_at`,
    `position` (latitude and longitude in degrees) and `device` are as they were said; `uploaded_at` is when it came.
    """

    uploaded_by: str
    acts_for: list[str]
    taken_at: datetime | None
    position: str | None
    device: str | None
    uploaded_at: datetime


class FileView(Kept):
    """What is known of a file, which has been here since `kept_at`. Whoever brought it in stands in `uploads`, the first of
    them first.
    """

    kept_at: datetime
    uploads: list[FileUpload]


def routes(files: Files, erasing: Decider[EraseFile, Any]) -> APIRouter:
    """The routes of one service. `erasing` is its own decider."""
    router = APIRouter(tags=["files"])
    _keeping(router, files)
    add_uploads(router, files)
    _reading(router, files)
    _erasing(router, files, erasing)
    return router


def _keeping(router: APIRouter, files: Files) -> None:
    @router.post(
        "/files",
        operation_id="keep_file",
        summary="Keep a file: it is known by the SHA-256 of its bytes, which the answer tells",
        status_code=201,
        openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": _BINARY} | _OF_ANY_KIND}},
        responses=_ERASED
        | _NOT_KEPT
        | {200: {"model": Kept, "description": "The caller has brought the same file before"}, 201: {"model": Kept}},
    )
    @streamed
    async def keep(
        request: Request,
        response: Response,
        who: Permitted,
        sent: Annotated[Sent, Query()],
        repr_digest: Annotated[
            str | None, Header(max_length=1000, description="SHA-256 of what is sent (RFC 9530), to have it compared.")
        ] = None,
    ) -> Kept:
        kept_by = store(request)
        await kept_by.check_room(who.subject, declared(request.scope) or 0)
        kind, digest = request.headers.get("content-type", ""), declared_digest(repr_digest)
        arrival = Arrival(who.subject, sorted(files.acts_for(request, who)), sent, kind, digest)
        kept, new = await kept_by.keep(arrival, request.stream())
        response.headers["Location"] = f"/v1/files/{kept.sha256}"
        if not new:
            response.status_code = 200
        return kept


def _reading(router: APIRouter, files: Files) -> None:
    @router.get(
        "/files/{sha256}",
        operation_id="file",
        summary="The file itself, whole or a range of it",
        response_class=StreamingResponse,
        responses=_ERASED
        | {
            200: {"content": _OF_ANY_KIND, "headers": _FILE_HEADERS},
            206: {"description": "The range that was asked for", "content": _OF_ANY_KIND},
            304: {"description": "The caller has it: its ETag was in If-None-Match"},
        }
        | _problems(_416="nothing of it lies in the range"),
    )
    async def read(sha256: Digest, request: Request, who: Permitted) -> Response:
        return await answer(request, files, sha256, who)

    @router.head(
        "/files/{sha256}",
        operation_id="file_head",
        summary="Whether the file is there, its size and its kind",
        response_class=Response,
        responses=_ERASED | {200: {"headers": _FILE_HEADERS}},
    )
    async def head(sha256: Digest, request: Request, who: Permitted) -> Response:
        return await answer(request, files, sha256, who)

    @router.get("/files/{sha256}/about", operation_id="file_about", summary="What is known of a file", responses=_ERASED)
    async def about(sha256: Digest, request: Request, who: Permitted) -> FileView:
        row = await readable(request, files, sha256, who)
        said = "select * from file_uploads where sha256 = $1 order by uploaded_at, uploaded_by"
        uploads = [FileUpload(**each) for each in await store(request).pool.fetch(said, sha256)]
        return FileView(**row, uploads=uploads)


def _erasing(router: APIRouter, files: Files, erasing: Decider[EraseFile, Any]) -> None:
    command = cast("type[EraseFile]", next(answered(erasing.commands)))

    @router.post(
        "/files/{sha256}/erasure",
        operation_id="erase_file",
        summary="Have a file's content erased; its digest stays, with the reason",
        responses=WAITS | _ERASED,
    )
    async def erase(sha256: Digest, body: Any, gate: Asking, request: Request) -> Accepted:
        # Of what a second person approves, it was asked when the first one asked.
        reached = APPROVED in request.scope or await within_reach(request, files, sha256, gate.caller)
        there = reached and await store(request).row(sha256) is not None
        return await gate.execute(command(sha256=sha256, reason=body.reason, known=there))

    erase.__annotations__["body"] = _reasoned(command)


def _reasoned(command: type[EraseFile]) -> Any:
    """A body whose reason is what the command takes."""
    reason: Any = command.model_fields["reason"]
    written: Any = Annotated[reason.annotation, *reason.metadata] if reason.metadata else reason.annotation
    return create_model(
        "Erasure", __base__=Body, reason=(written, Field(description="Why; it is told to whoever asks for it."))
    )
