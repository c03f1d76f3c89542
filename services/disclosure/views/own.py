"""Publications and ratings."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events.catalog.disclosure.publication import (
    PublicationCorrected,
    PublicationDue,
    PublicationMade,
    PublicationOverdue,
    PublicationWithdrawn,
)
from libs.events.catalog.disclosure.rating import RatingGiven
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .room import views


@views.on(PublicationDue)
async def due(tx: Transaction, facts: Sequence[Recorded[PublicationDue]]) -> None:
    await tx.executemany(
        "insert into publications (publication, subject, reference, entity, department, occurred_on, due, state, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'due', $8)",
        [
            (f.publication, f.subject.value, f.reference, f.entity, f.department, f.occurred_on, f.due, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(PublicationOverdue)
async def overdue(tx: Transaction, facts: Sequence[Recorded[PublicationOverdue]]) -> None:
    await tx.executemany(
        "update publications set overdue = true, version = $2 where publication = $1",
        [(r.fact.publication, r.version) for r in facts],
    )


@views.on(PublicationMade)
async def made(tx: Transaction, facts: Sequence[Recorded[PublicationMade]]) -> None:
    await tx.executemany(
        "update publications set state = 'published', content = $2, masked = $3, late = $4, published_at = $5, version = $6"
        " where publication = $1",
        [(f.publication, f.content, list(f.masked), f.late, f.published_at, r.version) for r in facts for f in (r.fact,)],
    )
    await tx.executemany(
        "insert into publication_steps values ($1, $2, 'made', $3, $4, null)",
        [(r.fact.publication, r.version, r.time, r.fact.content) for r in facts],
    )


@views.on(PublicationCorrected)
async def corrected(tx: Transaction, facts: Sequence[Recorded[PublicationCorrected]]) -> None:
    await tx.executemany(
        "update publications set content = $2, corrections = corrections + 1, version = $3 where publication = $1",
        [(r.fact.publication, r.fact.content, r.version) for r in facts],
    )
    await tx.executemany(
        "insert into publication_steps values ($1, $2, 'corrected', $3, $4, $5)",
        [(r.fact.publication, r.version, r.time, r.fact.content, r.fact.reason) for r in facts],
    )


@views.on(PublicationWithdrawn)
async def withdrawn(tx: Transaction, facts: Sequence[Recorded[PublicationWithdrawn]]) -> None:
    await tx.executemany(
        "update publications set state = 'withdrawn', content = null, version = $2 where publication = $1",
        [(r.fact.publication, r.version) for r in facts],
    )
    await tx.executemany(
        "insert into publication_steps values ($1, $2, 'withdrawn', $3, null, $4)",
        [(r.fact.publication, r.version, r.time, r.fact.reason) for r in facts],
    )


@views.on(RatingGiven)
async def rated(tx: Transaction, facts: Sequence[Recorded[RatingGiven]]) -> None:
    await tx.executemany(
        "insert into ratings values ($1, $2, $3, $4)",
        [(r.fact.rating, r.position, r.fact.stars, list(r.fact.departments)) for r in facts],
    )
