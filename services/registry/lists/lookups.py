"""What decisions need to know of lists, read before they are asked."""

from datetime import date
from typing import Any

import orjson

from libs.events.imports.cells import Titled

from .views import queries


async def codes_of(pool: Any, list_: str, day: date) -> frozenset[str]:
    """Keys of a list that may be named: in force on the day, or announced for later."""
    return frozenset([row["key"] async for row in queries.codes_of(pool, list=list_, day=day)])


async def lasting(pool: Any, list_: str) -> dict[str, date]:
    """Keys of a list that no end is known of, with the day since which they have been in force without a gap."""
    return {row["key"]: row["since"] async for row in queries.lasting(pool, list=list_)}


async def titled(pool: Any, list_: str, day: date) -> Titled:
    """The codes as `codes_of` gives them, with the titles that are in force on the day."""
    titles = {code: content.get("title", "") for code, content in (await contents_of(pool, list_, day)).items()}
    return Titled({code: titles.get(code, "") for code in await codes_of(pool, list_, day)})


async def contents_of(pool: Any, list_: str, day: date) -> dict[str, dict[str, Any]]:
    """A list's rows in force on a day, by key, as their facts said it."""
    return {row["key"]: orjson.loads(row["content"]) async for row in queries.whole_list(pool, list=list_, day=day)}


async def resting(pool: Any, list_: str, key: str, day: date) -> tuple[str, ...]:
    """What is in force on the day or later and rests on a row, as `kind key`; up to five of a kind."""
    return tuple([f"{row['kind']} {row['key']}" async for row in queries.resting(pool, list=list_, key=key, day=day)])
