"""Read models of cases: how far each is, what was done in it, and the clocks that holidays move."""

from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import ALL, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
cases, steps = Table("cases", "case_ref"), Table("case_steps", "case_ref", "version")
clocks = Table("case_clocks", "case_ref", "stage")

_NAMED: dict[str, Any] = {"case_ref": fact.case, "version": VERSION}
_ORIGIN: dict[str, Any] = {"origin_kind": fact.origin.kind, "origin": fact.origin.ref, "finding": fact.origin.finding}
_ADD_EVIDENCE = Sql("{row}.evidence || {new}", ALL("evidence", "sha256"))
_ADD_PAPERS = Sql("{row}.papers || {new}", ALL("evidence", "sha256"))


def _paper(field: str) -> Sql:
    return Sql("{row}.papers || {new}::text", getattr(fact, field).sha256)


views.on(f.CaseFiled)(
    cases.insert(
        "department", "entity", "person", "subject", "matter", "items", "officers", "procedure", "late", "decide_by",
        **_NAMED, **_ORIGIN, state="investigating", filed_at=TIME,
    )
)  # fmt: skip
views.on(f.CaseNotFiled)(
    cases.insert(
        "department", "entity", "person", "matter", "late", **_NAMED, **_ORIGIN, state="not-filed", filed_at=TIME,
        ended=fact.reason, closed_at=TIME,
    )
)  # fmt: skip
views.on(f.CaseOfficerReplaced)(
    cases.update(
        **_NAMED,
        officers=Sql("array_remove({row}.officers, {gone}) || {new}::text[]", [fact.substitute], gone=fact.gone),
    )
)
views.on(f.CaseOfficerReplaced)(cases.update(case_ref=fact.case, officers=Sql("array_remove({row}.officers, null)")))
views.on(f.CaseEvidenceAdded)(cases.update(**_NAMED, evidence=_ADD_EVIDENCE))
views.on(f.CaseProposed)(
    cases.update(
        "outcome", "major", **_NAMED,
        state=Sql(
            "case when {new} = 'penalty' and not {again} then 'told' else 'proposed' end", fact.outcome, again=fact.to_tell
        ),
    )
)  # fmt: skip
views.on(f.LegalReviewAsked, f.LegalReviewGiven)(cases.update(**_NAMED))
views.on(f.PenaltyTold)(cases.update("defend_by", **_NAMED, state="told", told_at=fact.at, papers=_paper("document")))
views.on(f.DefenceReceived)(cases.update(**_NAMED, papers=_ADD_PAPERS))
views.on(f.HearingAsked)(cases.update(**_NAMED))
views.on(f.HearingCalled)(cases.update(**_NAMED, hearing_on=fact.on))
views.on(f.HearingHeld)(cases.update(**_NAMED, papers=_paper("record")))
views.on(f.CaseDiscussed)(cases.update(**_NAMED, evidence=Sql("{row}.evidence || {new}::text", fact.record.sha256)))
views.on(f.CaseSuspended)(cases.update("transfer", **_NAMED, suspended=fact.ground))
views.on(f.CaseResumed)(cases.update("decide_by", **_NAMED, suspended=None))
views.on(f.CaseExtended)(cases.update("decide_by", **_NAMED))
views.on(p.PenaltyDecided)(
    cases.update(
        "decision", "decided_on", "penalties", "basis", "grade", **_NAMED, state="decided", outcome="penalty",
        is_public=fact.public,
    )
)  # fmt: skip
views.on(p.NoPenaltyDecided)(
    cases.update("decision", "decided_on", "basis", **_NAMED, state="decided", outcome=fact.ground, is_public=False)
)
views.on(p.CaseServed)(cases.update("perform_by", **_NAMED, state="served", served_at=fact.at, papers=_paper("receipt")))
views.on(p.PenaltyPerformed)(
    cases.update(
        "left_fen", **_NAMED,
        state=Sql("case when {new} then 'performed' else {row}.state end", fact.complete),
        papers=Sql("{row}.papers || array_remove(array[{new}::text], null)", fact.receipt.sha256),
    )
)  # fmt: skip
views.on(p.PenaltyDeferred)(cases.update("perform_by", **_NAMED))
views.on(p.SurchargeAdded)(cases.update(**_NAMED, surcharge_fen=fact.total_fen))
views.on(p.EnforcementAsked)(cases.update(**_NAMED, evidence=Sql("{row}.evidence || {new}::text", fact.document.sha256)))
views.on(p.PenaltyRevoked)(cases.update(**_NAMED, state="revoked", revoked=fact.reason))
views.on(p.CaseClosed)(
    cases.update(
        **_NAMED,
        state=Sql("case when {row}.state = 'revoked' then 'revoked' else 'closed' end"),
        ended=fact.how,
        closed_at=TIME,
    )
)
views.on(p.CaseClockMoved)(cases.update(**_NAMED))
views.on(p.CaseClockMoved)(cases.update(case_ref=fact.case, defend_by=fact.due, where=Sql("{new} = 'case-defend'", fact.stage)))
views.on(ClockPassed)(
    cases.update(
        case_ref=fact.subject,
        version=VERSION,
        overdue=Sql("{row}.overdue || {new}::text", fact.stage),
        where=Sql("{new} ^@ 'case-'", fact.stage),
    )
)

