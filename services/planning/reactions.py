"""What planning does when another service's fact arrives, and its deadlines. Results and lists only change views."""

from __future__ import annotations

from collections.abc import Iterable

from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import VisitClosed, VisitCompleted
from libs.events.catalog.planning.conducting import (
    BeaconMissed,
    BeaconRecorded,
    CommitmentMissed,
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    DrawVoided,
    NonceMissed,
)
from libs.events.catalog.planning.crossplan import CrossPlanAccepted, CrossPlanDeclined, CrossPlanEnded, CrossPlanProposed
from libs.events.catalog.planning.filing import (
    FilingConsented,
    FilingDeferred,
    FilingExempted,
    FilingJoined,
    FilingRefused,
    FilingSubmitted,
    FilingWithdrawn,
)
from libs.events.catalog.registry.agreements import AgreementRevoked
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from .commands import (
    CancelVisit,
    CrossPlanTerms,
    DropCrossPlan,
    LearnAcceptance,
    LearnDecline,
    LearnEnd,
    LearnProposal,
    LoseVisit,
    PassBeacon,
    PassCommit,
    PassConsent,
    PassReveal,
)
from .decide.beacon import too_late
from .decide.crossplan import numbered_by
from .decide.filing import consent_due
from .sealing import opening
from .views import queries

__all__ = ["deadlines", "reactions"]

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(EntityStruckOff)
async def struck_off(tx: Transaction, gone: Recorded[EntityStruckOff], _: Environment) -> Iterable[Command]:
    """Nobody is sent to an entity that no longer exists."""
    reason = f"检查对象已从名录移除 struck off the register: {gone.fact.reason}"[:2000]
    return [CancelVisit(visit=row["visit"], reason=reason) async for row in queries.open_visits_at(tx, entity=gone.fact.entity)]


@reactions.on(VisitCompleted)
async def team_known(tx: Transaction, done: Recorded[VisitCompleted], _: Environment) -> Iterable[Command]:
    """Who came is no secret any more."""
    row = await queries.salt_of(tx, visit=done.fact.visit)
    return [] if row is None else [opening(row)]


@deadlines.start(DrawOpened)
def commit_starts(opened: Recorded[DrawOpened]) -> Iterable[Deadline]:
    f = opened.fact
    yield Deadline(f"commit/{f.draw}", opened.stream, f.commit_until, PassCommit(draw=f.draw))


@deadlines.stop(CommitmentMissed, DrawFrozen, DrawVoided)
def commit_ends(done: Recorded[CommitmentMissed | DrawFrozen | DrawVoided]) -> Iterable[str]:
    yield f"commit/{done.fact.draw}"


