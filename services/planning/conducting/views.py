"""The life of draws: steps, chains of codes, beacons, voids, substitutions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosql
import orjson

from libs.events.catalog.planning.conducting import (
    BeaconMissed,
    BeaconRecorded,
    CodeChainPublished,
    CommitmentMissed,
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    DrawVoided,
    EntitySubstituted,
    InspectorSubstituted,
    ManifestSigned,
    NonceCommitted,
    NonceMissed,
    NonceRevealed,
)
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


views = Views()


@views.on(DrawOpened)
async def draw_opened(tx: Transaction, facts: Sequence[Recorded[DrawOpened]]) -> None:
    await tx.executemany(
        "insert into draws (draw, plan, edition, year, lead, members, demands, state, beacon, code_head, commit_until,"
        " reveal_until, opened_at, version, beacons, chain)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'opened', $8, $9, $10, $11, $12, $13, $14, $15)",
        [
            (
                f.draw,
                f.plan,
                f.edition,
                f.year,
                f.lead,
                list(f.members),
                list(f.demands),
                f.beacon,
                f.code_head,
                f.commit_until,
                f.reveal_until,
                r.time,
                r.version,
                list(f.beacons),
                f.chain,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


async def _draw_version(tx: Transaction, facts: Sequence[Recorded[NonceCommitted | ManifestSigned | NonceRevealed]]) -> None:
    await tx.executemany("update draws set version = $2 where draw = $1", [(r.fact.draw, r.version) for r in facts])


@views.on(NonceCommitted)
async def nonce_committed(tx: Transaction, facts: Sequence[Recorded[NonceCommitted]]) -> None:
    await tx.executemany(
        "insert into commitments (draw, member, commitment, public_key) values ($1, $2, $3, $4::jsonb)",
        [(f.draw, f.member, f.commitment, _json(f.public_key)) for r in facts for f in (r.fact,)],
    )
    await _draw_version(tx, facts)


@views.on(DrawFrozen)
async def draw_frozen(tx: Transaction, facts: Sequence[Recorded[DrawFrozen]]) -> None:
    await tx.executemany(
        "update draws set state = 'frozen', manifest = $2, frame_root = $3, frame_count = $4, inspectors_root = $5,"
        " excluded = $6::jsonb, reveal_until = $7, version = $8 where draw = $1",
        [
            (
                f.draw,
                f.manifest,
                f.frame_root,
                f.frame_count,
                f.inspectors_root,
                _json(f.excluded),
                f.reveal_until,
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ManifestSigned)
async def manifest_signed(tx: Transaction, facts: Sequence[Recorded[ManifestSigned]]) -> None:
    await tx.executemany(
        "update commitments set signature = $3 where draw = $1 and member = $2",
        [(r.fact.draw, r.fact.member, r.fact.signature) for r in facts],
    )
    await _draw_version(tx, facts)


@views.on(NonceRevealed, NonceMissed)
async def nonce_settled(tx: Transaction, facts: Sequence[Recorded[NonceRevealed | NonceMissed]]) -> None:
    for r in facts:
        nonce = r.fact.nonce if isinstance(r.fact, NonceRevealed) else None
        await tx.execute(
            "update commitments set nonce = $3, missed = $4 where draw = $1 and member = $2",
            r.fact.draw,
            r.fact.member,
            nonce,
            nonce is None,
        )
        await tx.execute("update draws set version = $2 where draw = $1", r.fact.draw, r.version)


@views.on(DrawCompleted)
async def draw_completed(tx: Transaction, facts: Sequence[Recorded[DrawCompleted]]) -> None:
    await tx.executemany(
        "update draws set state = 'completed', certificate = $2, department_checks = $3, visits = $4, visits_if_separate = $5,"
        " lower_bound_milli = $6, shortfalls = $7, shortages = $8, completed_on = $9, version = $10 where draw = $1",
        [
            (
                f.draw,
                f.certificate,
                f.department_checks,
                f.visits,
                f.visits_if_separate,
                f.lower_bound_milli,
                f.shortfalls,
                f.shortages,
                f.completed_on,
                r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


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


_INTO = (
    "insert into substitutions (position, kind, draw, lead, visit, demand, stratum, seat, gone, ground, reason, evidence,"
    " proof, passed, substitute, away, team, short, made_at)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14::jsonb, $15, $16::jsonb, $17::jsonb, $18, $19)"
)


def _list(values: Sequence[Any]) -> str:
    return orjson.dumps([value.model_dump(mode="json") for value in values]).decode()


@views.on(EntitySubstituted)
async def entity_substituted(tx: Transaction, facts: Sequence[Recorded[EntitySubstituted]]) -> None:
    await tx.executemany(
        _INTO,
        [
            (
                r.position, "entity", f.draw, f.lead, f.visit, f.demand, f.stratum, None, f.gone, f.ground.value, f.reason,
                _list(f.evidence), f.proof, _list(f.passed), f.substitute, _list(f.away), _list(f.team), list(f.short), r.time,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip
    await tx.executemany("update draws set version = $2 where draw = $1", [(r.fact.draw, r.version) for r in facts])


@views.on(InspectorSubstituted)
async def inspector_substituted(tx: Transaction, facts: Sequence[Recorded[InspectorSubstituted]]) -> None:
    await tx.executemany(
        _INTO,
        [
            (
                r.position, "inspector", f.draw, f.lead, f.visit, None, None, f.seat, f.gone, f.ground.value, f.reason,
                _list(f.evidence), f.proof, _list(f.passed), f.substitute, "[]", "[]", [], r.time,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip
    for r in facts:
        await _change_team(tx, r)


async def _change_team(tx: Transaction, r: Recorded[InspectorSubstituted]) -> None:
    """The substitute sits where the officer sat, in the visit's list and in the department's part."""
    f = r.fact
    row = await tx.fetchrow("select parts, inspectors from visits where visit = $1", f.visit)
    if row is None:
        return
    parts = orjson.loads(row["parts"])
    for part in parts:
        if part["department"] == f.department:
            part["inspectors"] = _exchanged(part["inspectors"], f)
    await tx.execute(
        "update visits set parts = $2::jsonb, inspectors = $3, version = $4 where visit = $1",
        f.visit,
        orjson.dumps(parts).decode(),
        _exchanged(row["inspectors"], f),
        r.version,
    )


def _exchanged(team: Sequence[str], fact: InspectorSubstituted) -> list[str]:
    new = [fact.substitute if name == fact.gone else name for name in team]
    return [name for name in new if name is not None]
