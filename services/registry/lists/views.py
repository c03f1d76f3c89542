"""Effective-dated lists as one table: a row per edition, in force from its day until the day of what follows it."""

from pathlib import Path
from typing import Any

import aiosql

from libs.events.fact import Fact
from libs.events.views import values
from libs.events.views.table import DAY, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")

ROWS = Table("editions", "list", "key")
"""All editions of a row."""
_EDITIONS = Table("editions", "list", "key", "seq")
Value = values.Path | values.Envelope | Sql | None


def dated(views: Views, name: str, key: Value, beginning: type[Fact], ending: type[Fact], *, until: Value = None) -> None:
    """Registers a list: one fact begins an edition of the row that `key` names, the other ends it.

    `until`: the edition's last day is the day before, where this is not the fact's `effective_until`.
    """
    begins(views, name, key, beginning, until=until)
    day = _day(ending)
    views.on(ending)(
        ROWS.update(
            list=name,
            key=key,
            effective_until=Sql("least({row}.effective_until, {new})", day),
            withdrawn=Sql(
                "case when {row}.effective_until is null or {row}.effective_until > {day} then {reason}"
                " else {row}.withdrawn end",
                day=day,
                reason=fact.reason,
            ),
            version=VERSION,
        )
    )


def begins(views: Views, name: str, key: Value, beginning: type[Fact], *, since: Value = None, until: Value = None) -> None:
    """Registers the fact that begins an edition on `since`; by default on its `effective_from`, or the day it was recorded."""
    since = since or _day(beginning)
    if until is None and "effective_until" in beginning.model_fields:
        until = fact.effective_until
    # The earlier edition ends first: the new one must not be among those that do. What has ended before stays as it is: of a
    # row with a thousand editions each new one wrote all of them again.
    views.on(beginning)(
        ROWS.update(
            list=name,
            key=key,
            effective_until=since,
            version=VERSION,
            where=Sql("{row}.effective_until is null or {row}.effective_until > {new}", since),
        )
    )
    # Two streams may be of one row: an officer named in small letters before. What was said last of him stands.
    views.on(beginning)(
        _EDITIONS.upsert(
            list=name,
            key=key,
            seq=VERSION,
            effective_from=since,
            effective_until=until,
            version=VERSION,
            content=Sql("{new} - 'effective_from'", fact),
        )
    )


def _day(cls: type[Fact]) -> Any:
    if "effective_from" not in cls.model_fields:
        return DAY
    return Sql("coalesce({new}, {day})", fact.effective_from, day=DAY)