@deadlines.start(DrawFrozen)
def beacons_start(frozen: Recorded[DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    # The last beacon named has no other behind it: it is waited for.
    for beacon in f.beacons[:-1]:
        due = too_late(beacon)
        if due is not None and beacon.round is not None:
            command = PassBeacon(draw=f.draw, round=beacon.round)
            yield Deadline(f"beacon/{f.draw}/{beacon.round}", frozen.stream, due, command)


@deadlines.stop(BeaconRecorded, BeaconMissed)
def beacon_ends(done: Recorded[BeaconRecorded | BeaconMissed]) -> Iterable[str]:
    yield f"beacon/{done.fact.draw}/{done.fact.round}"


@deadlines.start(DrawFrozen)
def reveal_starts(frozen: Recorded[DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    yield Deadline(f"reveal/{f.draw}", frozen.stream, f.reveal_until, PassReveal(draw=f.draw))


@deadlines.stop(NonceMissed, DrawCompleted, DrawVoided)
def reveal_ends(done: Recorded[NonceMissed | DrawCompleted | DrawVoided]) -> Iterable[str]:
    yield f"reveal/{done.fact.draw}"


@reactions.on(ResultIssued)
async def part_left_out(tx: Transaction, issued: Recorded[ResultIssued], _: Environment) -> Iterable[Command]:
    """The part came too late, the record was sealed without it: the check is not lost, it waits for a later plan (L-14)."""
    done = {item for part in issued.fact.parts for item in part.items}
    visit, reason = issued.fact.visit, "并入的检查任务已完成,未含该部分 the visit it had joined was completed without it"
    joined = [row async for row in queries.filings_on(tx, visit=visit)]
    return [LoseVisit(filing=row["filing"], visit=visit, reason=reason) for row in joined if not done.issuperset(row["items"])]


@reactions.on(VisitClosed)
async def visit_lost(tx: Transaction, closed: Recorded[VisitClosed], _: Environment) -> Iterable[Command]:
    """A visit that was cancelled takes the checks that had joined it into a later plan."""
    row = await queries.visit(tx, visit=closed.fact.visit)
    # Officers who were there already went on: what was made then counts, cancelled or not.
    if row is None or row["cancelled"] is None or row["completed_on"] is not None:
        return []
    reason = f"并入的检查任务已取消 the visit it had joined was cancelled: {row['cancelled']}"[:2000]
    joined = [found async for found in queries.filings_on(tx, visit=row["visit"])]
    return [LoseVisit(filing=found["filing"], visit=row["visit"], reason=reason) for found in joined]


@deadlines.start(FilingSubmitted)
def consent_starts(submitted: Recorded[FilingSubmitted]) -> Iterable[Deadline]:
    f = submitted.fact
    yield Deadline(f"consent/{f.filing}", submitted.stream, consent_due(f.planned_on), PassConsent(filing=f.filing))


@deadlines.stop(FilingConsented, FilingExempted, FilingJoined, FilingDeferred, FilingRefused, FilingWithdrawn)
def consent_ends(settled: Recorded[FilingDeferred]) -> Iterable[str]:
    yield f"consent/{settled.fact.filing}"


@reactions.on_neighbour(CrossPlanProposed)
async def neighbour_proposes(_: Transaction, proposed: Recorded[CrossPlanProposed], env: Environment) -> Iterable[Command]:
    """Only what the sender itself proposes, to us, under a number of its own."""
    f = proposed.fact
    ours = f.proposer == proposed.place and f.partner == env.place and numbered_by(f.crossplan, f.proposer)
    return [LearnProposal(**f.model_dump())] if ours else []


@reactions.on_neighbour(CrossPlanAccepted)
async def neighbour_accepts(_: Transaction, accepted: Recorded[CrossPlanAccepted], __: Environment) -> Iterable[Command]:
    """Only the sender's own acceptance: a place that repeats or invents another one's changes nothing."""
    f = accepted.fact
    terms = f.model_dump(include=set(CrossPlanTerms.model_fields))
    return [LearnAcceptance(**terms, by=f.by)] if f.by == accepted.place else []


@reactions.on_neighbour(CrossPlanDeclined)
async def neighbour_declines(_: Transaction, declined: Recorded[CrossPlanDeclined], __: Environment) -> Iterable[Command]:
    f = declined.fact
    return [LearnDecline(crossplan=f.crossplan, by=f.by, reason=f.reason)] if f.by == declined.place else []


@reactions.on_neighbour(CrossPlanEnded)
async def neighbour_ends(_: Transaction, ended: Recorded[CrossPlanEnded], __: Environment) -> Iterable[Command]:
    f = ended.fact
    return [LearnEnd(crossplan=f.crossplan, by=f.by, reason=f.reason)] if f.by == ended.place else []


@reactions.on(AgreementRevoked)
@reactions.on_neighbour(AgreementRevoked)
async def agreement_over(tx: Transaction, revoked: Recorded[AgreementRevoked], env: Environment) -> Iterable[Command]:
    """A joint plan rests on recognition: without an agreement that covers it, it ends (J-17)."""
    reason = f"互认协议 {revoked.fact.agreement} 已终止 agreement revoked: {revoked.fact.reason}"[:2000]
    uncovered = [row["crossplan"] async for row in queries.crossplans_uncovered(tx)]
    return [DropCrossPlan(crossplan=crossplan, by=env.place, reason=reason) for crossplan in uncovered]
