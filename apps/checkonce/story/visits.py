"""Joint visits from the notice to the completion: what the officers of a place do window by window."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from functools import partial

from apps.checkonce.embedded import Town
from libs.clients.base import trace_of
from libs.clients.inspection import Checked, Disposition, FindingMade
from libs.clients.planning import VisitPart, VisitView

from .desks import himself, inspecting, publish
from .photographs import photograph
from .stage import Story

__all__ = ["chance", "inspect"]

_ORDINARY = "示例:记录不完整,当场指出 (example: records incomplete)"
_PUBLIC_LATE = 1


def chance(*about: str) -> float:
    """A number in [0, 1) that depends on what it is about: the story can be told again."""
    return int.from_bytes(hashlib.sha256("|".join(about).encode()).digest()[:6]) / 2**48


async def inspect(story: Story, town: Town, visits: list[VisitView], *, outage: bool = False) -> None:
    """Window by window: notice a week before, everybody on the same day, results published within the week."""
    windows: dict[tuple[date, date], list[VisitView]] = defaultdict(list)
    for visit in visits:
        windows[visit.window_from, visit.window_to].append(visit)
    for number, ((first, _), group) in enumerate(sorted(windows.items())):
        notice = story.calendar.add_working_days(first - timedelta(days=1), 1)
        day = story.calendar.add_working_days(notice, 3)
        await story.on(notice, 9)
        await story.each(partial(_announce, town, day), group)
        await story.on(day, 9)
        if outage and number == 1 and story.between_visits is not None:
            await story.between_visits()
        await story.each(partial(_visit, story, town), group)
        story.say(f"  {town.place.zh} {day}: {len(group)} 次上门 · {len(group)} visits")
        await story.on(story.calendar.add_working_days(day, 2), 10)
        await publish(story, town, leave_late=_PUBLIC_LATE if town is story.jianli else 0)


async def _announce(town: Town, day: date, visit: VisitView) -> None:
    lead = inspecting(town, visit.lead)
    if visit.notice_forbidden:
        await lead.withhold_notice(visit.visit, on=day, reason="检查事项依法不得事先通知 (the item forbids notice)")
    else:
        await lead.announce_visit(visit.visit, on=day, basis="年度检查计划 (the year's plan)")


async def _visit(story: Story, town: Town, visit: VisitView) -> None:
    """Each of the team scans the entity's code, each department enters its part, the entity answers, the lead completes."""
    entity = town.inspection.acting_as(town.token(visit.entity, "enterprise"))
    shown = await entity.entity_code()
    for part in visit.parts:
        for inspector in part.inspectors:
            await himself(town, part.department, inspector).check_in(
                visit.visit, inspector=inspector, department=part.department, proof="entity-code", code=shown.token
            )
    for part in visit.parts:
        await _record(story, town, visit, part)
    if not story.notes.clue_for and len(visit.parts) > 1 and town is story.jianli:
        await _clue(story, town, visit)
    await entity.answer_visit(visit.visit, answer="objected" if chance("answer", visit.visit) < 0.02 else "confirmed")
    done = await inspecting(town, visit.lead).complete_visit(visit.visit)
    story.notes.trace = story.notes.trace or trace_of(done)
    if chance("rating", visit.visit) < 0.25:
        story.notes.to_rate.append((town, visit))


async def _record(story: Story, town: Town, visit: VisitView, part: VisitPart) -> None:
    """What a department found: nothing in six parts of seven, otherwise something minor, ordinary or serious."""
    findings, disposition, basis = await _found(story, town, visit, part)
    await inspecting(town, part.department).record_part(
        visit.visit,
        department=part.department,
        checks=[_checked(item, findings) for item in part.items],
        findings=findings,
        disposition=disposition,
        basis=basis,
    )


def _checked(item: str, findings: list[FindingMade]) -> Checked:
    return Checked(item=item, outcome="breach" if any(finding.item == item for finding in findings) else "conforms")


async def _found(
    story: Story, town: Town, visit: VisitView, part: VisitPart
) -> tuple[list[FindingMade], Disposition, str | None]:
    """Findings, what is done about them, and on what ground."""
    luck = chance("finding", visit.entity, part.department)
    if luck >= 0.15:
        return [], "archived", None
    code = part.items[0]
    item = story.files(town).items[code]
    finding = FindingMade(
        finding=f"F-{visit.visit}-{part.department}"[:100],
        item=code,
        severity="serious" if luck < 0.02 else "ordinary" if luck < 0.09 else "minor",
        description=_ORDINARY,
        evidence=[await photograph(town, part.department, "photo", visit.visit, code)],
    )
    if finding.severity == "serious":
        return [finding], "penalty-procedure", item["legal_basis"]
    if finding.severity == "ordinary":
        return [finding], "ordered-to-rectify", None
    if item["minor_exemption"]:
        return [finding], "exempted-as-minor", item["minor_exemption"]
    return [finding], "guided", None


async def _clue(story: Story, town: Town, visit: VisitView) -> None:
    present = {part.department for part in visit.parts}
    other = next(department for department in story.files(town).departments if department not in present)
    # Noted before it is sent: another visit of the same hour must not pass it on as well.
    story.notes.clue_for = other
    await inspecting(town, visit.lead).pass_on_clue(
        visit.visit,
        clue="C-2026-1",
        finder=visit.lead,
        competent=other,
        matter="示例:发现其他领域涉嫌违法行为 (example: a suspected breach in another field)",
        evidence=[await photograph(town, visit.lead, "clue", visit.visit)],
    )
