"""How each finding is handled after the record is sealed: within what its severity allows, and until its legal end.

Rules: L-23, L-24, H-16, H-17, H-31, J-14.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.inspection import handling as f
from libs.events.catalog.inspection.handling import Handling, Settled
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import (
    Closing,
    Disposition,
    FindingMade,
    FoundHazard,
    PartRecorded,
    Severity,
    VisitClosed,
)
from libs.events.fact import Fact

from ...exemption.decide import require_exemption
from .. import commands as c
from .. import handling_refusals as h
from .. import part_refusals as parts
from .states import Completed, Matter

assigned = f.FindingAssigned.of(c.AssignHandling, "finding")
settled = f.FindingSettled.of(c.SettleFindings, "finding", "department")

MEANT = {
    Disposition.GUIDED: Handling.GUIDED,
    Disposition.RECTIFY: Handling.RECTIFICATION,
    Disposition.EXEMPTED: Handling.EXEMPTED,
    Disposition.PENALTY: Handling.CASE,
    Disposition.TRANSFERRED: Handling.TRANSFER,
}
"""What a department says at once of all its findings, as the handling of each."""

_AT_ONCE = {
    Handling.GUIDED: Settled.GUIDED,
    Handling.ON_THE_SPOT: Settled.CORRECTED,
    Handling.EXEMPTED: Settled.EXEMPTED,
    Handling.PASSED_ON: Settled.PASSED_ON,
    Handling.NOT_BORNE_OUT: Settled.NOT_BORNE_OUT,
}
"""Handlings that nothing else has to end."""

_ALLOWED = {
    Severity.MINOR: (
        Handling.GUIDED, Handling.ON_THE_SPOT, Handling.RECTIFICATION, Handling.EXEMPTED, Handling.CASE,
        Handling.PASSED_ON, Handling.NOT_BORNE_OUT,
    ),
    Severity.ORDINARY: (
        Handling.RECTIFICATION, Handling.CASE, Handling.PASSED_ON, Handling.NOT_BORNE_OUT,
    ),
    Severity.SERIOUS: (Handling.CASE, Handling.TRANSFER, Handling.PASSED_ON, Handling.NOT_BORNE_OUT),
}  # fmt: skip

_AFTERWARDS = {
    Handling.RECTIFICATION: (Handling.CASE, Handling.TRANSFER),
    Handling.CASE: (Handling.TRANSFER, Handling.NOT_BORNE_OUT),
    Handling.TRANSFER: (Handling.CASE,),
    Handling.HAZARD: (Handling.CASE, Handling.RECTIFICATION),
}
"""What may follow a handling that has not ended: an order that was not obeyed becomes a case, a case a transfer."""

_ENDED_BY = {
    Handling.RECTIFICATION: (Settled.RECTIFIED,),
    Handling.CASE: (Settled.DECIDED, Settled.NOT_BORNE_OUT),
    Handling.TRANSFER: (Settled.TRANSFERRED, Settled.NOT_BORNE_OUT),
    Handling.HAZARD: (Settled.TREATED,),
}
"""The ends of what takes findings up: an order that was obeyed after it had become a case does not end the case."""

_ZH = {
    Handling.GUIDED: "指导",
    Handling.ON_THE_SPOT: "当场改正",
    Handling.RECTIFICATION: "责令改正",
    Handling.EXEMPTED: "免予处罚",
    Handling.CASE: "立案",
    Handling.TRANSFER: "移送司法机关",
    Handling.HAZARD: "隐患上报",
    Handling.PASSED_ON: "线索移送",
    Handling.NOT_BORNE_OUT: "查证不属实",
}
_SEVERITY_ZH = {Severity.MINOR: "轻微", Severity.ORDINARY: "一般", Severity.SERIOUS: "严重"}


def matters(parts: Sequence[PartRecorded]) -> dict[Ref, Matter]:
    """What is still to be handled when the record is sealed. Of a part of before, whose label was all that was said, what was
    ordered to be mended: nothing else is opened again.
    """
    return {
        made.finding: Matter(made, p.department)
        for p in parts
        for made in p.findings
        if not p.of_before or p.disposition is Disposition.RECTIFY
    }


def meant(
    result: ResultIssued, findings: Mapping[DepartmentCode, Sequence[Ref]], orders: Mapping[DepartmentCode, Ref]
) -> Iterator[c.AssignHandling]:
    """What departments said at once of all their findings, finding by finding. `orders`: their orders to rectify.

    What may be exempted was settled with the part.
    """
    for part in result.parts:
        handling, own = MEANT.get(part.disposition), tuple(findings.get(part.department, ()))
        if handling is not None and own:
            yield c.AssignHandling(
                visit=result.visit, department=part.department, findings=own, handling=handling,
                target=orders.get(part.department), known=c.HandlingLookups(exemptible=part.items),
            )  # fmt: skip


def allowed(finding: FindingMade) -> tuple[Handling, ...]:
    """What may be done about a finding: by its severity, by whether it may be a crime or is a hazard, and whether it was put
    right on the spot.
    """
    if finding.suspected_crime:
        return (Handling.TRANSFER, Handling.CASE, Handling.NOT_BORNE_OUT)
    more: tuple[Handling, ...] = ()
    if finding.severity is Severity.ORDINARY and finding.corrected_on_spot:
        more = (Handling.GUIDED,)
    if finding.hazard is not FoundHazard.NONE:
        more = (*more, Handling.HAZARD)
    without = () if finding.corrected_on_spot else (Handling.ON_THE_SPOT,)
    return (*(each for each in _ALLOWED[finding.severity] if each not in without), *more)


def check_fit(finding: FindingMade, handling: Handling) -> None:
    """Raises HandlingUnfit: what a finding is says what may be done about it."""
    choice = allowed(finding)
    if handling not in choice:
        crime = finding.suspected_crime
        raise h.HandlingUnfit(
            f"{finding.finding} is {'suspected of being a crime' if crime else finding.severity.value}, which {handling.value}"
            " is not for",
            f"{finding.finding} {'涉嫌犯罪' if crime else f'属{_SEVERITY_ZH[finding.severity]}问题'},不适用“{_ZH[handling]}”",
            do_en=f"Choose one of: {', '.join(choice)}",
            do_zh=f"可选处理方式:{'、'.join(_ZH[each] for each in choice)}",
            handling=handling,
        )


def assign(command: c.AssignHandling, state: Completed) -> Sequence[Fact]:
    """The findings' handling, their end where it is one, and the visit's, with the last of them."""
    facts: list[Fact] = []
    left = dict(state.matters)
    for number in dict.fromkeys(command.findings):
        matter = _own(state, command, number)
        fact = assigned(command, finding=number)
        if matter.assigned == fact:
            continue
        _check(command, matter, state)
        facts.append(fact)
        end = _AT_ONCE.get(command.handling)
        if end is not None:
            facts.append(
                f.FindingSettled(
                    visit=command.visit, finding=number, department=command.department, how=end,
                    ref=command.target or command.exemption,
                )
            )  # fmt: skip
            left[number] = replace(matter, settled=True)
    if facts:
        command.known.require()
    return [*facts, *_closed(command.visit, left)] if facts else facts


def settle(command: c.SettleFindings, state: Completed) -> Sequence[Fact]:
    """What took findings up has ended. One that is settled, or taken up by something else since, leads to nothing."""
    ended = [number for number in dict.fromkeys(command.findings) if _ends(state.matters.get(number), command.how)]
    facts: list[Fact] = [settled(command, finding=n, department=state.matters[n].department) for n in ended]
    left = {n: replace(matter, settled=matter.settled or n in ended) for n, matter in state.matters.items()}
    return [*facts, *_closed(command.visit, left)] if facts else facts


def _ends(matter: Matter | None, how: Settled) -> bool:
    if matter is None or matter.settled:
        return False
    return matter.assigned is None or how in _ENDED_BY[matter.assigned.handling]


def _closed(visit: Ref, left: dict[Ref, Matter]) -> list[Fact]:
    done = all(matter.settled for matter in left.values())
    return [VisitClosed(visit=visit, how=Closing.HANDLED)] if done else []


def _own(state: Completed, command: c.AssignHandling, number: Ref) -> Matter:
    matter = state.matters.get(number)
    if matter is None or matter.department != command.department:
        raise h.NoSuchFinding(findings=number, department=command.department)
    return matter


def _check(command: c.AssignHandling, matter: Matter, state: Completed) -> None:
    handling, number = command.handling, matter.made.finding
    before = matter.assigned
    if matter.settled or (before is not None and handling not in _AFTERWARDS.get(before.handling, ())):
        raise h.FindingHandled(findings=number, handling=before.handling if before else None)
    if before is None:
        check_fit(matter.made, handling)
    grave = matter.made.severity is Severity.SERIOUS or matter.made.suspected_crime
    if handling is Handling.NOT_BORNE_OUT and grave and not command.known.reviewer:
        raise h.ReviewerNeeded(findings=number)
    if handling in {Handling.NOT_BORNE_OUT, Handling.ON_THE_SPOT} and command.basis is None:
        raise h.HandlingUnreasoned(basis=None)
    if handling is Handling.PASSED_ON and command.target not in state.clues:
        raise h.NoClueOfVisit(target=command.target)
    if handling is Handling.EXEMPTED:
        _exempted(command, matter)


def _exempted(command: c.AssignHandling, matter: Matter) -> None:
    """W8: an entry of the list with all it asks. What a department said with its part of all its findings names a ground."""
    made = matter.made
    looked_up = command.known.exemptions.get(made.finding)
    if command.exemption is None or looked_up is None:
        if made.item not in command.known.exemptible:
            raise parts.NotExemptible(findings=made.finding)
        return
    require_exemption(
        made.finding, made.item, command.exemption, command.conditions, looked_up, corrected_on_spot=made.corrected_on_spot
    )