_STEPS: dict[type, str] = {
    f.CaseFiled: "filed", f.CaseNotFiled: "not-filed", f.CaseOfficerReplaced: "officer-replaced",
    f.CaseEvidenceAdded: "evidence", f.CaseProposed: "proposed", f.LegalReviewAsked: "review-asked",
    f.LegalReviewGiven: "reviewed", f.PenaltyTold: "told", f.DefenceReceived: "defence", f.HearingAsked: "hearing-asked",
    f.HearingCalled: "hearing-called", f.HearingHeld: "hearing", f.CaseDiscussed: "discussed", f.CaseSuspended: "suspended",
    f.CaseResumed: "resumed", f.CaseExtended: "extended", p.PenaltyDecided: "decided", p.NoPenaltyDecided: "spared",
    p.CaseServed: "served", p.PenaltyPerformed: "performed", p.PenaltyDeferred: "deferred", p.SurchargeAdded: "surcharge",
    p.EnforcementAsked: "enforcement-asked", p.PenaltyRevoked: "revoked", p.CaseClosed: "closed",
}  # fmt: skip
for _fact, _step in _STEPS.items():
    views.on(_fact)(steps.insert(**_NAMED, step=_step, said=Sql("{new} - 'case' - 'department'", fact), noted_at=TIME))

TO_THE_PARTY = (
    "told", "defence", "hearing-asked", "hearing-called", "hearing", "decided", "spared", "served", "performed", "deferred",
    "surcharge", "enforcement-asked", "revoked", "closed",
)  # fmt: skip
"""Steps that the party reads of: what it was told, and what it said."""

# Working days are counted again when the year's holidays become known.
views.on(f.LegalReviewAsked)(clocks.upsert(case_ref=fact.case, stage="case-review", due=fact.review_by, began_at=TIME))
views.on(f.PenaltyTold)(clocks.upsert(case_ref=fact.case, stage="case-defend", due=fact.defend_by, began_at=fact.at))
views.on(p.PenaltyDecided, p.NoPenaltyDecided)(
    clocks.upsert(case_ref=fact.case, stage="case-serve", due=fact.serve_by, began_at=TIME)
)
views.on(p.CaseClockMoved)(clocks.update("due", case_ref=fact.case, stage=fact.stage))
_ENDS: dict[type, tuple[str, ...]] = {
    f.LegalReviewGiven: ("case-review",),
    f.CaseProposed: ("case-review",),
    p.PenaltyDecided: ("case-review", "case-defend"),
    p.NoPenaltyDecided: ("case-review", "case-defend"),
    p.CaseServed: ("case-serve",),
    p.PenaltyRevoked: ("case-serve",),
    p.CaseClosed: ("case-review", "case-defend", "case-serve"),
}
for _fact, _stages in _ENDS.items():
    for _stage in _stages:
        views.on(_fact)(clocks.delete(case_ref=fact.case, stage=_stage))
views.on(ClockPassed)(clocks.delete(case_ref=fact.subject, stage=fact.stage))
