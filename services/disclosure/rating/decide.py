"""Ratings: a department's key a quarter, tickets signed blindly once a visit, and stars counted in groups (J-21, X-03)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from libs.events.catalog.codes import DepartmentCode, Digest, Ref
from libs.events.catalog.disclosure import rating as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

published = f.RatingKeyPublished.of(c.PublishRatingKey)
issued = f.RatingTicketsIssued.of(c.IssueRatingTickets, "period", "departments", "asked")
given = f.RatingsGiven.of(c.CountRatings, "stars")


def period_of(day: date) -> f.Period:
    """The quarter that a day is in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def decide_key(command: c.PublishRatingKey, state: str | None, now: datetime) -> Sequence[Fact]:
    """Published once. Raises AnotherRatingKey where the secret that it comes from is another now."""
    del now
    if state is None:
        return [published(command)]
    if state != command.modulus:
        raise r.AnotherRatingKey(period=command.period, department=command.department)
    return []


def decide_tickets(command: c.IssueRatingTickets, state: Digest | None, now: datetime) -> Sequence[Fact]:
    """Raises NotCompleted, NoRatingKeyYet, NotItsDepartments, NotBelowModulus or TicketsIssued."""
    del now
    known = command.known
    period = period_of(check_rated(command.visit, known))
    if command.blinded.keys() != set(known.departments):
        raise r.NotItsDepartments(field="blinded", value=sorted(command.blinded), departments=sorted(known.departments))
    for department, blinded in sorted(command.blinded.items()):
        if not "0" * len(blinded) < blinded < known.keys[department]:
            raise r.NotBelowModulus(field=f"blinded.{department}")
    asked = sha256("".join(f"{name}{blinded}" for name, blinded in sorted(command.blinded.items())).encode()).hexdigest()
    if state is None:
        return [issued(command, period=period, departments=known.departments, asked=asked)]
    if state != asked:
        raise r.TicketsIssued(visit=command.visit)
    return []


def decide_count(command: c.CountRatings, state: None, now: datetime) -> Sequence[Fact]:
    """Fewer than a group are not counted yet: they could be traced."""
    del state, now
    return [given(command, stars=tuple(sorted(command.stars)))] if len(command.stars) >= command.known.step else []


def check_rated(visit: Ref, known: c.Visited) -> date:
    """The day on which the visit was completed. Raises NotCompleted, or NoRatingKeyYet for a department without a key."""
    if known.completed_on is None:
        raise r.NotCompleted(visit=visit)
    if set(known.departments) - known.keys.keys():
        raise r.NoRatingKeyYet(visit=visit)
    return known.completed_on


def check_same_keys(period: f.Period, known: c.Visited, ours: Mapping[DepartmentCode, f.Number]) -> None:
    """What is signed with another key than the published one is no ticket, and would be lost. Raises AnotherRatingKey."""
    for department, modulus in sorted(ours.items()):
        if known.keys[department] != modulus:
            raise r.AnotherRatingKey(period=period, department=department)


def check_secret(secret: bytes | None) -> bytes:
    """Raises NoRatingSecret."""
    if secret is None:
        raise r.NoRatingSecret(field="rating_secret")
    return secret


def check_ticket(*, signed: bool) -> None:
    """Raises WrongTicket."""
    if not signed:
        raise r.WrongTicket(field="signature")


def check_crowd(entities: int, step: int) -> None:
    """A rating is taken when so many entities hold tickets for the department that it may be anyone's. Raises TooFewTickets."""
    if entities < step:
        raise r.TooFewTickets(field="department", step=step)


def check_unspent(*, spent: bool) -> None:
    """Raises AlreadyRated."""
    if spent:
        raise r.AlreadyRated(field="ticket")


KEY: Decider[c.PublishRatingKey, str | None] = Decider(
    name="rating-key",
    commands=c.PublishRatingKey,
    stream=lambda command: f"rating-key-{command.period}-{command.department}",
    initial=None,
    decide=decide_key,
    evolve=lambda state, fact: fact.modulus if isinstance(fact, f.RatingKeyPublished) else state,
)
TICKETS: Decider[c.IssueRatingTickets, Digest | None] = Decider(
    name="rating-tickets",
    commands=c.IssueRatingTickets,
    stream=lambda command: f"rating-tickets-{command.visit}",
    initial=None,
    decide=decide_tickets,
    evolve=lambda state, fact: fact.asked if isinstance(fact, f.RatingTicketsIssued) else state,
    unrecorded={c.IssueRatingTickets: ("blinded",)},
)
RATINGS: Decider[c.CountRatings, None] = Decider(
    name="ratings",
    commands=c.CountRatings,
    stream=lambda command: f"ratings-{command.departments[0]}",
    initial=None,
    decide=decide_count,
    evolve=lambda state, _: state,
)
