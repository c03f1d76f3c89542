"""One department's part of a joint visit: complete, within its own field, with a disposition that fits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from libs.events.catalog.codes import InspectorId
from libs.events.catalog.inspection.visit import (
    Disposition,
    Finding,
    ItemCheck,
    Outcome,
    PartAmended,
    PartRecorded,
    PartResult,
    Severity,
)
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method

from .. import commands as c
from .. import part_refusals as parts
from .handling import MEANT, check_fit

recorded = PartRecorded.of(c.RecordPart, "officers", "revision", "method", "checks", "at")
amended = PartAmended.of(c.AmendPart, "officers", "revision", "method", "checks", "at")

_CLEAN = frozenset({Disposition.ARCHIVED, Disposition.GUIDED})
_WORSE = (Severity.MINOR, Severity.ORDINARY, Severity.SERIOUS)
_UNCHECKED = frozenset({Outcome.NOT_APPLICABLE, Outcome.NOT_EXAMINED})


class Entering(NamedTuple):
    """Where and when a part is entered. `others`: the parts of the other departments that are on record."""

    plan: VisitPart
    others: Sequence[PartRecorded]
    officers: tuple[InspectorId, ...]
    method: Method
    now: datetime


def record(command: c.RecordPart | c.AmendPart, entering: Entering, before: PartRecorded | None = None) -> PartRecorded:
    """The part as it goes on record. Raises EvidenceMissing and the refusals of H-04, J-06, J-14, L-23, L-24 and H-16."""
    _items(command, entering.plan)
    _outcomes(command)
    _findings(command, entering.others)
    command.known.require()
    _disposition(command)
    given = {
        "officers": entering.officers,
        "revision": 1 if before is None else before.revision + 1,
        "method": entering.method,
        "checks": tuple(_by_the_days_editions(check, command.known) for check in command.checks),
        "at": entering.now,
    }
    return recorded(command, **given) if isinstance(command, c.RecordPart) else amended(command, **given)


def _by_the_days_editions(check: c.Checked, known: c.PartLookups) -> ItemCheck:
    handbook = known.handbooks.get(check.item)
    return ItemCheck(
        **dict(check),
        edition=known.editions.get(check.item),
        manual=handbook and handbook.manual,
        manual_edition=handbook and handbook.edition,
    )


def _outcomes(command: c.RecordPart | c.AmendPart) -> None:
    found = {finding.item for finding in command.findings}
    for check in command.checks:
        lapsed = check.item in command.known.editions and command.known.editions[check.item] is None
        if lapsed and check.outcome not in _UNCHECKED:
            raise parts.ItemLapsed(item=check.item)
        if (check.outcome is Outcome.BREACH) != (check.item in found):
            raise parts.OutcomeMismatch(item=check.item, outcome=check.outcome)
        if check.outcome is Outcome.NOT_STATED or (check.outcome in _UNCHECKED and check.reason is None):
            raise parts.OutcomeUnreasoned(item=check.item, outcome=check.outcome)
        _points(check, command.known.handbooks.get(check.item))
    if command.known.proof_needed:
        unproved = [finding.finding for finding in command.findings if not finding.evidence]
        if unproved:
            raise parts.FindingUnproved(findings=unproved)


def _points(check: c.Checked, handbook: c.Handbook | None) -> None:
    """J-06, J-11: each point of the handbook in force is looked at, unless the item was not examined at all."""
    given = [point.point for point in check.points]
    due = list(range(1, handbook.points + 1)) if handbook and check.outcome not in _UNCHECKED else []
    if sorted(given) != due and (given or due):
        missing, foreign = sorted(set(due) - set(given)), sorted(set(given) - set(due))
        raise parts.PointsUncovered(item=check.item, missing=missing, foreign=foreign, points=len(due))


def summary(part: PartRecorded, plan: VisitPart) -> PartResult:
    """What the visit's result says of one part."""
    worst = max((finding.severity for finding in part.findings), key=_WORSE.index, default=None)
    return PartResult(
        department=part.department,
        kinds=plan.kinds,
        items=part.items,
        problems=len(part.findings),
        worst=worst,
        disposition=part.disposition or Disposition.ARCHIVED,
    )


def _items(command: c.RecordPart | c.AmendPart, plan: VisitPart) -> None:
    given, due = set(command.items), set(plan.items)
    missing, foreign = sorted(due - given), sorted(given - due)
    if missing or foreign or len(command.items) != len(given):
        raise parts.ItemsUncovered(items=[*missing, *foreign], missing=missing, foreign=foreign, due=sorted(due))


def _findings(command: c.RecordPart | c.AmendPart, others: Iterable[PartRecorded]) -> None:
    outside = sorted({f.item for f in command.findings} - set(command.items))
    if outside:
        raise parts.FindingOutside(findings=outside, department=command.department)
    seen = {f.finding for part in others for f in part.findings}
    for finding in command.findings:
        if finding.finding in seen:
            raise parts.FindingTwice(findings=finding.finding)
        seen.add(finding.finding)


_DISPOSITIONS_ZH = {
    Disposition.ARCHIVED: "归档",
    Disposition.GUIDED: "指导",
    Disposition.RECTIFY: "责令改正",
    Disposition.EXEMPTED: "轻微免罚",
    Disposition.PENALTY: "立案处罚",
    Disposition.TRANSFERRED: "移送",
}


def _disposition(command: c.RecordPart | c.AmendPart) -> None:
    chosen, count = command.disposition, len(command.findings)
    if (count and chosen is Disposition.ARCHIVED) or (not count and chosen not in _CLEAN):
        raise parts.DispositionMismatch(
            f"{chosen.value} with {count} findings",
            f"发现问题 {count} 项,处理结果为{_DISPOSITIONS_ZH[chosen]}",
            do_en="Archive what is clean; act on what was found." if count else "Without findings: archived or guided.",
            do_zh="有问题的应依法处理,不得直接归档。" if count else "未发现问题的,应归档或给予指导。",
            disposition=chosen,
        )
    if chosen is Disposition.EXEMPTED:
        _exempted(command)
    for finding in command.findings:
        check_fit(finding, MEANT[chosen])


def _exempted(command: c.RecordPart | c.AmendPart) -> None:
    barred = [f.finding for f in command.findings if not _is_exemptible(f, command)]
    if barred:
        raise parts.NotExemptible(findings=barred)
    if command.basis is None:
        raise parts.NotExemptible(
            "the exemption names no basis",
            "免罚未注明依据",
            do_en="Name the case of the exemption list.",
            do_zh="请注明适用的免罚清单情形。",
            field="basis",
        )


def _is_exemptible(finding: Finding, command: c.RecordPart | c.AmendPart) -> bool:
    return finding.severity is Severity.MINOR and finding.item in command.known.exemptible
