"""What routes and their document have in common: statuses, header fields, and the names of both."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["GATE", "KEY_HEADER", "KEY_LENGTH", "PROBLEMS", "PROBLEM_MEDIA_TYPE", "VERSION_HEADER", "VERSION_LENGTH"]

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
PROBLEMS: Final = {
    400: "not a well-formed request",
    401: "no valid token",
    403: "the caller's roles or scopes do not cover this",
    404: "not found",
    408: "the body came too slowly",
    409: "refused by a rule",
    412: "changed meanwhile (If-Match)",
    413: "the body is larger than this route takes",
    422: "content is not acceptable",
    429: "too many requests; Retry-After says in how many seconds to ask again",
    503: "temporarily unavailable; try again, with the same Idempotency-Key",
}
"""What any route may answer besides success."""

GATE: Final = "Gate"
"""Marks an operation whose commands go through a gate: until the document is complete, it is the name of its security."""
KEY_HEADER, KEY_LENGTH = "idempotency-key", 200
VERSION_HEADER, VERSION_LENGTH = "if-match", 40

_TEXT: Final = {"schema": {"type": "string"}}
ANSWER_HEADERS: Final[dict[str, dict[str, Any]]] = {
    "401": {"WWW-Authenticate": {"description": "RFC 6750, section 3", "required": True, **_TEXT}},
    "429": {"Retry-After": {"description": "Seconds.", "required": True, "schema": {"type": "integer"}}},
    "503": {"Retry-After": {"description": "Seconds, where a time can be named.", "schema": {"type": "integer"}}},
}
"""By status."""
COMMAND_HEADERS: Final[dict[str, Any]] = {
    "ETag": {"description": "The stream's version after the command, for `If-Match`.", **_TEXT},
    "Idempotency-Replayed": {
        "description": "`true`: nothing was done now, this is the first answer to the key.",
        "schema": {"const": "true"},
    },
}
GATE_PARAMETERS: Final[list[dict[str, Any]]] = [
    {
        "name": KEY_HEADER,
        "in": "header",
        "required": False,
        "description": "Yours, one per command: the same key again gets the first answer (draft-ietf-httpapi-idempotency-key).",
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH},
    },
    {
        "name": VERSION_HEADER,
        "in": "header",
        "required": False,
        "description": "The ETag you have seen: the command is refused if the stream has changed since (RFC 9110, 13.1.1).",
        "schema": {"type": "string", "maxLength": VERSION_LENGTH},
    },
]
