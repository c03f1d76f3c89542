"""Bodies of requests."""

from __future__ import annotations

import json
from typing import Any

from fastapi import HTTPException, Request
from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json

from ..refusal import Invalid

__all__ = ["Body", "NameRepeated", "named_once", "once_named"]


class Body(BaseModel):
    """Base of all bodies: an unknown field is refused (422)."""

    model_config = ConfigDict(extra="forbid")


class NameRepeated(Invalid):
    """Parsers differ in which of the two counts, so that whoever checked the request may have checked the other."""

    slug = "name-repeated"
    title_zh = "同一名称出现两次"
    title_en = "One name twice in an object"
    detail_zh = "同一 JSON 对象中 {value} 出现了两次"
    detail_en = "{value} is there twice in one JSON object"
    do_zh = "请只保留其中一个后重新提交;没有写入任何内容。"
    do_en = "Leave one of the two and send it again; nothing was written."
    rule = "RFC 8259, 4"


def once_named(body: bytes) -> Any:
    """What a JSON body says. Raises NameRepeated, and ValueError for what is no JSON."""
    said = from_json(body)
    # A flat object has a colon for each name, and perhaps some in its texts: with as many as names none is there twice.
    if type(said) is not dict or body.count(b":") != len(said):
        json.loads(body, object_pairs_hook=_once)
    return said


async def named_once(request: Request) -> None:
    """Dependency of every route, for bodies that FastAPI has read. Raises NameRepeated."""
    if hasattr(request, "_json"):
        try:
            json.loads(request._body, object_pairs_hook=_once)  # noqa: SLF001 - as in storable.py
        except RecursionError as error:
            # It was read by fewer calls within each other than this one: FastAPI's own answer to what is too deep.
            raise HTTPException(400, "There was an error parsing the body") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NameRepeated(field="body", value=twice)
    return said
