"""Act 3, March to June 2026: notices, joint visits, findings, mending, publication, and credit that moves."""

from __future__ import annotations

from apps.checkonce.embedded import Town
from libs.clients.base import pages
from libs.clients.inspection import FindingChecked, RectificationView

from .desks import auditor, himself, inspecting, planner, publish, publishing
from .photographs import photograph
from .stage import Story
from .visits import chance, inspect


async def play(story: Story) -> None:
    story.say("第三幕 上门检查 · Act 3: the visits")
    visits = [v async for v in pages(planner(story.jianli).visits, draw="D-2026", limit=500)]
    await inspect(story, story.jianli, visits, outage=True)
    await _mend(story, story.jianli)
    await publish(story, story.jianli)
    await _late_one(story, story.jianli)


async def _mend(story: Story, town: Town) -> None:
    """Most mend in time and are re-checked; some let the day pass, which costs them trust."""
    reading = town.inspection.acting_as(town.token("officer-1", "auditor"))
    orders = [r async for r in pages(reading.rectifications, limit=500)]
    visits = {v.visit: v async for v in pages(planner(town).visits, draw="D-2026", limit=500)}

    async def mend(order: RectificationView) -> None:
        if order.state not in {"ordered", "overdue"} or chance("mend", order.rectification) < 0.2:
            return
        department = inspecting(town, order.department)
        await department.report_rectification(order.rectification, evidence=[])
        team = next(part.inspectors for part in visits[order.visit].parts if part.department == order.department)
        colleagues = [one["id"] for one in story.files(town).rows("inspectors") if one["department"] == order.department]
        officers = list(dict.fromkeys([*team, *colleagues]))[:2]
        await himself(town, order.department, officers[0]).recheck_rectification(
            order.rectification,
            officers=officers,
            checks=[FindingChecked(finding=finding, mended=True) for finding in order.findings],
            evidence=[await photograph(town, order.department, "recheck", order.rectification)],
        )

    await story.each(mend, orders)
    await story.settle()
    # Three weeks later the days of the others have passed.
    today = story.here.now().date()
    await story.on(story.calendar.add_working_days(today, 16), 10)
    story.report.numbers["rectifications"] = len(orders)


async def _late_one(story: Story, town: Town) -> None:
    """The forgotten result shows as overdue, and is then published late."""
    for name in sorted(story.notes.forgotten):
        reading = town.disclosure.acting_as(auditor(town))
        pending = [p async for p in pages(reading.pending_publications, limit=500)]
        owed = next(p for p in pending if p.publication == name)
        await publishing(town, owed.department).publish(name)
    await story.settle()
