"""What must never or always be, whatever is tried on a visit."""

from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.inspection.visit import (
    Disposition,
    EntityAnswered,
    NoticeWithheld,
    OfficerCheckedIn,
    PartRecorded,
    Proof,
    Severity,
    VisitAnnounced,
    VisitAssigned,
    VisitClosed,
    VisitCompleted,
    VisitOverdue,
)
from libs.events.refusal import Refusal
from services.inspection.testing.decisions import (
    ANNOUNCE,
    ANSWER,
    ASSIGN,
    CLUE,
    COMPLETE,
    CONFIRMED,
    F1,
    FIRE,
    LATER,
    M1,
    M2,
    MARKET,
    NOW,
    ON_THE_SPOT,
    REVOKE,
    TAX,
    WITHHOLD,
    check_in,
    finding,
    handle,
    part,
    record_of,
    report,
)
from services.inspection.visit import commands as c
from services.inspection.visit.decide.visit import VISIT

departments = st.sampled_from([MARKET, FIRE, TAX])
some_findings = st.lists(
    st.builds(finding, st.sampled_from(["F-1", "F-2"]), st.sampled_from(["MKT-0003", "FIR-0002"]), st.sampled_from(Severity)),
    max_size=2,
)
anything = st.one_of(
    st.sampled_from([
        ASSIGN, ANNOUNCE, WITHHOLD, ANSWER, COMPLETE, CLUE, REVOKE, c.CancelVisit(visit="V-1"),
        c.PassVisitDeadline(visit="V-1"),
        c.SettleFindings(visit="V-1", findings=("F-1", "F-2"), how="rectified"), handle("rectification"), handle("case"),
    ]),
    st.builds(
        lambda i, d, proof: check_in(inspector=i, department=d, proof=proof, reason="断网"),
        st.sampled_from([M1, M2, F1]), departments, st.sampled_from(Proof),
    ),
    st.builds(
        lambda d, f, disposition: report(d, *f, disposition=disposition, exemptible=("MKT-0003",), basis="清单"),
        departments, some_findings, st.sampled_from(Disposition),
    ),
)  # fmt: skip
moments = st.sampled_from([NOW, LATER])


@settings(max_examples=300)
@forall(st.lists(st.tuples(anything, moments), max_size=25), st.booleans())
def test_whatever_is_tried_a_visit_stays_lawful(tries, well_begun):
    facts, refused = list(ON_THE_SPOT) if well_begun else [], []
    for command, now in tries:
        try:
            facts += VISIT.decide(command, VISIT.fold(facts), now)
        except Refusal as refusal:
            refused.append(refusal)
    assert all(refusal.do_en and refusal.do_zh for refusal in refused)
    kinds = [type(f) for f in facts]
    assert kinds.count(ResultIssued) == kinds.count(VisitCompleted) <= 1
    assert max(kinds.count(k) for k in (VisitAssigned, VisitOverdue, VisitClosed, ResultRevoked)) <= 1
    recorded = [f.department for f in facts if isinstance(f, PartRecorded)]
    assert len(set(recorded)) == len(recorded)
    own = {MARKET: {"MKT-0003", "MKT-0004"}, FIRE: {"FIR-0002"}}
    for f in facts:
        if isinstance(f, PartRecorded):
            assert {x.item for x in f.findings} <= own[f.department] == set(f.items)
    if VisitCompleted in kinds:
        end = kinds.index(VisitCompleted)
        assert set(recorded) == {MARKET, FIRE}
        assert kinds.index(EntityAnswered) < end
        after = {VisitCompleted, ResultIssued, VisitClosed, ResultRevoked, FindingAssigned, FindingSettled}
        assert set(kinds[end:]) <= after
        found = {x.finding for f in facts if isinstance(f, PartRecorded) for x in f.findings}
        settled = {f.finding for f in facts if isinstance(f, FindingSettled)}
        assert (VisitClosed in kinds) == (found == settled), "closed with an open finding, or open without one"
        assert facts[end].record == facts[end + 1].record == record_of(*facts[:end])
    first_arrival = kinds.index(OfficerCheckedIn) if OfficerCheckedIn in kinds else len(kinds)
    if OfficerCheckedIn in kinds:
        assert {VisitAnnounced, NoticeWithheld} & set(kinds[:first_arrival])


@settings(max_examples=100)
@forall(st.data())
def test_a_record_with_a_fact_altered_left_out_or_moved_has_another_digest(data):
    facts = [*ON_THE_SPOT, part(MARKET, finding(), disposition=Disposition.GUIDED), part(FIRE), CONFIRMED]
    at = data.draw(st.integers(0, len(facts) - 1))
    match data.draw(st.sampled_from(["alter", "leave out", "move"])):
        case "alter":
            changed = [*facts[:at], facts[at].model_copy(update={"visit": "V-2"}), *facts[at + 1 :]]
        case "leave out":
            changed = [*facts[:at], *facts[at + 1 :]]
        case _:
            to = data.draw(st.integers(0, len(facts) - 1).filter(lambda n: n != at))
            changed = [*facts]
            changed.insert(to, changed.pop(at))
    assert record_of(*changed) != record_of(*facts)
