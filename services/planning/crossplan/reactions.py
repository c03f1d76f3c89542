"""What a neighbour says of joint plans, and agreements that end."""

from collections.abc import Iterable

from libs.events.catalog.planning import crossplan as facts
from libs.events.catalog.registry.agreements import AgreementRevoked
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction

from . import commands as c
from .decide import numbered_by
from .views import queries

reactions = Reactions()


@reactions.on_neighbour(facts.CrossPlanProposed)
async def neighbour_proposes(
    _: Transaction, proposed: Recorded[facts.CrossPlanProposed], env: Environment
) -> Iterable[Command]:
    """Only what the sender itself proposes, to us, under a number of its own."""
    f = proposed.fact
    ours = f.proposer == proposed.place and f.partner == env.place and numbered_by(f.crossplan, f.proposer)
    return [c.LearnProposal(**f.model_dump())] if ours else []


@reactions.on_neighbour(facts.CrossPlanAccepted)
async def neighbour_accepts(_: Transaction, accepted: Recorded[facts.CrossPlanAccepted], __: Environment) -> Iterable[Command]:
    """Only the sender's own acceptance: a place that repeats or invents another one's changes nothing."""
    f = accepted.fact
    terms = f.model_dump(include=set(c.CrossPlanTerms.model_fields))
    return [c.LearnAcceptance(**terms, by=f.by)] if f.by == accepted.place else []


@reactions.on_neighbour(facts.CrossPlanDeclined)
async def neighbour_declines(_: Transaction, declined: Recorded[facts.CrossPlanDeclined], __: Environment) -> Iterable[Command]:
    f = declined.fact
    return [c.LearnDecline(crossplan=f.crossplan, by=f.by, reason=f.reason)] if f.by == declined.place else []


@reactions.on_neighbour(facts.CrossPlanEnded)
async def neighbour_ends(_: Transaction, ended: Recorded[facts.CrossPlanEnded], __: Environment) -> Iterable[Command]:
    f = ended.fact
    return [c.LearnEnd(crossplan=f.crossplan, by=f.by, reason=f.reason)] if f.by == ended.place else []


@reactions.on(AgreementRevoked)
@reactions.on_neighbour(AgreementRevoked)
async def agreement_over(tx: Transaction, revoked: Recorded[AgreementRevoked], env: Environment) -> Iterable[Command]:
    """A joint plan rests on recognition: without an agreement that covers it, it ends (J-17)."""
    reason = f"互认协议 {revoked.fact.agreement} 已终止 agreement revoked: {revoked.fact.reason}"[:2000]
    uncovered = [row["crossplan"] async for row in queries.crossplans_uncovered(tx)]
    return [c.DropCrossPlan(crossplan=crossplan, by=env.place, reason=reason) for crossplan in uncovered]
