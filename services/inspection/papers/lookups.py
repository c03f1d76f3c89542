"""What a paper of a visit is filled in from, as it is on record."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from libs.documents.forms.parts import Item, Party, Trouble
from libs.domain.office.words import WORDS
from libs.events.catalog.codes import Ref
from libs.events.reactions import Environment

from ..visit.views import queries as visits
from . import commands as c
from .views import queries

_LONGEST = 2000


def _zh(table: str, code: str | None) -> str | None:
    return None if code is None else WORDS[table][code].zh if code in WORDS[table] else code


def _told(table: str, code: str | None) -> str | None:
    """How a finding is handled, as its entity is told: not that it may be a crime."""
    return "依法另行处理" if code in {"transfer", "transferred"} else _zh(table, code)


async def visited(pool: Any, row: Mapping[str, Any], env: Environment) -> c.Visited:
    """The visit of that row. `items` say what they said on its day."""
    visit: Ref = row["visit"]
    parts = [dict(part) async for part in visits.parts(pool, visit=visit)]
    codes = [code for part in parts for code in part["items"]]
    on = row["visit_on"] or env.today
    items = {
        each["item"]: _item(each["item"], each["content"], each["legal_basis"])
        async for each in queries.paper_items(pool, items=codes, on=on)
    }
    findings = defaultdict(list)
    async for each in queries.paper_findings(pool, visit=visit):
        findings[each["department"]].append(each)
    arrivals = {each["department"]: each async for each in queries.paper_arrivals(pool, visit=visit)}
    orders = [c.Order(**each) async for each in queries.paper_orders(pool, visit=visit)]
    return c.Visited(
        party=Party(entity=row["entity"], name=row["entity_name"], place=row["premises_name"]),
        method=_zh("method", row["method"]),
        on=row["visit_on"],
        told=row["announced"],
        answer=_answer(row),
        over=row["state"] == "cancelled",
        parts=tuple(_part(part, items, findings[part["department"]], arrivals.get(part["department"])) for part in parts),
        orders=tuple(orders),
        **{
            name: row[name]
            for name in ("visit", "lead", "lead_title", "draw", "window_from", "window_to", "basis", "completed_on")
        },
    )


def _item(code: str, content: str | None = None, legal_basis: str | None = None) -> Item:
    return Item(item=code, content=content, legal_basis=legal_basis)


def _part(part: Mapping[str, Any], items: Mapping[str, Item], findings: list[Any], arrival: Any) -> c.Part:
    handling = _told("disposition", part["disposition"])
    return c.Part(
        department=part["department"],
        title=part["title"],
        officers=part["inspectors"],
        arrived=arrival["inspectors"] if arrival else (),
        arrived_at=arrival["arrived_at"] if arrival else None,
        recorded_at=part["recorded_at"],
        items=tuple(items.get(code, _item(code)) for code in part["items"]),
        troubles=tuple(
            Trouble(
                finding=each["finding"],
                item=each["item"],
                description=each["description"],
                severity=_zh("severity", each["severity"]),
                handling=_told("handling", each["handling"]) or handling,
            )
            for each in findings
        ),
        exempted=tuple(each["finding"] for each in findings if each["handling"] == "exempted"),
        transferred=tuple(each["finding"] for each in findings if each["handling"] == "transfer"),
        evidence=tuple(
            c.Found(finding=each["finding"], what=each["description"][:_LONGEST], sha256=sha256)
            for each in findings
            for sha256 in each["evidence"]
        ),
        handling=handling,
    )


_ANSWERS = {"confirmed": "以上笔录已阅，情况属实。", "objected": "对笔录有异议。", "refused-to-sign": "拒绝签字。"}


def _answer(row: Mapping[str, Any]) -> str | None:
    said = row["answer"]
    if said is None:
        return None
    remark = row["answer_remark"]
    return f"{_ANSWERS.get(said, said)}{f'意见：{remark}' if remark else ''}"[:_LONGEST]
