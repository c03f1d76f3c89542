"""The decision and what follows from it: service, performance, surcharge, enforcement, the end (行政处罚法 art. 51 to 74)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from libs.events.calendar import local_day
from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.fact import Fact

from ...visit.decide.window import end_of
from .. import commands as c
from .. import penalty_refusals as pr
from .. import refusals as r
from . import checks
from .before import check_standard
from .rules import BANS, SUMMARY_FEN, check_penalties, fined, surcharge
from .state import Case, Decided, Performance, Proposed

decided = p.PenaltyDecided.of(
    c.DecidePenalty, "department", "entity", "person", "subject", "items", "penalties", "basis", "grade", "on_spot",
    "decided_on",
)  # fmt: skip
decided_on_spot = p.PenaltyDecided.of(
    c.DecideOnSpot, "department", "entity", "person", "subject", "items", "grade", "on_spot", "decided_on", "weighed",
    "serve_by",
)  # fmt: skip
proposed_on_spot = f.CaseProposed.of(
    c.DecideOnSpot, "department", "outcome", "deviation", "exemption", "account", "weighty", "major", "to_tell"
)
spared = p.NoPenaltyDecided.of(
    c.DecideNoPenalty, "department", "entity", "person", "items", "ground", "exemption", "basis", "decided_on"
)
served = p.CaseServed.of(c.ServeCase, "department", "at", "perform_by")
served_on_spot = p.CaseServed.of(c.DecideOnSpot, "department", "way", "at")
performed = p.PenaltyPerformed.of(c.PerformPenalty, "department", "at", "left_fen", "complete")
deferred = p.PenaltyDeferred.of(c.DeferPenalty, "department", "perform_by")
surcharged = p.SurchargeAdded.of(c.AddSurcharge, "department", "days", "fen", "total_fen")
enforcement_asked = p.EnforcementAsked.of(c.AskEnforcement, "department", "fen")
revoked = p.PenaltyRevoked.of(c.RevokePenalty, "department", "entity", "person", "decision")
withdrawn = p.CaseClosed.of(c.WithdrawCase, "department", "how")
closed = p.CaseClosed.of(c.CloseCase, "department", "how", "reason", "approved_by")

_MONEY = frozenset({f.PenaltyKind.FINE, f.PenaltyKind.GAINS})
_TAUGHT = frozenset({f.CaseOutcome.MINOR, f.CaseOutcome.FIRST, f.CaseOutcome.NO_FAULT})


def decide_penalty(command: c.DecidePenalty, case: Case, now: datetime) -> Sequence[Fact]:
    """Art. 57. Raises OutcomeDiffers, NotTold, HearingDue, DefencePending, DefenceUnweighed, DecidedTwice and what
    `_judged_enough` raises.
    """
    proposed, told = _proposed(case, penal=True), case.told
    proposal = proposed.fact
    if told is None:
        raise pr.NotTold(case=command.case)
    if told.hearing:
        raise r.HearingDue(case=command.case)
    if now <= told.fact.defend_by and not told.heard:
        raise pr.DefencePending(defend_by=told.fact.defend_by)
    if told.spoke and command.weighed is None:
        raise pr.DefenceUnweighed(weighed=None)
    _once(proposal.penalties, command.known.fined)
    _judged_enough(case, proposed, new_economy=command.known.new_economy)
    return [
        decided(
            command,
            **_whose(case),
            subject=case.filed.subject,
            penalties=proposal.penalties,
            basis=proposal.basis,
            grade=proposal.grade or "",
            on_spot=False,
            decided_on=local_day(now),
        )
    ]


def _whose(case: Case) -> dict[str, object]:
    filed = case.filed
    return {"department": filed.department, "entity": filed.entity, "person": filed.person, "items": filed.items}


def _proposed(case: Case, *, penal: bool) -> Proposed:
    if case.proposed is None:
        raise checks.wrong_stage(case)
    outcome = case.proposed.fact.outcome
    if (outcome is f.CaseOutcome.PENALTY) is not penal or outcome is f.CaseOutcome.TRANSFER:
        raise pr.OutcomeDiffers(case=case.filed.case, outcome=outcome)
    return case.proposed


def _once(penalties: Sequence[f.Penalty], other: str | None) -> None:
    """Art. 29: no two fines for one breach; other penalties may stand beside a fine."""
    if other is not None and fined(penalties):
        raise r.DecidedTwice(other=other)


def _judged_enough(case: Case, proposed: Proposed, *, new_economy: bool) -> None:
    """Raises BanOnNewEconomy, ReviewMissing and DiscussionMissing (art. 57 and 58, B-20, B-32)."""
    proposal = proposed.fact
    if new_economy and not proposed.passed and any(each.kind in BANS for each in proposal.penalties):
        raise pr.BanOnNewEconomy(case=case.filed.case)
    heard = case.told is not None and case.told.heard
    if (proposal.major or heard or proposed.passed is False) and not proposed.passed:
        raise pr.ReviewMissing(case=case.filed.case)
    if proposal.major and not proposed.carried:
        raise pr.DiscussionMissing(case=case.filed.case)


def decide_on_spot(command: c.DecideOnSpot, case: Case, now: datetime) -> Sequence[Fact]:
    """Art. 51 and 52: proposed, decided and handed over at once. Raises WrongStage and SummaryTooHeavy, DecidedTwice, and
    what a proposal raises of officers, penalties and the benchmark.
    """
    if case.filed.procedure is not f.Procedure.SUMMARY or case.proposed is not None:
        raise checks.wrong_stage(case)
    checks.officers_act(command.officers, case, command.known)
    check_penalties(command.penalties)
    kinds = {each.kind for each in command.penalties}
    most = SUMMARY_FEN[case.filed.subject]
    if kinds - {f.PenaltyKind.WARNING, f.PenaltyKind.FINE} or fined(command.penalties) > most:
        raise pr.SummaryTooHeavy(penalties=sorted(kinds), most=most)
    check_standard(command, case, command.known, deviates=False)
    command.known.require()
    _once(command.penalties, command.known.fined)
    whose, department = _whose(case), case.filed.department
    proposal = proposed_on_spot(
        command,
        department=department,
        outcome=f.CaseOutcome.PENALTY,
        deviation=None,
        exemption=None,
        account=case.filed.matter,
        weighty=False,
        major=False,
        to_tell=False,
    )
    made = decided_on_spot(
        command,
        **whose,
        subject=case.filed.subject,
        grade=command.grade,
        on_spot=True,
        decided_on=local_day(now),
        weighed=command.said,
        serve_by=now,
    )
    return [proposal, made, served_on_spot(command, department=department, way=p.Service.ON_SPOT, at=now)]


def decide_no_penalty(command: c.DecideNoPenalty, case: Case, now: datetime) -> Fact:
    """Art. 33 and 57. Raises OutcomeDiffers, NotTaught, ReviewMissing and DiscussionMissing."""
    proposed = _proposed(case, penal=False)
    proposal = proposed.fact
    if proposal.outcome in _TAUGHT and command.taught is None:
        raise pr.NotTaught(taught=None)
    _judged_enough(case, proposed, new_economy=False)
    return spared(
        command,
        **_whose(case),
        ground=proposal.outcome,
        exemption=proposal.exemption,
        basis=proposal.basis,
        decided_on=local_day(now),
    )


def serve(command: c.ServeCase, case: Case, now: datetime) -> Fact:
    """Art. 61. Raises WrongStage, TimeImpossible, EvidenceMissing and what `officers_act` raises."""
    if case.decided is None or case.decided.served_at or case.decided.revoked:
        raise checks.wrong_stage(case)
    checks.officers_act(command.officers, case, command.known)
    command.known.require()
    at = checks.entered(command.at, now, command.known)
    if local_day(at) < case.decided.fact.decided_on:
        raise r.TimeImpossible(at=at, first=case.decided.fact.decided_on)
    due = command.perform_by if isinstance(case.decided.fact, p.PenaltyDecided) else None
    return served(command, department=case.filed.department, at=at, perform_by=due)


def _owing(case: Case) -> tuple[Decided, Performance]:
    """A decision that is served and not performed. Raises WrongStage."""
    made = case.decided
    if made is None or made.performance is None or made.performance.complete or made.revoked:
        raise checks.wrong_stage(case)
    return made, made.performance


def perform(command: c.PerformPenalty, case: Case, now: datetime) -> Fact:
    """Raises WrongStage, NotOwed, TimeImpossible and EvidenceMissing."""
    made, done = _owing(case)
    command.known.require()
    owed = {each.kind for each in made.penalties} - _MONEY - done.carried_out
    left = made.left_fen
    if command.fen > left or set(command.kinds) - owed or (not command.fen and not command.kinds):
        raise pr.NotOwed(fen=command.fen, kinds=sorted(command.kinds), left_fen=left)
    at = checks.happened(command.at, now, first=made.served_at)
    after = left - command.fen
    complete = not after and not owed - set(command.kinds)
    return performed(command, department=case.filed.department, at=at, left_fen=after, complete=complete)


def defer(command: c.DeferPenalty, case: Case, now: datetime) -> Fact:
    """Art. 66. Raises WrongStage and InstalmentsDiffer."""
    made, _ = _owing(case)
    days = [each.due for each in command.instalments]
    in_order = all(before < after for before, after in pairwise([local_day(now), *days]))
    if not days or not in_order or sum(each.fen for each in command.instalments) != made.left_fen:
        shown = [f"{each.fen}@{each.due}" for each in command.instalments]
        raise pr.InstalmentsDiffer(instalments=shown, left_fen=made.left_fen)
    return deferred(command, department=case.filed.department, perform_by=end_of(days[-1]))


def add_surcharge(command: c.AddSurcharge, case: Case, now: datetime) -> Fact:
    """Art. 72. Raises WrongStage, NotOverdue and SurchargeFull."""
    made, done = _owing(case)
    if now <= done.perform_by:
        raise pr.NotOverdue(perform_by=done.perform_by)
    days = (local_day(now) - local_day(done.perform_by)).days
    unpaid = made.left_fen - done.surcharged
    fen = surcharge(made.fine, unpaid, days=days, added=done.surcharged, basis_points=command.known)
    if not fen:
        raise pr.SurchargeFull(total_fen=done.surcharged)
    return surcharged(command, department=case.filed.department, days=days, fen=fen, total_fen=done.surcharged + fen)


def ask_enforcement(command: c.AskEnforcement, case: Case, now: datetime) -> Fact:
    """行政强制法 art. 53 and 54. Raises WrongStage, NotOverdue, TimeImpossible and NotUrged."""
    made, done = _owing(case)
    if now <= done.perform_by:
        raise pr.NotOverdue(perform_by=done.perform_by)
    checks.happened(command.urged_at, now, first=made.served_at)
    command.known.require()
    if now < command.known.earliest:
        raise pr.NotUrged(urged_at=command.urged_at, earliest=command.known.earliest)
    return enforcement_asked(command, department=case.filed.department, fen=made.left_fen)


def revoke(command: c.RevokePenalty, case: Case) -> Fact:
    """Art. 48. Raises WrongStage and AlreadyRevoked."""
    if case.decided is None or not isinstance(case.decided.fact, p.PenaltyDecided):
        raise checks.wrong_stage(case)
    if case.decided.revoked:
        raise pr.AlreadyRevoked(case=command.case)
    filed, decision = case.filed, case.decided.fact.decision
    return revoked(command, department=filed.department, entity=filed.entity, person=filed.person, decision=decision)


def withdraw(command: c.WithdrawCase, case: Case) -> Fact:
    """撤案. What is decided is revoked instead. Raises WrongStage."""
    if case.decided is not None:
        raise checks.wrong_stage(case)
    return withdrawn(command, department=case.filed.department, how=p.CaseEnd.WITHDRAWN)


def close(command: c.CloseCase, case: Case) -> Fact:
    """Raises NotPerformed while something is to be done."""
    return closed(command, department=case.filed.department, how=_end(case), reason=None, approved_by=None)


def _end(case: Case) -> p.CaseEnd:
    made, number = case.decided, case.filed.case
    if made is None:
        proposed, crime = case.proposed, case.suspended and case.suspended.ground is f.SuspensionGround.CRIME
        if proposed and proposed.fact.outcome is f.CaseOutcome.TRANSFER and crime:
            return p.CaseEnd.TRANSFERRED
        raise pr.NotPerformed(case=number, chinese="尚未作出决定", english="nothing is decided yet")
    if made.revoked:
        return p.CaseEnd.REVOKED
    if made.served_at is None:
        raise pr.NotPerformed(case=number, chinese="决定尚未送达", english="the decision is not served")
    if made.performance is None:
        return p.CaseEnd.NO_PENALTY
    if not made.performance.complete:
        raise pr.NotPerformed(case=number, chinese="处罚尚未履行完毕", english="the penalty is not performed in full")
    return p.CaseEnd.ENFORCED if made.performance.enforced else p.CaseEnd.PERFORMED
