"""Whatever is asked of hazards and of orders in danger, in whatever order, with their clocks running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceLookups, EvidenceMissing
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import hazard as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.organs import OrganKind
from libs.events.testing.decider_machine import BEGIN, PAST, DeciderMachine, moments
from services.inspection.app import service
from services.inspection.hazard import commands as c
from services.inspection.hazard import refusals as r
from services.inspection.hazard.decide import HAZARD
from services.inspection.register import refusals as register_refusals
from services.inspection.testing.decisions import FIRE, M1, MARKET, TAX

H = st.just("H-1")
GOVERNMENT, GUIDANCE, ENTITY, TOWN = "421088-government", "421088-guidance", "stall:421088100-0001", "421088100"
KINDS = {GOVERNMENT: OrganKind.GOVERNMENT, GUIDANCE: OrganKind.GUIDANCE}
PROOF = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
bodies, words, people = st.sampled_from([MARKET, FIRE]), st.just("依法办理"), st.just("o-1")
proofs = st.sampled_from([(PROOF,), (PROOF,), (PROOF,), ()])
lost = st.sampled_from([(), (), (), ("ab" * 32,)])
dues = moments(1, 2, 24 * 5)
found = st.builds(EvidenceLookups, missing=lost)
_AT = BEGIN + timedelta(days=3)


def _report(**known):
    looked = {"lead": MARKET, "finding": True, "kinds": KINDS, "report_by": _AT, "due": _AT, **known}
    return c.ReportHazard(
        hazard="H-1", visit="V-1", finding="F-1", entity=ENTITY, lead=MARKET, reach="major", township=TOWN, to=GOVERNMENT,
        guidance=GUIDANCE, peers=(FIRE,), matter="气瓶组间违规", evidence=(PROOF,), found_at=BEGIN,
        known=c.ReportLookups(**looked),
    )  # fmt: skip


def _order(number="DO-1", **known):
    return c.GiveDangerOrder(
        hazard="H-1", danger_order=number, visit="V-1", entity=ENTITY, township=TOWN, department=FIRE, officers=(M1,),
        measure="stop-use", what="二层", basis="安全生产法", evidence=(PROOF,), at=BEGIN,
        known=c.OrderLookups(**{"report_by": _AT, "late_entry_days": 10, **known}),
    )  # fmt: skip


def _lift(department=FIRE, evidence=(PROOF,), **known):
    return c.LiftDangerOrder(
        hazard="H-1", danger_order="DO-1", department=department, officers=(M1,), reason="已消除", evidence=evidence, by="o-1",
        known=c.OfficerLookups(**known),
    )  # fmt: skip


def _treat(**change):
    said = {"lead": FIRE, "departments": (FIRE, MARKET), "due": BEGIN + timedelta(days=90), **change}
    return c.OrderTreatment(
        hazard="H-1", measures="专项治理", area=(TOWN,), campaign=False, by="g-1", known=c.TreatmentLookups(), **said
    )


def _step(department):
    return c.DoTreatmentStep(hazard="H-1", department=department, what="已排查", evidence=(), by="o-1", known=EvidenceLookups())


REPORT, ORDER = _report(), _order()
ACCEPT = c.AcceptTreatment(hazard="H-1", opinion="已整改", evidence=(), by="g-1", known=EvidenceLookups())
ACKNOWLEDGE = c.AcknowledgeHazard(hazard="H-1", by="g-1")


class Hazards(DeciderMachine):
    """L-25: reported by whoever leads, treated by the government until each department has done its part. No treatment is
    accepted while an order stands that was given in danger. A time that passed is on record once.
    """

    decider, deadlines = HAZARD, service.deadlines
    asks: ClassVar = {
        c.GiveDangerOrder: st.builds(
            c.GiveDangerOrder, hazard=H, danger_order=st.sampled_from(["DO-1", "DO-2"]), visit=st.just("V-1"),
            entity=st.just(ENTITY), township=st.just(TOWN), department=bodies, officers=st.sampled_from([(M1,), (M1,), ()]),
            measure=st.sampled_from(f.DangerMeasure), what=words, basis=words, evidence=proofs, at=moments(-240, 0, 24),
            known=st.builds(
                c.OrderLookups, report_by=dues, late_entry_days=st.just(10), missing=lost,
                uncertified=st.sampled_from([(), (), (), (M1,)]), taken=st.sampled_from([None, None, None, "H-9"]),
            ),
        ),
        c.LiftDangerOrder: st.builds(
            c.LiftDangerOrder, hazard=H, danger_order=st.sampled_from(["DO-1", "DO-2"]), department=bodies,
            officers=st.just((M1,)), reason=words, evidence=proofs, by=people,
            known=st.builds(c.OfficerLookups, missing=lost, uncertified=st.sampled_from([(), (), (), (M1,)])),
        ),
        c.ReportHazard: st.builds(
            c.ReportHazard, hazard=H, visit=st.just("V-1"), finding=st.just("F-1"), entity=st.just(ENTITY), lead=bodies,
            reach=st.sampled_from(f.HazardReach), township=st.just(TOWN),
            to=st.sampled_from([GOVERNMENT, GOVERNMENT, GUIDANCE]),
            guidance=st.just(GUIDANCE), peers=st.sampled_from([(TAX,), (TAX, FIRE), ()]), matter=words, evidence=proofs,
            found_at=moments(-24, 0, 24),
            known=st.builds(
                c.ReportLookups, lead=st.sampled_from([MARKET, MARKET, FIRE]), finding=st.sampled_from([True, True, False]),
                kinds=st.just(KINDS), report_by=dues, due=dues, missing=lost, unlisted=st.sampled_from([(), (), (TAX,)]),
            ),
        ),
        c.AcknowledgeHazard: st.builds(c.AcknowledgeHazard, hazard=H, by=people),
        c.NoticeHazard: st.builds(c.NoticeHazard, hazard=H, body=st.sampled_from([FIRE, TAX, GUIDANCE])),
        c.OrderTreatment: st.builds(
            c.OrderTreatment, hazard=H, measures=words, lead=bodies, departments=st.sampled_from([(MARKET, FIRE), (MARKET,)]),
            area=st.just((TOWN,)), due=moments(24, 24 * 30), campaign=st.booleans(), by=people,
            known=st.builds(c.TreatmentLookups, unlisted=st.sampled_from([(), (), (FIRE,)])),
        ),
        c.DeclineTreatment: st.builds(c.DeclineTreatment, hazard=H, reason=words, by=people),
        c.DoTreatmentStep: st.builds(
            c.DoTreatmentStep, hazard=H, department=bodies, what=words, evidence=proofs, by=people, known=found
        ),
        c.AcceptTreatment: st.builds(c.AcceptTreatment, hazard=H, opinion=words, evidence=proofs, by=people, known=found),
        c.PassHazardClock: st.builds(
            c.PassHazardClock, hazard=H, stage=st.sampled_from(["report", "acknowledge", "treat"])
        ),
    }  # fmt: skip
    produces = (
        f.DangerOrderGiven, f.DangerOrderLifted, f.HazardReported, f.HazardAcknowledged, f.HazardNoticed, f.TreatmentOrdered,
        f.TreatmentDeclined, f.TreatmentStepDone, f.TreatmentAccepted, ClockPassed,
    )  # fmt: skip
    refuses = (
        r.NoSuchHazard, r.HazardNumberTaken, r.LeadReports, r.NoFindingOfVisit, r.PeersUnknown, r.FoundAhead, r.OrderOutOfTime,
        r.NoCertifiedOfficer, r.DangerUnproven, r.OrderNumberTaken, r.NoSuchOrder, r.OrderOfAnother, r.NotTold,
        r.HazardNotAtThisStage, r.TreatmentUnclear, r.NotInTreatment, r.TreatmentIncomplete, r.DangerStands,
        register_refusals.NotThatOrgan, EvidenceMissing,
    )  # fmt: skip
    stories = (
        (_report(lead=FIRE), _report(finding=False), _report(unlisted=(TAX,)), _report(missing=("ab" * 32,)),
         REPORT.model_copy(update={"to": GUIDANCE}), REPORT.model_copy(update={"found_at": _AT})),
        (_order(taken="H-9"), _order(uncertified=(M1,)), ORDER.model_copy(update={"evidence": ()}),
         ORDER.model_copy(update={"at": _AT}), ORDER, _lift(MARKET), _lift(evidence=()), _lift(), _lift()),
        (ORDER, PAST, REPORT, ACKNOWLEDGE, _treat(lead=TAX), _treat(), _step(FIRE), ACCEPT, _step(TAX), _step(MARKET), ACCEPT,
         _lift(), ACCEPT, ACKNOWLEDGE),
        (REPORT, c.NoticeHazard(hazard="H-1", body=TAX), c.NoticeHazard(hazard="H-1", body=GUIDANCE), _treat(), PAST, PAST),
        (REPORT, REPORT.model_copy(update={"matter": "另一处"}), ACKNOWLEDGE,
         c.DeclineTreatment(hazard="H-1", reason="个案", by="g-1"), ORDER),
        (PAST, PAST, REPORT),
    )  # fmt: skip

    def law(self):
        seen = [fact for fact, _ in self.history]
        kinds = [type(fact) for fact in seen]
        assert kinds[0] in {f.DangerOrderGiven, f.HazardReported}
        for once in (f.HazardReported, f.HazardAcknowledged, f.TreatmentOrdered, f.TreatmentDeclined, f.TreatmentAccepted):
            assert kinds.count(once) <= 1, once
        assert not {f.TreatmentDeclined, f.TreatmentAccepted} <= set(kinds)
        standing, ended = set(), False
        for fact, at in self.history:
            match fact:
                case f.DangerOrderGiven(danger_order=number):
                    assert not ended, "an order after the end"
                    assert number not in {
                        each.danger_order for each in seen[: seen.index(fact)] if hasattr(each, "danger_order")
                    }
                    standing.add(number)
                case f.DangerOrderLifted(danger_order=number):
                    standing.remove(number)
                case f.TreatmentAccepted():
                    assert not standing, "accepted while people may not use the place"
                    (order,) = [each for each in seen if isinstance(each, f.TreatmentOrdered)]
                    done = {each.department for each in seen if isinstance(each, f.TreatmentStepDone)}
                    assert done == set(order.departments)
                    ended = True
                case f.TreatmentDeclined():
                    ended = True
                case ClockPassed(due=due):
                    assert at > due
        stages = [fact.stage for fact in seen if isinstance(fact, ClockPassed)]
        assert len(stages) == len(set(stages)), "a time passed twice"

    def punctual(self):
        """A time that runs has not passed."""
        kinds = {type(fact) for fact in self.facts}
        passed = {fact.stage for fact in self.facts if isinstance(fact, ClockPassed)}
        first = self.facts[0] if self.facts else None
        if isinstance(first, f.DangerOrderGiven) and f.HazardReported not in kinds and "report" not in passed:
            assert first.report_by >= self.now
        for fact in self.facts:
            if isinstance(fact, f.HazardReported) and not {
                f.HazardAcknowledged, f.TreatmentOrdered, f.TreatmentDeclined
            } & kinds and "acknowledge" not in passed:  # fmt: skip
                assert fact.acknowledge_by >= self.now
            if isinstance(fact, f.TreatmentOrdered) and f.TreatmentAccepted not in kinds and "treat" not in passed:
                assert fact.due >= self.now
