"""Read models of inspection: the rebuilt ones are the living ones, whatever happened; and the SQL that rebuilds them."""

from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection import followup, objection, review
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.docket import DocumentIssued, DocumentVoided, PaperKind
from libs.events.catalog.inspection.dossier import DossierDue, DossierFiled, DossierPaper, DossierRead, Retention
from libs.events.catalog.inspection.guidance import GuidanceGiven, GuidanceKind
from libs.events.catalog.inspection.handling import ConditionMet, FindingAssigned, FindingSettled, Handling, Settled
from libs.events.catalog.inspection.rectification import (
    Escalation,
    FindingChecked,
    OrderKind,
    RectificationEscalated,
    RectificationExtended,
    RectificationExtensionAsked,
    RectificationExtensionRefused,
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
    RectificationPlanned,
    RectificationReported,
)
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import (
    Answer,
    AnsweredBy,
    Closing,
    ClueFound,
    Disposition,
    EntityAnswered,
    EntryRefusal,
    EntryRefused,
    FindingMade,
    FrustrationGround,
    ItemCheck,
    NoticeConfided,
    NoticeWithheld,
    OfficerCheckedIn,
    OfficerConfided,
    OfficerReplaced,
    Outcome,
    PartAmended,
    PartConfided,
    PartJoined,
    PartRecorded,
    PartResult,
    Proof,
    Severity,
    VisitAnnounced,
    VisitClosed,
    VisitCompleted,
    VisitConfided,
    VisitFrustrated,
    VisitOverdue,
)
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.discretion import ExemptionListed, ExemptionWithdrawn
from libs.events.catalog.registry.items import ItemAdjusted, ItemWithdrawn
from libs.events.envelope import Meta
from libs.events.store.migrate import migrate
from libs.events.store.store import InOrder, NewFacts, PostgresStore, connect_pool
from libs.events.views.explain import explained
from libs.events.views.rebuild import rebuild
from services.inspection.app import service
from services.inspection.testing.decisions import DAY, F1, FIRE, M1, M2, MARKET, NOW, TAX, planned
from services.inspection.testing.requests import item

TABLES = (
    "departments", "items", "inspectors", "visits", "parts", "check_ins", "findings", "finding_conditions", "clues",
    "results", "rectifications", "recorded_results", "objections", "papers", "item_texts", "followups", "followup_needs",
    "rechecks", "exemptions", "guidance", "dossiers", "dossier_papers", "checks", "reviews", "passed_clocks", "deadlines",
)  # fmt: skip
GOLDEN = Path(__file__).with_name("rebuild.sql")
SOURCE, META = "/421088/inspection", Meta("tester", "00000000-0000-4000-8000-000000000000")

