"""One department's part of a joint visit: complete, within its own field, with a disposition that fits."""

from collections.abc import Iterable

from libs.events.catalog.inspection.visit import Disposition, Finding, PartRecorded, PartResult, Severity
from libs.events.catalog.planning.visit import VisitPart

from .. import commands as c
from .. import refusals as r
from .handling import MEANT, check_fit

recorded = PartRecorded.of(c.RecordPart)

_CLEAN = frozenset({Disposition.ARCHIVED, Disposition.GUIDED})
_WORSE = (Severity.MINOR, Severity.ORDINARY, Severity.SERIOUS)


def record(command: c.RecordPart, plan: VisitPart, others: Iterable[PartRecorded]) -> PartRecorded:
    """The part as it goes on record. Raises EvidenceMissing and the refusals of H-04, J-14, L-23, L-24 and H-16."""
    _items(command, plan)
    _findings(command, others)
    command.known.require()
    _disposition(command)
    return recorded(command)


def summary(part: PartRecorded, plan: VisitPart) -> PartResult:
    """What the visit's result says of one part."""
    worst = max((finding.severity for finding in part.findings), key=_WORSE.index, default=None)
    return PartResult(
        department=part.department,
        kinds=plan.kinds,
        items=part.items,
        problems=len(part.findings),
        worst=worst,
        disposition=part.disposition,
    )


def _items(command: c.RecordPart, plan: VisitPart) -> None:
    given, due = set(command.items), set(plan.items)
    missing, foreign = sorted(due - given), sorted(given - due)
    if missing or foreign or len(command.items) != len(given):
        raise r.ItemsUncovered(items=[*missing, *foreign], missing=missing, foreign=foreign, due=sorted(due))


def _findings(command: c.RecordPart, others: Iterable[PartRecorded]) -> None:
    outside = sorted({f.item for f in command.findings} - set(command.items))
    if outside:
        raise r.FindingOutside(findings=outside, department=command.department)
    seen = {f.finding for part in others for f in part.findings}
    for finding in command.findings:
        if finding.finding in seen:
            raise r.FindingTwice(findings=finding.finding)
        seen.add(finding.finding)


_DISPOSITIONS_ZH = {
    Disposition.ARCHIVED: "归档",
    Disposition.GUIDED: "指导",
    Disposition.RECTIFY: "责令改正",
    Disposition.EXEMPTED: "轻微免罚",
    Disposition.PENALTY: "立案处罚",
    Disposition.TRANSFERRED: "移送",
}


def _disposition(command: c.RecordPart) -> None:
    chosen, count = command.disposition, len(command.findings)
    if (count and chosen is Disposition.ARCHIVED) or (not count and chosen not in _CLEAN):
        raise r.DispositionMismatch(
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


def _exempted(command: c.RecordPart) -> None:
    barred = [f.finding for f in command.findings if not _is_exemptible(f, command)]
    if barred:
        raise r.NotExemptible(findings=barred)
    if command.basis is None:
        raise r.NotExemptible(
            "the exemption names no basis",
            "免罚未注明依据",
            do_en="Name the case of the exemption list.",
            do_zh="请注明适用的免罚清单情形。",
            field="basis",
        )


def _is_exemptible(finding: Finding, command: c.RecordPart) -> bool:
    return finding.severity is Severity.MINOR and finding.item in command.known.exemptible
