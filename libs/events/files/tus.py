"""Uploads that can be resumed, by tus 1.0.0 (https://tus.io/protocols/resumable-upload): core and its extensions creation,
expiration and termination.

Clients for browsers, phones and command lines exist. An upload that came whole is a file: `Content-Location` names it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response

from ..http.admission.body import streamed
from ..http.auth import Permitted
from ..http.problems import Problem
from ..refusal import Invalid
from . import refusals as r
from .keeping import Arrival, Files, Sent
from .reading import store
from .uploads import Uploads

__all__ = ["TAG", "VERSION", "add_uploads"]

VERSION: Final = "1.0.0"
TAG: Final = "uploads"
"""Of the routes in the API's description: clients of the protocol take them, ours do not."""
_ONCE: Final = {"tags": [TAG]}
_PIECE: Final = "application/offset+octet-stream"
_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_INTEGER: Final[dict[str, Any]] = {"schema": {"type": "integer"}}
_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}
_SAID: Final[dict[str, Any]] = {
    "Tus-Resumable": {"description": "The version of the protocol.", **_TEXT},
    "Upload-Offset": {"description": "Bytes that have come and are safe.", **_INTEGER},
    "Upload-Expires": {"description": "Until when it can go on.", **_TEXT},
    "Content-Location": {"description": "The file, once it has come whole.", **_TEXT},
}
_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        409: "the upload goes on at another byte",
        410: "the same content was erased",
        412: "another version of the protocol than 1.0.0",
        413: "larger than was announced, or than is taken",
        415: f"of a kind that is not taken, or the body is no {_PIECE}",
        507: "the file store is full",
    }.items()
}
Number = Annotated[str, Path(max_length=100, description="The upload's own number.")]
Resumable = Annotated[str | None, Header(max_length=20, description=f"`{VERSION}`")]
Size = Annotated[int, Header(ge=0, le=2**53 - 1)]


def add_uploads(router: APIRouter, files: Files) -> None:
    """Routes `/uploads` of the files of one service."""

    def uploads(request: Request) -> Uploads:
        return Uploads(store(request), request.app.state.service_state.settings.files_upload_hours)

    @router.post(
        "/uploads",
        operation_id="begin_upload",
        summary="Begin an upload that may break off and go on (tus 1.0.0)",
        status_code=201,
        response_class=Response,
        openapi_extra=_ONCE,
        responses=_PROBLEMS | {201: {"description": "Begun; Location names it", "headers": {**_SAID, "Location": _TEXT}}},
    )
    async def begin(  # noqa: PLR0917 - FastAPI calls it by name
        request: Request,
        who: Permitted,
        sent: Annotated[Sent, Query()],
        upload_length: Annotated[Size, Header(description="Bytes of the whole file.")],
        upload_metadata: Annotated[
            str | None, Header(max_length=4000, description="`filetype` is the file's media type; all else is passed over.")
        ] = None,
        tus_resumable: Resumable = None,
    ) -> Response:
        _check(tus_resumable)
        kind = _metadata(upload_metadata).get("filetype", "")
        arrival = Arrival(who.subject, sorted(files.acts_for(request, who)), sent, kind[:100])
        row = await uploads(request).begin(arrival, upload_length)
        return Response(None, 201, {**_told(row), "Location": f"/v1/uploads/{row['upload']}"})

    @router.head(
        "/uploads/{upload}",
        operation_id="upload_offset",
        summary="How much of an upload has come (tus 1.0.0)",
        response_class=Response,
        openapi_extra=_ONCE,
        responses=_PROBLEMS | {200: {"description": "Upload-Offset says it", "headers": {**_SAID, "Upload-Length": _INTEGER}}},
    )
    async def offset(upload: Number, request: Request, who: Permitted, tus_resumable: Resumable = None) -> Response:
        _check(tus_resumable)
        row = await uploads(request).one(upload, who.subject)
        # The answer to the last piece may have been lost, and the process with it.
        file = await uploads(request).finish(row)
        return Response(None, 200, {**_told(row, file), "Upload-Length": str(row["bytes"]), "Cache-Control": "no-store"})

    @router.patch(
        "/uploads/{upload}",
        operation_id="go_on_with_upload",
        summary="The next bytes of an upload (tus 1.0.0); the last of them make the file",
        status_code=204,
        response_class=Response,
        openapi_extra=_ONCE | {"requestBody": {"required": True, "content": {_PIECE: _BINARY}}},
        responses=_PROBLEMS | {204: {"description": "They are safe", "headers": _SAID}},
    )
    @streamed
    async def go_on(
        upload: Number,
        request: Request,
        who: Permitted,
        upload_offset: Annotated[Size, Header(description="At which byte they begin.")],
        tus_resumable: Resumable = None,
    ) -> Response:
        _check(tus_resumable)
        if request.headers.get("content-type", "").partition(";")[0].strip() != _PIECE:
            raise r.TypeNotTaken(field="Content-Type", value=request.headers.get("content-type"), taken=[_PIECE])
        going = uploads(request)
        await going.go_on(await going.one(upload, who.subject), upload_offset, request.stream())
        row = await going.one(upload, who.subject)
        return Response(None, 204, _told(row, await going.finish(row)))

    @router.delete(
        "/uploads/{upload}",
        operation_id="end_upload",
        summary="Give an upload up (tus 1.0.0); a file that it has made stays",
        status_code=204,
        response_class=Response,
        openapi_extra=_ONCE,
        responses={
            412: _PROBLEMS[412],
            204: {"description": "It is over", "headers": {"Tus-Resumable": _SAID["Tus-Resumable"]}},
        },
    )
    async def give_up(upload: Number, request: Request, who: Permitted, tus_resumable: Resumable = None) -> Response:
        _check(tus_resumable)
        going = uploads(request)
        await going.drop((await going.one(upload, who.subject))["upload"])
        return Response(None, 204, {"Tus-Resumable": VERSION})


def _check(version: str | None) -> None:
    """Raises TusOtherwise."""
    if version != VERSION:
        raise r.TusOtherwise(field="Tus-Resumable", value=version)


def _told(row: Mapping[str, Any], file: str | None = None) -> dict[str, str]:
    said = {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(row["received"]),
        "Upload-Expires": format_datetime(row["expires_at"], usegmt=True),
    }
    return said if file is None else {**said, "Content-Location": f"/v1/files/{file}"}


def _metadata(header: str | None) -> dict[str, str]:
    """Names with their values, which are base64 or absent. Raises Invalid."""
    said: dict[str, str] = {}
    try:
        for pair in (header or "").split(","):
            name, _, value = pair.strip().partition(" ")
            said[name] = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Invalid(
            "a value in Upload-Metadata is not base64 of UTF-8", "Upload-Metadata 中的值应为 UTF-8 的 base64",
            field="Upload-Metadata", value=(header or "")[:200],
            do_en="Write `filetype aW1hZ2UvanBlZw==`, or leave it out.",
            do_zh="请写作 filetype aW1hZ2UvanBlZw==,或省略。",
        ) from error  # fmt: skip
    return said