visits = st.sampled_from(["V-1", "V-2", "V-3"])
departments = st.sampled_from([MARKET, FIRE])
officers = st.sampled_from([M1, M2, F1])
texts = st.sampled_from(["台账不全", 'it\'s "quoted"', "a\\b"])
maybe = st.none() | texts
days = st.integers(0, 400).map(lambda n: DAY + timedelta(days=n))
moments = st.integers(0, 10**9).map(lambda n: NOW + timedelta(microseconds=n))
evidence = st.lists(
    st.builds(EvidenceRef, sha256=st.sampled_from(["ab" * 32, "cd" * 32]), media_type=st.just("image/jpeg")), max_size=2
).map(tuple)
findings = st.lists(
    st.builds(
        FindingMade,
        finding=st.sampled_from(["F-1", "F-2"]),
        item=st.just("MKT-0003"),
        severity=st.sampled_from(Severity),
        description=texts,
        evidence=evidence,
    ),
    max_size=2,
).map(tuple)
checks = st.lists(
    st.builds(ItemCheck, item=st.just("MKT-0003"), outcome=st.sampled_from(Outcome), reason=maybe), max_size=1
).map(tuple)
who = {"entity": "stall:421088100-0001", "entity_name": "容城恒洪烧烤摊(示例)", "industries": ("catering",)}
parts = st.builds(
    VisitPart, department=departments, kinds=st.just(("food-hygiene",)), items=st.just(("MKT-0003",)),
    inspectors=st.lists(officers, max_size=2).map(tuple),
)  # fmt: skip
outcome = st.builds(
    PartResult, department=departments, kinds=st.just(()), items=st.just(()), problems=st.integers(0, 3),
    worst=st.none() | st.sampled_from(Severity), disposition=st.sampled_from(Disposition),
)  # fmt: skip
turns = st.sampled_from(["T-1", "T-2"])
OF_A_VISIT = st.one_of(
    st.builds(lambda visit, secret: planned(secret=secret).model_copy(update={"visit": visit}), visits, st.booleans()),
    st.builds(lambda visit: VisitConfided.like(planned(secret=True).model_copy(update={"visit": visit})), visits),
    st.builds(NoticeConfided, visit=visits, on=days, reason=texts),
    st.builds(PartConfided, visit=visits, filing=st.sampled_from(["B-1", "B-2"]), part=parts),
    st.builds(OfficerConfided, visit=visits, department=departments, gone=officers, substitute=st.none() | officers),
    st.builds(PartJoined, visit=visits, filing=st.sampled_from(["B-1", "B-2"]), part=parts),
    st.builds(OfficerReplaced, visit=visits, department=departments, gone=officers, substitute=st.none() | officers),
    st.builds(VisitAnnounced, visit=visits, on=days, basis=texts, method=st.just("onsite")),
    st.builds(NoticeWithheld, visit=visits, on=days, reason=texts),
    st.builds(
        OfficerCheckedIn, visit=visits, inspector=officers, department=departments, proof=st.sampled_from(Proof),
        at=moments, reason=maybe,
    ),
    st.builds(
        PartRecorded, visit=visits, department=departments, checks=checks, findings=findings,
        officers=st.just((M1, M2)), disposition=st.sampled_from(Disposition), basis=maybe,
    ),
    st.builds(
        PartAmended, visit=visits, department=departments, checks=checks, findings=findings, revision=st.just(2),
        disposition=st.sampled_from(Disposition), basis=maybe, reason=texts,
    ),
    st.builds(
        ClueFound, visit=visits, clue=st.sampled_from(["C-1", "C-2"]), entity=st.just(who["entity"]), finder=departments,
        competent=st.just(TAX), matter=texts, evidence=evidence,
    ),
    st.builds(
        EntityAnswered, visit=visits, answer=st.sampled_from(Answer), by=st.sampled_from(AnsweredBy), evidence=evidence,
        remark=maybe,
    ),
    st.builds(VisitCompleted, visit=visits, completed_on=days, record=st.just("ab" * 32)),
    st.builds(
        lambda visit, parts, day: ResultIssued(
            result=f"R-{visit}", visit=visit, kinds=("food-hygiene",), lead=MARKET, parts=parts, problems=len(parts),
            checked_on=day, record="ab" * 32, **who,
        ),
        visits, st.lists(outcome, max_size=2).map(tuple), days,
    ),
    st.builds(lambda v, why: ResultRevoked(result=f"R-{v}", visit=v, entity=who["entity"], reason=why), visits, texts),
    st.builds(VisitOverdue, visit=visits, lead=st.just(MARKET), due=moments),
    st.builds(
        VisitFrustrated, visit=visits, department=departments, ground=st.sampled_from(FrustrationGround),
        officers=st.just((M1, M2)), evidence=evidence, reason=texts,
    ),
    st.builds(EntryRefused, visit=visits, why=st.sampled_from(EntryRefusal), words=maybe),
    st.builds(VisitClosed, visit=visits, how=st.sampled_from(Closing)),
    st.builds(
        FindingAssigned, visit=visits, finding=st.sampled_from(["F-1", "F-2"]), department=departments,
        handling=st.sampled_from(Handling), target=st.none() | st.just("RC-1"), basis=maybe,
        conditions=st.lists(st.builds(ConditionMet, text=texts, evidence=evidence), max_size=2).map(tuple),
    ),
    st.builds(
        FindingSettled, visit=visits, finding=st.sampled_from(["F-1", "F-2"]), department=departments,
        how=st.sampled_from(Settled), ref=st.none() | st.just("RC-1"),
    ),
)  # fmt: skip
_TURN = {"rectification": turns, "visit": visits, "entity": st.just(who["entity"]), "department": departments}
_SEEN = {
    "officers": st.lists(officers, max_size=2).map(tuple), "evidence": evidence,
    "checks": st.lists(
        st.builds(FindingChecked, finding=st.just("F-1"), mended=st.booleans(), note=maybe), max_size=2
    ).map(tuple),
}  # fmt: skip
OF_A_RECTIFICATION = st.one_of(
    st.builds(
        RectificationOrdered,
        findings=st.just(("F-1",)),
        due=moments,
        kind=st.sampled_from(OrderKind),
        document=st.none() | st.just("ZG-1"),
        day_set=st.booleans(),
        **_TURN,
    ),
    st.builds(RectificationPlanned, rectification=turns, measures=texts, evidence=evidence),
    st.builds(RectificationExtensionAsked, rectification=turns, until=moments, reason=texts, evidence=evidence),
    st.builds(RectificationExtended, due=moments, reason=maybe, **_TURN),
    st.builds(RectificationExtensionRefused, reason=texts, **_TURN),
    st.builds(
        RectificationReported, rectification=turns, evidence=evidence, late=st.booleans(), recheck_by=st.none() | moments
    ),
    st.builds(RectificationFailed, reason=texts, due=st.none() | moments, **_SEEN, **_TURN),
    st.builds(RectificationPassed, **_SEEN, **_TURN),
    st.builds(RectificationOverdue, due=moments, **_TURN),
    st.builds(RectificationEscalated, findings=st.just(("F-1",)), cause=st.sampled_from(Escalation), **_TURN),
    st.builds(
        ClockPassed, subject=turns, stage=st.sampled_from(["recheck", "serve"]), owner=departments, due=moments, since=turns
    ),
)
to_what = {
    "about": st.sampled_from(objection.About), "reference": visits, "visit": visits, "entity": st.just(who["entity"]),
    "department": departments,
}  # fmt: skip
answers = st.lists(st.builds(objection.PointAnswer, point=st.integers(1, 2), upheld=st.booleans(), reason=texts), max_size=2)
objected = st.sampled_from(["OB-1", "OB-2"])
OF_AN_OBJECTION = st.one_of(
    st.builds(
        objection.ObjectionLodged, objection=objected, points=st.lists(texts, max_size=2).map(tuple), evidence=evidence,
        on_paper=st.booleans(), admit_by=moments, **to_what,
    ),
    st.builds(objection.ObjectionAccepted, objection=objected, decide_by=moments),
    st.builds(objection.ObjectionInadmissible, objection=objected, reason=texts, decided_on=days),
    st.builds(
        objection.ObjectionDecided, objection=objected, outcome=st.sampled_from(objection.Outcome), answers=answers.map(tuple),
        reviewers=st.lists(officers, max_size=2).map(tuple), correction=maybe, decided_on=days, **to_what,
    ),
    st.builds(objection.ObjectionTold, objection=objected, way=st.sampled_from(objection.Way), on=days),
    st.builds(objection.ObjectionWithdrawn, objection=objected, reason=texts),
    st.builds(
        objection.ObjectionDueMoved, objection=objected, stage=st.just("objection-admit"), due=moments, year=st.just(2026)
    ),
    st.builds(
        ClockPassed, subject=objected, stage=st.sampled_from(["objection-admit", "objection-decide", "hearing"]),
        owner=departments, due=moments, since=objected,
    ),
)  # fmt: skip
looked_in = st.sampled_from(["FU-1", "FU-2"])
needs = st.lists(texts, max_size=2).map(tuple)
OF_A_FOLLOWUP = st.one_of(
    st.builds(
        followup.FollowupDue, followup=looked_in, after=st.sampled_from(followup.After), reference=visits, visit=visits,
        entity=st.just(who["entity"]), department=departments, wanted=maybe, ended_on=days, due=moments,
    ),
    st.builds(
        followup.FollowupMade, followup=looked_in, way=st.sampled_from(followup.FollowupWay), needs=needs, advice=needs,
        officers=st.lists(officers, max_size=2).map(tuple), experts=st.just(()), made_on=days, holds=st.none() | st.booleans(),
    ),
    st.builds(
        followup.FollowupNeedMet, followup=looked_in, need=st.integers(1, 2), answer=texts, expert=st.none() | st.just("P-7")
    ),
    st.builds(followup.FollowupDone, followup=looked_in),
    st.builds(followup.FollowupDeclined, followup=looked_in, reason=texts),
    st.builds(
        ClockPassed, subject=looked_in, stage=st.sampled_from(["followup", "hearing"]), owner=departments, due=moments,
        since=visits,
    ),
)  # fmt: skip
GUIDED = st.builds(
    GuidanceGiven, guidance=st.sampled_from(["G-1", "G-2"]), visit=visits, finding=st.none() | st.just("F-1"),
    entity=st.just(who["entity"]), department=departments, kind=st.sampled_from(GuidanceKind), text=texts,
    document=st.none() | st.just("ZD-1"),
)  # fmt: skip
LISTED = st.one_of(
    st.builds(
        ExemptionListed, exemption=st.sampled_from(["EX-1", "EX-2"]), item=st.just("MKT-0003"), behaviour=texts,
        conditions=texts, legal_basis=texts, first_offence_only=st.booleans(), effective_from=days,
    ),
    st.builds(ExemptionWithdrawn, exemption=st.sampled_from(["EX-1", "EX-2"]), effective_from=days, reason=texts),
)  # fmt: skip
reviewed = st.sampled_from(["RV-1", "RV-2"])
OF_A_REVIEW = st.one_of(
    st.builds(
        review.ReviewOpened, review=reviewed, officer=officers, department=departments, entity=st.just(who["entity"]), on=days,
        what=texts, item=st.none(), cause=st.sampled_from(review.Cause),
    ),
    st.builds(
        review.ReviewEvidenceCompiled, review=reviewed, visit=st.none() | visits, checked=st.sampled_from(review.Checked),
        answers=st.just((review.StandingAnswer(question="two-officers", said="no"),)), facts=st.just(()),
    ),
    st.builds(review.OfficerHeard, review=reviewed, statement=texts, waived=st.booleans()),
    st.builds(
        review.ReviewDecided, review=reviewed, verdict=st.sampled_from(review.Verdict), ground=st.none(), reasons=texts,
        panel=st.just(("P-1", "P-2", "P-3")), appeal_by=moments,
    ),
    st.builds(review.ReviewAppealed, review=reviewed, reasons=texts),
    st.builds(
        review.ReviewFinal, review=reviewed, verdict=st.sampled_from(review.Verdict), ground=st.none(), reasons=texts,
        panel=st.just(("P-1", "P-2", "P-3")), on_appeal=st.booleans(),
    ),
)  # fmt: skip
RECORDED = st.builds(
    ResultRecorded, result=st.sampled_from(["X-1", "X-2"]), entity=st.just(who["entity"]), kind=st.just("food-hygiene"),
    checked_on=days, score=st.none() | st.integers(0, 100), problems=st.lists(texts, max_size=2).map(tuple),
    origin=st.just("file-1"), department=st.none() | departments,
)  # fmt: skip
codes = st.sampled_from(["MKT-0003", "MKT-0004"])
OF_AN_ITEM = st.one_of(
    st.builds(item, codes, st.just(MARKET), maybe, days),
    st.builds(lambda code, case, day: ItemAdjusted(**item(code, MARKET, case, day).model_dump()), codes, maybe, days),
    st.builds(ItemWithdrawn, item=codes, effective_from=days, reason=texts),
)
documents = st.sampled_from(["P-1", "P-2", "P-3"])
OF_A_PAPER = st.one_of(
    st.builds(
        DocumentIssued, document=documents, department=departments, year=st.just(2026), kind=st.sampled_from(PaperKind),
        number=st.integers(1, 3), digest=st.just("ab" * 32), stream=st.just("visit-V-1"), visit=st.none() | visits,
        addressee=st.none() | st.just(who["entity"]),
    ),
    st.builds(DocumentVoided, document=documents, reason=texts),
)  # fmt: skip
_BOX = {
    "dossier": st.sampled_from(["DS-1", "DS-2"]), "stream": st.just("visit-V-1"), "visit": visits, "department": departments,
}  # fmt: skip
OF_A_DOSSIER = st.one_of(
    st.builds(DossierDue, due=moments, **_BOX),
    st.builds(
        DossierFiled, ends=st.just(("no-problem",)), retention=st.sampled_from(Retention), retained_until=st.none() | days,
        index=st.lists(
            st.builds(
                DossierPaper, document=documents, kind=st.sampled_from(PaperKind), department=departments,
                digest=st.just("ab" * 32), pages=st.integers(0, 9),
            ),
            max_size=2, unique_by=lambda paper: paper.document,
        ).map(tuple),
        **_BOX,
    ),
    st.builds(DossierRead, dossier=_BOX["dossier"], by=st.just("a-1"), reason=texts),
    st.builds(ClockPassed, subject=_BOX["dossier"], stage=st.just("dossier"), owner=departments, due=moments, since=visits),
)  # fmt: skip
OF_WHATEVER = st.one_of(
    OF_A_VISIT, OF_A_VISIT, OF_A_RECTIFICATION, OF_AN_OBJECTION, OF_A_FOLLOWUP, OF_AN_ITEM, RECORDED, OF_A_PAPER,
    LISTED, GUIDED, OF_A_DOSSIER, OF_A_REVIEW,
)  # fmt: skip
stories = st.lists(st.lists(OF_WHATEVER, min_size=1, max_size=8), max_size=8)

