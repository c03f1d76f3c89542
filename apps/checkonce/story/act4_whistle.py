"""Act 4: a township blows, three departments are called, one is late and is escalated; a clue finds its way; people rate."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from apps.checkonce.embedded import Town
from libs.clients.base import pages
from libs.clients.disclosure import Disclosure, VisitKeys
from libs.clients.errors import ProblemError
from libs.clients.planning import VisitView
from libs.clients.whistle import Whistle
from libs.domain.rating_tickets import Ticket, ask
from libs.events.patience import Patience

from .stage import Story

_WHISTLE = "W-2026-1"


async def play(story: Story) -> None:
    story.say("第四幕 吹哨报到 · Act 4: the whistle")
    town = story.jianli
    await _whistle(story, town)
    await _clue(story, town)
    await _rate(story)
    await story.settle()


async def _whistle(story: Story, town: Town) -> None:
    row = story.files(town).rows("townships")[3]
    township = town.whistle.acting_as(town.token("township-1", "township-officer", division=row["code"]))
    called = ["421088-market", "421088-fire", "421088-urban-management"]
    await township.blow_whistle(
        whistle=_WHISTLE,
        township=row["code"],
        matter_kind="fire-safety",
        matter="示例:集贸市场内液化气瓶违规存放 (example: gas bottles kept in the market hall)",
        place=f"{row['name']}集贸市场",
        urgency="urgent",
    )
    await township.call_departments(_WHISTLE, departments=called)

    async def come(department: str) -> None:
        inspector = next(one["id"] for one in story.files(town).rows("inspectors") if one["department"] == department)
        await _of(town, department).report_in(_WHISTLE, department=department, officers=[inspector])

    for department in called[:2]:
        await come(department)
    today = story.here.now()
    await story.on((today + timedelta(days=1)).date(), 23)
    await come(called[2])
    lead = town.whistle.acting_as(town.token("officer-1", "department-officer", department=called[0]))
    await lead.agree_on_handling(_WHISTLE, lead=called[0], plan="三部门联合处置 (three departments act together)")
    for department in called:
        await _of(town, department).report_part(_WHISTLE, department=department, outcome="已处置 (dealt with)")
    await township.confirm_whistle(_WHISTLE, solved=True, ratings={called[0]: 5, called[1]: 5, called[2]: 3})
    await story.settle()
    seen = await township.whistle(_WHISTLE)
    story.report.table(
        "吹哨 · the whistle",
        ["部门 department", "期限 due", "报到 reported in", "迟到 late", "升级 escalated", "评分 stars"],
        [(c.title, story.local(c.due), story.local(c.reported_at), c.late, c.step, c.stars) for c in seen.calls],
    )


async def _clue(story: Story, town: Town) -> None:
    """The clue of act 3 lies with the competent department."""
    department = story.notes.clue_for
    await _of(town, department).acknowledge_clue("C-2026-1", department=department)
    await _of(town, department).report_clue_outcome(
        "C-2026-1", department=department, outcome="已核查并责令改正 (checked, ordered to correct)"
    )


async def _rate(story: Story) -> None:
    """Entities fetch their tickets; whoever holds one rates with it, where so many hold one that nobody is traced."""
    towns = [town for town, _ in story.notes.to_rate]
    held = await asyncio.gather(*(_tickets(*visit) for visit in story.notes.to_rate))
    for town, tickets in zip(towns, held, strict=True):
        for ticket in tickets:
            try:
                await town.disclosure.rate(**ticket._asdict(), stars=3 + int(ticket.ticket, 16) % 3)
            except ProblemError as refused:
                if not refused.problem.type.endswith(":too-few-tickets"):
                    raise


async def _keys(entity: Disclosure, visit: str) -> VisitKeys:
    """The keys of a visit, once its quarter's are published. Raises ProblemError when they do not come."""
    patience = Patience(step=0.2)
    while True:
        try:
            return await entity.visit_rating_keys(visit)
        except ProblemError as refused:
            if not refused.problem.type.endswith(":no-rating-key-yet"):
                raise
            # A place has a key for each department and quarter, and each takes a moment to make.
            published = [key.modulus async for key in pages(entity.rating_keys, limit=500)]
            if not await patience.pause(len(published)):
                raise


async def _tickets(town: Town, visit: VisitView) -> list[Ticket]:
    """The entity has its tickets signed, without showing them."""
    entity = town.disclosure.acting_as(town.token(visit.entity, "enterprise"))
    keys = await _keys(entity, visit.visit)
    asked = ask({key.department: key.modulus for key in keys.keys})
    signed = await entity.sign_rating_tickets(visit.visit, blinded=asked.blinded)
    return asked.tickets(signed.period, signed.signatures)


def _of(town: Town, department: str) -> Whistle:
    return town.whistle.acting_as(town.token(f"officer-{department}", "department-officer", department=department))
