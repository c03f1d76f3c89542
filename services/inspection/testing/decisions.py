"""A joint visit of two departments, as facts and as commands: what the decision tests tell their stories with."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection.visit import (
    Answer,
    Disposition,
    EntityAnswered,
    FindingMade,
    NoticeWithheld,
    OfficerCheckedIn,
    PartRecorded,
    Proof,
    VisitAnnounced,
    VisitAssigned,
)
from libs.events.catalog.planning.visit import VisitPart
from libs.events.fact import Fact

from ..visit import commands as c
from ..visit.decide.seal import GENESIS, link
from ..visit.decide.window import end_of

DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
MARKET, FIRE, TAX = "421088-market", "421088-fire", "421088-tax"
M1, M2, F1, F2 = "I-421088-0001", "I-421088-0002", "I-421088-0101", "I-421088-0102"
DUE = end_of(date(2026, 3, 31))


def planned(*, secret: bool = False) -> VisitAssigned:
    return VisitAssigned(
        visit="V-1",
        draw="D-2026",
        entity="stall:421088100-0001",
        entity_name="容城恒洪烧烤摊(示例)",
        industries=("catering",),
        township="421088100",
        lead=MARKET,
        parts=(
            VisitPart(department=MARKET, kinds=("food-hygiene",), items=("MKT-0003", "MKT-0004"), inspectors=(M1, M2)),
            VisitPart(department=FIRE, kinds=("fire-safety",), items=("FIR-0002",), inspectors=(F1, F2)),
        ),
        method="onsite",
        notice_forbidden=secret,
        window_from=date(2026, 3, 1),
        window_to=date(2026, 3, 31),
        due=DUE,
    )


ASSIGNED = planned()
ANNOUNCED = VisitAnnounced(visit="V-1", on=DAY, basis="2026年度抽查计划", method="onsite")
WITHHELD = NoticeWithheld(visit="V-1", on=DAY, reason="食品监督抽检依法不得事先通知")


def came(inspector: str, department: str, at: datetime = NOW) -> OfficerCheckedIn:
    return OfficerCheckedIn(
        visit="V-1", inspector=inspector, department=department, proof=Proof.ENTITY_CODE, at=at, scanned=ASSIGNED.entity
    )


ARRIVED = (came(M1, MARKET), came(F1, FIRE), came(M2, MARKET), came(F2, FIRE))


def finding(number: str = "F-1", item: str = "MKT-0003", severity: str = "minor", **more: Any) -> FindingMade:
    proof = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
    plain = {"finding": number, "item": item, "severity": severity, "description": "台账不全", "evidence": (proof,)}
    return FindingMade(**{**plain, **more})


def _checks(items: Iterable[str], findings: Iterable[FindingMade]) -> tuple[dict[str, Any], ...]:
    found = {each.item for each in findings}
    return tuple({"item": item, "outcome": "breach" if item in found else "conforms"} for item in items)


def part(department: str, *findings: FindingMade, disposition: Disposition = Disposition.ARCHIVED) -> PartRecorded:
    items, officers = (("MKT-0003", "MKT-0004"), (M1, M2)) if department == MARKET else (("FIR-0002",), (F1, F2))
    return PartRecorded(
        visit="V-1", department=department, officers=officers, method="onsite", checks=_checks(items, findings),
        findings=findings, disposition=disposition, at=NOW,
    )  # fmt: skip


CLEAN = (part(MARKET), part(FIRE))
CONFIRMED = EntityAnswered(visit="V-1", answer=Answer.CONFIRMED, by="entity")
ON_THE_SPOT = (ASSIGNED, ANNOUNCED, *ARRIVED)
READY = (*ON_THE_SPOT, *CLEAN, CONFIRMED)


def record_of(*facts: Fact) -> str:
    digest = GENESIS
    for fact in facts:
        digest = link(digest, fact.raw())
    return digest


def check_in(
    *, certified: bool = True, code_holds: bool | None = True, late_entry_days: int = 10, **change: Any
) -> c.CheckInOfficer:
    known = c.ArrivalLookups(certified=certified, code_holds=code_holds, late_entry_days=late_entry_days)
    plain = {"visit": "V-1", "inspector": M1, "department": MARKET, "proof": "entity-code", "known": known}
    return c.CheckInOfficer(**{**plain, **change})


def report(
    department: str = MARKET,
    *findings: FindingMade,
    items: tuple[str, ...] | None = None,
    known: dict[str, Any] | None = None,
    exemptible: tuple[str, ...] = (),
    **change: Any,
) -> c.RecordPart:
    """Every item is checked; one with a finding is a breach."""
    own = ("MKT-0003", "MKT-0004") if department == MARKET else ("FIR-0002",)
    checks = _checks(own if items is None else items, findings)
    plain = {"visit": "V-1", "department": department, "checks": checks, "findings": findings, "disposition": "archived"}
    looked_up = c.PartLookups(exemptible=exemptible, two_officers=2, **(known or {}))
    return c.RecordPart(**{**plain, **change}, known=looked_up)


def amend(department: str = MARKET, *findings: FindingMade, reason: str = "笔误", **change: Any) -> c.AmendPart:
    return c.AmendPart(**dict(report(department, *findings, **change)), reason=reason)


def pass_on(*, listed: bool = True, elsewhere: bool = False, **change: Any) -> c.PassOnClue:
    plain = {"visit": "V-1", "clue": "C-1", "finder": MARKET, "competent": TAX, "matter": "涉嫌未开具发票"}
    return c.PassOnClue(**{**plain, **change}, known=c.ClueLookups(listed=listed, elsewhere=elsewhere))


def answer(said: str = "confirmed", *, entity: bool = True, **change: Any) -> c.AnswerRecord:
    """The entity's own; by officers with `entity=False`."""
    plain = {"visit": "V-1", "answer": said, "by": "entity"}
    return c.AnswerRecord(**{**plain, **change}, known=c.AnswerLookups(entity=entity, two_officers=2))


ANNOUNCE = c.AnnounceVisit(visit="V-1", on=DAY, basis="2026年度抽查计划")
WITHHOLD = c.WithholdNotice(visit="V-1", on=DAY, reason="食品监督抽检依法不得事先通知")
ASSIGN = c.AssignVisit(**ASSIGNED.model_dump())
ANSWER = answer("confirmed")
COMPLETE = c.CompleteVisit(visit="V-1", result="R-1")
CLUE = pass_on()
REVOKE = c.RevokeResult(visit="V-1", result="R-1", reason="采样程序有误")
LATER = DUE + timedelta(hours=1)


def frustrate(**change: Any) -> c.FrustrateVisit:
    proof = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
    plain = {
        "visit": "V-1", "department": MARKET, "ground": "not-found", "officers": (M1, M2), "evidence": (proof,),
        "reason": "该址无此企业",
    }  # fmt: skip
    return c.FrustrateVisit(**{**plain, **change}, known=c.FrustrationLookups(two_officers=2))


def handle(
    handling: str, *findings: str, exemptible: tuple[str, ...] = (), reviewer: bool = False, **change: Any
) -> c.AssignHandling:
    known = c.HandlingLookups(exemptible=exemptible, reviewer=reviewer)
    plain = {"visit": "V-1", "department": MARKET, "findings": findings or ("F-1",), "handling": handling, "known": known}
    return c.AssignHandling(**{**plain, **change})
