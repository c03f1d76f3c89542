"""Before the decision: filing, evidence, proposal, review, telling, defence, hearing, discussion (行政处罚法 art. 36 to 65)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from libs.events.calendar import local_day
from libs.events.catalog.inspection import case as f
from libs.events.fact import Fact

from .. import commands as c
from .. import penalty_refusals as pr
from .. import refusals as r
from . import checks
from .rules import at_most, check_grade, check_penalties, heard, major
from .state import Case, NotFiled, State, Unfiled

filed = f.CaseFiled.of(c.FileCase, "late")
not_filed = f.CaseNotFiled.of(c.DeclineCase, "late")
replaced = f.CaseOfficerReplaced.of(c.ReplaceCaseOfficer, "department")
evidence_added = f.CaseEvidenceAdded.of(c.AddCaseEvidence, "department", "at")
proposed = f.CaseProposed.of(c.ProposeCase, "department", "major", "to_tell")
review_asked = f.LegalReviewAsked.of(c.AskLegalReview, "department")
review_given = f.LegalReviewGiven.of(c.GiveLegalReview, "department")
told = f.PenaltyTold.of(c.TellPenalty, "department", "hearing", "at")
defended = f.DefenceReceived.of(c.ReceiveDefence, "department", "late")
hearing_asked = f.HearingAsked.of(c.AskHearing, "department")
hearing_called = f.HearingCalled.of(c.CallHearing, "department")
hearing_held = f.HearingHeld.of(c.HoldHearing, "department", "host", "at")
discussed = f.CaseDiscussed.of(c.DiscussCase, "department", "carried")

_BY_LAW = frozenset({f.CaseOutcome.MINOR, f.CaseOutcome.FIRST})
_COLLECTIVE = 2


def file(command: c.FileCase | c.DeclineCase, state: State, now: datetime) -> Sequence[Fact]:
    """Raises CaseTaken, PartyUnclear, FewerThanTwo, NotCertified, NoConsent, NotCompetentForItem and DecidedTwice."""
    late = command.known.file_by is not None and now > command.known.file_by
    made = filed(command, late=late) if isinstance(command, c.FileCase) else not_filed(command, late=late)
    match state:
        case Case(filed=held) | NotFiled(fact=held):
            # Sent again, by whoever did not get the answer.
            if _said(held) == _said(made):
                return []
            raise r.CaseTaken(case=command.case)
        case Unfiled():
            pass
        case _:
            raise r.CaseTaken(case=command.case)
    if (command.entity is None) == (command.person is None):
        raise r.PartyUnclear(entity=command.entity, person=command.person)
    if command.known.origin is False:
        raise r.NoConsent(origin=command.origin.ref)
    if isinstance(command, c.FileCase):
        _may_file(command)
    return [made]


def _said(fact: Fact) -> dict[str, Any]:
    return {"type": fact.fact_type, **fact.model_dump(exclude={"decide_by", "late", "approved_by"})}


def _may_file(command: c.FileCase) -> None:
    checks.certified(set(command.officers), command.department, command.known)
    foreign = sorted(set(command.items) - set(command.known.competent))
    if foreign or not command.items:
        raise r.NotCompetentForItem(items=foreign, department=command.department)
    if command.known.other is not None:
        raise r.DecidedTwice(other=command.known.other)


def replace_officer(command: c.ReplaceCaseOfficer, case: Case) -> Fact:
    """Raises NotOnCase, AlreadyOnCase and NotCertified."""
    if command.gone not in case.officers:
        raise r.NotOnCase(officers=[command.gone])
    if command.substitute is not None:
        checks.not_on_case(command.substitute, case)
        checks.holds_none({command.substitute}, case.filed.department, command.known)
    return replaced(command, department=case.filed.department)


def add_evidence(command: c.AddCaseEvidence, case: Case, now: datetime) -> Fact:
    """Raises NothingNamed, TimeImpossible, EvidenceMissing and what `officers_act` raises."""
    checks.officers_act(command.officers, case, command.known)
    if not command.evidence:
        raise r.NothingNamed(evidence=[])
    command.known.require()
    return evidence_added(command, department=case.filed.department, at=checks.happened(command.at, now))


def propose(command: c.ProposeCase, case: Case) -> Fact:
    """Raises Unproven, PenaltyUnclear, BenchmarkMissing, GradeOutOfBenchmark, ExemptionDoesNotFit, NotFirstOffence and
    HarsherAfterDefence.
    """
    checks.officers_act(command.officers, case, command.known)
    if not case.proven:
        raise r.Unproven(case=command.case)
    penal = command.outcome is f.CaseOutcome.PENALTY
    if penal:
        check_penalties(command.penalties)
        check_standard(command, case, command.known, deviates=command.deviation is not None)
    elif command.penalties:
        raise pr.PenaltyUnclear(
            penalties=[each.kind for each in command.penalties],
            chinese="处理意见不是给予处罚",
            english="the outcome is no penalty",
        )
    _check_exemption(command, case)
    if case.told and case.told.spoke and not at_most(command.penalties, case.told.penalties):
        raise pr.HarsherAfterDefence(penalties=[each.kind for each in command.penalties])
    weighs = major(command.penalties, command.known.major_fen, weighty=command.weighty, deviates=command.deviation is not None)
    # What was heard in a hearing is of weight for the party (art. 58).
    # A party that is to be treated no worse than it was told need not be told again.
    known = case.told is not None and at_most(command.penalties, case.told.penalties)
    major_ = weighs or bool(case.told and case.told.heard)
    return proposed(command, department=case.filed.department, major=major_, to_tell=penal and not known)


def check_standard(command: c.ProposeCase | c.DecideOnSpot, case: Case, known: c.ProposalLookups, *, deviates: bool) -> None:
    """B-31: each penalty stands on a grade of a benchmark in force. Raises BenchmarkMissing and GradeOutOfBenchmark."""
    standard = known.standard
    if standard is None or standard.item not in case.filed.items:
        raise pr.BenchmarkMissing(benchmark=command.benchmark)
    grade = next((each for each in standard.grades if each.grade == command.grade), None)
    if grade is None:
        raise pr.BenchmarkMissing(grade=command.grade, benchmark=command.benchmark)
    if not deviates:
        check_grade(command.penalties, grade)


def _check_exemption(command: c.ProposeCase, case: Case) -> None:
    if command.exemption is not None and (command.outcome not in _BY_LAW or command.known.exempts not in case.filed.items):
        raise pr.ExemptionDoesNotFit(exemption=command.exemption)
    if command.outcome is f.CaseOutcome.FIRST and command.known.earlier is not None:
        raise pr.NotFirstOffence(earlier=command.known.earlier)


def ask_review(command: c.AskLegalReview, case: Case) -> Sequence[Fact]:
    """Raises WrongStage and NotOnCase."""
    if case.proposed is None:
        raise checks.wrong_stage(case)
    if command.by not in case.officers:
        raise r.NotOnCase(officers=[command.by])
    return [] if case.proposed.asked else [review_asked(command, department=case.filed.department)]


def give_review(command: c.GiveLegalReview, case: Case) -> Fact:
    """Raises WrongStage, AlreadyOnCase and NotCertified (art. 58: qualified, and not of the case)."""
    if case.proposed is None or not case.proposed.asked:
        raise checks.wrong_stage(case)
    checks.not_on_case(command.reviewer, case)
    checks.holds_none({command.reviewer}, case.filed.department, command.known)
    return review_given(command, department=case.filed.department)


def tell(command: c.TellPenalty, case: Case, now: datetime) -> Fact:
    """Raises WrongStage, OutcomeDiffers, EvidenceMissing, TimeImpossible and what `officers_act` raises."""
    if case.proposed is None or case.told is not None:
        raise checks.wrong_stage(case)
    proposal = case.proposed.fact
    if proposal.outcome is not f.CaseOutcome.PENALTY:
        raise pr.OutcomeDiffers(case=command.case, outcome=proposal.outcome)
    checks.officers_act(command.officers, case, command.known)
    command.known.require()
    at = checks.entered(command.at, now, command.known)
    hearing = heard(proposal.penalties, command.known.major_fen)
    return told(command, department=case.filed.department, hearing=hearing, at=at)


def receive_defence(command: c.ReceiveDefence, case: Case, now: datetime) -> Fact:
    """A defence is heard late, too, as long as nothing is decided. Raises NotTold and EvidenceMissing."""
    if case.told is None:
        raise pr.NotTold(case=command.case)
    command.known.require()
    return defended(command, department=case.filed.department, late=now > case.told.fact.defend_by)


def ask_hearing(command: c.AskHearing, case: Case, now: datetime) -> Sequence[Fact]:
    """Raises NotTold and HearingNotOpen (art. 63 and 64)."""
    if case.told is None:
        raise pr.NotTold(case=command.case)
    if case.told.hearing:
        return []
    notice = case.told.fact
    if not notice.hearing or now > notice.defend_by or case.told.heard:
        raise r.HearingNotOpen(defend_by=notice.defend_by)
    return [hearing_asked(command, department=case.filed.department)]


def call_hearing(command: c.CallHearing, case: Case) -> Fact:
    """Raises WrongStage, AlreadyOnCase and HearingTooSoon (art. 64)."""
    if case.told is None or not case.told.hearing:
        raise checks.wrong_stage(case)
    checks.not_on_case(command.host, case)
    if command.on < command.known:
        raise r.HearingTooSoon(on=command.on, earliest=command.known)
    return hearing_called(command, department=case.filed.department)


def hold_hearing(command: c.HoldHearing, case: Case, now: datetime) -> Fact:
    """Raises WrongStage, TimeImpossible and EvidenceMissing. Not before the day that the party was told."""
    called = case.told.called if case.told else None
    if called is None:
        raise checks.wrong_stage(case)
    command.known.require()
    at = checks.entered(command.at, now, command.known)
    if local_day(at) < local_day(called.on):
        raise r.TimeImpossible(at=at, first=called.on)
    return hearing_held(command, department=case.filed.department, host=called.host, at=at)


def discuss(command: c.DiscussCase, case: Case) -> Fact:
    """Raises WrongStage, NotCollective and EvidenceMissing (art. 57)."""
    if case.proposed is None:
        raise checks.wrong_stage(case)
    if command.votes_for + command.votes_against < _COLLECTIVE:
        raise r.NotCollective(votes_for=command.votes_for + command.votes_against)
    command.known.require()
    carried = command.votes_for > command.votes_against
    return discussed(command, department=case.filed.department, carried=carried)
