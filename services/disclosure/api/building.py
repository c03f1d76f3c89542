"""Reads what is on record about a subject and has the public document built from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from libs.events.catalog.disclosure.publication import Subject
from libs.events.refusal import NotNow
from libs.events.store.store import Transaction
from services.disclosure.content import Content, Names, draw_content, plan_content, result_content
from services.disclosure.views import queries

__all__ = ["NotOnRecord", "build"]


class NotOnRecord(NotNow):
    """The duty is known, but not all that must be read: the facts that say it have not arrived or are parked."""

    slug = "not-on-record"
    title_zh = "公示内容尚未到齐"
    title_en = "What is to be published has not fully arrived"


async def build(tx: Transaction, publication: str, subject: Subject) -> Content:
    """The document as the record stands now. Raises NotOnRecord."""
    match subject:
        case Subject.RESULT:
            row = _known(await queries.result_of(tx, publication=publication), publication)
            return await _result(tx, row)
        case Subject.DRAW:
            row = _known(await queries.draw_of(tx, publication=publication), publication)
            return draw_content(
                {**row, "excluded": orjson.loads(row["excluded"])},
                await _names(tx, departments=[row["lead"], *row["departments"]]),
            )
        case Subject.PLAN:
            row = _known(await queries.plan_of(tx, publication=publication), publication)
            return await _plan(tx, row)


def _known(row: Any, publication: str) -> dict[str, Any]:
    if row is None:
        raise NotOnRecord(
            field="publication",
            value=publication,
            do_en="Try again shortly; if it stays so, ask operations for parked streams.",
            do_zh="请稍后再试;如仍如此,请运行维护人员检查被搁置的事件。",
        )
    return dict(row)


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
            tx,
            departments=[row["lead"], *(part["department"] for part in parts)],
            townships=[row["township"]] if row["township"] else [],
            industries=row["industries"],
        ),
    )


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
