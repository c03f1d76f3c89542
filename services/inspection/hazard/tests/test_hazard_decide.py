"""Hazards as given / when / then: reported, acknowledged, treated, accepted (L-25); orders where lives are in danger."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import hazard as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.organs import OrganKind
from libs.events.testing.decisions import given
from services.inspection.hazard import commands as c
from services.inspection.hazard import refusals as no
from services.inspection.hazard.decide import HAZARD
from services.inspection.register import refusals as register_refusals

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=24)
LATER = DUE + timedelta(hours=1)
MONTH = NOW + timedelta(days=30)
MARKET, FIRE, TAX = "421088-market", "421088-fire", "421088-tax"
GOVERNMENT, GUIDANCE = "421088-government", "421088-guidance"
M1 = "I-421088-0001"
PROOF = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
H = {"hazard": "H-1"}
KINDS = {GOVERNMENT: OrganKind.GOVERNMENT, GUIDANCE: OrganKind.GUIDANCE}
ENTITY, TOWN = "stall:421088100-0001", "421088100"


def report(known=None, **change):
    looked = {"lead": MARKET, "finding": True, "kinds": KINDS, "report_by": DUE, "due": DUE, **(known or {})}
    said = {
        **H, "visit": "V-1", "finding": "F-1", "entity": ENTITY, "lead": MARKET, "reach": "major", "township": TOWN,
        "to": GOVERNMENT, "guidance": GUIDANCE, "peers": (FIRE,), "matter": "液化气瓶组间与居住部分相通", "evidence": (PROOF,),
        "found_at": NOW,
    }  # fmt: skip
    return c.ReportHazard(**{**said, **change}, known=c.ReportLookups(**looked))


def order(known=None, **change):
    looked = {"report_by": DUE, "late_entry_days": 10, **(known or {})}
    said = {
        **H, "danger_order": "DO-1", "visit": "V-1", "entity": ENTITY, "township": TOWN, "department": FIRE, "officers": (M1,),
        "measure": "stop-use", "what": "二层住宿部分", "basis": "《安全生产法》第六十五条", "evidence": (PROOF,), "at": NOW,
    }  # fmt: skip
    return c.GiveDangerOrder(**{**said, **change}, known=c.OrderLookups(**looked))


def lift(known=None, **change):
    said = {
        **H, "danger_order": "DO-1", "department": FIRE, "officers": (M1,), "reason": "已拆除隔断", "evidence": (PROOF,),
        "by": "o-1",
    }  # fmt: skip
    return c.LiftDangerOrder(**{**said, **change}, known=c.OfficerLookups(**(known or {})))


def treat(unlisted=(), **change):
    said = {
        **H, "measures": "餐饮场所燃气专项治理", "lead": FIRE, "departments": (FIRE, MARKET), "area": (TOWN,), "due": MONTH,
        "campaign": True, "by": "g-1",
    }  # fmt: skip
    return c.OrderTreatment(**{**said, **change}, known=c.TreatmentLookups(unlisted=unlisted))


def step(department, missing=()):
    known = c.EvidenceLookups(missing=missing)
    return c.DoTreatmentStep(**H, department=department, what="排查 40 户", evidence=(), by="o-1", known=known)


REPORT, ORDER, LIFT, TREAT = report(), order(), lift(), treat()
ACKNOWLEDGE = c.AcknowledgeHazard(**H, by="g-1")
DECLINE = c.DeclineTreatment(**H, reason="个案,由部门处理", by="g-1")
ACCEPT = c.AcceptTreatment(**H, opinion="已全部整改", evidence=(), by="g-1", known=c.EvidenceLookups())

REPORTED = f.HazardReported(**REPORT.model_dump(exclude={"known"}), acknowledge_by=DUE)
GIVEN = f.DangerOrderGiven(**ORDER.model_dump(exclude={"known"}), report_by=DUE)
LIFTED = f.DangerOrderLifted(**LIFT.model_dump(exclude={"known"}))
ACKNOWLEDGED = f.HazardAcknowledged(**H, by="g-1")
ORDERED = f.TreatmentOrdered(**TREAT.model_dump(exclude={"known"}))
DECLINED = f.TreatmentDeclined(**H, reason="个案,由部门处理", by="g-1")
ACCEPTED = f.TreatmentAccepted(**H, opinion="已全部整改", evidence=(), by="g-1")


def done(department):
    return f.TreatmentStepDone(**H, department=department, what="排查 40 户", evidence=(), by="o-1")


def noticed(body):
    return f.HazardNoticed(**H, body=body)


def passed(stage, owner, due=DUE, since="H-1"):
    return ClockPassed(subject="H-1", stage=stage, owner=owner, due=due, since=since)


UNDER = (REPORTED, ACKNOWLEDGED, ORDERED)
DONE = (*UNDER, done(FIRE), done(MARKET))


@pytest.mark.parametrize(
    ("history", "command", "facts"),
    [
        ((), REPORT, (REPORTED,)),
        ((REPORTED,), REPORT, ()),
        ((), ORDER, (GIVEN,)),
        ((GIVEN,), ORDER, ()),
        ((GIVEN,), REPORT, (REPORTED,)),
        ((REPORTED,), ORDER, (GIVEN,)),
        ((GIVEN,), LIFT, (LIFTED,)),
        ((GIVEN, REPORTED, DECLINED), LIFT, (LIFTED,)),
        ((REPORTED,), c.NoticeHazard(**H, body=FIRE), (noticed(FIRE),)),
        ((REPORTED, noticed(FIRE)), c.NoticeHazard(**H, body=FIRE), ()),
        ((*DONE, ACCEPTED), c.NoticeHazard(**H, body=GUIDANCE), (noticed(GUIDANCE),)),
        ((REPORTED,), ACKNOWLEDGE, (ACKNOWLEDGED,)),
        ((REPORTED,), TREAT, (ORDERED,)),
        ((REPORTED, ACKNOWLEDGED), TREAT, (ORDERED,)),
        ((REPORTED, ACKNOWLEDGED), DECLINE, (DECLINED,)),
        (UNDER, step(FIRE), (done(FIRE),)),
        (DONE, ACCEPT, (ACCEPTED,)),
        ((GIVEN, *DONE, LIFTED), ACCEPT, (ACCEPTED,)),
    ],
)
def test_a_hazard_is_reported_read_treated_and_accepted(history, command, facts):
    given(HAZARD, *history).when(command, at=NOW).then(*facts)


@pytest.mark.parametrize(
    ("history", "command", "refusal"),
    [
        ((), ACKNOWLEDGE, no.NoSuchHazard),
        ((), report({"lead": FIRE}), no.LeadReports),
        ((), report({"finding": False}), no.NoFindingOfVisit),
        ((), report(found_at=LATER), no.FoundAhead),
        ((), report({"unlisted": (FIRE,)}), no.PeersUnknown),
        ((), report(peers=(FIRE, FIRE)), no.PeersUnknown),
        ((), report(peers=(MARKET,)), no.PeersUnknown),
        ((), report(to=GUIDANCE), register_refusals.NotThatOrgan),
        ((), report(guidance=GOVERNMENT), register_refusals.NotThatOrgan),
        ((), report({"missing": ("ab" * 32,)}), EvidenceMissing),
        ((REPORTED,), report(matter="另一处"), no.HazardNumberTaken),
        ((), order({"uncertified": (M1,)}), no.NoCertifiedOfficer),
        ((), order(officers=()), no.NoCertifiedOfficer),
        ((), order(evidence=()), no.DangerUnproven),
        ((), order({"missing": ("ab" * 32,)}), EvidenceMissing),
        ((), order(at=LATER), no.OrderOutOfTime),
        ((), order(at=NOW - timedelta(days=11)), no.OrderOutOfTime),
        ((), order({"taken": "H-9"}), no.OrderNumberTaken),
        ((GIVEN,), order(what="一层"), no.OrderNumberTaken),
        ((REPORTED, DECLINED), ORDER, no.HazardNotAtThisStage),
        ((REPORTED,), LIFT, no.NoSuchOrder),
        ((GIVEN, LIFTED), LIFT, no.NoSuchOrder),
        ((GIVEN,), lift(department=MARKET), no.OrderOfAnother),
        ((GIVEN,), lift(evidence=()), no.DangerUnproven),
        ((GIVEN,), ACKNOWLEDGE, no.HazardNotAtThisStage),
        ((REPORTED,), c.NoticeHazard(**H, body=TAX), no.NotTold),
        ((REPORTED, ACKNOWLEDGED), ACKNOWLEDGE, no.HazardNotAtThisStage),
        ((REPORTED,), treat(unlisted=(FIRE,)), no.TreatmentUnclear),
        ((REPORTED,), treat(departments=(FIRE, FIRE)), no.TreatmentUnclear),
        ((REPORTED,), treat(lead=TAX), no.TreatmentUnclear),
        ((REPORTED,), treat(due=NOW), no.TreatmentUnclear),
        (UNDER, step(TAX), no.NotInTreatment),
        (UNDER, step(FIRE, missing=("ab" * 32,)), EvidenceMissing),
        ((*UNDER, done(FIRE)), ACCEPT, no.TreatmentIncomplete),
        ((GIVEN, *DONE), ACCEPT, no.DangerStands),
        ((*DONE, ACCEPTED), step(FIRE), no.HazardNotAtThisStage),
    ],
)
def test_what_is_not_in_order_is_refused(history, command, refusal):
    given(HAZARD, *history).when(command, at=NOW).refused(refusal)


@pytest.mark.parametrize(
    ("history", "stage", "owner", "next_step", "fact"),
    [
        ((GIVEN,), "report", FIRE, report(found_at=NOW), REPORTED),
        ((REPORTED,), "acknowledge", GOVERNMENT, ACKNOWLEDGE, ACKNOWLEDGED),
    ],
)
def test_a_time_that_passed_is_on_record_once_with_who_owed_it(history, stage, owner, next_step, fact):
    command = c.PassHazardClock(**H, stage=stage)
    given(HAZARD, *history).when(command, at=DUE).nothing()
    given(HAZARD, *history).when(command, at=LATER).then(passed(stage, owner))
    given(HAZARD, *history, passed(stage, owner)).when(command, at=LATER).nothing()
    given(HAZARD, *history).when(next_step, at=LATER).then(passed(stage, owner), fact)
    given(HAZARD, *history, passed(stage, owner)).when(next_step, at=LATER).then(fact)


def test_what_was_found_and_not_reported_in_time_is_the_leads_and_does_not_pass_for_another_time():
    late = report()
    given(HAZARD).when(late, at=LATER).then(REPORTED, passed("report", MARKET, since="F-1"))
    after = (REPORTED, passed("report", MARKET, since="F-1"))
    given(HAZARD, *after).when(c.PassHazardClock(**H, stage="acknowledge"), at=LATER).then(passed("acknowledge", GOVERNMENT))


def test_a_treatment_has_its_own_time():
    end = c.PassHazardClock(**H, stage="treat")
    given(HAZARD, *UNDER).when(end, at=MONTH + timedelta(hours=1)).then(passed("treat", FIRE, due=MONTH))
    given(HAZARD, *DONE, ACCEPTED).when(end, at=MONTH + timedelta(hours=1)).nothing()
