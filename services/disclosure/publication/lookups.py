"""Reads what is on record about a subject and has the public document built from it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from libs.events.catalog.disclosure.publication import Subject
from libs.events.store.store import Transaction

from ..record.views import queries
from . import commands as c
from .content import Content, Names, draw_content, plan_content, result_content
from .views import queries as own


async def kept_document(tx: Transaction, publication: str, subject: Subject) -> c.Document | None:
    """The document as the record stands, kept by its digest in the same transaction as the fact that names it."""
    content = await build(tx, publication, subject)
    if content is None:
        return None
    await own.keep_content(tx, digest=content.digest, body=content.canonical.decode())
    return c.Document(content=content.digest, masked=content.masked)


async def build(tx: Transaction, publication: str, subject: Subject) -> Content | None:
    """The content as the record stands now; None where not all of it is on record."""
    query, content_of = _BY_SUBJECT[subject]
    row = await query(tx, publication=publication)
    return None if row is None else await content_of(tx, dict(row))


async def _result(tx: Transaction, row: dict[str, Any]) -> Content:
    parts = orjson.loads(row["parts"])
    records = {
        record["department"]: {"basis": record["basis"], "findings": orjson.loads(record["findings"])}
        async for record in queries.parts_of(tx, visit=row["visit"])
    }
    return result_content(
        {**row, "parts": parts},
        records=records,
        rectifications=[dict(r) async for r in queries.rectifications_of(tx, visit=row["visit"])],
        items=await _items(tx, {code for part in parts for code in part["items"]}, row["checked_on"]),
        names=await _names(
            tx, departments=[row["lead"], *(part["department"] for part in parts)],
            townships=[row["township"]] if row["township"] else [], industries=row["industries"],
        ),
    )  # fmt: skip


async def _draw(tx: Transaction, row: dict[str, Any]) -> Content:
    names = await _names(tx, departments=[row["lead"], *row["departments"]])
    return draw_content({**row, "excluded": orjson.loads(row["excluded"])}, names)


async def _plan(tx: Transaction, row: dict[str, Any]) -> Content:
    demands = [
        {**demand, "ratios": orjson.loads(demand["ratios"])} async for demand in queries.demands_of(tx, demands=row["demands"])
    ]
    names = await _names(
        tx,
        departments=[row["lead"], *row["departments"], *(demand["department"] for demand in demands)],
        industries={industry for demand in demands for industry in demand["industries"]},
    )
    return plan_content(row, demands, names)


async def _items(tx: Transaction, items: Iterable[str], day: date) -> Mapping[str, Any]:
    return {row["item"]: dict(row) async for row in queries.items_in_force(tx, items=list(items), day=day)}


async def _names(
    tx: Transaction, *, departments: Iterable[str] = (), townships: Iterable[str] = (), industries: Iterable[str] = ()
) -> Names:
    found = queries.titles(tx, departments=list(departments), townships=list(townships), industries=list(industries))
    return Names({(row["kind"], row["code"]): row["title"] async for row in found})


_BY_SUBJECT: dict[Subject, tuple[Any, Callable[[Transaction, dict[str, Any]], Awaitable[Content]]]] = {
    Subject.RESULT: (queries.result_of, _result),
    Subject.DRAW: (queries.draw_of, _draw),
    Subject.PLAN: (queries.plan_of, _plan),
}
