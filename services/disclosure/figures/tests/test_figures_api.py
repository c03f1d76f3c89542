"""Figures on a real database."""

from datetime import timedelta

from libs.events.catalog.whistle.call import Ladder, WhistleBlown, WhistleEscalated
from services.disclosure.testing import (
    ENTITY,
    FIRE,
    OTHER,
    PARTS,
    draw_facts,
    planned,
    read,
    visit_facts,
)


async def test_a_visit_without_notice_is_counted_when_it_is_completed_or_its_window_is_over(disclosure):
    async def counted():
        figures = await read(disclosure, "/v1/figures")
        return figures["entities"], figures["joint_share"]

    for visit, entity in (("V-1", ENTITY), ("V-2", OTHER)):
        stream, fact = planned(visit, entity, PARTS)
        day = disclosure.clock.now.date()
        quiet = {"notice_forbidden": True, "window_from": day, "window_to": day + timedelta(days=1)}
        await disclosure.deliver("planning", (stream, fact.model_copy(update=quiet)))
    assert await counted() == (0, None)
    await disclosure.deliver("inspection", *visit_facts("V-1"))
    assert await counted() == (1, 100.0)
    disclosure.clock.now += timedelta(days=2)
    assert await counted() == (2, 100.0)


async def test_the_figures_count_what_happened(disclosure):
    empty = await read(disclosure, "/v1/figures")
    assert (empty["due"], empty["publication_rate"], empty["joint_share"], empty["rating_average"]) == (0, None, None, None)
    escalated = WhistleEscalated(
        whistle="W-1", department=FIRE, step=1, to="片区指挥中心", next_by=None, ladder=Ladder(steps=(), hours=24)
    )
    blown = WhistleBlown(
        whistle="W-1", township="421088100", matter_kind="fire-safety", matter="堵塞", place="集市", urgency="normal"
    )
    await disclosure.deliver("planning", *draw_facts(), planned("V-1", ENTITY, PARTS), planned("V-2", OTHER, PARTS[:1]))
    await disclosure.deliver("whistle", ("whistle-W-1", blown), ("whistle-W-1", escalated))
    figures = await read(disclosure, "/v1/figures")
    wanted = {
        "tasks": 2, "draws": 1, "entities": 2, "visits": 2, "department_checks": 3, "visits_if_separate": 3,
        "visits_saved_rate": 33.33, "joint_share": 50.0, "whistles": 1, "escalated": 1,
    }  # fmt: skip
    assert {name: figures[name] for name in wanted} == wanted
