"""The life of draws: chains of codes, deadlines, beacons, voids; seals of teams; who has arrived."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from libs.events.catalog.inspection.visit import OfficerCheckedIn
from libs.events.catalog.planning.conducting import (
    BeaconMissed,
    BeaconRecorded,
    CodeChainPublished,
    CommitmentMissed,
    DrawFrozen,
    DrawOpened,
    DrawVoided,
    TeamSealed,
    TeamUnsealed,
)
from libs.events.catalog.planning.visit import VisitScheduled
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views


@views.on(CodeChainPublished)
async def chain_published(tx: Transaction, facts: Sequence[Recorded[CodeChainPublished]]) -> None:
    await tx.executemany(
        "insert into code_chains values ($1, $2, $3, $4, $5, $6)",
        [(f.chain, f.year, f.lead, f.head, f.length, r.time) for r in facts for f in (r.fact,)],
    )


@views.on(DrawOpened)
async def link_taken(tx: Transaction, facts: Sequence[Recorded[DrawOpened]]) -> None:
    for r in facts:
        if r.fact.chain is not None:
            await tx.execute(
                "insert into chain_draws select $1, $2, count(*) from chain_draws where chain = $2", r.fact.draw, r.fact.chain
            )


@views.on(CommitmentMissed)
async def commitment_missed(tx: Transaction, facts: Sequence[Recorded[CommitmentMissed]]) -> None:
    await tx.executemany(
        "insert into missed_commitments values ($1, $2, $3)", [(r.fact.draw, r.fact.member, r.fact.due) for r in facts]
    )


@views.on(DrawFrozen)
async def beacons_named(tx: Transaction, facts: Sequence[Recorded[DrawFrozen]]) -> None:
    await tx.executemany(
        "insert into draw_beacons (draw, ordinal, name, round) values ($1, $2, $3, $4)",
        [(r.fact.draw, n, beacon.name, beacon.round) for r in facts for n, beacon in enumerate(r.fact.beacons)],
    )


@views.on(BeaconRecorded)
async def beacon_recorded(tx: Transaction, facts: Sequence[Recorded[BeaconRecorded]]) -> None:
    await tx.executemany(
        "update draw_beacons set signature = $3 where draw = $1 and round = $2",
        [(r.fact.draw, r.fact.round, r.fact.signature) for r in facts],
    )


@views.on(BeaconMissed)
async def beacon_missed(tx: Transaction, facts: Sequence[Recorded[BeaconMissed]]) -> None:
    await tx.executemany(
        "update draw_beacons set missed = true where draw = $1 and round = $2", [(r.fact.draw, r.fact.round) for r in facts]
    )


@views.on(DrawVoided)
async def draw_voided(tx: Transaction, facts: Sequence[Recorded[DrawVoided]]) -> None:
    await tx.executemany(
        "insert into draw_voids select $1, $2, $3, $4, $5,"
        " exists (select 1 from commitments where draw = $1 and (nonce is not null or missed)), $6",
        [(f.draw, f.lead, f.reason, f.code, f.completed, r.time) for r in facts for f in (r.fact,)],
    )
    await tx.executemany("update draws set state = 'voided' where draw = $1", [(r.fact.draw,) for r in facts])


@views.on(CommitmentMissed, BeaconRecorded, BeaconMissed, DrawVoided)
async def draw_version(
    tx: Transaction, facts: Sequence[Recorded[CommitmentMissed | BeaconRecorded | BeaconMissed | DrawVoided]]
) -> None:
    await tx.executemany("update draws set version = $2 where draw = $1", [(r.fact.draw, r.version) for r in facts])


@views.on(TeamSealed)
async def team_sealed(tx: Transaction, facts: Sequence[Recorded[TeamSealed]]) -> None:
    await tx.executemany(
        "insert into sealed_teams (visit, draw, seal, until) values ($1, $2, $3, $4)",
        [(f.visit, f.draw, f.seal, f.until) for r in facts for f in (r.fact,)],
    )


@views.on(VisitScheduled)
async def day_fixed(tx: Transaction, facts: Sequence[Recorded[VisitScheduled]]) -> None:
    await tx.executemany("update sealed_teams set day = $2 where visit = $1", [(r.fact.visit, r.fact.day) for r in facts])


@views.on(TeamUnsealed)
async def team_unsealed(tx: Transaction, facts: Sequence[Recorded[TeamUnsealed]]) -> None:
    await tx.executemany(
        "update sealed_teams set team = $2::jsonb, salt = $3, unsealed_at = $4 where visit = $1",
        [
            (f.visit, orjson.dumps([seat.model_dump(mode="json") for seat in f.team]).decode(), f.salt, r.time)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(TeamSealed, TeamUnsealed)
async def visit_version(tx: Transaction, facts: Sequence[Recorded[TeamSealed | TeamUnsealed]]) -> None:
    await tx.executemany("update visits set version = $2 where visit = $1", [(r.fact.visit, r.version) for r in facts])


@views.on(OfficerCheckedIn)
async def arrived(tx: Transaction, facts: Sequence[Recorded[OfficerCheckedIn]]) -> None:
    await tx.executemany(
        "insert into arrivals values ($1, $2) on conflict do nothing", [(r.fact.visit, r.fact.inspector) for r in facts]
    )