NAMED = {"OB": "objection", "FU": "followup", "T-": "rectification", "DS": "dossier"}
"""By the first letters of what a clock is of."""


STREAMS = (
    "review", "document", "objection", "followup", "rectification", "guidance", "dossier", "visit", "result", "exemption",
    "item",
)  # fmt: skip
"""What names a stream, before what else stands in its facts."""


def stream(fact):
    if isinstance(fact, ClockPassed):
        return f"{NAMED[fact.subject[:2]]}-{fact.subject}"
    name = next(name for name in STREAMS if hasattr(fact, name))
    return f"{name}-{getattr(fact, name)}"


@pytest.fixture(scope="module")
async def store(postgres):
    await postgres.create_database("inspection_rebuilt")
    pool = await connect_pool(postgres.dsn("inspection_rebuilt"), size=4)
    await migrate(pool, service.migrations)
    await service.views.check(pool)
    yield PostgresStore(pool, SOURCE, InOrder(service.views, service.deadlines))
    await pool.close()
    await postgres.drop_database("inspection_rebuilt")


async def shown(pool):
    return {table: [tuple(r) for r in await pool.fetch(f"select * from {table} order by 1, 2")] for table in TABLES}


async def told(store, facts, versions):
    """Appends them together; what the read models refuse is tried alone and left out, as commands are."""
    new, lengths = [], dict(versions)
    for fact in facts:
        name = stream(fact)
        new.append(NewFacts(name, lengths.get(name, 0), [fact]))
        lengths[name] = lengths.get(name, 0) + 1
    try:
        await store.append(new, META, at=NOW)
    except (asyncpg.PostgresError, StopIteration, RuntimeError):
        if len(facts) > 1:
            for fact in facts:
                await told(store, [fact], versions)
        return
    versions.update(lengths)


@settings(max_examples=40)
@given(stories)
async def test_whatever_happened_the_rebuilt_read_models_are_the_living_ones(store, story):
    await store.pool.execute(f"truncate events cascade; truncate {', '.join(TABLES)}")
    versions = {}
    for facts in story:
        await told(store, facts, versions)
    before = await shown(store.pool)
    await rebuild(store.pool, SOURCE, service.views, service.deadlines)
    assert await shown(store.pool) == before


async def test_the_generated_sql_is_the_one_on_record(store):
    """To be read when it changes; recorded anew with `checkonce views sql inspection`."""
    assert await explained(store.pool, service.views) == GOLDEN.read_text(encoding="utf-8")
