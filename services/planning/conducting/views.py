"""The life of draws: steps, chains of codes, beacons, voids, substitutions."""

from collections.abc import Sequence
from pathlib import Path

import aiosql
import orjson

from libs.events.catalog.planning import conducting as f
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import NTH, POSITION, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
draws, commitments = Table("draws", "draw"), Table("commitments", "draw", "member")
beacons, rounds = Table("draw_beacons", "draw", "ordinal"), Table("draw_beacons", "draw", "round")
substitutions = Table("substitutions", "position")
_NONE = Sql("'[]'::jsonb")

views.on(f.CodeChainPublished)(Table("code_chains", "chain").insert("year", "lead", "head", "length", published_at=TIME))
views.on(f.DrawOpened)(
    draws.insert(
        "plan", "edition", "year", "lead", "members", "demands", "beacon", "beacons", "code_head", "chain", "commit_until",
        "reveal_until", state="opened", opened_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(f.NonceCommitted)(commitments.insert("commitment", "public_key"))
views.on(f.CommitmentMissed)(Table("missed_commitments", "draw", "member").insert("due"))
views.on(f.DrawFrozen)(
    draws.update(
        "manifest",
        "frame_root",
        "frame_count",
        "inspectors_root",
        "excluded",
        "reveal_until",
        state="frozen",
        frozen_at=TIME,
        version=VERSION,
    )
)
views.on(f.DrawFrozen)(beacons.insert("name", "round", each=fact.beacons, ordinal=NTH))
views.on(f.ManifestSigned)(commitments.update("signature"))
views.on(f.NonceRevealed)(commitments.update("nonce", missed=False))
views.on(f.NonceMissed)(commitments.update(nonce=None, missed=True))
views.on(f.BeaconRecorded)(rounds.update("signature"))
views.on(f.BeaconMissed)(rounds.update(missed=True))
views.on(f.DrawCompleted)(
    draws.update(
        "certificate", "department_checks", "visits", "visits_if_separate", "lower_bound_milli", "shortfalls", "shortages",
        "completed_on", state="completed", version=VERSION,
    )
)  # fmt: skip
views.on(f.DrawVoided)(draws.update(state="voided", version=VERSION))
views.on(f.EntitySubstituted, f.EntityConfided)(
    substitutions.insert(
        "draw", "lead", "visit", "demand", "stratum", "gone", "ground", "reason", "evidence", "proof", "passed", "substitute",
        "away", "team", "short", position=POSITION, kind="entity", made_at=TIME,
    )
)  # fmt: skip
views.on(f.InspectorSubstituted, f.InspectorConfided)(
    substitutions.insert(
        "draw", "lead", "visit", "seat", "gone", "ground", "reason", "evidence", "proof", "passed", "substitute",
        away=_NONE, team=_NONE, short=[], position=POSITION, kind="inspector", made_at=TIME,
    )
)  # fmt: skip
views.on(
    f.NonceCommitted, f.CommitmentMissed, f.ManifestSigned, f.NonceRevealed, f.NonceMissed, f.BeaconRecorded, f.BeaconMissed,
    f.EntitySubstituted, f.EntityConfided,
)(draws.update(version=VERSION))  # fmt: skip


@views.on(f.DrawOpened)
async def link_taken(tx: Transaction, facts: Sequence[Recorded[f.DrawOpened]]) -> None:
    """By hand: a draw takes the link after those that the draws before it took."""
    await tx.executemany(
        "insert into chain_draws select $1, $2, count(*) from chain_draws where chain = $2",
        [(r.fact.draw, r.fact.chain) for r in facts if r.fact.chain is not None],
    )


@views.on(f.DrawVoided)
async def draw_voided(tx: Transaction, facts: Sequence[Recorded[f.DrawVoided]]) -> None:
    """By hand: whether anybody had revealed is asked of the commitments."""
    await tx.executemany(
        "insert into draw_voids select $1, $2, $3, $4, $5,"
        " exists (select 1 from commitments where draw = $1 and (nonce is not null or missed)), $6",
        [(said.draw, said.lead, said.reason, said.code, said.completed, r.time) for r in facts for said in (r.fact,)],
    )


@views.on(f.InspectorSubstituted, f.InspectorConfided)
async def team_changed(tx: Transaction, facts: Sequence[Recorded[f.InspectorSubstituted]]) -> None:
    """By hand: the substitute sits where the officer sat, in the visit's list and in the list within the department's part."""
    for r in facts:
        row = await tx.fetchrow("select parts, inspectors from visits where visit = $1", r.fact.visit)
        if row is None:
            continue
        parts = orjson.loads(row["parts"])
        for part in parts:
            if part["department"] == r.fact.department:
                part["inspectors"] = _exchanged(part["inspectors"], r.fact)
        await tx.execute(
            "update visits set parts = $2::jsonb, inspectors = $3, version = $4 where visit = $1",
            r.fact.visit,
            orjson.dumps(parts).decode(),
            _exchanged(row["inspectors"], r.fact),
            r.version,
        )


def _exchanged(team: Sequence[str], said: f.InspectorSubstituted) -> list[str]:
    new = [said.substitute if name == said.gone else name for name in team]
    return [name for name in new if name is not None]
